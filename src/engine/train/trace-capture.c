/* trace-capture.c - gr_trace_capture(): runs a batch and listens to the calls, the blocks and the
 * nodes. See trace.h. */
#include "trace-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "evaluate.h"
#include "gradus-functions.h"

/* --- nodes ------------------------------------------------------------------------------------ */

static gint *
no_tensors (guint n)
{
  gint *numbers = g_new (gint, n);

  for (guint i = 0; i < n; i++)
    numbers[i] = GR_TRACE_NONE;
  return numbers;
}

static const char *
name_of_output (const GrTrace *trace, const GrOp *op, guint output)
{
  const GrSchema  *schema = gr_op_schema (op);
  g_autofree char *numbered = NULL;

  if (output < schema->n_returns && schema->returns[output].name)
    return schema->returns[output].name;
  if (output == 0)
    return "output";
  numbered = g_strdup_printf ("output %u", output);
  return g_string_chunk_insert_const (trace->strings, numbered);
}

/* What the row says it saves, of the call that @node recorded. */
static void
note_saved (const GrTrace *trace, GrTraceNode *node, const GrTraceCall *call)
{
  const guint32 saves = call->op->saves;

  node->saved = g_new (GrTraceSaved, call->n_inputs + call->n_outputs);
  for (guint i = 0; i < call->n_inputs; i++)
    if (saves & GR_SAVE_INPUT (call->inputs[i].arg))
      node->saved[node->n_saved++]
          = (GrTraceSaved){ gr_op_schema (call->op)->params[call->inputs[i].arg].name, FALSE,
                            call->inputs[i].arg, (gint) call->inputs[i].tensor };
  for (guint i = 0; i < call->n_outputs; i++)
    if (saves & GR_SAVE_OUTPUT (i))
      node->saved[node->n_saved++]
          = (GrTraceSaved){ name_of_output (trace, call->op, i), TRUE, i, call->outputs[i] };
}

static guint node_number (GrCapture *capture, GrNode *of, const GrTraceCall *call);

static void
note_edges (GrCapture *capture, GrTraceNode *node, GrNode *of)
{
  node->n_edges = gr_node_n_next (of);
  node->edges = g_new (GrTraceEdge, node->n_edges);
  for (guint i = 0; i < node->n_edges; i++)
    {
      GrTraceEdge *edge = &node->edges[i];
      GrNode      *next = gr_node_next (of, i, &edge->output);

      edge->node = next ? (gint) node_number (capture, next, NULL) : GR_TRACE_NONE;
    }
}

static void
note_variable (GrCapture *capture, GrTraceNode *node, GrTensor *variable)
{
  GrTraceTensor *leaf;

  node->variable = (gint) gr_capture_known (capture, variable);
  leaf = gr_trace_tensor_at (capture->trace, (guint) node->variable);
  leaf->node = (gint) node->number;
  node->block = leaf->block;
}

/* The number of @of, which @call recorded where it is new (or NULL: autograd made it by itself). */
static guint
node_number (GrCapture *capture, GrNode *of, const GrTraceCall *call)
{
  GrTrace     *trace = capture->trace;
  const guint  known = GPOINTER_TO_UINT (g_hash_table_lookup (capture->node_numbers, of));
  GrTraceNode *node;

  if (known)
    return known - 1;
  node = g_new0 (GrTraceNode, 1);
  node->number = trace->nodes->len;
  node->name = g_string_chunk_insert_const (trace->strings, gr_node_name (of));
  node->sequence = gr_node_sequence (of);
  node->op = gr_node_op (of);
  node->call = call ? (gint) call->number : GR_TRACE_NONE;
  node->block = call ? call->block : GR_TRACE_NONE;
  node->variable = GR_TRACE_NONE;
  g_ptr_array_add (trace->nodes, node);
  g_hash_table_insert (capture->node_numbers, gr_node_ref (of),
                       GUINT_TO_POINTER (node->number + 1));
  if (gr_node_variable (of))
    note_variable (capture, node, gr_node_variable (of));
  if (call)
    note_saved (trace, node, call);
  note_edges (capture, node, of);
  return node->number;
}

static gint *
numbers_of (GrCapture *capture, GrTensor *const *tensors, guint n)
{
  gint *numbers = no_tensors (n);

  for (guint i = 0; i < n; i++)
    if (tensors[i])
      numbers[i] = (gint) gr_capture_known (capture, tensors[i]);
  return numbers;
}

