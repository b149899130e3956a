/* findings.h - GradusFindings: what the predictions over a part of a data set show: which class is
 * taken for which, the worst mistakes, predicted against true numbers, reconstructions.
 *
 * Made on a worker thread from what the data page predicted; shown by GradusResults.
 */
#pragma once

#include "data/predictions.h"
#include "plot/histogram.h"
#include "plot/image-grid.h"

G_BEGIN_DECLS

/* How one class fares. NaN where nothing was predicted as it, or nothing is of it. */
typedef struct
{
  gint64 n; /* items of it */
  gdouble precision, recall, f1;
} GradusClassScore;

typedef struct
{
  GradusPart *part;
  guint n_items, n_wrong;
  gdouble loss; /* mean; NaN where there is none */

  /* Of a model that predicts classes; n_classes 0 otherwise. */
  guint n_classes;
  /* What something may be taken for: the classes, then in order the outputs of the model that are
   * no class of the data but were the largest for some item; each with a name. */
  guint n_outputs;
  gint *outputs;
  char **output_names;
  gint64 *counts; /* n_classes × n_outputs: row the true class, column the predicted one */
  GradusClassScore *scores;
  guint n_worst;
  guint *worst;               /* items that were taken for another class, the greatest loss first */
  gint *worst_predicted;      /* for which */
  GradusImages *worst_images; /* NULL where items are no pictures */

  /* Of one that predicts numbers: how good all of them are, as GrScore has it. */
  gdouble r2, rmse;
  GradusBins *residuals; /* predicted minus true */
  /* Some of them, evenly, for a plot; ordered by the true one. */
  guint n_values;
  gdouble *truth, *predicted;

  GradusImages *reconstructions; /* in pairs: what came in, what came out; else NULL */
} GradusFindings;

/* (transfer full). @predictor may be NULL: then nothing is reconstructed. */
GradusFindings *gradus_findings_new (const GradusPredictions *predictions,
                                     GradusPredictor *predictor, GError **error);
void gradus_findings_free (GradusFindings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusFindings, gradus_findings_free)

/* The same on a worker thread. */
void gradus_findings_new_async (GradusPredictions *predictions, GradusPredictor *predictor,
                                GCancellable *cancellable, GAsyncReadyCallback done, gpointer user);
GradusFindings *gradus_findings_new_finish (GAsyncResult *result, GError **error);

G_END_DECLS
