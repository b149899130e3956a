/* test-trainer.c - whole runs on generated data: learning, control from outside, checkpoints and
 * being killed, what diverges, what cannot be written. */
#include <glib/gstdio.h>
#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exchange/project-file.h"
#include "runs.h"
#include "tensor/allocator.h"
#include "model/data-fit.h"
#include "train/evaluate.h"

/* --- learning --------------------------------------------------------------------------------- */

static void
test_blobs (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = NULL;
  GrSnapshot            now;
  const GrEpoch        *last;
  gint64                n;

  options.optimizer = "adam:lr=0.05";
  options.val_split = 0.2;
  trainer = run_whole (project, &options);
  now = snapshot (trainer);
  last = last_epoch (trainer);
  g_assert_cmpint (now.state, ==, GR_TRAINER_DONE);
  g_assert_cmpint (now.step, ==, 5 * 8); /* 240 items in batches of 32 */
  g_assert_cmpuint (gr_series_length (gr_trainer_losses (trainer)), ==, 40);
  g_assert_cmpuint (gr_series_length (gr_trainer_epochs (trainer)), ==, 5);
  g_assert_cmpint (last->train.items, ==, 240);
  g_assert_cmpint (last->val.items, ==, 60);
  g_assert_cmpint (last->test.items, ==, 90);
  g_assert_cmpfloat (last->test.accuracy, >, 0.95);
  g_assert_cmpfloat (last->train.loss, <,
                     ((const GrEpoch *) gr_series_at (gr_trainer_epochs (trainer), 0))->train.loss);
  g_assert_nonnull (gr_metrics_confusion (gr_trainer_metrics (trainer), &n));
  g_assert_cmpint (n, ==, 3);
}

static void
test_spirals (void)
{
  static const char *const lines[]
      = { "Input", "Linear out_features=32", "Tanh", "Linear out_features=32", "Tanh",
          "Linear out_features=3", "CrossEntropyLoss", NULL };
  g_autoptr (GrProject) project
      = small_project ("spirals", "{\"n\": 300, \"n_test\": 100, \"classes\": 3}", lines);
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = NULL;

  options.optimizer = "adam:lr=0.02";
  options.schedule = "one_cycle";
  options.epochs = 60;
  options.batch_size = 50;
  options.dtype = GR_FLOAT64;
  trainer = run_whole (project, &options);
  g_assert_cmpfloat (last_epoch (trainer)->test.accuracy, >, 0.9);
}

/* Two losses with factors: the loss that is trained and shown is their weighted sum. */
static void
test_weighted_losses (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  const GrBlock        *scores = gr_model_block_at (project->model, 3);
  g_autofree char      *second = NULL;
  g_autoptr (GrTrainer) one = NULL;
  g_autoptr (GrTrainer) two = NULL;

  options.in_order = TRUE;
  options.epochs = 1;
  options.optimizer = "sgd:lr=0";
  one = run_whole (project, &options);
  second = small_add_block (project->model, "CrossEntropyLoss factor=0.5", scores->id);
  two = run_whole (project, &options);
  g_assert_cmpfloat_with_epsilon (last_epoch (two)->train.loss, 1.5 * last_epoch (one)->train.loss,
                                  1e-5);
}

static void
test_regression (void)
{
  static const char *const lines[] = { "Input", "Linear out_features=2", "MSELoss", NULL };
  g_autoptr (GrProject)    project = small_project ("blobs", "{\"n\": 64}", lines);
  GrTrainerOptions         options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer)    trainer = NULL;
  g_autoptr (GrEdit)       link = NULL;
  g_autoptr (GrEdit)       undo = NULL;
  g_autoptr (GError)       error = NULL;

  /* An autoencoder: the loss compares with the Input. */
  link = gr_edit_add_link (gr_model_block_at (project->model, 0)->id,
                           gr_model_block_at (project->model, 2)->id, 1, GR_AT_END);
  undo = gr_model_apply (project->model, link, &error);
  g_assert_no_error (error);
  options.optimizer = "adam:lr=0.05";
  options.epochs = 60;
  trainer = run_whole (project, &options);
  g_assert_cmpfloat (last_epoch (trainer)->train.r2, >, 0.99);
  g_assert_cmpfloat_with_epsilon (pow (last_epoch (trainer)->train.rmse, 2),
                                  last_epoch (trainer)->train.loss, 1e-6);
  g_assert_true (isnan (last_epoch (trainer)->train.accuracy));
}

