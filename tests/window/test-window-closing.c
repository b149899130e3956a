/* test-window-closing.c - what is asked before a window closes or the program ends: about changes,
 * about a run in work, and once for all.
 */
#include "window-helpers.h"

static gboolean
is_interrupted (gpointer run)
{
  return gradus_run_interrupted (run);
}

static gboolean
is_unfinished (gpointer window)
{
  return gradus_training_unfinished (GRADUS_WINDOW (window)->training) != NULL;
}

static gboolean
is_offered (gpointer window)
{
  return find_button (window, "_Continue Training") != NULL;
}

static gboolean
is_not_offered (gpointer window)
{
  return !is_offered (window);
}

/* Closing while something is trained asks; what was learned can be continued afterwards, which is
 * said, by a toast and on the page. */
static void
test_close_while_training (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  g_autoptr (GradusRun) run = NULL;
  GradusWindow *window = open_long (folder, &path);

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  act (window, "win.train");
  wait_until (is_running, window, "training to begin");
  run = g_object_ref (gradus_training_run (window->training));
  gtk_window_close (GTK_WINDOW (window));
  answer ("_Keep Training");
  g_assert_nonnull (window);
  g_assert_true (is_running (window));
  gtk_window_close (GTK_WINDOW (window));
  answer ("_Stop and Close");
  wait_gone (&window);
  wait_until (is_interrupted, run, "the run to end");

  g_free (g_steal_pointer (&path));
  window = open_project (folder, NULL, &path);
  wait_until (is_unfinished, window, "the run that can be continued");
  wait_until (is_offered, window, "the offer to continue");
  /* Who continues it otherwise is offered it no longer. */
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gradus_training_go_on (window->training);
  wait_until (is_running, window, "training to go on");
  wait_until (is_not_offered, window, "the offer to go");
  gtk_window_close (GTK_WINDOW (window));
  answer ("_Stop and Close");
  wait_gone (&window);

  g_free (g_steal_pointer (&path));
  window = open_project (folder, NULL, &path);
  wait_until (is_offered, window, "the offer to continue");
  g_signal_emit_by_name (find_button (GTK_WIDGET (window), "_Continue Training"), "clicked");
  wait_until (is_running, window, "training to go on");
  g_assert_cmpuint (g_list_model_get_n_items (gradus_training_runs (window->training)), ==, 1);
  gradus_training_stop (window->training);
  wait_until (is_unfinished, window, "training to stop");
  close_unsaved (window);
  folder_remove (folder);
}

/* Changes and a run that has just been asked for are one question, whose answer holds for it alone:
 * after a no, and after a save that failed, all is asked anew. */
static void
test_close_asks_anew (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_long (folder, &path);

  rename_to (window, "Once");
  act (window, "win.train");
  g_assert_cmpint (gradus_training_state (window->training), ==, GRADUS_TRAINING_STARTING);
  gtk_window_close (GTK_WINDOW (window));
  g_assert_cmpstr (question (), ==, "Save Changes and Stop Training?");
  answer ("_Cancel");
  wait_until (is_running, window, "training to begin");

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0777), ==, 0);
  gtk_window_close (GTK_WINDOW (window));
  answer ("_Save");
  answer ("_Replace");
  wait_until (is_unsaved, window, "the save to fail");
  g_assert_true (is_running (window));
  g_assert_cmpint (g_rmdir (path), ==, 0);

  gtk_window_close (GTK_WINDOW (window));
  g_assert_cmpstr (question (), ==, "Save Changes and Stop Training?");
  answer ("_Cancel");
  act (window, "win.save");
  wait_until (is_saved, window, "the document to be saved");
  gtk_window_close (GTK_WINDOW (window));
  g_assert_cmpstr (question (), ==, "Training Is Still Running");
  answer ("_Keep Training");
  gradus_training_stop (window->training);
  wait_until (is_unfinished, window, "training to stop");

  rename_to (window, "Again");
  gtk_window_close (GTK_WINDOW (window));
  g_assert_cmpstr (question (), ==, "Save Changes?");
  answer ("_Cancel");
  g_assert_true (file_has (&(FileText){ path, "Once" }));
  close_unsaved (window);
  folder_remove (folder);
}

static guint
n_questions (void)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();
  guint n = 0;

  for (GList *l = all; l; l = l->next)
    n += ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_visible (l->data);
  return n;
}

static gboolean
is_asked (gpointer title)
{
  GtkWidget *dialog = shown_window (ADW_TYPE_MESSAGE_DIALOG);

  return dialog && strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), title);
}

/* Of two windows with changes one is asked about after the other, by name; "Cancel" ends it. */
static void
test_quit (void)
{
  char *folders[] = { folder_new (), folder_new () };
  static const char *const names[] = { "First", "Second" };
  guint last;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = NULL;

      rename_to (open_blobs (folders[i], &path), names[i]);
    }
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  wait_for_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_cmpuint (n_questions (), ==, 1);
  answer ("_Cancel");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_questions (), ==, 0);

  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  wait_for_window (ADW_TYPE_MESSAGE_DIALOG);
  last = is_asked ((gpointer) names[0]) ? 1 : 0;
  g_assert_true (is_asked ((gpointer) names[1 - last]));
  g_assert_cmpuint (n_questions (), ==, 1);
  answer ("_Discard");
  wait_until (is_asked, (gpointer) names[last], "the second question");
  g_assert_true (has_windows (GUINT_TO_POINTER (1)));
  g_assert_cmpuint (n_questions (), ==, 1);
  answer ("_Cancel");
  g_assert_true (has_windows (GUINT_TO_POINTER (1)));
  for (guint i = 0; i < 2; i++)
    folder_remove (folders[i]);
  close_unsaved (GRADUS_WINDOW (shown_window (GRADUS_TYPE_WINDOW)));
}

