/* edit.c - making and describing edits. What they do is in apply.c. See edit.h. */
#include "infer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

GrEdit *
gr_edit_new (EditKind kind, const char *id, const char *text)
{
  GrEdit *edit = g_new0 (GrEdit, 1);

  g_atomic_ref_count_init (&edit->refs);
  edit->kind = kind;
  edit->id = g_strdup (id);
  edit->text = g_strdup (text);
  edit->index = GR_AT_END;
  return edit;
}

GrEdit *
gr_edit_ref (GrEdit *edit)
{
  g_atomic_ref_count_inc (&edit->refs);
  return edit;
}

void
gr_edit_unref (GrEdit *edit)
{
  if (!edit || !g_atomic_ref_count_dec (&edit->refs))
    return;
  g_free (edit->id);
  g_free (edit->text);
  g_free (edit->extra);
  gr_block_free (edit->block);
  gr_group_free (edit->group);
  g_clear_pointer (&edit->parts, g_ptr_array_unref);
  g_free (edit);
}

GrEdit *
gr_edit_add_block (const GrBlock *block, gint index)
{
  GrEdit *edit = gr_edit_new (EDIT_ADD_BLOCK, block->id, NULL);

  edit->block = gr_block_copy (block);
  edit->index = index;
  return edit;
}

GrEdit *
gr_edit_remove_block (const char *id)
{
  return gr_edit_new (EDIT_REMOVE_BLOCK, id, NULL);
}

GrEdit *
gr_edit_rename_block (const char *id, const char *name)
{
  return gr_edit_new (EDIT_RENAME_BLOCK, id, name);
}

GrEdit *
gr_edit_set_attribute (const char *id, const char *attribute, GrSetting value)
{
  GrEdit *edit = gr_edit_new (EDIT_SET_ATTRIBUTE, id, attribute);

  edit->setting = value;
  if (value.kind == GR_SETTING_CHOICE) /* the row's own strings replace it once it is applied */
    edit->setting.choice = g_intern_string (value.choice);
  return edit;
}

GrEdit *
gr_edit_move_block (const char *id, gdouble x, gdouble y)
{
  GrEdit *edit = gr_edit_new (EDIT_MOVE_BLOCK, id, NULL);

  edit->x = x;
  edit->y = y;
  return edit;
}

GrEdit *
gr_edit_put_block (const char *id, const char *group)
{
  return gr_edit_new (EDIT_PUT_BLOCK, id, group);
}

GrEdit *
gr_edit_add_link (const char *from, const char *to, guint input, gint index)
{
  GrEdit *edit = gr_edit_new (EDIT_ADD_LINK, to, from);

  edit->input = input;
  edit->index = index;
  return edit;
}

GrEdit *
gr_edit_add_link_full (const char *from, const char *to, guint input, gint index,
                       const char *extra)
{
  GrEdit *edit = gr_edit_add_link (from, to, input, index);

  edit->extra = g_strdup (extra);
  return edit;
}

GrEdit *
gr_edit_remove_link (const char *to, guint input)
{
  GrEdit *edit = gr_edit_new (EDIT_REMOVE_LINK, to, NULL);

  edit->input = input;
  return edit;
}

GrEdit *
gr_edit_add_group (const GrGroup *group, gint index)
{
  GrEdit *edit = gr_edit_new (EDIT_ADD_GROUP, group->id, NULL);

  edit->group = gr_group_copy (group);
  edit->index = index;
  return edit;
}

GrEdit *
gr_edit_remove_group (const char *id)
{
  return gr_edit_new (EDIT_REMOVE_GROUP, id, NULL);
}

GrEdit *
gr_edit_rename_group (const char *id, const char *name)
{
  return gr_edit_new (EDIT_RENAME_GROUP, id, name);
}

GrEdit *
gr_edit_put_group (const char *id, const char *parent)
{
  return gr_edit_new (EDIT_PUT_GROUP, id, parent);
}

GrEdit *
gr_edit_set_repeat (const char *id, gint repeat)
{
  GrEdit *edit = gr_edit_new (EDIT_SET_REPEAT, id, NULL);

  edit->repeat = repeat;
  return edit;
}

GrEdit *
gr_edit_set_collapsed (const char *id, gboolean collapsed)
{
  GrEdit *edit = gr_edit_new (EDIT_SET_COLLAPSED, id, NULL);

  edit->collapsed = collapsed;
  return edit;
}

GrEdit *
gr_edit_compound (GrEdit *const *edits, guint n)
{
  GrEdit *edit = gr_edit_new (EDIT_COMPOUND, NULL, NULL);

  edit->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (edit->parts, gr_edit_ref (edits[i]));
  return edit;
}

