/* join.c - several tensors into one: cat, stack and the stacks by direction. */
#include "infer.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "gradus-functions.h"
#include "kernel.h"

/* --- cat ------------------------------------------------------------------------------------- */

/* PyTorch skips such a tensor whatever the others' ranks are. */
static gboolean
is_skipped (const GrTensor *tensor)
{
  return tensor->ndim == 1 && tensor->shape[0] == 0;
}

/* The tensor whose shape the others must have, but for @dim. */
static const GrTensor *
leading_tensor (GrTensor *const *tensors, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!is_skipped (tensors[i]))
      return tensors[i];
  return tensors[0];
}

static gboolean
check_fits (const GrTensor *lead, const GrTensor *tensor, gsize number, gint dim, GError **error)
{
  if (tensor->ndim != lead->ndim)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("Tensors must have same number of dimensions: got %d and %d"), lead->ndim,
                   tensor->ndim);
      return FALSE;
    }
  for (gint d = 0; d < lead->ndim; d++)
    if (d != dim && tensor->shape[d] != lead->shape[d])
      {
        g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                     _ ("Sizes of tensors must match except in dimension %d. Expected size %" PRId64
                        " but got size %" PRId64 " for tensor number %zu in the list."),
                     dim, lead->shape[d], tensor->shape[d], number);
        return FALSE;
      }
  return TRUE;
}

static gboolean
cat_infer (GrCall *call, GError **error)
{
  GrTensor *const *tensors = call->args[0].tensors.v;
  gsize n = call->args[0].tensors.n;
  gint dim;
  if (n == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "torch.cat(): expected a non-empty list of Tensors");
      return FALSE;
    }
  const GrTensor *lead = leading_tensor (tensors, n);
  GrDType dtype = tensors[0]->dtype;
  gint64 shape[GR_MAX_DIMS], length = 0;
  for (gsize i = 0; i < n; i++)
    if (tensors[i]->ndim == 0)
      {
        g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                     _ ("zero-dimensional tensor (at position %zu) cannot be concatenated"), i);
        return FALSE;
      }
  if (!gr_wrap_dim (call->args[1].i, lead->ndim, &dim, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      dtype = gr_dtype_promote (dtype, tensors[i]->dtype);
      if (is_skipped (tensors[i]))
        continue;
      if (!check_fits (lead, tensors[i], i, dim, error))
        return FALSE;
      length += tensors[i]->shape[dim];
    }
  for (gint d = 0; d < lead->ndim; d++)
    shape[d] = d == dim ? length : lead->shape[d];
  gr_call_output (call, dtype, gr_ints (shape, lead->ndim));
  return TRUE;
}

static gboolean
cat_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0];
  gint64 start = 0;
  gint dim;
  if (!gr_wrap_dim (call->args[1].i, out->ndim, &dim, error))
    return FALSE;
  for (gsize i = 0; i < call->args[0].tensors.n; i++)
    {
      GrTensor *tensor = call->args[0].tensors.v[i];
      if (is_skipped (tensor))
        continue;
      g_autoptr (GrTensor) part = gr_part (out, dim, start, tensor->shape[dim]);
      if (!gr_copy (part, tensor, error))
        return FALSE;
      start += tensor->shape[dim];
    }
  return TRUE;
}

static void
cat_backward (GrBackward *b)
{
  GrTensor *grad = gr_grad (b, 0);
  gint64 start = 0;
  gint dim;
  if (!grad || !gr_wrap_dim (b->args[1].i, grad->ndim, &dim, &b->scope->error))
    return;
  for (guint i = 0; i < gr_n_entries (b, 0); i++)
    {
      GrInts shape = gr_entry_shape (b, 0, i);
      gboolean skipped = shape.n == 1 && shape.v[0] == 0;
      if (gr_needs_entry (b, 0, i))
        gr_give_entry (b, 0, i,
                       skipped ? gx_zeros (b->scope, shape, grad->dtype, grad->device)
                               : gx_narrow (b->scope, grad, dim, start, shape.v[dim]));
      start += skipped ? 0 : shape.v[dim];
    }
}

