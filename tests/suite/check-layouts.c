/* check-layouts.c - the same elements in other strides give the same values, and what inference
 * says is what comes out. */
#include "suite.h"

#include <math.h>
#include <string.h>

/* --- inference ------------------------------------------------------------------------------ */

static gboolean
sizes_agree (const Row *row, const GrTensor *inferred, const GrTensor *actual)
{
  if (inferred->ndim != actual->ndim || inferred->dtype != actual->dtype)
    return FALSE;
  for (gint i = 0; i < actual->ndim; i++)
    if (inferred->shape[i] == GR_UNKNOWN_SIZE)
      {
        if (!(row->op->flags & GR_OP_DATA_SIZE))
          return FALSE;
      }
    else if (inferred->shape[i] != actual->shape[i])
      return FALSE;
  if (row->op->flags & GR_OP_DATA_SIZE)
    return TRUE;
  return memcmp (inferred->stride, actual->stride, actual->ndim * sizeof (gint64)) == 0
         && (!(row->op->flags & GR_OP_VIEW) || inferred->offset == actual->offset);
}

static char *
describe (const GrTensor *tensor)
{
  g_autofree char *shape = gr_tensor_shape_string (tensor);
  g_autofree char *strides = gr_ints_to_string (gr_tensor_strides (tensor));
  return g_strdup_printf ("%s %s, strides %s, offset %" G_GINT64_FORMAT,
                          gr_dtype_name (tensor->dtype), shape, strides, tensor->offset);
}

/* Whether inference on @sample says what @result is. Not where a Device argument leads away from
 * the inputs', nor for an in-place call on the clone that stood in for a leaf. */
static gboolean
comparable (const Sample *sample, const Result *result)
{
  for (guint i = 0; i < sample->n_values; i++)
    if (sample->values[i].kind == GR_VALUE_DEVICE)
      return FALSE;
  return result->n_tensors > 0
         && !(result->in_place && gr_tensor_requires_grad (result->inputs[0]));
}

void
compare_inferred (const Row *row, const Sample *sample, const Result *result, const char *what,
                  GString *report)
{
  guint n = sample->tensors->len;
  g_autofree GrTensor **metas = g_new0 (GrTensor *, n + 1);
  g_autoptr (GError) error = NULL;
  if (!comparable (sample, result))
    return;
  for (guint j = 0; j < n; j++)
    metas[j] = without_memory (sample_tensor (sample, j));
  g_autoptr (Sample) copy = sample_with (sample, metas);
  for (guint j = 0; j < n; j++)
    gr_tensor_unref (metas[j]);

  g_autoptr (GrBinding) binding
      = gr_bind (row->name, copy->values, copy->names, copy->n_values, &error);
  gsize n_inferred = 0;
  GrTensor **inferred = NULL;
  if (binding)
    inferred = gr_call_values (row->op, plain_form (row), gr_binding_args (binding), NULL,
                               &n_inferred, &error);
  if (!inferred)
    {
      g_string_append_printf (report, "%s: inference fails: %s\n", what,
                              error ? error->message : "without an error");
      return;
    }
  if (n_inferred != result->n_outputs)
    g_string_append_printf (report, "%s: inference gives %" G_GSIZE_FORMAT " outputs\n", what,
                            n_inferred);
  for (gsize k = 0; k < MIN (n_inferred, result->n_outputs); k++)
    if (!sizes_agree (row, inferred[k], result->outputs[k]))
      {
        g_autofree char *first = describe (inferred[k]);
        g_autofree char *second = describe (result->outputs[k]);
        g_string_append_printf (report,
                                "%s: output %" G_GSIZE_FORMAT " is inferred as %s, but is %s\n",
                                what, k, first, second);
      }
  gr_tensor_list_free (inferred);
}

void
check_infer (const Row *row, const Sample *sample, GString *report)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row) };
  if (run (row, sample, &options, &result, &error))
    compare_inferred (row, sample, &result, "infer", report);
  else
    report_error (report, "the call fails", error);
}

/* --- layouts -------------------------------------------------------------------------------- */

