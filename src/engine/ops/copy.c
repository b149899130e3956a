/* copy.c - the same values elsewhere: copy_, fill_, clone, contiguous, conversions of dtype and
 * device. */
#include "infer.h"

#include "../cpu/loops.h"
#include "gradus-functions.h"

static gboolean
in_place_infer (GrCall *call, GError **error)
{
  return gr_infer_pointwise (call, 0, 0, gr_arg (call, 0)->dtype, error) != NULL;
}

/* --- copy_ ----------------------------------------------------------------------------------- */

static gboolean
copy_infer (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *src = gr_arg (call, 1);
  gint64 shape[GR_MAX_DIMS];
  gsize n;
  call->device = self->device;
  if (!gr_shape_broadcast (gr_tensor_shape (self), gr_tensor_shape (src), shape, &n, error))
    return FALSE;
  gr_call_output (call, self->dtype, gr_ints (shape, n));
  return TRUE;
}

/* Through a contiguous tensor on either side: only a device's own kernel may follow strides
 * there. */
static gboolean
copy_across (GrTensor *to, GrTensor *from, GError **error)
{
  g_autoptr (GrTensor) packed = gr_tensor_contiguous (from, error);
  g_autoptr (GrTensor) cast = packed ? gr_tensor_to_dtype (packed, to->dtype, error) : NULL;
  g_autoptr (GrTensor) there
      = cast ? gr_tensor_new (to->dtype, to->device, gr_tensor_shape (cast), error) : NULL;
  if (!there || !gr_tensor_transfer (cast, there, error))
    return FALSE;
  if (gr_tensor_is_contiguous (to) && gr_tensor_same_shape (to, there))
    return gr_tensor_transfer (there, to, error);
  return gr_tensor_copy_ (to, there, error);
}

static gboolean
copy_forward (GrCall *call, GError **error)
{
  GrTensor *to = call->outputs[0], *from = gr_arg (call, 1);
  if (gr_device_equal (to->device, from->device))
    {
      const GrBackend *backend = gr_backend_get (to->device.type);
      GrKernel kernel = backend ? backend->kernel (call->op) : NULL;
      return kernel ? kernel (call, error) : gr_copy (to, from, error);
    }
  return copy_across (to, from, error);
}

static void
copy_backward (GrBackward *b)
{
  gr_give (b, 1, gr_grad (b, 0));
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_zeros_like (b->scope, gr_grad (b, 0), GR_DTYPE_NONE, GR_NO_DEVICE));
}

const GrOp gr_op_copy_ = {
  .schema = "copy_(Tensor self, Tensor src) -> Tensor",
  .summary = N_ ("Writes another tensor's values here, converted and broadcast."),
  .formula = "self[...] = src[...]",
  .infer = copy_infer,
  .forward = copy_forward,
  .backward = copy_backward,
  .explain = gr_explain_selected,
  .flags = GR_OP_ONLY_IN_PLACE | GR_OP_ALIAS_OK | GR_OP_ANY_DEVICE,
  .samples = GR_SAMPLES ("copy_(r(2,3), r(2,3))", "copy_(r(2,3), r(3))", "copy_(r(2), i(0,9,2))"),
  .bad = GR_BAD (
      { "copy_(r(2), r(3))", "The size of tensor a (2) must match the size of tensor b (3)" }),
};

/* --- fill_, zero_ ---------------------------------------------------------------------------- */

static gboolean
fill_infer (GrCall *call, GError **error)
{
  return gr_check_number (call->args[1].scalar, gr_arg (call, 0)->dtype, error)
         && in_place_infer (call, error);
}

static gboolean
fill_forward (GrCall *call, GError **error)
{
  gr_fill (call->outputs[0], call->args[1].scalar);
  return TRUE;
}

static gboolean
zero_forward (GrCall *call, GError **error)
{
  gr_fill (call->outputs[0], gr_int (0));
  return TRUE;
}

static void
forget_backward (GrBackward *b)
{
  /* Nothing of what was there is left: zeros, as PyTorch gives, not the absence of a gradient. */
  gr_give (b, 0, gx_zeros_like (b->scope, gr_grad (b, 0), GR_DTYPE_NONE, GR_NO_DEVICE));
}

const GrOp gr_op_fill_ = {
  .schema = "fill_(Tensor self, Scalar value) -> Tensor",
  .summary = N_ ("Writes one number everywhere."),
  .formula = "self[...] = value",
  .infer = fill_infer,
  .forward = fill_forward,
  .backward = forget_backward,
  .explain = gr_explain_number,
  .flags = GR_OP_ONLY_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("fill_(r(2,3), 2.5)", "fill_(i(0,9,2), 7)"),
  .bad = GR_BAD (
      { "fill_(i(0,9,2), nan)", "value cannot be converted to type int64_t without overflow" }),
};

