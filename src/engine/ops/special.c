/* special.c - functions of statistics: erf and its inverse, the logarithm of gamma, logit. */
#include "formula.h"
#include "pointwise.h"

#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS (name, GR_OPERAND_X, value)                                                       \
  GR_FORWARD (name, 1, NULL)
GR_SPECIAL (MAKE)
#undef MAKE
#define MAKE(name, value) GR_FLOAT_LOOPS_PQR (name, GR_OPERAND_X, value)
GR_SPECIAL_PQR (MAKE)
#undef MAKE
GR_LOOP (same, i64, gint64, gint64, GR_OPERAND_X, x)

/* @factor * e^(@sign x^2) */
static GrTensor *
bell (GrScope *s, GrTensor *x, gdouble sign, gdouble factor)
{
  return fx_times (s, gx_exp (s, fx_times (s, gx_mul (s, x, x), sign)), factor);
}

#define TWO_OVER_ROOT_PI 1.12837916709551257390

static void
erf_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, bell (s, gr_saved (b, 0), -1, TWO_OVER_ROOT_PI));
}

const GrOp gr_op_erf = {
  .schema = "erf(Tensor self) -> Tensor",
  .summary = N_ ("The error function: the share of a normal distribution around its middle."),
  .formula = "out = 2 / pi^(1/2) * integral of e^-t^2 from 0 to self",
  .infer = gr_unary_float_infer,
  .forward = erf_forward,
  .backward = erf_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("erf(r(2,3))", "erf(i(-2,3,4))", "erf(t([inf, nan]))"),
};

static void
erfc_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, bell (s, gr_saved (b, 0), -1, -TWO_OVER_ROOT_PI));
}

const GrOp gr_op_erfc = {
  .schema = "erfc(Tensor self) -> Tensor",
  .summary = N_ ("1 less the error function, exact where that is tiny."),
  .formula = "out = 1 - erf(self)",
  .infer = gr_unary_float_infer,
  .forward = erfc_forward,
  .backward = erfc_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("erfc(r(2,3))", "erfc(i(-2,3,4))", "erfc(t([20.0]))"),
};

static void
erfinv_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, bell (s, gr_result (b, 0), 1, 1 / TWO_OVER_ROOT_PI));
}

const GrOp gr_op_erfinv = {
  .schema = "erfinv(Tensor self) -> Tensor",
  .summary = N_ ("The inverse of the error function."),
  .formula = "erf(out) = self",
  .infer = gr_unary_float_infer,
  .forward = erfinv_forward,
  .backward = erfinv_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("erfinv(r(2,3))", "erfinv(t([-1.0, 0.0, 1.0, 2.0]))"),
};

static void
lgamma_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, gx_digamma (s, gr_saved (b, 0)));
}

const GrOp gr_op_lgamma = {
  .schema = "lgamma(Tensor self) -> Tensor",
  .summary = N_ ("The logarithm of the gamma function."),
  .formula = "out = ln |gamma(self)|",
  .infer = gr_unary_float_infer,
  .forward = lgamma_forward,
  .backward = lgamma_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("lgamma(p(2,3))", "lgamma(i(1,9,4))", "lgamma(t([-0.5, 0.0]))"),
};

static void
digamma_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  fx_give_times (b, 0, gx_polygamma (s, 1, gr_saved (b, 0)));
}

const GrOp gr_op_digamma = {
  .schema = "digamma(Tensor self) -> Tensor",
  .summary = N_ ("The slope of lgamma."),
  .formula = "out = d lgamma(self) / d self",
  .infer = gr_unary_float_infer,
  .forward = digamma_forward,
  .backward = digamma_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("digamma(p(2,3))", "digamma(i(1,9,4))", "digamma(t([-0.5]))"),
};

static gboolean
polygamma_infer (GrCall *call, GError **error)
{
  if (call->args[0].i < 1)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "polygamma(n, x) does not support n below 1, but n is %" G_GINT64_FORMAT,
                   call->args[0].i);
      return FALSE;
    }
  return gr_infer_pointwise (call, 1, 1, gr_to_floating (gr_arg (call, 1)->dtype), error) != NULL;
}

static gboolean
polygamma_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0], *self = gr_arg (call, 1);
  GrDType compute = gr_compute_dtype (out->dtype);
  const gdouble n[3] = { call->args[0].i };
  return gr_loop_run (out, &self, 1, compute, compute,
                      compute == GR_FLOAT32 ? polygamma_f32 : polygamma_f64, n, error);
}

