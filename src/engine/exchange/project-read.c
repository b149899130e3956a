/* project-read.c - a GrProject from the JSON of its file.
 *
 * Everything is checked, and every error says where. A model is built by the same edits as a
 * person's, so what gr_model_apply() refuses cannot come in through a file. Keys that are not known
 * are put aside, to be written again.
 */
#include "project-json.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "../model/edit.h"
#include "json-reader.h"

static const char *const block_keys[]
    = { "id", "kind", "name", "group", "attributes", "at", NULL };
static const char *const training_keys[]
    = { "epochs",     "batch_size", "seed",    "val_split", "clip_norm",
        "clip_value", "patience",   "sampler", "drop_last", NULL };
static const char *const model_keys[] = { "groups", "blocks", "links", NULL };
static const char *const project_keys[]
    = { "gradus",    "name",     "description", "data", "transforms", "model",
        "optimizer", "schedule", "training",    NULL };

const char *const gr_project_window_keys[] = { "notes", "canvas", "weights", NULL };

/* --- the model -------------------------------------------------------------------------------- */

/* Does an edit that was made for the file, and takes it. */
static gboolean
apply (GrReader *reader, GrModel *model, GrEdit *edit, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GrEdit) inverse = gr_model_apply (model, edit, &reason);

  gr_edit_unref (edit);
  return inverse || gr_reader_fail (reader, error, "%s", reason->message);
}

/* A list of whole numbers; FALSE where it is something else. */
static gboolean
ints_of (JsonArray *array, GrSetting *setting)
{
  const guint n = json_array_get_length (array);
  gint64 values[GR_MAX_DIMS];

  if (n > GR_MAX_DIMS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
        return FALSE;
      values[i] = json_node_get_int (node);
    }
  *setting = gr_setting_ints (gr_ints (values, n));
  return TRUE;
}

/* A list of numbers; FALSE where it is something else. */
static gboolean
floats_of (JsonArray *array, GrSetting *setting)
{
  const guint n = json_array_get_length (array);
  g_autofree gdouble *values = g_new (gdouble, n + 1);

  for (guint i = 0; i < n; i++)
    {
      if (!gr_reader_is_number (json_array_get_element (array, i)))
        return FALSE;
      values[i] = json_array_get_double_element (array, i);
    }
  *setting = gr_setting_floats (values, (gint) n);
  return TRUE;
}

static gboolean
read_setting (GrReader *reader, const GrAttribute *attribute, JsonNode *node, GrSetting *setting,
              GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean ok = TRUE;

  if (JSON_NODE_HOLDS_NULL (node))
    *setting = gr_setting_none ();
  else if (JSON_NODE_HOLDS_ARRAY (node))
    ok = (attribute->type == GR_ATTRIBUTE_FLOATS ? floats_of : ints_of) (json_node_get_array (node),
                                                                         setting);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    ok = FALSE;
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    *setting = gr_setting_bool (json_node_get_boolean (node));
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    *setting = gr_setting_int (json_node_get_int (node));
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    *setting = gr_setting_float (json_node_get_double (node));
  else if (g_str_equal (json_node_get_string (node), "auto"))
    *setting = gr_setting_auto ();
  else
    *setting = (GrSetting){ .kind = GR_SETTING_CHOICE, .choice = json_node_get_string (node) };
  if (!ok)
    return gr_reader_fail (reader, error,
                           _ ("expects a number, a list of %snumbers, a text, true or false"),
                           attribute->type == GR_ATTRIBUTE_FLOATS ? "" : _ ("whole "));
  return gr_setting_check (attribute, setting, &reason)
         || gr_reader_fail (reader, error, "%s", reason->message);
}

/* Sets what the kind knows of @attributes; the others go to @unknown. */
static gboolean
read_attributes (GrReader *reader, JsonObject *attributes, GrBlock *block, JsonObject *unknown,
                 GError **error)
{
  g_autoptr (GList) keys = json_object_get_members (attributes);

  for (GList *at = keys; at; at = at->next)
    {
      JsonNode *node = json_object_get_member (attributes, at->data);
      const gint index = block->kind ? gr_block_kind_attribute (block->kind, at->data) : -1;
      const gsize before = gr_reader_enter (reader, at->data);

      if (index < 0)
        json_object_set_member (unknown, at->data, json_node_copy (node));
      else if (!read_setting (reader, &block->kind->attributes[index], node,
                              &block->settings[index], error))
        return FALSE;
      gr_reader_leave (reader, before);
    }
  return TRUE;
}

