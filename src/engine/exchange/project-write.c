/* project-write.c - the JSON of a project's file: keys in a fixed order, what has its default left
 * out, and after them the keys that were not known when the file was read. */
#include "project-json.h"

static void
set_string (JsonObject *object, const char *key, const char *value)
{
  if (value && *value)
    json_object_set_string_member (object, key, value);
}

/* The last keys of @object are those of @extra. */
static void
add_all (JsonObject *object, JsonObject *extra)
{
  g_autoptr (GList) keys = json_object_get_members (extra);

  for (GList *at = keys; at; at = at->next)
    json_object_set_member (object, at->data,
                            json_node_copy (json_object_get_member (extra, at->data)));
}

/* The same of a block's, group's or link's extra text; its "attributes" go to @attributes. */
static void
add_extra (JsonObject *object, const char *extra, JsonObject *attributes)
{
  g_autoptr (JsonNode) node = extra ? json_from_string (extra, NULL) : NULL;
  JsonObject *others;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  others = json_node_get_object (node);
  if (attributes && json_object_has_member (others, "attributes"))
    {
      add_all (attributes, json_object_get_object_member (others, "attributes"));
      json_object_remove_member (others, "attributes");
    }
  add_all (object, others);
}

/* --- the model -------------------------------------------------------------------------------- */

static JsonNode *
setting_node (const GrAttribute *attribute, const GrSetting *setting)
{
  JsonNode  *node = json_node_alloc ();
  JsonArray *array;

  switch (setting->kind)
    {
    case GR_SETTING_AUTO:
      return json_node_init_string (node, "auto");
    case GR_SETTING_NONE:
      return json_node_init_null (node);
    case GR_SETTING_BOOL:
      return json_node_init_boolean (node, setting->ints[0] != 0);
    case GR_SETTING_INT:
      return json_node_init_int (node, setting->ints[0]);
    case GR_SETTING_FLOAT:
      return json_node_init_double (node, setting->number);
    case GR_SETTING_CHOICE:
      return json_node_init_string (node, setting->choice);
    case GR_SETTING_FLOATS:
      array = json_array_sized_new (setting->n);
      for (gint i = 0; i < setting->n; i++)
        json_array_add_double_element (array, setting->numbers[i]);
      json_node_init_array (node, array);
      json_array_unref (array);
      return node;
    case GR_SETTING_INTS:
      if (setting->n == 1 && attribute->n > 0) /* one number stands for all */
        return json_node_init_int (node, setting->ints[0]);
      array = json_array_new ();
      for (gint i = 0; i < setting->n; i++)
        json_array_add_int_element (array, setting->ints[i]);
      json_node_init_array (node, array);
      json_array_unref (array);
      return node;
    }
  return node;
}

/* Whole numbers are written as such. */
static void
add_coordinate (JsonArray *array, gdouble value)
{
  if (value == (gdouble) (gint64) CLAMP (value, -1e15, 1e15))
    json_array_add_int_element (array, (gint64) value);
  else
    json_array_add_double_element (array, value);
}

static JsonObject *
block_object (const GrBlock *block)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonObject) attributes = json_object_new ();
  const GrSetting *initial = block->kind ? gr_block_kind_initial (block->kind) : NULL;

  json_object_set_string_member (object, "id", block->id);
  json_object_set_string_member (object, "kind", block->kind_name);
  if (!g_str_equal (block->name, block->id))
    json_object_set_string_member (object, "name", block->name);
  set_string (object, "group", block->group);
  for (guint i = 0; initial && i < gr_block_kind_n_attributes (block->kind); i++)
    if (block->kind->attributes[i].required
        || !gr_setting_equal (&block->settings[i], &initial[i]))
      json_object_set_member (attributes, block->kind->attributes[i].name,
                              setting_node (&block->kind->attributes[i], &block->settings[i]));
  json_object_set_object_member (object, "attributes", json_object_ref (attributes));
  if (block->x != 0 || block->y != 0)
    {
      JsonArray *at = json_array_new ();

      add_coordinate (at, block->x);
      add_coordinate (at, block->y);
      json_object_set_array_member (object, "at", at);
    }
  add_extra (object, block->extra, attributes);
  if (json_object_get_size (attributes) == 0)
    json_object_remove_member (object, "attributes");
  return object;
}

