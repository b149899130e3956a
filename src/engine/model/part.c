/* part.c - copies of a part of a model. See part.h. */
#include "model-private.h"
#include "part.h"

#include <string.h>

/* Names and ids that an edit will take, besides those that the model has. */
typedef struct
{
  GrModel *model;
  GHashTable *ids;
  GHashTable *names; /* "group/name" */
  GHashTable *tried; /* of "prefix", an id's, or "group/prefix", a name's: the last number tried */
} Fresh;

static void
fresh_init (Fresh *fresh, GrModel *model)
{
  fresh->model = model;
  fresh->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fresh->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fresh->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
fresh_clear (Fresh *fresh)
{
  g_hash_table_unref (fresh->ids);
  g_hash_table_unref (fresh->names);
  g_hash_table_unref (fresh->tried);
}

/* @text without the digits at its end: "conv12" gives "conv". */
static char *
without_number (const char *text)
{
  gsize length = strlen (text);

  while (length > 0 && g_ascii_isdigit (text[length - 1]))
    length--;
  return g_strndup (text, length);
}

/* The number to try after those that were, for what begins as @prefix. Nothing becomes free while
 * an edit is made. */
static guint
next_number (Fresh *fresh, const char *prefix)
{
  const guint next = GPOINTER_TO_UINT (g_hash_table_lookup (fresh->tried, prefix)) + 1;

  g_hash_table_insert (fresh->tried, g_strdup (prefix), GUINT_TO_POINTER (next));
  return next;
}

static gboolean
take_id (Fresh *fresh, const char *id)
{
  return !g_hash_table_contains (fresh->model->used_ids, id)
         && g_hash_table_add (fresh->ids, g_strdup (id));
}

/* @wanted, or the first of conv1, conv2, ... that @model never had and that was not given yet.
 * (transfer full) */
static char *
fresh_id (Fresh *fresh, const char *wanted)
{
  g_autofree char *prefix = without_number (wanted);
  char *id = g_strdup (wanted);

  while (!take_id (fresh, id))
    {
      g_free (id);
      id = g_strdup_printf ("%s%u", *prefix ? prefix : "b", next_number (fresh, prefix));
    }
  return id;
}

static gboolean
take_name (Fresh *fresh, const char *name, const char *group)
{
  return !gr_model_name_taken (fresh->model, name, group, NULL)
         && g_hash_table_add (fresh->names, g_strdup_printf ("%s/%s", group ? group : "", name));
}

/* The same for a name in @group. (transfer full) */
static char *
fresh_name (Fresh *fresh, const char *wanted, const char *group)
{
  g_autofree char *prefix = without_number (wanted);
  g_autofree char *key = g_strdup_printf ("%s/%s", group ? group : "", prefix);
  char *name = g_strdup (wanted);

  while (!take_name (fresh, name, group))
    {
      g_free (name);
      name = g_strdup_printf ("%s%u", *prefix ? prefix : "block", next_number (fresh, key));
    }
  return name;
}

static void
replace (char **place, char *text)
{
  g_free (*place);
  *place = text;
}

/* --- taking out ------------------------------------------------------------------------------- */

/* Whether all blocks in @group, of which there are some, are among @chosen. */
static gboolean
is_whole (GrModel *model, const GrGroup *group, GHashTable *chosen)
{
  gboolean any = FALSE;

  for (guint i = 0; i < model->blocks->len; i++)
    {
      const GrBlock *block = g_ptr_array_index (model->blocks, i);

      if (!gr_model_group_within (model, block->group, group->id))
        continue;
      if (!g_hash_table_contains (chosen, block->id))
        return FALSE;
      any = TRUE;
    }
  return any;
}

/* The groups among @ids, those of which several blocks among @ids are the whole, and all groups in
 * them. (transfer container) */
static GHashTable *
groups_of (GrModel *model, const char *const *ids, guint n)
{
  GHashTable *groups = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) chosen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    {
      g_hash_table_add (chosen, (gpointer) ids[i]);
      for (guint g = 0; gr_model_group (model, ids[i]) && g < model->groups->len; g++)
        {
          const GrGroup *group = g_ptr_array_index (model->groups, g);

          if (gr_model_group_within (model, group->id, ids[i]))
            g_hash_table_add (groups, group->id);
        }
    }
  for (guint g = 0; n > 1 && g < model->groups->len; g++)
    {
      const GrGroup *group = g_ptr_array_index (model->groups, g);

      if (is_whole (model, group, chosen))
        g_hash_table_add (groups, group->id);
    }
  return groups;
}

