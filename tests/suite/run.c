/* run.c - runs one sample of a row, forward and backward, on copies of its tensors. */
#include "suite.h"

#include "backend.h"
#include "tensor/allocator.h"

#include <string.h>

GrForm
plain_form (const Row *row)
{
  return row->op->flags & GR_OP_ONLY_IN_PLACE ? GR_FORM_IN_PLACE : GR_FORM_PLAIN;
}

gboolean
differentiable (const Row *row)
{
  return row->op->backward || row->op->compose;
}

guint64
wanted_inputs (const Row *row, const Sample *sample)
{
  guint64 wanted = 0;
  gboolean known = golden_has (row->golden, sample->text);
  for (guint j = 0; j < sample->tensors->len; j++)
    if (gr_dtype_is_floating (sample_tensor (sample, j)->dtype)
        && (!known || golden_tensor (row->golden, sample->text, "grad", j)))
      wanted |= G_GUINT64_CONSTANT (1) << j;
  return wanted;
}

/* --- copies --------------------------------------------------------------------------------- */

static void
copy_bytes (GrStorage *to, const GrStorage *from)
{
  gboolean ok = TRUE;
  if (from->nbytes == 0)
    return;
  if (to->device.type != GR_DEVICE_CPU)
    ok = gr_backend_get (to->device.type)
             ->buffer.from_host (to->device.index, to->data, from->data, from->nbytes, NULL);
  else if (from->device.type != GR_DEVICE_CPU)
    ok = gr_backend_get (from->device.type)
             ->buffer.to_host (from->device.index, to->data, from->data, from->nbytes, NULL);
  else
    memcpy (to->data, from->data, from->nbytes);
  g_assert_true (ok);
}

GrTensor *
copy_tensor (const GrTensor *tensor, GrDevice device)
{
  GrTensor *copy = gr_tensor_new_meta (tensor->dtype, device, gr_tensor_shape (tensor));
  memcpy (copy->stride, tensor->stride, sizeof copy->stride);
  copy->offset = tensor->offset;
  copy->is_number = tensor->is_number;
  if (tensor->storage)
    {
      copy->storage = gr_storage_new (device, tensor->storage->nbytes, NULL);
      g_assert_nonnull (copy->storage);
      copy_bytes (copy->storage, tensor->storage);
    }
  return copy;
}

GrTensor *
without_memory (const GrTensor *tensor)
{
  GrTensor *meta = gr_tensor_new_meta (tensor->dtype, GR_META, gr_tensor_shape (tensor));
  memcpy (meta->stride, tensor->stride, sizeof meta->stride);
  meta->offset = tensor->offset;
  meta->is_number = tensor->is_number;
  return meta;
}

Sample *
sample_with (const Sample *sample, GrTensor *const *tensors)
{
  Sample *other = sample_parse (sample->text, NULL);
  for (guint j = 0; j < sample->tensors->len; j++)
    sample_set_tensor (other, j, tensors[j] ? tensors[j] : sample_tensor (sample, j));
  return other;
}

gboolean
sample_has_exact_numbers (const Sample *sample)
{
  return strstr (sample->text, "t([") != NULL;
}

/* --- weights -------------------------------------------------------------------------------- */

GrTensor *
output_weights (const Sample *sample, guint k, const GrTensor *output)
{
  g_autofree char *text = g_strconcat (sample->text, "#weights", NULL);
  GrTensor *weights = gr_tensor_new (output->dtype, GR_CPU, gr_tensor_shape (output), NULL);
  for (gint64 e = 0; e < gr_tensor_numel (weights); e++)
    gr_tensor_set (weights, e, gr_float (sample_random (text, k, e)));
  return weights;
}

gdouble
weighted_sum (const Sample *sample, const Result *result)
{
  gdouble sum = 0;
  for (gsize k = 0; k < result->n_outputs; k++)
    if (gr_dtype_is_floating (result->outputs[k]->dtype))
      {
        g_autoptr (GrTensor) weights = output_weights (sample, k, result->outputs[k]);
        for (gint64 e = 0; e < gr_tensor_numel (weights); e++)
          sum += gr_tensor_get (weights, e).d * gr_tensor_get (result->outputs[k], e).d;
      }
  return sum;
}

/* --- running -------------------------------------------------------------------------------- */

void
result_clear (Result *result)
{
  for (gsize k = 0; k < result->n_outputs; k++)
    {
      g_clear_pointer (&result->outputs[k], gr_tensor_unref);
      if (result->weights)
        g_clear_pointer (&result->weights[k], gr_tensor_unref);
    }
  for (guint j = 0; j < result->n_tensors; j++)
    {
      g_clear_pointer (&result->inputs[j], gr_tensor_unref);
      g_clear_pointer (&result->grads[j], gr_tensor_unref);
    }
  g_free (result->outputs);
  g_free (result->weights);
  g_free (result->inputs);
  g_free (result->grads);
  memset (result, 0, sizeof *result);
}

