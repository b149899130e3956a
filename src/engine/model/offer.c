/* offer.c - the fixes that take thought: what a block that lacks an input could read, a Flatten
 * before what was given a picture. For those who say the problems (problem.c, data-fit.c). */
#include "compose.h"
#include "infer.h"

/* --- an input --------------------------------------------------------------------------------- */

static const GrInstance *
block_at (const GrWhere *where, guint index)
{
  return gr_plan_instance (where->inference->plan, index); /* the first are the blocks, in order */
}

static gboolean
is_read (GrModel *model, const char *id)
{
  for (guint i = 0; i < model->links->len; i++)
    if (g_str_equal (((GrLink *) model->links->pdata[i])->from, id))
      return TRUE;
  return FALSE;
}

/* Whether nothing reads it yet, and it gives something to read. */
static gboolean
is_loose (GrModel *model, const GrBlock *block)
{
  return block->kind && !gr_block_kind_is_loss (block->kind) && !is_read (model, block->id);
}

/* The nearest such block before this one in the list. */
static const GrInstance *
loose_before (const GrWhere *where)
{
  const gint own = gr_model_block_index (where->model, where->instance->block->id);

  for (gint i = own - 1; i >= 0; i--)
    if (is_loose (where->model, block_at (where, (guint) i)->block))
      return block_at (where, (guint) i);
  return NULL;
}

/* The only such block anywhere that this one's data do not reach. */
static const GrInstance *
only_loose (const GrWhere *where)
{
  g_autoptr (GHashTable) behind = gr_compose_behind (where->model, where->instance->block->id);
  const GrInstance *only = NULL;

  for (guint i = 0; i < where->model->blocks->len; i++)
    {
      const GrInstance *candidate = block_at (where, i);

      if (!is_loose (where->model, candidate->block)
          || g_hash_table_contains (behind, candidate->block->id))
        continue;
      if (only)
        return NULL;
      only = candidate;
    }
  return only;
}

static gboolean
gives_alike (const GrInference *inference, guint a, guint b)
{
  const GrNodeState *first = g_ptr_array_index (inference->states, a);
  const GrNodeState *second = g_ptr_array_index (inference->states, b);

  return first->output[0] && second->output[0]
         && gr_tensor_same_shape (first->output[0], second->output[0]);
}

/* Where a branch that comes in already begins, as around the layers of a residual block: from what
 * it reads back through blocks that give the same shape, up to one where branches meet. */
static const GrInstance *
begin_of_branch (const GrWhere *where)
{
  const GrInference *inference = where->inference;
  const GrInstance *instance = where->instance;
  gint source = -1, begin;

  for (guint i = 0; i < instance->n_inputs && source < 0; i++)
    source = instance->inputs[i];
  begin = source;
  while (begin >= 0)
    {
      const GrInstance *at = gr_plan_instance (inference->plan, (guint) begin);
      const gint before = at->n_inputs == 1 ? at->inputs[0] : -1;

      if (before < 0 || !gives_alike (inference, (guint) before, (guint) source)
          || g_strcmp0 (block_at (where, (guint) before)->block->group, instance->block->group)
                 != 0)
        break;
      begin = before;
    }
  return begin == source ? NULL : gr_plan_instance (inference->plan, (guint) begin);
}

const GrInstance *
gr_offer_source (const GrWhere *where)
{
  const GrInstance *source = loose_before (where);

  if (!source)
    source = only_loose (where);
  return source ? source : begin_of_branch (where);
}

/* --- a Flatten -------------------------------------------------------------------------------- */

GrEdit *
gr_offer_flatten (GrModel *model, const GrBlock *linear)
{
  const GrLink *link = gr_model_link_to (model, linear->id, 0);
  g_autoptr (GrBlock) flatten
      = link ? gr_model_draft (model, "Flatten", linear->group, NULL) : NULL;
  GrEdit *fix;

  if (!flatten)
    return NULL;
  flatten->x = linear->x;
  flatten->y = linear->y;
  GrEdit *steps[] = {
    gr_edit_add_block (flatten, gr_model_block_index (model, linear->id)),
    gr_edit_remove_link (linear->id, 0),
    gr_edit_add_link (link->from, flatten->id, 0, GR_AT_END),
    gr_edit_add_link (flatten->id, linear->id, 0, GR_AT_END),
  };
  fix = gr_edit_compound (steps, G_N_ELEMENTS (steps));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gr_edit_unref (steps[i]);
  return fix;
}
