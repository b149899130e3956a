/* test-canvas.c - the canvas: its arithmetic, what it makes of a model, and what its actions do. */
#include "canvas-helpers.h"
#include "canvas/lay-out.h"
#include "canvas/scene-private.h"
#include "canvas/minimap.h"

/* --- the plane ----------------------------------------------------------------------------------
 */

static void
test_viewport (void)
{
  g_autoptr (GradusViewport) viewport = gradus_viewport_new ();
  const graphene_rect_t area = GRAPHENE_RECT_INIT (100, 200, 400, 100);
  graphene_point_t before, after;

  gradus_viewport_pan (viewport, 30, -20);
  gradus_viewport_zoom_at (viewport, 2, 10, 10);
  before = gradus_viewport_to_world (viewport, 321, 123);
  gradus_viewport_zoom_at (viewport, 0.5, 321, 123);
  after = gradus_viewport_to_world (viewport, 321, 123);
  g_assert_cmpfloat_with_epsilon (before.x, after.x, 1e-3);
  g_assert_cmpfloat_with_epsilon (before.y, after.y, 1e-3);

  gradus_viewport_fit (viewport, &area, &GRAPHENE_RECT_INIT (0, 0, 800, 600), 100);
  g_assert_cmpfloat (gradus_viewport_zoom (viewport), ==, 2);
  before = gradus_viewport_to_screen (viewport, 300, 250);
  g_assert_cmpfloat (before.x, ==, 400);
  g_assert_cmpfloat (before.y, ==, 300);
  gradus_viewport_zoom_at (viewport, 1e9, 0, 0);
  g_assert_cmpfloat (gradus_viewport_zoom (viewport), ==, GRADUS_MAX_ZOOM);

  gradus_viewport_set (viewport, GRAPHENE_POINT_INIT (0, 0), 1);
  gradus_viewport_reveal (viewport, &area, &GRAPHENE_RECT_INIT (0, 0, 300, 600));
  g_assert_cmpfloat (gradus_viewport_origin (viewport).x, ==, 100);
  g_assert_cmpfloat (gradus_viewport_origin (viewport).y, ==, 0);
}

static void
test_route (void)
{
  GradusRoute route;
  graphene_point_t middle;

  gradus_route_direct (&route, GRAPHENE_POINT_INIT (10, 0), GRAPHENE_POINT_INIT (10, 30), FALSE);
  g_assert_true (gradus_route_straight (&route));
  middle = gradus_route_middle (&route);
  g_assert_cmpfloat (middle.y, ==, 15);
  g_assert_cmpfloat (gradus_route_distance (&route, &GRAPHENE_POINT_INIT (13, 20)), ==, 3);

  gradus_route_by_lane (&route, GRAPHENE_POINT_INIT (0, 0), GRAPHENE_POINT_INIT (0, 300), -90,
                        FALSE);
  g_assert_false (gradus_route_straight (&route));
  middle = gradus_route_middle (&route);
  g_assert_cmpfloat (middle.x, ==, -90);
  g_assert_cmpfloat (middle.y, ==, 150);
  g_assert_cmpfloat (route.bounds.origin.x, ==, -90);
}

/* --- a model on it ------------------------------------------------------------------------------
 */

/* However far apart blocks lie: at least one is seen when the canvas opens. */
static void
test_far_apart (void)
{
  g_autoptr (GrProject) project = gr_project_from_json (
      "{\"gradus\": 1, \"model\": {\"blocks\": [{\"id\": \"a\", \"kind\": \"ReLU\"},"
      " {\"id\": \"b\", \"kind\": \"ReLU\", \"at\": [1000000, -1000000]}]}}",
      -1, "far", NULL);
  g_autoptr (GradusDocument) document = gradus_document_new (g_steal_pointer (&project));
  GradusCanvas *canvas = show_canvas (document);
  GradusViewport *viewport = gradus_canvas_viewport (canvas);
  const graphene_rect_t block = GRAPHENE_RECT_INIT (1000000, -1000000, GRADUS_BLOCK_WIDTH,
                                                    GRADUS_BLOCK_HEIGHT);

  for (gint again = 0; again < 2; again++)
    {
      const graphene_rect_t seen = gradus_viewport_visible (
          viewport, gtk_widget_get_width (GTK_WIDGET (canvas)),
          gtk_widget_get_height (GTK_WIDGET (canvas)));

      g_assert_true (graphene_rect_intersection (&seen, &block, NULL));
      gradus_canvas_fit (canvas);
    }
  close_window (canvas);
}

