/* module.c - lowers a model to a GrModule: what runs in which order, and its parameters in flat
 * arenas. Running is run.c, loading and keeping values state.c, printing tree.c. See module.h. */
#include "module-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "infer.h"

#include "gradus-functions.h"

/* Parameters begin on multiples of this many elements, a cache line or more. */
#define ARENA_ALIGNMENT 16

/* --- life ------------------------------------------------------------------------------------- */

static void
run_block_free (GrRunBlock *block)
{
  for (guint i = 0; i < block->n_parameters; i++)
    g_clear_pointer (&block->parameters[i], gr_tensor_unref);
  g_free (block->parameters);
  g_free (block->inputs);
  g_free (block->settings);
  g_free (block->id);
  g_free (block->copy);
  g_free (block->name);
  g_free (block);
}

static void
entry_clear (GrEntry *entry)
{
  g_free (entry->public.name);
  g_clear_pointer (&entry->public.tensor, gr_tensor_unref);
}

static void
loss_clear (GrModuleLoss *loss)
{
  g_free (loss->name);
}

static GrModule *
module_alloc (GrDType dtype, GrDevice device)
{
  GrModule *module = g_new0 (GrModule, 1);

  g_atomic_ref_count_init (&module->refs);
  module->dtype = dtype;
  module->device = device;
  module->training = TRUE;
  module->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) run_block_free);
  module->inputs = g_array_new (FALSE, FALSE, sizeof (guint));
  module->outputs = g_array_new (FALSE, FALSE, sizeof (guint));
  module->losses = g_array_new (FALSE, FALSE, sizeof (GrModuleLoss));
  g_array_set_clear_func (module->losses, (GDestroyNotify) loss_clear);
  module->loss_blocks = g_array_new (FALSE, FALSE, sizeof (guint));
  module->entries = g_array_new (FALSE, TRUE, sizeof (GrEntry));
  g_array_set_clear_func (module->entries, (GDestroyNotify) entry_clear);
  module->entry_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  return module;
}

GrModule *
gr_module_ref (GrModule *module)
{
  g_atomic_ref_count_inc (&module->refs);
  return module;
}

void
gr_module_unref (GrModule *module)
{
  if (!g_atomic_ref_count_dec (&module->refs))
    return;
  g_hash_table_unref (module->entry_by_name);
  g_array_unref (module->entries);
  g_array_unref (module->losses);
  g_array_unref (module->loss_blocks);
  g_array_unref (module->inputs);
  g_array_unref (module->outputs);
  g_ptr_array_unref (module->blocks);
  g_clear_pointer (&module->tree, gr_tree_free);
  g_clear_pointer (&module->parameters, gr_tensor_unref);
  g_clear_pointer (&module->gradients, gr_tensor_unref);
  g_clear_pointer (&module->hooks, g_array_unref);
  g_free (module->values);
  g_free (module);
}

/* --- blocks ----------------------------------------------------------------------------------- */

/* @place says which block of the module each instance of the plan became. */
static void
add_block (GrModule *module, const GrInference *inference, guint instance_index, guint *place)
{
  const GrInstance  *instance = gr_plan_instance (inference->plan, instance_index);
  const GrNodeState *state = g_ptr_array_index (inference->states, instance_index);
  const GrBlockKind *kind = instance->block->kind;
  GrRunBlock        *block = g_new0 (GrRunBlock, 1);
  const guint        index = module->blocks->len;

  place[instance_index] = index;
  block->kind = kind;
  block->id = g_strdup (instance->block->id);
  block->copy = g_strdup (instance->copy);
  block->name = g_strdup (instance->name);
  block->label = (GrModuleBlock){ block->name, kind->name, block->id };
  block->settings = g_memdup2 (state->settings,
                               MAX (gr_block_kind_n_attributes (kind), 1) * sizeof (GrSetting));
  memcpy (block->shape, state->shape, sizeof block->shape);
  memcpy (block->stride, state->stride, sizeof block->stride);
  block->n_parameters = gr_block_kind_n_parameters (kind);
  block->parameters = g_new0 (GrTensor *, block->n_parameters + 1);
  block->inputs = g_new0 (guint, instance->n_inputs + 1);
  block->input = block->output = block->relu = -1;
  block->last_use = index;
  for (guint i = 0; i < instance->n_inputs; i++)
    if (instance->inputs[i] >= 0)
      {
        const guint from = place[instance->inputs[i]];

        block->inputs[block->n_inputs++] = from;
        gr_module_run_block (module, from)->last_use = index;
      }
  g_ptr_array_add (module->blocks, block);
}

