/* metrics.h - how well a model does over many batches: for classes, for numbers, for pictures.
 *
 * Sums are kept in double and added in the order of the batches. Used by the trainer, by
 * evaluation and by the views of mistakes. One thread at a time.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

typedef enum
{
  GR_METRICS_LOSS,    /* nothing but the loss */
  /* the largest output along dimension 1 against an int64 class, or against the likeliest of as
   * many probabilities */
  GR_METRICS_CLASSES,
  GR_METRICS_BINARY,  /* one output per item against a class 0 or 1 */
  GR_METRICS_VALUES,  /* numbers against numbers of the same shape: regression, reconstruction */
} GrMetricsKind;

/* What a table or a log shows of one pass over one set. NaN: not applicable. */
typedef struct
{
  gint64  items; /* 0: there was no such pass */
  gdouble loss;  /* mean over items */
  gdouble accuracy;
  gdouble mae, rmse;
  /* 1 - sum of squared errors / sum of squared deviations from each output's own mean: for one
   * output the usual R2, for several sklearn's r2_score (multioutput="variance_weighted"). */
  gdouble r2;
} GrScore;

typedef struct _GrMetrics GrMetrics;

/* @threshold of BINARY: an output above it is class 1 (0 for logits, 0.5 for probabilities). */
GrMetrics *gr_metrics_new   (GrMetricsKind kind, gdouble threshold);
void       gr_metrics_free  (GrMetrics *metrics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrMetrics, gr_metrics_free)

/* Items of the class @label do not count: a loss's ignore_index. */
void       gr_metrics_ignore (GrMetrics *metrics, gint64 label);

void       gr_metrics_reset (GrMetrics *metrics);
/* One batch of @items items with mean loss @loss. @output and @target may be NULL for LOSS. There
 * are as many classes as the first output has (two for BINARY); a target beyond them is
 * GR_ERROR_DATA, shapes that do not fit together are GR_ERROR_SHAPE. */
gboolean   gr_metrics_add   (GrMetrics *metrics, gint64 items, gdouble loss, GrTensor *output,
                             GrTensor *target, GError **error);

GrMetricsKind gr_metrics_kind (const GrMetrics *metrics);
GrScore    gr_metrics_score (const GrMetrics *metrics);

/* Of CLASSES and BINARY: n_classes × n_classes counts, row the true class, column the predicted
 * one; borrowed. NULL for the others, and before the first batch. */
const gint64 *gr_metrics_confusion (const GrMetrics *metrics, gint64 *n_classes);
/* Right among those predicted as @c; among those that are @c. NaN where there are none. */
gdouble    gr_metrics_precision (const GrMetrics *metrics, gint64 c);
gdouble    gr_metrics_recall    (const GrMetrics *metrics, gint64 c);

/* The sums, to go on from in another process, but for the confusion matrix: a float64 tensor,
 * (transfer full). */
GrTensor  *gr_metrics_save (const GrMetrics *metrics);
gboolean   gr_metrics_load (GrMetrics *metrics, GrTensor *saved, GError **error);

G_END_DECLS
