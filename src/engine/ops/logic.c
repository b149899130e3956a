/* logic.c - truths: logical and bitwise operators, tests of single elements, any and all,
 * closeness. */
#include "formula.h"
#include "pointwise.h"
#include "reduction.h"

#define MAKE(name, condition)                                                                      \
  GR_BOOL_LOOPS (name, GR_OPERANDS_AB, condition)                                                  \
  static gboolean name##_forward (GrCall *call, GError **error)                                    \
  {                                                                                                \
    static const GrPointwise kernels = { name##_f32, name##_f64, name##_i64 };                     \
    return gr_compare_run (call, &kernels, error);                                                 \
  }
GR_LOGIC (MAKE)
#undef MAKE
#define MAKE(name, condition)                                                                      \
  GR_BOOL_LOOPS (name, GR_OPERAND_X, condition)                                                    \
  static gboolean name##_forward (GrCall *call, GError **error)                                    \
  {                                                                                                \
    static const GrPointwise kernels = { name##_f32, name##_f64, name##_i64 };                     \
    return gr_predicate_run (call, &kernels, error);                                               \
  }
GR_PREDICATE (MAKE)
#undef MAKE
#define MAKE(name, value)                                                                          \
  GR_LOOP (name, i64, gint64, gint64, GR_OPERANDS_AB, value)                                       \
  static gboolean name##_forward (GrCall *call, GError **error)                                    \
  {                                                                                                \
    static const GrPointwise kernels = { NULL, NULL, name##_i64 };                                 \
    return gr_pointwise_run (call, 2, &kernels, NULL, error);                                      \
  }
GR_BITWISE (MAKE)
#undef MAKE
GR_LOOP (bitwise_not, i64, gint64, gint64, GR_OPERAND_X, ~x)

/* --- logical --------------------------------------------------------------------------------- */

const GrOp gr_op_logical_and = {
  .schema = "logical_and(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Whether both are true; 0 is false."),
  .formula = "out = self and other",
  .infer = gr_compare_infer,
  .forward = logical_and_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("logical_and(b(2,3), b(3))", "logical_and(i(-1,2,6), i(-1,2,6))",
                         "logical_and(t([0.0, nan, 2.0]), t([0.0, 0.0, 1.0]))"),
};

const GrOp gr_op_logical_or = {
  .schema = "logical_or(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Whether one at least is true; 0 is false."),
  .formula = "out = self or other",
  .infer = gr_compare_infer,
  .forward = logical_or_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("logical_or(b(2,3), b(3))", "logical_or(i(-1,2,6), i(-1,2,6))",
                         "logical_or(t([0.0, nan, 2.0]), t([0.0, 0.0, 1.0]))"),
};

const GrOp gr_op_logical_xor = {
  .schema = "logical_xor(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Whether just one is true; 0 is false."),
  .formula = "out = (self != 0) != (other != 0)",
  .infer = gr_compare_infer,
  .forward = logical_xor_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("logical_xor(b(2,3), b(3))", "logical_xor(i(-1,2,6), i(-1,2,6))",
                         "logical_xor(t([0.0, nan, 2.0]), t([0.0, 0.0, 1.0]))"),
};

const GrOp gr_op_logical_not = {
  .schema = "logical_not(Tensor self) -> Tensor",
  .summary = N_ ("Whether elements are 0."),
  .formula = "out = self == 0",
  .infer = gr_predicate_infer,
  .forward = logical_not_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("logical_not(b(4))", "logical_not(i(-1,2,6))",
                         "logical_not(t([0.0, nan, 2.0]))"),
};

/* --- bitwise --------------------------------------------------------------------------------- */

static gboolean
bitwise_infer (GrCall *call, GError **error)
{
  GrDType dtype = gr_result_type (call, 0, gr_arg (call, call->n_args - 1) ? call->n_args - 1 : 0,
                                  gr_no_scalar ());
  if (!gr_dtype_is_floating (dtype))
    return gr_infer_pointwise (call, 0, call->n_args - 1, dtype, error) != NULL;
  g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, "“%s” not implemented for '%s'",
               gr_op_name (call->op), gr_dtype_name (dtype));
  return FALSE;
}

/* Of a truth the complement is logical. */
static gboolean
bitwise_not_forward (GrCall *call, GError **error)
{
  static const GrPointwise kernels = { NULL, NULL, bitwise_not_i64 };
  static const GrPointwise truths = { NULL, NULL, logical_not_i64 };
  if (call->outputs[0]->dtype == GR_BOOL)
    return gr_predicate_run (call, &truths, error);
  return gr_pointwise_run (call, 1, &kernels, NULL, error);
}

const GrOp gr_op_bitwise_and = {
  .schema = "bitwise_and(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The bits that both have."),
  .formula = "out = self & other",
  .infer = bitwise_infer,
  .forward = bitwise_and_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("bitwise_and(i(-9,9,2,3), i(-9,9,3))", "bitwise_and(b(4), b(4))",
                         "bitwise_and(i(-9,9,4), 6)"),
  .bad = GR_BAD ({ "bitwise_and(r(2), r(2))", "“bitwise_and” not implemented for 'float64'" }),
};

