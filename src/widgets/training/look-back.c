/* look-back.c - GradusLookBack: see look-back.h. */
#include "look-back.h"

#include "data/predictor.h"
#include "document/in-thread.h"
#include "exchange/project-file.h"
#include "train/config.h"

struct _GradusLookBack
{
  gatomicrefcount refs;
  char *project, *weights, *path;

  GMutex lock; /* of what follows, which is made at the first question */
  GradusPredictor *predictor;
  GrDataset *set;
};

typedef struct
{
  GradusLookBack *of;
  char *layer;
  gint64 item, n_items;
} Question;

GradusLookBack *
gradus_look_back_new (GradusRun *run, const char *path)
{
  char *weights = gradus_run_last_weights (run);
  GradusLookBack *self;

  if (!weights)
    return NULL;
  self = g_new0 (GradusLookBack, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->project = g_strdup (gradus_run_project_text (run));
  self->weights = weights;
  self->path = g_strdup (path);
  return self;
}

GradusLookBack *
gradus_look_back_ref (GradusLookBack *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
gradus_look_back_unref (GradusLookBack *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->predictor, gradus_predictor_unref);
  g_clear_pointer (&self->set, gr_dataset_unref);
  g_mutex_clear (&self->lock);
  g_free (self->project);
  g_free (self->weights);
  g_free (self->path);
  g_free (self);
}

static void
question_free (Question *question)
{
  gradus_look_back_unref (question->of);
  g_free (question->layer);
  g_free (question);
}

/* --- on the worker thread -----------------------------------------------------------------------
 */

static gboolean
open_run (GradusLookBack *self, GError **error)
{
  g_autoptr (GrProject) project = gr_project_from_json (self->project, -1, "project", error);
  g_autoptr (GrDataset) train = NULL, test = NULL;

  if (!project || !gr_project_open_data (project, self->path, NULL, &train, &test, error))
    return FALSE;
  self->set = gr_dataset_ref (test ? test : train);
  self->predictor = gradus_predictor_new (g_steal_pointer (&project), self->weights, self->set,
                                          error);
  if (!self->predictor)
    g_clear_pointer (&self->set, gr_dataset_unref);
  return self->predictor != NULL;
}

static void
answer (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GradusLookBack *self = question->of;
  GrTensor *value = NULL;
  GError *error = NULL;

  g_mutex_lock (&self->lock);
  if (!g_cancellable_set_error_if_cancelled (cancellable, &error)
      && (self->predictor || open_run (self, &error)))
    {
      question->n_items = self->set->length;
      value = gradus_predictor_run_block (self->predictor, self->set,
                                          MIN (question->item, self->set->length - 1),
                                          question->layer, &error);
    }
  g_mutex_unlock (&self->lock);
  if (value)
    g_task_return_pointer (task, value, (GDestroyNotify) gr_tensor_unref);
  else
    g_task_return_error (task, error);
}

/* --- on the main thread -------------------------------------------------------------------------
 */

void
gradus_look_back_ask (GradusLookBack *self, const char *layer, gint64 item,
                      GCancellable *cancellable, GAsyncReadyCallback done, gpointer user)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, user);
  Question *question = g_new (Question, 1);

  *question = (Question){ gradus_look_back_ref (self), g_strdup (layer), item, 0 };
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  gradus_run_in_thread (task, answer);
}

GrTensor *
gradus_look_back_finish (GAsyncResult *result, gint64 *n_items, GError **error)
{
  const Question *question = g_task_get_task_data (G_TASK (result));

  *n_items = question->n_items;
  return g_task_propagate_pointer (G_TASK (result), error);
}
