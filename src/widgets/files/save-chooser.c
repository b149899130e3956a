/* save-chooser.c - see save-chooser.h. */
#include "save-chooser.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a project's file ends with. */
#define PROJECT ".gradus"

/* A slash would be a folder, what begins with a dot is hidden, and not every disk takes the others.
 */
char *
gradus_file_name (const char *title, const char *ending)
{
  const char *visible = title + strspn (title, ". ");
  /* A project without a name is called as its file is. */
  const gsize length = strlen (visible)
                       - (g_str_has_suffix (visible, PROJECT) ? strlen (PROJECT) : 0);
  g_autofree char *bare = g_strndup (visible, length);
  char *name = g_strconcat (*bare ? bare : _ ("Untitled"), ending, NULL);

  return g_strdelimit (name, "/\\:", '-');
}

/* The chooser would begin in the folder in which the program happened to be started. */
static void
suggest (GtkFileChooser *chooser, const char *folder, const char *name)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  const char *usual = documents ? documents : g_get_home_dir ();
  g_autoptr (GFile) file = g_file_new_for_path (folder ? folder : usual);

  gtk_file_chooser_set_current_folder (chooser, file, NULL);
  gtk_file_chooser_set_current_name (chooser, name);
}

static void
responded (GtkNativeDialog *dialog, gint response, GTask *task)
{
  const char *ending = g_task_get_task_data (task);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path && !g_str_has_suffix (path, ending))
    {
      char *full = g_strconcat (path, ending, NULL);

      g_free (path);
      path = full;
      /* The chooser asked about another name than this: it asks again. */
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);

          suggest (GTK_FILE_CHOOSER (dialog), folder, name);
          gtk_native_dialog_show (dialog);
          return;
        }
    }
  if (path)
    g_task_return_pointer (task, g_steal_pointer (&path), g_free);
  else if (file)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s",
                             _ ("Only files on this computer can be written."));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "nothing was chosen");
  g_object_unref (task);
  g_object_unref (dialog);
}

void
gradus_choose_save_async (gpointer source, GtkWindow *parent, const GradusSaveChoice *choice,
                          GAsyncReadyCallback done, gpointer user)
{
  GTask *task = g_task_new (source, NULL, done, user);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      choice->title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));

  g_task_set_task_data (task, g_strdup (choice->ending), g_free);
  if (choice->kind)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
      g_autofree char *pattern = g_strconcat ("*", choice->ending, NULL);

      gtk_file_filter_set_name (filter, choice->kind);
      gtk_file_filter_add_pattern (filter, pattern);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    }
  suggest (GTK_FILE_CHOOSER (dialog), choice->folder, choice->name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (responded), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

char *
gradus_choose_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
