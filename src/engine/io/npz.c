/* npz.c - NumPy's npz: a zip of npy files, stored or deflated. See npy.h.
 *
 * Only what npz uses of the zip format (PKWARE APPNOTE 6.3): one disk, no encryption, zip64 read.
 */
#include "atomic.h"
#include "gzip.h"
#include "mapped.h"
#include "npy.h"
#include "tensor-bytes.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <zlib.h>

static guint64
little (const guint8 *at, gint bytes)
{
  guint64 value = 0;

  for (gint i = bytes - 1; i >= 0; i--)
    value = value << 8 | at[i];
  return value;
}

/* --- reading --------------------------------------------------------------------------------- */

typedef struct
{
  const guint8 *data;
  guint64       n;
  guint64       unpacked; /* bytes that members have been unpacked to so far */
} Zip;

typedef struct
{
  char    name[1024];
  guint   flags, method, crc;
  guint64 packed, unpacked, offset;
} Member;

static gboolean
malformed (GError **error, const char *what)
{
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, "%s", what);
  return FALSE;
}

/* Finds the list of members from the file's end, where a comment of up to 64 KiB may follow. */
static gboolean
find_directory (const Zip *zip, guint64 *offset, guint64 *size, guint64 *count, GError **error)
{
  const guint8 *end = NULL;
  guint64 lowest = zip->n > 65557 ? zip->n - 65557 : 0;

  for (guint64 at = zip->n >= 22 ? zip->n - 22 + 1 : 0; at-- > lowest && !end;)
    if (memcmp (zip->data + at, "PK\5\6", 4) == 0)
      end = zip->data + at;
  if (!end)
    return malformed (error, _ ("it is not a zip file, or it is cut off"));
  *count = little (end + 10, 2);
  *size = little (end + 12, 4);
  *offset = little (end + 16, 4);
  if (end - zip->data >= 20 && memcmp (end - 20, "PK\6\7", 4) == 0)
    {
      guint64 at = little (end - 20 + 8, 8);

      if (zip->n < 56 || at > zip->n - 56 || memcmp (zip->data + at, "PK\6\6", 4) != 0)
        return malformed (error, _ ("its zip64 directory is malformed"));
      *count = little (zip->data + at + 32, 8);
      *size = little (zip->data + at + 40, 8);
      *offset = little (zip->data + at + 48, 8);
    }
  if (*offset > zip->n || *size > zip->n - *offset)
    return malformed (error, _ ("it is cut off"));
  return TRUE;
}

/* Sizes of 2^32 - 1 stand for ones in an extra field, in the order in which they are missing. */
static gboolean
read_zip64 (Member *member, const guint8 *extra, gsize n)
{
  guint64 *missing[] = { &member->unpacked, &member->packed, &member->offset };

  while (n >= 4)
    {
      gsize length = little (extra + 2, 2);

      if (length > n - 4)
        return FALSE;
      if (little (extra, 2) == 1)
        {
          const guint8 *at = extra + 4, *stop = at + length;

          for (gsize i = 0; i < G_N_ELEMENTS (missing); i++)
            if (*missing[i] == G_MAXUINT32)
              {
                if (stop - at < 8)
                  return FALSE;
                *missing[i] = little (at, 8);
                at += 8;
              }
        }
      extra += 4 + length;
      n -= 4 + length;
    }
  return TRUE;
}

/* One record of the directory; @at moves on to the next. */
static gboolean
read_record (const guint8 **at, const guint8 *end, Member *member, GError **error)
{
  const guint8 *record = *at;
  gsize name, extra, comment;

  if (end - record < 46 || memcmp (record, "PK\1\2", 4) != 0)
    return malformed (error, _ ("its directory is malformed"));
  name = little (record + 28, 2);
  extra = little (record + 30, 2);
  comment = little (record + 32, 2);
  if ((gsize) (end - record) - 46 < name + extra + comment || name >= sizeof member->name)
    return malformed (error, _ ("its directory is malformed"));
  member->flags = (guint) little (record + 8, 2);
  member->method = (guint) little (record + 10, 2);
  member->crc = (guint) little (record + 16, 4);
  member->packed = little (record + 20, 4);
  member->unpacked = little (record + 24, 4);
  member->offset = little (record + 42, 4);
  memcpy (member->name, record + 46, name);
  member->name[name] = '\0';
  if (!read_zip64 (member, record + 46 + name, extra))
    return malformed (error, _ ("its directory is malformed"));
  *at = record + 46 + name + extra + comment;
  return TRUE;
}

