/* test-toasts.c - what a window says in passing, and Undo, which takes back what was done last: an
 * edit, or that a run was deleted or renamed.
 */
#include <adwaita.h>
#include <string.h>

#include "../unit/folder.h"
#include "canvas/gradus-canvas.h"
#include "data/dataset-browser.h"
#include "gradus.h"
#include "settings.h"
#include "style/toast.h"
#include "training/run-row.h"
#include "waiting.h"
#include "widgets.h"
#include "window-private.h"

static const char blobs[]
    = "{\"gradus\": 1, \"name\": \"Blobs\","
      " \"data\": {\"set\": \"blobs\", \"n\": 60, \"n_test\": 30},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
      "   {\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"fc\"}, {\"from\": \"fc\", \"to\": \"loss\"}]},"
      " \"optimizer\": {\"kind\": \"SGD\", \"lr\": 0.1},"
      " \"training\": {\"epochs\": 1, \"batch_size\": 30}}";

static GradusApplication *application;

typedef struct
{
  char *folder;
  GradusWindow *window;
} Fixture;

/* @size of the window: as text, "800 600". */
static void
set_up (Fixture *f, gconstpointer size)
{
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  gint width, height;

  g_assert_cmpint (sscanf (size, "%d %d", &width, &height), ==, 2);
  g_settings_set (gradus_settings (), "window-size", "(ii)", width, height);
  f->folder = folder_new ();
  path = folder_write (f->folder, "blobs.gradus", blobs, strlen (blobs));
  file = g_file_new_for_path (path);
  f->window = gradus_window_new (application);
  gtk_window_present (GTK_WINDOW (f->window));
  gradus_window_open (f->window, file);
  wait_while (!gradus_window_document (f->window));
}

static void
tear_down (Fixture *f, gconstpointer size)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_settings_reset (gradus_settings (), "window-size");
  folder_remove (f->folder);
}

static void
act (Fixture *f, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), action, NULL));
}

static void
show_page (Fixture *f, const char *page)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-page", "s", page);
}

static guint
n_runs (Fixture *f)
{
  return g_list_model_get_n_items (gradus_training_runs (f->window->training));
}

static void
train (Fixture *f)
{
  const guint n = n_runs (f);

  act (f, "win.train");
  wait_while (n_runs (f) == n
              || gradus_training_state (f->window->training) != GRADUS_TRAINING_IDLE);
}

/* The toast that is shown, or NULL. */
static GtkWidget *
shown_toast (Fixture *f)
{
  const GType type = g_type_from_name ("AdwToastWidget");

  return type ? find_widget (GTK_WIDGET (f->window->toasts), type) : NULL;
}

/* The text that stands in it; "" where there is none. */
static const char *
toast_text (Fixture *f)
{
  GtkWidget *toast = shown_toast (f);
  GtkWidget *label = toast ? find_widget (toast, GTK_TYPE_LABEL) : NULL;

  return label ? gtk_label_get_text (GTK_LABEL (label)) : "";
}

static void
wait_for_toast (Fixture *f, const char *text)
{
  wait_while (!g_str_equal (toast_text (f), text));
}

/* Deletes the newest run as a person does. */
static void
delete_run (Fixture *f)
{
  gtk_widget_activate_action (find_widget (GTK_WIDGET (f->window), GRADUS_TYPE_RUN_ROW),
                              "run.delete", NULL);
}

static void
rename_to (Fixture *f, const char *name)
{
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), name);

  g_assert_true (
      gradus_document_set_section (f->window->document, "name", value, "Rename", NULL, NULL));
}

/* --- Undo --------------------------------------------------------------------------------------
 */

/* What is undone is what was done last, be it an edit or a deletion; the button says which. */
static void
test_undo_of_deletion (Fixture *f, gconstpointer size)
{
  GtkWidget *button = f->window->undo_button;

  rename_to (f, "Edited");
  train (f);
  gradus_run_set_name (gradus_training_run (f->window->training), "wide & <deep>");
  delete_run (f);
  g_assert_cmpuint (n_runs (f), ==, 0);
  wait_for_toast (f, "“wide & <deep>” deleted");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Undo “Delete wide & <deep>”");
  act (f, "win.undo");
  g_assert_cmpuint (n_runs (f), ==, 1);
  g_assert_true (gradus_document_modified (f->window->document)); /* the name is as it was */
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Undo “Rename”");
  wait_while (shown_toast (f)); /* which offers what was done */

  /* Done again, it is offered again. */
  g_assert_cmpstr (gtk_widget_get_tooltip_text (f->window->redo_button), ==,
                   "Redo “Delete wide & <deep>”");
  act (f, "win.redo");
  g_assert_cmpuint (n_runs (f), ==, 0);
  wait_for_toast (f, "“wide & <deep>” deleted");
  act (f, "win.undo");
  g_assert_cmpuint (n_runs (f), ==, 1);
  wait_while (shown_toast (f));
  g_assert_true (g_file_test (gradus_run_folder (gradus_training_run (f->window->training)),
                              G_FILE_TEST_IS_DIR));
  act (f, "win.undo");
  g_assert_false (gradus_document_modified (f->window->document));

  /* An edit after it comes first. */
  delete_run (f);
  rename_to (f, "Again");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Undo “Rename”");
  act (f, "win.undo");
  g_assert_cmpuint (n_runs (f), ==, 0);
  act (f, "win.undo");
  g_assert_cmpuint (n_runs (f), ==, 1);
}

