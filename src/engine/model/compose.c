/* compose.c - the edits of building on the canvas: joining, linking, deleting. See compose.h. */
#include "compose.h"
#include "infer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define REFUSE(...)                                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_set_error (error, GR_ERROR, GR_ERROR_MODEL, __VA_ARGS__);                                    \
    return NULL;                                                                                   \
  }                                                                                                \
  G_STMT_END

static GPtrArray *
edits_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
}

static GrEdit *
compound_of (GPtrArray *edits)
{
  return gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len);
}

static const GrBlock *
find (GrModel *model, const char *id, GError **error)
{
  const GrBlock *block = id ? gr_model_block (model, id) : NULL;

  if (!block)
    REFUSE (_ ("There is no block with the id “%s”"), id ? id : "");
  return block;
}

static gboolean
is_loss (const GrBlock *block)
{
  return block->kind && gr_block_kind_is_loss (block->kind);
}

static gboolean
is_input (const GrBlock *block)
{
  return block->kind && block->kind->category == GR_CATEGORY_INPUT;
}

static guint
max_inputs (const GrBlock *block)
{
  return block->kind ? gr_block_kind_max_inputs (block->kind) : GR_BLOCK_MANY_INPUTS;
}

/* --- around a block --------------------------------------------------------------------------- */

/* @ids and what they reach along the links, or against them. */
static GHashTable *
reached (GrModel *model, const char *const *ids, gboolean against)
{
  GHashTable *found = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) next = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                       (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();

  for (guint i = 0; i < model->links->len; i++)
    {
      const GrLink *link = g_ptr_array_index (model->links, i);
      char *here = against ? link->to : link->from;
      GPtrArray *there = g_hash_table_lookup (next, here);

      if (!there)
        g_hash_table_insert (next, here, there = g_ptr_array_new ());
      g_ptr_array_add (there, against ? link->from : link->to);
    }
  for (; *ids; ids++)
    {
      const GrBlock *block = gr_model_block (model, *ids);

      if (block && g_hash_table_add (found, block->id))
        g_ptr_array_add (waiting, block->id);
    }
  while (waiting->len > 0)
    {
      GPtrArray *there = g_hash_table_lookup (next,
                                              g_ptr_array_steal_index (waiting, waiting->len - 1));

      for (guint i = 0; there && i < there->len; i++)
        if (g_hash_table_add (found, there->pdata[i]))
          g_ptr_array_add (waiting, there->pdata[i]);
    }
  return found;
}

GHashTable *
gr_compose_before (GrModel *model, const char *id)
{
  return reached (model, (const char *const[]){ id, NULL }, TRUE);
}

GHashTable *
gr_compose_behind (GrModel *model, const char *id)
{
  return gr_compose_behind_all (model, (const char *const[]){ id, NULL });
}

GHashTable *
gr_compose_behind_all (GrModel *model, const char *const *ids)
{
  return reached (model, ids, FALSE);
}

/* How many inputs read @id, and the last of those links. */
static guint
readers_of (GrModel *model, const char *id, const GrLink **reader)
{
  guint n = 0;

  for (guint i = 0; i < model->links->len; i++)
    {
      const GrLink *link = g_ptr_array_index (model->links, i);

      if (g_str_equal (link->from, id))
        {
          n++;
          *reader = link;
        }
    }
  return n;
}

/* The last block with an output that nothing reads, or NULL. */
static const GrBlock *
loose_end (GrModel *model)
{
  for (guint i = model->blocks->len; i-- > 0;)
    {
      const GrBlock *block = g_ptr_array_index (model->blocks, i);
      const GrLink *reader;

      if (!is_loss (block) && readers_of (model, block->id, &reader) == 0)
        return block;
    }
  return NULL;
}

/* The innermost group that holds both. */
static const char *
common_group (GrModel *model, const GrBlock *a, const GrBlock *b)
{
  for (const GrGroup *group = gr_model_group (model, a->group); group;
       group = gr_model_group (model, group->parent))
    if (gr_model_group_within (model, b->group, group->id))
      return group->id;
  return NULL;
}

/* --- new blocks ------------------------------------------------------------------------------- */

