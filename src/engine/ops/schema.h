/* schema.h - the parsed form of a row's schema, in the notation of PyTorch's
 * native_functions.yaml.
 *
 * Parsed once at start; read by everything that calls operators by name (Python, the command line,
 * the tests) and by help. The C functions of gradus-functions.h are generated from the same text.
 *
 *   name.overload(Type arg=default, *, Type keyword_only) -> (Type name, ...)
 *
 * Types: Tensor, Tensor?, Tensor[], Tensor?[], int, int?, int[], int[2], int[]?, float, float?,
 * float[]?, bool, Scalar, Scalar?, str, str?, ScalarType?, Device?.
 */
#pragma once

#include "value.h"

G_BEGIN_DECLS

typedef enum
{
  GR_TYPE_TENSOR,
  GR_TYPE_TENSORS,
  GR_TYPE_INT,
  GR_TYPE_FLOAT,
  GR_TYPE_BOOL,
  GR_TYPE_SCALAR,
  GR_TYPE_INTS,
  GR_TYPE_FLOATS,
  GR_TYPE_STRING,
  GR_TYPE_DTYPE,
  GR_TYPE_DEVICE,
} GrType;

typedef struct
{
  char    *name;
  GrType   type;
  gboolean optional;         /* "Tensor?", "int[]?": None is allowed */
  gboolean optional_entries; /* "Tensor?[]" */
  gint     n;                /* the 2 of int[2]: one number stands for two; 0 where any length */
  gboolean keyword_only;
  gboolean has_default;
  GrValue  value; /* the default; owned by the schema */
} GrParam;

typedef struct
{
  char    *name; /* of a named output, else NULL */
  gboolean list; /* Tensor[] */
} GrReturn;

typedef struct
{
  char     *name;     /* "max" */
  char     *overload; /* "dim", or "" */
  char     *symbol;   /* "max_dim": the C function is gr_tensor_max_dim() */
  GrParam  *params;
  guint     n_params;
  GrReturn *returns;
  guint     n_returns;
} GrSchema;

/* (transfer full); the error quotes the text and the place. */
GrSchema *gr_schema_parse (const char *text, GError **error);
gint      gr_schema_find  (const GrSchema *schema, const char *param); /* -1 where there is none */

G_END_DECLS
