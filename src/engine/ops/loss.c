/* loss.c - how far an output is from its target: the losses.
 *
 * All but nll_loss are composed of other operators, so a loss can be stepped through and
 * differentiated like any other formula.
 */
#include "infer.h"

#include "../cpu/loops.h"
#include "gradus-functions.h"
#include "pointwise.h"

#include <string.h>

/* --- reduction ------------------------------------------------------------------------------- */

typedef enum
{
  REDUCE_NONE,
  REDUCE_MEAN,
  REDUCE_SUM
} Reduction;

static gboolean
parse_reduction (const char *text, Reduction *reduction, GError **error)
{
  static const char *const names[] = { "none", "mean", "sum" };
  for (gint i = 0; i < 3; i++)
    if (strcmp (text, names[i]) == 0)
      {
        *reduction = i;
        return TRUE;
      }
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "%s is not a valid value for reduction", text);
  return FALSE;
}

static GrTensor *
reduced (GrScope *s, GrTensor *loss, const char *how)
{
  Reduction reduction;
  if (s->error || !parse_reduction (how, &reduction, &s->error))
    return NULL;
  return reduction == REDUCE_NONE  ? loss
         : reduction == REDUCE_SUM ? gx_sum (s, loss, GR_DTYPE_NONE)
                                   : gx_mean (s, loss, GR_DTYPE_NONE);
}

static GrTensor *
number (GrScope *s, gdouble value)
{
  return gx_number (s, gr_float (value));
}

static GrTensor *
times (GrScope *s, GrTensor *tensor, gdouble factor)
{
  return gx_mul (s, tensor, number (s, factor));
}

static GrTensor *
minus (GrScope *s, GrTensor *a, GrTensor *b)
{
  return gx_sub (s, a, b, gr_int (1));
}

static GrTensor *
plus (GrScope *s, GrTensor *a, GrTensor *b)
{
  return gx_add (s, a, b, gr_int (1));
}

/* --- distances: mse, l1, smooth l1, huber ----------------------------------------------------- */

static void
mse_loss_compose (GrScope *s, GrCall *call)
{
  GrTensor *difference = minus (s, gr_arg (call, 0), gr_arg (call, 1));
  gr_call_give (call, reduced (s, gx_mul (s, difference, difference), call->args[2].string));
}

static void
l1_loss_compose (GrScope *s, GrCall *call)
{
  GrTensor *distance = gx_abs (s, minus (s, gr_arg (call, 0), gr_arg (call, 1)));
  gr_call_give (call, reduced (s, distance, call->args[2].string));
}

/* Quadratic up to @knee, linear beyond: 0.5 d^2 below and knee * (d - 0.5 knee) above. */
static GrTensor *
huber (GrScope *s, GrTensor *self, GrTensor *target, gdouble knee)
{
  GrTensor *distance = gx_abs (s, minus (s, self, target));
  GrTensor *quadratic = times (s, gx_mul (s, distance, distance), 0.5);
  GrTensor *linear = times (s, minus (s, distance, number (s, 0.5 * knee)), knee);
  return gx_where_self (s, gx_lt (s, distance, number (s, knee)), quadratic, linear);
}

static void
huber_loss_compose (GrScope *s, GrCall *call)
{
  gdouble delta = call->args[3].f;
  if (delta <= 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   "huber_loss does not support non-positive values for delta.");
  else
    gr_call_give (call, reduced (s, huber (s, gr_arg (call, 0), gr_arg (call, 1), delta),
                                 call->args[2].string));
}

