/* pad.c - tensors with a border: constant, reflected, repeated or wrapped around; and one_hot. */
#include "infer.h"

#include "gradus-functions.h"
#include "kernel.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* --- constant_pad_nd ------------------------------------------------------------------------- */

/* How much is put before and after each dimension; @pad begins at the last one. Negative cuts. */
static gboolean
constant_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  GrInts pad = call->args[1].ints;
  gint64 shape[GR_MAX_DIMS];
  if (pad.n % 2 != 0 || pad.n > 2 * (gsize) self->ndim)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   pad.n % 2 ? _ ("Length of pad must be even but instead it equals %zu")
                             : _ ("Length of pad should be no more than twice the number of "
                                  "dimensions of the input. Pad length is %zu while the input has "
                                  "%d dimensions."),
                   pad.n, self->ndim);
      return FALSE;
    }
  for (gint d = 0; d < self->ndim; d++)
    {
      gsize at = 2 * (gsize) (self->ndim - 1 - d);
      shape[d] = self->shape[d] + (at < pad.n ? pad.v[at] + pad.v[at + 1] : 0);
      if (shape[d] < 0)
        {
          g_set_error (
              error, GR_ERROR, GR_ERROR_SHAPE,
              _ ("The input size %" PRId64 ", plus negative padding %" PRId64 " and %" PRId64 ", "
                 "resulted in a negative output size, which is invalid. Check dimension %d of "
                 "your input."),
              self->shape[d], pad.v[at], pad.v[at + 1], d);
          return FALSE;
        }
    }
  gr_call_output (call, self->dtype, gr_ints (shape, self->ndim));
  return TRUE;
}

static gboolean
constant_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0];
  GrInts pad = call->args[1].ints;
  g_autoptr (GrTensor) from = gr_tensor_ref (gr_arg (call, 0)), to = gr_tensor_ref (out);
  gr_fill (out, call->args[2].scalar);
  for (gsize at = 0; at + 1 < pad.n; at += 2)
    {
      gint d = out->ndim - 1 - (gint) (at / 2);
      gint64 before = pad.v[at], after = pad.v[at + 1];
      gint64 cut = MAX (-before, 0), length = from->shape[d] - cut - MAX (-after, 0);
      if (length <= 0)
        return TRUE;
      GrTensor *source = gr_part (from, d, cut, length),
               *target = gr_part (to, d, MAX (before, 0), length);
      gr_tensor_unref (from);
      gr_tensor_unref (to);
      from = source;
      to = target;
    }
  return gr_copy (to, from, error);
}

static void
constant_backward (GrBackward *b)
{
  GrInts pad = b->args[1].ints;
  gint64 back[2 * GR_MAX_DIMS];
  for (gsize i = 0; i < pad.n; i++)
    back[i] = -pad.v[i];
  gr_give (b, 0, gx_constant_pad_nd (b->scope, gr_grad (b, 0), gr_ints (back, pad.n), gr_int (0)));
}

const GrOp gr_op_constant_pad_nd = {
  .schema = "constant_pad_nd(Tensor self, int[] pad, Scalar value=0) -> Tensor",
  .summary = N_ ("A border of one number; negative sizes cut the border off instead."),
  .formula = "out[i] = self[i - pad[0]], value outside",
  .infer = constant_infer,
  .forward = constant_forward,
  .backward = constant_backward,
  .explain = gr_explain_moved,
  .samples = GR_SAMPLES (
      "constant_pad_nd(r(2,3), [1, 2])", "constant_pad_nd(r(2,3), [1, 0, 0, 2], 1.5)",
      "constant_pad_nd(r(3,5), [-1, 2, 1, -1])", "constant_pad_nd(i(0,9,3), [1, 1], 7)"),
  .bad = GR_BAD (
      { "constant_pad_nd(r(2), [1])", "Length of pad must be even but instead it equals 1" },
      { "constant_pad_nd(r(2), [1, 1, 1, 1])",
        "Length of pad should be no more than twice the number of dimensions" },
      { "constant_pad_nd(r(2), [-2, -1])",
        "The input size 2, plus negative padding -2 and -1, resulted in a negative" }),
};

/* --- pad ------------------------------------------------------------------------------------- */

typedef enum
{
  REFLECT,
  REPLICATE,
  CIRCULAR
} Border;

/* Which entry of a dimension of @size an entry outside it repeats. */
static gint64
source_of (Border border, gint64 at, gint64 size)
{
  switch (border)
    {
    case REFLECT:
      return at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
    case REPLICATE:
      return CLAMP (at, 0, size - 1);
    default:
      return at < 0 ? at + size : at >= size ? at - size : at;
    }
}

