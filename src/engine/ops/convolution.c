/* convolution.c - conv1d, conv2d, conv_transpose1d, conv_transpose2d and their gradients.
 *
 * Three functions make them all: the convolution, its gradient by the input (which is the
 * transposed convolution) and its gradient by the weight. Each is a row, and each one's backward is
 * made of the other two, so they can be differentiated any number of times; conv2d_backward gives
 * both gradients and the bias's from one look at the data. One-dimensional ones are images of
 * height 1.
 */
#include "convolution.h"
#include "kernel.h"

#include "../cpu/conv.h"
#include "gradus-functions.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* --- geometry -------------------------------------------------------------------------------- */

/* The four pairs of a convolution's arguments. */
typedef struct
{
  gint64 stride[2], padding[2], dilation[2], groups;
} Geometry;

static gboolean
read_geometry (const GrValue *stride, const GrValue *padding, const GrValue *dilation,
               gint64 groups, Geometry *g, GError **error)
{
  g->groups = groups;
  if (!gr_arg_ints (stride, 2, g->stride, "stride", error)
      || !gr_arg_ints (padding, 2, g->padding, "padding", error)
      || !gr_arg_ints (dilation, 2, g->dilation, "dilation", error))
    return FALSE;
  const char *wrong = g->stride[0] < 1 || g->stride[1] < 1
                          ? _ ("non-positive stride is not supported")
                      : g->padding[0] < 0 || g->padding[1] < 0
                          ? _ ("negative padding is not supported")
                      : g->dilation[0] < 1 || g->dilation[1] < 1
                          ? _ ("dilation should be greater than zero")
                      : MAX (MAX (g->stride[0], g->stride[1]),
                             MAX (MAX (g->padding[0], g->padding[1]),
                                  MAX (g->dilation[0], g->dilation[1])))
                              > G_MAXINT32
                          ? _ ("integer out of range: a stride, padding or dilation above 2^31 - 1")
                      : groups < 1 ? _ ("non-positive groups is not supported")
                                   : NULL;
  if (wrong)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "%s", wrong);
  return wrong == NULL;
}

static GrInts
pair (const gint64 *values)
{
  return gr_ints (values, 2);
}

/* The sizes for the kernels; @image is the larger side (the convolution's input), @map the other.
 * Either may lack the batch dimension. */
static GrConvShape
conv_shape (const GrTensor *image, const GrTensor *map, const gint64 *kernel, const Geometry *g)
{
  const gint64 *i = image->shape + image->ndim - 3, *m = map->shape + map->ndim - 3;
  return (GrConvShape){
    .n = image->ndim == 4 ? image->shape[0] : 1,
    .groups = g->groups,
    .in_channels = i[0],
    .out_channels = m[0],
    .in_h = i[1],
    .in_w = i[2],
    .out_h = m[1],
    .out_w = m[2],
    .kernel_h = kernel[0],
    .kernel_w = kernel[1],
    .stride_h = g->stride[0],
    .stride_w = g->stride[1],
    .padding_h = g->padding[0],
    .padding_w = g->padding[1],
    .dilation_h = g->dilation[0],
    .dilation_w = g->dilation[1],
  };
}

/* Whether there is nothing to multiply: gradients are then zero, and outputs empty. */
static gboolean
is_empty (const GrConvShape *s)
{
  return !(s->n && s->in_channels && s->out_channels && s->in_h && s->in_w && s->out_h && s->out_w
           && s->kernel_h && s->kernel_w);
}

static void
fill_zero (GrTensor *tensor)
{
  if (tensor)
    gr_fill (tensor, gr_int (0));
}

static gboolean
refuse_shape (GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, GR_ERROR, GR_ERROR_SHAPE, message);
  return FALSE;
}

