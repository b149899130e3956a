/* plot-view.c - GradusPlotView: what is shown and kept, and its properties; see plot-view.h. How it
 * is moved by pointer and keys is in plot-gestures.c, its menu and what that does in
 * plot-actions.c. */
#include "plot-view-private.h"

#include <math.h>

G_DEFINE_FINAL_TYPE (GradusPlotView, gradus_plot_view, GTK_TYPE_WIDGET)

enum
{
  PROP_LOG_Y = 1,
  PROP_SMOOTHING,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint cursor_moved, picked;

/* Values that are smoothed with one frame, in some 3 ms. */
#define SMOOTHED_AT_ONCE 250000

/* --- drawing ---------------------------------------------------------------------------------- */

/* Axes and data, which stay as they are while one points about. Data that are not smoothed yet are
 * not there yet. */
static void
draw_still (gpointer user, cairo_t *cr, gdouble width, gdouble height, const GradusPalette *palette)
{
  GradusPlotView *self = user;

  gradus_plot_frame (self->plot, width, height, &self->frame);
  gradus_plot_draw_axes (self->plot, cr, &self->frame, palette);
  if (!self->stale)
    gradus_plot_draw_data (self->plot, cr, &self->frame, palette);
}

static gboolean
smooth_on (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  GRADUS_PLOT_VIEW (widget)->smoothing_on = 0;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

/* What was drawn of the plot goes, unless there is so much to smooth that it takes more than this
 * frame: then it stays until that is done. */
static void
follow_plot (GradusPlotView *self)
{
  self->stale = !gradus_plot_smooth (self->plot, SMOOTHED_AT_ONCE);
  if (!self->stale)
    gradus_layer_clear (&self->still);
  else if (!self->smoothing_on)
    self->smoothing_on = gtk_widget_add_tick_callback (GTK_WIDGET (self), smooth_on, NULL, NULL);
}

static void
draw_selection (GradusPlotView *self, GtkSnapshot *snapshot, const GradusPalette *palette)
{
  const graphene_rect_t *area = &self->selection;
  const GdkRGBA fill = gradus_fade (palette->accent, 0.15f);
  const GskRoundedRect outline = GSK_ROUNDED_RECT_INIT (area->origin.x, area->origin.y,
                                                        area->size.width, area->size.height);
  const float widths[] = { 1, 1, 1, 1 };
  const GdkRGBA colours[] = { palette->accent, palette->accent, palette->accent, palette->accent };

  gtk_snapshot_append_color (snapshot, &fill, area);
  gtk_snapshot_append_border (snapshot, &outline, widths, colours);
}

static void
append_hover (GradusPlotView *self, GtkSnapshot *snapshot, const GradusPalette *palette)
{
  graphene_rect_t areas[2];

  gradus_plot_hover_areas (self->plot, &self->frame, self->cursor, &areas[0], &areas[1]);
  for (guint i = 0; i < G_N_ELEMENTS (areas); i++)
    if (areas[i].size.width > 0)
      {
        cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &areas[i]);

        gradus_plot_draw_hover (self->plot, cr, &self->frame, palette, self->cursor);
        cairo_destroy (cr);
      }
}

static void
gradus_plot_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);
  const gint width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const GradusPalette *palette = gradus_palette_current ();

  if (!self->plot || width < 1 || height < 1)
    return;
  if (self->stale)
    follow_plot (self);
  gradus_layer_append (&self->still, snapshot, widget, draw_still, self);
  if (self->selecting)
    draw_selection (self, snapshot, palette);
  if (!isnan (self->cursor) && !self->stale && !gradus_plot_is_empty (self->plot))
    append_hover (self, snapshot, palette);
}

static void
gradus_plot_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 100;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 420 : 240;
}

/* --- words ------------------------------------------------------------------------------------ */

static void
describe (GradusPlotView *self)
{
  g_autofree char *text = self->plot ? gradus_plot_describe (self->plot) : NULL;
  g_autofree char *here = self->plot && !isnan (self->cursor)
                              ? gradus_plot_hover_text (self->plot, self->cursor)
                              : NULL;
  g_autofree char *all = here ? g_strdup_printf ("%s. %s", here, text) : g_strdup (text);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->plot ? gradus_plot_title (self->plot) : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, all ? all : "", -1);
}

static gboolean
describe_now (gpointer user)
{
  GradusPlotView *self = user;

  self->describing = 0;
  describe (self);
  return G_SOURCE_REMOVE;
}

/* A plot that grows ten times a second is not read out ten times a second. */
static void
describe_soon (GradusPlotView *self)
{
  if (self->describing == 0)
    self->describing = g_timeout_add (1000, describe_now, self);
}