const GrOp gr_op_cat = {
  .schema = "cat(Tensor[] tensors, int dim=0) -> Tensor",
  .summary = N_ ("Tensors laid one after another along a dimension."),
  .formula = "out = tensors[0], tensors[1], ... along dim",
  .infer = cat_infer,
  .forward = cat_forward,
  .backward = cat_backward,
  .explain = gr_explain_moved,
  .samples = GR_SAMPLES ("cat([r(2,3), r(1,3)])", "cat([r(2,3), r(2,1), r(2,2)], -1)",
                         "cat([r(2,3), i(0,9,2,3)], 1)", "cat([r(0), r(2,3)], 1)", "cat([r(2)])",
                         "cat([r(0,3), r(2,3)])"),
  .bad = GR_BAD (
      { "cat([])", "torch.cat(): expected a non-empty list of Tensors" },
      { "cat([r(2), r(2,3)])", "Tensors must have same number of dimensions: got 1 and 2" },
      { "cat([r(2,3), r(2,4)])",
        "Sizes of tensors must match except in dimension 0. Expected size 3 but got "
        "size 4 for tensor number 1 in the list." },
      { "cat([r(), r(2)])", "zero-dimensional tensor (at position 0) cannot be concatenated" }),
};

/* --- stacks ---------------------------------------------------------------------------------- */

typedef GrTensor *(*Prepare) (GrScope *s, GrTensor *tensor, gint64 argument);

/* cat of what @prepare makes of each tensor. */
static void
prepared_cat (GrScope *s, GrCall *call, Prepare prepare, gint64 argument, gint64 dim)
{
  gsize n = call->args[0].tensors.n;
  g_autofree GrTensor **parts = g_new (GrTensor *, n + 1);
  for (gsize i = 0; i < n; i++)
    parts[i] = prepare (s, call->args[0].tensors.v[i], argument);
  if (!s->error)
    gr_call_give (call, gx_cat (s, parts, n, dim));
}

static gboolean
check_some (GrScope *s, GrCall *call)
{
  if (call->args[0].tensors.n == 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, _ ("%s expects a non-empty TensorList"),
                   gr_op_name (call->op));
  return !s->error;
}

static void
stack_compose (GrScope *s, GrCall *call)
{
  GrTensor *const *tensors = call->args[0].tensors.v;
  gint dim;
  if (!check_some (s, call)
      || !gr_wrap_dim (call->args[1].i, tensors[0]->ndim + 1, &dim, &s->error))
    return;
  for (gsize i = 1; i < call->args[0].tensors.n; i++)
    if (!gr_tensor_same_shape (tensors[0], tensors[i]))
      {
        g_autofree char *first = gr_tensor_shape_string (tensors[0]);
        g_autofree char *other = gr_tensor_shape_string (tensors[i]);
        gr_scope_fail (s, GR_ERROR_SHAPE,
                       _ ("stack expects each tensor to be equal size, but got %s at entry 0 and "
                          "%s at entry %zu"),
                       first, other, i);
        return;
      }
  prepared_cat (s, call, gx_unsqueeze, dim, dim);
}

const GrOp gr_op_stack = {
  .schema = "stack(Tensor[] tensors, int dim=0) -> Tensor",
  .summary = N_ ("Tensors of one shape, side by side along a new dimension."),
  .formula = "out[i] = tensors[i]",
  .compose = stack_compose,
  .samples = GR_SAMPLES ("stack([r(2,3), r(2,3)])", "stack([r(2,3), r(2,3)], -1)",
                         "stack([r(), r(), r()])"),
  .bad = GR_BAD (
      { "stack([r(3), r(4)])",
        "stack expects each tensor to be equal size, but got [3] at entry 0 and [4] at entry 1" },
      { "stack([])", "stack expects a non-empty TensorList" }),
};

