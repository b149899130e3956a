/* training-kept.c - the weights that a document's model keeps of its runs: from a run that is
 * paused or has ended, from one of long ago, and in a file among the runs, so that they are there
 * again after a restart. See training.h.
 */
#include "training-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "document/in-thread.h"
#include "document/keep-program.h"
#include "document/weights-choice.h"
#include "document/weights-origin.h"
#include "io/safetensors.h"
#include "train/fit.h"

/* In the folder of the runs. */
#define KEPT_FILE "weights.safetensors"

/* --- where they are from ------------------------------------------------------------------------
 */

/* After @step steps, of which @last is the last epoch that is whole, or NULL. (transfer full) */
static char *
origin_at_step (guint number, const char *run, const GrEpoch *last, gint64 step)
{
  return gradus_origin_of_run (number, run, last && last->step == step ? last->epoch : 0, step);
}

/* --- of a run that has ended, on a worker thread ------------------------------------------------
 */

GrKept *
gradus_kept_of_trainer (GrTrainer *trainer, guint number, const char *run, gboolean last)
{
  GrModule *module = gr_trainer_module (trainer);
  GrSeries *epochs = gr_trainer_epochs (trainer);
  const gsize n = gr_series_length (epochs);
  const gboolean learned = gr_trainer_has_learned (trainer);
  g_autofree char *origin = NULL;
  g_autoptr (GrKept) kept = gr_kept_new ();
  GrSnapshot now;

  gr_trainer_snapshot (trainer, &now);
  if (last && learned && now.step > 0)
    origin = origin_at_step (number, run, n ? gr_series_at (epochs, n - 1) : NULL, now.step);
  for (gsize i = n; i-- > 0 && !origin;)
    {
      const GrEpoch *epoch = gr_series_at (epochs, i);

      if (epoch->best && gr_trainer_load_best (trainer))
        origin = gradus_origin_of_run (number, run, epoch->epoch, 0);
    }
  if (!origin && learned && now.step > 0)
    origin = origin_at_step (number, run, NULL, now.step);
  if (!origin || !gr_module_keep (module, kept, origin, NULL))
    return NULL;
  return g_steal_pointer (&kept);
}

/* --- of a run that is paused --------------------------------------------------------------------
 */

void
gradus_training_keep (GradusTraining *self, GrKept *kept, const char *label)
{
  g_autoptr (GrKept) all = gr_kept_copy (gr_model_kept (gradus_document_model (self->document)));

  gr_kept_add (all, kept);
  gradus_document_set_kept (self->document, all, label);
}

gboolean
gradus_training_keep_paused (GradusTraining *self)
{
  const guint n = gradus_run_n_epochs (self->run);
  g_autoptr (GrKept) kept = NULL;

  if (self->now.state != GR_TRAINER_PAUSED || self->now.step == 0)
    return FALSE;
  kept = gr_trainer_take_weights (self->trainer);
  if (self->now.step != self->asked_step)
    {
      g_autofree char *origin = origin_at_step (
          gradus_run_number (self->run), gradus_run_name (self->run),
          n ? gradus_run_epoch (self->run, n - 1) : NULL, self->now.step);

      gr_trainer_ask_weights (self->trainer, origin);
      self->asked_step = self->now.step;
      self->waits_for_weights = TRUE;
    }
  else if (kept)
    {
      self->waits_for_weights = FALSE;
      gradus_training_keep (self, kept, NULL);
    }
  return self->waits_for_weights;
}

/* --- of a run of long ago -----------------------------------------------------------------------
 */

typedef struct
{
  char *project, *name, *path, *origin;
} Reading;

static void
reading_free (Reading *reading)
{
  g_free (reading->project);
  g_free (reading->name);
  g_free (reading->path);
  g_free (reading->origin);
  g_free (reading);
}

/* A checkpoint is replaced, never written over, so that its tensors may stay in the file. */
static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Reading *reading = data;
  GError *error = NULL;
  g_autoptr (GrProject) project = gr_project_from_json (reading->project, -1, reading->name,
                                                        &error);
  g_autoptr (GrNamedTensors) list = project ? gr_safetensors_read (reading->path, &error) : NULL;

  if (list)
    g_task_return_pointer (task, gr_weights_named (project->model, list, reading->origin),
                           (GDestroyNotify) gr_kept_unref);
  else
    g_task_return_error (task, error);
}

static void
was_read (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusTraining *self = GRADUS_TRAINING (source);
  const Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GrKept) kept = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *label = g_strdup_printf (_ ("Use the Weights of “%s”"), reading->name);

  if (self->closed)
    return;
  if (kept)
    gradus_training_keep (self, kept, label);
  else
    gradus_training_fail (self, error->message);
}

