/* check-explain.c - what a row says an element of its outputs comes from: the terms give the
 * element, every place is in its tensor, and what is not named does not count. */
#include "suite.h"

#include "ops/explain.h"

#include <math.h>

#define MOST_ELEMENTS 64    /* of an output, spread evenly */
#define ROUNDING      1e-20 /* what the squares in a variance of equal numbers may leave */

typedef struct
{
  const Row *row;
  const Sample *sample;
  const GrValue *args;
  Result *result;
  const char *what; /* "as it is", "all transposed" */
  GString *report;
} Explaining;

/* --- the sum ---------------------------------------------------------------------------------- */

static gdouble
tolerance (GrDType dtype)
{
  switch (dtype)
    {
    case GR_FLOAT32:
      return 1e-5;
    case GR_FLOAT16:
      return 1e-3;
    case GR_BFLOAT16:
      return 1e-2;
    default:
      return 1e-10;
    }
}

static gdouble
magnitude (const GArray *terms)
{
  gdouble sum = 0;
  for (guint i = 0; i < terms->len; i++)
    sum += fabs (g_array_index (terms, GrTerm, i).value);
  return sum;
}

static void
compare_sum (const Explaining *e, const GrExplanation *found, guint k, gint64 element)
{
  const GrTensor *output = e->result->outputs[k];
  gdouble expected = gr_tensor_get (output, element).d, got = gr_explanation_value (found);
  gdouble scale = magnitude (found->terms);
  if (found->divisor->len)
    scale /= magnitude (found->divisor);
  if (got == expected || (isnan (got) && isnan (expected))
      || fabs (got - expected) <= tolerance (output->dtype) * scale + ROUNDING)
    return;
  g_string_append_printf (e->report,
                          "%s: element %" G_GINT64_FORMAT " of output %u is %.17g, explained as "
                          "%.17g (%u terms)\n",
                          e->what, element, k, expected, got, found->terms->len);
}

/* --- the places ------------------------------------------------------------------------------- */

static const GrTensor *
tensor_at (const Explaining *e, GrPlace place)
{
  const GrValue *value = &e->args[place.arg];
  return value->kind == GR_VALUE_TENSOR ? value->tensor : value->tensors.v[place.entry];
}

/* Every place of an explanation, once each time that it is named. */
static GArray *
named_places (const GrExplanation *found)
{
  GArray *lists[] = { found->terms, found->divisor };
  GArray *places = g_array_copy (found->places);
  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++)
      {
        const GrTerm *term = &g_array_index (lists[l], GrTerm, i);
        g_array_append_vals (places, term->factors, term->n_factors);
      }
  return places;
}

static gboolean
places_exist (const Explaining *e, const GArray *places)
{
  guint n_args = gr_op_schema (e->row->op)->n_params;
  for (guint i = 0; i < places->len; i++)
    {
      GrPlace place = g_array_index (places, GrPlace, i);
      GrValueKind kind = place.arg < n_args ? e->args[place.arg].kind : GR_VALUE_NONE;
      gboolean is_tensor = kind == GR_VALUE_TENSOR
                           || (kind == GR_VALUE_TENSORS
                               && place.entry < e->args[place.arg].tensors.n);
      if (!is_tensor || place.element < 0
          || place.element >= gr_tensor_numel (tensor_at (e, place)))
        {
          g_string_append_printf (e->report,
                                  "%s: argument %u has no element %" G_GINT64_FORMAT "\n", e->what,
                                  place.arg, place.element);
          return FALSE;
        }
    }
  return TRUE;
}

/* --- what is not named ------------------------------------------------------------------------ */

/* Tensor @j with all its elements changed but those that are named; NULL where none is named: what
 * such a tensor holds may be in the weights. */
static GrTensor *
changed (const Explaining *e, guint j, const GArray *places)
{
  GrTensor *tensor = sample_tensor (e->sample, j);
  gint64 n = gr_tensor_numel (tensor);
  g_autofree gboolean *named = g_new0 (gboolean, n + 1);
  gboolean some = FALSE;
  for (guint i = 0; i < places->len; i++)
    if (tensor_at (e, g_array_index (places, GrPlace, i)) == tensor)
      some = named[g_array_index (places, GrPlace, i).element] = TRUE;
  if (!some || tensor->dtype != GR_FLOAT64)
    return NULL;
  GrTensor *other = gr_tensor_new (GR_FLOAT64, GR_CPU, gr_tensor_shape (tensor), NULL);
  for (gint64 i = 0; i < n; i++)
    {
      gdouble value = gr_tensor_get (tensor, i).d;
      gr_tensor_set (other, i, gr_float (named[i] ? value : value * 0.75 + 0.0625));
    }
  return other;
}

