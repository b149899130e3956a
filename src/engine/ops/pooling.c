/* pooling.c - max, average and adaptive pooling over the last two dimensions (or the last one).
 *
 * Max pooling keeps where each maximum stood (its place in the plane, row-major) for backward. The
 * one-dimensional forms are images of height 1.
 */
#include "kernel.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "../cpu/pool2d.h"
#include "gradus-functions.h"

/* --- geometry -------------------------------------------------------------------------------- */

typedef struct
{
  gint64 kernel[2], stride[2], padding[2], dilation[2];
  gboolean ceil_mode;
} Window;

static const gint64 ones[] = { 1, 1 };

/* @dilation may be NULL (average pooling has none); an empty stride means the kernel's size. */
static gboolean
read_window (const GrValue *kernel, const GrValue *stride, const GrValue *padding,
             const GrValue *dilation, gboolean ceil_mode, Window *w, GError **error)
{
  const GrValue unit = gr_value_ints (gr_ints (ones, 2));
  gboolean own_stride = stride->kind == GR_VALUE_INTS && stride->ints.n > 0;
  w->ceil_mode = ceil_mode;
  if (!gr_arg_ints (kernel, 2, w->kernel, "kernel_size", error)
      || !gr_arg_ints (own_stride ? stride : kernel, 2, w->stride, "stride", error)
      || !gr_arg_ints (padding, 2, w->padding, "padding", error)
      || !gr_arg_ints (dilation ? dilation : &unit, 2, w->dilation, "dilation", error))
    return FALSE;
  for (gint i = 0; i < 2; i++)
    {
      const char *wrong = w->kernel[i] < 1     ? _ ("kernel size should be greater than zero")
                          : w->stride[i] < 1   ? _ ("stride should be greater than zero")
                          : w->dilation[i] < 1 ? _ ("dilation should be greater than zero")
                          : w->padding[i] < 0  ? _ ("pad must be non-negative")
                          : w->padding[i] > w->kernel[i] / 2
                              ? _ ("pad should be at most half of kernel size")
                          /* PyTorch's bound: sizes made of such numbers can be counted. */
                          : MAX (MAX (w->kernel[i], w->stride[i]), w->dilation[i]) > G_MAXINT32
                              ? _ ("integer out of range")
                              : NULL;
      if (wrong)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       _ ("pooling: %s, but got kernel size %" PRId64 ", stride %" PRId64 ", "
                          "padding %" PRId64 ", dilation %" PRId64),
                       wrong, w->kernel[i], w->stride[i], w->padding[i], w->dilation[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* PyTorch's pooling_output_shape: with ceil_mode the last window may start inside the image or its
 * left padding, but not in the right padding. */
static gint64
pooled_size (gint64 size, const Window *w, gint i)
{
  gint64 reach = w->dilation[i] * (w->kernel[i] - 1) + 1;
  gint64 slack = size + 2 * w->padding[i] - reach + (w->ceil_mode ? w->stride[i] - 1 : 0);
  gint64 out = slack < 0 ? 0 : slack / w->stride[i] + 1;
  if (w->ceil_mode && (out - 1) * w->stride[i] >= size + w->padding[i])
    out--;
  return out;
}

static gboolean
check_planes (const GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  if (self->ndim == 3 || self->ndim == 4)
    return gr_require_floating (call, 0, error);
  g_autofree char *size = gr_tensor_shape_string (self);
  g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
               _ ("%s: Expected 3D or 4D (batch mode) tensor, but got input of size: %s"),
               gr_op_name (call->op), size);
  return FALSE;
}

static GrTensor *
infer_planes (GrCall *call, GrDType dtype, gint64 height, gint64 width)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 shape[GR_MAX_DIMS];
  for (gint i = 0; i < self->ndim; i++)
    shape[i] = self->shape[i];
  shape[self->ndim - 2] = height;
  shape[self->ndim - 1] = width;
  return gr_call_output (call, dtype, gr_ints (shape, self->ndim));
}

static gboolean
infer_window (GrCall *call, const Window *w, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 height = pooled_size (self->shape[self->ndim - 2], w, 0),
         width = pooled_size (self->shape[self->ndim - 1], w, 1);
  if (height < 1 || width < 1)
    {
      g_autofree char *size = gr_tensor_shape_string (self);
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("Given input size: %s. Calculated output size: (%" PRId64 "x%" PRId64 "). "
                      "Output size is too small"),
                   size, height, width);
      return FALSE;
    }
  infer_planes (call, self->dtype, height, width);
  return TRUE;
}