/* Until somebody moves the view, it fits whatever room it gets. */
static void
test_follows_size (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GradusViewport *viewport = gradus_canvas_viewport (canvas);
  const graphene_rect_t *bounds = &gradus_canvas_scene (canvas)->bounds;
  graphene_point_t centre, at;

  graphene_rect_get_center (bounds, &centre);
  gtk_widget_allocate (GTK_WIDGET (canvas), 500, 600, -1, NULL);
  at = gradus_viewport_to_screen (viewport, centre.x, centre.y);
  g_assert_cmpfloat_with_epsilon (at.x, 250, 1);
  gradus_viewport_pan (viewport, 30, 0);
  gtk_widget_allocate (GTK_WIDGET (canvas), 700, 600, -1, NULL);
  at = gradus_viewport_to_screen (viewport, centre.x, centre.y);
  g_assert_cmpfloat_with_epsilon (at.x, 280, 1);
  close_window (canvas);
}

/* A chain of @n blocks. (transfer full) */
static GradusDocument *
long_document (gint n, gboolean to_the_right)
{
  g_autoptr (GString) text = g_string_new ("{\"gradus\": 1, \"canvas\": {\"flow\": \"");

  g_string_append_printf (text, "%s\"}, \"model\": {\"blocks\": [",
                          to_the_right ? "right" : "down");
  for (gint i = 0; i < n; i++)
    g_string_append_printf (text, "%s{\"id\": \"b%d\", \"kind\": \"ReLU\", \"at\": [%d, %d]}",
                            i ? ", " : "", i, to_the_right ? 320 * i : 0,
                            to_the_right ? 0 : 80 * i);
  g_string_append (text, "]}}");
  return document_of (text->str);
}

/* What does not fit opens at its beginning, so large that it can be read, beside the map and the
 * buttons that lie on the canvas; what is made to fit is clear of the buttons. */
static void
test_beginning (gconstpointer to_the_right)
{
  static const struct
  {
    gint width, height;
  } sizes[] = { { 490, 500 }, { 780, 700 } };
  g_autoptr (GradusDocument) document = long_document (20, to_the_right != NULL);
  GradusCanvas *canvas = show_canvas (document);
  const graphene_rect_t *all = &gradus_canvas_scene (canvas)->bounds;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const gint width = sizes[i].width, height = sizes[i].height;
      graphene_point_t start, end;

      gtk_widget_allocate (GTK_WIDGET (canvas), width, height, -1, NULL);
      g_assert_cmpfloat (gradus_viewport_zoom (canvas->viewport), ==, 0.8);
      start = gradus_viewport_to_screen (canvas->viewport, all->origin.x, all->origin.y);
      end = gradus_viewport_to_screen (canvas->viewport, all->origin.x + GRADUS_BLOCK_WIDTH,
                                       all->origin.y + GRADUS_BLOCK_HEIGHT);
      g_assert_cmpfloat (start.y, >, to_the_right ? 50 : 0);
      g_assert_cmpfloat (start.x, >, to_the_right ? 0 : 9 + 150);
      g_assert_cmpfloat (end.x, <, width - 66);
      g_assert_cmpfloat (end.y, <, height - 9 - 150);
      gradus_canvas_fit (canvas);
      start = gradus_viewport_to_screen (canvas->viewport, all->origin.x, all->origin.y);
      end = gradus_viewport_to_screen (canvas->viewport, all->origin.x + all->size.width,
                                       all->origin.y + all->size.height);
      g_assert_cmpfloat (start.x, >, 50);
      g_assert_cmpfloat (end.x, <, width - 66);
      g_assert_cmpfloat (start.y, >, 0);
      g_assert_cmpfloat (end.y, <, height);
      gradus_canvas_fit_readable (canvas);
    }
  close_window (canvas);
}

/* Wherever it is asked for, the whole menu is within the window. */
static void
test_menu_in_window (void)
{
  static const gdouble places[] = { 10, 200, 300, 400, 590 };
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GdkSurface *surface;
      gint wanted = 0, top;

      gradus_canvas_popup_menu (canvas, 300, places[i]);
      /* Its lines between the sections come in idle moments. */
      for (gint frame = 0; frame < 5; frame++)
        gtk_test_widget_wait_for_draw (canvas->popover);
      surface = gtk_native_get_surface (GTK_NATIVE (canvas->popover));
      gtk_widget_measure (canvas->popover, GTK_ORIENTATION_VERTICAL, -1, NULL, &wanted, NULL, NULL);
      g_assert_cmpint (gdk_surface_get_height (surface), >=, wanted);
      top = gdk_popup_get_position_y (GDK_POPUP (surface));
      g_assert_cmpint (top, >=, -wanted / 20); /* its shadow */
      g_assert_cmpint (top + wanted, <=, 600 + wanted / 20);
      gtk_popover_popdown (GTK_POPOVER (canvas->popover));
      while (canvas->popover)
        g_main_context_iteration (NULL, TRUE);
    }
  close_window (canvas);
}