/* The order of Inputs is that of the document, which the data set's inputs follow. */
static void
find_inputs (GrModule *module, GrModel *model)
{
  for (guint i = 0; i < model->blocks->len; i++)
    {
      const GrBlock *block = g_ptr_array_index (model->blocks, i);

      for (guint j = 0; block->kind->category == GR_CATEGORY_INPUT && j < module->blocks->len; j++)
        {
          GrRunBlock *run_block = gr_module_run_block (module, j);

          if (!g_str_equal (run_block->id, block->id))
            continue;
          run_block->input = (gint) module->inputs->len;
          g_array_append_val (module->inputs, j);
        }
    }
}

static void
find_outputs (GrModule *module)
{
  g_autofree gboolean *read = g_new0 (gboolean, module->blocks->len + 1);
  g_autofree gboolean *judged = g_new0 (gboolean, module->blocks->len + 1);

  for (guint i = 0; i < module->blocks->len; i++)
    {
      const GrRunBlock *block = gr_module_run_block (module, i);

      for (guint j = 0; j < block->n_inputs; j++)
        if (gr_block_kind_is_loss (block->kind))
          judged[block->inputs[j]] = TRUE;
        else
          read[block->inputs[j]] = TRUE;
    }
  for (guint i = 0; i < module->blocks->len; i++)
    {
      GrRunBlock *block = gr_module_run_block (module, i);

      if (gr_block_kind_is_loss (block->kind) || block->input >= 0 || (read[i] && !judged[i]))
        continue;
      block->output = (gint) module->outputs->len;
      g_array_append_val (module->outputs, i);
    }
}

/* A block and the ReLU that alone reads it can run as one operator, where the kind has it. */
static void
find_pairs (GrModule *module)
{
  g_autofree guint  *readers = g_new0 (guint, module->blocks->len + 1);
  const GrBlockKind *relu = gr_block_kind_find ("ReLU");

  for (guint i = 0; i < module->blocks->len; i++)
    for (guint j = 0; j < gr_module_run_block (module, i)->n_inputs; j++)
      readers[gr_module_run_block (module, i)->inputs[j]]++;
  for (guint i = 0; i < module->blocks->len; i++)
    {
      const GrRunBlock *block = gr_module_run_block (module, i);
      GrRunBlock       *source;

      if (block->kind != relu)
        continue;
      source = gr_module_run_block (module, block->inputs[0]);
      if (source->kind->forward_relu && source->output < 0 && readers[block->inputs[0]] == 1)
        source->relu = (gint) i;
    }
}

static void
find_losses (GrModule *module)
{
  for (guint i = 0; i < module->blocks->len; i++)
    {
      const GrRunBlock *block = gr_module_run_block (module, i);
      GrModuleLoss      loss = { 0 };

      if (!gr_block_kind_is_loss (block->kind))
        continue;
      loss.name = g_strdup (block->name);
      loss.factor = gr_block_setting (block->kind, block->settings, "factor")->number;
      loss.target_kind = block->kind->target;
      loss.output = (guint) MAX (gr_module_run_block (module, block->inputs[0])->output, 0);
      loss.target = block->n_inputs > 1
                        ? -1
                        : (gint) gr_block_setting (block->kind, block->settings, "target")->ints[0];
      loss.input
          = block->n_inputs > 1 ? gr_module_run_block (module, block->inputs[1])->input : -1;
      loss.summed = g_str_equal (
          gr_block_setting (block->kind, block->settings, "reduction")->choice, "sum");
      loss.ignores = gr_block_kind_attribute (block->kind, "ignore_index") >= 0;
      if (loss.ignores)
        loss.ignore_index
            = gr_block_setting (block->kind, block->settings, "ignore_index")->ints[0];
      g_array_append_val (module->losses, loss);
      g_array_append_val (module->loss_blocks, i);
    }
}

/* --- parameters ------------------------------------------------------------------------------- */

static void
add_entries_of (GrModule *module, guint index)
{
  const GrRunBlock *block = gr_module_run_block (module, index);

  for (gint buffers = 0; buffers < 2; buffers++)
    for (guint i = 0; i < block->n_parameters; i++)
      {
        const GrParameter *row = &block->kind->parameters[i];
        GrEntry            entry = { .run_block = index, .parameter = i };
        gint64             shape[GR_MAX_DIMS];
        gint               ndim;

        if ((row->role != GR_PARAMETER_TRAINED) != buffers
            || !gr_block_parameter_shape (block->kind, block->settings, i, shape, &ndim))
          continue;
        entry.public.name = g_strdup_printf ("%s.%s", block->name, row->name);
        entry.public.is_buffer = buffers;
        entry.public.frozen = gr_block_setting (block->kind, block->settings, "frozen")->ints[0];
        entry.public.lr_factor
            = gr_block_setting (block->kind, block->settings, "lr_factor")->number;
        entry.public.offset = -1;
        entry.public.block = block->id;
        g_array_append_val (module->entries, entry);
      }
}

