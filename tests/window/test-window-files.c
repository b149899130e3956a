/* test-window-files.c - what the window promises about files: saving them, what others wrote there,
 * the recent ones, and those that are dropped on it.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "canvas/block-draw.h"
#include "clicking.h"
#include "document/weights-choice.h"
#include "io/safetensors.h"
#include "rows.h"
#include "saving.h"
#include "window-helpers.h"

static gboolean
is_recent (gpointer uri)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  gboolean found = FALSE;

  for (GList *l = items; l; l = l->next)
    found = found || g_strcmp0 (gtk_recent_info_get_uri (l->data), uri) == 0;
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  return found;
}

/* What is saved is the newest of the recent files again. */
static void
test_save (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL, *uri = NULL;
  GradusWindow *window = open_blobs (folder, &path);

  uri = g_filename_to_uri (path, NULL, NULL);
  wait_until (is_recent, uri, "the file among the recent ones");
  g_assert_true (gtk_recent_manager_remove_item (gtk_recent_manager_get_default (), uri, NULL));
  g_assert_false (is_recent (uri));
  rename_to (window, "Saved once");
  act (window, "win.save");
  wait_for_text (path, "Saved once");
  wait_until (is_saved, window, "the document to be saved");
  wait_until (is_recent, uri, "the saved file among the recent ones");
  gtk_window_close (GTK_WINDOW (window));
  folder_remove (folder);
}

/* Blocks to which a file gives no places stand apart, and that is no change of the project. */
static void
test_no_places (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);
  GrModel *model = gradus_document_model (window->document);

  for (guint i = 1; i < gr_model_n_blocks (model); i++)
    g_assert_cmpfloat (gr_model_block_at (model, i)->y, >=,
                       gr_model_block_at (model, i - 1)->y + GRADUS_BLOCK_HEIGHT);
  g_assert_false (gradus_document_can_undo (window->document));
  g_assert_false (gradus_document_modified (window->document));
  gtk_window_close (GTK_WINDOW (window));
  folder_remove (folder);
}

/* Who will not replace what others wrote saves elsewhere. */
static void
test_save_elsewhere (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL, *mine = g_build_filename (folder, "mine.gradus", NULL);
  g_autofree char *theirs = NULL;
  GradusWindow *window = open_blobs (folder, &path);

  rename_to (window, "Mine");
  theirs = folder_write (folder, "blobs.gradus", shapes, strlen (shapes));
  act (window, "win.save");
  answer ("Sa_ve As…");
  save_under (folder, "mine.gradus");
  wait_while (!g_str_equal (gradus_document_path (window->document), mine));
  g_assert_true (is_saved (window));
  g_assert_true (file_has (&(FileText){ mine, "Mine" }));
  g_assert_true (file_has (&(FileText){ path, "shapes" }));
  close_unsaved (window);
  folder_remove (folder);
}

/* Nobody saves over what is open in another window. */
static void
test_save_over_open (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL,
                  *other = folder_write (folder, "other.gradus", shapes, strlen (shapes));
  GradusWindow *window = open_blobs (folder, &path), *second = start ();
  g_autoptr (GFile) file = g_file_new_for_path (other);

  gradus_window_open (second, file);
  wait_until (has_document, second, "the other project");
  act (window, "win.save-as");
  save_under (folder, "other.gradus");
  gtk_dialog_response (GTK_DIALOG (wait_for_window (GTK_TYPE_MESSAGE_DIALOG)),
                       GTK_RESPONSE_ACCEPT); /* it asks whether to replace the file */
  wait_while (
      !rows_find_label (GTK_WIDGET (window->toasts), "“other.gradus” is open in another window."));
  g_assert_cmpstr (gradus_document_path (window->document), ==, path);
  g_assert_true (file_has (&(FileText){ other, "shapes" }));
  close_unsaved (window);
  close_unsaved (second);
  folder_remove (folder);
}

/* As a crash leaves it: a change of the project in @path that was not saved. */
static void
leave_copy (const char *path, const char *name)
{
  g_autoptr (GradusDocument) document = open_document (path, NULL);
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), name);
  GradusRecovery *recovery = gradus_recovery_new (document);

  g_assert_true (gradus_document_set_section (document, "name", value, "Rename", NULL, NULL));
  gradus_recovery_leave (recovery);
  g_object_add_weak_pointer (G_OBJECT (recovery), (gpointer *) &recovery);
  g_object_unref (recovery);
  wait_while (recovery); /* what is being written holds it */
}

