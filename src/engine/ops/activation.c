/* activation.c - the functions between layers that are made of straight pieces: relu and its kin,
 * hardtanh, hardsigmoid, the shrinks. Smooth ones are in activation-smooth.c.
 *
 * Their backward rows exist since a composition would walk the memory several times.
 */
#include "formula.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include "pointwise.h"

/* --- kernels --------------------------------------------------------------------------------- */

#define MAKE(name, value) GR_FLOAT_LOOPS (name, GR_OPERAND_X, value)
GR_PIECEWISE (MAKE)
#undef MAKE
GR_LOOP (relu, i64, gint64, gint64, GR_OPERAND_X, x > 0 ? x : 0)
GR_FORWARD (relu, 1, relu_i64)
GR_FORWARD (hardsigmoid, 1, NULL)
GR_FORWARD (hardswish, 1, NULL)

#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS_PQR (name, GR_OPERAND_X, value)                                                   \
  GR_LOOP_PQR (name, i64, gint64, gint64, GR_OPERAND_X, value)                                     \
  GR_FORWARD_PQR (name, 1, name##_i64)
GR_PIECEWISE_PQR (MAKE)
#undef MAKE
#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS (name, GR_OPERANDS_GX, value)                                                     \
  GR_FORWARD (name, 2, NULL)
GR_PIECEWISE_SLOPE (MAKE)
#undef MAKE
#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS_PQR (name, GR_OPERANDS_GX, value)                                                 \
  GR_FORWARD_PQR (name, 2, NULL)
GR_PIECEWISE_SLOPE_PQR (MAKE)
#undef MAKE

static gboolean
floating_infer (GrCall *call, GError **error)
{
  return gr_require_floating (call, 0, error) && gr_unary_infer (call, error);
}

/* --- relu, threshold -------------------------------------------------------------------------- */

static gboolean
relu_infer (GrCall *call, GError **error)
{
  if (gr_arg (call, 0)->dtype != GR_BOOL)
    return gr_unary_infer (call, error);
  g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, _ ("Boolean inputs not supported for %s"),
               gr_op_name (call->op));
  return FALSE;
}

static void
relu_backward (GrBackward *b)
{
  gr_give (b, 0, gx_threshold_backward (b->scope, gr_grad (b, 0), gr_result (b, 0), gr_int (0)));
}

const GrOp gr_op_relu = {
  .schema = "relu(Tensor self) -> Tensor",
  .summary = N_ ("Keeps what is positive and turns the rest into zero."),
  .formula = "out = max(0, self)",
  .infer = relu_infer,
  .forward = relu_forward,
  .backward = relu_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("relu(w(2,3))", "relu(i(-5,5,4))", "relu(w(0,3))",
                         "relu(t([0.0, -0.0, nan, -inf]))"),
  .bad = GR_BAD ({ "relu(b(3))", "Boolean inputs not supported for relu" }),
};

static void
threshold_slope (GrBackward *b)
{
  gr_give (b, 0,
           gx_threshold_backward (b->scope, gr_grad (b, 0), gr_saved (b, 0), b->args[1].scalar));
}

const GrOp gr_op_threshold = {
  .schema = "threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor",
  .summary = N_ ("Keeps what is above a threshold and puts a value in the place of the rest."),
  .formula = "out = self where self > threshold, else value",
  .infer = gr_unary_infer,
  .forward = threshold_forward,
  .backward = threshold_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("threshold(d(2,3), 0.1, -2.0)", "threshold(i(-5,5,4), 1, 7)",
                         "threshold(t([nan, 0.5]), 0.5, 2.0)"),
};

static void
threshold_backward_backward (GrBackward *b)
{
  gr_give (b, 0,
           gx_threshold_backward (b->scope, gr_grad (b, 0), gr_saved (b, 1), b->args[2].scalar));
}

const GrOp gr_op_threshold_backward = {
  .schema = "threshold_backward(Tensor grad_output, Tensor self, Scalar threshold) -> Tensor",
  .summary = N_ ("Lets the gradient through where the input was above the threshold."),
  .formula = "out = grad_output where self > threshold, else 0",
  .infer = gr_binary_infer,
  .forward = threshold_backward_forward,
  .backward = threshold_backward_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("threshold_backward(r(2,3), w(2,3), 0)"),
};

/* --- leaky_relu, prelu ------------------------------------------------------------------------ */

static void
leaky_relu_slope (GrBackward *b)
{
  gr_give (b, 0,
           gx_leaky_relu_backward (b->scope, gr_grad (b, 0), gr_saved (b, 0), b->args[1].scalar));
}

const GrOp gr_op_leaky_relu = {
  .schema = "leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor",
  .summary = N_ ("Keeps what is positive and scales the rest down."),
  .formula = "out = self where self > 0, else negative_slope * self",
  .infer = floating_infer,
  .forward = leaky_relu_forward,
  .backward = leaky_relu_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("leaky_relu(w(2,3))", "leaky_relu(w(2,3), 0.2)",
                         "leaky_relu(t([0.0, nan, -inf]))"),
};