/* An element stays what it is when others than those that are named change, but for a pick that
 * does not say of which it is one. */
static void
change_others (const Explaining *e, const GrExplanation *found, const GArray *places, guint k,
               gint64 element)
{
  guint n = e->sample->tensors->len;
  if ((found->form == GR_EXPLAINED_PICK && found->places->len == 0)
      || (e->row->op->flags & GR_OP_RANDOM) || sample_has_exact_numbers (e->sample))
    return;
  g_autofree GrTensor **tensors = g_new0 (GrTensor *, n + 1);
  for (guint j = 0; j < n; j++)
    tensors[j] = changed (e, j, places);
  g_autoptr (Sample) other = sample_with (e->sample, tensors);
  for (guint j = 0; j < n; j++)
    g_clear_pointer (&tensors[j], gr_tensor_unref);
  g_auto (Result) result = { 0 };
  Options options = { .form = plain_form (e->row) };
  if (!run (e->row, other, &options, &result, NULL))
    return;
  gdouble was = gr_tensor_get (e->result->outputs[k], element).d;
  gdouble is = gr_tensor_get (result.outputs[k], element).d;
  if (fabs (was - is) > tolerance (result.outputs[k]->dtype) * MAX (magnitude (found->terms), 1))
    g_string_append_printf (e->report,
                            "%s: element %" G_GINT64_FORMAT " of output %u depends on elements "
                            "that are not named\n",
                            e->what, element, k);
}

/* --- the check -------------------------------------------------------------------------------- */

static void
explain_element (const Explaining *e, guint k, gint64 element, gboolean thorough)
{
  g_autoptr (GrExplanation) found = NULL;
  g_autoptr (GError) error = NULL;
  if (!gr_explain (e->row->op, e->args, e->result->outputs, e->result->n_outputs, k, element,
                   &found, &error))
    {
      report_error (e->report, e->what, error);
      return;
    }
  g_autoptr (GArray) places = named_places (found);
  compare_sum (e, found, k, element);
  if (places_exist (e, places) && thorough)
    change_others (e, found, places, k, element);
}

static void
explain_sample (const Row *row, const Sample *sample, const char *what, GString *report)
{
  g_auto (Result) result = { 0 };
  Options options = { .form = plain_form (row) };
  if (!run (row, sample, &options, &result, NULL))
    return; /* the other checks say so; or no view can be of these strides */
  g_autoptr (GrBinding) binding = gr_bind (row->name, sample->values, sample->names,
                                           sample->n_values, NULL);
  Explaining e = { row, sample, gr_binding_args (binding), &result, what, report };
  for (guint k = 0; k < result.n_outputs && report->len == 0; k++)
    {
      gint64 n = gr_tensor_numel (result.outputs[k]), tried = MIN (n, MOST_ELEMENTS);
      for (gint64 i = 0; i < tried; i++)
        explain_element (&e, k, i * n / tried, i < 3);
    }
}

/* The sample with the first dimension of every tensor one entry repeated, by stride 0. */
static Sample *
expanded (const Row *row, const Sample *sample)
{
  guint n = sample->tensors->len;
  g_autofree GrTensor **tensors = g_new0 (GrTensor *, n + 1);
  for (guint j = plain_form (row) == GR_FORM_IN_PLACE; j < n; j++)
    if (sample_tensor (sample, j)->ndim > 0)
      {
        tensors[j] = copy_tensor (sample_tensor (sample, j), GR_CPU);
        tensors[j]->stride[0] = 0;
      }
  Sample *other = sample_with (sample, tensors);
  for (guint j = 0; j < n; j++)
    g_clear_pointer (&tensors[j], gr_tensor_unref);
  return other;
}

/* A composed row is explained by those that it is made of. */
void
check_explain (const Row *row, const Sample *sample, GString *report)
{
  if (row->op->compose)
    return;
  if (!gr_op_explains (row->op))
    {
      g_string_append (report, "the row does not say where its elements come from\n");
      return;
    }
  explain_sample (row, sample, "as it is", report);
  for (guint layout = 0; layout < n_layouts; layout++)
    {
      g_autoptr (Sample) other = sample_laid_out (sample, layout, G_MAXUINT);
      if (other)
        explain_sample (row, other, layout_name (layout), report);
    }
  g_autoptr (Sample) repeated = expanded (row, sample);
  explain_sample (row, repeated, "expanded", report);
  g_autoptr (Sample) single = sample_as (sample, GR_FLOAT32);
  if (single)
    explain_sample (row, single, "as float32", report);
}
