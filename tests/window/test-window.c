/* test-window.c - what the program's window promises about files, the Train button, and the way
 * from a result to the data behind it.
 */
#include <adwaita.h>
#include <string.h>
#include <unistd.h>

#include "../unit/folder.h"
#include "clicking.h"
#include "data-page.h"
#include "data/items.h"
#include "document/weights-choice.h"
#include "gradus.h"
#include "io/safetensors.h"
#include "plot/heat-map.h"
#include "preferences.h"
#include "session-bus.h"
#include "settings.h"
#include "training/results.h"
#include "window-private.h"
#include "widgets.h"

static const char blobs[]
    = "{\"gradus\": 1, \"name\": \"Blobs\","
      " \"data\": {\"set\": \"blobs\", \"n\": 100, \"n_test\": 30},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
      "   {\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"fc\"}, {\"from\": \"fc\", \"to\": \"loss\"}]},"
      " \"optimizer\": {\"kind\": \"SGD\", \"lr\": 0.1},"
      " \"training\": {\"epochs\": 2, \"batch_size\": 10}}";

static const char shapes[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"shapes\", \"n\": 20, \"n_test\": 10}}";

static GradusApplication *application;

/* --- waiting and finding ------------------------------------------------------------------------
 */

#define PATIENCE_SECONDS 30

static gboolean
wake (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

static void
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
static gpointer
shown_window (GType type)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  for (GList *l = all; l; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_visible (l->data))
      return l->data;
  return NULL;
}

static gboolean
is_shown (gpointer type)
{
  return shown_window (GPOINTER_TO_SIZE (type)) != NULL;
}

/* A dialog that comes; (transfer none). */
static gpointer
wait_for_window (GType type)
{
  wait_until (is_shown, GSIZE_TO_POINTER (type), g_type_name (type));
  return shown_window (type);
}

/* One that is seen; NULL. */
static GtkWidget *
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

static gboolean
is_over (gpointer dialog)
{
  GtkWidget *widget = *(GtkWidget **) dialog;

  return !widget || !gtk_widget_get_visible (widget);
}

/* Presses a button of the question that comes. Another may come after it. */
static void
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

/* --- windows and files --------------------------------------------------------------------------
 */

static gboolean
has_document (gpointer window)
{
  return gradus_window_document (window) != NULL;
}

/* Shows the page to draw on, where the data can be drawn. */
static gboolean
shows_pad (gpointer window)
{
  GtkWidget *pad = find_widget (window, GRADUS_TYPE_DRAW_PAD);
  GtkStack *stack = pad ? GTK_STACK (gtk_widget_get_ancestor (pad, GTK_TYPE_STACK)) : NULL;

  if (!stack
      || !gtk_stack_page_get_visible (
          gtk_stack_get_page (stack, gtk_stack_get_child_by_name (stack, "draw"))))
    return FALSE;
  gtk_stack_set_visible_child_name (stack, "draw");
  return TRUE;
}

static GradusWindow *
start (void)
{
  GradusWindow *window = gradus_window_new (application);

  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* A window on a project in a file of its own. */
/* @text NULL: the one that was opened before. */
static GradusWindow *
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

static GradusWindow *
open_blobs (const char *folder, char **path)
{
  return open_project (folder, blobs, path);
}

static void
rename_to (GradusWindow *window, const char *name)
{
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), name);

  g_assert_true (gradus_document_set_section (gradus_window_document (window), "name", value,
                                              "Rename", NULL, NULL));
  g_assert_true (gradus_document_modified (gradus_window_document (window)));
}

static void
act (GradusWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
}

static void
wait_for_text (const char *path, const char *text)
{
  FileText wanted = { path, text };

  wait_until (file_has, &wanted, text);
}

static gboolean
is_saved (gpointer window)
{
  return !gradus_document_modified (gradus_window_document (window));
}

static gboolean
is_unsaved (gpointer window)
{
  return !is_saved (window);
}

static gboolean
is_gone (gpointer window)
{
  return *(gpointer *) window == NULL;
}

static void
wait_gone (GradusWindow **window)
{
  wait_until (is_gone, window, "the window to close");
}

static void
close_unsaved (GradusWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_save (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);

  rename_to (window, "Saved once");
  act (window, "win.save");
  wait_for_text (path, "Saved once");
  wait_until (is_saved, window, "the document to be saved");
  gtk_window_close (GTK_WINDOW (window));
  folder_remove (folder);
}