/* Adds the edit that brings @draft into @group. */
static void
add_draft (GrModel *model, GPtrArray *edits, const GrBlock *draft, const char *group, gint index)
{
  g_autoptr (GrBlock) block = gr_block_copy (draft);

  g_free (block->group);
  block->group = g_strdup (group);
  if (gr_model_name_taken (model, block->name, group, NULL))
    {
      g_free (block->name);
      block->name = gr_model_fresh_name (model, block->kind ? block->kind->prefix : "block", group);
    }
  g_ptr_array_add (edits, gr_edit_add_block (block, index));
}

GrEdit *
gr_compose_add (GrModel *model, const GrBlock *draft, GError **error)
{
  g_autoptr (GPtrArray) edits = edits_new ();

  if (draft->group && !gr_model_group (model, draft->group))
    REFUSE (_ ("There is no group with the id “%s”"), draft->group);
  add_draft (model, edits, draft, draft->group, GR_AT_END);
  return compound_of (edits);
}

/* Whether a block can stand on a link: data go in and come out. */
static gboolean
can_splice (const GrBlock *block, GError **error)
{
  if (!is_loss (block) && !is_input (block))
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
               is_loss (block) ? _ ("%s has no output, so it cannot stand between two blocks")
                               : _ ("%s has no input, so it cannot stand between two blocks"),
               block->kind_name);
  return FALSE;
}

GrEdit *
gr_compose_splice (GrModel *model, const GrBlock *draft, const char *to, guint input,
                   GError **error)
{
  g_autoptr (GPtrArray) edits = edits_new ();
  const GrLink *link = gr_model_link_to (model, to, input);
  const GrBlock *from;

  if (!can_splice (draft, error))
    return NULL;
  if (!link)
    REFUSE (_ ("Input %u of “%s” is not linked"), input, to);
  from = gr_model_block (model, link->from);
  add_draft (model, edits, draft, common_group (model, from, gr_model_block (model, to)),
             gr_model_block_index (model, from->id) + 1);
  g_ptr_array_add (edits, gr_edit_remove_link (to, input));
  g_ptr_array_add (edits, gr_edit_add_link (from->id, draft->id, 0, GR_AT_END));
  g_ptr_array_add (edits, gr_edit_add_link (draft->id, to, input, GR_AT_END));
  return compound_of (edits);
}

/* The innermost group around @block in which something new is seen: outside of those that are
 * drawn as one block. */
static const char *
open_group (GrModel *model, const GrBlock *block)
{
  const char *open = block->group;

  for (const GrGroup *group = gr_model_group (model, block->group); group;
       group = gr_model_group (model, group->parent))
    if (group->collapsed)
      open = group->parent;
  return open;
}

/* @draft, reading @from. */
static GrEdit *
append (GrModel *model, const GrBlock *draft, const GrBlock *from)
{
  g_autoptr (GPtrArray) edits = edits_new ();

  add_draft (model, edits, draft, open_group (model, from),
             gr_model_block_index (model, from->id) + 1);
  g_ptr_array_add (edits, gr_edit_add_link (from->id, draft->id, 0, GR_AT_END));
  return compound_of (edits);
}

GrEdit *
gr_compose_after (GrModel *model, const GrBlock *draft, const char *after, GError **error)
{
  const GrBlock *from = after ? find (model, after, error) : loose_end (model);
  const GrLink *link = NULL;

  if (after && !from)
    return NULL;
  if (!from || is_input (draft))
    return gr_compose_add (model, draft, error);
  if (is_loss (from))
    {
      link = gr_model_link_to (model, from->id, 0);
      if (!link)
        return gr_compose_add (model, draft, error);
      if (is_loss (draft))
        return append (model, draft, gr_model_block (model, link->from));
      return gr_compose_splice (model, draft, link->to, link->input, error);
    }
  if (is_loss (draft) || readers_of (model, from->id, &link) != 1)
    return append (model, draft, from);
  return gr_compose_splice (model, draft, link->to, link->input, error);
}

/* --- links ------------------------------------------------------------------------------------ */

gint
gr_compose_free_input (GrModel *model, const char *to)
{
  const GrBlock *block = gr_model_block (model, to);
  const guint n = !block ? 0 : is_loss (block) ? 1 : max_inputs (block);

  for (guint i = 0; i < n; i++)
    if (!gr_model_link_to (model, to, i))
      return (gint) i;
  return -1;
}