static void
smooth_l1_loss_compose (GrScope *s, GrCall *call)
{
  gdouble beta = call->args[3].f;
  if (beta < 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   "smooth_l1_loss does not support negative values for beta.");
  else if (beta == 0)
    l1_loss_compose (s, call);
  else
    gr_call_give (
        call, reduced (s, times (s, huber (s, gr_arg (call, 0), gr_arg (call, 1), beta), 1 / beta),
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

static GrTensor *
weighted (GrScope *s, GrTensor *loss, GrTensor *weight)
{
  return weight ? gx_mul (s, loss, weight) : loss;
}

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
  GrTensor *loss = weighted (s, gx_log_loss (s, p, y), gr_arg (call, 2));
  gr_call_give (call, reduced (s, loss, call->args[3].string));
}

/* max(x, 0) - x y + log(1 + e^-|x|), which never overflows; with pos_weight w the softplus part is
 * scaled by 1 + (w - 1) y. */
static void
binary_cross_entropy_with_logits_compose (GrScope *s, GrCall *call)
{
  GrTensor *x = gr_arg (call, 0), *y = gr_arg (call, 1), *positive = gr_arg (call, 4),
           *one = number (s, 1);
  if (!require_same_shape (s, x, y, "Target size (%s) must be the same as input size (%s)"))
    return;
  GrTensor *below = gx_clamp_min (s, gx_neg (s, x), gr_int (0));
  GrTensor *softplus = plus (s, gx_log1p (s, gx_exp (s, gx_neg (s, gx_abs (s, x)))), below);
  if (positive)
    softplus = gx_mul (s, softplus, plus (s, gx_mul (s, minus (s, positive, one), y), one));
  GrTensor *loss = plus (s, gx_mul (s, minus (s, one, y), x), softplus);
  gr_call_give (call, reduced (s, weighted (s, loss, gr_arg (call, 2)), call->args[3].string));
}

static void
kl_div_compose (GrScope *s, GrCall *call)
{
  GrTensor *input = gr_arg (call, 0), *target = gr_arg (call, 1), *loss;
  const char *how = call->args[2].string;
  if (call->args[3].i)
    loss = gx_mul (s, gx_exp (s, target), minus (s, target, input));
  else
    loss = minus (s, gx_xlogy (s, target, target), gx_mul (s, target, input));
  if (strcmp (how, "batchmean") != 0)
    gr_call_give (call, reduced (s, loss, how));
  else
    gr_call_give (call, times (s, gx_sum (s, loss, GR_DTYPE_NONE),
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
               "all elements of input should be between 0 and 1");
  return FALSE;
}

/* PyTorch's: finite where the probability is 0 or 1, and 0 where that was right. */
static void
log_loss_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *p = gr_saved (b, 0), *y = gr_saved (b, 1), *miss = minus (s, number (s, 1), p);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_div (s, gx_mul (s, gr_grad (b, 0), minus (s, p, y)),
                           gx_clamp_min (s, gx_mul (s, p, miss), gr_float (1e-12f))));
  if (gr_needs (b, 1))
    gr_give (b, 1,
             gx_mul (s, gr_grad (b, 0), minus (s, gx_log (s, miss), gx_log (s, p))));
}

const GrOp gr_op_log_loss = {
  .schema = "log_loss(Tensor self, Tensor target) -> Tensor",
  .summary = N_ ("The binary cross entropy of each element."),
  .formula = "out = -(target ln(self) + (1 - target) ln(1 - self))",
  .infer = gr_binary_float_infer,
  .forward = log_loss_forward,
  .backward = log_loss_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
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

/* --- classes: nll_loss, cross_entropy --------------------------------------------------------- */

/* Input [N, C, ...] or [C], target [N, ...] or []: seen as outer x classes x inner. */
typedef struct
{
  gint64 outer, classes, inner;
} ClassShape;

static gboolean
class_shape (const GrTensor *input, const GrTensor *target, ClassShape *shape, GError **error)
{
  gint class_dim = input->ndim > 1 ? 1 : 0;
  gboolean fits = input->ndim >= 1 && target->ndim == input->ndim - 1;
  *shape = (ClassShape){ 1, 1, 1 };
  for (gint i = 0; fits && i < input->ndim; i++)
    {
      *(i < class_dim    ? &shape->outer
        : i == class_dim ? &shape->classes
                         : &shape->inner)
          *= input->shape[i];
      if (i != class_dim)
        fits = target->shape[i < class_dim ? i : i - 1] == input->shape[i];
    }
  if (fits)
    return TRUE;
  g_autofree char *have = gr_tensor_shape_string (input), *want = gr_tensor_shape_string (target);
  g_set_error (
      error, GR_ERROR, GR_ERROR_SHAPE,
      "size mismatch (got input: %s, target: %s): the target is to have the input's shape without "
      "its dimension of classes",
      have, want);
  return FALSE;
}

static gboolean
nll_loss_infer (GrCall *call, GError **error)
{
  const GrTensor *input = gr_arg (call, 0), *target = gr_arg (call, 1), *weight = gr_arg (call, 2);
  ClassShape shape;
  Reduction reduction;
  if (!gr_require_floating (call, 0, error) || !class_shape (input, target, &shape, error)
      || !parse_reduction (call->args[3].string, &reduction, error))
    return FALSE;
  if (target->dtype != GR_INT64 && target->dtype != GR_UINT8)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, "expected scalar type Long but found %s",
                   gr_dtype_name (target->dtype));
      return FALSE;
    }
  if (weight && gr_tensor_numel (weight) != shape.classes)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "weight tensor should be defined either for all %" G_GINT64_FORMAT
                   " classes or no classes but got weight tensor of %" G_GINT64_FORMAT " elements",
                   shape.classes, gr_tensor_numel (weight));
      return FALSE;
    }
  gr_call_output (call, input->dtype,
                  reduction == REDUCE_NONE ? gr_tensor_shape (target) : GR_EMPTY_INTS);
  gr_call_output (call, input->dtype, GR_EMPTY_INTS); /* the sum of the weights of what counted */
  return TRUE;
}

