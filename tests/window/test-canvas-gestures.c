/* test-canvas-gestures.c - drags on the canvas that are broken off, guides, order, and changes that
 * come from elsewhere while something is dragged.
 */
#include "canvas-helpers.h"
#include "widgets.h"

static void
begin (GradusCanvas *canvas, graphene_point_t from, gdouble dx, gdouble dy)
{
  const gdouble zoom = gradus_viewport_zoom (canvas->viewport);

  from = gradus_viewport_to_screen (canvas->viewport, from.x, from.y);
  g_signal_emit_by_name (canvas->drag_gesture, "drag-begin", from.x, from.y);
  g_signal_emit_by_name (canvas->drag_gesture, "drag-update", dx * zoom, dy * zoom);
}

static void
finish (GradusCanvas *canvas, gdouble dx, gdouble dy)
{
  const gdouble zoom = gradus_viewport_zoom (canvas->viewport);

  g_signal_emit_by_name (canvas->drag_gesture, "drag-end", dx * zoom, dy * zoom);
}

static const graphene_rect_t *
bounds (GradusCanvas *canvas, const char *id)
{
  return &gradus_scene_item (canvas->scene, gradus_scene_find (canvas->scene, id))->bounds;
}

static void
test_cancel (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  begin (canvas, GRAPHENE_POINT_INIT (310, 260), 60, 33);
  g_assert_cmpfloat (bounds (canvas, "fc")->origin.x, !=, 300);
  gradus_canvas_cancel_drag (canvas);
  finish (canvas, 60, 33);
  g_assert_cmpfloat (bounds (canvas, "fc")->origin.x, ==, 300);
  g_assert_cmpint (canvas->drag.kind, ==, GRADUS_DRAG_NONE);
  /* A wire that was taken off its input is there again. */
  begin (canvas, GRAPHENE_POINT_INIT (GRADUS_BLOCK_WIDTH / 2.f, 80), 300, 0);
  g_assert_cmpint (canvas->drag.kind, ==, GRADUS_DRAG_WIRE);
  gradus_canvas_cancel_drag (canvas);
  finish (canvas, 300, 0);
  g_assert_false (gradus_document_modified (document));
  close_window (canvas);
}

/* A change from elsewhere, such as undo or another view of the document, ends what is dragged. */
static void
test_change_meanwhile (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document), *other = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const graphene_point_t starts[] = { { 310, 260 },
                                      { GRADUS_BLOCK_WIDTH / 2.f, 132 },
                                      { -40, 60 } };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      begin (canvas, starts[i], 50, 20);
      g_assert_cmpint (canvas->drag.kind, !=, GRADUS_DRAG_NONE);
      gradus_document_select_one (document, "relu");
      gtk_widget_activate_action (GTK_WIDGET (other), "canvas.delete", NULL);
      g_assert_cmpint (canvas->drag.kind, ==, GRADUS_DRAG_NONE);
      finish (canvas, 50, 20);
      g_assert_null (gr_model_block (model, "relu"));
      gradus_document_undo (document);
      g_assert_false (gradus_document_modified (document));
      g_assert_cmpfloat (bounds (canvas, "fc")->origin.x, ==, 300);
    }
  close_window (canvas);
  close_window (other);
}

/* In line with another block a guide is drawn, and with Alt nothing pulls. */
static void
test_guides (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  begin (canvas, GRAPHENE_POINT_INIT (310, 260), -297, 60);
  g_assert_cmpfloat (canvas->drag.guide_x, ==, GRADUS_BLOCK_WIDTH / 2.0);
  g_assert_cmpfloat (bounds (canvas, "fc")->origin.x, ==, 0);
  gradus_canvas_cancel_drag (canvas);
  begin (canvas, GRAPHENE_POINT_INIT (310, 260), 40, -157);
  g_assert_true (isnan (canvas->drag.guide_x));
  g_assert_cmpfloat (canvas->drag.guide_y, ==, 80 + GRADUS_BLOCK_HEIGHT / 2.0);
  gradus_canvas_cancel_drag (canvas);
  close_window (canvas);
}