GrEdit *
gr_compose_link (GrModel *model, const char *from, const char *to, guint input, GError **error)
{
  g_autoptr (GPtrArray) edits = edits_new ();
  g_autoptr (GHashTable) before = gr_compose_before (model, from);
  const GrBlock *source = find (model, from, error);
  const GrBlock *target = source ? find (model, to, error) : NULL;
  const GrLink *old;

  if (!target)
    return NULL;
  if (is_loss (source))
    REFUSE (_ ("“%s” is a loss, where a model ends: nothing can be linked to it"), source->name);
  if (max_inputs (target) == 0)
    REFUSE (_ ("“%s” has no input: it is where data enter"), target->name);
  if (g_hash_table_contains (before, to))
    REFUSE (_ ("A link from “%s” to “%s” would be a cycle"), source->name, target->name);
  if (input == GR_FREE_INPUT)
    {
      const gint found = gr_compose_free_input (model, to);

      if (found < 0 && max_inputs (target) > 1)
        REFUSE (_ ("Every input of “%s” is linked already"), target->name);
      input = (guint) MAX (found, 0);
    }
  old = gr_model_link_to (model, to, input);
  if (old && g_str_equal (old->from, from))
    REFUSE (_ ("“%s” is linked there already"), source->name);
  if (old)
    g_ptr_array_add (edits, gr_edit_remove_link (to, input));
  g_ptr_array_add (edits, gr_edit_add_link (from, to, input, GR_AT_END));
  return compound_of (edits);
}

GrEdit *
gr_compose_splice_block (GrModel *model, const char *id, const char *to, guint input,
                         GError **error)
{
  g_autoptr (GPtrArray) edits = edits_new ();
  g_autoptr (GHashTable) behind = gr_compose_behind (model, id);
  const GrBlock *block = find (model, id, error);
  const GrLink *link = gr_model_link_to (model, to, input);

  if (!block || !can_splice (block, error))
    return NULL;
  if (!link)
    REFUSE (_ ("Input %u of “%s” is not linked"), input, to);
  if (gr_model_link_to (model, id, 0))
    REFUSE (_ ("“%s” is linked already"), block->name);
  if (g_hash_table_contains (behind, link->from) || g_hash_table_contains (behind, to))
    REFUSE (_ ("“%s” between “%s” and “%s” would be a cycle"), block->name,
            gr_model_block (model, link->from)->name, gr_model_block (model, to)->name);
  g_ptr_array_add (edits, gr_edit_remove_link (to, input));
  g_ptr_array_add (edits, gr_edit_add_link (link->from, id, 0, GR_AT_END));
  g_ptr_array_add (edits, gr_edit_add_link (id, to, input, GR_AT_END));
  return compound_of (edits);
}

/* --- deleting --------------------------------------------------------------------------------- */

/* The groups that go: the chosen, what is in them, and those that are left with nothing in them. */
static GHashTable *
groups_that_go (GrModel *model, GHashTable *chosen, GHashTable *gone)
{
  GHashTable *groups = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean more = TRUE;

  while (more)
    {
      more = FALSE;
      for (guint g = 0; g < model->groups->len; g++)
        {
          const GrGroup *group = g_ptr_array_index (model->groups, g);
          guint members = 0, left = 0;

          if (g_hash_table_contains (groups, group->id))
            continue;
          for (guint i = 0; i < model->blocks->len; i++)
            {
              const GrBlock *block = g_ptr_array_index (model->blocks, i);
              const gboolean inside = g_strcmp0 (block->group, group->id) == 0;

              members += inside;
              left += inside && !g_hash_table_contains (gone, block->id);
            }
          for (guint i = 0; i < model->groups->len; i++)
            {
              const GrGroup *inner = g_ptr_array_index (model->groups, i);
              const gboolean inside = g_strcmp0 (inner->parent, group->id) == 0;

              members += inside;
              left += inside && !g_hash_table_contains (groups, inner->id);
            }
          if (left == 0 && (members > 0 || g_hash_table_contains (chosen, group->id)))
            more = g_hash_table_add (groups, group->id);
        }
    }
  return groups;
}

/* The blocks among @chosen and those in its groups. */
static GHashTable *
blocks_that_go (GrModel *model, GHashTable *chosen)
{
  GHashTable *gone = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < model->blocks->len; i++)
    {
      const GrBlock *block = g_ptr_array_index (model->blocks, i);
      gboolean goes = g_hash_table_contains (chosen, block->id);

      for (const GrGroup *group = gr_model_group (model, block->group); group && !goes;
           group = gr_model_group (model, group->parent))
        goes = g_hash_table_contains (chosen, group->id);
      if (goes)
        g_hash_table_add (gone, block->id);
    }
  return gone;
}

