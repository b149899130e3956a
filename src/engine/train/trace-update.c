/* trace-update.c - the last stage of a recorded batch: what the optimiser's step does to each
 * parameter. See trace.h. */
#include "trace-private.h"

static char *
state_name (const GrOptimizerKind *kind, guint state, const char *parameter)
{
  return g_strdup_printf ("%s.%s", kind->states[state], parameter);
}

/* The optimiser's own tensors, as they are now: those of before, or of after its step. */
static void
note_states (GrCapture *capture, GrOptimizer *optimizer, const char *parameter, gint block,
             gint *numbers, gboolean after)
{
  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    {
      g_autoptr (GrTensor) state = gr_optimizer_state (optimizer, parameter, i);
      g_autofree char     *name = NULL;

      numbers[i] = GR_TRACE_NONE;
      if (!state)
        continue;
      name = state_name (gr_optimizer_kind (optimizer), i, parameter);
      numbers[i] = (gint) (after ? gr_capture_again : gr_capture_own) (capture, state,
                                                                       GR_TRACE_STATE, name);
      gr_trace_tensor_at (capture->trace, (guint) numbers[i])->block = block;
    }
}

/* What the step reads, where it is not the gradient that backward left. */
static gint
note_clipped (GrCapture *capture, const GrModuleTensor *parameter, gint block)
{
  g_autofree char *name = g_strconcat (parameter->name, ".grad (clipped)", NULL);
  const guint number = gr_capture_own (capture, gr_tensor_grad (parameter->tensor),
                                       GR_TRACE_GRADIENT, name);

  gr_trace_tensor_at (capture->trace, number)->block = block;
  return (gint) number;
}

static void
note_before (GrCapture *capture, const GrTraceOptions *options, const GrModuleTensor *parameter)
{
  const gboolean       clips = options->clip_norm > 0 || options->clip_value > 0;
  GrTraceUpdate       *update = g_new0 (GrTraceUpdate, 1);
  const GrTraceTensor *before;
  GrOptimizerElement   first = { 0 };

  update->number = capture->trace->updates->len;
  update->parameter = (gint) gr_capture_known (capture, parameter->tensor);
  before = gr_trace_tensor_at (capture->trace, (guint) update->parameter);
  update->block = before->block;
  update->grad = clips ? note_clipped (capture, parameter, update->block) : GR_TRACE_NONE;
  if (gr_tensor_numel (parameter->tensor) > 0)
    gr_optimizer_element (options->optimizer, parameter->name, 0, &first);
  update->lr = first.lr;
  update->momentum = first.momentum;
  update->step = first.step;
  note_states (capture, options->optimizer, parameter->name, update->block, update->states, FALSE);
  g_ptr_array_add (capture->trace->updates, update);
}

static void
note_after (GrCapture *capture, const GrTraceOptions *options, const GrModuleTensor *parameter,
            GrTraceUpdate *update)
{
  update->after = (gint) gr_capture_again (capture, parameter->tensor, GR_TRACE_PARAMETER,
                                           parameter->name);
  gr_trace_tensor_at (capture->trace, (guint) update->after)->block = update->block;
  note_states (capture, options->optimizer, parameter->name, update->block, update->states_after,
               TRUE);
}

void
gr_capture_update (GrCapture *capture, const GrTraceOptions *options)
{
  GrModule *module = capture->module;
  guint     number = 0;

  capture->trace->until = GR_STAGE_UPDATE;
  capture->trace->optimizer = gr_optimizer_kind (options->optimizer);
  capture->trace->optimizer_options = gr_options_copy (gr_optimizer_options (options->optimizer));
  if (options->clip_norm > 0)
    gr_optimizer_clip_norm (options->optimizer, options->clip_norm);
  if (options->clip_value > 0)
    gr_optimizer_clip_value (options->optimizer, options->clip_value);
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    if (!gr_module_tensor (module, i)->is_buffer && !gr_module_tensor (module, i)->frozen)
      note_before (capture, options, gr_module_tensor (module, i));
  gr_optimizer_step (options->optimizer);
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    if (!gr_module_tensor (module, i)->is_buffer && !gr_module_tensor (module, i)->frozen)
      note_after (capture, options, gr_module_tensor (module, i),
                  g_ptr_array_index (capture->trace->updates, number++));
}