static gboolean
has_no_switcher (gpointer window)
{
  return !adw_view_switcher_title_get_view_switcher_enabled (GRADUS_WINDOW (window)->switcher);
}

/* The header says what the project is called, where it is, and whether that is all saved; beside
 * the names of the pages, or in a small window, in their place. */
static void
test_header (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL, *again = NULL;
  GradusWindow *window = open_blobs (folder, &path), *small;

  g_assert_cmpstr (adw_view_switcher_title_get_title (window->switcher), ==, "Blobs");
  g_assert_cmpstr (adw_view_switcher_title_get_subtitle (window->switcher), ==, folder);
  rename_to (window, "Better");
  g_assert_cmpstr (adw_view_switcher_title_get_title (window->switcher), ==, "• Better");
  g_assert_false (has_no_switcher (window));
  close_unsaved (window);

  g_settings_set (gradus_settings (), "window-size", "(ii)", 800, 600);
  small = open_blobs (folder, &again);
  wait_until (has_no_switcher, small, "the pages to go below");
  g_assert_cmpstr (adw_view_switcher_title_get_title (small->switcher), ==, "Blobs");
  gtk_window_destroy (GTK_WINDOW (small));
  g_settings_reset (gradus_settings (), "window-size");
  folder_remove (folder);
}

/* The keys of what there is to be done with a project do nothing on the start page. */
static void
test_start_page (void)
{
  static const char *const actions[] = { "win.train",       "win.save", "win.save-as",
                                         "win.undo",        "win.redo", "win.load-weights",
                                         "win.save-weights" };
  GradusWindow *window = start ();

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_activate_action (GTK_WIDGET (window), actions[i], NULL);
  g_assert_null (gradus_window_document (window));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* All keys fit a small screen. */
static void
test_shortcuts (void)
{
  GradusWindow *window = start ();
  GtkWidget *shortcuts;
  GtkRequisition size;

  act (window, "win.show-help-overlay");
  shortcuts = wait_for_window (GTK_TYPE_SHORTCUTS_WINDOW);
  gtk_widget_get_preferred_size (shortcuts, NULL, &size);
  g_assert_cmpint (size.width, >, 300);
  g_assert_cmpint (size.width, <=, 800);
  g_assert_cmpint (size.height, <=, 600);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Closing a window with unsaved changes asks, and does what is answered; so does leaving the
 * program. */
static void
test_unsaved (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);

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

static guint
n_showing (const char *path)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));
  guint n = 0;

  for (GList *l = windows; l; l = l->next)
    {
      GradusDocument *document = GRADUS_IS_WINDOW (l->data) ? gradus_window_document (l->data)
                                                            : NULL;

      n += document && g_strcmp0 (gradus_document_path (document), path) == 0;
    }
  return n;
}

static gboolean
is_open (gpointer path)
{
  return n_showing (path) > 0;
}

/* A file is open once, by whatever name and from wherever it is opened. */
static void
test_one_window (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL, *link = g_build_filename (folder, "link.gradus", NULL);
  g_autofree char *other = folder_write (folder, "other.gradus", shapes, strlen (shapes));
  g_autofree char *third = folder_write (folder, "third.gradus", shapes, strlen (shapes));
  GradusWindow *window = open_blobs (folder, &path), *second = start ();
  g_autoptr (GFile) file = g_file_new_for_path (path), linked = g_file_new_for_path (link);
  g_autoptr (GFile) another = g_file_new_for_path (other), last = g_file_new_for_path (third);

  g_assert_cmpint (symlink (path, link), ==, 0);
  gradus_window_open (second, file);
  gradus_window_open (second, linked);
  gradus_window_open (second, another);
  gradus_window_open (second, another);
  gradus_window_open (window, file);
  wait_until (has_document, second, "the other project");
  gradus_window_open (window, last);
  wait_until (is_open, third, "the last project");
  g_assert_cmpstr (gradus_document_path (gradus_window_document (second)), ==, other);
  g_assert_cmpuint (n_showing (path), ==, 1);
  g_assert_cmpuint (n_showing (link), ==, 0);
  g_assert_cmpuint (n_showing (other), ==, 1);
  g_assert_true (gradus_window_showing (GTK_APPLICATION (application), link) == window);
  close_unsaved (window);
  close_unsaved (second);
  close_unsaved (gradus_window_showing (GTK_APPLICATION (application), third));
  folder_remove (folder);
}

