/* metrics.c - sums over batches, and the scores that come of them. */
#include "metrics.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Deviations of one output's targets, from the first one seen: a mean far from 0 costs no
 * digits. */
typedef struct
{
  gdouble first, sum, squares;
} Column;

struct _GrMetrics
{
  GrMetricsKind kind;
  gdouble       threshold;
  gint64        ignored; /* the class that does not count; NONE_IGNORED: every one does */
  gint64        items;
  gdouble       loss;    /* times items */
  gint64        labels;  /* classes compared: more than items where there is one a pixel */
  gint64        correct;
  gint64        n_classes;
  gint64       *confusion;
  gint64        values; /* numbers compared */
  gdouble       absolute, squares;
  gint64        n_columns;
  Column       *columns;
};

/* No class: labels are not negative, but for the one that a loss ignores. */
#define NONE_IGNORED G_MININT64

GrMetrics *
gr_metrics_new (GrMetricsKind kind, gdouble threshold)
{
  GrMetrics *metrics = g_new0 (GrMetrics, 1);

  metrics->kind = kind;
  metrics->threshold = threshold;
  metrics->ignored = NONE_IGNORED;
  return metrics;
}

void
gr_metrics_ignore (GrMetrics *metrics, gint64 label)
{
  metrics->ignored = label;
}

void
gr_metrics_free (GrMetrics *metrics)
{
  g_free (metrics->confusion);
  g_free (metrics->columns);
  g_free (metrics);
}

void
gr_metrics_reset (GrMetrics *metrics)
{
  metrics->items = metrics->labels = metrics->correct = metrics->values = 0;
  metrics->loss = metrics->absolute = metrics->squares = 0;
  if (metrics->confusion)
    memset (metrics->confusion, 0,
            metrics->n_classes * metrics->n_classes * sizeof *metrics->confusion);
  if (metrics->columns)
    memset (metrics->columns, 0, metrics->n_columns * sizeof *metrics->columns);
}

/* --- looking at tensors ----------------------------------------------------------------------- */

/* @tensor on the CPU; a reference where it is there already. */
static GrTensor *
to_cpu (GrTensor *tensor, GError **error)
{
  g_autoptr (GrTensor) copy = NULL;

  if (tensor->device.type == GR_DEVICE_CPU)
    return gr_tensor_ref (tensor);
  copy = gr_tensor_new (tensor->dtype, GR_CPU, gr_tensor_shape (tensor), error);
  if (!copy || !gr_tensor_transfer (tensor, copy, error))
    return NULL;
  return g_steal_pointer (&copy);
}

static inline gdouble
element (const GrTensor *tensor, gboolean contiguous, gint64 i)
{
  if (contiguous && tensor->dtype == GR_FLOAT32)
    return GR_DATA (gfloat, tensor)[i];
  if (contiguous && tensor->dtype == GR_FLOAT64)
    return GR_DATA (gdouble, tensor)[i];
  return gr_tensor_get (tensor, i).d;
}

static gboolean
refuse_shapes (GrTensor *output, GrTensor *target, GError **error)
{
  g_autofree char *a = gr_tensor_shape_string (output);
  g_autofree char *b = gr_tensor_shape_string (target);

  g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
               _ ("An output of %s cannot be held against a target of %s"), a, b);
  return FALSE;
}

/* --- adding ----------------------------------------------------------------------------------- */

static gboolean
count (GrMetrics *metrics, gint64 n_classes, gint64 truth, gint64 guess, GError **error)
{
  if (!metrics->confusion)
    {
      metrics->n_classes = n_classes;
      metrics->confusion = g_new0 (gint64, n_classes * n_classes);
    }
  if (truth == metrics->ignored)
    return TRUE;
  if (truth < 0 || truth >= metrics->n_classes || guess >= metrics->n_classes)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("A target is class %" PRId64 ", but the model tells %" PRId64 " classes "
                      "apart, 0 to %" PRId64),
                   truth, metrics->n_classes, metrics->n_classes - 1);
      return FALSE;
    }
  metrics->confusion[truth * metrics->n_classes + guess]++;
  metrics->correct += truth == guess;
  metrics->labels++;
  return TRUE;
}

/* Where the largest of @n elements is, @stride apart; of equal ones the first, as argmax. */
static gint64
largest (const GrTensor *tensor, gboolean contiguous, gint64 start, gint64 n, gint64 stride)
{
  gint64  place = 0;
  gdouble best = element (tensor, contiguous, start);

  for (gint64 c = 1; c < n; c++)
    {
      gdouble value = element (tensor, contiguous, start + c * stride);

      if (value > best)
        {
          best = value;
          place = c;
        }
    }
  return place;
}

