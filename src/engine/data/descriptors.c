/* descriptors.c - the descriptors of datasets/, compiled in, and where the files of a set are
 * found.
 *
 * See registry.h, and docs/datasets.md for what stands in a descriptor.
 */
#include "descriptors.h"

#include "../io/gzip.h"
#include "options.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define RESOURCES  "/org/gradus/datasets"
#define MOST_BYTES ((gsize) 16 << 20) /* of a descriptor */

/* --- reading one ----------------------------------------------------------------------------- */

void
gr_dataset_descriptor_free (GrDatasetDescriptor *descriptor)
{
  if (!descriptor)
    return;
  gr_dataset_info_clear (&descriptor->info);
  g_strfreev ((char **) descriptor->splits);
  g_strfreev ((char **) descriptor->classes);
  g_free ((gpointer) descriptor->parameters);
  if (descriptor->json)
    json_object_unref (descriptor->json);
  g_free (descriptor);
}

/* What the descriptors that come with the program say is in its translations: see
 * build-aux/descriptor-texts.py. */
static const char *
translated (const char *text)
{
  return text && *text ? _ (text) : text;
}

static gboolean
read_info (JsonObject *json, GrDatasetInfo *info, GError **error)
{
  const struct
  {
    const char *name;
    char **place;
  } members[] = {
    { "title", &info->title },       { "summary", &info->summary },   { "made_by", &info->made_by },
    { "made_how", &info->made_how }, { "purpose", &info->purpose },   { "limits", &info->limits },
    { "licence", &info->licence },   { "homepage", &info->homepage },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = NULL;

      if (!gr_option_string (json, members[i].name, &text, error))
        return FALSE;
      *members[i].place = g_strdup (translated (text));
    }
  return TRUE;
}

static gboolean
read_parameters (GrDatasetDescriptor *descriptor, GError **error)
{
  JsonNode *node = json_object_get_member (descriptor->json, "parameters");
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array ? json_array_get_length (array) : 0;
  GrDatasetParameter *parameters = g_new0 (GrDatasetParameter, n + 1);

  descriptor->parameters = parameters;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *json = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      GrDatasetParameter *p = &parameters[i];

      if (!json || !gr_option_string (json, "name", &p->name, error)
          || !gr_option_string (json, "help", &p->help, error)
          || !gr_option_number (json, "preset", &p->preset, error)
          || !gr_option_number (json, "low", &p->low, error)
          || !gr_option_number (json, "high", &p->high, error)
          || !gr_option_boolean (json, "integer", &p->integer, error))
        return FALSE;
      p->help = translated (p->help);
    }
  return TRUE;
}

static gboolean
read_splits (GrDatasetDescriptor *descriptor, GError **error)
{
  JsonObject *files = NULL;
  GPtrArray *names = g_ptr_array_new ();

  if (!gr_option_object (descriptor->json, "files", &files, error))
    {
      g_ptr_array_unref (names);
      return FALSE;
    }
  if (files ? json_object_has_member (files, "train") : TRUE)
    g_ptr_array_add (names, g_strdup ("train"));
  if (files ? json_object_has_member (files, "test") : g_str_equal (descriptor->kind, "generated"))
    g_ptr_array_add (names, g_strdup ("test"));
  g_ptr_array_add (names, NULL);
  descriptor->splits = (const char *const *) g_ptr_array_free (names, FALSE);
  return TRUE;
}

static GrDatasetDescriptor *
descriptor_new (JsonObject *json, GError **error)
{
  g_autoptr (GrDatasetDescriptor) descriptor = g_new0 (GrDatasetDescriptor, 1);

  descriptor->json = json_object_ref (json);
  if (!gr_option_string (json, "name", &descriptor->name, error)
      || !gr_option_string (json, "kind", &descriptor->kind, error)
      || !gr_option_string (json, "package", &descriptor->package, error))
    return NULL;
  if (!descriptor->name || !descriptor->kind)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("a data set's descriptor needs at least a “name” and a “kind”"));
      return NULL;
    }
  if (!read_info (json, &descriptor->info, error)
      || !gr_option_strings (json, "classes", (char ***) &descriptor->classes, error)
      || !read_parameters (descriptor, error) || !read_splits (descriptor, error))
    return NULL;
  return g_steal_pointer (&descriptor);
}

/* A reader of JSON that recurses must not be led deep: refuses what no descriptor needs. */
static gboolean
is_shallow (const char *text, gsize n)
{
  gint depth = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < n && depth <= 16; i++)
    if (quoted && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == '{' || text[i] == '['))
      depth++;
    else if (!quoted && (text[i] == '}' || text[i] == ']'))
      depth--;
  return depth <= 16;
}

static GrDatasetDescriptor *
descriptor_parse (const char *text, gsize n, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) reason = NULL;
  JsonNode *root;

  if (!is_shallow (text, n))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("it is nested more deeply than a descriptor"));
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, (gssize) n, &reason))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("it is not valid JSON: %s"),
                   reason->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("it is not a JSON object"));
      return NULL;
    }
  return descriptor_new (json_node_get_object (root), error);
}

GrDatasetDescriptor *
gr_dataset_descriptor_load (const char *path, GError **error)
{
  gsize n;
  g_autofree guint8 *text = gr_read_file (path, MOST_BYTES, &n, error);
  GrDatasetDescriptor *descriptor;

  if (!text)
    return NULL;
  descriptor = descriptor_parse ((const char *) text, n, error);
  if (!descriptor)
    g_prefix_error (error, _ ("“%s” is not a data set's descriptor: "), path);
  return descriptor;
}

/* --- all of them ----------------------------------------------------------------------------- */