/* The map is there while some of the model is out of view, and on a small canvas while it lies
 * beside that. */
static void
test_minimap (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GtkWidget *window = gtk_window_new (), *overlay = gtk_overlay_new ();
  GtkWidget *canvas = gradus_canvas_new (document);
  GtkWidget *map = gradus_minimap_new (GRADUS_CANVAS (canvas));
  GradusViewport *viewport = gradus_canvas_viewport (GRADUS_CANVAS (canvas));

  gtk_widget_set_halign (map, GTK_ALIGN_START);
  gtk_widget_set_valign (map, GTK_ALIGN_END);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), canvas);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), map);
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (window), overlay);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (canvas);
  g_assert_false (gradus_minimap_is_shown (GRADUS_MINIMAP (map)));
  g_assert_false (gtk_widget_contains (map, 20, 20));

  /* The first block in the corner that is the map's. */
  gradus_viewport_set (viewport, GRAPHENE_POINT_INIT (-20, -540), 1);
  g_assert_true (gradus_minimap_is_shown (GRADUS_MINIMAP (map)));
  g_assert_true (gtk_widget_contains (map, 20, 20));
  gtk_widget_allocate (overlay, 400, 600, -1, NULL);
  g_assert_false (gradus_minimap_is_shown (GRADUS_MINIMAP (map)));
  gradus_viewport_set (viewport, GRAPHENE_POINT_INIT (-200, -540), 1);
  g_assert_true (gradus_minimap_is_shown (GRADUS_MINIMAP (map)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A residual unit in a group, within a chain. (transfer full) */
static GradusDocument *
residual_document (void)
{
  static const char text[]
      = "{\"gradus\": 1, \"model\": {\"blocks\": ["
        "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [32, 28, 28]}},"
        "{\"id\": \"conv\", \"kind\": \"Conv2d\", \"attributes\": {\"out_channels\": 32,"
        " \"kernel_size\": 3, \"padding\": 1}, \"at\": [0, 80], \"group\": \"res\"},"
        "{\"id\": \"relu\", \"kind\": \"ReLU\", \"at\": [0, 160], \"group\": \"res\"},"
        "{\"id\": \"add\", \"kind\": \"Add\", \"at\": [0, 240], \"group\": \"res\"},"
        "{\"id\": \"out\", \"kind\": \"ReLU\", \"at\": [0, 320]}],"
        "\"links\": [{\"from\": \"input\", \"to\": \"conv\"},"
        " {\"from\": \"conv\", \"to\": \"relu\"}, {\"from\": \"input\", \"to\": \"add\"},"
        " {\"from\": \"relu\", \"to\": \"add\", \"input\": 1},"
        " {\"from\": \"add\", \"to\": \"out\"}],"
        "\"groups\": [{\"id\": \"res\", \"title\": \"Residual\"}]}}";

  return document_of (text);
}

/* Every wire has its label, which crosses no frame's edge, lies on no block and on no wire. */
static void
test_labels (gconstpointer to_the_right)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  GradusScene *scene;

  if (to_the_right)
    gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.left-to-right", NULL);
  scene = canvas->scene;
  g_assert_cmpuint (scene->wires->len, ==, 5);
  g_assert_cmpstr (gradus_scene_item (scene, 1)->look.settings, ==, "32 → 32, 3×3, padding 1");
  const graphene_rect_t *frame = &gradus_scene_frame (scene, 0)->bounds;
  for (guint i = 0; i < scene->wires->len; i++)
    {
      graphene_rect_t area;

      g_assert_true (gradus_scene_place_label (scene, i, 62, &area));
      g_assert_true (graphene_rect_contains_rect (frame, &area)
                     || !graphene_rect_intersection (frame, &area, NULL));
      for (guint k = 0; k < scene->items->len; k++)
        g_assert_false (
            graphene_rect_intersection (&gradus_scene_item (scene, k)->bounds, &area, NULL));
      for (guint k = 0; k < scene->wires->len; k++)
        for (gfloat x = 0; x <= 1; x += 0.125f)
          {
            const graphene_point_t at = GRAPHENE_POINT_INIT (area.origin.x + x * area.size.width,
                                                             area.origin.y + area.size.height / 2);
            const gdouble off = gradus_route_distance (&gradus_scene_wire (scene, k)->route, &at);

            g_assert_cmpfloat (off, >, 5);
          }
    }
  close_window (canvas);
}

/* Neither in a chain of two groups whose frames almost touch. */
static void
test_labels_between_frames (void)
{
  static const char text[]
      = "{\"gradus\": 1, \"model\": {\"blocks\": ["
        "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [784]}},"
        "{\"id\": \"fc1\", \"kind\": \"Linear\", \"at\": [0, 80],"
        " \"attributes\": {\"out_features\": 32}, \"group\": \"one\"},"
        "{\"id\": \"relu\", \"kind\": \"ReLU\", \"at\": [0, 160], \"group\": \"two\"}],"
        "\"links\": [{\"from\": \"input\", \"to\": \"fc1\"},"
        " {\"from\": \"fc1\", \"to\": \"relu\"}],"
        "\"groups\": [{\"id\": \"one\", \"title\": \"One\"},"
        " {\"id\": \"two\", \"title\": \"Two\"}]}}";
  g_autoptr (GradusDocument) document = document_of (text);
  GradusCanvas *canvas = show_canvas (document);
  GradusScene *scene = canvas->scene;

  g_assert_cmpuint (scene->frames->len, ==, 2);
  g_assert_false (graphene_rect_intersection (&gradus_scene_frame (scene, 0)->bounds,
                                              &gradus_scene_frame (scene, 1)->bounds, NULL));
  for (guint i = 0; i < scene->wires->len; i++)
    {
      graphene_rect_t area, around;

      g_assert_true (gradus_scene_place_label (scene, i, 40, &area));
      graphene_rect_inset_r (&area, -2, -2, &around);
      for (guint k = 0; k < scene->frames->len; k++)
        {
          const graphene_rect_t *frame = &gradus_scene_frame (scene, k)->bounds;

          g_assert_true (graphene_rect_contains_rect (frame, &around)
                         || !graphene_rect_intersection (frame, &around, NULL));
        }
    }
  close_window (canvas);
}

/* The title of a frame has room above the first block. */
static void
test_frame_title (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  const GradusScene *scene = canvas->scene;
  const graphene_rect_t heading = gradus_frame_heading (gradus_scene_frame (scene, 0));

  for (guint i = 0; i < scene->items->len; i++)
    {
      const graphene_rect_t *item = &gradus_scene_item (scene, i)->bounds;

      g_assert_true (item->origin.y > heading.origin.y + heading.size.height
                     || item->origin.y + item->size.height < heading.origin.y);
    }
  close_window (canvas);
}

/* A group and its lane, too broad for a small window, open a little smaller. */
static void
test_broad_beginning (void)
{
  g_autoptr (GradusDocument) document = residual_document ();
  GradusCanvas *canvas = show_canvas (document);
  const graphene_rect_t *all = &gradus_canvas_scene (canvas)->bounds;
  graphene_point_t start, end;

  gtk_widget_allocate (GTK_WIDGET (canvas), 490, 300, -1, NULL);
  start = gradus_viewport_to_screen (canvas->viewport, all->origin.x, all->origin.y);
  end = gradus_viewport_to_screen (canvas->viewport, all->origin.x + all->size.width, 0);
  g_assert_cmpfloat (gradus_viewport_zoom (canvas->viewport), <, 0.8);
  g_assert_cmpfloat (gradus_viewport_zoom (canvas->viewport), >=, 0.75);
  g_assert_cmpfloat (start.x, >, 9 + 150);
  g_assert_cmpfloat (end.x, <, 490 - 66);
  close_window (canvas);
}

/* What there is no room for on a block is left out whole, but for the first. */
static void
test_settings_within (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  const GradusBlockStyle *style = gradus_canvas_style (canvas);
  static const char text[] = "32 → 32, 3×3, padding 1, no bias";
  g_autofree char *all = gradus_settings_within (style, text, 1000);
  g_autofree char *some = gradus_settings_within (style, text, 100);
  g_autofree char *one = gradus_settings_within (style, text, 5);

  g_assert_cmpstr (all, ==, text);
  g_assert_cmpstr (some, ==, "32 → 32, 3×3");
  g_assert_cmpstr (one, ==, "32 → 32");
  close_window (canvas);
}

static void
test_scene (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  g_autoptr (GradusScene) scene = gradus_scene_new (gradus_document_model (document), GR_FLOW_DOWN);
  const GradusSceneItem *conv = gradus_scene_item (scene, gradus_scene_find (scene, "conv"));
  const GradusSceneItem *fc = gradus_scene_item (scene, gradus_scene_find (scene, "fc"));
  GradusHit hit;

  g_assert_cmpstr (conv->look.settings, ==, "1 → 6, 5×5");
  g_assert_cmpstr (conv->look.shape, ==, "N×6×24×24");
  g_assert_cmpint (conv->look.mark, ==, GRADUS_MARK_NONE);
  g_assert_cmpint (fc->look.mark, ==, GRADUS_MARK_ERROR);
  g_assert_cmpuint (fc->look.missing, ==, 1);
  g_assert_cmpuint (scene->wires->len, ==, 2);
  g_assert_cmpstr (gradus_scene_wire (scene, 0)->shape, ==, "N×1×28×28");
  g_assert_true (gradus_route_straight (&gradus_scene_wire (scene, 0)->route));

  hit = gradus_scene_pick (scene, &GRAPHENE_POINT_INIT (20, 100), 3);
  g_assert_cmpint (hit.part, ==, GRADUS_PART_ITEM);
  g_assert_cmpstr (gradus_scene_item (scene, hit.index)->id, ==, "conv");
  hit = gradus_scene_pick (scene, &GRAPHENE_POINT_INIT (GRADUS_BLOCK_WIDTH / 2, 134), 3);
  g_assert_cmpint (hit.part, ==, GRADUS_PART_OUTPUT);
  hit = gradus_scene_pick (scene, &GRAPHENE_POINT_INIT (GRADUS_BLOCK_WIDTH / 2, 66), 3);
  g_assert_cmpint (hit.part, ==, GRADUS_PART_WIRE);
  hit = gradus_scene_pick (scene, &GRAPHENE_POINT_INIT (-50, 66), 3);
  g_assert_cmpint (hit.part, ==, GRADUS_PART_NOTHING);
}

/* A shortcut past blocks that stand in its way goes beside them. */
static void
test_lane (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  g_autoptr (GrEdit) link = gr_edit_add_link ("input", "fc", 0, GR_AT_END);
  g_autoptr (GrEdit) move = gr_edit_move_block ("fc", 0, 240);
  g_autoptr (GradusScene) scene = NULL;
  const GradusRoute *route;

  g_assert_true (gradus_document_apply (document, link, NULL, NULL));
  g_assert_true (gradus_document_apply (document, move, NULL, NULL));
  scene = gradus_scene_new (gradus_document_model (document), GR_FLOW_DOWN);
  route = &gradus_scene_wire (scene, 2)->route;
  g_assert_cmpfloat (gradus_route_middle (route).x, >, GRADUS_BLOCK_WIDTH);
  g_assert_cmpint (gradus_scene_wire (scene, 2)->mark, ==, GRADUS_MARK_ERROR);
  g_assert_cmpint (gradus_scene_wire (scene, 0)->mark, ==, GRADUS_MARK_NONE);
}

static void
test_blocks (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GradusBlockView *conv = gradus_block_layer_view (canvas->layer, "conv");
  g_autoptr (GrEdit) remove = gr_edit_remove_block ("relu");

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (conv), GTK_ACCESSIBLE_ROLE_OPTION);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (conv), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "conv, Conv2d, 1 → 6, 5×5, output N×6×24×24");
  gradus_document_select_one (document, "conv");
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (conv), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  g_assert_true (gradus_document_apply (document, remove, NULL, NULL));
  g_assert_null (gradus_block_layer_view (canvas->layer, "relu"));
  g_assert_true (gradus_block_layer_view (canvas->layer, "conv") == conv);
  gradus_document_undo (document);
  g_assert_nonnull (gradus_block_layer_view (canvas->layer, "relu"));
  close_window (canvas);
}