/* Does an edit that cannot be refused, and takes it. */
static void
apply (GrModel *model, GrEdit *edit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrEdit) inverse = gr_model_apply (model, edit, &error);

  if (!inverse)
    g_critical ("A part of a model is no model: %s", error->message);
  gr_edit_unref (edit);
}

/* (transfer full) */
static char *
name_in_part (GrModel *part, const char *name, const char *group)
{
  g_autofree char *prefix = without_number (name);

  return gr_model_fresh_name (part, *prefix ? prefix : "block", group);
}

/* A parent before what is in it. */
static void
take_groups (GrModel *model, GrModel *part, GHashTable *groups, const char *parent)
{
  for (guint i = 0; i < model->groups->len; i++)
    {
      g_autoptr (GrGroup) copy = gr_group_copy (g_ptr_array_index (model->groups, i));

      if (!g_hash_table_contains (groups, copy->id))
        continue;
      if (!copy->parent || !g_hash_table_contains (groups, copy->parent))
        replace (&copy->parent, NULL);
      if (g_strcmp0 (copy->parent, parent) != 0)
        continue;
      if (gr_model_name_taken (part, copy->name, parent, NULL))
        replace (&copy->name, name_in_part (part, copy->name, parent));
      apply (part, gr_edit_add_group (copy, GR_AT_END));
      take_groups (model, part, groups, copy->id);
    }
}

GrModel *
gr_part_of (GrModel *model, const char *const *ids, guint n)
{
  GrModel *part = gr_model_new ();
  g_autoptr (GHashTable) groups = groups_of (model, ids, n);
  g_autoptr (GHashTable) chosen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    g_hash_table_add (chosen, (gpointer) ids[i]);
  take_groups (model, part, groups, NULL);
  for (guint i = 0; i < model->blocks->len; i++)
    {
      const GrBlock *block = g_ptr_array_index (model->blocks, i);
      g_autoptr (GrBlock) copy = NULL;
      const gboolean inside = block->group && g_hash_table_contains (groups, block->group);

      if (!inside && !g_hash_table_contains (chosen, block->id))
        continue;
      copy = gr_block_copy (block);
      if (!inside)
        replace (&copy->group, NULL);
      if (gr_model_name_taken (part, copy->name, copy->group, NULL))
        replace (&copy->name, name_in_part (part, copy->name, copy->group));
      apply (part, gr_edit_add_block (copy, GR_AT_END));
    }
  for (guint i = 0; i < model->links->len; i++)
    {
      const GrLink *link = g_ptr_array_index (model->links, i);

      if (gr_model_block (part, link->from) && gr_model_block (part, link->to))
        apply (part,
               gr_edit_add_link_full (link->from, link->to, link->input, GR_AT_END, link->extra));
    }
  return part;
}

/* --- putting in ------------------------------------------------------------------------------- */

/* One insertion being made. */
typedef struct
{
  GrModel *model;
  Fresh fresh;
  const char *group; /* into which what is at the part's top comes, unless */
  gboolean beside;   /* each comes into the group in which the block of its id is */
  gdouble dx, dy;
  GHashTable *renamed; /* id in the part -> id in the model */
  GPtrArray *edits;
  GPtrArray *top; /* ids of what comes in at the top */
} Insertion;

/* The group in the model for what is called @id in the part and is at its top. */
static const char *
group_for (const Insertion *insertion, const char *id)
{
  const GrBlock *block = gr_model_block (insertion->model, id);
  const GrGroup *group = gr_model_group (insertion->model, id);

  if (!insertion->beside)
    return insertion->group;
  return block ? block->group : group ? group->parent : NULL;
}