static void
quit (void)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
}

/* Who quits and saves is asked about the next window, also where the file was changed by others and
 * is replaced, or left to them. */
static void
test_quit_replacing (void)
{
  char *folders[] = { folder_new (), folder_new (), folder_new () };
  g_autofree char *folder = NULL, *elsewhere = NULL;
  GtkWindow *asks;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = NULL, *theirs = NULL;

      rename_to (open_blobs (folders[i], &path), "Mine");
      theirs = folder_write (folders[i], "blobs.gradus", shapes, strlen (shapes));
    }
  quit ();
  answer ("_Save");
  g_assert_cmpstr (question (), ==, "File Has Changed on Disk");
  answer ("_Replace");
  wait_until (has_windows, GUINT_TO_POINTER (2), "the first to close");
  g_assert_cmpstr (question (), ==, "Save Changes?");
  answer ("_Save");
  g_assert_cmpstr (question (), ==, "File Has Changed on Disk");
  asks = wait_for_window (ADW_TYPE_MESSAGE_DIALOG);
  folder = gradus_window_folder (GRADUS_WINDOW (gtk_window_get_transient_for (asks)));
  elsewhere = g_build_filename (folder, "mine.gradus", NULL);
  answer ("Sa_ve As…");
  save_under (folder, "mine.gradus");
  wait_until (has_windows, GUINT_TO_POINTER (1), "the second to close");
  g_assert_true (file_has (&(FileText){ elsewhere, "Mine" }));
  g_assert_cmpstr (question (), ==, "Save Changes?");
  answer ("_Cancel");
  g_assert_true (has_windows (GUINT_TO_POINTER (1)));
  close_unsaved (GRADUS_WINDOW (shown_window (GRADUS_TYPE_WINDOW)));
  for (guint i = 0; i < 3; i++)
    folder_remove (folders[i]);
}

/* A save that was on its way, and fails, keeps the program: nothing is asked when another window is
 * closed later. */
static void
test_quit_save_fails (void)
{
  char *folder = folder_new (), *lost = folder_new ();
  g_autofree char *path = NULL, *other_path = NULL;
  GradusWindow *window = open_blobs (lost, &path), *other = open_blobs (folder, &other_path);

  g_object_add_weak_pointer (G_OBJECT (other), (gpointer *) &other);
  rename_to (window, "Mine");
  folder_remove (lost);
  act (window, "win.save");
  quit ();
  wait_until (says_something, window, "the save to fail");
  g_assert_true (is_unsaved (window));
  gtk_window_close (GTK_WINDOW (other));
  wait_gone (&other);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_questions (), ==, 0);
  close_unsaved (window);
  folder_remove (folder);
}

static gboolean
says_nothing (gpointer window)
{
  return GRADUS_WINDOW (window)->toast == NULL;
}

/* A question that the end of the run has answered goes, and the window stays. A message goes when
 * what it complained of is done. */
static void
test_outdated (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_long (folder, &path);
  GtkWidget *dialog;

  act (window, "win.train");
  wait_until (is_running, window, "training to begin");
  gtk_window_close (GTK_WINDOW (window));
  dialog = wait_for_window (ADW_TYPE_MESSAGE_DIALOG);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gradus_training_stop (window->training);
  wait_until (is_over, &dialog, "the question to go");
  g_clear_weak_pointer (&dialog);
  wait_until (is_ended, window, "training to stop");

  gradus_window_toast (window, "Cannot save");
  g_assert_nonnull (window->toast);
  rename_to (window, "Saved");
  act (window, "win.save");
  wait_until (is_saved, window, "the document to be saved");
  wait_until (says_nothing, window, "the message to go");
  gradus_window_toast (window, "No data set is chosen yet.");
  act (window, "win.train");
  wait_until (says_nothing, window, "the message to go");
  wait_until (is_running, window, "training to begin");
  gradus_training_stop (window->training);
  wait_until (is_ended, window, "training to stop");
  close_unsaved (window);
  folder_remove (folder);
}

/* One answer ends both. */
static void
close_with (const char *label, const char *name_in_file)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  g_autoptr (GradusRun) run = NULL;
  GradusWindow *window = open_long (folder, &path);

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  act (window, "win.train");
  wait_until (is_running, window, "training to begin");
  run = g_object_ref (gradus_training_run (window->training));
  rename_to (window, "Changed");
  gtk_window_close (GTK_WINDOW (window));
  answer (label);
  wait_gone (&window);
  wait_until (is_interrupted, run, "the run to end");
  g_assert_true (file_has (&(FileText){ path, name_in_file }));
  folder_remove (folder);
}

static void
test_save_while_training (void)
{
  close_with ("_Save", "Changed");
}

static void
test_discard_while_training (void)
{
  close_with ("_Discard", "Blobs");
}

gint
main (gint argc, char **argv)
{
  begin_window_test (&argc, &argv);
  g_test_add_func ("/window-closing/close-while-training", test_close_while_training);
  g_test_add_func ("/window-closing/close-asks-anew", test_close_asks_anew);
  g_test_add_func ("/window-closing/quit", test_quit);
  g_test_add_func ("/window-closing/quit-replacing", test_quit_replacing);
  g_test_add_func ("/window-closing/quit-save-fails", test_quit_save_fails);
  g_test_add_func ("/window-closing/outdated", test_outdated);
  g_test_add_func ("/window-closing/save-while-training", test_save_while_training);
  g_test_add_func ("/window-closing/discard-while-training", test_discard_while_training);
  return run_window_test ();
}