static gboolean
check_operands (const GrCall *call, const char *name, gint64 channels_wanted, GError **error)
{
  const GrTensor *input = gr_arg (call, 0), *weight = gr_arg (call, 1);
  g_autofree char *input_shape = gr_tensor_shape_string (input);
  g_autofree char *weight_shape = gr_tensor_shape_string (weight);
  if (input->ndim != 3 && input->ndim != 4)
    return refuse_shape (
        error,
        _ ("Expected 3D (unbatched) or 4D (batched) input to %s, but got input of size: %s"),
        name, input_shape);
  if (weight->ndim != 4)
    return refuse_shape (error,
                         _ ("%s expects a weight of 4 dimensions, but got one of size: %s"),
                         name, weight_shape);
  gint64 channels = input->shape[input->ndim - 3];
  if (channels != channels_wanted)
    return refuse_shape (error,
                         _ ("Given groups=%" PRId64 ", weight of size %s, expected input%s to have "
                            "%" PRId64 " channels, but got %" PRId64 " channels instead"),
                         call->args[6].i, weight_shape, input_shape, channels_wanted, channels);
  if (input->dtype != weight->dtype)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   _ ("Input type (%s) and weight type (%s) should be the same"),
                   gr_dtype_name (input->dtype), gr_dtype_name (weight->dtype));
      return FALSE;
    }
  return gr_require_floating (call, 0, error);
}

static gboolean
check_bias (const GrCall *call, gint64 channels, GError **error)
{
  const GrTensor *input = gr_arg (call, 0), *bias = gr_arg (call, 2);
  if (bias && bias->dtype != input->dtype)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   "Input type (%s) and bias type (%s) should be the same",
                   gr_dtype_name (input->dtype), gr_dtype_name (bias->dtype));
      return FALSE;
    }
  if (!bias || (bias->ndim == 1 && bias->shape[0] == channels))
    return TRUE;
  g_autofree char *shape = gr_tensor_shape_string (bias);
  return refuse_shape (error,
                       _ ("expected bias to be 1-dimensional with %" PRId64 " elements, but got "
                          "bias of size %s instead"),
                       channels, shape);
}

/* --- conv2d ---------------------------------------------------------------------------------- */

gboolean
gr_conv2d_infer (GrCall *call, GError **error)
{
  const GrTensor *input = gr_arg (call, 0), *weight = gr_arg (call, 1);
  Geometry g;
  gint64 shape[4], channels_in = weight->ndim == 4 ? weight->shape[1] * call->args[6].i : 0;
  gint at = input->ndim - 3;
  if (!read_geometry (&call->args[3], &call->args[4], &call->args[5], call->args[6].i, &g, error)
      || !check_operands (call, "conv2d", channels_in, error)
      || !check_bias (call, weight->shape[0], error))
    return FALSE;
  if (weight->shape[0] < g.groups || weight->shape[1] < 1)
    return refuse_shape (error,
                         _ ("Given groups=%" PRId64 ", expected weight to be at least %" PRId64 " "
                            "at dimension 0 and 1 at dimension 1"),
                         g.groups, g.groups);
  if (weight->shape[0] % g.groups != 0)
    return refuse_shape (error,
                         _ ("out_channels (%" PRId64 ") must be divisible by groups (%" PRId64 ")"),
                         weight->shape[0], g.groups);
  shape[0] = input->shape[0];
  shape[at] = weight->shape[0];
  for (gint i = 0; i < 2; i++)
    {
      gint64 padded = input->shape[at + 1 + i] + 2 * g.padding[i];
      gint64 reach = g.dilation[i] * (weight->shape[2 + i] - 1) + 1;
      if (weight->shape[2 + i] < 1 || padded < reach)
        return refuse_shape (
            error,
            _ ("Calculated padded input size per channel: (%" PRId64 " x %" PRId64 "). Kernel "
               "size: (%" PRId64 " x %" PRId64 "). Kernel size can't be greater than actual input "
               "size"),
            input->shape[at + 1] + 2 * g.padding[0], input->shape[at + 2] + 2 * g.padding[1],
            g.dilation[0] * (weight->shape[2] - 1) + 1, g.dilation[1] * (weight->shape[3] - 1) + 1);
      shape[at + 1 + i] = (padded - reach) / g.stride[i] + 1;
    }
  gr_call_output (call, input->dtype, gr_ints (shape, input->ndim));
  return TRUE;
}