/* In the order of the tree: module by module, as PyTorch lists them. */
static void
add_entries (GrModule *module, const GrTree *tree)
{
  if (!tree->children)
    add_entries_of (module, tree->run_block);
  for (guint i = 0; tree->children && i < tree->children->len; i++)
    add_entries (module, g_ptr_array_index (tree->children, i));
}

/* A parameter's first value: the model's kept one where it fits, else drawn. */
static GrTensor *
first_value (GrModule *module, GrModel *model, const GrEntry *entry, GrGenerator *generator,
             GError **error)
{
  const GrRunBlock *block = gr_module_run_block (module, entry->run_block);
  const GrParameter *row = &block->kind->parameters[entry->parameter];
  GrTensor         *kept
      = gr_kept_value (gr_model_kept (model), block->id, block->copy, row->name);
  g_autoptr (GrTensor) fresh = NULL;

  if (module->device.type == GR_DEVICE_META)
    {
      gint64 shape[GR_MAX_DIMS];
      gint   ndim = 0;

      gr_block_parameter_shape (block->kind, block->settings, entry->parameter, shape, &ndim);
      return gr_tensor_new_meta (row->role == GR_PARAMETER_COUNTER ? GR_INT64 : module->dtype,
                                 GR_META, gr_ints (shape, ndim));
    }
  fresh = gr_block_parameter_new (block->kind, block->settings, entry->parameter, module->dtype,
                                  generator, error);
  if (!fresh)
    return NULL;
  if (kept && gr_tensor_same_shape (kept, fresh) && !gr_tensor_copy_ (fresh, kept, error))
    return NULL;
  return g_steal_pointer (&fresh);
}

static gboolean
make_arenas (GrModule *module, GPtrArray *values, GError **error)
{
  gint64 size = 0;

  for (guint i = 0; i < values->len; i++)
    {
      GrEntry *entry = gr_module_entry (module, i);

      entry->public.numel = gr_tensor_numel (g_ptr_array_index (values, i));
      if (entry->public.is_buffer)
        continue;
      entry->public.offset = size;
      size += (entry->public.numel + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
      module->n_parameters += entry->public.numel;
    }
  if (size == 0 || module->device.type == GR_DEVICE_META)
    return TRUE;
  module->parameters = gr_tensor_zeros (GR_INTS (size), module->dtype, module->device, error);
  if (module->parameters)
    module->gradients = gr_tensor_zeros (GR_INTS (size), module->dtype, module->device, error);
  return module->gradients != NULL;
}

/* A view of an arena with the shape of @like. */
static GrTensor *
arena_view (GrTensor *arena, const GrTensor *like, gint64 offset, GError **error)
{
  gint64 strides[GR_MAX_DIMS];

  gr_contiguous_strides (gr_tensor_shape (like), strides);
  return gr_tensor_new_view (arena, gr_tensor_shape (like), gr_ints (strides, like->ndim), offset,
                             error);
}

static gboolean
place_parameter (GrModule *module, GrEntry *entry, GrTensor *value, GError **error)
{
  g_autoptr (GrTensor) gradient = NULL;

  entry->public.tensor = arena_view (module->parameters, value, entry->public.offset, error);
  if (!entry->public.tensor || !gr_tensor_copy_ (entry->public.tensor, value, error))
    return FALSE;
  if (entry->public.frozen)
    return TRUE;
  gradient = arena_view (module->gradients, value, entry->public.offset, error);
  if (!gradient || !gr_tensor_set_requires_grad (entry->public.tensor, TRUE, error))
    return FALSE;
  gr_tensor_set_grad (entry->public.tensor, gradient);
  return TRUE;
}

/* Of a module without memory. */
static gboolean
place_meta (GrModule *module, GrEntry *entry, GrTensor *value, GError **error)
{
  entry->public.tensor = gr_tensor_ref (value);
  return TRUE;
}

static gboolean
place_buffer (GrModule *module, GrEntry *entry, GrTensor *value, GError **error)
{
  entry->public.tensor = gr_tensor_to_device (value, module->device, error);
  return entry->public.tensor != NULL;
}

static gboolean
make_parameters (GrModule *module, GrModel *model, GrGenerator *generator, GError **error)
{
  g_autoptr (GPtrArray) values
      = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);

  add_entries (module, module->tree);
  for (guint i = 0; i < module->entries->len; i++)
    {
      GrTensor *value = first_value (module, model, gr_module_entry (module, i), generator, error);

      if (!value)
        return FALSE;
      g_ptr_array_add (values, value);
    }
  if (!make_arenas (module, values, error))
    return FALSE;
  for (guint i = 0; i < values->len; i++)
    {
      GrEntry    *entry = gr_module_entry (module, i);
      GrRunBlock *block = gr_module_run_block (module, entry->run_block);
      GrTensor   *value = g_ptr_array_index (values, i);
      gboolean (*place) (GrModule *, GrEntry *, GrTensor *, GError **)
          = module->device.type == GR_DEVICE_META ? place_meta
            : entry->public.is_buffer             ? place_buffer
                                                  : place_parameter;

      if (!place (module, entry, value, error))
        return FALSE;
      block->parameters[entry->parameter] = gr_tensor_ref (entry->public.tensor);
      g_hash_table_insert (module->entry_by_name, entry->public.name, GUINT_TO_POINTER (i + 1));
    }
  return TRUE;
}