/* --- the plot that is shown ------------------------------------------------------------------- */

static void
plot_changed (GradusPlotView *self)
{
  self->stale = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe_soon (self);
  if (self->plot && self->shown_log_y != gradus_plot_log_y (self->plot))
    {
      self->shown_log_y = gradus_plot_log_y (self->plot);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOG_Y]);
    }
  if (self->plot && self->shown_smoothing != gradus_plot_smoothing (self->plot))
    {
      self->shown_smoothing = gradus_plot_smoothing (self->plot);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SMOOTHING]);
    }
}

void
gradus_plot_view_set_plot (GradusPlotView *self, GradusPlot *plot)
{
  if (self->plot == plot)
    return;
  g_clear_signal_handler (&self->watch, self->plot);
  g_set_object (&self->plot, plot);
  if (plot)
    self->watch = g_signal_connect_swapped (plot, "changed", G_CALLBACK (plot_changed), self);
  self->cursor = NAN;
  plot_changed (self);
  describe (self);
}

GradusPlot *
gradus_plot_view_plot (GradusPlotView *self)
{
  return self->plot;
}

void
gradus_plot_view_set_cursor (GradusPlotView *self, gdouble x)
{
  if (x == self->cursor || (isnan (x) && isnan (self->cursor)))
    return;
  self->cursor = x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_plot_view_move_cursor (GradusPlotView *self, gdouble x)
{
  gradus_plot_view_set_cursor (self, x);
  if (gtk_widget_has_focus (GTK_WIDGET (self)))
    describe (self);
  g_signal_emit (self, cursor_moved, 0, x);
}

gboolean
gradus_plot_view_pick (GradusPlotView *self)
{
  if (isnan (self->cursor) || !g_signal_has_handler_pending (self, picked, 0, FALSE))
    return FALSE;
  g_signal_emit (self, picked, 0, self->cursor);
  return TRUE;
}

/* --- the class -------------------------------------------------------------------------------- */

static void
gradus_plot_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (object);

  if (id == PROP_LOG_Y)
    g_value_set_boolean (value, self->plot && gradus_plot_log_y (self->plot));
  else if (id == PROP_SMOOTHING)
    g_value_set_double (value, self->plot ? gradus_plot_smoothing (self->plot) : 0);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_plot_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (object);

  if (id != PROP_LOG_Y && id != PROP_SMOOTHING)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (self->plot && id == PROP_LOG_Y)
    gradus_plot_set_log_y (self->plot, g_value_get_boolean (value));
  else if (self->plot)
    gradus_plot_set_smoothing (self->plot, g_value_get_double (value));
}

static void
gradus_plot_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);

  if (self->menu)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
gradus_plot_view_dispose (GObject *object)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (object);

  if (self->plot)
    g_clear_signal_handler (&self->watch, self->plot);
  g_clear_object (&self->plot);
  gradus_layer_clear (&self->still);
  g_clear_handle_id (&self->describing, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  G_OBJECT_CLASS (gradus_plot_view_parent_class)->dispose (object);
}

static void
gradus_plot_view_class_init (GradusPlotViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = gradus_plot_view_dispose;
  object_class->get_property = gradus_plot_view_get_property;
  object_class->set_property = gradus_plot_view_set_property;
  widget_class->snapshot = gradus_plot_view_snapshot;
  widget_class->measure = gradus_plot_view_measure;
  widget_class->size_allocate = gradus_plot_view_size_allocate;

  properties[PROP_LOG_Y] = g_param_spec_boolean ("log-y", NULL, NULL, FALSE,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
                                                     | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SMOOTHING] = g_param_spec_double ("smoothing", NULL, NULL, 0, 1, 0,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
                                                        | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  cursor_moved = g_signal_new ("cursor-moved", GRADUS_TYPE_PLOT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  picked = g_signal_new ("picked", GRADUS_TYPE_PLOT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                         G_TYPE_NONE, 1, G_TYPE_DOUBLE);

  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gradus_plot_view_install_actions (widget_class);
  gradus_plot_view_install_keys (widget_class);
}

static void
gradus_plot_view_init (GradusPlotView *self)
{
  self->cursor = NAN;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gradus_palette_follow (GTK_WIDGET (self));
  gradus_plot_view_add_gestures (self);
}

GtkWidget *
gradus_plot_view_new (GradusPlot *plot)
{
  GradusPlotView *self = g_object_new (GRADUS_TYPE_PLOT_VIEW, NULL);

  gradus_plot_view_set_plot (self, plot);
  return GTK_WIDGET (self);
}
