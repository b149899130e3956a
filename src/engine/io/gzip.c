/* gzip.c - reading bytes that may be deflated, bounded. See gzip.h. */
#include "gzip.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "../tensor/error.h"
#include "mapped.h"

struct _GrByteReader
{
  char         *name;
  GInputStream *stream;
  guint64       given; /* bytes that have come out */
  guint64       bound; /* bytes that can come out in all */
};

static GrByteReader *
reader_new (GInputStream *source, GZlibCompressorFormat format, gboolean deflated, guint64 size,
            const char *name)
{
  GrByteReader *reader = g_new0 (GrByteReader, 1);

  reader->name = g_strdup (name);
  if (deflated)
    {
      g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (format));

      reader->stream = g_converter_input_stream_new (source, converter);
      reader->bound = size > G_MAXUINT64 / GR_DEFLATE_MAX_RATIO ? G_MAXUINT64
                                                                : size * GR_DEFLATE_MAX_RATIO;
    }
  else
    {
      reader->stream = g_object_ref (source);
      reader->bound = size;
    }
  return reader;
}

GrByteReader *
gr_byte_reader_open (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = gr_map_file (path, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GInputStream) source = NULL;
  g_autofree char *name = g_path_get_basename (path);
  const guint8 *data;
  gsize size;

  if (!file)
    return NULL;
  bytes = g_mapped_file_get_bytes (file);
  data = g_bytes_get_data (bytes, &size);
  source = g_memory_input_stream_new_from_bytes (bytes);
  return reader_new (source, G_ZLIB_COMPRESSOR_FORMAT_GZIP,
                     size >= 2 && data[0] == 0x1f && data[1] == 0x8b, size, name);
}

GrByteReader *
gr_byte_reader_new_deflated (gconstpointer data, gsize n, const char *name)
{
  g_autoptr (GInputStream) source
      = g_memory_input_stream_new_from_data (data, (gssize) n, NULL);

  return reader_new (source, G_ZLIB_COMPRESSOR_FORMAT_RAW, TRUE, n, name);
}

void
gr_byte_reader_free (GrByteReader *reader)
{
  if (!reader)
    return;
  g_clear_object (&reader->stream);
  g_free (reader->name);
  g_free (reader);
}

gssize
gr_byte_reader_some (GrByteReader *reader, gpointer to, gsize n, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gsize got;

  if (n == 0) /* @to may be NULL then, which a stream refuses without a reason */
    return 0;
  if (!g_input_stream_read_all (reader->stream, to, n, &got, NULL, &reason))
    {
      if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
        g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                     _ ("“%s” is cut off: its compressed data has no end"), reader->name);
      else
        g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("“%s” is corrupt: %s"), reader->name,
                     reason->message);
      return -1;
    }
  reader->given += got;
  return (gssize) got;
}

gboolean
gr_byte_reader_read (GrByteReader *reader, gpointer to, gsize n, GError **error)
{
  gssize got = gr_byte_reader_some (reader, to, n, error);

  if (got >= 0 && (gsize) got < n)
    g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                 _ ("“%s” is cut off: it ends after %" PRIu64 " bytes, where %" PRIu64 " were "
                    "expected"),
                 reader->name, reader->given, reader->given - (guint64) got + n);
  return got >= 0 && (gsize) got == n;
}

gboolean
gr_byte_reader_finish (GrByteReader *reader, GError **error)
{
  guint8 more;
  gssize got = gr_byte_reader_some (reader, &more, 1, error);

  if (got > 0)
    g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                 _ ("“%s” goes on after the %" PRIu64 " bytes that it says it has"), reader->name,
                 reader->given - 1);
  return got == 0;
}

guint64
gr_byte_reader_bound (GrByteReader *reader)
{
  return reader->bound > reader->given ? reader->bound - reader->given : 0;
}

guint8 *
gr_read_file (const char *path, gsize limit, gsize *n, GError **error)
{
  g_autoptr (GrByteReader) reader = gr_byte_reader_open (path, error);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  const gsize piece = 1 << 16;

  if (!reader)
    return NULL;
  for (;;)
    {
      guint old = all->len;
      gssize got;

      g_byte_array_set_size (all, old + piece);
      got = gr_byte_reader_some (reader, all->data + old, piece, error);
      if (got < 0)
        return NULL;
      g_byte_array_set_size (all, old + (guint) got);
      if (all->len > limit)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                       _ ("“%s” holds more than %zu bytes, too many for its kind"), reader->name,
                       limit);
          return NULL;
        }
      if ((gsize) got < piece)
        break;
    }
  *n = all->len;
  g_byte_array_append (all, (const guint8 *) "", 1);
  return g_byte_array_free (g_steal_pointer (&all), FALSE);
}