/* Inputs of an nll_loss row as contiguous doubles and integers: the work is small beside what made
 * them. */
typedef struct
{
  ClassShape shape;
  GrTensor *input, *target, *weight;
} ClassData;

static gboolean
class_data (GrScope *s, GrTensor *input, GrTensor *target, GrTensor *weight, ClassData *data)
{
  data->input = input ? gx_contiguous (s, gx_to_dtype (s, input, GR_FLOAT64)) : NULL;
  data->target = gx_contiguous (s, gx_to_dtype (s, target, GR_INT64));
  data->weight = weight ? gx_contiguous (s, gx_to_dtype (s, weight, GR_FLOAT64)) : NULL;
  return !s->error;
}

static gboolean
check_class (gint64 wanted, gint64 classes, GError **error)
{
  if (wanted >= 0 && wanted < classes)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
               "Target %" G_GINT64_FORMAT " is out of bounds: there are %" G_GINT64_FORMAT
               " classes",
               wanted, classes);
  return FALSE;
}

static gdouble
class_weight (const ClassData *data, gint64 wanted)
{
  return data->weight ? GR_DATA (gdouble, data->weight)[wanted] : 1;
}

static gboolean
nll_loss_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrTensor *out = call->outputs[0];
  ClassData d;
  Reduction reduction;
  gdouble sum = 0, weights = 0;
  if (!class_shape (gr_arg (call, 0), gr_arg (call, 1), &d.shape, error)
      || !parse_reduction (call->args[3].string, &reduction, error))
    return FALSE;
  class_data (&s, gr_arg (call, 0), gr_arg (call, 1), gr_arg (call, 2), &d);
  for (gint64 i = 0; !s.error && i < d.shape.outer * d.shape.inner; i++)
    {
      gint64 wanted = GR_DATA (gint64, d.target)[i], outer = i / d.shape.inner,
             inner = i % d.shape.inner;
      gdouble loss = 0, weight = 0;
      if (wanted != call->args[4].i)
        {
          if (!check_class (wanted, d.shape.classes, &s.error))
            break;
          weight = class_weight (&d, wanted);
          loss = -weight
                 * GR_DATA (gdouble,
                            d.input)[(outer * d.shape.classes + wanted) * d.shape.inner + inner];
        }
      sum += loss;
      weights += weight;
      if (reduction == REDUCE_NONE)
        gr_tensor_set (out, i, gr_float (loss));
    }
  if (reduction != REDUCE_NONE)
    gr_tensor_set (out, 0, gr_float (reduction == REDUCE_MEAN ? sum / weights : sum));
  gr_tensor_set (call->outputs[1], 0, gr_float (weights));
  return gr_scope_end (&s, error);
}

static void
nll_loss_backward (GrBackward *b)
{
  gr_give (b, 0,
           gx_nll_loss_backward (b->scope, gr_grad (b, 0), gr_input_shape (b, 0), gr_saved (b, 1),
                                 gr_saved (b, 2), gr_result (b, 1), b->args[3].string,
                                 b->args[4].i));
}

