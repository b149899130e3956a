/* test-plot-by-hand.c - a plot with real events of the mouse and the keyboard: pointing, zooming,
 * panning, the legend, the menu.
 */
#include "hand.h"
#include "plot/plot-draw.h"
#include "plot/plot-view.h"
#include "widgets.h"

#include <math.h>

#define N 1001

typedef struct
{
  GradusPlot *plot;
  GtkWidget *view;
  guint falling;         /* id of a curve */
  gdouble cursor, value; /* that was pointed at and picked last; NaN: none */
} Fixture;

static void
on_cursor (GradusPlotView *view, gdouble x, Fixture *f)
{
  f->cursor = x;
}

static void
on_picked (GradusPlotView *view, gdouble x, Fixture *f)
{
  f->value = x;
}

/* One curve that rises from 0 to 1 and one that falls, from 0 to 1000. */
static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GradusSeries) rising = gradus_series_new (0, 1), falling = gradus_series_new (0, 1);
  GtkWidget *window = gtk_window_new ();

  for (guint i = 0; i < N; i++)
    {
      gradus_series_append (rising, i / (N - 1.0));
      gradus_series_append (falling, 1 - i / (N - 1.0));
    }
  f->plot = gradus_plot_new ("Loss", "Step", NULL);
  gradus_plot_add (f->plot, rising, "Rising", 0, GRADUS_CURVE_LINE);
  f->falling = gradus_plot_add (f->plot, falling, "Falling", 1, GRADUS_CURVE_LINE);
  f->view = gradus_plot_view_new (f->plot);
  f->cursor = f->value = NAN;
  g_signal_connect (f->view, "cursor-moved", G_CALLBACK (on_cursor), f);
  g_signal_connect (f->view, "picked", G_CALLBACK (on_picked), f);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 320);
  gtk_window_set_child (GTK_WINDOW (window), f->view);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (f->view);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (f->view)));
  g_object_unref (f->plot);
}

static GradusPlotFrame
frame_of (Fixture *f)
{
  GradusPlotFrame frame;

  gradus_plot_frame (f->plot, gtk_widget_get_width (f->view), gtk_widget_get_height (f->view),
                     &frame);
  return frame;
}

/* Whole pixels, which is where a pointer can be. */
static gint
pixel_of_x (const GradusPlotFrame *frame, gdouble x)
{
  return (gint) round (gradus_frame_to_x (frame, x));
}

static gint
pixel_of_y (const GradusPlotFrame *frame, gdouble y)
{
  return (gint) round (gradus_frame_to_y (frame, y));
}

/* Values may be off by as much as a pixel is. */
static void
assert_x_range (Fixture *f, gdouble min, gdouble max)
{
  const GradusPlotFrame frame = frame_of (f);
  const gdouble pixel = (frame.x_max - frame.x_min) / (frame.right - frame.left);

  g_assert_cmpfloat_with_epsilon (frame.x_min, min, 1.5 * pixel);
  g_assert_cmpfloat_with_epsilon (frame.x_max, max, 1.5 * pixel);
}

static void
test_hover (Fixture *f, gconstpointer unused)
{
  const GradusPlotFrame frame = frame_of (f);
  const gdouble pixel = (frame.x_max - frame.x_min) / (frame.right - frame.left);

  hand_point (f->view, pixel_of_x (&frame, 250), pixel_of_y (&frame, 0.5));
  g_assert_cmpfloat_with_epsilon (f->cursor, 250, pixel);
  hand_point (f->view, pixel_of_x (&frame, 700), pixel_of_y (&frame, 0.2));
  g_assert_cmpfloat_with_epsilon (f->cursor, 700, pixel);
  hand_point (f->view, 3, 3);
  g_assert_true (isnan (f->cursor));
  g_assert_true (isnan (f->value));
}

/* A click picks the value that is pointed at, a press that becomes a drag none. */
static void
test_pick (Fixture *f, gconstpointer unused)
{
  const GradusPlotFrame frame = frame_of (f);
  const gint y = pixel_of_y (&frame, 0.5);

  hand_drag (f->view, pixel_of_x (&frame, 300), y, pixel_of_x (&frame, 500), y);
  g_assert_true (isnan (f->value));
  hand_click (f->view, pixel_of_x (&frame, 700), y);
  g_assert_cmpfloat (f->value, ==, f->cursor);
  g_assert_cmpfloat_with_epsilon (f->value, 700, 5);
}

/* What is taken goes along with the pointer; as long as all is shown there is nowhere to go. */
static void
test_pan (Fixture *f, gconstpointer unused)
{
  GradusPlotFrame frame = frame_of (f);
  const gint y = pixel_of_y (&frame, 0.5);

  hand_drag (f->view, 200, y, 300, y);
  g_assert_false (gradus_plot_is_zoomed (f->plot));
  gradus_plot_set_x_range (f->plot, 400, 600);
  frame = frame_of (f);
  hand_drag (f->view, pixel_of_x (&frame, 450), y, pixel_of_x (&frame, 500), y);
  assert_x_range (f, 350, 550);
  g_assert_false (gradus_plot_has_y_range (f->plot));
}