static void
node_ran (GrNode *of, GrTensor *const *grads, guint n_grads, GrTensor *const *given,
          guint n_given, gint64 nanoseconds, gpointer user)
{
  GrCapture   *capture = user;
  GrTraceNode *node = gr_trace_node_at (capture->trace, node_number (capture, of, NULL));

  node->ran = TRUE;
  node->nanoseconds = nanoseconds;
  node->n_received = n_grads;
  node->received = numbers_of (capture, grads, n_grads);
  node->given = numbers_of (capture, given, n_given);
}

/* --- calls ------------------------------------------------------------------------------------ */

static void
add_input (GrCapture *capture, GArray *inputs, guint arg, guint entry, GrTensor *tensor)
{
  GrTraceInput input = { arg, entry, 0 };

  if (!tensor)
    return;
  input.tensor = gr_capture_known (capture, tensor);
  g_array_append_val (inputs, input);
}

static void
find_inputs (GrCapture *capture, const GrCall *call, GArray *inputs)
{
  g_array_set_size (inputs, 0);
  for (guint i = 0; i < call->n_args; i++)
    if (call->args[i].kind == GR_VALUE_TENSOR)
      add_input (capture, inputs, i, 0, call->args[i].tensor);
    else if (call->args[i].kind == GR_VALUE_TENSORS)
      for (gsize k = 0; k < call->args[i].tensors.n; k++)
        add_input (capture, inputs, i, (guint) k, call->args[i].tensors.v[k]);
}

static void
before_write (const GrCall *call, gpointer user)
{
  GrCapture *capture = user;

  if (capture->busy || call->in_place->device.type != GR_DEVICE_CPU)
    return;
  find_inputs (capture, call, capture->pending);
  capture->has_pending = TRUE;
  gr_capture_before_write (capture, call->in_place);
}

static gint
current_block (const GrCapture *capture)
{
  const GrModuleBlock *current = gr_module_current ();

  for (guint i = 0; current && i < gr_module_n_blocks (capture->module); i++)
    if (gr_module_block (capture->module, i) == current)
      return (gint) i;
  return GR_TRACE_NONE;
}

static void
count_call (guint *first, guint *n, guint number)
{
  if ((*n)++ == 0)
    *first = number;
}

/* Which block and which node it is part of. */
static void
place_call (GrCapture *capture, GrTraceCall *call)
{
  GrNode      *running = gr_backward_current ();
  GrTraceNode *node;

  call->node = GR_TRACE_NONE;
  call->block = current_block (capture);
  if (call->block >= 0)
    {
      GrTraceBlock *block = gr_trace_block_at (capture->trace, (guint) call->block);

      count_call (&block->first_call, &block->n_calls, call->number);
    }
  if (!running)
    return;
  node = gr_trace_node_at (capture->trace, node_number (capture, running, NULL));
  call->node = (gint) node->number;
  call->block = node->block;
  call->hands_on = node->ran;
  count_call (&node->first_call, &node->n_calls, call->number);
}

static void
add_output (GrCapture *capture, GrTraceCall *call, guint k, GrTensor *tensor)
{
  const gboolean given_back = !call->in_place && g_hash_table_contains (capture->numbers, tensor);
  const guint    number = given_back ? gr_capture_known (capture, tensor)
                                     : gr_capture_new (capture, tensor);
  GrTraceTensor *made = gr_trace_tensor_at (capture->trace, number);

  call->outputs[k] = (gint) number;
  if (given_back)
    return;
  made->call = (gint) call->number;
  made->output = (gint) k;
  made->block = call->block;
  if (call->in_place && call->n_inputs)
    {
      const GrTraceTensor *before = gr_trace_tensor_at (capture->trace, call->inputs[0].tensor);

      made->role = before->role;
      made->name = before->name;
      made->view_of = before->view_of;
    }
  else if (call->op->flags & GR_OP_VIEW)
    made->view_of = (gint) call->inputs[0].tensor;
}

/* Arguments that the kernel wrote, as batch_norm its running statistics. */
static void
find_written (GrCapture *capture, GrTraceCall *call, const GrCall *heard)
{
  for (guint i = 0; i < call->n_inputs; i++)
    {
      const GrTraceInput *input = &call->inputs[i];
      const GrValue      *arg = &heard->args[input->arg];
      GrTensor *tensor = arg->kind == GR_VALUE_TENSOR ? arg->tensor : arg->tensors.v[input->entry];
      GrTraceTensor *before = gr_trace_tensor_at (capture->trace, input->tensor), *after;

      if (!gr_capture_is_written (capture, tensor))
        continue;
      after = gr_trace_tensor_at (capture->trace, gr_capture_new (capture, tensor));
      after->call = (gint) call->number;
      after->role = before->role;
      after->name = before->name;
      after->block = before->block;
    }
}

