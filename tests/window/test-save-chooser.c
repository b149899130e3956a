/* test-save-chooser.c - where a file is saved: under which name, in which folder, and over which
 * other only where that was asked about.
 */
#include <gtk/gtk.h>

#include "../unit/folder.h"
#include "files/save-chooser.h"

static void
test_name (void)
{
  static const struct
  {
    const char *title, *name;
  } rows[] = {
    { "LeNet", "LeNet.gradus" },   { "a/b", "a-b.gradus" },         { "C:\\net", "C--net.gradus" },
    { "..", "Untitled.gradus" },   { " .hidden", "hidden.gradus" }, { "", "Untitled.gradus" },
    { "größer", "größer.gradus" }, { "p.gradus", "p.gradus" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = gradus_file_name (rows[i].title, ".gradus");

      g_assert_cmpstr (name, ==, rows[i].name);
    }
}

/* --- the dialog ---------------------------------------------------------------------------------
 */

typedef struct
{
  char *folder, *path;
  GError *error;
  gboolean done;
} Fixture;

static void
chosen (GObject *source, GAsyncResult *result, gpointer user)
{
  Fixture *f = user;

  f->path = gradus_choose_save_finish (result, &f->error);
  f->done = TRUE;
}

/* The window of @type that is seen; NULL. */
static GtkWidget *
shown (GType type)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  for (GList *l = all; l; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static GtkWidget *
wait_for (GType type)
{
  while (!shown (type))
    g_main_context_iteration (NULL, TRUE);
  return shown (type);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  const GradusSaveChoice choice = { .title = "Save Weights",
                                    .kind = "Weights",
                                    .ending = ".weights",
                                    .name = "first.weights",
                                    .folder = f->folder = folder_new () };

  g_free (folder_write (f->folder, "there.weights", "old", 3));
  gradus_choose_save_async (NULL, NULL, &choice, chosen, f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_error (&f->error);
  g_free (f->path);
  folder_remove (f->folder);
}

static GtkFileChooser *
dialog_of (Fixture *f)
{
  GtkFileChooser *dialog = GTK_FILE_CHOOSER (wait_for (GTK_TYPE_FILE_CHOOSER_DIALOG));
  g_autoptr (GFile) wanted = g_file_new_for_path (f->folder);
  gboolean loaded = FALSE;

  while (!loaded)
    {
      g_autoptr (GFile) folder = gtk_file_chooser_get_current_folder (dialog);

      loaded = folder && g_file_equal (folder, wanted);
      if (!loaded)
        g_main_context_iteration (NULL, TRUE);
    }
  return dialog;
}

/* Presses “Save”, with @name for the file unless that is NULL. */
static void
save (Fixture *f, const char *name)
{
  GtkFileChooser *dialog = dialog_of (f);

  if (name)
    gtk_file_chooser_set_current_name (dialog, name);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
}

static void
wait_until_done (Fixture *f)
{
  while (!f->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_suggested (Fixture *f, gconstpointer unused)
{
  g_autofree char *expected = g_build_filename (f->folder, "first.weights", NULL);

  save (f, NULL);
  wait_until_done (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->path, ==, expected);
}

static void
test_ending (Fixture *f, gconstpointer unused)
{
  g_autofree char *expected = g_build_filename (f->folder, "mine.weights", NULL);

  save (f, "mine");
  wait_until_done (f);
  g_assert_cmpstr (f->path, ==, expected);
}

/* The name that was typed is free, and the one with the ending is not. */
static void
test_taken (Fixture *f, gconstpointer unused)
{
  g_autofree char *expected = g_build_filename (f->folder, "there.weights", NULL);
  g_autofree char *suggested = NULL;

  save (f, "there");
  do
    {
      g_clear_pointer (&suggested, g_free);
      g_main_context_iteration (NULL, TRUE);
      if (shown (GTK_TYPE_FILE_CHOOSER_DIALOG))
        suggested = gtk_file_chooser_get_current_name (dialog_of (f));
    }
  while (!f->done && g_strcmp0 (suggested, "there.weights") != 0);
  g_assert_false (f->done);

  save (f, NULL);
  gtk_dialog_response (GTK_DIALOG (wait_for (GTK_TYPE_MESSAGE_DIALOG)), GTK_RESPONSE_ACCEPT);
  wait_until_done (f);
  g_assert_cmpstr (f->path, ==, expected);
}

static void
test_cancelled (Fixture *f, gconstpointer unused)
{
  gtk_dialog_response (GTK_DIALOG (dialog_of (f)), GTK_RESPONSE_CANCEL);
  wait_until_done (f);
  g_assert_null (f->path);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

gint
main (gint argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_test_add_func ("/save-chooser/name", test_name);
#define ADD(name, function)                                                                        \
  g_test_add ("/save-chooser/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("suggested", test_suggested);
  ADD ("ending", test_ending);
  ADD ("taken", test_taken);
  ADD ("cancelled", test_cancelled);
#undef ADD
  return g_test_run ();
}