/* The six ways to align, by their names: what stands where in relation to another that differs in
 * both directions. The two blocks are as large as one another. */
static void
test_align (void)
{
  static const struct
  {
    const char *how;
    gdouble relu_x, relu_y, fc_x, fc_y;
  } cases[] = {
    { "left", 0, 160, 0, 240 },  { "centre", 150, 160, 150, 240 }, { "right", 300, 160, 300, 240 },
    { "top", 0, 160, 300, 160 }, { "middle", 0, 200, 300, 200 },   { "bottom", 0, 240, 300, 240 },
  };
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  const GrBlock *relu = gr_model_block (gradus_document_model (document), "relu");
  const GrBlock *fc = gr_model_block (gradus_document_model (document), "fc");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gradus_document_select (document, (const char *const[]){ "relu", "fc", NULL });
      gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.align", "s", cases[i].how);
      g_assert_cmpfloat (relu->x, ==, cases[i].relu_x);
      g_assert_cmpfloat (relu->y, ==, cases[i].relu_y);
      g_assert_cmpfloat (fc->x, ==, cases[i].fc_x);
      g_assert_cmpfloat (fc->y, ==, cases[i].fc_y);
      g_assert_cmpstr (gradus_document_undo_label (document), ==, "Align");
      gradus_document_undo (document);
      g_assert_false (gradus_document_can_undo (document));
    }
  close_window (canvas);
}

static void
test_distribute (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  const GrBlock *conv = gr_model_block (gradus_document_model (document), "conv");

  gradus_document_select (document, (const char *const[]){ "input", "conv", "fc", NULL });
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.distribute", "b", FALSE);
  g_assert_cmpfloat (conv->x, ==, 150);
  g_assert_cmpfloat (conv->y, ==, 80);
  gradus_document_undo (document);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.distribute", "b", TRUE);
  g_assert_cmpfloat (conv->x, ==, 0);
  g_assert_cmpfloat (conv->y, ==, 120);
  close_window (canvas);
}

/* A rectangle takes what it touches; with Shift, to what is selected. */
static void
test_band (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  begin (canvas, GRAPHENE_POINT_INIT (-30, 60), 60, 120);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 2);
  g_assert_true (gradus_document_is_selected (document, "relu"));
  /* Smaller again it lets go of what it no longer touches. */
  g_signal_emit_by_name (canvas->drag_gesture, "drag-update", 60.0, 30.0);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 1);
  finish (canvas, 60, 20);
  g_assert_true (gradus_document_is_selected (document, "conv"));
  close_window (canvas);
}

/* Two fingers: what is under them stays under them, and so does a wheel's zoom. */
static void
test_pinch (void)
{
  g_autoptr (GradusViewport) viewport = gradus_viewport_new ();
  const graphene_point_t before = gradus_viewport_to_world (viewport, 200, 150);
  graphene_point_t after;

  for (gdouble scale = 1; scale < 1.9; scale += 0.1)
    gradus_viewport_zoom_at (viewport, scale, 200, 150);
  after = gradus_viewport_to_world (viewport, 200, 150);
  g_assert_cmpfloat_with_epsilon (before.x, after.x, 1e-2);
  g_assert_cmpfloat_with_epsilon (before.y, after.y, 1e-2);
  gradus_viewport_zoom_at (viewport, 0, 200, 150);
  g_assert_cmpfloat (gradus_viewport_zoom (viewport), ==, GRADUS_MIN_ZOOM);
}

/* A block that is dropped where another stands is put beside it. */
static void
test_drop_on_block (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const graphene_point_t at = gradus_viewport_to_screen (canvas->viewport, 420, 260);
  const GrBlock *added;

  gradus_canvas_add_block_at (canvas, gr_block_kind_find ("ReLU"), NULL, at.x, at.y);
  added = gr_model_block_at (model, gr_model_n_blocks (model) - 1);
  g_assert_false (
      graphene_rect_intersection (bounds (canvas, added->id), bounds (canvas, "fc"), NULL));
  close_window (canvas);
}

