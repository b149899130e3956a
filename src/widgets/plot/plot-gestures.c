/* plot-gestures.c - how a plot is pointed at, zoomed and panned, by pointer and by keys: see
 * plot-view.h. */
#include "plot-view-private.h"

#include <math.h>

#define WHEEL_STEP 1.2 /* zoom a notch of the wheel */
#define PAN_STEP   0.1 /* of the width, a press of a key */

/* --- ranges ----------------------------------------------------------------------------------- */

/* Sets the range of x that is now between these pixels; all of it where that is more than there is.
 */
static void
show_x (GradusPlotView *self, const GradusPlotFrame *frame, gdouble from, gdouble to)
{
  const gdouble min = gradus_frame_from_x (frame, from), max = gradus_frame_from_x (frame, to);
  gdouble least, most;

  gradus_plot_x_extent (self->plot, &least, &most);
  /* Nearer than that the digits of a double give out. */
  if (max - min <= 1e-9 * MAX (fabs (min), fabs (max)))
    return;
  if (min <= least && max >= most)
    gradus_plot_reset_x (self->plot);
  else
    gradus_plot_set_x_range (self->plot, min, max);
}

static void
show_y (GradusPlotView *self, const GradusPlotFrame *frame, gdouble from, gdouble to)
{
  const gdouble min = gradus_frame_from_y (frame, to), max = gradus_frame_from_y (frame, from);

  if (max - min > 1e-9 * MAX (fabs (min), fabs (max)))
    gradus_plot_set_y_range (self->plot, min, max);
}

void
gradus_plot_view_zoom (GradusPlotView *self, gdouble factor, gdouble x, gdouble y, gboolean in_x,
                       gboolean in_y)
{
  const GradusPlotFrame frame = self->frame;

  if (!self->plot || gradus_plot_is_empty (self->plot))
    return;
  x = CLAMP (x, frame.left, frame.right);
  y = CLAMP (y, frame.top, frame.bottom);
  if (in_x)
    show_x (self, &frame, x - (x - frame.left) / factor, x + (frame.right - x) / factor);
  if (in_y)
    show_y (self, &frame, y - (y - frame.top) / factor, y + (frame.bottom - y) / factor);
}

void
gradus_plot_view_zoom_at_cursor (GradusPlotView *self, gdouble factor)
{
  const gdouble x = isnan (self->cursor) ? (self->frame.left + self->frame.right) / 2
                                         : gradus_frame_to_x (&self->frame, self->cursor);

  gradus_plot_view_zoom (self, factor, x, 0, TRUE, FALSE);
}

/* --- pointing and scrolling ------------------------------------------------------------------- */

static gboolean
is_over_data (GradusPlotView *self, gdouble x, gdouble y)
{
  return x >= self->frame.left - 4 && x <= self->frame.right + 4 && y >= self->frame.top
         && y <= self->frame.bottom;
}

static void
motion (GtkEventControllerMotion *controller, gdouble x, gdouble y, gpointer user)
{
  GradusPlotView *self = user;

  self->pointer_x = x;
  self->pointer_y = y;
  if (!self->plot || !self->still.node)
    return;
  gradus_plot_view_move_cursor (self, is_over_data (self, x, y) ? gradus_plot_snap (
                                          self->plot, gradus_frame_from_x (&self->frame, x))
                                                                : NAN);
  g_autoptr (GArray) named = gradus_plot_legend_at (self->plot, &self->frame, x, y);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), named ? "pointer" : NULL);
}

static void
leave (GtkEventControllerMotion *controller, gpointer user)
{
  gradus_plot_view_move_cursor (user, NAN);
}

/* Whether the wheel would otherwise scroll what the plot lies in. */
static gboolean
is_in_scroller (GradusPlotView *self)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *vertical = window
                                ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window))
                                : NULL;

  return vertical && gtk_adjustment_get_upper (vertical) > gtk_adjustment_get_page_size (vertical);
}

static gboolean
scroll (GtkEventControllerScroll *controller, gdouble dx, gdouble dy, gpointer user)
{
  GradusPlotView *self = user;
  const GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (controller));
  const gboolean in_y = (state & GDK_SHIFT_MASK) != 0 || self->pointer_x < self->frame.left;

  if (!self->plot || gradus_plot_is_empty (self->plot)
      || (is_in_scroller (self) && !(state & GDK_CONTROL_MASK)
          && !gtk_widget_has_focus (GTK_WIDGET (self))))
    return GDK_EVENT_PROPAGATE;
  /* With Shift, X turns a vertical wheel into a horizontal one. */
  if (in_y && dy == 0)
    dy = dx;
  else if (dx != 0)
    {
      const gdouble shift = dx * 40;
      show_x (self, &self->frame, self->frame.left + shift, self->frame.right + shift);
    }
  if (dy != 0)
    gradus_plot_view_zoom (self, pow (WHEEL_STEP, -dy), self->pointer_x, self->pointer_y, !in_y,
                           in_y);
  return GDK_EVENT_STOP;
}