static GrPoolShape
pool_shape (const GrTensor *image, const GrTensor *map, const Window *w)
{
  gint64 planes = 1;
  for (gint i = 0; i < image->ndim - 2; i++)
    planes *= image->shape[i];
  return (GrPoolShape){
    .planes = planes,
    .in_h = image->shape[image->ndim - 2],
    .in_w = image->shape[image->ndim - 1],
    .out_h = map->shape[map->ndim - 2],
    .out_w = map->shape[map->ndim - 1],
    .kernel_h = w->kernel[0],
    .kernel_w = w->kernel[1],
    .stride_h = w->stride[0],
    .stride_w = w->stride[1],
    .padding_h = w->padding[0],
    .padding_w = w->padding[1],
    .dilation_h = w->dilation[0],
    .dilation_w = w->dilation[1],
  };
}

/* --- max pooling ------------------------------------------------------------------------------ */

static gboolean
read_max (const GrValue *args, Window *w, GError **error)
{
  return read_window (&args[1], &args[2], &args[3], &args[4], args[5].i != 0, w, error);
}

static gboolean
max_pool2d_infer (GrCall *call, GError **error)
{
  Window w;
  if (!check_planes (call, error) || !read_max (call->args, &w, error)
      || !infer_window (call, &w, error))
    return FALSE;
  gr_call_output (call, GR_INT64, gr_tensor_shape (call->outputs[0]));
  return TRUE;
}

static gboolean
max_pool2d_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  Window w;
  if (!read_max (call->args, &w, error))
    return FALSE;
  GrTensor *self = gr_kernel_input (&s, gr_arg (call, 0)),
           *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      GrPoolShape shape = pool_shape (self, out, &w);
      gr_max_pool_forward (self->dtype, &shape, gr_tensor_data (self), gr_tensor_data (out),
                           gr_tensor_data (call->outputs[1]));
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

static void
max_pool2d_backward (GrBackward *b)
{
  gr_give (
      b, 0,
      gx_max_pool2d_backward (b->scope, gr_grad (b, 0), gr_result (b, 1), gr_input_shape (b, 0)));
}

/* The largest element, and in places the window that it is the largest of. */
static gboolean
winner_explain (GrExplain *x, GError **error)
{
  const GrTensor *self = gr_explain_tensor (x, 0, 0);
  gint dilation_at = gr_schema_find (x->schema, "dilation");
  gint64 width = self->shape[self->ndim - 1], dilation[2] = { 1, 1 };
  GrPlace first, last;
  if ((dilation_at >= 0 && !gr_arg_ints (&x->args[dilation_at], 2, dilation, "dilation", error))
      || !gr_explain_linear (x, error) || !gr_explain_ends (x, &first, &last, error))
    return FALSE;
  gint64 columns = last.element % width - first.element % width;
  for (gint64 row = first.element; row <= last.element - columns; row += dilation[0] * width)
    for (gint64 column = 0; column <= columns; column += dilation[1])
      {
        GrPlace place = gr_place (0, row + column);
        g_array_append_val (x->to->places, place);
      }
  return TRUE;
}

/* An index is the winner's place in its plane. */
static gboolean
max_pool_explain (GrExplain *x, GError **error)
{
  const GrTensor *self = gr_explain_tensor (x, 0, 0);
  gboolean is_index = x->output == 1;
  x->output = 0;
  if (!gr_explain_in_sample (x, 1, winner_explain, error))
    return FALSE;
  if (is_index)
    {
      GrPlace winner = g_array_index (x->to->terms, GrTerm, 0).factors[0];
      gint64 plane = self->shape[self->ndim - 2] * self->shape[self->ndim - 1];
      g_array_set_size (x->to->terms, 0);
      gr_explain_term (x, winner.element % plane, 0, NULL);
      x->to->form = GR_EXPLAINED_FUNCTION;
    }
  return TRUE;
}

