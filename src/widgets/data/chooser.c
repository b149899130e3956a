/* chooser.c - GradusDataChooser: see chooser.h. */
#include "chooser.h"

#include <glib/gi18n.h>

#include "data/registry.h"
#include "document/data-place.h"
#include "import.h"

#define TEST_PART   0.2         /* of a set that comes in one piece */
#define MOST_SHOWN  16          /* letters: a name that is no longer is never cut */
#define LEAST_SHOWN 14          /* of a longer one, as broad ones: these always have room */
#define NAME        "name"      /* of a row: that of its set */
#define MARK        "mark"      /* of a row: what it says where its set is missing */
#define LABELS_OF   "labels-of" /* of a dialog: the file whose labels are asked for */

struct _GradusDataChooser
{
  GtkWidget parent_instance;

  GtkMenuButton *button;
  GtkLabel *label;
  GtkPopover *popover;
  GtkListBox *sets;
  GtkWidget *columns_button;

  GradusDocument *document;
  GtkFileChooserNative *dialog; /* while it is open */
};

G_DEFINE_FINAL_TYPE (GradusDataChooser, gradus_data_chooser, GTK_TYPE_WIDGET)

/* --- the document's choice
 * -------------------------------------------------------------------------
 */

JsonNode *
gradus_document_data_section (GradusDocument *document, const char *name_or_path)
{
  const gboolean known = gr_dataset_descriptor (name_or_path) != NULL;
  g_autofree char *set = known ? g_strdup (name_or_path)
                               : gradus_path_beside (gradus_document_path (document), name_or_path);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "set", set);
  if (!known && !gr_dataset_has_split (name_or_path, NULL, "test"))
    {
      json_object_set_double_member (object, "test", TEST_PART);
      /* Files of IDX and CIFAR, and what a descriptor says, cannot be divided. */
      if (!gr_dataset_has_split (name_or_path, object, "test"))
        json_object_remove_member (object, "test");
    }
  json_node_take_object (node, object);
  return node;
}

void
gradus_document_choose_data_section (GradusDocument *document, const char *name_or_path,
                                     JsonNode *section)
{
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (name_or_path);
  g_autofree char *title = descriptor ? g_strdup (descriptor->info.title)
                                      : g_path_get_basename (name_or_path);
  g_autofree char *label = g_strdup_printf (_ ("Choose Data “%s”"), title);

  gradus_document_set_section (document, "data", section, label, NULL, NULL);
}

void
gradus_document_choose_data (GradusDocument *document, const char *name_or_path)
{
  g_autoptr (JsonNode) section = gradus_document_data_section (document, name_or_path);

  gradus_document_choose_data_section (document, name_or_path, section);
}

char *
gradus_document_data_title (GradusDocument *document)
{
  const char *kind = gradus_document_project (document)->data.kind;
  const GrDatasetDescriptor *descriptor = kind ? gr_dataset_descriptor (kind) : NULL;

  if (descriptor)
    return g_strdup (descriptor->info.title);
  return kind ? g_path_get_basename (kind) : NULL;
}

/* --- the list
 * ------------------------------------------------------------------------------------- */

gboolean
gradus_known_set_missing (const char *name)
{
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (name);
  g_autofree char *where = NULL;

  if (!gr_dataset_needs_files (descriptor))
    return FALSE;
  where = gr_dataset_where (descriptor, NULL, NULL);
  return where == NULL;
}

static gint
rank (const char *name)
{
  if (gradus_known_set_missing (name))
    return 2;
  return gr_dataset_needs_files (gr_dataset_descriptor (name)) ? 0 : 1;
}

gint
gradus_known_set_compare (const char *a, const char *b)
{
  const gint difference = rank (a) - rank (b);

  return difference ? difference
                    : g_utf8_collate (gr_dataset_descriptor (a)->info.title,
                                      gr_dataset_descriptor (b)->info.title);
}

void
gradus_known_set_mark (const char *name, GtkWidget *widget, GtkLabel *mark)
{
  const gboolean missing = gradus_known_set_missing (name);

  gtk_widget_set_visible (GTK_WIDGET (mark), missing);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      missing ? gtk_label_get_text (mark) : gr_dataset_descriptor (name)->info.summary, -1);
}

static const char *
row_name (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), NAME);
}

static gint
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user)
{
  return gradus_known_set_compare (row_name (a), row_name (b));
}

/* Says on each row whether its set is here, as it is now: files come and go. */
static void
mark_missing (GradusDataChooser *self)
{
  GtkListBoxRow *row;

  for (gint i = 0; (row = gtk_list_box_get_row_at_index (self->sets, i)); i++)
    gradus_known_set_mark (row_name (row), GTK_WIDGET (row),
                           g_object_get_data (G_OBJECT (row), MARK));
  gtk_list_box_invalidate_sort (self->sets);
}

static void
add_set (GradusDataChooser *self, const char *name)
{
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (name);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (descriptor->info.title);
  GtkWidget *mark = gtk_label_new (_ ("Not on this computer"));
  GtkWidget *summary = gtk_label_new (descriptor->info.summary);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (summary), 0);
  gtk_label_set_wrap (GTK_LABEL (summary), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (summary), 40);
  gtk_label_set_max_width_chars (GTK_LABEL (summary), 40);
  gtk_widget_add_css_class (summary, "caption");
  gtk_widget_add_css_class (summary, "dim-label");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (mark, "caption");
  g_object_set_data (G_OBJECT (row), NAME, (gpointer) name);
  g_object_set_data (G_OBJECT (row), MARK, mark);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), mark);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), summary);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  descriptor->info.title, -1);
  gtk_list_box_append (self->sets, row);
}

