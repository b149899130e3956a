/* trace-explain.c - where a number of a recorded batch comes from: the rows' own word, of the
 * tensors that the trace kept. See trace.h. */
#include "trace-private.h"

#include <glib/gi18n-lib.h>

static gboolean
is_kept (const GrTrace *trace, const GrTraceCall *call)
{
  gboolean kept = TRUE;

  for (guint i = 0; i < call->n_inputs; i++)
    kept = kept && gr_trace_tensor_at (trace, call->inputs[i].tensor)->whole;
  for (guint i = 0; i < call->n_outputs; i++)
    kept = kept && (call->outputs[i] < 0
                    || gr_trace_tensor_at (trace, (guint) call->outputs[i])->whole);
  return kept;
}

GrExplanation *
gr_trace_explain (const GrTrace *trace, guint call, guint output, gint64 element, GError **error)
{
  const GrTraceCall    *of = gr_trace_call (trace, call);
  g_autofree GrTensor **outputs = g_new0 (GrTensor *, of->n_outputs);
  GrExplanation        *explanation = NULL;
  guint                 n = 0;

  if (!is_kept (trace, of))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_UNSUPPORTED,
                   _ ("Not all the numbers that this takes were kept: record fewer items"));
      return NULL;
    }
  for (; n < of->n_outputs && of->outputs[n] >= 0; n++)
    outputs[n] = gr_trace_tensor_at (trace, (guint) of->outputs[n])->values;
  gr_explain (of->op, of->args, outputs, n, output, element, &explanation, error);
  return explanation;
}

guint
gr_trace_place (const GrTrace *trace, guint call, GrPlace place)
{
  const GrTraceCall *of = gr_trace_call (trace, call);

  for (guint i = 0; i < of->n_inputs; i++)
    if (of->inputs[i].arg == place.arg && of->inputs[i].entry == place.entry)
      return of->inputs[i].tensor;
  g_return_val_if_reached (0);
}

static gdouble
element_of (const GrTrace *trace, gint tensor, gint64 element)
{
  return gr_tensor_get (gr_trace_tensor_at (trace, (guint) tensor)->values, element).d;
}

static gboolean
are_kept (const GrTrace *trace, const GrTraceUpdate *update)
{
  gboolean kept = gr_trace_tensor_at (trace, (guint) update->parameter)->whole
                  && gr_trace_tensor_at (trace, (guint) update->grad)->whole;

  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    kept = kept && (update->states[i] < 0
                    || gr_trace_tensor_at (trace, (guint) update->states[i])->whole);
  return kept;
}

GPtrArray *
gr_trace_explain_update (const GrTrace *trace, guint update, gint64 element)
{
  const GrTraceUpdate *of = gr_trace_update (trace, update);
  GrOptimizerElement   from = { .lr = of->lr, .momentum = of->momentum, .step = of->step };

  if (element < 0 || !are_kept (trace, of)
      || element >= gr_tensor_numel (gr_trace_tensor_at (trace, (guint) of->parameter)->form))
    return NULL;
  from.value = element_of (trace, of->parameter, element);
  from.grad = element_of (trace, of->grad, element);
  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    if (of->states[i] >= 0)
      {
        from.has |= 1u << i;
        from.states[i] = element_of (trace, of->states[i], element);
      }
  return gr_optimizer_kind_explain (trace->optimizer, trace->optimizer_options, &from);
}
