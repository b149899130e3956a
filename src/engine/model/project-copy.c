/* project-copy.c - see project-copy.h. */
#include "project-copy.h"

static JsonObject *
copy_object (JsonObject *object)
{
  g_autoptr (GList) keys = json_object_get_members (object);
  JsonObject *copy = json_object_new ();

  for (GList *at = keys; at; at = at->next)
    json_object_set_member (copy, at->data,
                            gr_json_copy (json_object_get_member (object, at->data)));
  return copy;
}

static JsonArray *
copy_array (JsonArray *array)
{
  const guint n = json_array_get_length (array);
  JsonArray *copy = json_array_sized_new (n);

  for (guint i = 0; i < n; i++)
    json_array_add_element (copy, gr_json_copy (json_array_get_element (array, i)));
  return copy;
}

static JsonNode *
copy_value (JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_INT64:
      return json_node_init_int (json_node_alloc (), json_node_get_int (node));
    case G_TYPE_DOUBLE:
      return json_node_init_double (json_node_alloc (), json_node_get_double (node));
    case G_TYPE_BOOLEAN:
      return json_node_init_boolean (json_node_alloc (), json_node_get_boolean (node));
    default:
      return json_node_init_string (json_node_alloc (), json_node_get_string (node));
    }
}

JsonNode *
gr_json_copy (JsonNode *node)
{
  JsonNode *copy;

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      copy = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (copy, copy_object (json_node_get_object (node)));
      return copy;
    case JSON_NODE_ARRAY:
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, copy_array (json_node_get_array (node)));
      return copy;
    case JSON_NODE_VALUE:
      return copy_value (node);
    case JSON_NODE_NULL:
    default:
      return json_node_new (JSON_NODE_NULL);
    }
}

/* --- a project -------------------------------------------------------------------------------- */

/* In place of what a new project has. */
static void
copy_to_object (JsonObject **place, JsonObject *object)
{
  json_object_unref (*place);
  *place = copy_object (object);
}

static void
copy_to_string (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
copy_to_section (GrSection *place, const GrSection *section)
{
  copy_to_string (&place->kind, section->kind);
  copy_to_object (&place->options, section->options);
}

static void
copy_to_training (GrTraining *place, const GrTraining *training)
{
  GrTraining copy = *training;

  copy.sampler = place->sampler;
  copy.extra = place->extra;
  copy_to_string (&copy.sampler, training->sampler);
  copy_to_object (&copy.extra, training->extra);
  *place = copy;
}

GrProject *
gr_project_copy (GrProject *project)
{
  GrProject *copy = gr_project_new ();

  copy_to_string (&copy->name, project->name);
  copy_to_string (&copy->description, project->description);
  copy_to_section (&copy->data, &project->data);
  json_array_unref (copy->transforms);
  copy->transforms = copy_array (project->transforms);
  g_object_unref (copy->model);
  copy->model = gr_model_copy (project->model);
  copy_to_object (&copy->model_extra, project->model_extra);
  copy_to_section (&copy->optimizer, &project->optimizer);
  copy_to_section (&copy->schedule, &project->schedule);
  copy_to_training (&copy->training, &project->training);
  copy_to_object (&copy->extra, project->extra);
  return copy;
}