/* Starts the program with @path. The window that shows it behind the offer to recover it. */
static GradusWindow *
start_after_crash (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GradusWindow *window = NULL;

  g_assert_true (has_windows (GUINT_TO_POINTER (0)));
  g_application_open (G_APPLICATION (application), &file, 1, "");
  g_assert_cmpstr (question (), ==, "Recover Unsaved Work?");
  wait_while (!(window = gradus_window_showing (GTK_APPLICATION (application), path)));
  return window;
}

/* What is recovered takes the place of its file as that is on the disk: there is one window on it,
 * whatever the program was started with. */
static void
test_recovered_file (void)
{
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "blobs.gradus", blobs, strlen (blobs));
  g_autofree char *title = NULL;
  GradusWindow *window;

  leave_copy (path, "Recovered");
  window = start_after_crash (path);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  g_assert_true (is_saved (window));
  answer ("_Recover");
  wait_gone (&window);
  g_assert_true (has_windows (GUINT_TO_POINTER (1)));
  window = gradus_window_showing (GTK_APPLICATION (application), path);
  title = gradus_document_title (window->document);
  g_assert_cmpstr (title, ==, "Recovered");
  g_assert_true (is_unsaved (window));
  close_unsaved (window);
  folder_remove (folder);
}

/* Two crashes left changes of one file: both come back at once, the newer in the place of the file.
 */
static void
test_recovered_twice (void)
{
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "blobs.gradus", blobs, strlen (blobs));
  g_autofree char *title = NULL;
  GradusWindow *window, *other = NULL;

  leave_copy (path, "Older");
  leave_copy (path, "Newer");
  window = start_after_crash (path);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  answer ("_Recover");
  wait_gone (&window);
  wait_until (has_windows, GUINT_TO_POINTER (2), "both windows");
  window = gradus_window_showing (GTK_APPLICATION (application), path);
  title = gradus_document_title (window->document);
  g_assert_cmpstr (title, ==, "Newer");
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l; l = l->next)
    if (GRADUS_IS_WINDOW (l->data) && l->data != window)
      other = l->data;
  g_free (title);
  title = gradus_document_title (other->document);
  g_assert_cmpstr (title, ==, "Older");
  g_assert_null (gradus_document_path (other->document));
  g_assert_true (is_unsaved (other));
  close_unsaved (other);
  close_unsaved (window);
  folder_remove (folder);
}

/* Where that was changed meanwhile neither is lost. */
static void
test_recovered_beside_changes (void)
{
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "blobs.gradus", blobs, strlen (blobs));
  g_autofree char *title = NULL;
  GradusWindow *window;

  leave_copy (path, "Recovered");
  window = start_after_crash (path);
  rename_to (window, "Other");
  answer ("_Recover");
  wait_until (says_something, window, "what becomes of the other changes");
  g_assert_true (has_windows (GUINT_TO_POINTER (1)));
  title = gradus_document_title (window->document);
  g_assert_cmpstr (title, ==, "Other");
  close_unsaved (window);

  window = start_after_crash (path);
  answer ("_Discard");
  close_unsaved (window);
  folder_remove (folder);
}

/* Closing a window with unsaved changes asks, and does what is answered; so does leaving the
 * program. */
static void
test_unsaved (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path), *later;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  rename_to (window, "Kept");
  gtk_window_close (GTK_WINDOW (window));
  answer ("_Cancel");
  g_assert_nonnull (window);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window)));
  g_assert_true (gradus_document_modified (gradus_window_document (window)));

  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  answer ("_Save");
  wait_gone (&window);
  g_assert_true (file_has (&(FileText){ path, "Kept" }));

  g_free (g_steal_pointer (&path));
  window = open_blobs (folder, &path);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  rename_to (window, "Given up");
  gtk_window_close (GTK_WINDOW (window));
  answer ("_Discard");
  wait_gone (&window);
  g_assert_true (file_has (&(FileText){ path, "Blobs" }));

  /* What is opened after the windows that were to be left is not left with them. */
  g_free (g_steal_pointer (&path));
  later = start ();
  window = open_blobs (folder, &path);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  wait_gone (&window);
  g_assert_nonnull (gtk_window_get_application (GTK_WINDOW (later)));
  gtk_window_close (GTK_WINDOW (later));
  folder_remove (folder);
}

