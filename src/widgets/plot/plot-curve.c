/* plot-curve.c - draws one curve: some hundred values as they are here, a million by
 * plot-columns.c. */
#include "plot-parts.h"

#include <math.h>

#define FEW_VALUES 3     /* of which a line is hardly seen: they are dots on it */
#define MOST_DOTS  20000 /* a scatter plot of more is drawn as a band */
#define DOT        3     /* the radius of one on a line */
#define MARK_STEP  8     /* pixels that share a mark */
/* From so many values a pixel on a curve is drawn by columns: as a line, and as the faint ground of
 * one, where less of its course has to be seen. */
#define LINE_DENSITY  1.0
#define FAINT_DENSITY 0.5

/* --- marks for what is no number -------------------------------------------------------------- */

typedef enum
{
  MARK_NAN,
  MARK_UP,
  MARK_DOWN,
  N_MARKS,
} Mark;

static void
draw_mark (const GradusPen *pen, Mark mark, gdouble x)
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

/* One a kind for every few pixels; the pyramid tells where there are none. */
static void
draw_marks (const GradusPen *pen, GradusSeries *series, gsize first, gsize end)
{
  const GradusPlotFrame *frame = pen->frame;
  const GradusSummary all = gradus_series_summary (series, first, end);

  if (all.n_nan + all.n_up + all.n_down == 0)
    return;
  for (gdouble x = frame->left; x < frame->right; x += MARK_STEP)
    {
      const gsize from = gradus_series_at_or_after (series, gradus_frame_from_x (frame, x));
      const gsize to = gradus_series_at_or_after (series,
                                                  gradus_frame_from_x (frame, x + MARK_STEP));
      const GradusSummary some = gradus_series_summary (series, from, to);
      const gsize counts[N_MARKS] = { some.n_nan, some.n_up, some.n_down };

      for (Mark mark = 0; mark < N_MARKS; mark++)
        if (counts[mark] > 0)
          draw_mark (pen, mark, x + MARK_STEP / 2.0);
    }
}

/* --- few values ------------------------------------------------------------------------------- */

static gboolean
is_drawable (const GradusPen *pen, gdouble y)
{
  return isfinite (y) && (!pen->frame->log_y || y > 0);
}

/* Long paths are stroked piece by piece: the time that Cairo takes grows faster than their length.
 * A dashed one would begin anew with each piece. */
static void
stroke_values (const GradusPen *pen, GradusSeries *series, gsize first, gsize end)
{
  const gboolean pieces = cairo_get_dash_count (pen->cr) == 0;
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
      if (pieces && i % GRADUS_PIECE == 0 && i > first)
        {
          cairo_stroke (pen->cr);
          cairo_move_to (pen->cr, px, py);
        }
    }
  cairo_stroke (pen->cr);
}

void
gradus_plot_draw_dot (cairo_t *cr, GradusCurveStyle style, gdouble x, gdouble y, gdouble radius,
                      const GdkRGBA *colour, const GdkRGBA *background)
{
  const gboolean hollow = (style & GRADUS_CURVE_DOTTED) != 0;

  cairo_new_path (cr);
  if (style & GRADUS_CURVE_DASHED)
    cairo_rectangle (cr, x - radius, y - radius, 2 * radius, 2 * radius);
  else
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, hollow ? background : colour);
  cairo_fill_preserve (cr);
  if (hollow)
    {
      gdk_cairo_set_source_rgba (cr, colour);
      cairo_set_line_width (cr, 1.5);
      cairo_set_dash (cr, NULL, 0, 0);
      cairo_stroke (cr);
    }
  cairo_new_path (cr);
}

/* On a line. */
static void
draw_values (const GradusPen *pen, GradusSeries *series, gsize first, gsize end,
             GradusCurveStyle style)
{
  for (gsize i = first; i < end; i++)
    {
      const gdouble y = gradus_series_y (series, i);

      if (is_drawable (pen, y))
        gradus_plot_draw_dot (
            pen->cr, style, gradus_frame_to_x (pen->frame, gradus_series_x (series, i)),
            gradus_frame_to_y (pen->frame, y), DOT, &pen->colour, &pen->palette->background);
    }
}

