/* infer-block.c - what follows for one block from its settings and from what reaches it.
 *
 * The block is run on meta tensors at two batch sizes: that is its shape rule, there is no other.
 * See infer.h for what is remembered and when it is inferred again.
 */
#include "infer.h"

#include <string.h>

static const gint64 probes[GR_N_PROBES] = { GR_PROBE_0, GR_PROBE_1 };

/* --- states ----------------------------------------------------------------------------------- */

static void
clear_inputs (GrNodeState *state)
{
  for (guint p = 0; p < GR_N_PROBES; p++)
    {
      for (guint i = 0; state->inputs[p] && i < state->n_inputs; i++)
        g_clear_pointer (&state->inputs[p][i], gr_tensor_unref);
      g_clear_pointer (&state->inputs[p], g_free);
    }
  state->n_inputs = 0;
}

void
gr_node_state_free (GrNodeState *state)
{
  if (!state)
    return;
  clear_inputs (state);
  for (guint p = 0; p < GR_N_PROBES; p++)
    g_clear_pointer (&state->output[p], gr_tensor_unref);
  g_free (state->given);
  g_free (state->settings);
  g_free (state->facts);
  g_clear_pointer (&state->problems, g_ptr_array_unref);
  g_free (state);
}

static gsize
settings_size (const GrBlock *block)
{
  return MAX (gr_block_kind_n_attributes (block->kind), 1) * sizeof (GrSetting);
}

/* Whether @state was inferred from these very settings and inputs. */
static gboolean
is_current (const GrNodeState *state, const GrInstance *instance, GrTensor **const inputs[],
            guint n_inputs)
{
  const GrBlock *block = instance->block;
  const guint n = block->kind ? gr_block_kind_n_attributes (block->kind) : 0;

  /* A problem's sentence names other blocks, and an Input looks at the data set. */
  if (!state->given || state->problems || !block->kind || block->kind->category == GR_CATEGORY_INPUT
      || state->n_inputs != n_inputs)
    return FALSE;
  for (guint p = 0; p < GR_N_PROBES; p++)
    if (n_inputs && memcmp (state->inputs[p], inputs[p], n_inputs * sizeof (GrTensor *)) != 0)
      return FALSE;
  for (guint i = 0; i < n; i++)
    if (!gr_setting_equal (&state->given[i], &block->settings[i]))
      return FALSE;
  return TRUE;
}

/* --- one block -------------------------------------------------------------------------------- */

/* Whether an explicit attribute says what the data say. */
static gboolean
agrees (const GrSetting *given, const GrSetting *found, GrAutoRule rule)
{
  if (rule != GR_AUTO_SAMPLE)
    return gr_setting_equal (given, found);
  /* The last sizes are enough: LayerNorm (64) of N×10×64. */
  return given->n <= found->n
         && memcmp (given->ints, found->ints + found->n - given->n, given->n * sizeof (gint64))
                == 0;
}

/* Fills in the auto attributes from the input, and compares the others with it. */
static gboolean
resolve (const GrWhere *where)
{
  const GrBlock *block = where->instance->block;
  const GrBlockKind *kind = block->kind;
  GrNodeState *state = where->state;
  GrTensor *input[GR_N_PROBES] = { NULL };
  GrInts data = GR_NO_INTS;
  guint number = 0;

  for (guint p = 0; p < GR_N_PROBES && state->n_inputs; p++)
    input[p] = state->inputs[p][0];
  if (kind->category == GR_CATEGORY_INPUT)
    {
      for (guint i = 0; g_ptr_array_index (where->model->blocks, i) != block; i++)
        number += ((GrBlock *)where->model->blocks->pdata[i])->kind == kind;
      data = gr_model_data_shape (where->model, number);
    }
  for (guint i = 0; i < gr_block_kind_n_attributes (kind); i++)
    {
      const GrAutoRule rule = kind->attributes[i].follows;
      GrSetting *setting = &state->settings[i], found[GR_N_PROBES];
      gboolean resolved = rule != GR_AUTO_NEVER;

      for (guint p = 0; resolved && p < GR_N_PROBES; p++)
        resolved = gr_block_resolve (kind, state->settings, i,
                                     input[p] ? gr_tensor_shape (input[p]) : GR_EMPTY_INTS, data,
                                     &found[p]);
      if (setting->kind == GR_SETTING_AUTO && !resolved)
        return gr_say_unresolved (where, i), FALSE;
      if (!resolved || rule == GR_AUTO_KERNEL)
        {
          if (setting->kind == GR_SETTING_AUTO)
            *setting = found[0];
          continue;
        }
      if (setting->kind == GR_SETTING_AUTO && !gr_setting_equal (&found[0], &found[1]))
        return gr_say_batch_dependent (where, i), FALSE;
      if (setting->kind == GR_SETTING_AUTO)
        *setting = found[0];
      else if (!agrees (setting, &found[0], rule))
        {
          gr_say_wrong_size (where, i, &found[0]);
          if (rule != GR_AUTO_DATA) /* other data leave the model what it is */
            return FALSE;
        }
    }
  return TRUE;
}

