/* json-text.c - see json-text.h. */
#include "json-text.h"

#include <stdio.h>
#include <string.h>

#include "../nn/setting.h"
#include "../tensor/error.h"

#define MAX_COLUMNS 120

/* --- parsing ---------------------------------------------------------------------------------- */

/* json-glib recurses into arrays and objects, so their depth is looked at before it may. */
static gboolean
check_nesting (const char *text, gsize length, guint max_nest, const char *name, GError **error)
{
  gboolean in_string = FALSE;
  guint    depth = 0, line = 1;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\n')
        line++;
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && (text[i] == '{' || text[i] == '['))
        depth++;
      else if (!in_string && (text[i] == '}' || text[i] == ']') && depth > 0)
        depth--;
      if (depth > max_nest)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                       "%s: line %u: lists and objects are more than %u deep", name, line,
                       max_nest);
          return FALSE;
        }
    }
  return TRUE;
}

/* Rewrites json-glib's "<data>:3:12: Parse error: ..." */
static void
set_parse_error (GError **error, const char *name, const GError *reason)
{
  const char *after = strstr (reason->message, "error: ");
  const char *what = after ? after + strlen ("error: ") : reason->message;
  guint       line, column;

  if (sscanf (reason->message, "<data>:%u:%u:", &line, &column) == 2)
    g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, "%s: line %u, column %u: not valid JSON: %s",
                 name, line, column, what);
  else
    g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, "%s: not valid JSON: %s", name, what);
}

static gboolean
is_blank (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return FALSE;
  return TRUE;
}

JsonNode *
gr_json_parse (const char *text, gsize length, gsize max_bytes, guint max_nest, const char *name,
               GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) reason = NULL;
  JsonNode *root;

  if (length > max_bytes)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   "%s: is larger than %" G_GSIZE_FORMAT " MiB, the most such a file may be", name,
                   max_bytes / (1024 * 1024));
      return NULL;
    }
  if (memchr (text, '\0', length) || !g_utf8_validate (text, length, NULL))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, "%s: is not a text in UTF-8", name);
      return NULL;
    }
  if (is_blank (text, length))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, "%s: is empty", name);
      return NULL;
    }
  if (!check_nesting (text, length, max_nest, name, error))
    return NULL;
  if (!json_parser_load_from_data (parser, text, (gssize) length, &reason))
    {
      set_parse_error (error, name, reason);
      return NULL;
    }
  root = json_parser_steal_root (parser);
  if (root && JSON_NODE_HOLDS_OBJECT (root))
    return root;
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, "%s: is not a JSON object", name);
  g_clear_pointer (&root, json_node_unref);
  return NULL;
}

/* --- printing --------------------------------------------------------------------------------- */

static void
print_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *at = text; *at; at++)
    switch (*at)
      {
      case '"':
        g_string_append (out, "\\\"");
        break;
      case '\\':
        g_string_append (out, "\\\\");
        break;
      case '\n':
        g_string_append (out, "\\n");
        break;
      case '\t':
        g_string_append (out, "\\t");
        break;
      default:
        if ((guchar) *at < 0x20 || *at == 0x7f)
          g_string_append_printf (out, "\\u%04x", (guint) (guchar) *at);
        else
          g_string_append_c (out, *at);
      }
  g_string_append_c (out, '"');
}

static void
print_value (GString *out, JsonNode *node)
{
  g_autofree char *number = NULL;

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_INT64:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
      break;
    case G_TYPE_DOUBLE:
      number = gr_python_float (json_node_get_double (node));
      g_string_append (out, number);
      break;
    case G_TYPE_BOOLEAN:
      g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
      break;
    default:
      print_string (out, json_node_get_string (node));
    }
}

/* Prints @node on one line. */
static void
print_flat (GString *out, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GList) keys = json_object_get_members (object);

      g_string_append (out, keys ? "{ " : "{");
      for (GList *at = keys; at; at = at->next)
        {
          print_string (out, at->data);
          g_string_append (out, ": ");
          print_flat (out, json_object_get_member (object, at->data));
          g_string_append (out, at->next ? ", " : " ");
        }
      g_string_append_c (out, '}');
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      g_string_append_c (out, '[');
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          if (i > 0)
            g_string_append (out, ", ");
          print_flat (out, json_array_get_element (array, i));
        }
      g_string_append_c (out, ']');
    }
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "null");
  else
    print_value (out, node);
}

static void print_node (GString *out, JsonNode *node, guint indent, guint column);

/* One entry of a list or an object, on a line of its own. */
static void
print_entry (GString *out, const char *key, JsonNode *node, guint indent, gboolean last)
{
  const gsize start = out->len;

  g_string_append_printf (out, "%*s", (int) indent, "");
  if (key)
    {
      print_string (out, key);
      g_string_append (out, ": ");
    }
  print_node (out, node, indent, (guint) (out->len - start) + (last ? 0 : 1));
  g_string_append (out, last ? "\n" : ",\n");
}

/* @column: how much of the line is taken already. */
static void
print_node (GString *out, JsonNode *node, guint indent, guint column)
{
  g_autoptr (GString) flat = g_string_new (NULL);
  const gboolean object = JSON_NODE_HOLDS_OBJECT (node);

  print_flat (flat, node);
  if ((!object && !JSON_NODE_HOLDS_ARRAY (node))
      || (indent > 0 && column + g_utf8_strlen (flat->str, -1) <= MAX_COLUMNS))
    {
      g_string_append (out, flat->str);
      return;
    }
  g_string_append (out, object ? "{\n" : "[\n");
  if (object)
    {
      g_autoptr (GList) keys = json_object_get_members (json_node_get_object (node));

      for (GList *at = keys; at; at = at->next)
        print_entry (out, at->data,
                     json_object_get_member (json_node_get_object (node), at->data), indent + 2,
                     !at->next);
    }
  else
    {
      JsonArray  *array = json_node_get_array (node);
      const guint n = json_array_get_length (array);

      for (guint i = 0; i < n; i++)
        print_entry (out, NULL, json_array_get_element (array, i), indent + 2, i + 1 == n);
    }
  g_string_append_printf (out, "%*s%c", (int) indent, "", object ? '}' : ']');
}

char *
gr_json_print (JsonNode *root)
{
  GString *out = g_string_new (NULL);

  print_node (out, root, 0, 0);
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}
