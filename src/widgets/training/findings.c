/* findings.c - GradusFindings: see findings.h. */
#include "findings.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "data/picture.h"
#include "document/in-thread.h"
#include "gradus-functions.h"
#include "train/metrics.h"

#define MOST_WORST    24
#define MOST_VALUES   5000
#define MOST_PAIRS    8
#define RESIDUAL_BINS 40

/* --- classes ------------------------------------------------------------------------------------
 */

/* Whether item @index stands in the matrix: it has a class, and was taken for something. */
static gboolean
counts_item (GradusFindings *self, const GradusPredictions *predictions, guint index)
{
  const gint label = gradus_part_label (self->part, index);

  return label >= 0 && (guint) label < self->n_classes && predictions->item[index].predicted >= 0;
}

static gint
by_number (gconstpointer a, gconstpointer b)
{
  const gint x = *(const gint *) a, y = *(const gint *) b;

  return (x > y) - (x < y);
}

static void
find_outputs (GradusFindings *self, const GradusPredictions *predictions)
{
  g_autoptr (GArray) outputs = g_array_new (FALSE, FALSE, sizeof (gint));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  gsize n;

  for (gint c = 0; c < (gint) self->n_classes; c++)
    g_array_append_val (outputs, c);
  for (guint i = 0; i < self->n_items; i++)
    {
      const gint predicted = predictions->item[i].predicted;

      if (counts_item (self, predictions, i) && (guint) predicted >= self->n_classes
          && g_hash_table_add (seen, GINT_TO_POINTER (predicted)))
        g_array_append_val (outputs, predicted);
    }
  g_array_sort (outputs, by_number);
  self->outputs = (gint *) g_array_steal (outputs, &n);
  self->n_outputs = (guint) n;
  self->output_names = g_new0 (char *, n + 1);
  for (guint k = 0; k < self->n_outputs; k++)
    self->output_names[k] = gradus_part_output (self->part, self->outputs[k]);
}

static void
count_classes (GradusFindings *self, const GradusPredictions *predictions)
{
  self->counts = g_new0 (gint64, (gsize) self->n_classes * self->n_outputs);
  for (guint i = 0; i < self->n_items; i++)
    if (counts_item (self, predictions, i))
      {
        const gint *column = bsearch (&predictions->item[i].predicted, self->outputs,
                                      self->n_outputs, sizeof (gint), by_number);

        self->counts[(gsize) gradus_part_label (self->part, i) * self->n_outputs
                     + (gsize) (column - self->outputs)]++;
      }
}

static gdouble
ratio (gint64 part, gint64 whole)
{
  return whole ? (gdouble) part / whole : NAN;
}

static void
score_classes (GradusFindings *self)
{
  const guint n = self->n_classes, width = self->n_outputs;

  self->scores = g_new0 (GradusClassScore, n);
  for (guint c = 0; c < n; c++)
    {
      GradusClassScore *score = &self->scores[c];
      const gint64 right = self->counts[(gsize) c * width + c];
      gint64 predicted = 0;

      for (guint k = 0; k < width; k++)
        score->n += self->counts[(gsize) c * width + k];
      for (guint k = 0; k < n; k++)
        predicted += self->counts[(gsize) k * width + c];
      score->precision = ratio (right, predicted);
      score->recall = ratio (right, score->n);
      score->f1 = ratio (2 * right, score->n + predicted);
    }
}

/* A mistake, to be put in order. */
typedef struct
{
  guint index;
  gfloat loss;
} Mistake;

static gint
worse_first (gconstpointer a, gconstpointer b)
{
  const Mistake *x = a, *y = b;

  if (x->loss != y->loss)
    return x->loss > y->loss ? -1 : 1;
  return x->index < y->index ? -1 : 1;
}

