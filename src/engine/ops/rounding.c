/* rounding.c - floor, ceil, round, trunc, frac. Integers stay as they are. */
#include "formula.h"
#include "pointwise.h"

#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS (name, GR_OPERAND_X, value)                                                       \
  GR_LOOP (name, i64, gint64, gint64, GR_OPERAND_X, x)                                             \
  GR_FORWARD (name, 1, name##_i64)
GR_ROUND (MAKE)
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
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("round(r(2,3))", "round(t([-1.5, -0.5, 0.5, 1.5, 2.5, inf, nan]))",
                         "round(i(-3,4,4))"),
};

const GrOp gr_op_trunc = {
  .schema = "trunc(Tensor self) -> Tensor",
  .summary = N_ ("The whole part, towards zero."),
  .formula = "out = self without its fraction",
  .infer = gr_unary_infer,
  .forward = trunc_forward,
  .backward = step_backward,
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
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("frac(r(2,3))", "frac(t([-1.75, 2.25]))"),
};