/* --- dragging and clicking -------------------------------------------------------------------- */

static void
drag_begin (GtkGestureDrag *gesture, gdouble x, gdouble y, gpointer user)
{
  GradusPlotView *self = user;
  const GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!self->plot || gradus_plot_is_empty (self->plot) || !is_over_data (self, x, y))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  self->drag_frame = self->frame;
  self->selecting = (state & GDK_SHIFT_MASK) != 0;
  self->selection = GRAPHENE_RECT_INIT (x, y, 0, 0);
}

static void
drag_update (GtkGestureDrag *gesture, gdouble dx, gdouble dy, gpointer user)
{
  GradusPlotView *self = user;
  const GradusPlotFrame *frame = &self->drag_frame;

  if (fabs (dx) + fabs (dy) > 4)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->selecting)
    {
      gdouble x, y;

      gtk_gesture_drag_get_start_point (gesture, &x, &y);
      const gdouble to_x = CLAMP (x + dx, frame->left, frame->right);
      const gdouble to_y = CLAMP (y + dy, frame->top, frame->bottom);
      self->selection = GRAPHENE_RECT_INIT (MIN (x, to_x), MIN (y, to_y), fabs (to_x - x),
                                            fabs (to_y - y));
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  /* Nothing moves as long as all is shown: there is nowhere to go. */
  if (!gradus_plot_is_zoomed (self->plot) || fabs (dx) + fabs (dy) <= 4)
    return;
  show_x (self, frame, frame->left - dx, frame->right - dx);
  if (gradus_plot_has_y_range (self->plot))
    show_y (self, frame, frame->top - dy, frame->bottom - dy);
}

static void
drag_end (GtkGestureDrag *gesture, gdouble dx, gdouble dy, gpointer user)
{
  GradusPlotView *self = user;
  const graphene_rect_t area = self->selection;

  if (!self->selecting)
    return;
  self->selecting = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (area.size.width < 5 || area.size.height < 5)
    return;
  show_x (self, &self->drag_frame, area.origin.x, area.origin.x + area.size.width);
  show_y (self, &self->drag_frame, area.origin.y, area.origin.y + area.size.height);
}

static void
drag_cancel (GtkGesture *gesture, GdkEventSequence *sequence, gpointer user)
{
  GradusPlotView *self = user;

  self->selecting = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
click (GtkGestureClick *gesture, gint n_press, gdouble x, gdouble y, gpointer user)
{
  GradusPlotView *self = user;
  g_autoptr (GArray) named = self->plot ? gradus_plot_legend_at (self->plot, &self->frame, x, y)
                                        : NULL;
  gboolean visible = FALSE;

  for (guint i = 0; named && i < named->len; i++)
    visible |= gradus_plot_is_visible (self->plot, g_array_index (named, guint, i));
  for (guint i = 0; named && i < named->len; i++)
    gradus_plot_set_visible (self->plot, g_array_index (named, guint, i), !visible);
  if (named)
    return;
  if (self->plot && n_press == 2)
    gradus_plot_reset_view (self->plot);
}

/* A press that became a drag is not released: the drag has claimed it. */
static void
released (GtkGestureClick *gesture, gint n_press, gdouble x, gdouble y, gpointer user)
{
  GradusPlotView *self = user;

  if (!self->plot || n_press != 1 || !is_over_data (self, x, y))
    return;
  gradus_plot_view_move_cursor (
      self, gradus_plot_snap (self->plot, gradus_frame_from_x (&self->frame, x)));
  gradus_plot_view_pick (self);
}

static void
secondary_click (GtkGestureClick *gesture, gint n_press, gdouble x, gdouble y, gpointer user)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (user);
  gradus_plot_view_open_menu (user, x, y);
}

static void
long_press (GtkGestureLongPress *gesture, gdouble x, gdouble y, gpointer user)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gradus_plot_view_open_menu (user, x, y);
}

static void
pinched (GtkGestureZoom *gesture, gdouble scale, gpointer user)
{
  GradusPlotView *self = user;
  gdouble x, y, done;

  if (!gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    return;
  /* The gesture tells the scale since it began; the frame is as it was drawn last. */
  done = (self->drag_frame.x_max - self->drag_frame.x_min)
         / (self->frame.x_max - self->frame.x_min);
  gradus_plot_view_zoom (self, scale / done, x, y, TRUE, FALSE);
}

static void
pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, gpointer user)
{
  GradusPlotView *self = user;

  self->drag_frame = self->frame;
}

