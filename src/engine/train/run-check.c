/* run-check.c - whether a model and a data set go together. See run-check.h.
 *
 * What can be said better than an operator would is said here; the rest is found by running the
 * model and its losses once on tensors without memory, which is shape inference. */
#include "run-check.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#define BATCH 61 /* items of the dry run; messages have N in its place */

static gboolean
check_ports (GrModule *module, GrDataset *set, const GrField *target, GError **error)
{
  guint n_inputs = gr_module_n_inputs (module);

  if (n_inputs != (guint) set->n_inputs)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                   g_dngettext (GETTEXT_PACKAGE,
                                "The model has %u input, but an item of “%s” has %d",
                                "The model has %u inputs, but an item of “%s” has %d", n_inputs),
                   n_inputs, set->name, set->n_inputs);
      return FALSE;
    }
  if (gr_module_n_losses (module) == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                   _ ("The model has no loss to train with: add one, for classes "
                      "CrossEntropyLoss"));
      return FALSE;
    }
  for (guint i = 0; i < gr_module_n_losses (module); i++)
    {
      const GrModuleLoss *loss = gr_module_loss (module, i);

      if (loss->target > 0 || (loss->target == 0 && !target))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                       target ? _ ("The loss “%s” compares with target %d of the data, but an item "
                                   "of “%s” has only target 0")
                              : _ ("The loss “%s” compares with target %d of the data, but an item "
                                   "of “%s” has none"),
                       loss->name, loss->target, set->name);
          return FALSE;
        }
    }
  return TRUE;
}

/* A batch of such items, without memory. (transfer full) */
static GrTensor *
meta_batch (const GrField *field, GrDType dtype)
{
  gint64 shape[GR_MAX_DIMS] = { BATCH };
  const gint n = MIN (field->ndim, GR_MAX_DIMS - 1);

  memcpy (shape + 1, field->shape, n * sizeof (gint64));
  return gr_tensor_new_meta (dtype, GR_META, gr_ints (shape, n + 1));
}

/* " Set out_features to 10?", where the block that gives the scores has such an attribute.
 * (transfer full) */
static char *
remedy (GrModel *model, const char *output, gint64 n)
{
  const GrBlock *block = gr_model_block_named (model, output);
  const char *const names[] = { "out_features", "out_channels" };

  for (gsize i = 0; block && block->kind && i < G_N_ELEMENTS (names); i++)
    if (gr_block_kind_attribute (block->kind, names[i]) >= 0)
      return g_strdup_printf (_ (" Set %s to %" PRId64 "?"), names[i], n);
  return g_strdup ("");
}

/* How many scores it takes for the classes of @set that @loss does not ignore: an ignored one may
 * lie far beyond the others (0, 1, 2 and 255). -1 with an error. */
static gint64
scores_needed (const GrModuleLoss *loss, GrDataset *set, const GrField *target, GError **error)
{
  const gint64 ignored = loss->ignore_index;
  const gint64 needed = ignored == target->n_classes - 1 ? ignored : target->n_classes;
  gint64 most = -1;

  if (!loss->ignores || ignored < 0 || ignored >= target->n_classes)
    return target->n_classes;
  if (set->n_classes != target->n_classes) /* a transform gave them other numbers */
    return needed;
  for (gint64 i = 0; i < set->length; i++)
    {
      const gint64 label = gr_dataset_label (set, i, error);

      if (label == -1)
        return -1;
      if (label != ignored)
        most = MAX (most, label);
    }
  return MIN (needed, most + 1);
}

static gboolean
check_classes (GrModel *model, const GrModuleLoss *loss, const char *output, GrTensor *scores,
               GrDataset *set, const GrField *target, GError **error)
{
  gint64 needed = target->n_classes;

  /* Probabilities have a number for each score; fewer numbers are no classes. */
  if (needed == 0 && gr_dtype_is_floating (target->dtype)
      && (target->ndim == 0
          || (target->ndim == 1 && target->shape[0] == 1 && scores->ndim == 2
              && scores->shape[1] > 1)))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                   _ ("The loss “%s” compares with a class, but the target of “%s” is a number: "
                      "use MSELoss, or give the target's column the role “class”"),
                   loss->name, set->name);
      return FALSE;
    }
  if (needed == 0 || scores->ndim < 2)
    return TRUE;
  if (scores->shape[1] < needed && (needed = scores_needed (loss, set, target, error)) < 0)
    return FALSE;
  if (scores->shape[1] >= needed)
    return TRUE;
  g_autofree char *fix = remedy (model, output, target->n_classes);
  g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
               g_dngettext (GETTEXT_PACKAGE,
                            "“%s” gives %" PRId64 " score, but “%s” has %" PRId64 " classes.%s",
                            "“%s” gives %" PRId64 " scores, but “%s” has %" PRId64 " classes.%s",
                            (gulong) scores->shape[1]),
               output, scores->shape[1], set->name, target->n_classes, fix);
  return FALSE;
}