/* What something else wrote into the file is not replaced unasked. */
static void
test_changed_on_disk (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL, *theirs = NULL;
  GradusWindow *window = open_blobs (folder, &path);

  rename_to (window, "Mine");
  theirs = folder_write (folder, "blobs.gradus", shapes, strlen (shapes));
  act (window, "win.save");
  g_assert_cmpstr (adw_message_dialog_get_heading (wait_for_window (ADW_TYPE_MESSAGE_DIALOG)), ==,
                   "File Has Changed on Disk");
  answer ("_Cancel");
  g_assert_false (is_saved (window));
  g_assert_true (file_has (&(FileText){ path, "shapes" }));
  act (window, "win.save");
  answer ("_Replace");
  wait_until (is_saved, window, "the document to be saved");
  wait_for_text (path, "Mine");
  close_unsaved (window);
  folder_remove (folder);
}

/* Nor what it wrote while the file was being read, which is not in the window. */
static void
test_changed_while_read (void)
{
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "blobs.gradus", NULL), *theirs = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GradusWindow *window = start ();
  gint pipe;

  /* Who reads a pipe waits for what is written into it. */
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  gradus_window_open (window, file);
  pipe = g_open (path, O_WRONLY | O_CLOEXEC, 0); /* waits for the reader */
  g_assert_cmpint (pipe, >=, 0);
  theirs = folder_write (folder, "blobs.gradus", shapes, strlen (shapes));
  g_assert_cmpint (write (pipe, blobs, strlen (blobs)), ==, strlen (blobs));
  close (pipe);
  wait_until (has_document, window, "the project");
  g_assert_true (gradus_document_file_changed (window->document));
  rename_to (window, "Mine");
  act (window, "win.save");
  answer ("_Cancel");
  g_assert_true (file_has (&(FileText){ path, "shapes" }));
  close_unsaved (window);
  folder_remove (folder);
}

/* A project that was opened is offered by the next window, and opened from there. */
static void
test_recents (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL, *uri = NULL;
  GradusWindow *window = open_blobs (folder, &path);
  GtkWidget *row;

  uri = g_filename_to_uri (path, NULL, NULL);
  wait_until (is_recent, uri, "the file among the recent ones");
  gtk_window_close (GTK_WINDOW (window));

  window = start ();
  row = find_widget (GTK_WIDGET (window->start), ADW_TYPE_ACTION_ROW);
  g_assert_nonnull (row);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "blobs.gradus");
  g_assert_true (gtk_widget_activate (row));
  wait_until (has_document, window, "the recent project");
  g_assert_cmpstr (gradus_document_path (gradus_window_document (window)), ==, path);
  gtk_window_close (GTK_WINDOW (window));
  folder_remove (folder);
}

static gboolean
is_drop_target (GtkEventController *controller)
{
  return GTK_IS_DROP_TARGET (controller);
}

static gboolean
drop (GradusWindow *window, const char *path)
{
  GtkEventController *target = controller_of (GTK_WIDGET (window), is_drop_target);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_assert_nonnull (target);
  g_assert_true (gdk_content_formats_contain_gtype (
      gtk_drop_target_get_formats (GTK_DROP_TARGET (target)), GDK_TYPE_FILE_LIST));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));
  g_signal_emit_by_name (target, "drop", &value, 10.0, 10.0, &taken);
  return taken;
}

/* A project opens; anything else is data for the project that is open, and is refused where none
 * is. */
static void
test_drop (void)
{
  static const char table[] = "a,b,label\n1,2,0\n2,1,1\n3,4,0\n";
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "blobs.gradus", blobs, strlen (blobs));
  g_autofree char *csv = folder_write (folder, "points.csv", table, strlen (table));
  GradusWindow *window = start ();

  g_assert_false (drop (window, csv));
  g_assert_true (drop (window, path));
  wait_until (has_document, window, "the dropped project");
  g_assert_cmpstr (gradus_document_path (gradus_window_document (window)), ==, path);
  g_assert_true (drop (window, csv));
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (window->pages), ==, "data");
  g_assert_nonnull (wait_for_window (g_type_from_name ("GradusColumnsDialog")));
  close_unsaved (window);
  folder_remove (folder);
}

/* A file of weights that fit the project. (transfer full) */
static char *
write_weights (const char *folder)
{
  char *path = g_build_filename (folder, "mine.safetensors", NULL);
  g_autoptr (GrNamedTensors) list = gr_named_tensors_new ();
  g_autoptr (GrTensor) bias = gr_tensor_new_from (GR_FLOAT32, (const gfloat[]){ 1, 2, 3 },
                                                  GR_INTS (3), NULL);

  g_assert_true (gr_named_tensors_add (list, "fc.bias", bias, NULL));
  g_assert_true (gr_safetensors_write (list, path, NULL));
  return path;
}

static guint
n_kept (GradusWindow *window)
{
  return gr_kept_size (gr_model_kept (gradus_document_model (window->document)));
}

/* Weights are compared with the model that is open, which may take them; to take them, and to start
 * from them, is one step. */
