/* rearrange.c - copies with the elements in other places or several times over: repeat, tile,
 * repeat_interleave, roll, flip, rot90.
 */
#include "infer.h"

#include "gradus-functions.h"
#include "kernel.h"

/* --- repeat, tile ---------------------------------------------------------------------------- */

/* @self with dimension @dim @times over: one after another, or (@each) every entry at once. Works
 * on three dimensions, so that rank has no part in it. */
static GrTensor *
repeated (GrScope *s, GrTensor *self, gint dim, gint64 times, gboolean each)
{
  gint64 shape[GR_MAX_DIMS], outer = 1, inner = 1;
  if (!self)
    return NULL;
  for (gint d = 0; d < self->ndim; d++)
    {
      shape[d] = d == dim ? self->shape[d] * times : self->shape[d];
      *(d < dim || (each && d == dim) ? &outer : &inner) *= self->shape[d];
    }
  GrTensor *middle = gx_reshape (s, self, GR_INTS (outer, 1, inner));
  return gx_reshape (s, gx_expand (s, middle, GR_INTS (outer, times, inner)),
                     gr_ints (shape, self->ndim));
}

static GrTensor *
repeated_by (GrScope *s, GrTensor *self, GrInts repeats)
{
  gint64 shape[GR_MAX_DIMS];
  gint extra = (gint) repeats.n - self->ndim;
  for (gint d = 0; d < (gint) repeats.n; d++)
    {
      shape[d] = d < extra ? 1 : self->shape[d - extra];
      if (repeats.v[d] < 0)
        {
          gr_scope_fail (s, GR_ERROR_SHAPE,
                         "Trying to create tensor with negative dimension %" G_GINT64_FORMAT
                         ": repeats must not be negative",
                         repeats.v[d] * shape[d]);
          return NULL;
        }
    }
  GrTensor *result = extra ? gx_reshape (s, self, gr_ints (shape, repeats.n)) : self;
  gboolean copied = FALSE;
  for (gint d = (gint) repeats.n - 1; d >= 0; d--)
    if (repeats.v[d] != 1)
      {
        result = repeated (s, result, d, repeats.v[d], FALSE);
        copied = TRUE;
      }
  return copied ? result : gx_clone (s, result);
}

static void
repeat_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  GrInts repeats = call->args[1].ints;
  if (repeats.n < (gsize) self->ndim)
    gr_scope_fail (
        s, GR_ERROR_SHAPE,
        "Number of dimensions of repeat dims can not be smaller than number of dimensions of "
        "tensor");
  else if (repeats.n > GR_MAX_DIMS)
    gr_scope_fail (s, GR_ERROR_SHAPE, "a tensor has at most %d dimensions", GR_MAX_DIMS);
  else
    gr_call_give (call, repeated_by (s, self, repeats));
}

const GrOp gr_op_repeat = {
  .schema = "repeat(Tensor self, int[] repeats) -> Tensor",
  .summary = N_ ("A tensor laid side by side with itself along each dimension."),
  .formula = "out[i, j] = self[i mod self.shape[0], j mod self.shape[1]]",
  .compose = repeat_compose,
  .samples = GR_SAMPLES ("repeat(r(2,3), [2, 2])", "repeat(r(3), [2, 1, 2])", "repeat(r(2), [1])",
                         "repeat(r(), [2])", "repeat(r(2,3), [0, 2])"),
  .bad = GR_BAD (
      { "repeat(r(2,3), [2])", "Number of dimensions of repeat dims can not be smaller" },
      { "repeat(r(2), [-1])", "Trying to create tensor with negative dimension -2" }),
};

static void
tile_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  GrInts dims = call->args[1].ints;
  gint64 repeats[GR_MAX_DIMS];
  gint missing = self->ndim - (gint) dims.n;
  if (dims.n > GR_MAX_DIMS)
    {
      gr_scope_fail (s, GR_ERROR_SHAPE, "a tensor has at most %d dimensions", GR_MAX_DIMS);
      return;
    }
  for (gint d = 0; d < missing; d++)
    repeats[d] = 1;
  for (gsize d = 0; d < dims.n; d++)
    repeats[MAX (missing, 0) + d] = dims.v[d];
  gr_call_give (call, repeated_by (s, self, gr_ints (repeats, dims.n + MAX (missing, 0))));
}

const GrOp gr_op_tile = {
  .schema = "tile(Tensor self, int[] dims) -> Tensor",
  .summary = N_ ("As repeat, with missing numbers in front taken as 1."),
  .formula = "out[i, j] = self[i mod self.shape[0], j mod self.shape[1]]",
  .compose = tile_compose,
  .samples = GR_SAMPLES ("tile(r(2,3), [2])", "tile(r(3), [2, 2])"),
};

