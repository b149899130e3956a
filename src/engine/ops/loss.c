/* loss.c - how far an output is from its target: distances and probabilities. Those that name a
 * class are in loss-classes.c.
 *
 * They are composed of other operators, so a loss can be stepped through and differentiated like
 * any other formula.
 */
#include "loss.h"

#include "formula.h"
#include "pointwise.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- reduction (loss.h) ---------------------------------------------------------------------- */

gboolean
gr_loss_parse_reduction (const char *text, GrLossReduction *reduction, GError **error)
{
  static const char *const names[] = { "none", "mean", "sum" };
  for (gint i = 0; i < 3; i++)
    if (strcmp (text, names[i]) == 0)
      {
        *reduction = i;
        return TRUE;
      }
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               _ ("%s is not a valid value for reduction"), text);
  return FALSE;
}

GrTensor *
gr_loss_reduced (GrScope *s, GrTensor *loss, const char *how)
{
  GrLossReduction reduction;
  if (s->error || !gr_loss_parse_reduction (how, &reduction, &s->error))
    return NULL;
  return reduction == GR_LOSS_NONE  ? loss
         : reduction == GR_LOSS_SUM ? gx_sum (s, loss, GR_DTYPE_NONE)
                                    : gx_mean (s, loss, GR_DTYPE_NONE);
}

GrTensor *
gr_loss_weighted (GrScope *s, GrTensor *loss, GrTensor *weight)
{
  return weight ? gx_mul (s, loss, weight) : loss;
}

/* --- distances: mse, l1, smooth l1, huber ----------------------------------------------------- */

static void
mse_loss_compose (GrScope *s, GrCall *call)
{
  GrTensor *difference = fx_sub (s, gr_arg (call, 0), gr_arg (call, 1));
  gr_call_give (call,
                gr_loss_reduced (s, gx_mul (s, difference, difference), call->args[2].string));
}

static void
l1_loss_compose (GrScope *s, GrCall *call)
{
  GrTensor *distance = gx_abs (s, fx_sub (s, gr_arg (call, 0), gr_arg (call, 1)));
  gr_call_give (call, gr_loss_reduced (s, distance, call->args[2].string));
}

/* Quadratic up to @knee, linear beyond: 0.5 d^2 below and knee * (d - 0.5 knee) above. */
static GrTensor *
huber (GrScope *s, GrTensor *self, GrTensor *target, gdouble knee)
{
  GrTensor *distance = gx_abs (s, fx_sub (s, self, target));
  GrTensor *quadratic = fx_times (s, gx_mul (s, distance, distance), 0.5);
  GrTensor *linear = fx_times (s, fx_sub (s, distance, gx_number (s, gr_float (0.5 * knee))), knee);
  return gx_where_self (s, gx_lt (s, distance, gx_number (s, gr_float (knee))), quadratic, linear);
}

static void
huber_loss_compose (GrScope *s, GrCall *call)
{
  gdouble delta = call->args[3].f;
  if (delta <= 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   _ ("huber_loss does not support non-positive values for delta."));
  else
    gr_call_give (call, gr_loss_reduced (s, huber (s, gr_arg (call, 0), gr_arg (call, 1), delta),
                                         call->args[2].string));
}

static void
smooth_l1_loss_compose (GrScope *s, GrCall *call)
{
  gdouble beta = call->args[3].f;
  if (beta < 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   _ ("smooth_l1_loss does not support negative values for beta."));
  else if (beta == 0)
    l1_loss_compose (s, call);
  else
    gr_call_give (
        call, gr_loss_reduced (
                  s, fx_times (s, huber (s, gr_arg (call, 0), gr_arg (call, 1), beta), 1 / beta),
                  call->args[2].string));
}

const GrOp gr_op_mse_loss = {
  .schema = "mse_loss(Tensor self, Tensor target, str reduction='mean') -> Tensor",
  .summary = N_ ("The mean squared difference from the target."),
  .formula = "out = mean((self - target)^2)",
  .compose = mse_loss_compose,
  .samples = GR_SAMPLES ("mse_loss(r(2,3), r(2,3))", "mse_loss(r(2,3), r(2,3), reduction='sum')",
                         "mse_loss(r(4), r(4), reduction='none')"),
  .bad = GR_BAD (
      { "mse_loss(r(2,3), r(2,3), reduction='avg')", "avg is not a valid value for reduction" },
      { "mse_loss(r(2,3), r(2,4))",
        "The size of tensor a (3) must match the size of tensor b (4)" }),
};

const GrOp gr_op_l1_loss = {
  .schema = "l1_loss(Tensor self, Tensor target, str reduction='mean') -> Tensor",
  .summary = N_ ("The mean distance from the target."),
  .formula = "out = mean(|self - target|)",
  .compose = l1_loss_compose,
  .samples = GR_SAMPLES ("l1_loss(r(2,3), r(2,3))", "l1_loss(r(2,3), r(2,3), reduction='none')"),
};

