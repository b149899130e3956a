/* test-training-by-hand.c - the bar over the train page and the list of runs with real clicks and
 * keys; and that the worker is no longer asked for looks at layers that nobody sees. */
#include "train/watch.h"
#include "training/actions.h"
#include "training/controls.h"
#include "training/run-row.h"
#include "training/runs-list.h"
#include "training/watch-view.h"

#include "hand.h"
#include "rows.h"
#include "training-views-helpers.h"

/* Of a run that does not end by itself. */
static void
train_long (Fixture *f)
{
  g_autoptr (JsonNode) endless = json_from_string ("{\"epochs\": 1000000, \"batch_size\": 10}",
                                                   NULL);

  g_assert_true (
      gradus_document_set_section (f->document, "training", endless, "Long", NULL, NULL));
}

static void
wait_for (Fixture *f, GradusTrainingState state)
{
  wait_while (gradus_training_state (f->training) != state);
}

static void
stop (Fixture *f)
{
  gradus_training_stop (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
}

/* A run of one step that is stopped. */
static void
stop_after_step (Fixture *f)
{
  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  stop (f);
  settle ();
}

static void
show (Fixture *f, GtkWidget *widget)
{
  gtk_window_set_child (f->window, widget);
  gtk_window_present (f->window);
}

/* --- the controls ------------------------------------------------------------------------------
 */

static GtkWidget *
show_controls (Fixture *f)
{
  GActionGroup *actions = gradus_training_actions_new (f->training);
  GtkWidget *controls = gradus_training_controls_new (f->training);

  gtk_widget_insert_action_group (controls, "training", actions);
  g_object_unref (actions);
  show (f, controls);
  return controls;
}

static const char *
said_by (GtkWidget *button)
{
  return adw_button_content_get_label (
      ADW_BUTTON_CONTENT (gtk_button_get_child (GTK_BUTTON (button))));
}

/* One button trains, pauses and continues. */
static void
test_main_button (Fixture *f, gconstpointer data)
{
  GtkWidget *button = find_widget (show_controls (f), GTK_TYPE_BUTTON);

  train_long (f);
  g_assert_cmpstr (said_by (button), ==, "_Train");
  hand_click_on (button);
  wait_for (f, GRADUS_TRAINING_RUNNING);
  g_assert_cmpstr (said_by (button), ==, "_Pause");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Pause after this batch");
  hand_click_on (button);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  g_assert_cmpstr (said_by (button), ==, "_Continue");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Continue training");
  hand_click_on (button);
  wait_for (f, GRADUS_TRAINING_RUNNING);
  g_assert_cmpuint (g_list_model_get_n_items (gradus_training_runs (f->training)), ==, 1);
  stop (f);
  g_assert_cmpstr (said_by (button), ==, "_Train");
}

static void
type_rate (GtkWidget *entry, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

/* A rate is read as any number of the program is: with a point, and as a sum too. */
static void
test_rates_as_typed (Fixture *f, gconstpointer data)
{
  static const char *const wrong[] = { "", "0,5", "inf", "0x1p-3", "-0.1", "fast" };
  GtkWidget *entry = find_widget (show_controls (f), GTK_TYPE_ENTRY);

  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  type_rate (entry, "0.3/4");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpfloat (gradus_training_lr (f->training), ==, 0.075);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      type_rate (entry, wrong[i]);
      g_assert_true (gtk_widget_has_css_class (entry, "error"));
      g_assert_cmpfloat (gradus_training_lr (f->training), ==, 0.075);
    }
  type_rate (entry, "0");
  g_assert_cmpfloat (gradus_training_lr (f->training), ==, 0);
}

/* --- the list of runs --------------------------------------------------------------------------
 */

static GtkWidget *
show_list (Fixture *f)
{
  GradusRunsList *list = g_object_new (GRADUS_TYPE_RUNS_LIST, NULL);

  gradus_runs_list_set_training (list, f->training);
  gtk_window_set_default_size (f->window, 500, 500);
  show (f, GTK_WIDGET (list));
  return GTK_WIDGET (list);
}

/* Opens the menu of the newest run, and chooses from it. */
static void
choose_from_menu (GtkWidget *list, const char *label)
{
  GtkWidget *menu = find_widget (find_widget (list, GRADUS_TYPE_RUN_ROW), GTK_TYPE_MENU_BUTTON);
  GtkWidget *item;

  hand_click_on (menu);
  item = rows_find_label (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (menu))), label);
  g_assert_nonnull (item);
  hand_click_on (item);
}

