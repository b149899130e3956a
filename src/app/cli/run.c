/* run.c - the options that commands on a project share, and opening the project. See run.h. */
#include "run.h"

#include "exchange/project-file.h"
#include "model/data-fit.h"
#include "train/config.h"

#include <string.h>

static char *dtype_name;
static char *device_name;

GradusRunOptions gradus_run_options
    = { .batch_size = GRADUS_NOT_GIVEN, .threads = GRADUS_NOT_GIVEN };

const GOptionEntry gradus_run_entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &gradus_run_options.data,
    "Another data set, or the folder that holds the files of the project's own", "NAME|PATH" },
  { "batch-size", 0, 0, G_OPTION_ARG_INT64, &gradus_run_options.batch_size, "Items a batch", "N" },
  { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &gradus_run_options.set,
    "Changes an attribute of a block, as often as needed", "BLOCK.ATTRIBUTE=VALUE" },
  { "threads", 0, 0, G_OPTION_ARG_INT64, &gradus_run_options.threads,
    "How many threads compute; the results do not depend on it", "N" },
  { "dtype", 0, 0, G_OPTION_ARG_STRING, &dtype_name, "float32 (if not given) or float64", "TYPE" },
  { "device", 0, 0, G_OPTION_ARG_STRING, &device_name, "Where it runs: cpu", "DEVICE" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &gradus_run_options.json, "The outcome as JSON", NULL },
  G_OPTION_ENTRY_NULL,
};

gboolean
gradus_run_check_number (const char *option, gint64 *value, gint64 standard, gint64 least,
                         gint64 most)
{
  if (*value == GRADUS_NOT_GIVEN)
    {
      *value = standard;
      return TRUE;
    }
  if (*value >= least && *value <= most)
    return TRUE;
  if (*value < least)
    gradus_cli_fail (GRADUS_USAGE,
                     "%s takes whole numbers of at least %" G_GINT64_FORMAT
                     ", not %" G_GINT64_FORMAT ".",
                     option, least, *value);
  else
    gradus_cli_fail (GRADUS_USAGE,
                     "%s takes whole numbers up to %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT ".",
                     option, most, *value);
  return FALSE;
}

/* The pool reads it by itself, and would take what it cannot read as not being there. */
static gboolean
check_environment (void)
{
  const char *text = g_getenv ("GRADUS_NUM_THREADS");

  if (!text || !*text || g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, NULL, NULL))
    return TRUE;
  gradus_cli_fail (GRADUS_USAGE,
                   "The environment's GRADUS_NUM_THREADS is “%s”, but must be a whole number of at "
                   "least 1.",
                   text);
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
  if (options->device.type == GR_DEVICE_CPU ? options->device.index > 0
                                            : !gr_backend_get (options->device.type))
    {
      gradus_cli_fail (GRADUS_USAGE,
                       "There is no device “%s” here; “gradus devices” lists those "
                       "that there are.",
                       device_name);
      return FALSE;
    }
  if (!gradus_run_check_number ("--threads", &options->threads, 0, 1, G_MAXINT32)
      || !gradus_run_check_number ("--batch-size", &options->batch_size, 0, 1, G_MAXINT32)
      || !check_environment ())
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

/* A key that the program does not know is kept in the file and has no effect: seldom what who wrote
 * it meant. Not an error, since a newer version may know it. */
static void
warn_unknown (const char *where, const char *key, const char *const *known, gpointer user)
{
  g_autofree char *hint = gradus_cli_did_you_mean (key, known);
  g_autofree char *message = g_strdup_printf ("warning: %s: “%s” is not known and has no effect.%s",
                                              where, key, hint);
  g_autofree char *clean = gradus_cli_clean (message);

  g_printerr ("%s\n", clean);
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
  gr_project_each_unknown (project, warn_unknown, NULL);
  return g_steal_pointer (&project);
}

gboolean
gradus_run_tell_data (GrProject *project, const char *path, GError **error)
{
  GrTrainerOptions wishes = GR_TRAINER_OPTIONS_INIT;
  g_auto (GrRunConfig) config = { 0 };
  g_autoptr (GrDataset) train = NULL;
  g_autoptr (GrDataset) test = NULL;
  g_autoptr (GrDataset) val = NULL;
  GrDataFacts *facts;

  wishes.batch_size = gradus_run_options.batch_size;
  if (!gr_run_config_init (&config, project, &wishes, error))
    return FALSE;
  if (!project->data.kind && !gradus_run_options.data && gr_model_check (project->model, NULL))
    return TRUE; /* it can be trained with --data */
  if (!gr_project_open_data (project, path, gradus_run_options.data, &train, &test, error)
      || !(facts = gr_data_facts_new (train, test, config.transforms, error)))
    return FALSE;
  gr_model_set_data (project->model, facts);
  return gr_run_config_split (&config, project->model, &train, &val, error);
}
