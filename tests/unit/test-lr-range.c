/* test-lr-range.c - the learning-rate range test: its rates, smoothing, end and suggestion on
 * curves that are known, and that it trains as a run would that is given the same rates by hand. */
#include <math.h>

#include "runs.h"
#include "train/lr-range.h"

static GrLrRange *
range_new (guint steps, gdouble smoothing)
{
  GrLrRangeOptions options = GR_LR_RANGE_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  GrLrRange *range;

  options.steps = steps;
  options.smoothing = smoothing;
  range = gr_lr_range_new (&options, &error);
  g_assert_no_error (error);
  return range;
}

/* --- the curve -------------------------------------------------------------------------------- */

static void
test_rates (void)
{
  g_autoptr (GrLrRange) range = range_new (9, 0);

  for (guint i = 0; i < 9; i++)
    g_assert_cmpfloat_with_epsilon (log10 (gr_lr_range_lr (range, i)), i - 7.0, 1e-12);
}

/* As fastai's recorder and Lightning's callback: the bias of the start taken out. */
static void
test_smoothing (void)
{
  g_autoptr (GrLrRange) flat = range_new (50, 0.98);
  g_autoptr (GrLrRange) two = range_new (50, 0.75);

  while (gr_lr_range_add (flat, 3))
    ;
  g_assert_cmpuint (gr_lr_range_length (flat), ==, 50);
  for (guint i = 0; i < 50; i++)
    g_assert_cmpfloat_with_epsilon (gr_lr_range_at (flat, i)->smoothed, 3, 1e-12);
  g_assert_true (isnan (gr_lr_range_suggestion (flat)));

  gr_lr_range_add (two, 1);
  gr_lr_range_add (two, 3);
  /* (0.75·1 + 3) / 1.75 */
  g_assert_cmpfloat_with_epsilon (gr_lr_range_at (two, 1)->smoothed, 3.75 / 1.75, 1e-12);
}

static void
test_end (void)
{
  g_autoptr (GrLrRange) grown = range_new (50, 0);
  g_autoptr (GrLrRange) diverged = range_new (50, 0);

  g_assert_true (gr_lr_range_add (grown, 2));
  g_assert_true (gr_lr_range_add (grown, 1));
  g_assert_true (gr_lr_range_add (grown, 4));
  g_assert_false (gr_lr_range_add (grown, 4.1));
  g_assert_cmpuint (gr_lr_range_length (grown), ==, 4);

  g_assert_true (gr_lr_range_add (diverged, 2));
  g_assert_false (gr_lr_range_add (diverged, INFINITY));
  g_assert_false (gr_lr_range_add (diverged, NAN));
  g_assert_cmpuint (gr_lr_range_length (diverged), ==, 1);
}

/* Falls like a logistic curve over the logarithm of the rate: steepest in its middle. What falls
 * still faster at the very start and at the very end is noise. */
static void
test_suggestion (void)
{
  g_autoptr (GrLrRange) range = range_new (101, 0);

  for (guint i = 0; i <= 100; i++)
    {
      gdouble loss = 2 - 1 / (1 + exp (-(i - 60.0) / 4));

      loss += i < 4 ? 4 - i : 0;
      loss -= i > 98 ? 0.4 : 0;
      gr_lr_range_add (range, loss);
    }
  g_assert_cmpfloat_with_epsilon (log (gr_lr_range_suggestion (range)),
                                  log (gr_lr_range_lr (range, 60)), 1e-12);
}

