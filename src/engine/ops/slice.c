/* slice.c - views of a part of a tensor: narrow, select, slice, diagonal, unfold; and for each the
 * row that puts a gradient of the part in its place among zeros.
 */
#include "infer.h"

#include "gradus-functions.h"
#include "kernel.h"

#include <string.h>

/* Each part is described by a function that turns an alias of the whole into the part, so that the
 * view and its backward cannot differ. @args are the numbers after the tensor. */
typedef gboolean (*TakePart) (GrTensor *view, const GrValue *args, GError **error);

static gboolean
part_infer (GrCall *call, TakePart take, GError **error)
{
  g_autoptr (GrTensor) view = gr_tensor_alias (gr_arg (call, 0));
  if (!take (view, call->args + 1, error))
    return FALSE;
  gr_infer_view (call, gr_tensor_shape (view), view->stride, view->offset);
  return TRUE;
}

/* For NAME_backward(Tensor grad, int[] input_sizes, ...). */
static gboolean
whole_infer (GrCall *call, TakePart take, GError **error)
{
  GrTensor *grad = gr_arg (call, 0);
  g_autoptr (GrTensor) view = gr_tensor_new_meta (grad->dtype, GR_META, call->args[1].ints);
  if (!take (view, call->args + 2, error))
    return FALSE;
  if (!gr_tensor_same_shape (view, grad))
    {
      g_autofree char *got = gr_tensor_shape_string (grad), *want = gr_tensor_shape_string (view);
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "%s: the gradient has shape %s, but the part has %s", gr_op_name (call->op), got,
                   want);
      return FALSE;
    }
  gr_call_output (call, grad->dtype, call->args[1].ints);
  return TRUE;
}

static gboolean
whole_forward (GrCall *call, TakePart take, GError **error)
{
  g_autoptr (GrTensor) view = gr_tensor_alias (call->outputs[0]);
  gr_fill (call->outputs[0], gr_int (0));
  return take (view, call->args + 2, error) && gr_copy (view, gr_arg (call, 0), error);
}

static void
drop_dim (GrTensor *view, gint dim)
{
  view->ndim--;
  for (gint d = dim; d < view->ndim; d++)
    {
      view->shape[d] = view->shape[d + 1];
      view->stride[d] = view->stride[d + 1];
    }
}

/* --- slice ----------------------------------------------------------------------------------- */

/* Python's rules: negative counts from the end, what is past an end is cut, None is the end. */
static gint64
slice_bound (const GrValue *bound, gint64 size, gint64 otherwise)
{
  gint64 at = bound->kind == GR_VALUE_INT ? bound->i : otherwise;
  return CLAMP (at < 0 ? at + size : at, 0, size);
}

/* args: dim, start, end, step */
static gboolean
take_slice (GrTensor *view, const GrValue *args, GError **error)
{
  gint64 step = args[3].i;
  gint dim;
  if (view->ndim == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_INDEX, "slice() cannot be applied to a 0-dim tensor.");
      return FALSE;
    }
  if (!gr_wrap_dim (args[0].i, view->ndim, &dim, error))
    return FALSE;
  if (step <= 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "slice step must be positive");
      return FALSE;
    }
  gint64 size = view->shape[dim];
  gint64 start = slice_bound (&args[1], size, 0), end = slice_bound (&args[2], size, size);
  view->offset += start * view->stride[dim];
  view->shape[dim] = end > start ? (end - start - 1) / step + 1 : 0;
  view->stride[dim] *= step;
  return TRUE;
}

static gboolean
slice_infer (GrCall *call, GError **error)
{
  return part_infer (call, take_slice, error);
}

static void
slice_backward (GrBackward *b)
{
  const GrValue *args = b->args;
  gint64 start = args[2].kind == GR_VALUE_INT ? args[2].i : GR_NO_INT;
  gint64 end = args[3].kind == GR_VALUE_INT ? args[3].i : GR_NO_INT;
  gr_give (b, 0,
           gx_slice_backward (b->scope, gr_grad (b, 0), gr_input_shape (b, 0), args[1].i, start,
                              end, args[4].i));
}

