/* training.c - GradusTraining: one run at a time, from its start. How it ends is training-end.c,
 * the list of runs training-runs.c. See training.h. */
#include "training-private.h"

#include "document/in-thread.h"
#include "document/kept-project.h"
#include "document/keep-program.h"
#include "document/weights-choice.h"
#include "obstacle.h"
#include "unsaved-runs.h"

#define TICK_MILLISECONDS 100
/* A checkpoint within long epochs: what a crash may cost. Writing them takes at most 2.5 % of the
 * time. */
#define SAVE_SECONDS 4
#define SAVE_REST    40

G_DEFINE_FINAL_TYPE (GradusTraining, gradus_training, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_OBSTACLE,
  PROP_RUN,
  PROP_CHOSEN,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  STATE_CHANGED,
  TICK,
  FAILED,
  INTERRUPTED,
  REMOVED,
  REMOVED_CHANGED,
  TURNED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

void
gradus_training_fail (GradusTraining *self, const char *message)
{
  g_signal_emit (self, signals[FAILED], 0, message);
}

void
gradus_training_tell_interrupted (GradusTraining *self)
{
  GradusRun *unfinished = gradus_training_unfinished (self);

  if (unfinished && unfinished == self->run && gradus_run_interrupted (unfinished))
    g_signal_emit (self, signals[INTERRUPTED], 0);
}

void
gradus_training_set_state (GradusTraining *self, GradusTrainingState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

void
gradus_training_set_run (GradusTraining *self, GradusRun *run)
{
  if (g_set_object (&self->run, run))
    {
      g_clear_pointer (&self->described, g_free);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
    }
  gradus_training_set_chosen (self, run);
}

void
gradus_training_set_chosen (GradusTraining *self, GradusRun *run)
{
  if (g_set_object (&self->chosen, run))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

static void
update_obstacle (GradusTraining *self)
{
  g_autofree char *obstacle = gradus_find_obstacle (self->document);

  if (g_strcmp0 (obstacle, self->obstacle) == 0)
    return;
  g_free (self->obstacle);
  self->obstacle = g_steal_pointer (&obstacle);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OBSTACLE]);
}

/* --- while it runs ------------------------------------------------------------------------------
 */

static GradusTrainingState
state_of (const GrSnapshot *now, GradusTrainingState before)
{
  if (before == GRADUS_TRAINING_STOPPING || now->state >= GR_TRAINER_DONE)
    return GRADUS_TRAINING_STOPPING;
  return now->state == GR_TRAINER_PAUSED ? GRADUS_TRAINING_PAUSED : GRADUS_TRAINING_RUNNING;
}

static gboolean
tick (gpointer user)
{
  GradusTraining *self = user;
  gboolean at_rest;

  at_rest = gr_trainer_at_rest (self->trainer);
  gr_trainer_snapshot (self->trainer, &self->now);
  gradus_training_follow_lr (self);
  gradus_run_follow (self->run, self->trainer);
  if (at_rest && !gradus_training_keep_paused (self))
    self->timer = 0;
  if (self->now.state >= GR_TRAINER_DONE)
    {
      gradus_training_begin_end (self);
      self->timer = 0;
    }
  gradus_training_set_state (self, state_of (&self->now, self->state));
  g_signal_emit (self, signals[TICK], 0);
  return self->timer ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
keep_ticking (GradusTraining *self)
{
  if (!self->timer && self->trainer)
    self->timer = g_timeout_add (TICK_MILLISECONDS, tick, self);
}

/* --- the start of a run -------------------------------------------------------------------------
 */

typedef struct
{
  GradusRun *run;
  char *project, *project_path, *folder, *log;
  GrKept *kept; /* that it starts from; NULL: new weights */
  gboolean resume;
} Start;

static void
start_free (Start *start)
{
  g_clear_object (&start->run);
  g_clear_pointer (&start->kept, gr_kept_unref);
  g_free (start->project);
  g_free (start->project_path);
  g_free (start->folder);
  g_free (start->log);
  g_free (start);
}

static GrTrainer *
make_trainer (const Start *start, GError **error)
{
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrProject) project = gr_project_from_json (start->project, -1, start->project_path,
                                                        error);
  GrTrainer *trainer;

  if (!project || (!start->resume && !gradus_run_create (start->run, error)))
    return NULL;
  if (start->kept)
    gr_model_set_kept (project->model, start->kept);
  options.project_path = start->project_path;
  options.run_dir = start->folder;
  options.log = start->log;
  options.save_seconds = SAVE_SECONDS;
  options.save_rest = SAVE_REST;
  options.resume = start->resume;
  trainer = gr_trainer_new (project, &options, error);
  if (!trainer && !start->resume)
    gradus_run_folder_delete (start->folder);
  return trainer;
}

static void
start_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GrTrainer *trainer = make_trainer (data, &error);

  if (trainer)
    g_task_return_pointer (task, trainer, (GDestroyNotify) gr_trainer_free);
  else
    g_task_return_error (task, error);
}