/* Every number of each window is looked at. */
static void
window_cost (const GrCall *call, GrCost *cost)
{
  gint64 kernel[2];

  if (gr_arg_ints (&call->args[1], 2, kernel, "kernel_size", NULL))
    cost->flops = (gdouble) gr_tensor_numel (call->outputs[0]) * kernel[0] * kernel[1];
}

const GrOp gr_op_max_pool2d = {
  .schema = "max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, "
            "int[2] dilation=1, bool ceil_mode=False) -> Tensor",
  .summary = N_ ("Keeps the largest number of each window."),
  .formula = "out[n,c,y,x] = max_{i,j} self[n,c,y*s+i-p,x*s+j-p]",
  .infer = max_pool2d_infer,
  .forward = max_pool2d_forward,
  .cost = window_cost,
  .backward = max_pool2d_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = max_pool_explain,
  .n_hidden = 1,
  .samples = GR_SAMPLES ("max_pool2d(d(2,3,4,6), 2)", "max_pool2d(d(2,5,7), 3, 2, 1)",
                         "max_pool2d(d(1,2,6,5), [2, 3], [2, 1], [1, 0], [2, 1])",
                         "max_pool2d(d(1,1,5,5), 2, ceil_mode=True)", "max_pool2d(d(0,2,4,4), 2)"),
  .bad = GR_BAD (
      { "max_pool2d(r(1,1,2,2), 3)",
        "Given input size: [1, 1, 2, 2]. Calculated output size: (0x0). Output size is too small" },
      { "max_pool2d(r(1,1,4,4), 2, padding=2)",
        "pooling: pad should be at most half of kernel size" },
      { "max_pool2d(r(1,1,5,5), 3, 1, 1, 9223372036854775807)",
        "pooling: integer out of range, but got kernel size 3, stride 1, padding 1, dilation" },
      { "max_pool2d(r(4,4), 2)", "max_pool2d: Expected 3D or 4D (batch mode) tensor" }),
};

const GrOp gr_op_max_pool2d_with_indices = {
  .schema = "max_pool2d_with_indices(Tensor self, int[2] kernel_size, int[2] stride=[], "
            "int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> (Tensor out, "
            "Tensor indices)",
  .summary = N_ ("The largest number of each window, and where it stood."),
  .formula = "indices[n,c,y,x] = the row-major place in the plane of out[n,c,y,x]",
  .infer = max_pool2d_infer,
  .forward = max_pool2d_forward,
  .cost = window_cost,
  .backward = max_pool2d_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = max_pool_explain,
  .samples = GR_SAMPLES ("max_pool2d_with_indices(d(2,3,4,6), 2)",
                         "max_pool2d_with_indices(d(2,5,7), 3, 2, 1)"),
};

static gboolean
max_pool2d_backward_infer (GrCall *call, GError **error)
{
  gr_call_output (call, gr_arg (call, 0)->dtype, call->args[2].ints);
  return TRUE;
}

static gboolean
max_pool2d_backward_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  const Window any = { { 1, 1 }, { 1, 1 }, { 0, 0 }, { 1, 1 }, FALSE }; /* the indices say it all */
  GrTensor *grad = gr_kernel_input (&s, gr_arg (call, 0)),
           *indices = gx_contiguous (&s, gr_arg (call, 1));
  GrTensor *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      GrPoolShape shape = pool_shape (out, grad, &any);
      gr_max_pool_backward (grad->dtype, &shape, gr_tensor_data (grad), gr_tensor_data (indices),
                            gr_tensor_data (out));
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

static void
max_pool2d_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *indices = gr_saved (b, 1);
  GrTensor *grad = gx_flatten_using_ints (s, gr_grad (b, 0), -2, -1);
  GrTensor *picked = gx_gather (s, grad, -1, gx_flatten_using_ints (s, indices, -2, -1));
  gr_give (b, 0, gx_reshape (s, picked, gr_input_shape (b, 0)));
}

