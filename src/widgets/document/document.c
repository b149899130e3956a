/* document.c - GradusDocument: its file and its list of undo; see document.h. What is selected is
 * document-selection.c. */
#include "document-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "data-place.h"
#include "io/atomic.h"
#include "model/data-fit.h"
#include "write-file.h"

/* One step of the undo list, kept as what takes it back. Undoing it makes of it what does it again.
 */
typedef struct Step
{
  char *label;
  char *merge;
  GrEdit *edit;      /* of the model; NULL: it is as it was */
  GrKept *kept;      /* what the model kept; NULL: the same as now */
  char *key;         /* of the section that changed (NULL: none), and */
  JsonNode *section; /* what it was; NULL: its default */
  struct Step *also; /* done after it and undone before it: another section; NULL: nothing */
  const GradusBeside *beside; /* nothing of all this, but what was done beside the document, */
  gpointer user;              /* to this; NULL: it is a step of the project */
} Step;

G_DEFINE_FINAL_TYPE (GradusDocument, gradus_document, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_PATH,
  PROP_MODIFIED,
  PROP_DATA_PROBLEM,
  PROP_DATA_WARNING,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  MODEL_CHANGED,
  SECTION_CHANGED,
  WEIGHTS_CHANGED,
  SELECTION_CHANGED,
  HISTORY_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* What is to be written where. */
typedef struct
{
  char *path, *text;
} Save;

static void
save_free (Save *save)
{
  g_free (save->path);
  g_free (save->text);
  g_free (save);
}

static void
step_free (Step *step)
{
  g_free (step->label);
  g_free (step->merge);
  g_clear_pointer (&step->edit, gr_edit_unref);
  g_clear_pointer (&step->kept, gr_kept_unref);
  g_free (step->key);
  g_clear_pointer (&step->section, json_node_unref);
  g_clear_pointer (&step->also, step_free);
  if (step->beside)
    step->beside->forget (step->user);
  g_free (step);
}

/* --- its file --------------------------------------------------------------------------------- */

static void
history_changed (GradusDocument *self)
{
  g_signal_emit (self, signals[HISTORY_CHANGED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODIFIED]);
}

GradusDocument *
gradus_document_new (GrProject *project)
{
  GradusDocument *self = g_object_new (GRADUS_TYPE_DOCUMENT, NULL);

  self->project = project ? project : gr_project_new ();
  return self;
}

/* In microseconds, and bytes. */
static void
look_at_file (const char *path, gint64 *time, gint64 *size)
{
  GStatBuf info;

  *time = *size = -1;
  if (!path || g_stat (path, &info) != 0)
    return;
  *time = info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
  *size = info.st_size;
}

gboolean
gradus_document_file_changed (GradusDocument *self)
{
  gint64 time, size;

  look_at_file (self->path, &time, &size);
  return time >= 0 && (time != self->file_time || size != self->file_size);
}

char *
gradus_document_file_stamp (GradusDocument *self)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, self->file_time,
                          self->file_size);
}

void
gradus_document_set_file_stamp (GradusDocument *self, const char *stamp)
{
  char *end;

  self->file_time = g_ascii_strtoll (stamp, &end, 10);
  self->file_size = g_ascii_strtoll (end, NULL, 10);
}

