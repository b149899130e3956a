/* test-canvas-by-hand.c - the canvas with real events of the mouse and the keyboard: what a button,
 * a modifier and the wheel do.
 */
#include "canvas-helpers.h"
#include "hand.h"
#include "inspector/problem-list.h"
#include "widgets.h"

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

static void
double_click (GradusCanvas *canvas, gdouble x, gdouble y)
{
  const graphene_point_t at = on_screen (canvas, x, y);

  hand_double_click (GTK_WIDGET (canvas), at.x, at.y);
}

static gboolean
searches (GradusCanvas *canvas)
{
  return canvas->search && gtk_widget_get_visible (canvas->search);
}

/* What holds the pointer lets it go before its window does. */
static void
leave_search (GradusCanvas *canvas)
{
  g_assert_true (searches (canvas));
  hand_key (GTK_WIDGET (canvas), "Escape");
  g_assert_false (searches (canvas));
}

/* Where nothing is, it searches for a block, which goes there. */
static void
test_double_click_nothing (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  const graphene_point_t at = on_screen (canvas, 350, 60);
  GdkRectangle place;

  hand_click (GTK_WIDGET (canvas), 10, 10);
  g_assert_false (searches (canvas));
  hand_double_click (GTK_WIDGET (canvas), at.x, at.y);
  g_assert_true (searches (canvas));
  g_assert_true (gtk_popover_get_pointing_to (GTK_POPOVER (canvas->search), &place));
  g_assert_cmpfloat_with_epsilon (place.x, at.x, 1.5);
  g_assert_cmpfloat_with_epsilon (place.y, at.y, 1.5);
  leave_search (canvas);
  close_window (canvas);
}

static void
count_activated (GradusCanvas *canvas, const char *id, gpointer user)
{
  guint *n = user;

  *n += g_str_equal (id, "conv");
}

/* A block is activated, as by Enter: its settings are shown. */
static void
test_double_click_block (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  const graphene_point_t at = head_of (canvas, "conv");
  guint n = 0;

  g_signal_connect (canvas, "block-activated", G_CALLBACK (count_activated), &n);
  hand_double_click (GTK_WIDGET (canvas), at.x, at.y);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (gradus_document_is_selected (document, "conv"));
  close_window (canvas);
}

/* The heading of a group folds it; folded, it opens. Between its blocks is nothing. */
static void
test_double_click_group (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  const GrGroup *group;
  const graphene_rect_t *frame;

  gradus_document_select (document, (const char *const[]){ "conv", "relu", NULL });
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.group", NULL));
  group = gr_model_group_at (gradus_document_model (document), 0);
  gradus_document_select_none (document);
  frame = &gradus_scene_frame (canvas->scene, 0)->bounds;
  double_click (canvas, frame->origin.x + 20, frame->origin.y + 8);
  g_assert_true (group->collapsed);
  double_click (canvas, gradus_scene_item (canvas->scene, 1)->bounds.origin.x + 20,
                gradus_scene_item (canvas->scene, 1)->bounds.origin.y + 14);
  g_assert_false (group->collapsed);
  g_assert_false (searches (canvas));
  frame = &gradus_scene_frame (canvas->scene, 0)->bounds;
  double_click (canvas, frame->origin.x + 30, frame->origin.y + frame->size.height / 2);
  leave_search (canvas);
  close_window (canvas);
}

/* A note is opened to be written, and what is typed goes to it. */
static void
test_double_click_note (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  g_autoptr (JsonNode) section = json_from_string (
      "[{\"id\": \"note1\", \"text\": \"Deeper?\", \"at\": [300, 40], \"size\": [200, 96]}]", NULL);
  g_autoptr (GPtrArray) notes = NULL;
  GradusCanvas *canvas;

  g_assert_true (gradus_document_set_section (document, "notes", section, "Add", NULL, NULL));
  canvas = show_canvas (document);
  double_click (canvas, 400, 88);
  g_assert_nonnull (canvas->popover);
  g_assert_nonnull (find_widget (canvas->popover, GTK_TYPE_TEXT_VIEW));
  hand_key (GTK_WIDGET (canvas), "o");
  notes = gradus_canvas_read_notes (canvas);
  g_assert_cmpstr (((GrNote *) notes->pdata[0])->text, ==, "Deeper?o");
  hand_key (GTK_WIDGET (canvas), "Escape");
  g_assert_null (canvas->popover);
  close_window (canvas);
}

/* How many copies of a group there are is written and done with by Return. */
static void
test_repeat (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  const GrGroup *group;

  gradus_document_select (document, (const char *const[]){ "conv", "relu", NULL });
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.group", NULL));
  group = gr_model_group_at (gradus_document_model (document), 0);
  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  hand_key (GTK_WIDGET (canvas), "ctrl+r");
  g_assert_nonnull (canvas->popover);
  hand_key (GTK_WIDGET (canvas), "ctrl+a");
  hand_key (GTK_WIDGET (canvas), "7");
  g_assert_nonnull (canvas->popover);
  hand_key (GTK_WIDGET (canvas), "Return");
  g_assert_cmpint (group->repeat, ==, 7);
  g_assert_null (canvas->popover);
  close_window (canvas);
}

