/* plot-parts.h - what the files that draw a plot share among themselves: plot-frame.c, plot-draw.c,
 * plot-markers.c, plot-curve.c, plot-hover.c. */
#pragma once

#include "lettering.h"
#include "number-text.h"
#include "plot-draw.h"

#include <math.h>

G_BEGIN_DECLS

/* One entry of the legend: a swatch and a name, in this rectangle. */
typedef struct
{
  guint curve;      /* index in the plot: the first of those that it stands for */
  gboolean of_part; /* for a part of all groups; else for a whole group, or a curve without one */
  gdouble x, y, width;
} GradusLegendEntry;

#define GRADUS_LEGEND_HEIGHT 18 /* of an entry */
#define GRADUS_SWATCH        16 /* width of the piece of line in it */
#define GRADUS_LEGEND_INNER  6  /* from that to the name */
#define GRADUS_LEGEND_GAP    12 /* behind the name */
/* What an entry is wider than its name. */
#define GRADUS_LEGEND_EXTRA (GRADUS_SWATCH + GRADUS_LEGEND_INNER + GRADUS_LEGEND_GAP)

/* Of GradusLegendEntry, (transfer full); @bottom gets where title and legend end. */
GArray *gradus_plot_legend_layout (GradusPlot *plot, GradusLettering *lettering, gdouble width,
                                   gdouble height, gdouble *bottom);

const char *gradus_legend_name (GradusPlot *plot, const GradusLegendEntry *entry);
/* Whether it stands for the curve at @i. */
gboolean gradus_legend_has (GradusPlot *plot, const GradusLegendEntry *entry, guint i);

/* The ticks of an axis, as many as the frame has room for; (transfer full). */
GArray *gradus_plot_x_ticks (GradusPlot *plot, const GradusPlotFrame *frame);
GArray *gradus_plot_y_ticks (GradusPlot *plot, const GradusPlotFrame *frame);

/* The markers in three layers: lines below the curves; above them labels, then rings. */
void gradus_markers_draw_lines (GradusPlot *plot, cairo_t *cr, GradusLettering *lettering,
                                const GradusPlotFrame *frame, const GradusPalette *palette);
void gradus_markers_draw_labels (GradusPlot *plot, cairo_t *cr, GradusLettering *lettering,
                                 const GradusPlotFrame *frame, const GradusPalette *palette);
void gradus_markers_draw_rings (GradusPlot *plot, cairo_t *cr, const GradusPlotFrame *frame,
                                const GradusPalette *palette);
/* Where the label of one of them is: where no curve is, if there is such a place. */
graphene_rect_t gradus_marker_label_area (GradusPlot *plot, GradusLettering *lettering,
                                          const GradusPlotFrame *frame, const GradusMarker *marker);

/* On the middle of a row or column of pixels, where a line of one pixel is sharp. */
static inline gdouble
gradus_sharp (gdouble position)
{
  return floor (position) + 0.5;
}

/* What a curve is drawn with. */
typedef struct
{
  cairo_t *cr;
  const GradusPlotFrame *frame;
  const GradusPalette *palette;
  GdkRGBA colour;
} GradusPen;

/* How many lines are stroked at once: the time that takes grows faster than their number. */
#define GRADUS_PIECE 16

/* What falls on one column of pixels; all in pixels, smaller y is higher. */
typedef struct
{
  gdouble x;           /* of its middle */
  gdouble top, bottom; /* with half the way to its neighbours' nearest values */
  gdouble mean;
  gdouble first, last; /* of its values in their order; NaN where those are no numbers */
  gboolean gap;        /* here the curve is interrupted */
} GradusColumn;

/* The values that are seen, reduced to GradusColumn. (transfer full), g_array_unref */
GArray *gradus_columns_new (const GradusPen *pen, GradusSeries *series);
/* From the least to the greatest value, with the source that is set. */
void gradus_columns_fill (const GradusPen *pen, GArray *columns);
/* The means, with the source and line that are set. */
void gradus_columns_stroke (const GradusPen *pen, GArray *columns);

/* A curve is drawn in two layers, so that no band of one hides the line of another. */
typedef enum
{
  GRADUS_CURVE_GROUND,
  GRADUS_CURVE_FRONT,
} GradusCurveLayer;

/* Draws a layer of the curve at @i; clipped by the caller. */
void gradus_plot_draw_curve (GradusPlot *plot, guint i, GradusCurveLayer layer, cairo_t *cr,
                             const GradusPlotFrame *frame, const GradusPalette *palette);

/* A value on a line of @style: round, square or hollow as the line is whole, dashed or dotted; that
 * tells two curves of one colour apart where there is no line yet. */
void gradus_plot_draw_dot (cairo_t *cr, GradusCurveStyle style, gdouble x, gdouble y,
                           gdouble radius, const GdkRGBA *colour, const GdkRGBA *background);

static inline const GdkRGBA *
gradus_curve_colour (const GradusPalette *palette, const GradusCurve *curve)
{
  return &palette->series[curve->colour % GRADUS_N_SERIES_COLOURS];
}

G_END_DECLS
