/* block-layer.c - GradusBlockLayer: see block-layer.h. */
#include "block-layer.h"

struct _GradusBlockLayer
{
  GtkWidget parent_instance;

  GradusScene *scene;
  const GradusBlockStyle *style;
  GHashTable *views;   /* id to GradusBlockView */
  GPtrArray *in_order; /* of the scene's items */
  GskTransform *world; /* from the world to the widget */
  graphene_rect_t area;
  GradusDetail detail;
};

G_DEFINE_FINAL_TYPE (GradusBlockLayer, gradus_block_layer, GTK_TYPE_WIDGET)

GradusBlockView *
gradus_block_layer_view (GradusBlockLayer *self, const char *id)
{
  return g_hash_table_lookup (self->views, id);
}

GradusBlockView *
gradus_block_layer_view_at (GradusBlockLayer *self, guint item)
{
  return g_ptr_array_index (self->in_order, item);
}

static guint block_focused;

static void
focus_changed (GtkWidget *view, GParamSpec *pspec, GradusBlockLayer *self)
{
  if (gtk_widget_has_focus (view))
    g_signal_emit (self, block_focused, 0, gradus_block_view_id (GRADUS_BLOCK_VIEW (view)));
}

static GradusBlockView *
ensure_view (GradusBlockLayer *self, const char *id)
{
  GtkWidget *view = g_hash_table_lookup (self->views, id);

  if (!view)
    {
      view = gradus_block_view_new (id);
      gradus_block_view_set_style (GRADUS_BLOCK_VIEW (view), self->style);
      gradus_block_view_set_detail (GRADUS_BLOCK_VIEW (view), self->detail);
      g_hash_table_insert (self->views, g_strdup (id), view);
      g_signal_connect (view, "notify::has-focus", G_CALLBACK (focus_changed), self);
      gtk_widget_insert_before (view, GTK_WIDGET (self), NULL);
    }
  return GRADUS_BLOCK_VIEW (view);
}

/* Removes the views of what the scene has no longer. */
static void
remove_stale (GradusBlockLayer *self)
{
  GHashTableIter iter;
  gpointer id, view;

  g_hash_table_iter_init (&iter, self->views);
  while (g_hash_table_iter_next (&iter, &id, &view))
    if (gradus_scene_find (self->scene, id) < 0)
      {
        g_hash_table_iter_remove (&iter);
        gtk_widget_unparent (view);
      }
}

void
gradus_block_layer_set_scene (GradusBlockLayer *self, GradusScene *scene)
{
  self->scene = scene;
  g_ptr_array_set_size (self->in_order, 0);
  remove_stale (self);
  for (guint i = 0; i < scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (scene, i);
      GradusBlockView *view = ensure_view (self, item->id);

      gradus_block_view_set_look (view, &item->look);
      g_ptr_array_add (self->in_order, view);
    }
  gradus_block_layer_moved (self);
}