static void
test_actions (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  GtkWidget *widget = GTK_WIDGET (canvas);

  gtk_widget_activate_action (widget, "canvas.select-all", NULL);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 4);
  gtk_widget_activate_action (widget, "canvas.group", NULL);
  g_assert_cmpuint (gr_model_n_groups (model), ==, 1);
  g_assert_cmpuint (canvas->scene->frames->len, ==, 1);
  gradus_document_select_one (document, gr_model_group_at (model, 0)->id);
  gtk_widget_activate_action (widget, "canvas.ungroup", NULL);
  g_assert_cmpuint (gr_model_n_groups (model), ==, 0);
  gradus_canvas_select_wire (canvas, "relu", 0);
  g_assert_cmpint (gradus_canvas_selected_wire (canvas), ==, 1);
  gtk_widget_activate_action (widget, "canvas.delete", NULL);
  g_assert_cmpuint (gr_model_n_links (model), ==, 1);
  g_assert_cmpint (gradus_canvas_selected_wire (canvas), ==, -1);
  gradus_document_select_one (document, "fc");
  gtk_widget_activate_action (widget, "canvas.delete", NULL);
  g_assert_null (gr_model_block (model, "fc"));
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Delete fc");
  gtk_widget_activate_action (widget, "canvas.zoom-fit", NULL);
  gtk_widget_activate_action (widget, "canvas.next-problem", NULL);
  g_assert_true (gradus_document_is_selected (document, "relu"));
  close_window (canvas);
}