/* --- repeat_interleave ----------------------------------------------------------------------- */

/* The tensor, or all its elements in one dimension, and the dimension. */
static GrTensor *
dimension_or_flat (GrScope *s, GrTensor *self, const GrValue *dim_arg, gint *dim)
{
  if (dim_arg->kind == GR_VALUE_INT)
    return gr_wrap_dim (dim_arg->i, self->ndim, dim, &s->error) ? self : NULL;
  *dim = 0;
  return gx_reshape (s, self, GR_INTS (-1));
}

static void
repeat_interleave_int_compose (GrScope *s, GrCall *call)
{
  gint dim;
  GrTensor *self = dimension_or_flat (s, gr_arg (call, 0), &call->args[2], &dim);
  if (call->args[1].i < 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, "repeats can not be negative");
  if (!s->error)
    gr_call_give (call, repeated (s, self, dim, call->args[1].i, TRUE));
}

const GrOp gr_op_repeat_interleave_self_int = {
  .schema = "repeat_interleave.self_int(Tensor self, int repeats, int? dim=None) -> Tensor",
  .summary = N_ ("Each entry of a dimension so many times in a row."),
  .formula = "out[i] = self[i / repeats]",
  .compose = repeat_interleave_int_compose,
  .samples = GR_SAMPLES ("repeat_interleave(r(2,3), 2)", "repeat_interleave(r(2,3), 3, 0)",
                         "repeat_interleave(r(2,3), 2, -1)"),
  .bad = GR_BAD ({ "repeat_interleave(r(2), -1)", "repeats can not be negative" }),
};

/* Which entry each place of the result comes from: 0, 0, 1 for counts 2, 1. */
static gboolean
interleaved_infer (GrCall *call, GError **error)
{
  const GrTensor *repeats = gr_arg (call, 0);
  if (repeats->ndim != 1)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "repeat_interleave only accept 1D vector as repeat");
      return FALSE;
    }
  if (repeats->dtype != GR_INT64 && repeats->dtype != GR_INT32)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, "repeats has to be Long or Int tensor");
      return FALSE;
    }
  gr_call_output (call, repeats->dtype, GR_INTS (GR_UNKNOWN_SIZE));
  return TRUE;
}

static gboolean
interleaved_forward (GrCall *call, GError **error)
{
  g_autoptr (GrTensor) repeats = gr_packed (gr_arg (call, 0), GR_INT64, error);
  gint64 total = 0;
  for (gint64 i = 0; repeats && i < repeats->shape[0]; i++)
    {
      gint64 count = GR_DATA (gint64, repeats)[i];
      if (count < 0 || __builtin_add_overflow (total, count, &total))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "repeats can not be negative");
          return FALSE;
        }
    }
  g_autoptr (GrTensor) places = repeats ? gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (total), error)
                                        : NULL;
  if (!places)
    return FALSE;
  gint64 *place = GR_DATA (gint64, places);
  for (gint64 i = 0; i < repeats->shape[0]; i++)
    for (gint64 k = 0; k < GR_DATA (gint64, repeats)[i]; k++)
      *place++ = i;
  g_autoptr (GrTensor) out = gr_packed (places, call->outputs[0]->dtype, error);
  if (!out)
    return FALSE;
  gr_call_replace_output (call, 0, g_steal_pointer (&out));
  return TRUE;
}

const GrOp gr_op_repeat_interleave_Tensor = {
  .schema = "repeat_interleave.Tensor(Tensor repeats) -> Tensor",
  .summary = N_ ("Each index as often as its count says."),
  .formula = "0 repeats[0] times, 1 repeats[1] times, ...",
  .infer = interleaved_infer,
  .forward = interleaved_forward,
  .flags = GR_OP_DATA_SIZE,
  .samples = GR_SAMPLES ("repeat_interleave(i(0,4,5))"),
  .bad = GR_BAD (
      { "repeat_interleave(i(0,4,2,2))", "repeat_interleave only accept 1D vector as repeat" }),
};

static void
repeat_interleave_tensor_compose (GrScope *s, GrCall *call)
{
  GrTensor *repeats = gr_arg (call, 1);
  gint dim;
  GrTensor *self = dimension_or_flat (s, gr_arg (call, 0), &call->args[2], &dim);
  if (!self)
    return;
  gint64 length = self->ndim ? self->shape[dim] : 1;
  if (repeats->ndim == 0 || (repeats->ndim == 1 && repeats->shape[0] == 1))
    repeats = gx_expand (s, gx_reshape (s, repeats, GR_INTS (1)), GR_INTS (length));
  else if (repeats->ndim != 1)
    gr_scope_fail (s, GR_ERROR_SHAPE, "repeats must be 0-dim or 1-dim tensor");
  else if (repeats->shape[0] != length)
    gr_scope_fail (s, GR_ERROR_SHAPE, "repeats must have the same size as input along dim");
  gr_call_give (call, gx_index_select (s, self, dim, gx_repeat_interleave_Tensor (s, repeats)));
}

