/* test-canvas-flow.c - a canvas on which data flow from left to right. */
#include "canvas-helpers.h"

static const GradusSceneItem *
item (GradusCanvas *canvas, const char *id)
{
  return gradus_scene_item (canvas->scene, gradus_scene_find (canvas->scene, id));
}

static void
turn (GradusCanvas *canvas)
{
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.left-to-right", NULL);
}

/* Laid out that way, kept in the document, and undone, as one step. */
static void
test_turn (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  g_autofree char *text = NULL;
  g_autoptr (GradusDocument) again = NULL;
  graphene_point_t from, to;

  turn (canvas);
  g_assert_cmpint (canvas->flow, ==, GR_FLOW_RIGHT);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Lay Out from Left to Right");
  g_assert_cmpfloat (gr_model_block (model, "conv")->x, ==,
                     gr_model_block (model, "input")->x + 352);
  g_assert_cmpfloat (gr_model_block (model, "conv")->y, ==, gr_model_block (model, "input")->y);
  from = gradus_item_output (item (canvas, "input"), 0);
  to = gradus_item_input (item (canvas, "conv"), 0);
  g_assert_cmpfloat (from.x, ==, item (canvas, "input")->bounds.origin.x + GRADUS_BLOCK_WIDTH);
  g_assert_cmpfloat (to.x, ==, item (canvas, "conv")->bounds.origin.x);
  g_assert_cmpfloat (from.y, ==, to.y);
  g_assert_true (gradus_route_straight (&gradus_scene_wire (canvas->scene, 0)->route));

  text = gr_project_to_json (gradus_document_project (document));
  again = document_of (text);
  g_assert_cmpint (gradus_canvas_scene (show_canvas (again))->flow, ==, GR_FLOW_RIGHT);

  gradus_document_undo (document);
  g_assert_cmpint (canvas->flow, ==, GR_FLOW_DOWN);
  g_assert_cmpint (canvas->scene->flow, ==, GR_FLOW_DOWN);
  g_assert_cmpfloat (gr_model_block (model, "conv")->y, ==, 80);
  g_assert_false (gradus_document_modified (document));
  gradus_document_redo (document);
  g_assert_cmpint (canvas->scene->flow, ==, GR_FLOW_RIGHT);
  turn (canvas);
  g_assert_cmpint (canvas->flow, ==, GR_FLOW_DOWN);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Lay Out from Top to Bottom");
  close_window (canvas);
}

/* A shortcut goes above or below what is in its way. */
static void
test_lane (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  g_autoptr (GrEdit) link = gr_edit_add_link ("input", "fc", 0, GR_AT_END);
  g_autoptr (GrEdit) move = NULL;
  const graphene_rect_t *input;
  const GradusRoute *route;

  turn (canvas);
  input = &item (canvas, "input")->bounds;
  move = gr_edit_move_block ("fc", input->origin.x + 960, input->origin.y);
  g_assert_true (gradus_document_apply (document, move, NULL, NULL));
  g_assert_true (gradus_document_apply (document, link, NULL, NULL));
  route = &gradus_scene_wire (canvas->scene, 2)->route;
  g_assert_true (gradus_route_has_lane (route));
  g_assert_cmpfloat (gradus_route_middle (route).y, >,
                     item (canvas, "input")->bounds.origin.y + GRADUS_BLOCK_HEIGHT);
  close_window (canvas);
}

