/* origin.h - GradusOrigin: where a number of a trace comes from, in words and numbers, and which
 * elements of which tensors made it.
 *
 * All arithmetic is the rows' own: gr_trace_explain(), gr_trace_explain_update(). Here it is
 * written down, the first and the last terms where there are many. It may be made by any thread,
 * and takes as long as those do. For GradusOriginView, which shows it, and the step panel, which
 * lights the elements.
 */
#pragma once

#include "plot/light.h"
#include "train/trace.h"

G_BEGIN_DECLS

/* A line: of a term, or of the optimiser's arithmetic. Each text may be NULL. */
typedef struct
{
  char *text;    /* above the others: "v = momentum * v + grad" */
  char *where;   /* "[0,0,3,4] [2,0,0,0]" */
  char *numbers; /* "0.5020 × −0.1133" */
  char *value;   /* "−0.0569" */
} GradusOriginRow;

/* Terms of the same tensors, one after another. */
typedef struct
{
  char   *title; /* "input × conv1.weight", or NULL */
  gint64  n;     /* how many there are; 0: they are not to be counted */
  GArray *rows;  /* of GradusOriginRow */
} GradusOriginPart;

typedef struct
{
  gint    tensor;
  gint64  element;
  char   *what;  /* "conv1[0, 2, 3, 4] = 0.4213" */
  char   *note;  /* what the formula calls by name: "mean = 0.1307 · eps = 10⁻⁵"; or NULL */
  GArray *parts; /* of GradusOriginPart */
  GHashTable *lights; /* tensor number to GArray of GradusLight */
} GradusOrigin;

/* Of an element of output @output (visible or not) of @call. (transfer full) */
GradusOrigin *gradus_origin_new        (GrTrace *trace, guint call, guint output, gint64 element,
                                        GError **error);
/* Of an element of a parameter as @update leaves it. NULL where there is no such element.
 * (transfer full) */
GradusOrigin *gradus_origin_new_update (GrTrace *trace, guint update, gint64 element);
void          gradus_origin_free       (GradusOrigin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusOrigin, gradus_origin_free)

/* What to light in a tensor, of GradusLight; NULL: nothing. (transfer none) */
const GArray *gradus_origin_lights     (const GradusOrigin *self, gint tensor);

G_END_DECLS
