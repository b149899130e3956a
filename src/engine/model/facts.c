/* facts.c - what a block does to memory and what it costs. See facts.h. */
#include "facts.h"

#include <string.h>

#include "../ops/call.h"
#include "infer.h"

/* What is heard while a block runs at one batch size. */
typedef struct
{
  gdouble flops;
  GPtrArray *shared; /* of GrTensor: those that look at the memory of an input */
  GArray *inputs;    /* of gint: which input, one per entry of shared */
  const GrOp *ops[GR_FACTS_MAX_OPS];
  guint n_ops;
} Heard;

static gint
shared_input (const Heard *heard, const GrTensor *tensor)
{
  for (guint i = 0; i < heard->shared->len; i++)
    if (heard->shared->pdata[i] == tensor)
      return g_array_index (heard->inputs, gint, i);
  return -1;
}

static void
share (Heard *heard, GrTensor *tensor, gint input)
{
  g_ptr_array_add (heard->shared, gr_tensor_ref (tensor));
  g_array_append_val (heard->inputs, input);
}

static void
hear (const GrCall *call, gint64 nanoseconds, gpointer user)
{
  Heard *heard = user;
  GrCost cost = { 0 };
  GrTensor *from = call->n_args ? gr_arg (call, 0) : NULL;
  const gint input = from ? shared_input (heard, from) : -1;
  gboolean known = (call->op->flags & GR_OP_INTERNAL) || heard->n_ops == GR_FACTS_MAX_OPS;

  gr_call_cost (call, &cost);
  heard->flops += cost.flops;
  if ((call->op->flags & GR_OP_VIEW) && input >= 0)
    for (guint i = 0; i < call->n_outputs; i++)
      share (heard, call->outputs[i], input);
  for (guint i = 0; i < heard->n_ops; i++)
    known |= heard->ops[i] == call->op;
  if (!known)
    heard->ops[heard->n_ops++] = call->op;
}

static GrAmount
amount (gdouble at_0, gdouble at_1)
{
  const gdouble step = (at_1 - at_0) / (GR_PROBE_1 - GR_PROBE_0);

  return (GrAmount){ .per_batch = step, .fixed = at_0 - step * GR_PROBE_0 };
}

/* Runs an instance at batch size @p and says in @facts what it does to memory. */
static gboolean
run_at (const GrWhere *where, guint p, GrBlockFacts *facts, gdouble *flops, gdouble *bytes)
{
  Heard heard = { .shared = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref),
                  .inputs = g_array_new (FALSE, FALSE, sizeof (gint)) };
  g_autoptr (GrTensor) output = NULL;
  guint listener;

  for (guint i = 0; i < where->state->n_inputs; i++)
    if (where->state->inputs[p][i])
      share (&heard, where->state->inputs[p][i], (gint) i);
  const guint n_given = heard.shared->len;

  listener = gr_call_listen (hear, &heard);
  output = gr_node_state_probe (where, p);
  gr_call_unlisten (listener);
  if (output)
    {
      *flops = heard.flops;
      *bytes = (gdouble) gr_tensor_numel (output) * gr_dtype_size (output->dtype);
      facts->storage_offset = output->offset;
      facts->contiguous = gr_tensor_is_contiguous (output);
      facts->n_ops = heard.n_ops;
      memcpy (facts->ops, heard.ops, sizeof facts->ops);
      /* An input handed on as it is, as by Dropout, is a tensor of its own in training. */
      facts->view_of = -1;
      for (guint i = n_given; i < heard.shared->len; i++)
        if (heard.shared->pdata[i] == output)
          facts->view_of = g_array_index (heard.inputs, gint, i);
    }
  g_ptr_array_unref (heard.shared);
  g_array_unref (heard.inputs);
  return output != NULL;
}

/* What one instance does and costs, found out when it is first asked for. NULL: it cannot run. */
static const GrBlockFacts *
facts_of (const GrWhere *where)
{
  gdouble flops[GR_N_PROBES], bytes[GR_N_PROBES];
  GrBlockFacts facts = { .view_of = -1 };

  if (!where->state->facts)
    {
      for (guint p = 0; p < GR_N_PROBES; p++)
        if (!run_at (where, p, &facts, &flops[p], &bytes[p]))
          return NULL;
      facts.flops = amount (flops[0], flops[1]);
      facts.bytes = amount (bytes[0], bytes[1]);
      where->state->facts = g_memdup2 (&facts, sizeof facts);
    }
  return where->state->facts;
}

/* Over all copies; but what it does to memory is the last one's. */
gboolean
gr_model_facts (GrModel *model, const char *id, GrBlockFacts *facts)
{
  const GrInference *inference = gr_model_inference (model);
  const GrInstance *instance;
  GrAmount flops = { 0 }, bytes = { 0 };
  gint i = gr_model_block_index (model, id);

  *facts = (GrBlockFacts){ .view_of = -1 };
  if (i < 0)
    return FALSE;
  for (; i >= 0; i = instance->next)
    {
      GrNodeState *state = g_ptr_array_index (inference->states, (guint) i);
      const GrBlockFacts *one = NULL;

      instance = gr_plan_instance (inference->plan, (guint) i);
      if (state->output[0] && state->output[1] && state->settings)
        one = facts_of (&(GrWhere){ model, inference, instance, state });
      if (!one)
        return FALSE;
      *facts = *one;
      facts->flops = flops = gr_amount_sum (flops, one->flops);
      facts->bytes = bytes = gr_amount_sum (bytes, one->bytes);
    }
  return TRUE;
}

void
gr_model_work_out (GrModel *model)
{
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    gr_model_facts (model, gr_model_block_at (model, i)->id, &(GrBlockFacts){ 0 });
}
