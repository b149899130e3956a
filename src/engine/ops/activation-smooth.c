/* activation-smooth.c - the smooth functions between layers: sigmoid, tanh, silu, gelu, elu,
 * softplus and their kin. Those made of straight pieces are in activation.c.
 */
#include "formula.h"
#include "pointwise.h"

/* --- kernels --------------------------------------------------------------------------------- */

#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS (name, GR_OPERAND_X, value)                                                       \
  GR_FORWARD (name, 1, NULL)
GR_SMOOTH (MAKE)
#undef MAKE
#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS_PQR (name, GR_OPERAND_X, value)                                                   \
  GR_FORWARD_PQR (name, 1, NULL)
GR_SMOOTH_PQR (MAKE)
#undef MAKE
#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS (name, GR_OPERANDS_GX, value)                                                     \
  GR_FORWARD (name, 2, NULL)
GR_SMOOTH_SLOPE (MAKE)
#undef MAKE
#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS_PQR (name, GR_OPERANDS_GX, value)                                                 \
  GR_FORWARD_PQR (name, 2, NULL)
GR_SMOOTH_SLOPE_PQR (MAKE)
#undef MAKE

static gboolean
floating_infer (GrCall *call, GError **error)
{
  return gr_require_floating (call, 0, error) && gr_unary_infer (call, error);
}

/* --- sigmoid, tanh ---------------------------------------------------------------------------- */

static void
sigmoid_slope (GrBackward *b)
{
  gr_give (b, 0, gx_sigmoid_backward (b->scope, gr_grad (b, 0), gr_result (b, 0)));
}

const GrOp gr_op_sigmoid = {
  .schema = "sigmoid(Tensor self) -> Tensor",
  .summary = N_ ("Squeezes every number into 0 to 1."),
  .formula = "out = 1 / (1 + e^-self)",
  .infer = gr_unary_float_infer,
  .forward = sigmoid_forward,
  .backward = sigmoid_slope,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("sigmoid(r(2,3))", "sigmoid(i(-2,3,4))",
                         "sigmoid(t([-1000.0, 1000.0, inf, -inf, nan]))"),
};

/* Of g y (1 - y). */
static void
sigmoid_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *y = gr_saved (b, 1);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_sigmoid_backward (s, gr_grad (b, 0), y));
  if (gr_needs (b, 1))
    fx_give_times (b, 1, gx_mul (s, gr_saved (b, 0), fx_from (s, 1, fx_times (s, y, 2))));
}

const GrOp gr_op_sigmoid_backward = {
  .schema = "sigmoid_backward(Tensor grad_output, Tensor output) -> Tensor",
  .summary = N_ ("The gradient through sigmoid."),
  .formula = "out = grad_output * output * (1 - output)",
  .infer = gr_binary_infer,
  .forward = sigmoid_backward_forward,
  .backward = sigmoid_backward_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("sigmoid_backward(r(2,3), u(2,3))"),
};

static void
tanh_slope (GrBackward *b)
{
  gr_give (b, 0, gx_tanh_backward (b->scope, gr_grad (b, 0), gr_result (b, 0)));
}

const GrOp gr_op_tanh = {
  .schema = "tanh(Tensor self) -> Tensor",
  .summary = N_ ("Squeezes every number into -1 to 1."),
  .formula = "out = tanh(self)",
  .infer = gr_unary_float_infer,
  .forward = tanh_forward,
  .backward = tanh_slope,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("tanh(r(2,3))", "tanh(i(-2,3,4))", "tanh(t([-1000.0, 1000.0, inf, nan]))"),
};

/* Of g (1 - y^2). */
static void
tanh_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *y = gr_saved (b, 1);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_tanh_backward (s, gr_grad (b, 0), y));
  if (gr_needs (b, 1))
    fx_give_times (b, 1, fx_times (s, gx_mul (s, gr_saved (b, 0), y), -2));
}

