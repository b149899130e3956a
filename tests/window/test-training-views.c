/* test-training-views.c - the parts of the train page: its actions and controls, the curves of one
 * run and of several, the list of runs and in what they differ; the run that is chosen; the search
 * for a learning rate. The layers are in test-watch.c. */
#include "document/weights-origin.h"
#include "plot/plot-view.h"
#include "settings/section.h"
#include "settings/setting-words.h"
#include "style/text-row.h"
#include "training/actions.h"
#include "training/controls.h"
#include "training/curves.h"
#include "training/differences.h"
#include "training/differences-table.h"
#include "training/findings.h"
#include "training/lr-finder.h"
#include "training/results.h"
#include "training/run-summary.h"
#include "training/run-row.h"
#include "training/runs-list.h"

#include <math.h>

#include "training-views-helpers.h"

/* --- actions and controls --------------------------------------------------------------------- */

static const char without_input[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"blobs\", \"n\": 100, \"n_test\": 30},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": [{\"from\": \"fc\", \"to\": \"loss\"}]}}";

/* Where what keeps from training asks a question, the answer is a button beside it. */
static void
test_fix (Fixture *f, gconstpointer data)
{
  GtkWidget *controls = gradus_training_controls_new (f->training);
  GtkWidget *label, *button;

  gtk_window_set_child (f->window, controls);
  g_assert_nonnull (label_with (controls, "Add one? (and 1 more)"));
  label = label_with (controls, "Add input");
  g_assert_nonnull (label);
  button = gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (gr_model_n_blocks (gradus_document_model (f->document)), ==, 3);
  g_assert_null (label_with (controls, "Add input"));
  gradus_document_undo (f->document);
  g_assert_true (gtk_widget_get_visible (button));
}

static GtkWidget *
find_action (GtkWidget *root, const char *action)
{
  GtkWidget *found = GTK_IS_ACTIONABLE (root)
                             && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (root)),
                                           action)
                                    == 0
                         ? root
                         : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_action (child, action);
  return found;
}

/* Where Stop is in @controls as they are now. */
static gdouble
place_of_stop (GtkWidget *controls)
{
  graphene_rect_t at;
  gint width, height;

  gtk_widget_measure (controls, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  gtk_widget_measure (controls, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_widget_allocate (controls, width, height, -1, NULL);
  g_assert_true (
      gtk_widget_compute_bounds (find_action (controls, "training.stop"), controls, &at));
  return graphene_rect_get_x (&at);
}

/* A click that comes when a run has just ended meets what it was meant for. */
static void
test_places (Fixture *f, gconstpointer data)
{
  GtkWidget *controls = gradus_training_controls_new (f->training);
  gdouble before;

  gtk_window_set_child (f->window, controls);
  gtk_window_present (f->window);
  before = place_of_stop (controls);
  gradus_training_epoch (f->training);
  g_assert_cmpfloat (place_of_stop (controls), ==, before);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_PAUSED);
  g_assert_cmpfloat (place_of_stop (controls), ==, before);
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  g_assert_true (gtk_widget_get_visible (find_action (controls, "training.go-on")));
  g_assert_cmpfloat (place_of_stop (controls), ==, before);
}

static void
stop_after_step (Fixture *f)
{
  gradus_training_step (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_PAUSED);
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  settle ();
}

/* What the bar continues is the run that it speaks of: none beside one that is done, and an older
 * one where that is looked at. */
static void
test_go_on (Fixture *f, gconstpointer data)
{
  GActionGroup *actions = gradus_training_actions_new (f->training);
  GtkWidget *controls = gradus_training_controls_new (f->training);
  GtkWidget *button = find_action (controls, "training.go-on");
  GListModel *runs = gradus_training_runs (f->training);
  g_autoptr (GradusRun) done = NULL, stopped = NULL;

  gtk_widget_insert_action_group (controls, "training", actions);
  gtk_window_set_child (f->window, controls);
  train (f);
  stop_after_step (f);
  stop_after_step (f);
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (button), "“Run 3”"));

  done = g_list_model_get_item (runs, 2);
  gradus_training_choose (f->training, done);
  g_assert_false (gtk_widget_get_visible (button));
  g_assert_false (g_action_group_get_action_enabled (actions, "go-on"));

  stopped = g_list_model_get_item (runs, 1);
  gradus_training_choose (f->training, stopped);
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_true (g_action_group_get_action_enabled (actions, "go-on"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (button), "“Run 2”"));
  g_action_group_activate_action (actions, "go-on", NULL);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  settle ();
  g_assert_true (gradus_training_run (f->training) == stopped);
  g_assert_cmpint (gradus_run_state (stopped), ==, GRADUS_RUN_DONE);
  g_object_unref (actions);
}

static void
test_controls (Fixture *f, gconstpointer data)
{
  GActionGroup *actions = gradus_training_actions_new (f->training);
  GtkWidget *controls = gradus_training_controls_new (f->training);
  g_autoptr (GrEdit) edit = gr_edit_remove_link ("fc", 0);
  GtkWidget *button;

  gtk_widget_insert_action_group (controls, "training", actions);
  gtk_window_set_child (f->window, controls);
  gtk_window_present (f->window);
  button = find_widget (controls, GTK_TYPE_BUTTON);
  g_assert_true (g_action_group_get_action_enabled (actions, "start"));
  g_assert_false (g_action_group_get_action_enabled (actions, "stop"));
  g_assert_true (gtk_widget_get_sensitive (button));

  g_assert_true (gradus_document_apply (f->document, edit, NULL, NULL));
  g_assert_false (g_action_group_get_action_enabled (actions, "start"));
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==,
                   gradus_training_obstacle (f->training));
  gradus_document_undo (f->document);
  g_assert_true (gtk_widget_get_sensitive (button));

  g_action_group_activate_action (actions, "step", NULL);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_PAUSED);
  g_assert_true (g_action_group_get_action_enabled (actions, "stop"));
  g_assert_false (g_action_group_get_action_enabled (actions, "pause"));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "training.start");
  g_action_group_activate_action (actions, "stop", NULL);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  g_object_unref (actions);
}

/* The button whose tooltip begins so. */
static GtkWidget *
button_of (GtkWidget *root, const char *tooltip)
{
  const char *text = GTK_IS_BUTTON (root) ? gtk_widget_get_tooltip_text (root) : NULL;
  GtkWidget *found = text && g_str_has_prefix (text, tooltip) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = button_of (child, tooltip);
  return found;
}

/* Presses it, and waits until what it began has ended. */
static void
press (Fixture *f, GtkWidget *controls, const char *tooltip)
{
  const gint64 before = gradus_training_snapshot (f->training)->step;

  g_signal_emit_by_name (button_of (controls, tooltip), "clicked");
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_PAUSED
              || gradus_training_snapshot (f->training)->step == before);
}

/* A step is a batch, and an epoch all ten that there are. */
static void
test_buttons (Fixture *f, gconstpointer data)
{
  GActionGroup *actions = gradus_training_actions_new (f->training);
  GtkWidget *controls = gradus_training_controls_new (f->training);
  const GrSnapshot *now = gradus_training_snapshot (f->training);

  gtk_widget_insert_action_group (controls, "training", actions);
  gtk_window_set_child (f->window, controls);
  gtk_window_present (f->window);
  press (f, controls, "One Epoch");
  g_assert_cmpint (now->step, ==, 10);
  g_assert_cmpuint (gradus_run_n_epochs (gradus_training_run (f->training)), ==, 1);
  press (f, controls, "One Step");
  g_assert_cmpint (now->step, ==, 11);
  press (f, controls, "One Step");
  g_assert_cmpint (now->step, ==, 12);
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  g_object_unref (actions);
}

