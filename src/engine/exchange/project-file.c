/* project-file.c - .gradus files: see project-file.h. */
#include "project-file.h"

#include <string.h>

#include "../io/atomic.h"
#include "json-text.h"
#include "project-json.h"

GrProject *
gr_project_from_json (const char *text, gssize length, const char *name, GError **error)
{
  const gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (JsonNode) root = NULL;

  root = gr_json_parse (text, size, GR_PROJECT_MAX_BYTES, GR_PROJECT_MAX_NEST, name, error);
  return root ? gr_project_read (root, name, error) : NULL;
}

GrProject *
gr_project_load (const char *path, GError **error)
{
  g_autofree char *text = NULL, *name = g_path_get_basename (path);
  gsize            length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return gr_project_from_json (text, (gssize) length, name, error);
}

char *
gr_project_to_json (GrProject *project)
{
  g_autoptr (JsonNode) root = gr_project_write (project);

  return gr_json_print (root);
}

gboolean
gr_project_save (GrProject *project, const char *path, GError **error)
{
  g_autofree char *text = gr_project_to_json (project);

  return gr_atomic_write (path, text, strlen (text), error);
}

JsonNode *
gr_project_section (GrProject *project, const char *key)
{
  g_autoptr (JsonNode) root = gr_project_write_settings (project);

  return json_object_dup_member (json_node_get_object (root), key);
}

/* Through the file's own reader, so that a setting is checked in one place whoever makes it. */
gboolean
gr_project_set_section (GrProject *project, const char *key, JsonNode *value, GError **error)
{
  g_autoptr (JsonNode) root = gr_project_write_settings (project);
  g_autoptr (GrProject) changed = NULL;
  JsonObject *object = json_node_get_object (root);
  GrProject   kept = *project;

  g_return_val_if_fail (!g_str_equal (key, "gradus") && !g_str_equal (key, "model"), FALSE);
  if (value && !json_node_is_null (value))
    json_object_set_member (object, key, json_node_copy (value));
  else
    json_object_remove_member (object, key);
  changed = gr_project_read (root, key, error);
  if (!changed)
    return FALSE;

  /* All but what is no setting changes places; what was before is freed with @changed. */
  *project = *changed;
  *changed = kept;
  changed->refs = project->refs;
  project->refs = kept.refs;
  changed->model = project->model;
  project->model = kept.model;
  changed->model_extra = project->model_extra;
  project->model_extra = kept.model_extra;
  return TRUE;
}