static JsonObject *
group_object (const GrGroup *group)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", group->id);
  if (!g_str_equal (group->name, group->id))
    json_object_set_string_member (object, "name", group->name);
  set_string (object, "title", group->title);
  set_string (object, "parent", group->parent);
  if (group->repeat != 1)
    json_object_set_int_member (object, "repeat", group->repeat);
  if (group->collapsed)
    json_object_set_boolean_member (object, "collapsed", TRUE);
  add_extra (object, group->extra, NULL);
  return object;
}

static JsonObject *
link_object (const GrLink *link)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "from", link->from);
  json_object_set_string_member (object, "to", link->to);
  if (link->input != 0)
    json_object_set_int_member (object, "input", link->input);
  add_extra (object, link->extra, NULL);
  return object;
}

static JsonObject *
model_object (GrProject *project)
{
  GrModel    *model = project->model;
  JsonObject *object = json_object_new ();
  JsonArray  *groups = json_array_new (), *blocks = json_array_new (), *links = json_array_new ();

  for (guint i = 0; i < gr_model_n_groups (model); i++)
    json_array_add_object_element (groups, group_object (gr_model_group_at (model, i)));
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    json_array_add_object_element (blocks, block_object (gr_model_block_at (model, i)));
  for (guint i = 0; i < gr_model_n_links (model); i++)
    json_array_add_object_element (links, link_object (gr_model_link_at (model, i)));
  if (json_array_get_length (groups) > 0)
    json_object_set_array_member (object, "groups", json_array_ref (groups));
  json_array_unref (groups);
  json_object_set_array_member (object, "blocks", blocks);
  json_object_set_array_member (object, "links", links);
  add_all (object, project->model_extra);
  return object;
}

/* --- the rest --------------------------------------------------------------------------------- */

static void
set_section (JsonObject *root, const char *key, const char *kind_key, const GrSection *section)
{
  JsonObject *object;

  if (!section->kind && json_object_get_size (section->options) == 0)
    return;
  object = json_object_new ();
  set_string (object, kind_key, section->kind);
  add_all (object, section->options);
  json_object_set_object_member (root, key, object);
}

static JsonObject *
training_object (const GrTraining *training)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "epochs", training->epochs);
  json_object_set_int_member (object, "batch_size", training->batch_size);
  json_object_set_int_member (object, "seed", (gint64) training->seed);
  if (training->val_split != 0)
    json_object_set_double_member (object, "val_split", training->val_split);
  if (training->clip_norm != 0)
    json_object_set_double_member (object, "clip_norm", training->clip_norm);
  if (training->clip_value != 0)
    json_object_set_double_member (object, "clip_value", training->clip_value);
  if (training->patience != 0)
    json_object_set_int_member (object, "patience", training->patience);
  if (!g_str_equal (training->sampler, "random"))
    json_object_set_string_member (object, "sampler", training->sampler);
  if (training->drop_last)
    json_object_set_boolean_member (object, "drop_last", TRUE);
  add_all (object, training->extra);
  return object;
}

/* Before the other keys of @extra, which add_all() puts behind them. */
static void
add_window_sections (JsonObject *root, JsonObject *extra)
{
  for (const char *const *key = gr_project_window_keys; *key; key++)
    if (json_object_has_member (extra, *key))
      json_object_set_member (root, *key, json_node_copy (json_object_get_member (extra, *key)));
}

static JsonNode *
write_project (GrProject *project, gboolean with_model)
{
  JsonNode *node = json_node_alloc ();
  g_autoptr (JsonObject) root = json_object_new ();

  json_object_set_int_member (root, "gradus", GR_PROJECT_VERSION);
  set_string (root, "name", project->name);
  set_string (root, "description", project->description);
  set_section (root, "data", "set", &project->data);
  if (json_array_get_length (project->transforms) > 0)
    json_object_set_array_member (root, "transforms", json_array_ref (project->transforms));
  if (with_model)
    json_object_set_object_member (root, "model", model_object (project));
  set_section (root, "optimizer", "kind", &project->optimizer);
  set_section (root, "schedule", "kind", &project->schedule);
  json_object_set_object_member (root, "training", training_object (&project->training));
  add_window_sections (root, project->extra);
  add_all (root, project->extra);
  return json_node_init_object (node, root);
}

JsonNode *
gr_project_write (GrProject *project)
{
  return write_project (project, TRUE);
}

JsonNode *
gr_project_write_settings (GrProject *project)
{
  return write_project (project, FALSE);
}
