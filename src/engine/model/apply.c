/* apply.c - gr_model_apply(), the one door through which a model changes. Each kind of edit has a
 * function that refuses it, or does it and returns its inverse. See model.h. */
#include "model-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define REFUSE(...)                                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_set_error (error, GR_ERROR, GR_ERROR_MODEL, __VA_ARGS__);                                    \
    return NULL;                                                                                   \
  }                                                                                                \
  G_STMT_END

/* --- finding what an edit names --------------------------------------------------------------- */

static GrBlock *
find_block (GrModel *model, const char *id, GError **error)
{
  GrBlock *block = id ? g_hash_table_lookup (model->block_by_id, id) : NULL;

  if (!block)
    REFUSE (_ ("There is no block with the id “%s”"), id ? id : "");
  return block;
}

static GrGroup *
find_group (GrModel *model, const char *id, GError **error)
{
  GrGroup *group = id ? g_hash_table_lookup (model->group_by_id, id) : NULL;

  if (!group)
    REFUSE (_ ("There is no group with the id “%s”"), id ? id : "");
  return group;
}

static gboolean
check_id (GrModel *model, const char *id, GError **error)
{
  if (!id || !*id || strlen (id) > 200 || strchr (id, '/'))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                   _ ("“%s” cannot be an id: it takes 1 to 200 bytes without a /"), id ? id : "");
      return FALSE;
    }
  if (gr_model_block (model, id) || gr_model_group (model, id))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL, _ ("The id “%s” is there twice"), id);
      return FALSE;
    }
  return TRUE;
}

/* A name for something in @group (NULL: the top), which has to exist. */
static gboolean
check_name (GrModel *model, const char *name, const char *group, const char *except,
            GError **error)
{
  if (group && !find_group (model, group, error))
    return FALSE;
  if (!gr_name_is_valid (name))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                   _ ("“%s” cannot be a name: it takes letters, digits and _, and begins with no "
                      "digit"),
                   name ? name : "");
      return FALSE;
    }
  if (gr_model_name_taken (model, name, group, except))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                   _ ("There is something called “%s” there already"), name);
      return FALSE;
    }
  return TRUE;
}

/* --- blocks ----------------------------------------------------------------------------------- */

static GrEdit *
add_block (GrModel *model, const GrEdit *edit, GError **error)
{
  const GrBlock *given = edit->block;
  GrBlock       *block;

  if (model->blocks->len >= GR_MODEL_MAX_BLOCKS)
    REFUSE (_ ("A model has at most %d blocks"), GR_MODEL_MAX_BLOCKS);
  if (!check_id (model, given->id, error)
      || !check_name (model, given->name, given->group, NULL, error))
    return NULL;
  block = gr_block_copy (given);
  for (guint i = 0; block->kind && i < gr_block_kind_n_attributes (block->kind); i++)
    if (!gr_setting_check (&block->kind->attributes[i], &block->settings[i], error))
      {
        gr_block_free (block);
        return NULL;
      }
  gr_model_insert_block (model, block, edit->index);
  return gr_edit_remove_block (block->id);
}

static GrEdit *
remove_link_at (GrModel *model, guint index)
{
  const GrLink *link = g_ptr_array_index (model->links, index);
  GrEdit       *inverse;

  inverse = gr_edit_add_link_full (link->from, link->to, link->input, (gint) index, link->extra);
  g_hash_table_remove (model->link_by_end, link);
  g_ptr_array_remove_index (model->links, index);
  return inverse;
}

static GrEdit *
remove_block (GrModel *model, const GrEdit *edit, GError **error)
{
  GrBlock   *block = find_block (model, edit->id, error);
  GPtrArray *parts;
  GrEdit    *inverse;
  guint      index;

  if (!block)
    return NULL;
  /* The inverse adds the block and then its links, the first of the list first. */
  parts = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
  for (guint i = model->links->len; i-- > 0;)
    {
      const GrLink *link = g_ptr_array_index (model->links, i);

      if (g_str_equal (link->from, block->id) || g_str_equal (link->to, block->id))
        g_ptr_array_insert (parts, 0, remove_link_at (model, i));
    }
  g_ptr_array_find (model->blocks, block, &index);
  g_ptr_array_insert (parts, 0, gr_edit_add_block (block, (gint) index));
  inverse = gr_edit_compound ((GrEdit *const *) parts->pdata, parts->len);
  g_ptr_array_unref (parts);
  gr_names_remove (model->names, block->group, block->name);
  g_hash_table_remove (model->block_by_id, block->id);
  g_clear_pointer (&model->places, g_hash_table_unref);
  g_ptr_array_remove_index (model->blocks, index);
  return inverse;
}

