/* run.c - running a GrModule: the forward pass, the losses, and what each block costs. See
 * module.h. */
#include "module-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "../ops/call.h"

#include "gradus-functions.h"

static __thread const GrModuleBlock *current;

const GrModuleBlock *
gr_module_current (void)
{
  return current;
}

guint
gr_module_n_blocks (GrModule *module)
{
  return module->blocks->len;
}

const GrModuleBlock *
gr_module_block (GrModule *module, guint i)
{
  return &gr_module_run_block (module, i)->label;
}

GrTensor *
gr_module_run_one (GrModule *module, guint index, gboolean with_relu, GrTensor *const *inputs,
                   guint n_inputs, GrTensor *const *parameters, gboolean training, GError **error)
{
  const GrRunBlock *block = gr_module_run_block (module, index);
  GrScope           scope = GR_SCOPE_INIT;
  GrTensor         *output;

  current = &block->label;
  output = (with_relu ? block->kind->forward_relu : block->kind->forward) (
      &scope, &(GrBlockCall){ block->kind, block->settings, inputs, n_inputs, parameters,
                              training });
  if (output)
    gr_tensor_ref (output);
  current = NULL;
  if (gr_scope_end (&scope, error))
    return output;
  g_clear_pointer (&output, gr_tensor_unref);
  g_prefix_error (error, "%s “%s”: ", block->kind->name, block->name);
  return NULL;
}

/* --- forward ---------------------------------------------------------------------------------- */

static void
clear_values (GrModule *module)
{
  for (guint i = 0; i < module->blocks->len; i++)
    g_clear_pointer (&module->values[i], gr_tensor_unref);
}

/* @fused: a block runs as one with its ReLU, whose value is then that of the block. */
static gboolean
run_block (GrModule *module, guint index, gboolean fused, GrTensor *const *inputs, GError **error)
{
  const GrRunBlock *block = gr_module_run_block (module, index);
  GrTensor         *read[GR_BLOCK_MANY_INPUTS];
  guint             n = block->n_inputs;

  for (guint i = 0; i < n; i++)
    read[i] = module->values[block->inputs[i]];
  if (block->input >= 0)
    read[n++] = inputs[block->input];
  if (fused && block->n_inputs == 1
      && gr_module_run_block (module, block->inputs[0])->relu == (gint) index)
    module->values[index] = gr_tensor_ref (read[0]);
  else if (module->hooks)
    module->values[index] = gr_module_run_hooked (module, index, read, n, error);
  else
    module->values[index] = gr_module_run_one (module, index, fused && block->relu >= 0, read, n,
                                               block->parameters, module->training, error);
  /* What nothing reads any more goes now: an evaluation holds few activations at a time. */
  for (guint i = 0; i < block->n_inputs; i++)
    {
      const GrRunBlock *source = gr_module_run_block (module, block->inputs[i]);

      if (source->last_use == index && source->output < 0)
        g_clear_pointer (&module->values[block->inputs[i]], gr_tensor_unref);
    }
  return module->values[index] != NULL;
}

static gboolean
check_count (guint expected, guint got, GError **error)
{
  if (expected == got)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
               g_dngettext (GETTEXT_PACKAGE, "The model takes %u input, but got %u",
                            "The model takes %u inputs, but got %u", expected),
               expected, got);
  return FALSE;
}

gboolean
gr_module_forward (GrModule *module, GrTensor *const *inputs, guint n_inputs, GrTensor **outputs,
                   GError **error)
{
  gboolean ok = check_count (module->inputs->len, n_inputs, error);
  const gboolean fused = !gr_call_heard () && !module->hooks;

  for (guint i = 0; ok && i < module->blocks->len; i++)
    if (!gr_block_kind_is_loss (gr_module_run_block (module, i)->kind))
      ok = run_block (module, i, fused, inputs, error);
  for (guint i = 0; ok && i < module->outputs->len; i++)
    outputs[i] = gr_tensor_ref (module->values[g_array_index (module->outputs, guint, i)]);
  clear_values (module);
  return ok;
}