const GrOp gr_op_smooth_l1_loss = {
  .schema = "smooth_l1_loss(Tensor self, Tensor target, str reduction='mean', "
            "float beta=1.0) -> Tensor",
  .summary = N_ (
      "Squared for small differences, linear for large ones, so that outliers weigh less."),
  .formula = "d = |self - target|; out = mean(0.5 d^2 / beta where d < beta, else d - 0.5 beta)",
  .compose = smooth_l1_loss_compose,
  .samples = GR_SAMPLES ("smooth_l1_loss(r(2,3), r(2,3), beta=0.5)",
                         "smooth_l1_loss(r(4), r(4), beta=0.0)",
                         "smooth_l1_loss(r(4), r(4), reduction='sum')"),
  .bad = GR_BAD ({ "smooth_l1_loss(r(2), r(2), beta=-1.0)",
                   "smooth_l1_loss does not support negative values for beta." }),
};

const GrOp gr_op_huber_loss = {
  .schema = "huber_loss(Tensor self, Tensor target, str reduction='mean', "
            "float delta=1.0) -> Tensor",
  .summary = N_ ("Squared for small differences, linear for large ones."),
  .formula = "d = |self - target|; out = mean(0.5 d^2 where d < delta, else delta (d - 0.5 delta))",
  .compose = huber_loss_compose,
  .samples = GR_SAMPLES ("huber_loss(r(2,3), r(2,3), delta=0.5)",
                         "huber_loss(r(4), r(4), reduction='none')"),
  .bad = GR_BAD ({ "huber_loss(r(2), r(2), delta=0.0)",
                   "huber_loss does not support non-positive values for delta." }),
};

/* --- probabilities: bce, bce with logits, kl_div ---------------------------------------------- */

#define MAKE(name, value) GR_FLOAT_LOOPS (name, GR_OPERANDS_AB, value)
GR_LOSS (MAKE)
#undef MAKE

static gboolean
require_same_shape (GrScope *s, GrTensor *input, GrTensor *target, const char *message)
{
  if (gr_tensor_same_shape (input, target))
    return TRUE;
  g_autofree char *have = gr_tensor_shape_string (input), *want = gr_tensor_shape_string (target);
  gr_scope_fail (s, GR_ERROR_SHAPE, message, want, have);
  return FALSE;
}

static void
binary_cross_entropy_compose (GrScope *s, GrCall *call)
{
  GrTensor *p = gr_arg (call, 0), *y = gr_arg (call, 1);
  if (!require_same_shape (s, p, y,
                           "Using a target size (%s) that is different to the input size (%s) is "
                           "deprecated. Please ensure they have the same size."))
    return;
  GrTensor *loss = gr_loss_weighted (s, gx_log_loss (s, p, y), gr_arg (call, 2));
  gr_call_give (call, gr_loss_reduced (s, loss, call->args[3].string));
}

/* max(x, 0) - x y + log(1 + e^-|x|), which never overflows; with pos_weight w the softplus part is
 * scaled by 1 + (w - 1) y. */
static void
binary_cross_entropy_with_logits_compose (GrScope *s, GrCall *call)
{
  GrTensor *x = gr_arg (call, 0), *y = gr_arg (call, 1), *positive = gr_arg (call, 4),
           *one = gx_number (s, gr_float (1));
  if (!require_same_shape (s, x, y, "Target size (%s) must be the same as input size (%s)"))
    return;
  GrTensor *below = gx_clamp_min (s, gx_neg (s, x), gr_int (0));
  GrTensor *softplus = fx_add (s, gx_log1p (s, gx_exp (s, gx_neg (s, gx_abs (s, x)))), below);
  if (positive)
    softplus = gx_mul (s, softplus, fx_add (s, gx_mul (s, fx_sub (s, positive, one), y), one));
  GrTensor *loss = fx_add (s, gx_mul (s, fx_sub (s, one, y), x), softplus);
  gr_call_give (call, gr_loss_reduced (s, gr_loss_weighted (s, loss, gr_arg (call, 2)),
                                       call->args[3].string));
}

static void
kl_div_compose (GrScope *s, GrCall *call)
{
  GrTensor *input = gr_arg (call, 0), *target = gr_arg (call, 1), *loss;
  const char *how = call->args[2].string;
  if (call->args[3].i)
    loss = gx_mul (s, gx_exp (s, target), fx_sub (s, target, input));
  else
    loss = fx_sub (s, gx_xlogy (s, target, target), gx_mul (s, target, input));
  if (strcmp (how, "batchmean") != 0)
    gr_call_give (call, gr_loss_reduced (s, loss, how));
  else
    gr_call_give (call, fx_times (s, gx_sum (s, loss, GR_DTYPE_NONE),
                                  1.0 / (input->ndim ? input->shape[0] : 1)));
}

