/* test-trainer-views.c - what the window asks of the trainer beyond the command line: one epoch and
 * then a pause, checkpoints within an epoch, the history of a run that is not in memory. */
#include <glib/gstdio.h>
#include <math.h>

#include "folder.h"
#include "gradus.h"
#include "small-projects.h"
#include "train/log.h"

static GrProject *
blobs (void)
{
  static const char *const lines[] = { "Input",
                                       "Linear out_features=24 name=fc1",
                                       "ReLU",
                                       "Linear out_features=3 name=fc2",
                                       "CrossEntropyLoss",
                                       NULL };
  GrProject *project = small_project ("blobs", "{\"n\": 300, \"n_test\": 90, \"classes\": 3}",
                                      lines);

  project->training.epochs = 3;
  project->training.batch_size = 50; /* six batches */
  return project;
}

static GrTrainer *
make (GrProject *project, const GrTrainerOptions *options)
{
  g_autoptr (GError) error = NULL;
  GrTrainer *trainer = gr_trainer_new (project, options, &error);

  g_assert_no_error (error);
  return trainer;
}

static void
start (GrTrainer *trainer)
{
  g_autoptr (GError) error = NULL;

  gr_trainer_start (trainer, &error);
  g_assert_no_error (error);
}

static void
wait_for_rest (GrTrainer *trainer)
{
  while (!gr_trainer_at_rest (trainer))
    gr_trainer_wait (trainer, 1);
}

static gsize
n_steps (GrTrainer *trainer)
{
  return gr_series_length (gr_trainer_losses (trainer));
}

static void
test_finish_epoch (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = make (project, &options);
  GrSnapshot now;

  gr_trainer_step (trainer);
  start (trainer);
  wait_for_rest (trainer);
  g_assert_cmpuint (n_steps (trainer), ==, 1);
  gr_trainer_step (trainer);
  wait_for_rest (trainer);
  g_assert_cmpuint (n_steps (trainer), ==, 2);
  for (gsize epoch = 1; epoch <= 3; epoch++)
    {
      gr_trainer_finish_epoch (trainer);
      wait_for_rest (trainer);
      g_assert_cmpuint (n_steps (trainer), ==, epoch * 6);
      g_assert_cmpuint (gr_series_length (gr_trainer_epochs (trainer)), ==, epoch);
    }
  g_assert_true (gr_trainer_wait (trainer, -1));
  gr_trainer_snapshot (trainer, &now);
  g_assert_cmpint (now.state, ==, GR_TRAINER_DONE);
}

static void
assert_same_history (GrTrainer *trainer, const char *folder, gsize epochs)
{
  g_autofree char *path = g_build_filename (folder, GR_CHECKPOINT_LAST, NULL);
  g_autoptr (GArray) losses = NULL;
  g_autoptr (GArray) results = NULL;
  g_autoptr (GError) error = NULL;

  gr_checkpoint_history (path, &losses, &results, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (losses->len, ==, n_steps (trainer));
  g_assert_cmpuint (results->len, ==, epochs);
  for (guint i = 0; i < losses->len; i++)
    g_assert_cmpfloat (g_array_index (losses, gdouble, i), ==, gr_trainer_loss (trainer, i));
  for (guint i = 0; i < results->len; i++)
    {
      const GrEpoch *epoch = &g_array_index (results, GrEpoch, i);
      const GrEpoch *own = gr_series_at (gr_trainer_epochs (trainer), i);

      g_assert_cmpint (epoch->step, ==, own->step);
      g_assert_cmpfloat (epoch->test.accuracy, ==, own->test.accuracy);
    }
}

/* With a checkpoint wanted all the time there is one of every step. */
static void
test_history (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  char *folder = folder_new ();
  g_autofree char *log = g_build_filename (folder, "log.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GrTrainer) trainer = NULL;

  options.run_dir = folder;
  options.log = log;
  options.save_seconds = 1e-6;
  trainer = make (project, &options);
  gr_trainer_step (trainer);
  start (trainer);
  for (gsize i = 1; i <= 4; i++)
    {
      wait_for_rest (trainer);
      g_assert_cmpuint (n_steps (trainer), ==, i);
      assert_same_history (trainer, folder, 0);
      gr_trainer_step (trainer);
    }
  gr_trainer_resume (trainer);
  g_assert_true (gr_trainer_wait (trainer, -1));
  assert_same_history (trainer, folder, 3);
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5); /* a title, three epochs, the end */
  folder_remove (folder);
}

static void
test_history_refused (void)
{
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "weights.safetensors", NULL);
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = make (project, &options);
  g_autoptr (GArray) losses = NULL;
  g_autoptr (GArray) epochs = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gr_weights_save (gr_trainer_module (trainer), path, NULL));
  g_assert_false (gr_checkpoint_history (path, &losses, &epochs, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_FORMAT);
  folder_remove (folder);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/trainer-views/finish-epoch", test_finish_epoch);
  g_test_add_func ("/trainer-views/history", test_history);
  g_test_add_func ("/trainer-views/history-refused", test_history_refused);
  return g_test_run ();
}
