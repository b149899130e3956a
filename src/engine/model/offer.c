/* offer.c - the fixes that take thought: what a block that lacks an input could read, a Flatten or
 * a Reshape before what was given too many or too few sizes. For those who say the problems
 * (problem.c, data-fit.c). */
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

/* --- a block before it ------------------------------------------------------------------------ */

/* @draft on the link into @reader, which there is. */
static GrEdit *
put_before (GrModel *model, GrBlock *draft, const GrBlock *reader)
{
  GrEdit *steps[] = {
    gr_edit_add_block (draft, gr_model_block_index (model, reader->id)),
    gr_edit_remove_link (reader->id, 0),
    gr_edit_add_link (gr_model_link_to (model, reader->id, 0)->from, draft->id, 0, GR_AT_END),
    gr_edit_add_link (draft->id, reader->id, 0, GR_AT_END),
  };
  GrEdit *fix;

  fix = gr_edit_compound (steps, G_N_ELEMENTS (steps));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gr_edit_unref (steps[i]);
  return fix;
}

/* A new block for the place of @reader; NULL where that reads nothing. */
static GrBlock *
draft_before (GrModel *model, const char *kind, const GrBlock *reader)
{
  GrBlock *draft = gr_model_link_to (model, reader->id, 0)
                       ? gr_model_draft (model, kind, reader->group, NULL)
                       : NULL;

  if (draft)
    {
      draft->x = reader->x;
      draft->y = reader->y;
    }
  return draft;
}

GrEdit *
gr_offer_flatten (GrModel *model, const GrBlock *reader)
{
  g_autoptr (GrBlock) flatten = draft_before (model, "Flatten", reader);

  return flatten ? put_before (model, flatten, reader) : NULL;
}

/* What gives an item of @input one size more, of one: a picture its channel. */
static GrEdit *
offer_reshape (GrModel *model, const GrBlock *reader, const GrTensor *input)
{
  g_autoptr (GrBlock) reshape = draft_before (model, "Reshape", reader);
  gint64 sizes[GR_MAX_DIMS] = { 1 };
  gint at;

  if (!reshape || input->ndim >= GR_MAX_DIMS)
    return NULL;
  for (gint i = 1; i < input->ndim; i++)
    sizes[i] = input->shape[i];
  at = gr_block_kind_attribute (reshape->kind, "shape");
  reshape->settings[at] = gr_setting_ints (gr_ints (sizes, (gsize) input->ndim));
  return put_before (model, reshape, reader);
}

/* How many sizes @kind takes, the batch's among them. */
static void
ranks_of (const GrBlockKind *kind, gint *least, gint *most)
{
  *least = kind->max_dims ? kind->min_dims : 1;
  *most = kind->max_dims ? kind->max_dims : GR_MAX_DIMS;
  if (g_str_equal (kind->name, "Linear") || g_str_equal (kind->name, "Flatten"))
    *least = 2;
}

GrEdit *
gr_offer_rank (const GrWhere *where, const char **kind)
{
  const GrBlock *block = where->instance->block;
  const GrTensor *input = where->state->n_inputs ? where->state->inputs[0][0] : NULL;
  gint least, most;

  if (!input)
    return NULL;
  ranks_of (block->kind, &least, &most);
  *kind = input->ndim < least ? "Reshape" : "Flatten";
  if (input->ndim == least - 1)
    return offer_reshape (where->model, block, input);
  return input->ndim > most && most <= 3 ? gr_offer_flatten (where->model, block) : NULL;
}

const GrBlock *
gr_offer_refuser (GrModel *model, const char *input, gint ndim)
{
  for (guint i = 0; i < model->links->len; i++)
    {
      const GrLink *link = model->links->pdata[i];
      const GrBlock *reader = gr_model_block (model, link->to);
      gint least, most;

      if (!g_str_equal (link->from, input) || !reader->kind)
        continue;
      ranks_of (reader->kind, &least, &most);
      if (ndim < least - 1 || (ndim > most && most > 3))
        return reader;
    }
  return NULL;
}
