/* training-runs.c - GradusTraining's list of runs: reading, moving, removing them. See training.h.
 */
#include "training-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "document/in-thread.h"
#include "document/keep-program.h"
#include "style/palette.h"
#include "unsaved-runs.h"

GListModel *
gradus_training_runs (GradusTraining *self)
{
  return G_LIST_MODEL (self->runs);
}

static guint
n_runs (GradusTraining *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->runs));
}

/* Borrowed. */
static GradusRun *
run_at (GradusTraining *self, guint i)
{
  g_autoptr (GradusRun) run = g_list_model_get_item (G_LIST_MODEL (self->runs), i);

  return run;
}

static void
removed_run_free (GradusRemovedRun *removed)
{
  g_object_unref (removed->run);
  g_free (removed);
}

GPtrArray *
gradus_removed_runs_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) removed_run_free);
}

/* Borrowed; one that was removed and can be brought back. */
static GradusRun *
removed_at (GradusTraining *self, guint i)
{
  return ((GradusRemovedRun *) self->removed->pdata[i])->run;
}

/* That of a run that may come back is taken, too. */
static gboolean
has_name (GradusTraining *self, const char *name)
{
  for (guint i = 0; i < n_runs (self); i++)
    if (g_str_equal (gradus_run_name (run_at (self, i)), name))
      return TRUE;
  for (guint i = 0; i < self->removed->len; i++)
    if (g_str_equal (gradus_run_name (removed_at (self, i)), name))
      return TRUE;
  return FALSE;
}

guint
gradus_training_new_number (GradusTraining *self)
{
  for (guint n = n_runs (self) + 1;; n++)
    {
      g_autofree char *name = g_strdup_printf (_ ("Run %u"), n);

      if (!has_name (self, name))
        return n;
    }
}

guint
gradus_training_new_colour (GradusTraining *self)
{
  guint n_with[GRADUS_N_SERIES_COLOURS] = { 0 }, least = 0;

  for (guint i = 0; i < n_runs (self) + self->removed->len; i++)
    {
      GradusRun *run = i < n_runs (self) ? run_at (self, i) : removed_at (self, i - n_runs (self));

      if (gradus_run_colour (run) != GRADUS_NO_COLOUR)
        n_with[gradus_run_colour (run)]++;
    }
  for (guint i = 1; i < GRADUS_N_SERIES_COLOURS; i++)
    if (n_with[i] < n_with[least])
      least = i;
  return least;
}

/* --- what the one in work goes on with -----------------------------------------------------------
 */

/* What the model of the run computes; NULL where its project cannot be read. Borrowed. */
static const char *
describe_run (GradusTraining *self)
{
  g_autoptr (GrProject) project = NULL;

  if (self->described)
    return self->described;
  project = gradus_run_project (self->run, NULL);
  self->described = project ? gr_model_describe (project->model) : NULL;
  return self->described;
}

gboolean
gradus_training_had_section (GradusTraining *self, GradusRun *run, const char *key)
{
  JsonObject *settings = gradus_run_settings (run);
  JsonNode *then = settings ? json_object_get_member (settings, key) : NULL;
  g_autoptr (JsonNode) now = gradus_document_section (self->document, key);

  return then && now ? json_node_equal (then, now) : then == now;
}

/* Whether a setting is another than when the run began. */
static gboolean
has_other_settings (GradusTraining *self)
{
  static const char *const keys[] = { "data", "transforms", "training", "optimizer", "schedule" };

  for (gsize i = 0; gradus_run_settings (self->run) && i < G_N_ELEMENTS (keys); i++)
    if (!gradus_training_had_section (self, self->run, keys[i]))
      return TRUE;
  return FALSE;
}

