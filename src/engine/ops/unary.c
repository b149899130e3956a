/* unary.c - functions of one element: signs, powers of e, 2 and 10, their logarithms, roots. */
#include "formula.h"
#include "pointwise.h"

#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS (name, GR_OPERAND_X, value)                                                       \
  GR_FORWARD (name, 1, NULL)
GR_UNARY_FLOAT (MAKE)
#undef MAKE
#define MAKE(name, value)                                                                          \
  GR_ANY_LOOPS (name, GR_OPERAND_X, value)                                                         \
  GR_FORWARD (name, 1, name##_i64)
GR_UNARY_ANY (MAKE)
#undef MAKE

/* --- signs ----------------------------------------------------------------------------------- */

static gboolean
neg_infer (GrCall *call, GError **error)
{
  if (gr_arg (call, 0)->dtype == GR_BOOL)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   "Negation, the `-` operator, on a bool tensor is not supported. If you are "
                   "trying to invert a mask, use the `~` or `logical_not()` operator instead.");
      return FALSE;
    }
  return gr_unary_infer (call, error);
}

static void
neg_backward (GrBackward *b)
{
  gr_give (b, 0, gx_neg (b->scope, gr_grad (b, 0)));
}

const GrOp gr_op_neg = {
  .schema = "neg(Tensor self) -> Tensor",
  .summary = N_ ("Changes the sign."),
  .formula = "out = -self",
  .infer = neg_infer,
  .forward = neg_forward,
  .backward = neg_backward,
  .explain = gr_explain_sum,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("neg(r(2,3))", "neg(i(-5,5,4))"),
  .bad = GR_BAD ({ "neg(b(2))", "Negation, the `-` operator, on a bool tensor is not supported." }),
};

static void
abs_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, gx_sign (s, gr_saved (b, 0)));
}

const GrOp gr_op_abs = {
  .schema = "abs(Tensor self) -> Tensor",
  .summary = N_ ("The distance from zero."),
  .formula = "out = |self|",
  .infer = gr_unary_infer,
  .forward = abs_forward,
  .backward = abs_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("abs(w(2,3))", "abs(i(-5,5,4))", "abs(t([0.0, -0.0, -inf, nan]))"),
};

static void
sign_backward (GrBackward *b)
{
  gr_give (b, 0, gx_zeros_like (b->scope, gr_grad (b, 0), GR_DTYPE_NONE, GR_NO_DEVICE));
}

const GrOp gr_op_sign = {
  .schema = "sign(Tensor self) -> Tensor",
  .summary = N_ ("-1, 0 or 1: which side of zero."),
  .formula = "out = -1 where self < 0, 1 where self > 0, else 0",
  .infer = gr_unary_infer,
  .forward = sign_forward,
  .backward = sign_backward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("sign(w(2,3))", "sign(i(-2,3,6))", "sign(b(3))",
                         "sign(t([0.0, -0.0, -inf, nan]))"),
};

static void
positive_compose (GrScope *s, GrCall *call)
{
  if (gr_arg (call, 0)->dtype == GR_BOOL)
    gr_scope_fail (s, GR_ERROR_DTYPE, "The `+` operator, on a bool tensor is not supported.");
  else
    gr_call_give (call, gr_arg (call, 0));
}

const GrOp gr_op_positive = {
  .schema = "positive(Tensor self) -> Tensor",
  .summary = N_ ("The tensor itself, as a plus sign before it says."),
  .formula = "out = +self",
  .compose = positive_compose,
  .samples = GR_SAMPLES ("positive(r(2,3))", "positive(i(-2,3,4))"),
  .bad = GR_BAD ({ "positive(b(2))", "The `+` operator, on a bool tensor is not supported." }),
};

/* --- exponentials and logarithms -------------------------------------------------------------- */

static void
exp_backward (GrBackward *b)
{
  fx_give_times (b, 0, gr_result (b, 0));
}

const GrOp gr_op_exp = {
  .schema = "exp(Tensor self) -> Tensor",
  .summary = N_ ("The exponential."),
  .formula = "out = e^self",
  .infer = gr_unary_float_infer,
  .forward = exp_forward,
  .backward = exp_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("exp(r(2,3))", "exp(i(-2,3,4))", "exp(t([inf, -inf, nan, 1000.0]))"),
};

static void
exp2_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, fx_times (s, gr_result (b, 0), 0.69314718055994530942));
}

const GrOp gr_op_exp2 = {
  .schema = "exp2(Tensor self) -> Tensor",
  .summary = N_ ("Two to the power of each element."),
  .formula = "out = 2^self",
  .infer = gr_unary_float_infer,
  .forward = exp2_forward,
  .backward = exp2_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("exp2(r(2,3))", "exp2(i(-2,3,4))"),
};