gboolean
gr_conv2d_run (GrCall *call, gboolean rectify, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  Geometry g;
  if (!read_geometry (&call->args[3], &call->args[4], &call->args[5], call->args[6].i, &g, error))
    return FALSE;
  GrTensor *input = gr_kernel_input (&s, gr_arg (call, 0)),
           *weight = gr_kernel_input (&s, gr_arg (call, 1));
  GrTensor *bias = gr_kernel_input (&s, gr_arg (call, 2)),
           *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      GrConvShape shape = conv_shape (input, out, weight->shape + 2, &g);
      if (is_empty (&shape))
        fill_zero (out);
      else
        gr_conv_forward (input->dtype, &shape, gr_tensor_data (input), gr_tensor_data (weight),
                         gr_data_or_null (bias), rectify, gr_tensor_data (out), &s.error);
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

static gboolean
conv2d_forward (GrCall *call, GError **error)
{
  return gr_conv2d_run (call, FALSE, error);
}

void
gr_conv2d_give (GrBackward *b, GrTensor *grad)
{
  gboolean has_bias = b->args[2].kind == GR_VALUE_TENSOR;
  gboolean needs[] = { gr_needs (b, 0), gr_needs (b, 1), has_bias && gr_needs (b, 2) };
  GrTensor *grads[3];
  if (!gx_conv2d_backward (b->scope, grad, gr_saved (b, 0), gr_saved (b, 1),
                           b->args[3].ints, b->args[4].ints, b->args[5].ints, b->args[6].i,
                           needs[0], needs[1], needs[2], &grads[0], &grads[1], &grads[2]))
    return;
  for (guint i = 0; i < 3; i++)
    if (needs[i])
      gr_give (b, i, grads[i]);
}

static void
conv2d_backward (GrBackward *b)
{
  gr_conv2d_give (b, gr_grad (b, 0));
}

static void
cost_of (const GrTensor *map, gint64 weights_a_map_channel, GrCost *cost)
{
  cost->flops = 2.0 * gr_tensor_numel (map) * weights_a_map_channel;
}

void
gr_conv2d_cost (const GrCall *call, GrCost *cost)
{
  const GrTensor *weight = gr_arg (call, 1);
  cost_of (call->outputs[0], weight->shape[1] * weight->shape[2] * weight->shape[3], cost);
}

const GrOp gr_op_conv2d = {
  .schema = "conv2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, "
            "int[2] padding=0, int[2] dilation=1, int groups=1) -> Tensor",
  .summary = N_ ("Slides each filter over the image and sums the products."),
  .formula = "out[n,o,y,x] = bias[o] + sum_{c,i,j} input[n,c,y*s+i-p,x*s+j-p] * weight[o,c,i,j]",
  .infer = gr_conv2d_infer,
  .forward = conv2d_forward,
  .backward = conv2d_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_conv2d,
  .cost = gr_conv2d_cost,
  .samples = GR_SAMPLES ("conv2d(r(2,3,5,6), r(4,3,3,2), r(4))",
                         "conv2d(r(2,1,7,7), r(6,1,5,5), r(6), padding=2)",
                         "conv2d(r(1,4,6,5), r(6,2,3,3), None, [2, 1], [1, 0], 1, 2)",
                         "conv2d(r(2,2,7,6), r(3,2,2,2), r(3), dilation=2, stride=2, padding=1)",
                         "conv2d(r(3,5,5), r(2,3,3,3), r(2))", "conv2d(r(17,2,4,4), r(3,2,1,1))",
                         "conv2d(r(0,2,4,4), r(3,2,3,3))"),
  .bad = GR_BAD (
      { "conv2d(r(2,3,5,5), r(4,2,3,3))",
        "Given groups=1, weight of size [4, 2, 3, 3], expected input[2, 3, 5, 5] to have 2 "
        "channels, but got 3 channels instead" },
      { "conv2d(r(1,1,5,5), r(1,1,3,3), None, 1, 1, 9223372036854775807)", "integer out of range" },
      { "conv2d(r(2,3,2,2), r(4,3,3,3))",
        "Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). Kernel size "
        "can't be greater than actual input size" },
      { "conv2d(r(2,3,5,5), r(4,3,3,3), i(0,9,4))",
        "Input type (float64) and bias type (int64) should be the same" },
      { "conv2d(r(2,3,5,5), r(4,3,3,3), stride=0)", "non-positive stride is not supported" },
      { "conv2d(r(5,5), r(4,3,3,3))",
        "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [5, 5]" }),
};

/* --- all gradients at once -------------------------------------------------------------------- */

enum
{
  NEEDS_AT = 7
}; /* the place of need_input among the arguments */

static gboolean
conv2d_backward_infer (GrCall *call, GError **error)
{
  const GrTensor *grad = gr_arg (call, 0), *input = gr_arg (call, 1), *weight = gr_arg (call, 2);
  const GrInts shapes[] = { gr_tensor_shape (input), gr_tensor_shape (weight),
                            GR_INTS (weight->shape[0]) };
  for (guint i = 0; i < 3; i++)
    gr_call_output (call, grad->dtype, call->args[NEEDS_AT + i].i ? shapes[i] : GR_INTS (0));
  return TRUE;
}

static gboolean
conv2d_backward_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  Geometry g;
  gpointer to[3] = { NULL };
  GrTensor *computed[3] = { NULL };
  if (!read_geometry (&call->args[3], &call->args[4], &call->args[5], call->args[6].i, &g, error))
    return FALSE;
  GrTensor *grad = gr_kernel_input (&s, gr_arg (call, 0));
  GrTensor *input = gr_kernel_input (&s, gr_arg (call, 1)),
           *weight = gr_kernel_input (&s, gr_arg (call, 2));
  for (guint i = 0; i < 3; i++)
    if (call->args[NEEDS_AT + i].i && (computed[i] = gr_kernel_output (&s, call->outputs[i])))
      to[i] = gr_tensor_data (computed[i]);
  if (!s.error)
    {
      GrConvShape shape = conv_shape (input, grad, weight->shape + 2, &g);
      if (is_empty (&shape))
        for (guint i = 0; i < 3; i++)
          fill_zero (computed[i]);
      else
        gr_conv_backward (grad->dtype, &shape, gr_tensor_data (input), gr_tensor_data (weight),
                          gr_tensor_data (grad), to[0], to[1], to[2], &s.error);
    }
  for (guint i = 0; i < 3; i++)
    gr_kernel_store (&s, call->outputs[i], computed[i]);
  return gr_scope_end (&s, error);
}

