/* pool2d.h - maximum, average and adaptive pooling and their gradients, over contiguous planes of
 * float32 or float64. Used by the pooling operators (one-dimensional ones have height 1).
 */
#pragma once

#include "../tensor/dtype.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 planes; /* images times channels */
  gint64 in_h, in_w;
  gint64 out_h, out_w;
  gint64 kernel_h, kernel_w; /* these and the rest: not read by the adaptive functions */
  gint64 stride_h, stride_w;
  gint64 padding_h, padding_w; /* half a kernel at most */
  gint64 dilation_h, dilation_w; /* maximum pooling only */
} GrPoolShape;

/* @indices gets, for each output, the place y * in_w + x in its plane of the first largest input
 * (or of the last NaN), as PyTorch's. */
void gr_max_pool_forward  (GrDType dtype, const GrPoolShape *shape, gconstpointer input,
                           gpointer output, gint64 *indices);
void gr_max_pool_backward (GrDType dtype, const GrPoolShape *shape, gconstpointer grad_output,
                           const gint64 *indices, gpointer grad_input);

/* How many elements a window's sum is divided by. */
typedef struct
{
  gboolean count_padding; /* PyTorch's count_include_pad */
  gint64   divisor;       /* PyTorch's divisor_override; 0: by the window's elements */
} GrAverage;

void gr_avg_pool_forward  (GrDType dtype, const GrPoolShape *shape, GrAverage average,
                           gconstpointer input, gpointer output);
void gr_avg_pool_backward (GrDType dtype, const GrPoolShape *shape, GrAverage average,
                           gconstpointer grad_output, gpointer grad_input);

/* Windows from floor (o * in / out) to ceil ((o + 1) * in / out). */
void gr_adaptive_avg_pool_forward  (GrDType dtype, const GrPoolShape *shape, gconstpointer input,
                                    gpointer output);
void gr_adaptive_avg_pool_backward (GrDType dtype, const GrPoolShape *shape,
                                    gconstpointer grad_output, gpointer grad_input);
/* Their maxima; the gradient is gr_max_pool_backward()'s, by the indices. */
void gr_adaptive_max_pool_forward  (GrDType dtype, const GrPoolShape *shape, gconstpointer input,
                                    gpointer output, gint64 *indices);

G_END_DECLS
