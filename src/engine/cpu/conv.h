/* conv.h - two-dimensional convolution and its gradients over contiguous NCHW arrays of float32 or
 * float64. Used by the operators conv1d (of height 1), conv2d and conv_transpose2d (whose forward
 * is the data gradient).
 *
 *   output[n, o, y, x] = bias[o] + sum over c, i, j of
 *       input[n, c, y * stride - padding + i * dilation, x * stride - …] * weight[o, c, i, j]
 *
 * where c runs over the in_channels / groups of o's group. weight is [out_channels, in_channels /
 * groups, kernel_h, kernel_w]. The bits do not depend on the number of threads.
 */
#pragma once

#include "../tensor/dtype.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 n; /* images */
  gint64 groups;
  gint64 in_channels, out_channels; /* multiples of groups */
  gint64 in_h, in_w;
  gint64 out_h, out_w; /* (in + 2 padding - dilation (kernel - 1) - 1) / stride + 1 */
  gint64 kernel_h, kernel_w;
  gint64 stride_h, stride_w;
  gint64 padding_h, padding_w;
  gint64 dilation_h, dilation_w;
} GrConvShape;

/* @bias may be NULL. With @rectify what is below 0 becomes 0, as relu would make it afterwards.
 * GR_ERROR_MEMORY where there is no room to work in. */
gboolean gr_conv_forward (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                          gconstpointer weight, gconstpointer bias, gboolean rectify,
                          gpointer output, GError **error);

/* Each of the three gradients is written unless it is NULL. @input is read for @grad_weight only,
 * @weight for @grad_input only; they may be NULL otherwise. */
gboolean gr_conv_backward (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                           gconstpointer weight, gconstpointer grad_output, gpointer grad_input,
                           gpointer grad_weight, gpointer grad_bias, GError **error);

G_END_DECLS
