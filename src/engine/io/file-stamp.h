/* file-stamp.h - which file a path leads to, and whether it is still as it was. */
#pragma once

#include <glib.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/* The file's stamp, which is another once it was written: its time in microseconds and its size, as
 * text. Taken before the file is read it is that of what was read or of what was there before, so
 * that a change in between is never taken for known. NULL: @path is NULL, or nothing is there.
 * (transfer full) */
char    *gr_file_stamp    (const char *path);
/* The same, of what stat() said. (transfer full) */
char    *gr_file_stamp_of (const struct stat *info);
/* Whether both paths, either of which may be NULL, are of one file: through links too. */
gboolean gr_same_file     (const char *a, const char *b);

G_END_DECLS