/* --- losses ----------------------------------------------------------------------------------- */

GrTensor *
gr_fit_target (GrScope *s, GrTarget kind, GrTensor *target, GrTensor *prediction)
{
  if (kind != GR_TARGET_VALUES)
    return target;
  if (target->dtype != prediction->dtype)
    target = gx_to_dtype (s, target, prediction->dtype);
  if (target && !gr_tensor_same_shape (target, prediction)
      && gr_tensor_numel (target) == gr_tensor_numel (prediction))
    target = gx_reshape (s, target, gr_tensor_shape (prediction));
  return target;
}

/* The value of a block that a loss reads: an output, or the batch itself. */
static GrTensor *
value_of (GrModule *module, guint index, GrTensor *const *inputs, GrTensor *const *outputs)
{
  const GrRunBlock *block = gr_module_run_block (module, index);

  return block->input >= 0 ? inputs[block->input] : outputs[block->output];
}

GrTensor *
gr_module_judged (GrModule *module, guint i, GrTensor *const *inputs, GrTensor *const *outputs)
{
  const guint index = g_array_index (module->loss_blocks, guint, i);

  return value_of (module, gr_module_run_block (module, index)->inputs[0], inputs, outputs);
}

static GrTensor *
run_loss (GrModule *module, guint number, GrTensor *const *inputs, GrTensor *const *outputs,
          GrTensor *const *targets, guint n_targets, GError **error)
{
  const guint         index = g_array_index (module->loss_blocks, guint, number);
  const GrRunBlock   *block = gr_module_run_block (module, index);
  const GrModuleLoss *loss = gr_module_loss (module, number);
  GrScope             scope = GR_SCOPE_INIT;
  GrTensor           *read[2], *result = NULL;

  read[0] = gr_module_judged (module, number, inputs, outputs);
  if (loss->target < 0)
    read[1] = value_of (module, block->inputs[1], inputs, outputs);
  else if ((guint) loss->target >= n_targets || !targets[loss->target])
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                   _ ("%s “%s” takes target number %d of the data set, which has %u"),
                   block->kind->name, block->name, loss->target, n_targets);
      return NULL;
    }
  else
    read[1] = gr_fit_target (&scope, loss->target_kind, targets[loss->target], read[0]);
  if (read[1])
    result = gr_module_run_one (module, index, FALSE, read, 2, block->parameters, module->training,
                                error);
  if (gr_scope_end (&scope, result ? NULL : error))
    return result;
  g_clear_pointer (&result, gr_tensor_unref);
  return NULL;
}

gboolean
gr_module_losses (GrModule *module, GrTensor *const *inputs, guint n_inputs,
                  GrTensor *const *outputs, GrTensor *const *targets, guint n_targets,
                  GrTensor **losses, GrTensor **total, GError **error)
{
  GrScope   scope = GR_SCOPE_INIT;
  GrTensor *sum = NULL;
  gboolean ok = check_count (module->inputs->len, n_inputs, error);

  if (ok && module->losses->len == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                   _ ("The model has no loss to train by; a CrossEntropyLoss suits classes"));
      return FALSE;
    }
  for (guint i = 0; losses && i < module->losses->len; i++)
    losses[i] = NULL;
  for (guint i = 0; ok && i < module->losses->len; i++)
    {
      const gdouble factor = gr_module_loss (module, i)->factor;
      GrTensor     *term;
      GrTensor     *loss = run_loss (module, i, inputs, outputs, targets, n_targets, error);

      ok = loss != NULL;
      if (!ok)
        break;
      gr_scope_keep (&scope, loss);
      if (losses)
        losses[i] = gr_tensor_ref (loss);
      term = factor == 1 ? loss : gx_mul (&scope, loss, gx_number (&scope, gr_float (factor)));
      sum = sum ? gx_add (&scope, sum, term, gr_int (1)) : term;
    }
  if (ok && sum)
    *total = gr_tensor_ref (sum);
  if (ok && !gr_scope_end (&scope, error))
    ok = FALSE;
  else if (!ok)
    gr_scope_end (&scope, NULL);
  for (guint i = 0; !ok && losses && i < module->losses->len; i++)
    g_clear_pointer (&losses[i], gr_tensor_unref);
  return ok;
}

