/* predictor.c - GradusPredictor: see predictor.h. */
#include "predictor.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "document/in-thread.h"
#include "gradus.h"
#include "model/data-fit.h"
#include "train/checkpoint.h"
#include "train/config.h"
#include "train/evaluate.h"

#define BATCH 256

struct _GradusPredictor
{
  gatomicrefcount refs;
  GrProject *project;
  GrModule *module;
  GrTransforms *transforms; /* of evaluation */
  GradusPredicts kind;
  gboolean binary;        /* one output for two classes, */
  gboolean probabilities; /* which is a probability already */
  GMutex lock;            /* of the module */
};

/* --- making one
 * ------------------------------------------------------------------------------------ */

static const GrModuleLoss *
measured_loss (GradusPredictor *self)
{
  const gint measured = gr_module_measured_loss (self->module);

  return measured >= 0 ? gr_module_loss (self->module, (guint) measured) : NULL;
}

static gboolean
find_transforms (GradusPredictor *self, GrDataset *like, GError **error)
{
  GrTrainerOptions wishes = GR_TRAINER_OPTIONS_INIT;
  GrRunConfig config = { 0 };

  if (!gr_run_config_init (&config, self->project, &wishes, error))
    return FALSE;
  self->transforms = gr_transforms_fixed (config.transforms, &like->input[0]);
  gr_run_config_clear (&config);
  return TRUE;
}

/* What takes the mean of a batch cannot take a last one of a single item. */
static GrLoader *
make_loader (GradusPredictor *self, GrDataset *set, GError **error)
{
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;

  options.batch_size = set->length % BATCH == 1 ? BATCH - 1 : BATCH;
  options.sampler = GR_SAMPLER_SEQUENTIAL;
  options.transforms = self->transforms;
  return gr_loader_new (set, &options, error);
}

/* What the model's outputs mean, beside these data. */
static void
find_kind (GradusPredictor *self, GrDataset *like)
{
  g_autoptr (GrMetrics) metrics = gr_metrics_for (self->module, self->project->model, like);
  const GrModuleLoss *loss = measured_loss (self);
  const GrBlock *block = loss ? gr_model_block_named (self->project->model, loss->name) : NULL;

  self->binary = gr_metrics_kind (metrics) == GR_METRICS_BINARY;
  self->probabilities = block && g_str_equal (block->kind_name, "BCELoss");
  self->kind = self->binary || gr_metrics_kind (metrics) == GR_METRICS_CLASSES
                   ? GRADUS_PREDICTS_CLASSES
                   : GRADUS_PREDICTS_VALUES;
}

/* "3×5×5"; (transfer full) */
static char *
sizes_text (const gint64 *sizes, gsize n)
{
  g_autoptr (GString) text = g_string_new (n ? NULL : _ ("one number"));

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" PRId64, i ? "×" : "", sizes[i]);
  return g_strdup (text->str);
}

/* The first Input that takes items of another shape than the data that the model was told of have;
 * NULL: none says so. */
static const GrSetting *
other_shape (GrModel *model, guint *number)
{
  *number = 0;
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      const GrSetting *shape;
      GrInts data;

      if (!block->kind || block->kind->category != GR_CATEGORY_INPUT)
        continue;
      shape = gr_block_setting (block->kind, block->settings, "shape");
      data = gr_model_data_shape (model, *number);
      if (shape->kind == GR_SETTING_INTS && data.v
          && ((gsize) shape->n != data.n
              || memcmp (shape->ints, data.v, data.n * sizeof (gint64)) != 0))
        return shape;
      ++*number;
    }
  *number = 0;
  return NULL;
}

/* The model's own sentence is of a block, and offers what is done where that is built: here it is
 * said of the items, and what can be done here. */