static void
test_early_stopping (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = NULL;

  project->training.patience = 3;
  options.epochs = 50;
  options.optimizer = "sgd:lr=0"; /* never gets better after its first epoch */
  options.val_split = 0.2;
  trainer = run_whole (project, &options);
  g_assert_cmpuint (gr_series_length (gr_trainer_epochs (trainer)), ==, 4);
  g_assert_cmpint (snapshot (trainer).state, ==, GR_TRAINER_DONE);
}

/* How far parameter @name is from where it was in @still. */
static gdouble
moved (GrTrainer *still, GrTrainer *trainer, const char *name)
{
  GrTensor *a = gr_module_find (gr_trainer_module (still), name)->tensor;
  GrTensor *b = gr_module_find (gr_trainer_module (trainer), name)->tensor;
  gdouble   distance = 0;

  for (gint64 k = 0; k < gr_tensor_numel (a); k++)
    distance += fabs (gr_tensor_get (a, k).d - gr_tensor_get (b, k).d);
  return distance;
}

/* One step of plain SGD: a frozen block stays as it is, one with a rate of its own moves in
 * proportion. */
static void
test_block_rates (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) still = NULL;
  g_autoptr (GrTrainer) all = NULL;
  g_autoptr (GrTrainer) half = NULL;
  g_autoptr (GError)    error = NULL;

  options.epochs = 1;
  options.limit = 32;
  options.optimizer = "sgd";
  options.lr = 0.1;
  still = make (project, &options);
  all = run_whole (project, &options);
  g_assert_cmpint (snapshot (all).step, ==, 1);
  g_assert_cmpfloat (moved (still, all, "fc1.weight"), >, 0);
  gr_project_set (project, "fc1.frozen=true", &error);
  g_assert_no_error (error);
  gr_project_set (project, "fc2.lr_factor=0.25", &error);
  g_assert_no_error (error);
  half = run_whole (project, &options);
  g_assert_cmpfloat (moved (still, half, "fc1.weight"), ==, 0);
  g_assert_cmpfloat_with_epsilon (moved (still, half, "fc2.weight"),
                                  moved (still, all, "fc2.weight") / 4, 1e-5);
}

/* --- the same bits ---------------------------------------------------------------------------- */

static void
test_threads (void)
{
  g_autoptr (GrProject) project = shapes ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) one = NULL;

  options.threads = 1;
  one = run_whole (project, &options);
  for (gint threads = 2; threads <= 3; threads++)
    {
      g_autoptr (GrTrainer) more = NULL;

      options.threads = threads;
      more = run_whole (project, &options);
      assert_same_weights (gr_trainer_module (one), gr_trainer_module (more));
    }
}

static void
test_seeds (void)
{
  g_autoptr (GrProject) project = shapes ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) one = NULL;
  g_autoptr (GrTrainer) other = NULL;

  options.epochs = 1;
  options.seed = 1;
  one = run_whole (project, &options);
  options.seed = 2;
  other = run_whole (project, &options);
  g_assert_cmpfloat (last_epoch (one)->train.loss, !=, last_epoch (other)->train.loss);
}

/* --- control ---------------------------------------------------------------------------------- */

static void
wait_for_steps (GrTrainer *trainer, gsize n)
{
  while (gr_series_length (gr_trainer_losses (trainer)) < n)
    {
      g_assert_false (gr_trainer_wait (trainer, 0) && snapshot (trainer).step < n);
      g_usleep (200);
    }
}

static void
test_pause (void)
{
  g_autoptr (GrProject) project = shapes ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) whole = run_whole (project, &options);
  g_autoptr (GrTrainer) trainer = make (project, &options);
  g_autoptr (GError)    error = NULL;
  gsize                 before;

  start_paused (trainer);
  g_assert_cmpuint (gr_series_length (gr_trainer_losses (trainer)), ==, 0);
  for (gsize i = 1; i <= 3; i++)
    {
      step_once (trainer);
      g_assert_cmpuint (gr_series_length (gr_trainer_losses (trainer)), ==, i);
    }
  g_assert_false (gr_trainer_wait (trainer, 20));
  gr_trainer_resume (trainer);
  gr_trainer_pause (trainer);
  before = gr_series_length (gr_trainer_losses (trainer));
  wait_for_state (trainer, GR_TRAINER_PAUSED);
  g_assert_cmpuint (gr_series_length (gr_trainer_losses (trainer)), <=, before + 1);
  gr_trainer_resume (trainer);
  gr_trainer_result (trainer, &error);
  g_assert_no_error (error);
  assert_same_weights (gr_trainer_module (whole), gr_trainer_module (trainer));
}

