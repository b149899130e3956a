/* test-canvas-folded.c - a folded group on the canvas: its ports, what is wired to it, and that all
 * that can be done to a block can be done to it.
 */
#include "canvas-helpers.h"

/* input → conv → add → out, with a shortcut from input to add; conv and add are a group. */
static GradusDocument *
residual_document (void)
{
  static const char text[]
      = "{\"gradus\": 1, \"model\": {\"blocks\": ["
        "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [4, 8, 8]}},"
        "{\"id\": \"conv\", \"kind\": \"Conv2d\", \"attributes\": {\"out_channels\": 4,"
        " \"kernel_size\": 3, \"padding\": 1}, \"at\": [0, 80], \"group\": \"res\"},"
        "{\"id\": \"add\", \"kind\": \"Add\", \"at\": [0, 160], \"group\": \"res\"},"
        "{\"id\": \"out\", \"kind\": \"ReLU\", \"at\": [0, 240]},"
        "{\"id\": \"other\", \"kind\": \"ReLU\", \"at\": [600, 0]}],"
        "\"links\": [{\"from\": \"input\", \"to\": \"conv\"},"
        " {\"from\": \"conv\", \"to\": \"add\"},"
        " {\"from\": \"input\", \"to\": \"add\", \"input\": 1},"
        " {\"from\": \"add\", \"to\": \"out\"}],"
        "\"groups\": [{\"id\": \"res\", \"title\": \"Residual\", \"repeat\": 2,"
        " \"collapsed\": true}]}}";

  return document_of (text);
}

static const GradusSceneItem *
item (GradusCanvas *canvas, const char *id)
{
  return gradus_scene_item (canvas->scene, gradus_scene_find (canvas->scene, id));
}

static const char *
source_of (GrModel *model, const char *to, guint input)
{
  const GrLink *link = gr_model_link_to (model, to, input);

  return link ? link->from : NULL;
}

static void
test_look (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  const GradusBlockLook *look = &item (canvas, "res")->look;

  /* What both of its blocks read comes in once. */
  g_assert_cmpuint (look->n_inputs, ==, 1);
  g_assert_cmpuint (look->n_outputs, ==, 1);
  g_assert_cmpstr (look->shape, ==, "N×4×8×8");
  g_assert_cmpstr (look->settings, ==, "296 params");
  g_assert_cmpuint (canvas->scene->wires->len, ==, 2);
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (gradus_block_layer_view (canvas->layer, "res")),
      GTK_ACCESSIBLE_PROPERTY_LABEL, "res, Residual, 2 blocks, 296 params, ×2, output N×4×8×8");
  close_window (canvas);
}

/* Off its input and on another's output: both of the blocks that read it follow. */
static void
test_wires (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const graphene_point_t in = gradus_item_input (item (canvas, "res"), 0);

  drag (canvas, in, GRAPHENE_POINT_INIT (in.x - 400, in.y));
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Unlink input from res");
  g_assert_null (source_of (model, "conv", 0));
  g_assert_null (source_of (model, "add", 1));
  /* Unlinked, each of its blocks' inputs is a port. */
  g_assert_cmpuint (item (canvas, "res")->look.n_inputs, ==, 2);
  g_assert_cmpuint (item (canvas, "res")->look.missing, ==, 3);
  /* Dropped on the block, a wire takes the first that is free. */
  for (gint i = 0; i < 2; i++)
    drag (canvas, gradus_item_output (item (canvas, "other"), 0),
          GRAPHENE_POINT_INIT (in.x, in.y + 30));
  g_assert_cmpstr (source_of (model, "conv", 0), ==, "other");
  g_assert_cmpstr (source_of (model, "add", 1), ==, "other");
  g_assert_cmpuint (item (canvas, "res")->look.n_inputs, ==, 1);
  /* A wire deleted. */
  gradus_canvas_select_wire (canvas, "conv", 0);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.delete", NULL);
  g_assert_null (source_of (model, "conv", 0));
  g_assert_null (source_of (model, "add", 1));
  for (gint i = 0; i < 4; i++)
    gradus_document_undo (document);
  g_assert_cmpstr (source_of (model, "add", 1), ==, "input");
  /* From its output, and never back into itself. */
  drag (canvas, gradus_item_output (item (canvas, "res"), 0),
        gradus_item_input (item (canvas, "other"), 0));
  g_assert_cmpstr (source_of (model, "other", 0), ==, "add");
  drag (canvas, gradus_item_output (item (canvas, "out"), 0), in);
  g_assert_cmpstr (source_of (model, "conv", 0), ==, "input");
  close_window (canvas);
}