/* The node that a forward call recorded. */
static void
find_node (GrCapture *capture, GrTraceCall *call, const GrCall *heard)
{
  for (guint k = 0; k < call->n_visible; k++)
    {
      GrTensor      *output = heard->outputs[k];
      GrNode        *grad_fn = output ? gr_tensor_grad_fn (output) : NULL;
      GrTraceTensor *made;

      if (!grad_fn || !gr_tensor_requires_grad (output))
        continue;
      made = gr_trace_tensor_at (capture->trace, (guint) call->outputs[k]);
      made->node = (gint) node_number (capture, grad_fn, call);
      made->node_output = (gint) gr_tensor_output_nr (output);
      call->node = made->node;
    }
}

static void
heard (const GrCall *of, gint64 nanoseconds, gpointer user)
{
  GrCapture   *capture = user;
  GrTraceCall *call;

  if (capture->busy || of->device.type != GR_DEVICE_CPU)
    return;
  capture->busy = TRUE;
  call = g_new0 (GrTraceCall, 1);
  call->number = capture->trace->calls->len;
  call->stage = capture->stage;
  call->op = of->op;
  call->args = gr_values_copy (of->args, of->n_args);
  call->n_args = of->n_args;
  call->nanoseconds = nanoseconds;
  call->in_place = of->in_place != NULL;
  if (of->generator)
    {
      call->generator = capture->random;
      capture->random = *of->generator;
    }
  g_ptr_array_add (capture->trace->calls, call);
  if (!capture->has_pending)
    find_inputs (capture, of, capture->pending);
  capture->has_pending = FALSE;
  call->n_inputs = capture->pending->len;
  call->inputs = g_memdup2 (capture->pending->data, call->n_inputs * sizeof (GrTraceInput));
  place_call (capture, call);
  call->n_outputs = of->n_outputs;
  call->n_visible = of->n_outputs - (of->in_place ? 0 : of->op->n_hidden);
  call->outputs = no_tensors (call->n_outputs);
  for (guint k = 0; k < call->n_outputs; k++)
    if (of->outputs[k])
      add_output (capture, call, k, of->outputs[k]);
  if (!call->in_place)
    find_written (capture, call, of);
  if (capture->stage < GR_STAGE_BACKWARD)
    find_node (capture, call, of);
  capture->busy = FALSE;
}

/* --- blocks ----------------------------------------------------------------------------------- */

static GrTensor *
block_ran (const GrModuleBlock *of, GrTensor *const *inputs, guint n_inputs, GrTensor *output,
           gpointer user, GError **error)
{
  GrCapture *capture = user;

  for (guint i = 0; i < capture->trace->blocks->len; i++)
    if (gr_module_block (capture->module, i) == of)
      {
        GrTraceBlock *block = gr_trace_block_at (capture->trace, i);

        block->inputs = numbers_of (capture, inputs, n_inputs);
        block->n_inputs = n_inputs;
        block->output = (gint) gr_capture_known (capture, output);
      }
  return NULL;
}

/* --- what is there before --------------------------------------------------------------------- */

/* The block of a parameter: "res1.conv1.weight" is one of "res1.conv1". */
static gint
block_of (const GrTrace *trace, const char *parameter)
{
  const char *dot = strrchr (parameter, '.');

  for (guint i = 0; dot && i < trace->blocks->len; i++)
    {
      const char *name = gr_trace_block_at (trace, i)->name;

      if (strlen (name) == (gsize) (dot - parameter)
          && strncmp (name, parameter, (gsize) (dot - parameter)) == 0)
        return (gint) i;
    }
  return GR_TRACE_NONE;
}

static GrTraceTensor *
add_there (GrCapture *capture, GrTensor *tensor, GrTraceRole role, const char *name)
{
  GrTraceTensor *added
      = gr_trace_tensor_at (capture->trace, gr_capture_new (capture, tensor));

  added->role = role;
  added->name = g_string_chunk_insert_const (capture->trace->strings, name);
  return added;
}

static void
add_batch (GrCapture *capture, const GrBatch *batch)
{
  for (gint i = 0; i < batch->n_inputs && i < (gint) gr_module_n_inputs (capture->module); i++)
    add_there (capture, batch->input[i], GR_TRACE_INPUT,
               gr_module_input_name (capture->module, (guint) i));
  if (batch->target)
    add_there (capture, batch->target, GR_TRACE_TARGET, "target");
}