void
gradus_training_use_weights (GradusTraining *self, GradusRun *run)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, was_read, NULL);
  const GrEpoch *best = gradus_run_best (run);
  const gboolean last = gradus_weights_keep_last (self->document) || !best;
  const guint n = gradus_run_n_epochs (run);
  Reading *reading = g_new0 (Reading, 1);

  reading->project = g_strdup (gradus_run_project_text (run));
  reading->name = g_strdup (gradus_run_name (run));
  reading->path = g_build_filename (gradus_run_folder (run),
                                    last ? GR_CHECKPOINT_LAST : GR_CHECKPOINT_BEST, NULL);
  reading->origin = last ? origin_at_step (gradus_run_number (run), reading->name,
                                           n ? gradus_run_epoch (run, n - 1) : NULL,
                                           (gint64) gradus_series_length (gradus_run_losses (run)))
                         : gradus_origin_of_run (gradus_run_number (run), reading->name,
                                                 best->epoch, 0);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  gradus_run_in_thread (task, read_in_thread);
}

/* --- their file ---------------------------------------------------------------------------------
 */

typedef struct
{
  char *folder, *left;
  GrKept *kept;
} Saving;

static void
saving_free (Saving *saving)
{
  g_free (saving->folder);
  g_free (saving->left);
  gr_kept_unref (saving->kept);
  g_free (saving);
}

gboolean
gradus_kept_write (const char *folder, GrKept *kept, GError **error)
{
  g_autofree char *path = g_build_filename (folder, KEPT_FILE, NULL);

  if (gr_kept_size (kept) == 0)
    {
      g_unlink (path);
      return TRUE;
    }
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("Cannot make the folder “%s” for the weights: %s"), folder,
                   g_strerror (errno));
      return FALSE;
    }
  return gr_kept_save (kept, path, error);
}

/* The folder goes too, once there is nothing else in it. */
static void
remove_file (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, KEPT_FILE, NULL);

  g_unlink (path);
  g_rmdir (folder);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Saving *saving = data;
  GError *error = NULL;

  if (saving->left)
    remove_file (saving->left);
  if (gradus_kept_write (saving->folder, saving->kept, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusTraining *self = GRADUS_TRAINING (source);
  g_autoptr (GError) error = NULL;

  self->saving_kept = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error) && !self->closed)
    gradus_training_fail (self, error->message);
  if (self->kept_again)
    gradus_training_save_kept (self);
  gradus_let_program_end ();
}

/* One at a time: what changes while it is written is written after it. */
void
gradus_training_save_kept (GradusTraining *self)
{
  g_autoptr (GTask) task = NULL;
  Saving *saving;

  self->kept_again = self->saving_kept;
  if (self->saving_kept || !self->folder)
    return;
  self->saving_kept = TRUE;
  gradus_training_hold_folder (self);
  saving = g_new0 (Saving, 1);
  saving->folder = g_strdup (self->folder);
  saving->left = g_steal_pointer (&self->left_folder);
  saving->kept = gr_kept_ref (gr_model_kept (gradus_document_model (self->document)));
  task = g_task_new (self, NULL, saved, NULL);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  gradus_keep_program ();
  gradus_run_in_thread (task, save_in_thread);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GrKept *kept = gr_kept_load (data, &error);

  if (kept)
    g_task_return_pointer (task, kept, (GDestroyNotify) gr_kept_unref);
  else
    g_task_return_error (task, error);
}

/* Where there is none, nothing was kept. An id that the file has and the model has not may be given
 * to another block one day: that must not get the weights. */
static void
loaded (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusTraining *self = GRADUS_TRAINING (source);
  GrModel *model = gradus_document_model (self->document);
  g_autoptr (GrKept) kept = g_task_propagate_pointer (G_TASK (result), NULL);

  if (!kept || self->closed || gr_kept_size (gr_model_kept (model)) > 0)
    return;
  const gboolean had_strangers = gr_kept_forget_strangers (kept, model);
  g_signal_handlers_block_by_func (self->document, gradus_training_save_kept, self);
  gradus_document_set_kept (self->document, kept, NULL);
  g_signal_handlers_unblock_by_func (self->document, gradus_training_save_kept, self);
  if (had_strangers)
    gradus_training_save_kept (self);
}

void
gradus_training_find_kept (GradusTraining *self, const char *left)
{
  g_autoptr (GTask) task = NULL;

  g_free (self->left_folder);
  self->left_folder = g_strdup (left);
  if (gr_kept_size (gr_model_kept (gradus_document_model (self->document))) > 0)
    {
      gradus_training_save_kept (self);
      return;
    }
  task = g_task_new (self, NULL, loaded, NULL);
  g_task_set_task_data (task, g_build_filename (self->folder, KEPT_FILE, NULL), g_free);
  gradus_run_in_thread (task, load_in_thread);
}
