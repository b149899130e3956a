/* test-window-training.c - training from the window: its Train button, and the way from a result to
 * the data behind it.
 */
#include "clicking.h"
#include "data-page.h"
#include "data/items.h"
#include "hand.h"
#include "plot/heat-map.h"
#include "training/results.h"
#include "window-helpers.h"

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
has_ended (gpointer window)
{
  GradusTraining *training = GRADUS_WINDOW (window)->training;

  return gradus_training_state (training) == GRADUS_TRAINING_IDLE
         && gr_kept_size (gr_model_kept (gradus_document_model (GRADUS_WINDOW (window)->document)))
                > 0;
}

static gboolean
is_paused (gpointer window)
{
  return gradus_training_state (GRADUS_WINDOW (window)->training) == GRADUS_TRAINING_PAUSED;
}

static const char *
tip_of (GtkWidget *button)
{
  return gtk_widget_get_tooltip_text (button);
}

/* It trains, pauses and continues, and says which; the page of training comes with the first. What
 * was edited meanwhile is said before it goes on without that. */
static void
test_train_button_pressed (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_long (folder, &path);
  GtkButton *button = GTK_BUTTON (window->train_button);
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("fc", "bias", gr_setting_bool (FALSE));

  g_assert_cmpstr (gtk_button_get_label (button), ==, "Train");
  hand_click_on (window->train_button);
  wait_until (is_running, window, "training to begin");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (window->pages), ==, "train");
  g_assert_cmpstr (gtk_button_get_label (button), ==, "Pause");
  g_assert_cmpstr (tip_of (window->train_button), ==, "Pause after this batch");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "build");
  hand_click_on (window->train_button);
  wait_until (is_paused, window, "the pause");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (window->pages), ==, "build");
  g_assert_cmpstr (gtk_button_get_label (button), ==, "Continue");
  g_assert_cmpstr (tip_of (window->train_button), ==, "Continue training");
  g_assert_true (gradus_document_apply (window->document, edit, "Set bias", NULL));
  g_assert_nonnull (strstr (tip_of (window->train_button), "as it was when it began"));
  hand_click_on (window->train_button);
  wait_until (is_running, window, "training to go on");
  g_assert_cmpuint (g_list_model_get_n_items (gradus_training_runs (window->training)), ==, 1);
  gradus_training_stop (window->training);
  wait_until (is_ended, window, "training to stop");
  g_assert_cmpstr (gtk_button_get_label (button), ==, "Train");
  close_unsaved (window);
  folder_remove (folder);
}

/* What a run will start from is said as soon as it is another. */
static void
test_train_button_start (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);
  g_autoptr (JsonNode) kept = json_from_string ("{\"start\": \"kept\"}", NULL);

  g_assert_cmpstr (tip_of (window->train_button), ==, "Train the model from the beginning");
  g_assert_true (gradus_document_set_section (window->document, "weights", kept, "", NULL, NULL));
  g_assert_true (g_str_has_suffix (tip_of (window->train_button), "it keeps no weights yet"));
  act (window, "win.train");
  wait_until (has_ended, window, "the run to end");
  g_assert_cmpstr (tip_of (window->train_button), ==,
                   "Train the model on from the weights that it keeps");
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

static gboolean
is_judged (gpointer items)
{
  return gradus_items_predictions (items) && gradus_items_settled (items);
}

/* What the model makes of each item now, waited for. (transfer full) */
static gint *
predicted_classes (GradusItems *items)
{
  GradusPart *part;
  gint *classes;

  wait_until (is_judged, items, "predictions");
  part = gradus_items_part (items);
  classes = g_new (gint, part->set->length);
  for (gint64 i = 0; i < part->set->length; i++)
    classes[i] = gradus_items_predictions (items)->item[i].predicted;
  return classes;
}

/* What comes in is another where the transforms are: with all items put where they cannot be told
 * from one another, one class is predicted for all of them, and without that as before. */
