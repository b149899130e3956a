/* document-file.c - the file of a GradusDocument, which other threads write: see document.h. */
#include "document-private.h"

#include "data-place.h"
#include "io/file-stamp.h"
#include "write-file.h"

/* --- which it is, and whether it is as it was ------------------------------------------------- */

const char *
gradus_document_path (GradusDocument *self)
{
  return self->path;
}

gboolean
gradus_document_file_changed (GradusDocument *self)
{
  g_autofree char *now = gr_file_stamp (self->path);

  return now && g_strcmp0 (now, self->file_stamp) != 0;
}

const char *
gradus_document_file_stamp (GradusDocument *self)
{
  return self->file_stamp;
}

void
gradus_document_set_path (GradusDocument *self, const char *path, const char *stamp)
{
  char *copy = g_strdup (stamp); /* which may be its own */

  g_free (self->file_stamp);
  self->file_stamp = copy;
  if (g_strcmp0 (self->path, path) == 0)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
  g_object_notify (G_OBJECT (self), "path");
  g_object_notify (G_OBJECT (self), "title");
}

/* --- saving ----------------------------------------------------------------------------------- */

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

/* From here on the document is as its file, unless writing that fails. */
static void
begin_save (GradusDocument *self)
{
  gradus_document_end_merge (self);
  gradus_history_set_saved (self->history);
  gradus_document_history_changed (self);
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

/* The document is in the file @path, of this stamp, or in none, from now on. Its data stay where
 * they are, as do those that undo brings back. */
static void
move_to (GradusDocument *self, const char *path, const char *stamp)
{
  g_autoptr (JsonNode) here = gr_project_section (self->project, "data");
  g_autoptr (JsonNode) there = gradus_data_moved (here, self->path, path);
  const gboolean moved = place_data (self, there);

  gradus_history_move_data (self->history, self->path, path);
  gradus_document_set_path (self, path, stamp);
  if (moved)
    g_signal_emit_by_name (self, "section-changed::data", "data");
}

void
gradus_document_leave_file (GradusDocument *self)
{
  move_to (self, NULL, NULL);
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
    move_to (self, save->path, gradus_write_file_stamp (result));
  else if (g_queue_is_empty (&self->saves))
    gradus_history_forget_saved (self->history);
  if (!g_queue_is_empty (&self->saves))
    write_next (self);
  gradus_document_history_changed (self);
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
