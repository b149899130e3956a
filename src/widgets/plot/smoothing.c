/* smoothing.c - see smoothing.h. */
#include "smoothing.h"

#include <math.h>

#define AT_ONCE 1024

GradusSmoothing *
gradus_smoothing_new (GradusSeries *source)
{
  GradusSmoothing *smoothing = g_new0 (GradusSmoothing, 1);

  smoothing->source = gradus_series_ref (source);
  return smoothing;
}

void
gradus_smoothing_free (GradusSmoothing *smoothing)
{
  gradus_series_unref (smoothing->source);
  g_clear_pointer (&smoothing->result, gradus_series_unref);
  g_free (smoothing);
}

static void
start_again (GradusSmoothing *smoothing, gdouble factor)
{
  GradusSeries *source = smoothing->source;

  g_clear_pointer (&smoothing->result, gradus_series_unref);
  if (gradus_series_is_explicit (source))
    smoothing->result = gradus_series_new_xy ();
  else
    smoothing->result = gradus_series_new (
        gradus_series_x (source, 0), gradus_series_x (source, 1) - gradus_series_x (source, 0));
  smoothing->factor = factor;
  smoothing->mean = smoothing->weight = 0;
  smoothing->generation = gradus_series_generation (source);
}

/* The mean at @y, which comes next; where that is no number it stays one. */
static gdouble
smooth (GradusSmoothing *smoothing, gdouble y)
{
  const gdouble factor = smoothing->factor;

  if (!isfinite (y))
    return y;
  /* The sum of factor^k (1 - factor) y, over the sum of its weights: without that the curve would
   * begin near 0. */
  smoothing->mean = factor * smoothing->mean + (1 - factor) * y;
  smoothing->weight = factor * smoothing->weight + (1 - factor);
  return smoothing->mean / smoothing->weight;
}

/* Smooths values from @first on, before @end, and says how many: many at once, since a run that is
 * read from the disk has a million. */
static gsize
smooth_on (GradusSmoothing *smoothing, gsize first, gsize end)
{
  GradusSeries *source = smoothing->source;
  const gsize n = MIN (AT_ONCE, end - first);
  gdouble y[AT_ONCE];

  for (gsize i = 0; i < n; i++)
    y[i] = smooth (smoothing, gradus_series_y (source, first + i));
  if (!gradus_series_is_explicit (source))
    gradus_series_append_doubles (smoothing->result, y, n);
  else
    for (gsize i = 0; i < n; i++)
      gradus_series_append_xy (smoothing->result, gradus_series_x (source, first + i), y[i]);
  return n;
}

GradusSeries *
gradus_smoothing_update (GradusSmoothing *smoothing, gdouble factor, gsize *left)
{
  GradusSeries *source = smoothing->source;
  gsize first, end;

  if (!smoothing->result || factor != smoothing->factor
      || smoothing->generation != gradus_series_generation (source))
    start_again (smoothing, factor);
  first = gradus_series_length (smoothing->result);
  end = first + MIN (*left, gradus_series_length (source) - first);
  *left -= end - first;
  while (first < end)
    first += smooth_on (smoothing, first, end);
  return smoothing->result;
}
