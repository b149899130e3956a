/* clipboard.c - see clipboard.h. */
#include "clipboard.h"

#include <string.h>

#include "json-text.h"
#include "project-json.h"

/* A file with @value (transfer full) under @key alone. (transfer full) */
static char *
print_alone (const char *key, JsonNode *value)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "gradus", GR_PROJECT_VERSION);
  json_object_set_member (object, key, value);
  json_node_take_object (root, object);
  return gr_json_print (root);
}

char *
gr_clipboard_write (GrModel *model, const char *const *ids, guint n)
{
  g_autoptr (GrProject) project = gr_project_new ();
  g_autoptr (JsonNode) whole = NULL;

  g_object_unref (project->model);
  project->model = gr_part_of (model, ids, n);
  whole = gr_project_write (project);
  return print_alone ("model", json_object_dup_member (json_node_get_object (whole), "model"));
}

char *
gr_clipboard_write_notes (const GPtrArray *notes)
{
  JsonNode *section = gr_notes_write (notes);

  return print_alone ("notes", section ? section : json_node_new (JSON_NODE_NULL));
}

GrModel *
gr_clipboard_read (const char *text, GError **error)
{
  g_autoptr (GrProject) project = gr_project_from_json (text, -1, "clipboard", error);

  return project ? g_object_ref (project->model) : NULL;
}

GPtrArray *
gr_clipboard_read_notes (const char *text, GError **error)
{
  g_autoptr (GrProject) project = gr_project_from_json (text, -1, "clipboard", error);
  g_autoptr (JsonNode) section = project ? gr_project_section (project, "notes") : NULL;

  return project ? gr_notes_read (section, error) : NULL;
}

gboolean
gr_clipboard_is_ours (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text == '{' && strstr (text, "\"gradus\"");
}