static void
set_rate (Fixture *f, const char *optimizer)
{
  g_autoptr (JsonNode) value = json_from_string (optimizer, NULL);

  g_assert_true (gradus_document_set_section (f->document, "optimizer", value, "Rate", NULL, NULL));
}

/* While nothing runs the bar speaks of the run that is looked at, by its name. */
static void
test_rest (Fixture *f, gconstpointer data)
{
  GtkWidget *controls;
  GradusRun *first, *last;

  train (f);
  first = gradus_training_run (f->training);
  train (f);
  last = gradus_training_run (f->training);
  gradus_run_set_state (last, GRADUS_RUN_FAILED, "It came to nothing.");
  controls = gradus_training_controls_new (f->training);
  gtk_window_set_child (f->window, controls);
  g_assert_nonnull (label_with (controls, "Run 2: It came to nothing."));
  gradus_training_choose (f->training, first);
  g_assert_nonnull (label_with (controls, "Run 1: "));
  g_assert_null (label_with (controls, "It came to nothing."));
  gradus_training_choose (f->training, last);
  g_assert_nonnull (label_with (controls, "Run 2: It came to nothing."));
}

/* The rate that holds is shown: that of the settings, of the schedule, of the person; but what is
 * being typed stays. */
static void
test_rate (Fixture *f, gconstpointer data)
{
  GtkWidget *controls = gradus_training_controls_new (f->training);
  GtkEditable *rate = GTK_EDITABLE (find_widget (controls, GTK_TYPE_ENTRY));
  g_autoptr (JsonNode) schedule = json_from_string (
      "{\"kind\": \"LinearLR\", \"start_factor\": 0.5, \"total_iters\": 5}", NULL);
  static const char *const none[] = { "0,1", "-5" };
  g_autoptr (GError) error = NULL;
  char *refused = NULL;

  gtk_window_set_child (f->window, controls);
  gtk_window_present (f->window);
  g_assert_cmpstr (gtk_editable_get_text (rate), ==, "0.1");
  set_rate (f, "{\"kind\": \"SGD\", \"lr\": 0.2}");
  g_assert_cmpstr (gtk_editable_get_text (rate), ==, "0.2");
  set_rate (f, "{\"kind\": \"Adam\"}");
  g_assert_cmpstr (gtk_editable_get_text (rate), ==, "0.001");
  set_rate (f, "{\"kind\": \"SGD\", \"lr\": 0.2}");
  gradus_document_set_section (f->document, "schedule", schedule, "Schedule", NULL, &error);
  g_assert_no_error (error);

  step (f);
  g_assert_cmpstr (gtk_editable_get_text (rate), ==, "0.1"); /* half of it at first */
  set_rate (f, "{\"kind\": \"SGD\", \"lr\": 0.4}");
  g_assert_cmpstr (gtk_editable_get_text (rate), ==, "0.1"); /* the run goes on as it began */

  gtk_editable_set_text (rate, "0.03"); /* typed, */
  step (f);
  g_assert_cmpstr (gtk_editable_get_text (rate), ==, "0.03");
  g_signal_emit_by_name (rate, "activate"); /* and entered */
  g_assert_cmpstr (gtk_editable_get_text (rate), ==, "0.03");
  g_assert_cmpfloat (gradus_training_lr (f->training), ==, 0.03);
  step (f);
  g_assert_cmpfloat (gradus_training_snapshot (f->training)->lr, ==, 0.03);
  g_assert_cmpstr (gtk_editable_get_text (rate), ==, "0.03");

  /* What can hardly be meant is taken, and said. */
  gtk_editable_set_text (rate, "1000");
  g_signal_emit_by_name (rate, "activate");
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (rate)), "SGD is 1000: above"));
  g_assert_nonnull (gtk_entry_get_icon_name (GTK_ENTRY (rate), GTK_ENTRY_ICON_SECONDARY));
  gtk_editable_set_text (rate, "0.03");
  g_signal_emit_by_name (rate, "activate");
  g_assert_null (gtk_entry_get_icon_name (GTK_ENTRY (rate), GTK_ENTRY_ICON_SECONDARY));

  /* What is none is refused with a sentence, which is seen until another is typed. */
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      gtk_editable_set_text (rate, none[i]);
      g_signal_emit_by_name (rate, "activate");
      refused = g_strdup_printf ("“%s” is not a learning rate: one is a positive number with a "
                                 "point, such as 0.1.",
                                 none[i]);
      g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (rate)), ==, refused);
      g_assert_true (gtk_widget_get_visible (label_with (controls, refused)));
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (rate),
                                           GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, refused);
      gtk_editable_set_text (rate, "0.03");
      g_assert_null (label_with (controls, refused));
      g_assert_cmpfloat (gradus_training_lr (f->training), ==, 0.03);
      g_clear_pointer (&refused, g_free);
    }

  gtk_editable_set_text (rate, "7");
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  g_assert_cmpstr (gtk_editable_get_text (rate), ==, "0.03"); /* of Continue */
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (rate)), "“Run 1” continues"));
  train (f);
  g_assert_cmpstr (gtk_editable_get_text (rate), ==, "0.4"); /* of the next run */
  g_assert_null (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (rate)), "“Run 1” continues"));
}

/* How fast it goes is measured, and said. */
static void
test_speed (Fixture *f, gconstpointer data)
{
  GtkWidget *controls = gradus_training_controls_new (f->training), *label;

  gtk_window_set_child (f->window, controls);
  gtk_window_present (f->window);
  step (f);
  g_assert_cmpfloat (gradus_training_snapshot (f->training)->images_per_second, >, 1);
  label = label_with (controls, " items/s · ");
  g_assert_nonnull (label);
  g_assert_false (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (label)), "0 "));
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
}

/* A paused run is called that, goes on by "Continue", and says when it goes on without an edit of
 * the model; where blocks stand is no such edit. */
static void
test_edited (Fixture *f, gconstpointer data)
{
  static const char sentence[] = "Run 1 goes on with the model as it was when it began.";
  GtkWidget *controls = gradus_training_controls_new (f->training), *label;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *row;
  g_autoptr (GrEdit) move = gr_edit_move_block ("fc", 300, 300);
  g_autoptr (GrEdit) unlink = gr_edit_remove_link ("fc", 0);
  g_autofree char *text = NULL;

  gtk_window_set_child (f->window, box);
  gtk_box_append (GTK_BOX (box), controls);
  gtk_window_present (f->window);
  gradus_training_step (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_PAUSED);
  row = gradus_run_row_new (f->training, gradus_training_run (f->training));
  gtk_box_append (GTK_BOX (box), row);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "paused"));
  g_assert_nonnull (label_with (controls, "Continue"));

  g_assert_null (gradus_training_edited_text (f->training));
  g_assert_true (gradus_document_apply (f->document, move, NULL, NULL));
  g_assert_null (label_with (controls, sentence));
  g_assert_true (gradus_document_apply (f->document, unlink, NULL, NULL));
  label = label_with (controls, sentence);
  g_assert_true (label && gtk_widget_get_visible (label));
  gradus_document_undo (f->document);
  g_assert_null (label_with (controls, sentence));
  set_rate (f, "{\"kind\": \"SGD\", \"lr\": 0.3}");
  label = label_with (controls, "Run 1 goes on with the settings that it began with.");
  g_assert_true (label && gtk_widget_get_visible (label));
  gradus_document_undo (f->document);
  g_assert_null (label_with (controls, "Run 1 goes on with"));
  gradus_document_apply (f->document, unlink, NULL, NULL);
  g_assert_nonnull (label_with (controls, sentence));
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  text = gradus_training_edited_text (f->training);
  g_assert_null (text);
  g_assert_null (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "paused"));
}