/* Neither the time taken nor the time left counts how long it was paused. */
static void
test_pause_takes_no_time (void)
{
  g_autoptr (GrProject) project = shapes ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = make (project, &options);
  GrSnapshot            before, after;
  gint64                begin, paused, resumed;
  gdouble               worked;

  start_paused (trainer);
  begin = g_get_monotonic_time ();
  step_once (trainer);
  before = snapshot (trainer);
  paused = g_get_monotonic_time ();
  do
    resumed = g_get_monotonic_time ();
  while (resumed - paused < 50000 + 5 * (paused - begin));
  step_once (trainer);
  after = snapshot (trainer);
  worked = (g_get_monotonic_time () - begin - (resumed - paused)) / 1e6;
  g_assert_cmpfloat (after.seconds - before.seconds, <=, worked);
  g_assert_cmpfloat_with_epsilon (after.seconds_left, after.seconds / 2 * (after.steps - 2), 1e-9);
}

/* In float64, where the losses have digits that the plots' series has no room for. */
static void
test_stop (void)
{
  g_autoptr (GrProject) project = shapes ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autoptr (GrTrainer) whole = NULL;
  g_autoptr (GrTrainer) first = NULL;
  g_autoptr (GrTrainer) second = NULL;
  g_autoptr (GError)    error = NULL;
  gsize                 done;

  options.dtype = GR_FLOAT64;
  whole = run_whole (project, &options);
  options.run_dir = folder;
  first = make (project, &options);
  start_paused (first);
  while (gr_series_length (gr_trainer_losses (first)) < 27) /* in the middle of epoch 2 */
    step_once (first);
  gr_trainer_stop (first);
  gr_trainer_resume (first); /* a stop is for good */
  gr_trainer_result (first, &error);
  g_assert_no_error (error);
  g_assert_cmpint (snapshot (first).state, ==, GR_TRAINER_STOPPED);
  done = gr_series_length (gr_trainer_losses (first));

  options.resume = TRUE;
  second = make (project, &options);
  g_assert_cmpuint (gr_series_length (gr_trainer_losses (second)), ==, done);
  start (second);
  gr_trainer_result (second, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gr_series_length (gr_trainer_losses (second)), ==, 60);
  for (gsize i = 0; i < 60; i++)
    g_assert_cmpfloat (gr_trainer_loss (second, i), ==, gr_trainer_loss (whole, i));
  assert_same_weights (gr_trainer_module (whole), gr_trainer_module (second));
  g_assert_cmpfloat (last_epoch (second)->train.loss, ==, last_epoch (whole)->train.loss);
  g_assert_cmpfloat (last_epoch (second)->train.accuracy, ==, last_epoch (whole)->train.accuracy);
  remove_folder (folder);
}

static void
test_new_rate (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = make (project, &options);

  start_paused (trainer);
  gr_trainer_set_lr (trainer, 0.0125);
  step_once (trainer);
  g_assert_cmpfloat_with_epsilon (snapshot (trainer).lr, 0.0125, 1e-12);
}

typedef struct
{
  GrTrainer       *trainer;
  _Atomic gboolean wrong;
} Watch;

static gpointer
watch (gpointer user)
{
  Watch *shared = user;
  gint64 step = 0;
  gsize  losses = 0;

  while (!gr_trainer_wait (shared->trainer, 0))
    {
      GrSnapshot now = snapshot (shared->trainer);
      GrSeries  *series = gr_trainer_losses (shared->trainer);

      if (now.step < step || now.step > now.steps || now.batch > now.batches)
        shared->wrong = TRUE;
      step = now.step;
      for (; losses < gr_series_length (series); losses++)
        if (!isfinite (*(const gfloat *) gr_series_at (series, losses)))
          shared->wrong = TRUE;
    }
  return NULL;
}

static void
test_watched (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = make (project, &options);
  Watch                 shared = { trainer };
  pthread_t             watcher[2];

  start (trainer);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (pthread_create (&watcher[i], NULL, watch, &shared), ==, 0);
  for (guint i = 0; i < 2; i++)
    pthread_join (watcher[i], NULL);
  g_assert_true (gr_trainer_result (trainer, NULL));
  g_assert_false (shared.wrong);
}

/* --- checkpoints ------------------------------------------------------------------------------ */

/* In a process of its own, which is killed when it has done @steps steps and @microseconds more; a
 * run with a pool of threads cannot be forked, so the program starts itself again. */
static void
run_and_kill (const char *folder, gsize steps, gulong microseconds)
{
  g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, steps);
  g_autofree char *later = g_strdup_printf ("%lu", microseconds);
  const char      *arguments[] = { "/proc/self/exe", "--victim", folder, number, later, NULL };
  gint             status;

  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