static GrTensor *
plus (GrScope *s, GrTensor *a, GrTensor *b)
{
  return a && b ? gx_add (s, a, b, gr_int (1)) : a ? a : b;
}

/* With upstream gradients I (of grad_input), W (of grad_weight) and B (of grad_bias). */
static void
conv2d_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrInts stride = b->args[3].ints, padding = b->args[4].ints, dilation = b->args[5].ints;
  gint64 groups = b->args[6].i;
  GrTensor *upstream[3] = { NULL };
  for (guint i = 0; i < 3; i++)
    if (b->args[NEEDS_AT + i].i && gr_grad_arrived (b, i)) /* one that was not needed is empty */
      upstream[i] = gr_grad (b, i);
  GrTensor *I = upstream[0], *W = upstream[1], *B = upstream[2];
  GrTensor *grad = gr_saved (b, 0), *input = gr_saved (b, 1), *weight = gr_saved (b, 2);
  if (gr_needs (b, 0))
    {
      GrTensor *sum = I ? gx_conv2d (s, I, weight, NULL, stride, padding, dilation, groups) : NULL;
      sum = plus (s, sum,
                  W ? gx_conv2d (s, input, W, NULL, stride, padding, dilation, groups) : NULL);
      GrTensor *spread = B ? gx_reshape (s, B, GR_INTS (-1, 1, 1)) : NULL;
      gr_give (b, 0, plus (s, sum, spread ? gx_expand (s, spread, gr_input_shape (b, 0)) : NULL));
    }
  if (gr_needs (b, 1) && W)
    gr_give (
        b, 1,
        gx_conv2d_input (s, gr_input_shape (b, 1), W, grad, stride, padding, dilation, groups));
  if (gr_needs (b, 2) && I)
    gr_give (
        b, 2,
        gx_conv2d_weight (s, I, gr_input_shape (b, 2), grad, stride, padding, dilation, groups));
}