/* Gives a copy its new id, name and place, and notes them. */
static void
settle (Insertion *insertion, char **id, char **name, char **group)
{
  char *new_id = fresh_id (&insertion->fresh, *id);

  if (*group)
    replace (group, g_strdup (g_hash_table_lookup (insertion->renamed, *group)));
  else
    {
      replace (group, g_strdup (group_for (insertion, *id)));
      replace (name, fresh_name (&insertion->fresh, *name, *group));
      g_ptr_array_add (insertion->top, g_strdup (new_id));
    }
  g_hash_table_insert (insertion->renamed, g_steal_pointer (id), g_strdup (new_id));
  *id = new_id;
}

/* A parent before what is in it. */
static void
insert_groups (Insertion *insertion, GrModel *part, const char *parent)
{
  for (guint i = 0; i < part->groups->len; i++)
    {
      const GrGroup *group = g_ptr_array_index (part->groups, i);
      g_autoptr (GrGroup) copy = NULL;

      if (g_strcmp0 (group->parent, parent) != 0)
        continue;
      copy = gr_group_copy (group);
      settle (insertion, &copy->id, &copy->name, &copy->parent);
      g_ptr_array_add (insertion->edits, gr_edit_add_group (copy, GR_AT_END));
      insert_groups (insertion, part, group->id);
    }
}

static void
insert_blocks (Insertion *insertion, GrModel *part)
{
  for (guint i = 0; i < part->blocks->len; i++)
    {
      g_autoptr (GrBlock) copy = gr_block_copy (g_ptr_array_index (part->blocks, i));

      settle (insertion, &copy->id, &copy->name, &copy->group);
      copy->x += insertion->dx;
      copy->y += insertion->dy;
      g_ptr_array_add (insertion->edits, gr_edit_add_block (copy, GR_AT_END));
    }
}

static void
insert_links (Insertion *insertion, GrModel *part)
{
  for (guint i = 0; i < part->links->len; i++)
    {
      const GrLink *link = g_ptr_array_index (part->links, i);
      const char *from = g_hash_table_lookup (insertion->renamed, link->from);
      const char *to = g_hash_table_lookup (insertion->renamed, link->to);

      g_ptr_array_add (insertion->edits,
                       gr_edit_add_link_full (from, to, link->input, GR_AT_END, link->extra));
    }
}

static GrEdit *
insert (Insertion *insertion, GrModel *part, char ***new_ids)
{
  GrEdit *edit;

  fresh_init (&insertion->fresh, insertion->model);
  insertion->renamed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  insertion->edits = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
  insertion->top = g_ptr_array_new ();
  insert_groups (insertion, part, NULL);
  insert_blocks (insertion, part);
  insert_links (insertion, part);
  edit = gr_edit_compound ((GrEdit *const *) insertion->edits->pdata, insertion->edits->len);

  g_ptr_array_add (insertion->top, NULL);
  if (new_ids)
    *new_ids = (char **) g_ptr_array_free (insertion->top, FALSE);
  else
    g_strfreev ((char **) g_ptr_array_free (insertion->top, FALSE));
  fresh_clear (&insertion->fresh);
  g_hash_table_unref (insertion->renamed);
  g_ptr_array_unref (insertion->edits);
  return edit;
}

GrEdit *
gr_part_insert (GrModel *model, GrModel *part, const char *group, gdouble dx, gdouble dy,
                char ***new_ids)
{
  Insertion insertion = { .model = model, .group = group, .dx = dx, .dy = dy };

  return insert (&insertion, part, new_ids);
}

GrEdit *
gr_part_duplicate (GrModel *model, const char *const *ids, guint n, gdouble dx, gdouble dy,
                   char ***new_ids)
{
  g_autoptr (GrModel) part = gr_part_of (model, ids, n);
  Insertion insertion = { .model = model, .beside = TRUE, .dx = dx, .dy = dy };

  return insert (&insertion, part, new_ids);
}
