/* section.c - changing one key of a project's section: see section.h. */
#include "section.h"

JsonObject *
gradus_section_copy (GradusDocument *document, const char *section)
{
  g_autoptr (JsonNode) node = gradus_document_section (document, section);
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return copy;
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &key, &value))
    json_object_set_member (copy, key, json_node_copy (value));
  return copy;
}

gboolean
gradus_section_put (GradusDocument *document, const char *section, JsonObject *object,
                    const char *label, const char *merge, GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return gradus_document_set_section (document, section, node, label, merge, error);
}

gboolean
gradus_section_set (GradusDocument *document, const char *section, const char *key, JsonNode *value,
                    const char *label, GError **error)
{
  g_autofree char *merge = g_strdup_printf ("set:%s.%s", section, key);
  JsonObject *object = gradus_section_copy (document, section);

  if (value)
    json_object_set_member (object, key, json_node_copy (value));
  else
    json_object_remove_member (object, key);
  return gradus_section_put (document, section, object, label, merge, error);
}
