/* data-place.c - where a project says its data are: see data-place.h. */
#include "data-place.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "data/registry.h"
#include "for-thread.h"

char *
gradus_path_beside (const char *project, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) own = project ? g_file_new_for_path (project) : NULL;
  g_autoptr (GFile) folder = own ? g_file_get_parent (own) : NULL;
  char *relative = folder ? g_file_get_relative_path (folder, file) : NULL;

  return relative ? relative : g_strdup (path);
}

JsonNode *
gradus_data_moved (JsonNode *section, const char *from, const char *to)
{
  JsonObject *object = section && JSON_NODE_HOLDS_OBJECT (section) ? json_node_get_object (section)
                                                                   : NULL;
  const char *set = object ? json_object_get_string_member_with_default (object, "set", NULL)
                           : NULL;
  g_autofree char *folder = from ? g_path_get_dirname (from) : NULL;
  g_autofree char *whole = NULL, *moved = NULL;
  JsonNode *copy;

  if (!set || g_path_is_absolute (set) || gr_dataset_descriptor (set))
    return NULL;
  whole = g_canonicalize_filename (set, folder);
  moved = gradus_path_beside (to, whole);
  /* What is not there now may be where the project goes. */
  if (g_str_equal (moved, set) || !g_file_test (whole, G_FILE_TEST_EXISTS))
    return NULL;
  copy = gradus_json_for_thread (section);
  json_object_set_string_member (json_node_get_object (copy), "set", moved);
  return copy;
}

char *
gradus_data_refusal (const char *message, const char *path)
{
  g_autofree char *folder = path && g_path_is_absolute (path) ? g_path_get_dirname (path) : NULL;
  g_autoptr (GString) text = g_string_new (message);

  if (folder && strlen (folder) > 1)
    {
      g_autofree char *start = g_strconcat (folder, "/", NULL);

      g_string_replace (text, start, "", 0);
    }
  /* Translators: makes a sentence of an error. */
  return g_str_has_suffix (text->str, ".") ? g_strdup (text->str)
                                           : g_strdup_printf (_ ("%s."), text->str);
}

char *
gradus_split_sentence (JsonObject *data)
{
  JsonNode *node = json_object_get_member (data, "test");
  const gdouble part = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : 0;

  if (part <= 0 || part >= 1)
    return NULL;
  return g_strdup_printf (_ ("%g %% of it, drawn at random but the same each time, is kept to test "
                             "on."),
                          round (1000 * part) / 10);
}