const GrOp gr_op_bitwise_or = {
  .schema = "bitwise_or(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The bits that one at least has."),
  .formula = "out = self | other",
  .infer = bitwise_infer,
  .forward = bitwise_or_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("bitwise_or(i(-9,9,2,3), i(-9,9,3))", "bitwise_or(b(4), b(4))",
                         "bitwise_or(i(-9,9,4), 6)"),
  .bad = GR_BAD ({ "bitwise_or(r(2), r(2))", "“bitwise_or” not implemented for 'float64'" }),
};

const GrOp gr_op_bitwise_xor = {
  .schema = "bitwise_xor(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The bits that just one has."),
  .formula = "out = self ^ other",
  .infer = bitwise_infer,
  .forward = bitwise_xor_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("bitwise_xor(i(-9,9,2,3), i(-9,9,3))", "bitwise_xor(b(4), b(4))",
                         "bitwise_xor(i(-9,9,4), 6)"),
  .bad = GR_BAD ({ "bitwise_xor(r(2), r(2))", "“bitwise_xor” not implemented for 'float64'" }),
};

const GrOp gr_op_bitwise_not = {
  .schema = "bitwise_not(Tensor self) -> Tensor",
  .summary = N_ ("Every bit turned over; the other truth."),
  .formula = "out = ~self",
  .infer = bitwise_infer,
  .forward = bitwise_not_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("bitwise_not(i(-9,9,4))", "bitwise_not(b(4))",
                         "bitwise_not(i(0,9,3,dtype='uint8'))"),
  .bad = GR_BAD ({ "bitwise_not(r(2))", "“bitwise_not” not implemented for 'float64'" }),
};

/* --- tests of single elements ----------------------------------------------------------------- */

const GrOp gr_op_isnan = {
  .schema = "isnan(Tensor self) -> Tensor",
  .summary = N_ ("Whether elements are NaN, not a number."),
  .formula = "out = self != self",
  .infer = gr_predicate_infer,
  .forward = isnan_forward,
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("isnan(t([nan, inf, -inf, 0.0, 1.5]))", "isnan(i(0,3,3))"),
};

const GrOp gr_op_isinf = {
  .schema = "isinf(Tensor self) -> Tensor",
  .summary = N_ ("Whether elements are infinite."),
  .formula = "out = |self| == inf",
  .infer = gr_predicate_infer,
  .forward = isinf_forward,
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("isinf(t([nan, inf, -inf, 0.0, 1.5]))", "isinf(i(0,3,3))"),
};

const GrOp gr_op_isfinite = {
  .schema = "isfinite(Tensor self) -> Tensor",
  .summary = N_ ("Whether elements are neither infinite nor NaN."),
  .formula = "out = |self| < inf",
  .infer = gr_predicate_infer,
  .forward = isfinite_forward,
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("isfinite(t([nan, inf, -inf, 0.0, 1.5]))", "isfinite(i(0,3,3))"),
};

const GrOp gr_op_signbit = {
  .schema = "signbit(Tensor self) -> Tensor",
  .summary = N_ ("Whether the sign is a minus, that of -0 included."),
  .formula = "out = self < 0, or self is -0",
  .infer = gr_predicate_infer,
  .forward = signbit_forward,
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("signbit(t([-0.0, 0.0, -1.5, inf, -inf]))", "signbit(i(-3,4,5))"),
};

/* --- any, all -------------------------------------------------------------------------------- */

static gboolean
truth_infer (GrCall *call, GError **error)
{
  gboolean whole = call->n_args == 1;
  GrDType dtype = gr_arg (call, 0)->dtype == GR_UINT8 ? GR_UINT8 : GR_BOOL; /* as PyTorch, of old */
  return gr_reduction_infer (call, whole ? 0 : 1, whole ? 0 : 2, dtype, error);
}

static gboolean
any_forward (GrCall *call, GError **error)
{
  return gr_reduction_run (call, GR_REDUCE_ANY, call->n_args == 1 ? 0 : 1, 0, error);
}

static gboolean
all_forward (GrCall *call, GError **error)
{
  return gr_reduction_run (call, GR_REDUCE_ALL, call->n_args == 1 ? 0 : 1, 0, error);
}

const GrOp gr_op_any = {
  .schema = "any(Tensor self) -> Tensor",
  .summary = N_ ("Whether one element at least is true."),
  .formula = "out = self[0] or self[1] or ...",
  .infer = truth_infer,
  .forward = any_forward,
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("any(b(2,3))", "any(t([0.0, nan]))", "any(r(0))",
                         "any(i(0,2,3,dtype='uint8'))"),
};