static void
test_transforms_change (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);
  g_autoptr (JsonNode) alike = json_from_string (
      "[{\"name\": \"normalize\", \"mean\": 0, \"std\": 1e9}]", NULL);
  GtkWidget *results, *browser;
  GradusItems *items;
  gint64 n, n_classes = 0;

  act (window, "win.train");
  wait_until (has_trained, window, "training to end");
  results = find_widget (GTK_WIDGET (window), GRADUS_TYPE_RESULTS);
  browser = find_widget (GTK_WIDGET (window->pages), GRADUS_TYPE_DATASET_BROWSER);
  items = GRADUS_ITEMS (gradus_dataset_browser_items (GRADUS_DATASET_BROWSER (browser)));
  gradus_dataset_browser_set_split (GRADUS_DATASET_BROWSER (browser), "test");
  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_ancestor (results, GTK_TYPE_STACK)),
                                    "results"); /* which asks for what is predicted */
  g_autofree gint *before = predicted_classes (items);
  n = gradus_items_part (items)->set->length;
  for (gint64 i = 1; i < n; i++)
    n_classes += before[i] != before[0];
  g_assert_cmpint (n_classes, >, 0);

  g_assert_true (
      gradus_document_set_section (window->document, "transforms", alike, "", NULL, NULL));
  g_assert_null (gradus_items_predictions (items)); /* those before say nothing of it */
  g_autofree gint *after = predicted_classes (items);
  for (gint64 i = 1; i < n; i++)
    g_assert_cmpint (after[i], ==, after[0]);
  act (window, "win.undo");
  g_assert_null (gradus_items_predictions (items));
  g_autofree gint *again = predicted_classes (items);
  g_assert_cmpmem (again, (gsize) n * sizeof *again, before, (gsize) n * sizeof *before);
  close_unsaved (window);
  folder_remove (folder);
}

static const char *
who_predicts (GradusWindow *window)
{
  GtkWidget *browser = find_widget (GTK_WIDGET (window->pages), GRADUS_TYPE_DATASET_BROWSER);

  return gradus_evaluation_title (
      gradus_dataset_browser_evaluation (GRADUS_DATASET_BROWSER (browser)));
}

static gboolean
predicts_as_trained (gpointer window)
{
  return who_predicts (window) && g_str_has_suffix (who_predicts (window), ", as it was trained");
}

static gboolean
predicts_as_it_is (gpointer window)
{
  return who_predicts (window) && !predicts_as_trained (window);
}

/* Where the network no longer fits what was learned, the run's own predicts, which is said. */
static void
test_as_it_was_trained (void)
{
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  GradusWindow *window = open_blobs (folder, &path);
  g_autoptr (GrEdit) wider = gr_edit_set_attribute ("fc", "out_features", gr_setting_int (4));

  act (window, "win.train");
  wait_until (has_ended, window, "the run to end");
  wait_until (predicts_as_it_is, window, "the run's weights to predict");
  g_assert_true (gradus_document_apply (window->document, wider, "Wider", NULL));
  wait_until (predicts_as_trained, window, "the edit to be heard of");
  g_assert_true (g_str_has_prefix (who_predicts (window), "Run 1"));
  act (window, "win.undo");
  wait_until (predicts_as_it_is, window, "the network to be as it was");
  close_unsaved (window);
  folder_remove (folder);
}

gint
main (gint argc, char **argv)
{
  begin_window_test (&argc, &argv);
  g_test_add_func ("/window-training/train-button", test_train_button);
  g_test_add_func ("/window-training/train-button-pressed", test_train_button_pressed);
  g_test_add_func ("/window-training/train-button-start", test_train_button_start);
  g_test_add_func ("/window-training/cell", test_cell);
  g_test_add_func ("/window-training/choose-run", test_choose_run);
  g_test_add_func ("/window-training/transforms-change", test_transforms_change);
  g_test_add_func ("/window-training/as-it-was-trained", test_as_it_was_trained);
  return run_window_test ();
}
