/* plot-draw.c - the layers of a plot but what is pointed at (plot-hover.c): see plot-draw.h. */
#include "plot-parts.h"

#include <glib/gi18n.h>

/* --- title and legend ------------------------------------------------------------------------- */

static void
draw_swatch (cairo_t *cr, GradusCurveStyle style, const GdkRGBA *colour, const GdkRGBA *background,
             gdouble x, gdouble y)
{
  static const gdouble dashes[] = { 4, 3 }, dots[] = { 1.5, 2 };
  const gboolean dotted = (style & GRADUS_CURVE_DOTTED) != 0;
  const gboolean broken = dotted || style & GRADUS_CURVE_DASHED;
  const gboolean points = !(style & GRADUS_CURVE_LINE);

  gdk_cairo_set_source_rgba (cr, colour);
  if (points)
    {
      cairo_arc (cr, x + GRADUS_SWATCH / 2.0, y, 3.5, 0, 2 * G_PI);
      cairo_fill (cr);
      return;
    }
  cairo_set_line_width (cr, 3);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_dash (cr, dotted ? dots : dashes, broken ? 2 : 0, 0);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + GRADUS_SWATCH, y);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  if (style & GRADUS_CURVE_POINTS)
    gradus_plot_draw_dot (cr, style, x + GRADUS_SWATCH / 2.0, y, 3.5, colour, background);
}

/* Of a curve, of all that a group has, which have one colour, or of a part of every group, which
 * have one kind of line. */
static void
draw_entry (GradusPlot *plot, cairo_t *cr, GradusLettering *lettering,
            const GradusLegendEntry *entry, const GradusPalette *palette)
{
  const GradusCurve *curve = gradus_plot_curve_at (plot, entry->curve);
  const gboolean of_group = curve->group && !entry->of_part;
  const gdouble middle = entry->y + GRADUS_LEGEND_HEIGHT / 2.0;
  gboolean visible = FALSE;

  for (guint i = 0; i < gradus_plot_n_curves (plot) && !visible; i++)
    visible = gradus_plot_curve_at (plot, i)->visible && gradus_legend_has (plot, entry, i);

  const gfloat alpha = visible ? 1 : 0.35f;
  const GdkRGBA colour = gradus_fade (
      entry->of_part ? palette->dim_text : *gradus_curve_colour (palette, curve), alpha);
  const GdkRGBA ink = gradus_fade (palette->text, alpha);

  draw_swatch (cr, of_group ? GRADUS_CURVE_LINE : curve->style, &colour, &palette->background,
               entry->x, middle);
  gradus_lettering_limit (lettering, entry->width - GRADUS_LEGEND_EXTRA + 1);
  gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, gradus_legend_name (plot, entry),
                         &ink, entry->x + GRADUS_SWATCH + GRADUS_LEGEND_INNER, middle, 0, 0.5);
}

static void
draw_head (GradusPlot *plot, cairo_t *cr, GradusLettering *lettering, const GradusPlotFrame *frame,
           const GradusPalette *palette)
{
  gdouble bottom;
  g_autoptr (GArray) entries = gradus_plot_legend_layout (plot, lettering, frame->width,
                                                          frame->height, &bottom);

  if (frame->height >= 80 && *gradus_plot_title (plot))
    gradus_lettering_draw_title (lettering, cr, gradus_plot_title (plot), &palette->text, 8, 8,
                                 frame->width - 16);
  /* “Run 11”, “encoder.fc2”: the end tells names apart that begin alike. */
  gradus_lettering_cut (lettering, PANGO_ELLIPSIZE_MIDDLE);
  for (guint i = 0; i < entries->len; i++)
    draw_entry (plot, cr, lettering, &g_array_index (entries, GradusLegendEntry, i), palette);
  gradus_lettering_cut (lettering, PANGO_ELLIPSIZE_END);
  gradus_lettering_limit (lettering, -1);
}

/* --- grid and ticks --------------------------------------------------------------------------- */

static void
draw_y_axis (GradusPlot *plot, cairo_t *cr, GradusLettering *lettering,
             const GradusPlotFrame *frame, const GradusPalette *palette)
{
  g_autoptr (GArray) ticks = gradus_plot_y_ticks (plot, frame);

  for (guint i = 0; i < ticks->len; i++)
    {
      const GradusTick *tick = &g_array_index (ticks, GradusTick, i);
      const gdouble y = gradus_frame_to_y (frame, tick->value);
      const GdkRGBA colour = gradus_fade (palette->grid, tick->label ? 1 : 0.4f);

      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_move_to (cr, frame->left, gradus_sharp (y));
      cairo_line_to (cr, frame->right, gradus_sharp (y));
      cairo_stroke (cr);
      if (tick->label)
        gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, tick->label, &palette->dim_text,
                               frame->left - 6, y, 1, 0.5);
    }
  if (frame->height >= 170 && *gradus_plot_y_label (plot))
    {
      gradus_lettering_limit (lettering, frame->bottom - frame->top);
      gradus_lettering_draw_up (lettering, cr, GRADUS_LETTERS_SMALL, gradus_plot_y_label (plot),
                                &palette->dim_text, 6, (frame->top + frame->bottom) / 2, 0.5, 0);
      gradus_lettering_limit (lettering, -1);
    }
}

