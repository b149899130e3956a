/* trigonometry.c - sin, cos and tan, their inverses and their hyperbolic kin; degrees and
 * radians. */
#include "formula.h"
#include "pointwise.h"

#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS (name, GR_OPERAND_X, value)                                                       \
  GR_FORWARD (name, 1, NULL)
GR_TRIGONOMETRY (MAKE)
#undef MAKE

/* sqrt (a + b x^2), which the slopes of the inverses are one over. */
static GrTensor *
root_of_square (GrBackward *b, gdouble constant, gdouble factor)
{
  GrScope *s = b->scope;
  GrTensor *x = gr_saved (b, 0);
  return gx_sqrt (s, fx_plus (s, fx_times (s, gx_mul (s, x, x), factor), constant));
}

static void
sin_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, gx_cos (s, gr_saved (b, 0)));
}

const GrOp gr_op_sin = {
  .schema = "sin(Tensor self) -> Tensor",
  .summary = N_ ("The sine of angles in radians."),
  .formula = "out = sin(self)",
  .infer = gr_unary_float_infer,
  .forward = sin_forward,
  .backward = sin_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("sin(r(2,3))", "sin(i(-3,4,4))", "sin(t([inf]))"),
};

static void
cos_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, gx_neg (s, gx_sin (s, gr_saved (b, 0))));
}

const GrOp gr_op_cos = {
  .schema = "cos(Tensor self) -> Tensor",
  .summary = N_ ("The cosine of angles in radians."),
  .formula = "out = cos(self)",
  .infer = gr_unary_float_infer,
  .forward = cos_forward,
  .backward = cos_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("cos(r(2,3))", "cos(i(-3,4,4))"),
};

static void
tan_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *y = gr_result (b, 0);
  fx_give_times (b, 0, fx_plus (s, gx_mul (s, y, y), 1));
}

const GrOp gr_op_tan = {
  .schema = "tan(Tensor self) -> Tensor",
  .summary = N_ ("The tangent of angles in radians."),
  .formula = "out = tan(self)",
  .infer = gr_unary_float_infer,
  .forward = tan_forward,
  .backward = tan_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("tan(r(2,3))", "tan(i(-1,2,4))"),
};

static void
asin_backward (GrBackward *b)
{
  fx_give_over (b, 0, root_of_square (b, 1, -1));
}

const GrOp gr_op_asin = {
  .schema = "asin(Tensor self) -> Tensor",
  .summary = N_ ("The angle whose sine is given."),
  .formula = "out = arcsin(self)",
  .infer = gr_unary_float_infer,
  .forward = asin_forward,
  .backward = asin_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("asin(r(2,3))", "asin(i(-1,2,4))", "asin(t([1.5]))"),
};

static void
acos_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_over (b, 0, gx_neg (s, root_of_square (b, 1, -1)));
}

const GrOp gr_op_acos = {
  .schema = "acos(Tensor self) -> Tensor",
  .summary = N_ ("The angle whose cosine is given."),
  .formula = "out = arccos(self)",
  .infer = gr_unary_float_infer,
  .forward = acos_forward,
  .backward = acos_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("acos(r(2,3))", "acos(i(-1,2,4))"),
};

static void
atan_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *x = gr_saved (b, 0);
  fx_give_over (b, 0, fx_plus (s, gx_mul (s, x, x), 1));
}

const GrOp gr_op_atan = {
  .schema = "atan(Tensor self) -> Tensor",
  .summary = N_ ("The angle whose tangent is given."),
  .formula = "out = arctan(self)",
  .infer = gr_unary_float_infer,
  .forward = atan_forward,
  .backward = atan_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("atan(r(2,3))", "atan(i(-3,4,4))", "atan(t([inf]))"),
};

static void
sinh_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, gx_cosh (s, gr_saved (b, 0)));
}

const GrOp gr_op_sinh = {
  .schema = "sinh(Tensor self) -> Tensor",
  .summary = N_ ("The hyperbolic sine."),
  .formula = "out = (e^self - e^-self) / 2",
  .infer = gr_unary_float_infer,
  .forward = sinh_forward,
  .backward = sinh_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("sinh(r(2,3))", "sinh(i(-3,4,4))"),
};

static void
cosh_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, gx_sinh (s, gr_saved (b, 0)));
}

