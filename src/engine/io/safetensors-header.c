/* safetensors-header.c - a strict reader of one form of JSON. See safetensors-header.h. */
#include "safetensors-header.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const dtype_names[GR_N_DTYPES] = {
  [GR_BOOL] = "BOOL",     [GR_UINT8] = "U8",    [GR_INT8] = "I8",
  [GR_INT16] = "I16",     [GR_INT32] = "I32",   [GR_INT64] = "I64",
  [GR_FLOAT16] = "F16",   [GR_BFLOAT16] = "BF16", [GR_FLOAT32] = "F32",
  [GR_FLOAT64] = "F64",
};

const char *
gr_safetensors_dtype_name (GrDType dtype)
{
  return dtype_names[dtype];
}

void
gr_safetensors_entry_clear (gpointer entry)
{
  g_free (((GrSafetensorsEntry *) entry)->name);
}

void
gr_json_append_string (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (const char *c = text; *c; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (json, '\\');
      if ((guchar) *c < 0x20)
        g_string_append_printf (json, "\\u%04x", (guchar) *c);
      else
        g_string_append_c (json, *c);
    }
  g_string_append_c (json, '"');
}

typedef struct
{
  const char *start, *at, *end;
} Reader;

static gboolean
refuse (Reader *reader, GError **error, const char *expected)
{
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
               _ ("its header is not valid at byte %zu: %s expected"),
               (gsize) (reader->at - reader->start), expected);
  return FALSE;
}

static void
skip_space (Reader *reader)
{
  while (reader->at < reader->end && g_ascii_isspace (*reader->at))
    reader->at++;
}