char *
gradus_training_edited_text (GradusTraining *self)
{
  g_autofree char *now = NULL;

  if (self->state != GRADUS_TRAINING_RUNNING && self->state != GRADUS_TRAINING_PAUSED)
    return NULL;
  now = gr_model_describe (gradus_document_model (self->document));
  if (!describe_run (self) || g_str_equal (now, self->described))
    /* Translators: %s is a run. Settings were changed after it had begun. */
    return has_other_settings (self) ? g_strdup_printf (
               _ ("%s goes on with the settings that it began with. The new ones "
                  "are for the next run."),
               gradus_run_name (self->run))
                                     : NULL;
  /* Translators: %s is a run. The model was edited after it had begun. */
  return g_strdup_printf (_ ("%s goes on with the model as it was when it began."),
                          gradus_run_name (self->run));
}

/* --- in and out of the list ---------------------------------------------------------------------
 */

static void
watch (GradusTraining *self, GradusRun *run)
{
  g_signal_connect_object (run, "failed", G_CALLBACK (gradus_training_fail), self,
                           G_CONNECT_SWAPPED);
}

/* Who compares runs goes on comparing; who looks at one looks at the new one. */
static void
show_instead (GradusTraining *self, GradusRun *run)
{
  GradusRun *only = NULL;
  guint n_shown = 0;

  for (guint i = 0; i < n_runs (self); i++)
    if (gradus_run_shown (run_at (self, i)))
      {
        only = run_at (self, i);
        n_shown++;
      }
  if (n_shown == 1 && only != run)
    gradus_run_set_shown (only, FALSE);
  gradus_run_set_shown (run, TRUE);
}

void
gradus_training_choose (GradusTraining *self, GradusRun *run)
{
  if (!gradus_run_shown (run))
    show_instead (self, run);
  gradus_training_set_chosen (self, run);
}

void
gradus_training_add_run (GradusTraining *self, GradusRun *run)
{
  watch (self, run);
  if (gradus_run_colour (run) == GRADUS_NO_COLOUR)
    gradus_run_set_colour (run, gradus_training_new_colour (self));
  show_instead (self, run);
  g_list_store_insert (self->runs, 0, run);
}

/* --- what can be taken back ---------------------------------------------------------------------
 */

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

/* NULL where @run was not removed, or cannot be brought back. */
static GradusRemovedRun *
find_removed (GradusTraining *self, GradusRun *run)
{
  for (guint i = 0; i < self->removed->len; i++)
    if (removed_at (self, i) == run)
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
    gradus_training_set_run (self, n_runs (self) ? run_at (self, 0) : NULL);
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
  if (there && removed->was_last && self->state == GRADUS_TRAINING_IDLE && run_at (self, 0) == run)
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

/* --- reading ------------------------------------------------------------------------------------
 */

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
  for (guint i = 0; i < n_runs (self); i++)
    if (g_str_equal (gradus_run_folder (run_at (self, i)), folder))
      return TRUE;
  return FALSE;
}

/* To those that have none, as earlier versions wrote them: by their age. */
static void
give_colours (GradusTraining *self)
{
  for (guint i = n_runs (self); i-- > 0;)
    if (gradus_run_colour (run_at (self, i)) == GRADUS_NO_COLOUR)
      gradus_run_set_colour (run_at (self, i), gradus_training_new_colour (self));
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
      watch (self, run);
      g_list_store_append (self->runs, run);
    }
  give_colours (self);
  if (!self->run && n_runs (self))
    {
      gradus_run_set_shown (run_at (self, 0), TRUE);
      gradus_training_set_run (self, run_at (self, 0));
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

/* The runs of another document's file, except the one in work. */
static void
forget_runs (GradusTraining *self)
{
  for (guint i = n_runs (self); i-- > 0;)
    if (gradus_run_state (run_at (self, i)) != GRADUS_RUN_ACTIVE)
      {
        if (run_at (self, i) == self->run)
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
  if (path && self->is_unsaved && n_runs (self) + self->removed->len > 0)
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

/* --- moving -------------------------------------------------------------------------------------
 */

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
  for (guint i = 0; i < n_runs (self); i++)
    {
      GradusRun *run = run_at (self, i);
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
