/* model.c - GrModel: holds the document and answers questions about it. Changes are in apply.c,
 * shapes and problems in infer.c. See model.h. */
#include "model-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  gboolean known;
  gint     n;
  gint64   sizes[GR_MAX_DIMS];
} DataShape;

G_DEFINE_FINAL_TYPE (GrModel, gr_model, G_TYPE_OBJECT)

/* --- blocks and groups as values -------------------------------------------------------------- */

static GrSetting *
copy_settings (const GrBlockKind *kind, const GrSetting *settings)
{
  return kind ? g_memdup2 (settings,
                           MAX (gr_block_kind_n_attributes (kind), 1) * sizeof (GrSetting))
              : NULL;
}

GrBlock *
gr_block_new (const char *id, const char *kind, const char *name, const char *group)
{
  GrBlock *block = g_new0 (GrBlock, 1);

  block->id = g_strdup (id);
  block->kind = gr_block_kind_find (kind);
  block->kind_name = g_strdup (kind);
  block->name = g_strdup (name);
  block->group = g_strdup (group);
  if (block->kind)
    block->settings = copy_settings (block->kind, gr_block_kind_initial (block->kind));
  return block;
}

GrBlock *
gr_block_copy (const GrBlock *block)
{
  GrBlock *copy = g_new0 (GrBlock, 1);

  *copy = *block;
  copy->id = g_strdup (block->id);
  copy->kind_name = g_strdup (block->kind_name);
  copy->name = g_strdup (block->name);
  copy->group = g_strdup (block->group);
  copy->extra = g_strdup (block->extra);
  copy->settings = copy_settings (block->kind, block->settings);
  return copy;
}

void
gr_block_free (GrBlock *block)
{
  if (!block)
    return;
  g_free (block->id);
  g_free (block->kind_name);
  g_free (block->name);
  g_free (block->group);
  g_free (block->extra);
  g_free (block->settings);
  g_free (block);
}

GrGroup *
gr_group_copy (const GrGroup *group)
{
  GrGroup *copy = g_new0 (GrGroup, 1);

  copy->id = g_strdup (group->id);
  copy->name = g_strdup (group->name);
  copy->title = g_strdup (group->title);
  copy->parent = g_strdup (group->parent);
  copy->repeat = group->repeat;
  copy->extra = g_strdup (group->extra);
  copy->collapsed = group->collapsed;
  return copy;
}

void
gr_group_free (GrGroup *group)
{
  if (!group)
    return;
  g_free (group->id);
  g_free (group->name);
  g_free (group->title);
  g_free (group->parent);
  g_free (group->extra);
  g_free (group);
}

static void
link_free (GrLink *link)
{
  g_free (link->from);
  g_free (link->to);
  g_free (link->extra);
  g_free (link);
}

static guint
hash_end (gconstpointer link)
{
  return g_str_hash (((const GrLink *) link)->to) * 31 + ((const GrLink *) link)->input;
}

static gboolean
same_end (gconstpointer a, gconstpointer b)
{
  const GrLink *one = a, *other = b;

  return one->input == other->input && g_str_equal (one->to, other->to);
}

/* --- the object ------------------------------------------------------------------------------- */

static void
gr_model_init (GrModel *self)
{
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_block_free);
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_group_free);
  self->links = g_ptr_array_new_with_free_func ((GDestroyNotify) link_free);
  self->block_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->group_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->link_by_end = g_hash_table_new (hash_end, same_end);
  self->used_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names = gr_names_new ();
  self->kept = gr_kept_new ();
  self->data_shapes = g_array_new (FALSE, TRUE, sizeof (DataShape));
  self->revision = self->structure = 1;
}

static void
gr_model_finalize (GObject *object)
{
  GrModel *self = GR_MODEL (object);

  g_clear_pointer (&self->inference, gr_inference_free);
  g_hash_table_unref (self->block_by_id);
  g_hash_table_unref (self->group_by_id);
  g_hash_table_unref (self->link_by_end);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_hash_table_unref (self->used_ids);
  g_hash_table_unref (self->names);
  gr_kept_unref (self->kept);
  g_array_unref (self->data_shapes);
  g_clear_pointer (&self->data, gr_data_facts_free);
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->links);
  G_OBJECT_CLASS (gr_model_parent_class)->finalize (object);
}

static void
gr_model_class_init (GrModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gr_model_finalize;

  /* After every change that was made, with the edit that made it. */
  g_signal_new ("changed", GR_TYPE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_POINTER);
}

GrModel *
gr_model_new (void)
{
  return g_object_new (GR_TYPE_MODEL, NULL);
}