void
gradus_plot_view_add_gestures (GradusPlotView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *pointer = gtk_event_controller_motion_new ();
  GtkEventController *wheel = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new (), *press = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new (), *touch = gtk_gesture_long_press_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect (pointer, "motion", G_CALLBACK (motion), self);
  g_signal_connect (pointer, "leave", G_CALLBACK (leave), self);
  g_signal_connect (wheel, "scroll", G_CALLBACK (scroll), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel), self);
  g_signal_connect (press, "pressed", G_CALLBACK (click), self);
  g_signal_connect (press, "released", G_CALLBACK (released), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (secondary_click), self);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (touch), TRUE);
  g_signal_connect (touch, "pressed", G_CALLBACK (long_press), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinched), self);

  gtk_widget_add_controller (widget, pointer);
  gtk_widget_add_controller (widget, wheel);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (press));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (touch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}

/* --- keys ------------------------------------------------------------------------------------- */

/* The cursor goes to the next value that is at least a pixel away, in the direction of the
 * argument. */
static gboolean
move (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);
  const gint direction = g_variant_get_int32 (arguments);
  const GradusPlotFrame *frame = &self->frame;
  gdouble pixel, x = NAN;

  if (!self->plot || gradus_plot_is_empty (self->plot))
    return GDK_EVENT_PROPAGATE;
  pixel = isnan (self->cursor) ? (frame->left + frame->right) / 2
                               : gradus_frame_to_x (frame, self->cursor);
  for (gint i = 0; i < frame->right - frame->left && (isnan (x) || x == self->cursor); i++)
    {
      pixel = CLAMP (pixel + direction, frame->left, frame->right);
      x = gradus_plot_snap (self->plot, gradus_frame_from_x (frame, pixel));
    }
  gradus_plot_view_move_cursor (self, x);
  return GDK_EVENT_STOP;
}

static gboolean
pan (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);
  const GradusPlotFrame *frame = &self->frame;
  const gdouble shift = g_variant_get_int32 (arguments) * PAN_STEP * (frame->right - frame->left);

  if (!self->plot || !gradus_plot_is_zoomed (self->plot))
    return GDK_EVENT_PROPAGATE;
  show_x (self, frame, frame->left + shift, frame->right + shift);
  return GDK_EVENT_STOP;
}

static gboolean
pick (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  return gradus_plot_view_pick (GRADUS_PLOT_VIEW (widget)) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

static gboolean
hide_cursor (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);

  if (isnan (self->cursor))
    return GDK_EVENT_PROPAGATE;
  gradus_plot_view_move_cursor (self, NAN);
  return GDK_EVENT_STOP;
}

void
gradus_plot_view_install_keys (GtkWidgetClass *class)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_KP_Add, 0, "plot.zoom-in" },
    { GDK_KEY_equal, 0, "plot.zoom-in" },
    { GDK_KEY_plus, 0, "plot.zoom-in" },
    { GDK_KEY_KP_Subtract, 0, "plot.zoom-out" },
    { GDK_KEY_minus, 0, "plot.zoom-out" },
    { GDK_KEY_KP_0, 0, "plot.reset" },
    { GDK_KEY_0, 0, "plot.reset" },
    { GDK_KEY_l, 0, "plot.log-y" },
    { GDK_KEY_Menu, 0, "plot.menu" },
    { GDK_KEY_F10, GDK_SHIFT_MASK, "plot.menu" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "plot.copy" },
  };
  static const struct
  {
    guint key;
    gint direction;
  } arrows[] = {
    { GDK_KEY_Left, -1 },
    { GDK_KEY_KP_Left, -1 },
    { GDK_KEY_Right, 1 },
    { GDK_KEY_KP_Right, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (class, keys[i].key, keys[i].modifiers, keys[i].action,
                                         NULL);
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    {
      gtk_widget_class_add_binding (class, arrows[i].key, 0, move, "i", arrows[i].direction);
      gtk_widget_class_add_binding (class, arrows[i].key, GDK_SHIFT_MASK, pan, "i",
                                    arrows[i].direction);
    }
  gtk_widget_class_add_binding (class, GDK_KEY_Escape, 0, hide_cursor, NULL);
  gtk_widget_class_add_binding (class, GDK_KEY_Return, 0, pick, NULL);
  gtk_widget_class_add_binding (class, GDK_KEY_KP_Enter, 0, pick, NULL);
}
