/* check-forms.c - the in-place and out= forms against the plain one. */
#include "suite.h"

#include <string.h>

static gboolean
run_plain (const Row *row, const Sample *sample, gboolean gradients, Result *result,
           GString *report)
{
  g_autoptr (GError) error = NULL;
  Options options = { .form = GR_FORM_PLAIN, .gradients = gradients };
  if (run (row, sample, &options, result, &error))
    return TRUE;
  report_error (report, "the plain form fails", error);
  return FALSE;
}

/* Room for a result: @numel elements of a storage in which every second one is used. */
static GrTensor *
spaced (GrDType dtype, GrInts shape)
{
  gint64 strides[GR_MAX_DIMS], numel = 2;
  for (gsize i = 0; i < shape.n; i++)
    {
      strides[i] = numel;
      numel *= MAX (shape.v[i], 1);
    }
  g_autoptr (GrTensor) flat = gr_tensor_new (dtype, GR_CPU, GR_INTS (numel), NULL);
  for (gint64 e = 0; e < numel; e++)
    gr_tensor_set (flat, e, gr_int (1));
  return gr_tensor_new_view (flat, shape, gr_ints (strides, shape.n), 1 % numel, NULL);
}

/* --- in place ------------------------------------------------------------------------------- */

static void
compare_in_place (const Row *row, const Sample *sample, const Result *plain, const char *what,
                  GString *report)
{
  const GrTensor *target = sample_tensor (sample, 0), *expected = plain->outputs[0];
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean same_dtype = expected->dtype == target->dtype;
  gboolean legal = gr_tensor_same_shape (expected, target)
                   && gr_dtype_can_cast (expected->dtype, target->dtype);
  Options options = { .form = GR_FORM_IN_PLACE, .gradients = same_dtype };
  gboolean ok = run (row, sample, &options, &result, &error);
  if (ok != legal)
    {
      if (ok)
        g_string_append_printf (report, "%s: takes a target of the wrong shape or dtype\n", what);
      else
        report_error (report, what, error);
      return;
    }
  if (!ok)
    return;
  if (result.outputs[0]->dtype != target->dtype)
    g_string_append_printf (report, "%s: the target's dtype changed\n", what);
  if (!same_dtype)
    return;
  compare_tensors (what, result.outputs[0], expected, 1e-12, 1e-13, report);
  for (guint j = 0; j < result.n_tensors; j++)
    {
      g_autofree char *name = g_strdup_printf ("%s: gradient for tensor %u", what, j);
      if (result.grads[j] && plain->grads[j])
        compare_tensors (name, result.grads[j], plain->grads[j], 1e-12, 1e-13, report);
      else if (!result.grads[j] != !plain->grads[j])
        g_string_append_printf (report, "%s: in one form only\n", name);
    }
}

/* Without gradients the target is the tensor itself, not a clone of it. */
static void
compare_target (const Row *row, const Sample *sample, const Result *plain, GString *report)
{
  g_auto (Result) result = { 0 };
  Options options = { .form = GR_FORM_IN_PLACE };
  if (!run (row, sample, &options, &result, NULL))
    return;
  if (result.outputs[0] != result.inputs[0])
    g_string_append (report, "in place: what is returned is not the target\n");
  if (result.inputs[0]->storage->version == 0)
    g_string_append (report, "in place: the version was not bumped\n");
}

