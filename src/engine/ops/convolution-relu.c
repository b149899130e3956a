/* convolution-relu.c - conv2d, its bias and relu in one walk over the memory: what a module runs
 * where a ReLU follows a Conv2d and nobody listens. The same bits as one after the other, forward
 * and backward.
 */
#include "convolution.h"

#include <glib/gi18n-lib.h>

#include "gradus-functions.h"

static gboolean
conv2d_relu_forward (GrCall *call, GError **error)
{
  return gr_conv2d_run (call, TRUE, error);
}

static void
conv2d_relu_backward (GrBackward *b)
{
  gr_conv2d_give (b, gx_threshold_backward (b->scope, gr_grad (b, 0), gr_result (b, 0),
                                            gr_int (0)));
}

const GrOp gr_op__conv2d_relu = {
  .schema = "_conv2d_relu(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, "
            "int[2] padding=0, int[2] dilation=1, int groups=1) -> Tensor",
  .summary = N_ ("relu of conv2d, in one walk over the memory."),
  .formula = "out = relu(conv2d(input, weight, bias, stride, padding, dilation, groups))",
  .infer = gr_conv2d_infer,
  .forward = conv2d_relu_forward,
  .backward = conv2d_relu_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1) | GR_SAVE_OUTPUT (0),
  .cost = gr_conv2d_cost,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("_conv2d_relu(r(2,3,5,6), r(4,3,3,2), r(4))",
                         "_conv2d_relu(r(1,4,6,5), r(6,2,3,3), None, [2, 1], [1, 0], 1, 2)",
                         "_conv2d_relu(r(17,2,4,4), r(3,2,1,1), r(3))"),
};
