/* config.c - a project's sections and what replaces them, as one GrRunConfig. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "../cpu/pool.h"

/* --- a section's JSON as options -------------------------------------------------------------- */

static gboolean
fail_at (const char *path, const char *key, GError **error, const char *what)
{
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "%s.%s: %s", path, key, what);
  return FALSE;
}

static gboolean
set_from_list (GrOptions *options, const char *path, const char *key, JsonArray *list,
               GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      gdouble   number;

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING)
        return fail_at (path, key, error, _ ("expects a list of numbers"));
      number = json_node_get_double (node);
      g_array_append_val (numbers, number);
    }
  return gr_options_set (options, key, (gdouble *) numbers->data, numbers->len, error);
}

static gboolean
set_from_json (GrOptions *options, const char *path, const char *key, JsonNode *node,
               GError **error)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return set_from_list (options, path, key, json_node_get_array (node), error);
  if (!JSON_NODE_HOLDS_VALUE (node))
    return fail_at (path, key, error, _ ("expects a number, a word or a list of numbers"));
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return gr_options_set_text (options, key, json_node_get_string (node), error);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return gr_options_set_number (options, key, json_node_get_boolean (node), error);
  return gr_options_set_number (options, key, json_node_get_double (node), error);
}

static gboolean
set_from_section (GrOptions *options, const char *path, const GrSection *section, GError **error)
{
  JsonObjectIter iter;
  const char    *key;
  JsonNode      *node;

  json_object_iter_init (&iter, section->options);
  while (json_object_iter_next (&iter, &key, &node))
    {
      g_autoptr (GError) cause = NULL;

      if (set_from_json (options, path, key, node, &cause))
        continue;
      if (g_str_has_prefix (cause->message, path))
        g_propagate_error (error, g_steal_pointer (&cause));
      else
        fail_at (path, key, error, cause->message);
      return FALSE;
    }
  return TRUE;
}

/* --- optimiser and schedule ------------------------------------------------------------------- */

#define DEFAULT_OPTIMIZER "Adam"
#define DEFAULT_SCHEDULE  "constant"

/* The project's own options stay where only its options are replaced, not its kind. */
static gboolean
choose_optimizer (GrRunConfig *config, GrProject *project, const GrTrainerOptions *options,
                  GError **error)
{
  const GrSection       *section = &project->optimizer;
  const char            *own_name = section->kind ? section->kind : DEFAULT_OPTIMIZER;
  g_auto (GStrv) parts = g_strsplit (options->optimizer ? options->optimizer : own_name, ":", 2);
  const GrOptimizerKind *own = gr_optimizer_find (own_name, options->optimizer ? NULL : error);

  if (!own && !options->optimizer)
    return FALSE;
  config->optimizer = gr_optimizer_find (parts[0] ? parts[0] : "", error);
  if (!config->optimizer)
    return FALSE;
  config->optimizer_options = gr_optimizer_kind_options (config->optimizer);
  if (config->optimizer == own
      && !set_from_section (config->optimizer_options, "optimizer", section, error))
    return FALSE;
  if (parts[0] && parts[1] && !gr_options_set_pairs (config->optimizer_options, parts[1], error))
    return FALSE;
  return isnan (options->lr)
         || gr_options_set_number (config->optimizer_options, "lr", options->lr, error);
}

static gboolean
choose_schedule (GrRunConfig *config, GrProject *project, const GrTrainerOptions *options,
                 GError **error)
{
  const GrSection      *section = &project->schedule;
  const char           *own_name = section->kind ? section->kind : DEFAULT_SCHEDULE;
  g_auto (GStrv) parts = g_strsplit (options->schedule ? options->schedule : own_name, ":", 2);
  const GrScheduleKind *own = gr_schedule_find (own_name, options->schedule ? NULL : error);

  if (!own && !options->schedule)
    return FALSE;
  config->schedule = gr_schedule_find (parts[0] ? parts[0] : "", error);
  if (!config->schedule)
    return FALSE;
  config->schedule_options = gr_schedule_kind_options (config->schedule);
  if (config->schedule == own
      && !set_from_section (config->schedule_options, "schedule", section, error))
    return FALSE;
  /* A rate that was asked for outdoes the project's own highest rate. */
  if (!isnan (options->lr) && gr_options_row (config->schedule_options, "max_lr")
      && !gr_options_set_number (config->schedule_options, "max_lr", 0, error))
    return FALSE;
  return !parts[0] || !parts[1] || gr_options_set_pairs (config->schedule_options, parts[1], error);
}