/* --- costs ------------------------------------------------------------------------------------ */

static void
add_cost (const GrCall *call, gint64 nanoseconds, gpointer user)
{
  GrModuleCost *cost = user;
  GrCost        of_call = { 0 };

  gr_call_cost (call, &of_call);
  cost->flops += of_call.flops;
  cost->bytes += of_call.bytes;
}

static void
cost_clear (GrModuleCost *cost)
{
  g_clear_pointer (&cost->output, gr_tensor_unref);
}

/* The same tensor without memory; NULL for NULL. */
static GrTensor *
meta_of (const GrTensor *tensor)
{
  return tensor ? gr_tensor_new_meta (tensor->dtype, GR_META, gr_tensor_shape (tensor)) : NULL;
}

/* Runs block @index on the meta outputs of those before it, listening to what it calls. */
static gboolean
cost_of (GrModule *module, guint index, gint64 batch_size, GArray *costs, GError **error)
{
  const GrRunBlock *block = gr_module_run_block (module, index);
  GrModuleCost      cost = { block->name, block->kind->name, block->id,
                             .shape = block->shape, .stride = block->stride };
  g_autoptr (GPtrArray) mine = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  g_autofree GrTensor **parameters = g_new0 (GrTensor *, block->n_parameters + 1);
  GrTensor             *read[GR_BLOCK_MANY_INPUTS];
  guint                 n = block->n_inputs, listener;

  for (guint i = 0; i < block->n_parameters; i++)
    if ((parameters[i] = meta_of (block->parameters[i])))
      {
        g_ptr_array_add (mine, parameters[i]);
        if (block->kind->parameters[i].role == GR_PARAMETER_TRAINED)
          cost.n_parameters += gr_tensor_numel (parameters[i]);
      }
  for (guint i = 0; i < n; i++)
    read[i] = g_array_index (costs, GrModuleCost, block->inputs[i]).output;
  if (block->input >= 0)
    {
      const GrInts item = gr_module_input_shape (module, (guint) block->input);
      gint64       shape[GR_MAX_DIMS + 1] = { batch_size };

      memcpy (shape + 1, item.v, item.n * sizeof (gint64));
      read[n] = gr_tensor_new_meta (gr_module_input_dtype (module, (guint) block->input), GR_META,
                                    gr_ints (shape, item.n + 1));
      g_ptr_array_add (mine, read[n++]);
    }
  listener = gr_call_listen (add_cost, &cost);
  cost.output = gr_module_run_one (module, index, FALSE, read, n, parameters, FALSE, error);
  gr_call_unlisten (listener);
  if (!cost.output)
    return FALSE;
  g_array_append_val (costs, cost);
  return TRUE;
}

GArray *
gr_module_costs (GrModule *module, gint64 batch_size, GError **error)
{
  g_autoptr (GArray) costs = g_array_new (FALSE, TRUE, sizeof (GrModuleCost));

  g_array_set_clear_func (costs, (GDestroyNotify) cost_clear);
  /* Losses come last among what they read, and nothing reads them: leaving them out would shift the
   * numbers, so each gets an empty place that is taken out at the end. */
  for (guint i = 0; i < module->blocks->len; i++)
    if (gr_block_kind_is_loss (gr_module_run_block (module, i)->kind))
      g_array_append_vals (costs, &(GrModuleCost){ 0 }, 1);
    else if (!cost_of (module, i, batch_size, costs, error))
      return NULL;
  for (guint i = costs->len; i-- > 0;)
    if (!g_array_index (costs, GrModuleCost, i).name)
      g_array_remove_index (costs, i);
  return g_steal_pointer (&costs);
}
