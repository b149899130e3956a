/* loss-classes.c - losses against the number of a class: nll_loss and cross_entropy. */
#include "loss.h"

#include "../cpu/loops.h"
#include "formula.h"
#include "infer.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

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
      _ ("size mismatch (got input: %s, target: %s): the target is to have the input's shape "
         "without its dimension of classes"),
      have, want);
  return FALSE;
}

static gboolean
nll_loss_infer (GrCall *call, GError **error)
{
  const GrTensor *input = gr_arg (call, 0), *target = gr_arg (call, 1), *weight = gr_arg (call, 2);
  ClassShape shape;
  GrLossReduction reduction;
  if (!gr_require_floating (call, 0, error) || !class_shape (input, target, &shape, error)
      || !gr_loss_parse_reduction (call->args[3].string, &reduction, error))
    return FALSE;
  if (target->dtype != GR_INT64 && target->dtype != GR_UINT8)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, _ ("expected scalar type Long but found %s"),
                   gr_dtype_name (target->dtype));
      return FALSE;
    }
  if (weight && gr_tensor_numel (weight) != shape.classes)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("weight tensor should be defined either for all %" PRId64 " classes or no "
                      "classes but got weight tensor of %" PRId64 " elements"),
                   shape.classes, gr_tensor_numel (weight));
      return FALSE;
    }
  gr_call_output (call, input->dtype,
                  reduction == GR_LOSS_NONE ? gr_tensor_shape (target) : GR_EMPTY_INTS);
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
               _ ("Target %" PRId64 " is out of bounds: there are %" PRId64 " classes"),
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
  GrLossReduction reduction;
  gdouble sum = 0, weights = 0;
  if (!class_shape (gr_arg (call, 0), gr_arg (call, 1), &d.shape, error)
      || !gr_loss_parse_reduction (call->args[3].string, &reduction, error))
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
      if (reduction == GR_LOSS_NONE)
        gr_tensor_set (out, i, gr_float (loss));
    }
  if (reduction != GR_LOSS_NONE)
    gr_tensor_set (out, 0, gr_float (reduction == GR_LOSS_MEAN ? sum / weights : sum));
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
  .explain = gr_explain_linear_first,
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
  GrLossReduction reduction;
  if (!class_shape (out, gr_arg (call, 2), &d.shape, error)
      || !gr_loss_parse_reduction (call->args[5].string, &reduction, error))
    return FALSE;
  class_data (&s, NULL, gr_arg (call, 2), gr_arg (call, 3), &d);
  GrTensor *grad = gx_contiguous (&s, gx_to_dtype (&s, gr_arg (call, 0), GR_FLOAT64));
  gdouble divisor = reduction == GR_LOSS_MEAN ? gr_tensor_get (gr_arg (call, 4), 0).d : 1;
  gr_fill (out, gr_int (0));
  for (gint64 i = 0; !s.error && i < d.shape.outer * d.shape.inner; i++)
    {
      gint64 wanted = GR_DATA (gint64, d.target)[i], outer = i / d.shape.inner,
             inner = i % d.shape.inner;
      gdouble g = GR_DATA (gdouble, grad)[reduction == GR_LOSS_NONE ? i : 0];
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
  .explain = gr_explain_linear_first,
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
    goal = fx_add (s, fx_times (s, target, 1 - smoothing),
                   gx_number (s, gr_float (smoothing / classes)));
  GrTensor *loss = gx_neg (
      s, gx_sum_dim_IntList (s, gr_loss_weighted (s, gx_mul (s, logs, goal), weight),
                             GR_INTS (class_dim), FALSE, GR_DTYPE_NONE));
  if (strcmp (how, "mean") != 0)
    return gr_loss_reduced (s, loss, how);
  gdouble samples = (gdouble) gr_tensor_numel (logs) / MAX (classes, 1);
  return fx_times (s, gx_sum (s, loss, GR_DTYPE_NONE), 1 / samples);
}

/* With label smoothing e each sample's goal is 1 - e for its class and e / C for every class. */
static GrTensor *
smoothed_nll (GrScope *s, GrTensor *logs, GrTensor *target, GrTensor *weight, GrTensor *spread,
              gint class_dim, const char *how, gint64 ignore, gdouble smoothing)
{
  gdouble classes = logs->shape[class_dim];
  GrTensor *right = gx_nll_loss (s, logs, target, weight, how, ignore);
  GrTensor *all = gx_neg (s, gx_sum_dim_IntList (s, gr_loss_weighted (s, logs, spread),
                                                 GR_INTS (class_dim), FALSE, GR_DTYPE_NONE));
  GrTensor *counts = gx_ne (s, target, gx_number (s, gr_int (ignore)));
  all = gx_mul (s, all, counts);
  if (strcmp (how, "mean") != 0)
    all = gr_loss_reduced (s, all, how);
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
  return fx_add (s, fx_times (s, right, 1 - smoothing), fx_times (s, all, smoothing / classes));
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
    gr_scope_fail (s, GR_ERROR_SHAPE,
                   _ ("cross_entropy expects at least one dimension, of classes"));
  if (smoothing < 0 || smoothing > 1)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, _ ("label_smoothing must be between 0.0 and 1.0. Got: %g"),
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
