/* differences.c - see differences.h. Settings are compared as they are written in the project file,
 * flattened to a text a setting; models block by block, by model-differences.c. */
#include "differences.h"

#include <glib/gi18n.h>

#include "document/weights-origin.h"
#include "exchange/json-text.h"
#include "model-differences.h"
#include "train/config.h"

/* What has no say in how a run goes. */
static const char *const ignored[] = { "name", "description", "notes", "canvas",
                                       "runs", "gradus",      "model", NULL };

#define RATE "optimizer.lr"

typedef struct
{
  GHashTable *values; /* setting -> text */
  GPtrArray *order;   /* borrowed keys of .values */
} Flat;

static void
flat_init (Flat *flat)
{
  flat->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  flat->order = g_ptr_array_new ();
}

static void
flat_clear (Flat *flat)
{
  g_hash_table_unref (flat->values);
  g_ptr_array_unref (flat->order);
}

static void flatten (Flat *flat, const char *path, JsonNode *node);

static char *
join (const char *path, const char *key)
{
  return *path ? g_strconcat (path, ".", key, NULL) : g_strdup (key);
}

/* (transfer full) */
static char *
text_of (JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return g_strchomp (gr_json_print (node));
}

static void
put (Flat *flat, const char *path, char *text)
{
  char *key;

  if (g_hash_table_contains (flat->values, path))
    {
      g_free (text);
      return;
    }
  key = g_strdup (path);
  g_hash_table_insert (flat->values, key, text);
  g_ptr_array_add (flat->order, key);
}

static void
flatten_object (Flat *flat, const char *path, JsonObject *object)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      g_autofree char *inner = join (path, key);

      if (!g_strv_contains (ignored, key))
        flatten (flat, inner, node);
    }
}

/* What stands for one of a list: its name, as a transform's. */
static const char *
label_of (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return object ? json_object_get_string_member_with_default (object, "name", NULL) : NULL;
}

static void
flatten_array (Flat *flat, const char *path, JsonNode *node)
{
  JsonArray *array = json_node_get_array (node);
  const guint n = json_array_get_length (array);

  if (n == 0)
    return;
  if (!label_of (json_array_get_element (array, 0)))
    {
      put (flat, path, text_of (node));
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      const char *label = label_of (element);
      g_autofree char *inner = join (path, label ? label : "?");

      put (flat, inner, g_strdup (_ ("yes")));
      flatten (flat, inner, element);
    }
}

static void
flatten (Flat *flat, const char *path, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    flatten_object (flat, path, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    flatten_array (flat, path, node);
  else
    put (flat, path, text_of (node));
}

/* --- comparing ----------------------------------------------------------------------------------
 */

GradusDifference *
gradus_difference_new (const char *setting, char **values)
{
  GradusDifference *difference = g_new0 (GradusDifference, 1);

  difference->setting = g_strdup (setting);
  difference->values = values;
  return difference;
}

static void
difference_free (GradusDifference *difference)
{
  g_free (difference->setting);
  g_strfreev (difference->values);
  g_free (difference);
}

static const char *
value_at (const Flat *flat, const char *setting)
{
  const char *value = g_hash_table_lookup (flat->values, setting);

  return value ? value : "–";
}

static void
compare (GPtrArray *result, const Flat *flats, guint n, const char *setting)
{
  char **values;
  gboolean same = TRUE;

  for (guint i = 1; i < n; i++)
    same = same && g_str_equal (value_at (&flats[i], setting), value_at (&flats[0], setting));
  if (same)
    return;
  values = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    values[i] = g_strdup (value_at (&flats[i], setting));
  g_ptr_array_add (result, gradus_difference_new (setting, values));
}

static void
compare_models (GPtrArray *result, GPtrArray *runs)
{
  g_autoptr (GPtrArray) projects = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gr_project_unref);
  g_autofree GrModel **models = g_new0 (GrModel *, MAX (runs->len, 1));

  for (guint i = 0; i < runs->len; i++)
    {
      GrProject *project = gradus_run_project (g_ptr_array_index (runs, i), NULL);

      if (!project)
        continue;
      g_ptr_array_add (projects, project);
      models[i] = project->model;
    }
  gradus_models_compare (result, models, runs->len);
}

/* The rate that @run began with, also where its project left it at the default; NULL where that
 * says what this program does not know. (transfer full) */
static char *
first_rate (GradusRun *run)
{
  const GrTrainerOptions none = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrProject) project = gradus_run_project (run, NULL);
  g_auto (GrRunConfig) config = { 0 };

  if (!project || !gr_run_config_init (&config, project, &none, NULL))
    return NULL;
  return g_strdup_printf ("%.8g", gr_options_number (config.optimizer_options, "lr"));
}

