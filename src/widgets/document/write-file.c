/* write-file.c - a text to a file, in another thread: see write-file.h. */
#include "write-file.h"

#include <string.h>

#include "in-thread.h"
#include "io/atomic.h"
#include "keep-program.h"

typedef struct
{
  char *path, *text;
  char *stamp; /* of what was written */
} Writing;

static void
writing_free (Writing *writing)
{
  g_free (writing->path);
  g_free (writing->text);
  g_free (writing->stamp);
  g_free (writing);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  GError *error = NULL;
  g_autoptr (GrAtomicFile) file = gr_atomic_file_open (writing->path, &error);

  if (file && gr_atomic_file_write (file, writing->text, strlen (writing->text), &error)
      && gr_atomic_file_commit (file, &error))
    {
      writing->stamp = g_strdup (gr_atomic_file_stamp (file));
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
}

static gint syncing; /* atomic: one thread waits for the disk, whatever is written meanwhile */

static void
sync_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  gr_atomic_sync (path);
  g_atomic_int_set (&syncing, FALSE);
  g_task_return_boolean (task, TRUE);
}

static void
write_at_once_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  GError *error = NULL;

  if (!gr_atomic_write_at_once (writing->path, writing->text, strlen (writing->text), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_atomic_int_compare_and_exchange (&syncing, FALSE, TRUE))
    {
      g_autoptr (GTask) sync = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_task_data (sync, g_strdup (writing->path), g_free);
      gradus_run_in_thread (sync, sync_in_thread);
    }
  g_task_return_boolean (task, TRUE);
}

static void
begin (gpointer source, const char *path, char *text, GTaskThreadFunc write,
       GAsyncReadyCallback done, gpointer user)
{
  g_autoptr (GTask) task = g_task_new (source, NULL, done, user);
  Writing *writing = g_new0 (Writing, 1);

  writing->path = g_strdup (path);
  writing->text = text;
  g_task_set_task_data (task, writing, (GDestroyNotify) writing_free);
  gradus_keep_program ();
  gradus_run_in_thread (task, write);
}

void
gradus_write_file_async (gpointer source, const char *path, char *text, GAsyncReadyCallback done,
                         gpointer user)
{
  begin (source, path, text, write_in_thread, done, user);
}

void
gradus_write_file_at_once_async (gpointer source, const char *path, char *text,
                                 GAsyncReadyCallback done, gpointer user)
{
  begin (source, path, text, write_at_once_in_thread, done, user);
}

const char *
gradus_write_file_stamp (GAsyncResult *result)
{
  Writing *writing = g_task_get_task_data (G_TASK (result));

  return writing->stamp;
}

gboolean
gradus_write_file_finish (GAsyncResult *result, GError **error)
{
  gradus_let_program_end ();
  return g_task_propagate_boolean (G_TASK (result), error);
}