/* The one block from which data reach @id through blocks that go; NULL where there are several or
 * none. */
static const char *
source_through (GrModel *model, const char *id, GHashTable *gone)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();
  const char *source = NULL;

  g_ptr_array_add (waiting, (gpointer) id);
  while (waiting->len > 0)
    {
      const char *at = g_ptr_array_steal_index (waiting, waiting->len - 1);

      if (!g_hash_table_add (seen, (gpointer) at))
        continue;
      if (!g_hash_table_contains (gone, at))
        {
          if (source)
            return NULL;
          source = at;
          continue;
        }
      for (guint i = 0; i < model->links->len; i++)
        {
          const GrLink *link = g_ptr_array_index (model->links, i);

          if (g_str_equal (link->to, at))
            g_ptr_array_add (waiting, link->from);
        }
    }
  return source;
}

/* Removes the groups in @groups, what is in them first. */
static void
remove_groups (GrModel *model, GPtrArray *edits, GHashTable *groups, const char *parent)
{
  for (guint i = 0; i < model->groups->len; i++)
    {
      const GrGroup *group = g_ptr_array_index (model->groups, i);

      if (g_strcmp0 (group->parent, parent) != 0)
        continue;
      remove_groups (model, edits, groups, group->id);
      if (g_hash_table_contains (groups, group->id))
        g_ptr_array_add (edits, gr_edit_remove_group (group->id));
    }
}

GrEdit *
gr_compose_delete (GrModel *model, const char *const *ids, guint n, GError **error)
{
  g_autoptr (GPtrArray) edits = edits_new ();
  g_autoptr (GHashTable) chosen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) gone = NULL, groups = NULL;

  for (guint i = 0; i < n; i++)
    g_hash_table_add (chosen, (gpointer) ids[i]);
  gone = blocks_that_go (model, chosen);
  groups = groups_that_go (model, chosen, gone);
  if (g_hash_table_size (gone) == 0 && g_hash_table_size (groups) == 0)
    REFUSE (_ ("There is nothing to delete"));
  for (guint i = 0; i < model->blocks->len; i++)
    {
      const GrBlock *block = g_ptr_array_index (model->blocks, i);

      if (g_hash_table_contains (gone, block->id))
        g_ptr_array_add (edits, gr_edit_remove_block (block->id));
    }
  for (guint i = 0; i < model->links->len; i++)
    {
      const GrLink *link = g_ptr_array_index (model->links, i);
      const char *source;

      if (!g_hash_table_contains (gone, link->from) || g_hash_table_contains (gone, link->to))
        continue;
      source = source_through (model, link->from, gone);
      if (source)
        g_ptr_array_add (edits, gr_edit_add_link (source, link->to, link->input, GR_AT_END));
    }
  remove_groups (model, edits, groups, NULL);
  return compound_of (edits);
}

/* --- what fits -------------------------------------------------------------------------------- */

/* What is wrong with @draft behind @from; NULL: nothing. (transfer full) */
static char *
objection (GrModel *model, const GrBlock *from, const GrBlock *draft)
{
  const GrInference *inference = gr_model_inference (model);
  const gint source = gr_plan_last (inference->plan, from);
  GrNodeState *state = g_new0 (GrNodeState, 1);
  char *reason = NULL;

  if (source >= 0)
    gr_node_state_try (model, inference, draft, (guint) source, state);
  if (state->problems)
    reason = g_strdup (((const GrProblem *) state->problems->pdata[0])->message);
  else if (!state->output[0] || !state->output[1])
    reason = g_strdup_printf (_ ("What “%s” gives is not known yet"), from->name);
  gr_node_state_free (state);
  return reason;
}

gboolean
gr_compose_fits (GrModel *model, const char *from, const GrBlock *draft, GError **error)
{
  const GrBlock *source = from ? find (model, from, error) : NULL;
  g_autofree char *reason = NULL;

  if (from && !source)
    return FALSE;
  if (!draft->kind)
    reason = g_strdup_printf (_ ("This version of Gradus does not know “%s”"), draft->kind_name);
  else if ((source == NULL) != is_input (draft))
    reason = g_strdup_printf (source ? _ ("%s has no input") : _ ("%s needs an input"),
                              draft->kind_name);
  else if (source && is_loss (source))
    reason = g_strdup_printf (_ ("“%s” is a loss, where a model ends"), source->name);
  else if (source)
    reason = objection (model, source, draft);
  if (!reason)
    return TRUE;
  g_set_error_literal (error, GR_ERROR, GR_ERROR_MODEL, reason);
  return FALSE;
}

