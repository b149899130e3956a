/* binary.c - functions of two elements beside the arithmetic: atan2, hypot, fmax, logaddexp, xlogy.
 */
#include "formula.h"
#include "pointwise.h"

#define MAKE(name, value) GR_FLOAT_LOOPS (name, GR_OPERANDS_AB, value)
GR_BINARY_FLOAT (MAKE)
#undef MAKE
#define MAKE(name, value) GR_LOOP (name, i64, gint64, gint64, GR_OPERANDS_AB, value)
GR_BINARY_INTEGER (MAKE)
#undef MAKE
GR_FORWARD (atan2, 2, NULL)
GR_FORWARD (hypot, 2, NULL)
GR_FORWARD (copysign, 2, NULL)
GR_FORWARD (logaddexp, 2, NULL)
GR_FORWARD (xlogy, 2, NULL)
GR_FORWARD (fmax, 2, fmax_i64)
GR_FORWARD (fmin, 2, fmin_i64)

/* --- atan2, hypot ----------------------------------------------------------------------------- */

static void
atan2_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0), *other = gr_saved (b, 1);
  GrTensor *square = fx_add (s, gx_mul (s, self, self), gx_mul (s, other, other));
  GrTensor *share = gx_div (s, gr_grad (b, 0), square);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_mul (s, share, other));
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_mul (s, share, gx_neg (s, self)));
}

const GrOp gr_op_atan2 = {
  .schema = "atan2(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The angle of the point (other, self), in all four quadrants."),
  .formula = "out = arctan(self / other), in -pi to pi",
  .infer = gr_binary_float_infer,
  .forward = atan2_forward,
  .backward = atan2_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("atan2(r(2,3), w(3))", "atan2(i(-3,4,4), i(-3,4,4))",
                         "atan2(t([0.0, 1.0]), t([0.0, 0.0]))"),
};

static void
hypot_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *result = gr_result (b, 0);
  for (guint arg = 0; arg < 2; arg++)
    if (gr_needs (b, arg))
      fx_give_times (b, arg, gx_div (s, gr_saved (b, arg), result));
}

const GrOp gr_op_hypot = {
  .schema = "hypot(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The long side of right-angled triangles."),
  .formula = "out = (self^2 + other^2)^(1/2)",
  .infer = gr_binary_infer,
  .forward = hypot_forward,
  .backward = hypot_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("hypot(r(2,3), w(3))", "hypot(w(2,1), r(3))"),
};

/* --- fmax, fmin, copysign --------------------------------------------------------------------- */

/* NaN loses against any number; where both are equal the first is taken. */
static void
fmax_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0), *other = gr_saved (b, 1);
  GrTensor *takes = gx_logical_or (s, gx_ge (s, self, other), gx_isnan (s, other));
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_where_self (s, takes, gr_grad (b, 0), fx_zero (s)));
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_where_self (s, takes, fx_zero (s), gr_grad (b, 0)));
}

static void
fmin_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0), *other = gr_saved (b, 1);
  GrTensor *takes = gx_logical_or (s, gx_le (s, self, other), gx_isnan (s, other));
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_where_self (s, takes, gr_grad (b, 0), fx_zero (s)));
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_where_self (s, takes, fx_zero (s), gr_grad (b, 0)));
}

const GrOp gr_op_fmax = {
  .schema = "fmax(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The larger of two elements; a number rather than NaN."),
  .formula = "out = max(self, other)",
  .infer = gr_binary_infer,
  .forward = fmax_forward,
  .backward = fmax_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("fmax(r(2,3), r(3))", "fmax(i(0,9,4), i(0,9,4))",
                         "fmax(t([nan, 1.0, nan]), t([2.0, nan, nan]))"),
};

const GrOp gr_op_fmin = {
  .schema = "fmin(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The smaller of two elements; a number rather than NaN."),
  .formula = "out = min(self, other)",
  .infer = gr_binary_infer,
  .forward = fmin_forward,
  .backward = fmin_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("fmin(r(2,3), r(3))", "fmin(i(0,9,4), i(0,9,4))",
                         "fmin(t([nan, 1.0, nan]), t([2.0, nan, nan]))"),
};

/* result / self is 1 or -1, and 0 where self is 0, as PyTorch's. */
static void
copysign_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0);
  GrTensor *ratio = gx_div (s, gr_result (b, 0), self);
  if (gr_needs (b, 0))
    fx_give_times (b, 0,
                   gx_masked_fill_Scalar (s, ratio, gx_eq (s, self, fx_zero (s)), gr_int (0)));
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_zeros_like (s, gr_grad (b, 0), GR_DTYPE_NONE, GR_NO_DEVICE));
}

const GrOp gr_op_copysign = {
  .schema = "copysign(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The size of the first with the sign of the second."),
  .formula = "out = |self| where other >= 0, else -|self|",
  .infer = gr_binary_float_infer,
  .forward = copysign_forward,
  .backward = copysign_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("copysign(w(2,3), r(3))", "copysign(w(3), -1)",
                         "copysign(i(-3,4,4), i(-3,4,4))"),
};

/* --- logaddexp, xlogy ------------------------------------------------------------------------- */

static void
logaddexp_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  for (guint arg = 0; arg < 2; arg++)
    if (gr_needs (b, arg))
      fx_give_times (b, arg, gx_exp (s, fx_sub (s, gr_saved (b, arg), gr_result (b, 0))));
}

const GrOp gr_op_logaddexp = {
  .schema = "logaddexp(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The logarithm of the sum of two exponentials, without overflow on the way."),
  .formula = "out = ln(e^self + e^other)",
  .infer = gr_binary_infer,
  .forward = logaddexp_forward,
  .backward = logaddexp_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("logaddexp(r(2,3), r(3))",
                         "logaddexp(t([-inf, 1000.0]), t([-inf, 1001.0]))"),
};

static void
xlogy_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0), *other = gr_saved (b, 1);
  if (gr_needs (b, 0))
    {
      GrTensor *flat = gx_logical_and (s, gx_eq (s, self, fx_zero (s)),
                                       gx_le (s, other, fx_zero (s)));
      fx_give_times (b, 0, gx_where_self (s, flat, fx_zero (s), gx_log (s, other)));
    }
  if (gr_needs (b, 1))
    fx_give_times (b, 1, gx_div (s, self, other));
}

const GrOp gr_op_xlogy = {
  .schema = "xlogy(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The first times the logarithm of the second, and 0 where the first is 0."),
  .formula = "out = self * ln(other)",
  .infer = gr_binary_float_infer,
  .forward = xlogy_forward,
  .backward = xlogy_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("xlogy(r(2,3), p(3))", "xlogy(t([0.0, 0.0, 1.0]), t([0.0, nan, 0.0]))",
                         "xlogy(i(0,3,4), i(1,4,4))"),
};
