/* convolution.h - what conv2d's row shares with convolution-relu.c's. */
#pragma once

#include "op.h"

G_BEGIN_DECLS

gboolean gr_conv2d_infer    (GrCall *call, GError **error);
gboolean gr_conv2d_run      (GrCall *call, gboolean rectify, GError **error);
/* Gives the gradients of conv2d's first three arguments where @grad arrived at its output. */
void     gr_conv2d_give     (GrBackward *b, GrTensor *grad);
void     gr_conv2d_cost     (const GrCall *call, GrCost *cost);

G_END_DECLS
