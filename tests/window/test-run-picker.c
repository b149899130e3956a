/* test-run-picker.c - whose weights predict: those of a run that is picked, of its best epoch or
 * its last; what was predicted is predicted again. */
#include "training/run-picker.h"

#include <adwaita.h>

#include "../unit/folder.h"
#include "data/source.h"
#include "gradus.h"
#include "saving.h"
#include "waiting.h"
#include "widgets.h"

static const char spirals[]
    = "{\"gradus\": 1,"
      " \"data\": {\"set\": \"spirals\", \"n\": 300, \"n_test\": 60, \"classes\": 3},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
      "   {\"id\": \"out\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"out\"},"
      "   {\"from\": \"out\", \"to\": \"loss\"}]},"
      " \"training\": {\"epochs\": 2, \"batch_size\": 30}}";

typedef struct
{
  char *folder;
  GradusDocument *document;
  GradusTraining *training;
  GradusDataSource *source;
  GradusEvaluation *evaluation;
  GtkWidget *picker;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  f->folder = folder_new ();
  path = g_build_filename (f->folder, "spirals.gradus", NULL);
  f->document = gradus_document_new (gr_project_from_json (spirals, -1, "spirals", NULL));
  g_assert_true (save_document (f->document, path, NULL));
  f->training = gradus_training_new (f->document);
  f->source = gradus_data_source_new (f->document);
  gradus_data_source_start (f->source);
  wait_while (gradus_data_source_loading (f->source));
  f->evaluation = gradus_evaluation_new ();
  f->picker = g_object_ref_sink (gradus_run_picker_new (f->training, f->evaluation));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->picker);
  g_object_unref (f->evaluation);
  g_object_unref (f->source);
  gradus_training_close (f->training);
  g_object_unref (f->training);
  g_object_unref (f->document);
  for (guint i = 0; i < 20 || g_main_context_pending (NULL); i++) /* what is still written */
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
  folder_remove (f->folder);
}

static GradusRun *
train (Fixture *f)
{
  gradus_training_start (f->training);
  do
    g_main_context_iteration (NULL, TRUE);
  while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  return gradus_training_run (f->training);
}

static GradusPart *
test_part (Fixture *f)
{
  return gradus_data_source_part (f->source, "test");
}

/* The mean loss over the test part with the weights that are chosen. */
static gdouble
wait_for_loss (Fixture *f)
{
  wait_while (gradus_evaluation_running (f->evaluation));
  g_assert_no_error (gradus_evaluation_error (f->evaluation));
  g_assert_nonnull (gradus_evaluation_predictions (f->evaluation, test_part (f)));
  return gradus_evaluation_predictions (f->evaluation, test_part (f))->loss;
}

static void
pick (Fixture *f, GradusRun *run, gboolean last)
{
  g_autofree char *title = g_strdup_printf (last ? "%s, last weights" : "%s, best epoch",
                                            gradus_run_name (run));

  gradus_run_picker_pick (GRADUS_RUN_PICKER (f->picker), run, last);
  g_assert_cmpstr (gradus_evaluation_title (f->evaluation), ==, title);
  g_assert_true (gradus_training_chosen (f->training) == run);
}

static void
test_pick (Fixture *f, gconstpointer data)
{
  g_autoptr (GradusRun) one = NULL;
  gdouble first, second;
  GradusRun *two;

  one = g_object_ref (train (f));
  pick (f, one, FALSE);
  g_assert_false (gradus_evaluation_running (f->evaluation)); /* nobody has asked */
  gradus_evaluation_start (f->evaluation, test_part (f), TRUE);
  first = wait_for_loss (f);

  /* Other weights, other losses; those of the first again are those that it had. */
  two = train (f);
  pick (f, two, FALSE);
  g_assert_true (gradus_evaluation_running (f->evaluation));
  second = wait_for_loss (f);
  pick (f, one, FALSE);
  g_assert_cmpfloat (wait_for_loss (f), ==, first);
  pick (f, two, FALSE);
  g_assert_cmpfloat (wait_for_loss (f), ==, second);
  pick (f, two, TRUE);
  wait_for_loss (f);
}

/* The button is there once a model predicts; its list has the runs. */
static void
test_list (Fixture *f, gconstpointer data)
{
  GtkWidget *window = adw_window_new ();
  g_autofree char *title = NULL;
  GtkListBox *list;

  adw_window_set_content (ADW_WINDOW (window), f->picker);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_false (gtk_widget_get_visible (f->picker));
  title = g_strdup_printf ("%s, best epoch", gradus_run_name (train (f)));
  pick (f, train (f), FALSE);
  g_assert_true (gtk_widget_get_visible (f->picker));
  gtk_menu_button_popup (GTK_MENU_BUTTON (find_widget (f->picker, GTK_TYPE_MENU_BUTTON)));
  list = GTK_LIST_BOX (find_widget (f->picker, GTK_TYPE_LIST_BOX));
  g_assert_nonnull (gtk_list_box_get_row_at_index (list, 1));
  g_assert_null (gtk_list_box_get_row_at_index (list, 2));
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 1));
  g_assert_cmpstr (gradus_evaluation_title (f->evaluation), ==, title);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  gradus_init ();
  g_test_add ("/run-picker/pick", Fixture, NULL, set_up, test_pick, tear_down);
  g_test_add ("/run-picker/list", Fixture, NULL, set_up, test_list, tear_down);
  return g_test_run ();
}