void
gradus_document_set_path (GradusDocument *self, const char *path)
{
  look_at_file (path, &self->file_time, &self->file_size);
  if (g_strcmp0 (self->path, path) == 0)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/* Its file holds no state that it is in, or that undo or redo could bring back. */
static void
forget_saved (GradusDocument *self)
{
  self->saved_at = self->aside_saved_at = -1;
}

/* From here on the document is as its file, unless writing that fails. */
static void
begin_save (GradusDocument *self)
{
  gradus_document_end_merge (self);
  self->saved_at = (gint) self->undo->len;
  history_changed (self);
}

/* Sets the data section without a step to undo. Whether there was anything to set. */
static gboolean
place_data (GradusDocument *self, JsonNode *section)
{
  return section && gr_project_set_section (self->project, "data", section, NULL);
}

/* What the file @path is to hold: the project, which finds its data from there. (transfer full) */
static char *
text_for (GradusDocument *self, const char *path)
{
  g_autoptr (JsonNode) here = gr_project_section (self->project, "data");
  g_autoptr (JsonNode) there = gradus_data_moved (here, self->path, path);
  char *text;

  place_data (self, there);
  text = gr_project_to_json (self->project);
  if (there)
    place_data (self, here);
  return text;
}

static void
move_steps (GradusDocument *self, GPtrArray *steps, const char *path)
{
  for (guint i = 0; i < steps->len; i++)
    for (Step *part = g_ptr_array_index (steps, i); part; part = part->also)
      {
        JsonNode *moved = g_strcmp0 (part->key, "data") == 0
                              ? gradus_data_moved (part->section, self->path, path)
                              : NULL;

        if (!moved)
          continue;
        json_node_unref (part->section);
        part->section = moved;
      }
}

/* The document is in the file @path from now on. Its data stay where they are, as do those that
 * undo brings back. */
static void
move_to (GradusDocument *self, const char *path)
{
  g_autoptr (JsonNode) here = gr_project_section (self->project, "data");
  g_autoptr (JsonNode) there = gradus_data_moved (here, self->path, path);
  const gboolean moved = place_data (self, there);

  move_steps (self, self->undo, path);
  move_steps (self, self->redo, path);
  move_steps (self, self->aside, path);
  gradus_document_set_path (self, path);
  if (moved)
    g_signal_emit (self, signals[SECTION_CHANGED], g_quark_from_static_string ("data"), "data");
}

static void write_next (GradusDocument *self);

/* Only what was written takes the document along to its new path. */
static void
written (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusDocument *self = GRADUS_DOCUMENT (source);
  g_autoptr (GTask) task = g_queue_pop_head (&self->saves);
  Save *save = g_task_get_task_data (task);
  GError *error = NULL;

  if (gradus_write_file_finish (result, &error))
    move_to (self, save->path);
  else if (g_queue_is_empty (&self->saves))
    forget_saved (self);
  if (!g_queue_is_empty (&self->saves))
    write_next (self);
  history_changed (self);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
write_next (GradusDocument *self)
{
  Save *save = g_task_get_task_data (g_queue_peek_head (&self->saves));

  gradus_write_file_async (self, save->path, g_steal_pointer (&save->text), written, NULL);
}

void
gradus_document_save_async (GradusDocument *self, const char *path, GAsyncReadyCallback done,
                            gpointer user)
{
  GTask *task = g_task_new (self, NULL, done, user);
  Save *save = g_new0 (Save, 1);

  save->path = g_strdup (path);
  save->text = text_for (self, path);
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  g_queue_push_tail (&self->saves, task);
  if (self->saves.length == 1)
    write_next (self);
  begin_save (self);
}

gboolean
gradus_document_saving (GradusDocument *self)
{
  return !g_queue_is_empty (&self->saves);
}

gboolean
gradus_document_save_finish (GradusDocument *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
gradus_document_runs_folder (GradusDocument *self)
{
  return self->runs_folder;
}

void
gradus_document_set_runs_folder (GradusDocument *self, const char *folder)
{
  char *copy = g_strdup (folder);

  g_free (self->runs_folder);
  self->runs_folder = copy;
}

void
gradus_document_set_has_runs (GradusDocument *self, gboolean has_runs)
{
  if (self->has_runs == has_runs)
    return;
  self->has_runs = has_runs;
  history_changed (self);
}

GrProject *
gradus_document_project (GradusDocument *self)
{
  return self->project;
}

GrModel *
gradus_document_model (GradusDocument *self)
{
  return self->project->model;
}

const char *
gradus_document_path (GradusDocument *self)
{
  return self->path;
}

char *
gradus_document_title (GradusDocument *self)
{
  if (*self->project->name)
    return g_strdup (self->project->name);
  return self->path ? g_path_get_basename (self->path) : g_strdup (_ ("Untitled"));
}

/* The steps that are done, the oldest first, and after them those that were undone. */
static guint
n_steps (GradusDocument *self)
{
  return self->undo->len + self->redo->len;
}

static Step *
step_at (GradusDocument *self, guint i)
{
  return i < self->undo->len ? g_ptr_array_index (self->undo, i)
                             : g_ptr_array_index (self->redo, n_steps (self) - 1 - i);
}

/* Whether the project is as in its file: nothing, or only what was done beside it, is between. */
static gboolean
is_saved (GradusDocument *self)
{
  const guint now = self->undo->len, then = (guint) self->saved_at;

  if (self->saved_at < 0)
    return FALSE;
  for (guint i = MIN (now, then); i < MAX (now, then); i++)
    if (!step_at (self, i)->beside)
      return FALSE;
  return TRUE;
}

gboolean
gradus_document_modified (GradusDocument *self)
{
  /* The runs of a document with a file are beside that, and so is what its model keeps of them. */
  const gboolean only_here = !self->path
                             && (self->has_runs
                                 || gr_kept_size (gr_model_kept (self->project->model)) > 0);

  return !is_saved (self) || only_here;
}

void
gradus_document_mark_modified (GradusDocument *self)
{
  forget_saved (self);
  history_changed (self);
}

/* --- changing it ------------------------------------------------------------------------------ */

static void
announce_section (GradusDocument *self, const char *key)
{
  g_signal_emit (self, signals[SECTION_CHANGED], g_quark_from_string (key), key);
  if (g_str_equal (key, "name"))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  if (g_str_equal (key, "notes"))
    gradus_document_prune_notes (self);
}

static void
announce_model (GradusDocument *self)
{
  g_signal_emit (self, signals[MODEL_CHANGED], 0);
  gradus_document_prune_selection (self);
}

/* Of the steps that are one by gradus_document_begin_step(). */
#define WHOLE "a whole"

/* Frees a step of the list, which may be in the middle of it. */
static void
forget_step (GradusDocument *self, guint i)
{
  Step *step = i < self->undo->len ? g_ptr_array_steal_index (self->undo, i)
                                   : g_ptr_array_steal_index (self->redo, n_steps (self) - 1 - i);

  if (self->saved_at > (gint) i)
    self->saved_at--;
  else if (self->saved_at == (gint) i && !step->beside)
    self->saved_at = -1; /* nothing goes back to before the oldest */
  step_free (step);
}

static gboolean
same_node (JsonNode *a, JsonNode *b)
{
  return a && b ? json_node_equal (a, b) : a == b;
}

/* The next change is no part of the newest step. */
static void
end_last (GradusDocument *self)
{
  if (self->undo->len)
    g_clear_pointer (&((Step *) g_ptr_array_index (self->undo, self->undo->len - 1))->merge,
                     g_free);
}

/* Whether the project is as it was before @step. */
static gboolean
is_idle (GradusDocument *self, const Step *step)
{
  GrModel *model = self->project->model;

  for (; step; step = step->also)
    {
      g_autoptr (JsonNode) now = step->key ? gr_project_section (self->project, step->key) : NULL;

      if ((step->edit && !gr_edit_is_idle (step->edit, model))
          || (step->kept && step->kept != gr_model_kept (model)) || !same_node (step->section, now))
        return FALSE;
    }
  return TRUE;
}

static void
swap_redo (GradusDocument *self)
{
  GPtrArray *redo = self->redo;

  self->redo = self->aside;
  self->aside = redo;
}

/* The newest step grows no more. One that ended as it began is none, and what could be redone
 * before it can be again. */
static void
settle (GradusDocument *self)
{
  if (!self->open)
    return;
  self->open = FALSE;
  if (is_idle (self, g_ptr_array_index (self->undo, self->undo->len - 1)))
    {
      g_ptr_array_set_size (self->undo, (gint) self->undo->len - 1);
      end_last (self);
      if (self->aside->len)
        self->saved_at = self->aside_saved_at;
      swap_redo (self);
      history_changed (self);
    }
  g_ptr_array_set_size (self->aside, 0);
}

/* Before any change: what does not go on from the newest step is behind that. @key and @merge of
 * the change, as a Step has them. */
static void
begin_change (GradusDocument *self, const char *key, const char *merge)
{
  const Step *last = self->open ? g_ptr_array_index (self->undo, self->undo->len - 1) : NULL;

  if (last && (g_strcmp0 (last->merge, self->whole ? WHOLE : merge) || g_strcmp0 (last->key, key)))
    settle (self);
}

/* Puts @step on the undo list, or into the one before where both are parts of one. */
static void
remember (GradusDocument *self, Step *step)
{
  Step *last = self->undo->len ? g_ptr_array_index (self->undo, self->undo->len - 1) : NULL;
  gboolean goes_on;

  if (self->whole && !step->beside)
    {
      g_free (step->label);
      step->label = g_strdup (self->whole);
      g_free (step->merge);
      step->merge = g_strdup (WHOLE);
    }
  goes_on = last && !step->also && step->merge && g_strcmp0 (last->merge, step->merge) == 0
            && g_strcmp0 (last->key, step->key) == 0;
  if (!goes_on)
    self->aside_saved_at = self->saved_at;
  if (self->saved_at > (gint) self->undo->len)
    self->saved_at = is_saved (self) ? (gint) self->undo->len : -1;
  if (!goes_on && step->merge)
    {
      /* What could be redone is kept until it is known what the step comes to. */
      self->open = TRUE;
      swap_redo (self);
    }
  g_ptr_array_set_size (self->redo, 0);
  if (goes_on)
    {
      /* What the section was is known to the step that was first, and so is what the model kept,
       * where that step changed it. */
      if (!last->kept)
        last->kept = g_steal_pointer (&step->kept);
      if (!last->edit)
        last->edit = g_steal_pointer (&step->edit);
      else if (step->edit)
        {
          /* Taken back in the opposite order. */
          GrEdit *both[] = { step->edit, last->edit };
          GrEdit *compound = gr_edit_compound (both, 2);

          gr_edit_unref (last->edit);
          last->edit = compound;
        }
      /* "Set p to 0.25", not to the first digit of it. */
      g_free (last->label);
      last->label = g_steal_pointer (&step->label);
      step_free (step);
    }
  else
    {
      if (self->undo->len == GRADUS_DOCUMENT_MAX_UNDO)
        forget_step (self, 0);
      g_ptr_array_add (self->undo, step);
    }
  history_changed (self);
}

gboolean
gradus_document_apply (GradusDocument *self, const GrEdit *edit, const char *label, GError **error)
{
  return gradus_document_apply_merged (self, edit, label, NULL, error);
}

gboolean
gradus_document_apply_merged (GradusDocument *self, const GrEdit *edit, const char *label,
                              const char *merge, GError **error)
{
  g_autofree char *text = label ? g_strdup (label) : gr_edit_describe (edit, self->project->model);
  GrEdit *inverse;
  Step *step;

  begin_change (self, NULL, merge);
  inverse = gr_model_apply (self->project->model, edit, error);
  if (!inverse)
    return FALSE;
  step = g_new0 (Step, 1);
  step->label = g_steal_pointer (&text);
  step->merge = g_strdup (merge);
  step->edit = inverse;
  remember (self, step);
  announce_model (self);
  return TRUE;
}

void
gradus_document_end_merge (GradusDocument *self)
{
  settle (self);
  /* A whole ends where it is said to. */
  if (!self->whole)
    end_last (self);
}

void
gradus_document_begin_step (GradusDocument *self, const char *label)
{
  g_return_if_fail (!self->whole);
  gradus_document_end_merge (self);
  self->whole = g_strdup (label);
}

void
gradus_document_end_step (GradusDocument *self)
{
  g_clear_pointer (&self->whole, g_free);
  gradus_document_end_merge (self);
}

JsonNode *
gradus_document_section (GradusDocument *self, const char *key)
{
  return gr_project_section (self->project, key);
}

gboolean
gradus_document_set_section (GradusDocument *self, const char *key, JsonNode *value,
                             const char *label, const char *merge, GError **error)
{
  g_autoptr (JsonNode) before = gr_project_section (self->project, key);
  g_autoptr (JsonNode) after = NULL;
  Step *step;

  begin_change (self, key, merge);
  if (!gr_project_set_section (self->project, key, value, error))
    return FALSE;
  after = gr_project_section (self->project, key);
  if (same_node (before, after))
    return TRUE;
  step = g_new0 (Step, 1);
  step->label = g_strdup (label);
  step->merge = g_strdup (merge);
  step->key = g_strdup (key);
  step->section = g_steal_pointer (&before);
  remember (self, step);
  announce_section (self, key);
  return TRUE;
}

gboolean
gradus_document_apply_with_section (GradusDocument *self, const GrEdit *edit, const char *key,
                                    JsonNode *value, const char *label, const char *merge,
                                    GError **error)
{
  JsonNode *before = gr_project_section (self->project, key);
  g_autoptr (GError) ignored = NULL;
  GrEdit *inverse = NULL;
  Step *step;

  begin_change (self, key, merge);
  if (!gr_project_set_section (self->project, key, value, error)
      || (edit && !(inverse = gr_model_apply (self->project->model, edit, error))))
    {
      /* Where the section was refused it is as it was. */
      gr_project_set_section (self->project, key, before, &ignored);
      g_clear_pointer (&before, json_node_unref);
      return FALSE;
    }
  step = g_new0 (Step, 1);
  step->label = g_strdup (label);
  step->merge = g_strdup (merge);
  step->edit = inverse;
  step->key = g_strdup (key);
  step->section = before;
  remember (self, step);
  announce_section (self, key);
  if (edit)
    announce_model (self);
  return TRUE;
}

gboolean
gradus_document_also_set_section (GradusDocument *self, const char *key, JsonNode *value,
                                  GError **error)
{
  Step *last = self->undo->len ? g_ptr_array_index (self->undo, self->undo->len - 1) : NULL;
  JsonNode *before = gr_project_section (self->project, key);
  Step *step;

  g_return_val_if_fail (last && !last->beside, FALSE);
  if (!gr_project_set_section (self->project, key, value, error))
    {
      g_clear_pointer (&before, json_node_unref);
      return FALSE;
    }
  step = g_new0 (Step, 1);
  step->key = g_strdup (key);
  step->section = before;
  while (last->also)
    last = last->also;
  last->also = step;
  history_changed (self);
  announce_section (self, key);
  return TRUE;
}

void
gradus_document_set_data_facts (GradusDocument *self, GrDataFacts *facts)
{
  if (!facts && !gr_model_data (self->project->model))
    return;
  gr_model_set_data (self->project->model, facts);
  announce_model (self);
}

const char *
gradus_document_data_problem (GradusDocument *self)
{
  return self->data_problem;
}

void
gradus_document_set_data_problem (GradusDocument *self, const char *problem)
{
  if (g_strcmp0 (self->data_problem, problem) == 0)
    return;
  g_free (self->data_problem);
  self->data_problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATA_PROBLEM]);
}

const char *
gradus_document_data_warning (GradusDocument *self)
{
  return self->data_warning;
}

void
gradus_document_set_data_warning (GradusDocument *self, const char *warning)
{
  if (g_strcmp0 (self->data_warning, warning) == 0)
    return;
  g_free (self->data_warning);
  self->data_warning = g_strdup (warning);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATA_WARNING]);
}

