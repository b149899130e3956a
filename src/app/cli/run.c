/* run.c - the options that commands on a project share, and opening the project. See run.h. */
#include "run.h"

#include "exchange/project-file.h"

#include <string.h>

static char *dtype_name;
static char *device_name;

GradusRunOptions gradus_run_options;

const GOptionEntry gradus_run_entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &gradus_run_options.data,
    "Another data set, or the folder that holds the files of the project's own", "NAME|PATH" },
  { "batch-size", 0, 0, G_OPTION_ARG_INT64, &gradus_run_options.batch_size, "Items a batch", "N" },
  { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &gradus_run_options.set,
    "Changes an attribute of a block, as often as needed", "BLOCK.ATTRIBUTE=VALUE" },
  { "threads", 0, 0, G_OPTION_ARG_INT, &gradus_run_options.threads,
    "How many threads compute; the results do not depend on it", "N" },
  { "dtype", 0, 0, G_OPTION_ARG_STRING, &dtype_name, "float32 (if not given) or float64", "TYPE" },
  { "device", 0, 0, G_OPTION_ARG_STRING, &device_name, "Where it runs: cpu", "DEVICE" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &gradus_run_options.json, "The outcome as JSON", NULL },
  G_OPTION_ENTRY_NULL,
};

gboolean
gradus_run_at_least (const char *option, gint64 value, gint64 absent, gint64 least)
{
  if (value == absent || value >= least)
    return TRUE;
  gradus_cli_fail (GRADUS_USAGE,
                   "%s takes whole numbers of at least %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT
                   ".",
                   option, least, value);
  return FALSE;
}

gboolean
gradus_run_check_options (void)
{
  GradusRunOptions *options = &gradus_run_options;
  g_autoptr (GError) error = NULL;

  options->dtype = GR_FLOAT32;
  options->device = GR_CPU;
  if (dtype_name
      && (!gr_dtype_from_name (dtype_name, &options->dtype)
          || (options->dtype != GR_FLOAT32 && options->dtype != GR_FLOAT64)))
    {
      gradus_cli_fail (GRADUS_USAGE, "--dtype takes float32 or float64, not “%s”.", dtype_name);
      return FALSE;
    }
  if (device_name && !gr_device_parse (device_name, &options->device, &error))
    {
      gradus_cli_error (GRADUS_USAGE, g_steal_pointer (&error));
      return FALSE;
    }
  if (options->device.type != GR_DEVICE_CPU && !gr_backend_get (options->device.type))
    {
      gradus_cli_fail (GRADUS_USAGE,
                       "There is no device “%s” here; “gradus devices” lists those "
                       "that there are.",
                       device_name);
      return FALSE;
    }
  if (!gradus_run_at_least ("--threads", options->threads, 0, 1)
      || !gradus_run_at_least ("--batch-size", options->batch_size, 0, 1))
    return FALSE;
  if (options->threads > 0)
    gr_pool_set_threads (MIN (options->threads, 256));
  return TRUE;
}

/* --- --set ------------------------------------------------------------------------------------ */

static char *
near_block (GrModel *model, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    g_ptr_array_add (names, gr_model_dotted_name (model, gr_model_block_at (model, i)));
  g_ptr_array_add (names, NULL);
  return gradus_cli_did_you_mean (name, (const char *const *) names->pdata);
}

static char *
near_attribute (const GrBlockKind *kind, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < gr_block_kind_n_attributes (kind); i++)
    g_ptr_array_add (names, (gpointer) kind->attributes[i].name);
  g_ptr_array_add (names, NULL);
  return gradus_cli_did_you_mean (name, (const char *const *) names->pdata);
}

/* Looks whether the names in "res1.conv1.kernel_size=5" exist: a mistyped one is a question of
 * spelling, on which more can be said than that it is unknown. */
static gboolean
check_names (GrModel *model, const char *assignment)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *block_name = g_strndup (assignment, equals ? equals - assignment : 0);
  char *dot = strrchr (block_name, '.');

  if (!dot)
    {
      gradus_cli_fail (GRADUS_USAGE,
                       "--set takes BLOCK.ATTRIBUTE=VALUE, as in "
                       "dropout.p=0.5, not “%s”.",
                       assignment);
      return FALSE;
    }
  *dot = 0;
  const char *attribute = dot + 1;
  const GrBlock *block = gr_model_block_named (model, block_name);
  if (!block)
    {
      g_autofree char *hint = near_block (model, block_name);
      gradus_cli_fail (GRADUS_USAGE, "The model has no block “%s”.%s", block_name,
                       *hint ? hint : " “gradus info” lists its blocks.");
      return FALSE;
    }
  if (block->kind && gr_block_kind_attribute (block->kind, attribute) < 0)
    {
      g_autofree char *hint = near_attribute (block->kind, attribute);
      gradus_cli_fail (GRADUS_USAGE, "%s “%s” has no attribute “%s”.%s", block->kind->name,
                       block_name, attribute, hint);
      return FALSE;
    }
  return TRUE;
}

GrProject *
gradus_run_open_project (const char *path, gint *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrProject) project = gr_project_load (path, &error);

  if (!project)
    {
      *status = gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
      return NULL;
    }
  *status = GRADUS_USAGE;
  for (gsize i = 0; gradus_run_options.set && gradus_run_options.set[i]; i++)
    {
      const char *assignment = gradus_run_options.set[i];

      if (!check_names (project->model, assignment))
        return NULL;
      if (!gr_project_set (project, assignment, &error))
        {
          gradus_cli_error (GRADUS_USAGE, g_steal_pointer (&error));
          return NULL;
        }
    }
  return g_steal_pointer (&project);
}
