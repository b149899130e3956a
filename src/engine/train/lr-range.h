/* lr-range.h - the learning-rate range test: which learning rate suits a model and its data.
 *
 * A model is trained for a hundred batches or so while the learning rate grows exponentially from
 * far too small to far too large. Where the loss falls fastest is a good rate to train with.
 * Leslie N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2015 (arXiv:1506.01186),
 * section 3.3; smoothing, end and suggestion are those of fastai's lr_find().
 *
 *   g_autoptr (GrLrRange) range = gr_lr_range_new (&(GrLrRangeOptions) GR_LR_RANGE_OPTIONS_INIT);
 *   gr_lr_range_run (range, project, &options, NULL, NULL, &error)
 *   gr_lr_range_suggestion (range)
 *
 * It has a model of its own: no run, and nothing of the project, changes. Used by the window and by
 * `gradus lr-range`.
 */
#pragma once

#include "config.h"

G_BEGIN_DECLS

typedef struct
{
  gdouble min_lr, max_lr; /* of the first and of the last batch; 0 < min_lr < max_lr */
  guint   steps;          /* batches, at least 2 */
  gdouble smoothing;      /* of the loss, in [0, 1) */
  gdouble stop_factor;    /* it ends where the smoothed loss is this many times the lowest */
} GrLrRangeOptions;

#define GR_LR_RANGE_OPTIONS_INIT                                                                   \
  { .min_lr = 1e-7, .max_lr = 10, .steps = 100, .smoothing = 0.98, .stop_factor = 4 }

/* A batch: the rate it was trained with, and the loss before that. */
typedef struct
{
  gdouble lr;
  gdouble loss;
  gdouble smoothed; /* the exponential mean of the losses so far, not biased by its start */
} GrLrPoint;

typedef struct _GrLrRange GrLrRange;

/* GR_ERROR_ARGUMENT names the option that makes no sense. (transfer full) */
GrLrRange       *gr_lr_range_new    (const GrLrRangeOptions *options, GError **error);
void             gr_lr_range_free   (GrLrRange *range);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrLrRange, gr_lr_range_free)

/* The rate of batch @i, from 0. */
gdouble          gr_lr_range_lr     (const GrLrRange *range, guint i);
/* Adds the loss of the next batch. FALSE where the test ends with it: it was the last one, or the
 * loss has grown too far; one that is no finite number is not kept. */
gboolean         gr_lr_range_add    (GrLrRange *range, gdouble loss);

guint            gr_lr_range_length (const GrLrRange *range);
/* Borrowed until the next one is added. */
const GrLrPoint *gr_lr_range_at     (const GrLrRange *range, guint i);
/* Where the smoothed loss falls fastest over the logarithm of the rate, leaving out the first tenth
 * of the test and its last five batches, which say little; NaN where it falls nowhere. */
gdouble          gr_lr_range_suggestion (const GrLrRange *range);

/* Called after every batch, in the thread that runs the test; FALSE ends it. */
typedef gboolean (*GrLrRangeFunc) (const GrLrPoint *point, gpointer user);

/* Trains a model of @project's as gr_trainer_new() would make it, with its optimiser, from weights
 * of its own. Checkpoints and log of @options are left alone. What @between (or NULL) ends early is
 * no error. */
gboolean         gr_lr_range_run    (GrLrRange *range, GrProject *project,
                                     const GrTrainerOptions *options, GrLrRangeFunc between,
                                     gpointer user, GError **error);

G_END_DECLS