static void
test_refused (void)
{
  static const GrLrRangeOptions wrong[] = {
    { 0, 1, 100, 0.98, 4 },       { 1, 1, 100, 0.98, 4 },  { 1e-7, INFINITY, 100, 0.98, 4 },
    { 1e-7, 10, 1, 0.98, 4 },     { 1e-7, 10, 100, 1, 4 }, { 1e-7, 10, 100, 0.98, 1 },
    { 1e-7, 10, 100, 0.98, NAN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (gr_lr_range_new (&wrong[i], &error));
      g_assert_error (error, GR_ERROR, GR_ERROR_ARGUMENT);
    }
}

/* --- training --------------------------------------------------------------------------------- */

/* A run that waits before each batch to be told its rate. Ten batches an epoch, so that the test
 * goes over the data more than once. */
static void
test_as_by_hand (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrLrRange) range = range_new (25, 0.98);
  g_autoptr (GrTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  GrSeries *losses;

  options.optimizer = "sgd:momentum=0.9";
  options.schedule = "constant";
  options.dtype = GR_FLOAT64;
  gr_lr_range_run (range, project, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gr_lr_range_length (range), >, 20);

  trainer = make (project, &options);
  losses = gr_trainer_losses (trainer);
  start_paused (trainer);
  for (guint i = 0; i < gr_lr_range_length (range); i++)
    {
      gr_trainer_set_lr (trainer, gr_lr_range_lr (range, i));
      while (gr_series_length (losses) <= i)
        {
          gr_trainer_step (trainer); /* of validation, too */
          while (!gr_trainer_at_rest (trainer))
            gr_trainer_wait (trainer, 1);
        }
      g_assert_cmpfloat_with_epsilon (gr_trainer_loss (trainer, i), gr_lr_range_at (range, i)->loss,
                                      1e-9);
    }
}

static gboolean
three (const GrLrPoint *point, gpointer user)
{
  guint *n = user;

  g_assert_cmpfloat (point->lr, >, 0);
  return ++*n < 3;
}

/* Ended early it is whole as far as it came; the project and its folder of runs stay as they are.
 */
static void
test_alone (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrLrRange) range = range_new (100, 0.98);
  g_autofree char *folder = make_folder ();
  g_autofree char *run_dir = g_build_filename (folder, "run", NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  options.run_dir = run_dir;
  gr_lr_range_run (range, project, &options, three, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (gr_lr_range_length (range), ==, 3);
  g_assert_false (g_file_test (run_dir, G_FILE_TEST_EXISTS));
  remove_folder (folder);
}

/* A suggestion is of use: training with it for as many batches learns what chance does not. */
static void
test_useful (void)
{
  g_autoptr (GrProject) project = blobs ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrLrRange) range = range_new (100, 0.98);
  g_autoptr (GrTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;

  options.optimizer = "adam";
  options.schedule = "constant";
  gr_lr_range_run (range, project, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  options.lr = gr_lr_range_suggestion (range);
  g_assert_cmpfloat (options.lr, >, 1e-5);
  g_assert_cmpfloat (options.lr, <, 5);
  options.epochs = 10;
  trainer = run_whole (project, &options);
  g_assert_cmpfloat (last_epoch (trainer)->test.accuracy, >, 0.8);
}

static void
test_nothing_to_train (void)
{
  static const char *const lines[] = { "Input", "ReLU", "MSELoss", NULL };
  g_autoptr (GrProject) project = small_project ("blobs", "{\"n\": 60, \"classes\": 2}", lines);
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrLrRange) range = range_new (100, 0.98);
  g_autoptr (GError) error = NULL;

  g_assert_false (gr_lr_range_run (range, project, &options, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (gr_lr_range_length (range), ==, 0);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/lr-range/rates", test_rates);
  g_test_add_func ("/lr-range/smoothing", test_smoothing);
  g_test_add_func ("/lr-range/end", test_end);
  g_test_add_func ("/lr-range/suggestion", test_suggestion);
  g_test_add_func ("/lr-range/refused", test_refused);
  g_test_add_func ("/lr-range/as-by-hand", test_as_by_hand);
  g_test_add_func ("/lr-range/alone", test_alone);
  g_test_add_func ("/lr-range/useful", test_useful);
  g_test_add_func ("/lr-range/nothing-to-train", test_nothing_to_train);
  return g_test_run ();
}