static GrEdit *
rename_block (GrModel *model, const GrEdit *edit, GError **error)
{
  GrBlock *block = find_block (model, edit->id, error);
  GrEdit  *inverse;

  if (!block || !check_name (model, edit->text, block->group, block->id, error))
    return NULL;
  inverse = gr_edit_rename_block (block->id, block->name);
  gr_names_remove (model->names, block->group, block->name);
  g_free (block->name);
  block->name = g_strdup (edit->text);
  gr_names_add (model->names, block->group, block->name, block->id);
  return inverse;
}

static GrEdit *
set_attribute (GrModel *model, const GrEdit *edit, GError **error)
{
  GrBlock  *block = find_block (model, edit->id, error);
  GrSetting setting = edit->setting;
  GrEdit   *inverse;
  gint      index;

  if (!block)
    return NULL;
  if (!block->kind)
    REFUSE (_ ("“%s” is of kind “%s”, which this version does not know"), block->name,
            block->kind_name);
  index = gr_block_kind_attribute (block->kind, edit->text);
  if (index < 0)
    REFUSE (_ ("%s “%s” has no attribute “%s”"), block->kind->name, block->name, edit->text);
  if (!gr_setting_check (&block->kind->attributes[index], &setting, error))
    {
      g_prefix_error (error, "%s “%s”: ", block->kind->name, block->name);
      return NULL;
    }
  inverse = gr_edit_set_attribute (block->id, edit->text, block->settings[index]);
  block->settings[index] = setting;
  return inverse;
}

static GrEdit *
move_block (GrModel *model, const GrEdit *edit, GError **error)
{
  GrBlock *block = find_block (model, edit->id, error);
  GrEdit  *inverse;

  if (!block)
    return NULL;
  if (!isfinite (edit->x) || !isfinite (edit->y))
    REFUSE (_ ("“%s” cannot be moved to a place that is not a number"), block->name);
  inverse = gr_edit_move_block (block->id, block->x, block->y);
  block->x = edit->x;
  block->y = edit->y;
  return inverse;
}

static GrEdit *
put_block (GrModel *model, const GrEdit *edit, GError **error)
{
  GrBlock *block = find_block (model, edit->id, error);
  GrEdit  *inverse;

  if (!block || !check_name (model, block->name, edit->text, block->id, error))
    return NULL;
  inverse = gr_edit_put_block (block->id, block->group);
  gr_names_remove (model->names, block->group, block->name);
  g_free (block->group);
  block->group = g_strdup (edit->text);
  gr_names_add (model->names, block->group, block->name, block->id);
  return inverse;
}

/* --- links ------------------------------------------------------------------------------------ */

static GrEdit *
add_link (GrModel *model, const GrEdit *edit, GError **error)
{
  const GrBlock *from = find_block (model, edit->text, error);
  const GrBlock *to = from ? find_block (model, edit->id, error) : NULL;
  const guint    most = to && to->kind ? gr_block_kind_max_inputs (to->kind) : GR_BLOCK_MANY_INPUTS;

  if (!to)
    return NULL;
  if (edit->input >= most)
    REFUSE (g_dngettext (GETTEXT_PACKAGE, "“%s” has %u input, so there is no input number %u",
                         "“%s” has %u inputs, so there is no input number %u", most),
            to->name, most, edit->input);
  if (gr_model_link_to (model, to->id, edit->input))
    REFUSE (_ ("Input %u of “%s” is linked already"), edit->input, to->name);
  gr_model_insert_link (model, &(GrLink){ from->id, to->id, edit->input, edit->extra },
                        edit->index);
  return gr_edit_remove_link (to->id, edit->input);
}

