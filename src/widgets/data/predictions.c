/* predictions.c - GradusPredictions and GradusEvaluation: see predictions.h. */
#include "predictions.h"

#include <math.h>

#include "document/in-thread.h"
#include "model/project-copy.h"

#define MOST_KEPT_VALUES 16 /* numbers an item that are kept */
#define TICK_MS          100

/* --- what came out
 * ---------------------------------------------------------------------------------
 */

GradusPredictions *
gradus_predictions_ref (GradusPredictions *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
gradus_predictions_unref (GradusPredictions *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  gradus_part_unref (self->part);
  g_free (self->item);
  g_free (self->values);
  g_free (self);
}

gboolean
gradus_predictions_wrong (const GradusPredictions *self, guint index)
{
  const gint label = gradus_part_label (self->part, index);

  return self->is_classes && label >= 0 && self->item[index].predicted != label;
}

/* --- on the worker thread
 * --------------------------------------------------------------------------
 */

/* What the worker is to do, and how far it is. */
typedef struct
{
  GradusPredictor *predictor; /* or NULL: to be made from */
  GrProject *project;         /* of which nobody else has anything, and */
  char *weights;              /* a file of weights, or NULL: those that it keeps */
  GradusPart *part;
  gboolean predict;
  gint done; /* items, atomically */
} Work;

typedef struct
{
  Work *work;
  GradusPredictions *predictions;
  GCancellable *cancellable;
  gdouble loss;
} Pass;

typedef struct
{
  GradusPredictor *predictor;
  GradusPredictions *predictions; /* or NULL */
} Outcome;

static void
work_free (Work *work)
{
  g_clear_pointer (&work->predictor, gradus_predictor_unref);
  g_clear_pointer (&work->project, gr_project_unref);
  g_free (work->weights);
  gradus_part_unref (work->part);
  g_free (work);
}

static void
outcome_free (Outcome *outcome)
{
  g_clear_pointer (&outcome->predictor, gradus_predictor_unref);
  g_clear_pointer (&outcome->predictions, gradus_predictions_unref);
  g_free (outcome);
}

static GradusPrediction
judge (const gfloat *output, gint64 n, gboolean is_classes, gdouble loss)
{
  GradusPrediction prediction = { -1, (gfloat) loss, NAN };

  for (gint64 c = 0; is_classes && c < n; c++)
    if (prediction.predicted < 0 || output[c] > prediction.confidence)
      {
        prediction.predicted = (gint32) c;
        prediction.confidence = output[c];
      }
  return prediction;
}

static gboolean
add_batch (const GrBatch *batch, GrTensor *outputs, const gdouble *losses, gpointer user)
{
  Pass *pass = user;
  GradusPredictions *all = pass->predictions;
  const gint64 n = gr_tensor_numel (outputs) / MAX (batch->size, 1);
  const gfloat *output = GR_DATA (gfloat, outputs);

  if (!all->values && !all->is_classes && n <= MOST_KEPT_VALUES)
    {
      all->n_values = n;
      all->values = g_new0 (gfloat, MAX (all->part->set->length * n, 1));
    }
  for (gint64 i = 0; i < batch->size; i++)
    {
      const gint64 at = batch->index[i];

      all->item[at] = judge (output + i * n, n, all->is_classes, losses[i]);
      all->n_wrong += gradus_predictions_wrong (all, (guint) at);
      pass->loss += losses[i];
      if (all->values)
        memcpy (all->values + at * n, output + i * n, sizeof (gfloat) * n);
    }
  g_atomic_int_add (&pass->work->done, (gint) batch->size);
  return !g_cancellable_is_cancelled (pass->cancellable);
}

static GradusPredictions *
predict (Work *work, GradusPredictor *predictor, GCancellable *cancellable, GError **error)
{
  g_autoptr (GradusPredictions) all = g_new0 (GradusPredictions, 1);
  Pass pass = { work, all, cancellable, 0 };
  const gint64 n = work->part->set->length;

  g_atomic_ref_count_init (&all->refs);
  all->part = gradus_part_ref (work->part);
  all->item = g_new0 (GradusPrediction, MAX (n, 1));
  all->is_classes = gradus_predictor_kind (predictor) == GRADUS_PREDICTS_CLASSES
                    && work->part->label;
  if (!gradus_predictor_run_all (predictor, work->part->set, TRUE, add_batch, &pass, error))
    {
      if (error && !*error)
        g_cancellable_set_error_if_cancelled (cancellable, error);
      return NULL;
    }
  all->loss = n ? pass.loss / (gdouble) n : NAN;
  return g_steal_pointer (&all);
}

static void
run (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  Outcome *outcome = g_new0 (Outcome, 1);
  GError *error = NULL;

  if (work->predictor)
    outcome->predictor = gradus_predictor_ref (work->predictor);
  else
    outcome->predictor = gradus_predictor_new (g_steal_pointer (&work->project), work->weights,
                                               work->part->set, &error);
  if (outcome->predictor && work->predict)
    outcome->predictions = predict (work, outcome->predictor, cancellable, &error);
  if (!error)
    g_task_return_pointer (task, outcome, (GDestroyNotify) outcome_free);
  else
    {
      outcome_free (outcome);
      g_task_return_error (task, error);
    }
}

/* --- whether the data fit, on a worker thread too
 * ---------------------------------------------------------------------------------
 */

static void
check (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (gradus_predictor_check (g_steal_pointer (&work->project), work->part->set, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- on the main thread
 * ----------------------------------------------------------------------------
 */

struct _GradusEvaluation
{
  GObject parent_instance;

  char *title, *weights;
  GrProject *project; /* of which each thread gets a copy; or NULL */
  char *lack;         /* why there is no model; or NULL */
  GradusPredictor *predictor;
  GPtrArray *predictions; /* of GradusPredictions, one a part */
  GradusPart *asked;      /* for the last of them; or NULL */
  GTask *task;            /* what runs, or NULL */
  GradusPart *checked;    /* whether it fits the model; or NULL */
  GTask *check;           /* which is being found out, or NULL */
  char *misfit;           /* why it does not; or NULL */
  guint tick;
  GError *error;
};

G_DEFINE_FINAL_TYPE (GradusEvaluation, gradus_evaluation, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
changed (GradusEvaluation *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
tick (gpointer user)
{
  changed (user);
  return G_SOURCE_CONTINUE;
}

static void
finished (GObject *object, GAsyncResult *result, gpointer user)
{
  GradusEvaluation *self = GRADUS_EVALUATION (object);
  g_autoptr (GError) error = NULL;
  Outcome *outcome = g_task_propagate_pointer (G_TASK (result), &error);

  if (G_TASK (result) != self->task) /* cancelled: nobody waits for it */
    {
      g_clear_pointer (&outcome, outcome_free);
      return;
    }
  g_clear_object (&self->task);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (outcome)
    {
      g_clear_pointer (&self->predictor, gradus_predictor_unref);
      self->predictor = g_steal_pointer (&outcome->predictor);
      if (outcome->predictions)
        g_ptr_array_add (self->predictions, g_steal_pointer (&outcome->predictions));
      outcome_free (outcome);
    }
  else
    self->error = g_steal_pointer (&error);
  changed (self);
}

static void
was_checked (GObject *object, GAsyncResult *result, gpointer user)
{
  GradusEvaluation *self = GRADUS_EVALUATION (object);
  g_autoptr (GError) error = NULL;

  if (G_TASK (result) != self->check) /* of another model, or of other data */
    return;
  g_clear_object (&self->check);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    return;
  self->misfit = g_strdup (error->message);
  changed (self);
}

static void
forget_check (GradusEvaluation *self)
{
  g_clear_object (&self->check);
  g_clear_pointer (&self->checked, gradus_part_unref);
  g_clear_pointer (&self->misfit, g_free);
}

const char *
gradus_evaluation_misfit (GradusEvaluation *self, GradusPart *part)
{
  Work *work;

  if (!self->project || part == self->checked)
    return self->misfit;
  forget_check (self);
  self->checked = gradus_part_ref (part);
  work = g_new0 (Work, 1);
  work->project = gr_project_copy (self->project);
  work->part = gradus_part_ref (part);
  self->check = g_task_new (self, NULL, was_checked, NULL);
  g_task_set_task_data (self->check, work, (GDestroyNotify) work_free);
  gradus_run_in_thread (self->check, check);
  return NULL;
}

static void
stop (GradusEvaluation *self)
{
  if (self->task)
    g_cancellable_cancel (g_task_get_cancellable (self->task));
  g_clear_object (&self->task);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_error (&self->error);
}

void
gradus_evaluation_cancel (GradusEvaluation *self)
{
  stop (self);
  g_clear_pointer (&self->asked, gradus_part_unref);
  changed (self);
}

void
gradus_evaluation_forget (GradusEvaluation *self)
{
  stop (self);
  forget_check (self);
  g_clear_pointer (&self->asked, gradus_part_unref);
  g_clear_pointer (&self->predictor, gradus_predictor_unref);
  g_ptr_array_set_size (self->predictions, 0);
  changed (self);
}

void
gradus_evaluation_set_model (GradusEvaluation *self, const char *title, GrProject *project,
                             const char *weights)
{
  g_free (self->title);
  g_clear_pointer (&self->project, gr_project_unref);
  g_free (self->weights);
  self->title = project ? g_strdup (title) : NULL;
  self->project = project;
  self->weights = g_strdup (weights);
  g_clear_pointer (&self->lack, g_free);
  gradus_evaluation_forget (self);
}

void
gradus_evaluation_set_lack (GradusEvaluation *self, const char *sentence)
{
  g_free (self->lack);
  self->lack = g_strdup (sentence);
  changed (self);
}

const char *
gradus_evaluation_lack (GradusEvaluation *self)
{
  return self->lack;
}

void
gradus_evaluation_start (GradusEvaluation *self, GradusPart *part, gboolean predict)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Work *work;

  g_return_if_fail (self->project != NULL);
  stop (self);
  gradus_part_ref (part);
  if (predict)
    {
      g_clear_pointer (&self->asked, gradus_part_unref);
      self->asked = gradus_part_ref (part);
    }
  work = g_new0 (Work, 1);
  if (self->predictor)
    work->predictor = gradus_predictor_ref (self->predictor);
  else
    work->project = gr_project_copy (self->project);
  work->weights = g_strdup (self->weights);
  work->part = part;
  work->predict = predict && !gradus_evaluation_predictions (self, part);
  self->task = g_task_new (self, cancellable, finished, NULL);
  g_task_set_task_data (self->task, work, (GDestroyNotify) work_free);
  gradus_run_in_thread (self->task, run);
  self->tick = g_timeout_add (TICK_MS, tick, self);
  changed (self);
}

const char *
gradus_evaluation_title (GradusEvaluation *self)
{
  return self->title;
}

gboolean
gradus_evaluation_running (GradusEvaluation *self)
{
  return self->task != NULL;
}

gdouble
gradus_evaluation_fraction (GradusEvaluation *self)
{
  Work *work = self->task ? g_task_get_task_data (self->task) : NULL;

  return work
             ? (gdouble) g_atomic_int_get (&work->done) / (gdouble) MAX (work->part->set->length, 1)
             : 0;
}

GradusPart *
gradus_evaluation_asked (GradusEvaluation *self)
{
  return self->asked;
}

const GError *
gradus_evaluation_error (GradusEvaluation *self)
{
  return self->error;
}

GradusPredictor *
gradus_evaluation_predictor (GradusEvaluation *self)
{
  return self->predictor;
}

GradusPredictions *
gradus_evaluation_predictions (GradusEvaluation *self, GradusPart *part)
{
  for (guint i = 0; i < self->predictions->len; i++)
    {
      GradusPredictions *predictions = self->predictions->pdata[i];

      if (predictions->part == part)
        return predictions;
    }
  return NULL;
}

static void
gradus_evaluation_dispose (GObject *object)
{
  stop (GRADUS_EVALUATION (object));
  forget_check (GRADUS_EVALUATION (object));
  G_OBJECT_CLASS (gradus_evaluation_parent_class)->dispose (object);
}

static void
gradus_evaluation_finalize (GObject *object)
{
  GradusEvaluation *self = GRADUS_EVALUATION (object);

  g_clear_pointer (&self->predictor, gradus_predictor_unref);
  g_clear_pointer (&self->asked, gradus_part_unref);
  g_ptr_array_unref (self->predictions);
  g_free (self->title);
  g_clear_pointer (&self->project, gr_project_unref);
  g_free (self->weights);
  g_free (self->lack);
  G_OBJECT_CLASS (gradus_evaluation_parent_class)->finalize (object);
}

static void
gradus_evaluation_class_init (GradusEvaluationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_evaluation_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_evaluation_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_evaluation_init (GradusEvaluation *self)
{
  self->predictions = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_predictions_unref);
}

GradusEvaluation *
gradus_evaluation_new (void)
{
  return g_object_new (GRADUS_TYPE_EVALUATION, NULL);
}
