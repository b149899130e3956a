/* import.c - bringing one's own data into a project: see import.h. */
#include "import.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "chooser.h"
#include "columns-dialog.h"
#include "document/data-place.h"
#include "document/for-thread.h"
#include "document/in-thread.h"
#include "train/config.h"

#define BUSY "gradus-data-import"

/* One that is under way. */
typedef struct
{
  GradusDocument *document;
  GtkWidget *parent;            /* or NULL, where it has gone */
  GradusColumnsDialog *columns; /* of a table; or NULL */
  char *path;                   /* as the project will name it */
  char *refused;                /* what is to blame where it cannot be opened; NULL: that */
  JsonNode *section;            /* what the data section will be */
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_object_set_data (G_OBJECT (import->document), BUSY, NULL);
  g_clear_weak_pointer (&import->parent);
  g_clear_weak_pointer (&import->columns);
  g_object_unref (import->document);
  g_clear_pointer (&import->section, json_node_unref);
  g_free (import->path);
  g_free (import->refused);
  g_free (import);
}

static Import *
import_new (GtkWidget *parent, GradusDocument *document, const char *path)
{
  Import *import = g_new0 (Import, 1);

  import->document = g_object_ref (document);
  import->path = g_strdup (path);
  g_set_weak_pointer (&import->parent, parent);
  g_object_set_data (G_OBJECT (document), BUSY, import);
  return import;
}

gboolean
gradus_data_import_busy (GradusDocument *document)
{
  return g_object_get_data (G_OBJECT (document), BUSY) != NULL;
}

static gboolean
ends_with (const char *path, const char *const *endings)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (; *endings; endings++)
    if (g_str_has_suffix (lower, *endings))
      return TRUE;
  return FALSE;
}

gboolean
gradus_path_is_table (const char *path)
{
  return ends_with (path, (const char *const[]){ ".csv", ".tsv", ".csv.gz", ".tsv.gz", NULL });
}

/* Files of IDX and CIFAR come several in a folder, which is the data set. (transfer full) */
static char *
whole_of (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  if (!g_file_test (path, G_FILE_TEST_IS_DIR)
      && (strstr (name, "-ubyte") || ends_with (name, (const char *const[]){ ".bin", NULL })))
    return g_path_get_dirname (path);
  return g_strdup (path);
}

/* --- opening it, to see whether it can be -------------------------------------------------------
 */

typedef struct
{
  GrProject *project; /* with nothing but the data section */
  char *path;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  gr_project_unref (wish->project);
  g_free (wish->path);
  g_free (wish);
}

