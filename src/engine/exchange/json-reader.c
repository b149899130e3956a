/* json-reader.c - see json-reader.h. */
#include "json-reader.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "../tensor/error.h"
#include "json-text.h"

gboolean
gr_reader_fail (const GrReader *reader, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, "%s: %s%s%s", reader->name, reader->path->str,
               reader->path->len ? ": " : "", message);
  return FALSE;
}

gsize
gr_reader_enter (GrReader *reader, const char *key)
{
  const gsize before = reader->path->len;

  g_string_append_printf (reader->path, "%s%s", before ? "." : "", key);
  return before;
}

gsize
gr_reader_enter_index (GrReader *reader, guint index)
{
  const gsize before = reader->path->len;

  g_string_append_printf (reader->path, "[%u]", index);
  return before;
}

void
gr_reader_leave (GrReader *reader, gsize before)
{
  g_string_truncate (reader->path, before);
}

/* --- values ----------------------------------------------------------------------------------- */

JsonNode *
gr_reader_member (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

gboolean
gr_reader_wrong_type (GrReader *reader, const char *key, const char *expected, GError **error)
{
  const gsize before = gr_reader_enter (reader, key);

  gr_reader_fail (reader, error, _ ("expects %s"), expected);
  gr_reader_leave (reader, before);
  return FALSE;
}

gboolean
gr_reader_is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node)
         && (json_node_get_value_type (node) == G_TYPE_INT64
             || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

gboolean
gr_read_string (GrReader *reader, JsonObject *object, const char *key, const char **value,
                GError **error)
{
  JsonNode *node = gr_reader_member (object, key);

  if (!node)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return gr_reader_wrong_type (reader, key, _ ("a text in quotes"), error);
  *value = json_node_get_string (node);
  return TRUE;
}

gboolean
gr_read_integer (GrReader *reader, JsonObject *object, const char *key, gint64 low, gint64 high,
                 gint64 *value, GError **error)
{
  JsonNode *node = gr_reader_member (object, key);
  g_autofree char *expected = NULL;

  if (!node)
    return TRUE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
      && json_node_get_int (node) >= low && json_node_get_int (node) <= high)
    {
      *value = json_node_get_int (node);
      return TRUE;
    }
  expected = g_strdup_printf (_ ("a whole number from %" PRId64 " to %" PRId64), low, high);
  return gr_reader_wrong_type (reader, key, expected, error);
}

gboolean
gr_read_number (GrReader *reader, JsonObject *object, const char *key, gdouble low, gdouble high,
                gdouble *value, GError **error)
{
  JsonNode *node = gr_reader_member (object, key);
  g_autofree char *expected = NULL;

  if (!node)
    return TRUE;
  if (gr_reader_is_number (node) && json_node_get_double (node) >= low
      && json_node_get_double (node) <= high)
    {
      *value = json_node_get_double (node);
      return TRUE;
    }
  expected = g_strdup_printf (_ ("a number from %g to %g"), low, high);
  return gr_reader_wrong_type (reader, key, expected, error);
}

gboolean
gr_read_boolean (GrReader *reader, JsonObject *object, const char *key, gboolean *value,
                 GError **error)
{
  JsonNode *node = gr_reader_member (object, key);

  if (!node)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return gr_reader_wrong_type (reader, key, _ ("true or false"), error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

gboolean
gr_read_object (GrReader *reader, JsonObject *object, const char *key, JsonObject **value,
                GError **error)
{
  JsonNode *node = gr_reader_member (object, key);

  *value = NULL;
  if (!node)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return gr_reader_wrong_type (reader, key, _ ("an object { }"), error);
  *value = json_node_get_object (node);
  return TRUE;
}

gboolean
gr_read_array (GrReader *reader, JsonObject *object, const char *key, guint most, JsonArray **value,
               GError **error)
{
  JsonNode *node = gr_reader_member (object, key);
  g_autofree char *expected = NULL;

  *value = NULL;
  if (!node)
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) <= most)
    {
      *value = json_node_get_array (node);
      return TRUE;
    }
  expected = g_strdup_printf (_ ("a list [ ] of at most %u"), most);
  return gr_reader_wrong_type (reader, key, expected, error);
}

JsonObject *
gr_read_others (JsonObject *object, const char *const *known)
{
  JsonObject *others = json_object_new ();
  g_autoptr (GList) keys = json_object_get_members (object);

  for (GList *at = keys; at; at = at->next)
    if (!g_strv_contains (known, at->data))
      json_object_set_member (others, at->data,
                              json_node_copy (json_object_get_member (object, at->data)));
  return others;
}

char *
gr_read_extra (JsonObject *others)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), others);
  char *text = json_object_get_size (others) > 0 ? gr_json_print (node) : NULL;

  json_object_unref (others);
  return text;
}