/* A block on the wire into it stands before all that read the wire. */
static void
test_splice (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const graphene_point_t on_wire = gradus_viewport_to_screen (canvas->viewport,
                                                              GRADUS_BLOCK_WIDTH / 2.0, 66);
  const gdouble gap = gr_model_block (model, "add")->y - gr_model_block (model, "conv")->y;
  const char *added;

  gradus_canvas_add_block_at (canvas, gr_block_kind_find ("BatchNorm2d"), NULL, on_wire.x,
                              on_wire.y);
  added = source_of (model, "conv", 0);
  g_assert_cmpstr (gr_model_block (model, added)->kind_name, ==, "BatchNorm2d");
  g_assert_cmpstr (source_of (model, "add", 1), ==, added);
  g_assert_null (gr_model_block (model, added)->group);
  /* What is in it moved on with it. */
  g_assert_cmpfloat (gr_model_block (model, "conv")->y, ==, 160);
  g_assert_cmpfloat (gr_model_block (model, "add")->y, ==, 160 + gap);
  close_window (canvas);
}

/* Selected, it is what a new block goes after, outside of it. */
static void
test_add_after (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const char *added;

  gradus_document_select_one (document, "res");
  gradus_canvas_add_block (canvas, gr_block_kind_find ("Dropout"), NULL);
  added = source_of (model, "out", 0);
  g_assert_cmpstr (gr_model_block (model, added)->kind_name, ==, "Dropout");
  g_assert_cmpstr (source_of (model, added, 0), ==, "add");
  g_assert_null (gr_model_block (model, added)->group);
  g_assert_cmpint (gradus_scene_find (canvas->scene, added), >=, 0);
  close_window (canvas);
}

static void
test_delete (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);

  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.select-all", NULL);
  g_assert_true (gradus_document_is_selected (document, "res"));
  gradus_document_select_one (document, "res");
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.duplicate", NULL);
  g_assert_cmpuint (gr_model_n_groups (model), ==, 2);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 7);
  gradus_document_undo (document);
  gradus_document_select_one (document, "res");
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.delete", NULL);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Delete 2 Blocks");
  g_assert_cmpuint (gr_model_n_groups (model), ==, 0);
  g_assert_cmpstr (source_of (model, "out", 0), ==, "input");
  gradus_document_undo (document);
  g_assert_cmpstr (source_of (model, "add", 1), ==, "input");
  close_window (canvas);
}

/* Folding closes the gap, unfolding makes room, and both together change nothing. */
static void
test_fold (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);

  gradus_canvas_fold (canvas, "res");
  g_assert_cmpfloat (gr_model_block (model, "out")->y, ==, 240);
  gradus_canvas_fold (canvas, "res");
  g_assert_cmpfloat (gr_model_block (model, "out")->y, ==, 160);
  g_assert_cmpfloat (gr_model_block (model, "other")->y, ==, 0);
  gradus_canvas_fold (canvas, "res");
  g_assert_cmpfloat (gr_model_block (model, "out")->y, ==, 240);
  for (gint i = 0; i < 3; i++)
    gradus_document_undo (document);
  g_assert_false (gradus_document_modified (document));
  close_window (canvas);
}