static void
give_command (GradusTraining *self)
{
  switch (self->first)
    {
    case GRADUS_FIRST_RUN:
      break;
    case GRADUS_FIRST_PAUSE:
      gr_trainer_pause (self->trainer);
      break;
    case GRADUS_FIRST_STEP:
      gr_trainer_step (self->trainer);
      break;
    case GRADUS_FIRST_EPOCH:
      gr_trainer_finish_epoch (self->trainer);
      break;
    case GRADUS_FIRST_STOP:
      gr_trainer_stop (self->trainer);
      break;
    }
}

static void
started (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusTraining *self = GRADUS_TRAINING (source);
  Start *start = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->trainer = g_task_propagate_pointer (G_TASK (result), &error);
  gradus_training_forget_lr (self);
  gradus_let_program_end ();
  if (self->closed)
    {
      g_clear_pointer (&self->trainer, gr_trainer_free);
      if (!start->resume)
        gradus_run_folder_delete (start->folder);
      gradus_training_set_state (self, GRADUS_TRAINING_IDLE);
      return;
    }
  if (self->trainer)
    {
      give_command (self);
      if (!gr_trainer_start (self->trainer, &error))
        g_clear_pointer (&self->trainer, gr_trainer_free);
    }
  if (!self->trainer)
    {
      gradus_training_set_state (self, GRADUS_TRAINING_IDLE);
      gradus_training_fail (self, error->message);
      return;
    }
  self->asked_step = 0;
  gr_trainer_snapshot (self->trainer, &self->now);
  gradus_run_rewind (start->run);
  gradus_run_set_state (start->run, GRADUS_RUN_ACTIVE, NULL);
  if (!start->resume)
    gradus_training_add_run (self, start->run);
  gradus_training_set_run (self, start->run);
  keep_ticking (self);
  gradus_training_set_state (self, self->first == GRADUS_FIRST_STOP ? GRADUS_TRAINING_STOPPING
                                                                    : GRADUS_TRAINING_RUNNING);
}

static void
begin (GradusTraining *self, Start *start)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, started, NULL);

  g_task_set_task_data (task, start, (GDestroyNotify) start_free);
  gradus_training_set_state (self, GRADUS_TRAINING_STARTING);
  gradus_keep_program ();
  gradus_run_in_thread (task, start_in_thread);
}

static void
begin_new (GradusTraining *self, GradusFirst first)
{
  g_autofree char *folder = gradus_runs_new_folder (self->folder);
  Start *start = g_new0 (Start, 1);

  self->first = first;
  gradus_training_hold_folder (self);
  start->project = gr_project_to_json (gradus_document_project (self->document));
  start->project_path = g_strdup (gradus_document_path (self->document));
  start->folder = g_strdup (folder);
  start->log = g_build_filename (folder, GRADUS_RUN_LOG, NULL);
  start->run = gradus_run_new (folder, NULL, start->project);
  gradus_run_set_number (start->run, gradus_training_new_number (self));
  gradus_run_set_colour (start->run, gradus_training_new_colour (self));
  if (gradus_weights_start_kept (self->document))
    {
      GrModel *model = gradus_document_model (self->document);
      g_autofree char *from = gradus_kept_origin (model);

      start->kept = gr_kept_ref (gr_model_kept (model));
      gradus_run_set_start (start->run, from);
    }
  begin (self, start);
}