const GrOp gr_op_max_pool2d_backward = {
  .schema = "max_pool2d_backward(Tensor grad_output, Tensor indices, int[] input_size) -> Tensor",
  .summary = N_ ("Gives each window's gradient to the place of its maximum."),
  .formula = "out[n,c,indices[n,c,y,x]] += grad_output[n,c,y,x]",
  .infer = max_pool2d_backward_infer,
  .forward = max_pool2d_backward_forward,
  .backward = max_pool2d_backward_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_linear_first,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("max_pool2d_backward(r(2,3,2,2), i(0,16,2,3,2,2), [2, 3, 4, 4])"),
};

/* --- average pooling -------------------------------------------------------------------------- */

/* kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override from @args on. */
static gboolean
read_average (const GrValue *args, Window *w, GError **error)
{
  if (!read_window (&args[0], &args[1], &args[2], NULL, args[3].i != 0, w, error))
    return FALSE;
  if (args[5].kind == GR_VALUE_INT && args[5].i == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("divisor must be not zero"));
      return FALSE;
    }
  return TRUE;
}

static GrAverage
average_of (const GrValue *args)
{
  return (GrAverage){ args[4].i != 0, args[5].kind == GR_VALUE_INT ? args[5].i : 0 };
}

static gboolean
avg_pool2d_infer (GrCall *call, GError **error)
{
  Window w;
  return check_planes (call, error) && read_average (call->args + 1, &w, error)
         && infer_window (call, &w, error);
}

static gboolean
avg_pool2d_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  const GrValue *args = call->args + 1;
  Window w;
  if (!read_average (args, &w, error))
    return FALSE;
  GrTensor *self = gr_kernel_input (&s, gr_arg (call, 0)),
           *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      GrPoolShape shape = pool_shape (self, out, &w);
      gr_avg_pool_forward (self->dtype, &shape, average_of (args), gr_tensor_data (self),
                           gr_tensor_data (out));
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

static gint64
int_or_none (const GrValue *value)
{
  return value->kind == GR_VALUE_INT ? value->i : GR_NO_INT;
}

static void
avg_pool2d_backward (GrBackward *b)
{
  const GrValue *a = b->args;
  gr_give (b, 0,
           gx_avg_pool2d_backward (b->scope, gr_grad (b, 0), gr_input_shape (b, 0), a[1].ints,
                                   a[2].ints, a[3].ints, a[4].i != 0, a[5].i != 0,
                                   int_or_none (&a[6])));
}

static gboolean
avg_pool_explain (GrExplain *x, GError **error)
{
  return gr_explain_in_sample (x, 1, gr_explain_linear, error);
}

const GrOp gr_op_avg_pool2d = {
  .schema = "avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, "
            "bool ceil_mode=False, bool count_include_pad=True, "
            "int? divisor_override=None) -> Tensor",
  .summary = N_ ("The mean of each window."),
  .formula = "out[n,c,y,x] = mean_{i,j} self[n,c,y*s+i-p,x*s+j-p]",
  .infer = avg_pool2d_infer,
  .forward = avg_pool2d_forward,
  .cost = window_cost,
  .backward = avg_pool2d_backward,
  .explain = avg_pool_explain,
  .samples = GR_SAMPLES ("avg_pool2d(r(2,3,4,6), 2)", "avg_pool2d(r(2,5,7), 3, 2, 1)",
                         "avg_pool2d(r(1,2,6,5), [2, 3], [2, 1], [1, 0], False, False)",
                         "avg_pool2d(r(1,1,5,5), 2, ceil_mode=True)",
                         "avg_pool2d(r(1,1,4,4), 2, divisor_override=3)"),
  .bad = GR_BAD ({ "avg_pool2d(r(1,1,4,4), 2, divisor_override=0)", "divisor must be not zero" },
                 { "avg_pool2d(r(1,1,4,4), 2, 9223372036854775807, 1, True)",
                   "pooling: integer out of range" }),
};

