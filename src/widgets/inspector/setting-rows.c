/* setting-rows.c - the attributes of a kind of block as rows: see setting-rows.h. */
#include "setting-rows.h"

#include <string.h>

#include "style/count.h"

#include <glib/gi18n.h>

/* What a row is about; kept with it. */
typedef struct
{
  GradusDocument *document;
  const GrAttribute *attribute; /* of the first block's kind; the others' are alike */
  char **ids;
} Subject;

static void
subject_free (gpointer data)
{
  Subject *subject = data;

  g_object_unref (subject->document);
  g_strfreev (subject->ids);
  g_free (subject);
}

static Subject *
subject_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "gradus-subject");
}

/* What a block has for the attribute; NULL where the block is gone. */
static const GrSetting *
setting_of (const Subject *subject, guint i)
{
  const GrBlock *block = gr_model_block (gradus_document_model (subject->document),
                                         subject->ids[i]);

  return block ? gr_block_setting (block->kind, block->settings, subject->attribute->name) : NULL;
}

gboolean
gradus_setting_is_training (const char *attribute)
{
  static const char *const names[] = { "init", "init_value", "frozen", "lr_factor", NULL };

  return g_strv_contains (names, attribute);
}

/* --- from the document --------------------------------------------------------------------------
 */

/* "auto: 256", the value that follows from the input where it is known. (transfer full) */
static char *
auto_text (const Subject *subject)
{
  GrModel *model = gradus_document_model (subject->document);
  const GrBlockInfo *info = gr_model_info (model, subject->ids[0]);
  g_autofree char *value = NULL;

  if (!info || !info->settings || subject->ids[1])
    return g_strdup (_ ("auto"));
  value = gr_setting_to_string (
      gr_block_setting (info->block->kind, info->settings, subject->attribute->name));
  return g_strdup_printf (_ ("auto: %s"), value);
}

/* What stands in the row for @setting: nothing for what an empty entry means. (transfer full) */
static char *
shown_text (const GrAttribute *attribute, const GrSetting *setting)
{
  g_autofree char *text = NULL;

  if (setting->kind == GR_SETTING_AUTO
      || (setting->kind == GR_SETTING_NONE && attribute->follows == GR_AUTO_NEVER
          && attribute->type != GR_ATTRIBUTE_CHOICE))
    return g_strdup ("");
  text = gr_setting_to_string (setting);
  /* "3, 3" is as clear as "[3, 3]", and shorter to type. */
  if ((setting->kind == GR_SETTING_INTS || setting->kind == GR_SETTING_FLOATS) && setting->n > 0)
    return g_strndup (text + 1, strlen (text) - 2);
  return g_steal_pointer (&text);
}

/* Whether every block has @setting already. */
static gboolean
has_setting (const Subject *subject, const GrSetting *setting)
{
  for (guint i = 0; subject->ids[i]; i++)
    {
      const GrSetting *has = setting_of (subject, i);

      if (!has || !gr_setting_equal (has, setting))
        return FALSE;
    }
  return TRUE;
}

void
gradus_setting_row_refresh (GtkWidget *row)
{
  const Subject *subject = subject_of (row);
  const GrAttribute *attribute = subject->attribute;
  const GrSetting *first = setting_of (subject, 0);
  g_autofree char *text = NULL;

  if (!first)
    return;
  if (attribute->follows != GR_AUTO_NEVER)
    {
      g_autofree char *placeholder = auto_text (subject);

      gradus_field_row_set_placeholder (GRADUS_FIELD_ROW (row), placeholder);
    }
  if (has_setting (subject, first))
    text = shown_text (attribute, first);
  gradus_field_row_set_value (GRADUS_FIELD_ROW (row), text);
}

/* --- to the document ----------------------------------------------------------------------------
 */

/* (transfer full) */
static GrEdit *
edit_of (const Subject *subject, GrSetting setting)
{
  const char *name = subject->attribute->name;
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);

  for (guint i = 0; subject->ids[i]; i++)
    g_ptr_array_add (edits, gr_edit_set_attribute (subject->ids[i], name, setting));
  return edits->len == 1 ? gr_edit_ref (edits->pdata[0])
                         : gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len);
}

/* What the undo list says; NULL for one block, whose edit describes itself. (transfer full) */
static char *
label_of (const Subject *subject, const GrSetting *setting)
{
  g_autofree char *value = gr_setting_to_string (setting);
  g_autofree char *n = gradus_count (g_strv_length (subject->ids));

  if (!subject->ids[1])
    return NULL;
  return g_strdup_printf (_ ("Set %s of %s blocks to %s"), subject->attribute->name, n, value);
}