GrModule *
gr_module_new (GrModel *model, GrDType dtype, GrDevice device, GrGenerator *generator,
               GError **error)
{
  const GrInference *inference;
  g_autofree guint  *place = NULL;
  g_autoptr (GrModule) module = NULL;

  if (dtype != GR_FLOAT32 && dtype != GR_FLOAT64)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   _ ("A model runs in float32 or float64, not in %s"), gr_dtype_name (dtype));
      return NULL;
    }
  if (!gr_model_check (model, error))
    return NULL;
  inference = gr_model_inference (model);
  place = g_new0 (guint, inference->plan->instances->len + 1);
  module = module_alloc (dtype, device);
  for (guint i = 0; i < inference->plan->order->len; i++)
    add_block (module, inference, g_array_index (inference->plan->order, guint, i), place);
  find_inputs (module, model);
  find_outputs (module);
  find_pairs (module);
  find_losses (module);
  module->values = g_new0 (GrTensor *, module->blocks->len + 1);
  module->tree = gr_tree_new (model, inference->plan, module->blocks,
                              (const guint *) inference->plan->order->data);
  if (!make_parameters (module, model, generator, error))
    return NULL;
  return g_steal_pointer (&module);
}

/* --- asking ----------------------------------------------------------------------------------- */

void
gr_module_train (GrModule *module, gboolean training)
{
  module->training = training;
}

gboolean
gr_module_training (GrModule *module)
{
  return module->training;
}

guint
gr_module_n_inputs (GrModule *module)
{
  return module->inputs->len;
}

static const GrRunBlock *
input_block (GrModule *module, guint i)
{
  return gr_module_run_block (module, g_array_index (module->inputs, guint, i));
}

const char *
gr_module_input_name (GrModule *module, guint i)
{
  return input_block (module, i)->name;
}

GrInts
gr_module_input_shape (GrModule *module, guint i)
{
  const GrRunBlock *block = input_block (module, i);
  const GrSetting  *shape = gr_block_setting (block->kind, block->settings, "shape");

  return gr_ints (shape->ints, shape->n);
}

GrDType
gr_module_input_dtype (GrModule *module, guint i)
{
  const GrRunBlock *block = input_block (module, i);
  const char       *dtype = gr_block_setting (block->kind, block->settings, "dtype")->choice;

  return g_str_equal (dtype, "int64") ? GR_INT64 : module->dtype;
}

guint
gr_module_n_outputs (GrModule *module)
{
  return module->outputs->len;
}

const char *
gr_module_output_name (GrModule *module, guint i)
{
  return gr_module_run_block (module, g_array_index (module->outputs, guint, i))->name;
}

guint
gr_module_n_losses (GrModule *module)
{
  return module->losses->len;
}

const GrModuleLoss *
gr_module_loss (GrModule *module, guint i)
{
  g_return_val_if_fail (i < module->losses->len, NULL);
  return &g_array_index (module->losses, GrModuleLoss, i);
}

guint
gr_module_n_tensors (GrModule *module)
{
  return module->entries->len;
}

const GrModuleTensor *
gr_module_tensor (GrModule *module, guint i)
{
  g_return_val_if_fail (i < module->entries->len, NULL);
  return &gr_module_entry (module, i)->public;
}

const GrModuleTensor *
gr_module_find (GrModule *module, const char *name)
{
  const guint index = GPOINTER_TO_UINT (g_hash_table_lookup (module->entry_by_name, name));

  return index ? &gr_module_entry (module, index - 1)->public : NULL;
}

gint64
gr_module_n_parameters (GrModule *module)
{
  return module->n_parameters;
}

GrTensor *
gr_module_parameters (GrModule *module)
{
  return module->parameters;
}

GrTensor *
gr_module_gradients (GrModule *module)
{
  return module->gradients;
}
