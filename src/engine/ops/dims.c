/* dims.c - dimensions moved, split up and matched with another tensor's: rows made of view.c's. */
#include "infer.h"

#include "gradus-functions.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* --- moving ---------------------------------------------------------------------------------- */

/* Wrapped dims without repeats. */
static gboolean
wrap_dims (GrScope *s, GrInts dims, gint ndim, const char *which, gint *wrapped)
{
  guint seen = 0;
  for (gsize i = 0; i < dims.n; i++)
    {
      if (!gr_wrap_dim (dims.v[i], ndim, &wrapped[i], &s->error))
        return FALSE;
      if (seen & (1u << wrapped[i]))
        {
          g_autofree char *text = gr_ints_to_string (dims);
          gr_scope_fail (s, GR_ERROR_ARGUMENT, "movedim: repeated dim in `%s` (%s)", which, text);
          return FALSE;
        }
      seen |= 1u << wrapped[i];
    }
  return TRUE;
}

static GrTensor *
moved (GrScope *s, GrTensor *self, GrInts source, GrInts destination)
{
  gint from[GR_MAX_DIMS], to[GR_MAX_DIMS];
  gint64 order[GR_MAX_DIMS];
  guint taken = 0;
  if (source.n != destination.n || source.n > GR_MAX_DIMS)
    {
      g_autofree char *a = gr_ints_to_string (source), *b = gr_ints_to_string (destination);
      gr_scope_fail (
          s, GR_ERROR_ARGUMENT,
          "movedim: Invalid source or destination dims: source (%s dims) should contain the same "
          "number of dims as destination (%s dims)",
          a, b);
      return NULL;
    }
  if (!wrap_dims (s, source, self->ndim, "source", from)
      || !wrap_dims (s, destination, self->ndim, "destination", to))
    return NULL;
  for (gint d = 0; d < self->ndim; d++)
    order[d] = -1;
  for (gsize i = 0; i < source.n && self->ndim; i++)
    {
      order[to[i]] = from[i];
      taken |= 1u << from[i];
    }
  for (gint d = 0, next = 0; d < self->ndim; d++)
    if (order[d] < 0)
      {
        while (taken & (1u << next))
          next++;
        order[d] = next++;
      }
  return gx_permute (s, self, gr_ints (order, self->ndim));
}

static void
movedim_int_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call,
                moved (s, gr_arg (call, 0), GR_INTS (call->args[1].i), GR_INTS (call->args[2].i)));
}

static void
movedim_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, moved (s, gr_arg (call, 0), call->args[1].ints, call->args[2].ints));
}

const GrOp gr_op_movedim_int = {
  .schema = "movedim.int(Tensor self, int source, int destination) -> Tensor",
  .summary = N_ (
      "One dimension moved to another place, the others in their order, without a copy."),
  .formula = "out.shape[destination] = self.shape[source]",
  .compose = movedim_int_compose,
  .samples = GR_SAMPLES ("movedim(r(2,3,4), 0, 2)", "movedim(r(2,3,4), -1, 0)"),
  .bad = GR_BAD ({ "movedim(r(2,3), 2, 0)",
                   "Dimension out of range (expected to be in range of [-2, 1], but got 2)" }),
};

const GrOp gr_op_movedim_intlist = {
  .schema = "movedim.intlist(Tensor self, int[] source, int[] destination) -> Tensor",
  .summary = N_ ("Dimensions moved to other places, the others in their order, without a copy."),
  .formula = "out.shape[destination[i]] = self.shape[source[i]]",
  .compose = movedim_compose,
  .samples = GR_SAMPLES ("movedim(r(2,3,4), [0, 1], [2, 0])"),
  .bad = GR_BAD (
      { "movedim(r(2,3), [0, 1], [0])",
        "movedim: Invalid source or destination dims: source ([0, 1] dims)" },
      { "movedim(r(2,3), [0, 0], [0, 1])", "movedim: repeated dim in `source` ([0, 0])" }),
};

static void
swapaxes_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_transpose_int (s, gr_arg (call, 0), call->args[1].i, call->args[2].i));
}

const GrOp gr_op_swapaxes = {
  .schema = "swapaxes(Tensor self, int axis0, int axis1) -> Tensor",
  .summary = N_ ("Two dimensions swapped, without a copy: transpose by NumPy's name."),
  .formula = "out[..., j, ..., i, ...] = self[..., i, ..., j, ...]",
  .compose = swapaxes_compose,
  .samples = GR_SAMPLES ("swapaxes(r(2,3,4), 0, -1)"),
};

static void
numpy_T_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  gint64 order[GR_MAX_DIMS];
  for (gint d = 0; d < self->ndim; d++)
    order[d] = self->ndim - 1 - d;
  gr_call_give (call, gx_permute (s, self, gr_ints (order, self->ndim)));
}

const GrOp gr_op_numpy_T = {
  .schema = "numpy_T(Tensor self) -> Tensor",
  .summary = N_ ("All dimensions in reverse order, without a copy: x.T."),
  .formula = "out[j, i] = self[i, j]",
  .compose = numpy_T_compose,
  .samples = GR_SAMPLES ("numpy_T(r(2,3))", "numpy_T(r(3))"),
};