void
gradus_document_set_kept (GradusDocument *self, GrKept *kept, const char *label)
{
  if (label)
    {
      Step *step = g_new0 (Step, 1);

      begin_change (self, NULL, NULL);
      step->label = g_strdup (label);
      step->kept = gr_kept_ref (gr_model_kept (self->project->model));
      remember (self, step);
    }
  gr_model_set_kept (self->project->model, kept);
  g_signal_emit (self, signals[WEIGHTS_CHANGED], 0);
  if (!self->path)
    history_changed (self);
}

/* Does what one part of a step says, and makes of it what takes that back. */
static void
turn_part (GradusDocument *self, Step *step)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&step->merge, g_free);
  if (step->edit)
    {
      GrEdit *inverse = gr_model_apply (self->project->model, step->edit, &error);

      /* What undoes a change always fits the document that the change made. */
      g_return_if_fail (inverse);
      gr_edit_unref (step->edit);
      step->edit = inverse;
    }
  if (step->kept)
    {
      GrKept *now = gr_kept_ref (gr_model_kept (self->project->model));

      gr_model_set_kept (self->project->model, step->kept);
      gr_kept_unref (step->kept);
      step->kept = now;
    }
  if (step->key)
    {
      JsonNode *now = gr_project_section (self->project, step->key);

      if (!gr_project_set_section (self->project, step->key, step->section, &error))
        g_critical ("undoing “%s”: %s", step->label, error->message);
      g_clear_pointer (&step->section, json_node_unref);
      step->section = now;
    }
}