const GrOp gr_op_nll_loss = {
  .schema = "nll_loss(Tensor self, Tensor target, Tensor? weight=None, str reduction='mean', "
            "int ignore_index=-100) -> Tensor",
  .summary = N_ ("The negative log probability of the right class."),
  .formula = "out = -sum_n weight[target[n]] self[n, target[n]] / sum_n weight[target[n]]",
  .infer = nll_loss_infer,
  .forward = nll_loss_forward,
  .backward = nll_loss_backward,
  .saves = GR_SAVE_INPUT (1) | GR_SAVE_INPUT (2) | GR_SAVE_OUTPUT (1),
  .n_hidden = 1,
  .samples = GR_SAMPLES ("nll_loss(r(4,3), i(0,3,4))", "nll_loss(r(4,3), i(0,3,4), p(3))",
                         "nll_loss(r(4,3), i(0,3,4), reduction='sum')",
                         "nll_loss(r(2,3,4), i(0,3,2,4), p(3), reduction='none')",
                         "nll_loss(r(6,3), i(0,3,6), ignore_index=1)", "nll_loss(r(3), i(0,3))"),
  .bad = GR_BAD (
      { "nll_loss(r(4,3), i(3,4,4))", "Target 3 is out of bounds: there are 3 classes" },
      { "nll_loss(r(4,3), i(0,3,5))", "size mismatch (got input: [4, 3], target: [5])" }),
};

static gboolean
nll_loss_backward_infer (GrCall *call, GError **error)
{
  gr_call_output (call, gr_arg (call, 0)->dtype, call->args[1].ints);
  return TRUE;
}

static gboolean
nll_loss_backward_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrTensor *out = call->outputs[0];
  ClassData d;
  Reduction reduction;
  if (!class_shape (out, gr_arg (call, 2), &d.shape, error)
      || !parse_reduction (call->args[5].string, &reduction, error))
    return FALSE;
  class_data (&s, NULL, gr_arg (call, 2), gr_arg (call, 3), &d);
  GrTensor *grad = gx_contiguous (&s, gx_to_dtype (&s, gr_arg (call, 0), GR_FLOAT64));
  gdouble divisor = reduction == REDUCE_MEAN ? gr_tensor_get (gr_arg (call, 4), 0).d : 1;
  gr_fill (out, gr_int (0));
  for (gint64 i = 0; !s.error && i < d.shape.outer * d.shape.inner; i++)
    {
      gint64 wanted = GR_DATA (gint64, d.target)[i], outer = i / d.shape.inner,
             inner = i % d.shape.inner;
      gdouble g = GR_DATA (gdouble, grad)[reduction == REDUCE_NONE ? i : 0];
      if (wanted != call->args[6].i && check_class (wanted, d.shape.classes, &s.error))
        gr_tensor_set (out, (outer * d.shape.classes + wanted) * d.shape.inner + inner,
                       gr_float (-g * class_weight (&d, wanted) / divisor));
    }
  return gr_scope_end (&s, error);
}

static void
nll_loss_backward_backward (GrBackward *b)
{
  gr_give (b, 0,
           gx_nll_loss (b->scope, gr_grad (b, 0), gr_saved (b, 2), gr_saved (b, 3),
                        b->args[5].string, b->args[6].i));
}

const GrOp gr_op_nll_loss_backward = {
  .schema = "nll_loss_backward(Tensor grad_output, int[] input_size, Tensor target, "
            "Tensor? weight, Tensor total_weight, str reduction, int ignore_index) -> Tensor",
  .summary = N_ (
      "The gradient of nll_loss: minus the class's weight where the right class is, else 0."),
  .formula = "out[n, target[n]] = -grad_output weight[target[n]] / total_weight",
  .infer = nll_loss_backward_infer,
  .forward = nll_loss_backward_forward,
  .backward = nll_loss_backward_backward,
  .saves = GR_SAVE_INPUT (2) | GR_SAVE_INPUT (3),
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("nll_loss_backward(r(), [4, 3], i(0,3,4), None, 4.0, 'mean', -100)"),
};

/* Targets that are probabilities themselves. */
static GrTensor *
soft_cross_entropy (GrScope *s, GrTensor *logs, GrTensor *target, GrTensor *weight, gint class_dim,
                    const char *how, gdouble smoothing)
{
  GrTensor *goal = target;
  gdouble classes = logs->shape[class_dim];
  if (smoothing > 0)
    goal = plus (s, times (s, target, 1 - smoothing), number (s, smoothing / classes));
  GrTensor *loss = gx_neg (s, gx_sum_dim_IntList (s, weighted (s, gx_mul (s, logs, goal), weight),
                                                  GR_INTS (class_dim), FALSE, GR_DTYPE_NONE));
  if (strcmp (how, "mean") != 0)
    return reduced (s, loss, how);
  gdouble samples = (gdouble) gr_tensor_numel (logs) / MAX (classes, 1);
  return times (s, gx_sum (s, loss, GR_DTYPE_NONE), 1 / samples);
}

