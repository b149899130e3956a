/* check-gradients.c - a row's gradients, and the gradients of its gradients, against central
 * differences in float64. */
#include "suite.h"

#include <math.h>

#define ELEMENTS 12 /* of each tensor that are tried */

/* The function whose slope is measured: at the sample's tensors as they are now. */
typedef gboolean (*Measure) (const Row *row, const Sample *sample, GrTensor *const *weights,
                             gdouble *value, GError **error);

static gboolean
measure_first (const Row *row, const Sample *sample, GrTensor *const *weights, gdouble *value,
               GError **error)
{
  g_auto (Result) result = { 0 };
  Options options = { .form = plain_form (row) };
  if (!run (row, sample, &options, &result, error))
    return FALSE;
  *value = weighted_sum (sample, &result);
  return TRUE;
}

/* What the j-th gradient is weighted with. */
static GrTensor *
second_weights (const Sample *sample, guint j, const GrTensor *grad)
{
  g_autofree char *text = g_strconcat (sample->text, "#second", NULL);
  GrTensor *weights = gr_tensor_new (grad->dtype, GR_CPU, gr_tensor_shape (grad), NULL);
  for (gint64 e = 0; e < gr_tensor_numel (grad); e++)
    gr_tensor_set (weights, e, gr_float (sample_random (text, j, e)));
  return weights;
}

static gboolean
measure_second (const Row *row, const Sample *sample, GrTensor *const *weights, gdouble *value,
                GError **error)
{
  g_auto (Result) result = { 0 };
  Options options = { .form = plain_form (row), .gradients = TRUE, .weights = weights };
  if (!run (row, sample, &options, &result, error))
    return FALSE;
  *value = 0;
  for (guint j = 0; j < result.n_tensors; j++)
    if (result.grads[j])
      {
        g_autoptr (GrTensor) with = second_weights (sample, j, result.grads[j]);
        for (gint64 e = 0; e < gr_tensor_numel (with); e++)
          *value += gr_tensor_get (with, e).d * gr_tensor_get (result.grads[j], e).d;
      }
  return TRUE;
}

/* Compares @grad (NULL: zeros) with the slope of @measure as @tensor is moved. */
static void
compare_slope (const Row *row, const Sample *sample, GrTensor *const *weights, Measure measure,
               const char *what, GrTensor *tensor, const GrTensor *grad, GString *report)
{
  gint64 n = gr_tensor_numel (tensor);
  gdouble rtol = row->tolerance ? row->tolerance->gradient : 1e-5;
  for (gint64 i = 0; i < MIN (n, ELEMENTS); i++)
    {
      gint64 e = n <= ELEMENTS ? i : (i * n + n / 2) / ELEMENTS;
      g_autoptr (GError) error = NULL;
      gdouble x = gr_tensor_get (tensor, e).d, above = 0, below = 0;
      gdouble step = 1e-6 * MAX (1, fabs (x));
      gr_tensor_set (tensor, e, gr_float (x + step));
      gboolean ok = measure (row, sample, weights, &above, &error);
      gr_tensor_set (tensor, e, gr_float (x - step));
      ok = ok && measure (row, sample, weights, &below, &error);
      gr_tensor_set (tensor, e, gr_float (x));
      if (!ok)
        {
          report_error (report, what, error);
          return;
        }
      gdouble slope = (above - below) / (2 * step);
      gdouble given = grad ? gr_tensor_get (grad, e).d : 0;
      gdouble noise = 1e-9 * (fabs (above) + fabs (below));
      if (!(fabs (given - slope) <= rtol * fabs (slope) + rtol * 0.2 + noise))
        {
          g_string_append_printf (
              report, "%s, element %" G_GINT64_FORMAT ": is %.10g, the slope is %.10g\n", what, e,
              given, slope);
          return;
        }
    }
}

/* Differences say nothing about outputs that are rounded to few digits, nor about the edges that
 * the exact numbers of a sample are chosen for. */
static gboolean
is_smooth (const Sample *sample, const Result *result)
{
  if (sample_has_exact_numbers (sample))
    return FALSE;
  for (gsize k = 0; k < result->n_outputs; k++)
    if (gr_dtype_is_floating (result->outputs[k]->dtype) && result->outputs[k]->dtype != GR_FLOAT64)
      return FALSE;
  return TRUE;
}

