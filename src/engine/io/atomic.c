/* atomic.c - new file, fsync, rename, fsync of the folder. See atomic.h. */
#include "atomic.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file-stamp.h"

struct _GrAtomicFile
{
  char   *path; /* what an error calls it */
  char   *real; /* where it is, symbolic links followed: a rename must not replace the link */
  char   *temporary;
  char   *stamp; /* of the new file, before anyone else could reach it */
  int     fd;
  GError *failed;
};

static void
set_reason (GError **error, const char *path, int code)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("Cannot save “%s”: %s"), path,
               g_strerror (code));
}

static gboolean
fail (GrAtomicFile *file, int code, GError **error)
{
  if (!file->failed)
    set_reason (&file->failed, file->path, code);
  g_propagate_error (error, g_error_copy (file->failed));
  return FALSE;
}

GrAtomicFile *
gr_atomic_file_open (const char *path, GError **error)
{
  g_autofree char *resolved = realpath (path, NULL); /* malloc's memory, which g_free takes */
  const char *real = resolved ? resolved : path;
  g_autofree char *temporary = g_strconcat (real, ".new-XXXXXX", NULL);
  struct stat old;
  gboolean replaces = stat (real, &old) == 0;
  GrAtomicFile *file;
  int fd;

  if (replaces && S_ISDIR (old.st_mode))
    {
      set_reason (error, path, EISDIR);
      return NULL;
    }
  /* A device (/dev/full) or a pipe cannot be renamed onto without losing it. */
  if (replaces && !S_ISREG (old.st_mode))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                   _ ("Cannot save “%s”: it is not a regular file"), path);
      return NULL;
    }
  if (replaces && access (real, W_OK) != 0)
    {
      set_reason (error, path, errno);
      return NULL;
    }
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      set_reason (error, path, errno);
      return NULL;
    }
  if (replaces)
    (void) !fchmod (fd, old.st_mode & 07777); /* a file system without modes is no reason to fail */

  file = g_new0 (GrAtomicFile, 1);
  file->path = g_strdup (path);
  file->real = g_strdup (real);
  file->temporary = g_steal_pointer (&temporary);
  file->fd = fd;
  return file;
}

gboolean
gr_atomic_file_write (GrAtomicFile *file, gconstpointer data, gsize n, GError **error)
{
  const guint8 *at = data;

  if (file->failed)
    return fail (file, 0, error);
  while (n > 0)
    {
      /* One write() takes at most 2 GiB on Linux. */
      gssize written = write (file->fd, at, MIN (n, (gsize) 1 << 30));

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return fail (file, written < 0 ? errno : ENOSPC, error);
      at += written;
      n -= (gsize) written;
    }
  return TRUE;
}

/* Makes the rename itself last through a power cut. Some file systems cannot; the data is safe then
 * all the same, so that is not an error. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0)
    {
      (void) !fsync (fd);
      close (fd);
    }
}

/* The new file takes the old one's name, whether the disk has it yet or not. */
static gboolean
take_name (GrAtomicFile *file, GError **error)
{
  int fd = file->fd;

  file->fd = -1;
  if (close (fd) != 0)
    return fail (file, errno, error);
  file->stamp = gr_file_stamp (file->temporary);
  if (rename (file->temporary, file->real) != 0)
    return fail (file, errno, error);
  g_clear_pointer (&file->temporary, g_free);
  return TRUE;
}

gboolean
gr_atomic_file_commit (GrAtomicFile *file, GError **error)
{
  if (file->failed)
    return fail (file, 0, error);
  if (fsync (file->fd) != 0 && errno != EINVAL)
    return fail (file, errno, error);
  if (!take_name (file, error))
    return FALSE;
  sync_folder (file->real);
  return TRUE;
}

const char *
gr_atomic_file_stamp (GrAtomicFile *file)
{
  return file->stamp;
}

void
gr_atomic_file_free (GrAtomicFile *file)
{
  if (!file)
    return;
  if (file->fd >= 0)
    close (file->fd);
  if (file->temporary)
    unlink (file->temporary);
  g_clear_error (&file->failed);
  g_free (file->temporary);
  g_free (file->stamp);
  g_free (file->real);
  g_free (file->path);
  g_free (file);
}

gboolean
gr_atomic_write (const char *path, gconstpointer data, gsize n, GError **error)
{
  g_autoptr (GrAtomicFile) file = gr_atomic_file_open (path, error);

  return file && gr_atomic_file_write (file, data, n, error) && gr_atomic_file_commit (file, error);
}

gboolean
gr_atomic_write_at_once (const char *path, gconstpointer data, gsize n, GError **error)
{
  g_autoptr (GrAtomicFile) file = gr_atomic_file_open (path, error);

  return file && gr_atomic_file_write (file, data, n, error) && take_name (file, error);
}

void
gr_atomic_sync (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  (void) !fsync (fd);
  close (fd);
  sync_folder (path);
}
