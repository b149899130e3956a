/* wants.c - see wants.h. */
#include "wants.h"

#include <string.h>

#include "infer.h"
#include "kept.h"

static void
want_clear (gpointer data)
{
  g_free (((GrWant *) data)->name);
}

/* What parameter @i of instance @index is, without its name. FALSE where the block does not have
 * it. */
static gboolean
want_of (const GrInference *inference, guint index, guint i, GrWant *want)
{
  const GrInstance  *instance = gr_plan_instance (inference->plan, index);
  const GrNodeState *state = g_ptr_array_index (inference->states, index);
  const GrBlockKind *kind = instance->block->kind;
  const GrSetting   *settings = state->settings ? state->settings : instance->block->settings;

  *want = (GrWant){ .block = instance->block, .copy = instance->copy,
                    .row = &kind->parameters[i] };
  if (!gr_block_parameter_shape (kind, settings, i, want->shape, &want->ndim))
    return FALSE;
  if (!state->settings)
    want->ndim = -1;
  return TRUE;
}

static guint
n_parameters (const GrBlock *block)
{
  return block->kind ? gr_block_kind_n_parameters (block->kind) : 0;
}

GArray *
gr_model_wants (GrModel *model)
{
  const GrInference *inference = gr_model_inference (model);
  GArray            *wants = g_array_new (FALSE, FALSE, sizeof (GrWant));

  g_array_set_clear_func (wants, want_clear);
  for (guint i = 0; i < inference->plan->instances->len; i++)
    {
      const GrInstance *instance = gr_plan_instance (inference->plan, i);

      for (guint k = 0; k < n_parameters (instance->block); k++)
        {
          GrWant want;

          if (!want_of (inference, i, k, &want))
            continue;
          want.name = g_strconcat (instance->name, ".", want.row->name, NULL);
          g_array_append_val (wants, want);
        }
    }
  return wants;
}

gboolean
gr_want_fits (const GrWant *want, const GrTensor *value)
{
  return want->ndim == value->ndim
         && memcmp (want->shape, value->shape, want->ndim * sizeof (gint64)) == 0;
}

/* --- a block ---------------------------------------------------------------------------------- */

/* How many of a block's parameters there are of each sort. */
typedef struct
{
  guint kept, new, unknown;
} Count;

/* A counter of batches is none of the weights: what lacks it has lost nothing. */
static void
count (GrKept *kept, const GrWant *want, Count *counts, GrBlockWeights *weights)
{
  const char *name = want->row->name;
  GrTensor   *value = gr_kept_value (kept, want->block->id, want->copy, name);

  if (want->row->role == GR_PARAMETER_COUNTER)
    return;
  if (want->ndim < 0)
    {
      counts->unknown++;
      return;
    }
  if (value && gr_want_fits (want, value))
    {
      counts->kept++;
      weights->origin = gr_kept_origin (kept, want->block->id, want->copy, name);
      return;
    }
  counts->new++;
  if (value && !weights->kept)
    {
      weights->kept = value;
      weights->parameter = name;
      weights->ndim = want->ndim;
      memcpy (weights->shape, want->shape, sizeof weights->shape);
      if (!weights->origin)
        weights->origin = gr_kept_origin (kept, want->block->id, want->copy, name);
    }
  else if (!weights->parameter)
    weights->parameter = name;
}

void
gr_model_block_weights (GrModel *model, const char *id, GrBlockWeights *weights)
{
  const GrInference *inference = gr_model_inference (model);
  const GrBlock     *block = gr_model_block (model, id);
  Count              counts = { 0 };

  *weights = (GrBlockWeights){ GR_WEIGHTS_NONE };
  for (gint i = block ? gr_model_block_index (model, id) : -1; i >= 0;
       i = gr_plan_instance (inference->plan, (guint) i)->next)
    for (guint k = 0; k < n_parameters (block); k++)
      {
        GrWant want;

        if (want_of (inference, (guint) i, k, &want))
          count (gr_model_kept (model), &want, &counts, weights);
      }
  if (counts.unknown || counts.kept + counts.new == 0)
    weights->state = GR_WEIGHTS_NONE;
  else if (weights->kept)
    weights->state = GR_WEIGHTS_MISFIT;
  else if (counts.new == 0)
    weights->state = GR_WEIGHTS_KEPT;
  else
    weights->state = counts.kept ? GR_WEIGHTS_PARTLY : GR_WEIGHTS_NEW;
}

gboolean
gr_model_keeps_all (GrModel *model, const GrBlock **lacking)
{
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      GrBlockWeights weights;

      gr_model_block_weights (model, block->id, &weights);
      if (weights.state <= GR_WEIGHTS_KEPT)
        continue;
      if (lacking)
        *lacking = block;
      return FALSE;
    }
  return TRUE;
}