static gboolean
read_place (GrReader *reader, JsonObject *object, GrBlock *block, GError **error)
{
  JsonArray *at = NULL;

  if (!gr_read_array (reader, object, "at", 2, &at, error))
    return FALSE;
  if (!at)
    return TRUE;
  if (json_array_get_length (at) != 2 || !gr_reader_is_number (json_array_get_element (at, 0))
      || !gr_reader_is_number (json_array_get_element (at, 1)))
    return gr_reader_wrong_type (reader, "at", _ ("two numbers [x, y]"), error);
  block->x = json_array_get_double_element (at, 0);
  block->y = json_array_get_double_element (at, 1);
  /* So written that a number that is none is refused, too. */
  if (!(fabs (block->x) <= GR_MOST_PLACE && fabs (block->y) <= GR_MOST_PLACE))
    return gr_reader_wrong_type (reader, "at", GR_PLACE_EXPECTED, error);
  return TRUE;
}

static gboolean
read_block (GrReader *reader, GrModel *model, JsonObject *object, GError **error)
{
  const char *id = NULL, *kind = NULL, *name = NULL, *group = NULL;
  JsonObject *attributes, *others;
  g_autoptr (JsonObject) unknown = json_object_new ();
  g_autoptr (GrBlock) block = NULL;

  if (!gr_read_string (reader, object, "id", &id, error)
      || !gr_read_string (reader, object, "kind", &kind, error))
    return FALSE;
  name = id;
  if (!id || !kind)
    return gr_reader_fail (reader, error, _ ("a block needs an id and a kind"));
  if (!gr_read_string (reader, object, "name", &name, error)
      || !gr_read_string (reader, object, "group", &group, error)
      || !gr_read_object (reader, object, "attributes", &attributes, error))
    return FALSE;
  block = gr_block_new (id, kind, name, group);
  if (attributes)
    {
      const gsize before = gr_reader_enter (reader, "attributes");

      if (!read_attributes (reader, attributes, block, unknown, error))
        return FALSE;
      gr_reader_leave (reader, before);
    }
  if (!read_place (reader, object, block, error))
    return FALSE;
  others = gr_read_others (object, block_keys);
  if (json_object_get_size (unknown) > 0)
    json_object_set_object_member (others, "attributes", json_object_ref (unknown));
  block->extra = gr_read_extra (others);
  return apply (reader, model, gr_edit_add_block (block, GR_AT_END), error);
}

static gboolean
read_link (GrReader *reader, GrModel *model, JsonObject *object, GError **error)
{
  static const char *const known[] = { "from", "to", "input", NULL };
  const char *from = NULL, *to = NULL;
  gint64 input = 0;

  if (!gr_read_string (reader, object, "from", &from, error)
      || !gr_read_string (reader, object, "to", &to, error)
      || !gr_read_integer (reader, object, "input", 0, GR_BLOCK_MANY_INPUTS - 1, &input, error))
    return FALSE;
  if (!from || !to)
    return gr_reader_fail (reader, error,
                           _ ("a link needs a block that it comes from and one that it goes to"));
  g_autofree char *extra = gr_read_extra (gr_read_others (object, known));
  return apply (reader, model, gr_edit_add_link_full (from, to, (guint) input, GR_AT_END, extra),
                error);
}

static gboolean
read_group (GrReader *reader, GrModel *model, JsonObject *object, gint index, GError **error)
{
  static const char *const known[] = {
    "id", "name", "title", "parent", "repeat", "collapsed", NULL
  };
  const char *id = NULL, *name, *title = NULL, *parent = NULL;
  gint64 repeat = 1;
  gboolean collapsed = FALSE;
  g_autofree char *extra = gr_read_extra (gr_read_others (object, known));

  if (!gr_read_string (reader, object, "id", &id, error))
    return FALSE;
  name = id;
  if (!id)
    return gr_reader_fail (reader, error, _ ("a group needs an id"));
  if (!gr_read_string (reader, object, "name", &name, error)
      || !gr_read_string (reader, object, "title", &title, error)
      || !gr_read_string (reader, object, "parent", &parent, error)
      || !gr_read_integer (reader, object, "repeat", 1, GR_MODEL_MAX_INSTANCES, &repeat, error)
      || !gr_read_boolean (reader, object, "collapsed", &collapsed, error))
    return FALSE;
  GrGroup group = { (char *) id,   (char *) name, (char *) title, (char *) parent,
                    (gint) repeat, extra,         collapsed };
  return apply (reader, model, gr_edit_add_group (&group, index), error);
}

/* A group's parent may come after it in the file: rounds, in each of which those are added whose
 * parent is there, at their own place. */
