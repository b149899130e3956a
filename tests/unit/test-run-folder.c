/* test-run-folder.c - the folder of a run: one run at a time writes to it, an earlier run's
 * checkpoints stay, and what is not finite is never saved. */
#include "runs.h"
#include "tensor/allocator.h"

static char *
contents (const char *folder, const char *name, gsize *n)
{
  g_autofree char   *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char              *bytes;

  g_file_get_contents (path, &bytes, n, &error);
  g_assert_no_error (error);
  return bytes;
}

static gboolean
is_there (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* --- one at a time ---------------------------------------------------------------------------- */

static void
test_taken (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *part = g_build_filename (folder, "last.safetensors.new-a1B2c3", NULL);
  g_autoptr (GrTrainer) first = NULL;
  g_autoptr (GrTrainer) other = NULL;

  options.run_dir = folder;
  first = make (project, &options);
  start_paused (first);
  step_once (first);
  g_assert_true (g_file_set_contents (part, "the first run is writing this", -1, NULL));
  assert_refused (project, &options, "Another run is writing to “*”: *");
  options.resume = TRUE;
  assert_refused (project, &options, "Another run is writing to “*”: *");
  g_assert_true (g_file_test (part, G_FILE_TEST_EXISTS));
  gr_trainer_stop (first);
  gr_trainer_wait (first, -1);
  other = make (project, &options);
  g_assert_cmpint (snapshot (other).step, ==, 1);
  remove_folder (folder);
}

/* --- an earlier run --------------------------------------------------------------------------- */

static void
test_earlier (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *last = NULL;
  g_autofree char      *best = NULL;
  g_autofree char      *kept_last = NULL;
  g_autofree char      *kept_best = NULL;
  gsize                 n_last, n_best, n_kept_last, n_kept_best;

  options.run_dir = folder;
  options.epochs = 1;
  gr_trainer_free (run_whole (project, &options));
  last = contents (folder, "last.safetensors", &n_last);
  best = contents (folder, "best.safetensors", &n_best);
  gr_trainer_free (make (project, &options));
  kept_last = contents (folder, "last.1.safetensors", &n_kept_last);
  kept_best = contents (folder, "best.1.safetensors", &n_kept_best);
  g_assert_cmpmem (kept_last, n_kept_last, last, n_last);
  g_assert_cmpmem (kept_best, n_kept_best, best, n_best);
  g_assert_false (is_there (folder, "best.safetensors"));

  /* The run that was not started left nothing worth a number. */
  gr_trainer_free (run_whole (project, &options));
  g_assert_false (is_there (folder, "last.2.safetensors"));
  gr_trainer_free (run_whole (project, &options));
  g_assert_true (is_there (folder, "last.1.safetensors"));
  g_assert_true (is_there (folder, "last.2.safetensors"));

  options.resume = TRUE;
  options.epochs = 2;
  gr_trainer_free (run_whole (project, &options));
  g_assert_false (is_there (folder, "last.3.safetensors"));
  remove_folder (folder);
}

/* --- going on --------------------------------------------------------------------------------- */

/* Each thing that is another one than the run was started with is refused by its name. */
/* A run that fails before its first step leaves the folder as it was. */
static void
test_never_began (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *fresh = g_build_filename (folder, "fresh", NULL);
  const char *const     folders[] = { folder, fresh };

  options.run_dir = folder;
  options.epochs = 1;
  gr_trainer_free (run_whole (project, &options));
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr (GrTrainer) trainer = NULL;
      g_autoptr (GError)    error = NULL;

      options.run_dir = folders[i];
      trainer = make (project, &options);
      g_assert_true (is_there (folders[i], "last.safetensors"));
      gr_allocator_fail_nth (1);
      start (trainer);
      g_assert_false (gr_trainer_result (trainer, &error));
      g_assert_error (error, GR_ERROR, GR_ERROR_MEMORY);
      g_assert_cmpint (snapshot (trainer).step, ==, 0);
    }
  g_assert_true (is_there (folder, "best.safetensors"));
  g_assert_false (is_there (folder, "last.1.safetensors"));
  g_assert_false (is_there (folder, "fresh"));
  options.run_dir = folder;
  options.resume = TRUE;
  gr_trainer_free (make (project, &options)); /* the earlier run's */
  remove_folder (folder);
}

