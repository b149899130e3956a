/* split.c - a tensor as a list of views of its parts: split, chunk, tensor_split, unbind. */
#include "infer.h"

#include "gradus-functions.h"
#include "kernel.h"

#include <string.h>

/* --- split_with_sizes ------------------------------------------------------------------------ */

static gboolean
split_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  GrInts sizes = call->args[1].ints;
  g_autofree char *text = gr_ints_to_string (sizes);
  gint64 sum = 0, at = self->offset;
  gint dim;
  if (self->ndim == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "split expects at least a 1-dimensional tensor");
      return FALSE;
    }
  if (!gr_wrap_dim (call->args[2].i, self->ndim, &dim, error))
    return FALSE;
  for (gsize i = 0; i < sizes.n; i++)
    {
      if (sizes.v[i] < 0)
        {
          g_set_error (
              error, GR_ERROR, GR_ERROR_ARGUMENT,
              "split_with_sizes expects split_sizes have only non-negative entries, but got "
              "split_sizes=%s",
              text);
          return FALSE;
        }
      sum = sizes.v[i] > self->shape[dim] ? self->shape[dim] + 1 : sum + sizes.v[i];
    }
  if (sum != self->shape[dim])
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "split_with_sizes expects split_sizes to sum exactly to %" G_GINT64_FORMAT
                   " (input tensor's size at dimension %d), but got split_sizes=%s",
                   self->shape[dim], dim, text);
      return FALSE;
    }
  for (gsize i = 0; i < sizes.n; i++)
    {
      GrTensor *part = gr_infer_view (call, gr_tensor_shape (self), self->stride, at);
      part->shape[dim] = sizes.v[i];
      at += sizes.v[i] * self->stride[dim];
    }
  return TRUE;
}

static void
split_backward (GrBackward *b)
{
  gsize n = b->args[1].ints.n;
  g_autofree GrTensor **grads = g_new (GrTensor *, n + 1);
  for (gsize i = 0; i < n; i++)
    grads[i] = gr_grad (b, (guint) i);
  if (!b->scope->error)
    gr_give (b, 0, gx_cat (b->scope, grads, n, b->args[2].i));
}

const GrOp gr_op_split_with_sizes = {
  .schema = "split_with_sizes(Tensor self, int[] split_sizes, int dim=0) -> Tensor[]",
  .summary = N_ ("Cuts a dimension into parts of given sizes, without a copy."),
  .formula = "out[0], out[1], ... = self along dim",
  .infer = split_infer,
  .backward = split_backward,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("split_with_sizes(r(5,2), [2, 3])",
                         "split_with_sizes(r(2,6), [1, 0, 5], -1)"),
  .bad = GR_BAD ({ "split_with_sizes(r(3), [1, 1])",
                   "split_with_sizes expects split_sizes to sum exactly to 3 (input tensor's "
                   "size at dimension 0), but got split_sizes=[1, 1]" },
                 { "split_with_sizes(r(3), [4, -1])",
                   "split_with_sizes expects split_sizes have only non-negative entries" }),
};

/* --- split, chunk, tensor_split -------------------------------------------------------------- */

/* Each part is a tensor: more are a mistake, and no list to hold in memory. */
#define MAX_PARTS (1 << 20)

static gboolean
check_parts (GrScope *s, gint64 n)
{
  if (n > MAX_PARTS)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   "a tensor can be cut into at most %d parts, but got %" G_GINT64_FORMAT,
                   MAX_PARTS, n);
  return n <= MAX_PARTS;
}

static void
give_parts (GrScope *s, GrCall *call, const gint64 *sizes, gsize n, gint64 dim)
{
  gsize n_parts = 0;
  GrTensor *const *parts = gx_split_with_sizes (s, gr_arg (call, 0), gr_ints (sizes, n), dim,
                                                &n_parts);
  for (gsize i = 0; parts && i < n_parts; i++)
    gr_call_give (call, parts[i]);
}

/* Parts of @size each, the last smaller. */
static void
split_evenly (GrScope *s, GrCall *call, gint64 size, gint dim)
{
  gint64 length = gr_arg (call, 0)->shape[dim];
  gsize n = size > 0 && length > 0 ? (gsize) ((length - 1) / size) + 1 : 1;
  if (!check_parts (s, (gint64) n))
    return;
  g_autofree gint64 *sizes = g_new (gint64, n);
  for (gsize i = 0; i < n; i++)
    sizes[i] = i + 1 < n ? size : length - size * (gint64) i;
  give_parts (s, call, sizes, n, dim);
}