/* The wheel zooms x; with Shift, or over the axis, y. What is under the pointer stays there. */
static void
test_wheel (Fixture *f, gconstpointer unused)
{
  const GradusPlotFrame frame = frame_of (f);
  const gint x = pixel_of_x (&frame, 250), y = pixel_of_y (&frame, 0.25);
  const gdouble at_x = gradus_frame_from_x (&frame, x), at_y = gradus_frame_from_y (&frame, y);
  GradusPlotFrame after;

  hand_point (f->view, x, y);
  hand_wheel (3);
  after = frame_of (f);
  g_assert_cmpfloat (after.x_max - after.x_min, <, 0.7 * (frame.x_max - frame.x_min));
  g_assert_cmpfloat_with_epsilon (gradus_frame_from_x (&after, x), at_x, 1);
  g_assert_false (gradus_plot_has_y_range (f->plot));
  hand_wheel (-4);
  g_assert_false (gradus_plot_is_zoomed (f->plot));

  hand_hold ("Shift_L");
  hand_wheel (3);
  hand_let_go ("Shift_L");
  after = frame_of (f);
  g_assert_cmpfloat (after.y_max - after.y_min, <, 0.7 * (frame.y_max - frame.y_min));
  g_assert_cmpfloat_with_epsilon (gradus_frame_from_y (&after, y), at_y, 0.01);
  g_assert_cmpfloat (after.x_max, ==, frame.x_max);
  gradus_plot_reset_view (f->plot);

  hand_point (f->view, frame.left / 2, y);
  hand_wheel (1);
  g_assert_true (gradus_plot_has_y_range (f->plot));
  g_assert_cmpfloat (frame_of (f).x_max, ==, frame.x_max);
}

/* With Shift, a drag takes out a rectangle, from any corner. */
static void
test_box (Fixture *f, gconstpointer unused)
{
  const GradusPlotFrame frame = frame_of (f);
  GradusPlotFrame after;

  hand_hold ("Shift_L");
  hand_drag (f->view, pixel_of_x (&frame, 600), pixel_of_y (&frame, 0.7), pixel_of_x (&frame, 200),
             pixel_of_y (&frame, 0.3));
  hand_let_go ("Shift_L");
  after = frame_of (f);
  g_assert_cmpfloat_with_epsilon (after.x_min, 200, 5);
  g_assert_cmpfloat_with_epsilon (after.x_max, 600, 5);
  g_assert_cmpfloat_with_epsilon (after.y_min, 0.3, 0.01);
  g_assert_cmpfloat_with_epsilon (after.y_max, 0.7, 0.01);
}

static void
test_double_click (Fixture *f, gconstpointer unused)
{
  const GradusPlotFrame frame = frame_of (f);

  gradus_plot_set_x_range (f->plot, 400, 600);
  gradus_plot_set_y_range (f->plot, 0.2, 0.4);
  hand_click (f->view, 200, pixel_of_y (&frame, 0.5));
  g_assert_true (gradus_plot_is_zoomed (f->plot));
  hand_double_click (f->view, 300, pixel_of_y (&frame, 0.5));
  g_assert_false (gradus_plot_is_zoomed (f->plot));
}

/* Where the legend names the curve that falls, and nothing else. */
static void
find_entry (Fixture *f, gint *x, gint *y)
{
  const GradusPlotFrame frame = frame_of (f);

  for (*y = 0; *y < frame.top; (*y)++)
    for (*x = 0; *x < frame.width; (*x)++)
      {
        g_autoptr (GArray) named = gradus_plot_legend_at (f->plot, &frame, *x, *y);

        if (named && named->len == 1 && g_array_index (named, guint, 0) == f->falling)
          {
            *x += 4;
            *y += 4;
            return;
          }
      }
  g_assert_not_reached ();
}

/* A click on its name hides a curve, another shows it again. */
static void
test_legend (Fixture *f, gconstpointer unused)
{
  gint x, y;

  find_entry (f, &x, &y);
  hand_click (f->view, x, y);
  g_assert_false (gradus_plot_is_visible (f->plot, f->falling));
  g_assert_true (gradus_plot_is_visible (f->plot, gradus_plot_curve_at (f->plot, 0)->id));
  hand_click (f->view, x, y);
  g_assert_true (gradus_plot_is_visible (f->plot, f->falling));
}

static void
test_menu (Fixture *f, gconstpointer unused)
{
  GtkWidget *menu;

  hand_point (f->view, 250, 160);
  hand_press (3);
  hand_release (3);
  menu = find_widget (f->view, GTK_TYPE_POPOVER_MENU);
  g_assert_nonnull (menu);
  g_assert_true (gtk_widget_get_mapped (menu));
  hand_key (f->view, "Escape");
  g_assert_false (gtk_widget_get_mapped (menu));
}

static void
test_keys (Fixture *f, gconstpointer unused)
{
  const GradusPlotFrame frame = frame_of (f);
  gdouble before;

  gtk_widget_grab_focus (f->view);
  hand_point (f->view, pixel_of_x (&frame, 250), pixel_of_y (&frame, 0.5));
  before = f->cursor;
  hand_key (f->view, "Right");
  g_assert_cmpfloat (f->cursor, >, before);
  hand_key (f->view, "Left");
  hand_key (f->view, "Left");
  g_assert_cmpfloat (f->cursor, <, before);
  hand_key (f->view, "Return");
  g_assert_cmpfloat (f->value, ==, f->cursor);
  hand_key (f->view, "plus");
  g_assert_cmpfloat (frame_of (f).x_max, <, frame.x_max);
  before = frame_of (f).x_min;
  hand_key (f->view, "shift+Right");
  g_assert_cmpfloat (frame_of (f).x_min, >, before);
  hand_key (f->view, "0");
  g_assert_false (gradus_plot_is_zoomed (f->plot));
  hand_key (f->view, "l");
  g_assert_true (gradus_plot_log_y (f->plot));
  hand_key (f->view, "Escape");
  g_assert_true (isnan (f->cursor));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/plot-by-hand/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("hover", test_hover);
  ADD ("pick", test_pick);
  ADD ("pan", test_pan);
  ADD ("wheel", test_wheel);
  ADD ("box", test_box);
  ADD ("double-click", test_double_click);
  ADD ("legend", test_legend);
  ADD ("menu", test_menu);
  ADD ("keys", test_keys);
#undef ADD
  return g_test_run ();
}