static void
test_texts (void)
{
  GrSnapshot now = { .state = GR_TRAINER_RUNNING,
                     .epoch = 3,
                     .epochs = 10,
                     .batch = 12,
                     .batches = 60,
                     .epoch_loss = 0.25,
                     .epoch_accuracy = 0.5,
                     .images_per_second = 1500,
                     .seconds_left = 75 };
  g_autofree char *progress = gradus_progress_text (&now);
  g_autofree char *speed = gradus_speed_text (&now, 2000000);

  g_assert_cmpstr (progress, ==, "Epoch 3 of 10 · batch 12 of 60 · loss 0.25 · 50.0\u00a0%");
  g_assert_cmpstr (speed, ==, "1 min 15 s left · 1\u202f500 items/s · 1.91\u00a0MiB");
}

/* What counts something is in groups, also among the settings; what does not is not. */
static void
test_counts (void)
{
  GrSnapshot now = { .state = GR_TRAINER_RUNNING,
                     .phase = GR_PHASE_SAVING,
                     .epoch = 14861,
                     .epochs = 99999999,
                     .epoch_loss = NAN,
                     .epoch_accuracy = NAN };
  g_autofree char *progress = gradus_progress_text (&now);
  g_autofree char *epochs = gradus_setting_value ("training.epochs", "99999999");
  g_autofree char *seed = gradus_setting_value ("training.seed", "12345");
  g_autofree char *no_number = gradus_setting_value ("training.epochs", "–");

  g_assert_true (g_str_has_prefix (progress, "Epoch 14\u202f861 of 99\u202f999\u202f999 · "));
  g_assert_cmpstr (epochs, ==, "99\u202f999\u202f999");
  g_assert_cmpstr (seed, ==, "12345");
  g_assert_cmpstr (no_number, ==, "–");
}

/* However long it takes, the time left is one that could be. */
static void
test_time_left (void)
{
  static const struct
  {
    gdouble seconds;
    const char *text;
  } cases[] = { { 47 * 3600, "47 h 0 min left · " },
                { 50 * 3600, "2 d 2 h left · " },
                { 364 * 86400.0, "364 d 0 h left · " },
                { 2147483648.0, "more than a year left · " },
                { 1e300, "more than a year left · " } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GrSnapshot now = { .state = GR_TRAINER_RUNNING, .seconds_left = cases[i].seconds };
      g_autofree char *text = gradus_speed_text (&now, 1000);

      g_assert_true (g_str_has_prefix (text, cases[i].text));
    }
}

static void
expect_summary (const GrEpoch *epochs, guint n, const char *expected)
{
  g_autofree char *summary = gradus_summary_text (epochs, n);

  g_assert_cmpstr (summary, ==, expected);
}

/* What came of a run, and that it came off its way. */
static void
test_summary (void)
{
  const GrScore none = { .items = 0 };
  const GrScore good = { .items = 10, .loss = 0.12, .accuracy = 0.875 };
  const GrScore near = { .items = 10, .loss = 0.13, .accuracy = 0.87 };
  const GrScore bad = { .items = 10, .loss = 3.4, .accuracy = 0.1 };
  const GrScore low = { .items = 10, .loss = 0.12, .accuracy = NAN };
  const GrScore high = { .items = 10, .loss = 3.4, .accuracy = NAN };
  const GrEpoch fell[] = { { .train = good, .val = none, .test = good, .best = TRUE },
                           { .train = good, .val = none, .test = bad } };
  const GrEpoch held[] = { { .train = good, .val = good, .test = none, .best = TRUE },
                           { .train = good, .val = near, .test = none } };
  const GrEpoch grew[] = { { .train = low, .val = low, .test = none, .best = TRUE },
                           { .train = low, .val = high, .test = none } };

  expect_summary (NULL, 0, "0 epochs");
  expect_summary (fell, 1, "1 epoch, 87.5 %");
  expect_summary (fell, 2, "2 epochs, Test: best 87.5 %, last 10.0 %");
  expect_summary (held, 2, "2 epochs, 87.5 %");
  expect_summary (grew, 1, "1 epoch, loss 0.12");
  expect_summary (grew, 2, "2 epochs, Validation loss: best 0.12, last 3.4");
}

/* What is typed while a run is paused or goes on is what the next one is trained with. */
static void
test_typed_meanwhile (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) three = json_from_string ("{\"epochs\": 3, \"batch_size\": 10}", NULL);

  step (f);
  g_assert_true (
      gradus_document_set_section (f->document, "training", three, "Epochs", NULL, NULL));
  train (f); /* to the end of what was begun */
  g_assert_cmpuint (gradus_run_n_epochs (gradus_training_run (f->training)), ==, 2);
  train (f);
  g_assert_cmpuint (gradus_run_n_epochs (gradus_training_run (f->training)), ==, 3);
}

/* What was not trained a step has weights to go on from, but none that have learned anything; and
 * the results say what is lacking. */
static void
test_untrained (Fixture *f, gconstpointer data)
{
  GradusResults *results = g_object_new (GRADUS_TYPE_RESULTS, NULL);
  g_autoptr (GradusDataSource) source = gradus_data_source_new (f->document);
  g_autoptr (GradusEvaluation) evaluation = gradus_evaluation_new ();
  g_autofree char *weights = NULL, *last = NULL;

  gradus_training_start (f->training);
  gradus_training_stop (f->training);
  while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (gradus_training_run (f->training))),
                    ==, 0);
  last = gradus_run_last_weights (gradus_training_run (f->training));
  weights = gradus_run_weights (gradus_training_run (f->training));
  g_assert_nonnull (last);
  g_assert_null (weights);

  gradus_results_set_data (results, source, evaluation);
  gtk_window_set_child (f->window, GTK_WIDGET (results));
  gtk_window_present (f->window);
  gradus_evaluation_set_lack (evaluation, "It broke.");
  settle ();
  g_assert_cmpstr (gradus_results_shown (results), ==, "none");
  g_assert_nonnull (label_with (GTK_WIDGET (results), "It broke."));
}

/* --- curves ----------------------------------------------------------------------------------- */

/* Nothing is awaited of a run that was stopped before it began. */
static void
test_curves_of_nothing (Fixture *f, gconstpointer data)
{
  GradusTrainingCurves *curves = g_object_new (GRADUS_TYPE_TRAINING_CURVES, NULL);
  GradusPlot *loss = gradus_training_curves_loss (curves);

  gradus_training_curves_set_training (curves, f->training);
  gtk_window_set_child (f->window, GTK_WIDGET (curves));
  g_assert_nonnull (strstr (gradus_plot_empty_text (loss), "as soon as training begins"));
  gradus_training_start (f->training);
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  g_assert_cmpstr (gradus_plot_empty_text (loss), ==,
                   "This run was stopped before its first step.");
}