static gboolean
find_data (const Zip *zip, const Member *member, const guint8 **data, GError **error)
{
  guint64 before;

  if (member->flags & 1)
    return malformed (error, _ ("it is encrypted"));
  if (zip->n < 30 || member->offset > zip->n - 30
      || memcmp (zip->data + member->offset, "PK\3\4", 4) != 0)
    return malformed (error, _ ("it is not where the directory says"));
  before = member->offset + 30 + little (zip->data + member->offset + 26, 2)
           + little (zip->data + member->offset + 28, 2);
  if (before > zip->n || member->packed > zip->n - before)
    return malformed (error, _ ("it is cut off"));
  *data = zip->data + before;
  return TRUE;
}

/* The member's bytes: in the mapping where stored, else in @unpacked, (transfer full). */
static gboolean
unpack (Zip *zip, const Member *member, const guint8 **data, guint8 **unpacked, GError **error)
{
  g_autoptr (GrByteReader) reader = NULL;
  const guint8 *packed;
  uLong crc = crc32 (0, NULL, 0);

  if (!find_data (zip, member, &packed, error))
    return FALSE;
  if (member->method == 0)
    {
      if (member->packed != member->unpacked)
        return malformed (error, _ ("its two sizes differ though it is not compressed"));
      *data = packed;
    }
  else if (member->method == 8)
    {
      /* Members may point at the same bytes, so the bound is on all of them together. */
      zip->unpacked += member->unpacked;
      if (member->unpacked / GR_DEFLATE_MAX_RATIO > member->packed
          || zip->unpacked / GR_DEFLATE_MAX_RATIO > zip->n)
        return malformed (error, _ ("it claims a size that its compressed bytes cannot hold"));
      *unpacked = g_try_malloc (MAX (member->unpacked, 1));
      if (!*unpacked)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_MEMORY,
                       _ ("there is no memory for its %" PRIu64 " bytes"), member->unpacked);
          return FALSE;
        }
      reader = gr_byte_reader_new_deflated (packed, member->packed, member->name);
      if (!gr_byte_reader_read (reader, *unpacked, member->unpacked, error)
          || !gr_byte_reader_finish (reader, error))
        return FALSE;
      *data = *unpacked;
    }
  else
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("it is compressed by method %u; stored and deflated members can be read"),
                   member->method);
      return FALSE;
    }
  crc = crc32_z (crc, *data, member->unpacked);
  if (crc != member->crc)
    return malformed (error, _ ("its checksum does not match: it is corrupt"));
  return TRUE;
}

static gboolean
read_member (Zip *zip, const Member *member, GrNamedTensors *list, GError **error)
{
  g_autofree guint8 *unpacked = NULL;
  g_autofree char *name = g_strdup (member->name);
  g_autoptr (GrTensor) tensor = NULL;
  const guint8 *data;

  if (!g_str_has_suffix (name, ".npy") || !g_utf8_validate (name, -1, NULL))
    return malformed (error, _ ("it is no .npy file, and an npz holds nothing else"));
  name[strlen (name) - 4] = '\0';
  if (!unpack (zip, member, &data, &unpacked, error))
    return FALSE;
  tensor = gr_npy_parse (data, member->unpacked, member->name, error);
  return tensor && gr_named_tensors_add (list, name, tensor, error);
}

static gboolean
read_members (Zip *zip, GrNamedTensors *list, GError **error)
{
  guint64 offset, size, count;
  const guint8 *at;

  if (!find_directory (zip, &offset, &size, &count, error))
    return FALSE;
  at = zip->data + offset;
  for (guint64 i = 0; i < count; i++)
    {
      Member member;

      if (!read_record (&at, zip->data + offset + size, &member, error))
        return FALSE;
      if (!read_member (zip, &member, list, error))
        {
          g_autofree char *shown = g_utf8_make_valid (member.name, -1);

          g_prefix_error (error, "in “%s”: ", shown);
          return FALSE;
        }
    }
  return TRUE;
}

GrNamedTensors *
gr_npz_read (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = gr_map_file (path, error);
  g_autoptr (GrNamedTensors) list = NULL;
  Zip zip = { 0 };

  if (!file)
    return NULL;
  zip.data = (const guint8 *) g_mapped_file_get_contents (file);
  zip.n = g_mapped_file_get_length (file);
  list = gr_named_tensors_new ();
  if (!read_members (&zip, list, error))
    {
      g_prefix_error (error, _ ("“%s” is not a readable npz file: "), path);
      return NULL;
    }
  return g_steal_pointer (&list);
}