static void
on_set_activated (GradusDataChooser *self, GtkListBoxRow *row)
{
  gtk_popover_popdown (self->popover);
  gradus_document_choose_data (self->document, row_name (row));
}

static void
update_label (GradusDataChooser *self)
{
  g_autofree char *title = gradus_document_data_title (self->document);
  const char *text = title ? title : _ ("Choose a Data Set");
  const gboolean is_long = g_utf8_strlen (text, -1) > MOST_SHOWN;

  gtk_label_set_text (self->label, text);
  /* What stands beside it gives way, rather than the name. */
  gtk_label_set_ellipsize (self->label, is_long ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_label_set_width_chars (self->label, is_long ? LEAST_SHOWN : -1);
  gtk_widget_set_visible (self->columns_button, title && gradus_path_is_table (title));
}

/* --- one's own
 * ------------------------------------------------------------------------------------ */

static void
on_response (GtkNativeDialog *dialog, gint response, GradusDataChooser *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  const char *labels_of = g_object_get_data (G_OBJECT (dialog), LABELS_OF);

  if (response == GTK_RESPONSE_ACCEPT && path && labels_of)
    gradus_data_import_labels (GTK_WIDGET (self), self->document, labels_of, path);
  else if (response == GTK_RESPONSE_ACCEPT && path)
    gradus_data_import (GTK_WIDGET (self), self->document, path);
  g_clear_object (&self->dialog);
}

static GtkFileChooserNative *
dialog_new (GradusDataChooser *self, const char *title, GtkFileChooserAction action)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (root), action,
                                                              _ ("_Open"), _ ("_Cancel"));

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  g_set_object (&self->dialog, dialog);
  g_object_unref (dialog);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  return dialog;
}

void
gradus_data_chooser_ask_labels (GradusDataChooser *self, const char *path)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  GtkFileChooserNative *dialog = dialog_new (self, _ ("Choose the Labels"),
                                             GTK_FILE_CHOOSER_ACTION_OPEN);

  g_object_set_data_full (G_OBJECT (dialog), LABELS_OF, g_strdup (path), g_free);
  gtk_file_filter_set_name (filter, _ ("Arrays"));
  gtk_file_filter_add_suffix (filter, "npy");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
gradus_data_chooser_ask (GradusDataChooser *self, gboolean folder)
{
  GtkFileChooserNative *dialog = dialog_new (
      self, folder ? _ ("Open a Folder of Data") : _ ("Open a Data File"),
      folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN);

  if (!folder)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _ ("Tables, Arrays, IDX and CIFAR Files, Descriptors"));
      for (const char *const *ending = (const char *const[]){ "csv", "tsv", "npy", "npz", "json",
                                                              "gz", NULL };
           *ending; ending++)
        gtk_file_filter_add_suffix (filter, *ending);
      gtk_file_filter_add_suffix (filter, "bin");
      gtk_file_filter_add_pattern (filter, "*-ubyte");
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_open_file (GradusDataChooser *self)
{
  gtk_popover_popdown (self->popover);
  gradus_data_chooser_ask (self, FALSE);
}

static void
on_columns (GradusDataChooser *self)
{
  gtk_popover_popdown (self->popover);
  gradus_data_change_columns (GTK_WIDGET (self), self->document);
}

static void
on_reload (GradusDataChooser *self)
{
  gtk_popover_popdown (self->popover);
  gtk_widget_activate_action (GTK_WIDGET (self), "data.reload", NULL);
}

static void
on_open_folder (GradusDataChooser *self)
{
  gtk_popover_popdown (self->popover);
  gradus_data_chooser_ask (self, TRUE);
}

/* --- the object
 * ----------------------------------------------------------------------------------- */

static void
gradus_data_chooser_dispose (GObject *object)
{
  GradusDataChooser *self = GRADUS_DATA_CHOOSER (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->dialog)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->dialog));
  g_clear_object (&self->dialog);
  g_clear_object (&self->document);
  if (child)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_data_chooser_parent_class)->dispose (object);
}

static void
gradus_data_chooser_class_init (GradusDataChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_data_chooser_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/data-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusDataChooser, button);
  gtk_widget_class_bind_template_child (widget_class, GradusDataChooser, label);
  gtk_widget_class_bind_template_child (widget_class, GradusDataChooser, popover);
  gtk_widget_class_bind_template_child (widget_class, GradusDataChooser, sets);
  gtk_widget_class_bind_template_child (widget_class, GradusDataChooser, columns_button);
  gtk_widget_class_bind_template_callback (widget_class, mark_missing);
  gtk_widget_class_bind_template_callback (widget_class, on_columns);
  gtk_widget_class_bind_template_callback (widget_class, on_set_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_open_file);
  gtk_widget_class_bind_template_callback (widget_class, on_open_folder);
  gtk_widget_class_bind_template_callback (widget_class, on_reload);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
gradus_data_chooser_init (GradusDataChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (const char *const *name = gr_dataset_names (); *name; name++)
    add_set (self, *name);
  gtk_list_box_set_sort_func (self->sets, compare_rows, NULL, NULL);
}

GtkWidget *
gradus_data_chooser_new (GradusDocument *document)
{
  GradusDataChooser *self = g_object_new (GRADUS_TYPE_DATA_CHOOSER, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "section-changed::data", G_CALLBACK (update_label), self,
                           G_CONNECT_SWAPPED);
  update_label (self);
  return GTK_WIDGET (self);
}