static void
mT_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  if (self->ndim < 2)
    gr_scope_fail (
        s, GR_ERROR_SHAPE,
        "tensor.mT is only supported on matrices or batches of matrices. Got %d-D tensor.",
        self->ndim);
  else
    gr_call_give (call, gx_transpose_int (s, self, -2, -1));
}

const GrOp gr_op_mT = {
  .schema = "mT(Tensor self) -> Tensor",
  .summary = N_ ("Each matrix of a list transposed, without a copy: x.mT."),
  .formula = "out[..., j, i] = self[..., i, j]",
  .compose = mT_compose,
  .samples = GR_SAMPLES ("mT(r(2,3,4))"),
  .bad = GR_BAD (
      { "mT(r(4))",
        "tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor." }),
};

/* --- regrouping ------------------------------------------------------------------------------ */

static void
unflatten_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  GrInts sizes = call->args[2].ints;
  gint64 shape[GR_MAX_DIMS], product = 1;
  gsize n = 0;
  gint dim, free_at = -1;
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &dim, &s->error))
    return;
  g_autofree char *text = gr_ints_to_string (sizes);
  if (sizes.n == 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, _ ("unflatten: sizes must be non-empty"));
  if (self->ndim - 1 + sizes.n > GR_MAX_DIMS)
    gr_scope_fail (s, GR_ERROR_SHAPE, _ ("a tensor has at most %d dimensions"), GR_MAX_DIMS);
  for (gsize i = 0; i < sizes.n && !s->error; i++)
    if (sizes.v[i] != -1)
      product *= sizes.v[i];
    else if (free_at >= 0)
      gr_scope_fail (s, GR_ERROR_SHAPE,
                     _ ("unflatten got an unexpected error:\nonly one dimension can be inferred"));
    else
      free_at = (gint) i;
  if (s->error)
    return;
  gint64 length = self->ndim ? self->shape[dim] : 1;
  if (free_at >= 0 ? product <= 0 || length % product != 0 : product != length)
    {
      gr_scope_fail (
          s, GR_ERROR_SHAPE,
          _ ("unflatten: Provided sizes %s don't multiply up to the size of dim %d (%" PRId64 ") "
             "in the input tensor"),
          text, dim, length);
      return;
    }
  for (gint d = 0; d < MAX (self->ndim, 1); d++)
    if (d != dim)
      shape[n++] = self->shape[d];
    else
      for (gsize i = 0; i < sizes.n; i++)
        shape[n++] = (gint) i == free_at ? length / product : sizes.v[i];
  gr_call_give (call, gx_view (s, self, gr_ints (shape, n)));
}

const GrOp gr_op_unflatten_int = {
  .schema = "unflatten.int(Tensor self, int dim, int[] sizes) -> Tensor",
  .summary = N_ ("One dimension taken apart into several, without a copy."),
  .formula = "out[..., i, j, ...] = self[..., i * sizes[1] + j, ...]",
  .compose = unflatten_compose,
  .samples = GR_SAMPLES ("unflatten(r(2,6), 1, [2, 3])", "unflatten(r(6,2), 0, [-1, 2])"),
  .bad = GR_BAD (
      { "unflatten(r(4), 0, [3, 2])",
        "unflatten: Provided sizes [3, 2] don't multiply up to the size of dim 0 (4) in the input "
        "tensor" },
      { "unflatten(r(4), 0, [])", "unflatten: sizes must be non-empty" }),
};

static void
ravel_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_reshape (s, gr_arg (call, 0), GR_INTS (-1)));
}

static void
reshape_as_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_reshape (s, gr_arg (call, 0), gr_tensor_shape (gr_arg (call, 1))));
}

static void
view_as_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_view (s, gr_arg (call, 0), gr_tensor_shape (gr_arg (call, 1))));
}

const GrOp gr_op_ravel = {
  .schema = "ravel(Tensor self) -> Tensor",
  .summary = N_ ("All elements in one dimension."),
  .formula = "out and self have the same elements in row-major order",
  .compose = ravel_compose,
  .samples = GR_SAMPLES ("ravel(r(2,3))", "ravel(r())"),
};

const GrOp gr_op_reshape_as = {
  .schema = "reshape_as(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The same elements in the shape of another tensor."),
  .formula = "out = reshape(self, other.shape)",
  .compose = reshape_as_compose,
  .samples = GR_SAMPLES ("reshape_as(r(2,6), r(3,4))"),
  .bad = GR_BAD ({ "reshape_as(r(2,3), r(5))", "shape '[5]' is invalid for input of size 6" }),
};

const GrOp gr_op_view_as = {
  .schema = "view_as(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The same elements in the shape of another tensor, without a copy."),
  .formula = "out = view(self, other.shape)",
  .compose = view_as_compose,
  .flags = GR_OP_VIEW, /* never a copy */
  .samples = GR_SAMPLES ("view_as(r(2,6), r(3,4))"),
  .bad = GR_BAD ({ "view_as(r(2,3), r(5))", "shape '[5]' is invalid for input of size 6" }),
};

