/* clipboard.c - see clipboard.h. */
#include "clipboard.h"

#include <string.h>

#include "json-text.h"
#include "project-json.h"

char *
gr_clipboard_write (GrModel *model, const char *const *ids, guint n, const GPtrArray *notes)
{
  g_autoptr (GrProject) project = gr_project_new ();
  g_autoptr (JsonNode) whole = NULL, root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  g_object_unref (project->model);
  project->model = gr_part_of (model, ids, n);
  whole = gr_project_write (project);
  json_object_set_int_member (object, "gradus", GR_PROJECT_VERSION);
  json_object_set_member (object, "model",
                          json_object_dup_member (json_node_get_object (whole), "model"));
  if (notes && notes->len > 0)
    json_object_set_member (object, "notes", gr_notes_write (notes));
  json_node_take_object (root, object);
  return gr_json_print (root);
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
