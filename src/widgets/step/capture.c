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

/* --- with its batch -----------------------------------------------------------------------------
 */

/* All that a pass takes. */
typedef struct
{
  GrModule *module;
  GrOptimizer *optimizer; /* NULL where there is nothing to train */
  GrBatch batch;
  GrGenerator generator;
  GrTraceOptions options;
} Pass;

static void
pass_clear (Pass *pass)
{
  gr_batch_clear (&pass->batch);
  g_clear_pointer (&pass->optimizer, gr_optimizer_free);
  g_clear_pointer (&pass->module, gr_module_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pass, pass_clear)

static gboolean
make_pass (Pass *pass, const GradusCaptureWish *wish, const GrRunConfig *config, GError **error)
{
  g_autoptr (GrLoader) loader = make_loader (wish, config, error);

  if (!loader)
    return FALSE;
  set_shapes (wish->project->model, loader);
  pass->generator = (GrGenerator){ config->seed, 0 };
  pass->module = gr_module_new (wish->project->model, wish->dtype, GR_CPU, &pass->generator, error);
  if (!pass->module || !gr_loader_next (loader, &pass->batch, error))
    return FALSE;
  if (gr_module_parameters (pass->module)
      && !(pass->optimizer = gr_module_optimizer (pass->module, config->optimizer,
                                                  config->optimizer_options, error)))
    return FALSE;
  pass->options = (GrTraceOptions){ .until = wish->until,
                                    .optimizer = pass->optimizer,
                                    .clip_norm = config->clip_norm,
                                    .clip_value = config->clip_value,
                                    .max_bytes = wish->max_bytes };
  return TRUE;
}

static gboolean
prepare (Pass *pass, const GradusCaptureWish *wish, GError **error)
{
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_auto (GrRunConfig) config = { 0 };

  return gr_run_config_init (&config, wish->project, &options, error)
         && make_pass (pass, wish, &config, error);
}

GrTrace *
gradus_capture (const GradusCaptureWish *wish, GError **error)
{
  g_auto (Pass) pass = { 0 };
  GrGenerator *before;
  GrTrace *trace;

  if (!prepare (&pass, wish, error))
    return NULL;
  before = gr_generator_use (&pass.generator);
  trace = gr_trace_capture (pass.module, &pass.batch, &pass.options, error);
  gr_generator_use (before);
  return trace;
}

gboolean
gradus_capture_estimate (const GradusCaptureWish *wish, gsize *bytes, gsize *limit, GError **error)
{
  GradusCaptureWish single = *wish;
  g_auto (Pass) pass = { 0 };

  single.size = 1;
  return prepare (&pass, &single, error)
         && gr_trace_estimate (pass.module, &pass.batch,
                               CLAMP (wish->size, 1, wish->set->length - wish->first),
                               &pass.options, bytes, limit, error);
}
