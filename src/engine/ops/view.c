/* view.c - other looks at the same memory that keep or regroup the order of elements: view,
 * reshape, permute, transpose, expand, squeeze, unsqueeze, flatten, as_strided.
 */
#include "infer.h"

#include "../cpu/loops.h"
#include "gradus-functions.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* --- as_strided ------------------------------------------------------------------------------ */

static gboolean
as_strided_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  GrInts size = call->args[1].ints, stride = call->args[2].ints;
  gint64 offset = call->args[3].kind == GR_VALUE_INT ? call->args[3].i : self->offset;
  gint64 last = offset;
  if (size.n != stride.n || size.n > GR_MAX_DIMS)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, "mismatch in length of strides and shape");
      return FALSE;
    }
  for (gsize i = 0; i < size.n; i++)
    {
      gint64 reach;
      if (size.v[i] < 0 || stride.v[i] < 0
          || __builtin_mul_overflow (MAX (size.v[i] - 1, 0), stride.v[i], &reach)
          || __builtin_add_overflow (last, reach, &last))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       "as_strided: sizes and strides must not be negative, nor leave the storage");
          return FALSE;
        }
    }
  gsize width = gr_dtype_size (self->dtype);
  if (self->storage && gr_shape_numel (size, NULL) > 0
      && (offset < 0 || (guint64) last >= self->storage->nbytes / width))
    {
      g_autofree char *sizes = gr_ints_to_string (size);
      g_autofree char *strides = gr_ints_to_string (stride);
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "setStorage: sizes %s, strides %s, storage offset %" G_GINT64_FORMAT
                   " are out of bounds for storage of size %" G_GSIZE_FORMAT,
                   sizes, strides, offset, self->storage->nbytes);
      return FALSE;
    }
  gr_infer_view (call, size, stride.v, offset);
  return TRUE;
}

/* The gradient of a strided look adds up wherever places of the storage are seen more than once. */
static void
as_strided_backward (GrBackward *b)
{
  gint64 offset = b->args[3].kind == GR_VALUE_INT ? b->args[3].i - gr_input_offset (b, 0) : 0;
  gr_give (b, 0,
           gx_as_strided_backward (b->scope, gr_grad (b, 0), gr_input_shape (b, 0),
                                   gr_input_strides (b, 0), b->args[1].ints, b->args[2].ints,
                                   offset));
}

const GrOp gr_op_as_strided = {
  .schema = "as_strided(Tensor self, int[] size, int[] stride, int? storage_offset=None) -> Tensor",
  .summary = N_ ("Any strided look at the tensor's storage."),
  .formula = "out[i, j, ...] = storage[storage_offset + i*stride[0] + j*stride[1] + ...]",
  .infer = as_strided_infer,
  .backward = as_strided_backward,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("as_strided(r(3,4), [2, 2], [4, 1])",
                         "as_strided(r(6), [3, 3], [1, 1], 1)", "as_strided(r(4), [], [], 2)"),
  .bad = GR_BAD ({ "as_strided(r(4), [2, 3], [3, 1])", "setStorage: sizes [2, 3], strides [3, 1]" },
                 { "as_strided(r(4), [2], [1, 1])", "mismatch in length of strides and shape" }),
};

static gboolean
as_strided_backward_infer (GrCall *call, GError **error)
{
  gr_call_output (call, gr_arg (call, 0)->dtype, call->args[1].ints);
  return TRUE;
}

/* The last place of a strided look, counted from its first. */
static gint64
reach (GrInts size, GrInts stride)
{
  gint64 last = 0;
  for (gsize i = 0; i < size.n; i++)
    last += MAX (size.v[i] - 1, 0) * stride.v[i];
  return last;
}