static void
conv2d_backward_cost (const GrCall *call, GrCost *cost)
{
  const GrTensor *weight = gr_arg (call, 2);
  cost_of (gr_arg (call, 0), weight->shape[1] * weight->shape[2] * weight->shape[3], cost);
  cost->flops *= (call->args[NEEDS_AT].i != 0) + (call->args[NEEDS_AT + 1].i != 0);
}

const GrOp gr_op_conv2d_backward = {
  .schema = "conv2d_backward(Tensor grad_output, Tensor input, Tensor weight, int[2] stride, "
            "int[2] padding, int[2] dilation, int groups, bool need_input, bool need_weight, "
            "bool need_bias) -> (Tensor grad_input, Tensor grad_weight, Tensor grad_bias)",
  .summary = N_ ("The gradients of conv2d; those not needed are empty."),
  .formula = "as conv2d_input and conv2d_weight; grad_bias[o] = sum_{n,y,x} grad_output[n,o,y,x]",
  .infer = conv2d_backward_infer,
  .forward = conv2d_backward_forward,
  .backward = conv2d_backward_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1) | GR_SAVE_INPUT (2),
  .explain = gr_explain_conv2d_backward,
  .cost = conv2d_backward_cost,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES (
      "conv2d_backward(r(2,4,3,5), r(2,3,5,6), r(4,3,3,2), 1, 0, 1, 1, True, True, True)",
      "conv2d_backward(r(1,6,3,3), r(1,4,6,5), r(6,2,3,3), [2, 1], [1, 0], 1, 2, True, False, "
      "True)"),
};

/* --- the gradient by the input ---------------------------------------------------------------- */

static gboolean
conv2d_input_infer (GrCall *call, GError **error)
{
  gr_call_output (call, gr_arg (call, 2)->dtype, call->args[0].ints);
  return TRUE;
}

static gboolean
conv2d_input_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  Geometry g;
  if (!read_geometry (&call->args[3], &call->args[4], &call->args[5], call->args[6].i, &g, error))
    return FALSE;
  GrTensor *weight = gr_kernel_input (&s, gr_arg (call, 1)),
           *grad = gr_kernel_input (&s, gr_arg (call, 2));
  GrTensor *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      GrConvShape shape = conv_shape (out, grad, weight->shape + 2, &g);
      if (is_empty (&shape))
        fill_zero (out);
      else
        gr_conv_backward (grad->dtype, &shape, NULL, gr_tensor_data (weight), gr_tensor_data (grad),
                          gr_tensor_data (out), NULL, NULL, &s.error);
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

/* The convolution of @image with @weight, as large as @map. Where a transposed convolution was
 * given more output than its stride needs (output_padding), there is room for more: that is left
 * out. */
static GrTensor *
conv2d_sized (GrBackward *b, GrTensor *image, GrTensor *weight, GrInts map)
{
  GrScope *s = b->scope;
  GrTensor *out = gx_conv2d (s, image, weight, NULL, b->args[3].ints, b->args[4].ints,
                             b->args[5].ints, b->args[6].i);
  for (gsize d = map.n - 2; out && d < map.n; d++)
    if (out->shape[d] > map.v[d])
      out = gx_narrow (s, out, d, 0, map.v[d]);
  return out;
}

static void
conv2d_input_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *grad = gr_grad (b, 0);
  GrInts stride = b->args[3].ints, padding = b->args[4].ints, dilation = b->args[5].ints;
  if (gr_needs (b, 1))
    gr_give (b, 1,
             gx_conv2d_weight (s, grad, gr_input_shape (b, 1), gr_saved (b, 2), stride, padding,
                               dilation, b->args[6].i));
  if (gr_needs (b, 2))
    gr_give (b, 2, conv2d_sized (b, grad, gr_saved (b, 1), gr_input_shape (b, 2)));
}

static void
conv2d_input_cost (const GrCall *call, GrCost *cost)
{
  const GrTensor *weight = gr_arg (call, 1);
  cost_of (gr_arg (call, 2), weight->shape[1] * weight->shape[2] * weight->shape[3], cost);
}

