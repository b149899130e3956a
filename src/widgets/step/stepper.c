/* stepper.c - GradusStepper: see stepper.h. */
#include "stepper.h"

#include <glib/gi18n.h>

#include "capture.h"
#include "data/source.h"
#include "document/in-thread.h"
#include "model/data-fit.h"
#include "model/project-copy.h"

#define SPEED 2 /* places a second, at first */

struct _GradusStepper
{
  GObject parent_instance;

  GradusDocument *document;
  GradusDataSource *source; /* NULL: nobody has asked for the data yet */
  char *split;
  gint64 item, batch_size;
  GrDataset *set; /* in place of the document's, or NULL */
  GrStage until;
  GrDType dtype;

  char *obstacle, *remark;
  gboolean waiting; /* to record, for the data */
  GTask *task;      /* that records, or NULL */
  GrTrace *trace;
  char *network; /* what was recorded, to be compared */
  GArray *places;
  guint position;
  gint selected_tensor;
  gint64 selected_element;

  gdouble speed;
  guint player; /* 0: it does not play */
};

G_DEFINE_FINAL_TYPE (GradusStepper, gradus_stepper, G_TYPE_OBJECT)

enum
{
  CAPTURED,
  MOVED,
  SELECTED,
  STATE_CHANGED,
  FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
state_changed (GradusStepper *self)
{
  g_signal_emit (self, signals[STATE_CHANGED], 0);
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
  state_changed (self);
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
  state_changed (self);
}

void
gradus_stepper_set_batch_size (GradusStepper *self, gint64 size)
{
  self->batch_size = size;
  state_changed (self);
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
  state_changed (self);
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
  state_changed (self);
}

GrDType
gradus_stepper_dtype (GradusStepper *self)
{
  return self->dtype;
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
  state_changed (self);
}

/* --- where one is -------------------------------------------------------------------------------
 */

GrTrace *
gradus_stepper_trace (GradusStepper *self)
{
  return self->trace;
}

guint
gradus_stepper_n_places (GradusStepper *self)
{
  return self->places->len;
}

const GradusStepPlace *
gradus_stepper_place_at (GradusStepper *self, guint position)
{
  return &g_array_index (self->places, GradusStepPlace, position);
}

guint
gradus_stepper_position (GradusStepper *self)
{
  return self->position;
}

const GradusStepPlace *
gradus_stepper_place (GradusStepper *self)
{
  return self->places->len ? gradus_stepper_place_at (self, self->position) : NULL;
}

const GrTraceCall *
gradus_stepper_call (GradusStepper *self)
{
  const GradusStepPlace *place = gradus_stepper_place (self);

  return place && place->call >= 0 ? gr_trace_call (self->trace, (guint) place->call) : NULL;
}

const GrTraceUpdate *
gradus_stepper_update (GradusStepper *self)
{
  const GradusStepPlace *place = gradus_stepper_place (self);

  return place && place->update >= 0 ? gr_trace_update (self->trace, (guint) place->update) : NULL;
}

const char *
gradus_stepper_block (GradusStepper *self)
{
  const GradusStepPlace *place = gradus_stepper_place (self);

  return place && place->block >= 0 ? gr_trace_block (self->trace, (guint) place->block)->name
                                    : NULL;
}

guint
gradus_stepper_stage (GradusStepper *self, GrStage stage, guint *first)
{
  guint n = 0;

  for (guint i = 0; i < self->places->len; i++)
    if (gradus_stepper_place_at (self, i)->stage == stage && n++ == 0)
      *first = i;
  return n;
}

/* The calls, and the updates. */
static void
find_places (GradusStepper *self)
{
  const GrTrace *trace = self->trace;

  for (guint i = 0; i < gr_trace_n_calls (trace); i++)
    {
      const GrTraceCall *call = gr_trace_call (trace, i);
      const GradusStepPlace place = { call->stage, (gint) i, GR_TRACE_NONE, call->block };

      g_array_append_val (self->places, place);
    }
  for (guint i = 0; i < gr_trace_n_updates (trace); i++)
    {
      const gint block = gr_trace_update (trace, i)->block;
      const GradusStepPlace place = { GR_STAGE_UPDATE, GR_TRACE_NONE, (gint) i, block };

      g_array_append_val (self->places, place);
    }
}

static void
stop_playing (GradusStepper *self)
{
  if (!self->player)
    return;
  g_clear_handle_id (&self->player, g_source_remove);
  state_changed (self);
}

/* Goes there, also where it is shown already, as another trace. */
static void
show (GradusStepper *self, guint position)
{
  self->position = position;
  gradus_stepper_select (self, GR_TRACE_NONE, -1);
  g_signal_emit (self, signals[MOVED], 0);
}

static void
move (GradusStepper *self, guint position)
{
  if (position < self->places->len && position != self->position)
    show (self, position);
}

void
gradus_stepper_go (GradusStepper *self, guint position)
{
  stop_playing (self);
  move (self, position);
}

void
gradus_stepper_go_to_call (GradusStepper *self, gint call)
{
  for (guint i = 0; call >= 0 && i < self->places->len; i++)
    if (gradus_stepper_place_at (self, i)->call == call)
      {
        gradus_stepper_go (self, i);
        return;
      }
}

static gboolean
same_stage (GradusStepper *self, guint a, guint b)
{
  return gradus_stepper_place_at (self, a)->stage == gradus_stepper_place_at (self, b)->stage;
}

static gboolean
is_of_block (GradusStepper *self, guint position, const char *id)
{
  const gint block = gradus_stepper_place_at (self, position)->block;

  return block >= 0 && g_str_equal (gr_trace_block (self->trace, (guint) block)->id, id);
}

void
gradus_stepper_go_to_block (GradusStepper *self, const char *id)
{
  guint found = self->places->len;

  if (!self->places->len || is_of_block (self, self->position, id))
    return;
  for (guint i = self->places->len; i-- > 0;)
    if (is_of_block (self, i, id)
        && (found == self->places->len || same_stage (self, i, self->position)
            || !same_stage (self, found, self->position)))
      found = i;
  gradus_stepper_go (self, found);
}

void
gradus_stepper_next (GradusStepper *self)
{
  gradus_stepper_go (self, self->position + 1);
}

void
gradus_stepper_back (GradusStepper *self)
{
  if (self->position > 0)
    gradus_stepper_go (self, self->position - 1);
}

static gboolean
same_block (GradusStepper *self, guint a, guint b)
{
  return same_stage (self, a, b)
         && gradus_stepper_place_at (self, a)->block == gradus_stepper_place_at (self, b)->block;
}

typedef gboolean (*Alike) (GradusStepper *self, guint a, guint b);

/* The first, or the last, of the places around @from that are all alike. */
static guint
end_of_run (GradusStepper *self, guint from, Alike alike, gboolean last)
{
  if (last)
    while (from + 1 < self->places->len && alike (self, from, from + 1))
      from++;
  else
    while (from > 0 && alike (self, from, from - 1))
      from--;
  return from;
}

void
gradus_stepper_next_block (GradusStepper *self)
{
  gradus_stepper_go (self, end_of_run (self, self->position, same_block, TRUE) + 1);
}

/* The first of its run; where that is shown, of the run before. */
static void
back_to_first (GradusStepper *self, Alike alike)
{
  const guint first = end_of_run (self, self->position, alike, FALSE);

  if (first == self->position && first > 0)
    gradus_stepper_go (self, end_of_run (self, first - 1, alike, FALSE));
  else
    gradus_stepper_go (self, first);
}

void
gradus_stepper_back_block (GradusStepper *self)
{
  if (self->places->len)
    back_to_first (self, same_block);
}

void
gradus_stepper_home (GradusStepper *self)
{
  if (self->places->len)
    back_to_first (self, same_stage);
}

void
gradus_stepper_last (GradusStepper *self)
{
  const guint last = end_of_run (self, self->position, same_stage, TRUE);

  if (last == self->position && last + 1 < self->places->len)
    gradus_stepper_go (self, end_of_run (self, last + 1, same_stage, TRUE));
  else
    gradus_stepper_go (self, last);
}

/* --- by itself ----------------------------------------------------------------------------------
 */

static gboolean
play (gpointer user)
{
  GradusStepper *self = user;

  if (self->position + 1 < self->places->len)
    {
      move (self, self->position + 1);
      return G_SOURCE_CONTINUE;
    }
  self->player = 0;
  state_changed (self);
  return G_SOURCE_REMOVE;
}

static void
start_player (GradusStepper *self)
{
  g_clear_handle_id (&self->player, g_source_remove);
  self->player = g_timeout_add ((guint) (1000 / self->speed), play, self);
}

void
gradus_stepper_set_playing (GradusStepper *self, gboolean playing)
{
  if (!playing)
    stop_playing (self);
  if (!playing || self->player || !self->places->len)
    return;
  if (self->position + 1 == self->places->len)
    move (self, 0);
  start_player (self);
  state_changed (self);
}

gboolean
gradus_stepper_playing (GradusStepper *self)
{
  return self->player != 0;
}

void
gradus_stepper_set_speed (GradusStepper *self, gdouble places_per_second)
{
  self->speed = places_per_second;
  if (self->player)
    start_player (self);
  state_changed (self);
}

gdouble
gradus_stepper_speed (GradusStepper *self)
{
  return self->speed;
}

/* --- what is asked about ------------------------------------------------------------------------
 */

void
gradus_stepper_select (GradusStepper *self, gint tensor, gint64 element)
{
  if (element < 0)
    tensor = GR_TRACE_NONE;
  if (tensor == self->selected_tensor && element == self->selected_element)
    return;
  self->selected_tensor = tensor;
  self->selected_element = element;
  g_signal_emit (self, signals[SELECTED], 0);
}

gint
gradus_stepper_selected_tensor (GradusStepper *self)
{
  return self->selected_tensor;
}

gint64
gradus_stepper_selected_element (GradusStepper *self)
{
  return self->selected_element;
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
  stop_playing (self);
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
  state_changed (self);
  g_signal_emit (self, signals[FAILED], 0, sentence);
}

/* The same place, where the new trace goes the same way. */
static void
take_trace (GradusStepper *self, GrTrace *trace)
{
  const guint n_before = self->places->len, position = self->position;

  drop_trace (self);
  self->trace = trace;
  find_places (self);
  set_remark (self, NULL);
  g_signal_emit (self, signals[CAPTURED], 0);
  if (self->places->len)
    show (self, self->places->len == n_before ? position : 0);
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
  state_changed (self);
}

static void
begin_capture (GradusStepper *self, GrDataset *set)
{
  GradusCaptureWish *wish = g_new0 (GradusCaptureWish, 1);

  self->waiting = FALSE;
  g_free (self->network);
  self->network = gr_model_describe (gradus_document_model (self->document));
  wish->project = gr_project_copy (gradus_document_project (self->document));
  wish->set = gr_dataset_ref (set);
  wish->first = set == self->set ? 0 : CLAMP (self->item, 0, set->length - 1);
  wish->size = gradus_stepper_batch_size (self);
  wish->until = self->until;
  wish->dtype = self->dtype;
  self->task = g_task_new (self, NULL, captured, NULL);
  g_task_set_task_data (self->task, wish, wish_free);
  gradus_run_in_thread (self->task, capture_in_thread);
}

/* Once the data are there, or it is known that they cannot be had. */
static void
capture_when_possible (GradusStepper *self)
{
  GradusPart *part = self->set ? NULL : gradus_stepper_part (self, self->split);
  GrDataset *set = part ? part->set : self->set;

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
  state_changed (self);
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
    g_signal_emit (self, signals[CAPTURED], 0);
  state_changed (self);
}

/* --- following the document ---------------------------------------------------------------------
 */

static void
source_changed (GradusStepper *self)
{
  if (self->waiting)
    capture_when_possible (self);
  state_changed (self);
}

/* What was recorded, or is being recorded, is of a project that is no more. */
static void
end_by_edit (GradusStepper *self)
{
  if (!self->trace && !gradus_stepper_capturing (self))
    return;
  gradus_stepper_end (self);
  set_remark (self, _ ("The project was edited. Record again to step through it."));
  state_changed (self);
}

static void
model_changed (GradusStepper *self)
{
  g_autofree char *network = NULL;

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
  state_changed (self);
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_stepper_dispose (GObject *object)
{
  GradusStepper *self = GRADUS_STEPPER (object);

  let_go (self);
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
  signals[CAPTURED] = plain_signal (klass, "captured");
  signals[MOVED] = plain_signal (klass, "moved");
  signals[SELECTED] = plain_signal (klass, "selected");
  signals[STATE_CHANGED] = plain_signal (klass, "state-changed");
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
gradus_stepper_init (GradusStepper *self)
{
  self->split = g_strdup ("train");
  self->until = GR_STAGE_UPDATE;
  self->dtype = GR_FLOAT32;
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
