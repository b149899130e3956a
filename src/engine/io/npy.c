/* npy.c - one NumPy array: a magic, a version, a Python dictionary, the elements. See npy.h. */
#include "npy.h"

#include "atomic.h"
#include "mapped.h"
#include "tensor-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- the header ------------------------------------------------------------------------------ */

typedef struct
{
  GrDType  dtype;
  gboolean big_endian;
  gboolean fortran;
  gint     ndim;
  gint64   shape[GR_MAX_DIMS];
} Header;

typedef struct
{
  const char *at, *end;
} Reader;

static const struct
{
  const char *code;
  GrDType     dtype;
} codes[] = {
  { "b1", GR_BOOL },  { "u1", GR_UINT8 }, { "i1", GR_INT8 },    { "i2", GR_INT16 },
  { "i4", GR_INT32 }, { "i8", GR_INT64 }, { "f2", GR_FLOAT16 }, { "f4", GR_FLOAT32 },
  { "f8", GR_FLOAT64 },
};

static void
skip_space (Reader *reader)
{
  while (reader->at < reader->end && g_ascii_isspace (*reader->at))
    reader->at++;
}

static gboolean
take (Reader *reader, char c)
{
  skip_space (reader);
  if (reader->at >= reader->end || *reader->at != c)
    return FALSE;
  reader->at++;
  return TRUE;
}

/* A Python string without escapes, at most @room - 1 bytes. */
static gboolean
take_string (Reader *reader, char *text, gsize room)
{
  char quote;
  gsize n = 0;

  if (take (reader, '\''))
    quote = '\'';
  else if (take (reader, '"'))
    quote = '"';
  else
    return FALSE;
  for (; reader->at < reader->end && *reader->at != quote; reader->at++)
    {
      if (n + 1 >= room || *reader->at == '\\')
        return FALSE;
      text[n++] = *reader->at;
    }
  text[n] = '\0';
  return take (reader, quote);
}

static gboolean
take_word (Reader *reader, const char *word)
{
  gsize n = strlen (word);

  skip_space (reader);
  if ((gsize) (reader->end - reader->at) < n || memcmp (reader->at, word, n) != 0)
    return FALSE;
  reader->at += n;
  return TRUE;
}

static gboolean
take_shape (Reader *reader, Header *header, GError **error)
{
  header->ndim = 0;
  if (!take (reader, '('))
    return FALSE;
  while (!take (reader, ')'))
    {
      gint64 size = 0;
      const char *first;

      skip_space (reader);
      for (first = reader->at; reader->at < reader->end && g_ascii_isdigit (*reader->at);
           reader->at++)
        if (size > (G_MAXINT64 - 9) / 10)
          return FALSE;
        else
          size = size * 10 + (*reader->at - '0');
      if (reader->at == first)
        return FALSE;
      (void) take_word (reader, "L"); /* Python 2 wrote 3L */
      if (header->ndim == GR_MAX_DIMS)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                       _ ("it has more than %d dimensions, the most that a tensor has"),
                       GR_MAX_DIMS);
          return FALSE;
        }
      header->shape[header->ndim++] = size;
      if (!take (reader, ',') && !(reader->at < reader->end && *reader->at == ')'))
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse_descr (const char *descr, Header *header, GError **error)
{
  if (descr[0] && strchr ("<>|=", descr[0]))
    for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
      if (g_str_equal (descr + 1, codes[i].code))
        {
          header->dtype = codes[i].dtype;
          header->big_endian
              = descr[0] == '>' || (descr[0] == '=' && G_BYTE_ORDER == G_BIG_ENDIAN);
          return TRUE;
        }
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
               _ ("its elements are of NumPy's type “%s”, which tensors do not have; convert them "
                  "to one of bool, uint8, int8 to int64, float16 to float64"),
               descr);
  return FALSE;
}

static gboolean
parse_dictionary (Reader *reader, Header *header, GError **error)
{
  enum { DESCR = 1, ORDER = 2, SHAPE = 4 };
  guint seen = 0;

  if (!take (reader, '{'))
    return FALSE;
  while (!take (reader, '}'))
    {
      char key[32], descr[32];

      if (!take_string (reader, key, sizeof key) || !take (reader, ':'))
        return FALSE;
      if (g_str_equal (key, "descr"))
        {
          if (take (reader, '['))
            {
              g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                           _ ("it is a structured array, and tensors have one type of element"));
              return FALSE;
            }
          if (!take_string (reader, descr, sizeof descr) || !parse_descr (descr, header, error))
            return FALSE;
          seen |= DESCR;
        }
      else if (g_str_equal (key, "fortran_order"))
        {
          header->fortran = take_word (reader, "True");
          if (!header->fortran && !take_word (reader, "False"))
            return FALSE;
          seen |= ORDER;
        }
      else if (g_str_equal (key, "shape"))
        {
          if (!take_shape (reader, header, error))
            return FALSE;
          seen |= SHAPE;
        }
      else
        return FALSE;
      if (!take (reader, ',') && !(reader->at < reader->end && *reader->at == '}'))
        return FALSE;
    }
  return seen == (DESCR | ORDER | SHAPE);
}

/* --- reading --------------------------------------------------------------------------------- */

/* Where the header's dictionary is, and after it the elements. */
static gboolean
find_header (const guint8 *data, gsize n, Reader *reader, GError **error)
{
  gsize before, length;

  if (n < 10 || memcmp (data, "\x93NUMPY", 6) != 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("it does not begin as an npy file does"));
      return FALSE;
    }
  if (data[6] < 1 || data[6] > 3)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("it is of format version %u.%u; 1.0 to 3.0 are known"), data[6], data[7]);
      return FALSE;
    }
  before = data[6] == 1 ? 10 : 12;
  length = data[8] | (gsize) data[9] << 8;
  if (data[6] > 1 && n >= 12)
    length |= (gsize) data[10] << 16 | (gsize) data[11] << 24;
  if (n < before || length > n - before)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("it is cut off within its header"));
      return FALSE;
    }
  reader->at = (const char *) data + before;
  reader->end = reader->at + length;
  return TRUE;
}