/* Adds each element of @from at its place of @to, one after another: places may repeat. */
#define DEFINE_ADD_AT_PLACES(T)                                                                    \
  static void add_at_places_##T (T *to, const T *from, GrInts size, const gint64 *stride)          \
  {                                                                                                \
    gint64 index[GR_MAX_DIMS] = { 0 };                                                             \
    gint64 n = gr_shape_numel (size, NULL), at = 0;                                                \
    for (gint64 k = 0; k < n; k++)                                                                 \
      {                                                                                            \
        to[at] += from[k];                                                                         \
        for (gint d = (gint) size.n - 1; d >= 0; d--)                                              \
          {                                                                                        \
            at += stride[d];                                                                       \
            if (++index[d] < size.v[d])                                                            \
              break;                                                                               \
            at -= index[d] * stride[d];                                                            \
            index[d] = 0;                                                                          \
          }                                                                                        \
      }                                                                                            \
  }
DEFINE_ADD_AT_PLACES (gfloat)
DEFINE_ADD_AT_PLACES (gdouble)

/* The storage that both looks at is rebuilt as a flat buffer of sums, then seen as the input saw
 * it. */
static gboolean
as_strided_backward_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0], *grad = gr_arg (call, 0);
  GrInts input_size = call->args[1].ints, input_stride = call->args[2].ints;
  GrInts size = call->args[3].ints, stride = call->args[4].ints;
  gint64 offset = call->args[5].i, before = MAX (-offset, 0);
  gint64 places = before + MAX (reach (input_size, input_stride), offset + reach (size, stride))
                  + 1;
  GrDType compute = gr_compute_dtype (grad->dtype);
  g_autoptr (GrTensor) packed = gr_tensor_new (compute, GR_CPU, gr_tensor_shape (grad), error);
  g_autoptr (GrTensor) sums = packed ? gr_tensor_new (compute, GR_CPU, GR_INTS (places), error)
                                     : NULL;
  if (!sums || !gr_copy (packed, grad, error))
    return FALSE;
  gr_fill (sums, gr_int (0));
  if (compute == GR_FLOAT64)
    add_at_places_gdouble (GR_DATA (gdouble, sums) + before + offset, GR_DATA (gdouble, packed),
                           size, stride.v);
  else
    add_at_places_gfloat (GR_DATA (gfloat, sums) + before + offset, GR_DATA (gfloat, packed), size,
                          stride.v);
  g_autoptr (GrTensor) seen = gr_tensor_new_view (sums, input_size, input_stride, before, error);
  return seen && gr_copy (out, seen, error);
}

static void
as_strided_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrInts input_size = b->args[1].ints, input_stride = b->args[2].ints;
  gint64 offset = b->args[5].i, before = MAX (-offset, 0);
  gint64 places = before
                  + MAX (reach (input_size, input_stride),
                         offset + reach (b->args[3].ints, b->args[4].ints))
                  + 1;
  GrTensor *grad = gr_grad (b, 0);
  if (!grad)
    return;
  GrTensor *flat = gx_zeros (s, GR_INTS (places), grad->dtype, grad->device);
  gx_copy_ (s, gx_as_strided (s, flat, input_size, input_stride, before), grad);
  gr_give (b, 0, gx_as_strided (s, flat, b->args[3].ints, b->args[4].ints, before + offset));
}

const GrOp gr_op_as_strided_backward = {
  .schema = "as_strided_backward(Tensor grad, int[] input_size, int[] input_stride, int[] size, "
            "int[] stride, int offset) -> Tensor",
  .summary = N_ ("Adds each element at the place that a strided look took it from."),
  .formula = "out.storage[offset + i*stride[0] + ...] += grad[i, ...]",
  .infer = as_strided_backward_infer,
  .forward = as_strided_backward_forward,
  .backward = as_strided_backward_backward,
  .explain = gr_explain_linear_first,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("as_strided_backward(r(3,3), [6], [1], [3, 3], [1, 1], 1)"),
};

/* --- view, reshape --------------------------------------------------------------------------- */