const GrOp gr_op_repeat_interleave_self_Tensor = {
  .schema = "repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None) -> Tensor",
  .summary = N_ ("Each entry of a dimension as often as its count says."),
  .formula = "self[0] repeats[0] times, self[1] repeats[1] times, ...",
  .compose = repeat_interleave_tensor_compose,
  .flags = GR_OP_DATA_SIZE,
  .samples = GR_SAMPLES ("repeat_interleave(r(3,2), i(0,4,3), 0)",
                         "repeat_interleave(r(2,2), i(1,3,4))"),
  .bad = GR_BAD ({ "repeat_interleave(r(2), i(1,2,3))",
                   "repeats must have the same size as input along dim" }),
};

/* --- roll ------------------------------------------------------------------------------------ */

static GrTensor *
rolled (GrScope *s, GrTensor *self, gint64 shift, gint64 dim_arg)
{
  gint dim;
  if (!self || !gr_wrap_dim (dim_arg, self->ndim, &dim, &s->error))
    return NULL;
  gint64 length = self->ndim ? self->shape[dim] : 1;
  gint64 start = length ? ((-shift) % length + length) % length : 0;
  if (start == 0)
    return gx_clone (s, self);
  GrTensor *parts[] = { gx_narrow (s, self, dim, start, length - start),
                        gx_narrow (s, self, dim, 0, start) };
  return s->error ? NULL : gx_cat (s, parts, 2, dim);
}

static void
roll_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *result = self;
  GrInts shifts = call->args[1].ints, dims = call->args[2].ints;
  if (shifts.n == 1 && dims.n == 0)
    {
      result = rolled (s, gx_reshape (s, self, GR_INTS (gr_tensor_numel (self))), shifts.v[0], 0);
      gr_call_give (call, gx_reshape (s, result, gr_tensor_shape (self)));
      return;
    }
  if (shifts.n != dims.n || shifts.n == 0)
    {
      gr_scope_fail (s, GR_ERROR_ARGUMENT,
                     "shifts and dimensions must align. shifts: %" G_GSIZE_FORMAT
                     ", dims:%" G_GSIZE_FORMAT,
                     shifts.n, dims.n);
      return;
    }
  for (gsize i = 0; i < shifts.n; i++)
    result = rolled (s, result, shifts.v[i], dims.v[i]);
  gr_call_give (call, result);
}

const GrOp gr_op_roll = {
  .schema = "roll(Tensor self, int[] shifts, int[] dims=[]) -> Tensor",
  .summary = N_ ("Elements moved along dimensions; what leaves one end comes in at the other."),
  .formula = "out[(i + shift) mod n] = self[i]",
  .compose = roll_compose,
  .samples = GR_SAMPLES ("roll(r(5), 2)", "roll(r(2,3), 1)", "roll(r(3,4), [1, -1], [0, 1])",
                         "roll(r(3,4), 5, -1)"),
  .bad = GR_BAD (
      { "roll(r(2,2), [1, 2], [0])", "shifts and dimensions must align. shifts: 2, dims:1" }),
};

/* --- flip ------------------------------------------------------------------------------------ */

static gboolean
flipped_dims (const GrCall *call, guint *mask, GError **error)
{
  *mask = 0;
  return call->args[1].ints.n == 0
         || gr_reduced_dims (&call->args[1], gr_arg (call, 0)->ndim, mask, error);
}

static gboolean
flip_infer (GrCall *call, GError **error)
{
  guint mask;
  return flipped_dims (call, &mask, error)
         && gr_infer_pointwise (call, 0, 0, gr_arg (call, 0)->dtype, error);
}

/* Reads from the last entry backwards: a walk with negative strides. */
static gboolean
flip_forward (GrCall *call, GError **error)
{
  g_autoptr (GrTensor) reversed = gr_tensor_alias (gr_arg (call, 0));
  guint mask;
  if (!flipped_dims (call, &mask, error))
    return FALSE;
  for (gint d = 0; d < reversed->ndim; d++)
    if ((mask >> d) & 1 && reversed->shape[d] > 1)
      {
        reversed->offset += (reversed->shape[d] - 1) * reversed->stride[d];
        reversed->stride[d] = -reversed->stride[d];
      }
  return gr_copy (call->outputs[0], reversed, error);
}

static void
flip_backward (GrBackward *b)
{
  gr_give (b, 0, gx_flip (b->scope, gr_grad (b, 0), b->args[1].ints));
}

