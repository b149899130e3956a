/* training-folder.c - the folder that the runs of a GradusTraining are in: which it is, reading
 * what is there, and moving runs along where the document gets a file. See training.h.
 */
#include "training-private.h"

#include "document/in-thread.h"
#include "document/keep-program.h"
#include "unsaved-runs.h"

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct
{
  char *folder;
  char *path; /* of the document, or NULL */
} Loading;

static void
loading_free (Loading *loading)
{
  g_free (loading->folder);
  g_free (loading->path);
  g_free (loading);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Loading *loading = data;

  if (loading->path)
    gradus_unsaved_runs_bring (loading->path, loading->folder);
  g_task_return_pointer (task, gradus_runs_load (loading->folder),
                         (GDestroyNotify) g_ptr_array_unref);
}

static gboolean
is_listed (GradusTraining *self, const char *folder)
{
  for (guint i = 0; i < gradus_training_n_runs (self); i++)
    if (g_str_equal (gradus_run_folder (gradus_training_run_at (self, i)), folder))
      return TRUE;
  return FALSE;
}

/* To those that have none, as earlier versions wrote them: by their age. */
static void
give_colours (GradusTraining *self)
{
  for (guint i = gradus_training_n_runs (self); i-- > 0;)
    if (gradus_run_colour (gradus_training_run_at (self, i)) == GRADUS_NO_COLOUR)
      gradus_run_set_colour (gradus_training_run_at (self, i), gradus_training_new_colour (self));
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusTraining *self = GRADUS_TRAINING (source);
  const Loading *loading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GPtrArray) runs = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->closed || !g_str_equal (loading->folder, self->folder))
    return;
  for (guint i = 0; i < runs->len; i++)
    {
      GradusRun *run = g_ptr_array_index (runs, i);

      if (is_listed (self, gradus_run_folder (run)))
        continue;
      gradus_training_watch (self, run);
      g_list_store_append (self->runs, run);
    }
  give_colours (self);
  if (!self->run && gradus_training_n_runs (self))
    {
      gradus_run_set_shown (gradus_training_run_at (self, 0), TRUE);
      gradus_training_set_run (self, gradus_training_run_at (self, 0));
      gradus_training_tell_interrupted (self);
    }
}

static void
load (GradusTraining *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, loaded, NULL);

  Loading *loading = g_new0 (Loading, 1);

  loading->folder = g_strdup (self->folder);
  loading->path = g_strdup (gradus_document_path (self->document));
  g_task_set_task_data (task, loading, (GDestroyNotify) loading_free);
  gradus_run_in_thread (task, load_in_thread);
}

/* --- which folder ----------------------------------------------------------------------------- */

/* The runs of another document's file, except the one in work. */
static void
forget_runs (GradusTraining *self)
{
  for (guint i = gradus_training_n_runs (self); i-- > 0;)
    if (gradus_run_state (gradus_training_run_at (self, i)) != GRADUS_RUN_ACTIVE)
      {
        if (gradus_training_run_at (self, i) == self->run)
          gradus_training_set_run (self, NULL);
        g_list_store_remove (self->runs, i);
      }
  gradus_training_set_chosen (self, self->run);
}

const char *
gradus_training_folder (GradusTraining *self)
{
  return self->folder;
}

void
gradus_training_set_folder (GradusTraining *self, const char *folder)
{
  if (g_strcmp0 (self->folder, folder) == 0)
    return;
  g_free (self->folder);
  self->folder = g_strdup (folder);
  gradus_document_forget (self->document);
  forget_runs (self);
  load (self);
}

/* The same each time for one document. (transfer full) */
static char *
unsaved_folder (GradusDocument *document)
{
  if (!gradus_document_runs_folder (document))
    {
      g_autofree char *folder = gradus_unsaved_runs_new ();

      gradus_document_set_runs_folder (document, folder);
    }
  return g_strdup (gradus_document_runs_folder (document));
}

void
gradus_training_hold_folder (GradusTraining *self)
{
  if (!self->is_unsaved || self->lock >= 0)
    return;
  g_free (self->held);
  self->held = g_strdup (self->folder);
  self->lock = gradus_unsaved_runs_hold (self->held);
}

void
gradus_training_will_save (GradusTraining *self, const char *path)
{
  if (self->is_unsaved && self->lock >= 0)
    gradus_unsaved_runs_belong_to (self->held, path);
}

static void
delete_in_thread (GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
  gradus_unsaved_runs_delete (folder);
  g_task_return_boolean (task, TRUE);
}

static void
deleted (GObject *source, GAsyncResult *result, gpointer user)
{
  gradus_let_program_end ();
}

void
gradus_training_delete_folder (GradusTraining *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, deleted, NULL);

  g_task_set_task_data (task, g_strdup (self->folder), g_free);
  gradus_keep_program ();
  gradus_run_in_thread (task, delete_in_thread);
}

void
gradus_training_find_runs (GradusTraining *self)
{
  const char *path = gradus_document_path (self->document);
  g_autofree char *folder = path ? gradus_runs_folder (path) : unsaved_folder (self->document);
  g_autofree char *left = path && self->is_unsaved ? g_strdup (self->folder) : NULL;

  gradus_training_will_save (self, path);
  if (path && self->is_unsaved && gradus_training_n_runs (self) + self->removed->len > 0)
    {
      g_free (self->folder);
      self->folder = g_steal_pointer (&folder);
      gradus_training_relocate (self);
      /* Not while a run is on its way: it would be found there and still be listed from here. */
      self->load_moved = self->n_moving > 0;
      if (!self->load_moved)
        load (self);
    }
  else
    gradus_training_set_folder (self, folder);
  self->is_unsaved = path == NULL;
  if (self->is_unsaved && g_file_test (self->folder, G_FILE_TEST_IS_DIR))
    gradus_training_hold_folder (self);
  gradus_training_find_kept (self, left);
}

/* --- moving ----------------------------------------------------------------------------------- */

typedef struct
{
  GradusRun *run;
  char *from, *to;
} Move;

static void
move_free (Move *move)
{
  g_object_unref (move->run);
  g_free (move->from);
  g_free (move->to);
  g_free (move);
}

static void
move_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Move *move = data;
  GError *error = NULL;

  if (gradus_unsaved_runs_move (move->from, move->to, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
moved (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusTraining *self = GRADUS_TRAINING (source);
  Move *move = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    gradus_run_set_folder (move->run, move->to);
  else
    gradus_training_fail (self, error->message);
  if (--self->n_moving == 0 && self->load_moved)
    {
      self->load_moved = FALSE;
      load (self);
    }
  gradus_let_program_end ();
}

void
gradus_training_relocate (GradusTraining *self)
{
  for (guint i = 0; i < gradus_training_n_runs (self); i++)
    {
      GradusRun *run = gradus_training_run_at (self, i);
      g_autofree char *parent = g_path_get_dirname (gradus_run_folder (run));
      g_autoptr (GTask) task = NULL;
      Move *move;

      if (gradus_run_state (run) == GRADUS_RUN_ACTIVE || g_str_equal (parent, self->folder))
        continue;
      move = g_new0 (Move, 1);
      move->run = g_object_ref (run);
      move->from = g_strdup (gradus_run_folder (run));
      move->to = g_build_filename (self->folder, gradus_run_id (run), NULL);
      task = g_task_new (self, NULL, moved, NULL);
      g_task_set_task_data (task, move, (GDestroyNotify) move_free);
      self->n_moving++;
      gradus_keep_program ();
      gradus_run_in_thread (task, move_in_thread);
    }
}