/* Fills in the -1 of a wished shape. */
static gboolean
settle_shape (const GrTensor *self, GrInts wish, gint64 *shape, GError **error)
{
  gint64 numel = gr_tensor_numel (self), product = 1;
  gint free_at = -1;
  if (wish.n > GR_MAX_DIMS)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, _ ("a tensor has at most %d dimensions"),
                   GR_MAX_DIMS);
      return FALSE;
    }
  for (gsize i = 0; i < wish.n; i++)
    {
      shape[i] = wish.v[i];
      if (wish.v[i] == -1 && free_at >= 0)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, _ ("only one dimension can be inferred"));
          return FALSE;
        }
      if (wish.v[i] < -1)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, _ ("invalid shape dimension %" PRId64),
                       wish.v[i]);
          return FALSE;
        }
      if (wish.v[i] == -1)
        free_at = (gint) i;
      else if (__builtin_mul_overflow (product, wish.v[i], &product))
        product = -1;
    }
  if (free_at >= 0 && product > 0 && numel % product == 0)
    {
      shape[free_at] = numel / product;
      return TRUE;
    }
  if (free_at < 0 && product == numel)
    return TRUE;
  g_autofree char *wanted = gr_ints_to_string (wish);
  if (free_at >= 0 && product == 0)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                 _ ("cannot reshape tensor of 0 elements into shape %s because the unspecified "
                    "dimension size -1 can be any value and is ambiguous"),
                 wanted);
  else
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                 _ ("shape '%s' is invalid for input of size %" PRId64), wanted, numel);
  return FALSE;
}

static gboolean
view_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
  GrInts wish = call->args[1].ints;
  if (!settle_shape (self, wish, shape, error))
    return FALSE;
  if (!gr_view_strides (self, gr_ints (shape, wish.n), stride))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("view size is not compatible with input tensor's size and stride (at least "
                      "one dimension spans across two contiguous subspaces). Use .reshape(...) "
                      "instead."));
      return FALSE;
    }
  gr_infer_view (call, gr_ints (shape, wish.n), stride, self->offset);
  return TRUE;
}

static void
reshape_back (GrBackward *b)
{
  gr_give (b, 0, gx_reshape (b->scope, gr_grad (b, 0), gr_input_shape (b, 0)));
}

const GrOp gr_op_view = {
  .schema = "view(Tensor self, int[] size) -> Tensor",
  .summary = N_ ("The same elements in another shape, without a copy."),
  .formula = "out and self have the same elements in row-major order",
  .infer = view_infer,
  .backward = reshape_back,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("view(r(2,6), [3, 4])", "view(r(2,3,4), [2, -1])", "view(r(), [1, 1])",
                         "view(r(0,3), [3, 0])"),
  .bad = GR_BAD ({ "view(r(2,3), [4, -1])", "shape '[4, -1]' is invalid for input of size 6" },
                 { "view(r(2,3), [-1, -1])", "only one dimension can be inferred" }),
};

static void
reshape_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  GrInts wish = call->args[1].ints;
  gint64 shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
  if (!settle_shape (self, wish, shape, &s->error))
    return;
  GrInts size = gr_ints (shape, wish.n);
  gboolean viewable = gr_view_strides (self, size, stride);
  gr_call_give (call, gx_view (s, viewable ? self : gx_pack (s, self), size));
}

const GrOp gr_op_reshape = {
  .schema = "reshape(Tensor self, int[] shape) -> Tensor",
  .summary = N_ ("The same elements in another shape: a view where strides allow, else a copy."),
  .formula = "out and self have the same elements in row-major order",
  .compose = reshape_compose,
  .samples = GR_SAMPLES ("reshape(r(2,6), [3, -1])", "reshape(r(4), [2, 2])",
                         "reshape(r(1,1), [])"),
  .bad = GR_BAD ({ "reshape(r(2,3), [5])", "shape '[5]' is invalid for input of size 6" }),
};

static void
flatten_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  gint start, end;
  gint64 shape[GR_MAX_DIMS];
  gsize n = 0;
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &start, &s->error)
      || !gr_wrap_dim (call->args[2].i, self->ndim, &end, &s->error))
    return;
  if (start > end)
    {
      gr_scope_fail (s, GR_ERROR_ARGUMENT,
                     _ ("flatten() has invalid args: start_dim cannot come after end_dim"));
      return;
    }
  for (gint i = 0; i < self->ndim; i++)
    if (i > start && i <= end)
      shape[n - 1] *= self->shape[i];
    else
      shape[n++] = self->shape[i];
  if (self->ndim == 0)
    shape[n++] = 1;
  gr_call_give (call, start == end && self->ndim ? self : gx_reshape (s, self, gr_ints (shape, n)));
}

