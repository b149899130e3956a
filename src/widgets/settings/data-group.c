/* data-group.c - GradusDataGroup: see data-group.h. */
#include "data-group.h"

#include <glib/gi18n.h>

#include "option-rows.h"
#include "section.h"

#define SECTION "data"

struct _GradusDataGroup
{
  AdwPreferencesGroup parent_instance;

  GradusDocument *document;
  GtkWidget
      *choice; /* GradusFieldRow: the sets with a name, and what the project has if it is none */
  char *own;   /* the file or folder that is among its choices, or NULL */
  char *set;   /* whose parameters are shown */
  GradusOptionRows *options; /* of a generated set, or NULL */
};

G_DEFINE_FINAL_TYPE (GradusDataGroup, gradus_data_group, ADW_TYPE_PREFERENCES_GROUP)

/* --- to the document ----------------------------------------------------------------------------
 */

static void
set_data (GradusDataGroup *self, const char *set)
{
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (set);
  g_autofree char *label = g_strdup_printf (_ ("Data: %s"),
                                            descriptor ? descriptor->info.title : set);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "set", set);
  gradus_section_put (self->document, SECTION, object, label, NULL, NULL);
}

static void
option_changed (GradusDataGroup *self, const char *key, JsonNode *value)
{
  g_autofree char *label = g_strdup_printf (_ ("Set %s of %s"), key, self->set);

  gradus_section_set (self->document, SECTION, key, value, label, NULL);
}

void
gradus_data_group_set_path (GradusDataGroup *self, const char *path)
{
  const char *project = gradus_document_path (self->document);
  g_autofree char *folder = project ? g_path_get_dirname (project) : NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) beside = folder ? g_file_new_for_path (folder) : NULL;
  g_autofree char *relative = beside ? g_file_get_relative_path (beside, file) : NULL;

  set_data (self, relative ? relative : path);
}

static void
chosen (GtkNativeDialog *dialog, gint response, GradusDataGroup *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path)
    gradus_data_group_set_path (self, path);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
choose (GradusDataGroup *self, GtkFileChooserAction action, const char *title)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (root), action,
                                                              NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
choose_file (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose (GRADUS_DATA_GROUP (widget), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open a Data Set"));
}

static void
choose_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose (GRADUS_DATA_GROUP (widget), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
          _ ("Open a Folder of Data"));
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

static void
choice_edited (GradusDataGroup *self, const char *set)
{
  set_data (self, set);
}

/* The row to choose with: the named sets, and @own (NULL: none) if it is not one of them. */
static void
make_choice (GradusDataGroup *self, const char *own)
{
  const char *const *names = gr_dataset_names ();
  g_autoptr (GPtrArray) values = g_ptr_array_new (), labels = g_ptr_array_new ();
  g_autofree char *base = own ? g_path_get_basename (own) : NULL;

  if (self->choice && g_strcmp0 (self->own, own) == 0)
    return;
  for (guint i = 0; names[i]; i++)
    {
      const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (names[i]);

      g_ptr_array_add (values, (gpointer) names[i]);
      g_ptr_array_add (labels,
                       descriptor->info.title ? descriptor->info.title : (gpointer) names[i]);
    }
  if (own)
    {
      g_ptr_array_add (values, (gpointer) own);
      g_ptr_array_add (labels, base);
    }
  g_ptr_array_add (values, NULL);
  g_ptr_array_add (labels, NULL);
  if (self->choice)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->choice);
  self->choice = gradus_field_row_new (&(GradusField){
      .name = _ ("Data set"),
      .kind = GRADUS_FIELD_CHOICE,
      .choices = (const char *const *) values->pdata,
      .labels = (const char *const *) labels->pdata,
  });
  g_signal_connect_object (self->choice, "edited", G_CALLBACK (choice_edited), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->choice);
  if (self->own != own)
    {
      g_free (self->own);
      self->own = g_strdup (own);
    }
}

static void
refresh (GradusDataGroup *self)
{
  g_autoptr (JsonObject) object = gradus_section_copy (self->document, SECTION);
  const char *set = json_object_get_string_member_with_default (object, "set", NULL);
  const GrDatasetDescriptor *descriptor = set ? gr_dataset_descriptor (set) : NULL;
  g_autoptr (GError) error = NULL;
  GradusFieldRow *choice;

  /* What was opened stays among the choices. */
  make_choice (self, descriptor || !set ? self->own : set);
  choice = GRADUS_FIELD_ROW (self->choice);
  gradus_field_row_set_value (choice, set);
  show_options_of (self, set);
  if (self->options)
    gradus_option_rows_show (self->options, object);
  if (!set)
    gradus_field_row_set_error (choice, _ ("Choose what the network is to learn from."));
  else if (!find_set (self, set, object, &error))
    gradus_field_row_set_error (choice, error->message);
  else
    {
      gradus_field_row_set_error (choice, NULL);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (choice), descriptor && descriptor->info.summary
                                                                ? descriptor->info.summary
                                                                : set);
    }
}

/* --- making it ----------------------------------------------------------------------------------
 */

static GtkWidget *
open_button (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  g_menu_append (menu, _ ("A _File…"), "data-set.open-file");
  g_menu_append (menu, _ ("A F_older…"), "data-set.open-folder");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "document-open-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _ ("Open data of your own"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Open data of your own"), -1);
  return button;
}

GtkWidget *
gradus_data_group_new (GradusDocument *document)
{
  GradusDataGroup *self = g_object_new (GRADUS_TYPE_DATA_GROUP, "title", _ ("Data"), NULL);

  self->document = g_object_ref (document);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), open_button ());
  refresh (self);
  g_signal_connect_object (document, "section-changed::" SECTION, G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::path", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
gradus_data_group_finalize (GObject *object)
{
  GradusDataGroup *self = GRADUS_DATA_GROUP (object);

  g_clear_object (&self->document);
  g_clear_object (&self->options);
  g_free (self->own);
  g_free (self->set);
  G_OBJECT_CLASS (gradus_data_group_parent_class)->finalize (object);
}

static void
gradus_data_group_class_init (GradusDataGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_data_group_finalize;
  gtk_widget_class_install_action (widget_class, "data-set.open-file", NULL, choose_file);
  gtk_widget_class_install_action (widget_class, "data-set.open-folder", NULL, choose_folder);
}

static void
gradus_data_group_init (GradusDataGroup *self)
{
}
