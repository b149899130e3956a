/* check-values.c - a row's values and gradients against PyTorch's. */
#include "suite.h"

#include <string.h>

/* Strides are PyTorch's where the output is a view: they say what the view is of. */
static void
compare_strides (const Row *row, const Sample *sample, const Result *result, guint k,
                 GString *report)
{
  const GrTensor *output = result->outputs[k];
  const char *expected = golden_strides (row->golden, sample->text, k);
  if (!(row->op->flags & GR_OP_VIEW) || gr_tensor_numel (output) == 0)
    return;
  g_autoptr (GString) strides = g_string_new (NULL);
  for (gint i = 0; i < output->ndim; i++)
    g_string_append_printf (strides, "%s%" G_GINT64_FORMAT, i ? " " : "", output->stride[i]);
  if (g_strcmp0 (strides->str, expected) != 0)
    g_string_append_printf (report, "output %u: strides are “%s”, should be “%s”\n", k,
                            strides->str, expected);
}

static GrTensor *
converted (const GrTensor *tensor, GrDType dtype)
{
  GrTensor *other = gr_tensor_new (dtype, GR_CPU, gr_tensor_shape (tensor), NULL);
  for (gint64 e = 0; e < gr_tensor_numel (tensor); e++)
    gr_tensor_set (other, e, gr_tensor_get (tensor, e));
  return other;
}

/* The golden value as the tensor that a float32 run is compared with. */
static GrTensor *
rounded (const GrTensor *golden, GrDType dtype)
{
  if (golden->dtype == GR_FLOAT64 && dtype == GR_FLOAT32)
    return converted (golden, dtype);
  return gr_tensor_ref ((GrTensor *) golden);
}

Sample *
sample_as (const Sample *sample, GrDType dtype)
{
  guint n = sample->tensors->len, n_converted = 0;
  g_autofree GrTensor **tensors = g_new0 (GrTensor *, n + 1);
  for (guint j = 0; j < n; j++)
    if (sample_tensor (sample, j)->dtype == GR_FLOAT64)
      {
        tensors[j] = converted (sample_tensor (sample, j), dtype);
        n_converted++;
      }
  Sample *other = n_converted ? sample_with (sample, tensors) : NULL;
  for (guint j = 0; j < n; j++)
    g_clear_pointer (&tensors[j], gr_tensor_unref);
  return other;
}

static void
compare_one (const Row *row, const Sample *sample, const char *what, guint number,
             const GrTensor *tensor, gdouble rtol, gdouble atol, GString *report)
{
  const GrTensor *golden = golden_tensor (row->golden, sample->text, what, number);
  g_autofree char *name = g_strdup_printf ("%s %u", what, number);
  if (golden && tensor)
    {
      g_autoptr (GrTensor) expected = rounded (golden, tensor->dtype);
      compare_tensors (name, tensor, expected, rtol, atol, report);
    }
  else if (tensor)
    g_string_append_printf (report, "%s is there, PyTorch has none\n", name);
  else if (golden)
    for (gint64 e = 0; e < gr_tensor_numel (golden); e++)
      if (gr_tensor_get (golden, e).d != 0)
        {
          g_string_append_printf (report, "%s is missing\n", name);
          break;
        }
}

static void
compare_with_golden (const Row *row, const Sample *sample, gdouble rtol, gdouble atol,
                     GString *report)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row), .gradients = TRUE };
  if (!run (row, sample, &options, &result, &error))
    {
      report_error (report, "fails where PyTorch does not", error);
      return;
    }
  for (gsize k = 0; k < result.n_outputs; k++)
    {
      compare_one (row, sample, "out", k, result.outputs[k], rtol, atol, report);
      compare_strides (row, sample, &result, k, report);
    }
  if (golden_tensor (row->golden, sample->text, "out", result.n_outputs))
    g_string_append (report, "PyTorch has more outputs\n");
  for (guint j = 0; j < result.n_tensors; j++)
    {
      compare_one (row, sample, "grad", j, result.grads[j], rtol, atol, report);
      if (plain_form (row) == GR_FORM_PLAIN
          && golden_tensor (row->golden, sample->text, "after", j))
        compare_one (row, sample, "after", j, result.inputs[j], rtol, atol, report);
      else if (plain_form (row) == GR_FORM_PLAIN)
        {
          g_autofree char *what = g_strdup_printf ("tensor %u, which the call must not change", j);
          compare_tensors (what, result.inputs[j], sample_tensor (sample, j), 0, 0, report);
        }
    }
}

void
check_golden (const Row *row, const Sample *sample, GString *report)
{
  gboolean exempt = (row->op->flags & (GR_OP_INTERNAL | GR_OP_RANDOM)) != 0;
  gdouble rtol = row->tolerance ? row->tolerance->golden : 1e-10;
  if (golden_has (row->golden, sample->text))
    compare_with_golden (row, sample, rtol, rtol * 1e-2, report);
  else if (!exempt)
    g_string_append (report, "no golden values: run tests/golden/golden.py build/tests/dump-ops\n");
}

/* The same sample in float32 is held against the float64 values. */
void
check_float32 (const Row *row, const Sample *sample, GString *report)
{
  gdouble rtol = row->tolerance ? row->tolerance->float32 : 1e-4;
  g_autoptr (Sample) single = sample_as (sample, GR_FLOAT32);
  if (single && golden_has (row->golden, sample->text))
    compare_with_golden (row, single, rtol, rtol * 0.2, report);
}

static void
check_dtype (const Row *row, const Sample *sample, GrDType dtype, GString *report)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  const char *expected = golden_dtypes (row->golden, sample->text, dtype);
  g_autofree char *what = g_strdup_printf ("as %s", gr_dtype_name (dtype));
  g_autoptr (Sample) other = sample_as (sample, dtype);
  Options options = { .form = plain_form (row) };
  if (!other)
    return;
  if (!run (row, other, &options, &result, &error))
    {
      if (!error || !*error->message)
        report_error (report, what, error);
      return;
    }
  compare_inferred (row, other, &result, what, report);
  g_autoptr (GString) dtypes = g_string_new (NULL);
  for (gsize k = 0; k < result.n_outputs; k++)
    g_string_append_printf (dtypes, "%s%s", k ? " " : "", gr_dtype_name (result.outputs[k]->dtype));
  if (expected && strcmp (dtypes->str, expected) != 0)
    g_string_append_printf (report, "%s: gives %s, PyTorch %s\n", what, dtypes->str, expected);
  for (gsize k = 0; k < result.n_outputs && dtype == GR_FLOAT16; k++)
    {
      const GrTensor *golden = golden_tensor (row->golden, sample->text, "out", k);
      if (!golden || result.outputs[k]->dtype != GR_FLOAT16)
        continue;
      g_autoptr (GrTensor) half = converted (golden, GR_FLOAT16);
      compare_tensors (what, result.outputs[k], half, 0.03, 0.03, report);
    }
}

/* The other dtypes: refused, or the dtype that PyTorch gives. */
void
check_dtypes (const Row *row, const Sample *sample, GString *report)
{
  static const GrDType dtypes[]
      = { GR_FLOAT16, GR_BFLOAT16, GR_FLOAT32, GR_INT64, GR_UINT8, GR_BOOL };
  /* Internal rows may trust that they are given what their callers work with. */
  guint n = row->op->flags & GR_OP_INTERNAL ? 3 : G_N_ELEMENTS (dtypes);
  if (sample_has_exact_numbers (sample))
    return; /* nan as an integer is anything */
  for (guint i = 0; i < n; i++)
    check_dtype (row, sample, dtypes[i], report);
}