const GrOp gr_op_flatten_using_ints = {
  .schema = "flatten.using_ints(Tensor self, int start_dim=0, int end_dim=-1) -> Tensor",
  .summary = N_ ("Lays several dimensions out as one."),
  .formula = "dimensions start_dim to end_dim become one of their product",
  .compose = flatten_compose,
  .samples = GR_SAMPLES ("flatten(r(2,3,4))", "flatten(r(2,3,4), 1)", "flatten(r(2,3,4,2), 1, 2)",
                         "flatten(r())"),
  .bad = GR_BAD ({ "flatten(r(2,3), 1, 0)", "flatten() has invalid args" }),
};

/* --- permute, transpose ----------------------------------------------------------------------- */

static gboolean
permute_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  GrInts dims = call->args[1].ints;
  gint64 shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
  guint seen = 0;
  if (dims.n != (gsize) self->ndim)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("permute(): number of dimensions in the tensor input does not match the "
                      "length of the desired ordering of dimensions i.e. input.dim() = %d is not "
                      "equal to len(dims) = %zu"),
                   self->ndim, dims.n);
      return FALSE;
    }
  for (gint i = 0; i < self->ndim; i++)
    {
      gint dim;
      if (!gr_wrap_dim (dims.v[i], self->ndim, &dim, error))
        return FALSE;
      if (seen & (1u << dim))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       _ ("permute(): duplicate dims are not allowed."));
          return FALSE;
        }
      seen |= 1u << dim;
      shape[i] = self->shape[dim];
      stride[i] = self->stride[dim];
    }
  gr_infer_view (call, gr_ints (shape, self->ndim), stride, self->offset);
  return TRUE;
}

static void
permute_backward (GrBackward *b)
{
  GrInts dims = b->args[1].ints;
  gint64 back[GR_MAX_DIMS];
  for (gsize i = 0; i < dims.n; i++)
    back[dims.v[i] < 0 ? dims.v[i] + (gint64) dims.n : dims.v[i]] = (gint64) i;
  gr_give (b, 0, gx_permute (b->scope, gr_grad (b, 0), gr_ints (back, dims.n)));
}

const GrOp gr_op_permute = {
  .schema = "permute(Tensor self, int[] dims) -> Tensor",
  .summary = N_ ("The dimensions in another order, without a copy."),
  .formula = "out.shape[i] = self.shape[dims[i]]",
  .infer = permute_infer,
  .backward = permute_backward,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("permute(r(2,3,4), [2, 0, 1])", "permute(r(2,3), [-1, 0])",
                         "permute(r(), [])"),
  .bad = GR_BAD ({ "permute(r(2,3), [0, 0])", "permute(): duplicate dims are not allowed." }),
};

static gboolean
transpose_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint a, b;
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &a, error)
      || !gr_wrap_dim (call->args[2].i, self->ndim, &b, error))
    return FALSE;
  GrTensor *out = gr_infer_view (call, gr_tensor_shape (self), self->stride, self->offset);
  if (self->ndim)
    {
      out->shape[a] = self->shape[b];
      out->shape[b] = self->shape[a];
      out->stride[a] = self->stride[b];
      out->stride[b] = self->stride[a];
    }
  return TRUE;
}

static void
transpose_backward (GrBackward *b)
{
  gr_give (b, 0, gx_transpose_int (b->scope, gr_grad (b, 0), b->args[1].i, b->args[2].i));
}

const GrOp gr_op_transpose_int = {
  .schema = "transpose.int(Tensor self, int dim0, int dim1) -> Tensor",
  .summary = N_ ("Two dimensions swapped, without a copy."),
  .formula = "out[..., j, ..., i, ...] = self[..., i, ..., j, ...]",
  .infer = transpose_infer,
  .backward = transpose_backward,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("transpose(r(2,3), 0, 1)", "transpose(r(2,3,4), -1, 0)"),
  .bad = GR_BAD ({ "transpose(r(2,3), 0, 2)",
                   "Dimension out of range (expected to be in range of [-2, 1], but got 2)" }),
};