static GrTensor *
at_least_1d (GrScope *s, GrTensor *tensor, gint64 unused)
{
  return tensor->ndim ? tensor : gx_reshape (s, tensor, GR_INTS (1));
}

static GrTensor *
at_least_2d (GrScope *s, GrTensor *tensor, gint64 unused)
{
  return tensor->ndim >= 2 ? tensor : gx_unsqueeze (s, at_least_1d (s, tensor, 0), 0);
}

static GrTensor *
at_least_3d (GrScope *s, GrTensor *tensor, gint64 unused)
{
  return tensor->ndim >= 3 ? tensor : gx_unsqueeze (s, at_least_2d (s, tensor, 0), 2);
}

static GrTensor *
as_column (GrScope *s, GrTensor *tensor, gint64 unused)
{
  return tensor->ndim >= 2 ? tensor : gx_reshape (s, tensor, GR_INTS (gr_tensor_numel (tensor), 1));
}

static void
hstack_compose (GrScope *s, GrCall *call)
{
  if (check_some (s, call))
    prepared_cat (s, call, at_least_1d, 0, call->args[0].tensors.v[0]->ndim > 1);
}

static void
vstack_compose (GrScope *s, GrCall *call)
{
  if (check_some (s, call))
    prepared_cat (s, call, at_least_2d, 0, 0);
}

static void
dstack_compose (GrScope *s, GrCall *call)
{
  if (check_some (s, call))
    prepared_cat (s, call, at_least_3d, 0, 2);
}

static void
column_stack_compose (GrScope *s, GrCall *call)
{
  if (check_some (s, call))
    prepared_cat (s, call, as_column, 0, 1);
}

const GrOp gr_op_hstack = {
  .schema = "hstack(Tensor[] tensors) -> Tensor",
  .summary = N_ ("Tensors side by side, column after column."),
  .formula = "cat along dimension 1, vectors along dimension 0",
  .compose = hstack_compose,
  .samples = GR_SAMPLES ("hstack([r(2), r(3)])", "hstack([r(2,3), r(2,1)])", "hstack([r(), r()])"),
  .bad = GR_BAD (
      { "hstack([r(2), r(2,3)])", "Tensors must have same number of dimensions: got 1 and 2" }),
};

const GrOp gr_op_vstack = {
  .schema = "vstack(Tensor[] tensors) -> Tensor",
  .summary = N_ ("Tensors on top of one another, row after row."),
  .formula = "cat along dimension 0, vectors as rows",
  .compose = vstack_compose,
  .samples = GR_SAMPLES ("vstack([r(3), r(3)])", "vstack([r(2,3), r(3)])"),
  .bad = GR_BAD ({ "vstack([r(2), r(3)])",
                   "Sizes of tensors must match except in dimension 0. Expected size 2" }),
};

const GrOp gr_op_dstack = {
  .schema = "dstack(Tensor[] tensors) -> Tensor",
  .summary = N_ ("Tensors behind one another, along the third dimension."),
  .formula = "cat along dimension 2, after each has at least 3",
  .compose = dstack_compose,
  .samples = GR_SAMPLES ("dstack([r(3), r(3)])", "dstack([r(2,3), r(2,3,2)])"),
  .bad = GR_BAD ({ "dstack([])", "dstack expects a non-empty TensorList" }),
};

const GrOp gr_op_column_stack = {
  .schema = "column_stack(Tensor[] tensors) -> Tensor",
  .summary = N_ ("Vectors as the columns of a matrix."),
  .formula = "cat along dimension 1, vectors as columns",
  .compose = column_stack_compose,
  .samples = GR_SAMPLES ("column_stack([r(2), r(2,3)])", "column_stack([r(), r()])"),
  .bad = GR_BAD ({ "column_stack([r(2), r(3)])",
                   "Sizes of tensors must match except in dimension 1. Expected size 2" }),
};