static void
test_drags (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);

  /* To under the others, 4 off: it is drawn into line with them. */
  drag (canvas, GRAPHENE_POINT_INIT (310, 260), GRAPHENE_POINT_INIT (14, 263));
  g_assert_cmpfloat (gr_model_block (model, "fc")->x, ==, 0);
  g_assert_cmpfloat (gr_model_block (model, "fc")->y, ==, 240);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Move fc");

  /* From relu's output to near fc's input. */
  drag (canvas, GRAPHENE_POINT_INIT (126, 212), GRAPHENE_POINT_INIT (134, 234));
  g_assert_nonnull (gr_model_link_to (model, "fc", 0));
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Link relu to fc");
  /* A circle is not closed, and let go beside the canvas, nothing is sought there. */
  drag (canvas, GRAPHENE_POINT_INIT (126, 292), GRAPHENE_POINT_INIT (126, 80));
  g_assert_cmpstr (gr_model_link_to (model, "conv", 0)->from, ==, "input");
  drag (canvas, GRAPHENE_POINT_INIT (126, 292), GRAPHENE_POINT_INIT (-4000, 230));
  g_assert_null (canvas->popover);
  /* Off its input, and let go. */
  drag (canvas, GRAPHENE_POINT_INIT (126, 240), GRAPHENE_POINT_INIT (400, 230));
  g_assert_null (gr_model_link_to (model, "fc", 0));

  drag (canvas, GRAPHENE_POINT_INIT (-30, 60), GRAPHENE_POINT_INIT (40, 170));
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 2);
  for (gint i = 0; i < 3; i++)
    gradus_document_undo (document);
  g_assert_false (gradus_document_modified (document));
  close_window (canvas);
}