static void
find_worst (GradusFindings *self, const GradusPredictions *predictions)
{
  g_autoptr (GArray) mistakes = g_array_new (FALSE, FALSE, sizeof (Mistake));

  for (guint i = 0; i < self->n_items; i++)
    if (gradus_predictions_wrong (predictions, i))
      {
        const gfloat loss = predictions->item[i].loss;

        g_array_append_vals (mistakes, &(Mistake){ i, isnan (loss) ? 0 : loss }, 1);
      }
  self->n_wrong = mistakes->len;
  g_array_sort (mistakes, worse_first);
  self->n_worst = MIN (mistakes->len, MOST_WORST);
  self->worst = g_new0 (guint, self->n_worst + 1);
  self->worst_predicted = g_new0 (gint, self->n_worst + 1);
  for (guint i = 0; i < self->n_worst; i++)
    {
      self->worst[i] = g_array_index (mistakes, Mistake, i).index;
      self->worst_predicted[i] = predictions->item[self->worst[i]].predicted;
    }
}

/* --- pictures -----------------------------------------------------------------------------------
 */

/* The pixels of item @index, from 0 to 1, into @values. */
static gboolean
copy_pixels (GrDataset *set, guint index, gfloat *values, GError **error)
{
  GrTensor *inputs[GR_MAX_INPUTS] = { NULL };
  g_autoptr (GrTensor) target = NULL;
  g_autoptr (GradusPicture) picture = NULL;
  const gsize n = gr_field_numel (&set->input[0]);

  if (!gr_dataset_get (set, index, inputs, &target, error))
    return FALSE;
  picture = gradus_picture_new (&set->input[0], gr_tensor_data (inputs[0]));
  for (gsize i = 0; i < n; i++)
    values[i] = (picture->value[i] - picture->low) / MAX (picture->high - picture->low, 1e-12f);
  for (gint i = 0; i < set->n_inputs; i++)
    gr_tensor_unref (inputs[i]);
  return TRUE;
}

/* Pictures in the shape of the set's items, each from 0 to 1. */
static GradusImages *
images_like (const GrField *field, const gfloat *values, guint n)
{
  const gboolean flat = field->ndim == 2;
  GradusImages *images = gradus_images_new (values, n, flat ? 1 : field->shape[0],
                                            field->shape[field->ndim - 2],
                                            field->shape[field->ndim - 1]);

  images->min = 0;
  images->max = 1;
  return images;
}

static gboolean
picture_worst (GradusFindings *self, GError **error)
{
  GrDataset *set = self->part->set;
  const gsize numel = gr_field_numel (&set->input[0]);
  g_autofree gfloat *values = NULL;
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  if (!self->n_worst || !gradus_field_is_picture (&set->input[0]))
    return TRUE;
  values = g_new0 (gfloat, numel * self->n_worst);
  for (guint i = 0; i < self->n_worst; i++)
    {
      g_autofree char *label = NULL, *taken_for = NULL;

      if (!copy_pixels (set, self->worst[i], values + i * numel, error))
        return FALSE;
      taken_for = gradus_part_output (self->part, self->worst_predicted[i]);
      /* Translators: the true class, and the one that it was taken for */
      label = g_strdup_printf (
          _ ("%s → %s"),
          gradus_part_class (self->part, gradus_part_label (self->part, self->worst[i])),
          taken_for);
      g_strv_builder_add (labels, label);
    }
  texts = g_strv_builder_end (labels);
  self->worst_images = images_like (&set->input[0], values, self->n_worst);
  gradus_images_set_labels (self->worst_images, (const char *const *) texts);
  gradus_images_set_title (self->worst_images, _ ("Worst Mistakes"));
  return TRUE;
}

/* --- numbers ------------------------------------------------------------------------------------
 */

typedef struct
{
  gdouble truth, predicted;
} Pair;

static gint
by_truth (gconstpointer a, gconstpointer b)
{
  const Pair *x = a, *y = b;

  return (x->truth > y->truth) - (x->truth < y->truth);
}