const GrOp gr_op_slice_Tensor = {
  .schema = "slice.Tensor(Tensor self, int dim=0, int? start=None, int? end=None, "
            "int step=1) -> Tensor",
  .summary = N_ ("Every step-th entry of a dimension from start to before end, without a copy."),
  .formula = "out[i] = self[start + i * step]",
  .infer = slice_infer,
  .backward = slice_backward,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("slice(r(5,3), 0, 1, 4)", "slice(r(5,3), 0, None, None, 2)",
                         "slice(r(2,5), -1, -3, 9)", "slice(r(5), 0, 3, 1)",
                         "slice(r(4,2), 0, 1, -1, 3)"),
  .bad = GR_BAD ({ "slice(r(3), 0, 0, 3, 0)", "slice step must be positive" },
                 { "slice(r(), 0, 0, 1)", "slice() cannot be applied to a 0-dim tensor." },
                 { "slice(r(3), 1)",
                   "Dimension out of range (expected to be in range of [-1, 0], but got 1)" }),
};

static gboolean
slice_backward_infer (GrCall *call, GError **error)
{
  return whole_infer (call, take_slice, error);
}

static gboolean
slice_backward_forward (GrCall *call, GError **error)
{
  return whole_forward (call, take_slice, error);
}

static void
slice_backward_backward (GrBackward *b)
{
  const GrValue *args = b->args;
  gint64 start = args[3].kind == GR_VALUE_INT ? args[3].i : GR_NO_INT;
  gint64 end = args[4].kind == GR_VALUE_INT ? args[4].i : GR_NO_INT;
  gr_give (b, 0, gx_slice_Tensor (b->scope, gr_grad (b, 0), args[2].i, start, end, args[5].i));
}

const GrOp gr_op_slice_backward = {
  .schema = "slice_backward(Tensor grad_output, int[] input_sizes, int dim, int? start, int? end, "
            "int step) -> Tensor",
  .summary = N_ ("A slice put back in its place among zeros."),
  .formula = "out[start + i * step] = grad_output[i], else 0",
  .infer = slice_backward_infer,
  .forward = slice_backward_forward,
  .backward = slice_backward_backward,
  .explain = gr_explain_moved,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("slice_backward(r(2,3), [5, 3], 0, 1, 4, 2)"),
};

static void
narrow_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  gint64 start = call->args[2].i, length = call->args[3].i;
  gint dim;
  if (self->ndim == 0)
    {
      gr_scope_fail (s, GR_ERROR_SHAPE, "narrow() cannot be applied to a 0-dim tensor.");
      return;
    }
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &dim, &s->error))
    return;
  gint64 size = self->shape[dim];
  if (start < -size || start > size)
    {
      gr_scope_fail (s, GR_ERROR_INDEX,
                     "Dimension out of range (expected to be in range of [-%" G_GINT64_FORMAT
                     ", %" G_GINT64_FORMAT "], but got %" G_GINT64_FORMAT ")",
                     size, size - 1, start);
      return;
    }
  if (start < 0)
    start += size;
  if (length < 0 || length > size - start)
    gr_scope_fail (s, GR_ERROR_SHAPE,
                   "start (%" G_GINT64_FORMAT ") + length (%" G_GINT64_FORMAT
                   ") exceeds dimension size (%" G_GINT64_FORMAT ").",
                   start, length, size);
  else
    gr_call_give (call, gx_slice_Tensor (s, self, dim, start, start + length, 1));
}

const GrOp gr_op_narrow = {
  .schema = "narrow(Tensor self, int dim, int start, int length) -> Tensor",
  .summary = N_ ("Neighbouring entries of a dimension, without a copy."),
  .formula = "out[i] = self[start + i] for i < length",
  .compose = narrow_compose,
  .samples = GR_SAMPLES ("narrow(r(4,3), 0, 1, 2)", "narrow(r(2,4), -1, -3, 2)",
                         "narrow(r(3), 0, 3, 0)"),
  .bad = GR_BAD (
      { "narrow(r(3,4), 0, 2, 3)", "start (2) + length (3) exceeds dimension size (3)." },
      { "narrow(r(3,4), 0, -4, 1)",
        "Dimension out of range (expected to be in range of [-3, 2], but got -4)" },
      { "narrow(r(), 0, 0, 1)", "narrow() cannot be applied to a 0-dim tensor." }),
};

