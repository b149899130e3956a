/* unary.c - functions of one element: neg, abs, exp, log, sqrt and the like. */
#include "pointwise.h"

#include "gradus-functions.h"

/* --- kernels --------------------------------------------------------------------------------- */

#define M(function) function##f
#define MAKE(name, value) GR_LOOP (name, f32, gfloat, gfloat, GR_OPERAND_X, value)
GR_UNARY_FLOAT (MAKE)
GR_UNARY_ANY (MAKE)
#undef MAKE
#undef M
#define M(function) function
#define MAKE(name, value) GR_LOOP (name, f64, gdouble, gdouble, GR_OPERAND_X, value)
GR_UNARY_FLOAT (MAKE)
GR_UNARY_ANY (MAKE)
#undef MAKE
#define MAKE(name, value) GR_LOOP (name, i64, gint64, gint64, GR_OPERAND_X, value)
GR_UNARY_ANY (MAKE)
#undef MAKE
#undef M

#define DEFINE_FORWARD(name, integers)                                                             \
  static gboolean name##_forward (GrCall *call, GError **error)                                    \
  {                                                                                                \
    static const GrPointwise kernels = { name##_f32, name##_f64, integers };                       \
    return gr_pointwise_run (call, 1, &kernels, NULL, error);                                      \
  }
#define MAKE(name, value) DEFINE_FORWARD (name, NULL)
GR_UNARY_FLOAT (MAKE)
#undef MAKE
#define MAKE(name, value) DEFINE_FORWARD (name, name##_i64)
GR_UNARY_ANY (MAKE)
#undef MAKE

/* --- rows ------------------------------------------------------------------------------------ */

static gboolean
neg_infer (GrCall *call, GError **error)
{
  if (gr_arg (call, 0)->dtype == GR_BOOL)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
                   "invert a mask, use the `~` or `logical_not()` operator instead.");
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
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("neg(r(2,3))", "neg(i(-5,5,4))"),
  .bad = GR_BAD ({ "neg(b(2))", "Negation, the `-` operator, on a bool tensor is not supported." }),
};

static void
abs_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0);
  GrTensor *zero = gx_number (s, gr_int (0));
  GrTensor *above = gx_to_dtype (s, gx_gt (s, self, zero), gr_input_dtype (b, 0));
  GrTensor *sign = gx_sub (s, above, gx_lt (s, self, zero), gr_int (1));
  gr_give (b, 0, gx_mul (s, gr_grad (b, 0), sign));
}

const GrOp gr_op_abs = {
  .schema = "abs(Tensor self) -> Tensor",
  .summary = N_ ("The distance from zero."),
  .formula = "out = |self|",
  .infer = gr_unary_infer,
  .forward = abs_forward,
  .backward = abs_backward,
  .saves = GR_SAVE_INPUT (0),
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("abs(w(2,3))", "abs(i(-5,5,4))", "abs(t([0.0, -0.0, -inf, nan]))"),
};

static void
exp_backward (GrBackward *b)
{
  gr_give (b, 0, gx_mul (b->scope, gr_grad (b, 0), gr_result (b, 0)));
}

const GrOp gr_op_exp = {
  .schema = "exp(Tensor self) -> Tensor",
  .summary = N_ ("The exponential."),
  .formula = "out = e^self",
  .infer = gr_unary_float_infer,
  .forward = exp_forward,
  .backward = exp_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("exp(r(2,3))", "exp(i(-2,3,4))", "exp(t([800.0, -800.0, inf, -inf, nan]))"),
};

static void
log_backward (GrBackward *b)
{
  gr_give (b, 0, gx_div (b->scope, gr_grad (b, 0), gr_saved (b, 0)));
}

const GrOp gr_op_log = {
  .schema = "log(Tensor self) -> Tensor",
  .summary = N_ ("The natural logarithm."),
  .formula = "out = ln(self)",
  .infer = gr_unary_float_infer,
  .forward = log_forward,
  .backward = log_backward,
  .saves = GR_SAVE_INPUT (0),
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("log(p(2,3))", "log(i(1,5,4))", "log(t([0.0, -1.0, inf, nan]))"),
};

static void
sqrt_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *twice = gx_mul (s, gr_result (b, 0), gx_number (s, gr_int (2)));
  gr_give (b, 0, gx_div (s, gr_grad (b, 0), twice));
}

const GrOp gr_op_sqrt = {
  .schema = "sqrt(Tensor self) -> Tensor",
  .summary = N_ ("The square root."),
  .formula = "out = self^(1/2)",
  .infer = gr_unary_float_infer,
  .forward = sqrt_forward,
  .backward = sqrt_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("sqrt(p(2,3))", "sqrt(i(1,5,4))", "sqrt(t([0.0, -1.0, inf, nan]))"),
};