static gboolean
check_border (GrScope *s, Border border, const GrTensor *self, GrInts pad, gint dim, gint64 before,
              gint64 after)
{
  gint64 size = self->shape[dim];
  g_autofree char *shape = gr_tensor_shape_string (self);
  if (border == REFLECT && (before >= size || after >= size))
    gr_scope_fail (s, GR_ERROR_SHAPE,
                   _ ("Argument #4: Padding size should be less than the corresponding input "
                      "dimension, but got: padding (%" PRId64 ", %" PRId64 ") at dimension %d of "
                      "input %s"),
                   before, after, dim, shape);
  else if (border == CIRCULAR && (before > size + MIN (after, 0) || after > size + MIN (before, 0)))
    gr_scope_fail (s, GR_ERROR_SHAPE, _ ("Padding value causes wrapping around more than once."));
  else if (size + before + after < (size > 0) || size == 0)
    gr_scope_fail (s, GR_ERROR_SHAPE,
                   _ ("pad: dimension %d of input %s has nothing left or nothing to repeat"), dim,
                   shape);
  return !s->error;
}

/* One dimension, as a selection of its entries. */
static GrTensor *
bordered (GrScope *s, GrTensor *self, Border border, gint dim, gint64 before, gint64 after)
{
  /* What goes round is what is left where a border is cut off. */
  const gboolean round = border == CIRCULAR;
  const gint64 from = round ? MAX (-before, 0) : 0;
  const gint64 size = self->shape[dim] - from - (round ? MAX (-after, 0) : 0);
  gint64 n = self->shape[dim] + before + after;
  GrTensor *places = gr_scope_keep (s, gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (n), &s->error));
  for (gint64 i = 0; places && i < n; i++)
    GR_DATA (gint64, places)[i] = from + source_of (border, i - before - from, size);
  if (self->device.type == GR_DEVICE_META) /* the values have no part in its shape */
    places = gr_scope_keep (s, gr_tensor_new_meta (GR_INT64, GR_META, GR_INTS (n)));
  else if (places)
    places = gx_to_device (s, places, self->device);
  return gx_index_select (s, self, dim, places);
}

static void
pad_compose (GrScope *s, GrCall *call)
{
  static const char *const modes[] = { "reflect", "replicate", "circular" };
  GrTensor *self = gr_arg (call, 0);
  GrInts pad = call->args[1].ints;
  const char *mode = call->args[2].string;
  gboolean has_value = call->args[3].kind == GR_VALUE_FLOAT;
  guint border = 0;
  if (pad.n % 2)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, _ ("Padding length must be divisible by 2"));
  else if (pad.n / 2 > (gsize) self->ndim)
    gr_scope_fail (s, GR_ERROR_SHAPE, _ ("Padding length too large"));
  if (s->error)
    return;
  if (strcmp (mode, "constant") == 0)
    {
      gr_call_give (call, gx_constant_pad_nd (s, self, pad,
                                              has_value ? gr_float (call->args[3].f) : gr_int (0)));
      return;
    }
  while (border < 3 && strcmp (mode, modes[border]) != 0)
    border++;
  gint n = (gint) pad.n / 2;
  if (border == 3)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, _ ("Unrecognised padding mode %s"), mode);
  else if (has_value && call->args[3].f != 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, _ ("Padding mode \"%s\" doesn't take in value argument"),
                   mode);
  else if (n < 1 || n > 3 || self->ndim < n + 1 || self->ndim > n + 2)
    gr_scope_fail (s, GR_ERROR_SHAPE,
                   _ ("Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for "
                      "now"));
  GrTensor *result = self;
  for (gint k = 0; k < n && !s->error; k++)
    {
      gint dim = self->ndim - 1 - k;
      gint64 before = pad.v[2 * k], after = pad.v[2 * k + 1];
      if (check_border (s, border, self, pad, dim, before, after) && (before || after))
        result = bordered (s, result, border, dim, before, after);
    }
  gr_call_give (call, result == self ? gx_clone (s, self) : result);
}

const GrOp gr_op_pad = {
  .schema = "pad(Tensor self, int[] pad, str mode='constant', float? value=None) -> Tensor",
  .summary = N_ (
      "A border around a tensor: a number, or its own entries reflected, repeated or wrapped "
      "around."),
  .formula = "out[i] = self[i - pad[0]], outside: value, mirrored, the nearest, or from the other "
             "end",
  .compose = pad_compose,
  .samples = GR_SAMPLES (
      "pad(r(2,3), [1, 2])", "pad(r(2,3), [1, 1, 0, 2], 'constant', 0.5)",
      "pad(r(2,3,4), [2, 1], 'reflect')", "pad(r(1,2,4,3), [1, 2, 3, 1], 'reflect')",
      "pad(r(2,3,4), [3, 1], 'replicate')", "pad(r(1,2,3,3), [1, 2, 2, 0], 'replicate')",
      "pad(r(2,3,4), [2, 3], 'circular')", "pad(r(1,3,4,4), [-1, 1, -2, 1], 'circular')",
      "pad(r(1,2,3,4), [1, 2, 2, 1], 'circular')"),
  .bad = GR_BAD ({ "pad(r(2), [1])", "Padding length must be divisible by 2" },
                 { "pad(r(2), [1, 1, 1, 1])", "Padding length too large" },
                 { "pad(r(2,3,3), [3, 0], 'reflect')",
                   "Argument #4: Padding size should be less than the corresponding input "
                   "dimension, but got: padding (3, 0) at dimension 2 of input [2, 3, 3]" },
                 { "pad(r(2,3,3), [4, 0], 'circular')",
                   "Padding value causes wrapping around more than once." },
                 { "pad(r(2,3,3), [1, 0], 'foo')", "Unrecognised padding mode foo" },
                 { "pad(r(3), [1, 0], 'replicate')",
                   "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported" },
                 { "pad(r(2,3,3), [1, 0], 'reflect', 1.0)",
                   "Padding mode \"reflect\" doesn't take in value argument" }),
};