static gboolean
is_linked (GradusDocument *document, const char *from, const char *to)
{
  const GrLink *link = gr_model_link_to (gradus_document_model (document), to, 0);

  return link && g_str_equal (link->from, from);
}

/* A block that is linked to nothing, dropped on a wire, is put into it, as one step; one that is
 * dropped beside it is only moved. */
static void
test_drop_on_wire (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  drag_block (canvas, "fc", -40, -120);
  g_assert_true (is_linked (document, "conv", "relu"));
  gradus_document_undo (document);
  drag_block (canvas, "fc", -300, -120);
  g_assert_true (is_linked (document, "conv", "fc"));
  g_assert_true (is_linked (document, "fc", "relu"));
  gradus_document_undo (document);
  g_assert_true (is_linked (document, "conv", "relu"));
  g_assert_cmpfloat (block_of (document, "fc")->x, ==, 300);
  g_assert_false (gradus_document_modified (document));
  close_window (canvas);
}

/* The text of the toast over the canvas; "" where there is none. */
static const char *
toast_text (GtkWidget *overlay)
{
  const GType type = g_type_from_name ("AdwToastWidget");
  GtkWidget *toast = type ? find_widget (overlay, type) : NULL;
  GtkWidget *label = toast ? find_widget (toast, GTK_TYPE_LABEL) : NULL;

  return label ? gtk_label_get_text (GTK_LABEL (label)) : "";
}

/* A wire that is dropped on a block which it cannot go to says why; it does not ask for a block to
 * put there, as where nothing is. */
static void
test_drop_where_it_cannot_go (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GtkWidget *overlay = adw_toast_overlay_new (), *window;
  graphene_point_t from, to;

  window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (canvas)));
  g_object_ref (canvas);
  gtk_window_set_child (GTK_WINDOW (window), overlay);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (canvas));
  g_object_unref (canvas);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  from = gradus_item_output (
      gradus_scene_item (canvas->scene, gradus_scene_find (canvas->scene, "relu")), 0);
  from = on_screen (canvas, from.x, from.y);
  to = head_of (canvas, "conv");
  hand_drag (GTK_WIDGET (canvas), from.x, from.y, to.x, to.y);
  g_assert_false (searches (canvas));
  g_assert_cmpstr (toast_text (overlay), ==, "A link from “relu” to “conv” would be a cycle");
  g_assert_false (gradus_document_modified (document));
  hand_drag (GTK_WIDGET (canvas), from.x, from.y, from.x, from.y + 120);
  leave_search (canvas);
  close_window (canvas);
}

/* A click on the sign of something wrong says what it is. */
static void
test_mark (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  graphene_rect_t mark = gradus_block_mark_area ();
  graphene_point_t at;

  graphene_rect_get_center (&mark, &at);
  at = on_screen (canvas, block_of (document, "fc")->x + at.x, block_of (document, "fc")->y + at.y);
  hand_click (GTK_WIDGET (canvas), at.x, at.y);
  g_assert_nonnull (canvas->popover);
  g_assert_true (gtk_widget_get_mapped (canvas->popover));
  g_assert_nonnull (find_widget (canvas->popover, GRADUS_TYPE_PROBLEM_LIST));
  hand_key (GTK_WIDGET (canvas), "Escape");
  g_assert_null (canvas->popover);
  close_window (canvas);
}

static void
assert_focus (GradusCanvas *canvas, const char *id)
{
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (gradus_block_layer_view (canvas->layer, id))));
}

/* With Control, down and right go along the flow, up and left against it; with Shift they select
 * too. */
static void
test_walk (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  gradus_canvas_show (canvas, "input");
  hand_key (GTK_WIDGET (canvas), "ctrl+Down");
  assert_focus (canvas, "conv");
  hand_key (GTK_WIDGET (canvas), "ctrl+Right");
  assert_focus (canvas, "relu");
  hand_key (GTK_WIDGET (canvas), "ctrl+Up");
  assert_focus (canvas, "conv");
  hand_key (GTK_WIDGET (canvas), "ctrl+Left");
  assert_focus (canvas, "input");
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 1);
  hand_key (GTK_WIDGET (canvas), "ctrl+shift+Right");
  assert_focus (canvas, "conv");
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 2);
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
  g_test_add_func ("/canvas-by-hand/double-click-nothing", test_double_click_nothing);
  g_test_add_func ("/canvas-by-hand/double-click-block", test_double_click_block);
  g_test_add_func ("/canvas-by-hand/double-click-group", test_double_click_group);
  g_test_add_func ("/canvas-by-hand/double-click-note", test_double_click_note);
  g_test_add_func ("/canvas-by-hand/repeat", test_repeat);
  g_test_add_func ("/canvas-by-hand/drop-on-wire", test_drop_on_wire);
  g_test_add_func ("/canvas-by-hand/drop-where-it-cannot-go", test_drop_where_it_cannot_go);
  g_test_add_func ("/canvas-by-hand/mark", test_mark);
  g_test_add_func ("/canvas-by-hand/walk", test_walk);
  return g_test_run ();
}
