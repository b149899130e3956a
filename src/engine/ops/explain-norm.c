/* explain-norm.c - how the normalisations explain themselves: (x - mean) / sqrt (var + eps) times
 * the weight, plus the bias, with the mean and the variance named and the elements that they are
 * of listed. */
#include "explain.h"

#include <math.h>

typedef struct
{
  gdouble mean, variance;
} Statistics;

/* Of the elements listed; the variance divides by their number, as normalisations do. */
static Statistics
statistics_of (const GrExplain *x, const GArray *places)
{
  Statistics of = { gr_explain_mean (x, places), 0 };
  for (guint i = 0; i < places->len; i++)
    {
      gdouble off = gr_explain_at (x, g_array_index (places, GrPlace, i)) - of.mean;
      of.variance += off * off / places->len;
    }
  return of;
}

/* Arguments @weight and @bias, where there are any, are read at @at. */
static void
explain_normalised (GrExplain *x, Statistics of, gdouble eps, guint weight, guint bias, gint64 at)
{
  GrPlace factors[] = { gr_place (0, x->element), gr_place (weight, at) };
  gboolean scaled = gr_explain_tensor (x, weight, 0) != NULL;
  gdouble rstd = 1 / sqrt (of.variance + eps);
  gdouble value = (gr_explain_at (x, factors[0]) - of.mean) * rstd;
  if (scaled)
    value *= gr_explain_at (x, factors[1]);
  gr_explain_constant (x, "mean", of.mean);
  gr_explain_constant (x, "var", of.variance);
  gr_explain_constant (x, "eps", eps);
  gr_explain_as (x->to->terms, value, rstd, scaled ? 2 : 1, factors);
  if (gr_explain_tensor (x, bias, 0))
    gr_explain_term (x, 1, 1, &(GrPlace){ bias, 0, at });
}

/* A channel's elements share the statistics; evaluating, these are arguments. */
gboolean
gr_explain_batch_norm (GrExplain *x, GError **error)
{
  const guint channels = 1u << 1;
  const GrTensor *input = gr_explain_tensor (x, 0, 0);
  gint64 inner = 1;
  for (gint i = 2; i < input->ndim; i++)
    inner *= input->shape[i];
  gint64 channel = x->element / inner % input->shape[1];
  Statistics of;
  if (x->args[5].i)
    {
      gr_explain_lines (x, 0, ~channels, x->to->places);
      of = statistics_of (x, x->to->places);
    }
  else
    {
      GrPlace given[] = { gr_place (3, channel), gr_place (4, channel) };
      of = (Statistics){ gr_explain_at (x, given[0]), gr_explain_at (x, given[1]) };
      g_array_append_vals (x->to->places, given, 2);
    }
  explain_normalised (x, of, x->args[7].f, 1, 2, channel);
  return TRUE;
}

/* The last dimensions of a sample do. */
gboolean
gr_explain_layer_norm (GrExplain *x, GError **error)
{
  gint ndim = gr_explain_tensor (x, 0, 0)->ndim, first = ndim - (gint) x->args[1].ints.n;
  gr_explain_lines (x, 0, ~((1u << first) - 1), x->to->places);
  explain_normalised (x, statistics_of (x, x->to->places), x->args[4].f, 2, 3,
                      x->element % x->to->places->len);
  return TRUE;
}