static void
leaky_relu_backward_backward (GrBackward *b)
{
  gr_give (b, 0,
           gx_leaky_relu_backward (b->scope, gr_grad (b, 0), gr_saved (b, 1), b->args[2].scalar));
}

const GrOp gr_op_leaky_relu_backward = {
  .schema = "leaky_relu_backward(Tensor grad_output, Tensor self, Scalar negative_slope) -> Tensor",
  .summary = N_ ("The gradient through leaky_relu."),
  .formula = "out = grad_output where self > 0, else negative_slope * grad_output",
  .infer = gr_binary_infer,
  .forward = leaky_relu_backward_forward,
  .backward = leaky_relu_backward_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("leaky_relu_backward(r(2,3), w(2,3), 0.1)"),
};

/* One weight, or one a channel: dimension 1, or 0 of a vector. */
static GrTensor *
prelu_weight (GrScope *s, GrTensor *self, GrTensor *weight)
{
  gint64 channels = self->ndim > 1 ? self->shape[1] : 1, n = gr_tensor_numel (weight);
  gint64 shape[GR_MAX_DIMS] = { 1, 1, 1, 1, 1, 1, 1, 1 };
  if (n == 1)
    return gx_reshape (s, weight, GR_EMPTY_INTS);
  if (n != channels)
    {
      gr_scope_fail (
          s, GR_ERROR_SHAPE,
          _ ("Mismatch of parameter numbers and input channel size. Found parameter numbers = "
             "%" PRId64
             " and channel size = %" PRId64 "."),
          n, channels);
      return NULL;
    }
  shape[1] = n;
  return gx_reshape (s, weight, gr_ints (shape, self->ndim));
}

static void
prelu_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  GrTensor *scaled = gx_mul (s, self, prelu_weight (s, self, gr_arg (call, 1)));
  gr_call_give (call, gx_where_self (s, gx_gt (s, self, fx_zero (s)), self, scaled));
}

const GrOp gr_op_prelu = {
  .schema = "prelu(Tensor self, Tensor weight) -> Tensor",
  .summary = N_ ("Keeps what is positive and scales the rest by a weight that is learnt."),
  .formula = "out = self where self > 0, else weight * self",
  .compose = prelu_compose,
  .samples = GR_SAMPLES ("prelu(w(2,3), r(1))", "prelu(w(2,3), r(3))", "prelu(w(2,3,4), r(3))",
                         "prelu(w(4), r(1))"),
  .bad = GR_BAD ({ "prelu(r(2,3), r(2))",
                   "Mismatch of parameter numbers and input channel size. Found parameter "
                   "numbers = 2 and channel size = 3." }),
};

/* --- hardtanh, relu6 -------------------------------------------------------------------------- */

static void
hardtanh_slope (GrBackward *b)
{
  gr_give (b, 0,
           gx_hardtanh_backward (b->scope, gr_grad (b, 0), gr_saved (b, 0), b->args[1].scalar,
                                 b->args[2].scalar));
}

const GrOp gr_op_hardtanh = {
  .schema = "hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor",
  .summary = N_ ("Holds numbers between two bounds."),
  .formula = "out = min(max(self, min_val), max_val)",
  .infer = relu_infer,
  .forward = hardtanh_forward,
  .backward = hardtanh_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("hardtanh(d(6), 0.5, -0.5)", "hardtanh(d(2,3))",
                         "hardtanh(d(2,4), -0.5, 0.3)", "hardtanh(t([nan, inf, -inf, 1.0, -1.0]))"),
};

static void
hardtanh_backward_backward (GrBackward *b)
{
  gr_give (b, 0,
           gx_hardtanh_backward (b->scope, gr_grad (b, 0), gr_saved (b, 1), b->args[2].scalar,
                                 b->args[3].scalar));
}

const GrOp gr_op_hardtanh_backward = {
  .schema = "hardtanh_backward(Tensor grad_output, Tensor self, Scalar min_val, "
            "Scalar max_val) -> Tensor",
  .summary = N_ ("The gradient through hardtanh."),
  .formula = "out = grad_output where min_val < self < max_val, else 0",
  .infer = gr_binary_infer,
  .forward = hardtanh_backward_forward,
  .backward = hardtanh_backward_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("hardtanh_backward(r(2,3), d(2,3), -0.4, 0.3)"),
};

static void
relu6_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_hardtanh (s, gr_arg (call, 0), gr_int (0), gr_int (6)));
}

const GrOp gr_op_relu6 = {
  .schema = "relu6(Tensor self) -> Tensor",
  .summary = N_ ("Keeps what is positive, up to 6."),
  .formula = "out = min(max(0, self), 6)",
  .compose = relu6_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("relu6(w(2,3))", "relu6(t([-1.5, 5.5, 7.0, nan]))"),
};

/* --- hardsigmoid, hardswish ------------------------------------------------------------------- */

static void
hardsigmoid_slope (GrBackward *b)
{
  gr_give (b, 0, gx_hardsigmoid_backward (b->scope, gr_grad (b, 0), gr_saved (b, 0)));
}