static void
test_continue (Fixture *f, gconstpointer data)
{
  GtkWidget *list = show_list (f);
  GradusRun *run;

  stop_after_step (f);
  run = gradus_training_run (f->training);
  choose_from_menu (list, "Continue Training");
  wait_while (gradus_run_state (run) != GRADUS_RUN_DONE);
  g_assert_cmpuint (gradus_run_n_epochs (run), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (gradus_training_runs (f->training)), ==, 1);
}

/* The weights that the model keeps are those of the run; that can be undone. */
static void
test_use_weights (Fixture *f, gconstpointer data)
{
  GtkWidget *list = show_list (f);
  GrModel *model = gradus_document_model (f->document);
  g_autoptr (GrKept) none = gr_kept_new ();

  train (f);
  wait_while (gr_kept_size (gr_model_kept (model)) == 0);
  gradus_document_set_kept (f->document, none, NULL);
  g_assert_false (gradus_document_can_undo (f->document));
  choose_from_menu (list, "Use Its Weights");
  wait_while (gr_kept_size (gr_model_kept (model)) == 0);
  g_assert_true (gradus_document_can_undo (f->document));
}

static void
test_rename (Fixture *f, gconstpointer data)
{
  GtkWidget *list = show_list (f), *row, *entry;
  GradusRun *run;

  train (f);
  run = gradus_training_run (f->training);
  row = find_widget (list, GRADUS_TYPE_RUN_ROW);
  choose_from_menu (list, "Rename…");
  entry = find_widget (row, GTK_TYPE_ENTRY);
  wait_while (!gtk_widget_get_mapped (entry));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Run 1");
  hand_key (GTK_WIDGET (f->window), "ctrl+a");
  hand_key (GTK_WIDGET (f->window), "w");
  hand_key (GTK_WIDGET (f->window), "Return");
  wait_while (gtk_widget_get_mapped (entry));
  g_assert_cmpstr (gradus_run_name (run), ==, "w");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "w");
}

/* What is ticked is in the plots, whoever ticks it. */
static void
test_tick (Fixture *f, gconstpointer data)
{
  GtkWidget *list = show_list (f), *check;
  g_autoptr (GradusRun) older = NULL;

  train (f);
  older = g_object_ref (gradus_training_run (f->training));
  train (f);
  check = find_widget (gtk_widget_get_next_sibling (find_widget (list, GRADUS_TYPE_RUN_ROW)),
                       GTK_TYPE_CHECK_BUTTON);
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  hand_click_on (check);
  g_assert_true (gradus_run_shown (older));
  hand_click_on (check);
  g_assert_false (gradus_run_shown (older));
  gradus_run_set_shown (older, TRUE);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
}

/* --- looks at layers ---------------------------------------------------------------------------
 */

/* Waits for the next look, and says how long after the one before it came. */
static gint64
next_look (GradusWatchView *view)
{
  const gint64 step = gradus_watch_view_step (view), start = g_get_monotonic_time ();

  wait_while (gradus_watch_view_step (view) == step);
  return g_get_monotonic_time () - start;
}

static void
forget_look (GrTrainer *trainer)
{
  g_autoptr (GrLook) look = gr_trainer_look (trainer);
}

/* To copy weights takes the worker's time: it ends when they can no longer be seen. */
static void
test_looks_end (Fixture *f, gconstpointer data)
{
  GradusWatchView *view = g_object_new (GRADUS_TYPE_WATCH_VIEW, NULL);
  GrTrainer *trainer;
  gint64 end;

  train_long (f);
  gradus_watch_view_set_training (view, f->training);
  show (f, GTK_WIDGET (view));
  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_RUNNING);
  next_look (view);
  end = next_look (view);
  gtk_widget_set_visible (GTK_WIDGET (view), FALSE);
  trainer = gradus_training_trainer (f->training);
  settle ();
  forget_look (trainer); /* which was on its way */
  end = g_get_monotonic_time () + 3 * end;
  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GrLook) look = gr_trainer_look (trainer);

      g_assert_null (look);
      g_main_context_iteration (NULL, TRUE); /* there is a tick each tenth of a second */
    }
  stop (f);
}

gint
main (gint argc, char **argv)
{
  init_views_test (&argc, &argv);
#define ADD(name, function)                                                                        \
  g_test_add ("/training-by-hand/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("main-button", test_main_button);
  ADD ("rates-as-typed", test_rates_as_typed);
  ADD ("continue", test_continue);
  ADD ("use-weights", test_use_weights);
  ADD ("rename", test_rename);
  ADD ("tick", test_tick);
  ADD ("looks-end", test_looks_end);
  return g_test_run ();
}