static void
polygamma_backward (GrBackward *b)
{
  fx_give_times (b, 1, gx_polygamma (b->scope, b->args[0].i + 1, gr_saved (b, 1)));
}

const GrOp gr_op_polygamma = {
  .schema = "polygamma(int n, Tensor self) -> Tensor",
  .summary = N_ ("The n-th derivative of digamma."),
  .formula = "out = (-1)^(n+1) n! sum_k 1 / (self + k)^(n+1)",
  .infer = polygamma_infer,
  .forward = polygamma_forward,
  .backward = polygamma_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("polygamma(2, p(2,3))", "polygamma(3, p(3))"),
  .bad = GR_BAD ({ "polygamma(-1, p(3))", "polygamma(n, x) does not support n below 1" }),
};

/* --- nan_to_num ------------------------------------------------------------------------------ */

static gboolean
nan_to_num_forward (GrCall *call, GError **error)
{
  static const GrPointwise kernels = { nan_to_num_f32, nan_to_num_f64, same_i64 };
  const GrValue *args = call->args;
  GrDType dtype = gr_arg (call, 0)->dtype;
  gdouble largest = dtype == GR_FLOAT64    ? G_MAXDOUBLE
                    : dtype == GR_FLOAT16  ? 65504
                    : dtype == GR_BFLOAT16 ? 0x1.fep127
                                           : (gdouble) G_MAXFLOAT;
  gdouble numbers[3] = { args[1].kind == GR_VALUE_FLOAT ? args[1].f : 0,
                         args[2].kind == GR_VALUE_FLOAT ? args[2].f : largest,
                         args[3].kind == GR_VALUE_FLOAT ? args[3].f : -largest };
  return gr_pointwise_run (call, 1, &kernels, numbers, error);
}

static void
nan_to_num_backward (GrBackward *b)
{
  fx_give_times (b, 0, gx_isfinite (b->scope, gr_saved (b, 0)));
}

const GrOp gr_op_nan_to_num = {
  .schema = "nan_to_num(Tensor self, float? nan=None, float? posinf=None, "
            "float? neginf=None) -> Tensor",
  .summary = N_ ("Puts numbers in the place of NaN and infinities."),
  .formula = "out = nan where self is NaN, posinf and neginf where it is infinite, else self",
  .infer = gr_unary_infer,
  .forward = nan_to_num_forward,
  .backward = nan_to_num_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("nan_to_num(t([nan, inf, -inf, 1.5]))",
                         "nan_to_num(t([nan, inf, -inf, 1.5]), 1.0, 2.0, 3.0)",
                         "nan_to_num(r(2,3), posinf=2.0)", "nan_to_num(i(-3,4,4))"),
};

/* --- logit ----------------------------------------------------------------------------------- */

/* Without eps anything is let through, and what is no probability gives NaN. */
static gboolean
logit_forward (GrCall *call, GError **error)
{
  static const GrPointwise kernels = { logit_f32, logit_f64, NULL };
  const GrValue *eps = &call->args[1];
  const gdouble range[3] = { eps->kind == GR_VALUE_FLOAT ? eps->f : -INFINITY,
                             eps->kind == GR_VALUE_FLOAT ? 1 - eps->f : INFINITY };
  return gr_pointwise_run (call, 1, &kernels, range, error);
}

static void
logit_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0);
  GrTensor *grad = gx_div (s, gr_grad (b, 0), gx_mul (s, self, fx_from (s, 1, self)));
  const gboolean held = b->args[1].kind == GR_VALUE_FLOAT;
  const gdouble low = held ? b->args[1].f : 0;
  GrTensor *outside = gx_logical_or (s, gx_lt (s, self, gx_number (s, gr_float (low))),
                                     gx_gt (s, self, gx_number (s, gr_float (1 - low))));
  gr_give (b, 0, gx_where_self (s, outside, gx_number (s, gr_float (held ? 0 : NAN)), grad));
}

const GrOp gr_op_logit = {
  .schema = "logit(Tensor self, float? eps=None) -> Tensor",
  .summary = N_ ("The inverse of sigmoid: the logarithm of the odds."),
  .formula = "out = ln(self / (1 - self)), self held between eps and 1 - eps",
  .infer = gr_unary_float_infer,
  .forward = logit_forward,
  .backward = logit_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("logit(u(2,3))", "logit(u(2,3), 0.1)",
                         "logit(t([0.0, 1.0, -0.5, 1.5, nan]))",
                         "logit(t([0.0, 0.2, 0.25, 0.75, 1.0, nan]), 0.25)"),
};
