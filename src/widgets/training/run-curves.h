/* run-curves.h - GradusRunCurves: the numbers of a run over its steps and epochs, from the trainer
 * while it is trained, and later from its checkpoint.
 *
 * For GradusRun, which has one. What its series are, x and y, is said in run.h.
 */
#pragma once

#include "plot/series.h"
#include "train/checkpoint.h"
#include "train/trainer.h"

G_BEGIN_DECLS

/* A number over the epochs of a run. */
typedef enum
{
  GRADUS_TRAIN_LOSS,
  GRADUS_VAL_LOSS,
  GRADUS_TEST_LOSS,
  GRADUS_TRAIN_ACCURACY,
  GRADUS_VAL_ACCURACY,
  GRADUS_TEST_ACCURACY,
  GRADUS_N_EPOCH_FIGURES,
} GradusEpochFigure;

typedef struct
{
  GradusSeries  *losses, *rates;
  char         **layers; /* NULL until they are known */
  guint          n_layers;
  GradusSeries **gradients; /* one a layer */
  GradusSeries  *figures[GRADUS_N_EPOCH_FIGURES];
  GArray        *epochs; /* of GrEpoch */
} GradusRunCurves;

void     gradus_run_curves_init   (GradusRunCurves *self);
void     gradus_run_curves_clear  (GradusRunCurves *self);
/* What a checkpoint holds of them. */
void     gradus_run_curves_load   (GradusRunCurves *self, const GrHistory *history);
/* What @trainer has that these have not yet; whether there is any. */
gboolean gradus_run_curves_follow (GradusRunCurves *self, GrTrainer *trainer);
/* Forgets the points, to follow a trainer that went on from the checkpoint. */
void     gradus_run_curves_rewind (GradusRunCurves *self);

G_END_DECLS