/* --- the rest --------------------------------------------------------------------------------- */

static gboolean
choose_sampler (GrRunConfig *config, const GrTraining *training, const GrTrainerOptions *options,
                GError **error)
{
  if (options->in_order || g_strcmp0 (training->sampler, "sequential") == 0)
    config->sampler = GR_SAMPLER_SEQUENTIAL;
  else if (!training->sampler || g_str_equal (training->sampler, "random"))
    config->sampler = GR_SAMPLER_RANDOM;
  else if (g_str_equal (training->sampler, "weighted"))
    config->sampler = GR_SAMPLER_WEIGHTED;
  else
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("training.sampler: “%s” is none of random, sequential, weighted"),
                   training->sampler);
      return FALSE;
    }
  return TRUE;
}

static gboolean
choose_transforms (GrRunConfig *config, GrProject *project, const GrTrainerOptions *options,
                   GError **error)
{
  g_autoptr (GrTransforms) more = NULL;

  config->transforms = gr_transforms_from_json (project->transforms, error);
  if (!config->transforms)
    return FALSE;
  if (!options->augment)
    return TRUE;
  more = gr_transforms_parse (options->augment, error);
  if (!more)
    return FALSE;
  gr_transforms_append (config->transforms, more);
  return TRUE;
}

static gboolean
check_ranges (const GrRunConfig *config, GError **error)
{
  if (config->epochs < 1 || config->batch_size < 1)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                 _ ("A run takes at least 1 epoch of batches of at least 1 item, but got %" PRId64
                    " of %" PRId64),
                 config->epochs, config->batch_size);
  else if (!(config->val_split >= 0 && config->val_split < 1))
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                 _ ("The part kept for validation is from 0 to below 1, not %g"),
                 config->val_split);
  else if (config->dtype != GR_FLOAT32 && config->dtype != GR_FLOAT64)
    g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                 _ ("Training is in float32 or float64, not in %s"), gr_dtype_name (config->dtype));
  else
    return TRUE;
  return FALSE;
}

gboolean
gr_run_config_init (GrRunConfig *config, GrProject *project, const GrTrainerOptions *options,
                    GError **error)
{
  const GrTraining *training = &project->training;

  *config = (GrRunConfig){
    .epochs = options->epochs ? options->epochs : training->epochs,
    .batch_size = options->batch_size ? options->batch_size : training->batch_size,
    .seed = options->seed >= 0 ? (guint64) options->seed : training->seed,
    .threads = options->threads > 0 ? options->threads : gr_pool_threads (),
    .dtype = options->dtype,
    .device = options->device,
    .val_split = isnan (options->val_split) ? training->val_split : options->val_split,
    .clip_norm = training->clip_norm,
    .clip_value = training->clip_value,
    .patience = training->patience,
    .limit = options->limit,
    .drop_last = training->drop_last,
  };
  if (check_ranges (config, error) && choose_sampler (config, training, options, error)
      && choose_optimizer (config, project, options, error)
      && choose_schedule (config, project, options, error)
      && choose_transforms (config, project, options, error))
    return TRUE;
  gr_run_config_clear (config);
  return FALSE;
}

void
gr_run_config_clear (GrRunConfig *config)
{
  g_clear_pointer (&config->optimizer_options, gr_options_free);
  g_clear_pointer (&config->schedule_options, gr_options_free);
  g_clear_pointer (&config->transforms, gr_transforms_unref);
}

char *
gr_run_dir_for (const char *project_path)
{
  return g_strconcat (project_path, ".d", NULL);
}