/* New blocks go on to the right, and a block on a wire moves on what is behind it. */
static void
test_add (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (NULL);
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const char *const kinds[] = { "Input", "Conv2d", "Flatten", "CrossEntropyLoss", "Linear" };
  graphene_point_t between;
  const char *added;

  turn (canvas);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    gradus_canvas_add_block (canvas, gr_block_kind_find (kinds[i]), NULL);
  g_assert_cmpuint (gr_model_n_links (model), ==, 4);
  for (guint i = 0; i < gr_model_n_links (model); i++)
    {
      const GrLink *link = gr_model_link_at (model, i);

      g_assert_cmpfloat (gr_model_block (model, link->to)->x, ==,
                         gr_model_block (model, link->from)->x + 352);
      g_assert_cmpfloat (gr_model_block (model, link->to)->y, ==,
                         gr_model_block (model, link->from)->y);
    }
  between = gradus_route_middle (&gradus_scene_wire (canvas->scene, 0)->route);
  between = gradus_viewport_to_screen (canvas->viewport, between.x, between.y);
  gradus_canvas_add_block_at (canvas, gr_block_kind_find ("ReLU"), NULL, between.x, between.y);
  added = gr_model_block_at (model, 1)->id;
  g_assert_cmpstr (gr_model_block (model, added)->kind_name, ==, "ReLU");
  g_assert_cmpfloat (gr_model_block (model, added)->x, ==, gr_model_block_at (model, 0)->x + 352);
  g_assert_cmpfloat (gr_model_block_at (model, 2)->x, ==, gr_model_block_at (model, 0)->x + 704);
  close_window (canvas);
}

/* What is dragged is drawn into the line of the others, and a step behind them. */
static void
test_drags (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const graphene_rect_t *relu, *fc;

  turn (canvas);
  relu = &item (canvas, "relu")->bounds;
  fc = &item (canvas, "fc")->bounds;
  drag (canvas, GRAPHENE_POINT_INIT (fc->origin.x + 60, fc->origin.y + 40),
        GRAPHENE_POINT_INIT (relu->origin.x + 60 + 355, relu->origin.y + 40 + 4));
  relu = &item (canvas, "relu")->bounds;
  g_assert_cmpfloat (gr_model_block (model, "fc")->x, ==, relu->origin.x + 352);
  g_assert_cmpfloat (gr_model_block (model, "fc")->y, ==, relu->origin.y);
  /* From an output at the right to an input at the left. */
  drag (canvas,
        GRAPHENE_POINT_INIT (relu->origin.x + GRADUS_BLOCK_WIDTH,
                             relu->origin.y + GRADUS_BLOCK_HEIGHT / 2.f),
        GRAPHENE_POINT_INIT (relu->origin.x + 350, relu->origin.y + 30));
  g_assert_cmpstr (gr_model_link_to (model, "fc", 0)->from, ==, "relu");
  close_window (canvas);
}

/* Tab goes from block to block as the data do. */
static void
test_tab (void)
{
  static const char *const order[] = { "a", "b", "c" };
  g_autoptr (GradusDocument) document = document_of (
      "{\"gradus\": 1, \"canvas\": {\"flow\": \"right\"}, \"model\": {\"blocks\": ["
      "{\"id\": \"c\", \"kind\": \"ReLU\", \"at\": [640, 0]},"
      "{\"id\": \"b\", \"kind\": \"ReLU\", \"at\": [320, 40]},"
      "{\"id\": \"a\", \"kind\": \"ReLU\", \"at\": [0, 80]}]}}");
  GradusCanvas *canvas = show_canvas (document);

  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      gtk_widget_child_focus (GTK_WIDGET (canvas), GTK_DIR_TAB_FORWARD);
      g_assert_true (gradus_document_is_selected (document, order[i]));
    }
  gtk_widget_child_focus (GTK_WIDGET (canvas), GTK_DIR_TAB_BACKWARD);
  g_assert_true (gradus_document_is_selected (document, "b"));
  close_window (canvas);
}

gint
main (gint argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  g_test_add_func ("/canvas-flow/turn", test_turn);
  g_test_add_func ("/canvas-flow/lane", test_lane);
  g_test_add_func ("/canvas-flow/add", test_add);
  g_test_add_func ("/canvas-flow/drags", test_drags);
  g_test_add_func ("/canvas-flow/tab", test_tab);
  return g_test_run ();
}
