/* flow.c - see flow.h. */
#include "flow.h"

static const char key[] = "flow", right[] = "right";

static JsonObject *
object_of (JsonNode *section)
{
  return section && JSON_NODE_HOLDS_OBJECT (section) ? json_node_get_object (section) : NULL;
}

GrFlow
gr_flow_read (JsonNode *section)
{
  JsonObject *object = object_of (section);
  JsonNode *flow = object ? json_object_get_member (object, key) : NULL;

  return flow && JSON_NODE_HOLDS_VALUE (flow) && g_strcmp0 (json_node_get_string (flow), right) == 0
             ? GR_FLOW_RIGHT
             : GR_FLOW_DOWN;
}

JsonNode *
gr_flow_write (JsonNode *section, GrFlow flow)
{
  JsonObject *before = object_of (section), *after = json_object_new ();
  g_autoptr (GList) keys = before ? json_object_get_members (before) : NULL;
  JsonNode *node;

  if (flow == GR_FLOW_RIGHT)
    json_object_set_string_member (after, key, right);
  for (GList *at = keys; at; at = at->next)
    if (!g_str_equal (at->data, key))
      json_object_set_member (after, at->data, json_object_dup_member (before, at->data));
  node = json_object_get_size (after) > 0 ? json_node_init_object (json_node_alloc (), after)
                                          : NULL;
  json_object_unref (after);
  return node;
}
