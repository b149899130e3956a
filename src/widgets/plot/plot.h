/* plot.h - GradusPlot: what one plot shows: its curves, axes, markers, and the part of it that is
 * looked at.
 *
 *   GradusPlot *plot = gradus_plot_new (_("Loss"), _("Step"), NULL);
 *   gradus_plot_add (plot, losses, _("Training"), 0, GRADUS_CURVE_LINE | GRADUS_CURVE_SMOOTHED);
 *   gradus_plot_view_new (plot)                       (a widget: plot-view.h)
 *   gradus_series_append (losses, 0.7), gradus_plot_data_changed (plot)
 *
 * It knows no widget and no Cairo: plot-draw.h draws it, plot-export.h writes it to files. Several
 * views of one plot show the same part. Main thread only.
 *
 * Signal "changed": something is to be drawn anew. Changes are cheap: a view draws once a frame,
 * however many there were.
 */
#pragma once

#include "series.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_PLOT (gradus_plot_get_type ())
G_DECLARE_FINAL_TYPE (GradusPlot, gradus_plot, GRADUS, PLOT, GObject)

typedef enum
{
  GRADUS_CURVE_LINE = 1 << 0,
  GRADUS_CURVE_POINTS = 1 << 1, /* a dot a value, where there is room; alone: a scatter plot */
  GRADUS_CURVE_DASHED = 1 << 2,
  GRADUS_CURVE_SMOOTHED = 1 << 3, /* as it is faintly, and smoothed by the plot's factor above it */
  GRADUS_CURVE_DOTTED = 1 << 4,
} GradusCurveStyle;

/* How numbers on an axis are written. */
typedef enum
{
  GRADUS_AXIS_NUMBER,
  GRADUS_AXIS_WHOLE,   /* steps, epochs: no tick between two */
  GRADUS_AXIS_PERCENT, /* 0.5 is 50 % */
} GradusAxisKind;

typedef struct
{
  guint id;
  GradusSeries *series;
  char *name;
  char *group, *part; /* see gradus_plot_set_group(); NULL: none */
  guint colour;       /* of the palette's series colours, modulo their number */
  GradusCurveStyle style;
  gboolean visible;
} GradusCurve;

typedef struct
{
  char *key;
  gdouble x, y; /* @y NaN: a line through the whole height alone */
  char *label;
  guint colour; /* of the curve that it is about */
} GradusMarker;

/* Any may be NULL. */
GradusPlot *gradus_plot_new (const char *title, const char *x_label, const char *y_label);

/* --- curves ----------------------------------------------------------------------------------- */

/* Adds a curve over all others, with @series referenced. Returns its id, which is never 0. */
guint gradus_plot_add (GradusPlot *self, GradusSeries *series, const char *name, guint colour,
                       GradusCurveStyle style);
void gradus_plot_remove_all (GradusPlot *self);
void gradus_plot_set_visible (GradusPlot *self, guint id, gboolean visible);
gboolean gradus_plot_is_visible (GradusPlot *self, guint id);
/* Of several curves of one colour, as those of a run, which of a group's it is is told by the line:
 * the legend names each @group and explains each @part once, where there is more than one of them.
 */
void gradus_plot_set_group (GradusPlot *self, guint id, const char *group, const char *part);
/* Values were added to a series. */
void gradus_plot_data_changed (GradusPlot *self);

guint gradus_plot_n_curves (GradusPlot *self);
/* Borrowed until curves are added or removed. */
const GradusCurve *gradus_plot_curve_at (GradusPlot *self, guint i);
/* The curve's values smoothed; NULL where it is not smoothed or the factor is 0. Borrowed. */
GradusSeries *gradus_plot_smoothed (GradusPlot *self, guint i);
/* Smooths at most @most values of the visible curves that were not yet, so that one frame need not
 * wait for a million of them. TRUE where all are. */
gboolean gradus_plot_smooth (GradusPlot *self, gsize most);
/* Whether no visible curve has a value. */
gboolean gradus_plot_is_empty (GradusPlot *self);

/* --- markers ---------------------------------------------------------------------------------- */

/* Places the marker named @key, "best", or moves it there; shown at any zoom. */
void gradus_plot_set_marker (GradusPlot *self, const char *key, gdouble x, gdouble y,
                             const char *label, guint colour);
void gradus_plot_remove_marker (GradusPlot *self, const char *key);
guint gradus_plot_n_markers (GradusPlot *self);
const GradusMarker *gradus_plot_marker_at (GradusPlot *self, guint i);

/* --- words and axes --------------------------------------------------------------------------- */

void gradus_plot_set_title (GradusPlot *self, const char *title);
const char *gradus_plot_title (GradusPlot *self); /* "" if none; as the labels */
const char *gradus_plot_x_label (GradusPlot *self);
const char *gradus_plot_y_label (GradusPlot *self);
/* The sentence that stands in a plot without values. */
void gradus_plot_set_empty_text (GradusPlot *self, const char *text);
const char *gradus_plot_empty_text (GradusPlot *self);

void gradus_plot_set_axes (GradusPlot *self, GradusAxisKind x, GradusAxisKind y);
GradusAxisKind gradus_plot_x_kind (GradusPlot *self);
GradusAxisKind gradus_plot_y_kind (GradusPlot *self);
/* The vertical axis does not reach beyond these by itself; NaN: no limit. Accuracy: 0, 1. */
void gradus_plot_set_y_limits (GradusPlot *self, gdouble min, gdouble max);

void gradus_plot_set_log_x (GradusPlot *self, gboolean log_x);
void gradus_plot_set_log_y (GradusPlot *self, gboolean log_y);
gboolean gradus_plot_log_x (GradusPlot *self);
gboolean gradus_plot_log_y (GradusPlot *self);

/* 0: not at all, below 1. At the start 0.9. As TensorBoard: an exponential mean that the start does
 * not bias. */
void gradus_plot_set_smoothing (GradusPlot *self, gdouble factor);
gdouble gradus_plot_smoothing (GradusPlot *self);

/* --- what part is looked at ------------------------------------------------------------------- */

/* A range of x or y. As long as none is set, x shows all and y what fits the x that is shown. */
void gradus_plot_set_x_range (GradusPlot *self, gdouble min, gdouble max);
void gradus_plot_set_y_range (GradusPlot *self, gdouble min, gdouble max);
void gradus_plot_reset_x (GradusPlot *self);
void gradus_plot_reset_view (GradusPlot *self); /* x and y */
/* Whether a range was set. */
gboolean gradus_plot_is_zoomed (GradusPlot *self);
gboolean gradus_plot_has_y_range (GradusPlot *self); /* of y alone */
/* The ranges that are shown: min < max, both positive on a logarithmic axis. */
void gradus_plot_x_range (GradusPlot *self, gdouble *min, gdouble *max);
void gradus_plot_y_range (GradusPlot *self, gdouble *min, gdouble *max);
/* Of all there is in x, whatever is looked at. */
void gradus_plot_x_extent (GradusPlot *self, gdouble *min, gdouble *max);

/* What the plot shows, in words, for those who do not see it. (transfer full) */
char *gradus_plot_describe (GradusPlot *self);

G_END_DECLS