/* Skips white space, then takes @c where it is next. */
static gboolean
take (Reader *reader, char c)
{
  skip_space (reader);
  if (reader->at >= reader->end || *reader->at != c)
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
expect (Reader *reader, char c, GError **error)
{
  if (take (reader, c))
    return TRUE;
  return refuse (reader, error, (char[]){ '\'', c, '\'', '\0' });
}

static gboolean
read_hex (Reader *reader, gunichar *code)
{
  *code = 0;
  if (reader->end - reader->at < 4)
    return FALSE;
  for (gint i = 0; i < 4; i++)
    {
      gint digit = g_ascii_xdigit_value (*reader->at++);

      if (digit < 0)
        return FALSE;
      *code = *code * 16 + (gunichar) digit;
    }
  return TRUE;
}

/* After a backslash. Surrogates come in pairs; a zero would cut a C string short. */
static gboolean
read_escape (Reader *reader, GString *text)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const char *known;
  gunichar code, low;

  if (reader->at >= reader->end)
    return FALSE;
  if (*reader->at != 'u')
    {
      known = *reader->at ? strchr (from, *reader->at) : NULL;
      if (!known)
        return FALSE;
      reader->at++;
      g_string_append_c (text, to[known - from]);
      return TRUE;
    }
  reader->at++;
  if (!read_hex (reader, &code))
    return FALSE;
  if (code >= 0xd800 && code < 0xdc00)
    {
      if (reader->end - reader->at < 2 || reader->at[0] != '\\' || reader->at[1] != 'u')
        return FALSE;
      reader->at += 2;
      if (!read_hex (reader, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
  if (code == 0 || (code >= 0xd800 && code < 0xe000))
    return FALSE;
  g_string_append_unichar (text, code);
  return TRUE;
}

static char *
read_string (Reader *reader, GError **error)
{
  g_autoptr (GString) text = NULL;

  if (!take (reader, '"'))
    {
      refuse (reader, error, _ ("a string"));
      return NULL;
    }
  text = g_string_new (NULL);
  while (reader->at < reader->end && *reader->at != '"')
    {
      char c = *reader->at;

      if ((guchar) c < 0x20)
        break;
      reader->at++;
      if (c != '\\')
        g_string_append_c (text, c);
      else if (!read_escape (reader, text))
        {
          refuse (reader, error, _ ("a valid escape"));
          return NULL;
        }
    }
  if (reader->at >= reader->end || *reader->at != '"')
    {
      refuse (reader, error, _ ("the end of a string"));
      return NULL;
    }
  reader->at++;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* "[1, 2]" into @out, at most @room numbers below 2^63. */
static gboolean
read_numbers (Reader *reader, guint64 *out, gint room, gint *n, GError **error)
{
  *n = 0;
  if (!expect (reader, '[', error))
    return FALSE;
  if (take (reader, ']'))
    return TRUE;
  do
    {
      guint64 value = 0;
      const char *first;

      skip_space (reader);
      for (first = reader->at; reader->at < reader->end && g_ascii_isdigit (*reader->at);
           reader->at++)
        {
          guint64 digit = (guint64) (*reader->at - '0');

          if (value > ((guint64) G_MAXINT64 - digit) / 10)
            return refuse (reader, error, _ ("a number below 2^63"));
          value = value * 10 + digit;
        }
      if (reader->at == first)
        return refuse (reader, error, _ ("a number that is not negative"));
      if (*n == room)
        return refuse (reader, error, room == 2 ? _ ("two offsets") : _ ("at most 8 dimensions"));
      out[(*n)++] = value;
    }
  while (take (reader, ','));
  return expect (reader, ']', error);
}

static gboolean
parse_dtype (const char *text, GrSafetensorsEntry *entry, GError **error)
{
  for (gint i = 0; i < GR_N_DTYPES; i++)
    if (g_str_equal (text, dtype_names[i]))
      {
        entry->dtype = (GrDType) i;
        return TRUE;
      }
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
               _ ("tensor “%s” has elements of type “%.32s”, which is not one of BOOL, U8, I8, "
                  "I16, I32, I64, F16, BF16, F32, F64"),
               entry->name, text);
  return FALSE;
}

static gboolean
read_entry (Reader *reader, GrSafetensorsEntry *entry, GError **error)
{
  enum { DTYPE = 1, SHAPE = 2, OFFSETS = 4 };
  guint seen = 0;

  if (!expect (reader, '{', error))
    return FALSE;
  do
    {
      g_autofree char *key = read_string (reader, error);
      guint64 numbers[GR_MAX_DIMS];
      guint which;
      gint n;

      if (!key || !expect (reader, ':', error))
        return FALSE;
      which = g_str_equal (key, "dtype")          ? DTYPE
              : g_str_equal (key, "shape")        ? SHAPE
              : g_str_equal (key, "data_offsets") ? OFFSETS
                                                  : 0;
      if (!which || (seen & which))
        return refuse (reader, error, _ ("each of dtype, shape and data_offsets once"));
      seen |= which;
      if (which == DTYPE)
        {
          g_autofree char *text = read_string (reader, error);

          if (!text || !parse_dtype (text, entry, error))
            return FALSE;
        }
      else if (which == SHAPE)
        {
          if (!read_numbers (reader, numbers, GR_MAX_DIMS, &entry->ndim, error))
            return FALSE;
          for (gint d = 0; d < entry->ndim; d++)
            entry->shape[d] = (gint64) numbers[d];
        }
      else
        {
          if (!read_numbers (reader, numbers, 2, &n, error))
            return FALSE;
          if (n != 2)
            return refuse (reader, error, _ ("two offsets"));
          entry->begin = numbers[0];
          entry->end = numbers[1];
        }
    }
  while (take (reader, ','));
  if (seen != (DTYPE | SHAPE | OFFSETS))
    return refuse (reader, error, _ ("each of dtype, shape and data_offsets once"));
  return expect (reader, '}', error);
}

static gboolean
read_metadata (Reader *reader, GrNamedTensors *list, GError **error)
{
  if (!expect (reader, '{', error))
    return FALSE;
  if (take (reader, '}'))
    return TRUE;
  do
    {
      g_autofree char *key = read_string (reader, error);
      g_autofree char *value = NULL;

      if (!key || !expect (reader, ':', error))
        return FALSE;
      value = read_string (reader, error);
      if (!value)
        return FALSE;
      gr_named_tensors_set_metadata (list, key, value);
    }
  while (take (reader, ','));
  return expect (reader, '}', error);
}

gboolean
gr_safetensors_header_parse (const char *text, gsize n, GArray *entries, GrNamedTensors *list,
                             GError **error)
{
  Reader reader = { text, text, text + n };
  gboolean metadata_seen = FALSE;

  if (!g_utf8_validate (text, (gssize) n, NULL))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("its header is not UTF-8 text"));
      return FALSE;
    }
  if (!expect (&reader, '{', error))
    return FALSE;
  if (!take (&reader, '}'))
    {
      do
        {
          GrSafetensorsEntry entry = { .name = read_string (&reader, error) };
          gboolean good = entry.name && expect (&reader, ':', error);

          if (good && g_str_equal (entry.name, "__metadata__"))
            {
              good = metadata_seen ? refuse (&reader, error, _ ("one __metadata__"))
                                   : read_metadata (&reader, list, error);
              metadata_seen = TRUE;
              g_free (entry.name);
            }
          else
            {
              good = good && read_entry (&reader, &entry, error);
              g_array_append_val (entries, entry);
            }
          if (!good)
            return FALSE;
        }
      while (take (&reader, ','));
      if (!expect (&reader, '}', error))
        return FALSE;
    }
  skip_space (&reader); /* the padding */
  return reader.at == reader.end || refuse (&reader, error, _ ("nothing more"));
}
