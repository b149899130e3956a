/* trace-names.c - what is known of a trace's tensors only at the end: whose gradients they are, and
 * what people call them. See trace.h. */
#include "trace-private.h"

/* What a parameter's .grad became: the newest of what its accumulator's calls wrote. */
static gint
accumulated (const GrTrace *trace, const GrTraceNode *node)
{
  gint newest = GR_TRACE_NONE;

  for (guint k = 0; k < node->n_calls; k++)
    {
      const GrTraceCall *call = gr_trace_call_at (trace, node->first_call + k);

      if (call->n_outputs)
        newest = call->outputs[0];
    }
  return newest;
}

/* What arrived at a tensor's node is its gradient. */
static gint
gradient_of (const GrTrace *trace, const GrTraceTensor *tensor)
{
  const GrTraceNode *node = gr_trace_node_at (trace, (guint) tensor->node);

  if (node->variable >= 0)
    return accumulated (trace, node);
  return (guint) tensor->node_output < node->n_received ? node->received[tensor->node_output]
                                                        : GR_TRACE_NONE;
}

static void
find_gradients (const GrTrace *trace)
{
  for (guint i = 0; i < trace->tensors->len; i++)
    {
      GrTraceTensor *tensor = gr_trace_tensor_at (trace, i), *grad;
      const gint     found = tensor->node < 0 ? GR_TRACE_NONE : gradient_of (trace, tensor);

      if (found < 0)
        continue;
      tensor->grad = found;
      grad = gr_trace_tensor_at (trace, (guint) found);
      if (grad->grad_of < 0)
        grad->grad_of = (gint) i;
    }
  for (guint i = 0; i < trace->updates->len; i++)
    {
      GrTraceUpdate *update = g_ptr_array_index (trace->updates, i);

      if (update->grad < 0)
        update->grad = gr_trace_tensor_at (trace, (guint) update->parameter)->grad;
    }
}

/* By what made it: "fc1 (t)", "fc1 (max_pool2d 1)" for its second output. (transfer full) */
static char *
name_of_made (const GrTrace *trace, const GrTraceTensor *tensor)
{
  const GrTraceCall *call = tensor->call < 0 ? NULL
                                             : gr_trace_call_at (trace, (guint) tensor->call);
  const char        *block = tensor->block < 0
                                 ? NULL
                                 : gr_trace_block_at (trace, (guint) tensor->block)->name;
  const GrTraceNode *node = call && call->node >= 0 && call->stage == GR_STAGE_BACKWARD
                                ? gr_trace_node_at (trace, (guint) call->node)
                                : NULL;
  g_autofree char   *operator = NULL;

  if (!call)
    return g_strdup (block ? block : "constant");
  operator = tensor->output > 0 ? g_strdup_printf ("%s %d", gr_op_name (call->op), tensor->output)
                                : g_strdup (gr_op_name (call->op));
  if (node && block)
    return g_strdup_printf ("%s %s (%s)", block, node->name, operator);
  if (node || block)
    return g_strdup_printf ("%s (%s)", node ? node->name : block, operator);
  return g_steal_pointer (&operator);
}

static gboolean
is_output_of_block (const GrTrace *trace, const GrTraceTensor *tensor)
{
  return tensor->block >= 0 && tensor->call >= 0
         && gr_trace_block_at (trace, (guint) tensor->block)->output == (gint) tensor->number;
}

static char *
name_of (const GrTrace *trace, const GrTraceTensor *tensor)
{
  if (tensor->grad_of >= 0)
    return g_strconcat (gr_trace_tensor_at (trace, (guint) tensor->grad_of)->name, ".grad", NULL);
  if (is_output_of_block (trace, tensor))
    return g_strdup (gr_trace_block_at (trace, (guint) tensor->block)->name);
  if ((gint) tensor->number == trace->loss)
    return g_strdup ("loss");
  return name_of_made (trace, tensor);
}

void
gr_trace_name_tensors (GrTrace *trace)
{
  find_gradients (trace);
  /* A gradient is younger than what it is of, which therefore has its name. */
  for (guint i = 0; i < trace->tensors->len; i++)
    {
      GrTraceTensor   *tensor = gr_trace_tensor_at (trace, i);
      g_autofree char *name = tensor->name ? NULL : name_of (trace, tensor);

      if (name)
        tensor->name = g_string_chunk_insert_const (trace->strings, name);
    }
}