static gint64
product (const gint64 *shape, gint n)
{
  gint64 numel = 1;

  for (gint i = 0; i < n; i++)
    if (__builtin_mul_overflow (numel, shape[i], &numel))
      return G_MAXINT64;
  return numel;
}

/* The block's parameters as meta tensors; entries NULL where it has none. Free with unref_all(). */
static GrTensor **
meta_parameters (const GrBlockKind *kind, GrNodeState *state)
{
  const guint n = gr_block_kind_n_parameters (kind);
  GrTensor **parameters = g_new0 (GrTensor *, n + 1);

  state->n_parameters = 0;
  for (guint i = 0; i < n; i++)
    {
      gint64 shape[GR_MAX_DIMS];
      gint ndim;

      if (!gr_block_parameter_shape (kind, state->settings, i, shape, &ndim))
        continue;
      parameters[i] = gr_tensor_new_meta (
          kind->parameters[i].role == GR_PARAMETER_COUNTER ? GR_INT64 : GR_FLOAT32, GR_META,
          gr_ints (shape, ndim));
      if (kind->parameters[i].role == GR_PARAMETER_TRAINED)
        state->n_parameters += product (shape, ndim);
    }
  return parameters;
}

static void
unref_all (GrTensor **tensors, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&tensors[i], gr_tensor_unref);
  g_free (tensors);
}

/* What a batch of @n items looks like before it reaches an Input. */
static GrTensor *
meta_batch (const GrBlockKind *kind, const GrSetting *settings, gint64 n)
{
  const GrSetting *shape = gr_block_setting (kind, settings, "shape");
  const char *dtype = gr_block_setting (kind, settings, "dtype")->choice;
  gint64 sizes[GR_MAX_DIMS + 1] = { n };
  const gint ndim = MIN (shape->n + 1, GR_MAX_DIMS);

  memcpy (sizes + 1, shape->ints, (ndim - 1) * sizeof (gint64));
  return gr_tensor_new_meta (g_str_equal (dtype, "int64") ? GR_INT64 : GR_FLOAT32, GR_META,
                             gr_ints (sizes, ndim));
}

/* What stands for the data set's target where a loss's is not linked. */
static GrTensor *
meta_target (GrTarget target, const GrTensor *prediction)
{
  gint64 shape[GR_MAX_DIMS];
  gint n = 0;

  for (gint i = 0; i < prediction->ndim; i++)
    if (target != GR_TARGET_CLASSES || i != 1)
      shape[n++] = prediction->shape[i];
  return gr_tensor_new_meta (target == GR_TARGET_CLASSES ? GR_INT64 : prediction->dtype, GR_META,
                             gr_ints (shape, n));
}

/* Runs the block on meta tensors at one batch size. (transfer full), NULL with an error. */
static GrTensor *
probe (const GrWhere *where, guint p, GrTensor **parameters, GError **error)
{
  const GrBlockKind *kind = where->instance->block->kind;
  GrNodeState *state = where->state;
  GrTensor *inputs[GR_BLOCK_MANY_INPUTS] = { NULL };
  guint n = 0;
  GrScope scope = GR_SCOPE_INIT;
  GrTensor *output;
  g_autoptr (GrTensor) result = NULL;

  for (guint i = 0; i < state->n_inputs; i++)
    if (state->inputs[p][i])
      inputs[n++] = state->inputs[p][i];
  if (kind->category == GR_CATEGORY_INPUT)
    inputs[n++] = gr_scope_keep (&scope, meta_batch (kind, state->settings, probes[p]));
  else if (gr_block_kind_is_loss (kind) && n == 1)
    inputs[n++] = gr_scope_keep (&scope, meta_target (kind->target, inputs[0]));

  output = kind->forward (&scope,
                          &(GrBlockCall){ kind, state->settings, inputs, n, parameters, FALSE });
  if (output)
    result = gr_tensor_ref (output);
  if (!gr_scope_end (&scope, error))
    return NULL;
  return g_steal_pointer (&result);
}

