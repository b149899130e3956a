/* trainer-private.h - GrTrainer's insides, for trainer.c, run-state.c, saving.c, training.c,
 * watch.c and lr-range.c. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "../data/loader.h"
#include "../optim/schedule.h"
#include "gradient-norms.h"
#include "histograms.h"
#include "run-terms.h"
#include "snapshot.h"
#include "trainer.h"
#include "watch.h"

G_BEGIN_DECLS

typedef enum
{
  GR_COMMAND_RUN,
  GR_COMMAND_PAUSE,
  GR_COMMAND_STEP,  /* one batch, then becomes PAUSE */
  GR_COMMAND_EPOCH, /* to the end of the epoch, then becomes PAUSE */
  GR_COMMAND_STOP, /* for good */
} GrCommand;

/* What a checkpoint keeps besides weights, optimiser and schedule: where the run is. */
typedef struct
{
  gint64  epoch;      /* being trained, from 0 */
  gint64  batch;      /* done of it */
  gint64  step;       /* done over all epochs */
  gint64  bad_epochs; /* since the best */
  gdouble best;       /* the lowest loss watched so far */
} GrProgress;

/* How much there was of each series at some step. They only grow, so this is all that a checkpoint
 * that waits keeps of them. */
typedef struct
{
  gsize steps, epochs, gradients, histograms;
} GrCurveLengths;

/* A checkpoint that is not written yet; .state is NULL where there is none. */
typedef struct
{
  GrNamedTensors *state; /* all but the series */
  GrCurveLengths  lengths;
} GrWaiting;

typedef struct _GrWatch GrWatch;

struct _GrTrainer
{
  GrRunConfig   config;
  char         *run_dir; /* NULL: no checkpoints */
  char         *log;     /* NULL: none */
  gdouble       save_seconds, save_rest;
  gint64        saved_time; /* of the last checkpoint, monotonic */
  gint64        save_took;  /* µs, of the last one within an epoch */
  gint64        curves_took; /* µs, the series' part of what the last one took */
  gboolean      begins;  /* it is no run that was resumed */
  guint         earlier; /* the number that an earlier run's checkpoints were given; 0: none */
  char         *made;    /* what there was not of run_dir, see run-folder.h; NULL: none */
  gint          lock;    /* on run_dir, until the run has ended; -1: none */
  GrDataset    *train, *val, *test; /* the last two may be NULL, as their loaders and metrics */
  GrLoader     *train_loader, *val_loader, *test_loader;
  GrMetrics    *train_metrics, *val_metrics, *test_metrics;
  GrModule     *module;
  GrTensor    **outputs; /* of the batch in work */
  guint         n_outputs;
  GrOptimizer  *optimizer; /* NULL where the model has nothing to train */
  GrSchedule   *schedule;
  GrGenerator   generator;
  GrProgress    progress;
  GrRunTerms   *terms;
  gint64        saved_step; /* of the checkpoint to resume from; 0: untrained, or there is none */
  GrWaiting     waiting_best, waiting_last; /* see saving.c */
  gint64        waiting_step; /* of .waiting_last */
  gboolean      can_go_on; /* see gr_trainer_can_go_on() */
  gboolean      learned;   /* see gr_trainer_has_learned() */
  GError       *error;

  /* This process's part of the run, for the figures shown. */
  gint64        start_time; /* monotonic, later by what the run was paused since */
  gint64        first_step;
  gint64        epoch_items;
  gdouble       epoch_seconds;

  /* Out. */
  GrSnapshot    now; /* the worker's own, as last published */
  GrSnapshotBox box;
  GrSeries     *losses, *epochs;
  GrSeries     *exact_losses; /* of gdouble; NULL in float32, where .losses has every digit */

  GrSeries     *rates;        /* of gfloat: the learning rate of every step */
  GrGradientNorms *norms;     /* NULL where nothing is trained, or not on the CPU */
  GrHistograms *histograms;   /* likewise */

  /* Looking (watch.c). */
  _Atomic (GrWatch *) wanted; /* in: what the worker has not seen yet */
  _Atomic (GrLook *)  look;   /* out: what the reader has not taken yet */
  _Atomic guint n_questions;  /* what was asked so far; only the last is still to be answered */
  GrWatch      *watch;        /* the worker's own */
  GrLoader     *sample_loader; /* made when it is first wanted */

  /* Handing over weights while paused. */
  _Atomic (char *)   asked; /* in: the origin, or NULL */
  _Atomic (GrKept *) handed; /* out: what the reader has not taken yet */

  /* In. The mutex guards only falling asleep and waking. */
  _Atomic gint     command; /* GrCommand */
  _Atomic gboolean has_new_lr;
  _Atomic gdouble  new_lr;
  pthread_mutex_t  mutex;
  pthread_cond_t   changed; /* the command, or ended */
  gboolean         ended;   /* under the mutex */
  gboolean         started;
  pthread_t        thread;
};

/* trainer.c */
void     gr_trainer_publish    (GrTrainer *trainer);
/* Between two batches: waits while paused. FALSE where the run is to stop. */
gboolean gr_trainer_may_go_on (GrTrainer *trainer);
/* Between two epochs: a run that was to go on to the epoch's end is paused. */
void     gr_trainer_epoch_done (GrTrainer *trainer);

/* One more step's loss: into the series. */
void     gr_trainer_add_loss   (GrTrainer *trainer, gdouble loss);

/* watch.c, on the worker thread: a look where one is wanted and due; whether something new is
 * wanted; all of it let go of. */
void     gr_trainer_give_look    (GrTrainer *trainer);
gboolean gr_trainer_is_wanted    (GrTrainer *trainer);
void     gr_trainer_forget_watch (GrTrainer *trainer);

/* training.c: the whole run, on the worker thread. @error is for FAILED. */
GrTrainerState gr_trainer_run  (GrTrainer *trainer, GError **error);

/* training.c: the gradients of @total, the loss of a batch, and a step of the optimiser. */
gboolean gr_trainer_update (GrTrainer *trainer, GrTensor *total, GError **error);

/* run-state.c: everything the run needs to go on but the series, whose tensors are its own,
 * (transfer full); how much there is of the series now. */
GrNamedTensors *gr_trainer_state         (GrTrainer *trainer, GError **error);
GrCurveLengths  gr_trainer_curve_lengths (GrTrainer *trainer);
/* run-state.c: both into run_dir, and out of it. @curves: the series' part of the bytes, 0 to 1. */
gboolean        gr_trainer_write_state (GrTrainer *trainer, const GrWaiting *waiting,
                                        const char *file, gdouble *curves, GError **error);
gboolean        gr_trainer_load_state  (GrTrainer *trainer, GError **error);

/* saving.c: the checkpoints at the end of an epoch, at once or soon; what waits, at once; all that
 * there is now, at once; and @error, as what it says to who waits for the run. What waits can be
 * forgotten. */
void     gr_waiting_clear        (GrWaiting *waiting);
gboolean gr_trainer_save_epoch   (GrTrainer *trainer, gboolean best, gboolean at_end,
                                  GError **error);
gboolean gr_trainer_save_waiting (GrTrainer *trainer, GError **error);
gboolean gr_trainer_save_now     (GrTrainer *trainer, GError **error);
void     gr_trainer_tell_unsaved (GrTrainer *trainer, GError **error);

G_END_DECLS