void
gradus_training_resume (GradusTraining *self, GradusRun *run)
{
  Start *start;

  if (self->state != GRADUS_TRAINING_IDLE || self->closed)
    return;
  start = g_new0 (Start, 1);
  self->first = GRADUS_FIRST_RUN;
  start->project = g_strdup (gradus_run_project_text (run));
  start->project_path = g_strdup (gradus_document_path (self->document));
  start->folder = g_strdup (gradus_run_folder (run));
  start->log = g_build_filename (start->folder, GRADUS_RUN_LOG, NULL);
  start->run = g_object_ref (run);
  start->resume = TRUE;
  begin (self, start);
}

GradusRun *
gradus_training_unfinished (GradusTraining *self)
{
  g_autofree char *weights = NULL;

  if (self->state != GRADUS_TRAINING_IDLE || !self->chosen
      || gradus_run_state (self->chosen) != GRADUS_RUN_STOPPED)
    return NULL;
  weights = gradus_run_last_weights (self->chosen);
  return weights ? self->chosen : NULL;
}

void
gradus_training_go_on (GradusTraining *self)
{
  GradusRun *run = gradus_training_unfinished (self);

  if (run)
    gradus_training_resume (self, run);
}

/* --- what a person does -------------------------------------------------------------------------
 */

/* What is asked for while the run is being made is what it begins with. */
static void
command (GradusTraining *self, GradusFirst command)
{
  switch (self->state)
    {
    case GRADUS_TRAINING_IDLE:
      if (!self->obstacle && !self->closed)
        begin_new (self, command);
      break;
    case GRADUS_TRAINING_STARTING:
      self->first = command;
      break;
    case GRADUS_TRAINING_RUNNING:
    case GRADUS_TRAINING_PAUSED:
      self->first = command;
      if (command == GRADUS_FIRST_RUN)
        gr_trainer_resume (self->trainer);
      else
        give_command (self);
      keep_ticking (self);
      break;
    case GRADUS_TRAINING_STOPPING:
      break;
    }
}

void
gradus_training_start (GradusTraining *self)
{
  command (self, GRADUS_FIRST_RUN);
}

void
gradus_training_step (GradusTraining *self)
{
  command (self, GRADUS_FIRST_STEP);
}

void
gradus_training_epoch (GradusTraining *self)
{
  command (self, GRADUS_FIRST_EPOCH);
}

void
gradus_training_pause (GradusTraining *self)
{
  if (self->state != GRADUS_TRAINING_IDLE)
    command (self, GRADUS_FIRST_PAUSE);
}

void
gradus_training_stop (GradusTraining *self)
{
  if (self->state == GRADUS_TRAINING_IDLE)
    return;
  command (self, GRADUS_FIRST_STOP);
  if (self->trainer)
    gradus_training_set_state (self, GRADUS_TRAINING_STOPPING);
}

/* --- asking -------------------------------------------------------------------------------------
 */

GradusDocument *
gradus_training_document (GradusTraining *self)
{
  return self->document;
}

GradusTrainingState
gradus_training_state (GradusTraining *self)
{
  return self->state;
}

const char *
gradus_training_obstacle (GradusTraining *self)
{
  return self->obstacle;
}

const GrSnapshot *
gradus_training_snapshot (GradusTraining *self)
{
  return &self->now;
}

GrTrainer *
gradus_training_trainer (GradusTraining *self)
{
  return self->trainer;
}