/* --- building -----------------------------------------------------------------------------------
 */

static void
add (GradusCanvas *canvas, const char *kind)
{
  gradus_canvas_add_block (canvas, gr_block_kind_find (kind), NULL);
}

/* Blocks that are added one after the other are a chain, each below the one before. */
static void
test_add (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (NULL);
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const char *const kinds[] = { "Input", "Conv2d", "Flatten", "CrossEntropyLoss", "Linear" };
  const GrBlock *linear;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    add (canvas, kinds[i]);
  g_assert_cmpuint (gr_model_n_links (model), ==, 4);
  /* The loss moved on to make room for what goes before it. */
  linear = gr_model_block_named (model, "fc1");
  g_assert_nonnull (linear);
  g_assert_cmpstr (gr_model_link_to (model, gr_model_block_named (model, "loss1")->id, 0)->from, ==,
                   linear->id);
  for (guint i = 0; i < gr_model_n_links (model); i++)
    {
      const GrLink *link = gr_model_link_at (model, i);

      g_assert_cmpfloat (gr_model_block (model, link->to)->y, ==,
                         gr_model_block (model, link->from)->y + 80);
    }
  g_assert_true (gradus_document_is_selected (document, linear->id));
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    gradus_document_undo (document);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 0);
  close_window (canvas);
}

