/* trainer.h - GrTrainer: trains a project's model on a thread of its own.
 *
 *   g_autoptr (GrTrainer) trainer = gr_trainer_new (project, &options, &error);
 *   gr_trainer_start (trainer, &error);
 *   while (!gr_trainer_wait (trainer, 100))
 *     gr_trainer_snapshot (trainer, &now);            (show it)
 *   gr_trainer_result (trainer, &error);
 *
 * Out of the worker comes the newest snapshot, which is read at any time by any thread and costs
 * the worker nothing, and two series that lose no point: the loss of every step and the results
 * of every epoch. Into it go pause, step, resume, stop and a new learning rate, which take effect
 * before the next batch.
 *
 * The same project, options and seed give the same bits for any number of threads; a run that was
 * killed and resumed ends where the unbroken one ends.
 */
#pragma once

#include "checkpoint.h"
#include "config.h"
#include "histograms.h"
#include "metrics.h"
#include "series.h"

G_BEGIN_DECLS

typedef enum
{
  GR_TRAINER_READY,   /* made, not started */
  GR_TRAINER_RUNNING,
  GR_TRAINER_PAUSED,
  GR_TRAINER_DONE,    /* every epoch, or stopped early since it no longer got better */
  GR_TRAINER_STOPPED, /* by gr_trainer_stop(); can be resumed from its checkpoint */
  GR_TRAINER_FAILED,  /* gr_trainer_result() says why */
} GrTrainerState;

typedef enum
{
  GR_PHASE_TRAINING,
  GR_PHASE_VALIDATION,
  GR_PHASE_TEST,
  GR_PHASE_SAVING,
} GrTrainerPhase;

/* One finished epoch: an element of gr_trainer_epochs(). Plain numbers. */
typedef struct
{
  gint64   epoch; /* from 1 */
  gint64   step;  /* steps done at its end, over all epochs */
  GrScore  train; /* in training mode, while the weights changed */
  GrScore  val;   /* .items 0 where no part was kept for validation */
  GrScore  test;  /* .items 0 where there is no test set */
  gdouble  lr;    /* of its last batch */
  gdouble  seconds;           /* of training alone */
  gdouble  images_per_second; /* in training alone */
  gboolean best; /* the lowest validation loss so far, or training loss where there is none */
} GrEpoch;

typedef struct
{
  GrTrainerState state;
  GrTrainerPhase phase;
  gint64         epoch, epochs;  /* from 1 */
  gint64         batch, batches; /* done in this phase of this epoch, and how many there are */
  gint64         step, steps;    /* done over all epochs, and how many there are */
  gdouble        loss;           /* of the last batch */
  gdouble        epoch_loss;     /* mean over this epoch so far */
  gdouble        epoch_accuracy; /* NaN where there are no classes */
  gdouble        lr;
  gdouble        images_per_second; /* over this epoch so far, in training */
  gdouble        seconds;           /* of this process's part of the run, without its pauses */
  gdouble        seconds_left;      /* NaN: not known yet */
} GrSnapshot;

/* Steps between two measurements of the gradients' norms. */
#define GR_GRADIENT_EVERY 10

typedef struct _GrTrainer GrTrainer;

/* Opens the data, builds the model, loads what is to be loaded: all that can be wrong with a
 * project is found here. @project is not used after this returns. (transfer full) */
GrTrainer *gr_trainer_new   (GrProject *project, const GrTrainerOptions *options, GError **error);
/* Stops the run if there is one and waits for its batch to end. */
void       gr_trainer_free  (GrTrainer *trainer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrTrainer, gr_trainer_free)

/* Once. */
gboolean   gr_trainer_start (GrTrainer *trainer, GError **error);

/* --- into it: from any thread, without waiting ------------------------------------------------ */

void gr_trainer_pause  (GrTrainer *trainer);
void gr_trainer_resume (GrTrainer *trainer);
/* One batch, then paused again; pauses a run that was not. */
void gr_trainer_step   (GrTrainer *trainer);
/* On to the end of the epoch, its validation and checkpoint, then paused. */
void gr_trainer_finish_epoch (GrTrainer *trainer);
/* Finishes the batch, writes the checkpoint to resume from, and ends. */
void gr_trainer_stop   (GrTrainer *trainer);
/* From the next batch on; a schedule goes on from there in proportion. */
void gr_trainer_set_lr (GrTrainer *trainer, gdouble lr);
/* Whether one was set that no batch has begun with yet. */
gboolean gr_trainer_has_new_lr (GrTrainer *trainer);