static int
be_victim (char **arguments)
{
  g_autoptr (GrProject) project = shapes ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = NULL;
  GError               *error = NULL;

  options.run_dir = arguments[0];
  trainer = gr_trainer_new (project, &options, &error);
  g_assert_no_error (error);
  start (trainer);
  wait_for_steps (trainer, g_ascii_strtoull (arguments[1], NULL, 10));
  g_usleep (g_ascii_strtoull (arguments[2], NULL, 10));
  kill (getpid (), SIGKILL);
  return 1;
}

static void
test_killed (void)
{
  g_autoptr (GrProject) project = shapes ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) whole = run_whole (project, &options);

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char      *folder = make_folder ();
      g_autoptr (GrTrainer) resumed = NULL;

      /* Epoch 2 is the steps 21 to 40; the sixth is killed in the first epoch. */
      run_and_kill (folder, i == 5 ? 3 : g_test_rand_int_range (20, 40),
                    g_test_rand_int_range (0, 3000));
      options.run_dir = folder;
      options.resume = TRUE;
      resumed = run_whole (project, &options);
      assert_same_weights (gr_trainer_module (whole), gr_trainer_module (resumed));
      g_assert_cmpuint (gr_series_length (gr_trainer_epochs (resumed)), ==, 3);
      remove_folder (folder);
    }
}

/* How many files were given the name of the last checkpoint; @inotify looks for that. */
static guint
count_checkpoints (gint inotify)
{
  guint   n = 0;
  char    buffer[65536];
  gssize  size;

  while ((size = read (inotify, buffer, sizeof buffer)) > 0)
    for (gssize at = 0; at < size;)
      {
        const struct inotify_event *event = (gpointer) (buffer + at);

        n += g_str_equal (event->name, GR_CHECKPOINT_LAST);
        at += sizeof *event + event->len;
      }
  return n;
}

/* Epochs of a millisecond do not wait for the disk each; in the end the checkpoints are those of
 * the last and of the best. */
