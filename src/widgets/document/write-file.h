/* write-file.h - writing a text to a file by another thread, whole or not at all: documents, the
 * copies that a crash leaves, the descriptions of runs. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Takes @text. @done gets @source, which is kept until then, as is the program; to end it calls
 * gradus_write_file_finish(). */
void     gradus_write_file_async  (gpointer source, const char *path, char *text,
                                   GAsyncReadyCallback done, gpointer user);
/* The same, done before the disk has it, which may be slow: the file survives the program. The disk
 * gets it as soon as it can. */
void     gradus_write_file_at_once_async (gpointer source, const char *path, char *text,
                                          GAsyncReadyCallback done, gpointer user);
/* Where that ended well: the stamp (io/file-stamp.h) of what was written, whatever others have
 * written there since. (transfer none) */
const char *gradus_write_file_stamp (GAsyncResult *result);
/* The error is one sentence that names the file. */
gboolean gradus_write_file_finish (GAsyncResult *result, GError **error);

G_END_DECLS
