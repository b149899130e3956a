/* model-differences.c - see model-differences.h. */
#include "model-differences.h"

#include <glib/gi18n.h>

#define NOTHING "–"

/* What is compared. */
typedef struct
{
  GPtrArray *rows;
  GrModel *const *models;
  guint n;
} Comparison;

/* Adds a row, where not all of @values (NULL: nothing) are the same. Takes both. */
static void
add_row (const Comparison *comparison, char *setting, char **values)
{
  gboolean same = TRUE;

  for (guint i = 0; i < comparison->n; i++)
    {
      if (!values[i])
        values[i] = g_strdup (NOTHING);
      same = same && g_str_equal (values[i], values[0]);
    }
  if (!same)
    g_ptr_array_add (comparison->rows, gradus_difference_new (setting, values));
  else
    g_strfreev (values);
  g_free (setting);
}

static const GrBlock *
block_of (GrModel *model, const char *id)
{
  return model ? gr_model_block (model, id) : NULL;
}

/* What the first model that has it calls it. (transfer full) */
static char *
name_of (const Comparison *comparison, const char *id)
{
  for (guint i = 0; i < comparison->n; i++)
    {
      const GrBlock *block = block_of (comparison->models[i], id);

      if (block)
        return gr_model_dotted_name (comparison->models[i], block);
    }
  return g_strdup (id);
}

/* "Conv2d: out_channels 6, kernel_size [5, 5]": its kind, and the settings that are not those it
 * began with. (transfer full) */
static char *
block_text (const GrBlock *block)
{
  GString *text = g_string_new (block->kind_name);
  const GrSetting *initial = block->kind ? gr_block_kind_initial (block->kind) : NULL;
  gboolean first = TRUE;

  for (guint i = 0; block->kind && i < gr_block_kind_n_attributes (block->kind); i++)
    if (!gr_setting_equal (&block->settings[i], &initial[i]))
      {
        g_autofree char *value = gr_setting_to_string (&block->settings[i]);

        g_string_append_printf (text, "%s%s %s", first ? ": " : ", ",
                                block->kind->attributes[i].name, value);
        first = FALSE;
      }
  return g_string_free (text, FALSE);
}

static void
compare_settings (const Comparison *comparison, const char *id, const GrBlockKind *kind)
{
  g_autofree char *name = name_of (comparison, id);

  for (guint k = 0; k < gr_block_kind_n_attributes (kind); k++)
    {
      char **values = g_new0 (char *, comparison->n + 1);

      for (guint i = 0; i < comparison->n; i++)
        values[i] = gr_setting_to_string (&gr_model_block (comparison->models[i], id)->settings[k]);
      add_row (comparison, g_strconcat (name, ".", kind->attributes[k].name, NULL), values);
    }
}

/* "input of fc1", or where there are several "input 2 of add1"; (transfer full) */
static char *
input_text (const char *name, guint input, guint n)
{
  return n > 1 ? g_strdup_printf (_ ("input %u of %s"), input + 1, name)
               : g_strdup_printf (_ ("input of %s"), name);
}

static void
compare_inputs (const Comparison *comparison, const char *id)
{
  g_autofree char *name = name_of (comparison, id);
  guint n_inputs = 0;

  for (guint i = 0; i < comparison->n; i++)
    if (comparison->models[i])
      n_inputs = MAX (n_inputs, gr_model_n_linked (comparison->models[i], id));
  for (guint input = 0; input < n_inputs; input++)
    {
      char **values = g_new0 (char *, comparison->n + 1);

      for (guint i = 0; i < comparison->n; i++)
        {
          const GrLink *link = block_of (comparison->models[i], id)
                                   ? gr_model_link_to (comparison->models[i], id, input)
                                   : NULL;

          values[i] = link ? name_of (comparison, link->from) : NULL;
        }
      add_row (comparison, input_text (name, input, n_inputs), values);
    }
}

static void
compare_block (const Comparison *comparison, const char *id)
{
  const GrBlockKind *kind = NULL;
  gboolean alike = TRUE;

  for (guint i = 0; i < comparison->n; i++)
    {
      const GrBlock *block = block_of (comparison->models[i], id);

      if (i == 0)
        kind = block ? block->kind : NULL;
      alike = alike && block && block->kind && block->kind == kind;
    }
  if (alike)
    compare_settings (comparison, id, kind);
  else
    {
      char **values = g_new0 (char *, comparison->n + 1);

      for (guint i = 0; i < comparison->n; i++)
        {
          const GrBlock *block = block_of (comparison->models[i], id);

          values[i] = block ? block_text (block) : NULL;
        }
      add_row (comparison, name_of (comparison, id), values);
    }
  compare_inputs (comparison, id);
}

static void
compare_group (const Comparison *comparison, const GrGroup *group)
{
  char **values = g_new0 (char *, comparison->n + 1);

  for (guint i = 0; i < comparison->n; i++)
    {
      const GrGroup *own = comparison->models[i] ? gr_model_group (comparison->models[i], group->id)
                                                 : NULL;

      /* A group that is not repeated changes nothing. */
      values[i] = g_strdup_printf ("%d", own ? own->repeat : 1);
    }
  add_row (comparison, g_strdup_printf (_ ("repeats of %s"), group->name), values);
}

void
gradus_models_compare (GPtrArray *rows, GrModel *const *models, guint n)
{
  const Comparison comparison = { rows, models, n };
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    for (guint k = 0; models[i] && k < gr_model_n_blocks (models[i]); k++)
      {
        const char *id = gr_model_block_at (models[i], k)->id;

        if (g_hash_table_add (done, (gpointer) id))
          compare_block (&comparison, id);
      }
  g_hash_table_remove_all (done);
  for (guint i = 0; i < n; i++)
    for (guint k = 0; models[i] && k < gr_model_n_groups (models[i]); k++)
      {
        const GrGroup *group = gr_model_group_at (models[i], k);

        if (g_hash_table_add (done, group->id))
          compare_group (&comparison, group);
      }
}
