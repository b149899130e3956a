/* evaluate.h - a model over a whole data set in evaluation mode, as `gradus evaluate` and the
 * trainer after every epoch. */
#pragma once

#include "../data/loader.h"
#include "../model/module.h"
#include "metrics.h"

G_BEGIN_DECLS

/* The number of the loss that metrics follow: the first that compares with the data's target, else
 * (an autoencoder's) the first. -1 where there is none. */
gint       gr_module_measured_loss (GrModule *module);
/* The metrics that fit that loss and the data: classes, binary, values, or only loss. */
GrMetrics *gr_metrics_for (GrModule *module, GrModel *model, GrDataset *dataset);

/* One batch through the model: every output, and the sum of its losses. @outputs has n_outputs
 * places, all cleared first; what is in them then is the caller's, also after an error: see
 * gr_outputs_clear(). @total is (transfer full). */
gboolean   gr_module_run_batch  (GrModule *module, const GrBatch *batch, GrTensor **outputs,
                                 GrTensor **total, GError **error);
void       gr_outputs_clear     (GrTensor **outputs, guint n);
/* Adds what the measured loss looks at, with the loss of the whole batch. */
gboolean   gr_metrics_add_batch (GrMetrics *metrics, GrModule *module, const GrBatch *batch,
                                 GrTensor *const *outputs, gdouble loss, GError **error);

/* Called before each batch and before the end; FALSE ends the pass early. */
typedef gboolean (*GrEvaluateFunc) (gint64 batch, gint64 n_batches, gpointer user);

/* One pass without gradients and without updating statistics; @metrics is reset first. The module's
 * mode is restored. FALSE with an error, or without where @between (or NULL) ended it. */
gboolean   gr_evaluate    (GrModule *module, GrLoader *loader, GrMetrics *metrics,
                           GrEvaluateFunc between, gpointer user, GError **error);

G_END_DECLS
