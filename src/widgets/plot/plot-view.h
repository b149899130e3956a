/* plot-view.h - GradusPlotView: a GradusPlot on screen, to be pointed at, zoomed, panned, exported.
 *
 * The wheel zooms x at the pointer (with Shift, or over the axis: y), where the view lies in
 * something that scrolls only with Ctrl or once the plot has the focus; dragging pans, dragging
 * with Shift zooms to a rectangle, a double click shows all again, a click on the legend hides a
 * curve. Keys: Left and Right move along the values, with Shift they pan; +, - and 0 zoom; L is the
 * logarithmic axis; the Menu key opens the menu; Enter picks the value at the cursor, as a click
 * does.
 *
 * Actions: plot.log-y, plot.smoothing (double), plot.zoom-in, plot.zoom-out, plot.reset, plot.menu,
 * plot.save, plot.copy, plot.print.
 */
#pragma once

#include <gtk/gtk.h>

#include "plot.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_PLOT_VIEW (gradus_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusPlotView, gradus_plot_view, GRADUS, PLOT_VIEW, GtkWidget)

/* References @plot, which may be NULL. */
GtkWidget *gradus_plot_view_new (GradusPlot *plot);
void gradus_plot_view_set_plot (GradusPlotView *self, GradusPlot *plot);
/* (transfer none) */
GradusPlot *gradus_plot_view_plot (GradusPlotView *self);

/* Where the cursor is, in x; NaN: nowhere. Emits "cursor-moved" (double x) when the user moves it,
 * and "picked" (double x) when the user clicks a value or presses Enter on it. */
void gradus_plot_view_set_cursor (GradusPlotView *self, gdouble x);

G_END_DECLS