static void
t_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  if (self->ndim > 2)
    gr_scope_fail (s, GR_ERROR_SHAPE, "t() expects a tensor with <= 2 dimensions, but self is %dD",
                   self->ndim);
  else
    gr_call_give (call, gx_transpose_int (s, self, 0, self->ndim < 2 ? 0 : 1));
}

const GrOp gr_op_t = {
  .schema = "t(Tensor self) -> Tensor",
  .summary = N_ ("A matrix transposed, without a copy."),
  .formula = "out[j, i] = self[i, j]",
  .compose = t_compose,
  .samples = GR_SAMPLES ("t(r(2,3))", "t(r(3))"),
  .bad = GR_BAD ({ "t(r(2,3,4))", "t() expects a tensor with <= 2 dimensions, but self is 3D" }),
};

/* --- expand, squeeze, unsqueeze --------------------------------------------------------------- */

static gboolean
expand_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  GrInts size = call->args[1].ints;
  gint64 shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
  gint extra = (gint) size.n - self->ndim;
  if (extra < 0 || size.n > GR_MAX_DIMS)
    {
      g_autofree char *wanted = gr_ints_to_string (size);
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "expand(%s, size=%" G_GSIZE_FORMAT
                   "): the number of sizes provided must be greater or equal "
                   "to the number of dimensions in the tensor (%d)",
                   wanted, size.n, self->ndim);
      return FALSE;
    }
  for (gint i = 0; i < (gint) size.n; i++)
    {
      gint64 have = i < extra ? 1 : self->shape[i - extra];
      shape[i] = size.v[i] == -1 && i >= extra ? have : size.v[i];
      stride[i] = i < extra || (have == 1 && shape[i] != 1) ? 0 : self->stride[i - extra];
      if (shape[i] < 0 || (have != 1 && shape[i] != have))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                       _ ("The expanded size of the tensor (%" PRId64 ") must match the existing "
                          "size (%" PRId64 ") at non-singleton dimension %d."),
                       size.v[i], have, i);
          return FALSE;
        }
    }
  gr_infer_view (call, gr_ints (shape, size.n), stride, self->offset);
  return TRUE;
}

static void
expand_backward (GrBackward *b)
{
  gr_give (b, 0, gr_grad (b, 0)); /* autograd sums what was broadcast */
}

const GrOp gr_op_expand = {
  .schema = "expand(Tensor self, int[] size) -> Tensor",
  .summary = N_ ("Dimensions of size 1 repeated with stride 0, without a copy."),
  .formula = "out[i, j] = self[0, j] where self.shape[0] = 1",
  .infer = expand_infer,
  .backward = expand_backward,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("expand(r(3,1), [3, 4])", "expand(r(3), [2, -1])", "expand(r(), [2, 2])"),
  .bad = GR_BAD ({ "expand(r(3), [2])",
                   "The expanded size of the tensor (2) must match the existing size (3)" }),
};

static gboolean
unsqueeze_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 shape[GR_MAX_DIMS + 1], stride[GR_MAX_DIMS + 1];
  gint dim;
  if (self->ndim == GR_MAX_DIMS)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, _ ("a tensor has at most %d dimensions"),
                   GR_MAX_DIMS);
      return FALSE;
    }
  if (!gr_wrap_dim (call->args[1].i, self->ndim + 1, &dim, error))
    return FALSE;
  for (gint i = 0, from = 0; i <= self->ndim; i++)
    {
      gboolean added = i == dim;
      shape[i] = added ? 1 : self->shape[from];
      stride[i] = !added              ? self->stride[from]
                  : from < self->ndim ? self->shape[from] * self->stride[from]
                                      : 1;
      from += !added;
    }
  gr_infer_view (call, gr_ints (shape, self->ndim + 1), stride, self->offset);
  return TRUE;
}