const GrOp gr_op_cosh = {
  .schema = "cosh(Tensor self) -> Tensor",
  .summary = N_ ("The hyperbolic cosine."),
  .formula = "out = (e^self + e^-self) / 2",
  .infer = gr_unary_float_infer,
  .forward = cosh_forward,
  .backward = cosh_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("cosh(r(2,3))", "cosh(i(-3,4,4))"),
};

static void
asinh_backward (GrBackward *b)
{
  fx_give_over (b, 0, root_of_square (b, 1, 1));
}

const GrOp gr_op_asinh = {
  .schema = "asinh(Tensor self) -> Tensor",
  .summary = N_ ("The inverse of the hyperbolic sine."),
  .formula = "out = arsinh(self)",
  .infer = gr_unary_float_infer,
  .forward = asinh_forward,
  .backward = asinh_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("asinh(r(2,3))", "asinh(i(-3,4,4))"),
};

static void
acosh_backward (GrBackward *b)
{
  fx_give_over (b, 0, root_of_square (b, -1, 1));
}

const GrOp gr_op_acosh = {
  .schema = "acosh(Tensor self) -> Tensor",
  .summary = N_ ("The inverse of the hyperbolic cosine."),
  .formula = "out = arcosh(self)",
  .infer = gr_unary_float_infer,
  .forward = acosh_forward,
  .backward = acosh_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("acosh(t([1.25, 1.5, 7.0]))", "acosh(i(2,5,4))", "acosh(t([0.5]))"),
};

static void
atanh_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *x = gr_saved (b, 0);
  fx_give_over (b, 0, fx_from (s, 1, gx_mul (s, x, x)));
}

const GrOp gr_op_atanh = {
  .schema = "atanh(Tensor self) -> Tensor",
  .summary = N_ ("The inverse of the hyperbolic tangent."),
  .formula = "out = artanh(self)",
  .infer = gr_unary_float_infer,
  .forward = atanh_forward,
  .backward = atanh_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("atanh(r(2,3))", "atanh(i(-1,2,4))"),
};

static void
deg2rad_backward (GrBackward *b)
{
  gr_give (b, 0, gx_deg2rad (b->scope, gr_grad (b, 0)));
}

const GrOp gr_op_deg2rad = {
  .schema = "deg2rad(Tensor self) -> Tensor",
  .summary = N_ ("Degrees as radians."),
  .formula = "out = self * pi / 180",
  .infer = gr_unary_float_infer,
  .forward = deg2rad_forward,
  .backward = deg2rad_backward,
  .explain = gr_explain_sum,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("deg2rad(r(2,3))", "deg2rad(i(-90,91,4))"),
};

static void
rad2deg_backward (GrBackward *b)
{
  gr_give (b, 0, gx_rad2deg (b->scope, gr_grad (b, 0)));
}

const GrOp gr_op_rad2deg = {
  .schema = "rad2deg(Tensor self) -> Tensor",
  .summary = N_ ("Radians as degrees."),
  .formula = "out = self * 180 / pi",
  .infer = gr_unary_float_infer,
  .forward = rad2deg_forward,
  .backward = rad2deg_backward,
  .explain = gr_explain_sum,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("rad2deg(r(2,3))", "rad2deg(i(-3,4,4))"),
};

/* (cos (pi x) - sinc (x)) / x, which is 0 at 0. */
static void
sinc_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *x = gr_saved (b, 0), *at_zero = gx_eq (s, x, fx_zero (s));
  GrTensor *off = gx_masked_fill_Scalar (s, x, at_zero, gr_int (1));
  GrTensor *rise = fx_sub (s, gx_cos (s, fx_times (s, x, 3.14159265358979323846)), gx_sinc (s, x));
  GrTensor *slope = gx_masked_fill_Scalar (s, gx_div (s, rise, off), at_zero, gr_int (0));
  fx_give_times (b, 0, slope);
}

const GrOp gr_op_sinc = {
  .schema = "sinc(Tensor self) -> Tensor",
  .summary = N_ ("The normalised sinc: 1 at 0, 0 at every other whole number."),
  .formula = "out = sin(pi self) / (pi self), 1 where self is 0",
  .infer = gr_unary_float_infer,
  .forward = sinc_forward,
  .backward = sinc_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("sinc(w(2,3))", "sinc(i(-3,4,4))", "sinc(t([0.0]))"),
};