const GrOp gr_op_tanh_backward = {
  .schema = "tanh_backward(Tensor grad_output, Tensor output) -> Tensor",
  .summary = N_ ("The gradient through tanh."),
  .formula = "out = grad_output * (1 - output^2)",
  .infer = gr_binary_infer,
  .forward = tanh_backward_forward,
  .backward = tanh_backward_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("tanh_backward(r(2,3), r(2,3))"),
};

static void
tanhshrink_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, fx_sub (s, gr_arg (call, 0), gx_tanh (s, gr_arg (call, 0))));
}

const GrOp gr_op_tanhshrink = {
  .schema = "tanhshrink(Tensor self) -> Tensor",
  .summary = N_ ("What tanh takes away."),
  .formula = "out = self - tanh(self)",
  .compose = tanhshrink_compose,
  .samples = GR_SAMPLES ("tanhshrink(r(2,3))"),
};

static void
log_sigmoid_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, gx_sigmoid (s, gx_neg (s, gr_saved (b, 0))));
}

const GrOp gr_op_log_sigmoid = {
  .schema = "log_sigmoid(Tensor self) -> Tensor",
  .summary = N_ ("The logarithm of sigmoid, without underflow on the way."),
  .formula = "out = -ln(1 + e^-self)",
  .infer = floating_infer,
  .forward = log_sigmoid_forward,
  .backward = log_sigmoid_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("log_sigmoid(r(2,3))", "log_sigmoid(t([-1000.0, 1000.0]))"),
};

/* --- silu, mish ------------------------------------------------------------------------------- */

static void
silu_slope (GrBackward *b)
{
  gr_give (b, 0, gx_silu_backward (b->scope, gr_grad (b, 0), gr_saved (b, 0)));
}

const GrOp gr_op_silu = {
  .schema = "silu(Tensor self) -> Tensor",
  .summary = N_ ("Each number times its sigmoid; also known as swish."),
  .formula = "out = self / (1 + e^-self)",
  .infer = floating_infer,
  .forward = silu_forward,
  .backward = silu_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("silu(r(2,3))", "silu(t([-80.0, 80.0, 0.0]))"),
};

/* With s the sigmoid: the slope is s (1 + x (1 - s)), and its own s (1 - s) (2 + x (1 - 2 s)). */
static void
silu_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *x = gr_saved (b, 1), *sigmoid = gx_sigmoid (s, x);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_silu_backward (s, gr_grad (b, 0), x));
  if (gr_needs (b, 1))
    {
      GrTensor *bend = fx_plus (s, gx_mul (s, x, fx_from (s, 1, fx_times (s, sigmoid, 2))), 2);
      GrTensor *slope = gx_mul (s, gx_mul (s, sigmoid, fx_from (s, 1, sigmoid)), bend);
      fx_give_times (b, 1, gx_mul (s, gr_saved (b, 0), slope));
    }
}

const GrOp gr_op_silu_backward = {
  .schema = "silu_backward(Tensor grad_output, Tensor self) -> Tensor",
  .summary = N_ ("The gradient through silu."),
  .formula = "out = grad_output * s * (1 + self * (1 - s)), s being sigmoid(self)",
  .infer = gr_binary_infer,
  .forward = silu_backward_forward,
  .backward = silu_backward_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("silu_backward(r(2,3), r(2,3))"),
};

/* With t = tanh (softplus (x)): t + x (1 - t^2) sigmoid (x). */
static void
mish_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *x = gr_saved (b, 0);
  GrTensor *t = gx_tanh (s, gx_softplus (s, x, gr_int (1), gr_int (20)));
  GrTensor *bend = gx_mul (s, fx_from (s, 1, gx_mul (s, t, t)), gx_sigmoid (s, x));
  fx_give_times (b, 0, fx_add (s, t, gx_mul (s, x, bend)));
}

