/* capture.c - records a batch for stepping through it: see capture.h. */
#include "capture.h"

#include "train/config.h"

/* --- what runs ----------------------------------------------------------------------------------
 */

static void
set_shapes (GrModel *model, GrLoader *loader)
{
  GrDataset *set = gr_loader_dataset (loader);

  for (gint i = 0; i < set->n_inputs; i++)
    {
      const GrField *field = gr_loader_input (loader, i);

      gr_model_set_data_shape (model, (guint) i, gr_ints (field->shape, (gsize) field->ndim));
    }
}

/* The items of the wish, and nothing else, in the order of the set. */
static GrLoader *
make_loader (const GradusCaptureWish *wish, const GrRunConfig *config, GError **error)
{
  const gint64 size = CLAMP (wish->size, 1, wish->set->length - wish->first);
  g_autofree gint64 *items = g_new (gint64, size);
  g_autoptr (GrTransforms) fixed = gr_transforms_fixed (config->transforms, &wish->set->input[0]);
  g_autoptr (GrDataset) batch = NULL;
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;

  for (gint64 i = 0; i < size; i++)
    items[i] = wish->first + i;
  batch = gr_dataset_subset (wish->set, items, size, error);
  if (!batch)
    return NULL;
  options.batch_size = size;
  options.sampler = GR_SAMPLER_SEQUENTIAL;
  options.dtype = wish->dtype;
  options.transforms = fixed;
  return gr_loader_new (batch, &options, error);
}

static GrTrace *
capture (const GradusCaptureWish *wish, const GrRunConfig *config, GError **error)
{
  GrTraceOptions options = { .until = wish->until,
                             .clip_norm = config->clip_norm,
                             .clip_value = config->clip_value };
  GrGenerator generator = { config->seed, 0 };
  g_autoptr (GrLoader) loader = make_loader (wish, config, error);
  g_autoptr (GrModule) module = NULL;
  g_autoptr (GrOptimizer) optimizer = NULL;
  g_auto (GrBatch) batch = { 0 };
  GrGenerator *before;
  GrTrace *trace;

  if (!loader)
    return NULL;
  set_shapes (wish->project->model, loader);
  module = gr_module_new (wish->project->model, wish->dtype, GR_CPU, &generator, error);
  if (!module || !gr_loader_next (loader, &batch, error))
    return NULL;
  if (gr_module_parameters (module)
      && !(optimizer = gr_module_optimizer (module, config->optimizer, config->optimizer_options,
                                            error)))
    return NULL;
  options.optimizer = optimizer;
  before = gr_generator_use (&generator);
  trace = gr_trace_capture (module, &batch, &options, error);
  gr_generator_use (before);
  return trace;
}

GrTrace *
gradus_capture (const GradusCaptureWish *wish, GError **error)
{
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_auto (GrRunConfig) config = { 0 };

  if (!gr_run_config_init (&config, wish->project, &options, error))
    return NULL;
  return capture (wish, &config, error);
}
