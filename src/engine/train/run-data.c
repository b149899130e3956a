/* run-data.c - opening the data sets that a project, or the person who runs it, names. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "../data/registry.h"
#include "../data/sampler.h"
#include "../model/data-fit.h"
#include "../tensor/allocator.h"

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
                   _ ("The project names no data set: name one with --data"));
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

static gboolean
same_shape (const GrField *a, const GrField *b)
{
  return a->ndim == b->ndim && memcmp (a->shape, b->shape, a->ndim * sizeof *a->shape) == 0;
}

/* "of 1 input [3, 8, 8] and 10 classes"; (transfer full) */
static char *
describe_items (GrDataset *set)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (
      text, g_dngettext (GETTEXT_PACKAGE, "%d input", "%d inputs", set->n_inputs), set->n_inputs);
  for (gint i = 0; i < set->n_inputs; i++)
    {
      g_autofree char *shape
          = gr_ints_to_string (gr_ints (set->input[i].shape, set->input[i].ndim));

      g_string_append_printf (text, "%s %s", i ? "," : "", shape);
    }
  if (set->n_classes)
    g_string_append_printf (text, _ (" and %" PRId64 " classes"), set->n_classes);
  return g_string_free (text, FALSE);
}

/* A model that is made for the one part must be able to take the other. Of the classes that it was
 * trained on a test part may lack some. */
static gboolean
check_alike (GrDataset *train, GrDataset *test, GError **error)
{
  gboolean alike = test->n_inputs == train->n_inputs && test->has_target == train->has_target
                   && test->n_classes <= train->n_classes
                   && (test->n_classes > 0) == (train->n_classes > 0);

  for (gint i = 0; alike && i < train->n_inputs; i++)
    alike = same_shape (&train->input[i], &test->input[i]);
  if (!alike)
    {
      g_autofree char *trained = describe_items (train);
      g_autofree char *tested = describe_items (test);

      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   train->has_target == test->has_target
                       ? _ ("The test part of “%s” does not fit its training part: its items have "
                            "%s, those to train on %s")
                   : test->has_target
                       ? _ ("The test part of “%s” does not fit its training part: its items have "
                            "%s, those to train on %s, without a target")
                       : _ ("The test part of “%s” does not fit its training part: its items have "
                            "%s, those to train on %s with a target"),
                   train->source ? train->source : train->name, tested, trained);
    }
  return alike;
}

char *
gr_project_data_path (GrProject *project, const char *project_path, const char *data)
{
  g_auto (Source)            source = { NULL, NULL };
  const GrDatasetDescriptor *descriptor;
  JsonNode                  *folder;

  if (!find_source (&source, project, project_path, data, NULL))
    return NULL;
  descriptor = gr_dataset_descriptor (source.name);
  if (!descriptor)
    return g_steal_pointer (&source.name);
  folder = source.options ? json_object_get_member (source.options, "data") : NULL;
  return gr_dataset_where (descriptor,
                           folder && json_node_get_value_type (folder) == G_TYPE_STRING
                               ? json_node_get_string (folder)
                               : NULL,
                           NULL);
}

/* What is amiss with the test part is told with the training part, which is what people look at. */
static void
warn_of_both (GrDataset *train, const GrDataset *test)
{
  g_autofree char *own = g_steal_pointer (&train->warning);

  /* Parts of one folder have one warning. */
  if (own && test->warning && !g_str_equal (own, test->warning))
    train->warning = g_strdup_printf ("%s; %s", own, test->warning);
  else
    train->warning = g_strdup (own ? own : test->warning);
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
      if (!*test || !check_alike (first, *test, error))
        {
          g_clear_pointer (test, gr_dataset_unref);
          return FALSE;
        }
      warn_of_both (first, *test);
    }
  *train = g_steal_pointer (&first);
  return TRUE;
}

/* @set becomes @other, which is (transfer full). */
static void
replace (GrDataset **set, GrDataset *other)
{
  gr_dataset_unref (*set);
  *set = other;
}

