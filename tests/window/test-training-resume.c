/* test-training-resume.c - a run that stopped before its end goes on, after a restart too, and
 * nothing of it is lost on the way.
 */
#include "training-helpers.h"

#include <adwaita.h>

#include "training/controls.h"
#include "widgets.h"

/* --- after a restart ---------------------------------------------------------------------------
 */

/* A run of one step that is stopped. (transfer full) */
static GradusRun *
stop_after_step (Fixture *f)
{
  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  gradus_training_stop (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  return g_object_ref (gradus_training_run (f->training));
}

static void
test_restore (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusSeries) before = NULL;
  g_autoptr (GradusRun) first = NULL;
  GradusRun *again;

  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  gradus_training_epoch (f->training);
  wait_for_epoch (f);
  first = g_object_ref (gradus_training_run (f->training));
  before = gradus_series_ref (gradus_run_losses (first));
  gradus_run_set_name (first, "The first one");
  gradus_training_stop (f->training);
  g_assert_cmpint (gradus_training_state (f->training), ==, GRADUS_TRAINING_STOPPING);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpint (gradus_run_state (first), ==, GRADUS_RUN_STOPPED);
  close_training (f);

  open_training (f);
  wait_for_runs (f, 1);
  again = gradus_training_run (f->training);
  g_assert_cmpstr (gradus_run_name (again), ==, "The first one");
  g_assert_cmpstr (gradus_run_id (again), ==, gradus_run_id (first));
  g_assert_cmpint (gradus_run_state (again), ==, GRADUS_RUN_STOPPED);
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (again)), ==,
                    gradus_series_length (before));
  for (gsize i = 0; i < gradus_series_length (before); i++)
    g_assert_cmpfloat (gradus_series_y (gradus_run_losses (again), i), ==,
                       gradus_series_y (before, i));
  g_assert_cmpuint (gradus_run_n_epochs (again), ==, 1);
  g_assert_nonnull (gradus_run_settings (again));

  gradus_training_resume (f->training, again);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpint (gradus_run_state (again), ==, GRADUS_RUN_DONE);
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (again)), ==, 40);
  g_assert_cmpfloat (gradus_series_y (gradus_run_losses (again), 0), ==,
                     gradus_series_y (before, 0));
  g_assert_cmpuint (n_runs (f), ==, 1);
}

/* Closed in the middle of a batch: the run is saved, and can go on. */
static void
test_closed (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusRun) run = NULL;

  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_RUNNING);
  run = g_object_ref (gradus_training_run (f->training));
  close_training (f);
  wait_while (gradus_run_state (run) == GRADUS_RUN_ACTIVE);
  settle ();
  g_assert_true (has_file (run, "last.safetensors"));
  open_training (f);
  wait_for_runs (f, 1);
}

/* Closed before its data are open: nothing has begun, and nothing begins any more. */
static void
test_closed_while_starting (Fixture *f, gconstpointer saved)
{
  gradus_training_start (f->training);
  gradus_training_close (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  gradus_training_start (f->training);
  g_assert_cmpint (gradus_training_state (f->training), ==, GRADUS_TRAINING_IDLE);
  g_assert_cmpstr (f->states->str, ==, "si");
  g_assert_null (gradus_training_run (f->training));
}

/* The same of a run that was to go on: it is left as it was. */
static void
test_closed_while_resuming (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusRun) run = stop_after_step (f);
  g_autoptr (GtkWidget) controls = NULL;
  GtkProgressBar *bar;

  gradus_training_go_on (f->training);
  gradus_training_close (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_true (has_file (run, "run.json"));
  close_training (f);

  open_training (f);
  wait_for_runs (f, 1);
  gradus_training_go_on (f->training);
  wait_for (f, GRADUS_TRAINING_STARTING);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpint (gradus_run_state (gradus_training_run (f->training)), ==, GRADUS_RUN_DONE);
  close_training (f);

  /* What has ended looks so in the next session, too. */
  open_training (f);
  wait_for_runs (f, 1);
  controls = g_object_ref_sink (gradus_training_controls_new (f->training));
  bar = GTK_PROGRESS_BAR (find_widget (controls, GTK_TYPE_PROGRESS_BAR));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, 1);
}

/* What tells one checkpoint from the one that takes its place. */
static guint64
checkpoint_of (GradusRun *run)
{
  g_autofree char *path = gradus_run_last_weights (run);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_ino;
}

/* What a crash may cost is some seconds, not the whole of a long epoch. */
static void
test_saved_within_epoch (Fixture *f, gconstpointer saved)
{
  g_autoptr (JsonNode) data = json_from_string (
      "{\"set\": \"spirals\", \"n\": 400000, \"n_test\": 60, \"classes\": 3}", NULL);
  g_autoptr (JsonNode) training = json_from_string ("{\"epochs\": 1, \"batch_size\": 1}", NULL);
  GradusRun *run;
  guint64 first;
  GrSnapshot now;

  g_assert_true (gradus_document_set_section (f->document, "data", data, "Data", NULL, NULL));
  g_assert_true (
      gradus_document_set_section (f->document, "training", training, "One by one", NULL, NULL));
  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_RUNNING);
  run = gradus_training_run (f->training);
  first = checkpoint_of (run);
  wait_while (checkpoint_of (run) == first);
  g_assert_cmpint (gradus_training_state (f->training), ==, GRADUS_TRAINING_RUNNING);
  gr_trainer_snapshot (gradus_training_trainer (f->training), &now);
  g_assert_cmpint (now.batch, <, now.batches);
}

