/* test-window-step.c - the program's window while the model is stepped through: where that begins
 * and ends, and what stands in the inspector's place.
 */
#include "build-page.h"
#include "inspector/inspector.h"
#include "step/step-bar.h"
#include "window-helpers.h"

static GradusBuildPage *
build_page (GradusWindow *window)
{
  return GRADUS_BUILD_PAGE (find_widget (GTK_WIDGET (window), GRADUS_TYPE_BUILD_PAGE));
}

static GtkWidget *
step_button (GradusWindow *window)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (build_page (window)),
                                                    GRADUS_TYPE_BUILD_PAGE, "step_button"));
}

static gboolean
has_bar (GradusWindow *window)
{
  GtkWidget *bar = find_widget (GTK_WIDGET (window), GRADUS_TYPE_STEP_BAR);

  return bar && gtk_widget_get_mapped (bar);
}

static gboolean
has_inspector (GradusWindow *window)
{
  return find_widget (GTK_WIDGET (window), GRADUS_TYPE_INSPECTOR) != NULL;
}

static void
test_mode (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);

  g_assert_false (has_bar (window));
  g_assert_true (has_inspector (window));
  act (window, "win.step-through");
  wait_while (!has_bar (window));
  g_assert_false (has_inspector (window));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (step_button (window))));

  /* From another page the key leads back to it. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "train");
  act (window, "win.step-through");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (window->pages), ==, "build");
  g_assert_true (gradus_build_page_stepping (build_page (window)));
  wait_while (!has_bar (window));

  act (window, "win.step-through");
  g_assert_false (gradus_build_page_stepping (build_page (window)));
  g_assert_false (has_bar (window));
  g_assert_true (has_inspector (window));
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (step_button (window))));
  gtk_window_close (GTK_WINDOW (window));
  folder_remove (folder);
}

/* Where the model cannot run, the button says why. */
static void
test_obstacle (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);
  GradusDocument *document = gradus_window_document (window);
  g_autoptr (GrEdit) cut = gr_edit_remove_link ("fc", 0);

  g_assert_true (gtk_widget_get_sensitive (step_button (window)));
  g_assert_true (gradus_document_apply (document, cut, NULL, NULL));
  g_assert_false (gtk_widget_get_sensitive (step_button (window)));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (step_button (window)), "fc"));
  act (window, "win.step-through");
  g_assert_false (gradus_build_page_stepping (build_page (window)));
  gradus_document_undo (document);
  g_assert_true (gtk_widget_get_sensitive (step_button (window)));
  /* What comes in the way later leaves the way out. */
  act (window, "win.step-through");
  g_assert_true (gradus_document_apply (document, cut, NULL, NULL));
  g_assert_true (gtk_widget_get_sensitive (step_button (window)));
  act (window, "win.step-through");
  g_assert_false (gtk_widget_get_sensitive (step_button (window)));
  gradus_document_undo (document);
  gtk_window_close (GTK_WINDOW (window));
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  begin_window_test (&argc, &argv);
  g_test_add_func ("/window-step/mode", test_mode);
  g_test_add_func ("/window-step/obstacle", test_obstacle);
  return run_window_test ();
}