/* --- out of it: from any thread --------------------------------------------------------------- */

void      gr_trainer_snapshot (GrTrainer *trainer, GrSnapshot *snapshot);
/* The loss of every step, of gfloat, as plots take it; (transfer none) */
GrSeries *gr_trainer_losses   (GrTrainer *trainer);
/* The loss of step @i (from 0, below that series' length) in all the digits of the run's dtype. */
gdouble   gr_trainer_loss     (GrTrainer *trainer, gsize i);
/* Of GrEpoch; (transfer none) */
GrSeries *gr_trainer_epochs   (GrTrainer *trainer);
/* The learning rate of every step, of gfloat; (transfer none) */
GrSeries *gr_trainer_rates    (GrTrainer *trainer);
/* The norm of each layer's gradient, before clipping, at the first step and every
 * GR_GRADIENT_EVERY steps after it: elements of as many gfloats as there are layers. NULL where
 * nothing is trained; (transfer none) */
GrSeries *gr_trainer_gradients (GrTrainer *trainer);
/* The layers' dotted names, NULL-terminated; NULL likewise. (transfer none) */
const char *const *gr_trainer_layers (GrTrainer *trainer);
/* How weights and gradients are spread, since the run's beginning. NULL likewise. (transfer
 * none) */
const GrHistograms *gr_trainer_histograms (GrTrainer *trainer);
/* The weights of a run that is paused, which the worker copies once it was asked: a caller asks,
 * and looks from time to time. NULL: they are not there yet. @origin: see gr_kept_origin().
 * (transfer full) */
void        gr_trainer_ask_weights  (GrTrainer *trainer, const char *origin);
GrKept     *gr_trainer_take_weights (GrTrainer *trainer);
/* Whether it has come to rest: paused with nothing left of what it was told, or ended. A caller
 * that looks at it from time to time need not look again until it gives the next command. */
gboolean  gr_trainer_at_rest  (GrTrainer *trainer);
/* Whether the run has ended, after at most so many milliseconds; -1: however long it takes. */
gboolean  gr_trainer_wait     (GrTrainer *trainer, gint milliseconds);

/* --- after it has ended, or before it starts -------------------------------------------------- */

/* FALSE with the reason where it failed. GR_ERROR_DIVERGED: the loss is no longer a number. */
gboolean   gr_trainer_result       (GrTrainer *trainer, GError **error);
/* Whether it failed for its data or its disk alone, and there is a checkpoint to resume from. */
gboolean   gr_trainer_can_go_on    (GrTrainer *trainer);
/* Whether the weights in memory are good: it did not fail, or for its data or its disk alone. */
gboolean   gr_trainer_has_learned  (GrTrainer *trainer);
/* Its module takes the weights of the best epoch, from memory where they could not be saved. FALSE:
 * there are none. */
gboolean   gr_trainer_load_best    (GrTrainer *trainer);
/* The weights as they are; (transfer none) */
GrModule  *gr_trainer_module       (GrTrainer *trainer);
const GrRunConfig *gr_trainer_config (GrTrainer *trainer);
/* Of the last pass over the test set (or over the validation set where there is no test set):
 * confusion matrix, precision and recall. NULL where there was none. (transfer none) */
GrMetrics *gr_trainer_metrics      (GrTrainer *trainer);
/* (transfer none); @test may be NULL. The training set is without what was kept for validation. */
GrDataset *gr_trainer_training_set (GrTrainer *trainer);

/* --- of a run that is not in memory ----------------------------------------------------------- */

/* The series that a checkpoint keeps. */
typedef struct
{
  GArray *losses;    /* of gdouble, one a step */
  GArray *rates;     /* of gfloat, likewise */
  GArray *epochs;    /* of GrEpoch */
  char  **layers;    /* as gr_trainer_layers(); may be empty */
  GArray *gradients; /* of gfloat: row after row, one number a layer */
} GrHistory;

/* (transfer full) */
GrHistory *gr_checkpoint_history (const char *path, GError **error);
void       gr_history_free       (GrHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrHistory, gr_history_free)

/* The histograms that it keeps. GR_ERROR_FORMAT where it has none. (transfer full) */
GrHistograms *gr_checkpoint_histograms (const char *path, GError **error);

G_END_DECLS