typedef struct
{
  char **names; /* sorted */
  GrDatasetDescriptor **descriptors;
} Registry;

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What is compiled in is right, or a test fails: so errors here are bugs. */
static gpointer
load_registry (gpointer unused)
{
  g_auto (GStrv) files = g_resources_enumerate_children (RESOURCES, 0, NULL);
  guint n = files ? g_strv_length (files) : 0;
  Registry *registry = g_new0 (Registry, 1);

  qsort (files, n, sizeof *files, compare_names);
  registry->names = g_new0 (char *, n + 1);
  registry->descriptors = g_new0 (GrDatasetDescriptor *, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat (RESOURCES "/", files[i], NULL);
      g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
      g_autoptr (GError) error = NULL;
      gsize size;
      const char *text = g_bytes_get_data (bytes, &size);

      registry->descriptors[i] = descriptor_parse (text, size, &error);
      if (!registry->descriptors[i])
        g_error ("%s: %s", path, error->message);
      registry->names[i] = g_strdup (registry->descriptors[i]->name);
    }
  return registry;
}

static const Registry *
get_registry (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_registry, NULL);
}

const char *const *
gr_dataset_names (void)
{
  return (const char *const *) get_registry ()->names;
}

const GrDatasetDescriptor *
gr_dataset_descriptor (const char *name)
{
  const Registry *registry = get_registry ();

  for (gsize i = 0; registry->names[i]; i++)
    if (g_str_equal (registry->names[i], name))
      return registry->descriptors[i];
  return NULL;
}

/* --- where its files are --------------------------------------------------------------------- */

char **
gr_dataset_folders (const GrDatasetDescriptor *descriptor, const char *data)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();
  g_auto (GStrv) more = NULL;

  if (data)
    {
      g_ptr_array_add (folders, g_strdup (data));
      g_ptr_array_add (folders, g_build_filename (data, descriptor->name, NULL));
    }
  else
    {
      g_ptr_array_add (folders, g_build_filename (g_get_user_data_dir (), "gradus", "datasets",
                                                  descriptor->name, NULL));
      (void) gr_option_strings (descriptor->json, "folders", &more, NULL);
      for (gsize i = 0; more && more[i]; i++)
        for (const char *const *dir = g_get_system_data_dirs (); *dir; dir++)
          g_ptr_array_add (folders, g_build_filename (*dir, more[i], NULL));
    }
  g_ptr_array_add (folders, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&folders), FALSE);
}

char **
gr_dataset_files (const GrDatasetDescriptor *descriptor, const char *split)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  JsonObject *files = NULL, *pair;
  g_auto (GStrv) list = NULL;
  const char *role[] = { "images", "labels" };

  (void) gr_option_object (descriptor->json, "files", &files, NULL);
  if (files && gr_option_strings (files, split, &list, NULL))
    return g_steal_pointer (&list);
  pair = NULL;
  if (files)
    (void) gr_option_object (files, split, &pair, NULL);
  for (gsize i = 0; pair && i < G_N_ELEMENTS (role); i++)
    {
      const char *name = NULL;

      if (gr_option_string (pair, role[i], &name, NULL) && name)
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

char *
gr_dataset_file (const char *folder, const char *name)
{
  g_autofree char *plain = g_build_filename (folder, name, NULL);
  g_autofree char *zipped = g_strconcat (plain, ".gz", NULL);

  if (g_file_test (plain, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&plain);
  if (g_file_test (zipped, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&zipped);
  return NULL;
}

gboolean
gr_dataset_folder_has (const GrDatasetDescriptor *descriptor, const char *folder)
{
  gint found = 0;

  for (gsize s = 0; descriptor->splits[s]; s++)
    {
      g_auto (GStrv) names = gr_dataset_files (descriptor, descriptor->splits[s]);

      for (gsize i = 0; names && names[i]; i++)
        {
          g_autofree char *path = gr_dataset_file (folder, names[i]);

          found += path != NULL;
        }
    }
  return found > 0;
}

gboolean
gr_dataset_needs_files (const GrDatasetDescriptor *descriptor)
{
  return json_object_has_member (descriptor->json, "files");
}

/* "install …, or put … into …". (transfer full) */
static char *
ways_to_get (const GrDatasetDescriptor *descriptor)
{
  g_auto (GStrv) names = gr_dataset_files (descriptor, descriptor->splits[0]);
  GString *text = g_string_new (NULL);

  if (descriptor->package)
    g_string_append_printf (text, _ ("install Debian's package (sudo apt install %s), or "),
                            descriptor->package);
  g_string_append_printf (
      text, _ ("put its files (%s%s%s, gzipped or not) into %s/gradus/datasets/%s"),
      names[0] ? names[0] : "", names[0] && names[1] ? ", " : "", names[0] && names[1] ? "…" : "",
      g_get_user_data_dir (), descriptor->name);
  if (descriptor->info.homepage)
    g_string_append_printf (text, _ (" (they are at %s)"), descriptor->info.homepage);
  return g_string_free (text, FALSE);
}

char *
gr_dataset_where (const GrDatasetDescriptor *descriptor, const char *data, GError **error)
{
  g_auto (GStrv) folders = gr_dataset_folders (descriptor, data);
  g_autofree char *list = NULL, *ways = NULL;

  for (gsize i = 0; folders[i]; i++)
    if (gr_dataset_folder_has (descriptor, folders[i]))
      return g_strdup (folders[i]);
  list = g_strjoinv (_ (" or "), folders);
  ways = ways_to_get (descriptor);
  g_set_error (error, GR_ERROR, GR_ERROR_NO_DATA, _ ("The data set %s is not in %s. To get it, %s"),
               descriptor->name, list, ways);
  return NULL;
}
