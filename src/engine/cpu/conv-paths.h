/* conv-paths.h - the two ways to compute a convolution, between which conv.c chooses. Arguments as
 * in conv.h; sizes are not zero.
 */
#pragma once

#include "conv.h"

G_BEGIN_DECLS

/* Over vectors of images (conv-direct.c). */
gboolean gr_conv_direct_suits    (GrDType dtype, const GrConvShape *shape);
gboolean gr_conv_direct_forward  (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                                  gconstpointer weight, gconstpointer bias, gboolean rectify,
                                  gpointer output);
gboolean gr_conv_direct_backward (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                                  gconstpointer weight, gconstpointer grad_output,
                                  gpointer grad_input, gpointer grad_weight, gpointer grad_bias);

/* Over columns of pixels and matrix products (conv-gemm.c). */
gboolean gr_conv_gemm_forward  (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                                gconstpointer weight, gconstpointer bias, gboolean rectify,
                                gpointer output);
gboolean gr_conv_gemm_backward (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                                gconstpointer weight, gconstpointer grad_output,
                                gpointer grad_input, gpointer grad_weight, gpointer grad_bias);

G_END_DECLS