static void
type_name (GtkWidget *row, const char *name)
{
  GtkWidget *entry = find_widget (row, GTK_TYPE_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  g_signal_emit_by_name (entry, "activate");
}

/* The offer to take a deletion back goes; Undo goes on to do it. */
static void
test_undo_after_offer (Fixture *f, gconstpointer size)
{
  g_autoptr (AdwToast) offer = NULL;
  GtkWidget *row;

  train (f);
  show_page (f, "train");
  delete_run (f);
  wait_for_toast (f, "“Run 1” deleted");
  g_object_get (shown_toast (f), "toast", &offer, NULL);
  gradus_toast_dismiss (offer);
  wait_while (shown_toast (f));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (f->window->undo_button), ==, "Undo “Delete Run 1”");
  act (f, "win.undo");
  g_assert_cmpuint (n_runs (f), ==, 1);
  g_assert_null (f->window->toast);

  /* And the name that it gets in its row, told where the row is not seen. */
  row = find_widget (GTK_WIDGET (f->window), GRADUS_TYPE_RUN_ROW);
  gtk_widget_activate_action (row, "run.rename", NULL);
  type_name (row, "Wide");
  g_assert_cmpstr (gradus_run_name (gradus_training_run (f->window->training)), ==, "Wide");
  act (f, "win.undo");
  g_assert_cmpstr (gradus_run_name (gradus_training_run (f->window->training)), ==, "Run 1");
  g_assert_null (f->window->toast);
  show_page (f, "build");
  act (f, "win.redo");
  wait_for_toast (f, "Redone: Rename Run 1 to Wide");
}

static void
set_features (Fixture *f, gint64 n)
{
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("fc", "out_features", gr_setting_int (n));

  g_assert_true (gradus_document_apply (f->window->document, edit, "Set out_features to 4", NULL));
}

/* What is undone on another page is told; what one sees is not. */
static void
test_undo_elsewhere (Fixture *f, gconstpointer size)
{
  g_autoptr (JsonNode) training = json_from_string ("{\"epochs\": 3}", NULL);

  set_features (f, 4);
  act (f, "win.undo");
  g_assert_null (f->window->toast);
  show_page (f, "train");
  act (f, "win.redo");
  wait_for_toast (f, "Redone: Set out_features to 4");
  act (f, "win.undo");
  wait_for_toast (f, "Undone: Set out_features to 4");
  gradus_window_untoast (f->window);

  g_assert_true (gradus_document_set_section (f->window->document, "training", training,
                                              "Set epochs to 3", NULL, NULL));
  act (f, "win.undo");
  g_assert_null (f->window->toast);
  show_page (f, "data");
  act (f, "win.redo");
  wait_for_toast (f, "Redone: Set epochs to 3");
}

/* --- the button that closes one -----------------------------------------------------------------
 */

static GtkWidget *
find_icon_button (GtkWidget *root)
{
  GtkWidget *found = GTK_IS_BUTTON (root) && gtk_button_get_icon_name (GTK_BUTTON (root)) ? root
                                                                                          : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_icon_button (child);
  return found;
}

/* A screen reader has a name for it, also where the toast had to wait for another. */
static void
test_close_button (Fixture *f, gconstpointer size)
{
  static const char *const texts[] = { "Ada", "Grace" };
  AdwToast *toasts[G_N_ELEMENTS (texts)];

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      toasts[i] = g_object_ref (gradus_toast_new (texts[i]));
      g_assert_true (gradus_toast_show (GTK_WIDGET (f->window->toasts), toasts[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      wait_for_toast (f, texts[i]);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find_icon_button (shown_toast (f))),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL, "Close");
      gradus_toast_dismiss (toasts[i]);
      g_object_unref (toasts[i]);
    }
}

/* --- what a run that failed leaves said ----------------------------------------------------------
 */

/* That is of the data that it was trained with, not of others that were chosen since; and it names
 * no folder that is the program's own. */
