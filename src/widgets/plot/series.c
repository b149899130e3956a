/* series.c - the growing array and its pyramid: see series.h. */
#include "series.h"

#include <math.h>

#define FAN_BITS   4
#define FAN        (1 << FAN_BITS) /* entries below one entry of the pyramid */
#define MAX_LEVELS 15              /* 16^16 values are more than there can be */

struct _GradusSeries
{
  gatomicrefcount references;
  gboolean explicit_x;
  gdouble start, step;
  guint generation;
  GArray *x; /* gdouble; NULL where x is implicit */
  GArray *y; /* gdouble */
  /* levels[k] holds a GradusSummary above each full 16^(k+1) values; NULL until there is one. What
   * is left over at the end of a level has no entry and is read from the level below. */
  GArray *levels[MAX_LEVELS];
};

G_DEFINE_BOXED_TYPE (GradusSeries, gradus_series, gradus_series_ref, gradus_series_unref)

static const GradusSummary nothing = { .min = INFINITY,
                                       .max = -INFINITY,
                                       .least_positive = INFINITY };

static GradusSeries *
new_series (gboolean explicit_x, gdouble start, gdouble step)
{
  GradusSeries *series = g_new0 (GradusSeries, 1);

  g_atomic_ref_count_init (&series->references);
  series->explicit_x = explicit_x;
  series->start = start;
  series->step = step;
  series->x = explicit_x ? g_array_new (FALSE, FALSE, sizeof (gdouble)) : NULL;
  series->y = g_array_new (FALSE, FALSE, sizeof (gdouble));
  return series;
}

GradusSeries *
gradus_series_new (gdouble start, gdouble step)
{
  g_return_val_if_fail (isfinite (start) && step > 0, NULL);
  return new_series (FALSE, start, step);
}

GradusSeries *
gradus_series_new_xy (void)
{
  return new_series (TRUE, 0, 1);
}

GradusSeries *
gradus_series_ref (GradusSeries *series)
{
  g_atomic_ref_count_inc (&series->references);
  return series;
}

void
gradus_series_unref (GradusSeries *series)
{
  if (!g_atomic_ref_count_dec (&series->references))
    return;
  for (guint k = 0; k < MAX_LEVELS; k++)
    g_clear_pointer (&series->levels[k], g_array_unref);
  g_clear_pointer (&series->x, g_array_unref);
  g_array_unref (series->y);
  g_free (series);
}

GradusSeries *
gradus_series_copy (const GradusSeries *series)
{
  GradusSeries *copy = new_series (series->explicit_x, series->start, series->step);

  g_array_append_vals (copy->y, series->y->data, series->y->len);
  if (copy->x)
    g_array_append_vals (copy->x, series->x->data, series->x->len);
  for (guint k = 0; k < MAX_LEVELS && series->levels[k]; k++)
    copy->levels[k] = g_array_copy (series->levels[k]);
  return copy;
}

/* --- the pyramid ------------------------------------------------------------------------------ */

static void
add_value (GradusSummary *summary, gdouble y)
{
  if (isfinite (y))
    {
      summary->min = MIN (summary->min, y);
      summary->max = MAX (summary->max, y);
      summary->sum += y;
      if (y > 0)
        summary->least_positive = MIN (summary->least_positive, y);
      summary->count++;
    }
  else if (isnan (y))
    summary->n_nan++;
  else if (y > 0)
    summary->n_up++;
  else
    summary->n_down++;
}

static void
add_summary (GradusSummary *summary, const GradusSummary *other)
{
  summary->min = MIN (summary->min, other->min);
  summary->max = MAX (summary->max, other->max);
  summary->sum += other->sum;
  summary->least_positive = MIN (summary->least_positive, other->least_positive);
  summary->count += other->count;
  summary->n_nan += other->n_nan;
  summary->n_up += other->n_up;
  summary->n_down += other->n_down;
}

/* Gives every level that has 16 more below it, of the first @n values, its entry. */
static void
grow_pyramid_at (GradusSeries *series, gsize n)
{
  for (guint k = 0; k < MAX_LEVELS && n % FAN == 0; k++, n /= FAN)
    {
      GradusSummary summary = nothing;

      for (gsize i = n - FAN; i < n; i++)
        if (k == 0)
          add_value (&summary, g_array_index (series->y, gdouble, i));
        else
          add_summary (&summary, &g_array_index (series->levels[k - 1], GradusSummary, i));
      if (!series->levels[k])
        series->levels[k] = g_array_new (FALSE, FALSE, sizeof (GradusSummary));
      g_array_append_val (series->levels[k], summary);
    }
}