GradusRun *
gradus_training_run (GradusTraining *self)
{
  return self->run;
}

GradusRun *
gradus_training_chosen (GradusTraining *self)
{
  return self->chosen;
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_training_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GradusTraining *self = GRADUS_TRAINING (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_OBSTACLE:
      g_value_set_string (value, self->obstacle);
      break;
    case PROP_RUN:
      g_value_set_object (value, self->run);
      break;
    case PROP_CHOSEN:
      g_value_set_object (value, self->chosen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

void
gradus_training_close (GradusTraining *self)
{
  self->closed = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  /* What was deleted is so for good. */
  if (self->document)
    gradus_document_forget (self->document);
  if (self->trainer)
    {
      gr_trainer_stop (self->trainer);
      gradus_training_begin_end (self);
    }
}

void
gradus_training_discard (GradusTraining *self)
{
  const gboolean runs = self->trainer != NULL;

  self->discarded = self->is_unsaved;
  gradus_training_close (self);
  if (self->discarded && !runs)
    gradus_training_delete_folder (self);
}

static void
gradus_training_dispose (GObject *object)
{
  GradusTraining *self = GRADUS_TRAINING (object);

  gradus_training_close (self);
  g_clear_object (&self->run);
  g_clear_object (&self->chosen);
  g_clear_object (&self->runs);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (gradus_training_parent_class)->dispose (object);
}

static void
gradus_training_finalize (GObject *object)
{
  GradusTraining *self = GRADUS_TRAINING (object);

  if (self->held)
    gradus_unsaved_runs_release (self->held, self->lock);
  g_free (self->held);
  g_free (self->folder);
  g_free (self->left_folder);
  g_free (self->obstacle);
  g_free (self->described);
  G_OBJECT_CLASS (gradus_training_parent_class)->finalize (object);
}

static void
gradus_training_class_init (GradusTrainingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = gradus_training_get_property;
  object_class->dispose = gradus_training_dispose;
  object_class->finalize = gradus_training_finalize;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, GRADUS_TRAINING_STOPPING, 0,
                                              flags);
  properties[PROP_OBSTACLE] = g_param_spec_string ("obstacle", NULL, NULL, NULL, flags);
  properties[PROP_RUN] = g_param_spec_object ("run", NULL, NULL, GRADUS_TYPE_RUN, flags);
  properties[PROP_CHOSEN] = g_param_spec_object ("chosen", NULL, NULL, GRADUS_TYPE_RUN, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[STATE_CHANGED] = g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  signals[TICK] = g_signal_new ("tick", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REMOVED] = g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, GRADUS_TYPE_RUN);
  signals[REMOVED_CHANGED] = g_signal_new ("removed-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  signals[TURNED] = g_signal_new ("turned", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[INTERRUPTED] = g_signal_new ("interrupted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
}

static void
gradus_training_init (GradusTraining *self)
{
  self->runs = g_list_store_new (GRADUS_TYPE_RUN);
  self->removed = gradus_removed_runs_new ();
  gradus_training_forget_lr (self);
  self->lock = -1;
}

static void
runs_changed (GradusTraining *self)
{
  gradus_document_set_has_runs (self->document,
                                g_list_model_get_n_items (G_LIST_MODEL (self->runs)) > 0);
}

GradusTraining *
gradus_training_new (GradusDocument *document)
{
  GradusTraining *self = g_object_new (GRADUS_TYPE_TRAINING, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "model-changed", G_CALLBACK (update_obstacle), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "section-changed", G_CALLBACK (update_obstacle), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::data-problem", G_CALLBACK (update_obstacle), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::path", G_CALLBACK (gradus_training_find_runs), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "weights-changed", G_CALLBACK (gradus_training_save_kept),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->runs, "items-changed", G_CALLBACK (runs_changed), self,
                           G_CONNECT_SWAPPED);
  update_obstacle (self);
  gradus_training_find_runs (self);
  return self;
}