const GrOp gr_op_flip = {
  .schema = "flip(Tensor self, int[] dims) -> Tensor",
  .summary = N_ ("Entries of dimensions in reverse order."),
  .formula = "out[i] = self[n - 1 - i]",
  .infer = flip_infer,
  .forward = flip_forward,
  .backward = flip_backward,
  .explain = gr_explain_moved,
  .samples = GR_SAMPLES ("flip(r(3), [0])", "flip(r(2,3,2), [0, -1])", "flip(r(2,3), [])",
                         "flip(i(0,9,2,3), [1])"),
  .bad = GR_BAD ({ "flip(r(2), [0, 0])", "dim 0 appears multiple times in the list of dims" },
                 { "flip(r(2), [1])",
                   "Dimension out of range (expected to be in range of [-1, 0], but got 1)" }),
};

static void
flip_one (GrScope *s, GrCall *call, gint at_least, gint64 dim)
{
  GrTensor *self = gr_arg (call, 0);
  if (self->ndim < at_least)
    gr_scope_fail (s, GR_ERROR_SHAPE, "Input must be >= %d-d.", at_least);
  else
    gr_call_give (call, gx_flip (s, self, GR_INTS (dim)));
}

static void
fliplr_compose (GrScope *s, GrCall *call)
{
  flip_one (s, call, 2, 1);
}

static void
flipud_compose (GrScope *s, GrCall *call)
{
  flip_one (s, call, 1, 0);
}

const GrOp gr_op_fliplr = {
  .schema = "fliplr(Tensor self) -> Tensor",
  .summary = N_ ("Left and right swapped: dimension 1 in reverse order."),
  .formula = "out[i, j] = self[i, n - 1 - j]",
  .compose = fliplr_compose,
  .samples = GR_SAMPLES ("fliplr(r(2,3))"),
  .bad = GR_BAD ({ "fliplr(r(2))", "Input must be >= 2-d." }),
};

const GrOp gr_op_flipud = {
  .schema = "flipud(Tensor self) -> Tensor",
  .summary = N_ ("Top and bottom swapped: dimension 0 in reverse order."),
  .formula = "out[i] = self[n - 1 - i]",
  .compose = flipud_compose,
  .samples = GR_SAMPLES ("flipud(r(2,3))", "flipud(r(3))"),
  .bad = GR_BAD ({ "flipud(r())", "Input must be >= 1-d." }),
};

static void
rot90_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  GrInts dims = call->args[2].ints;
  gint from, to;
  if (dims.n != 2)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   "expected total rotation dims == 2, but got dims = %" G_GSIZE_FORMAT, dims.n);
  else if (self->ndim < 2)
    gr_scope_fail (s, GR_ERROR_SHAPE, "expected total dims >= 2, but got total dims = %d",
                   self->ndim);
  if (s->error || !gr_wrap_dim (dims.v[0], self->ndim, &from, &s->error)
      || !gr_wrap_dim (dims.v[1], self->ndim, &to, &s->error))
    return;
  if (from == to)
    {
      gr_scope_fail (s, GR_ERROR_ARGUMENT,
                     "expected rotation dims to be different, but got dim0 = %" G_GINT64_FORMAT
                     " and dim1 = %" G_GINT64_FORMAT,
                     dims.v[0], dims.v[1]);
      return;
    }
  switch ((call->args[1].i % 4 + 4) % 4)
    {
    case 1:
      gr_call_give (call, gx_transpose_int (s, gx_flip (s, self, GR_INTS (to)), from, to));
      break;
    case 2:
      gr_call_give (call, gx_flip (s, self, dims));
      break;
    case 3:
      gr_call_give (call, gx_transpose_int (s, gx_flip (s, self, GR_INTS (from)), from, to));
      break;
    default:
      gr_call_give (call, gx_clone (s, self));
    }
}

const GrOp gr_op_rot90 = {
  .schema = "rot90(Tensor self, int k=1, int[] dims=[0,1]) -> Tensor",
  .summary = N_ ("Turned by k quarters in the plane of two dimensions."),
  .formula = "out[i, j] = self[j, n - 1 - i] for k = 1",
  .compose = rot90_compose,
  .samples = GR_SAMPLES ("rot90(r(2,3))", "rot90(r(2,3), 2)", "rot90(r(2,3,4), -1, [0, 2])",
                         "rot90(r(2,3), 4)"),
  .bad = GR_BAD ({ "rot90(r(2,2), 1, [0, 0])",
                   "expected rotation dims to be different, but got dim0 = 0 and dim1 = 0" },
                 { "rot90(r(2), 1, [0, 1])", "expected total dims >= 2, but got total dims = 1" }),
};