/* --- select ---------------------------------------------------------------------------------- */

/* args: dim, index */
static gboolean
take_select (GrTensor *view, const GrValue *args, GError **error)
{
  gint64 index = args[1].i;
  gint dim;
  if (view->ndim == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                   "select() cannot be applied to a 0-dim tensor.");
      return FALSE;
    }
  if (!gr_wrap_dim (args[0].i, view->ndim, &dim, error))
    return FALSE;
  gint64 size = view->shape[dim];
  if (index < -size || index >= size)
    {
      g_autofree char *shape = gr_tensor_shape_string (view);
      g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                   "select(): index %" G_GINT64_FORMAT
                   " out of range for tensor of size %s at dimension %d",
                   index, shape, dim);
      return FALSE;
    }
  view->offset += (index < 0 ? index + size : index) * view->stride[dim];
  drop_dim (view, dim);
  return TRUE;
}

static gboolean
select_infer (GrCall *call, GError **error)
{
  return part_infer (call, take_select, error);
}

static void
select_backward (GrBackward *b)
{
  gr_give (b, 0,
           gx_select_backward (b->scope, gr_grad (b, 0), gr_input_shape (b, 0), b->args[1].i,
                               b->args[2].i));
}

const GrOp gr_op_select_int = {
  .schema = "select.int(Tensor self, int dim, int index) -> Tensor",
  .summary = N_ ("One entry of a dimension, which goes away, without a copy."),
  .formula = "out[...] = self[..., index, ...]",
  .infer = select_infer,
  .backward = select_backward,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("select(r(2,3), 0, 1)", "select(r(2,3,4), -2, -1)", "select(r(3), 0, 0)"),
  .bad = GR_BAD ({ "select(r(3), 0, 3)",
                   "select(): index 3 out of range for tensor of size [3] at dimension 0" },
                 { "select(r(), 0, 0)", "select() cannot be applied to a 0-dim tensor." }),
};

static gboolean
select_backward_infer (GrCall *call, GError **error)
{
  return whole_infer (call, take_select, error);
}

static gboolean
select_backward_forward (GrCall *call, GError **error)
{
  return whole_forward (call, take_select, error);
}

static void
select_backward_backward (GrBackward *b)
{
  gr_give (b, 0, gx_select_int (b->scope, gr_grad (b, 0), b->args[2].i, b->args[3].i));
}

const GrOp gr_op_select_backward = {
  .schema = "select_backward(Tensor grad_output, int[] input_sizes, int dim, int index) -> Tensor",
  .summary = N_ ("One entry of a dimension put back in its place among zeros."),
  .formula = "out[..., index, ...] = grad_output[...], else 0",
  .infer = select_backward_infer,
  .forward = select_backward_forward,
  .backward = select_backward_backward,
  .explain = gr_explain_moved,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("select_backward(r(2,4), [2, 3, 4], 1, -1)"),
};

/* --- diagonal -------------------------------------------------------------------------------- */

/* args: offset, dim1, dim2 */
static gboolean
take_diagonal (GrTensor *view, const GrValue *args, GError **error)
{
  gint64 offset = args[0].i;
  gint dim1, dim2;
  if (!gr_wrap_dim (args[1].i, view->ndim, &dim1, error)
      || !gr_wrap_dim (args[2].i, view->ndim, &dim2, error))
    return FALSE;
  if (dim1 == dim2)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "diagonal dimensions cannot be identical %" G_GINT64_FORMAT
                   ", %" G_GINT64_FORMAT,
                   args[1].i, args[2].i);
      return FALSE;
    }
  gint64 down = offset < 0 ? -offset : 0, right = offset > 0 ? offset : 0;
  gint64 length = MAX (MIN (view->shape[dim1] - down, view->shape[dim2] - right), 0);
  gint64 stride = view->stride[dim1] + view->stride[dim2];
  if (length > 0)
    view->offset += down * view->stride[dim1] + right * view->stride[dim2];
  drop_dim (view, MAX (dim1, dim2));
  drop_dim (view, MIN (dim1, dim2));
  view->shape[view->ndim] = length;
  view->stride[view->ndim++] = stride;
  return TRUE;
}

