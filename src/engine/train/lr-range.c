/* lr-range.c - the learning-rate range test: see lr-range.h. */
#include "lr-range.h"

#include <math.h>

#include "evaluate.h"
#include "trainer-private.h"

#define LAST_LEFT_OUT 5
#define LEAST_FALL    1e-9 /* of the loss: less is rounding */

struct _GrLrRange
{
  GrLrRangeOptions options;
  GArray          *points; /* of GrLrPoint */
  gdouble          mean;   /* of the losses, towards 0 at the start */
  gdouble          lowest; /* of the smoothed ones */
};

/* --- the curve -------------------------------------------------------------------------------- */

static const char *
what_is_wrong (const GrLrRangeOptions *options)
{
  if (!(options->min_lr > 0) || !isfinite (options->max_lr)
      || !(options->min_lr < options->max_lr))
    return "the first rate must be above 0 and the last one above the first";
  if (options->steps < 2)
    return "it takes at least 2 batches";
  if (!(options->smoothing >= 0 && options->smoothing < 1))
    return "the smoothing goes from 0 to below 1";
  return options->stop_factor > 1 ? NULL : "the factor at which it ends must be above 1";
}

GrLrRange *
gr_lr_range_new (const GrLrRangeOptions *options, GError **error)
{
  const char *wrong = what_is_wrong (options);
  GrLrRange  *range;

  if (wrong)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "Learning-rate range test: %s", wrong);
      return NULL;
    }
  range = g_new0 (GrLrRange, 1);
  range->options = *options;
  range->points = g_array_new (FALSE, FALSE, sizeof (GrLrPoint));
  range->lowest = INFINITY;
  return range;
}

void
gr_lr_range_free (GrLrRange *range)
{
  g_array_unref (range->points);
  g_free (range);
}

guint
gr_lr_range_length (const GrLrRange *range)
{
  return range->points->len;
}

const GrLrPoint *
gr_lr_range_at (const GrLrRange *range, guint i)
{
  return &g_array_index (range->points, GrLrPoint, i);
}

gdouble
gr_lr_range_lr (const GrLrRange *range, guint i)
{
  const GrLrRangeOptions *options = &range->options;

  return options->min_lr * pow (options->max_lr / options->min_lr, i / (options->steps - 1.0));
}

gboolean
gr_lr_range_add (GrLrRange *range, gdouble loss)
{
  const guint   i = range->points->len;
  const gdouble smoothing = range->options.smoothing;
  GrLrPoint     point = { gr_lr_range_lr (range, i), loss, 0 };

  if (!isfinite (loss))
    return FALSE;
  range->mean = smoothing * range->mean + (1 - smoothing) * loss;
  point.smoothed = range->mean / (1 - pow (smoothing, i + 1.0));
  g_array_append_val (range->points, point);
  range->lowest = MIN (range->lowest, point.smoothed);
  return i + 1 < range->options.steps
         && !(point.smoothed > range->options.stop_factor * range->lowest);
}

gdouble
gr_lr_range_suggestion (const GrLrRange *range)
{
  const guint first = range->options.steps / 10;
  gdouble     steepest = -LEAST_FALL * fabs (range->lowest), lr = NAN;

  /* Rates lie evenly on the logarithmic axis, so differences will do for slopes. */
  for (guint i = MAX (first, 1); i + 1 + LAST_LEFT_OUT < range->points->len; i++)
    {
      const gdouble rise = gr_lr_range_at (range, i + 1)->smoothed
                           - gr_lr_range_at (range, i - 1)->smoothed;

      if (rise < steepest)
        {
          steepest = rise;
          lr = gr_lr_range_at (range, i)->lr;
        }
    }
  return lr;
}

/* --- training --------------------------------------------------------------------------------- */

/* The next batch, over and over the data. */
static gboolean
next_batch (GrTrainer *trainer, GrBatch *batch, GError **error)
{
  GError *cause = NULL;

  if (gr_loader_next (trainer->train_loader, batch, &cause)
      || (!cause && gr_loader_next (trainer->train_loader, batch, &cause)))
    return TRUE;
  g_propagate_error (error, cause);
  return FALSE;
}

/* One batch at the rate that is due. @go_on: whether another comes. */
static gboolean
step (GrLrRange *range, GrTrainer *trainer, const GrBatch *batch, gboolean *go_on, GError **error)
{
  g_autoptr (GrTensor) total = NULL;
  gdouble              loss;

  gr_optimizer_set_lr (trainer->optimizer, gr_lr_range_lr (range, gr_lr_range_length (range)));
  if (!gr_module_run_batch (trainer->module, batch, trainer->outputs, &total, error))
    return FALSE;
  loss = gr_tensor_to_double (total);
  *go_on = gr_lr_range_add (range, loss);
  if (*go_on && !gr_trainer_update (trainer, total, error))
    return FALSE;
  trainer->progress.step++;
  return TRUE;
}

static gboolean
run (GrLrRange *range, GrTrainer *trainer, GrLrRangeFunc between, gpointer user, GError **error)
{
  g_auto (GrBatch) batch = { 0 };
  gboolean         go_on = TRUE, done = TRUE;

  gr_module_train (trainer->module, TRUE);
  while (go_on && done)
    {
      const guint before = gr_lr_range_length (range);

      done = next_batch (trainer, &batch, error) && step (range, trainer, &batch, &go_on, error);
      gr_outputs_clear (trainer->outputs, trainer->n_outputs);
      if (done && between && gr_lr_range_length (range) > before)
        go_on = between (gr_lr_range_at (range, before), user) && go_on;
    }
  return done;
}

gboolean
gr_lr_range_run (GrLrRange *range, GrProject *project, const GrTrainerOptions *options,
                 GrLrRangeFunc between, gpointer user, GError **error)
{
  GrTrainerOptions      own = *options;
  g_autoptr (GrTrainer) trainer = NULL;
  GrGenerator          *before;
  gboolean              done;

  own.run_dir = own.log = NULL;
  own.resume = FALSE;
  trainer = gr_trainer_new (project, &own, error);
  if (!trainer)
    return FALSE;
  if (!trainer->optimizer)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                   "The model has no weights, so no learning rate suits it better than another");
      return FALSE;
    }
  before = gr_generator_use (&trainer->generator);
  done = run (range, trainer, between, user, error);
  gr_generator_use (before);
  return done;
}