const GrOp gr_op_mish = {
  .schema = "mish(Tensor self) -> Tensor",
  .summary = N_ ("Each number times the tanh of its softplus."),
  .formula = "out = self * tanh(ln(1 + e^self))",
  .infer = floating_infer,
  .forward = mish_forward,
  .backward = mish_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("mish(r(2,3))", "mish(t([-80.0, 80.0, 0.0]))"),
};

/* --- gelu ------------------------------------------------------------------------------------ */

static gboolean
is_tanh (const GrValue *approximate)
{
  return g_str_equal (approximate->string, "tanh");
}

static gboolean
gelu_infer (GrCall *call, GError **error)
{
  const char *approximate = call->args[1].string;
  if (g_str_equal (approximate, "none") || g_str_equal (approximate, "tanh"))
    return floating_infer (call, error);
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               "approximate argument must be either none or tanh.");
  return FALSE;
}

static gboolean
gelu_either_forward (GrCall *call, GError **error)
{
  return is_tanh (&call->args[1]) ? gelu_tanh_forward (call, error) : gelu_forward (call, error);
}

/* With t = tanh (u), u = beta (x + k x^3): (1 + t) / 2 + x / 2 (1 - t^2) beta (1 + 3 k x^2). */
static GrTensor *
gelu_tanh_slope (GrScope *s, GrTensor *x)
{
  GrTensor *square = gx_mul (s, x, x);
  GrTensor *t = gx_tanh (
      s, fx_times (s, gx_mul (s, x, fx_plus (s, fx_times (s, square, 0.044715), 1)), GR_GELU_BETA));
  GrTensor *inner = fx_times (s, fx_plus (s, fx_times (s, square, 3 * 0.044715), 1),
                              GR_GELU_BETA / 2);
  GrTensor *bend = gx_mul (s, gx_mul (s, x, fx_from (s, 1, gx_mul (s, t, t))), inner);
  return fx_add (s, fx_times (s, fx_plus (s, t, 1), 0.5), bend);
}

static void
gelu_slope (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *x = gr_saved (b, 0);
  if (is_tanh (&b->args[1]))
    fx_give_times (b, 0, gelu_tanh_slope (s, x));
  else
    gr_give (b, 0, gx_gelu_backward (s, gr_grad (b, 0), x));
}

const GrOp gr_op_gelu = {
  .schema = "gelu(Tensor self, *, str approximate='none') -> Tensor",
  .summary = N_ ("Each number times the share of a normal distribution that lies below it."),
  .formula = "out = self * (1 + erf(self / 2^(1/2))) / 2; with 'tanh' erf is approximated",
  .infer = gelu_infer,
  .forward = gelu_either_forward,
  .backward = gelu_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("gelu(r(2,3))", "gelu(r(2,3), approximate='tanh')",
                         "gelu(t([-80.0, 80.0, 0.0]))"),
  .bad = GR_BAD (
      { "gelu(r(2), approximate='sigmoid')", "approximate argument must be either none or tanh." }),
};

/* With phi the normal density: the slope is Phi + x phi, and its own phi (2 - x^2). */
static void
gelu_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *x = gr_saved (b, 1);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_gelu_backward (s, gr_grad (b, 0), x));
  if (gr_needs (b, 1))
    {
      GrTensor *square = gx_mul (s, x, x);
      GrTensor *phi = fx_times (s, gx_exp (s, fx_times (s, square, -0.5)), GR_NORMAL);
      fx_give_times (b, 1, gx_mul (s, gr_saved (b, 0), gx_mul (s, phi, fx_from (s, 2, square))));
    }
}

const GrOp gr_op_gelu_backward = {
  .schema = "gelu_backward(Tensor grad_output, Tensor self) -> Tensor",
  .summary = N_ ("The gradient through gelu."),
  .formula = "out = grad_output * (Phi(self) + self * phi(self)), Phi and phi of the normal "
             "distribution",
  .infer = gr_binary_infer,
  .forward = gelu_backward_forward,
  .backward = gelu_backward_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("gelu_backward(r(2,3), r(2,3))"),
};