static void
row_edited (GradusFieldRow *row, const char *text, gpointer user)
{
  const Subject *subject = subject_of (GTK_WIDGET (row));
  const GrAttribute *attribute = subject->attribute;
  g_autofree char *joined = g_strjoinv (",", subject->ids);
  g_autofree char *merge = g_strdup_printf ("set:%s:%s", attribute->name, joined);
  g_autofree char *label = NULL;
  g_autoptr (GrEdit) edit = NULL;
  g_autoptr (GError) error = NULL;
  GrSetting setting;

  if (!*text && attribute->follows != GR_AUTO_NEVER)
    text = "auto";
  else if (!*text && attribute->optional)
    text = "none";
  if (gr_setting_parse (attribute, text, &setting, &error) && !has_setting (subject, &setting))
    {
      edit = edit_of (subject, setting);
      label = label_of (subject, &setting);
      gradus_document_apply_merged (subject->document, edit, label, merge, &error);
    }
  gradus_field_row_set_error (row, error ? error->message : NULL);
}

static void
row_done (GradusFieldRow *row, gpointer user)
{
  gradus_document_end_merge (subject_of (GTK_WIDGET (row))->document);
}

/* --- making a row -------------------------------------------------------------------------------
 */

static GradusFieldKind
field_kind (const GrAttribute *attribute)
{
  switch (attribute->type)
    {
    case GR_ATTRIBUTE_BOOL:
      return GRADUS_FIELD_SWITCH;
    case GR_ATTRIBUTE_CHOICE:
      return GRADUS_FIELD_CHOICE;
    case GR_ATTRIBUTE_INT:
      if (attribute->follows == GR_AUTO_NEVER && !attribute->optional)
        return GRADUS_FIELD_WHOLE;
      return GRADUS_FIELD_NUMBER;
    case GR_ATTRIBUTE_INTS:
    case GR_ATTRIBUTE_FLOAT:
    case GR_ATTRIBUTE_FLOATS:
      return GRADUS_FIELD_NUMBER;
    }
  return GRADUS_FIELD_WORDS;
}

/* The words of a choice, with None where it may be. The array is the caller's, the words are not.
 */
static const char **
choices_of (const GrAttribute *attribute)
{
  GPtrArray *words = g_ptr_array_new ();

  if (attribute->optional)
    g_ptr_array_add (words, (gpointer) "none");
  for (guint i = 0; attribute->choices && attribute->choices[i]; i++)
    g_ptr_array_add (words, (gpointer) attribute->choices[i]);
  g_ptr_array_add (words, NULL);
  return (const char **) g_ptr_array_free (words, FALSE);
}

static const GrAttribute *
attribute_of (const GrBlock *block, const char *name)
{
  const gint index = block && block->kind ? gr_block_kind_attribute (block->kind, name) : -1;

  return index < 0 ? NULL : &block->kind->attributes[index];
}

/* Whether a value of the one can be given to the other. */
static gboolean
alike (const GrAttribute *a, const GrAttribute *b)
{
  return a->type == b->type && a->n == b->n && a->follows == b->follows
         && a->optional == b->optional && (!a->choices) == (!b->choices)
         && (!a->choices
             || g_strv_equal ((const char *const *) a->choices, (const char *const *) b->choices));
}

char **
gradus_setting_common (GrModel *model, const char *const *ids)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const GrBlock *first = gr_model_block (model, ids[0]);

  for (guint a = 0; first && first->kind && a < gr_block_kind_n_attributes (first->kind); a++)
    {
      const GrAttribute *attribute = &first->kind->attributes[a];
      gboolean common = TRUE;

      for (guint i = 1; common && ids[i]; i++)
        {
          const GrAttribute *other = attribute_of (gr_model_block (model, ids[i]), attribute->name);

          common = other && alike (attribute, other);
        }
      if (common)
        g_strv_builder_add (names, attribute->name);
    }
  return g_strv_builder_end (names);
}

GtkWidget *
gradus_setting_row_new (GradusDocument *document, const char *name, const char *const *ids)
{
  const GrAttribute *attribute = attribute_of (
      gr_model_block (gradus_document_model (document), ids[0]), name);
  const gboolean bounded = attribute->minimum != 0 || attribute->maximum != 0;
  g_autofree const char **choices = choices_of (attribute);
  Subject *subject = g_new0 (Subject, 1);
  GtkWidget *row = gradus_field_row_new (&(GradusField){
      .name = attribute->name,
      .help = attribute->help ? _ (attribute->help) : NULL,
      .kind = field_kind (attribute),
      .minimum = bounded ? attribute->minimum : -G_MAXINT32,
      .maximum = bounded ? attribute->maximum : G_MAXINT32,
      .choices = choices,
      .placeholder = attribute->optional ? _ ("none") : NULL,
  });

  *subject = (Subject){ g_object_ref (document), attribute, g_strdupv ((char **) ids) };
  g_object_set_data_full (G_OBJECT (row), "gradus-subject", subject, subject_free);
  gradus_setting_row_refresh (row);
  g_signal_connect (row, "edited", G_CALLBACK (row_edited), NULL);
  g_signal_connect (row, "done", G_CALLBACK (row_done), NULL);
  return row;
}
