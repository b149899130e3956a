/* plot-columns.c - curves of many values, reduced to columns of pixels.
 *
 * Of each column it is known from the series' pyramid how far its values reach, which makes a band,
 * and what their mean is, which makes a line. Columns lie on a grid that is fixed to the data, so
 * that what is panned keeps its looks.
 */
#include "plot-parts.h"

#include <math.h>

/* In pixels; smaller y is higher. */
typedef struct
{
  gdouble x;           /* of its middle */
  gdouble top, bottom; /* with half the way to its neighbours' nearest values */
  gdouble mean;
  gdouble first, last; /* of its values in their order; NaN where those are no numbers */
  gboolean gap;        /* here the curve is interrupted */
} Column;

/* --- reducing --------------------------------------------------------------------------------- */

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

static Column
column_of (const GradusPlotFrame *frame, GradusSeries *series, gsize first, gsize end, gdouble x)
{
  const GradusSummary summary = gradus_series_summary (series, first, end);
  const gdouble least = frame->log_y ? summary.least_positive : summary.min;
  const gdouble mean = summary.sum / summary.count;
  Column column = { .x = x };

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
join (Column *a, Column *b)
{
  const gdouble between = (a->last + b->first) / 2;

  if (a->gap || b->gap || isnan (between))
    return;
  a->top = MIN (a->top, between);
  a->bottom = MAX (a->bottom, between);
  b->top = MIN (b->top, between);
  b->bottom = MAX (b->bottom, between);
}

GArray *
gradus_columns_new (const GradusPen *pen, GradusSeries *series)
{
  const GradusPlotFrame *frame = pen->frame;
  const gdouble low = axis_position (frame, frame->x_min);
  const gdouble high = axis_position (frame, frame->x_max);
  const gdouble step = (high - low) / (frame->right - frame->left);
  const gdouble first = floor (low / step) - 1, last = ceil (high / step) + 1;
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));
  gsize at = gradus_series_at_or_after (series, axis_value (frame, first * step));

  for (gdouble k = first; k < last; k++)
    {
      const gsize next = gradus_series_at_or_after (series, axis_value (frame, (k + 1) * step));

      if (next == at)
        continue;
      const Column column = column_of (frame, series, at, next,
                                       frame->left + ((k + 0.5) * step - low) / step);
      g_array_append_val (columns, column);
      if (columns->len > 1)
        join (&g_array_index (columns, Column, columns->len - 2),
              &g_array_index (columns, Column, columns->len - 1));
      at = next;
    }
  return columns;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static guint
end_of_run (GArray *columns, guint first)
{
  while (first < columns->len && !g_array_index (columns, Column, first).gap)
    first++;
  return first;
}

/* The outline of the columns [@first, @end), none of which is a gap. Half a unit more on each side:
 * also a band of one column is seen, and one without height. */
static void
outline (const GradusPen *pen, GArray *columns, guint first, guint end)
{
  const Column *left = &g_array_index (columns, Column, first);
  const Column *right = &g_array_index (columns, Column, end - 1);

  cairo_move_to (pen->cr, left->x - 0.5, left->top - 0.5);
  for (guint k = first; k < end; k++)
    {
      const Column *column = &g_array_index (columns, Column, k);
      cairo_line_to (pen->cr, column->x, column->top - 0.5);
    }
  cairo_line_to (pen->cr, right->x + 0.5, right->top - 0.5);
  cairo_line_to (pen->cr, right->x + 0.5, right->bottom + 0.5);
  for (guint k = end; k > first; k--)
    {
      const Column *column = &g_array_index (columns, Column, k - 1);
      cairo_line_to (pen->cr, column->x, column->bottom + 0.5);
    }
  cairo_line_to (pen->cr, left->x - 0.5, left->bottom + 0.5);
  cairo_close_path (pen->cr);
}

/* As one rectangle a column, on whole pixels across: ten times as fast as the outline where the
 * band is ragged. */
static void
fill_rectangles (const GradusPen *pen, GArray *columns, guint first, guint end)
{
  for (guint k = first; k < end; k++)
    {
      const Column *column = &g_array_index (columns, Column, k);
      const gdouble left = round (column->x - 0.5);
      const gdouble right = k + 1 < end ? round (g_array_index (columns, Column, k + 1).x - 0.5)
                                        : left + 1;

      cairo_rectangle (pen->cr, left, column->top - 0.5, right - left,
                       column->bottom - column->top + 1);
      cairo_fill (pen->cr);
    }
}

void
gradus_columns_fill (const GradusPen *pen, GArray *columns)
{
  /* In a vector drawing each rectangle would be an object, and the seams between them would show.
   */
  const gboolean pixels = cairo_surface_get_type (cairo_get_group_target (pen->cr))
                          == CAIRO_SURFACE_TYPE_IMAGE;

  for (guint i = 0; i < columns->len; i = end_of_run (columns, i) + 1)
    {
      const guint end = end_of_run (columns, i);

      if (end > i && pixels)
        fill_rectangles (pen, columns, i, end);
      else if (end > i)
        outline (pen, columns, i, end);
    }
  cairo_fill (pen->cr);
}

void
gradus_columns_stroke (const GradusPen *pen, GArray *columns)
{
  const gboolean pieces = cairo_get_dash_count (pen->cr) == 0;
  gboolean down = FALSE;

  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);

      if (column->gap)
        {
          down = FALSE;
          continue;
        }
      if (!down)
        cairo_move_to (pen->cr, column->x - 0.5, column->mean);
      cairo_line_to (pen->cr, column->x, column->mean);
      down = TRUE;
      if (pieces && i % GRADUS_PIECE == GRADUS_PIECE - 1)
        {
          cairo_stroke (pen->cr);
          cairo_move_to (pen->cr, column->x, column->mean);
        }
    }
  cairo_stroke (pen->cr);
}
