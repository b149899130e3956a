/* trained.c - a trained model and a data set in batches: the start of evaluate and predict. See
 * run.h. */
#include "run.h"

#include "train/checkpoint.h"
#include "train/config.h"

static GrLoader *
make_loader (GrProject *project, GrDataset *set, gboolean *remapped, GError **error)
{
  GrTrainerOptions wishes = GR_TRAINER_OPTIONS_INIT;
  GrRunConfig config = { 0 };

  wishes.batch_size = gradus_run_options.batch_size;
  wishes.dtype = gradus_run_options.dtype;
  if (!gr_run_config_init (&config, project, &wishes, error))
    return NULL;

  g_autoptr (GrTransforms) fixed = gr_transforms_fixed (config.transforms, &set->input[0]);
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;
  options.batch_size = config.batch_size;
  options.sampler = GR_SAMPLER_SEQUENTIAL;
  options.threads = 1;
  options.dtype = config.dtype;
  options.transforms = fixed;
  GrLoader *loader = gr_loader_new (set, &options, error);
  for (gsize i = 0; i < gr_transforms_length (fixed); i++)
    *remapped |= g_str_equal (gr_transforms_at (fixed, i)->row->name, "remap");
  gr_run_config_clear (&config);
  return loader;
}

gboolean
gradus_run_open_trained (GrProject *project, GrDataset *set, const char *weights,
                         GradusTrained *trained, GError **error)
{
  *trained = (GradusTrained){ NULL };
  trained->loader = make_loader (project, set, &trained->remapped, error);
  if (!trained->loader)
    return FALSE;
  for (gint i = 0; i < set->n_inputs; i++)
    {
      const GrField *field = gr_loader_input (trained->loader, i);
      gr_model_set_data_shape (project->model, i, gr_ints (field->shape, field->ndim));
    }
  trained->module = gr_module_new (project->model, gradus_run_options.dtype,
                                   gradus_run_options.device, NULL, error);
  if (!trained->module || !gr_weights_load (trained->module, weights, error))
    return FALSE;
  gr_module_train (trained->module, FALSE);
  return TRUE;
}

void
gradus_run_clear_trained (GradusTrained *trained)
{
  g_clear_pointer (&trained->module, gr_module_unref);
  g_clear_pointer (&trained->loader, gr_loader_free);
}