static void
test_splice (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const graphene_point_t between = gradus_viewport_to_screen (canvas->viewport,
                                                              GRADUS_BLOCK_WIDTH / 2.0, 146);
  const char *added;

  gradus_canvas_add_block_at (canvas, gr_block_kind_find ("BatchNorm2d"), NULL, between.x,
                              between.y);
  added = gr_model_link_to (model, "relu", 0)->from;
  g_assert_cmpstr (gr_model_block (model, added)->kind_name, ==, "BatchNorm2d");
  g_assert_cmpstr (gr_model_link_to (model, added, 0)->from, ==, "conv");
  g_assert_cmpfloat (gr_model_block (model, added)->y, ==, 160);
  g_assert_cmpfloat (gr_model_block (model, "relu")->y, ==, 240);
  /* Deleted, what it joined is joined again. */
  gradus_document_select_one (document, added);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.delete", NULL);
  g_assert_cmpstr (gr_model_link_to (model, "relu", 0)->from, ==, "conv");
  close_window (canvas);
}

static void
test_fold (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const GradusSceneItem *item;
  const char *group;

  gradus_document_select (document, (const char *const[]){ "conv", "relu", NULL });
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.group", NULL);
  group = gr_model_group_at (model, 0)->id;
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.fold", NULL);
  g_assert_cmpint (gradus_scene_find (canvas->scene, "conv"), ==, -1);
  g_assert_null (gradus_block_layer_view (canvas->layer, "conv"));
  item = gradus_scene_item (canvas->scene, gradus_scene_find (canvas->scene, group));
  g_assert_true (gradus_scene_home (canvas->scene, "relu")
                 == gradus_scene_find (canvas->scene, group));
  g_assert_true (item->look.is_group);
  g_assert_cmpuint (item->look.n_inputs, ==, 1);
  g_assert_cmpuint (canvas->scene->wires->len, ==, 1);
  g_assert_cmpuint (canvas->scene->frames->len, ==, 0);
  /* What is in it moves with it. */
  drag (canvas, GRAPHENE_POINT_INIT (item->bounds.origin.x + 60, item->bounds.origin.y + 30),
        GRAPHENE_POINT_INIT (item->bounds.origin.x + 160, item->bounds.origin.y + 330));
  g_assert_cmpfloat (gr_model_block (model, "conv")->x, ==, 100);
  g_assert_cmpfloat (gr_model_block (model, "relu")->y, ==, 460);
  gradus_canvas_activate (canvas, group);
  g_assert_cmpint (gradus_scene_find (canvas->scene, "conv"), >=, 0);
  g_assert_cmpuint (canvas->scene->frames->len, ==, 1);
  close_window (canvas);
}

/* Between the blocks of an open group a click selects the group, a drag what is in it. */
static void
test_frame_body (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  const graphene_point_t inside = GRAPHENE_POINT_INIT (-14, 146);
  const char *group;

  gradus_document_select (document, (const char *const[]){ "conv", "relu", NULL });
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.group", NULL);
  group = gr_model_group_at (model, 0)->id;
  gradus_document_select_none (document);
  g_assert_false (gradus_scene_frame (canvas->scene, 0)->selected);
  drag (canvas, inside, inside);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 1);
  g_assert_true (gradus_document_is_selected (document, group));
  g_assert_true (gradus_scene_frame (canvas->scene, 0)->selected);

  gradus_document_select_none (document);
  drag (canvas, inside, GRAPHENE_POINT_INIT (40, 170));
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 1);
  g_assert_true (gradus_document_is_selected (document, "relu"));
  close_window (canvas);
}

static void
test_copy (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  GtkWidget *widget = GTK_WIDGET (canvas);

  gradus_document_select (document, (const char *const[]){ "conv", "relu", NULL });
  gtk_widget_activate_action (widget, "canvas.duplicate", NULL);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 6);
  g_assert_cmpuint (gr_model_n_links (model), ==, 3);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 2);
  gtk_widget_activate_action (widget, "canvas.cut", NULL);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 4);
  gtk_widget_activate_action (widget, "canvas.paste", NULL);
  while (gr_model_n_blocks (model) == 4)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 6);
  g_assert_cmpuint (gr_model_n_links (model), ==, 3);
  close_window (canvas);
}

static void
assert_none_covered (GradusCanvas *canvas)
{
  for (guint i = 0; i < canvas->scene->items->len; i++)
    for (guint k = 0; k < i; k++)
      g_assert_false (graphene_rect_intersection (&gradus_scene_item (canvas->scene, i)->bounds,
                                                  &gradus_scene_item (canvas->scene, k)->bounds,
                                                  NULL));
}

/* In the middle of the view, or at the pointer, there are others: what is pasted goes beside them,
 * where there is room. */