static void
split_tensor_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  gint64 size = call->args[1].i;
  gint dim;
  if (self->ndim == 0)
    gr_scope_fail (s, GR_ERROR_SHAPE, "split expects at least a 1-dimensional tensor");
  else if (size < 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   "split expects split_size be non-negative, but got split_size=%" G_GINT64_FORMAT,
                   size);
  else if (!gr_wrap_dim (call->args[2].i, self->ndim, &dim, &s->error))
    return;
  else if (size == 0 && self->shape[dim] != 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   "split_size can only be 0 if dimension size is 0, but got dimension size of "
                   "%" G_GINT64_FORMAT,
                   self->shape[dim]);
  else
    split_evenly (s, call, size, dim);
}

const GrOp gr_op_split_Tensor = {
  .schema = "split.Tensor(Tensor self, int split_size, int dim=0) -> Tensor[]",
  .summary = N_ ("Cuts a dimension into parts of one size, the last one smaller, without a copy."),
  .formula = "out[i] = self[i * split_size : (i + 1) * split_size] along dim",
  .compose = split_tensor_compose,
  .samples = GR_SAMPLES ("split(r(2,5,2), 2, 1)", "split(r(2,4,2), 2, -2)",
                         "split(r(2,3,2), 9, 1)"),
  .bad = GR_BAD (
      { "split(r(3), -1)", "split expects split_size be non-negative, but got split_size=-1" },
      { "split(r(3), 0)",
        "split_size can only be 0 if dimension size is 0, but got dimension size of 3" }),
};

static void
split_sizes_compose (GrScope *s, GrCall *call)
{
  give_parts (s, call, call->args[1].ints.v, call->args[1].ints.n, call->args[2].i);
}

const GrOp gr_op_split_sizes = {
  .schema = "split.sizes(Tensor self, int[] split_size, int dim=0) -> Tensor[]",
  .summary = N_ ("Cuts a dimension into parts of given sizes, without a copy."),
  .formula = "out[0], out[1], ... = self along dim",
  .compose = split_sizes_compose,
  .samples = GR_SAMPLES ("split(r(5,2), [1, 4])"),
  .bad = GR_BAD (
      { "split(r(3), [1, 1])", "split_with_sizes expects split_sizes to sum exactly to 3" }),
};

static void
chunk_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  gint64 chunks = call->args[1].i;
  gint dim;
  if (self->ndim == 0)
    gr_scope_fail (s, GR_ERROR_SHAPE, "chunk expects at least a 1-dimensional tensor");
  else if (chunks <= 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   "chunk expects `chunks` to be greater than 0, got: %" G_GINT64_FORMAT, chunks);
  else if (!gr_wrap_dim (call->args[2].i, self->ndim, &dim, &s->error))
    return;
  else if (self->shape[dim] == 0)
    {
      if (!check_parts (s, chunks))
        return;
      g_autofree gint64 *sizes = g_new0 (gint64, chunks);
      give_parts (s, call, sizes, chunks, dim);
    }
  else
    split_evenly (s, call, (self->shape[dim] - 1) / chunks + 1, dim);
}

const GrOp gr_op_chunk = {
  .schema = "chunk(Tensor self, int chunks, int dim=0) -> Tensor[]",
  .summary = N_ ("Cuts a dimension into at most so many parts of one size, without a copy."),
  .formula = "out[i] = part i of self along dim",
  .compose = chunk_compose,
  .samples = GR_SAMPLES ("chunk(r(7,2), 3)", "chunk(r(2,4), 2, 1)", "chunk(r(2,5), 4, -1)"),
  .bad = GR_BAD ({ "chunk(r(0), 9223372036854775807)",
                   "a tensor can be cut into at most 1048576 parts" },
                 { "chunk(r(3), 0)", "chunk expects `chunks` to be greater than 0, got: 0" },
                 { "chunk(r(), 2)", "chunk expects at least a 1-dimensional tensor" }),
};

