/* test-window.c - the program's window: its header, its start page, one window for one file, the
 * keys, and whose Undo it is.
 */
#include "canvas/gradus-canvas.h"
#include "inspector/problem-list.h"
#include "session-bus.h"
#include "settings.h"
#include "window-helpers.h"

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
  g_autofree char *long_name = g_strnfill (130, 'n');
  gint before, after;

  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (window->name)), ==, "Blobs");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (window->folder)), ==, folder);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (window->folder), ==, path);
  rename_to (window, "Better");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (window->name)), ==, "• Better");
  g_assert_false (has_no_switcher (window));
  /* Who points at the pages wants to know nothing of the file. */
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (window->switcher)));
  /* However long the name, the pages stay where they are. */
  gtk_widget_measure (GTK_WIDGET (window->switcher), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &before,
                      NULL, NULL);
  rename_to (window, long_name);
  gtk_widget_measure (GTK_WIDGET (window->switcher), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &after,
                      NULL, NULL);
  g_assert_cmpint (after, ==, before);
  close_unsaved (window);

  g_settings_set (gradus_settings (), "window-size", "(ii)", 800, 600);
  small = open_blobs (folder, &again);
  wait_until (has_no_switcher, small, "the pages to go below");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (small->switcher)), ==, again);
  g_assert_cmpstr (adw_view_switcher_title_get_title (small->switcher), ==, "Blobs");
  gtk_window_destroy (GTK_WINDOW (small));
  g_settings_reset (gradus_settings (), "window-size");
  folder_remove (folder);
}

/* A fix that is pressed takes its button with it: the keyboard is then on the next, or on the
 * canvas, never nowhere. */
static void
test_focus_after_fix (void)
{
  static const char two_errors[]
      = "{\"gradus\": 1, \"model\": {\"blocks\": ["
        "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
        "   {\"id\": \"a\", \"kind\": \"Linear\","
        "    \"attributes\": {\"in_features\": 9, \"out_features\": 3}},"
        "   {\"id\": \"b\", \"kind\": \"Linear\","
        "    \"attributes\": {\"in_features\": 9, \"out_features\": 3}}],"
        "  \"links\": [{\"from\": \"input\", \"to\": \"a\"},"
        "   {\"from\": \"input\", \"to\": \"b\"}]}}";
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_project (folder, two_errors, &path);
  GradusDocument *document = gradus_window_document (window);
  GtkWidget *root = GTK_WIDGET (window), *canvas, *button;

  canvas = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (GRADUS_IS_CANVAS (canvas));
  button = find_button (root, "Set in_features of a to 2");
  gtk_widget_grab_focus (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_true (gtk_widget_is_ancestor (
      gtk_window_get_focus (GTK_WINDOW (window)),
      gtk_widget_get_ancestor (find_button (root, "Set in_features of b to 2"),
                               GRADUS_TYPE_PROBLEM_LIST)));
  gradus_document_select_one (document, "b");
  button = find_button (root, "Set in_features of b to 2");
  gtk_widget_grab_focus (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == canvas);
  close_unsaved (window);
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

static void
type_name (GradusWindow *window, const char *name)
{
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), name);

  g_assert_true (
      gradus_document_set_section (window->document, "name", value, "Rename", "typing", NULL));
}

/* A stretch of typing ends where the keyboard goes elsewhere. */
static void
test_undo_of_typing (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL, *title = NULL;
  GradusWindow *window = open_blobs (folder, &path);

  type_name (window, "A");
  type_name (window, "Ab");
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD));
  type_name (window, "Abc");
  act (window, "win.undo");
  title = gradus_document_title (window->document);
  g_assert_cmpstr (title, ==, "Ab");
  act (window, "win.undo");
  g_assert_false (gradus_document_modified (window->document));
  close_unsaved (window);
  folder_remove (folder);
}

gint
main (gint argc, char **argv)
{
  begin_window_test (&argc, &argv);
  g_test_add_func ("/window/session-bus", test_session_bus);
  g_test_add_func ("/window/header", test_header);
  g_test_add_func ("/window/focus-after-fix", test_focus_after_fix);
  g_test_add_func ("/window/start-page", test_start_page);
  g_test_add_func ("/window/shortcuts", test_shortcuts);
  g_test_add_func ("/window/one-window", test_one_window);
  g_test_add_func ("/window/close", test_close);
  g_test_add_func ("/window/undo-of-drawing", test_undo_of_drawing);
  g_test_add_func ("/window/undo-of-typing", test_undo_of_typing);
  return run_window_test ();
}