/* Of a curve that is nothing else. */
static void
fill_dots (const GradusPen *pen, GradusSeries *series, gsize first, gsize end, gdouble radius)
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

/* --- a curve ---------------------------------------------------------------------------------- */

static void
set_colour (const GradusPen *pen, gdouble alpha)
{
  const GdkRGBA colour = gradus_fade (pen->colour, alpha);

  gdk_cairo_set_source_rgba (pen->cr, &colour);
}

/* For a line through @n values: with many, smoothness of edges and joins costs milliseconds and is
 * not seen. */
static void
set_line (const GradusPen *pen, gdouble width, GradusCurveStyle style, gsize n)
{
  static const gdouble dashes[] = { 6, 4 }, dots[] = { 1.75, 3 };
  const gboolean dotted = (style & GRADUS_CURVE_DOTTED) != 0;
  const gboolean broken = dotted || style & GRADUS_CURVE_DASHED;
  const gboolean many = n > 250;

  cairo_set_line_width (pen->cr, width);
  cairo_set_line_join (pen->cr, many ? CAIRO_LINE_JOIN_BEVEL : CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (pen->cr, broken ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_set_antialias (pen->cr, many ? CAIRO_ANTIALIAS_FAST : CAIRO_ANTIALIAS_DEFAULT);
  cairo_set_dash (pen->cr, dotted ? dots : dashes, broken ? 2 : 0, 0);
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

/* How many values fall on a pixel. */
static gdouble
density (const GradusPlotFrame *frame, gsize n)
{
  return n / (frame->right - frame->left);
}

/* The band of a curve of many values, the faint line of one that is smoothed, and the marks. Goes
 * below the lines of all curves. */
static void
draw_ground (const GradusPen *pen, const GradusCurve *curve, gboolean smoothed)
{
  gsize first, end;

  seen (pen->frame, curve->series, &first, &end);
  if (density (pen->frame, end - first) >= (smoothed ? FAINT_DENSITY : LINE_DENSITY))
    {
      g_autoptr (GArray) columns = gradus_columns_new (pen, curve->series);

      set_colour (pen, 0.28);
      gradus_columns_fill (pen, columns);
    }
  else if (smoothed)
    {
      set_line (pen, 1, GRADUS_CURVE_LINE, end - first);
      set_colour (pen, 0.35);
      stroke_values (pen, curve->series, first, end);
    }
  draw_marks (pen, curve->series, first, end);
}

static void
draw_line (const GradusPen *pen, GradusSeries *series, const GradusCurve *curve)
{
  gsize first, end;

  seen (pen->frame, series, &first, &end);
  set_line (pen, 1.75, curve->style, end - first);
  set_colour (pen, 1);
  if (density (pen->frame, end - first) < LINE_DENSITY)
    {
      stroke_values (pen, series, first, end);
      return;
    }
  g_autoptr (GArray) columns = gradus_columns_new (pen, series);
  gradus_columns_stroke (pen, columns);
}

static void
draw_dots (const GradusPen *pen, const GradusCurve *curve)
{
  gsize first, end;

  seen (pen->frame, curve->series, &first, &end);
  if (!(curve->style & GRADUS_CURVE_LINE))
    {
      set_colour (pen, end - first < 300 ? 0.85 : 0.5);
      fill_dots (pen, curve->series, first, end, end - first < 2000 ? 2.5 : 1.5);
      draw_marks (pen, curve->series, first, end);
    }
  else if ((end - first) * 9 <= pen->frame->right - pen->frame->left)
    draw_values (pen, curve->series, first, end, curve->style);
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
  const GradusPen pen = { cr, frame, palette, *gradus_curve_colour (palette, curve) };

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
  if (gradus_series_length (curve->series) <= FEW_VALUES)
    draw_values (&pen, smoothed ? smoothed : curve->series, 0, gradus_series_length (curve->series),
                 curve->style);
  else if (curve->style & GRADUS_CURVE_POINTS && !smoothed)
    draw_dots (&pen, curve);
}