static void
test_drop_weights (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL, *weights = write_weights (folder);
  GradusWindow *window = open_blobs (folder, &path);
  GradusDocument *document = window->document;

  g_assert_true (drop (window, weights));
  answer ("_Cancel");
  g_assert_false (gradus_document_can_undo (document));

  g_assert_true (drop (window, weights));
  answer ("_Take What Fits");
  g_assert_cmpuint (n_kept (window), ==, 1);
  g_assert_true (gradus_weights_start_kept (document));
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Load “mine.safetensors”");
  act (window, "win.undo");
  g_assert_false (gradus_document_can_undo (document));
  g_assert_cmpuint (n_kept (window), ==, 0);
  g_assert_false (gradus_weights_start_kept (document));
  act (window, "win.redo");
  g_assert_cmpuint (n_kept (window), ==, 1);
  g_assert_true (gradus_weights_start_kept (document));
  close_unsaved (window);
  folder_remove (folder);
}

/* A window that was closed while they were read asks nothing, and goes. */
static void
test_weights_for_closed (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL, *weights = write_weights (folder);
  GradusWindow *window = open_blobs (folder, &path);

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gradus_window_load_weights (window, weights);
  gtk_window_close (GTK_WINDOW (window));
  wait_gone (&window);
  g_assert_null (shown_window (ADW_TYPE_MESSAGE_DIALOG));
  folder_remove (folder);
}

static const char *
toast_text (GradusWindow *window)
{
  return window->toast
             ? gtk_label_get_label (GTK_LABEL (adw_toast_get_custom_title (window->toast)))
             : "";
}

static guint
n_windows (void)
{
  return g_list_length (gtk_application_get_windows (GTK_APPLICATION (application)));
}

/* Files that cannot be opened take no windows, and all of them are spoken of at once, also where
 * another is opened beside them. */
static void
test_open_several (void)
{
  char *folder = folder_new ();
  g_autofree char *bad = folder_write (folder, "bad.gradus", "{", 1);
  g_autofree char *table = folder_write (folder, "rows.csv", "a,b\n1,2\n", 8);
  g_autofree char *missing = g_build_filename (folder, "nosuch.gradus", NULL);
  g_autofree char *good = folder_write (folder, "blobs.gradus", blobs, strlen (blobs));
  const char *const paths[] = { bad, table, missing, good };
  GFile *files[G_N_ELEMENTS (paths)];
  GradusWindow *window = start ();
  const guint before = n_windows ();

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    files[i] = g_file_new_for_path (paths[i]);
  g_application_open (G_APPLICATION (application), files, 3, "");
  wait_while (!strstr (toast_text (window), "bad.gradus")
              || !strstr (toast_text (window), "nosuch.gradus")
              || !strstr (toast_text (window),
                          "“rows.csv” is a table, not a project: open it on the page Data."));
  g_application_open (G_APPLICATION (application), files + 3, 1, "");
  wait_until (has_document, window, "the project");
  g_assert_nonnull (strstr (toast_text (window), "bad.gradus"));
  g_assert_cmpuint (n_windows (), ==, before);
  for (guint i = 0; i < 3; i++)
    gradus_window_open (window, files[2]);
  wait_while (!g_str_has_suffix (toast_text (window), "\n…"));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_object_unref (files[i]);
  close_unsaved (window);
  folder_remove (folder);
}

gint
main (gint argc, char **argv)
{
  begin_window_test (&argc, &argv);
  g_test_add_func ("/window-files/save", test_save);
  g_test_add_func ("/window-files/save-elsewhere", test_save_elsewhere);
  g_test_add_func ("/window-files/save-over-open", test_save_over_open);
  g_test_add_func ("/window-files/unsaved", test_unsaved);
  g_test_add_func ("/window-files/changed-on-disk", test_changed_on_disk);
  g_test_add_func ("/window-files/changed-while-read", test_changed_while_read);
  g_test_add_func ("/window-files/recovered-file", test_recovered_file);
  g_test_add_func ("/window-files/recovered-twice", test_recovered_twice);
  g_test_add_func ("/window-files/recovered-beside-changes", test_recovered_beside_changes);
  g_test_add_func ("/window-files/recents", test_recents);
  g_test_add_func ("/window-files/drop", test_drop);
  g_test_add_func ("/window-files/drop-weights", test_drop_weights);
  g_test_add_func ("/window-files/weights-for-closed", test_weights_for_closed);
  g_test_add_func ("/window-files/no-places", test_no_places);
  g_test_add_func ("/window-files/open-several", test_open_several);
  return run_window_test ();
}
