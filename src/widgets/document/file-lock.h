/* file-lock.h - a lock that dies with the process: whether what a process left in files is still
 * in use. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The descriptor of a lock on the file @path, which is made, that is ours now; closed to give it
 * up. -1 with errno where it cannot be had: EWOULDBLOCK, where somebody has it. */
gint gradus_file_lock (const char *path);

G_END_DECLS
