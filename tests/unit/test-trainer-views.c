/* test-trainer-views.c - what the window asks of the trainer beyond the command line: one epoch and
 * then a pause, checkpoints within an epoch, the history of a run that is not in memory,
 * gradients, histograms, looks at tensors. */
#include <glib/gstdio.h>
#include <math.h>

#include "folder.h"
#include "gradus.h"
#include "small-projects.h"
#include "train/log.h"
#include "train/trainer-private.h"
#include "train/watch.h"

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
  g_autoptr (GError) error = NULL;
  g_autoptr (GrHistory) history = gr_checkpoint_history (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (history->losses->len, ==, n_steps (trainer));
  g_assert_cmpuint (history->rates->len, ==, n_steps (trainer));
  g_assert_cmpuint (history->epochs->len, ==, epochs);
  g_assert_cmpstr (history->layers[0], ==, "fc1");
  g_assert_cmpstr (history->layers[1], ==, "fc2");
  g_assert_cmpuint (history->gradients->len, ==, 2 * ((n_steps (trainer) + 9) / 10));
  for (guint i = 0; i < history->losses->len; i++)
    g_assert_cmpfloat (g_array_index (history->losses, gdouble, i), ==,
                       gr_trainer_loss (trainer, i));
  for (guint i = 0; i < history->epochs->len; i++)
    {
      const GrEpoch *epoch = &g_array_index (history->epochs, GrEpoch, i);
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

/* A checkpoint that waits has no copy of the series, so an epoch costs the same however many there
 * were; what is written of them is as much as there was at its step; and while writing them takes
 * long, checkpoints are further apart. */
static void
test_waiting (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, GR_CHECKPOINT_LAST, NULL);
  g_autoptr (GrTrainer) trainer = NULL;
  g_autoptr (GrHistory) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  const gfloat rate = 0.5f;
  const GrEpoch epoch = { .epoch = 1 };

  options.run_dir = folder;
  trainer = make (project, &options);
  for (gint i = 0; i < 5000; i++)
    {
      gr_trainer_add_loss (trainer, i);
      gr_series_append (trainer->rates, &rate);
    }
  gr_series_append (trainer->epochs, &epoch);
  trainer->saved_time = g_get_monotonic_time () - 60 * G_USEC_PER_SEC;
  trainer->curves_took = 4 * G_USEC_PER_SEC;
  g_assert_true (gr_trainer_save_epoch (trainer, FALSE, FALSE, &error));
  g_assert_nonnull (trainer->waiting_last.state);
  g_assert_null (gr_named_tensors_get (trainer->waiting_last.state, "trainer.losses"));
  before = gr_checkpoint_history (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (before->losses->len, ==, 0);

  gr_trainer_add_loss (trainer, 1);
  gr_series_append (trainer->rates, &rate);
  g_assert_true (gr_trainer_save_waiting (trainer, &error));
  after = gr_checkpoint_history (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->losses->len, ==, 5000);
  g_assert_cmpuint (after->rates->len, ==, 5000);
  g_assert_cmpuint (after->epochs->len, ==, 1);
  g_assert_cmpint (trainer->curves_took, >, 0);
  g_assert_cmpfloat (g_array_index (after->losses, gdouble, 4999), ==, 4999);

  trainer->curves_took = 4 * G_USEC_PER_SEC;
  trainer->saved_time = g_get_monotonic_time () - 81 * G_USEC_PER_SEC;
  g_assert_true (gr_trainer_save_epoch (trainer, FALSE, FALSE, &error));
  g_assert_null (trainer->waiting_last.state);
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
  g_autoptr (GError) error = NULL;

  g_assert_true (gr_weights_save (gr_trainer_module (trainer), path, NULL));
  g_assert_null (gr_checkpoint_history (path, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_FORMAT);
  folder_remove (folder);
}

/* --- gradients -------------------------------------------------------------------------------- */

/* The norm of a layer's gradient from how far one step of plain SGD moved it: lr·g. */
static void
test_gradients (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) still = NULL;
  g_autoptr (GrTrainer) trainer = NULL;
  const gfloat *norms;

  options.optimizer = "sgd:lr=0.5";
  options.dtype = GR_FLOAT64;
  still = make (project, &options);
  trainer = make (project, &options);
  gr_trainer_step (trainer);
  start (trainer);
  wait_for_rest (trainer);
  g_assert_cmpuint (gr_series_length (gr_trainer_gradients (trainer)), ==, 1);
  norms = gr_series_at (gr_trainer_gradients (trainer), 0);
  for (guint layer = 0; layer < 2; layer++)
    {
      gdouble squares = 0;

      for (guint i = 0; i < 2; i++)
        {
          g_autofree char *name = g_strdup_printf ("fc%u.%s", layer + 1, i ? "bias" : "weight");
          GrTensor *a = gr_module_find (gr_trainer_module (still), name)->tensor;
          GrTensor *b = gr_module_find (gr_trainer_module (trainer), name)->tensor;

          for (gint64 k = 0; k < gr_tensor_numel (a); k++)
            squares += pow ((gr_tensor_get (a, k).d - gr_tensor_get (b, k).d) / 0.5, 2);
        }
      g_assert_cmpfloat_with_epsilon (norms[layer], sqrt (squares), 1e-6);
    }
  g_assert_cmpfloat_with_epsilon (*(const gfloat *) gr_series_at (gr_trainer_rates (trainer), 0),
                                  0.5, 1e-9);
}

/* --- histograms ------------------------------------------------------------------------------- */

/* What a tensor holds, counted once more, as it says. */
static void
assert_histogram (const GrHistogram *histogram, GrTensor *tensor)
{
  const gint64 n = gr_tensor_numel (tensor);
  const gdouble width = ((gdouble) histogram->high - histogram->low) / GR_HISTOGRAM_BINS;
  gdouble all = 0;
  gint64 below = 0;
  gdouble shares_below = 0;

  for (guint i = 0; i < GR_HISTOGRAM_BINS; i++)
    all += histogram->share[i];
  g_assert_cmpfloat_with_epsilon (all, 1, 1e-5);
  for (guint i = 0; i < GR_HISTOGRAM_BINS / 2; i++)
    shares_below += histogram->share[i];
  for (gint64 i = 0; i < n; i++)
    below += gr_tensor_get (tensor, i).d < histogram->low + width * GR_HISTOGRAM_BINS / 2;
  g_assert_cmpfloat_with_epsilon (shares_below, (gdouble) below / n, 1e-5);
}

/* The first row is of the weights that a run begins with. */
static void
test_histograms (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) still = make (project, &options);
  g_autoptr (GrTrainer) trainer = make (project, &options);
  const GrHistograms *histograms = gr_trainer_histograms (trainer);
  const GrHistogram *bias;

  start (trainer);
  g_assert_true (gr_trainer_wait (trainer, -1));
  g_assert_cmpuint (histograms->n, ==, 4);
  g_assert_cmpint (histograms->every, ==, 1);
  g_assert_cmpuint (gr_series_length (histograms->series), ==, 18);
  for (guint i = 0; i < histograms->n; i++)
    assert_histogram (gr_histograms_at (histograms, 0, i, FALSE),
                      gr_module_find (gr_trainer_module (still), histograms->names[i])->tensor);
  bias = gr_histograms_at (histograms, 3, (guint) gr_histograms_find (histograms, "fc2.bias"),
                           TRUE);
  g_assert_cmpfloat (bias->low, <, bias->high);
  g_assert_cmpint (gr_histograms_find (histograms, "fc3.bias"), ==, -1);
}

/* However long a run is, it has not many of them, and one that goes on for longer keeps the ones
 * that it had, as far as they lie far enough apart. */
static void
test_histograms_of_long_runs (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, GR_CHECKPOINT_LAST, NULL);
  g_autoptr (GrTrainer) first = NULL;
  g_autoptr (GrTrainer) second = NULL;
  g_autoptr (GrHistograms) kept = NULL;
  g_autoptr (GError) error = NULL;
  const GrHistograms *all;

  options.run_dir = folder;
  options.epochs = 8; /* 48 steps */
  first = make (project, &options);
  start (first);
  g_assert_true (gr_trainer_wait (first, -1));
  g_assert_cmpuint (gr_series_length (gr_trainer_histograms (first)->series), ==, 48);

  options.resume = TRUE;
  options.epochs = 20; /* 120 */
  second = make (project, &options);
  start (second);
  g_assert_true (gr_trainer_wait (second, -1));
  all = gr_trainer_histograms (second);
  g_assert_cmpint (all->every, ==, 4);
  g_assert_cmpuint (gr_series_length (all->series), ==, 30);
  for (gsize row = 0; row < 12; row++)
    g_assert_cmpmem (gr_series_at (all->series, row), gr_histograms_width (all) * sizeof (gfloat),
                     gr_series_at (gr_trainer_histograms (first)->series, 4 * row),
                     gr_histograms_width (all) * sizeof (gfloat));

  kept = gr_checkpoint_histograms (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (kept->every, ==, 4);
  g_assert_cmpuint (gr_series_length (kept->series), ==, 30);
  g_assert_cmpstr (kept->names[0], ==, "fc1.weight");
  for (gsize row = 0; row < 30; row++)
    g_assert_cmpfloat (gr_histograms_at (kept, row, 2, TRUE)->high, ==,
                       gr_histograms_at (all, row, 2, TRUE)->high);
  folder_remove (folder);
}

/* --- looking ---------------------------------------------------------------------------------- */

static GrLook *
wait_for_look (GrTrainer *trainer)
{
  GrLook *look;

  while (!(look = gr_trainer_look (trainer)))
    g_usleep (1000);
  return look;
}

static void
test_watch (void)
{
  static const char *const names[] = { "fc1.weight", "nothing", "relu1", "fc2", NULL };
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) plain = make (project, &options);
  g_autoptr (GrTrainer) trainer = make (project, &options);
  g_autoptr (GrLook) look = NULL;
  g_autoptr (GrLook) later = NULL;
  GrTensor *weight = gr_module_find (gr_trainer_module (trainer), "fc1.weight")->tensor;

  start (plain);
  gr_trainer_step (trainer);
  start (trainer);
  wait_for_rest (trainer);
  g_assert_null (gr_trainer_look (trainer));
  gr_trainer_watch (trainer, names, 3); /* paused: one look */
  look = wait_for_look (trainer);
  g_assert_cmpint (look->step, ==, 1);
  g_assert_cmpuint (look->n, ==, 3);
  g_assert_cmpstr (look->tensors[0].name, ==, "fc1.weight");
  g_assert_nonnull (look->tensors[0].gradient);
  for (gint64 i = 0; i < gr_tensor_numel (weight); i++)
    g_assert_cmpfloat (gr_tensor_get (weight, i).d, ==,
                       gr_tensor_get (look->tensors[0].value, i).d);
  g_assert_null (look->tensors[1].gradient);
  g_assert_cmpint (gr_tensor_numel (look->tensors[1].value), ==, 24);
  for (gint64 i = 0; i < 24; i++)
    g_assert_cmpfloat (gr_tensor_get (look->tensors[1].value, i).d, >=, 0);
  g_assert_cmpint (gr_tensor_numel (look->tensors[2].value), ==, 3);

  gr_trainer_watch (trainer, NULL, 0);
  gr_trainer_finish_epoch (trainer);
  wait_for_rest (trainer);
  g_assert_null (gr_trainer_look (trainer));
  gr_trainer_watch (trainer, names, 3);
  later = wait_for_look (trainer);
  g_assert_cmpint (later->step, ==, 6);
  gr_trainer_resume (trainer);
  g_assert_true (gr_trainer_wait (trainer, -1));

  /* Who was looked at ends where the one that was not ends. */
  g_assert_true (gr_trainer_wait (plain, -1));
  for (guint i = 0; i < gr_module_n_tensors (gr_trainer_module (plain)); i++)
    {
      GrTensor *a = gr_module_tensor (gr_trainer_module (plain), i)->tensor;
      GrTensor *b = gr_module_tensor (gr_trainer_module (trainer), i)->tensor;

      g_assert_cmpmem (gr_tensor_data (a), gr_tensor_numel (a) * 4, gr_tensor_data (b),
                       gr_tensor_numel (b) * 4);
    }
}