static gboolean
read_groups (GrReader *reader, GrModel *model, JsonArray *groups, GError **error)
{
  const guint n = json_array_get_length (groups);
  g_autofree gboolean *done = g_new0 (gboolean, n + 1);
  gboolean progress = TRUE, last_round = FALSE;

  while (progress || !last_round)
    {
      gint at = 0;

      last_round = !progress;
      progress = FALSE;
      for (guint i = 0; i < n; i++)
        {
          JsonObject *object = json_array_get_object_element (groups, i);
          JsonNode *node = gr_reader_member (object, "parent");
          const char *parent
              = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
          const gsize before = gr_reader_enter_index (reader, i);

          /* In the last round what is left is refused for its parent. */
          if (!done[i] && (last_round || !parent || gr_model_group (model, parent)))
            {
              if (!read_group (reader, model, object, at, error))
                return FALSE;
              done[i] = progress = TRUE;
            }
          at += done[i];
          gr_reader_leave (reader, before);
        }
    }
  return TRUE;
}

typedef gboolean (*ReadItem) (GrReader *reader, GrModel *model, JsonObject *object, GError **error);

/* Checks that a list holds objects alone, and gives each to @read (or none, where it is NULL). */
static gboolean
read_items (GrReader *reader, GrModel *model, JsonArray *array, ReadItem read, GError **error)
{
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const gsize before = gr_reader_enter_index (reader, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return gr_reader_fail (reader, error, _ ("expects an object { }"));
      if (read && !read (reader, model, json_node_get_object (node), error))
        return FALSE;
      gr_reader_leave (reader, before);
    }
  return TRUE;
}

static gboolean
read_model (GrReader *reader, GrProject *project, JsonObject *object, GError **error)
{
  JsonArray *groups, *blocks, *links;
  gsize before;

  if (!gr_read_array (reader, object, "groups", GR_MODEL_MAX_BLOCKS, &groups, error)
      || !gr_read_array (reader, object, "blocks", GR_MODEL_MAX_BLOCKS, &blocks, error)
      || !gr_read_array (reader, object, "links", GR_MODEL_MAX_BLOCKS * 8, &links, error))
    return FALSE;
  before = gr_reader_enter (reader, "groups");
  if (!read_items (reader, project->model, groups, NULL, error)
      || (groups && !read_groups (reader, project->model, groups, error)))
    return FALSE;
  gr_reader_leave (reader, before);
  gr_reader_enter (reader, "blocks");
  if (!read_items (reader, project->model, blocks, read_block, error))
    return FALSE;
  gr_reader_leave (reader, before);
  gr_reader_enter (reader, "links");
  if (!read_items (reader, project->model, links, read_link, error))
    return FALSE;
  gr_reader_leave (reader, before);
  json_object_unref (project->model_extra);
  project->model_extra = gr_read_others (object, model_keys);
  return TRUE;
}

/* --- the rest --------------------------------------------------------------------------------- */

static gboolean
read_section (GrReader *reader, JsonObject *root, const char *key, const char *kind_key,
              GrSection *section, GError **error)
{
  const char *known[] = { kind_key, NULL };
  const char *kind = NULL;
  JsonObject *object;
  gsize before;

  if (!gr_read_object (reader, root, key, &object, error))
    return FALSE;
  if (!object)
    return TRUE;
  before = gr_reader_enter (reader, key);
  if (!gr_read_string (reader, object, kind_key, &kind, error))
    return FALSE;
  g_free (section->kind);
  section->kind = g_strdup (kind);
  json_object_unref (section->options);
  section->options = gr_read_others (object, known);
  gr_reader_leave (reader, before);
  return TRUE;
}

static gboolean
read_training (GrReader *reader, JsonObject *object, GrTraining *training, GError **error)
{
  gint64 seed = (gint64) training->seed;
  const char *sampler = training->sampler;

  if (!gr_read_integer (reader, object, "epochs", 1, G_MAXINT32, &training->epochs, error)
      || !gr_read_integer (reader, object, "batch_size", 1, G_MAXINT32, &training->batch_size,
                           error)
      || !gr_read_integer (reader, object, "seed", 0, G_MAXINT64, &seed, error)
      || !gr_read_number (reader, object, "val_split", 0, 0.99, &training->val_split, error)
      || !gr_read_number (reader, object, "clip_norm", 0, G_MAXDOUBLE, &training->clip_norm, error)
      || !gr_read_number (reader, object, "clip_value", 0, G_MAXDOUBLE, &training->clip_value,
                          error)
      || !gr_read_integer (reader, object, "patience", 0, G_MAXINT32, &training->patience, error)
      || !gr_read_boolean (reader, object, "drop_last", &training->drop_last, error)
      || !gr_read_string (reader, object, "sampler", &sampler, error))
    return FALSE;
  if (!g_str_equal (sampler, "random") && !g_str_equal (sampler, "sequential")
      && !g_str_equal (sampler, "weighted"))
    return gr_reader_wrong_type (reader, "sampler", _ ("random, sequential or weighted"), error);
  training->seed = (guint64) seed;
  if (sampler != training->sampler)
    {
      g_free (training->sampler);
      training->sampler = g_strdup (sampler);
    }
  json_object_unref (training->extra);
  training->extra = gr_read_others (object, training_keys);
  return TRUE;
}