guint64
gr_model_revision (GrModel *model)
{
  return model->revision;
}

/* --- putting in ------------------------------------------------------------------------------- */

static void
insert (GPtrArray *array, gint index, gpointer item)
{
  g_ptr_array_insert (array, index < 0 || index > (gint) array->len ? -1 : index, item);
}

void
gr_model_insert_block (GrModel *model, GrBlock *block, gint index)
{
  insert (model->blocks, index, block);
  g_clear_pointer (&model->places, g_hash_table_unref);
  g_hash_table_insert (model->block_by_id, block->id, block);
  g_hash_table_add (model->used_ids, g_strdup (block->id));
  gr_names_add (model->names, block->group, block->name, block->id);
}

void
gr_model_insert_group (GrModel *model, GrGroup *group, gint index)
{
  insert (model->groups, index, group);
  g_hash_table_insert (model->group_by_id, group->id, group);
  g_hash_table_add (model->used_ids, g_strdup (group->id));
  gr_names_add (model->names, group->parent, group->name, group->id);
}

void
gr_model_insert_link (GrModel *model, const GrLink *link, gint index)
{
  GrLink *copy = g_new (GrLink, 1);

  copy->from = g_strdup (link->from);
  copy->to = g_strdup (link->to);
  copy->input = link->input;
  copy->extra = g_strdup (link->extra);
  insert (model->links, index, copy);
  g_hash_table_add (model->link_by_end, copy);
}

GrModel *
gr_model_copy (GrModel *model)
{
  GrModel *copy = gr_model_new ();

  for (guint i = 0; i < model->groups->len; i++)
    gr_model_insert_group (copy, gr_group_copy (model->groups->pdata[i]), GR_AT_END);
  for (guint i = 0; i < model->blocks->len; i++)
    gr_model_insert_block (copy, gr_block_copy (model->blocks->pdata[i]), GR_AT_END);
  for (guint i = 0; i < model->links->len; i++)
    gr_model_insert_link (copy, model->links->pdata[i], GR_AT_END);
  gr_model_set_kept (copy, model->kept);
  return copy;
}

/* --- asking ----------------------------------------------------------------------------------- */

guint
gr_model_n_blocks (GrModel *model)
{
  return model->blocks->len;
}

const GrBlock *
gr_model_block_at (GrModel *model, guint index)
{
  g_return_val_if_fail (index < model->blocks->len, NULL);
  return g_ptr_array_index (model->blocks, index);
}

const GrBlock *
gr_model_block (GrModel *model, const char *id)
{
  return g_hash_table_lookup (model->block_by_id, id);
}

const GrBlock *
gr_model_block_named (GrModel *model, const char *dotted)
{
  const char *last = strrchr (dotted, '.');

  last = last ? last + 1 : dotted;
  for (guint i = 0; i < model->blocks->len; i++)
    {
      const GrBlock *block = g_ptr_array_index (model->blocks, i);

      if (g_str_equal (block->name, last))
        {
          g_autofree char *name = gr_model_dotted_name (model, block);
          if (g_str_equal (name, dotted))
            return block;
        }
    }
  return NULL;
}

gint
gr_model_block_index (GrModel *model, const char *id)
{
  const GrBlock *block = gr_model_block (model, id);

  if (!model->places)
    {
      model->places = g_hash_table_new (NULL, NULL);
      for (guint i = 0; i < model->blocks->len; i++)
        g_hash_table_insert (model->places, g_ptr_array_index (model->blocks, i),
                             GUINT_TO_POINTER (i));
    }
  return block ? GPOINTER_TO_INT (g_hash_table_lookup (model->places, block)) : -1;
}

guint
gr_model_n_groups (GrModel *model)
{
  return model->groups->len;
}

const GrGroup *
gr_model_group_at (GrModel *model, guint index)
{
  g_return_val_if_fail (index < model->groups->len, NULL);
  return g_ptr_array_index (model->groups, index);
}

const GrGroup *
gr_model_group (GrModel *model, const char *id)
{
  return id ? g_hash_table_lookup (model->group_by_id, id) : NULL;
}

gint
gr_model_group_index (GrModel *model, const char *id)
{
  guint          index;
  const GrGroup *group = gr_model_group (model, id);

  return group && g_ptr_array_find (model->groups, group, &index) ? (gint) index : -1;
}

guint
gr_model_n_links (GrModel *model)
{
  return model->links->len;
}

const GrLink *
gr_model_link_at (GrModel *model, guint index)
{
  g_return_val_if_fail (index < model->links->len, NULL);
  return g_ptr_array_index (model->links, index);
}