/* A window that was closed is gone for everyone at once, and its widgets little by little. */
static void
test_close (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  g_assert_nonnull (window);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window)));
  g_assert_null (g_list_find (gtk_application_get_windows (GTK_APPLICATION (application)), window));
  wait_gone (&window);
  folder_remove (folder);
}

/* --- the session bus ----------------------------------------------------------------------------
 */

/* Where there can be none, GLib is not left to try and start one; where there may be one, its
 * address stays. */
static void
test_session_bus (void)
{
  static const char variable[] = "DBUS_SESSION_BUS_ADDRESS";
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autofree char *address = g_strdup (g_getenv (variable));

  g_setenv ("PATH", "/nowhere", TRUE);
  g_unsetenv (variable);
  gradus_session_bus_settle ();
  g_assert_cmpstr (g_getenv (variable), ==, "disabled:");
  g_setenv (variable, "unix:path=/somewhere", TRUE);
  gradus_session_bus_settle ();
  g_assert_cmpstr (g_getenv (variable), ==, "unix:path=/somewhere");
  g_setenv (variable, address, TRUE);
  g_setenv ("PATH", path, TRUE);
}

/* --- recent projects ----------------------------------------------------------------------------
 */

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

/* --- files that are dropped ---------------------------------------------------------------------
 */

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

/* --- training -----------------------------------------------------------------------------------
 */

/* It is off while the model has an error, and says which. */
static void
test_train_button (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL, *tip = NULL;
  GradusWindow *window = open_blobs (folder, &path);
  GradusDocument *document = gradus_window_document (window);
  g_autoptr (GrEdit) edit = gr_edit_remove_link ("fc", 0);

  g_assert_true (gtk_widget_get_sensitive (window->train_button));
  tip = gtk_widget_get_tooltip_text (window->train_button)
            ? g_strdup (gtk_widget_get_tooltip_text (window->train_button))
            : NULL;
  g_assert_true (gradus_document_apply (document, edit, NULL, NULL));
  g_assert_false (gtk_widget_get_sensitive (window->train_button));
  g_assert_nonnull (gradus_training_obstacle (window->training));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (window->train_button), ==,
                   gradus_training_obstacle (window->training));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (window->train_button), "fc"));
  act (window, "win.undo");
  g_assert_true (gtk_widget_get_sensitive (window->train_button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (window->train_button), ==, tip);
  close_unsaved (window);
  folder_remove (folder);
}

static gboolean
has_trained (gpointer window)
{
  GradusTraining *training = GRADUS_WINDOW (window)->training;

  return gradus_training_run (training) && gradus_training_state (training) == GRADUS_TRAINING_IDLE;
}

static gboolean
shows_classes (gpointer results)
{
  return g_str_equal (gradus_results_shown (results), "classes");
}

static gboolean
items_settled (gpointer items)
{
  return gradus_items_predictions (items) && gradus_items_settled (items)
         && g_list_model_get_n_items (items) > 0;
}

/* From a cell of the confusion matrix to the items that it counts, and to no others. */
static GradusItems *
follow_cell (GradusWindow *window, gint label, gint predicted)
{
  GtkWidget *matrix = find_widget (find_widget (GTK_WIDGET (window), GRADUS_TYPE_RESULTS),
                                   GRADUS_TYPE_HEAT_MAP);
  GtkWidget *browser = find_widget (GTK_WIDGET (window->pages), GRADUS_TYPE_DATASET_BROWSER);
  GradusItems *items = GRADUS_ITEMS (
      gradus_dataset_browser_items (GRADUS_DATASET_BROWSER (browser)));
  guint expected = 0;

  click_cell (matrix, 3 * label + predicted); /* a row is a true class */
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (window->pages), ==, "data");
  wait_until (items_settled, items, "the items of the cell");
  for (guint i = 0; i < (guint) gradus_items_part (items)->set->length; i++)
    expected += gradus_part_label (gradus_items_part (items), i) == label
                && gradus_items_predictions (items)->item[i].predicted == predicted;
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (items)), ==, expected);
  for (guint i = 0; i < expected; i++)
    {
      const guint index = gradus_items_index (items, i);

      g_assert_cmpint (gradus_part_label (gradus_items_part (items), index), ==, label);
      g_assert_cmpint (gradus_items_predictions (items)->item[index].predicted, ==, predicted);
    }
  return items;
}