static gboolean
check_tensor_split (GrScope *s, GrTensor *self, gint64 dim_arg, gint *dim)
{
  if (self->ndim == 0)
    gr_scope_fail (
        s, GR_ERROR_SHAPE,
        "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  return !s->error && gr_wrap_dim (dim_arg, self->ndim, dim, &s->error);
}

static void
tensor_split_sections_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  gint64 sections = call->args[1].i;
  gint dim;
  if (!check_tensor_split (s, self, call->args[2].i, &dim))
    return;
  if (sections <= 0)
    {
      gr_scope_fail (s, GR_ERROR_ARGUMENT,
                     "number of sections must be larger than 0, got %" G_GINT64_FORMAT, sections);
      return;
    }
  if (!check_parts (s, sections))
    return;
  g_autofree gint64 *sizes = g_new (gint64, sections);
  for (gint64 i = 0; i < sections; i++)
    sizes[i] = self->shape[dim] / sections + (i < self->shape[dim] % sections);
  give_parts (s, call, sizes, sections, dim);
}

const GrOp gr_op_tensor_split_sections = {
  .schema = "tensor_split.sections(Tensor self, int sections, int dim=0) -> Tensor[]",
  .summary = N_ ("Cuts a dimension into exactly so many parts, sizes differing by 1 at most."),
  .formula = "out[i] = part i of self along dim",
  .compose = tensor_split_sections_compose,
  .samples = GR_SAMPLES ("tensor_split(r(7,2), 3)", "tensor_split(r(2,3), 4, 1)"),
  .bad = GR_BAD (
      { "tensor_split(r(3), 9223372036854775807)",
        "a tensor can be cut into at most 1048576 parts" },
      { "tensor_split(r(3), 0)", "number of sections must be larger than 0, got 0" },
      { "tensor_split(r(), 2)", "tensor_split expected at least a 1-dimensional tensor" }),
};

/* Overlapping or reversed indices are allowed, so these are slices, not a partition. */
static void
tensor_split_indices_compose (GrScope *s, GrCall *call)
{
  GrInts indices = call->args[1].ints;
  gint dim;
  if (!check_tensor_split (s, gr_arg (call, 0), call->args[2].i, &dim))
    return;
  for (gsize i = 0; i <= indices.n; i++)
    gr_call_give (call, gx_slice_Tensor (s, gr_arg (call, 0), dim, i ? indices.v[i - 1] : 0,
                                         i < indices.n ? indices.v[i] : GR_NO_INT, 1));
}

const GrOp gr_op_tensor_split_indices = {
  .schema = "tensor_split.indices(Tensor self, int[] indices, int dim=0) -> Tensor[]",
  .summary = N_ ("Cuts a dimension before each of the given indices."),
  .formula = "out[i] = self[indices[i - 1] : indices[i]] along dim",
  .compose = tensor_split_indices_compose,
  .samples = GR_SAMPLES ("tensor_split(r(5,2), [1, 4])", "tensor_split(r(2,5), [2, 9], -1)"),
};

/* --- unbind ---------------------------------------------------------------------------------- */

static gboolean
unbind_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
  gint dim;
  if (self->ndim == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                   "Dimension specified as %" G_GINT64_FORMAT " but tensor has no dimensions",
                   call->args[1].i);
      return FALSE;
    }
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &dim, error))
    return FALSE;
  for (gint d = 0, n = 0; d < self->ndim; d++)
    if (d != dim)
      {
        shape[n] = self->shape[d];
        stride[n++] = self->stride[d];
      }
  for (gint64 i = 0; i < self->shape[dim]; i++)
    gr_infer_view (call, gr_ints (shape, self->ndim - 1), stride,
                   self->offset + i * self->stride[dim]);
  return TRUE;
}

static void
unbind_backward (GrBackward *b)
{
  GrInts shape = gr_input_shape (b, 0);
  gint dim;
  if (!gr_wrap_dim (b->args[1].i, (gint) shape.n, &dim, &b->scope->error))
    return;
  g_autofree GrTensor **grads = g_new (GrTensor *, shape.v[dim] + 1);
  for (gint64 i = 0; i < shape.v[dim]; i++)
    grads[i] = gr_grad (b, (guint) i);
  if (!b->scope->error)
    gr_give (b, 0, gx_stack (b->scope, grads, shape.v[dim], dim));
}

const GrOp gr_op_unbind_int = {
  .schema = "unbind.int(Tensor self, int dim=0) -> Tensor[]",
  .summary = N_ ("All entries of a dimension, each a view."),
  .formula = "out[i] = self[i] along dim",
  .infer = unbind_infer,
  .backward = unbind_backward,
  .flags = GR_OP_VIEW,
  .samples = GR_SAMPLES ("unbind(r(2,3,2), 1)", "unbind(r(2,3,4,2), -2)"),
  .bad = GR_BAD ({ "unbind(r())", "Dimension specified as 0 but tensor has no dimensions" }),
};