/* What was done last is taken back first. */
static void
turn (GradusDocument *self, Step *step, gboolean back)
{
  if (back && step->also)
    turn (self, step->also, back);
  turn_part (self, step);
  if (!back && step->also)
    turn (self, step->also, back);
}

/* The same of a step beside the document, which stays in its list meanwhile. FALSE: it is
 * forgotten.
 */
static gboolean
turn_beside (GradusDocument *self, guint i, gboolean back)
{
  const Step *step = step_at (self, i);

  if (!step->beside || step->beside->turn (step->user, back))
    return TRUE;
  forget_step (self, i);
  history_changed (self);
  return FALSE;
}

static void
move_step (GradusDocument *self, GPtrArray *from, GPtrArray *to)
{
  const gboolean back = from == self->undo;
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  gboolean of_model, of_weights;
  Step *step;

  if (!from->len || !turn_beside (self, self->undo->len - (back ? 1 : 0), back))
    return;
  step = g_ptr_array_steal_index (from, from->len - 1);
  turn (self, step, back);
  g_ptr_array_add (to, step);
  /* What is done next is no part of what was done before this. */
  gradus_document_end_merge (self);
  for (const Step *part = step; part; part = part->also)
    if (part->key)
      g_ptr_array_add (keys, g_strdup (part->key));
  of_model = step->edit != NULL;
  of_weights = step->kept != NULL;
  history_changed (self);
  if (of_weights)
    g_signal_emit (self, signals[WEIGHTS_CHANGED], 0);
  for (guint i = 0; i < keys->len; i++)
    announce_section (self, keys->pdata[i]);
  if (of_model)
    announce_model (self);
}