/* The output's dimension 1 holds the classes; what is after it are places (of a picture) that have
 * a class each. A target that is probabilities has the output's shape: its class is the likeliest.
 */
static gboolean
add_classes (GrMetrics *metrics, GrTensor *output, GrTensor *target, GError **error)
{
  gboolean contiguous = gr_tensor_is_contiguous (output);
  gboolean target_contiguous = gr_tensor_is_contiguous (target);
  gboolean likely = gr_dtype_is_floating (target->dtype) && gr_tensor_same_shape (output, target);
  gint64   n_classes = output->ndim > 1 ? output->shape[1] : 0;
  gint64   places = 1;

  for (gint d = 2; d < output->ndim; d++)
    places *= output->shape[d];
  if (n_classes == 0 || (!likely && gr_tensor_numel (target) != output->shape[0] * places))
    return refuse_shapes (output, target, error);
  for (gint64 i = 0; i < output->shape[0] * places; i++)
    {
      gint64 start = i / places * n_classes * places + i % places;
      gint64 guess = largest (output, contiguous, start, n_classes, places);
      gint64 truth = likely ? largest (target, target_contiguous, start, n_classes, places)
                            : gr_tensor_get (target, i).i;

      if (!count (metrics, n_classes, truth, guess, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_binary (GrMetrics *metrics, GrTensor *output, GrTensor *target, GError **error)
{
  gint64 n = gr_tensor_numel (output);

  if (gr_tensor_numel (target) != n)
    return refuse_shapes (output, target, error);
  for (gint64 i = 0; i < n; i++)
    if (!count (metrics, 2, (gint64) gr_tensor_get (target, i).d,
                gr_tensor_get (output, i).d > metrics->threshold, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_values (GrMetrics *metrics, GrTensor *output, GrTensor *target, GError **error)
{
  gint64   n = gr_tensor_numel (output);
  gint64   n_columns = output->ndim && output->shape[0] ? n / output->shape[0] : 1;
  gboolean output_contiguous = gr_tensor_is_contiguous (output);
  gboolean target_contiguous = gr_tensor_is_contiguous (target);

  if (gr_tensor_numel (target) != n || (metrics->columns && metrics->n_columns != n_columns))
    return refuse_shapes (output, target, error);
  if (!metrics->columns)
    {
      metrics->n_columns = n_columns;
      metrics->columns = g_new0 (Column, n_columns);
    }
  for (gint64 i = 0; i < n; i++)
    {
      Column *column = &metrics->columns[i % n_columns];
      gdouble truth = element (target, target_contiguous, i);
      gdouble distance = element (output, output_contiguous, i) - truth;

      if (metrics->values < n_columns)
        column->first = truth;
      column->sum += truth - column->first;
      column->squares += (truth - column->first) * (truth - column->first);
      metrics->absolute += fabs (distance);
      metrics->squares += distance * distance;
      metrics->values++;
    }
  return TRUE;
}

gboolean
gr_metrics_add (GrMetrics *metrics, gint64 items, gdouble loss, GrTensor *output, GrTensor *target,
                GError **error)
{
  g_autoptr (GrTensor) near_output = NULL;
  g_autoptr (GrTensor) near_target = NULL;

  metrics->items += items;
  metrics->loss += loss * items;
  if (metrics->kind == GR_METRICS_LOSS)
    return TRUE;
  near_output = to_cpu (output, error);
  near_target = near_output ? to_cpu (target, error) : NULL;
  if (!near_target)
    return FALSE;
  switch (metrics->kind)
    {
    case GR_METRICS_CLASSES:
      return add_classes (metrics, near_output, near_target, error);
    case GR_METRICS_BINARY:
      return add_binary (metrics, near_output, near_target, error);
    case GR_METRICS_VALUES:
      return add_values (metrics, near_output, near_target, error);
    case GR_METRICS_LOSS:
      break;
    }
  return TRUE;
}

/* --- scores ----------------------------------------------------------------------------------- */

GrMetricsKind
gr_metrics_kind (const GrMetrics *metrics)
{
  return metrics->kind;
}

static gdouble
r2 (const GrMetrics *metrics)
{
  gint64  rows = metrics->n_columns ? metrics->values / metrics->n_columns : 0;
  gdouble spread = 0;

  for (gint64 c = 0; c < metrics->n_columns && rows; c++)
    spread += metrics->columns[c].squares
              - metrics->columns[c].sum * metrics->columns[c].sum / rows;
  return spread > 0 ? 1 - metrics->squares / spread : NAN;
}

GrScore
gr_metrics_score (const GrMetrics *metrics)
{
  GrScore score = { metrics->items, NAN, NAN, NAN, NAN, NAN };

  if (metrics->items)
    score.loss = metrics->loss / metrics->items;
  if (metrics->labels)
    score.accuracy = (gdouble) metrics->correct / metrics->labels;
  if (metrics->values)
    {
      score.mae = metrics->absolute / metrics->values;
      score.rmse = sqrt (metrics->squares / metrics->values);
      score.r2 = r2 (metrics);
    }
  return score;
}

const gint64 *
gr_metrics_confusion (const GrMetrics *metrics, gint64 *n_classes)
{
  *n_classes = metrics->n_classes;
  return metrics->confusion;
}

static gdouble
share (const GrMetrics *metrics, gint64 c, gint64 start, gint64 stride)
{
  gint64 sum = 0;

  for (gint64 i = 0; i < metrics->n_classes; i++)
    sum += metrics->confusion[start + i * stride];
  return sum ? (gdouble) metrics->confusion[c * metrics->n_classes + c] / sum : NAN;
}

gdouble
gr_metrics_precision (const GrMetrics *metrics, gint64 c)
{
  return share (metrics, c, c, metrics->n_classes);
}

gdouble
gr_metrics_recall (const GrMetrics *metrics, gint64 c)
{
  return share (metrics, c, c * metrics->n_classes, 1);
}

/* --- to go on from ---------------------------------------------------------------------------- */

/* The sums, the number of columns, and the columns' own sums. */
#define N_SUMS   7
#define N_COLUMN 3

GrTensor *
gr_metrics_save (const GrMetrics *metrics)
{
  const gint64        n_columns = metrics->columns ? metrics->n_columns : 0;
  const gint64        n = N_SUMS + 1 + N_COLUMN * n_columns;
  const gdouble       sums[N_SUMS + 1]
      = { metrics->items,  metrics->loss,     metrics->labels,  metrics->correct,
          metrics->values, metrics->absolute, metrics->squares, n_columns };
  g_autofree gdouble *all = g_new (gdouble, n);

  memcpy (all, sums, sizeof sums);
  for (gint64 c = 0; c < n_columns; c++)
    {
      const Column *column = &metrics->columns[c];
      const gdouble numbers[N_COLUMN] = { column->first, column->sum, column->squares };

      memcpy (all + N_SUMS + 1 + N_COLUMN * c, numbers, sizeof numbers);
    }
  return gr_tensor_new_from (GR_FLOAT64, all, GR_INTS (n), NULL);
}

static void
load_columns (GrMetrics *metrics, const GrTensor *saved, gint64 n_columns)
{
  g_free (metrics->columns);
  metrics->n_columns = n_columns;
  metrics->columns = n_columns ? g_new (Column, n_columns) : NULL;
  for (gint64 c = 0; c < n_columns; c++)
    {
      const gint64 at = N_SUMS + 1 + N_COLUMN * c;

      metrics->columns[c] = (Column){ gr_tensor_get (saved, at).d, gr_tensor_get (saved, at + 1).d,
                                      gr_tensor_get (saved, at + 2).d };
    }
}

gboolean
gr_metrics_load (GrMetrics *metrics, GrTensor *saved, GError **error)
{
  const gint64 n = saved->dtype == GR_FLOAT64 ? gr_tensor_numel (saved) : 0;
  gdouble      sums[N_SUMS];

  if (n <= N_SUMS || gr_tensor_get (saved, N_SUMS).d * N_COLUMN != n - N_SUMS - 1)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("The checkpoint's metrics are not readable"));
      return FALSE;
    }
  for (guint i = 0; i < N_SUMS; i++)
    sums[i] = gr_tensor_get (saved, i).d;
  gr_metrics_reset (metrics);
  load_columns (metrics, saved, (n - N_SUMS - 1) / N_COLUMN);
  metrics->items = (gint64) sums[0];
  metrics->loss = sums[1];
  metrics->labels = (gint64) sums[2];
  metrics->correct = (gint64) sums[3];
  metrics->values = (gint64) sums[4];
  metrics->absolute = sums[5];
  metrics->squares = sums[6];
  return TRUE;
}