static void
test_terms (void)
{
  static const char *const bare[]
      = { "Input", "Linear out_features=24 name=fc1 bias=false", "ReLU",
          "Linear out_features=3 name=fc2", "CrossEntropyLoss", NULL };
  g_autoptr (GrProject) project = blobs ();
  g_autoptr (GrProject) noisy
      = small_project ("blobs", "{\"n\": 300, \"classes\": 3, \"noise\": 0.3}", points);
  g_autoptr (GrProject) other
      = small_project ("blobs", "{\"n\": 300, \"classes\": 3, \"noise\": 0.2}", bare);
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  GrTrainerOptions      asked;
  g_autofree char      *folder = make_folder ();
  g_autofree char      *init = g_build_filename (folder, "last.1.safetensors", NULL);

  options.run_dir = folder;
  options.batch_size = 32;
  options.epochs = 1;
  options.lr = 0.01;
  gr_trainer_free (run_whole (project, &options));
  options.resume = TRUE;
  options.epochs = 2;

  asked = options;
  asked.lr = 0.02;
  assert_refused (project, &asked,
                  "The checkpoint “*” was made with optimizer Adam:lr=0.01*, but this run has "
                  "Adam:lr=0.02*: resume with what it was started with, or start anew");
  asked = options;
  asked.schedule = "cosine";
  assert_refused (project, &asked, "* with schedule constant*, but this run has cosine*");
  asked = options;
  asked.in_order = TRUE;
  assert_refused (project, &asked, "* with sampler random, but this run has sequential*");
  asked = options;
  asked.val_split = 0.1;
  assert_refused (project, &asked, "* with val_split 0, but this run has 0.1*");
  asked = options;
  asked.augment = "normalize(0, 2)";
  assert_refused (project, &asked, "* with transforms none, but this run has normalize(*");
  asked = options;
  asked.init = init;
  assert_refused (project, &asked, "* with init none, but this run has *last.1.safetensors*");
  project->training.clip_norm = 2;
  assert_refused (project, &options, "* with clip_norm 0, but this run has 2*");
  project->training.clip_norm = 0;
  assert_refused (noisy, &options, "* with data of checksum *, but this run has of checksum *");
  assert_refused (other, &options,
                  "* with model fc1: Linear * bias=true *, but this run has fc1: Linear * "
                  "bias=false *");
  gr_trainer_free (run_whole (project, &options));
  remove_folder (folder);
}

/* --- what is not finite ----------------------------------------------------------------------- */

/* One step at a rate beyond float32: its loss was finite, what comes of it is not. */
static void
check_not_saved (gboolean stop)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autofree char      *folder = make_folder ();
  g_autoptr (GrTrainer) trainer = NULL;
  g_autoptr (GError)    error = NULL;
  g_autofree char      *before = NULL;
  g_autofree char      *after = NULL;
  gsize                 n_before, n_after;

  options.run_dir = folder;
  options.optimizer = "sgd:lr=0.01";
  options.batch_size = stop ? 32 : 300;
  trainer = make (project, &options);
  before = contents (folder, "last.safetensors", &n_before);
  start_paused (trainer);
  gr_trainer_set_lr (trainer, 1e39);
  if (stop)
    {
      step_once (trainer);
      gr_trainer_stop (trainer);
    }
  else /* the epoch's only step */
    gr_trainer_resume (trainer);
  g_assert_false (gr_trainer_result (trainer, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_DIVERGED);
  g_assert_true (g_str_has_prefix (error->message,
                                   "The weights were no longer finite after step 1 (epoch 1). "));
  after = contents (folder, "last.safetensors", &n_after);
  g_assert_cmpmem (after, n_after, before, n_before);
  remove_folder (folder);
}

static void
test_not_finite (void)
{
  check_not_saved (FALSE);
}

static void
test_not_finite_stopped (void)
{
  check_not_saved (TRUE);
}

/* --- a long run ------------------------------------------------------------------------------- */

static void
test_long (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = NULL;

  options.epochs = 1000000000000;
  trainer = make (project, &options);
  start_paused (trainer);
  step_once (trainer);
  g_assert_cmpint (snapshot (trainer).steps, ==, 10000000000000);
  options.epochs = G_MAXINT64;
  assert_refused (project, &options, "* epochs of 10 batches are more steps than can be counted");
}

int
main (int argc, char *argv[])
{
  gradus_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-folder/taken", test_taken);
  g_test_add_func ("/run-folder/earlier", test_earlier);
  g_test_add_func ("/run-folder/never-began", test_never_began);
  g_test_add_func ("/run-folder/terms", test_terms);
  g_test_add_func ("/run-folder/not-finite", test_not_finite);
  g_test_add_func ("/run-folder/not-finite/stopped", test_not_finite_stopped);
  g_test_add_func ("/run-folder/long", test_long);
  return g_test_run ();
}