/* Laid out the other way it stands in the line of the others, and what is in it flows that way. */
static void
test_turn (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);

  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.left-to-right", NULL);
  g_assert_cmpfloat (item (canvas, "res")->bounds.origin.y, ==,
                     item (canvas, "input")->bounds.origin.y);
  g_assert_cmpfloat (item (canvas, "out")->bounds.origin.x, ==,
                     item (canvas, "res")->bounds.origin.x + 352);
  g_assert_cmpfloat (gr_model_block (model, "add")->x, ==, gr_model_block (model, "conv")->x + 352);
  gradus_document_undo (document);
  g_assert_false (gradus_document_modified (document));
  close_window (canvas);
}

/* Something wrong within is shown on the group, which is brought into view for it. */
static void
test_problem (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  g_autoptr (GrEdit) wrong = gr_edit_set_attribute ("conv", "out_channels", gr_setting_int (5));
  GradusBlockView *view;

  g_assert_true (gradus_document_apply (document, wrong, NULL, NULL));
  g_assert_cmpint (item (canvas, "res")->look.mark, ==, GRADUS_MARK_ERROR);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.next-problem", NULL);
  view = gradus_block_layer_view (canvas->layer, "res");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (view)));
  g_assert_true (gradus_block_view_state (view) & GRADUS_STATE_SELECTED);
  g_assert_nonnull (canvas->popover);
  close_window (canvas);
}

/* A screen reader is told of a group, folded or not; unfolded, it is as large as its frame. */
static void
test_accessible (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  const graphene_rect_t *frame;
  GtkAccessible *thing;
  graphene_rect_t place;

  g_assert_cmpuint (canvas->frames->len, ==, 0);
  thing = GTK_ACCESSIBLE (gradus_block_layer_view (canvas->layer, "res"));
  gtk_test_accessible_assert_state (thing, GTK_ACCESSIBLE_STATE_EXPANDED, FALSE);
  gradus_canvas_fold (canvas, "res");
  gradus_viewport_set (canvas->viewport, GRAPHENE_POINT_INIT (-40, 30), 0.5);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  g_assert_cmpuint (canvas->frames->len, ==, 1);
  thing = canvas->frames->pdata[0];
  gtk_test_accessible_assert_role (thing, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (thing, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "res, Residual, 2 blocks, 296 params, ×2");
  gtk_test_accessible_assert_state (thing, GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);
  frame = &gradus_scene_frame (canvas->scene, 0)->bounds;
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (thing), GTK_WIDGET (canvas), &place));
  g_assert_cmpfloat_with_epsilon (place.origin.x, (frame->origin.x + 40) / 2, 1);
  g_assert_cmpfloat_with_epsilon (place.origin.y, (frame->origin.y - 30) / 2, 1);
  g_assert_cmpfloat_with_epsilon (place.size.width, frame->size.width / 2, 1);
  g_assert_cmpfloat_with_epsilon (place.size.height, frame->size.height / 2, 1);
  gradus_document_select_one (document, "res");
  gtk_test_accessible_assert_state (thing, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  gradus_canvas_fold (canvas, "res");
  g_assert_cmpuint (canvas->frames->len, ==, 0);
  close_window (canvas);
}

gint
main (gint argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  g_test_add_func ("/canvas-folded/look", test_look);
  g_test_add_func ("/canvas-folded/wires", test_wires);
  g_test_add_func ("/canvas-folded/splice", test_splice);
  g_test_add_func ("/canvas-folded/add-after", test_add_after);
  g_test_add_func ("/canvas-folded/delete", test_delete);
  g_test_add_func ("/canvas-folded/fold", test_fold);
  g_test_add_func ("/canvas-folded/turn", test_turn);
  g_test_add_func ("/canvas-folded/problem", test_problem);
  g_test_add_func ("/canvas-folded/accessible", test_accessible);
  return g_test_run ();
}