void
gradus_document_undo (GradusDocument *self)
{
  settle (self);
  move_step (self, self->undo, self->redo);
}

void
gradus_document_redo (GradusDocument *self)
{
  settle (self);
  move_step (self, self->redo, self->undo);
}

void
gradus_document_remember (GradusDocument *self, const char *label, const GradusBeside *beside,
                          gpointer user)
{
  Step *step = g_new0 (Step, 1);

  settle (self);
  step->label = g_strdup (label);
  step->beside = beside;
  step->user = user;
  remember (self, step);
}

gboolean
gradus_document_take_back (GradusDocument *self, gpointer user)
{
  guint i = 0;

  settle (self);
  while (i < self->undo->len && (!step_at (self, i)->beside || step_at (self, i)->user != user))
    i++;
  g_return_val_if_fail (i < self->undo->len, FALSE);
  if (!turn_beside (self, i, TRUE))
    return FALSE;
  if (i + 1 == self->undo->len)
    g_ptr_array_add (self->redo, g_ptr_array_steal_index (self->undo, i));
  else
    forget_step (self, i);
  gradus_document_end_merge (self);
  history_changed (self);
  return TRUE;
}

void
gradus_document_forget (GradusDocument *self)
{
  guint before;

  settle (self);
  before = n_steps (self);
  for (guint i = before; i-- > 0;)
    if (step_at (self, i)->beside)
      forget_step (self, i);
  if (n_steps (self) != before)
    history_changed (self);
}