/* A look that was not taken before something else is watched answers a question that nobody asks
 * any more. */
static void
test_watch_another (void)
{
  static const char *const first[] = { "fc1.weight", NULL }, *const second[] = { "fc2", NULL };
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = make (project, &options);
  g_autoptr (GrLook) look = NULL;

  gr_trainer_step (trainer);
  start (trainer);
  wait_for_rest (trainer);
  gr_trainer_watch (trainer, first, 0);
  while (!atomic_load (&trainer->look))
    g_usleep (1000);
  gr_trainer_watch (trainer, second, 0);
  look = wait_for_look (trainer);
  g_assert_cmpuint (look->n, ==, 1);
  g_assert_cmpstr (look->tensors[0].name, ==, "fc2");
  gr_trainer_stop (trainer);
  gr_trainer_wait (trainer, -1);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/trainer-views/finish-epoch", test_finish_epoch);
  g_test_add_func ("/trainer-views/history", test_history);
  g_test_add_func ("/trainer-views/waiting", test_waiting);
  g_test_add_func ("/trainer-views/history-refused", test_history_refused);
  g_test_add_func ("/trainer-views/gradients", test_gradients);
  g_test_add_func ("/trainer-views/histograms", test_histograms);
  g_test_add_func ("/trainer-views/histograms-of-long-runs", test_histograms_of_long_runs);
  g_test_add_func ("/trainer-views/watch", test_watch);
  g_test_add_func ("/trainer-views/watch-another", test_watch_another);
  return g_test_run ();
}
