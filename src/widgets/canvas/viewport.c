/* viewport.c - GradusViewport: see viewport.h. */
#include "viewport.h"

struct _GradusViewport
{
  GObject parent_instance;

  gdouble x, y; /* the world's point at the widget's corner */
  gdouble zoom; /* pixels a unit of the world */
};

G_DEFINE_FINAL_TYPE (GradusViewport, gradus_viewport, G_TYPE_OBJECT)

static guint changed;

GradusViewport *
gradus_viewport_new (void)
{
  return g_object_new (GRADUS_TYPE_VIEWPORT, NULL);
}

gdouble
gradus_viewport_zoom (GradusViewport *self)
{
  return self->zoom;
}

graphene_point_t
gradus_viewport_origin (GradusViewport *self)
{
  return GRAPHENE_POINT_INIT (self->x, self->y);
}

graphene_point_t
gradus_viewport_to_world (GradusViewport *self, gdouble x, gdouble y)
{
  return GRAPHENE_POINT_INIT (self->x + x / self->zoom, self->y + y / self->zoom);
}

graphene_point_t
gradus_viewport_to_screen (GradusViewport *self, gdouble x, gdouble y)
{
  return GRAPHENE_POINT_INIT ((x - self->x) * self->zoom, (y - self->y) * self->zoom);
}

GskTransform *
gradus_viewport_transform (GradusViewport *self)
{
  const graphene_point_t origin = gradus_viewport_to_screen (self, 0, 0);

  return gsk_transform_scale (gsk_transform_translate (NULL, &origin), (gfloat) self->zoom,
                              (gfloat) self->zoom);
}

graphene_rect_t
gradus_viewport_visible (GradusViewport *self, gdouble width, gdouble height)
{
  return GRAPHENE_RECT_INIT (self->x, self->y, width / self->zoom, height / self->zoom);
}

void
gradus_viewport_set (GradusViewport *self, graphene_point_t origin, gdouble zoom)
{
  zoom = CLAMP (zoom, GRADUS_MIN_ZOOM, GRADUS_MAX_ZOOM);
  if (self->x == origin.x && self->y == origin.y && self->zoom == zoom)
    return;
  self->x = origin.x;
  self->y = origin.y;
  self->zoom = zoom;
  g_signal_emit (self, changed, 0);
}

void
gradus_viewport_pan (GradusViewport *self, gdouble dx, gdouble dy)
{
  gradus_viewport_set (
      self, GRAPHENE_POINT_INIT (self->x - dx / self->zoom, self->y - dy / self->zoom), self->zoom);
}

void
gradus_viewport_zoom_at (GradusViewport *self, gdouble zoom, gdouble x, gdouble y)
{
  const graphene_point_t fixed = gradus_viewport_to_world (self, x, y);

  zoom = CLAMP (zoom, GRADUS_MIN_ZOOM, GRADUS_MAX_ZOOM);
  gradus_viewport_set (self, GRAPHENE_POINT_INIT (fixed.x - x / zoom, fixed.y - y / zoom), zoom);
}

void
gradus_viewport_fit (GradusViewport *self, const graphene_rect_t *area, const graphene_rect_t *room,
                     gdouble max_zoom)
{
  const gdouble across = MAX (room->size.width, 1) / MAX (area->size.width, 1);
  const gdouble down = MAX (room->size.height, 1) / MAX (area->size.height, 1);
  const gdouble zoom = CLAMP (MIN (MIN (across, down), max_zoom), GRADUS_MIN_ZOOM, GRADUS_MAX_ZOOM);
  graphene_point_t centre, middle;

  graphene_rect_get_center (area, &centre);
  graphene_rect_get_center (room, &middle);
  gradus_viewport_set (
      self, GRAPHENE_POINT_INIT (centre.x - middle.x / zoom, centre.y - middle.y / zoom), zoom);
}

/* How far a stretch has to move to lie between @low and @high; its start wins where it is too long.
 */
static gdouble
distance_into (gdouble start, gdouble length, gdouble low, gdouble high)
{
  if (start < low || length > high - low)
    return low - start;
  return MIN (high - (start + length), 0);
}

void
gradus_viewport_reveal (GradusViewport *self, const graphene_rect_t *area,
                        const graphene_rect_t *room)
{
  const graphene_point_t at = gradus_viewport_to_screen (self, area->origin.x, area->origin.y);

  gradus_viewport_pan (self,
                       distance_into (at.x, area->size.width * self->zoom, room->origin.x,
                                      room->origin.x + room->size.width),
                       distance_into (at.y, area->size.height * self->zoom, room->origin.y,
                                      room->origin.y + room->size.height));
}

static void
gradus_viewport_class_init (GradusViewportClass *klass)
{
  changed = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 0);
}

static void
gradus_viewport_init (GradusViewport *self)
{
  self->zoom = 1;
}