/* With the rates that a person set while it went on, if any. */
static void
put_rates (Flat *flat, GradusRun *run)
{
  g_autofree char *first = first_rate (run);
  char *all = first ? gradus_run_rate_changes (run, first) : NULL;

  if (first)
    put (flat, RATE, g_strdup (first));
  if (all)
    g_hash_table_insert (flat->values, g_strdup (RATE), all);
}

static gboolean
any_changed_rate (GPtrArray *runs)
{
  for (guint i = 0; i < runs->len; i++)
    {
      g_autofree char *rates = gradus_run_rate_changes (runs->pdata[i], "");

      if (rates)
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
gradus_runs_differences (GPtrArray *runs)
{
  GPtrArray *result = g_ptr_array_new_with_free_func ((GDestroyNotify) difference_free);
  g_autofree Flat *flats = g_new0 (Flat, MAX (runs->len, 1));
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  const gboolean rates = any_changed_rate (runs);

  compare_models (result, runs);
  for (guint i = 0; i < runs->len; i++)
    {
      JsonObject *settings = gradus_run_settings (g_ptr_array_index (runs, i));

      flat_init (&flats[i]);
      if (settings)
        flatten_object (&flats[i], "", settings);
      if (rates)
        put_rates (&flats[i], runs->pdata[i]);
    }
  for (guint i = 0; i < runs->len; i++)
    for (guint k = 0; k < flats[i].order->len; k++)
      {
        const char *setting = g_ptr_array_index (flats[i].order, k);

        if (g_hash_table_add (done, (gpointer) setting))
          compare (result, flats, runs->len, setting);
      }
  g_hash_table_remove_all (done);
  for (guint i = 0; i < runs->len; i++)
    flat_clear (&flats[i]);
  return result;
}

/* --- of one run ---------------------------------------------------------------------------------
 */

static void
flatten_section (Flat *flat, JsonObject *settings, const char *key)
{
  if (settings && json_object_has_member (settings, key))
    flatten (flat, key, json_object_get_member (settings, key));
}

/* In no more figures than one reads: a third has sixteen in a file. (transfer full) */
static char *
option_text (const GrOption *row, const GrOptions *options)
{
  return row->kind == GR_OPTION_FLOAT
             ? g_strdup_printf ("%.8g", gr_options_number (options, row->name))
             : gr_options_text (options, row->name);
}

static void
flatten_options (Flat *flat, const char *path, const char *kind, const GrOption *rows, guint n,
                 const GrOptions *options)
{
  g_autofree char *kind_path = join (path, "kind");

  put (flat, kind_path, g_strdup (kind));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *inner = join (path, rows[i].name);

      put (flat, inner, option_text (&rows[i], options));
    }
}

/* With what the project does not say; FALSE where it says what this program does not know. */
static gboolean
flatten_choices (Flat *flat, GradusRun *run)
{
  const GrTrainerOptions none = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrProject) project = gradus_run_project (run, NULL);
  g_auto (GrRunConfig) config = { 0 };

  if (!project || !gr_run_config_init (&config, project, &none, NULL))
    return FALSE;
  flatten_options (flat, "optimizer", config.optimizer->name, config.optimizer->options,
                   config.optimizer->n_options, config.optimizer_options);
  flatten_options (flat, "schedule", config.schedule->key, config.schedule->options,
                   config.schedule->n_options, config.schedule_options);
  return TRUE;
}

GPtrArray *
gradus_run_trained_with (GradusRun *run)
{
  GPtrArray *result = g_ptr_array_new_with_free_func ((GDestroyNotify) difference_free);
  JsonObject *settings = gradus_run_settings (run);
  const char *start = gradus_run_start (run);
  Flat flat;

  flat_init (&flat);
  flatten_section (&flat, settings, "data");
  flatten_section (&flat, settings, "training");
  put (&flat, _ ("Start from"), start ? gradus_origin_title (start) : g_strdup (_ ("New weights")));
  if (!flatten_choices (&flat, run))
    {
      flatten_section (&flat, settings, "optimizer");
      flatten_section (&flat, settings, "schedule");
    }
  put_rates (&flat, run);
  flatten_section (&flat, settings, "transforms");
  for (guint i = 0; i < flat.order->len; i++)
    {
      const char *setting = g_ptr_array_index (flat.order, i);
      char *values[] = { (char *) value_at (&flat, setting), NULL };

      g_ptr_array_add (result, gradus_difference_new (setting, g_strdupv (values)));
    }
  flat_clear (&flat);
  return result;
}