static void
try_open (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Wish *wish = data;
  g_autoptr (GrDataset) train = NULL;
  g_autoptr (GrDataset) test = NULL;
  GError *error = NULL;

  if (gr_project_open_data (wish->project, wish->path, NULL, &train, &test, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
refuse (Import *import, const char *message)
{
  GtkRoot *root = import->parent ? gtk_widget_get_root (import->parent) : NULL;
  g_autofree char *name = g_path_get_basename (import->refused ? import->refused : import->path);
  g_autofree char *text = gradus_data_refusal (message, import->path);
  GtkWidget *dialog;

  if (import->columns)
    {
      gradus_columns_dialog_fail (import->columns, text);
      return;
    }
  if (!root || !GTK_IS_WINDOW (root))
    return;
  dialog = adw_message_dialog_new (GTK_WINDOW (root), NULL, text);
  gtk_widget_set_tooltip_text (dialog, import->path);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("“%s” Cannot Be Used"), name);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
opened (GObject *object, GAsyncResult *result, gpointer user)
{
  Import *import = user;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      gradus_document_choose_data_section (import->document, import->path, import->section);
      if (import->columns)
        gtk_window_destroy (GTK_WINDOW (import->columns));
    }
  else
    refuse (import, error->message);
  import_free (import);
}

static void
open_async (Import *import)
{
  g_autoptr (GTask) task = g_task_new (import->document, NULL, opened, import);
  g_autoptr (JsonNode) own = gradus_json_for_thread (import->section);
  Wish *wish = g_new0 (Wish, 1);

  wish->project = gr_project_new ();
  wish->path = g_strdup (gradus_document_path (import->document));
  gr_project_set_section (wish->project, "data", own, NULL);
  g_task_set_task_data (task, wish, wish_free);
  gradus_run_in_thread (task, try_open);
}

/* --- a table ------------------------------------------------------------------------------------
 */

/* The options of the dialog over those of the section that the path alone would get. */
static void
use_columns (GradusColumnsDialog *dialog, gpointer document)
{
  const char *path = g_object_get_data (G_OBJECT (dialog), "path");
  g_autoptr (JsonObject) options = gradus_columns_dialog_options (dialog);
  g_autoptr (GList) names = json_object_get_members (options);
  JsonObject *section;
  Import *import;

  if (gradus_data_import_busy (document))
    return;
  import = import_new (GTK_WIDGET (dialog), document, path);
  import->section = gradus_document_data_section (document, path);
  g_set_weak_pointer (&import->columns, dialog);
  section = json_node_get_object (import->section);
  for (GList *l = names; l; l = l->next)
    json_object_set_member (section, l->data,
                            json_node_copy (json_object_get_member (options, l->data)));
  open_async (import);
}

static void
ask_columns (GtkWidget *parent, GradusDocument *document, const char *path, JsonObject *options)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  GtkWidget *dialog = gradus_columns_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                 path, options);

  g_object_set_data_full (G_OBJECT (dialog), "path", g_strdup (path), g_free);
  g_signal_connect_object (dialog, "use", G_CALLBACK (use_columns), document, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
gradus_data_import (GtkWidget *parent, GradusDocument *document, const char *path)
{
  Import *import;

  if (gradus_data_import_busy (document))
    return;
  if (gradus_path_is_table (path))
    {
      ask_columns (parent, document, path, NULL);
      return;
    }
  g_autofree char *whole = whole_of (path);
  import = import_new (parent, document, whole);
  import->section = gradus_document_data_section (document, whole);
  open_async (import);
}

void
gradus_data_import_labels (GtkWidget *parent, GradusDocument *document, const char *path,
                           const char *labels)
{
  g_autoptr (JsonNode) section = gradus_document_section (document, "data");
  g_autofree char *own = gr_project_data_path (gradus_document_project (document),
                                               gradus_document_path (document), NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *beside = g_path_get_dirname (labels);
  g_autofree char *name = g_path_get_basename (labels);
  Import *import;

  if (gradus_data_import_busy (document))
    return;
  import = import_new (parent, document, path);
  /* A folder that has them in pairs is no place to say so: its file is the set from now on. */
  import->section = section && g_strcmp0 (own, path) == 0
                        ? gradus_json_for_thread (section)
                        : gradus_document_data_section (document, path);
  json_object_set_string_member (json_node_get_object (import->section), "target",
                                 g_str_equal (folder, beside) ? name : labels);
  import->refused = g_steal_pointer (&name);
  open_async (import);
}

void
gradus_data_change_columns (GtkWidget *parent, GradusDocument *document)
{
  g_autoptr (JsonNode) section = gradus_document_section (document, "data");
  GrProject *project = gradus_document_project (document);
  g_autofree char *path = gr_project_data_path (project, gradus_document_path (document), NULL);
  g_autoptr (JsonObject) options = json_object_new ();

  if (!section || !path || !gradus_path_is_table (path))
    return;
  for (const char *const *key = (const char *const[]){ "columns", "header", "separator", "missing",
                                                       NULL };
       *key; key++)
    if (json_object_has_member (json_node_get_object (section), *key))
      json_object_set_member (
          options, *key,
          json_node_copy (json_object_get_member (json_node_get_object (section), *key)));
  ask_columns (parent, document, path, json_object_get_size (options) ? options : NULL);
}