static gboolean
avg_pool2d_backward_infer (GrCall *call, GError **error)
{
  gr_call_output (call, gr_arg (call, 0)->dtype, call->args[1].ints);
  return TRUE;
}

static gboolean
avg_pool2d_backward_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  const GrValue *args = call->args + 2;
  Window w;
  if (!read_average (args, &w, error))
    return FALSE;
  GrTensor *grad = gr_kernel_input (&s, gr_arg (call, 0)),
           *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      GrPoolShape shape = pool_shape (out, grad, &w);
      gr_avg_pool_backward (grad->dtype, &shape, average_of (args), gr_tensor_data (grad),
                            gr_tensor_data (out));
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

static void
avg_pool2d_backward_backward (GrBackward *b)
{
  const GrValue *a = b->args + 1;
  gr_give (b, 0,
           gx_avg_pool2d (b->scope, gr_grad (b, 0), a[1].ints, a[2].ints, a[3].ints, a[4].i != 0,
                          a[5].i != 0, int_or_none (&a[6])));
}

const GrOp gr_op_avg_pool2d_backward = {
  .schema = "avg_pool2d_backward(Tensor grad_output, int[] input_size, int[2] kernel_size, "
            "int[2] stride, int[2] padding, bool ceil_mode, bool count_include_pad, "
            "int? divisor_override) -> Tensor",
  .summary = N_ ("Spreads each window's gradient evenly over it."),
  .formula = "out[n,c,y*s+i-p,x*s+j-p] += grad_output[n,c,y,x] / count",
  .infer = avg_pool2d_backward_infer,
  .forward = avg_pool2d_backward_forward,
  .backward = avg_pool2d_backward_backward,
  .explain = gr_explain_linear_first,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES (
      "avg_pool2d_backward(r(2,3,2,3), [2, 3, 4, 6], 2, 2, 0, False, True, None)"),
};

/* --- adaptive pooling ------------------------------------------------------------------------- */

/* Window i of an axis runs from floor (i in / out) to ceil ((i + 1) in / out). */
static gboolean
adaptive_infer (GrCall *call, GError **error)
{
  gint64 size[2];
  if (!check_planes (call, error) || !gr_arg_ints (&call->args[1], 2, size, "output_size", error))
    return FALSE;
  if (size[0] < 0 || size[1] < 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "%s: elements of output_size must be greater than or equal to 0",
                   gr_op_name (call->op));
      return FALSE;
    }
  const GrTensor *self = gr_arg (call, 0);
  if (self->shape[self->ndim - 1] == 0 || self->shape[self->ndim - 2] == 0)
    {
      g_autofree char *shape = gr_tensor_shape_string (self);
      g_set_error (
          error, GR_ERROR, GR_ERROR_SHAPE,
          _ ("%s(): Expected input to have non-zero size for non-batch dimensions, but input has "
             "sizes %s"),
          gr_op_name (call->op), shape);
      return FALSE;
    }
  infer_planes (call, self->dtype, size[0], size[1]);
  return TRUE;
}

static const Window adaptive = { { 0, 0 }, { 0, 0 }, { 0, 0 }, { 1, 1 }, FALSE };

static gboolean
adaptive_avg_pool2d_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrTensor *self = gr_kernel_input (&s, gr_arg (call, 0)),
           *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      GrPoolShape shape = pool_shape (self, out, &adaptive);
      gr_adaptive_avg_pool_forward (self->dtype, &shape, gr_tensor_data (self),
                                    gr_tensor_data (out));
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

static void
adaptive_avg_pool2d_backward (GrBackward *b)
{
  gr_give (b, 0, gx_adaptive_avg_pool2d_backward (b->scope, gr_grad (b, 0), gr_input_shape (b, 0)));
}