static gboolean
check_values (const GrModuleLoss *loss, const char *output, GrTensor *prediction, GrDataset *set,
              GrTensor *target, gint64 n_classes, GError **error)
{
  const gint64 numbers = gr_tensor_numel (prediction) / BATCH;
  const gint64 targets = gr_tensor_numel (target) / BATCH;

  if (numbers == targets)
    return TRUE;
  if (n_classes)
    g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                 _ ("The loss “%s” compares numbers, and “%s” gives %" PRId64 " of them, but the "
                    "target of “%s” is one of %" PRId64 " classes: use CrossEntropyLoss, or the "
                    "transform one_hot"),
                 loss->name, output, numbers, set->name, n_classes);
  else
    g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                 g_dngettext (GETTEXT_PACKAGE,
                              "The loss “%s” compares with %" PRId64 " number of “%s”, but “%s” "
                              "gives %" PRId64,
                              "The loss “%s” compares with %" PRId64 " numbers of “%s”, but “%s” "
                              "gives %" PRId64,
                              (gulong) targets),
                 loss->name, targets, set->name, output, numbers);
  return FALSE;
}

static gboolean
check_loss (GrModule *module, GrModel *model, guint i, GrTensor *const *inputs,
            GrTensor *const *outputs, GrDataset *set, const GrField *field, GrTensor *target,
            GError **error)
{
  const GrModuleLoss *loss = gr_module_loss (module, i);
  GrTensor *judged = gr_module_judged (module, i, inputs, outputs);
  const char *name = loss->output < gr_module_n_outputs (module)
                         ? gr_module_output_name (module, loss->output)
                         : gr_module_input_name (module, 0);

  if (loss->target < 0)
    return TRUE;
  if (loss->target_kind == GR_TARGET_CLASSES)
    return check_classes (model, loss, name, judged, set, field, error);
  return check_values (loss, name, judged, set, target, field->n_classes, error);
}

/* Runs @module and its losses on a batch without memory. */
static gboolean
run_dry (GrModule *module, GrModel *model, GrDataset *set, GrTensor *const *inputs,
         const GrField *field, GrTensor *target, GError **error)
{
  const guint n_inputs = gr_module_n_inputs (module), n_outputs = gr_module_n_outputs (module);
  g_autofree GrTensor **outputs = g_new0 (GrTensor *, n_outputs + 1);
  GrTensor *total = NULL;
  gboolean ok = gr_module_forward (module, inputs, n_inputs, outputs, error);

  for (guint i = 0; ok && i < gr_module_n_losses (module); i++)
    ok = check_loss (module, model, i, inputs, outputs, set, field, target, error);
  ok = ok
       && gr_module_losses (module, inputs, n_inputs, outputs, &target, target ? 1 : 0, NULL,
                            &total, error);
  if (!ok && error && *error)
    {
      char *message = gr_batch_as_n ((*error)->message, BATCH);

      g_free ((*error)->message);
      (*error)->message = message;
    }
  g_clear_pointer (&total, gr_tensor_unref);
  for (guint i = 0; i < n_outputs; i++)
    g_clear_pointer (&outputs[i], gr_tensor_unref);
  return ok;
}

gboolean
gr_run_check (GrModel *model, GrDataset *set, const GrField *inputs, const GrField *target,
              GrDType dtype, GError **error)
{
  g_autoptr (GrModule) module = gr_module_new (model, dtype, GR_META, NULL, error);
  g_autoptr (GPtrArray) batch
      = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  g_autoptr (GrTensor) answers = NULL;

  if (!module || !check_ports (module, set, target, error))
    return FALSE;
  gr_module_train (module, FALSE);
  for (gint i = 0; i < set->n_inputs; i++)
    g_ptr_array_add (batch, meta_batch (&inputs[i], gr_module_input_dtype (module, (guint) i)));
  if (target)
    answers = meta_batch (target, gr_dtype_is_floating (target->dtype) ? dtype : target->dtype);
  return run_dry (module, model, set, (GrTensor *const *) batch->pdata, target, answers, error);
}