/* An item that was taken for another class. */
static guint
first_mistake (GradusItems *items)
{
  GradusPart *part = gradus_items_part (items);

  for (guint i = 0; i < (guint) part->set->length; i++)
    if (gradus_items_predictions (items)->item[i].predicted != gradus_part_label (part, i))
      return i;
  g_error ("the model makes no mistake");
}

/* With a model that has hardly learned: so there are cells beside the diagonal, and the one across
 * has others. */
static void
test_cell (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);
  g_autoptr (JsonNode) slow = json_from_string ("{\"kind\": \"SGD\", \"lr\": 1e-6}", NULL);
  GtkWidget *results;
  GradusItems *items;
  guint mistake;

  g_assert_true (gradus_document_set_section (gradus_window_document (window), "optimizer", slow,
                                              "Slow", NULL, NULL));
  act (window, "win.train");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (window->pages), ==, "train");
  wait_until (has_trained, window, "training to end");
  results = find_widget (GTK_WIDGET (window), GRADUS_TYPE_RESULTS);
  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_ancestor (results, GTK_TYPE_STACK)),
                                    "results");
  wait_until (shows_classes, results, "the results");
  items = follow_cell (window, 0, 0);
  mistake = first_mistake (items);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "train");
  follow_cell (window, gradus_part_label (gradus_items_part (items), mistake),
               gradus_items_predictions (items)->item[mistake].predicted);
  close_unsaved (window);
  folder_remove (folder);
}

static gboolean
is_running (gpointer window)
{
  return gradus_training_state (GRADUS_WINDOW (window)->training) == GRADUS_TRAINING_RUNNING;
}

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

/* A project that takes long to train. */
static GradusWindow *
open_long (const char *folder, char **path)
{
  g_autofree char *text = g_strdup (blobs);

  memcpy (strstr (text, "\"epochs\": 2"), "\"epochs\":99", 11);
  memcpy (strstr (text, "\"n\": 100"), "\"n\":9000", 8);
  return open_project (folder, text, path);
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
  g_signal_emit_by_name (find_button (GTK_WIDGET (window), "_Continue Training"), "clicked");
  wait_until (is_running, window, "training to go on");
  g_assert_cmpuint (g_list_model_get_n_items (gradus_training_runs (window->training)), ==, 1);
  gradus_training_stop (window->training);
  wait_until (is_unfinished, window, "training to stop");
  close_unsaved (window);
  folder_remove (folder);
}

static const char *
question (void)
{
  return adw_message_dialog_get_heading (wait_for_window (ADW_TYPE_MESSAGE_DIALOG));
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
has_one_window (gpointer unused)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));
  guint n = 0;

  for (GList *l = windows; l; l = l->next)
    n += GRADUS_IS_WINDOW (l->data);
  return n == 1;
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
  g_assert_true (has_one_window (NULL));
  g_assert_cmpuint (n_questions (), ==, 1);
  answer ("_Cancel");
  g_assert_true (has_one_window (NULL));
  for (guint i = 0; i < 2; i++)
    folder_remove (folders[i]);
  close_unsaved (GRADUS_WINDOW (shown_window (GRADUS_TYPE_WINDOW)));
}

static gboolean
is_ended (gpointer window)
{
  return gradus_training_state (GRADUS_WINDOW (window)->training) == GRADUS_TRAINING_IDLE;
}

static gboolean
says_nothing (gpointer window)
{
  return GRADUS_WINDOW (window)->toast == NULL;
}

static gboolean
has_ended (gpointer window)
{
  GradusTraining *training = GRADUS_WINDOW (window)->training;

  return gradus_training_state (training) == GRADUS_TRAINING_IDLE
         && gr_kept_size (gr_model_kept (gradus_document_model (GRADUS_WINDOW (window)->document)))
                > 0;
}

static gboolean
tells_who_predicts (gpointer widget)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (widget), "predicts now."))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (tells_who_predicts (child))
      return TRUE;
  return FALSE;
}

/* Who looks at an older run has its weights predict, and is told. */
static void
test_choose_run (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);
  g_autoptr (GradusRun) older = NULL;

  for (guint i = 0; i < 2; i++)
    {
      act (window, "win.train");
      wait_until (has_ended, window, "the run to end");
    }
  g_assert_cmpuint (g_list_model_get_n_items (gradus_training_runs (window->training)), ==, 2);
  g_assert_false (tells_who_predicts (window));
  older = g_list_model_get_item (gradus_training_runs (window->training), 1);
  gradus_training_choose (window->training, older);
  wait_until (tells_who_predicts, window, "who predicts");
  close_unsaved (window);
  folder_remove (folder);
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

