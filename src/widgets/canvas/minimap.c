/* minimap.c - GradusMinimap: see minimap.h. */
#include "minimap.h"

#include <glib/gi18n.h>

#define WIDTH  150
#define HEIGHT 150
#define MARGIN 8
#define ROOMY  (4 * WIDTH) /* a canvas that has room for what lies on it */

struct _GradusMinimap
{
  GtkWidget parent_instance;

  GradusCanvas *canvas; /* of the same page */
};

G_DEFINE_FINAL_TYPE (GradusMinimap, gradus_minimap, GTK_TYPE_WIDGET)

static graphene_rect_t
view_of (GradusMinimap *self)
{
  return gradus_viewport_visible (gradus_canvas_viewport (self->canvas),
                                  gtk_widget_get_width (GTK_WIDGET (self->canvas)),
                                  gtk_widget_get_height (GTK_WIDGET (self->canvas)));
}

/* Whether it lies on the model, wherever in that there is a block. */
static gboolean
covers_model (GradusMinimap *self)
{
  GradusViewport *viewport = gradus_canvas_viewport (self->canvas);
  const graphene_rect_t *all = &gradus_canvas_scene (self->canvas)->bounds;
  graphene_rect_t place;
  graphene_point_t start, end;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (self), GTK_WIDGET (self->canvas), &place))
    return FALSE;
  start = gradus_viewport_to_world (viewport, place.origin.x, place.origin.y);
  end = gradus_viewport_to_world (viewport, place.origin.x + WIDTH, place.origin.y + HEIGHT);
  graphene_rect_init (&place, start.x, start.y, end.x - start.x, end.y - start.y);
  return graphene_rect_intersection (&place, all, NULL);
}

/* It is hidden by not being drawn, since the view changes while the widgets are being placed, when
 * none may come or go. */
gboolean
gradus_minimap_is_shown (GradusMinimap *self)
{
  const graphene_rect_t view = view_of (self);
  const graphene_rect_t *all = &gradus_canvas_scene (self->canvas)->bounds;

  return all->size.width > 0 && !graphene_rect_contains_rect (&view, all)
         && (gtk_widget_get_width (GTK_WIDGET (self->canvas)) >= ROOMY || !covers_model (self));
}

/* What is shown, and the pixels a unit of it. */
static gdouble
fit (GradusMinimap *self, graphene_rect_t *all)
{
  const graphene_rect_t view = view_of (self);

  graphene_rect_union (&gradus_canvas_scene (self->canvas)->bounds, &view, all);
  return MIN ((WIDTH - 2.0 * MARGIN) / all->size.width, (HEIGHT - 2.0 * MARGIN) / all->size.height);
}

static graphene_rect_t
to_map (const graphene_rect_t *box, const graphene_rect_t *all, gdouble scale)
{
  const gdouble left = (WIDTH - all->size.width * scale) / 2;
  const gdouble top = (HEIGHT - all->size.height * scale) / 2;

  return GRAPHENE_RECT_INIT ((gfloat) (left + (box->origin.x - all->origin.x) * scale),
                             (gfloat) (top + (box->origin.y - all->origin.y) * scale),
                             (gfloat) MAX (box->size.width * scale, 1),
                             (gfloat) MAX (box->size.height * scale, 1));
}

static void
gradus_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusMinimap *self = GRADUS_MINIMAP (widget);
  GradusScene *scene = gradus_canvas_scene (self->canvas);
  const GradusPalette *palette = gradus_palette_current ();
  const GdkRGBA back = gradus_fade (palette->surface, 0.92f);
  const GdkRGBA wash = gradus_fade (palette->accent, 0.14f);
  const graphene_rect_t view = view_of (self);
  graphene_rect_t all, seen;
  GskRoundedRect outline;
  const gdouble scale = fit (self, &all);

  if (!gradus_minimap_is_shown (self))
    return;
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT), 9);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &back, &outline.bounds);
  for (guint i = 0; i < scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (scene, i);
      const graphene_rect_t box = to_map (&item->bounds, &all, scale);

      gtk_snapshot_append_color (snapshot,
                                 item->look.mark == GRADUS_MARK_ERROR ? &palette->error
                                 : item->look.is_group                ? &palette->accent
                                                       : &palette->category[item->look.category],
                                 &box);
    }
  seen = to_map (&view, &all, scale);
  gtk_snapshot_append_color (snapshot, &wash, &seen);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (
      snapshot, &outline, (gfloat[]){ 1, 1, 1, 1 },
      (GdkRGBA[]){ palette->border, palette->border, palette->border, palette->border });
  gsk_rounded_rect_init_from_rect (&outline, &seen, 2);
  gtk_snapshot_append_border (
      snapshot, &outline, (gfloat[]){ 1.5, 1.5, 1.5, 1.5 },
      (GdkRGBA[]){ palette->accent, palette->accent, palette->accent, palette->accent });
}

static void
gradus_minimap_measure (GtkWidget *widget, GtkOrientation orientation, gint for_size, gint *minimum,
                        gint *natural, gint *minimum_baseline, gint *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

/* The middle of the view goes to the pointer. */
static void
go_to (GradusMinimap *self, gdouble x, gdouble y)
{
  const graphene_rect_t view = view_of (self);
  graphene_rect_t all;
  const gdouble scale = fit (self, &all);
  const gdouble left = (WIDTH - all.size.width * scale) / 2;
  const gdouble top = (HEIGHT - all.size.height * scale) / 2;
  GradusViewport *viewport = gradus_canvas_viewport (self->canvas);

  gradus_viewport_set (
      viewport,
      GRAPHENE_POINT_INIT ((gfloat) (all.origin.x + (x - left) / scale - view.size.width / 2),
                           (gfloat) (all.origin.y + (y - top) / scale - view.size.height / 2)),
      gradus_viewport_zoom (viewport));
}

static void
drag_begin (GtkGestureDrag *gesture, gdouble x, gdouble y, GradusMinimap *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  go_to (self, x, y);
}

static void
drag_update (GtkGestureDrag *gesture, gdouble dx, gdouble dy, GradusMinimap *self)
{
  gdouble x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  go_to (self, x + dx, y + dy);
}

static gboolean
gradus_minimap_contains (GtkWidget *widget, gdouble x, gdouble y)
{
  return gradus_minimap_is_shown (GRADUS_MINIMAP (widget))
         && GTK_WIDGET_CLASS (gradus_minimap_parent_class)->contains (widget, x, y);
}

static void
gradus_minimap_class_init (GradusMinimapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = gradus_minimap_snapshot;
  widget_class->measure = gradus_minimap_measure;
  widget_class->contains = gradus_minimap_contains;
  gtk_widget_class_set_css_name (widget_class, "minimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gradus_minimap_init (GradusMinimap *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("The Whole Model"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The whole model, and the part of it in view"), -1);
  gradus_palette_follow (GTK_WIDGET (self));
}

GtkWidget *
gradus_minimap_new (GradusCanvas *canvas)
{
  GradusMinimap *self = g_object_new (GRADUS_TYPE_MINIMAP, NULL);

  self->canvas = canvas;
  g_signal_connect_object (gradus_canvas_viewport (canvas), "changed",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas, "resized", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gradus_canvas_document (canvas), "model-changed",
                           G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return GTK_WIDGET (self);
}
