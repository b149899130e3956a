/* training-end.c - the end of a run: its threads are joined and what it leaves is kept, whether its
 * document is still open or not. A part of GradusTraining. */
#include "training-private.h"

#include "document/in-thread.h"
#include "document/keep-program.h"
#include "document/weights-choice.h"
#include "unsaved-runs.h"

/* What remains to be done when a run ends, whether its document is still open or not. */
typedef struct
{
  GrTrainer *trainer;
  GrTrainerState state;
  guint number; /* of the run; 0: its name is its own */
  char *name, *folder;
  gboolean keep_last;
  GrKept *kept;  /* what the run leaves; NULL: nothing */
  char *runs;    /* of a document that is closed: where it is kept, */
  GrKept *base;  /* with what there was before */
  char *move_to; /* of such a document, saved since the run began: its place; else NULL */
  char *held;    /* and the folder that is held until then, with */
  gint lock;     /* its lock; -1: none */
  gboolean can_go_on, discarded, moved;
} Ending;

static void
ending_free (Ending *ending)
{
  g_clear_pointer (&ending->trainer, gr_trainer_free);
  g_clear_pointer (&ending->kept, gr_kept_unref);
  g_clear_pointer (&ending->base, gr_kept_unref);
  g_free (ending->name);
  g_free (ending->folder);
  g_free (ending->runs);
  g_free (ending->move_to);
  if (ending->held)
    gradus_unsaved_runs_release (ending->held, ending->lock);
  g_free (ending->held);
  g_free (ending);
}

/* Of a document that is closed there is nobody left to do it. */
static void
keep_for_later (const Ending *ending)
{
  g_autoptr (GrKept) all = gr_kept_copy (ending->base);

  gr_kept_add (all, ending->kept);
  gradus_kept_write (ending->runs, all, NULL);
}

/* Waits for the batch and the checkpoint. */
static void
end_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Ending *ending = data;
  GrSnapshot last;
  GError *error = NULL;
  const gboolean went_well = gr_trainer_result (ending->trainer, &error);

  ending->can_go_on = gr_trainer_can_go_on (ending->trainer);
  gr_trainer_snapshot (ending->trainer, &last);
  ending->state = last.state;
  ending->kept = gradus_kept_of_trainer (ending->trainer, ending->number, ending->name,
                                         ending->keep_last);
  if (ending->kept && ending->runs)
    keep_for_later (ending);
  if (ending->discarded)
    gradus_unsaved_runs_delete (ending->held);
  else if (ending->move_to)
    ending->moved = gradus_unsaved_runs_move (ending->folder, ending->move_to, NULL);
  if (went_well)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
ended (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusRun *run = GRADUS_RUN (source);
  Ending *ending = g_task_get_task_data (G_TASK (result));
  GWeakRef *ref = user;
  g_autoptr (GradusTraining) self = g_weak_ref_get (ref);
  g_autoptr (GError) error = NULL;

  gradus_run_follow (run, ending->trainer);
  if (ending->moved)
    gradus_run_set_folder (run, ending->move_to);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    gradus_run_set_state (run, ending->can_go_on ? GRADUS_RUN_STOPPED : GRADUS_RUN_FAILED,
                          error->message);
  else if (ending->state == GR_TRAINER_DONE)
    gradus_run_set_state (run, GRADUS_RUN_DONE, NULL);
  else if (!self || self->closed)
    gradus_run_interrupt (run);
  else
    gradus_run_set_state (run, GRADUS_RUN_STOPPED, NULL);
  if (self)
    {
      gr_trainer_snapshot (ending->trainer, &self->now);
      if (ending->kept && !self->closed)
        gradus_training_keep (self, ending->kept, NULL);
      gradus_training_set_state (self, GRADUS_TRAINING_IDLE);
      gradus_training_relocate (self);
      if (error)
        gradus_training_fail (self, error->message);
    }
  g_weak_ref_clear (ref);
  g_free (ref);
  gradus_let_program_end ();
}

/* What would be done by @self, which may be gone before the run has ended. */
static void
hand_over (GradusTraining *self, Ending *ending)
{
  g_autofree char *parent = g_path_get_dirname (ending->folder);

  ending->held = g_steal_pointer (&self->held);
  ending->lock = self->lock;
  self->lock = -1;
  ending->discarded = self->discarded && ending->held;
  if (self->discarded)
    return;
  ending->runs = g_strdup (self->folder);
  ending->base = gr_kept_ref (gr_model_kept (gradus_document_model (self->document)));
  if (!g_str_equal (parent, self->folder))
    ending->move_to = g_build_filename (self->folder, gradus_run_id (self->run), NULL);
}

void
gradus_training_begin_end (GradusTraining *self)
{
  g_autoptr (GTask) task = NULL;
  Ending *ending = g_new0 (Ending, 1);
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  ending->trainer = g_steal_pointer (&self->trainer);
  ending->number = gradus_run_number (self->run);
  ending->name = g_strdup (gradus_run_name (self->run));
  ending->folder = g_strdup (gradus_run_folder (self->run));
  ending->keep_last = gradus_weights_keep_last (self->document);
  if (self->closed)
    hand_over (self, ending);
  task = g_task_new (self->run, NULL, ended, ref);
  g_task_set_task_data (task, ending, (GDestroyNotify) ending_free);
  gradus_keep_program ();
  gradus_run_in_thread (task, end_in_thread);
}
