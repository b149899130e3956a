/* test-plot-by-hand.c - a plot with real events of the mouse and the keyboard: pointing, zooming,
 * panning, the legend, the menu; and going through the cells of other drawings.
 */
#include "hand.h"
#include "plot/bars.h"
#include "plot/heat-map.h"
#include "plot/plot-draw.h"
#include "plot/plot-view.h"
#include "waiting.h"
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

  hand_point (f->view, pixel_of_x (&frame, 600), pixel_of_y (&frame, 0.7));
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

/* --- two fingers ------------------------------------------------------------------------------ */

static graphene_point_t fingers; /* the middle between them */

/* In place of GTK's: there is no touchpad in an X server for tests, so that the gesture is told of
 * two fingers by its own signals, and where they are by this. */
gboolean
gtk_gesture_get_bounding_box_center (GtkGesture *gesture, gdouble *x, gdouble *y)
{
  *x = fingers.x;
  *y = fingers.y;
  return TRUE;
}

static GtkGesture *
pinch_of (GtkWidget *view)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (view);
  GtkGesture *pinch = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);

      if (GTK_IS_GESTURE_ZOOM (controller))
        pinch = GTK_GESTURE (controller);
    }
  return pinch;
}

/* The fingers go to @scale times their first distance in small steps, of which every second one is
 * drawn. */
static void
pinch (Fixture *f, gdouble scale)
{
  GtkGesture *gesture = pinch_of (f->view);

  g_signal_emit_by_name (gesture, "begin", NULL);
  for (gint i = 1; i <= 10; i++)
    {
      g_signal_emit_by_name (gesture, "scale-changed", pow (scale, i / 10.0));
      if (i % 2 == 0)
        gtk_test_widget_wait_for_draw (f->view);
    }
  g_signal_emit_by_name (gesture, "end", NULL);
}

/* The plot grows as much as the fingers part, however often that is told, and what is between them
 * stays there. */
static void
test_pinch (Fixture *f, gconstpointer unused)
{
  const GradusPlotFrame before = frame_of (f);
  const gdouble width = before.x_max - before.x_min;
  gdouble at;
  GradusPlotFrame after;

  fingers = GRAPHENE_POINT_INIT ((gfloat) gradus_frame_to_x (&before, 400),
                                 (gfloat) gradus_frame_to_y (&before, 0.5));
  at = gradus_frame_from_x (&before, fingers.x);
  pinch (f, 2);
  after = frame_of (f);
  g_assert_cmpfloat_with_epsilon (after.x_max - after.x_min, width / 2, 0.01 * width);
  g_assert_cmpfloat_with_epsilon (gradus_frame_from_x (&after, fingers.x), at, 1);
  pinch (f, 2);
  after = frame_of (f);
  g_assert_cmpfloat_with_epsilon (after.x_max - after.x_min, width / 4, 0.01 * width);
  g_assert_cmpfloat_with_epsilon (gradus_frame_from_x (&after, fingers.x), at, 1);
  g_assert_false (gradus_plot_has_y_range (f->plot));
  pinch (f, 0.5);
  after = frame_of (f);
  g_assert_cmpfloat_with_epsilon (after.x_max - after.x_min, width / 2, 0.01 * width);
  pinch (f, 0.2);
  g_assert_false (gradus_plot_is_zoomed (f->plot));
}

/* --- what a screen reader is told of a drawing -------------------------------------------------
 */

static void
assert_told (GtkWidget *drawing, const char *cell)
{
  g_autofree char *whole = GRADUS_DRAWING_GET_CLASS (drawing)->describe (GRADUS_DRAWING (drawing));
  g_autofree char *text = cell ? g_strdup_printf ("%s. %s", cell, whole) : g_strdup (whole);

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (drawing),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
}

static void
check_told (GtkWidget *drawing, const char *const *keys, const char *const *cells, guint n)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 400, 320);
  gtk_window_set_child (GTK_WINDOW (window), drawing);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (drawing);
  hand_point (drawing, 1, 1);
  wait_while (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (drawing),
                                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
  assert_told (drawing, NULL);
  gtk_widget_grab_focus (drawing);
  for (guint i = 0; i < n; i++)
    {
      hand_key (drawing, keys[i]);
      assert_told (drawing, cells[i]);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The cell that the keyboard goes to, before the whole. */
static void
test_told (void)
{
  static const gint64 counts[] = { 8, 2, 3, 7 };
  static const gdouble values[] = { 1, 2, 3, 4 };
  static const char *const classes[] = { "cat", "dog" };
  static const char *const around[] = { "Right", "Right", "Down" };
  static const char *const down[] = { "Down", "Down" };
  GradusBarList *bars = gradus_bar_list_new ("Classes", NAN, FALSE);

  check_told (gradus_heat_map_new (gradus_matrix_new_confusion (counts, 2, 2, classes)), around,
              (const char *const[]){ "8 (80.00 %)\nTrue class: cat\nPredicted class: cat",
                                     "2 (20.00 %)\nTrue class: cat\nPredicted class: dog",
                                     "7 (70.00 %)\nTrue class: dog\nPredicted class: dog" },
              3);
  check_told (gradus_heat_map_new (gradus_matrix_new (values, 2, 2)), around,
              (const char *const[]){ "1\nRow: 0\nColumn: 0", "2\nRow: 0\nColumn: 1",
                                     "4\nRow: 1\nColumn: 1" },
              3);
  gradus_bar_list_add (bars, "cat", 6000, NULL, 0, FALSE);
  gradus_bar_list_add (bars, "dog", 3000, NULL, 0, FALSE);
  check_told (gradus_bars_new (bars), down,
              (const char *const[]){ "cat: 6\u202f000", "dog: 3\u202f000" }, 2);
}

/* A click brings the focus along, and tells what was pointed at until then. */
static void
test_told_of_click (void)
{
  static const gdouble values[] = { 1, 2, 3, 4 };
  GtkWidget *map = gradus_heat_map_new (gradus_matrix_new (values, 2, 2));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *window = gtk_window_new ();
  GtkWidget *other = gtk_button_new_with_label ("Other");
  graphene_rect_t area;
  graphene_point_t middle;

  gtk_box_append (GTK_BOX (box), other);
  gtk_box_append (GTK_BOX (box), map);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 320);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (map);
  hand_point (other, 2, 2);
  hand_key (other, "Shift_L"); /* gives the window the focus */
  gtk_widget_grab_focus (other);
  wait_while (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (map),
                                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
  GRADUS_DRAWING_GET_CLASS (map)->cell_area (GRADUS_DRAWING (map), gtk_widget_get_width (map),
                                             gtk_widget_get_height (map), 2, &area);
  graphene_rect_get_center (&area, &middle);
  hand_point (map, middle.x, middle.y);
  assert_told (map, NULL);
  hand_click (map, middle.x, middle.y);
  g_assert_true (gtk_widget_has_focus (map));
  assert_told (map, "3\nRow: 1\nColumn: 0");
  gtk_window_destroy (GTK_WINDOW (window));
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
  ADD ("pinch", test_pinch);
#undef ADD
  g_test_add_func ("/plot-by-hand/told", test_told);
  g_test_add_func ("/plot-by-hand/told-of-click", test_told_of_click);
  return g_test_run ();
}
