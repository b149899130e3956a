/* plot-curve.c - draws one curve: a few thousand values as they are, a million by columns of
 * pixels.
 *
 * Where two or more values fall on a pixel, the curve is reduced: for each column the band from the
 * least to the greatest value, and the mean as a line. Columns lie on a grid that is fixed to the
 * data, so that what is panned keeps its looks.
 */
#include "plot-parts.h"

#include <math.h>

#define MOST_DOTS 20000 /* a scatter plot of more is drawn as a band */

typedef struct
{
  cairo_t *cr;
  const GradusPlotFrame *frame;
  const GradusPalette *palette;
  GdkRGBA colour;
} Pen;

/* One column, in pixels; smaller y is higher. */
typedef struct
{
  gdouble x, top, bottom, mean;
  gboolean gap; /* here the curve is interrupted */
} Column;

/* --- marks for what is no number -------------------------------------------------------------- */

typedef enum
{
  MARK_NAN,
  MARK_UP,
  MARK_DOWN,
  N_MARKS,
} Mark;

static void
draw_mark (const Pen *pen, Mark mark, gdouble x)
{
  const gdouble low = pen->frame->bottom - 4, high = pen->frame->top + 4;

  gdk_cairo_set_source_rgba (pen->cr, &pen->palette->error);
  cairo_set_line_width (pen->cr, 1.5);
  cairo_set_dash (pen->cr, NULL, 0, 0);
  switch (mark)
    {
    case MARK_NAN:
      cairo_move_to (pen->cr, x - 3, low - 3);
      cairo_line_to (pen->cr, x + 3, low + 3);
      cairo_move_to (pen->cr, x - 3, low + 3);
      cairo_line_to (pen->cr, x + 3, low - 3);
      cairo_stroke (pen->cr);
      return;
    case MARK_UP:
    case MARK_DOWN:
      {
        const gdouble y = mark == MARK_UP ? high : low, tip = mark == MARK_UP ? -4 : 4;

        cairo_move_to (pen->cr, x, y + tip);
        cairo_line_to (pen->cr, x - 4, y - tip / 2);
        cairo_line_to (pen->cr, x + 4, y - tip / 2);
        cairo_close_path (pen->cr);
        cairo_fill (pen->cr);
        return;
      }
    case N_MARKS:
      return;
    }
}

/* Marks nearer than this to the one before say nothing more. @last has one a kind, at first
 * -infinity. */
static void
note_marks (const Pen *pen, const GradusSummary *summary, gdouble x, gdouble *last)
{
  const gsize counts[N_MARKS] = { summary->n_nan, summary->n_up, summary->n_down };

  for (Mark mark = 0; mark < N_MARKS; mark++)
    if (counts[mark] > 0 && x >= last[mark] + 8)
      {
        draw_mark (pen, mark, x);
        last[mark] = x;
      }
}

/* --- few values ------------------------------------------------------------------------------- */

static gboolean
is_drawable (const Pen *pen, gdouble y)
{
  return isfinite (y) && (!pen->frame->log_y || y > 0);
}

static void
stroke_values (const Pen *pen, GradusSeries *series, gsize first, gsize end)
{
  gboolean down = FALSE;

  for (gsize i = first; i < end; i++)
    {
      const gdouble y = gradus_series_y (series, i);
      const gdouble px = gradus_frame_to_x (pen->frame, gradus_series_x (series, i));

      if (!is_drawable (pen, y))
        {
          down = FALSE;
          continue;
        }
      const gdouble py = gradus_frame_to_y (pen->frame, y);
      if (down)
        cairo_line_to (pen->cr, px, py);
      else
        cairo_move_to (pen->cr, px, py);
      /* A value between two gaps is a dot, by the round cap of a line without length. */
      if (!down && (i + 1 == end || !is_drawable (pen, gradus_series_y (series, i + 1))))
        cairo_line_to (pen->cr, px, py);
      down = TRUE;
    }
  cairo_stroke (pen->cr);
}

static void
fill_dots (const Pen *pen, GradusSeries *series, gsize first, gsize end, gdouble radius)
{
  for (gsize i = first; i < end; i++)
    {
      const gdouble y = gradus_series_y (series, i);

      if (!is_drawable (pen, y))
        continue;
      cairo_new_sub_path (pen->cr);
      cairo_arc (pen->cr, gradus_frame_to_x (pen->frame, gradus_series_x (series, i)),
                 gradus_frame_to_y (pen->frame, y), radius, 0, 2 * G_PI);
    }
  cairo_fill (pen->cr);
}

