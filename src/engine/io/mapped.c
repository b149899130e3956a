/* mapped.c - mapping a file, with errors that a person can read. See mapped.h. */
#include "mapped.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <sys/stat.h>
#include <unistd.h>

GMappedFile *
gr_map_file (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GMappedFile *file = NULL;
  struct stat about;
  /* Not to wait for a writer where the path is a pipe. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int code = errno;

  if (fd >= 0 && fstat (fd, &about) == 0 && !S_ISREG (about.st_mode))
    {
      close (fd);
      fd = -1;
      code = S_ISDIR (about.st_mode) ? EISDIR : EINVAL;
    }
  if (fd < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("Cannot read “%s”: %s"),
                   path, g_strerror (code));
      return NULL;
    }
  file = g_mapped_file_new_from_fd (fd, FALSE, &reason);
  close (fd);
  if (!file)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("Cannot read “%s”: %s"), path,
                 reason->message);
  return file;
}
