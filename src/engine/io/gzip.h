/* gzip.h - bytes of a file that may be gzipped, without believing how many there will be.
 *
 * Used by the readers of IDX, CIFAR and CSV files, and by npz for its deflated members.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* More than this many bytes cannot come out of one byte of deflated data. */
#define GR_DEFLATE_MAX_RATIO 1032

typedef struct _GrByteReader GrByteReader;

/* Opens @path; gzipped content is recognised by its first bytes, not by the name. */
GrByteReader *gr_byte_reader_open (const char *path, GError **error);
/* Reads raw deflated data (as inside a zip) from memory that stays valid; @name is for errors. */
GrByteReader *gr_byte_reader_new_deflated (gconstpointer data, gsize n, const char *name);
void          gr_byte_reader_free (GrByteReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrByteReader, gr_byte_reader_free)

/* Exactly @n bytes, or GR_ERROR_FORMAT: "“x.gz” ends after 12 bytes of 16 expected" or "“x.gz” is
 * corrupt: …". */
gboolean gr_byte_reader_read   (GrByteReader *reader, gpointer to, gsize n, GError **error);
/* Up to @n bytes, fewer only at the end. -1 on error. */
gssize   gr_byte_reader_some   (GrByteReader *reader, gpointer to, gsize n, GError **error);
/* Fails where there is more to read; also checks gzip's checksum. */
gboolean gr_byte_reader_finish (GrByteReader *reader, GError **error);
/* The most bytes that could still be read: what a claimed size is held against before memory is
 * asked for. */
guint64  gr_byte_reader_bound  (GrByteReader *reader);

/* The whole file, at most @limit bytes; a zero byte follows the data. (transfer full) */
guint8  *gr_read_file (const char *path, gsize limit, gsize *n, GError **error);

G_END_DECLS
