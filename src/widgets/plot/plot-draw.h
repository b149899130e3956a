/* plot-draw.h - draws a GradusPlot with Cairo: on screen, to a file, on paper.
 *
 * In three layers that can be kept apart, so that what moves does not cause the rest to be drawn
 * again: axes (with title, legend and markers' lines), data (with markers' labels), and what is
 * pointed at. All take the same frame.
 */
#pragma once

#include "plot.h"
#include "style/palette.h"

G_BEGIN_DECLS

/* Where things are: the area of the data in pixels, and the ranges that it shows. */
typedef struct
{
  gdouble width, height;            /* of the whole */
  gdouble left, top, right, bottom; /* of the data */
  gdouble x_min, x_max, y_min, y_max;
  gboolean log_x, log_y;
} GradusPlotFrame;

void gradus_plot_frame (GradusPlot *plot, gdouble width, gdouble height, GradusPlotFrame *frame);
/* Pixels of values and back. What a logarithmic axis cannot show lies far below it. */
gdouble gradus_frame_to_x (const GradusPlotFrame *frame, gdouble x);
gdouble gradus_frame_to_y (const GradusPlotFrame *frame, gdouble y);
gdouble gradus_frame_from_x (const GradusPlotFrame *frame, gdouble pixel);
gdouble gradus_frame_from_y (const GradusPlotFrame *frame, gdouble pixel);

/* All of it on the palette's background, without anything pointed at. */
void gradus_plot_draw (GradusPlot *plot, cairo_t *cr, gdouble width, gdouble height,
                       const GradusPalette *palette);

void gradus_plot_draw_axes (GradusPlot *plot, cairo_t *cr, const GradusPlotFrame *frame,
                            const GradusPalette *palette);
void gradus_plot_draw_data (GradusPlot *plot, cairo_t *cr, const GradusPlotFrame *frame,
                            const GradusPalette *palette);
/* The values of all curves near @x, and a line there. */
void gradus_plot_draw_hover (GradusPlot *plot, cairo_t *cr, const GradusPlotFrame *frame,
                             const GradusPalette *palette, gdouble x);

/* What that draws on: a strip with the line and dots, and the box of values. Where these alone are
 * given to GTK, it draws nothing else again while one points about. */
void gradus_plot_hover_areas (GradusPlot *plot, const GradusPlotFrame *frame, gdouble x,
                              graphene_rect_t *marks, graphene_rect_t *box);

/* The x nearest to @x at which a visible curve has a value; NaN where there is none. */
gdouble gradus_plot_snap (GradusPlot *plot, gdouble x);
/* What is pointed at, in words: "Step 40: Training 0.53, Validation 0.61". (transfer full) */
char *gradus_plot_hover_text (GradusPlot *plot, gdouble x);

/* The ids of the curves whose entry in the legend is there, (transfer full), of guint; or NULL. */
GArray *gradus_plot_legend_at (GradusPlot *plot, const GradusPlotFrame *frame, gdouble x,
                               gdouble y);

G_END_DECLS
