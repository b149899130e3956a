/* plot-markers.c - the marked places of a plot: a line, a label beside it, a ring on the curve.
 *
 * A label stands beside its line where no curve is: at the top if it can, else further down.
 */
#include "plot-parts.h"

#include <math.h>

#define BESIDE 5 /* from a line to its label */
#define STRIPE 8 /* pixels of a curve that are looked at at once */
#define RING   5

static const GdkRGBA *
colour_of (const GradusPalette *palette, const GradusMarker *marker)
{
  return &palette->series[marker->colour % GRADUS_N_SERIES_COLOURS];
}

static gboolean
is_in_view (const GradusPlotFrame *frame, const GradusMarker *marker)
{
  return marker->x >= frame->x_min && marker->x <= frame->x_max;
}

/* --- where labels are ------------------------------------------------------------------------- */

/* The values from the one before @from to the one after @to, both in pixels: the lines between them
 * are drawn too. */
static GradusSummary
values_between (GradusSeries *series, const GradusPlotFrame *frame, gdouble from, gdouble to)
{
  const gsize first = gradus_series_at_or_after (series, gradus_frame_from_x (frame, from));
  const gsize end = gradus_series_at_or_after (series, gradus_frame_from_x (frame, to));

  return gradus_series_summary (series, first > 0 ? first - 1 : 0,
                                MIN (end + 1, gradus_series_length (series)));
}

static gboolean
curve_crosses (GradusSeries *series, const GradusPlotFrame *frame, const graphene_rect_t *area)
{
  const gdouble right = area->origin.x + area->size.width;
  const gdouble bottom = area->origin.y + area->size.height;

  for (gdouble x = area->origin.x; x < right; x += STRIPE)
    {
      const GradusSummary values = values_between (series, frame, x, MIN (x + STRIPE, right));

      if (values.count && gradus_frame_to_y (frame, values.max) <= bottom
          && gradus_frame_to_y (frame, values.min) >= area->origin.y)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_free (GradusPlot *plot, const GradusPlotFrame *frame, const graphene_rect_t *area)
{
  for (guint i = 0; i < gradus_plot_n_curves (plot); i++)
    {
      const GradusCurve *curve = gradus_plot_curve_at (plot, i);

      if (curve->visible && gradus_series_length (curve->series)
          && curve_crosses (curve->series, frame, area))
        return FALSE;
    }
  return TRUE;
}

/* Right of the line before left of it, higher before lower; where it has no room on either side,
 * across the line, first at the right, since most curves begin high. */
graphene_rect_t
gradus_marker_label_area (GradusPlot *plot, GradusLettering *lettering,
                          const GradusPlotFrame *frame, const GradusMarker *marker)
{
  const gdouble x = gradus_frame_to_x (frame, marker->x);
  gdouble width, height, lefts[2];
  guint n_lefts = 0;

  gradus_lettering_limit (lettering, frame->right - frame->left);
  gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, marker->label, &width, &height);
  gradus_lettering_limit (lettering, -1);
  height = ceil (height);
  if (x + BESIDE + width <= frame->right)
    lefts[n_lefts++] = x + BESIDE;
  if (x - BESIDE - width >= frame->left)
    lefts[n_lefts++] = x - BESIDE - width;
  if (n_lefts == 0)
    {
      lefts[n_lefts++] = MAX (frame->right - width, frame->left);
      lefts[n_lefts++] = frame->left;
    }

  for (gdouble y = frame->top; y + height <= frame->bottom; y += height / 2)
    for (guint i = 0; i < n_lefts; i++)
      {
        const graphene_rect_t area = GRAPHENE_RECT_INIT ((gfloat) lefts[i], (gfloat) y,
                                                         (gfloat) width, (gfloat) height);

        if (is_free (plot, frame, &area))
          return area;
      }
  return GRAPHENE_RECT_INIT ((gfloat) lefts[0], (gfloat) frame->top, (gfloat) width,
                             (gfloat) height);
}

/* --- drawing ---------------------------------------------------------------------------------- */

void
gradus_markers_draw_lines (GradusPlot *plot, cairo_t *cr, GradusLettering *lettering,
                           const GradusPlotFrame *frame, const GradusPalette *palette)
{
  static const gdouble dashes[] = { 3, 3 };

  for (guint i = 0; i < gradus_plot_n_markers (plot); i++)
    {
      const GradusMarker *marker = gradus_plot_marker_at (plot, i);
      const gdouble x = gradus_frame_to_x (frame, marker->x);

      if (!is_in_view (frame, marker))
        continue;
      const graphene_rect_t label = gradus_marker_label_area (plot, lettering, frame, marker);
      const gboolean across = label.origin.x < x && label.origin.x + label.size.width > x;

      gdk_cairo_set_source_rgba (cr, colour_of (palette, marker));
      cairo_set_line_width (cr, 1);
      cairo_set_dash (cr, dashes, 2, 0);
      cairo_move_to (cr, gradus_sharp (x), frame->top);
      if (across)
        {
          cairo_line_to (cr, gradus_sharp (x), label.origin.y);
          cairo_move_to (cr, gradus_sharp (x), label.origin.y + label.size.height);
        }
      cairo_line_to (cr, gradus_sharp (x), frame->bottom);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }
}

/* On a ground that keeps curves from crossing one that has no place of its own. */
void
gradus_markers_draw_labels (GradusPlot *plot, cairo_t *cr, GradusLettering *lettering,
                            const GradusPlotFrame *frame, const GradusPalette *palette)
{
  const GdkRGBA ground = gradus_fade (palette->background, 0.85f);

  for (guint i = 0; i < gradus_plot_n_markers (plot); i++)
    {
      const GradusMarker *marker = gradus_plot_marker_at (plot, i);

      if (!is_in_view (frame, marker))
        continue;
      const graphene_rect_t label = gradus_marker_label_area (plot, lettering, frame, marker);

      gdk_cairo_set_source_rgba (cr, &ground);
      cairo_rectangle (cr, label.origin.x - 2, label.origin.y, label.size.width + 4,
                       label.size.height);
      cairo_fill (cr);
      gradus_lettering_limit (lettering, frame->right - frame->left);
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, marker->label,
                             colour_of (palette, marker), label.origin.x, label.origin.y, 0, 0);
      gradus_lettering_limit (lettering, -1);
    }
}

void
gradus_markers_draw_rings (GradusPlot *plot, cairo_t *cr, const GradusPlotFrame *frame,
                           const GradusPalette *palette)
{
  for (guint i = 0; i < gradus_plot_n_markers (plot); i++)
    {
      const GradusMarker *marker = gradus_plot_marker_at (plot, i);

      if (!is_in_view (frame, marker) || !isfinite (marker->y))
        continue;
      cairo_arc (cr, gradus_frame_to_x (frame, marker->x), gradus_frame_to_y (frame, marker->y),
                 RING, 0, 2 * G_PI);
      gdk_cairo_set_source_rgba (cr, &palette->background);
      cairo_fill_preserve (cr);
      gdk_cairo_set_source_rgba (cr, colour_of (palette, marker));
      cairo_set_line_width (cr, 2);
      cairo_stroke (cr);
    }
}