/* What lies between the elements: an operator that looks at it is found out. */
static GrScalar
poison (GrDType dtype)
{
  if (gr_dtype_is_floating (dtype))
    return gr_float (NAN);
  return dtype == GR_BOOL ? gr_bool (TRUE) : gr_int (113);
}

static GrTensor *
with_strides (const GrTensor *tensor, gint64 numel, const gint64 *strides, gint64 offset)
{
  g_autoptr (GrTensor) flat = gr_tensor_new (tensor->dtype, GR_CPU, GR_INTS (numel), NULL);
  for (gint64 e = 0; e < numel; e++)
    gr_tensor_set (flat, e, poison (tensor->dtype));
  GrTensor *view = gr_tensor_new_view (flat, gr_tensor_shape (tensor),
                                       gr_ints (strides, tensor->ndim), offset, NULL);
  g_assert_nonnull (view);
  for (gint64 e = 0; e < gr_tensor_numel (tensor); e++)
    gr_tensor_set (view, e, gr_tensor_get (tensor, e));
  return view;
}

/* The first dimension varies fastest. NULL where that is nothing else. */
static GrTensor *
transposed (const GrTensor *tensor)
{
  gint64 strides[GR_MAX_DIMS], numel = 1;
  if (tensor->ndim < 2)
    return NULL;
  for (gint i = 0; i < tensor->ndim; i++)
    {
      strides[i] = numel;
      numel *= MAX (tensor->shape[i], 1);
    }
  return with_strides (tensor, MAX (numel, 1), strides, 0);
}

/* Every other element of a longer row, and not from the first. */
static GrTensor *
sliced (const GrTensor *tensor)
{
  gint64 strides[GR_MAX_DIMS], numel = 2;
  for (gint i = tensor->ndim - 1; i >= 0; i--)
    {
      strides[i] = numel;
      numel *= MAX (tensor->shape[i], 1);
    }
  return with_strides (tensor, numel + 3, strides, 3);
}

static const struct
{
  const char *name;
  GrTensor *(*make) (const GrTensor *tensor);
} layouts[] = { { "transposed", transposed }, { "sliced", sliced } };
const guint n_layouts = G_N_ELEMENTS (layouts);

const char *
layout_name (guint layout)
{
  return layouts[layout].name;
}

Sample *
sample_laid_out (const Sample *sample, guint layout, guint only)
{
  guint n = sample->tensors->len;
  g_autofree GrTensor **tensors = g_new0 (GrTensor *, n + 1);
  gboolean some = FALSE;
  for (guint j = 0; j < n; j++)
    if (only == G_MAXUINT || only == j)
      some |= (tensors[j] = layouts[layout].make (sample_tensor (sample, j))) != NULL;
  Sample *other = some ? sample_with (sample, tensors) : NULL;
  for (guint j = 0; j < n; j++)
    g_clear_pointer (&tensors[j], gr_tensor_unref);
  return other;
}

/* Same values, or an error where a view of these strides cannot be: PyTorch's view and reshape
 * alike. */
static void
compare_layout (const Row *row, const Sample *sample, const Result *expected, const char *what,
                GString *report)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row), .gradients = TRUE };
  if (!run (row, sample, &options, &result, &error))
    {
      if (!(row->op->flags & GR_OP_VIEW))
        report_error (report, what, error);
      return;
    }
  compare_results (what, &result, expected, 1e-11, 1e-12, report);
  compare_inferred (row, sample, &result, what, report);
}

/* Gives tensor @only (or all: G_MAXUINT) the layout, and compares. */
static void
try_layout (const Row *row, const Sample *sample, const Result *expected, guint layout, guint only,
            GString *report)
{
  g_autofree char *what = only == G_MAXUINT
                              ? g_strdup_printf ("all %s", layouts[layout].name)
                              : g_strdup_printf ("tensor %u %s", only, layouts[layout].name);
  g_autoptr (Sample) other = sample_laid_out (sample, layout, only);
  if (other)
    compare_layout (row, other, expected, what, report);
}