static gboolean
read_version (GrReader *reader, JsonObject *root, GError **error)
{
  gint64 version = 0;

  if (!gr_reader_member (root, "gradus"))
    return gr_reader_fail (reader, error,
                           _ ("is not a Gradus project: it has no \"gradus\": version"));
  if (!gr_read_integer (reader, root, "gradus", 1, G_MAXINT32, &version, error))
    return FALSE;
  if (version > GR_PROJECT_VERSION)
    return gr_reader_fail (reader, error,
                           _ ("is of version %" PRId64 ", which a newer Gradus wrote; this one "
                              "reads up to version %d"),
                           version, GR_PROJECT_VERSION);
  return TRUE;
}

static gboolean
read_project (GrReader *reader, JsonObject *root, GrProject *project, GError **error)
{
  const char *name = "", *description = "";
  JsonObject *model, *training;
  JsonArray *transforms;
  gsize before;

  if (!read_version (reader, root, error) || !gr_read_string (reader, root, "name", &name, error)
      || !gr_read_string (reader, root, "description", &description, error)
      || !read_section (reader, root, "data", "set", &project->data, error)
      || !gr_read_array (reader, root, "transforms", 1000, &transforms, error)
      || !gr_read_object (reader, root, "model", &model, error)
      || !read_section (reader, root, "optimizer", "kind", &project->optimizer, error)
      || !read_section (reader, root, "schedule", "kind", &project->schedule, error)
      || !gr_read_object (reader, root, "training", &training, error))
    return FALSE;
  g_free (project->name);
  project->name = g_strdup (name);
  g_free (project->description);
  project->description = g_strdup (description);
  if (transforms)
    {
      json_array_unref (project->transforms);
      project->transforms = json_array_ref (transforms);
    }
  before = gr_reader_enter (reader, "model");
  if (model && !read_model (reader, project, model, error))
    return FALSE;
  gr_reader_leave (reader, before);
  gr_reader_enter (reader, "training");
  if (training && !read_training (reader, training, &project->training, error))
    return FALSE;
  gr_reader_leave (reader, before);
  json_object_unref (project->extra);
  project->extra = gr_read_others (root, project_keys);
  return TRUE;
}

GrProject *
gr_project_read (JsonNode *root, const char *name, GError **error)
{
  g_autoptr (GrProject) project = gr_project_new ();
  g_autoptr (GString) path = g_string_new (NULL);
  GrReader reader = { name, path };

  if (!read_project (&reader, json_node_get_object (root), project, error))
    return NULL;
  return g_steal_pointer (&project);
}

/* --- what was not understood ------------------------------------------------------------------ */

static void
each_of (JsonObject *object, const char *where, const char *const *known,
         GrUnknownKeyFunc function, gpointer user)
{
  g_autoptr (GList) keys = json_object_get_members (object);

  for (GList *at = keys; at; at = at->next)
    function (where, at->data, known, user);
}

static void
each_of_block (const GrBlock *block, GrUnknownKeyFunc function, gpointer user)
{
  g_autoptr (JsonNode) node = json_from_string (block->extra, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *where = g_strdup_printf ("%s “%s”", block->kind_name, block->name);
  JsonObject *object = node ? json_node_get_object (node) : NULL;
  JsonNode *attributes = object ? json_object_get_member (object, "attributes") : NULL;

  if (!object)
    return;
  for (guint i = 0; block->kind && i < gr_block_kind_n_attributes (block->kind); i++)
    g_ptr_array_add (names, (gpointer) block->kind->attributes[i].name);
  g_ptr_array_add (names, NULL);
  /* Of a kind that is unknown itself nothing is known: that is an error of the model. */
  if (attributes && block->kind && JSON_NODE_HOLDS_OBJECT (attributes))
    each_of (json_node_get_object (attributes), where, (const char *const *) names->pdata,
             function, user);
  json_object_remove_member (object, "attributes");
  each_of (object, where, block_keys, function, user);
}

void
gr_project_each_unknown (GrProject *project, GrUnknownKeyFunc function, gpointer user)
{
  g_autoptr (GList) keys = json_object_get_members (project->extra);

  for (GList *at = keys; at; at = at->next)
    if (!g_strv_contains (gr_project_window_keys, at->data))
      function ("the project", at->data, project_keys, user);
  each_of (project->training.extra, "training", training_keys, function, user);
  each_of (project->model_extra, "model", model_keys, function, user);
  for (guint i = 0; i < gr_model_n_blocks (project->model); i++)
    if (gr_model_block_at (project->model, i)->extra)
      each_of_block (gr_model_block_at (project->model, i), function, user);
}