const GrOp gr_op_any_dim = {
  .schema = "any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor",
  .summary = N_ ("Whether one element at least is true along a dimension."),
  .formula = "out[i] = self[i, 0] or self[i, 1] or ...",
  .infer = truth_infer,
  .forward = any_forward,
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("any(b(2,3), 1)", "any(b(2,3), -2, True)", "any(i(-1,2,3,4), 0)",
                         "any(r(2,0), 1)"),
  .bad = GR_BAD ({ "any(b(2,3), 2)",
                   "Dimension out of range (expected to be in range of [-2, 1], but got 2)" }),
};

const GrOp gr_op_all = {
  .schema = "all(Tensor self) -> Tensor",
  .summary = N_ ("Whether every element is true."),
  .formula = "out = self[0] and self[1] and ...",
  .infer = truth_infer,
  .forward = all_forward,
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("all(b(2,3))", "all(t([0.0, nan]))", "all(r(0))",
                         "all(i(0,2,3,dtype='uint8'))"),
};

const GrOp gr_op_all_dim = {
  .schema = "all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor",
  .summary = N_ ("Whether every element is true along a dimension."),
  .formula = "out[i] = self[i, 0] and self[i, 1] and ...",
  .infer = truth_infer,
  .forward = all_forward,
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("all(b(2,3), 1)", "all(b(2,3), -2, True)", "all(i(-1,2,3,4), 0)",
                         "all(r(2,0), 1)"),
  .bad = GR_BAD ({ "all(b(2,3), 2)",
                   "Dimension out of range (expected to be in range of [-2, 1], but got 2)" }),
};

/* --- closeness ------------------------------------------------------------------------------- */

static gboolean
check_tolerance (GrScope *s, const char *name, gdouble value)
{
  if (value >= 0)
    return TRUE;
  gr_scope_fail (s, GR_ERROR_ARGUMENT, "%s must be greater than or equal to zero, but got %g", name,
                 value);
  return FALSE;
}

static GrTensor *
closeness (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *other = gr_arg (call, 1);
  gdouble rtol = call->args[2].f, atol = call->args[3].f;
  if (self->dtype != other->dtype)
    gr_scope_fail (s, GR_ERROR_DTYPE, "%s did not match %s", gr_dtype_name (self->dtype),
                   gr_dtype_name (other->dtype));
  if (!check_tolerance (s, "rtol", rtol) || !check_tolerance (s, "atol", atol))
    return NULL;
  GrTensor *same = gx_eq (s, self, other);
  if (call->args[4].i)
    same = gx_logical_or (s, same, gx_logical_and (s, gx_isnan (s, self), gx_isnan (s, other)));
  GrTensor *distance = gx_abs (s, fx_sub (s, self, other));
  GrTensor *allowed = fx_plus (s, fx_times (s, gx_abs (s, other), rtol), atol);
  GrTensor *near = gx_logical_and (s, gx_isfinite (s, distance), gx_le (s, distance, allowed));
  return gx_logical_or (s, same, near);
}

static void
isclose_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, closeness (s, call));
}

static void
allclose_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_all (s, closeness (s, call)));
}

static void
equal_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *other = gr_arg (call, 1);
  gr_call_give (call, gr_tensor_same_shape (self, other)
                          ? gx_all (s, gx_eq (s, self, other))
                          : gx_full (s, GR_EMPTY_INTS, gr_bool (FALSE), GR_BOOL, self->device));
}

const GrOp gr_op_isclose = {
  .schema = "isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, "
            "bool equal_nan=False) -> Tensor",
  .summary = N_ ("Whether elements are equal but for rounding."),
  .formula = "out = |self - other| <= atol + rtol * |other|",
  .compose = isclose_compose,
  .samples = GR_SAMPLES ("isclose(t([1.0, 1.0, nan, inf]), t([1.000001, 1.1, nan, inf]))",
                         "isclose(t([1.0, nan]), t([1.05, nan]), 0.1, 0.0, True)",
                         "isclose(i(0,3,6), i(0,3,6))"),
  .bad = GR_BAD (
      { "isclose(r(2), r(2), -1.0)", "rtol must be greater than or equal to zero, but got -1" }),
};

const GrOp gr_op_allclose = {
  .schema = "allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, "
            "bool equal_nan=False) -> Tensor",
  .summary = N_ ("Whether all elements are equal but for rounding."),
  .formula = "out = all(|self - other| <= atol + rtol * |other|)",
  .compose = allclose_compose,
  .samples = GR_SAMPLES ("allclose(t([1.0, 2.0]), t([1.000001, 2.0]))",
                         "allclose(t([1.0]), t([1.1]))"),
};

const GrOp gr_op_equal = {
  .schema = "equal(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Whether two tensors have the same shape and the same elements."),
  .formula = "out = all(self == other)",
  .compose = equal_compose,
  .samples = GR_SAMPLES ("equal(t([1.0, 2.0]), t([1.0, 2.0]))", "equal(r(2), r(3))",
                         "equal(r(0), r(0))"),
};
