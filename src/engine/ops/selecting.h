/* selecting.h - operators that take elements along a dimension and say where they were: max and min
 * with indices, sort, topk, kthvalue, median. Their outputs are values and indices.
 */
#pragma once

#include "../cpu/along.h"
#include "infer.h"

G_BEGIN_DECLS

/* Functions of one line, by compute dtype: in[0] to out[0], the values, and out[1], int64
 * indices. */
typedef struct
{
  GrAlongFunc f32, f64, i64;
} GrSelectKernels;

/* One element is left of the dimension at argument @dim, and stays as a 1 where argument @keepdim
 * says. */
gboolean gr_selecting_infer    (GrCall *call, guint dim, guint keepdim, GError **error);
/* Runs over outputs in which the dimension is gone, a 1, or of any size. */
gboolean gr_selecting_run      (GrCall *call, gint64 dim, const GrSelectKernels *kernels,
                                gsize scratch_bytes, const void *params, GError **error);
/* Puts the gradient of the values where they came from; @keepdim is 0 where the dimension stays. */
void     gr_selecting_backward (GrBackward *b, guint dim, guint keepdim);

G_END_DECLS
