/* creation.c - tensors filled with one number: empty, zeros, ones, full, and their _like and new_
 * forms. */
#include "infer.h"

#include "../cpu/loops.h"

static gboolean
sized_infer (GrCall *call, GError **error)
{
  if (!gr_check_sizes (call->args[0].ints, error))
    return FALSE;
  gr_call_output (call, gr_dtype_or (&call->args[1], gr_default_dtype ()), call->args[0].ints);
  return TRUE;
}

static gboolean
full_infer (GrCall *call, GError **error)
{
  GrScalar value = call->args[1].scalar;
  GrDType natural = value.kind == GR_SCALAR_FLOAT ? gr_default_dtype ()
                    : value.kind == GR_SCALAR_INT ? GR_INT64
                                                  : GR_BOOL;
  GrDType dtype = gr_dtype_or (&call->args[2], natural);
  if (!gr_check_sizes (call->args[0].ints, error) || !gr_check_number (value, dtype, error))
    return FALSE;
  gr_call_output (call, dtype, call->args[0].ints);
  return TRUE;
}

static gboolean
like_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  guint dtype_at = call->n_args - 2; /* ..., dtype, device */
  return gr_infer_pointwise (call, 0, 0, gr_dtype_or (&call->args[dtype_at], self->dtype), error)
         != NULL;
}

static gboolean
full_like_infer (GrCall *call, GError **error)
{
  return like_infer (call, error)
         && gr_check_number (call->args[1].scalar, call->outputs[0]->dtype, error);
}

static gboolean
no_forward (GrCall *call, GError **error)
{
  return TRUE;
}

static gboolean
zeros_forward (GrCall *call, GError **error)
{
  gr_fill (call->outputs[0], gr_int (0));
  return TRUE;
}

static gboolean
ones_forward (GrCall *call, GError **error)
{
  gr_fill (call->outputs[0], gr_int (1));
  return TRUE;
}

static gboolean
full_forward (GrCall *call, GError **error)
{
  gr_fill (call->outputs[0], call->args[1].scalar);
  return TRUE;
}

#define BAD_SIZE(call_text)                                                                        \
  GR_BAD ({ call_text, "Trying to create tensor with negative dimension -1: [2, -1]" })

#define NO_NUMBER(call_text)                                                                       \
  GR_BAD ({ call_text, "value cannot be converted to type int64_t without overflow" })

const GrOp gr_op_empty = {
  .schema = "empty(int[] size, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("A tensor whose elements are whatever the memory held."),
  .formula = "out has shape size",
  .infer = sized_infer,
  .forward = no_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("empty([2, 3])", "empty([0, 4], dtype='int64')", "empty([])"),
  .bad = BAD_SIZE ("empty([2, -1])"),
};

const GrOp gr_op_zeros = {
  .schema = "zeros(int[] size, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("A tensor filled with zeros."),
  .formula = "out[...] = 0",
  .infer = sized_infer,
  .forward = zeros_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("zeros([2, 3])", "zeros([0, 4], dtype='int64')",
                         "zeros([], dtype='bool')"),
  .bad = BAD_SIZE ("zeros([2, -1])"),
};

const GrOp gr_op_ones = {
  .schema = "ones(int[] size, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("A tensor filled with ones."),
  .formula = "out[...] = 1",
  .infer = sized_infer,
  .forward = ones_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("ones([2, 3])", "ones([4], dtype='int64')", "ones([], dtype='bool')"),
  .bad = BAD_SIZE ("ones([2, -1])"),
};

const GrOp gr_op_full = {
  .schema = "full(int[] size, Scalar fill_value, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("A tensor filled with one number."),
  .formula = "out[...] = fill_value",
  .infer = full_infer,
  .forward = full_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("full([2, 3], 1.5)", "full([2], 7)", "full([], True)",
                         "full([3], 2, dtype='float64')"),
  .bad = GR_BAD (
      { "full([2, -1], 1)", "Trying to create tensor with negative dimension -1: [2, -1]" },
      { "full([2], nan, dtype='int64')",
        "value cannot be converted to type int64_t without overflow" },
      { "full([2], 300, dtype='uint8')",
        "value cannot be converted to type uint8_t without overflow" }),
};