static GrEdit *
remove_link (GrModel *model, const GrEdit *edit, GError **error)
{
  guint         index;
  const GrLink *link = edit->id ? gr_model_link_to (model, edit->id, edit->input) : NULL;

  if (!link || !g_ptr_array_find (model->links, link, &index))
    REFUSE (_ ("Input %u of “%s” is not linked"), edit->input, edit->id ? edit->id : "");
  return remove_link_at (model, index);
}

/* --- groups ----------------------------------------------------------------------------------- */

static gint
depth_of (GrModel *model, const char *group)
{
  gint depth = 0;

  for (const GrGroup *at = gr_model_group (model, group); at;
       at = gr_model_group (model, at->parent))
    depth++;
  return depth;
}

/* How many levels of groups there are in @group, itself counted. */
static gint
height_of (GrModel *model, const char *group)
{
  gint height = 1;

  for (guint i = 0; i < model->groups->len; i++)
    {
      const GrGroup *inner = g_ptr_array_index (model->groups, i);

      if (gr_model_group_within (model, inner->id, group))
        height = MAX (height, depth_of (model, inner->id) - depth_of (model, group) + 1);
    }
  return height;
}

static gboolean
check_repeat (gint repeat, GError **error)
{
  if (repeat >= 1 && repeat <= GR_MODEL_MAX_INSTANCES)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_MODEL, _ ("A group is repeated 1 to %d times, not %d"),
               GR_MODEL_MAX_INSTANCES, repeat);
  return FALSE;
}

static GrEdit *
add_group (GrModel *model, const GrEdit *edit, GError **error)
{
  const GrGroup *given = edit->group;

  if (model->groups->len >= GR_MODEL_MAX_BLOCKS)
    REFUSE (_ ("A model has at most %d groups"), GR_MODEL_MAX_BLOCKS);
  if (!check_id (model, given->id, error)
      || !check_name (model, given->name, given->parent, NULL, error)
      || !check_repeat (given->repeat, error))
    return NULL;
  if (depth_of (model, given->parent) >= GR_MODEL_MAX_DEPTH)
    REFUSE (_ ("Groups are at most %d deep"), GR_MODEL_MAX_DEPTH);
  gr_model_insert_group (model, gr_group_copy (given), edit->index);
  return gr_edit_remove_group (given->id);
}

static GrEdit *
remove_group (GrModel *model, const GrEdit *edit, GError **error)
{
  GrGroup *group = find_group (model, edit->id, error);
  GrEdit  *inverse;
  gint     index;

  if (!group)
    return NULL;
  for (guint i = 0; i < model->blocks->len; i++)
    if (g_strcmp0 (((GrBlock *) model->blocks->pdata[i])->group, group->id) == 0)
      REFUSE (_ ("The group “%s” still has blocks in it"), group->name);
  for (guint i = 0; i < model->groups->len; i++)
    if (g_strcmp0 (((GrGroup *) model->groups->pdata[i])->parent, group->id) == 0)
      REFUSE (_ ("The group “%s” still has a group in it"), group->name);
  index = gr_model_group_index (model, group->id);
  inverse = gr_edit_add_group (group, index);
  gr_names_remove (model->names, group->parent, group->name);
  g_hash_table_remove (model->group_by_id, group->id);
  g_ptr_array_remove_index (model->groups, index);
  return inverse;
}

static GrEdit *
rename_group (GrModel *model, const GrEdit *edit, GError **error)
{
  GrGroup *group = find_group (model, edit->id, error);
  GrEdit  *inverse;

  if (!group || !check_name (model, edit->text, group->parent, group->id, error))
    return NULL;
  inverse = gr_edit_rename_group (group->id, group->name);
  gr_names_remove (model->names, group->parent, group->name);
  g_free (group->name);
  group->name = g_strdup (edit->text);
  gr_names_add (model->names, group->parent, group->name, group->id);
  return inverse;
}

