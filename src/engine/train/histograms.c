/* histograms.c - counting how values are spread: see histograms.h. Single-threaded sums in double,
 * in the order of the elements. */
#include "histograms.h"

#include <math.h>

#define DEVIATIONS 4

#define FLOATS (sizeof (GrHistogram) / sizeof (gfloat))

static gboolean
is_trained (const GrModuleTensor *tensor)
{
  return !tensor->is_buffer && !tensor->frozen;
}

/* Steps between two rows: a power of two, so that a run that goes on for longer than was planned
 * keeps every second row. */
static gint64
steps_between (gint64 steps)
{
  gint64 every = 1;

  while ((steps - 1) / every >= GR_HISTOGRAMS_MOST)
    every *= 2;
  return every;
}

GrHistograms *
gr_histograms_new (GrModule *module, gint64 steps)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint                    n = 0;

  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    if (is_trained (gr_module_tensor (module, i)))
      {
        g_strv_builder_add (names, gr_module_tensor (module, i)->name);
        n++;
      }
  return n ? gr_histograms_restored (g_strv_builder_end (names), steps_between (steps)) : NULL;
}

GrHistograms *
gr_histograms_restored (char **names, gint64 every)
{
  GrHistograms *histograms = g_new0 (GrHistograms, 1);

  histograms->names = names;
  histograms->n = g_strv_length (names);
  histograms->every = every;
  histograms->series = gr_series_new (2 * histograms->n * sizeof (GrHistogram));
  return histograms;
}

void
gr_histograms_free (GrHistograms *histograms)
{
  g_strfreev (histograms->names);
  gr_series_free (histograms->series);
  g_free (histograms);
}

guint
gr_histograms_width (const GrHistograms *histograms)
{
  return 2 * histograms->n * FLOATS;
}

const GrHistogram *
gr_histograms_at (const GrHistograms *histograms, gsize row, guint parameter, gboolean gradient)
{
  const GrHistogram *all = gr_series_at (histograms->series, row);

  return &all[2 * parameter + (gradient ? 1 : 0)];
}

gint
gr_histograms_find (const GrHistograms *histograms, const char *name)
{
  for (guint i = 0; i < histograms->n; i++)
    if (g_str_equal (histograms->names[i], name))
      return (gint) i;
  return -1;
}

/* --- counting --------------------------------------------------------------------------------- */

/* Elements of a flat tensor, a few of many. */
typedef struct
{
  gconstpointer data;
  gboolean      is_double;
  gint64        first, stride, n;
} Sample;

static inline gdouble
value_at (const Sample *sample, gint64 i)
{
  const gint64 at = sample->first + i * sample->stride;

  return sample->is_double ? ((const gdouble *) sample->data)[at]
                           : ((const gfloat *) sample->data)[at];
}

static Sample
sample_of (const GrTensor *flat, const GrModuleTensor *tensor)
{
  const gint64 stride = 1 + MAX (tensor->numel - 1, 0) / GR_HISTOGRAM_SAMPLE;

  return (Sample){ gr_tensor_data (flat), flat->dtype == GR_FLOAT64, tensor->offset, stride,
                   (tensor->numel + stride - 1) / stride };
}

static gint64
find_range (const Sample *sample, gdouble *low, gdouble *high)
{
  gdouble least = INFINITY, most = -INFINITY, sum = 0, squares = 0;
  gint64  n = 0;

  for (gint64 i = 0; i < sample->n; i++)
    {
      const gdouble value = value_at (sample, i);

      if (!isfinite (value))
        continue;
      least = MIN (least, value);
      most = MAX (most, value);
      sum += value;
      squares += value * value;
      n++;
    }
  const gdouble mean = sum / n, spread = DEVIATIONS * sqrt (MAX (squares / n - mean * mean, 0));
  *low = MAX (least, mean - spread);
  *high = MIN (most, mean + spread);
  return n;
}

static void
count (const Sample *sample, GrHistogram *histogram)
{
  guint32      counts[GR_HISTOGRAM_BINS] = { 0 };
  gdouble      low, high;
  const gint64 n = find_range (sample, &low, &high);

  histogram->low = n ? (gfloat) low : NAN;
  histogram->high = n ? (gfloat) high : NAN;
  if (n)
    {
      const gdouble scale = high > low ? GR_HISTOGRAM_BINS / (high - low) : 0;

      for (gint64 i = 0; i < sample->n; i++)
        {
          const gdouble value = value_at (sample, i);
          const gdouble bin = (value - low) * scale;

          if (isfinite (value))
            counts[(gint) CLAMP (bin, 0, GR_HISTOGRAM_BINS - 1)]++;
        }
    }
  for (guint i = 0; i < GR_HISTOGRAM_BINS; i++)
    histogram->share[i] = n ? (gfloat) counts[i] / n : 0;
}

void
gr_histograms_count (GrHistograms *histograms, GrModule *module, gint64 step)
{
  g_autofree GrHistogram *row = NULL;
  GrHistogram            *next;

  if (step % histograms->every != 0)
    return;
  next = row = g_new (GrHistogram, 2 * histograms->n);
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *tensor = gr_module_tensor (module, i);
      Sample                values, gradients;

      if (!is_trained (tensor))
        continue;
      values = sample_of (gr_module_parameters (module), tensor);
      gradients = sample_of (gr_module_gradients (module), tensor);
      count (&values, next++);
      count (&gradients, next++);
    }
  gr_series_append (histograms->series, row);
}
