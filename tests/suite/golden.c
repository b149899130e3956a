/* golden.c - a small reader of safetensors files, for golden values alone: apart from the engine's
 * own (io/), so that the one does not vouch for the other. */
#include "golden.h"

#include <json-glib/json-glib.h>
#include <string.h>

struct _Golden
{
  GHashTable *tensors; /* "SAMPLE|out 0" -> GrTensor */
  GHashTable *notes;   /* "SAMPLE|strides 0" -> text */
};

static const struct
{
  const char *name;
  GrDType     dtype;
} names[] = {
  { "BOOL", GR_BOOL }, { "U8", GR_UINT8 },    { "I8", GR_INT8 },      { "I16", GR_INT16 },
  { "I32", GR_INT32 }, { "I64", GR_INT64 },   { "F16", GR_FLOAT16 },  { "BF16", GR_BFLOAT16 },
  { "F32", GR_FLOAT32 }, { "F64", GR_FLOAT64 },
};

static GrTensor *
read_tensor (JsonObject *entry, const char *data)
{
  const char *name = json_object_get_string_member (entry, "dtype");
  JsonArray *sizes = json_object_get_array_member (entry, "shape");
  JsonArray *range = json_object_get_array_member (entry, "data_offsets");
  gint64 shape[GR_MAX_DIMS];
  guint ndim = json_array_get_length (sizes);
  for (guint i = 0; i < ndim && i < GR_MAX_DIMS; i++)
    shape[i] = json_array_get_int_element (sizes, i);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].name, name) == 0)
      return gr_tensor_new_from (names[i].dtype, data + json_array_get_int_element (range, 0),
                                 gr_ints (shape, ndim), NULL);
  return NULL;
}

static void
read_header (Golden *golden, JsonObject *header, const char *data)
{
  g_autoptr (GList) keys = json_object_get_members (header);
  for (GList *key = keys; key; key = key->next)
    {
      JsonObject *entry = json_object_get_object_member (header, key->data);
      if (strcmp (key->data, "__metadata__") != 0)
        {
          GrTensor *tensor = read_tensor (entry, data);
          g_assert_nonnull (tensor);
          g_hash_table_insert (golden->tensors, g_strdup (key->data), tensor);
          continue;
        }
      g_autoptr (GList) notes = json_object_get_members (entry);
      for (GList *note = notes; note; note = note->next)
        g_hash_table_insert (golden->notes, g_strdup (note->data),
                             g_strdup (json_object_get_string_member (entry, note->data)));
    }
}

Golden *
golden_open (const char *operator_name, GError **error)
{
  g_autofree char *file = g_strconcat (operator_name, ".safetensors", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "ops", file, NULL);
  g_autofree char *content = NULL;
  gsize length;
  guint64 header_length;
  if (!g_file_test (path, G_FILE_TEST_EXISTS)
      || !g_file_get_contents (path, &content, &length, error))
    return NULL;
  memcpy (&header_length, content, sizeof header_length);
  header_length = GUINT64_FROM_LE (header_length);

  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *header = content + sizeof header_length;
  if (!json_parser_load_from_data (parser, header, (gssize) header_length, error))
    return NULL;
  Golden *golden = g_new0 (Golden, 1);
  golden->tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) gr_tensor_unref);
  golden->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  read_header (golden, json_node_get_object (json_parser_get_root (parser)),
               header + header_length);
  return golden;
}

void
golden_free (Golden *golden)
{
  g_hash_table_unref (golden->tensors);
  g_hash_table_unref (golden->notes);
  g_free (golden);
}

gboolean
golden_has (Golden *golden, const char *sample)
{
  g_autofree char *key = g_strconcat (sample, "|exact", NULL);
  return golden && g_hash_table_contains (golden->notes, key);
}

GrTensor *
golden_tensor (Golden *golden, const char *sample, const char *what, guint number)
{
  g_autofree char *key = g_strdup_printf ("%s|%s %u", sample, what, number);
  return golden ? g_hash_table_lookup (golden->tensors, key) : NULL;
}

const char *
golden_strides (Golden *golden, const char *sample, guint number)
{
  g_autofree char *key = g_strdup_printf ("%s|strides %u", sample, number);
  return golden ? g_hash_table_lookup (golden->notes, key) : NULL;
}

gint64
golden_factor (Golden *golden, const char *sample, gint64 size)
{
  g_autofree char *key = g_strdup_printf ("%s|factor %" G_GINT64_FORMAT, sample, size);
  const char *note = golden ? g_hash_table_lookup (golden->notes, key) : NULL;
  return note ? g_ascii_strtoll (note, NULL, 10) : 0;
}

const char *
golden_dtypes (Golden *golden, const char *sample, GrDType dtype)
{
  g_autofree char *key = g_strdup_printf ("%s|as %s", sample, gr_dtype_name (dtype));
  return golden ? g_hash_table_lookup (golden->notes, key) : NULL;
}