static void
test_curves (Fixture *f, gconstpointer data)
{
  GradusTrainingCurves *curves = g_object_new (GRADUS_TYPE_TRAINING_CURVES, NULL);
  g_autoptr (GradusRun) older = NULL;
  g_autofree char *best = NULL;
  GradusPlot *loss;

  gradus_training_curves_set_training (curves, f->training);
  gtk_window_set_child (f->window, GTK_WIDGET (curves));
  gtk_window_present (f->window);
  loss = gradus_training_curves_loss (curves);
  g_assert_true (gradus_plot_is_empty (loss));
  train (f);
  g_assert_cmpuint (gradus_plot_n_curves (loss), ==, 2); /* training and test */
  g_assert_cmpuint (gradus_series_length (gradus_plot_curve_at (loss, 0)->series), ==, 20);
  g_assert_cmpuint (gradus_plot_n_markers (loss), ==, 1);
  best = g_strdup_printf ("best training loss: epoch %d",
                          (gint) gradus_run_best (gradus_training_run (f->training))->epoch);
  g_assert_cmpstr (gradus_plot_marker_at (loss, 0)->label, ==, best);
  train (f);
  g_assert_cmpuint (gradus_plot_n_curves (loss), ==, 2); /* of the new one alone */
  g_assert_cmpuint (gradus_plot_marker_at (loss, 0)->colour, ==, 1);
  older = g_list_model_get_item (gradus_training_runs (f->training), 1);
  gradus_run_set_shown (older, TRUE);
  g_assert_cmpuint (gradus_plot_n_curves (loss), ==, 4);
  g_assert_cmpstr (gradus_plot_title (gradus_training_curves_gradient (curves)), ==,
                   "Gradient Norm of Each Layer: Run 2");
  g_assert_cmpuint (gradus_plot_n_markers (loss), ==, 0);
  g_assert_cmpuint (gradus_plot_curve_at (loss, 0)->colour, !=,
                    gradus_plot_curve_at (loss, 2)->colour);
  /* What is renamed is called so there, too. */
  g_assert_cmpstr (gradus_plot_curve_at (loss, 0)->group, ==, "Run 1");
  g_assert_cmpstr (gradus_plot_curve_at (loss, 0)->name, ==, "Run 1, Training");
  gradus_run_set_name (older, "Slow");
  g_assert_cmpstr (gradus_plot_curve_at (loss, 0)->group, ==, "Slow");
  g_assert_cmpstr (gradus_plot_curve_at (loss, 0)->name, ==, "Slow, Training");
  gradus_run_set_shown (older, FALSE);
  g_assert_cmpuint (gradus_plot_n_curves (loss), ==, 2);
  g_assert_cmpuint (gradus_plot_n_markers (loss), ==, 1);
  /* Alone, too, all of them have the colour that the list gives the run. */
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (gradus_plot_curve_at (loss, i)->colour, ==, 1);
  g_assert_cmpuint (gradus_run_colour (gradus_training_run (f->training)), ==, 1);
  g_assert_cmpuint (gradus_plot_curve_at (loss, 0)->style, !=,
                    gradus_plot_curve_at (loss, 1)->style);
  gradus_training_choose (f->training, older);
  g_assert_cmpuint (gradus_plot_n_curves (loss), ==, 2);
  g_assert_true (gradus_plot_curve_at (loss, 0)->series == gradus_run_losses (older));
  g_assert_cmpuint (gradus_plot_n_markers (loss), ==, 1);
  /* And where an older one goes. */
  gradus_training_choose (f->training, gradus_training_run (f->training));
  g_assert_true (gradus_training_remove_run (f->training, older, NULL));
  settle ();
  g_assert_cmpuint (gradus_plot_curve_at (loss, 0)->colour, ==, 1);
}

/* The plot of this title within @root. */
static GradusPlot *
plot_called (GtkWidget *root, const char *title)
{
  GradusPlot *found = GRADUS_IS_PLOT_VIEW (root) ? gradus_plot_view_plot (GRADUS_PLOT_VIEW (root))
                                                 : NULL;

  if (found && !g_str_equal (gradus_plot_title (found), title))
    found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = plot_called (child, title);
  return found;
}

/* That curve @i of @plot is called @name and shows @series, of @n points. */
static void
check_curve (GradusPlot *plot, guint i, const char *name, GradusSeries *series, gsize n)
{
  g_assert_cmpuint (gradus_plot_n_curves (plot), >, i);
  g_assert_cmpstr (gradus_plot_curve_at (plot, i)->name, ==, name);
  g_assert_true (gradus_plot_curve_at (plot, i)->series == series);
  g_assert_cmpuint (gradus_series_length (series), ==, n);
}

/* Each plot has the curves of what its title says. */
static void
test_plots (Fixture *f, gconstpointer data)
{
  GradusTrainingCurves *curves = g_object_new (GRADUS_TYPE_TRAINING_CURVES, NULL);
  GtkWidget *widget = GTK_WIDGET (curves);
  GradusPlot *accuracy, *rate, *loss, *gradients;
  GradusRun *run;

  gradus_training_curves_set_training (curves, f->training);
  gtk_window_set_child (f->window, widget);
  gtk_window_present (f->window);
  train (f);
  run = gradus_training_run (f->training);
  loss = plot_called (widget, "Loss");
  g_assert_cmpuint (gradus_plot_n_curves (loss), ==, 2);
  check_curve (loss, 0, "Training", gradus_run_losses (run), 20);
  check_curve (loss, 1, "Test", gradus_run_figure (run, GRADUS_TEST_LOSS), 2);
  accuracy = plot_called (widget, "Accuracy");
  g_assert_cmpuint (gradus_plot_n_curves (accuracy), ==, 2);
  check_curve (accuracy, 0, "Training", gradus_run_figure (run, GRADUS_TRAIN_ACCURACY), 2);
  check_curve (accuracy, 1, "Test", gradus_run_figure (run, GRADUS_TEST_ACCURACY), 2);
  rate = plot_called (widget, "Learning Rate");
  g_assert_cmpuint (gradus_plot_n_curves (rate), ==, 1);
  check_curve (rate, 0, "Learning rate", gradus_run_rates (run), 20);
  g_assert_cmpfloat_with_epsilon (gradus_series_y (gradus_run_rates (run), 7), 0.1, 1e-6);
  gradients = plot_called (widget, "Gradient Norm of Each Layer");
  g_assert_cmpuint (gradus_plot_n_curves (gradients), ==, 1);
  check_curve (gradients, 0, "fc", gradus_run_gradients (run, 0),
               gradus_series_length (gradus_run_gradients (run, 0)));
}

static void
count (guint *n)
{
  ++*n;
}