/* --- elu, selu, celu -------------------------------------------------------------------------- */

static void
elu_slope (GrBackward *b)
{
  const GrValue *args = b->args;
  gr_give (b, 0,
           gx_elu_backward (b->scope, gr_grad (b, 0), gr_saved (b, 0), args[1].scalar,
                            args[2].scalar, args[3].scalar));
}

const GrOp gr_op_elu = {
  .schema = "elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor",
  .summary = N_ ("Keeps what is positive and bends the rest towards -alpha."),
  .formula = "out = scale * self where self > 0, else scale * alpha * (e^(input_scale * self) - 1)",
  .infer = floating_infer,
  .forward = elu_forward,
  .backward = elu_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("elu(w(2,3))", "elu(w(2,3), 0.5)", "elu(t([-1000.0, 1000.0, nan]))"),
};

static void
elu_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  const GrValue *args = b->args;
  GrTensor *self = gr_saved (b, 1), *grad = gr_grad (b, 0);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_elu_backward (s, grad, self, args[2].scalar, args[3].scalar, args[4].scalar));
  if (gr_needs (b, 1))
    {
      GrTensor *both = fx_times (s, gx_mul (s, grad, gr_saved (b, 0)), args[4].scalar.d);
      GrTensor *bend = gx_elu_backward (s, both, self, args[2].scalar, args[3].scalar,
                                        args[4].scalar);
      gr_give (b, 1, gx_masked_fill_Scalar (s, bend, gx_gt (s, self, fx_zero (s)), gr_int (0)));
    }
}

const GrOp gr_op_elu_backward = {
  .schema = "elu_backward(Tensor grad_output, Tensor self, Scalar alpha, Scalar scale, "
            "Scalar input_scale) -> Tensor",
  .summary = N_ ("The gradient through elu."),
  .formula = "out = grad_output * scale where self > 0, else grad_output * scale * alpha * "
             "input_scale * "
    "e^(input_scale * self)",
  .infer = gr_binary_infer,
  .forward = elu_backward_forward,
  .backward = elu_backward_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("elu_backward(r(2,3), w(2,3), 0.5, 1.5, 2)"),
};

static void
selu_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_elu (s, gr_arg (call, 0), gr_float (1.6732632423543772848170429916717),
                              gr_float (1.0507009873554804934193349852946), gr_int (1)));
}

const GrOp gr_op_selu = {
  .schema = "selu(Tensor self) -> Tensor",
  .summary = N_ ("An elu scaled so that layers keep mean 0 and variance 1."),
  .formula = "out = 1.0507 * (self where self > 0, else 1.6733 * (e^self - 1))",
  .compose = selu_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("selu(w(2,3))"),
};

static void
celu_compose (GrScope *s, GrCall *call)
{
  gdouble alpha = call->args[1].scalar.d;
  if (alpha == 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, "ZeroDivisionError: alpha cannot be 0 for CELU");
  else
    gr_call_give (call,
                  gx_elu (s, gr_arg (call, 0), gr_float (alpha), gr_int (1), gr_float (1 / alpha)));
}

const GrOp gr_op_celu = {
  .schema = "celu(Tensor self, Scalar alpha=1.0) -> Tensor",
  .summary = N_ ("An elu whose slope has no jump for any alpha."),
  .formula = "out = max(0, self) + min(0, alpha * (e^(self / alpha) - 1))",
  .compose = celu_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("celu(w(2,3))", "celu(w(2,3), 0.5)"),
  .bad = GR_BAD ({ "celu(r(2), 0)", "ZeroDivisionError: alpha cannot be 0 for CELU" }),
};

/* --- softplus, softsign ----------------------------------------------------------------------- */