/* Undo is of the drawing while one draws, and of the model else. */
static void
test_undo_of_drawing (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_project (folder, shapes, &path);
  GradusDrawPad *pad;

  rename_to (window, "Renamed");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "data");
  wait_until (shows_pad, window, "the pad");
  pad = GRADUS_DRAW_PAD (find_widget (GTK_WIDGET (window), GRADUS_TYPE_DRAW_PAD));
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (pad)));
  g_assert_false (gtk_widget_get_sensitive (window->undo_button));
  gradus_draw_pad_begin (pad);
  gradus_draw_pad_stroke (pad, 5, 5, 20, 20, FALSE);
  g_assert_true (gtk_widget_get_sensitive (window->undo_button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (window->undo_button), ==, "Undo Stroke");
  act (window, "win.undo");
  g_assert_true (gradus_draw_pad_is_empty (pad));
  g_assert_true (gradus_document_modified (window->document));
  act (window, "win.redo");
  g_assert_false (gradus_draw_pad_is_empty (pad));

  g_assert_false (gtk_widget_get_focus_on_click (window->undo_button));
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (window->undo_button), ==, "Undo “Rename”");
  act (window, "win.undo");
  g_assert_false (gradus_document_modified (window->document));
  g_assert_false (gradus_draw_pad_is_empty (pad));
  close_unsaved (window);
  folder_remove (folder);
}

/* --- preferences --------------------------------------------------------------------------------
 */

/* What is chosen in the row is what the program looks like. */
static void
test_preferences (void)
{
  static const char *const styles[] = { "light", "dark", "system" };
  static const guint rows[] = { 1, 2, 0 };
  GtkWindow *preferences = gradus_preferences_new (NULL);
  GtkWidget *row = find_widget (GTK_WIDGET (preferences), ADW_TYPE_COMBO_ROW);

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      g_autofree char *style = NULL;

      adw_combo_row_set_selected (ADW_COMBO_ROW (row), rows[i]);
      style = g_settings_get_string (gradus_settings (), "style");
      g_assert_cmpstr (style, ==, styles[i]);
    }
  gtk_window_destroy (preferences);
}

gint
main (gint argc, char **argv)
{
  gint status;

  g_test_init (&argc, &argv, NULL);
  /* As in the program: GTK 4.8 warns of a label while its window gets its first size. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  /* A handler that was disconnected twice, say, as a window goes. */
  g_log_set_fatal_mask ("GLib-GObject",
                        G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  gradus_init ();
  application = gradus_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_test_add_func ("/window/session-bus", test_session_bus);
  g_test_add_func ("/window/save", test_save);
  g_test_add_func ("/window/header", test_header);
  g_test_add_func ("/window/start-page", test_start_page);
  g_test_add_func ("/window/shortcuts", test_shortcuts);
  g_test_add_func ("/window/unsaved", test_unsaved);
  g_test_add_func ("/window/changed-on-disk", test_changed_on_disk);
  g_test_add_func ("/window/one-window", test_one_window);
  g_test_add_func ("/window/close", test_close);
  g_test_add_func ("/window/recents", test_recents);
  g_test_add_func ("/window/drop", test_drop);
  g_test_add_func ("/window/drop-weights", test_drop_weights);
  g_test_add_func ("/window/weights-for-closed", test_weights_for_closed);
  g_test_add_func ("/window/train-button", test_train_button);
  g_test_add_func ("/window/cell", test_cell);
  g_test_add_func ("/window/preferences", test_preferences);
  g_test_add_func ("/window/close-while-training", test_close_while_training);
  g_test_add_func ("/window/close-asks-anew", test_close_asks_anew);
  g_test_add_func ("/window/quit", test_quit);
  g_test_add_func ("/window/choose-run", test_choose_run);
  g_test_add_func ("/window/outdated", test_outdated);
  g_test_add_func ("/window/save-while-training", test_save_while_training);
  g_test_add_func ("/window/discard-while-training", test_discard_while_training);
  g_test_add_func ("/window/undo-of-drawing", test_undo_of_drawing);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