/* Tensor @j's first dimension as one entry repeated, by stride 0 and by copies: the same result. */
static void
try_expanded (const Row *row, const Sample *sample, guint j, gint dim, GString *report)
{
  GrTensor *tensor = sample_tensor (sample, j);
  g_autofree char *what = g_strdup_printf ("tensor %u expanded along %d", j, dim);
  g_autofree GrTensor **tensors = g_new0 (GrTensor *, sample->tensors->len + 1);
  g_autoptr (GrTensor) expanded = copy_tensor (tensor, GR_CPU);
  expanded->stride[dim] = 0;
  g_autoptr (GrTensor) copied = copy_tensor (tensor, GR_CPU);
  for (gint64 e = 0; e < gr_tensor_numel (copied); e++)
    gr_tensor_set (copied, e, gr_tensor_get (expanded, e));

  tensors[j] = copied;
  g_autoptr (Sample) plain = sample_with (sample, tensors);
  g_auto (Result) result = { 0 };
  Options options = { .form = plain_form (row), .gradients = TRUE };
  if (!run (row, plain, &options, &result, NULL))
    return; /* this sample minds what the values are */
  if (result.inputs[j]->storage->version > 0)
    return; /* the call writes this tensor: elements that share memory are no place for that */
  tensors[j] = expanded;
  g_autoptr (Sample) other = sample_with (sample, tensors);
  compare_layout (row, other, &result, what, report);
}

void
check_layouts (const Row *row, const Sample *sample, GString *report)
{
  g_auto (Result) expected = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row), .gradients = TRUE };
  guint n = sample->tensors->len;
  if (!run (row, sample, &options, &expected, &error))
    {
      report_error (report, "the call fails", error);
      return;
    }
  for (guint layout = 0; layout < G_N_ELEMENTS (layouts); layout++)
    {
      try_layout (row, sample, &expected, layout, G_MAXUINT, report);
      for (guint j = 0; j < n && n > 1; j++)
        try_layout (row, sample, &expected, layout, j, report);
    }
  /* A form that writes its first tensor refuses one whose elements share memory. */
  for (guint j = plain_form (row) == GR_FORM_IN_PLACE; j < n; j++)
    for (gint dim = 0; dim < sample_tensor (sample, j)->ndim; dim++)
      if (sample_tensor (sample, j)->shape[dim] > 1)
        try_expanded (row, sample, j, dim, report);
}

/* --- empty ---------------------------------------------------------------------------------- */

/* Every dimension of size @size becomes 0: either that is legal, and what inference says comes out,
 * or it is an error; backward runs. */
static void
try_empty (const Row *row, const Sample *sample, gint64 size, GString *report)
{
  guint n = sample->tensors->len;
  g_autofree GrTensor **tensors = g_new0 (GrTensor *, n + 1);
  for (guint j = 0; j < n; j++)
    {
      GrTensor *tensor = sample_tensor (sample, j);
      gint64 shape[GR_MAX_DIMS];
      for (gint i = 0; i < tensor->ndim; i++)
        shape[i] = tensor->shape[i] == size ? 0 : tensor->shape[i];
      tensors[j] = gr_tensor_new (tensor->dtype, GR_CPU, gr_ints (shape, tensor->ndim), NULL);
      for (gint64 e = 0; e < gr_tensor_numel (tensors[j]); e++)
        gr_tensor_set (tensors[j], e, gr_tensor_get (tensor, e));
    }
  g_autoptr (Sample) empty = sample_with (sample, tensors);
  for (guint j = 0; j < n; j++)
    gr_tensor_unref (tensors[j]);

  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row), .gradients = TRUE };
  g_autofree char *what
      = g_strdup_printf ("with 0 for %" G_GINT64_FORMAT " in all shapes", size);
  if (run (row, empty, &options, &result, &error))
    compare_inferred (row, empty, &result, what, report);
  else if (!error || !*error->message)
    report_error (report, what, error);
}

void
check_empty (const Row *row, const Sample *sample, GString *report)
{
  /* Internal rows may trust the shapes that they are given. */
  if (sample->tensors->len == 0 || sample_tensor (sample, 0)->ndim == 0
      || (row->op->flags & GR_OP_INTERNAL))
    return;
  const GrTensor *tensor = sample_tensor (sample, 0);
  gint64 first = tensor->shape[0], last = tensor->shape[tensor->ndim - 1];
  try_empty (row, sample, first, report);
  if (last != first)
    try_empty (row, sample, last, report);
}