const GrOp gr_op_empty_like = {
  .schema = "empty_like(Tensor self, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("A tensor of the same shape whose elements are whatever the memory held."),
  .formula = "out has self's shape",
  .infer = like_infer,
  .forward = no_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("empty_like(r(2,3))", "empty_like(r(2), dtype='int32')"),
};

const GrOp gr_op_zeros_like = {
  .schema = "zeros_like(Tensor self, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("Zeros in the shape of another tensor."),
  .formula = "out[...] = 0",
  .infer = like_infer,
  .forward = zeros_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("zeros_like(r(2,3))", "zeros_like(r(2), dtype='int32')",
                         "zeros_like(i(0,9,2))"),
};

const GrOp gr_op_ones_like = {
  .schema = "ones_like(Tensor self, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("Ones in the shape of another tensor."),
  .formula = "out[...] = 1",
  .infer = like_infer,
  .forward = ones_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("ones_like(r(2,3))", "ones_like(r(2), dtype='bool')"),
};

const GrOp gr_op_full_like = {
  .schema = "full_like(Tensor self, Scalar fill_value, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("One number in the shape of another tensor."),
  .formula = "out[...] = fill_value",
  .infer = full_like_infer,
  .forward = full_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("full_like(r(2,3), 2.5)", "full_like(i(0,9,2), 3)"),
  .bad = NO_NUMBER ("full_like(i(0,9,2), inf)"),
};

/* --- new_ ------------------------------------------------------------------------------------ */

/* A tensor of its own size, with the dtype and on the device of another. */
static gboolean
new_infer (GrCall *call, GError **error)
{
  guint dtype_at = call->n_args - 2; /* ..., dtype, device */
  if (!gr_check_sizes (call->args[1].ints, error))
    return FALSE;
  gr_call_output (call, gr_dtype_or (&call->args[dtype_at], gr_arg (call, 0)->dtype),
                  call->args[1].ints);
  return TRUE;
}

static gboolean
new_full_infer (GrCall *call, GError **error)
{
  return new_infer (call, error)
         && gr_check_number (call->args[2].scalar, call->outputs[0]->dtype, error);
}

static gboolean
new_full_forward (GrCall *call, GError **error)
{
  gr_fill (call->outputs[0], call->args[2].scalar);
  return TRUE;
}

const GrOp gr_op_new_empty = {
  .schema = "new_empty(Tensor self, int[] size, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("Uninitialised elements of the same type as another tensor's."),
  .formula = "out has shape size",
  .infer = new_infer,
  .forward = no_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("new_empty(r(2), [2, 3])"),
  .bad = BAD_SIZE ("new_empty(r(2), [2, -1])"),
};

const GrOp gr_op_new_zeros = {
  .schema = "new_zeros(Tensor self, int[] size, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("Zeros of the same type as another tensor's elements."),
  .formula = "out[...] = 0",
  .infer = new_infer,
  .forward = zeros_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("new_zeros(r(2), [2, 3])", "new_zeros(r(2), [3], dtype='int32')"),
  .bad = BAD_SIZE ("new_zeros(r(2), [2, -1])"),
};

const GrOp gr_op_new_ones = {
  .schema = "new_ones(Tensor self, int[] size, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("Ones of the same type as another tensor's elements."),
  .formula = "out[...] = 1",
  .infer = new_infer,
  .forward = ones_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("new_ones(i(0,9,2), [2, 3])", "new_ones(r(2), [])"),
  .bad = BAD_SIZE ("new_ones(r(2), [2, -1])"),
};

const GrOp gr_op_new_full = {
  .schema = "new_full(Tensor self, int[] size, Scalar fill_value, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("One number, of the same type as another tensor's elements."),
  .formula = "out[...] = fill_value",
  .infer = new_full_infer,
  .forward = new_full_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("new_full(r(2), [2, 3], 2.5)", "new_full(i(0,9,2), [2], 7)"),
  .bad = GR_BAD ({ "new_full(r(2), [2, -1], 1)",
                   "Trying to create tensor with negative dimension -1: [2, -1]" },
                 { "new_full(i(0,9,2), [2], nan)",
                   "value cannot be converted to type int64_t without overflow" }),
};