static gboolean
copy_inputs (const Row *row, const Sample *sample, const Options *options, Result *result,
             GError **error)
{
  guint n = result->n_tensors = sample->tensors->len;
  guint64 wanted = options->gradients ? wanted_inputs (row, sample) : 0;
  result->inputs = g_new0 (GrTensor *, n + 1);
  result->grads = g_new0 (GrTensor *, n + 1);
  for (guint j = 0; j < n; j++)
    {
      result->inputs[j] = copy_tensor (sample_tensor (sample, j), options->device);
      if ((wanted >> j & 1) && !gr_tensor_set_requires_grad (result->inputs[j], TRUE, error))
        return FALSE;
    }
  return TRUE;
}

/* An in-place form may write a tensor, but not a leaf that requires grad. */
static GrTensor *
written_input (GrTensor *input, GError **error)
{
  if (!gr_tensor_requires_grad (input))
    return gr_tensor_ref (input);
  GrValue value = gr_value_tensor (input);
  GrTensor **list = gr_call_named ("clone", GR_FORM_PLAIN, &value, NULL, 1, NULL, NULL, error);
  GrTensor *clone = list ? gr_tensor_ref (list[0]) : NULL;
  gr_tensor_list_free (list);
  return clone;
}

static gboolean
forward (const Row *row, const Sample *sample, Options *options, Result *result, GError **error)
{
  g_autoptr (GrTensor) written = NULL;
  g_autofree GrTensor **inputs = g_memdup2 (result->inputs,
                                            (result->n_tensors + 1) * sizeof *inputs);
  if (options->form == GR_FORM_IN_PLACE && result->n_tensors > 0)
    inputs[0] = written = written_input (inputs[0], error);
  if (options->form == GR_FORM_IN_PLACE && !written)
    return FALSE;

  g_autoptr (Sample) copy = sample_with (sample, inputs);
  g_autoptr (GrBinding) binding
      = gr_bind (row->name, copy->values, copy->names, copy->n_values, error);
  if (!binding)
    return FALSE;
  if (options->fail_forward)
    gr_allocator_fail_nth (options->fail_forward);
  gr_manual_seed (7);
  result->outputs = gr_call_values (row->op, options->form, gr_binding_args (binding), options->out,
                                    &result->n_outputs, error);
  if (options->fail_forward)
    options->failed = !gr_allocator_fail_nth (0);
  return result->outputs != NULL;
}

static gboolean
backward (const Sample *sample, Options *options, Result *result, GError **error)
{
  g_autoptr (GPtrArray) outputs = g_ptr_array_new ();
  g_autoptr (GPtrArray) weights = g_ptr_array_new ();
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  g_autofree GrTensor **grads = g_new0 (GrTensor *, result->n_tensors + 1);
  GrBackwardOptions how = { .create_graph = options->create_graph };

  result->weights = g_new0 (GrTensor *, result->n_outputs + 1);
  for (gsize k = 0; k < result->n_outputs; k++)
    {
      GrTensor *output = result->outputs[k];
      if (!gr_tensor_requires_grad (output))
        continue;
      g_autoptr (GrTensor) made = NULL;
      if (!options->weights)
        made = output_weights (sample, k, output);
      result->weights[k] = copy_tensor (made ? made : options->weights[k], options->device);
      if (options->create_graph)
        gr_tensor_set_requires_grad (result->weights[k], TRUE, NULL);
      g_ptr_array_add (outputs, output);
      g_ptr_array_add (weights, result->weights[k]);
    }
  for (guint j = 0; j < result->n_tensors; j++)
    if (gr_tensor_requires_grad (result->inputs[j]))
      g_ptr_array_add (inputs, result->inputs[j]);
  if (outputs->len == 0 || inputs->len == 0)
    return TRUE;

  if (options->fail_backward)
    gr_allocator_fail_nth (options->fail_backward);
  gboolean ok = gr_autograd_grad ((GrTensor *const *) outputs->pdata,
                                  (GrTensor *const *) weights->pdata, outputs->len,
                                  (GrTensor *const *) inputs->pdata, inputs->len, how, TRUE, grads,
                                  error);
  if (options->fail_backward)
    options->failed = !gr_allocator_fail_nth (0);
  for (guint j = 0, i = 0; ok && j < result->n_tensors; j++)
    if (gr_tensor_requires_grad (result->inputs[j]))
      result->grads[j] = grads[i++];
  return ok;
}

static void
bring_home (GrTensor **list, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (list[i] && list[i]->device.type != GR_DEVICE_CPU)
      {
        GrTensor *home = copy_tensor (list[i], GR_CPU);
        gr_tensor_unref (list[i]);
        list[i] = home;
      }
}

gboolean
run (const Row *row, const Sample *sample, Options *options, Result *result, GError **error)
{
  memset (result, 0, sizeof *result);
  result->in_place = options->form == GR_FORM_IN_PLACE;
  options->failed = FALSE;
  gboolean ok = copy_inputs (row, sample, options, result, error)
                && forward (row, sample, options, result, error);
  if (ok && options->between)
    options->between (result, options->user);
  if (ok && options->gradients)
    ok = backward (sample, options, result, error);
  if (ok && options->device.type != GR_DEVICE_CPU)
    {
      bring_home (result->outputs, result->n_outputs);
      bring_home (result->inputs, result->n_tensors);
      bring_home (result->grads, result->n_tensors);
    }
  if (!ok)
    result_clear (result);
  return ok;
}
