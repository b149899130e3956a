/* run-folder.c - see run-folder.h. */
#include "run-folder.h"

#include "../io/safetensors.h"
#include "checkpoint.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* --- making it, and not having made it -------------------------------------------------------- */

/* The uppermost of @path and the folders that it is in that is not there; (transfer full), or NULL.
 */
static char *
first_missing (const char *path)
{
  g_autofree char *at = g_canonicalize_filename (path, NULL);
  char            *missing = NULL;

  while (!g_file_test (at, G_FILE_TEST_EXISTS))
    {
      g_free (missing);
      missing = at;
      at = g_path_get_dirname (missing);
    }
  return missing;
}

gboolean
gr_run_folder_make (const char *path, char **made, GError **error)
{
  g_autofree char *missing = first_missing (path);

  if (g_mkdir_with_parents (path, 0777) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("Cannot make the folder “%s” for checkpoints: %s"), path, g_strerror (errno));
      gr_run_folder_unmake (path, missing);
      return FALSE;
    }
  if (made)
    *made = g_steal_pointer (&missing);
  return TRUE;
}

void
gr_run_folder_unmake (const char *path, const char *made)
{
  g_autofree char *at = g_canonicalize_filename (path, NULL);

  while (made && g_str_has_prefix (at, made))
    {
      char *above = g_path_get_dirname (at);

      g_rmdir (at); /* which fails where anything is in it */
      g_free (at);
      at = above;
    }
}

/* --- one run at a time ------------------------------------------------------------------------ */

gint
gr_run_folder_take (const char *path, GError **error)
{
  gint lock = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (lock < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("Cannot open the folder “%s” of checkpoints: %s"), path, g_strerror (errno));
      return -1;
    }
  /* Some file systems have no locks: no reason to train nothing on them. */
  if (flock (lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return lock;
  g_set_error (error, GR_ERROR, GR_ERROR_DATA,
               _ ("Another run is writing to “%s”: wait until it has ended, or choose another "
                  "folder"),
               path);
  close (lock);
  return -1;
}

void
gr_run_folder_release (gint lock)
{
  if (lock >= 0)
    close (lock);
}

/* --- what is left of others ------------------------------------------------------------------- */

void
gr_run_folder_sweep (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char      *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (g_str_has_prefix (name, GR_CHECKPOINT_LAST ".new-")
        || g_str_has_prefix (name, GR_CHECKPOINT_BEST ".new-"))
      {
        g_autofree char *whole = g_build_filename (path, name, NULL);

        g_remove (whole);
      }
}

/* Whether it is a checkpoint that was written before the first step. */
static gboolean
is_untrained (const char *path)
{
  g_autoptr (GrNamedTensors) list = gr_safetensors_read (path, NULL);
  GrTensor *progress = list ? gr_named_tensors_get (list, GR_CHECKPOINT_PROGRESS) : NULL;

  return progress && progress->dtype == GR_INT64
         && gr_tensor_numel (progress) > GR_CHECKPOINT_STEP
         && gr_tensor_get (progress, GR_CHECKPOINT_STEP).i == 0;
}

/* "last.safetensors" -> "FOLDER/last.3.safetensors"; @number 0: as it is. (transfer full) */
static char *
numbered (const char *folder, const char *file, guint number)
{
  const char      *ending = strrchr (file, '.');
  g_autofree char *name = g_strdup_printf ("%.*s.%u%s", (gint) (ending - file), file, number,
                                           ending);

  return g_build_filename (folder, number ? name : file, NULL);
}

static gboolean
is_there (const char *folder, const char *file, guint number)
{
  g_autofree char *path = numbered (folder, file, number);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
give_number (const char *folder, const char *file, guint number, GError **error)
{
  g_autofree char *from = numbered (folder, file, 0);
  g_autofree char *to = numbered (folder, file, number);

  if (g_rename (from, to) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
               _ ("Cannot keep the checkpoint “%s” of an earlier run as “%s”: %s"), from, to,
               g_strerror (errno));
  return FALSE;
}

gboolean
gr_run_folder_keep_earlier (const char *path, guint *number, GError **error)
{
  g_autofree char *last = numbered (path, GR_CHECKPOINT_LAST, 0);
  guint            next = 1;

  *number = 0;
  if (is_untrained (last) && !is_there (path, GR_CHECKPOINT_BEST, 0))
    return TRUE;
  if (!is_there (path, GR_CHECKPOINT_LAST, 0) && !is_there (path, GR_CHECKPOINT_BEST, 0))
    return TRUE;
  while (is_there (path, GR_CHECKPOINT_LAST, next) || is_there (path, GR_CHECKPOINT_BEST, next))
    next++;
  *number = next;
  /* The last one last: who is killed in between can still resume the earlier run. */
  return give_number (path, GR_CHECKPOINT_BEST, next, error)
         && give_number (path, GR_CHECKPOINT_LAST, next, error);
}

void
gr_run_folder_give_back (const char *path, guint number)
{
  static const char *const files[] = { GR_CHECKPOINT_BEST, GR_CHECKPOINT_LAST };
  g_autofree char         *untrained = numbered (path, GR_CHECKPOINT_LAST, 0);

  g_remove (untrained);
  for (gsize i = 0; number && i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = numbered (path, files[i], number);
      g_autofree char *to = numbered (path, files[i], 0);

      (void) !g_rename (from, to); /* not every run has a best one */
    }
}