/* However fast it trains: here some thousands of steps a second. */
static void
test_redraws (Fixture *f, gconstpointer data)
{
  GradusTrainingCurves *curves = g_object_new (GRADUS_TYPE_TRAINING_CURVES, NULL);
  g_autoptr (JsonNode) many = json_from_string ("{\"epochs\": 1000000, \"batch_size\": 10}", NULL);
  GradusPlot *loss = gradus_training_curves_loss (curves);
  guint n_redraws = 0;
  gsize n_steps;
  gint64 start;
  gdouble seconds;

  g_assert_true (gradus_document_set_section (f->document, "training", many, "Epochs", NULL, NULL));
  gradus_training_curves_set_training (curves, f->training);
  gtk_window_set_child (f->window, GTK_WIDGET (curves));
  gtk_window_present (f->window);
  gradus_training_start (f->training);
  wait_while (gradus_plot_n_curves (loss) == 0);
  g_signal_connect_swapped (loss, "changed", G_CALLBACK (count), &n_redraws);
  n_steps = gradus_series_length (gradus_plot_curve_at (loss, 0)->series);
  start = g_get_monotonic_time ();
  wait_while (n_redraws < 5);
  seconds = (g_get_monotonic_time () - start) / (gdouble) G_USEC_PER_SEC;
  n_steps = gradus_series_length (gradus_plot_curve_at (loss, 0)->series) - n_steps;
  g_assert_cmpuint (n_redraws, <=, 10 * seconds + 1);
  g_assert_cmpuint (n_steps, >, 4 * n_redraws);
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
}

/* --- the list --------------------------------------------------------------------------------- */

static void
note_removed (GradusTraining *training, GradusRun *run, GradusRun **removed)
{
  g_set_object (removed, run);
}

static void
test_list (Fixture *f, gconstpointer data)
{
  GradusRunsList *list = g_object_new (GRADUS_TYPE_RUNS_LIST, NULL);
  g_autoptr (GradusRun) removed = NULL;
  GtkWidget *row;

  gradus_runs_list_set_training (list, f->training);
  g_signal_connect (f->training, "removed", G_CALLBACK (note_removed), &removed);
  gtk_window_set_child (f->window, GTK_WIDGET (list));
  gtk_window_present (f->window);
  train (f);
  row = find_widget (GTK_WIDGET (list), GRADUS_TYPE_RUN_ROW);
  g_assert_nonnull (row);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "Run 1");
  gradus_run_set_name (gradus_training_run (f->training), "a < b");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "a &lt; b");
  gtk_widget_activate_action (row, "run.delete", NULL);
  g_assert_nonnull (removed);
  g_assert_null (find_widget (GTK_WIDGET (list), GRADUS_TYPE_RUN_ROW));
  g_assert_true (gradus_training_restore_run (f->training, removed));
  g_assert_nonnull (find_widget (GTK_WIDGET (list), GRADUS_TYPE_RUN_ROW));
  g_signal_handlers_disconnect_by_func (f->training, note_removed, &removed);
}

/* However little room there is beside them, no run's text is cut off, nor the sentence that stands
 * for them. */
static void
test_list_height (Fixture *f, gconstpointer data)
{
  GradusRunsList *list = g_object_new (GRADUS_TYPE_RUNS_LIST, NULL);
  GtkAdjustment *scrolled;

  gradus_runs_list_set_training (list, f->training);
  gtk_widget_set_valign (GTK_WIDGET (list), GTK_ALIGN_START);
  gtk_window_set_default_size (f->window, 240, 400);
  gtk_window_set_child (f->window, GTK_WIDGET (list));
  gtk_window_present (f->window);
  scrolled = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (find_widget (GTK_WIDGET (list), GTK_TYPE_SCROLLED_WINDOW)));
  wait_while (gtk_adjustment_get_page_size (scrolled) == 0);
  g_assert_cmpfloat (gtk_adjustment_get_upper (scrolled), >, 60); /* of two lines at least */
  g_assert_cmpfloat (gtk_adjustment_get_upper (scrolled), ==,
                     gtk_adjustment_get_page_size (scrolled));
  train (f);
  gradus_run_set_name (gradus_training_run (f->training),
                       "A run whose name is a sentence by itself");
  wait_while (gtk_adjustment_get_upper (scrolled) > gtk_adjustment_get_page_size (scrolled)
              || gtk_widget_get_height (find_widget (GTK_WIDGET (list), GRADUS_TYPE_RUN_ROW)) < 60);
}

/* The runs themselves, not one that libadwaita has about them. */
static GtkListBox *
rows_of (GtkWidget *list)
{
  return GTK_LIST_BOX (gtk_widget_get_parent (find_widget (list, GRADUS_TYPE_RUN_ROW)));
}

static gboolean
is_selected (GtkWidget *list, gint i)
{
  return gtk_list_box_row_is_selected (gtk_list_box_get_row_at_index (rows_of (list), i));
}

/* The newest run is chosen until a person selects another; deleting that goes back. */
static void
test_chosen (Fixture *f, gconstpointer data)
{
  GradusRunsList *list = g_object_new (GRADUS_TYPE_RUNS_LIST, NULL);
  g_autoptr (GradusRun) older = NULL;
  GradusRun *newer;

  gradus_runs_list_set_training (list, f->training);
  gtk_window_set_child (f->window, GTK_WIDGET (list));
  gtk_window_present (f->window);
  train (f);
  older = g_object_ref (gradus_training_run (f->training));
  g_assert_true (gradus_training_chosen (f->training) == older);
  g_assert_true (is_selected (GTK_WIDGET (list), 0));
  train (f);
  newer = gradus_training_run (f->training);
  g_assert_true (gradus_training_chosen (f->training) == newer);
  g_assert_true (is_selected (GTK_WIDGET (list), 0));

  gtk_list_box_select_row (rows_of (GTK_WIDGET (list)),
                           gtk_list_box_get_row_at_index (rows_of (GTK_WIDGET (list)), 1));
  g_assert_true (gradus_training_chosen (f->training) == older);
  g_assert_true (gradus_training_run (f->training) == newer);
  g_assert_true (gradus_run_shown (older)); /* in the place of the one that was looked at */
  g_assert_false (gradus_run_shown (newer));
  g_assert_true (gradus_training_remove_run (f->training, older, NULL));
  g_assert_true (gradus_training_chosen (f->training) == newer);
  g_assert_true (is_selected (GTK_WIDGET (list), 0));
}

static void
test_differences (void)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) differences = NULL;
  const GradusDifference *only;

  for (gint i = 0; i < 2; i++)
    {
      g_autofree char *text = g_strdup_printf (project_text, 100 * i, i ? "0.5" : "0.1");

      g_ptr_array_add (runs, gradus_run_new ("/nowhere/run", "Run", text));
    }
  differences = gradus_runs_differences (runs);
  g_assert_cmpuint (differences->len, ==, 1);
  only = g_ptr_array_index (differences, 0);
  g_assert_cmpstr (only->setting, ==, "optimizer.lr");
  g_assert_cmpstr (only->values[0], ==, "0.1");
  g_assert_cmpstr (only->values[1], ==, "0.5");
}

/* "setting: value", a line each; (transfer full) */
static char *
trained_with_text (GradusRun *run)
{
  g_autoptr (GPtrArray) all = gradus_run_trained_with (run);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < all->len; i++)
    {
      const GradusDifference *each = g_ptr_array_index (all, i);

      g_autofree char *title = gradus_setting_title (each->setting);
      g_autofree char *value = gradus_setting_value (each->setting, each->values[0]);

      g_string_append_printf (text, "%s: %s\n", title, value);
    }
  return g_string_free (text, FALSE);
}

