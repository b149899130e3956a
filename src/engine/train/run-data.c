/* run-data.c - opening the data sets that a project, or the person who runs it, names. */
#include "config.h"

#include <string.h>

#include "../data/registry.h"

/* What is opened: a name or path, with its options. */
typedef struct
{
  char       *name;
  JsonObject *options;
} Source;

static void
source_clear (Source *source)
{
  g_free (source->name);
  g_clear_pointer (&source->options, json_object_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Source, source_clear)

static JsonObject *
copy_object (JsonObject *object)
{
  JsonObject    *copy = json_object_new ();
  JsonObjectIter iter;
  const char    *key;
  JsonNode      *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &key, &node))
    json_object_set_member (copy, key, json_node_copy (node));
  return copy;
}

/* Whether @data is the folder with the files of the set @name. */
static gboolean
is_folder_of (const char *name, const char *data)
{
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (name);
  g_autofree char           *where = NULL;

  if (!descriptor || !g_file_test (data, G_FILE_TEST_IS_DIR))
    return FALSE;
  where = gr_dataset_where (descriptor, data, NULL);
  return where != NULL;
}

static gboolean
find_source (Source *source, GrProject *project, const char *project_path, const char *data,
             GError **error)
{
  const char *own = project->data.kind;

  if (data && (!own || (!is_folder_of (own, data) && !g_str_equal (own, data))))
    {
      source->name = g_strdup (data);
      return TRUE;
    }
  if (!own)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   "The project names no data set: name one with --data");
      return FALSE;
    }
  source->options = copy_object (project->data.options);
  if (data && !g_str_equal (own, data))
    json_object_set_string_member (source->options, "data", data);
  if (gr_dataset_descriptor (own) || g_path_is_absolute (own) || !project_path)
    source->name = g_strdup (own);
  else
    {
      g_autofree char *folder = g_path_get_dirname (project_path);

      source->name = g_build_filename (folder, own, NULL);
    }
  return TRUE;
}

gboolean
gr_project_open_data (GrProject *project, const char *project_path, const char *data,
                      GrDataset **train, GrDataset **test, GError **error)
{
  g_auto (Source)       source = { NULL, NULL };
  g_autoptr (GrDataset) first = NULL;

  *train = *test = NULL;
  if (!find_source (&source, project, project_path, data, error))
    return FALSE;
  first = gr_dataset_open (source.name, source.options, NULL, error);
  if (!first)
    return FALSE;
  if (gr_dataset_has_split (source.name, source.options, "test"))
    {
      *test = gr_dataset_open (source.name, source.options, "test", error);
      if (!*test)
        return FALSE;
    }
  *train = g_steal_pointer (&first);
  return TRUE;
}
