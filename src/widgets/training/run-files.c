/* run-files.c - the folders of runs: see run-files.h. */
#include "run-files.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "document/in-thread.h"
#include "document/keep-program.h"
#include "run.h"

#define HIDDEN ".deleted-"

char *
gradus_runs_folder (const char *path)
{
  return gr_run_dir_for (path);
}

char *
gradus_runs_new_folder (const char *runs)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");

  for (guint n = 1;; n++)
    {
      g_autofree char *name = n > 1 ? g_strdup_printf ("run-%s-%u", time, n)
                                    : g_strdup_printf ("run-%s", time);
      g_autofree char *folder = g_build_filename (runs, name, NULL);

      if (!g_file_test (folder, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&folder);
    }
}

/* --- reading ------------------------------------------------------------------------------------
 */

static gint
newest_first (gconstpointer a, gconstpointer b)
{
  GradusRun *x = *(GradusRun *const *) a, *y = *(GradusRun *const *) b;
  const gint by_time = g_date_time_compare (gradus_run_created (y), gradus_run_created (x));

  return by_time ? by_time : g_strcmp0 (gradus_run_id (y), gradus_run_id (x));
}

GPtrArray *
gradus_runs_load (const char *runs)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GDir) dir = g_dir_open (runs, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *folder = g_build_filename (runs, name, NULL);
      g_autofree char *file = g_build_filename (folder, GRADUS_RUN_FILE, NULL);
      GradusRun *run;

      if (!g_file_test (file, G_FILE_TEST_IS_REGULAR))
        continue;
      if (g_str_has_prefix (name, HIDDEN))
        gradus_run_folder_delete (folder);
      else if ((run = gradus_run_load (folder, NULL)))
        g_ptr_array_add (list, run);
    }
  g_ptr_array_sort (list, newest_first);
  return list;
}

/* --- deleting -----------------------------------------------------------------------------------
 */

/* The folder's name while it is out of sight. (transfer full) */
static char *
hidden_name (const char *folder)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *name = g_path_get_basename (folder);
  g_autofree char *hidden = g_strconcat (HIDDEN, name, NULL);

  return g_build_filename (parent, hidden, NULL);
}

static gboolean
move (const char *from, const char *to, GError **error)
{
  if (g_rename (from, to) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _ ("Cannot move “%s”: %s"),
               from, g_strerror (errno));
  return FALSE;
}

gboolean
gradus_run_folder_hide (const char *folder, GError **error)
{
  g_autofree char *hidden = hidden_name (folder);

  return move (folder, hidden, error);
}

gboolean
gradus_run_folder_unhide (const char *folder, GError **error)
{
  g_autofree char *hidden = hidden_name (folder);

  return move (hidden, folder, error);
}

void
gradus_run_folder_delete (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
delete_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  gradus_run_folder_delete (data);
  g_task_return_boolean (task, TRUE);
}

static void
deleted (GObject *source, GAsyncResult *result, gpointer user)
{
  gradus_let_program_end ();
}

void
gradus_run_folder_purge (const char *folder)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, deleted, NULL);

  g_task_set_task_data (task, hidden_name (folder), g_free);
  gradus_keep_program ();
  gradus_run_in_thread (task, delete_in_thread);
}