/* What the program's end interrupted is called active by its file at every moment. */
static void
test_interrupted_file (Fixture *f, gconstpointer saved)
{
  g_autofree char *folder = g_build_filename (f->folder, "run-1", NULL);
  g_autoptr (GradusRun) again = NULL;
  GradusRun *run = gradus_run_new (folder, "Run 1", spirals);

  g_assert_true (gradus_run_create (run, NULL));
  gradus_run_interrupt (run);
  g_assert_cmpint (gradus_run_state (run), ==, GRADUS_RUN_STOPPED);
  g_assert_finalize_object (run); /* not kept until something is written */
  again = gradus_run_load (folder, NULL);
  g_assert_true (gradus_run_interrupted (again));
}

/* --- data that give out -------------------------------------------------------------------------
 */

static const char zoo[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"zoo\"},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [3, 2, 2]}},"
      "   {\"id\": \"flat\", \"kind\": \"Flatten\"},"
      "   {\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 2}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"flat\"}, {\"from\": \"flat\", \"to\": \"fc\"},"
      "   {\"from\": \"fc\", \"to\": \"loss\"}]},"
      " \"training\": {\"epochs\": 2, \"batch_size\": 1, \"sampler\": \"sequential\"}}";

static void
write_picture (const char *folder, gint number, const char *content)
{
  g_autofree char *name = g_strdup_printf ("%02d.pgm", number);

  g_free (folder_write (folder, name, content, strlen (content)));
}

#define GOOD_PICTURE "P2 2 2 255\n10 20 30 40\n"

/* A project whose data are forty pictures each of cats and dogs. */
static void
open_zoo (Fixture *f)
{
  GrProject *project = gr_project_from_json (zoo, -1, "zoo", NULL);
  g_autofree char *cats = g_build_filename (f->folder, "zoo", "cats", NULL);
  g_autofree char *dogs = g_build_filename (f->folder, "zoo", "dogs", NULL);

  close_training (f);
  g_object_unref (f->document);
  f->document = gradus_document_new (project);
  g_assert_true (save_document (f->document, f->path, NULL));
  g_assert_cmpint (g_mkdir_with_parents (cats, 0755), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (dogs, 0755), ==, 0);
  for (gint i = 0; i < 40; i++)
    {
      write_picture (cats, i, GOOD_PICTURE);
      write_picture (dogs, i, GOOD_PICTURE);
    }
  open_training (f);
}

/* A picture turns out to be none: the run stops, says so, and goes on once the picture is mended.
 */
static void
test_broken_picture (Fixture *f, gconstpointer saved)
{
  g_autofree char *dogs = g_build_filename (f->folder, "zoo", "dogs", NULL);
  GradusRun *run;

  open_zoo (f);
  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  write_picture (dogs, 38, "nothing");
  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  run = gradus_training_run (f->training);
  g_assert_nonnull (strstr (f->failure, "38.pgm"));
  g_assert_cmpstr (gradus_run_message (run), ==, f->failure);
  g_assert_cmpint (gradus_run_state (run), ==, GRADUS_RUN_STOPPED);
  g_assert_true (gradus_training_unfinished (f->training) == run);

  write_picture (dogs, 38, GOOD_PICTURE);
  gradus_training_go_on (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpint (gradus_run_state (run), ==, GRADUS_RUN_DONE);
  g_assert_null (gradus_run_message (run));
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (run)), ==, 160);
}

/* It cannot go on while its data are away, and is none the worse for having been asked to. */
static void
test_data_away (Fixture *f, gconstpointer saved)
{
  g_autofree char *zoo_folder = g_build_filename (f->folder, "zoo", NULL);
  g_autofree char *away = g_build_filename (f->folder, "away", NULL);
  g_autoptr (GradusRun) run = NULL;

  open_zoo (f);
  run = stop_after_step (f);
  g_assert_cmpint (g_rename (zoo_folder, away), ==, 0);
  gradus_training_go_on (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_nonnull (strstr (f->failure, "zoo"));
  g_assert_true (has_file (run, "run.json"));
  g_assert_true (has_file (run, "last.safetensors"));
  g_assert_true (gradus_training_unfinished (f->training) == run);

  g_assert_cmpint (g_rename (away, zoo_folder), ==, 0);
  gradus_training_go_on (f->training);
  wait_for (f, GRADUS_TRAINING_STARTING);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpint (gradus_run_state (run), ==, GRADUS_RUN_DONE);
}

gint
main (gint argc, char **argv)
{
  static const gboolean saved = TRUE;

  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  adw_init ();
#define ADD(name, function, where)                                                                 \
  g_test_add ("/training-resume/" name, Fixture, where, set_up, function, tear_down)
  ADD ("restore", test_restore, &saved);
  ADD ("closed", test_closed, &saved);
  ADD ("closed-while-starting", test_closed_while_starting, &saved);
  ADD ("closed-while-resuming", test_closed_while_resuming, &saved);
  ADD ("saved-within-epoch", test_saved_within_epoch, &saved);
  ADD ("interrupted-file", test_interrupted_file, &saved);
  ADD ("broken-picture", test_broken_picture, &saved);
  ADD ("data-away", test_data_away, &saved);
  return g_test_run ();
}