static void
expm1_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, fx_plus (s, gr_result (b, 0), 1));
}

const GrOp gr_op_expm1 = {
  .schema = "expm1(Tensor self) -> Tensor",
  .summary = N_ ("The exponential less 1, exact near 0."),
  .formula = "out = e^self - 1",
  .infer = gr_unary_float_infer,
  .forward = expm1_forward,
  .backward = expm1_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("expm1(r(2,3))", "expm1(i(-2,3,4))", "expm1(t([1e-12, -inf]))"),
};

static void
log_backward (GrBackward *b)
{
  fx_give_over (b, 0, gr_saved (b, 0));
}

const GrOp gr_op_log = {
  .schema = "log(Tensor self) -> Tensor",
  .summary = N_ ("The natural logarithm."),
  .formula = "out = ln(self)",
  .infer = gr_unary_float_infer,
  .forward = log_forward,
  .backward = log_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("log(p(2,3))", "log(i(1,5,4))", "log(t([0.0, -1.0, inf, nan]))"),
};

static void
log2_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_over (b, 0, fx_times (s, gr_saved (b, 0), 0.69314718055994530942));
}

const GrOp gr_op_log2 = {
  .schema = "log2(Tensor self) -> Tensor",
  .summary = N_ ("The logarithm to base 2."),
  .formula = "out = ln(self) / ln(2)",
  .infer = gr_unary_float_infer,
  .forward = log2_forward,
  .backward = log2_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("log2(p(2,3))", "log2(i(1,9,4))"),
};

static void
log10_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_over (b, 0, fx_times (s, gr_saved (b, 0), 2.30258509299404568402));
}

const GrOp gr_op_log10 = {
  .schema = "log10(Tensor self) -> Tensor",
  .summary = N_ ("The logarithm to base 10."),
  .formula = "out = ln(self) / ln(10)",
  .infer = gr_unary_float_infer,
  .forward = log10_forward,
  .backward = log10_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("log10(p(2,3))", "log10(i(1,9,4))"),
};

static void
log1p_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_over (b, 0, fx_plus (s, gr_saved (b, 0), 1));
}

const GrOp gr_op_log1p = {
  .schema = "log1p(Tensor self) -> Tensor",
  .summary = N_ ("The logarithm of 1 more, exact near 0."),
  .formula = "out = ln(1 + self)",
  .infer = gr_unary_float_infer,
  .forward = log1p_forward,
  .backward = log1p_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("log1p(r(2,3))", "log1p(i(0,9,4))", "log1p(t([1e-12, -1.0]))"),
};

/* --- powers ---------------------------------------------------------------------------------- */

static void
sqrt_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_over (b, 0, fx_times (s, gr_result (b, 0), 2));
}

const GrOp gr_op_sqrt = {
  .schema = "sqrt(Tensor self) -> Tensor",
  .summary = N_ ("The square root."),
  .formula = "out = self^(1/2)",
  .infer = gr_unary_float_infer,
  .forward = sqrt_forward,
  .backward = sqrt_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("sqrt(p(2,3))", "sqrt(i(1,5,4))", "sqrt(t([0.0, -1.0, inf]))"),
};

static void
rsqrt_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *y = gr_result (b, 0);
  fx_give_times (b, 0, fx_times (s, gx_mul (s, gx_mul (s, y, y), y), -0.5));
}

const GrOp gr_op_rsqrt = {
  .schema = "rsqrt(Tensor self) -> Tensor",
  .summary = N_ ("One over the square root."),
  .formula = "out = self^(-1/2)",
  .infer = gr_unary_float_infer,
  .forward = rsqrt_forward,
  .backward = rsqrt_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("rsqrt(p(2,3))", "rsqrt(i(1,5,4))", "rsqrt(t([0.0, -1.0, inf]))"),
};

static void
reciprocal_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *y = gr_result (b, 0);
  fx_give_times (b, 0, gx_neg (s, gx_mul (s, y, y)));
}

const GrOp gr_op_reciprocal = {
  .schema = "reciprocal(Tensor self) -> Tensor",
  .summary = N_ ("One over each element."),
  .formula = "out = 1 / self",
  .infer = gr_unary_float_infer,
  .forward = reciprocal_forward,
  .backward = reciprocal_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("reciprocal(w(2,3))", "reciprocal(i(1,5,4))", "reciprocal(t([0.0, inf]))"),
};

static void
square_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_pow_Tensor_Scalar (s, gr_arg (call, 0), gr_int (2)));
}

const GrOp gr_op_square = {
  .schema = "square(Tensor self) -> Tensor",
  .summary = N_ ("Each element times itself."),
  .formula = "out = self^2",
  .compose = square_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("square(r(2,3))", "square(i(-3,4,4))", "square(b(3))"),
};
