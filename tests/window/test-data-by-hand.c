/* test-data-by-hand.c - the page of data with real events of the mouse and the keyboard: pointing
 * at the pixels of an item, and drawing one.
 */
#include "data/draw-page.h"
#include "data/pixel-view.h"
#include "data/sample-panel.h"
#include "data-helpers.h"
#include "hand.h"
#include "rows.h"

#define SIDE 28 /* of the pictures, in pixels */

/* Where a place of a picture is in @widget, which shows it whole, in pixels of the picture. */
static graphene_point_t
on_screen (GtkWidget *widget, gdouble x, gdouble y)
{
  const gdouble width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const gdouble scale = MIN (width, height) / SIDE;

  return GRAPHENE_POINT_INIT ((gfloat) ((width - scale * SIDE) / 2 + x * scale),
                              (gfloat) ((height - scale * SIDE) / 2 + y * scale));
}

/* In a window of its own. */
static GtkWidget *
show_widget (GtkWidget *widget)
{
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 400, 700);
  adw_window_set_content (ADW_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (widget);
  return window;
}

static GradusDocument *
shapes_document (void)
{
  return document_with_data ("{\"set\": \"shapes\", \"n\": 20, \"n_test\": 10}");
}

/* --- the pixels of an item ----------------------------------------------------------------------
 */

/* Moves the pointer to a place of the picture, and checks that what is said is of pixel @x, @y. */
static void
check_readout (GradusSamplePanel *panel, gdouble at_x, gdouble at_y, gint x, gint y)
{
  GtkWidget *pixels = find_widget (GTK_WIDGET (panel), GRADUS_TYPE_PIXEL_VIEW);
  const graphene_point_t at = on_screen (pixels, at_x, at_y);
  const GradusStage *stage = gradus_sample_panel_sample (panel)->stages->pdata[0];
  g_autofree char *text = g_strdup_printf ("row %d, column %d: %g", y, x,
                                           (gdouble) stage->values[y * SIDE + x]);

  hand_point (pixels, at.x, at.y);
  g_assert_nonnull (rows_find_label (GTK_WIDGET (panel), text));
}

/* The label whose text begins so, or NULL. */
static GtkWidget *
find_readout (GtkWidget *root, const char *start)
{
  GtkWidget *found = GTK_IS_LABEL (root)
                             && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (root)), start)
                         ? root
                         : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_readout (child, start);
  return found;
}

/* A panel in a window that shows an item. */
static GtkWidget *
open_item (GtkWidget **window)
{
  g_autoptr (GradusDocument) document = shapes_document ();
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  g_autoptr (GradusEvaluation) evaluation = gradus_evaluation_new ();
  GtkWidget *widget = gradus_sample_panel_new (document, evaluation);
  GradusSamplePanel *panel = GRADUS_SAMPLE_PANEL (widget);

  *window = show_widget (widget);
  run_until_loaded (source);
  gradus_sample_panel_show (panel, gradus_data_source_part (source, "train"), 0);
  wait_while (!gradus_sample_panel_sample (panel));
  gtk_test_widget_wait_for_draw (widget);
  return widget;
}

/* The pixel under the pointer is said with its value, and as large as one makes it. */
static void
test_pixels (void)
{
  GtkWidget *window, *widget = open_item (&window);
  GradusSamplePanel *panel = GRADUS_SAMPLE_PANEL (widget);
  const GradusStage *stage;

  stage = gradus_sample_panel_sample (panel)->stages->pdata[0];
  check_readout (panel, 9.5, 17.5, 9, 17);
  check_readout (panel, 10.5, 17.5, 10, 17);
  check_readout (panel, 10.5, 16.5, 10, 16);
  g_assert_cmpfloat (stage->values[16 * SIDE + 10], !=, stage->values[10 * SIDE + 16]);

  hand_wheel (4); /* some two and a half times as large, about the pixel that is pointed at */
  check_readout (panel, 11.5, 17.5, 10, 16);
  check_readout (panel, 13, 16.5, 11, 16);
  hand_point (rows_find_label (widget, "Item 0 of 20, Training"), 2, 2);
  g_assert_null (find_readout (widget, "row "));
  g_assert_nonnull (find_readout (widget, "28×28, values 0 to "));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Presses a key at the pixels, and checks that pixel @x, @y is said then, to a screen reader too.
 */
static void
check_key (GtkWidget *panel, const char *key, gint x, gint y)
{
  GtkWidget *pixels = find_widget (panel, GRADUS_TYPE_PIXEL_VIEW);
  const GradusSample *sample = gradus_sample_panel_sample (GRADUS_SAMPLE_PANEL (panel));
  const GradusStage *stage = sample->stages->pdata[0];
  g_autofree char *text = g_strdup_printf ("row %d, column %d: %g", y, x,
                                           (gdouble) stage->values[y * SIDE + x]);

  hand_key (pixels, key);
  g_assert_nonnull (rows_find_label (panel, text));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (pixels), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       text);
}