/* Whether no batch of @length items has a single one, or the model can be trained on that. */
static gboolean
check_single (const GrRunConfig *config, GrModel *model, gint64 length, GError **error)
{
  const gboolean always = config->batch_size == 1;
  const GrBlock *block = always || (!config->drop_last && length % config->batch_size == 1)
                             ? gr_model_refuses_single (model, FALSE)
                             : NULL;

  if (block && always)
    g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                 _ ("%s “%s” cannot be trained on batches of a single item: set the batch size to "
                    "2 or more"),
                 block->kind_name, block->name);
  else if (block)
    g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                 _ ("%s “%s” cannot be trained on a batch of a single item, but the last one is "
                    "(%" PRId64 " to train on, in batches of %" PRId64
                    "): change the batch size, or drop the last batch"),
                 block->kind_name, block->name, length, config->batch_size);
  return block == NULL;
}

/* The same for the @judged items that it is validated or tested on: no batch of them is dropped.
 * What refuses batches that are all of one item was refused for those to train on. */
static gboolean
check_judged (const GrRunConfig *config, GrModel *model, gint64 judged, GError **error)
{
  const GrBlock *block = judged % config->batch_size == 1 ? gr_model_refuses_single (model, TRUE)
                                                          : NULL;

  if (block)
    g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                 _ ("%s “%s” keeps no running statistics, so it cannot be evaluated on a batch of "
                    "a single item, but the last one is (%" PRId64 " items in batches of %" PRId64
                    "): change the batch size, or set track_running_stats"),
                 block->kind_name, block->name, judged, config->batch_size);
  return block == NULL;
}

gboolean
gr_run_config_check_items (const GrRunConfig *config, GrModel *model, const char *name,
                           gint64 length, const gint64 *counts, gint64 n_classes, GError **error)
{
  g_autofree gint64 *left = g_memdup2 (counts, (gsize) n_classes * sizeof *counts);
  const GrDataFacts *facts = gr_model_data (model);
  const gint64 all = length;

  if (gr_model_can_train (model, NULL)
      && !gr_run_config_check_memory (config, model, (gdouble) gr_allocator_limit (), error))
    return FALSE;
  if (length > 0 && config->val_split > 0
      && !gr_dataset_can_split (name, &length, left, n_classes, config->val_split, error))
    return FALSE;
  if (length >= (config->drop_last ? config->batch_size : 1))
    return (config->sampler != GR_SAMPLER_WEIGHTED
            || gr_order_check_classes (name, left, n_classes, error))
           && check_single (config, model, length, error)
           && check_judged (config, model, all - length, error)
           && check_judged (config, model, facts ? facts->n_test : 0, error);
  g_set_error (
      error, GR_ERROR, GR_ERROR_DATA,
      _ ("“%s” has %" PRId64 " items to train on, which do not fill one batch of %" PRId64), name,
      length, config->batch_size);
  return FALSE;
}

#define NEAR 64 /* sizes that are tried on either side */

gint64
gr_run_config_other_batch (const GrRunConfig *config, GrModel *model, const char *name,
                           gint64 length, const gint64 *counts, gint64 n_classes)
{
  /* A larger one is no better than one that takes all. */
  const gint64 from = CLAMP (config->batch_size, 1, MAX (length, 1));
  GrRunConfig other = *config;

  for (gint64 far = 0; far <= NEAR; far++)
    for (gint64 side = -1; side <= 1; side += 2)
      {
        other.batch_size = from + side * far;
        if (other.batch_size > 1
            && gr_run_config_check_items (&other, model, name, length, counts, n_classes, NULL))
          return other.batch_size;
      }
  return 0;
}

gboolean
gr_run_config_split (const GrRunConfig *config, GrModel *model, GrDataset **train,
                     GrDataset **val, GError **error)
{
  g_autofree gint64 *counts = NULL;
  GrDataset *rest = NULL;

  *val = NULL;
  if (config->limit > 0 && config->limit < (*train)->length)
    replace (train, gr_dataset_first (*train, config->limit));
  counts = gr_dataset_class_counts (*train, error);
  if (!counts
      || !gr_run_config_check_items (config, model, (*train)->name, (*train)->length, counts,
                                     (*train)->n_classes, error))
    return FALSE;
  if (config->val_split > 0)
    {
      if (!gr_dataset_split (*train, config->val_split, config->seed, &rest, val, error))
        return FALSE;
      replace (train, rest);
    }
  return TRUE;
}