GrTensor *
gr_node_state_probe (const GrWhere *where, guint p)
{
  const GrBlockKind *kind = where->instance->block->kind;
  GrTensor **parameters = meta_parameters (kind, where->state);
  GrTensor *output = probe (where, p, parameters, NULL);

  unref_all (parameters, gr_block_kind_n_parameters (kind));
  return output;
}

/* --- a·N + b ---------------------------------------------------------------------------------- */

static GrSize
fit (gint64 at_0, gint64 at_1)
{
  const gint64 step = GR_PROBE_1 - GR_PROBE_0;
  GrSize size = { 0 };

  if (at_0 == GR_UNKNOWN_SIZE || at_1 == GR_UNKNOWN_SIZE || (at_1 - at_0) % step != 0)
    return (GrSize){ .unknown = TRUE };
  size.per_batch = (at_1 - at_0) / step;
  size.fixed = at_0 - size.per_batch * GR_PROBE_0;
  /* N², say, seems to begin far below zero. */
  size.unknown = size.per_batch < 0 || size.fixed < -GR_PROBE_0;
  return size;
}

static gboolean
same_layout (const GrTensor *a, const GrTensor *b)
{
  return a && b && a->dtype == b->dtype && gr_tensor_same_shape (a, b)
         && memcmp (a->stride, b->stride, a->ndim * sizeof (gint64)) == 0;
}

/* Takes over new outputs, unless they are like those that are there. */
static void
take_outputs (GrNodeState *state, GrTensor *output[GR_N_PROBES])
{
  gboolean same = TRUE;

  for (guint p = 0; p < GR_N_PROBES; p++)
    same &= same_layout (state->output[p], output[p]);
  for (guint p = 0; p < GR_N_PROBES; p++)
    if (same)
      gr_tensor_unref (output[p]);
    else
      {
        g_clear_pointer (&state->output[p], gr_tensor_unref);
        state->output[p] = output[p];
      }
  if (same || !output[0] || !output[1])
    return;
  for (gint i = 0; i < output[0]->ndim; i++)
    {
      state->shape[i] = fit (output[0]->shape[i], output[1]->shape[i]);
      state->stride[i] = fit (output[0]->stride[i], output[1]->stride[i]);
    }
}

/* --- checks before a block is run ------------------------------------------------------------- */

/* FALSE where an input is missing, or not known, or comes from a loss. */
static gboolean
inputs_ready (const GrWhere *where)
{
  const GrBlockKind *kind = where->instance->block->kind;
  const GrInstance *instance = where->instance;
  const gboolean many = kind->max_inputs == GR_BLOCK_MANY_INPUTS;
  guint linked = 0;
  gboolean ready = TRUE;

  for (guint i = 0; i < instance->n_inputs; i++)
    {
      const GrInstance *source;

      if (instance->inputs[i] < 0)
        continue;
      linked++;
      source = gr_plan_instance (where->inference->plan, (guint) instance->inputs[i]);
      if (source->block->kind && gr_block_kind_is_loss (source->block->kind))
        gr_say_reads_loss (where, i), ready = FALSE;
      else if (!where->state->inputs[0][i])
        ready = FALSE; /* what is wrong there is said there */
    }
  if (many)
    {
      if (linked < gr_block_kind_min_inputs (kind))
        gr_say_missing_input (where, 0), ready = FALSE;
      return ready;
    }
  for (guint i = 0; i < gr_block_kind_min_inputs (kind); i++)
    if (i >= instance->n_inputs || instance->inputs[i] < 0)
      {
        gr_say_missing_input (where, i);
        return FALSE;
      }
  return ready;
}

/* Of a kind that minds the rank of its input, which is its first. */
static gboolean
rank_fits (const GrBlockKind *kind, const GrNodeState *state)
{
  gint ndim;

  if (!kind->max_dims)
    return TRUE;
  ndim = state->n_inputs ? state->inputs[0][0]->ndim : 0;
  return ndim >= kind->min_dims && ndim <= kind->max_dims;
}

/* --- inferring one instance ------------------------------------------------------------------- */