static void
draw_x_axis (GradusPlot *plot, cairo_t *cr, GradusLettering *lettering,
             const GradusPlotFrame *frame, const GradusPalette *palette)
{
  g_autoptr (GArray) ticks = gradus_plot_x_ticks (plot, frame);
  gdouble free_from = -INFINITY;

  gdk_cairo_set_source_rgba (cr, &palette->border);
  cairo_move_to (cr, frame->left, gradus_sharp (frame->bottom));
  cairo_line_to (cr, frame->right, gradus_sharp (frame->bottom));
  for (guint i = 0; i < ticks->len; i++)
    {
      const GradusTick *tick = &g_array_index (ticks, GradusTick, i);
      const gdouble x = gradus_sharp (gradus_frame_to_x (frame, tick->value));

      cairo_move_to (cr, x, frame->bottom);
      cairo_line_to (cr, x, frame->bottom + (tick->label ? 4 : 2));
    }
  cairo_stroke (cr);
  for (guint i = 0; i < ticks->len; i++)
    {
      const GradusTick *tick = &g_array_index (ticks, GradusTick, i);
      gdouble x = gradus_frame_to_x (frame, tick->value), width;

      if (!tick->label)
        continue;
      gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, tick->label, &width, NULL);
      x = MIN (x, frame->width - 2 - width / 2);
      if (x - width / 2 < free_from)
        continue;
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, tick->label, &palette->dim_text,
                             x, frame->bottom + 4, 0.5, 0);
      free_from = x + width / 2 + 8;
    }
  if (frame->height >= 170 && *gradus_plot_x_label (plot))
    gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, gradus_plot_x_label (plot),
                           &palette->dim_text, (frame->left + frame->right) / 2, frame->height - 5,
                           0.5, 1);
}

/* --- layers ----------------------------------------------------------------------------------- */

static void
draw_empty (GradusPlot *plot, cairo_t *cr, GradusLettering *lettering, const GradusPlotFrame *frame,
            const GradusPalette *palette)
{
  const char *text = gradus_plot_empty_text (plot);

  gradus_lettering_draw_paragraph (
      lettering, cr, *text ? text : _ ("There is nothing to show yet."), &palette->dim_text,
      frame->width / 2, (frame->top + frame->height) / 2, MAX (frame->width - 32, 1));
}

void
gradus_plot_draw_axes (GradusPlot *plot, cairo_t *cr, const GradusPlotFrame *frame,
                       const GradusPalette *palette)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();

  cairo_save (cr);
  cairo_set_line_width (cr, 1);
  draw_head (plot, cr, lettering, frame, palette);
  if (gradus_plot_is_empty (plot))
    draw_empty (plot, cr, lettering, frame, palette);
  else
    {
      cairo_set_line_width (cr, 1);
      draw_y_axis (plot, cr, lettering, frame, palette);
      draw_x_axis (plot, cr, lettering, frame, palette);
      gradus_markers_draw_lines (plot, cr, lettering, frame, palette);
    }
  cairo_restore (cr);
}

void
gradus_plot_draw_data (GradusPlot *plot, cairo_t *cr, const GradusPlotFrame *frame,
                       const GradusPalette *palette)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();

  cairo_save (cr);
  /* A little more than the area, for dots and lines on its edge. */
  cairo_rectangle (cr, frame->left - 4, frame->top - 4, frame->right - frame->left + 8,
                   frame->bottom - frame->top + 8);
  cairo_clip (cr);
  for (GradusCurveLayer layer = GRADUS_CURVE_GROUND; layer <= GRADUS_CURVE_FRONT; layer++)
    for (guint i = 0; i < gradus_plot_n_curves (plot); i++)
      {
        const GradusCurve *curve = gradus_plot_curve_at (plot, i);

        if (curve->visible && gradus_series_length (curve->series) > 0)
          gradus_plot_draw_curve (plot, i, layer, cr, frame, palette);
      }
  if (!gradus_plot_is_empty (plot))
    {
      gradus_markers_draw_labels (plot, cr, lettering, frame, palette);
      gradus_markers_draw_rings (plot, cr, frame, palette);
    }
  cairo_restore (cr);
}

void
gradus_plot_draw (GradusPlot *plot, cairo_t *cr, gdouble width, gdouble height,
                  const GradusPalette *palette)
{
  GradusPlotFrame frame;

  gradus_plot_frame (plot, width, height, &frame);
  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  gradus_plot_draw_axes (plot, cr, &frame, palette);
  gradus_plot_draw_data (plot, cr, &frame, palette);
}