static void
add_parameters (GrCapture *capture)
{
  for (guint i = 0; i < gr_module_n_tensors (capture->module); i++)
    {
      const GrModuleTensor *each = gr_module_tensor (capture->module, i);
      const guint number = gr_capture_own (capture, each->tensor,
                                           each->is_buffer ? GR_TRACE_BUFFER : GR_TRACE_PARAMETER,
                                           each->name);

      gr_trace_tensor_at (capture->trace, number)->block = block_of (capture->trace, each->name);
    }
}

/* --- gradients -------------------------------------------------------------------------------- */

/* In a module the gradients are views of one storage, which each of them writes; while a batch is
 * captured each has a storage of its own, so that it is kept as it was before by itself. The views
 * are handed back to return_gradients(): one per tensor of the module, NULL where it has none. */
static GrTensor **
lend_gradients (GrCapture *capture)
{
  GrTensor **views = g_new0 (GrTensor *, gr_module_n_tensors (capture->module));

  for (guint i = 0; i < gr_module_n_tensors (capture->module); i++)
    {
      const GrModuleTensor *each = gr_module_tensor (capture->module, i);
      GrTensor             *view = each->is_buffer ? NULL : gr_tensor_grad (each->tensor);
      g_autoptr (GrTensor)  own = NULL;
      g_autofree char      *name = NULL;
      GrTraceTensor        *added, *leaf;

      views[i] = view ? gr_tensor_ref (view) : NULL;
      if (!view || capture->error || !(own = gr_tensor_clone (view, &capture->error)))
        continue;
      name = g_strconcat (each->name, ".grad", NULL);
      gr_tensor_set_grad (each->tensor, own);
      added = add_there (capture, own, GR_TRACE_GRADIENT, name);
      leaf = gr_trace_tensor_at (capture->trace, gr_capture_known (capture, each->tensor));
      added->block = leaf->block;
      added->grad_of = (gint) leaf->number;
      leaf->grad = (gint) added->number;
    }
  return views;
}

/* The module's own views again, holding what was computed. */
static void
return_gradients (GrCapture *capture, GrTensor **views)
{
  const guint n = gr_module_n_tensors (capture->module);

  for (guint i = 0; i < n; i++)
    {
      GrTensor *view = views[i], *leaf = gr_module_tensor (capture->module, i)->tensor;
      g_autoptr (GrTensor) own = NULL;

      if (!view)
        continue;
      own = gr_tensor_ref (gr_tensor_grad (leaf));
      if (own != view)
        gr_tensor_copy_ (view, own, capture->error ? NULL : &capture->error);
      gr_tensor_set_grad (leaf, view);
    }
  gr_outputs_clear (views, n);
  g_free (views);
}

/* --- running ---------------------------------------------------------------------------------- */

static gboolean
run_losses (GrCapture *capture, const GrBatch *batch, GrTensor *const *outputs, GrTensor **total,
            GError **error)
{
  const guint           n = gr_module_n_losses (capture->module);
  g_autofree GrTensor **losses = g_new0 (GrTensor *, n);
  gboolean              ok;

  capture->stage = capture->trace->until = GR_STAGE_LOSS;
  ok = gr_module_losses (capture->module, batch->input, (guint) batch->n_inputs, outputs,
                         &batch->target, batch->target ? 1 : 0, losses, total, error);
  for (guint i = 0; ok && i < n; i++)
    for (guint k = 0; k < capture->trace->blocks->len; k++)
      {
        GrTraceBlock *block = gr_trace_block_at (capture->trace, k);

        if (g_str_equal (block->name, gr_module_loss (capture->module, i)->name))
          block->output = (gint) gr_capture_known (capture, losses[i]);
      }
  if (ok)
    capture->trace->loss = (gint) gr_capture_known (capture, *total);
  gr_outputs_clear (losses, n);
  return ok;
}

static gboolean
run_backward (GrCapture *capture, GrTensor *total, GError **error)
{
  const guint listener = gr_backward_listen (node_ran, capture);
  gboolean    ok;

  capture->stage = capture->trace->until = GR_STAGE_BACKWARD;
  ok = gr_backward (total, NULL, (GrBackwardOptions){ FALSE, FALSE }, error);
  gr_backward_unlisten (listener);
  return ok;
}

