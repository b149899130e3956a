/* unsaved-runs.c - the folders in which documents without a file keep their runs: see
 * unsaved-runs.h. */
#include "unsaved-runs.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "document/file-lock.h"
#include "run-files.h"

#define LOCK_SUFFIX ".lock"
#define SAVED_IN    "saved-in" /* the path of the file that the runs belong to */

static char *
parent_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "gradus", "runs", NULL);
}

char *
gradus_unsaved_runs_new (void)
{
  g_autofree char *parent = parent_folder (), *id = g_uuid_string_random ();

  return g_build_filename (parent, id, NULL);
}

gint
gradus_unsaved_runs_hold (const char *folder)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *lock_path = g_strconcat (folder, LOCK_SUFFIX, NULL);

  g_mkdir_with_parents (parent, 0700);
  return gradus_file_lock (lock_path);
}

void
gradus_unsaved_runs_release (const char *folder, gint lock)
{
  g_autofree char *lock_path = g_strconcat (folder, LOCK_SUFFIX, NULL);

  if (lock < 0)
    return;
  g_unlink (lock_path);
  close (lock);
}

void
gradus_unsaved_runs_belong_to (const char *folder, const char *path)
{
  g_autofree char *note = g_build_filename (folder, SAVED_IN, NULL);

  if (!path)
    g_unlink (note);
  else if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    g_file_set_contents_full (note, path, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

/* --- moving -------------------------------------------------------------------------------------
 */

/* File by file, to another disk. */
static gboolean
carry (const char *from, const char *to, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, error);
  const char *name;

  if (!dir)
    return FALSE;
  g_mkdir_with_parents (to, 0777);
  while ((name = g_dir_read_name (dir)))
    {
      g_autoptr (GFile) source = g_file_new_build_filename (from, name, NULL);
      g_autoptr (GFile) target = g_file_new_build_filename (to, name, NULL);

      if (!g_file_move (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error))
        return FALSE;
    }
  g_rmdir (from);
  return TRUE;
}

/* Removes @folder where there is no run left in it. */
static void
remove_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (!g_str_equal (name, SAVED_IN))
      return;
  gradus_unsaved_runs_belong_to (folder, NULL);
  g_rmdir (folder);
}

gboolean
gradus_unsaved_runs_move (const char *from, const char *to, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (to), *left = g_path_get_dirname (from);

  g_mkdir_with_parents (parent, 0777);
  if (g_rename (from, to) != 0 && !carry (from, to, error))
    return FALSE;
  remove_empty (left);
  return TRUE;
}

static void
bring_all (const char *folder, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *from = g_build_filename (folder, name, NULL);
      g_autofree char *file = g_build_filename (from, GRADUS_RUN_FILE, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);

      /* What cannot be moved now may be at the next opening. */
      if (g_file_test (file, G_FILE_TEST_EXISTS))
        gradus_unsaved_runs_move (from, target, NULL);
    }
}

/* --- what was left ------------------------------------------------------------------------------
 */

/* Calls @visit with each that nobody holds, and the file that its runs belong to, or NULL. */
static void
visit_unheld (void (*visit) (const char *folder, const char *file, gpointer user), gpointer user)
{
  g_autofree char *parent = parent_folder ();
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *folder = g_build_filename (parent, name, NULL);
      g_autofree char *note = g_build_filename (folder, SAVED_IN, NULL);
      g_autofree char *file = NULL;
      gint lock;

      if (!g_file_test (folder, G_FILE_TEST_IS_DIR)
          || (lock = gradus_unsaved_runs_hold (folder)) < 0)
        continue;
      g_file_get_contents (note, &file, NULL, NULL);
      visit (folder, file, user);
      gradus_unsaved_runs_release (folder, lock);
    }
}

typedef struct
{
  const char *path, *to;
} Bringing;

static void
bring (const char *folder, const char *file, gpointer user)
{
  const Bringing *bringing = user;

  if (g_strcmp0 (file, bringing->path) == 0)
    bring_all (folder, bringing->to);
}

void
gradus_unsaved_runs_bring (const char *path, const char *to)
{
  Bringing bringing = { path, to };

  visit_unheld (bring, &bringing);
}

void
gradus_unsaved_runs_delete (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        gradus_run_folder_delete (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static void
sweep (const char *folder, const char *file, gpointer user)
{
  gboolean (*is_wanted) (const char *folder) = *(gboolean (**) (const char *)) user;

  if (!file && !is_wanted (folder))
    gradus_unsaved_runs_delete (folder);
}

void
gradus_unsaved_runs_sweep (gboolean (*is_wanted) (const char *folder))
{
  visit_unheld (sweep, &is_wanted);
}