/* --- writing --------------------------------------------------------------------------------- */

static void
put (GByteArray *bytes, guint64 value, gint n)
{
  for (gint i = 0; i < n; i++)
    {
      guint8 byte = (guint8) (value >> (8 * i));

      g_byte_array_append (bytes, &byte, 1);
    }
}

/* What the local header and the directory's record have in common, from the version on. */
static void
put_common (GByteArray *bytes, guint32 crc, guint64 size, const char *name)
{
  put (bytes, 20, 2);                 /* version needed: 2.0 */
  put (bytes, 1 << 11, 2);            /* names are UTF-8 */
  put (bytes, 0, 2);                  /* stored */
  put (bytes, 0, 2);                  /* midnight */
  put (bytes, 1 << 5 | 1, 2);         /* of the first of January 1980, as numpy.savez has it */
  put (bytes, crc, 4);
  put (bytes, size, 4);
  put (bytes, size, 4);
  put (bytes, strlen (name) + 4, 2);
  put (bytes, 0, 2);                  /* no extra field */
}

static gboolean
write_member (GrAtomicFile *file, const char *name, GrTensor *tensor, GByteArray *directory,
              guint64 *at, GError **error)
{
  gsize header_length, size;
  g_autofree char *header = gr_npy_header (tensor, &header_length, error);
  g_autofree guint8 *elements = NULL;
  g_autoptr (GByteArray) local = g_byte_array_new ();
  gsize bytes = gr_tensor_n_bytes (tensor);
  uLong crc;

  if (!header)
    return FALSE;
  size = header_length + bytes;
  if (*at + size > G_MAXUINT32 - 65536 || strlen (name) > 1000)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_UNSUPPORTED,
                   _ ("an npz file of more than 4 GiB cannot be written; use safetensors"));
      return FALSE;
    }
  elements = g_try_malloc (MAX (bytes, 1));
  if (!elements)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MEMORY,
                   _ ("there is no memory for the %zu bytes of “%s”"), bytes, name);
      return FALSE;
    }
  gr_tensor_copy_bytes (tensor, elements);
  crc = crc32_z (crc32_z (0, (const Bytef *) header, header_length), elements, bytes);

  g_byte_array_append (local, (const guint8 *) "PK\3\4", 4);
  put_common (local, (guint32) crc, size, name);
  g_byte_array_append (local, (const guint8 *) name, (guint) strlen (name));
  g_byte_array_append (local, (const guint8 *) ".npy", 4);

  g_byte_array_append (directory, (const guint8 *) "PK\1\2", 4);
  put (directory, 20, 2); /* version made by */
  put_common (directory, (guint32) crc, size, name);
  put (directory, 0, 8);  /* no comment, disk 0, attributes */
  put (directory, 0, 2);
  put (directory, *at, 4);
  g_byte_array_append (directory, (const guint8 *) name, (guint) strlen (name));
  g_byte_array_append (directory, (const guint8 *) ".npy", 4);

  *at += local->len + size;
  return gr_atomic_file_write (file, local->data, local->len, error)
         && gr_atomic_file_write (file, header, header_length, error)
         && gr_atomic_file_write (file, elements, bytes, error);
}

gboolean
gr_npz_write (GrNamedTensors *list, const char *path, GError **error)
{
  g_autoptr (GrAtomicFile) file = gr_atomic_file_open (path, error);
  g_autoptr (GByteArray) directory = g_byte_array_new ();
  gsize n = gr_named_tensors_length (list);
  guint64 at = 0;
  guint size;

  if (!file)
    return FALSE;
  if (n >= G_MAXUINT16)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_UNSUPPORTED,
                   _ ("%zu arrays are more than an npz file is written with"), n);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    if (!write_member (file, gr_named_tensors_name (list, i), gr_named_tensors_at (list, i),
                       directory, &at, error))
      return FALSE;
  size = directory->len;
  g_byte_array_append (directory, (const guint8 *) "PK\5\6\0\0\0\0", 8);
  put (directory, n, 2);
  put (directory, n, 2);
  put (directory, size, 4);
  put (directory, at, 4);
  put (directory, 0, 2);
  return gr_atomic_file_write (file, directory->data, directory->len, error)
         && gr_atomic_file_commit (file, error);
}