static gboolean
refuse (GradusPredictor *self, GrDataset *like, GError **error)
{
  guint number;
  const GrSetting *wanted = other_shape (self->project->model, &number);
  const GrInts told = gr_model_data_shape (self->project->model, number);
  g_autofree char *expected = wanted ? sizes_text (wanted->ints, (gsize) wanted->n) : NULL;
  g_autofree char *got = told.v ? sizes_text (told.v, told.n)
                                : sizes_text (like->input[0].shape, (gsize) like->input[0].ndim);

  if (expected)
    g_set_error (
        error, GR_ERROR, GR_ERROR_DATA,
        _ ("The model takes items of %s, but those here are of %s. Choose the data that it "
           "was made for, or a run that was trained on these."),
        expected, got);
  else
    g_set_error (
        error, GR_ERROR, GR_ERROR_DATA,
        _ ("The model does not run on items of %s, as those here are. Choose the data that "
           "it was made for, or a run that was trained on these."),
        got);
  return FALSE;
}

/* Tells the model what comes in. */
static gboolean
set_shapes (GradusPredictor *self, GrDataset *like, GError **error)
{
  g_autoptr (GrLoader) loader = make_loader (self, like, NULL);

  if (!loader) /* its transforms do not take them */
    return refuse (self, like, error);
  for (gint i = 0; i < like->n_inputs; i++)
    {
      const GrField *field = gr_loader_input (loader, i);

      gr_model_set_data_shape (self->project->model, (guint) i,
                               gr_ints (field->shape, (gsize) field->ndim));
    }
  return TRUE;
}

static gboolean
check_fit (GradusPredictor *self, GrDataset *like, GError **error)
{
  return set_shapes (self, like, error)
         && (gr_model_check (self->project->model, NULL) || refuse (self, like, error));
}

static gboolean
load_module (GradusPredictor *self, const char *weights, GrDataset *like, GError **error)
{
  if (!check_fit (self, like, error))
    return FALSE;
  self->module = gr_module_new (self->project->model, GR_FLOAT32, GR_CPU, NULL, error);
  return self->module && (!weights || gr_weights_load (self->module, weights, error));
}

