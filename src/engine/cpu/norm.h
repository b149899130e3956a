/* norm.h - kernels of batch and layer normalisation, for float32 and float64.
 *
 * Both see their input as [outer, groups, inner] contiguous memory: batch norm has N, C, H*W and
 * one mean a group over outer and inner; layer norm has rows, 1, length and one mean an outer index
 * over inner. Sums are made plane by plane in a fixed order, so results do not depend on the number
 * of threads.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

typedef struct
{
  GrDType dtype; /* GR_FLOAT32 or GR_FLOAT64, of every pointer below */
  gint64  outer, groups, inner;
} GrNormShape;

/* Mean and biased variance of each group over outer and inner. */
void gr_batch_stats          (const GrNormShape *shape, gconstpointer x, gpointer mean,
                              gpointer var);
/* out = (x - mean) * rstd * weight + bias per group; weight and bias may be NULL (1 and 0). */
void gr_batch_norm           (const GrNormShape *shape, gconstpointer x, gconstpointer mean,
                              gconstpointer rstd, gconstpointer weight, gconstpointer bias,
                              gpointer out);
/* sum_g = sum grad and sum_gx = sum grad * (x - mean) * rstd per group. */
void gr_batch_norm_sums      (const GrNormShape *shape, gconstpointer grad, gconstpointer x,
                              gconstpointer mean, gconstpointer rstd, gpointer sum_g,
                              gpointer sum_gx);
/* The gradient of x. With @training the statistics were the batch's own and take part:
 * out = weight * rstd * (grad - sum_g / n - xhat * sum_gx / n), else weight * rstd * grad
 * (Ioffe and Szegedy 2015, section 3). */
void gr_batch_norm_input     (const GrNormShape *shape, gboolean training, gconstpointer grad,
                              gconstpointer x, gconstpointer mean, gconstpointer rstd,
                              gconstpointer weight, gconstpointer sum_g, gconstpointer sum_gx,
                              gpointer out);

/* Each of @outer rows of @inner elements normalised; weight and bias are @inner long or NULL. */
void gr_layer_norm           (const GrNormShape *shape, gdouble eps, gconstpointer x,
                              gconstpointer weight, gconstpointer bias, gpointer out,
                              gpointer mean, gpointer rstd);
/* The gradient of x, row by row; the same formula with weight * grad in place of grad. */
void gr_layer_norm_input     (const GrNormShape *shape, gconstpointer grad, gconstpointer x,
                              gconstpointer mean, gconstpointer rstd, gconstpointer weight,
                              gpointer out);

G_END_DECLS