const GrOp gr_op_unsqueeze = {
  .schema = "unsqueeze(Tensor self, int dim) -> Tensor",
  .summary = N_ ("A dimension of size 1 put in."),
  .formula = "out.shape = self.shape with 1 at dim",
  .infer = unsqueeze_infer,
  .backward = reshape_back,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("unsqueeze(r(2,3), 0)", "unsqueeze(r(2,3), -1)", "unsqueeze(r(), 0)"),
  .bad = GR_BAD ({ "unsqueeze(r(2), 3)",
                   "Dimension out of range (expected to be in range of [-2, 1], but got 3)" }),
};

static void
infer_without (GrCall *call, guint dropped)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
  gsize n = 0;
  for (gint i = 0; i < self->ndim; i++)
    if (!((dropped >> i) & 1 && self->shape[i] == 1))
      {
        shape[n] = self->shape[i];
        stride[n++] = self->stride[i];
      }
  gr_infer_view (call, gr_ints (shape, n), stride, self->offset);
}

static gboolean
squeeze_infer (GrCall *call, GError **error)
{
  infer_without (call, ~0u);
  return TRUE;
}

static gboolean
squeeze_dim_infer (GrCall *call, GError **error)
{
  gint dim;
  if (!gr_wrap_dim (call->args[1].i, gr_arg (call, 0)->ndim, &dim, error))
    return FALSE;
  infer_without (call, 1u << dim);
  return TRUE;
}

const GrOp gr_op_squeeze = {
  .schema = "squeeze(Tensor self) -> Tensor",
  .summary = N_ ("All dimensions of size 1 taken out."),
  .formula = "out.shape = self.shape without its ones",
  .infer = squeeze_infer,
  .backward = reshape_back,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("squeeze(r(1,2,1,3))", "squeeze(r(2,3))", "squeeze(r(1))"),
};

const GrOp gr_op_squeeze_dim = {
  .schema = "squeeze.dim(Tensor self, int dim) -> Tensor",
  .summary = N_ ("One dimension taken out if its size is 1."),
  .formula = "out.shape = self.shape without dim where self.shape[dim] = 1",
  .infer = squeeze_dim_infer,
  .backward = reshape_back,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("squeeze(r(1,2,1), 0)", "squeeze(r(1,2,1), -1)", "squeeze(r(2,3), 0)"),
};

/* --- sum_to_size ------------------------------------------------------------------------------ */

static void
sum_to_size_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  GrInts size = call->args[1].ints;
  gint extra = self->ndim - (gint) size.n;
  gint64 dims[GR_MAX_DIMS];
  gsize n = 0;
  for (gint i = 0; i < self->ndim; i++)
    {
      gint64 want = i < extra ? 1 : size.v[i - extra];
      if (want != self->shape[i] && want != 1)
        extra = -1;
      else if (i < extra || want != self->shape[i])
        dims[n++] = i;
      if (extra < 0)
        break;
    }
  if (extra < 0)
    {
      g_autofree char *wanted = gr_ints_to_string (size);
      g_autofree char *have = gr_tensor_shape_string (self);
      gr_scope_fail (s, GR_ERROR_SHAPE, "size {%s} is not expandable to size {%s}.", wanted, have);
      return;
    }
  GrTensor *sum = n ? gx_sum_dim_IntList (s, self, gr_ints (dims, n), TRUE, GR_DTYPE_NONE) : self;
  gr_call_give (call, sum && sum->ndim != (gint) size.n ? gx_view (s, sum, size) : sum);
}

const GrOp gr_op_sum_to_size = {
  .schema = "sum_to_size(Tensor self, int[] size) -> Tensor",
  .summary = N_ ("Sums over the dimensions along which a smaller tensor was broadcast."),
  .formula = "the sum of self over the dimensions where size has 1 or nothing",
  .compose = sum_to_size_compose,
  .samples = GR_SAMPLES ("sum_to_size(r(2,3,4), [3, 1])", "sum_to_size(r(2,3), [2, 3])",
                         "sum_to_size(r(2,3), [])"),
  .bad = GR_BAD (
      { "sum_to_size(r(2,3), [2, 2])", "size {[2, 2]} is not expandable to size {[2, 3]}." }),
};
