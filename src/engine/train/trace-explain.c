/* trace-explain.c - where a number of a recorded batch comes from: the rows' own word, of the
 * tensors that the trace kept. See trace.h. */
#include "trace-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* --- of what was kept of a batch -------------------------------------------------------------- */

/* Whether its dimension 0 is the batch, whose size is @size. */
static gboolean
is_batch (const GrTraceTensor *tensor, gint64 size)
{
  return tensor->role != GR_TRACE_PARAMETER && tensor->role != GR_TRACE_BUFFER
         && tensor->role != GR_TRACE_GRADIENT && tensor->form->ndim > 0
         && tensor->form->shape[0] == size;
}

/* How many items there are of every tensor of the call; 0 where one was cut that is no batch. */
static gint64
n_items_kept (const GrTrace *trace, const GrTraceCall *call, gint64 size)
{
  gint64 n = size;

  for (guint i = 0; i < call->n_inputs + call->n_outputs; i++)
    {
      const gint number = i < call->n_inputs ? (gint) call->inputs[i].tensor
                                             : call->outputs[i - call->n_inputs];
      const GrTraceTensor *tensor
          = number < 0 ? NULL : gr_trace_tensor_at (trace, (guint) number);

      if (tensor && !tensor->whole)
        n = MIN (n, tensor->values && is_batch (tensor, size) ? tensor->values->shape[0] : 0);
    }
  return n;
}

/* Its first @n items where it is a batch; (transfer full) */
static GrTensor *
first_items (const GrTraceTensor *tensor, gint64 size, gint64 n)
{
  gint64 shape[GR_MAX_DIMS];

  if (!is_batch (tensor, size))
    return gr_tensor_ref (tensor->values);
  memcpy (shape, tensor->form->shape, sizeof shape);
  shape[0] = n;
  return gr_tensor_new_view (tensor->values, gr_ints (shape, tensor->form->ndim),
                             gr_tensor_strides (tensor->values), tensor->values->offset, NULL);
}

/* Whether it gives the number that the batch as a whole gave: not where an item's depends on the
 * others. */
static gboolean
gives (const GrExplanation *explanation, gdouble element)
{
  gdouble sizes = fabs (element);

  for (guint i = 0; i < explanation->terms->len; i++)
    sizes += fabs (g_array_index (explanation->terms, GrTerm, i).value);
  return fabs (gr_explanation_value (explanation) - element) <= 1e-5 * sizes;
}

static GrExplanation *
explain_items (const GrTrace *trace, const GrTraceCall *call, guint output, gint64 element,
               GError **error)
{
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  g_autoptr (GPtrArray) outputs = g_ptr_array_new ();
  g_autofree GrValue   *args = gr_values_copy (call->args, call->n_args);
  const GrTensor       *form
      = gr_trace_tensor_at (trace, (guint) call->outputs[output])->form;
  const gint64          size = form->ndim ? form->shape[0] : 0;
  const gint64          n = size ? n_items_kept (trace, call, size) : 0;
  GrExplanation        *explanation = NULL;

  if (n == 0 || element >= gr_tensor_numel (form) / size * n)
    return NULL;
  for (guint i = 0; i < call->n_inputs; i++)
    {
      const GrTraceInput *input = &call->inputs[i];
      GrTensor *items = first_items (gr_trace_tensor_at (trace, input->tensor), size, n);

      g_ptr_array_add (held, items);
      if (args[input->arg].kind == GR_VALUE_TENSOR)
        args[input->arg].tensor = items;
      else
        ((GrTensor **) args[input->arg].tensors.v)[input->entry] = items;
    }
  for (guint i = 0; i < call->n_outputs && call->outputs[i] >= 0; i++)
    {
      g_ptr_array_add (outputs, first_items (gr_trace_tensor_at (trace, (guint) call->outputs[i]),
                                             size, n));
      g_ptr_array_add (held, outputs->pdata[i]);
    }
  if (gr_explain (call->op, args, (GrTensor *const *) outputs->pdata, outputs->len, output, element,
                  &explanation, error)
      && !gives (explanation, gr_tensor_get (outputs->pdata[output], element).d))
    g_clear_pointer (&explanation, gr_explanation_free);
  return explanation;
}

/* --- of a whole batch ------------------------------------------------------------------------- */

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
      g_autoptr (GError) ignored = NULL;

      if (output < of->n_outputs && of->outputs[output] >= 0 && element >= 0)
        explanation = explain_items (trace, of, output, element, &ignored);
      if (!explanation)
        g_set_error (error, GR_ERROR, GR_ERROR_UNSUPPORTED,
                     _ ("Not all the numbers that this takes were kept: record fewer items"));
      return explanation;
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
