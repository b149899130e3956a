/* training-undo.c - runs of a GradusTraining that are deleted or renamed, as steps that the
 * document undoes. See training.h.
 */
#include "training-private.h"

#include <glib/gi18n.h>

/* What a step of the document says of a run. */
typedef struct
{
  GradusTraining *training; /* weak */
  GradusRun *run;
  char *name;   /* of a renaming: the other name; or */
  guint number; /* of "Run 3" */
} RunStep;

static RunStep *
run_step_new (GradusTraining *self, GradusRun *run)
{
  RunStep *step = g_new0 (RunStep, 1);

  g_set_weak_pointer (&step->training, self);
  step->run = g_object_ref (run);
  return step;
}

static void
run_step_free (gpointer user)
{
  RunStep *step = user;

  g_clear_weak_pointer (&step->training);
  g_object_unref (step->run);
  g_free (step->name);
  g_free (step);
}

/* --- deleting --------------------------------------------------------------------------------- */

/* NULL where @run was not removed, or cannot be brought back. */
static GradusRemovedRun *
find_removed (GradusTraining *self, GradusRun *run)
{
  for (guint i = 0; i < self->removed->len; i++)
    if (gradus_training_removed_at (self, i) == run)
      return self->removed->pdata[i];
  return NULL;
}

gboolean
gradus_training_can_restore (GradusTraining *self, GradusRun *run)
{
  return find_removed (self, run) != NULL;
}

static void
forget_removed (GradusTraining *self, GradusRemovedRun *removed)
{
  g_ptr_array_remove (self->removed, removed);
  g_signal_emit_by_name (self, "removed-changed");
}

static gboolean
take_away (GradusTraining *self, RunStep *step, GError **error)
{
  GradusRun *run = step->run;
  GradusRemovedRun *removed;
  guint position;

  if (gradus_run_state (run) == GRADUS_RUN_ACTIVE
      || !g_list_store_find (self->runs, run, &position))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, _ ("“%s” is being trained: stop it first."),
                   gradus_run_name (run));
      return FALSE;
    }
  if (!gradus_run_folder_hide (gradus_run_folder (run), error))
    return FALSE;
  removed = g_new (GradusRemovedRun, 1);
  removed->run = g_object_ref (run);
  removed->step = step;
  removed->was_last = self->run == run;
  removed->was_chosen = self->chosen == run;
  g_ptr_array_add (self->removed, removed);
  g_list_store_remove (self->runs, position);
  if (self->run == run)
    gradus_training_set_run (self, gradus_training_n_runs (self) ? gradus_training_run_at (self, 0)
                                                                 : NULL);
  if (self->chosen == run)
    gradus_training_set_chosen (self, self->run);
  g_signal_emit_by_name (self, "removed", run);
  g_signal_emit_by_name (self, "removed-changed");
  return TRUE;
}

static gint
newest_first (gconstpointer a, gconstpointer b, gpointer user)
{
  return g_date_time_compare (gradus_run_created ((GradusRun *) b),
                              gradus_run_created ((GradusRun *) a));
}

/* The run is no longer to be brought back, whether this goes well or not. */
static gboolean
bring_back (GradusTraining *self, GradusRun *run, GError **error)
{
  GradusRemovedRun *removed = find_removed (self, run);
  const gboolean there = gradus_run_folder_unhide (gradus_run_folder (run), error);

  if (there)
    g_list_store_insert_sorted (self->runs, run, newest_first, NULL);
  if (there && removed->was_last && self->state == GRADUS_TRAINING_IDLE
      && gradus_training_run_at (self, 0) == run)
    {
      g_autoptr (GradusRun) chosen = self->chosen ? g_object_ref (self->chosen) : NULL;

      gradus_training_set_run (self, run);
      gradus_training_set_chosen (self, chosen);
    }
  if (there && removed->was_chosen)
    gradus_training_set_chosen (self, run);
  forget_removed (self, removed);
  /* The document may have got a file meanwhile. */
  if (there)
    gradus_training_relocate (self);
  return there;
}

static gboolean
turn_deletion (gpointer user, gboolean back)
{
  RunStep *step = user;
  GradusTraining *self = step->training;
  g_autoptr (GError) error = NULL;

  if (back ? bring_back (self, step->run, &error) : take_away (self, step, &error))
    {
      if (back)
        g_signal_emit_by_name (self, "turned");
      return TRUE;
    }
  gradus_training_fail (self, error->message);
  return FALSE;
}

static void
forget_deletion (gpointer user)
{
  RunStep *step = user;
  GradusRemovedRun *removed = step->training ? find_removed (step->training, step->run) : NULL;

  /* It may have been brought back since, and even been removed by another step. */
  if (removed && removed->step == step)
    {
      gradus_run_folder_purge (gradus_run_folder (step->run));
      forget_removed (step->training, removed);
    }
  run_step_free (step);
}

gboolean
gradus_training_remove_run (GradusTraining *self, GradusRun *run, GError **error)
{
  static const GradusBeside deletion = { turn_deletion, forget_deletion };
  g_autofree char *label = g_strdup_printf (_ ("Delete %s"), gradus_run_name (run));
  RunStep *step = run_step_new (self, run);

  if (!take_away (self, step, error))
    {
      run_step_free (step);
      return FALSE;
    }
  gradus_document_remember (self->document, label, &deletion, step);
  return TRUE;
}

gboolean
gradus_training_restore_run (GradusTraining *self, GradusRun *run)
{
  const GradusRemovedRun *removed = find_removed (self, run);

  g_return_val_if_fail (removed, FALSE);
  return gradus_document_take_back (self->document, removed->step);
}

/* --- renaming --------------------------------------------------------------------------------- */

/* The run is called as @step says, and @step then says what it was called. */
static void
change_name (RunStep *step)
{
  g_autofree char *name = g_steal_pointer (&step->name);
  const guint number = step->number;

  step->name = g_strdup (gradus_run_name (step->run));
  step->number = gradus_run_number (step->run);
  if (number)
    {
      gradus_run_set_number (step->run, number);
      gradus_run_save (step->run);
    }
  else
    gradus_run_set_name (step->run, name);
}

static gboolean
turn_renaming (gpointer user, gboolean back)
{
  RunStep *step = user;

  change_name (step);
  g_signal_emit_by_name (step->training, "turned");
  return TRUE;
}

void
gradus_training_rename_run (GradusTraining *self, GradusRun *run, const char *name)
{
  static const GradusBeside renaming = { turn_renaming, run_step_free };
  g_autofree char *label = g_strdup_printf (_ ("Rename %s to %s"), gradus_run_name (run), name);
  RunStep *step;

  if (g_str_equal (gradus_run_name (run), name))
    return;
  step = run_step_new (self, run);
  step->name = g_strdup (name);
  change_name (step);
  gradus_document_remember (self->document, label, &renaming, step);
}
