/* file-stamp.c - see file-stamp.h. */
#include "file-stamp.h"

char *
gr_file_stamp_of (const struct stat *info)
{
  const gint64 time = info->st_mtim.tv_sec * G_USEC_PER_SEC + info->st_mtim.tv_nsec / 1000;

  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, time, (gint64) info->st_size);
}

char *
gr_file_stamp (const char *path)
{
  struct stat info;

  return path && stat (path, &info) == 0 ? gr_file_stamp_of (&info) : NULL;
}

gboolean
gr_same_file (const char *a, const char *b)
{
  struct stat one, other;

  return g_strcmp0 (a, b) == 0
         || (a && b && stat (a, &one) == 0 && stat (b, &other) == 0 && one.st_dev == other.st_dev
             && one.st_ino == other.st_ino);
}
