/* predictions.h - GradusPredictions: what a trained model makes of every item of a part of a data
 * set. GradusEvaluation makes them on a worker thread, with progress, and can be stopped.
 *
 * The data set browser sorts and filters by them; the confusion matrix leads to them.
 */
#pragma once

#include "part.h"
#include "predictor.h"

G_BEGIN_DECLS

typedef struct
{
  gint32 predicted;  /* the class; -1 where the model predicts none */
  gfloat loss;       /* NaN where the model has none */
  gfloat confidence; /* the probability of the predicted class; NaN likewise */
} GradusPrediction;

typedef struct
{
  gatomicrefcount   refs;
  GradusPart       *part;
  GradusPrediction *item;       /* one an item of the part */
  gboolean          is_classes; /* there is a right and a wrong */
  guint             n_wrong;
  gdouble           loss;       /* mean; NaN where the model has none */
  gint64            n_values;   /* numbers an item that are kept, of a model that predicts few */
  gfloat           *values;     /* or NULL */
} GradusPredictions;

GradusPredictions *gradus_predictions_ref   (GradusPredictions *self);
void               gradus_predictions_unref (GradusPredictions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPredictions, gradus_predictions_unref)

/* Whether the item's class was taken for another. */
gboolean           gradus_predictions_wrong (const GradusPredictions *self, guint index);

/* --- making them ------------------------------------------------------------------------------ */

/* Signal "changed": it began, it ended, its model is another; and ten times a second while it
 * works.
 */
#define GRADUS_TYPE_EVALUATION (gradus_evaluation_get_type ())
G_DECLARE_FINAL_TYPE (GradusEvaluation, gradus_evaluation, GRADUS, EVALUATION, GObject)

GradusEvaluation  *gradus_evaluation_new         (void);
/* What is to be evaluated from now on: @project, which is taken, with the weights of a file or,
 * where that is NULL, those that its model keeps, as the person calls it. What was predicted before
 * is forgotten. NULL for none. */
void               gradus_evaluation_set_model   (GradusEvaluation *self, const char *title,
                                                  GrProject *project, const char *weights);
/* Why there is no model, in a sentence; NULL: none was trained yet. Until the next model. */
void               gradus_evaluation_set_lack    (GradusEvaluation *self, const char *sentence);
const char        *gradus_evaluation_lack        (GradusEvaluation *self);
const char        *gradus_evaluation_title       (GradusEvaluation *self); /* NULL: no model */
/* Over @part; or, with @predict FALSE, only makes the predictor. What runs is cancelled first. */
void               gradus_evaluation_start       (GradusEvaluation *self, GradusPart *part,
                                                  gboolean predict);
void               gradus_evaluation_cancel      (GradusEvaluation *self);
/* The data are others now: what is known of the ones before goes, the model stays. */
void               gradus_evaluation_forget      (GradusEvaluation *self);
gboolean           gradus_evaluation_running     (GradusEvaluation *self);
gdouble            gradus_evaluation_fraction    (GradusEvaluation *self);
/* The part that was to be predicted last with this model and these data; NULL: none was yet, or it
 * was cancelled. (transfer none) */
GradusPart        *gradus_evaluation_asked       (GradusEvaluation *self);
/* Why @part cannot be predicted, in a sentence; NULL where it can, as far as is known: when first
 * asked, it is found out on a worker thread, and "changed" follows. */
const char        *gradus_evaluation_misfit      (GradusEvaluation *self, GradusPart *part);
/* Why the last one failed, or NULL. */
const GError      *gradus_evaluation_error       (GradusEvaluation *self);
/* NULL before they are made. (transfer none) */
GradusPredictor   *gradus_evaluation_predictor   (GradusEvaluation *self);
GradusPredictions *gradus_evaluation_predictions (GradusEvaluation *self, GradusPart *part);

G_END_DECLS