/* --- grouping --------------------------------------------------------------------------------- */

static GrEdit *
compound_of (GPtrArray *parts)
{
  return gr_edit_compound ((GrEdit *const *) parts->pdata, parts->len);
}

GrEdit *
gr_edit_group (GrModel *model, const char *const *ids, guint n, const char *name)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
  const GrBlock   *first = n > 0 ? gr_model_block (model, ids[0]) : NULL;
  const GrGroup   *around = n > 0 ? gr_model_group (model, ids[0]) : NULL;
  g_autofree char *id = gr_model_fresh_id (model, "group");
  GrGroup          group = { id, (char *) name, NULL, NULL, 1, NULL, FALSE };

  group.parent = first ? first->group : around ? around->parent : NULL;

  g_ptr_array_add (parts, gr_edit_add_group (&group, GR_AT_END));
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (parts, gr_model_group (model, ids[i]) ? gr_edit_put_group (ids[i], id)
                                                           : gr_edit_put_block (ids[i], id));
  return compound_of (parts);
}

/* A name for what moves from @group to its parent: its own, or one with a number where that is
 * taken there by something other than the group itself, or by what moved before it. */
static char *
name_outside (GrModel *model, const GrGroup *group, const char *name, GHashTable *moved)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *candidate = i == 1 ? g_strdup (name) : g_strdup_printf ("%s_%u", name, i);

      /* A candidate with a number must not be the name of another member either. */
      if (!gr_model_name_taken (model, candidate, group->parent, group->id)
          && (i == 1 || !gr_model_name_taken (model, candidate, group->id, NULL))
          && g_hash_table_add (moved, g_strdup (candidate)))
        return g_steal_pointer (&candidate);
    }
}

GrEdit *
gr_edit_ungroup (GrModel *model, const char *id)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
  g_autoptr (GHashTable) moved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const GrGroup   *group = gr_model_group (model, id);
  g_autofree char *aside = gr_model_fresh_name (model, "_ungrouped", group ? group->parent : NULL);

  if (!group)
    return gr_edit_remove_group (id);
  /* The group's own name may be a member's too: out of the way first. */
  g_ptr_array_add (parts, gr_edit_rename_group (id, aside));
  for (guint i = 0; i < model->blocks->len; i++)
    {
      const GrBlock *block = g_ptr_array_index (model->blocks, i);

      if (g_strcmp0 (block->group, id) == 0)
        {
          g_autofree char *name = name_outside (model, group, block->name, moved);
          g_ptr_array_add (parts, gr_edit_rename_block (block->id, name));
          g_ptr_array_add (parts, gr_edit_put_block (block->id, group->parent));
        }
    }
  for (guint i = 0; i < model->groups->len; i++)
    {
      const GrGroup *inner = g_ptr_array_index (model->groups, i);

      if (g_strcmp0 (inner->parent, id) == 0)
        {
          g_autofree char *name = name_outside (model, group, inner->name, moved);
          g_ptr_array_add (parts, gr_edit_rename_group (inner->id, name));
          g_ptr_array_add (parts, gr_edit_put_group (inner->id, group->parent));
        }
    }
  g_ptr_array_add (parts, gr_edit_remove_group (id));
  return compound_of (parts);
}

/* --- describing ------------------------------------------------------------------------------- */

/* What people call a block or group, or its id where it is not (yet) there. */
static char *
called (GrModel *model, const char *id)
{
  const GrBlock *block = gr_model_block (model, id);
  const GrGroup *group = gr_model_group (model, id);

  if (block)
    return gr_model_dotted_name (model, block);
  return g_strdup (group ? group->name : id);
}

static gboolean
has_setting (const GrBlock *block, const char *attribute, const GrSetting *setting)
{
  const gint index = block->kind ? gr_block_kind_attribute (block->kind, attribute) : -1;

  return index >= 0 && gr_setting_equal (&block->settings[index], setting);
}

/* Of an edit that is no compound. */
static gboolean
is_so (const GrEdit *edit, GrModel *model)
{
  const GrBlock *block = gr_model_block (model, edit->id);
  const GrGroup *group = gr_model_group (model, edit->id);

  switch (edit->kind)
    {
    case EDIT_RENAME_BLOCK:
      return block && g_str_equal (block->name, edit->text);
    case EDIT_SET_ATTRIBUTE:
      return block && has_setting (block, edit->text, &edit->setting);
    case EDIT_MOVE_BLOCK:
      return block && block->x == edit->x && block->y == edit->y;
    case EDIT_RENAME_GROUP:
      return group && g_str_equal (group->name, edit->text);
    case EDIT_SET_REPEAT:
      return group && group->repeat == edit->repeat;
    case EDIT_SET_COLLAPSED:
      return group && group->collapsed == edit->collapsed;
    default:
      return FALSE;
    }
}