void
check_gradient (const Row *row, const Sample *sample, GString *report)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row), .gradients = TRUE };
  if (!run (row, sample, &options, &result, &error))
    {
      report_error (report, "backward fails", error);
      return;
    }
  if (!differentiable (row))
    {
      for (gsize k = 0; k < result.n_outputs; k++)
        if (gr_tensor_requires_grad (result.outputs[k]))
          g_string_append (report, "an output requires grad, but the row has no backward\n");
      return;
    }
  for (guint j = 0; is_smooth (sample, &result) && j < result.n_tensors; j++)
    if (gr_tensor_requires_grad (result.inputs[j]) && result.inputs[j]->dtype == GR_FLOAT64)
      {
        g_autofree char *what = g_strdup_printf ("gradient for tensor %u", j);
        compare_slope (row, sample, NULL, measure_first, what, sample_tensor (sample, j),
                       result.grads[j], report);
      }
}

/* --- the gradient of the gradient ------------------------------------------------------------ */

/* What sum (second weight * gradient) gives for each of @inputs; entries stay NULL where nothing
 * depends on them. */
static gboolean
second_gradients (const Sample *sample, const Result *first, GPtrArray *inputs, GrTensor **grads,
                  GError **error)
{
  g_autoptr (GPtrArray) outputs = g_ptr_array_new ();
  g_autoptr (GPtrArray) weights
      = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  for (guint j = 0; j < first->n_tensors; j++)
    if (first->grads[j] && gr_tensor_requires_grad (first->grads[j]))
      {
        g_ptr_array_add (outputs, first->grads[j]);
        g_ptr_array_add (weights, second_weights (sample, j, first->grads[j]));
      }
  if (outputs->len == 0)
    return TRUE;
  return gr_autograd_grad ((GrTensor *const *) outputs->pdata, (GrTensor *const *) weights->pdata,
                           outputs->len, (GrTensor *const *) inputs->pdata, inputs->len,
                           (GrBackwardOptions){ 0 }, TRUE, grads, error);
}

void
check_double_backward (const Row *row, const Sample *sample, GString *report)
{
  g_auto (Result) first = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row), .gradients = TRUE, .create_graph = TRUE };
  if (!differentiable (row))
    return;
  if (!run (row, sample, &options, &first, &error))
    {
      report_error (report, "backward with create_graph fails", error);
      return;
    }
  if (!is_smooth (sample, &first))
    return;
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  g_autofree GrTensor **weights = g_new0 (GrTensor *, first.n_outputs + 1);
  for (guint j = 0; j < first.n_tensors; j++)
    if (gr_tensor_requires_grad (first.inputs[j]))
      g_ptr_array_add (inputs, first.inputs[j]);
  for (gsize k = 0; k < first.n_outputs; k++)
    if (first.weights[k])
      {
        weights[k] = copy_tensor (first.weights[k], GR_CPU);
        g_ptr_array_add (inputs, first.weights[k]);
      }

  g_autofree GrTensor **grads = g_new0 (GrTensor *, inputs->len + 1);
  if (!second_gradients (sample, &first, inputs, grads, &error))
    report_error (report, "the backward of backward fails", error);
  guint i = 0;
  for (guint j = 0; !error && j < first.n_tensors; j++)
    if (gr_tensor_requires_grad (first.inputs[j]))
      {
        g_autofree char *what = g_strdup_printf ("second gradient for tensor %u", j);
        if (first.inputs[j]->dtype == GR_FLOAT64)
          compare_slope (row, sample, weights, measure_second, what, sample_tensor (sample, j),
                         grads[i], report);
        i++;
      }
  for (gsize k = 0; !error && k < first.n_outputs; k++)
    if (weights[k])
      {
        g_autofree char *what = g_strdup_printf ("gradient for the gradient of output %zu", k);
        if (weights[k]->dtype == GR_FLOAT64)
          compare_slope (row, sample, weights, measure_second, what, weights[k], grads[i], report);
        i++;
      }
  for (i = 0; i < inputs->len; i++)
    g_clear_pointer (&grads[i], gr_tensor_unref);
  for (gsize k = 0; k < first.n_outputs; k++)
    g_clear_pointer (&weights[k], gr_tensor_unref);
}
