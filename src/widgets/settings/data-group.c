/* data-group.c - GradusDataGroup: see data-group.h. */
#include "data-group.h"

#include <glib/gi18n.h>

#include "data/chooser.h"
#include "document/data-place.h"
#include "option-rows.h"
#include "section.h"

#define SECTION "data"

struct _GradusDataGroup
{
  AdwPreferencesGroup parent_instance;

  GradusDocument *document;
  GtkWidget *row;
  char *set;                 /* whose parameters are shown */
  GradusOptionRows *options; /* of a generated set, or NULL */
};

G_DEFINE_FINAL_TYPE (GradusDataGroup, gradus_data_group, ADW_TYPE_PREFERENCES_GROUP)

/* --- to the document ----------------------------------------------------------------------------
 */

static void
option_changed (GradusDataGroup *self, const char *key, JsonNode *value)
{
  g_autofree char *label = g_strdup_printf (_ ("Set %s of %s"), key, self->set);

  gradus_section_set (self->document, SECTION, key, value, label, NULL);
}

/* --- from the document --------------------------------------------------------------------------
 */

static void
show_options_of (GradusDataGroup *self, const char *set)
{
  const GrDatasetDescriptor *descriptor = set ? gr_dataset_descriptor (set) : NULL;
  GPtrArray *rows;

  if (g_strcmp0 (self->set, set) == 0)
    return;
  for (guint i = 0; self->options && i < gradus_option_rows_list (self->options)->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                  gradus_option_rows_list (self->options)->pdata[i]);
  g_clear_object (&self->options);
  g_free (self->set);
  self->set = g_strdup (set);
  if (!descriptor || !descriptor->parameters || !descriptor->parameters->name)
    return;
  self->options = gradus_option_rows_new (gradus_option_table_of_dataset (descriptor));
  rows = gradus_option_rows_list (self->options);
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), rows->pdata[i]);
  g_signal_connect_object (self->options, "changed", G_CALLBACK (option_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->options, "done", G_CALLBACK (gradus_document_end_merge),
                           self->document, G_CONNECT_SWAPPED);
}

/* Whether the set can be found, without reading it. */
static gboolean
find_set (GradusDataGroup *self, const char *set, JsonObject *options, GError **error)
{
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (set);
  const char *data = json_object_get_string_member_with_default (options, "data", NULL);
  const char *project = gradus_document_path (self->document);
  g_autofree char *folder = NULL, *path = NULL, *where = NULL;

  if (descriptor && g_str_equal (descriptor->kind, "generated"))
    return TRUE;
  if (descriptor)
    {
      where = gr_dataset_where (descriptor, data, error);
      return where != NULL;
    }
  folder = project ? g_path_get_dirname (project) : g_get_current_dir ();
  path = g_canonicalize_filename (set, folder);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("There is no file or folder %s"), path);
  return FALSE;
}

/* Says @text under the row's title; as what is wrong, where it is. */
static void
say (GradusDataGroup *self, const char *text, gboolean wrong)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), text ? text : "");
  if (wrong)
    gtk_widget_add_css_class (self->row, "wrong");
  else
    gtk_widget_remove_css_class (self->row, "wrong");
}

static void
refresh (GradusDataGroup *self)
{
  g_autoptr (JsonObject) object = gradus_section_copy (self->document, SECTION);
  const char *set = json_object_get_string_member_with_default (object, "set", NULL);
  const GrDatasetDescriptor *descriptor = set ? gr_dataset_descriptor (set) : NULL;
  g_autoptr (GError) error = NULL;

  show_options_of (self, set);
  if (self->options)
    gradus_option_rows_show (self->options, object);
  if (!set)
    say (self, _ ("Choose what the network is to learn from."), TRUE);
  else if (!find_set (self, set, object, &error))
    say (self, error->message, TRUE);
  else
    {
      g_autofree char *split = gradus_split_sentence (object);
      const char *warning = gradus_document_data_warning (self->document);
      /* A file beside the project is called by its name in the button already. */
      const char *what = descriptor ? descriptor->info.summary : strchr (set, '/') ? set : NULL;
      g_autoptr (GString) text = g_string_new (what);

      if (split)
        g_string_append_printf (text, "%s%s", text->len ? "\n" : "", split);
      if (warning)
        g_string_append_printf (text, "%s⚠ %s.", text->len ? "\n" : "", warning);
      say (self, text->str, FALSE);
    }
}

/* --- making it ----------------------------------------------------------------------------------
 */

GtkWidget *
gradus_data_group_new (GradusDocument *document)
{
  GradusDataGroup *self = g_object_new (GRADUS_TYPE_DATA_GROUP, "title", _ ("Data"), NULL);
  GtkWidget *chooser = gradus_data_chooser_new (document);

  self->document = g_object_ref (document);
  self->row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", _ ("Data set"),
                            NULL);
  gtk_widget_set_valign (chooser, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), chooser);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->row);
  refresh (self);
  g_signal_connect_object (document, "section-changed::" SECTION, G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::path", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::data-warning", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
gradus_data_group_finalize (GObject *object)
{
  GradusDataGroup *self = GRADUS_DATA_GROUP (object);

  g_clear_object (&self->document);
  g_clear_object (&self->options);
  g_free (self->set);
  G_OBJECT_CLASS (gradus_data_group_parent_class)->finalize (object);
}

static void
gradus_data_group_class_init (GradusDataGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_data_group_finalize;
}

static void
gradus_data_group_init (GradusDataGroup *self)
{
}