static void
mark_values (const Pen *pen, GradusSeries *series, gsize first, gsize end)
{
  gdouble last[N_MARKS] = { -INFINITY, -INFINITY, -INFINITY };

  for (gsize i = first; i < end; i++)
    if (!isfinite (gradus_series_y (series, i)))
      {
        const GradusSummary summary = gradus_series_summary (series, i, i + 1);

        note_marks (pen, &summary, gradus_frame_to_x (pen->frame, gradus_series_x (series, i)),
                    last);
      }
}

/* --- many values: columns --------------------------------------------------------------------- */

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

static Column
column_of (const GradusPlotFrame *frame, const GradusSummary *summary, gdouble x)
{
  const gdouble least = frame->log_y ? summary->least_positive : summary->min;
  const gdouble mean = summary->sum / summary->count;
  Column column = { .x = x };

  if (summary->count == 0 || !isfinite (least))
    {
      column.gap = TRUE;
      return column;
    }
  column.top = gradus_frame_to_y (frame, summary->max);
  /* What is 0 or less reaches below the foot of a logarithmic axis. */
  column.bottom = gradus_frame_to_y (frame,
                                     frame->log_y && summary->min <= 0 ? frame->y_min / 10 : least);
  column.mean = frame->log_y && mean <= 0 ? column.bottom : gradus_frame_to_y (frame, mean);
  return column;
}

/* (transfer full), of Column. Draws the marks on the way. */
static GArray *
reduce (const Pen *pen, GradusSeries *series, gboolean marks)
{
  const GradusPlotFrame *frame = pen->frame;
  const gdouble low = axis_position (frame, frame->x_min);
  const gdouble high = axis_position (frame, frame->x_max);
  const gdouble step = (high - low) / (frame->right - frame->left);
  const gdouble first = floor (low / step) - 1, last = ceil (high / step) + 1;
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));
  gdouble last_mark[N_MARKS] = { -INFINITY, -INFINITY, -INFINITY };
  gsize at = gradus_series_at_or_after (series, axis_value (frame, first * step));

  for (gdouble k = first; k < last; k++)
    {
      const gsize next = gradus_series_at_or_after (series, axis_value (frame, (k + 1) * step));

      if (next == at)
        continue;
      const GradusSummary summary = gradus_series_summary (series, at, next);
      const gdouble x = frame->left + ((k + 0.5) * step - low) / step;
      const Column column = column_of (frame, &summary, x);
      g_array_append_val (columns, column);
      if (marks)
        note_marks (pen, &summary, x, last_mark);
      at = next;
    }
  return columns;
}

static guint
end_of_run (GArray *columns, guint first)
{
  while (first < columns->len && !g_array_index (columns, Column, first).gap)
    first++;
  return first;
}

static void
fill_band (const Pen *pen, GArray *columns)
{
  for (guint i = 0; i < columns->len; i = end_of_run (columns, i) + 1)
    {
      const guint end = end_of_run (columns, i);

      if (end == i)
        continue;
      /* Half a pixel more on each side: also a band of one column is seen, and one without height.
       */
      const Column *first = &g_array_index (columns, Column, i);
      const Column *last = &g_array_index (columns, Column, end - 1);
      cairo_move_to (pen->cr, first->x - 0.5, first->top - 0.5);
      for (guint k = i; k < end; k++)
        {
          const Column *column = &g_array_index (columns, Column, k);
          cairo_line_to (pen->cr, column->x, column->top - 0.5);
        }
      cairo_line_to (pen->cr, last->x + 0.5, last->top - 0.5);
      cairo_line_to (pen->cr, last->x + 0.5, last->bottom + 0.5);
      for (guint k = end; k > i; k--)
        {
          const Column *column = &g_array_index (columns, Column, k - 1);
          cairo_line_to (pen->cr, column->x, column->bottom + 0.5);
        }
      cairo_line_to (pen->cr, first->x - 0.5, first->bottom + 0.5);
      cairo_close_path (pen->cr);
    }
  cairo_fill (pen->cr);
}

static void
stroke_means (const Pen *pen, GArray *columns)
{
  gboolean down = FALSE;

  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);

      if (column->gap)
        down = FALSE;
      else if (down)
        cairo_line_to (pen->cr, column->x, column->mean);
      else
        {
          cairo_move_to (pen->cr, column->x - 0.5, column->mean);
          cairo_line_to (pen->cr, column->x, column->mean);
          down = TRUE;
        }
    }
  cairo_stroke (pen->cr);
}