const GrOp gr_op_conv2d_input = {
  .schema = "conv2d_input(int[] input_size, Tensor weight, Tensor grad_output, int[2] stride, "
            "int[2] padding, int[2] dilation, int groups) -> Tensor",
  .summary = N_ (
      "The gradient of conv2d by its input: each filter laid down once for every output, times its "
      "gradient."),
  .formula = "out[n,c,y*s+i-p,x*s+j-p] += grad_output[n,o,y,x] * weight[o,c,i,j]",
  .infer = conv2d_input_infer,
  .forward = conv2d_input_forward,
  .backward = conv2d_input_backward,
  .saves = GR_SAVE_INPUT (1) | GR_SAVE_INPUT (2),
  .explain = gr_explain_product,
  .cost = conv2d_input_cost,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES (
      "conv2d_input([2, 3, 5, 6], r(4,3,3,2), r(2,4,3,5), 1, 0, 1, 1)",
      "conv2d_input([1, 4, 6, 5], r(6,2,3,3), r(1,6,3,3), [2, 1], [1, 0], 1, 2)"),
};

/* --- the gradient by the weight --------------------------------------------------------------- */

static gboolean
conv2d_weight_infer (GrCall *call, GError **error)
{
  gr_call_output (call, gr_arg (call, 2)->dtype, call->args[1].ints);
  return TRUE;
}

static gboolean
conv2d_weight_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  Geometry g;
  if (!read_geometry (&call->args[3], &call->args[4], &call->args[5], call->args[6].i, &g, error))
    return FALSE;
  GrTensor *input = gr_kernel_input (&s, gr_arg (call, 0)),
           *grad = gr_kernel_input (&s, gr_arg (call, 2));
  GrTensor *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      GrConvShape shape = conv_shape (input, grad, out->shape + 2, &g);
      if (is_empty (&shape))
        fill_zero (out);
      else
        gr_conv_backward (grad->dtype, &shape, gr_tensor_data (input), NULL, gr_tensor_data (grad),
                          NULL, gr_tensor_data (out), NULL, &s.error);
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

static void
conv2d_weight_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *grad = gr_grad (b, 0);
  GrInts stride = b->args[3].ints, padding = b->args[4].ints, dilation = b->args[5].ints;
  if (gr_needs (b, 0))
    gr_give (b, 0,
             gx_conv2d_input (s, gr_input_shape (b, 0), grad, gr_saved (b, 2), stride, padding,
                              dilation, b->args[6].i));
  if (gr_needs (b, 2))
    gr_give (b, 2, conv2d_sized (b, gr_saved (b, 0), grad, gr_input_shape (b, 2)));
}

static void
conv2d_weight_cost (const GrCall *call, GrCost *cost)
{
  const GrTensor *weight = call->outputs[0];
  cost_of (gr_arg (call, 2), weight->shape[1] * weight->shape[2] * weight->shape[3], cost);
}

const GrOp gr_op_conv2d_weight = {
  .schema = "conv2d_weight(Tensor input, int[] weight_size, Tensor grad_output, int[2] stride, "
            "int[2] padding, int[2] dilation, int groups) -> Tensor",
  .summary = N_ (
      "The gradient of conv2d by its filters: each filter element meets every patch, times the "
      "output's gradient."),
  .formula = "out[o,c,i,j] = sum_{n,y,x} grad_output[n,o,y,x] * input[n,c,y*s+i-p,x*s+j-p]",
  .infer = conv2d_weight_infer,
  .forward = conv2d_weight_forward,
  .backward = conv2d_weight_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (2),
  .explain = gr_explain_product,
  .cost = conv2d_weight_cost,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES (
      "conv2d_weight(r(2,3,5,6), [4, 3, 3, 2], r(2,4,3,5), 1, 0, 1, 1)",
      "conv2d_weight(r(1,4,6,5), [6, 2, 3, 3], r(1,6,3,3), [2, 1], [1, 0], 1, 2)"),
};

/* --- conv_transpose2d ------------------------------------------------------------------------- */

