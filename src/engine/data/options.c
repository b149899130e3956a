/* options.c - typed members of a JSON object. See options.h. */
#include "options.h"

#include <glib/gi18n-lib.h>

static JsonNode *
find (JsonObject *options, const char *name)
{
  return options ? json_object_get_member (options, name) : NULL;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
refuse (const char *name, const char *expected, GError **error)
{
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("the option “%s” must be %s"), name,
               expected);
  return FALSE;
}

gboolean
gr_option_string (JsonObject *options, const char *name, const char **value, GError **error)
{
  JsonNode *node = find (options, name);

  if (!node)
    return TRUE;
  if (!holds (node, G_TYPE_STRING))
    return refuse (name, "a text", error);
  *value = json_node_get_string (node);
  return TRUE;
}

gboolean
gr_option_boolean (JsonObject *options, const char *name, gboolean *value, GError **error)
{
  JsonNode *node = find (options, name);

  if (!node)
    return TRUE;
  if (!holds (node, G_TYPE_BOOLEAN))
    return refuse (name, _ ("true or false"), error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

gboolean
gr_option_number (JsonObject *options, const char *name, gdouble *value, GError **error)
{
  JsonNode *node = find (options, name);

  if (!node)
    return TRUE;
  if (!holds (node, G_TYPE_DOUBLE) && !holds (node, G_TYPE_INT64))
    return refuse (name, _ ("a number"), error);
  *value = json_node_get_double (node);
  return TRUE;
}

gboolean
gr_option_integer (JsonObject *options, const char *name, gint64 low, gint64 high, gint64 *value,
                   GError **error)
{
  gdouble number = (gdouble) *value;

  if (!find (options, name))
    return TRUE;
  if (!gr_option_number (options, name, &number, error))
    return FALSE;
  if (!(number >= (gdouble) low && number <= (gdouble) high) || number != (gdouble) (gint64) number)
    {
      g_autofree char *expected = g_strdup_printf (
          "a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ", not %g", low, high,
          number);

      return refuse (name, expected, error);
    }
  *value = (gint64) number;
  return TRUE;
}

gboolean
gr_option_object (JsonObject *options, const char *name, JsonObject **value, GError **error)
{
  JsonNode *node = find (options, name);

  if (!node)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (name, _ ("an object, { … }"), error);
  *value = json_node_get_object (node);
  return TRUE;
}

gboolean
gr_option_strings (JsonObject *options, const char *name, char ***value, GError **error)
{
  JsonNode *node = find (options, name);
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);

  if (!node)
    return TRUE;
  if (holds (node, G_TYPE_STRING))
    g_ptr_array_add (strings, json_node_dup_string (node));
  else
    {
      JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      for (guint i = 0; array && i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (!holds (element, G_TYPE_STRING))
            array = NULL;
          else
            g_ptr_array_add (strings, json_node_dup_string (element));
        }
      if (!array)
        return refuse (name, _ ("a list of texts"), error);
    }
  g_ptr_array_add (strings, NULL);
  g_strfreev (*value);
  *value = (char **) g_ptr_array_free (g_steal_pointer (&strings), FALSE);
  return TRUE;
}

gboolean
gr_options_check (JsonObject *options, const char *const *known, const char *what, GError **error)
{
  g_autoptr (GList) names = options ? json_object_get_members (options) : NULL;

  for (GList *l = names; l; l = l->next)
    if (!g_strv_contains (known, l->data))
      {
        g_autofree char *list = g_strjoinv (", ", (char **) known);

        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("%s has no option “%s”; it has %s"),
                     what, (const char *) l->data, *known ? list : "none");
        return FALSE;
      }
  return TRUE;
}