static GradusPredictor *
predictor_new (GrProject *project)
{
  GradusPredictor *self = g_new0 (GradusPredictor, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->project = project;
  return self;
}

GradusPredictor *
gradus_predictor_new (GrProject *project, const char *weights, GrDataset *like, GError **error)
{
  g_autoptr (GradusPredictor) self = predictor_new (project);

  if (!find_transforms (self, like, error) || !load_module (self, weights, like, error))
    return NULL;
  gr_module_train (self->module, FALSE);
  find_kind (self, like);
  return g_steal_pointer (&self);
}

gboolean
gradus_predictor_check (GrProject *project, GrDataset *like, GError **error)
{
  g_autoptr (GradusPredictor) self = predictor_new (project);

  return find_transforms (self, like, error) && check_fit (self, like, error);
}

GradusPredictor *
gradus_predictor_ref (GradusPredictor *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
gradus_predictor_unref (GradusPredictor *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->module, gr_module_unref);
  g_clear_pointer (&self->transforms, gr_transforms_unref);
  gr_project_unref (self->project);
  g_mutex_clear (&self->lock);
  g_free (self);
}

GradusPredicts
gradus_predictor_kind (GradusPredictor *self)
{
  return self->kind;
}

gboolean
gradus_predictor_reconstructs (GradusPredictor *self)
{
  const GrModuleLoss *loss = measured_loss (self);

  return loss && loss->target < 0 && loss->input >= 0;
}

/* --- running it
 * ------------------------------------------------------------------------------------ */

/* The two probabilities of each item from the one number that the model gives. */
static GrTensor *
two_classes (GradusPredictor *self, GrTensor *output, GError **error)
{
  const gint64 n = output->shape[0];
  g_autoptr (GrTensor) flat = gr_tensor_reshape (output, GR_INTS (n, 1), error);
  g_autoptr (GrTensor) p = NULL;
  g_autoptr (GrTensor) one = gr_tensor_new_number (gr_float (1));
  g_autoptr (GrTensor) rest = NULL;

  if (flat)
    p = self->probabilities ? gr_tensor_ref (flat) : gr_tensor_sigmoid (flat, error);
  if (p)
    rest = gr_tensor_rsub (p, one, gr_int (1), error);
  return rest ? gr_tensor_cat ((GrTensor *[]){ rest, p }, 2, 1, error) : NULL;
}

static GrTensor *
as_predictions (GradusPredictor *self, GrTensor *output, GError **error)
{
  if (self->kind != GRADUS_PREDICTS_CLASSES)
    return gr_tensor_contiguous (output, error);
  if (self->binary)
    return two_classes (self, output, error);
  g_autoptr (GrTensor) p = gr_tensor_softmax_int (output, 1, GR_DTYPE_NONE, error);
  return p ? gr_tensor_contiguous (p, error) : NULL;
}

/* Item @i of a batch as a batch of one. */
static GrTensor *
slice (GrTensor *tensor, gint64 i)
{
  gint64 shape[GR_MAX_DIMS];

  memcpy (shape, tensor->shape, sizeof shape);
  shape[0] = 1;
  return gr_tensor_new_view (tensor, gr_ints (shape, (gsize) tensor->ndim),
                             gr_tensor_strides (tensor), tensor->offset + i * tensor->stride[0],
                             NULL);
}

/* The model's own losses of item @i alone: no loss is computed here. */
static gboolean
loss_of_item (GradusPredictor *self, const GrBatch *batch, GrTensor *const *outputs, gint64 i,
              gdouble *loss, GError **error)
{
  const guint n_outputs = gr_module_n_outputs (self->module);
  g_autoptr (GPtrArray) slices = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  g_autoptr (GrTensor) total = NULL;
  GrTensor **inputs, **outs, *target = NULL;

  for (gint k = 0; k < batch->n_inputs; k++)
    g_ptr_array_add (slices, slice (batch->input[k], i));
  for (guint k = 0; k < n_outputs; k++)
    g_ptr_array_add (slices, slice (outputs[k], i));
  if (batch->target)
    g_ptr_array_add (slices, target = slice (batch->target, i));
  inputs = (GrTensor **) slices->pdata;
  outs = inputs + batch->n_inputs;
  if (!gr_module_losses (self->module, inputs, (guint) batch->n_inputs, outs, &target,
                         target ? 1 : 0, NULL, &total, error))
    return FALSE;
  *loss = gr_tensor_to_double (total);
  return TRUE;
}

/* Forward, what came out, and the losses where they are asked for. */
static GrTensor *
run_batch (GradusPredictor *self, const GrBatch *batch, gdouble *losses, GError **error)
{
  const guint n = gr_module_n_outputs (self->module);
  const GrModuleLoss *loss = measured_loss (self);
  g_autofree GrTensor **outputs = g_new0 (GrTensor *, MAX (n, 1));
  const gboolean grad = gr_set_grad_enabled (FALSE);
  GrTensor *result = NULL;
  gboolean good;

  g_mutex_lock (&self->lock);
  good = gr_module_forward (self->module, batch->input, (guint) batch->n_inputs, outputs, error);
  for (gint64 i = 0; good && losses && i < batch->size; i++)
    {
      losses[i] = NAN;
      good = !loss || loss_of_item (self, batch, outputs, i, &losses[i], error);
    }
  if (good && n > 0)
    result = as_predictions (self, outputs[loss ? loss->output : 0], error);
  g_mutex_unlock (&self->lock);
  gr_outputs_clear (outputs, n);
  gr_set_grad_enabled (grad);
  if (good && n == 0)
    g_set_error (error, GR_ERROR, GR_ERROR_MODEL, _ ("The model has no output"));
  return result;
}

gboolean
gradus_predictor_run_all (GradusPredictor *self, GrDataset *set, gboolean with_losses,
                          GradusBatchFunc func, gpointer user, GError **error)
{
  g_autoptr (GrLoader) loader = make_loader (self, set, error);
  g_auto (GrBatch) batch = { 0 };
  gdouble losses[BATCH];
  GError *cause = NULL;

  while (loader && !cause && gr_loader_next (loader, &batch, &cause))
    {
      g_autoptr (GrTensor) outputs = run_batch (self, &batch, with_losses ? losses : NULL, &cause);

      if (outputs && !func (&batch, outputs, with_losses ? losses : NULL, user))
        return FALSE;
    }
  if (cause)
    g_propagate_error (error, cause);
  return loader && !cause;
}

GrTensor *
gradus_predictor_run (GradusPredictor *self, GrDataset *set, gint64 index, GError **error)
{
  g_autoptr (GrDataset) one = gr_dataset_subset (set, &index, 1, error);
  g_autoptr (GrLoader) loader = one ? make_loader (self, one, error) : NULL;
  g_auto (GrBatch) batch = { 0 };
  g_autoptr (GrTensor) outputs = NULL;
  const GrBlock *refuser = gr_model_refuses_single (self->project->model, TRUE);

  if (refuser)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("“%s” keeps no running statistics: the model can be judged on many items at "
                      "once, but not on one. Train it with track_running_stats."),
                   refuser->name);
      return NULL;
    }
  if (!loader || !gr_loader_next (loader, &batch, error))
    return NULL;
  outputs = run_batch (self, &batch, NULL, error);
  return outputs ? gr_tensor_select_int (outputs, 0, 0, error) : NULL;
}

