/* atomic.h - writing a file so that a reader sees the old one or the new one, never half of either.
 *
 * The bytes go to a new file in the same folder, are flushed to the disk (fsync), and the new
 * file takes the old one's name (rename). Whatever fails before that (no room, no permission, a
 * crash) leaves the old file whole. Used by all that saves: projects, weights, checkpoints, logs.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes @n bytes to @path. The error is one sentence that names the file and the reason:
 * "Cannot save “run/best.safetensors”: No space left on device". */
gboolean gr_atomic_write (const char *path, gconstpointer data, gsize n, GError **error);

/* The same without waiting for the disk, which may be slow: the file survives the program at once,
 * and a power cut once gr_atomic_sync() has waited. */
gboolean gr_atomic_write_at_once (const char *path, gconstpointer data, gsize n, GError **error);
void     gr_atomic_sync          (const char *path);

/* gr_atomic_write() for bytes that come piece by piece. Freed without a commit, nothing has
 * happened. */
typedef struct _GrAtomicFile GrAtomicFile;

GrAtomicFile *gr_atomic_file_open   (const char *path, GError **error);
/* After an error every later write and the commit fail with the same error. */
gboolean      gr_atomic_file_write  (GrAtomicFile *file, gconstpointer data, gsize n,
                                     GError **error);
gboolean      gr_atomic_file_commit (GrAtomicFile *file, GError **error);
/* After a commit: the stamp (file-stamp.h) of what was written, whatever others have written there
 * since. (transfer none) */
const char   *gr_atomic_file_stamp  (GrAtomicFile *file);
void          gr_atomic_file_free   (GrAtomicFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrAtomicFile, gr_atomic_file_free)

G_END_DECLS
