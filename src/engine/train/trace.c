/* trace.c - a trace that was captured: looking at it, and its end. See trace.h. */
#include "trace-private.h"

static void
tensor_free (gpointer data)
{
  GrTraceTensor *tensor = data;

  gr_tensor_unref (tensor->form);
  g_clear_pointer (&tensor->values, gr_tensor_unref);
  g_free (tensor);
}

static void
call_free (gpointer data)
{
  GrTraceCall *call = data;

  g_free ((GrValue *) call->args);
  g_free (call->inputs);
  g_free (call->outputs);
  g_free (call);
}

static void
node_free (gpointer data)
{
  GrTraceNode *node = data;

  g_free (node->edges);
  g_free (node->saved);
  g_free (node->received);
  g_free (node->given);
  g_free (node);
}

static void
block_free (gpointer data)
{
  GrTraceBlock *block = data;

  g_free (block->inputs);
  g_free (block);
}

static void
memory_clear (gpointer data)
{
  GrTraceMemory *memory = data;

  g_clear_pointer (&memory->flat, gr_tensor_unref);
  g_clear_pointer (&memory->tensors, g_array_unref);
}

GrTrace *
gr_trace_new (GrModule *module, const GrBatch *batch)
{
  GrTrace *trace = g_new0 (GrTrace, 1);

  g_atomic_ref_count_init (&trace->refs);
  trace->tensors = g_ptr_array_new_with_free_func (tensor_free);
  trace->calls = g_ptr_array_new_with_free_func (call_free);
  trace->nodes = g_ptr_array_new_with_free_func (node_free);
  trace->blocks = g_ptr_array_new_with_free_func (block_free);
  trace->updates = g_ptr_array_new_with_free_func (g_free);
  trace->memories = g_array_new (FALSE, TRUE, sizeof (GrTraceMemory));
  g_array_set_clear_func (trace->memories, memory_clear);
  trace->strings = g_string_chunk_new (1024);
  trace->batch_size = batch->size;
  trace->loss = GR_TRACE_NONE;
  trace->limit = G_MAXSIZE;
  for (guint i = 0; i < gr_module_n_blocks (module); i++)
    {
      const GrModuleBlock *of = gr_module_block (module, i);
      GrTraceBlock        *block = g_new0 (GrTraceBlock, 1);

      block->number = i;
      block->name = g_string_chunk_insert_const (trace->strings, of->name);
      block->kind = g_string_chunk_insert_const (trace->strings, of->kind);
      block->id = g_string_chunk_insert_const (trace->strings, of->id);
      block->output = GR_TRACE_NONE;
      g_ptr_array_add (trace->blocks, block);
    }
  return trace;
}

GrTrace *
gr_trace_ref (GrTrace *trace)
{
  g_atomic_ref_count_inc (&trace->refs);
  return trace;
}

void
gr_trace_unref (GrTrace *trace)
{
  if (!g_atomic_ref_count_dec (&trace->refs))
    return;
  g_ptr_array_unref (trace->calls);
  g_ptr_array_unref (trace->nodes);
  g_ptr_array_unref (trace->blocks);
  g_ptr_array_unref (trace->updates);
  g_ptr_array_unref (trace->tensors);
  g_clear_pointer (&trace->optimizer_options, gr_options_free);
  g_array_unref (trace->memories);
  g_string_chunk_free (trace->strings);
  g_free (trace);
}

/* --- looking ---------------------------------------------------------------------------------- */

guint
gr_trace_n_calls (const GrTrace *trace)
{
  return trace->calls->len;
}

const GrTraceCall *
gr_trace_call (const GrTrace *trace, guint number)
{
  return gr_trace_call_at (trace, number);
}

guint
gr_trace_n_tensors (const GrTrace *trace)
{
  return trace->tensors->len;
}

const GrTraceTensor *
gr_trace_tensor (const GrTrace *trace, guint number)
{
  return gr_trace_tensor_at (trace, number);
}

guint
gr_trace_n_nodes (const GrTrace *trace)
{
  return trace->nodes->len;
}

const GrTraceNode *
gr_trace_node (const GrTrace *trace, guint number)
{
  return gr_trace_node_at (trace, number);
}

guint
gr_trace_n_blocks (const GrTrace *trace)
{
  return trace->blocks->len;
}

const GrTraceBlock *
gr_trace_block (const GrTrace *trace, guint number)
{
  return gr_trace_block_at (trace, number);
}

guint
gr_trace_n_updates (const GrTrace *trace)
{
  return trace->updates->len;
}

const GrTraceUpdate *
gr_trace_update (const GrTrace *trace, guint number)
{
  return g_ptr_array_index (trace->updates, number);
}

const GrOptimizerKind *
gr_trace_optimizer (const GrTrace *trace)
{
  return trace->optimizer;
}

const GrOptions *
gr_trace_optimizer_options (const GrTrace *trace)
{
  return trace->optimizer_options;
}

GrStage
gr_trace_until (const GrTrace *trace)
{
  return trace->until;
}

gint64
gr_trace_batch_size (const GrTrace *trace)
{
  return trace->batch_size;
}

gint
gr_trace_loss (const GrTrace *trace)
{
  return trace->loss;
}

gsize
gr_trace_bytes (const GrTrace *trace)
{
  gsize bytes = 0;

  for (guint i = 0; i < trace->memories->len; i++)
    {
      const GrTensor *flat = g_array_index (trace->memories, GrTraceMemory, i).flat;

      bytes += (gsize) gr_tensor_numel (flat) * gr_dtype_size (flat->dtype);
    }
  return bytes;
}

gsize
gr_trace_limit (const GrTrace *trace)
{
  for (guint i = 0; i < trace->memories->len; i++)
    if (g_array_index (trace->memories, GrTraceMemory, i).cut)
      return trace->limit;
  return G_MAXSIZE;
}

GrTensor *
gr_trace_storage (const GrTrace *trace, const GrTraceTensor *tensor)
{
  return g_array_index (trace->memories, GrTraceMemory, tensor->memory).flat;
}

const GrTraceTensor *
gr_trace_find (const GrTrace *trace, const char *name)
{
  for (guint i = 0; i < trace->tensors->len; i++)
    if (g_str_equal (gr_trace_tensor_at (trace, i)->name, name))
      return gr_trace_tensor_at (trace, i);
  return NULL;
}

const char *
gr_stage_name (GrStage stage)
{
  static const char *const names[] = { "forward", "loss", "backward", "update" };

  return names[stage];
}