static void
test_short_epochs (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *last = g_build_filename (folder, GR_CHECKPOINT_LAST, NULL);
  g_autofree char      *best = g_build_filename (folder, GR_CHECKPOINT_BEST, NULL);
  const gint            inotify = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  g_autoptr (GrTrainer) trainer = NULL, until_best = NULL, again = NULL;
  gint64                began, best_epoch = 0;

  g_assert_cmpint (inotify_add_watch (inotify, folder, IN_MOVED_TO), >=, 0);
  options.run_dir = folder;
  options.epochs = 100;
  options.limit = 64;
  options.val_split = 0.2;
  options.optimizer = "adam:lr=0.3"; /* the loss goes up and down */
  began = g_get_monotonic_time ();
  trainer = run_whole (project, &options);
  g_assert_cmpuint (count_checkpoints (inotify), <=,
                    2 + (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
  close (inotify);
  for (gsize i = 0; i < 100; i++)
    if (((const GrEpoch *) gr_series_at (gr_trainer_epochs (trainer), i))->best)
      best_epoch = i + 1;
  g_assert_cmpint (best_epoch, <, 100);

  options.run_dir = NULL;
  options.epochs = best_epoch;
  until_best = run_whole (project, &options);
  again = make (project, &options);
  g_assert_true (gr_weights_load (gr_trainer_module (again), best, NULL));
  assert_same_weights (gr_trainer_module (until_best), gr_trainer_module (again));
  g_assert_true (gr_weights_load (gr_trainer_module (again), last, NULL));
  assert_same_weights (gr_trainer_module (trainer), gr_trainer_module (again));
  remove_folder (folder);
}

/* Who pauses finds the checkpoint of the epoch before. */
static void
test_paused_is_saved (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *best = g_build_filename (folder, GR_CHECKPOINT_BEST, NULL);
  g_autoptr (GrTrainer) trainer = NULL, saved = NULL;

  options.run_dir = folder;
  trainer = make (project, &options);
  gr_trainer_finish_epoch (trainer);
  start (trainer);
  wait_for_state (trainer, GR_TRAINER_PAUSED);
  options.run_dir = NULL;
  options.init = best;
  saved = make (project, &options);
  assert_same_weights (gr_trainer_module (trainer), gr_trainer_module (saved));
  gr_trainer_free (g_steal_pointer (&trainer));
  remove_folder (folder);
}

static void
test_weights (void)
{
  g_autoptr (GrProject) project = shapes ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *last = g_build_filename (folder, GR_CHECKPOINT_LAST, NULL);
  g_autofree char      *best = g_build_filename (folder, GR_CHECKPOINT_BEST, NULL);
  g_autofree char      *plain = g_build_filename (folder, "plain.safetensors", NULL);
  g_autoptr (GrTrainer) trained = NULL;
  g_autoptr (GrTrainer) from_last = NULL;
  g_autoptr (GrTrainer) from_plain = NULL;
  g_autoptr (GrProject) other = blobs ();
  g_autoptr (GError)    error = NULL;

  options.run_dir = folder;
  options.epochs = 1;
  trained = run_whole (project, &options);
  g_assert_true (g_file_test (best, G_FILE_TEST_EXISTS));
  g_assert_true (gr_weights_save (gr_trainer_module (trained), plain, &error));
  g_assert_no_error (error);
  options.run_dir = NULL;
  options.init = last;
  from_last = make (project, &options);
  assert_same_weights (gr_trainer_module (trained), gr_trainer_module (from_last));
  options.init = plain;
  from_plain = make (project, &options);
  assert_same_weights (gr_trainer_module (trained), gr_trainer_module (from_plain));
  assert_refused (other, &options, "The weights in “*plain.safetensors” do not fit the model: *");
  remove_folder (folder);
}

/* What a run that was killed while writing left behind goes; what else is in the folder stays. */
static void
test_leftovers (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *part = g_build_filename (folder, "last.safetensors.new-a1B2c3", NULL);
  g_autofree char      *other = g_build_filename (folder, "notes.txt", NULL);

  g_assert_true (g_file_set_contents (part, "half a check", -1, NULL));
  g_assert_true (g_file_set_contents (other, "keep me", -1, NULL));
  options.run_dir = folder;
  options.epochs = 1;
  gr_trainer_free (run_whole (project, &options));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  remove_folder (folder);
}

static void
test_resume_refused (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *last = g_build_filename (folder, GR_CHECKPOINT_LAST, NULL);

  options.resume = TRUE;
  assert_refused (project, &options, "There is no folder of checkpoints to resume from");
  options.run_dir = folder;
  assert_refused (project, &options,
                  "There is nothing to resume: no checkpoint “*last.safetensors”");
  options.resume = FALSE;
  options.epochs = 1;
  gr_trainer_free (run_whole (project, &options));
  options.resume = TRUE;
  options.batch_size = 7;
  assert_refused (project, &options,
                  "The checkpoint “*” was made with batch_size 32, but this run has 7: *");
  options.batch_size = 0;
  options.optimizer = "sgd";
  assert_refused (project, &options,
                  "The checkpoint “*” was made with optimizer Adam:*, but this run has SGD:*: *");
  options.optimizer = NULL;
  g_assert_true (g_file_set_contents (last, "cut off", -1, NULL));
  assert_refused (project, &options, "*last.safetensors*");
  remove_folder (folder);
}

/* --- what goes wrong -------------------------------------------------------------------------- */

static void
test_unwritable (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *file = g_build_filename (folder, "file", NULL);
  g_autofree char      *inside = g_build_filename (file, "run", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  options.run_dir = inside;
  assert_refused (project, &options, "Cannot make the folder “*run” for checkpoints: *");
  remove_folder (folder);
}

/* A limit on the size of files stands for a disk that fills up: the checkpoint before stays
 * whole. */
static void
test_disk_full (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *last = g_build_filename (folder, GR_CHECKPOINT_LAST, NULL);
  g_autofree char      *before = NULL;
  g_autofree char      *after = NULL;
  gsize                 n_before, n_after;
  struct rlimit         old, small = { 100, RLIM_INFINITY };
  g_autoptr (GrTrainer) trainer = NULL;
  g_autoptr (GrTrainer) resumed = NULL;
  g_autoptr (GError)    error = NULL;

  options.run_dir = folder;
  trainer = make (project, &options);
  g_assert_true (g_file_get_contents (last, &before, &n_before, NULL));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  small.rlim_max = old.rlim_max;
  setrlimit (RLIMIT_FSIZE, &small);
  start (trainer);
  g_assert_false (gr_trainer_result (trainer, &error));
  setrlimit (RLIMIT_FSIZE, &old);
  g_test_message ("%s", error->message);
  g_assert_true (g_pattern_match_simple (
      "Cannot save “*”: *. Training stopped after step *; the checkpoint of step 0 is kept in “*”.",
      error->message));
  g_assert_true (gr_trainer_can_go_on (trainer));
  g_assert_true (gr_trainer_has_learned (trainer));
  g_assert_true (gr_trainer_load_best (trainer));
  g_assert_cmpint (snapshot (trainer).state, ==, GR_TRAINER_FAILED);
  g_assert_true (g_file_get_contents (last, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  options.resume = TRUE;
  resumed = run_whole (project, &options);
  g_assert_cmpint (snapshot (resumed).step, ==, 50);
  remove_folder (folder);
}

/* A folder that is deleted meanwhile is made again; what stands in its place is an error, after
 * which the weights are there still. */
static void
test_folder_deleted (void)
{
  for (gint in_the_way = 0; in_the_way < 2; in_the_way++)
    {
      g_autoptr (GrProject) project = blobs ();
      GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
      g_autofree char      *folder = make_folder ();
      g_autofree char      *run = g_build_filename (folder, "run", NULL);
      g_autofree char      *best = g_build_filename (run, GR_CHECKPOINT_BEST, NULL);
      g_autoptr (GrTrainer) trainer = NULL;
      g_autoptr (GError)    error = NULL;

      options.run_dir = run;
      trainer = make (project, &options);
      start_paused (trainer);
      step_once (trainer);
      remove_folder (run);
      if (in_the_way)
        g_assert_true (g_file_set_contents (run, "", 0, NULL));
      gr_trainer_resume (trainer);
      g_assert_cmpint (gr_trainer_result (trainer, &error), ==, !in_the_way);
      g_assert_cmpint (g_file_test (best, G_FILE_TEST_EXISTS), ==, !in_the_way);
      g_assert_true (gr_trainer_has_learned (trainer));
      g_assert_true (gr_trainer_load_best (trainer));
      if (in_the_way
          && !g_regex_match_simple ("^Cannot make .*\\. Training stopped after step [0-9]+\\.$",
                                    error->message, 0, 0))
        g_error ("%s", error->message);
      g_assert_false (gr_trainer_can_go_on (trainer));
      remove_folder (run);
      remove_folder (folder);
    }
}

static void
test_diverged (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autoptr (GrTrainer) trainer = NULL;
  g_autoptr (GrTrainer) kept = NULL;
  g_autoptr (GError)    error = NULL;

  options.run_dir = folder;
  options.optimizer = "sgd:lr=1e30";
  trainer = make (project, &options);
  start (trainer);
  g_assert_false (gr_trainer_result (trainer, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_DIVERGED);
  g_test_message ("%s", error->message);
  if (!g_regex_match_simple ("^The loss became (NaN|infinite) at step [23] \\(epoch 1\\): .*"
                             "(Linear|Loss) “.*” gave the first value that is not finite \\(in "
                             ".*\\)\\. "
                             "A smaller learning rate may help\\.$",
                             error->message, 0, 0))
    g_error ("%s", error->message);
  options.resume = TRUE;
  kept = make (project, &options);
  g_assert_cmpint (snapshot (kept).step, ==, 0);
  remove_folder (folder);
}

/* What is kept is told where it has been trained at all, be it by the part of the run that was
 * resumed. */
static void
test_diverged_later (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autoptr (GrTrainer) first = NULL;

  options.run_dir = folder;
  options.optimizer = "sgd:lr=0.01";
  first = make (project, &options);
  start_paused (first);
  step_once (first);
  gr_trainer_stop (first);
  g_assert_true (gr_trainer_result (first, NULL));
  options.resume = TRUE;
  for (gint again = 0; again < 2; again++)
    {
      g_autoptr (GrTrainer) resumed = make (project, &options);
      g_autoptr (GError)    error = NULL;
      g_autofree char      *ending = g_strdup_printf (
          "The last good checkpoint, of step %d, is kept.", again ? 10 : 1);

      start_paused (resumed);
      while (again && gr_series_length (gr_trainer_epochs (resumed)) == 0)
        step_once (resumed);
      gr_trainer_set_lr (resumed, 1e30);
      gr_trainer_resume (resumed);
      g_assert_false (gr_trainer_result (resumed, &error));
      if (!g_str_has_suffix (error->message, ending))
        g_error ("%s", error->message);
    }
  remove_folder (folder);
}

/* A divisor that makes infinities of the pixels: no learning rate helps against that. */
static void
test_diverged_data (void)
{
  g_autoptr (GrProject) project = shapes ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = NULL;
  g_autoptr (GError)    error = NULL;

  options.augment = "normalize(0, 1e-40)";
  trainer = make (project, &options);
  start (trainer);
  g_assert_false (gr_trainer_result (trainer, &error));
  g_assert_cmpstr (error->message, ==,
                   "The loss became NaN at step 1 (epoch 1): the data of step 1 held a value that "
                   "is not finite.");
}

static void
test_all_frozen (void)
{
  static const char *const lines[]
      = { "Input", "Linear out_features=3 frozen=true", "CrossEntropyLoss", NULL };
  g_autoptr (GrProject) project = small_project ("blobs", "{\"n\": 60, \"classes\": 3}", lines);
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;

  assert_refused (project, &options,
                  "Every block of the model that has weights is frozen: there is nothing to train. "
                  "*");
}

/* The block in the middle is named, not the one where the loss was seen. */
static void
test_diverged_block (void)
{
  static const char *const lines[] = {
    "Input",
    "Linear out_features=4",
    "Linear out_features=4 name=huge init=constant init_value=3e38",
    "ReLU",
    "Linear out_features=3",
    "CrossEntropyLoss",
    NULL
  };
  g_autoptr (GrProject) project = small_project ("blobs", "{\"n\": 60, \"classes\": 3}", lines);
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = make (project, &options);
  g_autoptr (GError)    error = NULL;

  start (trainer);
  g_assert_false (gr_trainer_result (trainer, &error));
  g_assert_nonnull (
      strstr (error->message, "at step 1 (epoch 1): Linear “huge” gave the first value"));
}

static void
test_refused (void)
{
  static const char *const no_loss[] = { "Input", "Linear out_features=3", NULL };
  g_autoptr (GrProject)    project = blobs ();
  g_autoptr (GrProject)    without = small_project ("blobs", "{}", no_loss);
  GrTrainerOptions         options = GR_TRAINER_OPTIONS_INIT;

  assert_refused (without, &options, "The model has no loss to train with: *");
  options.data = "no-such-set";
  assert_refused (project, &options, "*no-such-set*");
  options.data = NULL;
  options.optimizer = "lion";
  assert_refused (project, &options, "There is no optimizer “lion”; *");
  options.optimizer = NULL;
  options.schedule = "cosine:T_max=-1";
  assert_refused (project, &options,
                  "T_max of CosineAnnealingLR is -1, but must be a whole number of at least 0");
  options.schedule = NULL;
  options.val_split = 1;
  assert_refused (project, &options, "The part kept for validation is from 0 to below 1, not 1");
  options.val_split = 0;
  options.augment = "spin(3)";
  assert_refused (project, &options, "*spin*");
  options.augment = NULL;
  json_object_set_int_member (project->optimizer.options, "momentun", 1);
  assert_refused (project, &options, "optimizer.momentun: Adam has no option “momentun”; *");
}

/* --- memory ----------------------------------------------------------------------------------- */

/* What malloc has handed out; 0 under a sanitizer, whose malloc does not say. */
static gsize
malloced (void)
{
  return mallinfo2 ().uordblks;
}

/* Runs on to @steps, and from there batch by batch to the first one of an epoch: to one and the
 * same place in it. */
static void
pause_at (GrTrainer *trainer, gsize steps)
{
  gr_trainer_resume (trainer);
  wait_for_steps (trainer, steps);
  gr_trainer_pause (trainer);
  wait_for_state (trainer, GR_TRAINER_PAUSED);
  while (snapshot (trainer).phase != GR_PHASE_TRAINING || snapshot (trainer).batch != 1)
    step_once (trainer);
}

static void
test_no_growth (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = NULL;
  GrAllocatorFigures    early, late;
  gsize                 before, after;

  options.epochs = 10000; /* 10 steps each; many more than are run, however late it is paused */
  trainer = make (project, &options);
  start_paused (trainer);
  pause_at (trainer, 100); /* every phase has been through */
  before = malloced ();
  gr_allocator_figures (&early);
  pause_at (trainer, 1150);
  after = malloced ();
  gr_allocator_figures (&late);
  g_assert_cmpuint (late.n_requests, >, early.n_requests);
  g_assert_cmpuint (late.n_system_allocations, ==, early.n_system_allocations);
  g_assert_cmpuint (late.bytes_in_use, ==, early.bytes_in_use);
  /* The series of losses grows, by 4 bytes a step in chunks; a leak of a list node a step would be
   * as much as this. */
  g_assert_cmpuint (after, <, before + 32768);
}

/* The four nets of the examples: from the second step on a step takes nothing from the system.
 * Their own data may not be here: drawn figures have the same shape. */
static void
test_no_growth_of_nets (void)
{
  static const char *const nets[] = { "fashion-mlp", "fashion-lenet", "fashion-cnn",
                                      "fashion-resnet" };

  for (guint i = 0; i < G_N_ELEMENTS (nets); i++)
    {
      g_autofree char      *file = g_strconcat (nets[i], ".gradus", NULL);
      g_autofree char      *path = g_test_build_filename (G_TEST_DIST, "..", "data", "examples",
                                                          file, NULL);
      g_autoptr (GError)    error = NULL;
      g_autoptr (GrProject) project = gr_project_load (path, &error);
      GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
      g_autoptr (GrTrainer) trainer = NULL;
      GrAllocatorFigures    early, late;

      g_assert_no_error (error);
      options.data = "shapes";
      options.batch_size = 8;
      options.limit = 200;
      trainer = make (project, &options);
      start_paused (trainer);
      step_once (trainer);
      gr_allocator_figures (&early);
      for (gint step = 0; step < 12; step++)
        step_once (trainer);
      gr_allocator_figures (&late);
      g_assert_cmpuint (late.n_requests, >, early.n_requests);
      g_assert_cmpuint (late.n_system_allocations, ==, early.n_system_allocations);
    }
}

/* All parameters are added up before any has memory. */
static void
test_too_large (void)
{
  static const char *const lines[]
      = { "Input", "Linear out_features=20000000", "Linear out_features=20000000 name=wide",
          "Linear out_features=3", "CrossEntropyLoss", NULL };
  g_autoptr (GrProject) project = blobs ();
  g_autoptr (GrProject) vast = small_project ("blobs", "{\"n\": 300, \"classes\": 3}", lines);
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_auto (GrRunConfig)  config = { 0 };
  g_autoptr (GrDataset) train = NULL;
  g_autoptr (GrDataset) test = NULL;
  g_autoptr (GError)    error = NULL;
  GrAllocatorFigures    before, after;

  /* 72 + 75 parameters of 4 bytes, with gradients and Adam's two states. */
  g_assert_true (gr_project_open_data (project, NULL, NULL, &train, &test, NULL));
  g_assert_true (gr_run_config_init (&config, project, &options, NULL));
  gr_model_set_data (project->model, gr_data_facts_new (train, test, config.transforms, NULL));
  g_assert_true (gr_run_config_check_memory (&config, project->model, 147 * 4 * 4, &error));
  g_assert_false (gr_run_config_check_memory (&config, project->model, 147 * 4 * 4 - 1, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_MEMORY);
  g_assert_nonnull (strstr (error->message, "Linear “fc2”"));
  g_clear_error (&error);

  gr_allocator_figures (&before);
  assert_refused (vast, &options,
                  "Training takes * for the parameters, their gradients and what Adam keeps of "
                  "them, but this machine has * of memory; the largest part, *, is that of Linear "
                  "“wide”");
  gr_allocator_figures (&after);
  g_assert_cmpuint (after.bytes_peak, <, before.bytes_peak + (1 << 20));
}

int
main (int argc, char *argv[])
{
  gradus_init ();
  if (argc == 5 && g_str_equal (argv[1], "--victim"))
    return be_victim (argv + 2);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trainer/blobs", test_blobs);
  g_test_add_func ("/trainer/spirals", test_spirals);
  g_test_add_func ("/trainer/weighted-losses", test_weighted_losses);
  g_test_add_func ("/trainer/autoencoder", test_regression);
  g_test_add_func ("/trainer/early-stopping", test_early_stopping);
  g_test_add_func ("/trainer/block-rates", test_block_rates);
  g_test_add_func ("/trainer/threads", test_threads);
  g_test_add_func ("/trainer/seeds", test_seeds);
  g_test_add_func ("/trainer/pause", test_pause);
  g_test_add_func ("/trainer/pause-takes-no-time", test_pause_takes_no_time);
  g_test_add_func ("/trainer/stop", test_stop);
  g_test_add_func ("/trainer/new-rate", test_new_rate);
  g_test_add_func ("/trainer/watched", test_watched);
  g_test_add_func ("/trainer/killed", test_killed);
  g_test_add_func ("/trainer/too-large", test_too_large);
  g_test_add_func ("/trainer/weights", test_weights);
  g_test_add_func ("/trainer/paused-is-saved", test_paused_is_saved);
  g_test_add_func ("/trainer/short-epochs", test_short_epochs);
  g_test_add_func ("/trainer/leftovers", test_leftovers);
  g_test_add_func ("/trainer/resume-refused", test_resume_refused);
  g_test_add_func ("/trainer/unwritable", test_unwritable);
  g_test_add_func ("/trainer/disk-full", test_disk_full);
  g_test_add_func ("/trainer/folder-deleted", test_folder_deleted);
  g_test_add_func ("/trainer/diverged", test_diverged);
  g_test_add_func ("/trainer/diverged/later", test_diverged_later);
  g_test_add_func ("/trainer/diverged/data", test_diverged_data);
  g_test_add_func ("/trainer/diverged/block", test_diverged_block);
  g_test_add_func ("/trainer/all-frozen", test_all_frozen);
  g_test_add_func ("/trainer/refused", test_refused);
  g_test_add_func ("/trainer/no-growth", test_no_growth);
  g_test_add_func ("/trainer/no-growth/nets", test_no_growth_of_nets);
  return g_test_run ();
}
