/* rounding.c - floor, ceil, round, trunc, frac. Integers stay as they are. */
#include "formula.h"
#include "pointwise.h"

#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS (name, GR_OPERAND_X, value)                                                       \
  GR_LOOP (name, i64, gint64, gint64, GR_OPERAND_X, x)                                             \
  GR_FORWARD (name, 1, name##_i64)
GR_ROUND (MAKE)
#undef MAKE
#define MAKE(name, value) GR_FLOAT_LOOPS_PQR (name, GR_OPERAND_X, value)
GR_ROUND_PQR (MAKE)
#undef MAKE

/* Steps are flat nearly everywhere. */
static void
step_backward (GrBackward *b)
{
  gr_give (b, 0, gx_zeros_like (b->scope, gr_grad (b, 0), GR_DTYPE_NONE, GR_NO_DEVICE));
}

const GrOp gr_op_floor = {
  .schema = "floor(Tensor self) -> Tensor",
  .summary = N_ ("The next whole number below."),
  .formula = "out = the largest whole number <= self",
  .infer = gr_unary_infer,
  .forward = floor_forward,
  .backward = step_backward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("floor(r(2,3))", "floor(t([-1.5, -0.5, 0.5, 1.5, 2.5, inf, nan]))",
                         "floor(i(-3,4,4))"),
};

const GrOp gr_op_ceil = {
  .schema = "ceil(Tensor self) -> Tensor",
  .summary = N_ ("The next whole number above."),
  .formula = "out = the smallest whole number >= self",
  .infer = gr_unary_infer,
  .forward = ceil_forward,
  .backward = step_backward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("ceil(r(2,3))", "ceil(t([-1.5, -0.5, 0.5, 1.5, 2.5, inf, nan]))",
                         "ceil(i(-3,4,4))"),
};

const GrOp gr_op_round = {
  .schema = "round(Tensor self) -> Tensor",
  .summary = N_ ("The nearest whole number; halves go to the even one."),
  .formula = "out = the whole number nearest to self",
  .infer = gr_unary_infer,
  .forward = round_forward,
  .backward = step_backward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("round(r(2,3))", "round(t([-1.5, -0.5, 0.5, 1.5, 2.5, inf, nan]))",
                         "round(i(-3,4,4))"),
};

static gboolean
round_decimals_infer (GrCall *call, GError **error)
{
  return gr_require_floating (call, 0, error) && gr_unary_infer (call, error);
}

static gboolean
round_decimals_forward (GrCall *call, GError **error)
{
  static const GrPointwise kernels = { round_decimals_f32, round_decimals_f64, NULL };
  const gint64 decimals = call->args[1].i;
  const gdouble numbers[3] = { pow (10, fabs ((gdouble) decimals)), decimals < 0 };
  return gr_pointwise_run (call, 1, &kernels, numbers, error);
}

const GrOp gr_op_round_decimals = {
  .schema = "round.decimals(Tensor self, *, int decimals) -> Tensor",
  .summary = N_ ("The nearest number with so many digits after the point."),
  .formula = "out = round(self * 10^decimals) / 10^decimals",
  .infer = round_decimals_infer,
  .forward = round_decimals_forward,
  .backward = step_backward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("round(r(2,3), decimals=2)", "round(t([123.5, -55.0, inf]), decimals=-1)",
                         "round(t([0.125, 2.5, nan]), decimals=0)"),
};

const GrOp gr_op_trunc = {
  .schema = "trunc(Tensor self) -> Tensor",
  .summary = N_ ("The whole part, towards zero."),
  .formula = "out = self without its fraction",
  .infer = gr_unary_infer,
  .forward = trunc_forward,
  .backward = step_backward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("trunc(r(2,3))", "trunc(t([-1.5, -0.5, 0.5, 1.5, 2.5, inf, nan]))",
                         "trunc(i(-3,4,4))"),
};

static void
frac_backward (GrBackward *b)
{
  gr_give (b, 0, gr_grad (b, 0));
}

const GrOp gr_op_frac = {
  .schema = "frac(Tensor self) -> Tensor",
  .summary = N_ ("What the whole part leaves."),
  .formula = "out = self - trunc(self)",
  .infer = gr_unary_infer,
  .forward = frac_forward,
  .backward = frac_backward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("frac(r(2,3))", "frac(t([-1.75, 2.25]))"),
};