/* Also what its project leaves at the default; but where that says what nobody knows, only that. */
static void
test_trained_with (void)
{
  static const char project[]
      = "{\"gradus\": 1, \"name\": \"Mine\", \"data\": {\"set\": \"blobs\", \"n\": 90},"
        " \"transforms\": [{\"name\": \"gaussian_noise\", \"std\": 0.1}],"
        " \"training\": {\"epochs\": 3, \"batch_size\": 8, \"seed\": 7,"
        " \"sampler\": \"weighted\"}, \"weights\": {\"start\": \"kept\"}%s}";
  g_autofree char *plain = g_strdup_printf (project, "");
  g_autofree char *strange = g_strdup_printf (project, ", \"optimizer\": {\"kind\": \"Best\"}");
  g_autofree char *start = gradus_origin_of_run (5, NULL, 1, 0);
  g_autoptr (GradusRun) run = gradus_run_new ("/nowhere/run", "Run", plain);
  g_autoptr (GradusRun) odd = gradus_run_new ("/nowhere/run", "Run", strange);
  g_autofree char *text = NULL, *odd_text = NULL;

  gradus_run_set_start (run, start);
  text = trained_with_text (run);
  g_assert_cmpstr (text, ==,
                   "Data set: Blobs\n"
                   "Data: n: 90\n"
                   "Epochs: 3\n"
                   "Batch size: 8\n"
                   "Seed: 7\n"
                   "Order: Classes alike\n"
                   "Start from: Run 5, epoch 1\n"
                   "Optimizer: Adam\n"
                   "lr: 0.001\n"
                   "betas: 0.9,0.999\n"
                   "eps: 1e-08\n"
                   "weight_decay: 0\n"
                   "amsgrad: false\n"
                   "Learning-rate schedule: constant\n"
                   "warmup: 0\n"
                   "warmup_start_factor: 0.33333333\n"
                   "Gaussian noise: yes\n"
                   "Gaussian noise: std: 0.1\n");
  odd_text = trained_with_text (odd);
  g_assert_nonnull (strstr (odd_text, "Start from: New weights\nOptimizer: Best\n"));
}

/* What the form has no words for is called as it is in the file. */
static void
test_setting_titles (void)
{
  static const char *const titles[][2] = { { "conv1.out_channels", "conv1.out_channels" },
                                           { "training.strange", "training.strange" },
                                           { "trainings", "trainings" },
                                           { "weights.keep", "Keep" },
                                           { "transforms.unheard_of.p", "unheard_of: p" } };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autofree char *title = gradus_setting_title (titles[i][0]);

      g_assert_cmpstr (title, ==, titles[i][1]);
    }
}

/* A rate that a person set is told from where it was trained with: after a restart too, and not
 * where it never was. */
static void
test_rate_by_hand (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) differences = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const GradusDifference *only;

  step (f);
  step (f);
  gradus_training_set_lr (f->training, 0.03);
  step (f);
  gradus_training_set_lr (f->training, 0.7);
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  settle ();
  g_ptr_array_add (runs,
                   gradus_run_load (gradus_run_folder (gradus_training_run (f->training)), &error));
  g_assert_no_error (error);
  train (f);
  g_ptr_array_add (runs, g_object_ref (gradus_training_run (f->training)));
  differences = gradus_runs_differences (runs);
  g_assert_cmpuint (differences->len, ==, 1);
  only = g_ptr_array_index (differences, 0);
  g_assert_cmpstr (only->setting, ==, "optimizer.lr");
  g_assert_cmpstr (only->values[0], ==, "0.1, then 0.03 from step 3");
  g_assert_cmpstr (only->values[1], ==, "0.1");
  text = trained_with_text (runs->pdata[0]);
  g_assert_nonnull (strstr (text, "\nlr: 0.1, then 0.03 from step 3\n"));
}

/* The line of a table that says @words to a screen reader; or NULL. */
static GtkWidget *
line_saying (GtkWidget *root, const char *words)
{
  const char *has = g_object_get_data (G_OBJECT (root), "gradus-words");
  GtkWidget *found = has && g_str_equal (has, words) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = line_saying (child, words);
  return found;
}

/* Below the list is what the run was trained with that is looked at, until two are compared. */
static void
test_settings_of_run (Fixture *f, gconstpointer data)
{
  GtkWidget *list = g_object_new (GRADUS_TYPE_RUNS_LIST, NULL), *row, *settings;
  g_autoptr (JsonNode) faster = json_from_string ("{\"kind\": \"SGD\", \"lr\": 0.5}", NULL);
  g_autoptr (GradusRun) older = NULL;

  gradus_runs_list_set_training (GRADUS_RUNS_LIST (list), f->training);
  gtk_window_set_child (f->window, list);
  gtk_window_present (f->window);
  row = find_widget (list, ADW_TYPE_EXPANDER_ROW);
  settings = gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP);
  g_assert_false (gtk_widget_get_visible (settings));
  train (f);
  g_assert_true (gtk_widget_get_visible (settings));
  g_assert_null (line_saying (list, "lr: 0.1"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  g_assert_nonnull (line_saying (list, "Run 1"));
  g_assert_nonnull (line_saying (list, "lr: 0.1"));
  g_assert_nonnull (line_saying (list, "Epochs: 2"));

  g_assert_true (gradus_document_set_section (f->document, "optimizer", faster, "", NULL, NULL));
  train (f);
  g_assert_nonnull (line_saying (list, "lr: 0.5"));
  older = g_list_model_get_item (gradus_training_runs (f->training), 1);
  gradus_training_choose (f->training, older);
  g_assert_nonnull (line_saying (list, "lr: 0.1"));
  gradus_run_set_shown (gradus_training_run (f->training), TRUE);
  g_assert_false (gtk_widget_get_visible (settings));
  g_assert_nonnull (line_saying (list, "lr: 0.5 | 0.1"));
  gradus_run_set_shown (gradus_training_run (f->training), FALSE);
  gradus_run_set_shown (older, FALSE);
  g_assert_true (gtk_widget_get_visible (settings)); /* it is looked at still */
  g_assert_nonnull (line_saying (list, "lr: 0.1"));
}

/* A difference as "setting: value | value". */
static char *
differences_text (const char *const *projects, guint n)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) differences = NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (runs, gradus_run_new ("/nowhere/run", "Run", projects[i]));
  differences = gradus_runs_differences (runs);
  for (guint i = 0; i < differences->len; i++)
    {
      const GradusDifference *each = g_ptr_array_index (differences, i);
      g_autofree char *values = g_strjoinv (" | ", each->values);

      g_string_append_printf (text, "%s: %s\n", each->setting, values);
    }
  return g_string_free (text, FALSE);
}

/* The row with the names of the runs, which are scrolled with the values below. */
static GtkWidget *
first_values (GtkWidget *table)
{
  return find_widget (find_widget (table, GTK_TYPE_SCROLLED_WINDOW), GRADUS_TYPE_TEXT_ROW);
}

/* How wide the panel beside the plots has room for a table. */
#define ROOM 312

/* Three runs stand beside each other in the panel; of more the names of the rows stay where they
 * are. Of paths what differs is seen, and the rest told. */
