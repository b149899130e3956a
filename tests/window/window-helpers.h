/* window-helpers.h - what the tests of the program's window share: the program itself without its
 * main(), a project in a file, windows on it, and waiting for what comes of what is done with them.
 */
#pragma once

#include <adwaita.h>
#include <string.h>

#include "../unit/folder.h"
#include "gradus.h"
#include "waiting.h"
#include "widgets.h"
#include "window-private.h"

static const char blobs[]
    = "{\"gradus\": 1, \"name\": \"Blobs\","
      " \"data\": {\"set\": \"blobs\", \"n\": 100, \"n_test\": 30},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
      "   {\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"fc\"}, {\"from\": \"fc\", \"to\": \"loss\"}]},"
      " \"optimizer\": {\"kind\": \"SGD\", \"lr\": 0.1},"
      " \"training\": {\"epochs\":     2, \"batch_size\": 10}}";

static const char shapes[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"shapes\", \"n\": 20, \"n_test\": 10}}";

static GradusApplication *application;

/* --- waiting and finding ------------------------------------------------------------------------
 */

#define PATIENCE_SECONDS 30

static inline gboolean
wake (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

static inline void
wait_until (gboolean (*ready) (gpointer user), gpointer user, const char *what)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  const guint waking = g_timeout_add (20, wake, NULL);

  while (!ready (user))
    {
      if (g_get_monotonic_time () > end)
        g_error ("waited in vain for %s", what);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (waking);
}

/* A window of this type that is shown; NULL. */
static inline gpointer
shown_window (GType type)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  for (GList *l = all; l; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_visible (l->data))
      return l->data;
  return NULL;
}

static inline gboolean
is_shown (gpointer type)
{
  return shown_window (GPOINTER_TO_SIZE (type)) != NULL;
}

/* A dialog that comes; (transfer none). */
static inline gpointer
wait_for_window (GType type)
{
  wait_until (is_shown, GSIZE_TO_POINTER (type), g_type_name (type));
  return shown_window (type);
}

/* One that is seen; NULL. */
static inline GtkWidget *
find_button (GtkWidget *root, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (root) && gtk_widget_get_mapped (root)
      && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static inline gboolean
is_over (gpointer dialog)
{
  GtkWidget *widget = *(GtkWidget **) dialog;

  return !widget || !gtk_widget_get_visible (widget);
}

/* Presses a button of the question that comes. Another may come after it. */
static inline void
answer (const char *label)
{
  GtkWidget *dialog = wait_for_window (ADW_TYPE_MESSAGE_DIALOG);
  GtkWidget *button = find_button (dialog, label);

  g_assert_nonnull (button);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_signal_emit_by_name (button, "clicked");
  wait_until (is_over, &dialog, "the question to go");
  g_clear_weak_pointer (&dialog);
}

/* The chooser of files that comes, in the folder that it is to begin in. */
static inline GtkFileChooser *
wait_for_chooser (const char *folder)
{
  GtkFileChooser *chooser = wait_for_window (GTK_TYPE_FILE_CHOOSER_DIALOG);
  g_autoptr (GFile) wanted = g_file_new_for_path (folder), now = NULL;

  wait_while (!(now = gtk_file_chooser_get_current_folder (chooser)));
  g_assert_true (g_file_equal (now, wanted));
  return chooser;
}

/* Gives @name to the project where “Save As…” asks for one. */
static inline void
save_under (const char *folder, const char *name)
{
  GtkFileChooser *chooser = wait_for_chooser (folder);

  gtk_file_chooser_set_current_name (chooser, name);
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
}

/* --- windows and files --------------------------------------------------------------------------
 */

static inline gboolean
has_document (gpointer window)
{
  return gradus_window_document (window) != NULL;
}

static inline GradusWindow *
start (void)
{
  GradusWindow *window = gradus_window_new (application);

  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* A window on a project in a file of its own. */
/* @text NULL: the one that was opened before. */
static inline GradusWindow *
open_project (const char *folder, const char *text, char **path)
{
  GradusWindow *window = start ();
  g_autoptr (GFile) file = NULL;

  *path = text ? folder_write (folder, "blobs.gradus", text, strlen (text))
               : g_build_filename (folder, "blobs.gradus", NULL);
  file = g_file_new_for_path (*path);
  gradus_window_open (window, file);
  wait_until (has_document, window, "the project");
  return window;
}

static inline GradusWindow *
open_blobs (const char *folder, char **path)
{
  return open_project (folder, blobs, path);
}

static inline void
rename_to (GradusWindow *window, const char *name)
{
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), name);

  g_assert_true (gradus_document_set_section (gradus_window_document (window), "name", value,
                                              "Rename", NULL, NULL));
  g_assert_true (gradus_document_modified (gradus_window_document (window)));
}

static inline void
act (GradusWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
}

static inline void
wait_for_text (const char *path, const char *text)
{
  FileText wanted = { path, text };

  wait_until (file_has, &wanted, text);
}

static inline gboolean
is_saved (gpointer window)
{
  return !gradus_document_modified (gradus_window_document (window));
}

static inline gboolean
is_unsaved (gpointer window)
{
  return !is_saved (window);
}

static inline gboolean
is_gone (gpointer window)
{
  return *(gpointer *) window == NULL;
}

static inline void
wait_gone (GradusWindow **window)
{
  wait_until (is_gone, window, "the window to close");
}

static inline void
close_unsaved (GradusWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
}

static inline gboolean
is_running (gpointer window)
{
  return gradus_training_state (GRADUS_WINDOW (window)->training) == GRADUS_TRAINING_RUNNING;
}

/* A project that takes long to train. */
static inline GradusWindow *
open_long (const char *folder, char **path)
{
  g_autofree char *text = g_strdup (blobs);

  memcpy (strstr (text, "\"epochs\":     2"), "\"epochs\": 99999", 15);
  memcpy (strstr (text, "\"n\": 100"), "\"n\":9000", 8);
  return open_project (folder, text, path);
}

static inline const char *
question (void)
{
  return adw_message_dialog_get_heading (wait_for_window (ADW_TYPE_MESSAGE_DIALOG));
}

static inline gboolean
is_ended (gpointer window)
{
  return gradus_training_state (GRADUS_WINDOW (window)->training) == GRADUS_TRAINING_IDLE;
}

/* How many the program has. */
static inline gboolean
has_windows (gpointer wanted)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));
  guint n = 0;

  for (GList *l = windows; l; l = l->next)
    n += GRADUS_IS_WINDOW (l->data);
  return n == GPOINTER_TO_UINT (wanted);
}

/* At its foot. */
static inline gboolean
says_something (gpointer window)
{
  return GRADUS_WINDOW (window)->toast != NULL;
}

/* --- the program --------------------------------------------------------------------------------
 */

static inline void
begin_window_test (gint *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  /* As in the program: GTK 4.8 warns of a label while its window gets its first size. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  /* A handler that was disconnected twice, say, as a window goes. */
  g_log_set_fatal_mask ("GLib-GObject",
                        G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  gradus_init ();
  application = gradus_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
}

/* What main() returns. */
static inline gint
run_window_test (void)
{
  const gint status = g_test_run ();

  g_object_unref (application);
  return status;
}