GPtrArray *
gr_compose_fitting (GrModel *model, const char *from)
{
  GPtrArray *kinds = g_ptr_array_new ();

  for (guint i = 0; i < gr_n_block_kinds (); i++)
    {
      const GrBlockKind *kind = gr_block_kind_at (i);
      g_autoptr (GrBlock) draft = gr_model_draft (model, kind->name, NULL, NULL);

      if (gr_compose_fits (model, from, draft, NULL))
        g_ptr_array_add (kinds, (gpointer) kind);
    }
  return kinds;
}

/* --- what feeds an input ---------------------------------------------------------------------- */

/* Batches that stand for all that may come: of rows, of sequences, of pictures, of volumes; and of
 * whole numbers, which an Embedding looks up. */
static const struct
{
  gint ndim; /* with the batch */
  const char *dtype;
} samples[] = { { 2, "float" }, { 3, "float" }, { 4, "float" }, { 5, "float" }, { 2, "int64" } };

/* A model of one Input that gives sample @index. (transfer full) */
static GrModel *
sample_model (guint index)
{
  static const gint64 sizes[] = { 8, 32, 32, 32 };
  GrModel *model = gr_model_new ();
  g_autoptr (GrBlock) input = gr_model_draft (model, "Input", NULL, NULL);
  g_autoptr (GrEdit) add = NULL, undo = NULL;

  input->settings[gr_block_kind_attribute (input->kind, "shape")] = gr_setting_ints (
      (GrInts){ sizes, (gsize) samples[index].ndim - 1 });
  input->settings[gr_block_kind_attribute (input->kind, "dtype")] = (GrSetting){
    .kind = GR_SETTING_CHOICE, .choice = samples[index].dtype
  };
  add = gr_edit_add_block (input, GR_AT_END);
  undo = gr_model_apply (model, add, NULL);
  g_assert (undo);
  return model;
}

/* Whether a tensor is like a sample: of its rank, and of whole numbers as that is. */
static gboolean
is_like (const GrTensor *tensor, guint index)
{
  return tensor->ndim == samples[index].ndim
         && (tensor->dtype == GR_INT64) == g_str_equal (samples[index].dtype, "int64");
}

/* Whether what @draft makes of some sample is like one of those that are @taken. */
static gboolean
feeds (GrModel *const *models, const gboolean *taken, const GrBlock *draft)
{
  gboolean any = FALSE;

  for (guint m = 0; m < G_N_ELEMENTS (samples) && !any; m++)
    {
      const GrInference *inference = gr_model_inference (models[m]);
      GrNodeState *state = g_new0 (GrNodeState, 1);

      gr_node_state_try (models[m], inference, draft, 0, state);
      for (guint i = 0; i < G_N_ELEMENTS (samples) && !state->problems && state->output[0]; i++)
        any = any || (taken[i] && is_like (state->output[0], i));
      gr_node_state_free (state);
    }
  return any;
}

GPtrArray *
gr_compose_feeding (GrModel *model, const char *to)
{
  const GrBlock *reader = gr_model_block (model, to);
  GPtrArray *kinds = g_ptr_array_new ();
  GrModel *models[G_N_ELEMENTS (samples)];
  gboolean taken[G_N_ELEMENTS (samples)];
  g_autoptr (GrBlock) like_reader = reader && reader->kind
                                        ? gr_model_draft (model, reader->kind_name, NULL, NULL)
                                        : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      models[i] = sample_model (i);
      taken[i] = !like_reader
                 || gr_compose_fits (models[i], gr_model_block_at (models[i], 0)->id, like_reader,
                                     NULL);
    }
  for (guint i = 0; i < gr_n_block_kinds (); i++)
    {
      const GrBlockKind *kind = gr_block_kind_at (i);
      g_autoptr (GrBlock) draft = gr_model_draft (model, kind->name, NULL, NULL);

      if (is_input (draft) || (!is_loss (draft) && feeds (models, taken, draft)))
        g_ptr_array_add (kinds, (gpointer) kind);
    }
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    g_object_unref (models[i]);
  return kinds;
}
