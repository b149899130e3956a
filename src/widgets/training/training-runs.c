/* training-runs.c - GradusTraining's list of runs, and how the one in work differs from the
 * document. Their folder is in training-folder.c, deleting and renaming in training-undo.c. See
 * training.h.
 */
#include "training-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "style/palette.h"

GListModel *
gradus_training_runs (GradusTraining *self)
{
  return G_LIST_MODEL (self->runs);
}

guint
gradus_training_n_runs (GradusTraining *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->runs));
}

/* Borrowed. */
GradusRun *
gradus_training_run_at (GradusTraining *self, guint i)
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
GradusRun *
gradus_training_removed_at (GradusTraining *self, guint i)
{
  return ((GradusRemovedRun *) self->removed->pdata[i])->run;
}

/* That of a run that may come back is taken, too. */
static gboolean
has_name (GradusTraining *self, const char *name)
{
  for (guint i = 0; i < gradus_training_n_runs (self); i++)
    if (g_str_equal (gradus_run_name (gradus_training_run_at (self, i)), name))
      return TRUE;
  for (guint i = 0; i < self->removed->len; i++)
    if (g_str_equal (gradus_run_name (gradus_training_removed_at (self, i)), name))
      return TRUE;
  return FALSE;
}

guint
gradus_training_new_number (GradusTraining *self)
{
  for (guint n = gradus_training_n_runs (self) + 1;; n++)
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

  for (guint i = 0; i < gradus_training_n_runs (self) + self->removed->len; i++)
    {
      GradusRun *run = i < gradus_training_n_runs (self)
                           ? gradus_training_run_at (self, i)
                           : gradus_training_removed_at (self, i - gradus_training_n_runs (self));

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

void
gradus_training_watch (GradusTraining *self, GradusRun *run)
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

  for (guint i = 0; i < gradus_training_n_runs (self); i++)
    if (gradus_run_shown (gradus_training_run_at (self, i)))
      {
        only = gradus_training_run_at (self, i);
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
  gradus_training_watch (self, run);
  if (gradus_run_colour (run) == GRADUS_NO_COLOUR)
    gradus_run_set_colour (run, gradus_training_new_colour (self));
  show_instead (self, run);
  g_list_store_insert (self->runs, 0, run);
}
