/* mapped.h - a file's bytes without copying them. Used by all readers here. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full). "Cannot read “x.npy”: No such file or directory", of G_IO_ERROR. */
GMappedFile *gr_map_file (const char *path, GError **error);

G_END_DECLS