static void
test_failed_run (Fixture *f, gconstpointer size)
{
  g_autoptr (JsonNode) wild = json_from_string ("{\"kind\": \"SGD\", \"lr\": 1e60}", NULL);
  g_autoptr (JsonNode) other = json_from_string ("{\"set\": \"moons\", \"n\": 50}", NULL);
  g_autofree char *checkpoint = NULL;
  GradusEvaluation *evaluation;

  g_assert_true (
      gradus_document_set_section (f->window->document, "optimizer", wild, "Wild", NULL, NULL));
  train (f);
  /* As where the first step is the last. */
  checkpoint = gradus_run_last_weights (gradus_training_run (f->window->training));
  g_assert_cmpint (g_unlink (checkpoint), ==, 0);
  g_signal_emit_by_name (f->window->document, "weights-changed");
  show_page (f, "data");
  evaluation = gradus_dataset_browser_evaluation (GRADUS_DATASET_BROWSER (
      find_widget (GTK_WIDGET (f->window->pages), GRADUS_TYPE_DATASET_BROWSER)));
  wait_while (!gradus_evaluation_lack (evaluation)
              || !strstr (gradus_evaluation_lack (evaluation), "failed before"));
  g_assert_null (strstr (gradus_evaluation_lack (evaluation), f->folder));
  g_assert_true (
      gradus_document_set_section (f->window->document, "data", other, "Moons", NULL, NULL));
  wait_while (gradus_evaluation_lack (evaluation)
              && strstr (gradus_evaluation_lack (evaluation), "failed before"));
}

/* --- where toasts are ---------------------------------------------------------------------------
 */

static GtkWidget *
find_class (GtkWidget *root, const char *class)
{
  GtkWidget *found = gtk_widget_has_css_class (root, class) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_class (child, class);
  return found;
}

static graphene_rect_t
place_of (Fixture *f, GtkWidget *widget)
{
  graphene_rect_t place;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (f->window), &place));
  return place;
}

static gboolean
overlaps (Fixture *f, GtkWidget *widget)
{
  const graphene_rect_t toast = place_of (f, shown_toast (f)), place = place_of (f, widget);

  return graphene_rect_intersection (&toast, &place, NULL);
}

/* From below, until all of it is within what it lies over. */
static gboolean
is_coming (Fixture *f)
{
  const graphene_rect_t toast = place_of (f, shown_toast (f));
  const graphene_rect_t overlay = place_of (f, GTK_WIDGET (f->window->toasts));

  return toast.origin.y + toast.size.height > overlay.origin.y + overlay.size.height;
}

/* Not over the names of the pages, nor over what lies on the canvas to be pressed; in a small
 * window over nothing of the canvas, as long as there is something beside it. */
static void
test_place (Fixture *f, gconstpointer size)
{
  GtkWidget *bar = find_widget (GTK_WIDGET (f->window), ADW_TYPE_VIEW_SWITCHER_BAR);
  GtkWidget *tools = find_class (GTK_WIDGET (f->window), "canvas-tools");
  GtkWidget *canvas = find_widget (GTK_WIDGET (f->window), GRADUS_TYPE_CANVAS);
  const gboolean is_small = g_str_equal (size, "800 600");
  g_autofree char *long_text = g_strnfill (300, 'x');

  wait_while (gtk_widget_get_width (GTK_WIDGET (f->window)) < 980
              && gtk_widget_get_height (bar) < 20);
  for (char *c = long_text + 5; *c && c[1]; c += 6)
    *c = ' ';
  gradus_window_toast (f->window, long_text);
  wait_while (!shown_toast (f) || gtk_widget_get_height (shown_toast (f)) < 20);
  wait_while (is_coming (f));
  g_assert_false (overlaps (f, bar) || overlaps (f, tools));
  g_assert_false (is_small && overlaps (f, canvas));

  /* It finds its place again where it came on another page. */
  show_page (f, "data");
  wait_while (shown_toast (f) && gtk_widget_get_margin_start (shown_toast (f)) > 0);
  show_page (f, "build");
  wait_while (overlaps (f, tools) || (is_small && overlaps (f, canvas)));
  const graphene_rect_t place = place_of (f, shown_toast (f));
  g_assert_cmpfloat (place.origin.x, >=, 0);
  g_assert_cmpfloat (place.origin.x + place.size.width, <=,
                     gtk_widget_get_width (GTK_WIDGET (f->window)));
}

gint
main (gint argc, char **argv)
{
  gint status;

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  gradus_init ();
  application = gradus_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
#define ADD(name, size, function)                                                                  \
  g_test_add ("/toasts/" name, Fixture, size, set_up, function, tear_down)
  ADD ("undo-of-deletion", "1280 800", test_undo_of_deletion);
  ADD ("undo-after-offer", "1280 800", test_undo_after_offer);
  ADD ("undo-elsewhere", "1280 800", test_undo_elsewhere);
  ADD ("close-button", "1280 800", test_close_button);
  ADD ("failed-run", "1280 800", test_failed_run);
  ADD ("place", "1280 800", test_place);
  ADD ("place-small", "800 600", test_place);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