static void
infer_block (const GrWhere *where)
{
  const GrBlockKind *kind = where->instance->block->kind;
  GrNodeState *state = where->state;
  GrTensor *output[GR_N_PROBES] = { NULL };
  GrTensor **parameters;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&state->problems, g_ptr_array_unref);
  g_clear_pointer (&state->settings, g_free);
  g_clear_pointer (&state->facts, g_free);
  state->n_parameters = 0;
  if (!kind)
    gr_say_unknown_kind (where);
  else if (inputs_ready (where))
    {
      state->settings
          = g_memdup2 (where->instance->block->settings, settings_size (where->instance->block));
      if (!rank_fits (kind, state))
        {
          gr_say_rank (where);
          g_clear_pointer (&state->settings, g_free);
        }
      else if (!resolve (where))
        g_clear_pointer (&state->settings, g_free);
    }
  if (state->settings)
    {
      parameters = meta_parameters (kind, state);
      for (guint p = 0; p < GR_N_PROBES && !error; p++)
        output[p] = probe (where, p, parameters, &error);
      unref_all (parameters, gr_block_kind_n_parameters (kind));
      if (error)
        {
          gr_say_refused (where, error);
          for (guint p = 0; p < GR_N_PROBES; p++)
            g_clear_pointer (&output[p], gr_tensor_unref);
        }
      else
        gr_say_wants_flatten (where);
    }
  take_outputs (state, output);
}

static void
set_inputs (GrNodeState *state, GrTensor **const inputs[], guint n)
{
  clear_inputs (state);
  for (guint p = 0; p < GR_N_PROBES; p++)
    {
      state->inputs[p] = g_memdup2 (inputs[p], MAX (n, 1) * sizeof (GrTensor *));
      for (guint i = 0; i < n; i++)
        if (inputs[p][i])
          gr_tensor_ref (inputs[p][i]);
    }
  state->n_inputs = n;
}

void
gr_node_state_update (GrModel *model, GrInference *inference, guint index)
{
  GrInstance *instance = gr_plan_instance (inference->plan, index);
  GrNodeState *state = g_ptr_array_index (inference->states, index);
  GrWhere where = { model, inference, instance, state };
  GrTensor *inputs[GR_N_PROBES][GR_BLOCK_MANY_INPUTS];
  GrTensor **const places[GR_N_PROBES] = { inputs[0], inputs[1] };
  const guint n = instance->n_inputs;

  for (guint p = 0; p < GR_N_PROBES; p++)
    for (guint i = 0; i < n; i++)
      inputs[p][i]
          = instance->inputs[i] < 0
                ? NULL
                : ((GrNodeState *)inference->states->pdata[instance->inputs[i]])->output[p];
  if (is_current (state, instance, places, n))
    return;

  set_inputs (state, places, n);
  g_free (state->given);
  state->given = instance->block->kind
                     ? g_memdup2 (instance->block->settings, settings_size (instance->block))
                     : NULL;
  infer_block (&where);
}

void
gr_node_state_try (GrModel *model, const GrInference *inference, const GrBlock *block,
                   guint source, GrNodeState *state)
{
  const guint n = MIN (gr_block_kind_min_inputs (block->kind), GR_BLOCK_MANY_INPUTS);
  const GrNodeState *before = g_ptr_array_index (inference->states, source);
  GrTensor *tensors[GR_N_PROBES][GR_BLOCK_MANY_INPUTS];
  GrTensor **const places[GR_N_PROBES] = { tensors[0], tensors[1] };
  gint sources[GR_BLOCK_MANY_INPUTS];
  const GrInstance instance
      = { .block = block, .copy = "", .name = block->name, .n_inputs = n, .inputs = sources };
  const GrWhere where = { model, inference, &instance, state };

  for (guint i = 0; i < n; i++)
    {
      sources[i] = (gint)source;
      for (guint p = 0; p < GR_N_PROBES; p++)
        tensors[p][i] = before->output[p];
    }
  set_inputs (state, places, n);
  infer_block (&where);
}

void
gr_node_state_forget (GrNodeState *state)
{
  GrTensor *nothing[GR_N_PROBES] = { NULL };

  g_clear_pointer (&state->given, g_free);
  g_clear_pointer (&state->settings, g_free);
  g_clear_pointer (&state->facts, g_free);
  g_clear_pointer (&state->problems, g_ptr_array_unref);
  clear_inputs (state);
  take_outputs (state, nothing);
}