void
gradus_block_layer_set_style (GradusBlockLayer *self, const GradusBlockStyle *style)
{
  self->style = style;
  for (guint i = 0; i < self->in_order->len; i++)
    gradus_block_view_set_style (g_ptr_array_index (self->in_order, i), style);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_block_layer_moved (GradusBlockLayer *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_block_layer_set_view (GradusBlockLayer *self, GradusViewport *viewport,
                             const graphene_rect_t *area, GradusDetail detail)
{
  g_autoptr (GskTransform) before = self->world;

  self->world = gradus_viewport_transform (viewport);
  if (gsk_transform_equal (self->world, before) && graphene_rect_equal (&self->area, area)
      && self->detail == detail)
    return;
  self->area = *area;
  if (self->detail != detail)
    {
      self->detail = detail;
      for (guint i = 0; i < self->in_order->len; i++)
        gradus_block_view_set_detail (g_ptr_array_index (self->in_order, i), detail);
    }
  gradus_block_layer_moved (self);
}

static void
gradus_block_layer_size_allocate (GtkWidget *widget, gint width, gint height, gint baseline)
{
  GradusBlockLayer *self = GRADUS_BLOCK_LAYER (widget);

  for (guint i = 0; i < self->in_order->len; i++)
    {
      const graphene_rect_t *bounds = &gradus_scene_item (self->scene, i)->bounds;

      gtk_widget_allocate (
          g_ptr_array_index (self->in_order, i), GRADUS_BLOCK_WIDTH, GRADUS_BLOCK_HEIGHT, -1,
          gsk_transform_translate (gsk_transform_ref (self->world), &bounds->origin));
    }
}

/* Tab goes from block to block as the data do. */
static gboolean
gradus_block_layer_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GradusBlockLayer *self = GRADUS_BLOCK_LAYER (widget);
  const gboolean forward = direction == GTK_DIR_TAB_FORWARD;
  gint from = -1, next;

  if (!forward && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (gradus_block_layer_parent_class)->focus (widget, direction);
  for (guint i = 0; i < self->in_order->len; i++)
    if (gtk_widget_has_focus (g_ptr_array_index (self->in_order, i)))
      from = (gint) i;
  next = gradus_scene_next (self->scene, from, forward);
  return next >= 0 && gtk_widget_grab_focus (g_ptr_array_index (self->in_order, next));
}

static void
draw_view (GradusBlockLayer *self, guint item, GtkSnapshot *snapshot)
{
  GradusBlockView *view = g_ptr_array_index (self->in_order, item);

  if (self->detail == GRADUS_DETAIL_PAINT)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_transform (snapshot, self->world);
      gtk_snapshot_translate (snapshot, &gradus_scene_item (self->scene, item)->bounds.origin);
      gradus_block_draw (snapshot, self->style, gradus_block_view_look (view),
                         gradus_block_view_state (view), GRADUS_DETAIL_PAINT);
      gtk_snapshot_restore (snapshot);
    }
  else
    gtk_widget_snapshot_child (GTK_WIDGET (self), GTK_WIDGET (view), snapshot);
}

/* What is dragged lies on top, in a node of its own: where GTK finds too many changes in a node, it
 * paints that one as a whole. */
static void
gradus_block_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusBlockLayer *self = GRADUS_BLOCK_LAYER (widget);
  GtkSnapshot *dragged = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  for (guint i = 0; i < self->in_order->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (self->scene, i);

      if (graphene_rect_intersection (&item->bounds, &self->area, NULL))
        draw_view (self, i, gradus_scene_is_dragged (self->scene, i) ? dragged : snapshot);
    }
  node = gtk_snapshot_free_to_node (dragged);
  if (node)
    gtk_snapshot_append_node (snapshot, node);
}

static void
gradus_block_layer_dispose (GObject *object)
{
  GradusBlockLayer *self = GRADUS_BLOCK_LAYER (object);
  GtkWidget *child;

  g_ptr_array_set_size (self->in_order, 0);
  g_hash_table_remove_all (self->views);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_block_layer_parent_class)->dispose (object);
}

static void
gradus_block_layer_finalize (GObject *object)
{
  GradusBlockLayer *self = GRADUS_BLOCK_LAYER (object);

  g_ptr_array_unref (self->in_order);
  g_hash_table_unref (self->views);
  gsk_transform_unref (self->world);
  G_OBJECT_CLASS (gradus_block_layer_parent_class)->finalize (object);
}

static void
gradus_block_layer_class_init (GradusBlockLayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_block_layer_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_block_layer_finalize;
  widget_class->size_allocate = gradus_block_layer_size_allocate;
  widget_class->snapshot = gradus_block_layer_snapshot;
  widget_class->focus = gradus_block_layer_focus;
  block_focused = g_signal_new ("block-focused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (widget_class, "blocks");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_BOX);
}

static void
gradus_block_layer_init (GradusBlockLayer *self)
{
  self->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->in_order = g_ptr_array_new ();
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
gradus_block_layer_new (void)
{
  return g_object_new (GRADUS_TYPE_BLOCK_LAYER, NULL);
}