static gboolean
run (GrCapture *capture, const GrBatch *batch, GrStage until, GError **error)
{
  const guint           n = gr_module_n_outputs (capture->module);
  g_autofree GrTensor **outputs = g_new0 (GrTensor *, n);
  g_autoptr (GrTensor)  total = NULL;
  gboolean ok = gr_module_forward (capture->module, batch->input, (guint) batch->n_inputs, outputs,
                                   error);

  if (ok && until >= GR_STAGE_LOSS && gr_module_n_losses (capture->module) > 0)
    ok = run_losses (capture, batch, outputs, &total, error);
  if (ok && total && until >= GR_STAGE_BACKWARD && gr_tensor_requires_grad (total))
    ok = run_backward (capture, total, error);
  gr_outputs_clear (outputs, n);
  return ok;
}

/* With everyone listening that has to. */
static gboolean
run_heard (GrCapture *capture, const GrBatch *batch, GrStage until, GError **error)
{
  const gboolean grad = gr_set_grad_enabled (TRUE);
  const guint    n = capture->trace->blocks->len;
  g_autofree guint *hooks = g_new (guint, n);
  GrTensor     **views = lend_gradients (capture);
  guint          calls, writes;
  gboolean       ok = TRUE; /* capture->error says what else went wrong */

  for (guint i = 0; i < n; i++)
    hooks[i] = gr_module_add_forward_hook (
        capture->module, gr_module_block (capture->module, i)->name, block_ran, capture, NULL);
  calls = gr_call_listen (heard, capture);
  writes = gr_call_listen_writes (before_write, capture);
  if (!capture->error)
    ok = run (capture, batch, until, error);
  gr_call_unlisten (calls);
  gr_call_unlisten (writes);
  for (guint i = 0; i < n; i++)
    gr_module_remove_hook (capture->module, hooks[i]);
  return_gradients (capture, views);
  gr_set_grad_enabled (grad);
  return ok;
}

/* The arguments' tensors are those that were looked at; let them be the trace's. */
static void
give_arguments (const GrTrace *trace)
{
  for (guint i = 0; i < trace->calls->len; i++)
    {
      GrTraceCall *call = gr_trace_call_at (trace, i);
      GrValue     *args = (GrValue *) call->args;

      for (guint k = 0; k < call->n_inputs; k++)
        {
          const GrTraceInput  *input = &call->inputs[k];
          const GrTraceTensor *tensor = gr_trace_tensor_at (trace, input->tensor);
          GrTensor            *values = tensor->whole ? tensor->values : tensor->form;

          if (args[input->arg].kind == GR_VALUE_TENSOR)
            args[input->arg].tensor = values;
          else
            ((GrTensor **) args[input->arg].tensors.v)[input->entry] = values;
        }
    }
}

static gboolean
check_module (GrModule *module, GError **error)
{
  GrTensor *parameters = gr_module_parameters (module);

  if (!parameters || parameters->device.type == GR_DEVICE_CPU)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DEVICE,
               _ ("A batch is recorded on the CPU: make the model there"));
  return FALSE;
}

GrTrace *
gr_trace_capture (GrModule *module, const GrBatch *batch, const GrTraceOptions *options,
                  GError **error)
{
  const GrTraceOptions standard = GR_TRACE_OPTIONS_INIT;
  GrCapture            capture = { .module = module, .random = *gr_generator_default () };
  gsize                bytes, limit;
  gboolean             ok;

  if (!options)
    options = &standard;
  if (!check_module (module, error)
      || !gr_trace_estimate (module, batch, batch->size, options, &bytes, &limit, error))
    return NULL;
  capture.trace = gr_trace_new (module, batch);
  capture.trace->limit = limit;
  capture.node_numbers = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) gr_node_unref, NULL);
  capture.pending = g_array_new (FALSE, FALSE, sizeof (GrTraceInput));
  gr_capture_init_tensors (&capture);
  if (!options->accumulate)
    gr_module_zero_grad (module);
  add_batch (&capture, batch);
  add_parameters (&capture);
  ok = run_heard (&capture, batch, options->until, error);
  if (ok && !capture.error && options->until == GR_STAGE_UPDATE && options->optimizer
      && capture.trace->until == GR_STAGE_BACKWARD)
    gr_capture_update (&capture, options);
  if (ok && capture.error)
    {
      g_propagate_error (error, g_steal_pointer (&capture.error));
      ok = FALSE;
    }
  if (ok)
    {
      gr_capture_give_values (&capture);
      give_arguments (capture.trace);
      gr_trace_name_tensors (capture.trace);
    }
  else
    g_clear_pointer (&capture.trace, gr_trace_unref);
  g_clear_error (&capture.error);
  g_array_unref (capture.pending);
  g_hash_table_unref (capture.node_numbers);
  gr_capture_clear_tensors (&capture);
  return capture.trace;
}
