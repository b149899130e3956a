/* test-canvas-by-hand.c - the canvas with real events of the mouse and the keyboard: what a button,
 * a modifier and the wheel do.
 */
#include "canvas-helpers.h"
#include "hand.h"

static graphene_point_t
on_screen (GradusCanvas *canvas, gdouble x, gdouble y)
{
  return gradus_viewport_to_screen (canvas->viewport, x, y);
}

/* Of the heading of a block, by which it is taken. */
static graphene_point_t
head_of (GradusCanvas *canvas, const char *id)
{
  const gint index = gradus_scene_find (canvas->scene, id);
  const graphene_rect_t *bounds = &gradus_scene_item (canvas->scene, index)->bounds;

  return on_screen (canvas, bounds->origin.x + bounds->size.width / 2, bounds->origin.y + 14);
}

static void
click_block (GradusCanvas *canvas, const char *id)
{
  const graphene_point_t at = head_of (canvas, id);

  hand_click (GTK_WIDGET (canvas), at.x, at.y);
}

static void
drag_block (GradusCanvas *canvas, const char *id, gdouble dx, gdouble dy)
{
  const graphene_point_t at = head_of (canvas, id);

  hand_drag (GTK_WIDGET (canvas), at.x, at.y, at.x + dx, at.y + dy);
}

static const GrBlock *
block_of (GradusDocument *document, const char *id)
{
  return gr_model_block (gradus_document_model (document), id);
}

static void
test_shift_click (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  click_block (canvas, "relu");
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 1);
  hand_hold ("Shift_L");
  click_block (canvas, "fc");
  hand_let_go ("Shift_L");
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 2);
  g_assert_true (gradus_document_is_selected (document, "relu"));
  click_block (canvas, "conv");
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 1);
  close_window (canvas);
}

/* A rectangle from where nothing is; with Shift it adds to what is selected. */
static void
test_shift_band (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  const graphene_point_t from = on_screen (canvas, -30, 60), to = on_screen (canvas, 30, 100);

  click_block (canvas, "fc");
  hand_hold ("Shift_L");
  hand_drag (GTK_WIDGET (canvas), from.x, from.y, to.x, to.y);
  hand_let_go ("Shift_L");
  g_assert_true (gradus_document_is_selected (document, "fc"));
  g_assert_true (gradus_document_is_selected (document, "conv"));
  hand_drag (GTK_WIDGET (canvas), from.x, from.y, to.x, to.y);
  g_assert_false (gradus_document_is_selected (document, "fc"));
  g_assert_true (gradus_document_is_selected (document, "conv"));
  close_window (canvas);
}

/* A block comes to stand in line with another that is near; with Alt it stays where it was put. */
static void
test_alt_moves_freely (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  drag_block (canvas, "fc", -297, 60);
  g_assert_cmpfloat (block_of (document, "fc")->x, ==, 0);
  gradus_document_undo (document);
  hand_hold ("Alt_L");
  drag_block (canvas, "fc", -297, 60);
  hand_let_go ("Alt_L");
  g_assert_cmpfloat (block_of (document, "fc")->x, ==, 3);
  close_window (canvas);
}

/* What is under the pointer stays there. */
static void
test_wheel (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  const gdouble zoom = gradus_viewport_zoom (canvas->viewport);
  const graphene_point_t world = gradus_viewport_to_world (canvas->viewport, 200, 300);
  graphene_point_t after;

  hand_point (GTK_WIDGET (canvas), 200, 300);
  hand_hold ("Control_L");
  hand_wheel (2);
  after = gradus_viewport_to_world (canvas->viewport, 200, 300);
  g_assert_cmpfloat (gradus_viewport_zoom (canvas->viewport), >, zoom);
  g_assert_cmpfloat_with_epsilon (after.x, world.x, 1);
  g_assert_cmpfloat_with_epsilon (after.y, world.y, 1);
  hand_wheel (-3);
  hand_let_go ("Control_L");
  g_assert_cmpfloat (gradus_viewport_zoom (canvas->viewport), <, zoom);
  close_window (canvas);
}

static void
assert_panned (GradusCanvas *canvas, graphene_point_t before)
{
  const graphene_point_t after = gradus_viewport_to_world (canvas->viewport, 300, 200);

  g_assert_cmpfloat_with_epsilon (after.x, before.x, 1);
  g_assert_cmpfloat_with_epsilon (after.y, before.y, 1);
}

/* With the middle button, and with Space held. */
static void
test_pan (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  graphene_point_t before = gradus_viewport_to_world (canvas->viewport, 200, 150);

  hand_point (GTK_WIDGET (canvas), 200, 150);
  hand_press (2);
  hand_point (GTK_WIDGET (canvas), 260, 180);
  hand_point (GTK_WIDGET (canvas), 300, 200);
  hand_release (2);
  assert_panned (canvas, before);

  before = gradus_viewport_to_world (canvas->viewport, 200, 150);
  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  hand_key (GTK_WIDGET (canvas), "Escape");
  hand_hold ("space");
  hand_drag (GTK_WIDGET (canvas), 200, 150, 300, 200);
  hand_let_go ("space");
  assert_panned (canvas, before);
  close_window (canvas);
}

int
main (int argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  g_test_add_func ("/canvas-by-hand/shift-click", test_shift_click);
  g_test_add_func ("/canvas-by-hand/shift-band", test_shift_band);
  g_test_add_func ("/canvas-by-hand/alt-moves-freely", test_alt_moves_freely);
  g_test_add_func ("/canvas-by-hand/wheel", test_wheel);
  g_test_add_func ("/canvas-by-hand/pan", test_pan);
  return g_test_run ();
}
