/* dtype.h - the element types of tensors, their sizes and names, and PyTorch's promotion rules.
 *
 * Used by everything that looks at a tensor. The order of the enum is the order of
 * promotion within a category; do not rely on the numbers anywhere they could be stored.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GR_BOOL,
  GR_UINT8,
  GR_INT8,
  GR_INT16,
  GR_INT32,
  GR_INT64,
  GR_FLOAT16,
  GR_BFLOAT16,
  GR_FLOAT32,
  GR_FLOAT64,
  GR_N_DTYPES,
} GrDType;

/* Where a dtype is optional (a schema's "ScalarType?"), this stands for "not given". */
#define GR_DTYPE_NONE (-1)

gsize       gr_dtype_size        (GrDType dtype);
const char *gr_dtype_name        (GrDType dtype); /* "float32" */
gboolean    gr_dtype_from_name   (const char *name, GrDType *dtype);
gboolean    gr_dtype_is_floating (GrDType dtype);
gboolean    gr_dtype_is_integral (GrDType dtype); /* bool excluded */

/* The smallest dtype that both can be converted to, as torch.promote_types. */
GrDType     gr_dtype_promote     (GrDType a, GrDType b);

/* Whether a value of @from may be written in place into a tensor of @to, as torch.can_cast:
 * float never to integer, nothing but bool to bool. */
gboolean    gr_dtype_can_cast    (GrDType from, GrDType to);

/* The dtype that torch.tensor gives Python floats. Float32 at start; process-wide. */
GrDType     gr_default_dtype     (void);
void        gr_set_default_dtype (GrDType dtype);

/* One number outside any tensor: an argument such as add's alpha. Its kind takes part in
 * promotion, its width does not. */
typedef enum
{
  GR_SCALAR_NONE, /* an optional Scalar that was not given */
  GR_SCALAR_BOOL,
  GR_SCALAR_INT,
  GR_SCALAR_FLOAT,
} GrScalarKind;

typedef struct
{
  GrScalarKind kind;
  gint64       i; /* valid for BOOL and INT */
  gdouble      d; /* valid for every kind but NONE */
} GrScalar;

static inline GrScalar
gr_int (gint64 value)
{
  return (GrScalar){ GR_SCALAR_INT, value, (gdouble) value };
}

static inline GrScalar
gr_float (gdouble value)
{
  return (GrScalar){ GR_SCALAR_FLOAT, 0, value };
}

static inline GrScalar
gr_bool (gboolean value)
{
  return (GrScalar){ GR_SCALAR_BOOL, value != 0, value != 0 };
}

static inline GrScalar
gr_no_scalar (void)
{
  return (GrScalar){ GR_SCALAR_NONE, 0, 0 };
}

/* A float is cut towards zero; one that no gint64 holds gives G_MININT64, as the processor does. */
static inline gint64
gr_scalar_to_int (GrScalar scalar)
{
  if (scalar.kind != GR_SCALAR_FLOAT)
    return scalar.i;
  return scalar.d >= -0x1p63 && scalar.d < 0x1p63 ? (gint64) scalar.d : G_MININT64;
}

G_END_DECLS