static void
test_differences_side_by_side (void)
{
  static const char *const paths[] = { "/home/somebody/pictures/flowers-of-the-year/small",
                                       "/home/somebody/pictures/flowers-of-the-year/large",
                                       "/home/somebody/pictures/flowers-of-last-year/large" };
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *table, *names, *values;
  gint of_names, of_values, least;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"gradus\": 1, \"data\": {\"set\": \"images\", \"path\": \"%s\"},"
          " \"optimizer\": {\"kind\": \"Adam\", \"weight_decay\": 0.00%zu}}",
          paths[i], i);
      g_autofree char *name = g_strdup_printf ("Run %zu", i + 1);

      g_ptr_array_add (runs, gradus_run_new ("/nowhere/run", name, text));
    }
  table = g_object_ref_sink (gradus_differences_table_new (runs));
  values = first_values (table);
  names = find_widget (table, GRADUS_TYPE_TEXT_ROW);
  g_assert_true (names != values);
  gtk_widget_measure (names, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &of_names, NULL, NULL);
  gtk_widget_measure (values, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &of_values, NULL, NULL);
  gtk_widget_measure (table, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (of_names + of_values, <=, ROOM);
  g_assert_cmpint (least, <=, ROOM);

  names = gtk_widget_get_next_sibling (names);
  values = gtk_widget_get_next_sibling (values);
  g_assert_cmpstr (gradus_text_row_get (GRADUS_TEXT_ROW (names), 0), ==, "Data: path");
  g_assert_cmpstr (gradus_text_row_get (GRADUS_TEXT_ROW (values), 0), ==,
                   "…/flowers-of-the-year/small");
  g_assert_cmpstr (gradus_text_row_get (GRADUS_TEXT_ROW (values), 2), ==,
                   "…/flowers-of-last-year/large");
  gtk_test_accessible_assert_property (
      values, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Data: path: /home/somebody/pictures/flowers-of-the-year/small | "
      "/home/somebody/pictures/flowers-of-the-year/large | "
      "/home/somebody/pictures/flowers-of-last-year/large");
  g_object_unref (table);
}

/* Of nets that have nothing in common not every block is told: the table stays small. */
static void
test_differences_of_strangers (void)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) blocks = g_string_new (NULL);
  g_autofree char *project = NULL;
  GtkWidget *table;
  guint n = 0;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (blocks, "%s{\"id\": \"b%u\", \"kind\": \"ReLU\"}", i ? "," : "", i);
  project = g_strdup_printf ("{\"gradus\": 1, \"model\": {\"blocks\": [%s]}}", blocks->str);
  g_ptr_array_add (runs, gradus_run_new ("/nowhere/run", "Large", project));
  g_ptr_array_add (runs, gradus_run_new ("/nowhere/run", "None", "{\"gradus\": 1}"));
  table = g_object_ref_sink (gradus_differences_table_new (runs));
  for (GtkWidget *row = first_values (table); row; row = gtk_widget_get_next_sibling (row))
    n++;
  g_assert_cmpuint (n, >, 20);
  g_assert_cmpuint (n, <, 100);
  gtk_test_accessible_assert_property (first_values (table), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Large | None");
  g_object_unref (table);
}

/* An edited model is told in blocks, settings and links, not as its file has it. */
static void
test_differences_of_models (void)
{
  const char *const projects[] = {
    "{\"gradus\": 1, \"transforms\": [{\"name\": \"gaussian_noise\", \"std\": 0.1}],"
    " \"model\": {\"blocks\": ["
    "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
    "   {\"id\": \"a\", \"name\": \"fc1\", \"kind\": \"Linear\","
    "    \"attributes\": {\"out_features\": 8}},"
    "   {\"id\": \"act\", \"kind\": \"ReLU\"},"
    "   {\"id\": \"fc2\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
    "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
    "  \"links\": [{\"from\": \"input\", \"to\": \"a\"}, {\"from\": \"a\", \"to\": \"act\"},"
    "   {\"from\": \"act\", \"to\": \"fc2\"}, {\"from\": \"fc2\", \"to\": \"loss\"}]}}",
    "{\"gradus\": 1, \"model\": {\"blocks\": ["
    "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
    "   {\"id\": \"a\", \"name\": \"first\", \"kind\": \"Linear\","
    "    \"attributes\": {\"out_features\": 16}, \"at\": [5, 5]},"
    "   {\"id\": \"act\", \"kind\": \"Tanh\"},"
    "   {\"id\": \"drop\", \"kind\": \"Dropout\", \"attributes\": {\"p\": 0.2}},"
    "   {\"id\": \"fc2\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
    "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
    "  \"links\": [{\"from\": \"input\", \"to\": \"a\"}, {\"from\": \"a\", \"to\": \"act\"},"
    "   {\"from\": \"act\", \"to\": \"drop\"}, {\"from\": \"drop\", \"to\": \"fc2\"},"
    "   {\"from\": \"fc2\", \"to\": \"loss\"}]}}",
  };
  g_autofree char *same = differences_text ((const char *const[]){ projects[0], projects[0] }, 2);
  g_autofree char *text = differences_text (projects, 2);

  g_assert_cmpstr (same, ==, "");
  g_assert_cmpstr (text, ==,
                   "fc1.out_features: 8 | 16\n"
                   "act: ReLU | Tanh\n"
                   "input of fc2: act | drop\n"
                   "drop: – | Dropout: p 0.2\n"
                   "input of drop: – | act\n"
                   "transforms.gaussian_noise: yes | –\n"
                   "transforms.gaussian_noise.std: 0.1 | –\n");
}

/* --- results ---------------------------------------------------------------------------------- */

static void
note_cell (GradusResults *results, gint label, gint predicted, gint *cell)
{
  cell[0] = label;
  cell[1] = predicted;
}

/* The matrix counts what the trainer counted in the epoch that the weights are from. */
static void
test_results (Fixture *f, gconstpointer data)
{
  GradusResults *results = g_object_new (GRADUS_TYPE_RESULTS, NULL);
  g_autoptr (GradusDataSource) source = gradus_data_source_new (f->document);
  g_autoptr (GradusEvaluation) evaluation = gradus_evaluation_new ();
  g_autoptr (GradusFindings) findings = NULL;
  g_autofree char *weights = NULL;
  GradusPart *test;
  GradusRun *run;
  gint64 right = 0, all = 0;
  gint cell[2] = { -1, -1 };

  gradus_results_set_data (results, source, evaluation);
  g_signal_connect (results, "show-cell", G_CALLBACK (note_cell), cell);
  gtk_window_set_child (f->window, GTK_WIDGET (results));
  gtk_window_present (f->window);
  settle ();
  g_assert_cmpstr (gradus_results_shown (results), ==, "none");
  train (f);
  run = gradus_training_run (f->training);
  weights = gradus_run_weights (run);
  gradus_evaluation_set_model (evaluation, "Run 1", gradus_run_project (run, NULL), weights);
  wait_while (!g_str_equal (gradus_results_shown (results), "classes"));
  g_signal_emit_by_name (find_widget (GTK_WIDGET (results), g_type_from_name ("GradusHeatMap")),
                         "activated", 1, 2);
  g_assert_cmpint (cell[0], ==, 1);
  g_assert_cmpint (cell[1], ==, 2);

  test = gradus_data_source_part (source, "test");
  findings = gradus_findings_new (gradus_evaluation_predictions (evaluation, test), NULL, NULL);
  for (guint i = 0; i < findings->n_classes; i++)
    {
      right += findings->counts[i * findings->n_outputs + i];
      all += findings->scores[i].n;
    }
  g_assert_cmpint (all, ==, 30);
  g_assert_cmpint (right + findings->n_wrong, ==, 30);
  g_assert_cmpfloat ((gdouble) right / all, ==, gradus_run_best (run)->test.accuracy);
  for (guint i = 1; i < findings->n_worst; i++)
    g_assert_cmpuint (findings->worst[i], !=, findings->worst[i - 1]);
}