static const char *
label_of_last (GPtrArray *steps)
{
  return steps->len ? ((Step *) g_ptr_array_index (steps, steps->len - 1))->label : NULL;
}

gboolean
gradus_document_can_undo (GradusDocument *self)
{
  return self->undo->len > 0;
}

gboolean
gradus_document_can_redo (GradusDocument *self)
{
  return self->redo->len > 0;
}

const char *
gradus_document_undo_label (GradusDocument *self)
{
  return label_of_last (self->undo);
}

const char *
gradus_document_redo_label (GradusDocument *self)
{
  return label_of_last (self->redo);
}

/* --- the object ------------------------------------------------------------------------------- */

static void
gradus_document_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GradusDocument *self = GRADUS_DOCUMENT (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_take_string (value, gradus_document_title (self));
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, gradus_document_modified (self));
      break;
    case PROP_DATA_PROBLEM:
      g_value_set_string (value, self->data_problem);
      break;
    case PROP_DATA_WARNING:
      g_value_set_string (value, self->data_warning);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_document_finalize (GObject *object)
{
  GradusDocument *self = GRADUS_DOCUMENT (object);

  g_clear_pointer (&self->project, gr_project_unref);
  g_free (self->path);
  g_free (self->runs_folder);
  g_free (self->data_problem);
  g_free (self->data_warning);
  g_free (self->whole);
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->redo);
  g_ptr_array_unref (self->aside);
  g_hash_table_unref (self->selected);
  g_hash_table_unref (self->selected_notes);
  G_OBJECT_CLASS (gradus_document_parent_class)->finalize (object);
}

static void
gradus_document_class_init (GradusDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = gradus_document_get_property;
  object_class->finalize = gradus_document_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DATA_PROBLEM] = g_param_spec_string ("data-problem", NULL, NULL, NULL,
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DATA_WARNING] = g_param_spec_string ("data-warning", NULL, NULL, NULL,
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[MODEL_CHANGED] = g_signal_new ("model-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  signals[SECTION_CHANGED] = g_signal_new ("section-changed", type,
                                           G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WEIGHTS_CHANGED] = g_signal_new ("weights-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 0);
  signals[HISTORY_CHANGED] = g_signal_new ("history-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_document_init (GradusDocument *self)
{
  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  self->redo = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  self->aside = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  self->selected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->selected_notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
