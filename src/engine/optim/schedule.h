/* schedule.h - learning-rate schedules, one row each, with the numbers of torch.optim.lr_scheduler.
 *
 * The rate is a function of how many epochs and batches are done (in closed form: a
 * schedule that goes on from a checkpoint gives the same bits), except reduce on plateau, which
 * also remembers the metric. Every schedule can begin with a linear warm-up that multiplies it, as
 * PyTorch's ChainedScheduler of LinearLR and another. Used by the trainer.
 */
#pragma once

#include "optimizer.h"

G_BEGIN_DECLS

typedef struct _GrSchedule GrSchedule;

typedef struct
{
  const char     *name;    /* "StepLR", PyTorch's class; NULL where it has none */
  const char     *key;     /* "step", for the command line and the project file */
  const char     *summary; /* one sentence */
  const char     *formula; /* t counts epochs, or batches where the option per says so */
  const GrOption *options;
  guint           n_options;

  /* The rate at @t of @total epochs or batches, from the base rate. */
  gdouble (*rate) (const GrOptions *options, gdouble base, gint64 t, gint64 total);
  /* What the momentum is moved to; NULL: it is left alone. */
  gdouble (*momentum) (const GrOptions *options, gint64 t, gint64 total);
  /* Options that do not go together; NULL: all do. */
  gboolean (*check) (const GrOptions *options, GError **error);
  gboolean watches; /* a metric, at the end of each epoch */
} GrScheduleKind;

guint                 gr_n_schedules   (void);
const GrScheduleKind *gr_schedule_at   (guint index);
/* By name or key, in any case; GR_ERROR_ARGUMENT lists what there is. */
const GrScheduleKind *gr_schedule_find (const char *name, GError **error);
/* At their defaults; (transfer full) */
GrOptions            *gr_schedule_kind_options (const GrScheduleKind *kind);
/* "step:step_size=2:gamma=0.5", as gr_optimizer_parse(). */
const GrScheduleKind *gr_schedule_parse (const char *text, GrOptions **options, GError **error);

/* @epochs and @batches (an epoch) are the length of the whole run, for options left at 0. */
GrSchedule *gr_schedule_new  (const GrScheduleKind *kind, const GrOptions *options, gdouble base_lr,
                              gint64 epochs, gint64 batches, GError **error);
void        gr_schedule_free (GrSchedule *schedule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrSchedule, gr_schedule_free)

const GrScheduleKind *gr_schedule_kind (const GrSchedule *schedule);
/* The rate for the next batch. */
gdouble     gr_schedule_lr         (const GrSchedule *schedule);
/* The momentum for the next batch, or NaN where the schedule does not move it. */
gdouble     gr_schedule_momentum   (const GrSchedule *schedule);
/* The person's own rate from now on: everything is scaled so that the present rate becomes @lr. */
void        gr_schedule_set_lr     (GrSchedule *schedule, gdouble lr);
void        gr_schedule_batch_done (GrSchedule *schedule);
/* @metric is what a plateau is seen on (lower is better with mode “min”); others ignore it. */
void        gr_schedule_epoch_done (GrSchedule *schedule, gdouble metric);

/* Everything that changes, as one float64 tensor "schedule". */
void        gr_schedule_save (GrSchedule *schedule, GrStateFunc func, gpointer user);
gboolean    gr_schedule_load (GrSchedule *schedule, GrStateLookup lookup, gpointer user,
                              GError **error);

G_END_DECLS