static gboolean
transposed_size (const GrCall *call, const Geometry *g, gint64 *shape, GError **error)
{
  const GrTensor *input = gr_arg (call, 0), *weight = gr_arg (call, 1);
  gint at = input->ndim - 3;
  gint64 extra[2];
  if (!gr_arg_ints (&call->args[5], 2, extra, "output_padding", error))
    return FALSE;
  shape[0] = input->shape[0];
  shape[at] = weight->shape[1] * g->groups;
  for (gint i = 0; i < 2; i++)
    {
      if (extra[i] < 0 || extra[i] >= MAX (g->stride[i], g->dilation[i]))
        return refuse_shape (error,
                             _ ("output padding must be smaller than either stride or dilation, "
                                "but got output_padding %" PRId64),
                             extra[i]);
      shape[at + 1 + i] = (input->shape[at + 1 + i] - 1) * g->stride[i] - 2 * g->padding[i]
                          + g->dilation[i] * (weight->shape[2 + i] - 1) + extra[i] + 1;
      if (shape[at + 1 + i] < 1)
        return refuse_shape (error,
                             _ ("Given input size per channel: (%" PRId64 " x %" PRId64 "). The "
                                "output size of conv_transpose2d is too small"),
                             input->shape[at + 1], input->shape[at + 2]);
    }
  return TRUE;
}

static void
conv_transpose2d_compose (GrScope *s, GrCall *call)
{
  GrTensor *weight = gr_arg (call, 1), *bias = gr_arg (call, 2);
  Geometry g;
  gint64 shape[4];
  if (!read_geometry (&call->args[3], &call->args[4], &call->args[7], call->args[6].i, &g,
                      &s->error)
      || !check_operands (call, "conv_transpose2d", weight->ndim == 4 ? weight->shape[0] : 0,
                          &s->error)
      || !transposed_size (call, &g, shape, &s->error))
    return;
  gint ndim = gr_arg (call, 0)->ndim;
  if (!check_bias (call, shape[ndim - 3], &s->error))
    return;
  GrTensor *out = gx_conv2d_input (s, gr_ints (shape, ndim), weight, gr_arg (call, 0),
                                   pair (g.stride), pair (g.padding), pair (g.dilation), g.groups);
  if (bias)
    out = gx_add (s, out, gx_reshape (s, bias, GR_INTS (-1, 1, 1)), gr_int (1));
  gr_call_give (call, out);
}

const GrOp gr_op_conv_transpose2d = {
  .schema = "conv_transpose2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, "
            "int[2] padding=0, int[2] output_padding=0, int groups=1, int[2] dilation=1) -> Tensor",
  .summary = N_ (
      "Lays each filter down once for every pixel, times the pixel, and sums: makes images "
      "larger."),
  .formula = "out[n,o,y*s+i-p,x*s+j-p] += input[n,c,y,x] * weight[c,o,i,j], plus bias[o]",
  .compose = conv_transpose2d_compose,
  .samples = GR_SAMPLES ("conv_transpose2d(r(2,3,3,4), r(3,4,3,2), r(4))",
                         "conv_transpose2d(r(1,4,3,3), r(4,2,3,3), r(4), 2, 1, 1, 2)",
                         "conv_transpose2d(r(3,3,3), r(3,2,2,2), None, [2, 1], 0, 0, 1, 2)",
                         "conv_transpose2d(r(1,2,2,3), r(2,1,2,2), r(2), [3, 2], 1, [2, 3], 2, 4)"),
  .bad = GR_BAD (
      { "conv_transpose2d(r(2,3,3,3), r(2,4,3,3))",
        "Given groups=1, weight of size [2, 4, 3, 3], expected input[2, 3, 3, 3] to have 2 "
        "channels, but got 3 channels instead" },
      { "conv_transpose2d(r(2,3,3,3), r(3,4,3,3), i(0,9,4))",
        "Input type (float64) and bias type (int64) should be the same" },
      { "conv_transpose2d(r(2,3,3,3), r(3,4,3,3), None, 1, 0, 1)",
        "output padding must be smaller than either stride or dilation" }),
};

/* --- one dimension ---------------------------------------------------------------------------- */