const GrLink *
gr_model_link_to (GrModel *model, const char *to, guint input)
{
  const GrLink wanted = { .to = (char *) to, .input = input };

  return g_hash_table_lookup (model->link_by_end, &wanted);
}

guint
gr_model_n_linked (GrModel *model, const char *id)
{
  const GrBlock *block = gr_model_block (model, id);
  guint          n = 0;

  if (block)
    n = block->kind ? gr_block_kind_max_inputs (block->kind) : GR_BLOCK_MANY_INPUTS;
  while (n > 0 && !gr_model_link_to (model, id, n - 1))
    n--;
  return n;
}

char *
gr_model_dotted_name (GrModel *model, const GrBlock *block)
{
  g_autoptr (GString) name = g_string_new (block->name);

  for (const GrGroup *group = gr_model_group (model, block->group); group;
       group = gr_model_group (model, group->parent))
    {
      g_string_prepend_c (name, '.');
      g_string_prepend (name, group->name);
    }
  return g_strdup (name->str);
}

gboolean
gr_model_group_within (GrModel *model, const char *group, const char *ancestor)
{
  for (const GrGroup *at = gr_model_group (model, group); at;
       at = gr_model_group (model, at->parent))
    if (g_str_equal (at->id, ancestor))
      return TRUE;
  return FALSE;
}

/* --- the data set's shapes -------------------------------------------------------------------- */

void
gr_model_set_data_shape (GrModel *model, guint input, GrInts shape)
{
  DataShape *place;

  if (input >= model->data_shapes->len)
    g_array_set_size (model->data_shapes, input + 1);
  place = &g_array_index (model->data_shapes, DataShape, input);
  place->known = shape.v != NULL;
  place->n = MIN (shape.n, GR_MAX_DIMS - 1);
  if (place->n)
    memcpy (place->sizes, shape.v, place->n * sizeof (gint64));
  model->revision++;
}

GrInts
gr_model_data_shape (GrModel *model, guint input)
{
  const DataShape *place;

  if (input >= model->data_shapes->len)
    return GR_NO_INTS;
  place = &g_array_index (model->data_shapes, DataShape, input);
  return place->known ? gr_ints (place->sizes, place->n) : GR_NO_INTS;
}

/* --- equality --------------------------------------------------------------------------------- */

static gboolean
blocks_equal (const GrBlock *a, const GrBlock *b)
{
  if (g_strcmp0 (a->id, b->id) || g_strcmp0 (a->kind_name, b->kind_name)
      || g_strcmp0 (a->name, b->name) || g_strcmp0 (a->group, b->group)
      || g_strcmp0 (a->extra, b->extra) || a->x != b->x || a->y != b->y)
    return FALSE;
  for (guint i = 0; a->kind && i < gr_block_kind_n_attributes (a->kind); i++)
    if (!gr_setting_equal (&a->settings[i], &b->settings[i]))
      return FALSE;
  return TRUE;
}

static gboolean
groups_equal (const GrGroup *a, const GrGroup *b)
{
  return !g_strcmp0 (a->id, b->id) && !g_strcmp0 (a->name, b->name)
         && !g_strcmp0 (a->title, b->title) && !g_strcmp0 (a->parent, b->parent)
         && a->repeat == b->repeat && a->collapsed == b->collapsed
         && !g_strcmp0 (a->extra, b->extra);
}

static gboolean
links_equal (const GrLink *a, const GrLink *b)
{
  return !g_strcmp0 (a->from, b->from) && !g_strcmp0 (a->to, b->to) && a->input == b->input
         && !g_strcmp0 (a->extra, b->extra);
}

gboolean
gr_model_equal (GrModel *a, GrModel *b)
{
  if (a->blocks->len != b->blocks->len || a->groups->len != b->groups->len
      || a->links->len != b->links->len)
    return FALSE;
  for (guint i = 0; i < a->blocks->len; i++)
    if (!blocks_equal (a->blocks->pdata[i], b->blocks->pdata[i]))
      return FALSE;
  for (guint i = 0; i < a->groups->len; i++)
    if (!groups_equal (a->groups->pdata[i], b->groups->pdata[i]))
      return FALSE;
  for (guint i = 0; i < a->links->len; i++)
    if (!links_equal (a->links->pdata[i], b->links->pdata[i]))
      return FALSE;
  return TRUE;
}

/* --- weights ---------------------------------------------------------------------------------- */

GrKept *
gr_model_kept (GrModel *model)
{
  return model->kept;
}

void
gr_model_set_kept (GrModel *model, GrKept *kept)
{
  gr_kept_ref (kept);
  gr_kept_unref (model->kept);
  model->kept = kept;
}
