/* transform.h - what is done to an item between the data set and the batch: one row a transform.
 *
 * The rows (transforms.c) are read by the loader, the project file, the command line's --augment,
 * the window and the help, as the operator table is. They work on one item's first input in float32
 * (pixels already divided by 255), channels × height × width for those that move pixels; target
 * transforms on the target. Random ones draw from a generator keyed by (seed, epoch, item), so what
 * comes out depends neither on threads nor on order. Names and arithmetic are torchvision's.
 */
#pragma once

#include "../random/generator.h"
#include "dataset.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _GrTransform    GrTransform;
typedef struct _GrTransformRow GrTransformRow;

typedef enum
{
  GR_PARAM_NUMBER,
  GR_PARAM_INTEGER,
  GR_PARAM_CHOICE, /* the value is the index of one of .choices; written as its word */
} GrParamType;

#define GR_TRANSFORM_MAX_PARAMS 5

/* One parameter: one number or a list of numbers. */
typedef struct
{
  const char        *name;
  GrParamType        type;
  gint               min_values, max_values; /* 1 and 1: a number; else a list, or a lone number */
  gdouble            preset[4];
  gint               n_preset;
  gdouble            low, high;
  const char *const *choices;
  const char        *help;
} GrTransformParam;

typedef struct
{
  gdouble *v;
  gint     n;
} GrTransformValue;

struct _GrTransformRow
{
  const char       *name;    /* "random_crop" */
  const char       *title;   /* "Random crop"; N_() */
  const char       *summary;
  gboolean          random;  /* left out in evaluation */
  /* What evaluation has instead, where a random one changes the shape; it takes as many of the
   * first parameters as it has. NULL: nothing. */
  const GrTransformRow *in_evaluation;
  gboolean          of_target;
  GrTransformParam  params[GR_TRANSFORM_MAX_PARAMS];

  /* Turns @field, what goes in, into what comes out; refuses what it cannot work on, and parameters
   * that do not go together. */
  gboolean (*infer) (const GrTransform *self, GrField *field, GError **error);
  /* @from and @to are different memory, of the fields that infer had and gave. */
  void (*apply) (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to,
                 GrGenerator *random);
  /* Instead of apply: one element of channel @channel. The loader makes a table of all pixels. */
  gfloat (*pointwise) (const GrTransform *self, gint64 channel, gfloat value);
  /* Instead of apply, for target transforms: elements of the target's types. */
  void (*apply_target) (const GrTransform *self, const GrField *in, gconstpointer from,
                        const GrField *out, gpointer to);
};

struct _GrTransform
{
  const GrTransformRow *row;
  GrTransformValue      value[GR_TRANSFORM_MAX_PARAMS]; /* all filled in, presets included */
};

/* --- the table ------------------------------------------------------------------------------- */

/* NULL-terminated. */
const GrTransformRow *const *gr_transform_rows (void);
const GrTransformRow        *gr_transform_row  (const char *name);

/* --- lists of transforms ---------------------------------------------------------------------- */

typedef struct _GrTransforms GrTransforms; /* immutable once in use by a loader */

GrTransforms      *gr_transforms_new    (void);
GrTransforms      *gr_transforms_ref    (GrTransforms *list);
void               gr_transforms_unref  (GrTransforms *list);
gsize              gr_transforms_length (const GrTransforms *list);
const GrTransform *gr_transforms_at     (const GrTransforms *list, gsize i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrTransforms, gr_transforms_unref)

/* "random_crop(28, padding=4), random_horizontal_flip(p=0.5), normalize(0.286, 0.353)", as on the
 * command line. Unknown names and values out of range are GR_ERROR_ARGUMENT. (transfer full) */
GrTransforms *gr_transforms_parse     (const char *text, GError **error);
/* [{"name": "random_crop", "size": 28, "padding": 4}, …], as in a project; NULL gives an empty
 * list. (transfer full) */
GrTransforms *gr_transforms_from_json (JsonArray *array, GError **error);
JsonArray    *gr_transforms_to_json   (const GrTransforms *list); /* (transfer full) */
char         *gr_transforms_to_string (const GrTransforms *list); /* (transfer full) */
/* Appends the transforms of @more, which stays as it is. */
void          gr_transforms_append    (GrTransforms *list, const GrTransforms *more);
/* What evaluation uses of them on a data set of such @input: those that are not random, and what
 * stands for the random ones that change its shape. (transfer full) */
GrTransforms *gr_transforms_fixed     (const GrTransforms *list, const GrField *input);

/* What becomes of @input and @target (may be NULL) of a data set; both are changed. An error names
 * the transform. */
gboolean      gr_transforms_infer     (const GrTransforms *list, GrField *input, GrField *target,
                                       GError **error);

G_END_DECLS