static void
softplus_slope (GrBackward *b)
{
  gr_give (b, 0,
           gx_softplus_backward (b->scope, gr_grad (b, 0), gr_saved (b, 0), b->args[1].scalar,
                                 b->args[2].scalar));
}

const GrOp gr_op_softplus = {
  .schema = "softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor",
  .summary = N_ ("A relu with its corner rounded."),
  .formula = "out = ln(1 + e^(beta * self)) / beta, or self where beta * self > threshold",
  .infer = floating_infer,
  .forward = softplus_forward,
  .backward = softplus_slope,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("softplus(r(2,3))", "softplus(r(2,3), 2, 1)",
                         "softplus(t([-80.0, 19.0, 80.0]))"),
};

/* With z the sigmoid of beta x: z, and its slope beta z (1 - z). */
static void
softplus_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrScalar beta = b->args[2].scalar, threshold = b->args[3].scalar;
  GrTensor *x = gr_saved (b, 1);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_softplus_backward (s, gr_grad (b, 0), x, beta, threshold));
  if (gr_needs (b, 1))
    {
      GrTensor *scaled = fx_times (s, x, beta.d), *z = gx_sigmoid (s, scaled);
      GrTensor *bend = fx_times (s, gx_mul (s, z, fx_from (s, 1, z)), beta.d);
      bend = gx_masked_fill_Scalar (s, bend, gx_gt (s, scaled, gx_number (s, threshold)),
                                    gr_int (0));
      fx_give_times (b, 1, gx_mul (s, gr_saved (b, 0), bend));
    }
}

const GrOp gr_op_softplus_backward = {
  .schema = "softplus_backward(Tensor grad_output, Tensor self, Scalar beta, "
            "Scalar threshold) -> Tensor",
  .summary = N_ ("The gradient through softplus."),
  .formula = "out = grad_output * sigmoid(beta * self), or grad_output where beta * self > "
             "threshold",
  .infer = gr_binary_infer,
  .forward = softplus_backward_forward,
  .backward = softplus_backward_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("softplus_backward(r(2,3), r(2,3), 2, 1)"),
};

static void
softsign_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  gr_call_give (
      call, gx_div (s, self, gx_add (s, gx_abs (s, self), gx_number (s, gr_int (1)), gr_int (1))));
}

const GrOp gr_op_softsign = {
  .schema = "softsign(Tensor self) -> Tensor",
  .summary = N_ ("Squeezes every number into -1 to 1, slower than tanh."),
  .formula = "out = self / (1 + |self|)",
  .compose = softsign_compose,
  .samples = GR_SAMPLES ("softsign(w(2,3))"),
};

/* --- glu ------------------------------------------------------------------------------------- */

static void
glu_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  gint dim;
  if (self->ndim == 0)
    {
      gr_scope_fail (s, GR_ERROR_SHAPE, "glu does not support 0-dimensional tensors");
      return;
    }
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &dim, &s->error))
    return;
  gint64 n = self->shape[dim];
  if (n % 2)
    {
      gr_scope_fail (s, GR_ERROR_SHAPE,
                     "Halving dimension must be even, but dimension %d is size %" G_GINT64_FORMAT,
                     dim, n);
      return;
    }
  GrTensor *gate = gx_sigmoid (s, gx_narrow (s, self, dim, n / 2, n / 2));
  gr_call_give (call, gx_mul (s, gx_narrow (s, self, dim, 0, n / 2), gate));
}

const GrOp gr_op_glu = {
  .schema = "glu(Tensor self, int dim=-1) -> Tensor",
  .summary = N_ ("One half of a dimension, let through as the sigmoid of the other half says."),
  .formula = "out = a * sigmoid(b), a and b the halves of self",
  .compose = glu_compose,
  .samples = GR_SAMPLES ("glu(r(2,4))", "glu(r(4,3), 0)"),
  .bad = GR_BAD ({ "glu(r(2,3))", "Halving dimension must be even, but dimension 1 is size 3" }),
};