const GrOp gr_op_adaptive_avg_pool2d = {
  .schema = "adaptive_avg_pool2d(Tensor self, int[2] output_size) -> Tensor",
  .summary = N_ ("Means over as many windows as the output is to have."),
  .formula = "out[n,c,y,x] = mean of self[n,c] over rows floor(y H/h) to ceil((y+1) H/h) and "
             "columns likewise",
  .infer = adaptive_infer,
  .forward = adaptive_avg_pool2d_forward,
  .backward = adaptive_avg_pool2d_backward,
  .explain = avg_pool_explain,
  .samples = GR_SAMPLES ("adaptive_avg_pool2d(r(2,3,5,7), [2, 3])",
                         "adaptive_avg_pool2d(r(2,4,4), 1)",
                         "adaptive_avg_pool2d(r(1,2,3,3), [5, 4])"),
  .bad = GR_BAD (
      { "adaptive_avg_pool2d(r(1,2,3,3), [-1, 2])",
        "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0" }),
};

static gboolean
adaptive_avg_pool2d_backward_infer (GrCall *call, GError **error)
{
  gr_call_output (call, gr_arg (call, 0)->dtype, call->args[1].ints);
  return TRUE;
}

static gboolean
adaptive_avg_pool2d_backward_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrTensor *grad = gr_kernel_input (&s, gr_arg (call, 0)),
           *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      GrPoolShape shape = pool_shape (out, grad, &adaptive);
      gr_adaptive_avg_pool_backward (grad->dtype, &shape, gr_tensor_data (grad),
                                     gr_tensor_data (out));
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

static void
adaptive_avg_pool2d_backward_backward (GrBackward *b)
{
  GrInts size = gr_input_shape (b, 0);
  gr_give (b, 0,
           gx_adaptive_avg_pool2d (b->scope, gr_grad (b, 0), gr_ints (size.v + size.n - 2, 2)));
}

const GrOp gr_op_adaptive_avg_pool2d_backward = {
  .schema = "adaptive_avg_pool2d_backward(Tensor grad_output, int[] input_size) -> Tensor",
  .summary = N_ ("Spreads each window's gradient evenly over it."),
  .formula = "out[n,c,i,j] += grad_output[n,c,y,x] / count for each i, j of the window of y, x",
  .infer = adaptive_avg_pool2d_backward_infer,
  .forward = adaptive_avg_pool2d_backward_forward,
  .backward = adaptive_avg_pool2d_backward_backward,
  .explain = gr_explain_linear_first,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("adaptive_avg_pool2d_backward(r(2,3,2,3), [2, 3, 5, 7])"),
};

static gboolean
adaptive_max_pool2d_infer (GrCall *call, GError **error)
{
  if (!adaptive_infer (call, error))
    return FALSE;
  gr_call_output (call, GR_INT64, gr_tensor_shape (call->outputs[0]));
  return TRUE;
}

static gboolean
adaptive_max_pool2d_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrTensor *self = gr_kernel_input (&s, gr_arg (call, 0)),
           *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      GrPoolShape shape = pool_shape (self, out, &adaptive);
      gr_adaptive_max_pool_forward (self->dtype, &shape, gr_tensor_data (self),
                                    gr_tensor_data (out), gr_tensor_data (call->outputs[1]));
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

const GrOp gr_op_adaptive_max_pool2d = {
  .schema = "adaptive_max_pool2d(Tensor self, int[2] output_size) -> Tensor",
  .summary = N_ ("The largest numbers of as many windows as the output is to have."),
  .formula = "out[n,c,y,x] = max of self[n,c] over rows floor(y H/h) to ceil((y+1) H/h) and "
             "columns likewise",
  .infer = adaptive_max_pool2d_infer,
  .forward = adaptive_max_pool2d_forward,
  .backward = max_pool2d_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = max_pool_explain,
  .n_hidden = 1,
  .samples = GR_SAMPLES ("adaptive_max_pool2d(d(2,3,5,7), [2, 3])",
                         "adaptive_max_pool2d(d(2,4,4), 1)"),
};

/* --- one dimension ---------------------------------------------------------------------------- */

/* int[1] as a pair for images of height 1; an empty stride stays empty. */
static GrInts
widen (const GrValue *value, gint64 rest, gint64 *both)
{
  GrInts given = value->kind == GR_VALUE_INTS ? value->ints : GR_EMPTY_INTS;
  if (given.n == 0)
    return GR_EMPTY_INTS;
  both[0] = rest;
  both[1] = given.v[0];
  return gr_ints (both, 2);
}