/* Of numbers: how good they are is said of all items and outputs, whatever a plot shows of them. */
static void
test_values (void)
{
  enum
  {
    ITEMS = 12000,
    OUTPUTS = 2
  };
  g_autofree gfloat *truth = g_new (gfloat, ITEMS * OUTPUTS);
  g_autofree gfloat *predicted = g_new (gfloat, ITEMS * OUTPUTS);
  gdouble mean[OUTPUTS] = { 0 }, squares = 0, spread = 0;
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GrTensor) inputs = NULL, target = NULL;
  g_autoptr (GradusPart) part = NULL;
  g_autoptr (GradusFindings) findings = NULL;
  GradusPredictions predictions = { .n_values = OUTPUTS, .values = predicted, .loss = NAN };

  for (guint i = 0; i < ITEMS * OUTPUTS; i++)
    {
      truth[i] = (gfloat) (g_rand_double_range (random, -1, 1) * (i % 2 ? 100 : 1));
      predicted[i] = truth[i] + (gfloat) g_rand_double_range (random, -1, 1) * (i % 2 ? 40 : 0.1f);
      mean[i % OUTPUTS] += truth[i] / (gdouble) ITEMS;
    }
  for (guint i = 0; i < ITEMS * OUTPUTS; i++)
    {
      const gdouble error = (gdouble) predicted[i] - truth[i];

      squares += error * error;
      spread += (truth[i] - mean[i % OUTPUTS]) * (truth[i] - mean[i % OUTPUTS]);
    }
  target = gr_tensor_new_from (GR_FLOAT32, truth, GR_INTS (ITEMS, OUTPUTS), NULL);
  inputs = gr_tensor_new_from (GR_FLOAT32, truth, GR_INTS (ITEMS, OUTPUTS), NULL);
  part = gradus_part_new (
      gr_dataset_from_tensors ("pairs", &inputs, NULL, 1, target, NULL, 0, NULL), NULL, NULL);
  predictions.part = part;
  findings = gradus_findings_new (&predictions, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (findings->rmse, sqrt (squares / (ITEMS * OUTPUTS)), 1e-9);
  g_assert_cmpfloat_with_epsilon (findings->r2, 1 - squares / spread, 1e-9);
  g_assert_cmpuint (findings->n_values, <, ITEMS);
}

/* --- the search for a learning rate ----------------------------------------------------------- */

static gdouble
learning_rate (Fixture *f)
{
  g_autoptr (JsonNode) optimizer = gradus_document_section (f->document, "optimizer");

  return json_object_get_double_member (json_node_get_object (optimizer), "lr");
}

/* As the training form does it. */
static void
set_learning_rate (Fixture *f, gdouble rate)
{
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), rate);

  g_assert_true (gradus_section_set (f->document, "optimizer", "lr", node, "Set lr", NULL));
}

static GtkWindow *
find_rate (Fixture *f)
{
  GtkWindow *finder = gradus_lr_finder_new (f->document, NULL);

  gtk_window_present (finder);
  return finder;
}

/* What is found can be replaced by a click on the curve, is set as one step, and undone; though
 * the rate was typed before, and is again after. */
static void
test_finder (Fixture *f, gconstpointer data)
{
  GtkWindow *finder = find_rate (f);
  GtkWidget *entry = find_widget (GTK_WIDGET (finder), GTK_TYPE_ENTRY), *use;
  GtkWidget *view = find_widget (GTK_WIDGET (finder), g_type_from_name ("GradusPlotView"));
  gdouble found;

  set_learning_rate (f, 0.3);
  use = gtk_window_get_default_widget (finder);
  g_assert_false (gtk_widget_get_sensitive (use));
  wait_while (!gradus_lr_finder_done (GRADUS_LR_FINDER (finder)));
  found = g_ascii_strtod (gtk_editable_get_text (GTK_EDITABLE (entry)), NULL);
  g_assert_cmpfloat (found, >, 1e-6);
  g_assert_cmpfloat (found, <, 10);
  g_assert_true (gtk_widget_get_sensitive (use));

  gtk_editable_set_text (GTK_EDITABLE (entry), "fast");
  g_assert_false (gtk_widget_get_sensitive (use));
  g_signal_emit_by_name (view, "picked", 0.02);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "0.02");
  g_signal_emit_by_name (use, "clicked");
  g_assert_cmpfloat (learning_rate (f), ==, 0.02);
  g_assert_cmpstr (gradus_document_undo_label (f->document), ==, "Set Learning Rate to 0.02");
  set_learning_rate (f, 0.4);
  gradus_document_undo (f->document);
  g_assert_cmpfloat (learning_rate (f), ==, 0.02);
  gradus_document_undo (f->document);
  g_assert_cmpfloat (learning_rate (f), ==, 0.3);
  gradus_document_undo (f->document);
  g_assert_cmpfloat (learning_rate (f), ==, 0.1);
  g_assert_cmpuint (g_list_model_get_n_items (gradus_training_runs (f->training)), ==, 0);
}

/* Closed before it is through. */
static void
test_finder_closed (Fixture *f, gconstpointer data)
{
  gtk_window_close (find_rate (f));
  settle ();
  g_assert_false (gradus_document_can_undo (f->document));
}

gint
main (gint argc, char **argv)
{
  init_views_test (&argc, &argv);
#define ADD(name, function)                                                                        \
  g_test_add ("/training-views/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("controls", test_controls);
  ADD ("buttons", test_buttons);
  ADD ("speed", test_speed);
  ADD ("places", test_places);
  g_test_add ("/training-views/fix", Fixture, without_input, set_up, test_fix, tear_down);
  ADD ("rest", test_rest);
  ADD ("go-on", test_go_on);
  ADD ("rate", test_rate);
  ADD ("edited", test_edited);
  g_test_add_func ("/training-views/texts", test_texts);
  g_test_add_func ("/training-views/counts", test_counts);
  g_test_add_func ("/training-views/time-left", test_time_left);
  g_test_add_func ("/training-views/summary", test_summary);
  ADD ("typed-meanwhile", test_typed_meanwhile);
  ADD ("untrained", test_untrained);
  ADD ("curves-of-nothing", test_curves_of_nothing);
  ADD ("curves", test_curves);
  ADD ("plots", test_plots);
  ADD ("redraws", test_redraws);
  ADD ("list", test_list);
  ADD ("list-height", test_list_height);
  ADD ("chosen", test_chosen);
  g_test_add_func ("/training-views/differences", test_differences);
  g_test_add_func ("/training-views/trained-with", test_trained_with);
  ADD ("rate-by-hand", test_rate_by_hand);
  g_test_add_func ("/training-views/setting-titles", test_setting_titles);
  ADD ("settings-of-run", test_settings_of_run);
  g_test_add_func ("/training-views/differences-of-models", test_differences_of_models);
  g_test_add_func ("/training-views/differences-of-strangers", test_differences_of_strangers);
  g_test_add_func ("/training-views/differences-side-by-side", test_differences_side_by_side);
  ADD ("results", test_results);
  g_test_add_func ("/training-views/values", test_values);
  ADD ("finder", test_finder);
  ADD ("finder-closed", test_finder_closed);
  return g_test_run ();
}