/* The arrow keys go from pixel to pixel, and stay at the edges; what is left is no longer said. */
static void
test_pixels_by_keys (void)
{
  GtkWidget *window, *panel = open_item (&window);
  GtkWidget *pixels = find_widget (panel, GRADUS_TYPE_PIXEL_VIEW);

  hand_point (rows_find_label (panel, "Item 0 of 20, Training"), 2, 2);
  g_assert_null (find_readout (panel, "row "));
  gtk_widget_grab_focus (pixels);
  check_key (panel, "Right", 0, 0);
  check_key (panel, "Right", 1, 0);
  check_key (panel, "Down", 1, 1);
  check_key (panel, "Down", 1, 2);
  check_key (panel, "Left", 0, 2);
  check_key (panel, "Left", 0, 2);
  check_key (panel, "Up", 0, 1);
  check_key (panel, "KP_Right", 1, 1);
  hand_point (pixels, gtk_widget_get_width (pixels) / 2, gtk_widget_get_height (pixels) / 2);
  hand_point (rows_find_label (panel, "Item 0 of 20, Training"), 2, 2);
  g_assert_null (find_readout (panel, "row "));
  g_assert_false (gtk_test_accessible_has_property (GTK_ACCESSIBLE (pixels),
                                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- drawing ------------------------------------------------------------------------------------
 */

typedef struct
{
  GtkWidget *window, *page;
  GradusDrawPad *pad;
  GradusDataSource *source;
} Drawing;

static void
open_pad (Drawing *self)
{
  g_autoptr (GradusDocument) document = shapes_document ();
  g_autoptr (GradusEvaluation) evaluation = gradus_evaluation_new ();

  self->source = gradus_data_source_new (document);
  self->page = gradus_draw_page_new (evaluation);
  self->pad = gradus_draw_page_pad (GRADUS_DRAW_PAGE (self->page));
  run_until_loaded (self->source);
  gradus_draw_page_set_part (GRADUS_DRAW_PAGE (self->page),
                             gradus_data_source_part (self->source, "train"));
  self->window = show_widget (self->page);
}

static void
close_pad (Drawing *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->source);
}

static gfloat
ink_at (Drawing *self, gint x, gint y)
{
  return gradus_draw_pad_ink (self->pad)[y * SIDE + x];
}

static void
draw_line (Drawing *self, gdouble from_x, gdouble from_y, gdouble to_x, gdouble to_y)
{
  const graphene_point_t from = on_screen (GTK_WIDGET (self->pad), from_x, from_y);
  const graphene_point_t to = on_screen (GTK_WIDGET (self->pad), to_x, to_y);

  hand_drag (GTK_WIDGET (self->pad), from.x, from.y, to.x, to.y);
}

static void
click_button (Drawing *self, const char *label)
{
  GtkWidget *button = gtk_widget_get_ancestor (rows_find_label (self->page, label),
                                               GTK_TYPE_BUTTON);

  hand_click (button, gtk_widget_get_width (button) / 2, gtk_widget_get_height (button) / 2);
}

/* The left button draws, the right one erases, and a stroke is undone at once. */
static void
test_strokes (void)
{
  Drawing drawing;
  graphene_point_t at;

  open_pad (&drawing);
  draw_line (&drawing, 5.5, 10.5, 20.5, 10.5);
  draw_line (&drawing, 20.5, 10.5, 20.5, 24.5);
  for (gint x = 5; x <= 20; x++)
    g_assert_cmpfloat (ink_at (&drawing, x, 10), ==, 1);
  for (gint y = 10; y <= 24; y++)
    g_assert_cmpfloat (ink_at (&drawing, 20, y), ==, 1);
  g_assert_cmpfloat (ink_at (&drawing, 12, 20), ==, 0);
  g_assert_cmpfloat (ink_at (&drawing, 2, 10), ==, 0);

  at = on_screen (GTK_WIDGET (drawing.pad), 12.5, 8.5);
  hand_point (GTK_WIDGET (drawing.pad), at.x, at.y);
  hand_press (3);
  at = on_screen (GTK_WIDGET (drawing.pad), 12.5, 12.5);
  hand_point (GTK_WIDGET (drawing.pad), at.x, at.y);
  hand_release (3);
  g_assert_cmpfloat (ink_at (&drawing, 12, 10), ==, 0);
  g_assert_cmpfloat (ink_at (&drawing, 7, 10), ==, 1);

  click_button (&drawing, "Undo Stroke");
  g_assert_cmpfloat (ink_at (&drawing, 12, 10), ==, 1);
  click_button (&drawing, "Undo Stroke");
  g_assert_cmpfloat (ink_at (&drawing, 12, 10), ==, 1);
  g_assert_cmpfloat (ink_at (&drawing, 20, 20), ==, 0);
  click_button (&drawing, "Clear");
  g_assert_true (gradus_draw_pad_is_empty (drawing.pad));
  close_pad (&drawing);
}

/* The cursor begins in the middle. */
static void
test_keys (void)
{
  Drawing drawing;
  GtkWidget *pad;

  open_pad (&drawing);
  pad = GTK_WIDGET (drawing.pad);
  gtk_widget_grab_focus (pad);
  hand_key (pad, "Left");
  hand_key (pad, "Up");
  hand_key (pad, "Up");
  g_assert_true (gradus_draw_pad_is_empty (drawing.pad));
  hand_key (pad, "space");
  g_assert_cmpfloat (ink_at (&drawing, 13, 12), ==, 1);
  g_assert_cmpfloat (ink_at (&drawing, 17, 12), ==, 0);
  for (gint i = 0; i < 4; i++)
    hand_key (pad, "shift+Right");
  for (gint x = 13; x <= 17; x++)
    g_assert_cmpfloat (ink_at (&drawing, x, 12), ==, 1);
  hand_key (pad, "BackSpace");
  g_assert_cmpfloat (ink_at (&drawing, 17, 12), ==, 0);
  g_assert_cmpfloat (ink_at (&drawing, 13, 12), ==, 1);
  hand_key (pad, "Delete");
  g_assert_true (gradus_draw_pad_is_empty (drawing.pad));
  close_pad (&drawing);
}

static void
test_brush (void)
{
  Drawing drawing;
  GtkWidget *scale;

  open_pad (&drawing);
  scale = find_widget (drawing.page, GTK_TYPE_SCALE);
  draw_line (&drawing, 5.5, 5.5, 20.5, 5.5);
  g_assert_cmpfloat (ink_at (&drawing, 12, 8), ==, 0); /* three away */
  gtk_widget_grab_focus (scale);
  hand_key (scale, "End");
  draw_line (&drawing, 5.5, 18.5, 20.5, 18.5);
  g_assert_cmpfloat (ink_at (&drawing, 12, 21), ==, 1);
  gtk_widget_grab_focus (scale);
  hand_key (scale, "Home");
  draw_line (&drawing, 24.5, 5.5, 24.5, 20.5);
  g_assert_cmpfloat (ink_at (&drawing, 26, 12), ==, 0);
  g_assert_cmpfloat (ink_at (&drawing, 24, 12), ==, 1);
  close_pad (&drawing);
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data-by-hand/pixels", test_pixels);
  g_test_add_func ("/data-by-hand/pixels-by-keys", test_pixels_by_keys);
  g_test_add_func ("/data-by-hand/strokes", test_strokes);
  g_test_add_func ("/data-by-hand/keys", test_keys);
  g_test_add_func ("/data-by-hand/brush", test_brush);
  return g_test_run ();
}
