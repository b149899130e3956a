/* predictor.h - GradusPredictor: a trained model with what is done to an item before it comes in.
 *
 * Made from a project and its weights on a worker thread; then it says what it makes of any item,
 * from any thread, one at a time. For the predictions over a set, the sample panel and the
 * drawing pad.
 */
#pragma once

#include <gio/gio.h>

#include "data/loader.h"
#include "model/module.h"
#include "model/project.h"

G_BEGIN_DECLS

typedef enum
{
  GRADUS_PREDICTS_CLASSES, /* a probability for each class */
  GRADUS_PREDICTS_VALUES,  /* numbers beside numbers: regression, a picture */
} GradusPredicts;

typedef struct _GradusPredictor GradusPredictor;

/* Takes @project, which nobody else may use then, also on error. @weights is a file that
 * gr_weights_load() takes, or NULL for those that the model keeps. Items are like those of @like.
 * (transfer full) */
GradusPredictor *gradus_predictor_new   (GrProject *project, const char *weights, GrDataset *like,
                                         GError **error);
/* Whether items like those of @like fit @project, which is taken: what takes no time to know. Both
 * say in a sentence for the page of the data why they do not, and what to do. */
gboolean         gradus_predictor_check (GrProject *project, GrDataset *like, GError **error);
GradusPredictor *gradus_predictor_ref   (GradusPredictor *self);
void             gradus_predictor_unref (GradusPredictor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPredictor, gradus_predictor_unref)

GradusPredicts   gradus_predictor_kind  (GradusPredictor *self);
/* Whether its target is its own input, as an autoencoder's. */
gboolean         gradus_predictor_reconstructs (GradusPredictor *self);

/* What comes out for item @index of @set: [classes] probabilities that sum to 1; or what the first
 * loss looks at, without the batch, in float32. (transfer full) */
GrTensor        *gradus_predictor_run   (GradusPredictor *self, GrDataset *set, gint64 index,
                                         GError **error);
/* What block @block, a dotted name, gives for that item, [1, …]. (transfer full) */
GrTensor        *gradus_predictor_run_block (GradusPredictor *self, GrDataset *set, gint64 index,
                                             const char *block, GError **error);
/* The first on a worker thread. */
void             gradus_predictor_run_async  (GradusPredictor *self, GrDataset *set, gint64 index,
                                              GCancellable *cancellable, GAsyncReadyCallback done,
                                              gpointer user);
GrTensor        *gradus_predictor_run_finish (GAsyncResult *result, GError **error);

/* One batch of @set after another, with what came out and, where they were asked for, the loss of
 * each of its items. @outputs as above with the batch in front; @losses has batch->size places, NaN
 * where the model has no loss, or is NULL. FALSE ends the pass. */
typedef gboolean (*GradusBatchFunc) (const GrBatch *batch, GrTensor *outputs,
                                     const gdouble *losses, gpointer user);
gboolean         gradus_predictor_run_all (GradusPredictor *self, GrDataset *set,
                                           gboolean with_losses, GradusBatchFunc func,
                                           gpointer user, GError **error);

G_END_DECLS