/* After values were added to the first @before. */
static void
grow_pyramid (GradusSeries *series, gsize before)
{
  for (gsize n = before - before % FAN + FAN; n <= series->y->len; n += FAN)
    grow_pyramid_at (series, n);
}

GradusSummary
gradus_series_summary (const GradusSeries *series, gsize first, gsize end)
{
  GradusSummary summary = nothing;

  end = MIN (end, series->y->len);
  while (first < end)
    {
      /* Up as long as an entry starts here and ends within, down again towards the end; at each
       * level as far as nothing above it can be taken. */
      guint shift = 0;

      while (shift < FAN_BITS * MAX_LEVELS && first % ((gsize) FAN << shift) == 0
             && end - first >= (gsize) FAN << shift)
        shift += FAN_BITS;

      const gsize above = (first | (((gsize) FAN << shift) - 1)) + 1;
      const gsize last = MIN (above, end) >> shift;

      if (shift == 0)
        for (gsize i = first; i < last; i++)
          add_value (&summary, g_array_index (series->y, gdouble, i));
      else
        for (gsize i = first >> shift; i < last; i++)
          add_summary (&summary,
                       &g_array_index (series->levels[shift / FAN_BITS - 1], GradusSummary, i));
      first = last << shift;
    }
  return summary;
}

gsize
gradus_series_grain (gsize n)
{
  gsize grain = 1;

  while (n / grain >= FAN)
    grain *= FAN;
  return grain;
}

/* --- adding ----------------------------------------------------------------------------------- */

void
gradus_series_append (GradusSeries *series, gdouble y)
{
  gradus_series_append_doubles (series, &y, 1);
}

void
gradus_series_append_doubles (GradusSeries *series, const gdouble *y, gsize n)
{
  const gsize before = series->y->len;

  g_return_if_fail (!series->explicit_x);
  g_array_append_vals (series->y, y, (guint) n);
  grow_pyramid (series, before);
}

void
gradus_series_append_floats (GradusSeries *series, const gfloat *y, gsize n)
{
  for (gsize i = 0; i < n; i++)
    gradus_series_append (series, y[i]);
}

gboolean
gradus_series_append_xy (GradusSeries *series, gdouble x, gdouble y)
{
  g_return_val_if_fail (series->explicit_x, FALSE);
  if (!isfinite (x)
      || (series->x->len > 0 && x < g_array_index (series->x, gdouble, series->x->len - 1)))
    return FALSE;
  g_array_append_val (series->x, x);
  g_array_append_val (series->y, y);
  grow_pyramid (series, series->y->len - 1);
  return TRUE;
}

void
gradus_series_clear (GradusSeries *series)
{
  g_array_set_size (series->y, 0);
  if (series->x)
    g_array_set_size (series->x, 0);
  for (guint k = 0; k < MAX_LEVELS && series->levels[k]; k++)
    g_array_set_size (series->levels[k], 0);
  series->generation++;
}

/* --- reading ---------------------------------------------------------------------------------- */

gsize
gradus_series_length (const GradusSeries *series)
{
  return series->y->len;
}

gboolean
gradus_series_is_explicit (const GradusSeries *series)
{
  return series->explicit_x;
}

guint
gradus_series_generation (const GradusSeries *series)
{
  return series->generation;
}

gdouble
gradus_series_x (const GradusSeries *series, gsize i)
{
  return series->explicit_x ? g_array_index (series->x, gdouble, i)
                            : series->start + series->step * i;
}

gdouble
gradus_series_y (const GradusSeries *series, gsize i)
{
  return g_array_index (series->y, gdouble, i);
}

gsize
gradus_series_at_or_after (const GradusSeries *series, gdouble x)
{
  gsize low = 0, high = series->y->len;

  if (!series->explicit_x)
    {
      gdouble i = ceil ((x - series->start) / series->step);

      /* The division may have rounded across a value that x lies on. */
      if (i > 0 && i <= high && series->start + series->step * (i - 1) >= x)
        i--;
      return i <= 0 ? 0 : i >= high ? high : (gsize) i;
    }
  while (low < high)
    {
      const gsize middle = low + (high - low) / 2;

      if (g_array_index (series->x, gdouble, middle) < x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gsize
gradus_series_nearest (const GradusSeries *series, gdouble x)
{
  const gsize after = gradus_series_at_or_after (series, x);

  if (after == 0)
    return 0;
  if (after == series->y->len)
    return after - 1;
  return x - gradus_series_x (series, after - 1) < gradus_series_x (series, after) - x ? after - 1
                                                                                       : after;
}
