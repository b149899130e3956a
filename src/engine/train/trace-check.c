/* trace-check.c - running the recorded calls again with one number moved: see trace-check.h. */
#include "trace-check.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "evaluate.h"
#include "gradus-functions.h"

/* --- the calls again -------------------------------------------------------------------------- */

typedef struct
{
  const GrTrace *trace;
  GrTensor **exact; /* by number: what was recorded, in float64; NULL: not asked for yet */
  GrTensor **moved; /* by number: what followed from the number moved; NULL: it is as it was */
} Replay;

static void
replay_init (Replay *replay, const GrTrace *trace)
{
  replay->trace = trace;
  replay->exact = g_new0 (GrTensor *, gr_trace_n_tensors (trace));
  replay->moved = g_new0 (GrTensor *, gr_trace_n_tensors (trace));
}

static void
replay_clear (Replay *replay)
{
  gr_outputs_clear (replay->exact, gr_trace_n_tensors (replay->trace));
  gr_outputs_clear (replay->moved, gr_trace_n_tensors (replay->trace));
  g_free (replay->exact);
  g_free (replay->moved);
}

/* A bare number, as the 2 of x * 2, holds all its digits already. (transfer none) */
static GrTensor *
exact (Replay *replay, guint number, GError **error)
{
  const GrTraceTensor *of = gr_trace_tensor (replay->trace, number);

  if (!replay->exact[number])
    replay->exact[number] = gr_dtype_is_floating (of->form->dtype) && !of->form->is_number
                                ? gr_tensor_cast (of->values, GR_FLOAT64, error)
                                : gr_tensor_alias (of->values);
  return replay->exact[number];
}

static gboolean
follows (const Replay *replay, const GrTraceCall *call)
{
  for (guint i = 0; i < call->n_inputs; i++)
    if (replay->moved[call->inputs[i].tensor])
      return TRUE;
  return FALSE;
}

/* The call's arguments with the tensors of now. (transfer full), but not the tensors */
static GrValue *
arguments (Replay *replay, const GrTraceCall *call, GError **error)
{
  g_autofree GrValue *args = gr_values_copy (call->args, call->n_args);

  for (guint i = 0; i < call->n_inputs; i++)
    {
      const GrTraceInput *input = &call->inputs[i];
      GrTensor *tensor = replay->moved[input->tensor];

      if (!tensor && !(tensor = exact (replay, input->tensor, error)))
        return NULL;
      if (args[input->arg].kind == GR_VALUE_TENSOR)
        args[input->arg].tensor = tensor;
      else
        ((GrTensor **) args[input->arg].tensors.v)[input->entry] = tensor;
    }
  for (guint i = 0; i < call->n_args; i++)
    if (args[i].kind == GR_VALUE_DTYPE && gr_dtype_is_floating (args[i].dtype))
      args[i].dtype = GR_FLOAT64;
  return g_steal_pointer (&args);
}

static gboolean
call_again (Replay *replay, const GrTraceCall *call, GError **error)
{
  g_autofree GrValue *args = arguments (replay, call, error);
  GrGenerator generator = call->generator, *before;
  GrTensor **results;
  gsize n = 0;

  if (!args)
    return FALSE;
  before = gr_generator_use (&generator);
  results = gr_call_values (call->op, GR_FORM_PLAIN, args, NULL, &n, error);
  gr_generator_use (before);
  if (!results)
    return FALSE;
  for (gsize i = 0; i < n && i < call->n_visible; i++)
    if (call->outputs[i] != GR_TRACE_NONE)
      {
        g_clear_pointer (&replay->moved[call->outputs[i]], gr_tensor_unref);
        replay->moved[call->outputs[i]] = gr_tensor_ref (results[i]);
      }
  gr_tensor_list_free (results);
  return TRUE;
}

static gboolean
replay_from (Replay *replay, guint number, GError **error)
{
  for (guint i = 0; i < gr_trace_n_calls (replay->trace); i++)
    {
      const GrTraceCall *call = gr_trace_call (replay->trace, i);

      if (call->stage > GR_STAGE_LOSS)
        break;
      if (follows (replay, call) && !call_again (replay, call, error))
        return FALSE;
    }
  return TRUE;
}

/* The loss with the element at @value. */
static gboolean
loss_at (Replay *replay, guint number, gint64 element, gdouble value, gdouble *loss, GError **error)
{
  const guint end = (guint) gr_trace_loss (replay->trace);
  GrTensor *from = exact (replay, number, error), *nudged = NULL;

  gr_outputs_clear (replay->moved, gr_trace_n_tensors (replay->trace));
  /* Its elements may share memory. */
  if (!from || !(nudged = gr_tensor_new (GR_FLOAT64, GR_CPU, gr_tensor_shape (from), error)))
    return FALSE;
  replay->moved[number] = nudged;
  if (!gr_tensor_copy_ (nudged, from, error))
    return FALSE;
  gr_tensor_set (nudged, element, gr_float (value));
  if (!replay_from (replay, number, error))
    return FALSE;
  *loss = gr_tensor_to_double (replay->moved[end] ? replay->moved[end] : exact (replay, end, NULL));
  return TRUE;
}

/* --- the quotient and the verdict ------------------------------------------------------------- */

