/* compare.c - tensors and results held against each other. */
#include "suite.h"

#include <math.h>
#include <string.h>

static gdouble
largest (const GrTensor *tensor)
{
  gdouble found = 0;
  for (gint64 k = 0; k < gr_tensor_numel (tensor); k++)
    {
      gdouble value = fabs (gr_tensor_get (tensor, k).d);
      if (isfinite (value) && value > found)
        found = value;
    }
  return found;
}

static gboolean
elements_agree (gdouble a, gdouble b, gdouble bound)
{
  if (isnan (a) || isnan (b))
    return isnan (a) && isnan (b);
  if (bound == 0)
    return memcmp (&a, &b, sizeof a) == 0;
  return a == b || fabs (a - b) <= bound;
}

gboolean
compare_tensors (const char *what, const GrTensor *a, const GrTensor *b, gdouble rtol, gdouble atol,
                 GString *report)
{
  if (!gr_tensor_same_shape (a, b) || a->dtype != b->dtype)
    {
      g_autofree char *first = gr_tensor_shape_string (a);
      g_autofree char *second = gr_tensor_shape_string (b);
      g_string_append_printf (report, "%s: is %s %s, should be %s %s\n", what,
                              gr_dtype_name (a->dtype), first, gr_dtype_name (b->dtype), second);
      return FALSE;
    }
  if (b->dtype == GR_FLOAT32 && (rtol > 0 || atol > 0))
    {
      rtol = MAX (rtol, FLOAT32_TOLERANCE);
      atol = MAX (atol, FLOAT32_TOLERANCE);
    }
  gboolean exact = !gr_dtype_is_floating (b->dtype) || (rtol == 0 && atol == 0);
  gdouble scale = exact ? 0 : MAX (largest (b), 1);
  for (gint64 k = 0; k < gr_tensor_numel (b); k++)
    {
      GrScalar x = gr_tensor_get (a, k), y = gr_tensor_get (b, k);
      gdouble bound = exact ? 0 : rtol * fabs (y.d) + atol * scale;
      if (!elements_agree (x.d, y.d, bound) || x.i != y.i)
        {
          g_string_append_printf (report,
                                  "%s: element %" G_GINT64_FORMAT " is %.17g, should be %.17g\n",
                                  what, k, x.d, y.d);
          return FALSE;
        }
    }
  return TRUE;
}

/* A gradient that is not there stands for zeros. */
static gboolean
is_zero (const GrTensor *tensor)
{
  return !tensor || largest (tensor) == 0;
}

gboolean
compare_results (const char *what, const Result *a, const Result *b, gdouble rtol, gdouble atol,
                 GString *report)
{
  gboolean same = TRUE;
  if (a->n_outputs != b->n_outputs)
    {
      g_string_append_printf (report,
                              "%s: %" G_GSIZE_FORMAT " outputs, should be %" G_GSIZE_FORMAT "\n",
                              what, a->n_outputs, b->n_outputs);
      return FALSE;
    }
  for (gsize k = 0; k < a->n_outputs; k++)
    {
      g_autofree char *name = g_strdup_printf ("%s: output %" G_GSIZE_FORMAT, what, k);
      same &= compare_tensors (name, a->outputs[k], b->outputs[k], rtol, atol, report);
    }
  for (guint j = 0; j < a->n_tensors; j++)
    {
      g_autofree char *input = g_strdup_printf ("%s: tensor %u afterwards", what, j);
      g_autofree char *grad = g_strdup_printf ("%s: gradient for tensor %u", what, j);
      same &= compare_tensors (input, a->inputs[j], b->inputs[j], rtol, atol, report);
      if (a->grads[j] && b->grads[j])
        same &= compare_tensors (grad, a->grads[j], b->grads[j], rtol, atol, report);
      else if (!is_zero (a->grads[j]) || !is_zero (b->grads[j]))
        {
          g_string_append_printf (report, "%s is %s\n", grad,
                                  a->grads[j] ? "there, should not be" : "missing");
          same = FALSE;
        }
    }
  return same;
}

void
report_error (GString *report, const char *what, const GError *error)
{
  g_string_append_printf (report, "%s: %s\n", what,
                          error ? error->message : "failed without an error");
}