static void
max_pool1d_compose (GrScope *s, GrCall *call)
{
  gint64 kernel[2], stride[2], padding[2], dilation[2];
  const GrValue *a = call->args;
  GrTensor *out = gx_max_pool2d (
      s, gx_unsqueeze (s, gr_arg (call, 0), -2), widen (&a[1], 1, kernel), widen (&a[2], 1, stride),
      widen (&a[3], 0, padding), widen (&a[4], 1, dilation), a[5].i != 0);
  gr_call_give (call, gx_squeeze_dim (s, out, -2));
}

const GrOp gr_op_max_pool1d = {
  .schema = "max_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=0, "
            "int[1] dilation=1, bool ceil_mode=False) -> Tensor",
  .summary = N_ ("Keeps the largest number of each window of a sequence."),
  .formula = "out[n,c,x] = max_i self[n,c,x*s+i-p]",
  .compose = max_pool1d_compose,
  .samples = GR_SAMPLES ("max_pool1d(d(2,3,8), 2)", "max_pool1d(d(2,7), 3, 2, 1)"),
};

static void
avg_pool1d_compose (GrScope *s, GrCall *call)
{
  gint64 kernel[2], stride[2], padding[2];
  const GrValue *a = call->args;
  GrTensor *out = gx_avg_pool2d (s, gx_unsqueeze (s, gr_arg (call, 0), -2),
                                 widen (&a[1], 1, kernel), widen (&a[2], 1, stride),
                                 widen (&a[3], 0, padding), a[4].i != 0, a[5].i != 0, GR_NO_INT);
  gr_call_give (call, gx_squeeze_dim (s, out, -2));
}

const GrOp gr_op_avg_pool1d = {
  .schema = "avg_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=0, "
            "bool ceil_mode=False, bool count_include_pad=True) -> Tensor",
  .summary = N_ ("The mean of each window of a sequence."),
  .formula = "out[n,c,x] = mean_i self[n,c,x*s+i-p]",
  .compose = avg_pool1d_compose,
  .samples = GR_SAMPLES ("avg_pool1d(r(2,3,8), 2)", "avg_pool1d(r(2,7), 3, 2, 1, False, False)"),
};

static void
adaptive_avg_pool1d_compose (GrScope *s, GrCall *call)
{
  gint64 size[2];
  GrTensor *out = gx_adaptive_avg_pool2d (s, gx_unsqueeze (s, gr_arg (call, 0), -2),
                                          widen (&call->args[1], 1, size));
  gr_call_give (call, gx_squeeze_dim (s, out, -2));
}

const GrOp gr_op_adaptive_avg_pool1d = {
  .schema = "adaptive_avg_pool1d(Tensor self, int[1] output_size) -> Tensor",
  .summary = N_ ("Means over as many windows of a sequence as the output is to have."),
  .formula = "out[n,c,x] = mean of self[n,c] from floor(x L/l) to ceil((x+1) L/l)",
  .compose = adaptive_avg_pool1d_compose,
  .samples = GR_SAMPLES ("adaptive_avg_pool1d(r(2,3,7), 3)", "adaptive_avg_pool1d(r(2,5), 1)"),
};

static void
adaptive_max_pool1d_compose (GrScope *s, GrCall *call)
{
  gint64 size[2];
  GrTensor *out = gx_adaptive_max_pool2d (s, gx_unsqueeze (s, gr_arg (call, 0), -2),
                                          widen (&call->args[1], 1, size));
  gr_call_give (call, gx_squeeze_dim (s, out, -2));
}

const GrOp gr_op_adaptive_max_pool1d = {
  .schema = "adaptive_max_pool1d(Tensor self, int[1] output_size) -> Tensor",
  .summary = N_ ("The largest numbers of as many windows of a sequence as the output is to have."),
  .formula = "out[n,c,x] = max of self[n,c] from floor(x L/l) to ceil((x+1) L/l)",
  .compose = adaptive_max_pool1d_compose,
  .samples = GR_SAMPLES ("adaptive_max_pool1d(d(2,3,7), 3)"),
};