/* --- one_hot --------------------------------------------------------------------------------- */

static gboolean
one_hot_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 n_classes = call->args[1].i, shape[GR_MAX_DIMS];
  if (self->dtype != GR_INT64)
    g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, "one_hot is only applicable to index tensor.");
  else if (self->ndim == GR_MAX_DIMS)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, _ ("a tensor has at most %d dimensions"),
                 GR_MAX_DIMS);
  else if (gr_tensor_numel (self) == 0 && n_classes <= 0)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                 "Can not infer total number of classes from empty tensor.");
  else if (n_classes < -1)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                 "num_classes must be positive, or -1 for what the largest value needs");
  else
    {
      memcpy (shape, self->shape, sizeof shape);
      shape[self->ndim] = n_classes == -1 ? GR_UNKNOWN_SIZE : n_classes;
      gr_call_output (call, GR_INT64, gr_ints (shape, self->ndim + 1));
      return TRUE;
    }
  return FALSE;
}

static gboolean
one_hot_forward (GrCall *call, GError **error)
{
  g_autoptr (GrTensor) classes = gr_packed (gr_arg (call, 0), GR_INT64, error);
  gint64 n_classes = call->args[1].i, largest = -1;
  if (!classes)
    return FALSE;
  gint64 n = gr_tensor_numel (classes), *class = GR_DATA (gint64, classes);
  for (gint64 i = 0; i < n; i++)
    {
      if (class[i] < 0 || (n_classes >= 0 && class[i] >= n_classes))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                       class[i] < 0 ? "Class values must be non-negative."
                                    : "Class values must be smaller than num_classes.");
          return FALSE;
        }
      largest = MAX (largest, class[i]);
    }
  gint64 width = n_classes >= 0 ? n_classes : largest + 1;
  if (n_classes < 0)
    {
      gint64 shape[GR_MAX_DIMS];
      memcpy (shape, classes->shape, sizeof shape);
      shape[classes->ndim] = width;
      GrTensor *out = gr_tensor_new (GR_INT64, GR_CPU, gr_ints (shape, classes->ndim + 1), error);
      if (!out)
        return FALSE;
      gr_call_replace_output (call, 0, out);
    }
  gr_fill (call->outputs[0], gr_int (0));
  for (gint64 i = 0; i < n; i++)
    GR_DATA (gint64, call->outputs[0])[i * width + class[i]] = 1;
  return TRUE;
}

static gboolean
one_hot_explain (GrExplain *x, GError **error)
{
  const GrTensor *out = x->outputs[0];
  gint64 width = out->shape[out->ndim - 1];
  GrPlace class = gr_place (0, x->element / width);
  g_array_append_val (x->to->places, class);
  gr_explain_term (x, gr_explain_at (x, class) == x->element % width, 0, NULL);
  x->to->form = GR_EXPLAINED_FUNCTION;
  return TRUE;
}

const GrOp gr_op_one_hot = {
  .schema = "one_hot(Tensor self, int num_classes=-1) -> Tensor",
  .summary = N_ ("Each class number as a row of zeros with a one in its place."),
  .formula = "out[..., c] = 1 where self[...] = c, else 0",
  .infer = one_hot_infer,
  .forward = one_hot_forward,
  .explain = one_hot_explain,
  .flags = GR_OP_DATA_SIZE,
  .samples = GR_SAMPLES ("one_hot(i(0,4,3), 4)", "one_hot(i(0,3,2,2))", "one_hot(i(0,3), 5)",
                         "one_hot(i(0,1,0), 3)"),
  .bad = GR_BAD (
      { "one_hot(t([0, -1]))", "Class values must be non-negative." },
      { "one_hot(t([0, 3]), 3)", "Class values must be smaller than num_classes." },
      { "one_hot(r(2))", "one_hot is only applicable to index tensor." },
      { "one_hot(i(0,1,0))", "Can not infer total number of classes from empty tensor." }),
};
