/* check-meta.c - backward over tensors without memory: it has to find the shape of every gradient
 * from shapes alone, as inference does forward. What a recorded batch will take is found so. */
#include "suite.h"

/* The inputs of the run of which @result is the outcome, without memory. */
static GPtrArray *
stand_ins (const Result *result)
{
  GPtrArray *metas = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);

  for (guint j = 0; j < result->n_tensors; j++)
    {
      GrTensor *meta = without_memory (result->inputs[j]);

      gr_tensor_set_requires_grad (meta, gr_tensor_requires_grad (result->inputs[j]), NULL);
      g_ptr_array_add (metas, meta);
    }
  return metas;
}

/* Calls the row with @metas and goes backward; @grads has a place a tensor. */
static gboolean
run_meta (const Row *row, const Sample *sample, GPtrArray *metas, GrTensor **grads, GError **error)
{
  g_autoptr (Sample) copy = sample_with (sample, (GrTensor *const *) metas->pdata);
  g_autoptr (GrBinding) binding = gr_bind (row->name, copy->values, copy->names, copy->n_values,
                                           error);
  g_autoptr (GPtrArray) outputs = g_ptr_array_new ();
  g_autoptr (GPtrArray) weights = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  gsize n = 0;
  GrTensor **given = binding ? gr_call_values (row->op, GR_FORM_PLAIN, gr_binding_args (binding),
                                               NULL, &n, error)
                             : NULL;
  gboolean ok = given != NULL;

  for (gsize k = 0; k < n; k++)
    if (gr_tensor_requires_grad (given[k]))
      {
        g_ptr_array_add (outputs, given[k]);
        g_ptr_array_add (weights, without_memory (given[k]));
      }
  for (guint j = 0; ok && outputs->len && j < metas->len; j++)
    if (gr_tensor_requires_grad (metas->pdata[j]))
      ok = gr_autograd_grad ((GrTensor *const *) outputs->pdata, (GrTensor *const *) weights->pdata,
                             outputs->len, (GrTensor *const *) &metas->pdata[j], 1,
                             (GrBackwardOptions){ .retain_graph = TRUE }, TRUE, &grads[j], error);
  gr_tensor_list_free (given);
  return ok;
}

void
check_meta_backward (const Row *row, const Sample *sample, GString *report)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row), .gradients = TRUE };

  if (!differentiable (row) || plain_form (row) != GR_FORM_PLAIN
      || (row->op->flags & GR_OP_DATA_SIZE))
    return;
  for (guint i = 0; i < sample->n_values; i++)
    if (sample->values[i].kind == GR_VALUE_DEVICE)
      return;
  if (!run (row, sample, &options, &result, &error))
    {
      report_error (report, "the call fails", error);
      return;
    }
  g_autoptr (GPtrArray) metas = stand_ins (&result);
  g_autofree GrTensor **grads = g_new0 (GrTensor *, metas->len + 1);
  if (!run_meta (row, sample, metas, grads, &error))
    report_error (report, "backward without memory fails", error);
  for (guint j = 0; j < metas->len; j++)
    {
      if (!error && result.grads[j]
          && (!grads[j] || !gr_tensor_same_shape (grads[j], result.grads[j])
              || grads[j]->dtype != result.grads[j]->dtype))
        g_string_append_printf (report, "gradient for tensor %u is not inferred as it is\n", j);
      g_clear_pointer (&grads[j], gr_tensor_unref);
    }
}