/* The numbers that item @index should give, into @truth. */
static gboolean
read_truth (GrDataset *set, guint index, gdouble *truth, GError **error)
{
  GrTensor *inputs[GR_MAX_INPUTS] = { NULL };
  g_autoptr (GrTensor) target = NULL;
  g_autoptr (GrTensor) numbers = NULL, plain = NULL;

  if (!gr_dataset_get (set, index, inputs, &target, error))
    return FALSE;
  for (gint i = 0; i < set->n_inputs; i++)
    gr_tensor_unref (inputs[i]);
  numbers = gr_tensor_to_dtype (target, GR_FLOAT64, error);
  plain = numbers ? gr_tensor_contiguous (numbers, error) : NULL;
  if (!plain)
    return FALSE;
  memcpy (truth, gr_tensor_data (plain), gr_tensor_numel (plain) * sizeof *truth);
  return TRUE;
}

/* Of all items and all that the model predicts of each, as evaluation has it. */
static gboolean
score_values (GradusFindings *self, const GradusPredictions *predictions, const gdouble *truth,
              GError **error)
{
  const GrInts shape = GR_INTS (self->n_items, predictions->n_values);
  g_autoptr (GrMetrics) metrics = gr_metrics_new (GR_METRICS_VALUES, 0);
  g_autoptr (GrTensor) output = gr_tensor_new_from (GR_FLOAT32, predictions->values, shape, error);
  g_autoptr (GrTensor) target = output ? gr_tensor_new_from (GR_FLOAT64, truth, shape, error)
                                       : NULL;
  GrScore score;

  if (!target || !gr_metrics_add (metrics, self->n_items, 0, output, target, error))
    return FALSE;
  score = gr_metrics_score (metrics);
  self->rmse = score.rmse;
  self->r2 = score.r2;
  return TRUE;
}

/* What a plot shows: evenly over all where there are more than one can see. */
static void
sample_values (GradusFindings *self, const gfloat *predicted, const gdouble *truth, gsize n)
{
  g_autofree Pair *pairs = NULL;

  self->n_values = (guint) MIN (n, MOST_VALUES);
  pairs = g_new0 (Pair, MAX (self->n_values, 1));
  for (guint i = 0; i < self->n_values; i++)
    {
      const gsize at = (gsize) ((guint64) i * n / self->n_values);

      pairs[i] = (Pair){ truth[at], predicted[at] };
    }
  qsort (pairs, self->n_values, sizeof *pairs, by_truth);
  self->truth = g_new0 (gdouble, MAX (self->n_values, 1));
  self->predicted = g_new0 (gdouble, MAX (self->n_values, 1));
  for (guint i = 0; i < self->n_values; i++)
    {
      self->truth[i] = pairs[i].truth;
      self->predicted[i] = pairs[i].predicted;
    }
}

