/* test-canvas-adding.c - what comes onto the canvas: blocks typed in one go, copies, what a problem
 * offers. */
#include "canvas-helpers.h"
#include "canvas/apply-fix.h"

/* No block lies on another. */
static void
assert_apart (GradusCanvas *canvas)
{
  for (guint i = 0; i < canvas->scene->items->len; i++)
    for (guint j = 0; j < i; j++)
      g_assert_false (graphene_rect_intersection (&gradus_scene_item (canvas->scene, i)->bounds,
                                                  &gradus_scene_item (canvas->scene, j)->bounds,
                                                  NULL));
}

/* Of all that is chosen together whole groups are copied too, and nothing comes to lie on what is
 * there, however often. */
static void
test_duplicate_all (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  GtkWidget *widget = GTK_WIDGET (canvas);

  gradus_document_select (document, (const char *const[]){ "conv", "relu", NULL });
  gtk_widget_activate_action (widget, "canvas.group", NULL);
  for (guint time = 0; time < 2; time++)
    {
      gradus_document_select (document,
                              (const char *const[]){ "input", "conv", "relu", "fc", NULL });
      gtk_widget_activate_action (widget, "canvas.duplicate", NULL);
    }
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 12);
  g_assert_cmpuint (gr_model_n_groups (model), ==, 3);
  assert_apart (canvas);
  close_window (canvas);
}

/* Several blocks that are typed in one go are undone in one go; on an empty canvas all fit. */
static void
test_chain (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (NULL);
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  g_autoptr (GPtrArray) matches = gradus_query ("input 1,28,28; conv 6 5; relu");

  gradus_canvas_add_match (canvas, matches->pdata[0]);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 3);
  g_assert_cmpuint (gr_model_n_links (model), ==, 2);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Add 3 Blocks");
  gradus_document_undo (document);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 0);
  g_assert_false (gradus_document_can_undo (document));
  gradus_document_redo (document);
  g_assert_cmpuint (gr_model_n_links (model), ==, 2);
  close_window (canvas);
}

static void
assert_seen (GradusCanvas *canvas, const char *id)
{
  const gint index = gradus_scene_find (canvas->scene, id);
  const graphene_rect_t visible = gradus_viewport_visible (
      canvas->viewport, gtk_widget_get_width (GTK_WIDGET (canvas)),
      gtk_widget_get_height (GTK_WIDGET (canvas)));

  g_assert_true (
      graphene_rect_contains_rect (&visible, &gradus_scene_item (canvas->scene, index)->bounds));
}

/* The Input that a problem offers is linked to the first block and stands before it, whether there
 * is room or not, and comes into sight. */
static void
test_fix (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (NULL);
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  g_autoptr (GPtrArray) matches = gradus_query ("conv 6 5; relu; linear 10");

  gradus_canvas_add_match (canvas, matches->pdata[0]);
  for (guint n_blocks = 3; n_blocks < 5; n_blocks++)
    {
      const GrBlock *input, *conv;
      g_autoptr (GrBlock) other = gr_model_draft (model, "ReLU", NULL, NULL);
      g_autoptr (GrEdit) in_the_way = NULL;

      gradus_viewport_set (canvas->viewport, GRAPHENE_POINT_INIT (0, 5000), 1);
      g_assert_true (gradus_apply_fix (document, gr_model_problem_at (model, 0)->fix, NULL));
      assert_apart (canvas);
      g_assert_cmpuint (gr_model_n_blocks (model), ==, n_blocks + 1);
      input = gr_model_block_at (model, 0);
      assert_seen (canvas, input->id);
      conv = gr_model_block_at (model, 1);
      g_assert_cmpstr (input->kind_name, ==, "Input");
      g_assert_cmpstr (gr_model_link_to (model, conv->id, 0)->from, ==, input->id);
      g_assert_cmpfloat (input->x, ==, conv->x);
      g_assert_cmpfloat (input->y, ==, conv->y - gradus_flow_step (GR_FLOW_DOWN).y);
      other->x = input->x;
      other->y = input->y;
      gradus_document_undo (document);
      g_assert_cmpuint (gr_model_n_blocks (model), ==, n_blocks);
      in_the_way = gr_edit_add_block (other, GR_AT_END);
      g_assert_true (gradus_document_apply (document, in_the_way, NULL, NULL));
    }
  close_window (canvas);
}

/* The list of rows in @widget. */
static GtkListBox *
list_in (GtkWidget *widget)
{
  GtkListBox *list = NULL;

  if (GTK_IS_LIST_BOX (widget))
    return GTK_LIST_BOX (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !list;
       child = gtk_widget_get_next_sibling (child))
    list = list_in (child);
  return list;
}

static void
test_search_on_nothing (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (NULL);
  GradusCanvas *canvas = show_canvas (document);
  GtkListBox *list;

  gradus_canvas_search (canvas);
  list = list_in (canvas->search);
  for (gint i = 0; i < 5; i++)
    g_assert_null (gtk_list_box_row_get_header (gtk_list_box_get_row_at_index (list, i)));
  gtk_popover_popdown (GTK_POPOVER (canvas->search));
  close_window (canvas);
}

gint
main (gint argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  g_test_add_func ("/canvas-adding/duplicate-all", test_duplicate_all);
  g_test_add_func ("/canvas-adding/chain", test_chain);
  g_test_add_func ("/canvas-adding/fix", test_fix);
  g_test_add_func ("/canvas-adding/search-on-nothing", test_search_on_nothing);
  return g_test_run ();
}