/* --- a curve ---------------------------------------------------------------------------------- */

static void
set_colour (const Pen *pen, gdouble alpha)
{
  const GdkRGBA colour = gradus_fade (pen->colour, alpha);

  gdk_cairo_set_source_rgba (pen->cr, &colour);
}

static void
set_line (const Pen *pen, gdouble width, gboolean dashed)
{
  static const gdouble dashes[] = { 6, 4 };

  cairo_set_line_width (pen->cr, width);
  cairo_set_line_join (pen->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (pen->cr, dashed ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_set_dash (pen->cr, dashes, dashed ? 2 : 0, 0);
}

/* The values that are seen, and one on each side for the lines that lead there. */
static void
seen (const GradusPlotFrame *frame, GradusSeries *series, gsize *first, gsize *end)
{
  const gsize n = gradus_series_length (series);

  *first = gradus_series_at_or_after (series, frame->x_min);
  *end = gradus_series_at_or_after (series, frame->x_max);
  while (*end < n && gradus_series_x (series, *end) <= frame->x_max)
    ++*end;
  *first -= *first > 0;
  *end += *end < n;
}

static gboolean
is_dense (const GradusPlotFrame *frame, gsize n)
{
  return n >= 2 * (frame->right - frame->left);
}

/* The band of a curve of many values, the faint line of one that is smoothed, and the marks. Goes
 * below the lines of all curves. */
static void
draw_ground (const Pen *pen, const GradusCurve *curve, gboolean smoothed)
{
  gsize first, end;

  seen (pen->frame, curve->series, &first, &end);
  if (!is_dense (pen->frame, end - first))
    {
      set_line (pen, 1, FALSE);
      set_colour (pen, 0.35);
      if (smoothed)
        stroke_values (pen, curve->series, first, end);
      mark_values (pen, curve->series, first, end);
      return;
    }
  g_autoptr (GArray) columns = reduce (pen, curve->series, TRUE);
  set_colour (pen, 0.28);
  fill_band (pen, columns);
}

static void
draw_line (const Pen *pen, GradusSeries *series, const GradusCurve *curve)
{
  gsize first, end;

  seen (pen->frame, series, &first, &end);
  set_line (pen, 1.75, (curve->style & GRADUS_CURVE_DASHED) != 0);
  set_colour (pen, 1);
  if (!is_dense (pen->frame, end - first))
    {
      stroke_values (pen, series, first, end);
      return;
    }
  g_autoptr (GArray) columns = reduce (pen, series, FALSE);
  stroke_means (pen, columns);
}

static void
draw_dots (const Pen *pen, const GradusCurve *curve)
{
  gsize first, end;

  seen (pen->frame, curve->series, &first, &end);
  if (!(curve->style & GRADUS_CURVE_LINE))
    {
      set_colour (pen, end - first < 300 ? 0.85 : 0.5);
      fill_dots (pen, curve->series, first, end, end - first < 2000 ? 2.5 : 1.5);
      mark_values (pen, curve->series, first, end);
    }
  else if ((end - first) * 9 <= pen->frame->right - pen->frame->left)
    {
      set_colour (pen, 1);
      fill_dots (pen, curve->series, first, end, 3);
    }
}

static gboolean
is_scatter (const GradusCurve *curve)
{
  return (curve->style & GRADUS_CURVE_POINTS) && !(curve->style & GRADUS_CURVE_LINE)
         && gradus_series_length (curve->series) <= MOST_DOTS;
}

void
gradus_plot_draw_curve (GradusPlot *plot, guint i, GradusCurveLayer layer, cairo_t *cr,
                        const GradusPlotFrame *frame, const GradusPalette *palette)
{
  const GradusCurve *curve = gradus_plot_curve_at (plot, i);
  GradusSeries *smoothed = gradus_plot_smoothed (plot, i);
  const Pen pen = { cr, frame, palette, *gradus_curve_colour (palette, curve) };

  if (is_scatter (curve))
    {
      if (layer == GRADUS_CURVE_GROUND)
        draw_dots (&pen, curve);
      return;
    }
  if (layer == GRADUS_CURVE_GROUND)
    {
      draw_ground (&pen, curve, smoothed != NULL);
      return;
    }
  draw_line (&pen, smoothed ? smoothed : curve->series, curve);
  if (curve->style & GRADUS_CURVE_POINTS && !smoothed)
    draw_dots (&pen, curve);
}