/* A wire that is let go where nothing is asks for a block, and goes on to that. */
static void
test_wire_to_nothing (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const guint before = gr_model_n_blocks (model);
  const GrBlock *added;

  drag (canvas, GRAPHENE_POINT_INIT (300 + GRADUS_BLOCK_WIDTH / 2.0, 240 + GRADUS_BLOCK_HEIGHT),
        GRAPHENE_POINT_INIT (120, 400));
  g_assert_true (canvas->search && gtk_widget_get_visible (canvas->search));
  g_signal_emit_by_name (find_widget (canvas->search, GTK_TYPE_SEARCH_ENTRY), "activate");
  g_assert_cmpuint (gr_model_n_blocks (model), ==, before + 1);
  added = gr_model_block_at (model, before);
  g_assert_cmpstr (gr_model_link_to (model, added->id, 0)->from, ==, "fc");
  g_assert_true (
      graphene_rect_contains_point (bounds (canvas, added->id), &GRAPHENE_POINT_INIT (120, 400)));
  close_window (canvas);
}

/* To 100 %, whatever it was. */
static void
test_zoom_to_normal (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  gradus_viewport_zoom_at (canvas->viewport, 0.3, 100, 100);
  g_assert_cmpfloat (gradus_viewport_zoom (canvas->viewport), <, 1);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.zoom-normal", NULL));
  g_assert_cmpfloat_with_epsilon (gradus_viewport_zoom (canvas->viewport), 1, 1e-9);
  close_window (canvas);
}

/* In the middle, and larger than before. */
static void
test_zoom_to_selection (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  const gdouble before = gradus_viewport_zoom (canvas->viewport);
  graphene_point_t middle;

  gradus_document_select_one (document, "fc");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.zoom-selection", NULL));
  g_assert_cmpfloat (gradus_viewport_zoom (canvas->viewport), >, before);
  middle = gradus_viewport_to_screen (canvas->viewport, 300 + GRADUS_BLOCK_WIDTH / 2.0,
                                      240 + GRADUS_BLOCK_HEIGHT / 2.0);
  g_assert_cmpfloat_with_epsilon (middle.x, gtk_widget_get_width (GTK_WIDGET (canvas)) / 2.0, 1);
  g_assert_cmpfloat_with_epsilon (middle.y, gtk_widget_get_height (GTK_WIDGET (canvas)) / 2.0, 1);
  close_window (canvas);
}

/* How often, by the number in the popover; one step to undo. */
static void
test_repeat (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  GtkWidget *spin;

  gradus_document_select (document, (const char *const[]){ "conv", "relu", NULL });
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.group", NULL));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.repeat", NULL));
  g_assert_nonnull (canvas->popover);
  spin = find_widget (canvas->popover, GTK_TYPE_SPIN_BUTTON);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 2);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 3);
  g_assert_cmpint (gr_model_group_at (model, 0)->repeat, ==, 3);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 400); /* as a file may */
  g_assert_cmpint (gr_model_group_at (model, 0)->repeat, ==, 400);
  gradus_document_undo (document);
  g_assert_cmpint (gr_model_group_at (model, 0)->repeat, ==, 1);
  close_window (canvas);
}

gint
main (gint argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  g_test_add_func ("/canvas-gestures/cancel", test_cancel);
  g_test_add_func ("/canvas-gestures/change-meanwhile", test_change_meanwhile);
  g_test_add_func ("/canvas-gestures/guides", test_guides);
  g_test_add_func ("/canvas-gestures/align", test_align);
  g_test_add_func ("/canvas-gestures/distribute", test_distribute);
  g_test_add_func ("/canvas-gestures/band", test_band);
  g_test_add_func ("/canvas-gestures/pinch", test_pinch);
  g_test_add_func ("/canvas-gestures/drop-on-block", test_drop_on_block);
  g_test_add_func ("/canvas-gestures/wire-to-nothing", test_wire_to_nothing);
  g_test_add_func ("/canvas-gestures/zoom-to-normal", test_zoom_to_normal);
  g_test_add_func ("/canvas-gestures/zoom-to-selection", test_zoom_to_selection);
  g_test_add_func ("/canvas-gestures/repeat", test_repeat);
  return g_test_run ();
}