const GrOp gr_op_zero_ = {
  .schema = "zero_(Tensor self) -> Tensor",
  .summary = N_ ("Writes zero everywhere."),
  .formula = "self[...] = 0",
  .infer = in_place_infer,
  .forward = zero_forward,
  .backward = forget_backward,
  .explain = gr_explain_number,
  .flags = GR_OP_ONLY_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("zero_(r(2,3))", "zero_(i(0,9,2))"),
};

/* --- clone, contiguous ------------------------------------------------------------------------ */

static gboolean
same_forward (GrCall *call, GError **error)
{
  return gr_copy (call->outputs[0], gr_arg (call, 0), error);
}

static void
same_backward (GrBackward *b)
{
  gr_give (b, 0, gr_grad (b, 0));
}

static gboolean
packed_infer (GrCall *call, GError **error)
{
  gr_infer_like (call, 0, gr_arg (call, 0)->dtype);
  return TRUE;
}

static void
contiguous_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  gr_call_give (call, gr_tensor_is_contiguous (self) ? self : gx_pack (s, self));
}

const GrOp gr_op_clone = {
  .schema = "clone(Tensor self) -> Tensor",
  .summary = N_ ("A copy with memory of its own and the same order of dimensions."),
  .formula = "out[...] = self[...]",
  .infer = in_place_infer,
  .forward = same_forward,
  .backward = same_backward,
  .explain = gr_explain_moved,
  .samples = GR_SAMPLES ("clone(r(2,3))", "clone(i(0,9,4))", "clone(r(0,2))"),
};

const GrOp gr_op_pack = {
  .schema = "pack(Tensor self) -> Tensor",
  .summary = N_ ("A row-major copy."),
  .formula = "out[...] = self[...]",
  .infer = packed_infer,
  .forward = same_forward,
  .backward = same_backward,
  .explain = gr_explain_moved,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("pack(r(2,3))", "pack(r(2,0))"),
};

const GrOp gr_op_contiguous = {
  .schema = "contiguous(Tensor self) -> Tensor",
  .summary = N_ ("The tensor itself where it is row-major already, else a row-major copy."),
  .formula = "out[...] = self[...]",
  .compose = contiguous_compose,
  .samples = GR_SAMPLES ("contiguous(r(2,3))", "contiguous(b(4))"),
};

/* --- to -------------------------------------------------------------------------------------- */

static gboolean
cast_infer (GrCall *call, GError **error)
{
  return gr_infer_pointwise (call, 0, 0, call->args[1].dtype, error) != NULL;
}

const GrOp gr_op_cast = {
  .schema = "cast(Tensor self, ScalarType dtype) -> Tensor",
  .summary = N_ ("A copy with another element type."),
  .formula = "out[...] = dtype(self[...])",
  .infer = cast_infer,
  .forward = same_forward,
  .backward = same_backward,
  .explain = gr_explain_selected,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("cast(r(2,3), 'float32')", "cast(r(3), 'int64')",
                         "cast(i(-3,3,4), 'bool')"),
};

static gboolean
move_infer (GrCall *call, GError **error)
{
  gr_infer_like (call, 0, gr_arg (call, 0)->dtype);
  return TRUE;
}

static gboolean
move_forward (GrCall *call, GError **error)
{
  return copy_across (call->outputs[0], gr_arg (call, 0), error);
}

const GrOp gr_op_move = {
  .schema = "move(Tensor self, Device device) -> Tensor",
  .summary = N_ ("A copy on another device."),
  .formula = "out[...] = self[...]",
  .infer = move_infer,
  .forward = move_forward,
  .backward = same_backward,
  .explain = gr_explain_moved,
  .flags = GR_OP_INTERNAL | GR_OP_ANY_DEVICE,
  .samples = GR_SAMPLES ("move(r(2,3), 'cpu')"),
};

static void
to_dtype_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  GrDType dtype = call->args[1].dtype;
  gr_call_give (call, self->dtype == dtype ? self : gx_cast (s, self, dtype));
}

static void
to_device_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  GrDevice device = call->args[1].device;
  gr_call_give (call, gr_device_equal (self->device, device) ? self : gx_move (s, self, device));
}

const GrOp gr_op_to_dtype = {
  .schema = "to.dtype(Tensor self, ScalarType dtype) -> Tensor",
  .summary = N_ ("The tensor with another element type: itself where it has that one already."),
  .formula = "out[...] = dtype(self[...])",
  .compose = to_dtype_compose,
  .samples = GR_SAMPLES ("to(r(2,3), 'float32')", "to(r(2), 'float64')", "to(r(4), 'int32')"),
};

const GrOp gr_op_to_device = {
  .schema = "to.device(Tensor self, Device device) -> Tensor",
  .summary = N_ ("The tensor on another device: itself where it is there already."),
  .formula = "out[...] = self[...]",
  .compose = to_device_compose,
  .samples = GR_SAMPLES ("to(r(2,3), 'cpu')"),
};