static gdouble
largest (const GrTensor *tensor)
{
  gdouble largest = 0;

  for (gint64 i = 0; i < gr_tensor_numel (tensor); i++)
    largest = fmax (largest, fabs (gr_tensor_get (tensor, i).d));
  return largest;
}

/* The largest gradient of the tensor and of others of its block, in whose size they are rounded:
 * that of a bias before a batch norm is a sum that is 0, of terms that are not. */
static gdouble
size_of_gradients (const GrTrace *trace, const GrTraceTensor *of)
{
  gdouble size = 0;

  for (guint i = 0; i < gr_trace_n_tensors (trace); i++)
    {
      const GrTraceTensor *each = gr_trace_tensor (trace, i);

      if (each->grad != GR_TRACE_NONE
          && (each == of || (of->block != GR_TRACE_NONE && each->block == of->block)))
        size = fmax (size, largest (gr_trace_tensor (trace, (guint) each->grad)->values));
    }
  return size;
}

/* How many roundings' worth of error a loss has in float64, a gradient in its own dtype. */
#define ROUNDINGS_OF_LOSS     16
#define ROUNDINGS_OF_GRADIENT 256

/* @precision: how exact the gradient itself is. */
static gboolean
check_at (Replay *replay, guint number, gint64 element, gdouble precision, GrTraceCheck *check,
          GError **error)
{
  const gdouble value = check->value, h = check->epsilon;
  gdouble here, below2, above2, double_difference, bend, double_bend, rounding;

  if (!loss_at (replay, number, element, value, &here, error)
      || !loss_at (replay, number, element, value - h, &check->below, error)
      || !loss_at (replay, number, element, value + h, &check->above, error)
      || !loss_at (replay, number, element, value - 2 * h, &below2, error)
      || !loss_at (replay, number, element, value + 2 * h, &above2, error))
    return FALSE;
  check->left = (here - check->below) / h;
  check->right = (check->above - here) / h;
  check->difference = (check->above - check->below) / (2 * h);
  double_difference = (above2 - below2) / (4 * h);
  rounding = ROUNDINGS_OF_LOSS * DBL_EPSILON * fmax (fabs (check->above), fabs (check->below))
             / (2 * h);
  check->bound = rounding + 2 * fabs (double_difference - check->difference) + precision;
  /* Where the loss is smooth the two slopes come together as epsilon shrinks. */
  bend = fabs (check->right - check->left);
  double_bend = fabs ((above2 - here) - (here - below2)) / (2 * h);
  if (fabs (check->gradient - check->difference) <= check->bound)
    check->verdict = GR_CHECK_AGREES;
  else if (bend > 2 * rounding && bend > 0.55 * double_bend
           && check->gradient >= fmin (check->left, check->right) - check->bound
           && check->gradient <= fmax (check->left, check->right) + check->bound)
    check->verdict = GR_CHECK_CORNER;
  else
    check->verdict = GR_CHECK_DIFFERS;
  return TRUE;
}

/* --- asking ----------------------------------------------------------------------------------- */

static const GrTensor *
gradient_of (const GrTrace *trace, const GrTraceTensor *of, gint64 element, GError **error)
{
  if (element < 0 || element >= gr_tensor_numel (of->form))
    g_set_error (error, GR_ERROR, GR_ERROR_INDEX, _ ("“%s” has no element %" PRId64), of->name,
                 element);
  else if (of->grad == GR_TRACE_NONE || gr_trace_loss (trace) == GR_TRACE_NONE)
    g_set_error (error, GR_ERROR, GR_ERROR_AUTOGRAD, _ ("No gradient of “%s” was recorded"),
                 of->name);
  else if (gr_trace_limit (trace) != G_MAXSIZE)
    g_set_error (error, GR_ERROR, GR_ERROR_UNSUPPORTED,
                 _ ("Not all the numbers that this takes were kept: record fewer items"));
  else
    return gr_trace_tensor (trace, (guint) of->grad)->values;
  return NULL;
}

gboolean
gr_trace_check (const GrTrace *trace, guint tensor, gint64 element, gdouble epsilon,
                GrTraceCheck *check, GError **error)
{
  const GrTraceTensor *of = gr_trace_tensor (trace, tensor);
  const GrTensor *gradients = gradient_of (trace, of, element, error);
  gboolean grad, ok;
  gdouble precision;
  Replay replay;

  if (!gradients)
    return FALSE;
  *check = (GrTraceCheck){ .value = gr_tensor_get (of->values, element).d,
                           .gradient = gr_tensor_get (gradients, element).d };
  /* A power of two, so that nothing is lost where it is added. */
  check->epsilon = epsilon > 0
                       ? epsilon
                       : exp2 (round (log2 (cbrt (DBL_EPSILON) * fmax (1, fabs (check->value)))));
  precision = (gradients->dtype == GR_FLOAT64 ? DBL_EPSILON : FLT_EPSILON) * ROUNDINGS_OF_GRADIENT
              * size_of_gradients (trace, of);
  grad = gr_set_grad_enabled (FALSE);
  replay_init (&replay, trace);
  ok = check_at (&replay, tensor, element, precision, check, error);
  for (guint again = 0; again < 2 && ok && !(epsilon > 0) && check->verdict != GR_CHECK_AGREES;
       again++)
    {
      check->epsilon /= 8;
      ok = check_at (&replay, tensor, element, precision, check, error);
    }
  replay_clear (&replay);
  gr_set_grad_enabled (grad);
  return ok;
}
