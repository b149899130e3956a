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
  GtkWidget *row;            /* with the button that chooses, and below it: */
  GtkLabel *about;           /* what the set is, or what is wrong with it */
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

/* Says @text below the button; as what is wrong, where it is. */
static void
say (GradusDataGroup *self, const char *text, gboolean wrong)
{
  gtk_label_set_text (self->about, text);
  gtk_widget_set_visible (GTK_WIDGET (self->about), *text != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Data set"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
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

/* Sentences need the row's whole width, which a subtitle shares with the button. (transfer full) */
static GtkWidget *
row_new (GradusDataGroup *self, GtkWidget *chooser)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ ("Data set")), *about = gtk_label_new (NULL);
  GtkWidget *row = adw_preferences_row_new ();

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (about), 0);
  gtk_label_set_wrap (GTK_LABEL (about), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (about), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (about, "subtitle");
  self->about = GTK_LABEL (about);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), chooser);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), about);
  gtk_widget_add_css_class (row, "data-set");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Data set"));
  return row;
}

GtkWidget *
gradus_data_group_new (GradusDocument *document)
{
  GradusDataGroup *self = g_object_new (GRADUS_TYPE_DATA_GROUP, "title", _ ("Data"), NULL);
  GtkWidget *chooser = gradus_data_chooser_new (document);

  self->document = g_object_ref (document);
  self->row = row_new (self, chooser);
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
