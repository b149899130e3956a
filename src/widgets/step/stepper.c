/* stepper.c - GradusStepper: what it records, and when that is over: see stepper.h. Where one is in
 * it is stepper-moves.c's. */
#include "stepper-private.h"

#include <glib/gi18n.h>

#include "capture.h"
#include "document/in-thread.h"
#include "model/data-fit.h"
#include "model/project-copy.h"
#include "tensor/figures.h"

#define SPEED 2 /* places a second, at first */

G_DEFINE_FINAL_TYPE (GradusStepper, gradus_stepper, G_TYPE_OBJECT)

guint gradus_stepper_signals[GRADUS_STEPPER_N_SIGNALS];

void
gradus_stepper_tell (GradusStepper *self, GradusStepperSignal signal)
{
  g_signal_emit (self, gradus_stepper_signals[signal], 0);
}

static void
forget_estimate (GradusStepper *self)
{
  g_clear_object (&self->estimation);
  self->est_bytes = 0;
}

/* What is to be recorded is another. */
static void
wish_changed (GradusStepper *self)
{
  forget_estimate (self);
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

GradusDocument *
gradus_stepper_document (GradusStepper *self)
{
  return self->document;
}

/* --- what is recorded ---------------------------------------------------------------------------
 */

static void source_changed (GradusStepper *self);

GradusPart *
gradus_stepper_part (GradusStepper *self, const char *split)
{
  if (!self->source)
    {
      self->source = gradus_data_source_new (self->document);
      g_signal_connect_object (self->source, "changed", G_CALLBACK (source_changed), self,
                               G_CONNECT_SWAPPED);
      gradus_data_source_start (self->source);
    }
  return gradus_data_source_part (self->source, split);
}

void
gradus_stepper_set_item (GradusStepper *self, const char *split, gint64 item)
{
  g_autofree char *before = g_steal_pointer (&self->split);

  self->split = g_strdup (split);
  self->item = item;
  g_clear_pointer (&self->set, gr_dataset_unref);
  wish_changed (self);
}

const char *
gradus_stepper_split (GradusStepper *self)
{
  return self->split;
}

gint64
gradus_stepper_item (GradusStepper *self)
{
  return self->item;
}

void
gradus_stepper_set_set (GradusStepper *self, GrDataset *set)
{
  if (set)
    gr_dataset_ref (set);
  g_clear_pointer (&self->set, gr_dataset_unref);
  self->set = set;
  wish_changed (self);
}

void
gradus_stepper_set_batch_size (GradusStepper *self, gint64 size)
{
  self->batch_size = size;
  wish_changed (self);
}

gint64
gradus_stepper_batch_size (GradusStepper *self)
{
  if (self->batch_size > 0)
    return self->batch_size;
  return gr_model_refuses_single (gradus_document_model (self->document), FALSE) ? 2 : 1;
}

void
gradus_stepper_set_until (GradusStepper *self, GrStage until)
{
  self->until = until;
  wish_changed (self);
}

GrStage
gradus_stepper_until (GradusStepper *self)
{
  return self->until;
}

void
gradus_stepper_set_dtype (GradusStepper *self, GrDType dtype)
{
  self->dtype = dtype;
  wish_changed (self);
}

GrDType
gradus_stepper_dtype (GradusStepper *self)
{
  return self->dtype;
}

void
gradus_stepper_set_max_bytes (GradusStepper *self, gsize bytes)
{
  self->max_bytes = bytes;
  wish_changed (self);
}

gsize
gradus_stepper_max_bytes (GradusStepper *self)
{
  return self->max_bytes;
}

const char *
gradus_stepper_obstacle (GradusStepper *self)
{
  return self->obstacle;
}

const char *
gradus_stepper_remark (GradusStepper *self)
{
  return self->remark;
}

static void
find_obstacle (GradusStepper *self)
{
  GrProject *project = gradus_document_project (self->document);
  const char *data_problem = gradus_document_data_problem (self->document);
  g_autoptr (GError) error = NULL;
  char *found = NULL;

  if (!project->data.kind)
    found = g_strdup (_ ("No data set is chosen yet."));
  else if (data_problem)
    found = g_strdup (data_problem);
  else if (gr_model_n_blocks (project->model) == 0)
    found = g_strdup (_ ("The network has no blocks yet."));
  else if (!gr_model_check (project->model, &error))
    found = g_strdup (error->message);
  if (g_strcmp0 (found, self->obstacle) == 0)
    {
      g_free (found);
      return;
    }
  g_free (self->obstacle);
  self->obstacle = found;
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

/* --- recording ----------------------------------------------------------------------------------
 */

static void
wish_free (gpointer data)
{
  GradusCaptureWish *wish = data;

  g_clear_pointer (&wish->project, gr_project_unref);
  g_clear_pointer (&wish->set, gr_dataset_unref);
  g_free (wish);
}

static void
capture_in_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GrTrace *trace = gradus_capture (data, &error);

  if (trace)
    g_task_return_pointer (task, trace, (GDestroyNotify) gr_trace_unref);
  else
    g_task_return_error (task, error);
}

static void
drop_trace (GradusStepper *self)
{
  gradus_stepper_stop_playing (self);
  g_array_set_size (self->places, 0);
  self->position = 0;
  gradus_stepper_select (self, GR_TRACE_NONE, -1);
  g_clear_pointer (&self->trace, gr_trace_unref);
}

/* What was being recorded, or waited for, is let go of. */
static void
let_go (GradusStepper *self)
{
  g_clear_object (&self->task);
  self->waiting = FALSE;
}

static void
set_remark (GradusStepper *self, const char *sentence)
{
  g_free (self->remark);
  self->remark = g_strdup (sentence);
}

static void
fail (GradusStepper *self, const char *sentence)
{
  let_go (self);
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
  g_signal_emit (self, gradus_stepper_signals[GRADUS_STEPPER_FAILED], 0, sentence);
}

/* What was left out, never in silence. */
static void
remark_limit (GradusStepper *self)
{
  const gsize limit = gr_trace_limit (self->trace);
  g_autofree char *size = NULL, *text = NULL;

  if (limit < G_MAXSIZE)
    {
      size = gr_figure_bytes ((gdouble) limit, "\u00a0");
      /* Translators: a number of bytes, "12 MiB" */
      text = g_strdup_printf (_ ("Of each tensor only the first %s were kept."), size);
    }
  set_remark (self, text);
}

/* The same place, where the new trace goes the same way. */
static void
take_trace (GradusStepper *self, GrTrace *trace)
{
  const guint n_before = self->places->len, position = self->position;

  drop_trace (self);
  self->trace = trace;
  gradus_stepper_find_places (self);
  remark_limit (self);
  gradus_stepper_tell (self, GRADUS_STEPPER_CAPTURED);
  if (self->places->len)
    gradus_stepper_show (self, self->places->len == n_before ? position : 0);
}

static void
captured (GObject *object, GAsyncResult *result, gpointer user)
{
  GradusStepper *self = GRADUS_STEPPER (object);
  g_autoptr (GError) error = NULL;
  GrTrace *trace = g_task_propagate_pointer (G_TASK (result), &error);

  if (G_TASK (result) != self->task) /* it was let go of */
    {
      g_clear_pointer (&trace, gr_trace_unref);
      return;
    }
  if (!trace)
    {
      fail (self, error->message);
      return;
    }
  let_go (self);
  take_trace (self, trace);
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

/* (transfer full) */
static GradusCaptureWish *
make_wish (GradusStepper *self, GrDataset *set)
{
  GradusCaptureWish *wish = g_new0 (GradusCaptureWish, 1);

  wish->project = gr_project_copy (gradus_document_project (self->document));
  wish->set = gr_dataset_ref (set);
  wish->first = set == self->set ? 0 : CLAMP (self->item, 0, set->length - 1);
  wish->size = gradus_stepper_batch_size (self);
  wish->until = self->until;
  wish->dtype = self->dtype;
  wish->max_bytes = self->max_bytes;
  return wish;
}

static void
begin_capture (GradusStepper *self, GrDataset *set)
{
  self->waiting = FALSE;
  g_free (self->network);
  self->network = gr_model_describe (gradus_document_model (self->document));
  self->task = g_task_new (self, NULL, captured, NULL);
  g_task_set_task_data (self->task, make_wish (self, set), wish_free);
  gradus_run_in_thread (self->task, capture_in_thread);
}

/* The set that items are taken from; NULL while it is opened, or where it cannot be. */
static GrDataset *
set_of (GradusStepper *self)
{
  GradusPart *part = self->set ? NULL : gradus_stepper_part (self, self->split);

  return part ? part->set : self->set;
}

/* Once the data are there, or it is known that they cannot be had. */
static void
capture_when_possible (GradusStepper *self)
{
  GrDataset *set = set_of (self);

  if (set && set->length > 0)
    begin_capture (self, set);
  else if (set)
    fail (self, _ ("The data set has no items."));
  else if (gradus_data_source_error (self->source))
    fail (self, gradus_data_source_error (self->source)->message);
  else if (!gradus_data_source_loading (self->source))
    fail (self, _ ("The data set has no such part."));
}

void
gradus_stepper_capture (GradusStepper *self)
{
  let_go (self);
  if (self->obstacle)
    {
      fail (self, self->obstacle);
      return;
    }
  self->waiting = TRUE;
  capture_when_possible (self);
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

gboolean
gradus_stepper_capturing (GradusStepper *self)
{
  return self->waiting || self->task;
}

void
gradus_stepper_end (GradusStepper *self)
{
  const gboolean had_trace = self->trace != NULL;

  let_go (self);
  drop_trace (self);
  set_remark (self, NULL);
  if (had_trace)
    gradus_stepper_tell (self, GRADUS_STEPPER_CAPTURED);
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

/* --- what it will take --------------------------------------------------------------------------
 */

typedef struct
{
  gsize bytes, limit;
} Estimate;

static void
estimate_in_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  Estimate estimate;

  if (gradus_capture_estimate (data, &estimate.bytes, &estimate.limit, &error))
    g_task_return_pointer (task, g_memdup2 (&estimate, sizeof estimate), g_free);
  else
    g_task_return_error (task, error);
}

static void
estimated (GObject *object, GAsyncResult *result, gpointer user)
{
  GradusStepper *self = GRADUS_STEPPER (object);
  g_autofree Estimate *estimate = g_task_propagate_pointer (G_TASK (result), NULL);

  if (G_TASK (result) != self->estimation) /* of another wish */
    return;
  g_clear_object (&self->estimation);
  if (!estimate) /* to record it will say why */
    return;
  self->est_bytes = estimate->bytes;
  self->est_limit = estimate->limit;
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

void
gradus_stepper_estimate (GradusStepper *self)
{
  GrDataset *set = set_of (self);

  if (!set || set->length == 0 || self->obstacle || self->estimation || self->est_bytes)
    return;
  self->estimation = g_task_new (self, NULL, estimated, NULL);
  g_task_set_task_data (self->estimation, make_wish (self, set), wish_free);
  gradus_run_in_thread (self->estimation, estimate_in_thread);
}

gboolean
gradus_stepper_estimated (GradusStepper *self, gsize *bytes, gsize *limit)
{
  *bytes = self->est_bytes;
  *limit = self->est_limit;
  return self->est_bytes > 0;
}

/* --- following the document ---------------------------------------------------------------------
 */

static void
source_changed (GradusStepper *self)
{
  if (self->waiting)
    capture_when_possible (self);
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

/* What was recorded, or is being recorded, is of a project that is no more. */
static void
end_by_edit (GradusStepper *self)
{
  if (!self->trace && !gradus_stepper_capturing (self))
    return;
  gradus_stepper_end (self);
  set_remark (self, _ ("The project was edited. Record again to step through it."));
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

static void
model_changed (GradusStepper *self)
{
  g_autofree char *network = NULL;

  forget_estimate (self);
  find_obstacle (self);
  if (!self->network || (!self->trace && !gradus_stepper_capturing (self)))
    return;
  network = gr_model_describe (gradus_document_model (self->document));
  if (!g_str_equal (network, self->network))
    end_by_edit (self);
}

static void
section_changed (GradusStepper *self, const char *key)
{
  static const char *const recorded[] = { "data", "transforms", "optimizer", "training", NULL };

  forget_estimate (self);
  find_obstacle (self);
  if (g_strv_contains (recorded, key))
    end_by_edit (self);
}

static void
weights_changed (GradusStepper *self)
{
  if (!self->trace)
    return;
  set_remark (self, _ ("The weights have changed since this was recorded."));
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_stepper_dispose (GObject *object)
{
  GradusStepper *self = GRADUS_STEPPER (object);

  let_go (self);
  g_clear_object (&self->estimation);
  g_clear_handle_id (&self->player, g_source_remove);
  g_clear_object (&self->source);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (gradus_stepper_parent_class)->dispose (object);
}

static void
gradus_stepper_finalize (GObject *object)
{
  GradusStepper *self = GRADUS_STEPPER (object);

  g_clear_pointer (&self->trace, gr_trace_unref);
  g_clear_pointer (&self->set, gr_dataset_unref);
  g_array_unref (self->places);
  g_free (self->split);
  g_free (self->obstacle);
  g_free (self->remark);
  g_free (self->network);
  G_OBJECT_CLASS (gradus_stepper_parent_class)->finalize (object);
}

static guint
plain_signal (GradusStepperClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
gradus_stepper_class_init (GradusStepperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_stepper_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_stepper_finalize;
  gradus_stepper_signals[GRADUS_STEPPER_CAPTURED] = plain_signal (klass, "captured");
  gradus_stepper_signals[GRADUS_STEPPER_MOVED] = plain_signal (klass, "moved");
  gradus_stepper_signals[GRADUS_STEPPER_SELECTED] = plain_signal (klass, "selected");
  gradus_stepper_signals[GRADUS_STEPPER_STATE_CHANGED] = plain_signal (klass, "state-changed");
  gradus_stepper_signals[GRADUS_STEPPER_FAILED] = g_signal_new (
      "failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
      G_TYPE_STRING);
}

static void
gradus_stepper_init (GradusStepper *self)
{
  self->split = g_strdup ("train");
  self->until = GR_STAGE_UPDATE;
  self->dtype = GR_FLOAT32;
  self->max_bytes = GR_TRACE_MAX_BYTES;
  self->places = g_array_new (FALSE, FALSE, sizeof (GradusStepPlace));
  self->selected_tensor = GR_TRACE_NONE;
  self->selected_element = -1;
  self->speed = SPEED;
}

GradusStepper *
gradus_stepper_new (GradusDocument *document)
{
  GradusStepper *self = g_object_new (GRADUS_TYPE_STEPPER, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "model-changed", G_CALLBACK (model_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "section-changed", G_CALLBACK (section_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "weights-changed", G_CALLBACK (weights_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::data-problem", G_CALLBACK (find_obstacle), self,
                           G_CONNECT_SWAPPED);
  find_obstacle (self);
  return self;
}