const GrOp gr_op_hardsigmoid = {
  .schema = "hardsigmoid(Tensor self) -> Tensor",
  .summary = N_ ("A sigmoid of straight lines."),
  .formula = "out = min(max(self / 6 + 1/2, 0), 1)",
  .infer = floating_infer,
  .forward = hardsigmoid_forward,
  .backward = hardsigmoid_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("hardsigmoid(r(2,3))", "hardsigmoid(t([-4.0, -3.5, 2.5, 4.0, nan]))"),
};

static void
hardsigmoid_backward_backward (GrBackward *b)
{
  gr_give (b, 0, gx_hardsigmoid_backward (b->scope, gr_grad (b, 0), gr_saved (b, 1)));
}

const GrOp gr_op_hardsigmoid_backward = {
  .schema = "hardsigmoid_backward(Tensor grad_output, Tensor self) -> Tensor",
  .summary = N_ ("The gradient through hardsigmoid."),
  .formula = "out = grad_output / 6 where -3 < self < 3, else 0",
  .infer = gr_binary_infer,
  .forward = hardsigmoid_backward_forward,
  .backward = hardsigmoid_backward_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("hardsigmoid_backward(r(2,3), r(2,3))"),
};

static void
hardswish_slope (GrBackward *b)
{
  gr_give (b, 0, gx_hardswish_backward (b->scope, gr_grad (b, 0), gr_saved (b, 0)));
}

const GrOp gr_op_hardswish = {
  .schema = "hardswish(Tensor self) -> Tensor",
  .summary = N_ ("Each number times its hardsigmoid."),
  .formula = "out = self * min(max(self / 6 + 1/2, 0), 1)",
  .infer = floating_infer,
  .forward = hardswish_forward,
  .backward = hardswish_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("hardswish(r(2,3))", "hardswish(t([-4.0, -3.5, 2.5, 4.0, nan]))"),
};

static void
hardswish_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 1);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_hardswish_backward (s, gr_grad (b, 0), self));
  if (gr_needs (b, 1))
    {
      GrTensor *bent = gx_lt (s, gx_abs (s, self), gx_number (s, gr_int (3)));
      GrTensor *share = fx_times (s, gx_mul (s, gr_grad (b, 0), gr_saved (b, 0)), 1.0 / 3);
      gr_give (b, 1, gx_where_self (s, bent, share, fx_zero (s)));
    }
}

const GrOp gr_op_hardswish_backward = {
  .schema = "hardswish_backward(Tensor grad_output, Tensor self) -> Tensor",
  .summary = N_ ("The gradient through hardswish."),
  .formula = "out = grad_output * (self / 3 + 1/2) where -3 <= self <= 3, else that of 0 or self",
  .infer = gr_binary_infer,
  .forward = hardswish_backward_forward,
  .backward = hardswish_backward_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("hardswish_backward(r(2,3), r(2,3))"),
};

/* --- softshrink, hardshrink ------------------------------------------------------------------- */

static void
shrink_slope (GrBackward *b)
{
  gr_give (b, 0, gx_shrink_backward (b->scope, gr_grad (b, 0), gr_saved (b, 0), b->args[1].scalar));
}

static gboolean
softshrink_infer (GrCall *call, GError **error)
{
  gdouble lambd = call->args[1].scalar.d;
  if (lambd >= 0)
    return floating_infer (call, error);
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               _ ("lambda must be greater or equal to 0, but found to be %g."), lambd);
  return FALSE;
}

const GrOp gr_op_softshrink = {
  .schema = "softshrink(Tensor self, Scalar lambd=0.5) -> Tensor",
  .summary = N_ ("Pulls numbers towards zero by lambd; what does not reach that far becomes zero."),
  .formula = "out = sign(self) * max(|self| - lambd, 0)",
  .infer = softshrink_infer,
  .forward = softshrink_forward,
  .backward = shrink_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("softshrink(d(2,4))", "softshrink(d(2,3), 0.2)"),
  .bad = GR_BAD (
      { "softshrink(r(3), -1)", "lambda must be greater or equal to 0, but found to be -1." }),
};

const GrOp gr_op_hardshrink = {
  .schema = "hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor",
  .summary = N_ ("Turns numbers up to lambd from zero into zero."),
  .formula = "out = self where |self| > lambd, else 0",
  .infer = floating_infer,
  .forward = hardshrink_forward,
  .backward = shrink_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("hardshrink(d(2,4))", "hardshrink(d(2,3), 0.2)",
                         "hardshrink(t([nan, inf, 0.5]))"),
};

static void
shrink_backward_backward (GrBackward *b)
{
  gr_give (b, 0, gx_shrink_backward (b->scope, gr_grad (b, 0), gr_saved (b, 1), b->args[2].scalar));
}

const GrOp gr_op_shrink_backward = {
  .schema = "shrink_backward(Tensor grad_output, Tensor self, Scalar lambd) -> Tensor",
  .summary = N_ ("The gradient through softshrink and hardshrink."),
  .formula = "out = grad_output where |self| > lambd, else 0",
  .infer = gr_binary_infer,
  .forward = shrink_backward_forward,
  .backward = shrink_backward_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("shrink_backward(r(2,3), d(2,3), 0.2)"),
};