/* What several parts set is what the last of them sets: those behind @edit set what is in @set. */
static gboolean
is_idle (const GrEdit *edit, GrModel *model, GHashTable *set)
{
  if (edit->kind == EDIT_COMPOUND)
    {
      for (guint i = edit->parts->len; i-- > 0;)
        if (!is_idle (g_ptr_array_index (edit->parts, i), model, set))
          return FALSE;
      return TRUE;
    }
  return !g_hash_table_add (set, g_strdup_printf ("%d/%s/%s", edit->kind, edit->id,
                                                  edit->kind == EDIT_SET_ATTRIBUTE ? edit->text
                                                                                   : ""))
         || is_so (edit, model);
}

gboolean
gr_edit_is_idle (const GrEdit *edit, GrModel *model)
{
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return is_idle (edit, model, set);
}

char *
gr_edit_describe (const GrEdit *edit, GrModel *model)
{
  g_autofree char *name = edit->id ? called (model, edit->id) : NULL;
  g_autofree char *other = NULL;

  switch (edit->kind)
    {
    case EDIT_ADD_BLOCK:
      return g_strdup_printf (_ ("Add %s"), edit->block->name);
    case EDIT_REMOVE_BLOCK:
      return g_strdup_printf (_ ("Remove %s"), name);
    case EDIT_RENAME_BLOCK:
    case EDIT_RENAME_GROUP:
      return g_strdup_printf (_ ("Rename %s to %s"), name, edit->text);
    case EDIT_SET_ATTRIBUTE:
      other = g_str_equal (edit->text, "shape") ? gr_setting_sizes (&edit->setting)
                                                : gr_setting_to_string (&edit->setting);
      return g_strdup_printf (_ ("Set %s of %s to %s"), edit->text, name, other);
    case EDIT_MOVE_BLOCK:
      return g_strdup_printf (_ ("Move %s"), name);
    case EDIT_PUT_BLOCK:
    case EDIT_PUT_GROUP:
      if (!edit->text)
        return g_strdup_printf (_ ("Take %s out of its group"), name);
      other = called (model, edit->text);
      return g_strdup_printf (_ ("Put %s into %s"), name, other);
    case EDIT_ADD_LINK:
      other = called (model, edit->text);
      return g_strdup_printf (_ ("Link %s to %s"), other, name);
    case EDIT_REMOVE_LINK:
      return g_strdup_printf (_ ("Remove a link to %s"), name);
    case EDIT_ADD_GROUP:
      return g_strdup_printf (_ ("Make the group %s"), edit->group->name);
    case EDIT_REMOVE_GROUP:
      return g_strdup_printf (_ ("Remove the group %s"), name);
    case EDIT_SET_REPEAT:
      return edit->repeat == 1 ? g_strdup_printf (_ ("Do not repeat %s"), name)
                               : g_strdup_printf (_ ("Repeat %s %d times"), name, edit->repeat);
    case EDIT_SET_COLLAPSED:
      return g_strdup_printf (edit->collapsed ? _ ("Collapse %s") : _ ("Expand %s"), name);
    case EDIT_COMPOUND:
      if (edit->parts->len > 0)
        return gr_edit_describe (g_ptr_array_index (edit->parts, 0), model);
      return g_strdup (_ ("Nothing"));
    }
  return NULL;
}

static gboolean
add_assignments (const GrEdit *edit, GrModel *model, GStrvBuilder *assignments)
{
  const GrBlock   *block = edit->id ? gr_model_block (model, edit->id) : NULL;
  g_autofree char *name = NULL, *value = NULL, *assignment = NULL;

  if (edit->kind == EDIT_COMPOUND)
    {
      for (guint i = 0; i < edit->parts->len; i++)
        if (!add_assignments (g_ptr_array_index (edit->parts, i), model, assignments))
          return FALSE;
      return TRUE;
    }
  if (edit->kind != EDIT_SET_ATTRIBUTE || !block)
    return FALSE;
  name = gr_model_dotted_name (model, block);
  value = gr_setting_to_string (&edit->setting);
  assignment = g_strdup_printf ("%s.%s=%s", name, edit->text, value);
  g_strv_builder_add (assignments, assignment);
  return TRUE;
}

char **
gr_edit_assignments (const GrEdit *edit, GrModel *model)
{
  g_autoptr (GStrvBuilder) assignments = g_strv_builder_new ();

  return add_assignments (edit, model, assignments) ? g_strv_builder_end (assignments) : NULL;
}