/* --- broadcasting ---------------------------------------------------------------------------- */

static void
expand_as_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_expand (s, gr_arg (call, 0), gr_tensor_shape (gr_arg (call, 1))));
}

static void
broadcast_to_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_expand (s, gr_arg (call, 0), call->args[1].ints));
}

static void
broadcast_tensors_compose (GrScope *s, GrCall *call)
{
  gsize n = call->args[0].tensors.n, rank = 0;
  gint64 shape[GR_MAX_DIMS];
  for (gsize i = 0; i < n; i++)
    if (!gr_shape_broadcast (gr_ints (shape, rank), gr_tensor_shape (call->args[0].tensors.v[i]),
                             shape, &rank, &s->error))
      return;
  for (gsize i = 0; i < n; i++)
    gr_call_give (call, gx_expand (s, call->args[0].tensors.v[i], gr_ints (shape, rank)));
}

const GrOp gr_op_expand_as = {
  .schema = "expand_as(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("A tensor broadcast to the shape of another, without a copy."),
  .formula = "out = expand(self, other.shape)",
  .compose = expand_as_compose,
  .samples = GR_SAMPLES ("expand_as(r(3,1), r(2,3,4))"),
  .bad = GR_BAD (
      { "expand_as(r(2), r(3))",
        "The expanded size of the tensor (3) must match the existing size (2) at non-singleton "
        "dimension 0." }),
};

const GrOp gr_op_broadcast_to = {
  .schema = "broadcast_to(Tensor self, int[] size) -> Tensor",
  .summary = N_ ("A tensor broadcast to a shape, without a copy."),
  .formula = "out = expand(self, size)",
  .compose = broadcast_to_compose,
  .samples = GR_SAMPLES ("broadcast_to(r(3,1), [2, 3, 4])"),
  .bad = GR_BAD (
      { "broadcast_to(r(2), [3])",
        "The expanded size of the tensor (3) must match the existing size (2) at non-singleton "
        "dimension 0." }),
};

const GrOp gr_op_broadcast_tensors = {
  .schema = "broadcast_tensors(Tensor[] tensors) -> Tensor[]",
  .summary = N_ ("Several tensors broadcast to their common shape, without copies."),
  .formula = "out[i] = expand(tensors[i], common shape)",
  .compose = broadcast_tensors_compose,
  .samples = GR_SAMPLES ("broadcast_tensors([r(3,1), r(4), r()])"),
  .bad = GR_BAD (
      { "broadcast_tensors([r(2), r(3)])",
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton "
        "dimension 0" }),
};

/* The coordinates of a grid: input i varies along dimension i of every output. */
static void
meshgrid_compose (GrScope *s, GrCall *call)
{
  GrTensor *const *tensors = call->args[0].tensors.v;
  gsize n = call->args[0].tensors.n;
  const char *indexing = call->args[1].string;
  gboolean swap = strcmp (indexing, "xy") == 0 && n > 1;
  gint64 shape[GR_MAX_DIMS];
  if (n == 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, "meshgrid expects a non-empty TensorList");
  else if (n > GR_MAX_DIMS)
    gr_scope_fail (s, GR_ERROR_SHAPE, _ ("a tensor has at most %d dimensions"), GR_MAX_DIMS);
  else if (strcmp (indexing, "xy") != 0 && strcmp (indexing, "ij") != 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: %s",
                   indexing);
  for (gsize i = 0; i < n && !s->error; i++)
    {
      if (tensors[i]->ndim > 1)
        gr_scope_fail (s, GR_ERROR_SHAPE,
                       "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: %dD",
                       tensors[i]->ndim);
      gsize along = swap && i < 2 ? 1 - i : i;
      shape[along] = gr_tensor_numel (tensors[i]);
    }
  for (gsize i = 0; i < n && !s->error; i++)
    {
      gint64 alone[GR_MAX_DIMS];
      gsize along = swap && i < 2 ? 1 - i : i;
      for (gsize d = 0; d < n; d++)
        alone[d] = d == along ? shape[d] : 1;
      gr_call_give (call,
                    gx_expand (s, gx_view (s, tensors[i], gr_ints (alone, n)), gr_ints (shape, n)));
    }
}

const GrOp gr_op_meshgrid = {
  .schema = "meshgrid(Tensor[] tensors, str indexing='ij') -> Tensor[]",
  .summary = N_ ("The coordinates of all points of a grid, without copies."),
  .formula = "out[k][i, j, ...] = tensors[k][the k-th of i, j, ...]",
  .compose = meshgrid_compose,
  .samples = GR_SAMPLES ("meshgrid([r(2), r(3)])", "meshgrid([r(2), r(3), r(4)], indexing='xy')"),
  .bad = GR_BAD ({ "meshgrid([])", "meshgrid expects a non-empty TensorList" },
                 { "meshgrid([r(2)], indexing='a')",
                   "torch.meshgrid: indexing must be one of \"xy\" or \"ij\"" }),
};
