/* reduce.h - many elements into one, over any set of dimensions: the base of sum, mean, amax, var,
 * norm and of every kernel that needs such a number. Plain tensors; no operator call is involved.
 *
 * The input is read where it lies, whatever its strides. Sums of float32 run in many float lanes
 * over short blocks whose results are added in double; so they are more exact than a plain sum and
 * no slower. The order of additions depends on the shapes alone, never on the number of threads.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

typedef enum
{
  GR_REDUCE_SUM,
  GR_REDUCE_MEAN,       /* NaN over nothing */
  GR_REDUCE_PROD,
  GR_REDUCE_MAX,        /* NaN where there is one; the lowest value over nothing */
  GR_REDUCE_MIN,
  GR_REDUCE_ANY,
  GR_REDUCE_ALL,
  GR_REDUCE_COUNT,      /* of what is not 0 */
  GR_REDUCE_ABS,        /* sum |x| */
  GR_REDUCE_NORM,       /* (sum x^2)^(1/2) */
  GR_REDUCE_POWER,      /* (sum |x|^param)^(1/param) */
  GR_REDUCE_ABS_MAX,
  GR_REDUCE_ABS_MIN,
  GR_REDUCE_VAR,        /* sum (x - centre)^2 / (n - param) */
  GR_REDUCE_STD,        /* its root */
  GR_REDUCE_LOGSUMEXP,  /* centre + ln sum e^(x - centre) */
} GrReduceKind;

/* out[i] = the reduction over j of in[i, j], the dims whose bits @mask has being j. @out has the
 * other dims in order, with or without a 1 for each reduced one, and any strides and dtype; what is
 * computed in double or int64 is converted to that. @centre is used by VAR, STD and LOGSUMEXP: a
 * float64 tensor with @out's elements, any strides; where it is an infinity LOGSUMEXP takes 0.
 * Floats must not be asked for kinds that only integers have, nor the reverse: ANY, ALL, COUNT,
 * SUM, PROD, MAX, MIN take both. */
gboolean gr_reduce (GrReduceKind kind, GrTensor *out, GrTensor *in, guint mask, gdouble param,
                    GrTensor *centre, GError **error);

/* Variance and mean in one go, as batch normalisation wants them; @correction is what is taken from
 * the count. @mean may be NULL; both have the elements that gr_reduce()'s @out has. */
gboolean gr_reduce_var (GrTensor *var, GrTensor *mean, GrTensor *in, guint mask, gdouble correction,
                        gboolean root, GError **error);

/* The shape that is left when the dims of @mask are reduced; @shape has GR_MAX_DIMS places. */
gsize    gr_reduced_shape (GrInts from, guint mask, gboolean keepdim, gint64 *shape);

G_END_DECLS