const GrOp gr_op_binary_cross_entropy = {
  .schema = "binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, "
            "str reduction='mean') -> Tensor",
  .summary = N_ ("How surprised a probability is by a yes-or-no target."),
  .formula = "out = -mean(target ln(self) + (1 - target) ln(1 - self))",
  .compose = binary_cross_entropy_compose,
  .samples = GR_SAMPLES ("binary_cross_entropy(u(2,3), u(2,3))",
                         "binary_cross_entropy(u(4), u(4), p(4), reduction='sum')",
                         "binary_cross_entropy(u(4), u(4), reduction='none')",
                         "binary_cross_entropy(t([1.0, 0.0, 0.0, 1.0]), t([1.0, 0.0, 1.0, 0.0]))"),
  .bad = GR_BAD ({ "binary_cross_entropy(t([0.5, 1.5]), u(2))",
                   "all elements of input should be between 0 and 1" },
                 { "binary_cross_entropy(t([-0.5, 0.5]), u(2))",
                   "all elements of input should be between 0 and 1" },
                 { "binary_cross_entropy(u(2,3), u(2,1))",
                   "Using a target size ([2, 1]) that is different to the input size ([2, 3])" }),
};

/* NaN is let through: its loss is NaN, of which a run can say where it came from. */
static gboolean
are_probabilities (const GrTensor *tensor)
{
  const gint64 n = gr_tensor_numel (tensor);
  const gboolean contiguous = gr_tensor_is_contiguous (tensor);
  gboolean all = TRUE;
  for (gint64 i = 0; i < n; i++)
    {
      gdouble p = contiguous && tensor->dtype == GR_FLOAT32   ? GR_DATA (gfloat, tensor)[i]
                  : contiguous && tensor->dtype == GR_FLOAT64 ? GR_DATA (gdouble, tensor)[i]
                                                              : gr_tensor_get (tensor, i).d;
      all = all && !(p < 0) && !(p > 1);
    }
  return all;
}

static gboolean
log_loss_forward (GrCall *call, GError **error)
{
  static const GrPointwise kernels = { log_loss_f32, log_loss_f64, NULL };
  if (are_probabilities (gr_arg (call, 0)))
    return gr_pointwise_run (call, 2, &kernels, NULL, error);
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               _ ("all elements of input should be between 0 and 1"));
  return FALSE;
}

/* PyTorch's: finite where the probability is 0 or 1, and 0 where that was right. */
static void
log_loss_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *p = gr_saved (b, 0), *y = gr_saved (b, 1),
           *miss = fx_sub (s, gx_number (s, gr_float (1)), p);
  if (gr_needs (b, 0))
    gr_give (b, 0,
             gx_div (s, gx_mul (s, gr_grad (b, 0), fx_sub (s, p, y)),
                     gx_clamp_min (s, gx_mul (s, p, miss), gr_float (1e-12f))));
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_mul (s, gr_grad (b, 0), fx_sub (s, gx_log (s, miss), gx_log (s, p))));
}

const GrOp gr_op_log_loss = {
  .schema = "log_loss(Tensor self, Tensor target) -> Tensor",
  .summary = N_ ("The binary cross entropy of each element."),
  .formula = "out = -(target ln(self) + (1 - target) ln(1 - self))",
  .infer = gr_binary_float_infer,
  .forward = log_loss_forward,
  .backward = log_loss_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_function,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("log_loss(u(2,3), u(2,3))", "log_loss(u(4), b(4))"),
};

const GrOp gr_op_binary_cross_entropy_with_logits = {
  .schema = "binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, "
            "str reduction='mean', Tensor? pos_weight=None) -> Tensor",
  .summary = N_ ("Binary cross entropy of sigmoid(self), computed without overflow."),
  .formula = "out = mean((1 - target) self + ln(1 + e^-self))",
  .compose = binary_cross_entropy_with_logits_compose,
  .samples = GR_SAMPLES (
      "binary_cross_entropy_with_logits(w(2,3), u(2,3))",
      "binary_cross_entropy_with_logits(w(4), u(4), weight=p(4), reduction='sum')",
      "binary_cross_entropy_with_logits(w(2,3), u(2,3), reduction='none', pos_weight=p(3))"),
  .bad = GR_BAD ({ "binary_cross_entropy_with_logits(r(2,3), u(2,1))",
                   "Target size ([2, 1]) must be the same as input size ([2, 3])" }),
};

const GrOp gr_op_kl_div = {
  .schema = "kl_div(Tensor self, Tensor target, str reduction='mean', *, "
            "bool log_target=False) -> Tensor",
  .summary = N_ ("How far a distribution given as logarithms is from the target distribution."),
  .formula = "out = mean(target (ln(target) - self))",
  .compose = kl_div_compose,
  .samples = GR_SAMPLES ("kl_div(r(2,3), u(2,3))", "kl_div(r(2,3), u(2,3), reduction='batchmean')",
                         "kl_div(r(2,3), r(2,3), log_target=True)"),
};
