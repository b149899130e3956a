/* evaluate.c - one pass over a data set without learning from it. */
#include "evaluate.h"

static gboolean
is_binary_loss (GrModel *model, const GrModuleLoss *loss, gdouble *threshold)
{
  const GrBlock *block = gr_model_block_named (model, loss->name);

  if (!block)
    return FALSE;
  *threshold = g_str_equal (block->kind_name, "BCELoss") ? 0.5 : 0;
  return g_str_has_prefix (block->kind_name, "BCE");
}

gint
gr_module_measured_loss (GrModule *module)
{
  const guint n = gr_module_n_losses (module);

  for (guint i = 0; i < n; i++)
    if (gr_module_loss (module, i)->target >= 0)
      return (gint) i;
  return n ? 0 : -1;
}

/* Whether there is something in the data to hold what @loss judges against. */
static gboolean
has_truth (const GrModuleLoss *loss)
{
  return loss->target >= 0 || loss->input >= 0;
}

GrMetrics *
gr_metrics_for (GrModule *module, GrModel *model, GrDataset *dataset)
{
  const gint          measured = gr_module_measured_loss (module);
  const GrModuleLoss *loss = measured >= 0 ? gr_module_loss (module, (guint) measured) : NULL;
  GrMetrics          *metrics;
  gdouble             threshold;

  if (!loss || !has_truth (loss))
    return gr_metrics_new (GR_METRICS_LOSS, 0);
  if (loss->target >= 0 && loss->target_kind == GR_TARGET_CLASSES)
    {
      metrics = gr_metrics_new (GR_METRICS_CLASSES, 0);
      if (loss->ignores)
        gr_metrics_ignore (metrics, loss->ignore_index);
      return metrics;
    }
  if (loss->target >= 0 && dataset->n_classes == 2 && is_binary_loss (model, loss, &threshold))
    return gr_metrics_new (GR_METRICS_BINARY, threshold);
  return gr_metrics_new (GR_METRICS_VALUES, 0);
}

/* What @loss compares with: the data's target, or for an autoencoder the input. NULL for another
 * output, or where it is of another size. */
static GrTensor *
compared_with (const GrModuleLoss *loss, GrTensor *output, const GrBatch *batch)
{
  if (loss->target >= 0)
    return batch->target;
  if (loss->input >= 0
      && gr_tensor_numel (batch->input[loss->input]) == gr_tensor_numel (output))
    return batch->input[loss->input];
  return NULL;
}

/* @loss of a batch as a mean over its items, where each loss that makes it up is a sum. */
static gdouble
mean_loss (GrModule *module, const GrBatch *batch, gdouble loss)
{
  for (guint i = 0; i < gr_module_n_losses (module); i++)
    if (!gr_module_loss (module, i)->summed)
      return loss;
  return loss / batch->size;
}

gboolean
gr_metrics_add_batch (GrMetrics *metrics, GrModule *module, const GrBatch *batch,
                      GrTensor *const *outputs, gdouble loss, GError **error)
{
  const guint         measured = (guint) gr_module_measured_loss (module);
  const GrModuleLoss *followed = gr_module_loss (module, measured);
  GrTensor           *output = gr_module_judged (module, measured, batch->input, outputs);
  GrTensor           *target = compared_with (followed, output, batch);

  if (target || gr_metrics_kind (metrics) == GR_METRICS_LOSS)
    return gr_metrics_add (metrics, batch->size, mean_loss (module, batch, loss), output, target,
                           error);
  return TRUE;
}

gboolean
gr_module_run_batch (GrModule *module, const GrBatch *batch, GrTensor **outputs, GrTensor **total,
                     GError **error)
{
  guint n = gr_module_n_outputs (module);

  for (guint i = 0; i < n; i++)
    outputs[i] = NULL;
  *total = NULL;
  return gr_module_forward (module, batch->input, batch->n_inputs, outputs, error)
         && gr_module_losses (module, batch->input, batch->n_inputs, outputs, &batch->target,
                              batch->target ? 1 : 0, NULL, total, error);
}

void
gr_outputs_clear (GrTensor **outputs, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&outputs[i], gr_tensor_unref);
}

static gboolean
evaluate_batch (GrModule *module, const GrBatch *batch, GrTensor **outputs, GrMetrics *metrics,
                GError **error)
{
  g_autoptr (GrTensor) total = NULL;

  return gr_module_run_batch (module, batch, outputs, &total, error)
         && gr_metrics_add_batch (metrics, module, batch, outputs, gr_tensor_to_double (total),
                                  error);
}

gboolean
gr_evaluate (GrModule *module, GrLoader *loader, GrMetrics *metrics, GrEvaluateFunc between,
             gpointer user, GError **error)
{
  guint                n_outputs = gr_module_n_outputs (module);
  g_autofree GrTensor **outputs = g_new0 (GrTensor *, n_outputs);
  g_auto (GrBatch)     batch = { 0 };
  gboolean             training = gr_module_training (module);
  gboolean             grad = gr_set_grad_enabled (FALSE);
  gint64               n = gr_loader_n_batches (loader);
  gint64               i = 0;
  GError              *cause = NULL;

  gr_metrics_reset (metrics);
  gr_module_train (module, FALSE);
  while ((!between || between (i, n, user)) && gr_loader_next (loader, &batch, &cause))
    {
      gboolean done = evaluate_batch (module, &batch, outputs, metrics, &cause);

      gr_outputs_clear (outputs, n_outputs);
      if (!done)
        break;
      i++;
    }
  gr_module_train (module, training);
  gr_set_grad_enabled (grad);
  if (cause)
    {
      g_propagate_error (error, cause);
      return FALSE;
    }
  if (i < n) /* ended early: the next pass begins at the beginning */
    return gr_loader_set_state (loader, (GrLoaderState){ 0, 0 }, error) && FALSE;
  return TRUE;
}