static gboolean
diagonal_infer (GrCall *call, GError **error)
{
  return part_infer (call, take_diagonal, error);
}

static void
diagonal_backward (GrBackward *b)
{
  const GrValue *args = b->args;
  gr_give (b, 0,
           gx_diagonal_backward (b->scope, gr_grad (b, 0), gr_input_shape (b, 0), args[1].i,
                                 args[2].i, args[3].i));
}

const GrOp gr_op_diagonal = {
  .schema = "diagonal(Tensor self, int offset=0, int dim1=0, int dim2=1) -> Tensor",
  .summary = N_ ("The elements on a diagonal of two dimensions, without a copy."),
  .formula = "out[..., i] = self[..., i, ..., i + offset, ...]",
  .infer = diagonal_infer,
  .backward = diagonal_backward,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("diagonal(r(3,4))", "diagonal(r(3,4), 1)", "diagonal(r(3,4), -1)",
                         "diagonal(r(2,3,4), 0, 2, 0)", "diagonal(r(2,2), 5)"),
  .bad = GR_BAD ({ "diagonal(r(3))",
                   "Dimension out of range (expected to be in range of [-1, 0], but got 1)" },
                 { "diagonal(r(3,3), 0, 1, 1)", "diagonal dimensions cannot be identical 1, 1" }),
};

static gboolean
diagonal_backward_infer (GrCall *call, GError **error)
{
  return whole_infer (call, take_diagonal, error);
}

static gboolean
diagonal_backward_forward (GrCall *call, GError **error)
{
  return whole_forward (call, take_diagonal, error);
}

static void
diagonal_backward_backward (GrBackward *b)
{
  const GrValue *args = b->args;
  gr_give (b, 0, gx_diagonal (b->scope, gr_grad (b, 0), args[2].i, args[3].i, args[4].i));
}

const GrOp gr_op_diagonal_backward = {
  .schema = "diagonal_backward(Tensor grad_output, int[] input_sizes, int offset, int dim1, "
            "int dim2) -> Tensor",
  .summary = N_ ("A diagonal put back in its place among zeros."),
  .formula = "out[..., i, ..., i + offset, ...] = grad_output[..., i], else 0",
  .infer = diagonal_backward_infer,
  .forward = diagonal_backward_forward,
  .backward = diagonal_backward_backward,
  .explain = gr_explain_moved,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("diagonal_backward(r(2,3), [3, 2, 4], 1, 0, 2)"),
};

/* --- unfold ---------------------------------------------------------------------------------- */

/* args: dimension, size, step */
static gboolean
take_windows (GrTensor *view, const GrValue *args, GError **error)
{
  gint64 size = args[1].i, step = args[2].i;
  gint dim = 0;
  if (!gr_wrap_dim (args[0].i, view->ndim, &dim, error))
    return FALSE;
  gint64 length = view->ndim ? view->shape[dim] : 1, stride = view->ndim ? view->stride[dim] : 1;
  if (view->ndim == GR_MAX_DIMS)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, "a tensor has at most %d dimensions",
                 GR_MAX_DIMS);
  else if (size > length)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                 "maximum size for tensor at dimension %d is %" G_GINT64_FORMAT
                 " but size is %" G_GINT64_FORMAT,
                 dim, length, size);
  else if (size < 0)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                 "size is %" G_GINT64_FORMAT " but must be >= 0", size);
  else if (step <= 0)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "step is %" G_GINT64_FORMAT " but must be > 0",
                 step);
  else
    {
      if (view->ndim)
        {
          view->shape[dim] = (length - size) / step + 1;
          view->stride[dim] = step * stride;
        }
      view->shape[view->ndim] = size;
      view->stride[view->ndim++] = stride;
      return TRUE;
    }
  return FALSE;
}