static GrTensor *
keep_output (const GrModuleBlock *block, GrTensor *const *inputs, guint n_inputs, GrTensor *output,
             gpointer user, GError **error)
{
  GrTensor **kept = user;

  g_clear_pointer (kept, gr_tensor_unref);
  *kept = gr_tensor_clone (output, error);
  return NULL;
}

GrTensor *
gradus_predictor_run_block (GradusPredictor *self, GrDataset *set, gint64 index, const char *block,
                            GError **error)
{
  g_autoptr (GrDataset) one = gr_dataset_subset (set, &index, 1, error);
  g_autoptr (GrLoader) loader = one ? make_loader (self, one, error) : NULL;
  g_auto (GrBatch) batch = { 0 };
  const guint n = gr_module_n_outputs (self->module);
  g_autofree GrTensor **outputs = g_new0 (GrTensor *, MAX (n, 1));
  GrTensor *kept = NULL;
  gboolean grad;
  guint hook;

  if (!loader || !gr_loader_next (loader, &batch, error))
    return NULL;
  g_mutex_lock (&self->lock);
  grad = gr_set_grad_enabled (FALSE);
  hook = gr_module_add_forward_hook (self->module, block, keep_output, &kept, NULL);
  if (!hook)
    g_set_error (error, GR_ERROR, GR_ERROR_MODEL, _ ("The model has no block called “%s”"), block);
  else
    {
      if (!gr_module_forward (self->module, batch.input, (guint) batch.n_inputs, outputs, error))
        g_clear_pointer (&kept, gr_tensor_unref);
      gr_module_remove_hook (self->module, hook);
    }
  gr_outputs_clear (outputs, n);
  gr_set_grad_enabled (grad);
  g_mutex_unlock (&self->lock);
  return kept;
}

/* --- from the main thread
 * --------------------------------------------------------------------------- */

typedef struct
{
  GradusPredictor *predictor;
  GrDataset *set;
  gint64 index;
} Wish;

static void
wish_free (Wish *wish)
{
  gradus_predictor_unref (wish->predictor);
  gr_dataset_unref (wish->set);
  g_free (wish);
}

static void
run_wish (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Wish *wish = data;
  GError *error = NULL;
  GrTensor *output;

  if (g_task_return_error_if_cancelled (task))
    return;
  output = gradus_predictor_run (wish->predictor, wish->set, wish->index, &error);
  if (output)
    g_task_return_pointer (task, output, (GDestroyNotify) gr_tensor_unref);
  else
    g_task_return_error (task, error);
}

void
gradus_predictor_run_async (GradusPredictor *self, GrDataset *set, gint64 index,
                            GCancellable *cancellable, GAsyncReadyCallback done, gpointer user)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, user);
  Wish *wish = g_new (Wish, 1);

  *wish = (Wish){ gradus_predictor_ref (self), gr_dataset_ref (set), index };
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  gradus_run_in_thread (task, run_wish);
}

GrTensor *
gradus_predictor_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