/* (int[1] as a pair for images of height 1; @rest is the height's value.) */
static gboolean
widen (const GrValue *value, gint64 rest, gint64 *both, const char *name, GError **error)
{
  both[0] = rest;
  return gr_arg_ints (value, 1, both + 1, name, error);
}

static gboolean
check_line (const GrTensor *input, const GrTensor *weight, const char *name, GError **error)
{
  g_autofree char *size = gr_tensor_shape_string (input);
  if (input->ndim != 2 && input->ndim != 3)
    return refuse_shape (
        error,
        _ ("Expected 2D (unbatched) or 3D (batched) input to %s, but got input of size: %s"),
        name, size);
  if (weight->ndim != 3)
    return refuse_shape (error, _ ("%s expects a weight of 3 dimensions, but got %d"), name,
                         weight->ndim);
  return TRUE;
}

static void
conv1d_compose (GrScope *s, GrCall *call)
{
  GrTensor *input = gr_arg (call, 0), *weight = gr_arg (call, 1);
  gint64 stride[2], padding[2], dilation[2];
  if (!check_line (input, weight, "conv1d", &s->error)
      || !widen (&call->args[3], 1, stride, "stride", &s->error)
      || !widen (&call->args[4], 0, padding, "padding", &s->error)
      || !widen (&call->args[5], 1, dilation, "dilation", &s->error))
    return;
  GrTensor *out = gx_conv2d (s, gx_unsqueeze (s, input, -2), gx_unsqueeze (s, weight, -2),
                             gr_arg (call, 2), pair (stride), pair (padding), pair (dilation),
                             call->args[6].i);
  gr_call_give (call, gx_squeeze_dim (s, out, -2));
}

const GrOp gr_op_conv1d = {
  .schema = "conv1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, "
            "int[1] padding=0, int[1] dilation=1, int groups=1) -> Tensor",
  .summary = N_ ("Slides each filter along the sequence and sums the products."),
  .formula = "out[n,o,x] = bias[o] + sum_{c,i} input[n,c,x*s+i-p] * weight[o,c,i]",
  .compose = conv1d_compose,
  .samples = GR_SAMPLES ("conv1d(r(2,3,7), r(4,3,3), r(4))",
                         "conv1d(r(2,4,8), r(6,2,3), r(6), 2, 1, 1, 2)",
                         "conv1d(r(3,7), r(2,3,2), dilation=2)"),
  .bad = GR_BAD (
      { "conv1d(r(7), r(4,3,3))",
        "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [7]" }),
};

static void
conv_transpose1d_compose (GrScope *s, GrCall *call)
{
  GrTensor *input = gr_arg (call, 0), *weight = gr_arg (call, 1);
  gint64 stride[2], padding[2], extra[2], dilation[2];
  if (!check_line (input, weight, "conv_transpose1d", &s->error)
      || !widen (&call->args[3], 1, stride, "stride", &s->error)
      || !widen (&call->args[4], 0, padding, "padding", &s->error)
      || !widen (&call->args[5], 0, extra, "output_padding", &s->error)
      || !widen (&call->args[7], 1, dilation, "dilation", &s->error))
    return;
  GrTensor *out = gx_conv_transpose2d (s, gx_unsqueeze (s, input, -2), gx_unsqueeze (s, weight, -2),
                                       gr_arg (call, 2), pair (stride), pair (padding),
                                       pair (extra), call->args[6].i, pair (dilation));
  gr_call_give (call, gx_squeeze_dim (s, out, -2));
}

const GrOp gr_op_conv_transpose1d = {
  .schema = "conv_transpose1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, "
            "int[1] padding=0, int[1] output_padding=0, int groups=1, int[1] dilation=1) -> Tensor",
  .summary = N_ (
      "Lays each filter down once for every element, times the element, and sums: makes sequences "
      "longer."),
  .formula = "out[n,o,x*s+i-p] += input[n,c,x] * weight[c,o,i], plus bias[o]",
  .compose = conv_transpose1d_compose,
  .samples = GR_SAMPLES ("conv_transpose1d(r(2,3,5), r(3,4,3), r(4))",
                         "conv_transpose1d(r(2,4,4), r(4,2,3), None, 2, 1, 1, 2)"),
};
