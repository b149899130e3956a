/* plot-view-private.h - what the files of GradusPlotView share: plot-view.c, plot-gestures.c,
 * plot-actions.c. */
#pragma once

#include "layer.h"
#include "plot-draw.h"
#include "plot-view.h"

G_BEGIN_DECLS

struct _GradusPlotView
{
  GtkWidget parent_instance;

  GradusPlot *plot;
  gulong watch; /* of the plot's "changed" */

  GradusLayer still;     /* axes and data as last drawn */
  gboolean stale;        /* the plot is another since */
  guint smoothing_on;    /* the tick in which a long run's values are smoothed; or 0 */
  GradusPlotFrame frame; /* of @still */
  gboolean shown_log_y;
  gdouble shown_smoothing;

  gdouble cursor; /* in x; NaN: none */
  gdouble pointer_x, pointer_y;
  guint describing; /* source of the next update of the description, or 0 */

  gboolean selecting; /* dragging out a rectangle to zoom to */
  graphene_rect_t selection;
  GradusPlotFrame drag_frame; /* as it was when the drag began */

  GtkWidget *menu; /* NULL until it was opened */
};

/* As gradus_plot_view_set_cursor(), by the user: says so. */
void gradus_plot_view_move_cursor (GradusPlotView *self, gdouble x);
/* Emits "picked" with the value that the cursor is at; FALSE where it is at none, or nobody
 * listens. */
gboolean gradus_plot_view_pick (GradusPlotView *self);
/* Shows 1/@factor of the ranges, leaving what is at the pixel where it is. */
void gradus_plot_view_zoom (GradusPlotView *self, gdouble factor, gdouble x, gdouble y,
                            gboolean in_x, gboolean in_y);
/* The same by x alone about the cursor, or else the middle. */
void gradus_plot_view_zoom_at_cursor (GradusPlotView *self, gdouble factor);
void gradus_plot_view_open_menu (GradusPlotView *self, gdouble x, gdouble y);

void gradus_plot_view_add_gestures (GradusPlotView *self);
void gradus_plot_view_install_keys (GtkWidgetClass *class);
void gradus_plot_view_install_actions (GtkWidgetClass *class);

G_END_DECLS
