/* convolution.h - what the rows of conv2d share with convolution-relu.c's, and how they explain
 * themselves. */
#pragma once

#include "explain.h"
#include "op.h"

G_BEGIN_DECLS

gboolean gr_conv2d_infer    (GrCall *call, GError **error);
gboolean gr_conv2d_run      (GrCall *call, gboolean rectify, GError **error);
/* Gives the gradients of conv2d's first three arguments where @grad arrived at its output. */
void     gr_conv2d_give     (GrBackward *b, GrTensor *grad);
void     gr_conv2d_cost     (const GrCall *call, GrCost *cost);

/* explain-convolution.c */
gboolean gr_explain_conv2d          (GrExplain *x, GError **error);
gboolean gr_explain_conv2d_backward (GrExplain *x, GError **error);

G_END_DECLS