static void
test_paste_room (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  GtkWidget *widget = GTK_WIDGET (canvas);
  gdouble gap;

  gradus_document_select (document, (const char *const[]){ "conv", "relu", NULL });
  gtk_widget_activate_action (widget, "canvas.copy", NULL);
  for (guint n = 4; n < 16; n += 2)
    {
      gtk_widget_activate_action (widget, "canvas.paste", NULL);
      while (gr_model_n_blocks (model) == n)
        g_main_context_iteration (NULL, TRUE);
      assert_none_covered (canvas);
    }
  gap = gr_model_block (model, "relu")->y - gr_model_block (model, "conv")->y;
  g_assert_cmpfloat (gr_model_block_at (model, 15)->y - gr_model_block_at (model, 14)->y, ==, gap);
  close_window (canvas);
}

/* Blocks of which a file says no place go beside those that have one. */
static void
test_some_places (void)
{
  static const char text[]
      = "{\"gradus\": 1, \"model\": {\"blocks\": ["
        "{\"id\": \"input\", \"kind\": \"Input\", \"at\": [0, 0]},"
        "{\"id\": \"a\", \"kind\": \"ReLU\", \"at\": [0, 80]},"
        "{\"id\": \"b\", \"kind\": \"ReLU\"}, {\"id\": \"c\", \"kind\": \"Tanh\"}],"
        " \"links\": []}}";
  GrProject *project = gr_project_from_json (text, -1, "text", NULL);
  g_autoptr (GradusDocument) document = NULL;
  GradusCanvas *canvas;

  gradus_lay_out_pile (project);
  g_assert_cmpfloat (gr_model_block (project->model, "input")->x, ==, 0);
  g_assert_cmpfloat (gr_model_block (project->model, "a")->y, ==, 80);
  document = gradus_document_new (project);
  canvas = show_canvas (document);
  assert_none_covered (canvas);
  close_window (canvas);
}

static void
test_order (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  GtkWidget *widget = GTK_WIDGET (canvas);

  gradus_document_select (document, (const char *const[]){ "relu", "fc", NULL });
  gtk_widget_activate_action (widget, "canvas.align", "s", "left");
  g_assert_cmpfloat (gr_model_block (model, "fc")->x, ==, 0);
  gradus_document_undo (document);
  gtk_widget_activate_action (widget, "canvas.lay-out", NULL);
  g_assert_cmpfloat (gr_model_block (model, "conv")->y, ==,
                     gr_model_block (model, "input")->y + 80);
  g_assert_cmpfloat (gr_model_block (model, "relu")->x, ==, gr_model_block (model, "input")->x);
  close_window (canvas);
}

gint
main (gint argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  g_test_add_func ("/canvas/viewport", test_viewport);
  g_test_add_func ("/canvas/route", test_route);
  g_test_add_func ("/canvas/scene", test_scene);
  g_test_add_func ("/canvas/lane", test_lane);
  g_test_add_func ("/canvas/blocks", test_blocks);
  g_test_add_func ("/canvas/actions", test_actions);
  g_test_add_func ("/canvas/drags", test_drags);
  g_test_add_func ("/canvas/add", test_add);
  g_test_add_func ("/canvas/splice", test_splice);
  g_test_add_func ("/canvas/fold", test_fold);
  g_test_add_func ("/canvas/frame-body", test_frame_body);
  g_test_add_func ("/canvas/frame-title", test_frame_title);
  g_test_add_func ("/canvas/labels-between-frames", test_labels_between_frames);
  g_test_add_func ("/canvas/copy", test_copy);
  g_test_add_func ("/canvas/paste-room", test_paste_room);
  g_test_add_func ("/canvas/some-places", test_some_places);
  g_test_add_func ("/canvas/order", test_order);
  g_test_add_func ("/canvas/far-apart", test_far_apart);
  g_test_add_func ("/canvas/follows-size", test_follows_size);
  g_test_add_data_func ("/canvas/beginning/down", NULL, test_beginning);
  g_test_add_data_func ("/canvas/beginning/right", GINT_TO_POINTER (TRUE), test_beginning);
  g_test_add_data_func ("/canvas/labels/down", NULL, test_labels);
  g_test_add_data_func ("/canvas/labels/right", GINT_TO_POINTER (TRUE), test_labels);
  g_test_add_func ("/canvas/broad-beginning", test_broad_beginning);
  g_test_add_func ("/canvas/settings-within", test_settings_within);
  g_test_add_func ("/canvas/menu-in-window", test_menu_in_window);
  g_test_add_func ("/canvas/minimap", test_minimap);
  return g_test_run ();
}
