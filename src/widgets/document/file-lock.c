/* file-lock.c - see file-lock.h. */
#include "file-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

gint
gradus_file_lock (const char *path)
{
  for (;;)
    {
      const gint lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      struct stat info;

      if (lock < 0)
        return -1;
      if (flock (lock, LOCK_EX | LOCK_NB) != 0)
        {
          close (lock);
          errno = EWOULDBLOCK;
          return -1;
        }
      if (fstat (lock, &info) == 0 && info.st_nlink > 0)
        return lock;
      /* Who tidied up removed it between our opening and our locking it. */
      close (lock);
    }
}