static gboolean
unfold_infer (GrCall *call, GError **error)
{
  return part_infer (call, take_windows, error);
}

static void
unfold_backward (GrBackward *b)
{
  const GrValue *args = b->args;
  gr_give (b, 0,
           gx_unfold_backward (b->scope, gr_grad (b, 0), gr_input_shape (b, 0), args[1].i,
                               args[2].i, args[3].i));
}

const GrOp gr_op_unfold = {
  .schema = "unfold(Tensor self, int dimension, int size, int step) -> Tensor",
  .summary = N_ ("All windows of a size along a dimension, without a copy; they may overlap."),
  .formula = "out[i, ..., j] = self[i * step + j, ...]",
  .infer = unfold_infer,
  .backward = unfold_backward,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("unfold(r(5), 0, 2, 1)", "unfold(r(2,7), 1, 3, 2)",
                         "unfold(r(5,2), -2, 2, 3)"),
  .bad = GR_BAD (
      { "unfold(r(3), 0, 4, 1)", "maximum size for tensor at dimension 0 is 3 but size is 4" },
      { "unfold(r(3), 0, 2, 0)", "step is 0 but must be > 0" }),
};

static gboolean
unfold_backward_infer (GrCall *call, GError **error)
{
  return whole_infer (call, take_windows, error);
}

typedef struct
{
  GrDType dtype;
  gpointer out, grad;
  gint64 out_stride, window_stride, element_stride;
  gint64 n_windows, size, step;
} Windows;

static void
add_windows (const gint64 *at, gpointer user)
{
  const Windows *w = user;
#define ADD(T)                                                                                     \
  {                                                                                                \
    T *out = (T *) w->out + at[0];                                                                 \
    const T *grad = (const T *) w->grad + at[1];                                                   \
    for (gint64 i = 0; i < w->n_windows; i++)                                                      \
      for (gint64 j = 0; j < w->size; j++)                                                         \
        out[(i * w->step + j) * w->out_stride] += grad[i * w->window_stride                        \
                                                       + j * w->element_stride];                   \
  }
  GR_FOR_COMPUTE (w->dtype, ADD)
#undef ADD
}

static gboolean
unfold_backward_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0];
  GrDType compute = gr_compute_dtype (out->dtype);
  g_autoptr (GrTensor) sums = gr_workspace (out, compute, error);
  g_autoptr (GrTensor) grad = sums ? gr_packed (gr_arg (call, 0), compute, error) : NULL;
  gint dim;
  if (!grad || !gr_wrap_dim (call->args[2].i, out->ndim, &dim, error))
    return FALSE;
  gr_fill (sums, gr_int (0));
  gint last = grad->ndim - 1;
  Windows windows = { compute,
                      gr_tensor_data (sums),
                      gr_tensor_data (grad),
                      out->ndim ? sums->stride[dim] : 1,
                      out->ndim ? grad->stride[dim] : 1,
                      grad->stride[last],
                      out->ndim ? grad->shape[dim] : 1,
                      grad->shape[last],
                      call->args[4].i };
  if (gr_tensor_numel (grad) > 0)
    gr_lines_run (gr_tensor_shape (out), dim, (GrTensor *[]){ sums, grad }, 2, add_windows,
                  &windows);
  return gr_settle (out, sums, error);
}

static void
unfold_backward_backward (GrBackward *b)
{
  const GrValue *args = b->args;
  gr_give (b, 0, gx_unfold (b->scope, gr_grad (b, 0), args[2].i, args[3].i, args[4].i));
}

const GrOp gr_op_unfold_backward = {
  .schema = "unfold_backward(Tensor grad_in, int[] input_sizes, int dim, int size, "
            "int step) -> Tensor",
  .summary = N_ ("Windows added up where they were taken from."),
  .formula = "out[k, ...] = sum over i * step + j = k of grad_in[i, ..., j]",
  .infer = unfold_backward_infer,
  .forward = unfold_backward_forward,
  .backward = unfold_backward_backward,
  .explain = gr_explain_linear_first,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("unfold_backward(r(4,2,3), [6, 2], 0, 3, 1)"),
};