static gboolean
compare_values (GradusFindings *self, const GradusPredictions *predictions, GError **error)
{
  GrDataset *set = self->part->set;
  const gsize n = (gsize) self->n_items * predictions->n_values;
  g_autofree gdouble *truth = NULL;
  g_autofree gfloat *residuals = NULL;

  if (!predictions->values || !set->has_target || set->n_classes
      || gr_field_numel (&set->target) != predictions->n_values)
    return TRUE;
  truth = g_new0 (gdouble, MAX (n, 1));
  for (guint i = 0; i < self->n_items; i++)
    if (!read_truth (set, i, truth + i * predictions->n_values, error))
      return FALSE;
  if (!score_values (self, predictions, truth, error))
    return FALSE;
  residuals = g_new (gfloat, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    residuals[i] = (gfloat) (predictions->values[i] - truth[i]);
  self->residuals = gradus_bins_new (_ ("Errors: predicted minus true"), residuals, n,
                                     RESIDUAL_BINS);
  sample_values (self, predictions->values, truth, n);
  return TRUE;
}

/* What came out for item @index, as pixels. FALSE without an error where it is no picture. */
static gboolean
copy_output (GradusPredictor *predictor, GrDataset *set, guint index, gfloat *values,
             GError **error)
{
  const gsize n = gr_field_numel (&set->input[0]);
  g_autoptr (GrTensor) output = gradus_predictor_run (predictor, set, index, error);
  g_autoptr (GrTensor) plain = output ? gr_tensor_contiguous (output, error) : NULL;

  if (!plain || gr_tensor_numel (plain) != (gint64) n || plain->dtype != GR_FLOAT32)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    values[i] = CLAMP (((const gfloat *) gr_tensor_data (plain))[i], 0, 1);
  return TRUE;
}

static void
reconstruct (GradusFindings *self, GradusPredictor *predictor)
{
  GrDataset *set = self->part->set;
  const gsize numel = gr_field_numel (&set->input[0]);
  const guint n = MIN (self->n_items, MOST_PAIRS);
  g_autofree gfloat *values = NULL;

  if (!predictor || !gradus_predictor_reconstructs (predictor)
      || !gradus_field_is_picture (&set->input[0]))
    return;
  values = g_new0 (gfloat, 2 * n * numel);
  for (guint i = 0; i < n; i++)
    if (!copy_pixels (set, i, values + i * numel, NULL)
        || !copy_output (predictor, set, i, values + (n + i) * numel, NULL))
      return;
  self->reconstructions = images_like (&set->input[0], values, 2 * n);
  self->reconstructions->paired = TRUE;
  gradus_images_set_title (self->reconstructions, _ ("Above what came in, below what came out"));
}

/* --- making them --------------------------------------------------------------------------------
 */

GradusFindings *
gradus_findings_new (const GradusPredictions *predictions, GradusPredictor *predictor,
                     GError **error)
{
  g_autoptr (GradusFindings) self = g_new0 (GradusFindings, 1);

  self->part = gradus_part_ref (predictions->part);
  self->n_items = (guint) self->part->set->length;
  self->loss = predictions->loss;
  self->r2 = self->rmse = NAN;
  if (predictions->is_classes)
    {
      self->n_classes = (guint) self->part->set->n_classes;
      find_outputs (self, predictions);
      count_classes (self, predictions);
      score_classes (self);
      find_worst (self, predictions);
      return picture_worst (self, error) ? g_steal_pointer (&self) : NULL;
    }
  if (!compare_values (self, predictions, error))
    return NULL;
  reconstruct (self, predictor);
  return g_steal_pointer (&self);
}

void
gradus_findings_free (GradusFindings *self)
{
  gradus_part_unref (self->part);
  g_free (self->outputs);
  g_strfreev (self->output_names);
  g_free (self->counts);
  g_free (self->scores);
  g_free (self->worst);
  g_free (self->worst_predicted);
  g_clear_pointer (&self->worst_images, gradus_images_free);
  g_free (self->truth);
  g_free (self->predicted);
  g_clear_pointer (&self->residuals, gradus_bins_free);
  g_clear_pointer (&self->reconstructions, gradus_images_free);
  g_free (self);
}

typedef struct
{
  GradusPredictions *predictions;
  GradusPredictor *predictor;
} Job;

static void
job_free (Job *job)
{
  gradus_predictions_unref (job->predictions);
  g_clear_pointer (&job->predictor, gradus_predictor_unref);
  g_free (job);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  GradusFindings *findings = gradus_findings_new (job->predictions, job->predictor, &error);

  if (findings)
    g_task_return_pointer (task, findings, (GDestroyNotify) gradus_findings_free);
  else
    g_task_return_error (task, error);
}

void
gradus_findings_new_async (GradusPredictions *predictions, GradusPredictor *predictor,
                           GCancellable *cancellable, GAsyncReadyCallback done, gpointer user)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, user);
  Job *job = g_new0 (Job, 1);

  job->predictions = gradus_predictions_ref (predictions);
  job->predictor = predictor ? gradus_predictor_ref (predictor) : NULL;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  gradus_run_in_thread (task, find_in_thread);
}

GradusFindings *
gradus_findings_new_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
