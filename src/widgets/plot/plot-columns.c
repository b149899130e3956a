/* plot-columns.c - curves of many values, reduced to columns of pixels.
 *
 * Of each column it is known from the series' pyramid how far its values reach, which makes a band,
 * and what their mean is, which makes a line. Columns lie on a grid that is fixed to the data, so
 * that what is panned keeps its looks.
 */
#include "plot-parts.h"

#include <math.h>

static gdouble
axis_position (const GradusPlotFrame *frame, gdouble x)
{
  return frame->log_x ? log10 (x) : x;
}

static gdouble
axis_value (const GradusPlotFrame *frame, gdouble position)
{
  return frame->log_x ? pow (10, position) : position;
}

/* Where a value is, NaN where it is nowhere. */
static gdouble
height_of (const GradusPlotFrame *frame, gdouble y)
{
  return isfinite (y) && (!frame->log_y || y > 0) ? gradus_frame_to_y (frame, y) : NAN;
}

static GradusColumn
column_of (const GradusPlotFrame *frame, GradusSeries *series, gsize first, gsize end, gdouble x)
{
  const GradusSummary summary = gradus_series_summary (series, first, end);
  const gdouble least = frame->log_y ? summary.least_positive : summary.min;
  const gdouble mean = summary.sum / summary.count;
  GradusColumn column = { .x = x };

  if (summary.count == 0 || !isfinite (least))
    {
      column.gap = TRUE;
      return column;
    }
  column.top = gradus_frame_to_y (frame, summary.max);
  /* What is 0 or less reaches below the foot of a logarithmic axis. */
  column.bottom = gradus_frame_to_y (frame,
                                     frame->log_y && summary.min <= 0 ? frame->y_min / 10 : least);
  column.mean = frame->log_y && mean <= 0 ? column.bottom : gradus_frame_to_y (frame, mean);
  column.first = height_of (frame, gradus_series_y (series, first));
  column.last = height_of (frame, gradus_series_y (series, end - 1));
  return column;
}

/* The line between the last value of one column and the first of the next lies half in each. */
static void
join (GradusColumn *a, GradusColumn *b)
{
  const gdouble between = (a->last + b->first) / 2;

  if (a->gap || b->gap || isnan (between))
    return;
  a->top = MIN (a->top, between);
  a->bottom = MAX (a->bottom, between);
  b->top = MIN (b->top, between);
  b->bottom = MAX (b->bottom, between);
}

/* Columns begin at multiples of so many values: where those take a quarter of a pixel at most, what
 * the pyramid has summed up will do, and no value is looked at. */
static gsize
grain_of (const GradusPlotFrame *frame, GradusSeries *series)
{
  const gsize n = gradus_series_at_or_after (series, frame->x_max)
                  - gradus_series_at_or_after (series, frame->x_min);

  return frame->log_x ? 1 : gradus_series_grain (n / (gsize) (frame->right - frame->left) / 4);
}

static gsize
begin_of (const GradusPlotFrame *frame, GradusSeries *series, gdouble position, gsize grain)
{
  const gsize at = gradus_series_at_or_after (series, axis_value (frame, position));

  return at < gradus_series_length (series) ? at - at % grain : at;
}

GArray *
gradus_columns_new (const GradusPen *pen, GradusSeries *series)
{
  const GradusPlotFrame *frame = pen->frame;
  const gdouble low = axis_position (frame, frame->x_min);
  const gdouble high = axis_position (frame, frame->x_max);
  const gdouble step = (high - low) / (frame->right - frame->left);
  const gdouble first = floor (low / step) - 1, last = ceil (high / step) + 1;
  const gsize grain = grain_of (frame, series);
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (GradusColumn));
  gsize at = begin_of (frame, series, first * step, grain);

  for (gdouble k = first; k < last; k++)
    {
      const gsize next = begin_of (frame, series, (k + 1) * step, grain);

      if (next == at)
        continue;
      const GradusColumn column = column_of (frame, series, at, next,
                                             frame->left + ((k + 0.5) * step - low) / step);
      g_array_append_val (columns, column);
      if (columns->len > 1)
        join (&g_array_index (columns, GradusColumn, columns->len - 2),
              &g_array_index (columns, GradusColumn, columns->len - 1));
      at = next;
    }
  return columns;
}