static GrTensor *
make_tensor (const Header *header, const guint8 *elements, GError **error)
{
  gsize size = gr_dtype_size (header->dtype);
  gint64 reversed[GR_MAX_DIMS], strides[GR_MAX_DIMS], numel;
  g_autoptr (GrTensor) flat = NULL;

  for (gint d = 0; d < header->ndim; d++)
    reversed[d] = header->shape[header->fortran ? header->ndim - 1 - d : d];
  flat = gr_tensor_new (header->dtype, GR_CPU, gr_ints (reversed, header->ndim), error);
  if (!flat)
    return NULL;
  numel = gr_tensor_numel (flat);
  if (numel > 0)
    memcpy (gr_tensor_data (flat), elements, (gsize) numel * size);
  if (header->big_endian == (G_BYTE_ORDER == G_LITTLE_ENDIAN))
    gr_swap_bytes (gr_tensor_data (flat), (gsize) numel, size);
  if (header->dtype == GR_BOOL)
    for (gint64 i = 0; i < numel; i++)
      GR_DATA (guint8, flat)[i] = GR_DATA (guint8, flat)[i] != 0;
  if (!header->fortran || header->ndim < 2)
    return g_steal_pointer (&flat);
  for (gint d = 0; d < header->ndim; d++)
    strides[d] = flat->stride[header->ndim - 1 - d];
  return gr_tensor_new_view (flat, gr_ints (header->shape, header->ndim),
                             gr_ints (strides, header->ndim), 0, error);
}

static GrTensor *
parse (const guint8 *data, gsize n, GError **error)
{
  Reader reader;
  Header header = { 0 };
  g_autoptr (GError) reason = NULL;
  gsize bytes;
  gint64 numel;

  if (!find_header (data, n, &reader, error))
    return NULL;
  if (!parse_dictionary (&reader, &header, &reason))
    {
      if (reason)
        g_propagate_error (error, g_steal_pointer (&reason));
      else
        g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("its header is malformed"));
      return NULL;
    }
  bytes = n - (gsize) ((const guint8 *) reader.end - data);
  numel = gr_shape_numel (gr_ints (header.shape, header.ndim), NULL);
  if (numel < 0 || (guint64) numel > G_MAXSIZE / 8
      || (gsize) numel * gr_dtype_size (header.dtype) != bytes)
    {
      g_autofree char *shape = gr_ints_to_string (gr_ints (header.shape, header.ndim));

      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("an array of shape %s and type %s does not fit its %zu bytes of data%s"),
                   shape, gr_dtype_name (header.dtype), bytes,
                   numel < 0 || (gsize) numel > bytes / gr_dtype_size (header.dtype)
                       ? _ (" (is it cut off?)")
                       : "");
      return NULL;
    }
  return make_tensor (&header, (const guint8 *) reader.end, error);
}

GrTensor *
gr_npy_parse (gconstpointer data, gsize n, const char *name, GError **error)
{
  GrTensor *tensor = parse (data, n, error);

  if (!tensor)
    g_prefix_error (error, _ ("“%s” is not a readable npy file: "), name);
  return tensor;
}

GrTensor *
gr_npy_read (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = gr_map_file (path, error);

  if (!file)
    return NULL;
  return gr_npy_parse (g_mapped_file_get_contents (file), g_mapped_file_get_length (file), path,
                       error);
}

/* --- writing --------------------------------------------------------------------------------- */

char *
gr_npy_header (GrTensor *tensor, gsize *length, GError **error)
{
  g_autoptr (GString) text = g_string_new ("{'descr': '");
  const char *code = NULL;
  gsize total;
  char *header;

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].dtype == tensor->dtype)
      code = codes[i].code;
  if (!code)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   _ ("NumPy has no type for %s; convert the tensor to float32 first"),
                   gr_dtype_name (tensor->dtype));
      return NULL;
    }
  g_string_append_c (text, gr_dtype_size (tensor->dtype) == 1
                               ? '|'
                               : (G_BYTE_ORDER == G_LITTLE_ENDIAN ? '<' : '>'));
  g_string_append_printf (text, "%s', 'fortran_order': False, 'shape': (", code);
  for (gint d = 0; d < tensor->ndim; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d ? ", " : "", tensor->shape[d]);
  g_string_append (text, tensor->ndim == 1 ? ",), }" : "), }");

  /* 8 dimensions never need version 2's longer header */
  total = (10 + text->len + 1 + 63) / 64 * 64;
  header = g_malloc (total);
  memset (header, ' ', total);
  memcpy (header, "\x93NUMPY\x01\x00", 8);
  header[8] = (char) ((total - 10) & 0xff);
  header[9] = (char) ((total - 10) >> 8);
  memcpy (header + 10, text->str, text->len);
  header[total - 1] = '\n';
  *length = total;
  return header;
}

gboolean
gr_npy_write (GrTensor *tensor, const char *path, GError **error)
{
  gsize length;
  g_autofree char *header = gr_npy_header (tensor, &length, error);
  g_autoptr (GrAtomicFile) file = NULL;

  if (!header)
    return FALSE;
  file = gr_atomic_file_open (path, error);
  return file && gr_atomic_file_write (file, header, length, error)
         && gr_tensor_write_bytes (tensor, file, error) && gr_atomic_file_commit (file, error);
}
