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