static GrEdit *
put_group (GrModel *model, const GrEdit *edit, GError **error)
{
  GrGroup *group = find_group (model, edit->id, error);
  GrEdit  *inverse;

  if (!group || !check_name (model, group->name, edit->text, group->id, error))
    return NULL;
  if (edit->text && gr_model_group_within (model, edit->text, group->id))
    REFUSE (_ ("The group “%s” cannot be put into itself"), group->name);
  if (depth_of (model, edit->text) + height_of (model, group->id) > GR_MODEL_MAX_DEPTH)
    REFUSE (_ ("Groups are at most %d deep"), GR_MODEL_MAX_DEPTH);
  inverse = gr_edit_put_group (group->id, group->parent);
  gr_names_remove (model->names, group->parent, group->name);
  g_free (group->parent);
  group->parent = g_strdup (edit->text);
  gr_names_add (model->names, group->parent, group->name, group->id);
  return inverse;
}

static GrEdit *
set_repeat (GrModel *model, const GrEdit *edit, GError **error)
{
  GrGroup *group = find_group (model, edit->id, error);
  GrEdit  *inverse;

  if (!group || !check_repeat (edit->repeat, error))
    return NULL;
  inverse = gr_edit_set_repeat (group->id, group->repeat);
  group->repeat = edit->repeat;
  return inverse;
}

static GrEdit *
set_collapsed (GrModel *model, const GrEdit *edit, GError **error)
{
  GrGroup *group = find_group (model, edit->id, error);
  GrEdit  *inverse;

  if (!group)
    return NULL;
  inverse = gr_edit_set_collapsed (group->id, group->collapsed);
  group->collapsed = edit->collapsed;
  return inverse;
}

/* --- the door --------------------------------------------------------------------------------- */

static GrEdit *apply_one (GrModel *model, const GrEdit *edit, GError **error);

/* All parts or none: what was done is undone where a later part is refused. */
static GrEdit *
compound (GrModel *model, const GrEdit *edit, GError **error)
{
  g_autoptr (GPtrArray) undo = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);

  for (guint i = 0; i < edit->parts->len; i++)
    {
      GrEdit *inverse = apply_one (model, g_ptr_array_index (edit->parts, i), error);

      if (!inverse)
        {
          for (guint j = 0; j < undo->len; j++)
            gr_edit_unref (apply_one (model, g_ptr_array_index (undo, j), NULL));
          return NULL;
        }
      g_ptr_array_insert (undo, 0, inverse);
    }
  return gr_edit_compound ((GrEdit *const *) undo->pdata, undo->len);
}

static GrEdit *
apply_one (GrModel *model, const GrEdit *edit, GError **error)
{
  static GrEdit *(*const doers[]) (GrModel *, const GrEdit *, GError **) = {
    [EDIT_ADD_BLOCK] = add_block,
    [EDIT_REMOVE_BLOCK] = remove_block,
    [EDIT_RENAME_BLOCK] = rename_block,
    [EDIT_SET_ATTRIBUTE] = set_attribute,
    [EDIT_MOVE_BLOCK] = move_block,
    [EDIT_PUT_BLOCK] = put_block,
    [EDIT_ADD_LINK] = add_link,
    [EDIT_REMOVE_LINK] = remove_link,
    [EDIT_ADD_GROUP] = add_group,
    [EDIT_REMOVE_GROUP] = remove_group,
    [EDIT_RENAME_GROUP] = rename_group,
    [EDIT_PUT_GROUP] = put_group,
    [EDIT_SET_REPEAT] = set_repeat,
    [EDIT_SET_COLLAPSED] = set_collapsed,
    [EDIT_COMPOUND] = compound,
  };

  /* What keeps its block, links and groups keeps the order in which the model runs. */
  if (edit->kind != EDIT_SET_ATTRIBUTE && edit->kind != EDIT_MOVE_BLOCK
      && edit->kind != EDIT_SET_COLLAPSED && edit->kind != EDIT_COMPOUND)
    model->structure = model->revision + 1;
  return doers[edit->kind](model, edit, error);
}

GrEdit *
gr_model_apply (GrModel *model, const GrEdit *edit, GError **error)
{
  GrEdit *inverse = apply_one (model, edit, error);

  model->revision++; /* also where it was refused: parts may have been done and undone */
  if (inverse)
    g_signal_emit_by_name (model, "changed", edit);
  return inverse;
}