/* With label smoothing e each sample's goal is 1 - e for its class and e / C for every class. */
static GrTensor *
smoothed_nll (GrScope *s, GrTensor *logs, GrTensor *target, GrTensor *weight, GrTensor *spread,
              gint class_dim, const char *how, gint64 ignore, gdouble smoothing)
{
  gdouble classes = logs->shape[class_dim];
  GrTensor *right = gx_nll_loss (s, logs, target, weight, how, ignore);
  GrTensor *all = gx_neg (s, gx_sum_dim_IntList (s, weighted (s, logs, spread), GR_INTS (class_dim),
                                                 FALSE, GR_DTYPE_NONE));
  GrTensor *counts = gx_ne (s, target, gx_number (s, gr_int (ignore)));
  all = gx_mul (s, all, counts);
  if (strcmp (how, "mean") != 0)
    all = reduced (s, all, how);
  else
    {
      GrTensor *divisor = counts;
      if (weight)
        {
          GrTensor *valid = gx_mul (s, target,
                                    counts); /* an ignored index may be no class at all */
          GrTensor *each = gx_index_select (s, weight, 0, gx_reshape (s, valid, GR_INTS (-1)));
          divisor = gx_mul (s, gx_reshape (s, each, gr_tensor_shape (target)), counts);
        }
      all = gx_div (s, gx_sum (s, all, GR_DTYPE_NONE), gx_sum (s, divisor, GR_DTYPE_NONE));
    }
  return plus (s, times (s, right, 1 - smoothing), times (s, all, smoothing / classes));
}

static void
cross_entropy_compose (GrScope *s, GrCall *call)
{
  GrTensor *input = gr_arg (call, 0), *target = gr_arg (call, 1), *weight = gr_arg (call, 2);
  const char *how = call->args[4].string;
  gdouble smoothing = call->args[5].f;
  gint class_dim = input->ndim > 1 ? 1 : 0;
  gint64 along[GR_MAX_DIMS] = { -1, 1, 1, 1, 1, 1, 1, 1 };
  if (input->ndim == 0)
    gr_scope_fail (s, GR_ERROR_SHAPE, "cross_entropy expects at least one dimension, of classes");
  if (smoothing < 0 || smoothing > 1)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, "label_smoothing must be between 0.0 and 1.0. Got: %g",
                   smoothing);
  if (s->error)
    return;
  GrTensor *spread = weight ? gx_reshape (s, weight, gr_ints (along, input->ndim - class_dim))
                            : NULL;
  GrTensor *logs = gx_log_softmax_int (s, input, class_dim, GR_DTYPE_NONE);
  if (s->error)
    return;
  if (gr_dtype_is_floating (target->dtype) && gr_tensor_same_shape (input, target))
    gr_call_give (call, soft_cross_entropy (s, logs, target, spread, class_dim, how, smoothing));
  else if (smoothing > 0)
    gr_call_give (call, smoothed_nll (s, logs, target, weight, spread, class_dim, how,
                                      call->args[3].i, smoothing));
  else
    gr_call_give (call, gx_nll_loss (s, logs, target, weight, how, call->args[3].i));
}

const GrOp gr_op_cross_entropy = {
  .schema = "cross_entropy(Tensor input, Tensor target, Tensor? weight=None, *, "
            "int ignore_index=-100, str reduction='mean', float label_smoothing=0.0) -> Tensor",
  .summary = N_ ("The negative log of the probability that softmax gives the right class."),
  .formula = "out = -mean_n ln(softmax(input[n])[target[n]])",
  .compose = cross_entropy_compose,
  .samples = GR_SAMPLES (
      "cross_entropy(r(4,3), i(0,3,4))", "cross_entropy(r(4,3), i(0,3,4), p(3))",
      "cross_entropy(r(4,3), u(4,3))", "cross_entropy(r(4,3), i(0,3,4), p(3), label_smoothing=0.1)",
      "cross_entropy(r(6,3), i(0,3,6), ignore_index=1, label_smoothing=0.2)",
      "cross_entropy(r(2,3,4), i(0,3,2,4), reduction='none')",
      "cross_entropy(r(4,3), u(4,3), p(3), reduction='sum', label_smoothing=0.1)",
      "cross_entropy(r(3), i(0,3))"),
  .bad = GR_BAD (
      { "cross_entropy(r(4,3), i(5,6,4))", "Target 5 is out of bounds: there are 3 classes" },
      { "cross_entropy(r(4,3), i(0,3,4), label_smoothing=1.5)",
        "label_smoothing must be between 0.0 and 1.0. Got: 1.5" }),
};