/* x.op_(x): the operand is the target. */
static void
compare_self (const Row *row, const Sample *sample, GString *report)
{
  if (sample->tensors->len < 2
      || !gr_tensor_same_shape (sample_tensor (sample, 0), sample_tensor (sample, 1))
      || sample_tensor (sample, 0)->dtype != sample_tensor (sample, 1)->dtype)
    return;
  GrTensor *x = sample_tensor (sample, 0);
  g_autofree GrTensor **tensors = g_new0 (GrTensor *, sample->tensors->len + 1);
  g_autoptr (GrTensor) aside = copy_tensor (x, GR_CPU);
  tensors[1] = aside;
  g_autoptr (Sample) apart = sample_with (sample, tensors);
  g_auto (Result) expected = { 0 };
  Options options = { .form = GR_FORM_IN_PLACE };
  if (!run (row, apart, &options, &expected, NULL))
    return;

  g_autoptr (GrTensor) target = copy_tensor (x, GR_CPU);
  tensors[0] = tensors[1] = target;
  g_autoptr (Sample) same = sample_with (sample, tensors);
  g_autoptr (GError) error = NULL;
  g_autoptr (GrBinding) binding
      = gr_bind (row->name, same->values, same->names, same->n_values, &error);
  GrTensor **written = NULL;
  gr_manual_seed (7);
  if (binding)
    written = gr_call_values (row->op, GR_FORM_IN_PLACE, gr_binding_args (binding), NULL, NULL,
                              &error);
  if (written)
    compare_tensors ("in place, on itself", target, expected.outputs[0], 0, 0, report);
  else
    report_error (report, "in place, on itself", error);
  gr_tensor_list_free (written);
}

void
check_in_place (const Row *row, const Sample *sample, GString *report)
{
  g_auto (Result) plain = { 0 };
  if (!(row->op->flags & GR_OP_IN_PLACE) || sample->n_values == 0
      || sample->values[0].kind != GR_VALUE_TENSOR
      || !run_plain (row, sample, TRUE, &plain, report))
    return;
  compare_in_place (row, sample, &plain, "in place", report);

  GrTensor *x = sample_tensor (sample, 0);
  g_autofree GrTensor **tensors = g_new0 (GrTensor *, sample->tensors->len + 1);
  g_autoptr (GrTensor) target = tensors[0] = spaced (x->dtype, gr_tensor_shape (x));
  for (gint64 e = 0; e < gr_tensor_numel (x); e++)
    gr_tensor_set (target, e, gr_tensor_get (x, e));
  g_autoptr (Sample) other = sample_with (sample, tensors);
  compare_in_place (row, other, &plain, "in place, strided", report);
  compare_target (row, sample, &plain, report);
  compare_self (row, sample, report);
}

/* --- out= ----------------------------------------------------------------------------------- */

static void
compare_out (const Row *row, const Sample *sample, const GrTensor *expected, GrTensor *out,
             const char *what, GString *report)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = GR_FORM_OUT, .out = out };
  if (!run (row, sample, &options, &result, &error))
    {
      report_error (report, what, error);
      return;
    }
  if (result.outputs[0] != out)
    g_string_append_printf (report, "%s: what is returned is not out\n", what);
  compare_tensors (what, out, expected, 0, 0, report);
}

void
check_out (const Row *row, const Sample *sample, GString *report)
{
  const GrSchema *schema = gr_op_schema (row->op);
  g_auto (Result) plain = { 0 };
  if (row->op->flags & (GR_OP_VIEW | GR_OP_ONLY_IN_PLACE | GR_OP_INTERNAL) || schema->n_returns > 1
      || schema->returns[0].list || !run_plain (row, sample, FALSE, &plain, report))
    return;
  const GrTensor *expected = plain.outputs[0];
  g_autoptr (GrTensor) empty = gr_tensor_new (expected->dtype, GR_CPU, GR_INTS (0), NULL);
  compare_out (row, sample, expected, empty, "out=, to be resized", report);

  g_autoptr (GrTensor) strided = spaced (expected->dtype, gr_tensor_shape (expected));
  g_autoptr (GrTensor) before = gr_tensor_alias (strided);
  compare_out (row, sample, expected, strided, "out=, strided", report);
  if (memcmp (before->stride, strided->stride, sizeof before->stride) != 0)
    g_string_append (report, "out=, strided: the strides changed\n");

  if (gr_dtype_is_floating (expected->dtype))
    {
      g_auto (Result) result = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (GrTensor) whole = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (0), NULL);
      Options options = { .form = GR_FORM_OUT, .out = whole };
      if (run (row, sample, &options, &result, &error))
        g_string_append (report, "out=: an int64 tensor was taken for floating values\n");
      else if (!g_error_matches (error, GR_ERROR, GR_ERROR_DTYPE))
        report_error (report, "out=, wrong dtype", error);
    }
}
