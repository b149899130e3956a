/* canvas-view.c - which part of a GradusCanvas is seen: what fits, what opens first, what comes
 * into sight.
 */
#include "canvas-private.h"

#include "note-view.h"

/* A document opens no smaller than the first; of one that does not fit then, the beginning opens at
 * the second, or as much smaller as leaves the map beside it. */
#define READABLE 0.75
#define LEGIBLE  0.8
/* What lies on the canvas, which what fits stands clear of: buttons at its left and right side,
 * the highest of them in the upper corners, and the map in a lower one. */
#define BESIDE 70
#define ABOVE  56
#define MAP    167
#define ENDS   24 /* above and below where nothing lies */

/* The canvas on the screen, less so much at either side, and above and below. */
static graphene_rect_t
room_of (GradusCanvas *self, gfloat beside, gfloat above)
{
  graphene_rect_t room = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                             gtk_widget_get_height (GTK_WIDGET (self)));

  graphene_rect_inset (&room, beside, above);
  return room;
}

static gboolean
is_before (GradusCanvas *self, const GradusSceneItem *a, const GradusSceneItem *b)
{
  return self->flow == GR_FLOW_RIGHT ? a->bounds.origin.x < b->bounds.origin.x
                                     : a->bounds.origin.y < b->bounds.origin.y;
}

/* Where not all can be seen, at least the block that comes first: blocks may lie so far apart that
 * the middle between them is empty. */
static void
reveal_first (GradusCanvas *self)
{
  const graphene_rect_t room = room_of (self, 0, 0);
  const GradusSceneItem *first = NULL;

  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (self->scene, i);

      if (!first || is_before (self, item, first))
        first = item;
    }
  if (first)
    gradus_viewport_reveal (self->viewport, &first->bounds, &room);
}

/* Around all that stands on it, notes too. */
static graphene_rect_t
find_extent (GradusCanvas *self)
{
  graphene_rect_t extent = self->scene->bounds;

  for (guint i = 0; i < self->notes->len; i++)
    {
      const graphene_rect_t area = gradus_note_view_area (self->notes->pdata[i]);

      gradus_rect_include (&extent, &area);
    }
  return extent;
}

void
gradus_canvas_fit_area (GradusCanvas *self, const graphene_rect_t *area, gdouble max_zoom)
{
  const graphene_rect_t room = room_of (self, BESIDE, ENDS);

  gradus_viewport_fit (self->viewport, area, &room, max_zoom);
}

void
gradus_canvas_fit (GradusCanvas *self)
{
  const graphene_rect_t extent = find_extent (self);

  gradus_canvas_fit_area (self, &extent, 1);
  reveal_first (self);
}

/* The beginning of what does not fit, in the middle of the canvas or as near to that as leaves the
 * map beside it; of what is too broad for that the middle, below the buttons. */
static void
show_beginning (GradusCanvas *self)
{
  const gint width = gtk_widget_get_width (GTK_WIDGET (self));
  const gint height = gtk_widget_get_height (GTK_WIDGET (self));
  const gboolean sideways = self->flow == GR_FLOW_RIGHT;
  const graphene_rect_t *bounds = &self->scene->bounds;
  const graphene_rect_t room = sideways ? GRAPHENE_RECT_INIT (ENDS, ABOVE, width - 2 * ENDS,
                                                              height - ABOVE - MAP)
                                        : GRAPHENE_RECT_INIT (MAP, ENDS, width - MAP - BESIDE,
                                                              height - 2 * ENDS);
  const gdouble space = sideways ? room.size.height : room.size.width;
  const gdouble breadth = sideways ? bounds->size.height : bounds->size.width;
  const gdouble zoom = CLAMP (space / breadth, READABLE, LEGIBLE);
  const gboolean fits = zoom * breadth <= space + 0.5;
  const gfloat margin = (gfloat) ((fits || sideways ? ENDS : ABOVE) / zoom);
  graphene_point_t centre;

  graphene_rect_get_center (bounds, &centre);
  gradus_viewport_set (self->viewport,
                       GRAPHENE_POINT_INIT (sideways ? bounds->origin.x - margin
                                                     : centre.x - (gfloat) (width / 2.0 / zoom),
                                            sideways ? centre.y - (gfloat) (height / 2.0 / zoom)
                                                     : bounds->origin.y - margin),
                       zoom);
  if (fits)
    {
      const graphene_rect_t start = GRAPHENE_RECT_INIT (bounds->origin.x, bounds->origin.y,
                                                        sideways ? 0 : bounds->size.width,
                                                        sideways ? bounds->size.height : 0);

      gradus_viewport_reveal (self->viewport, &start, &room);
    }
}

void
gradus_canvas_fit_readable (GradusCanvas *self)
{
  gradus_canvas_fit (self);
  if (gradus_viewport_zoom (self->viewport) < READABLE)
    {
      show_beginning (self);
      reveal_first (self);
    }
  self->fitted_at = gradus_viewport_origin (self->viewport);
  self->fitted_zoom = gradus_viewport_zoom (self->viewport);
}

/* Panels come and go as a window is opened: until somebody moves the view, it fits. */
gboolean
gradus_canvas_follow_size (GradusCanvas *self, gint width, gint height)
{
  const graphene_point_t at = gradus_viewport_origin (self->viewport);
  const gboolean untouched = graphene_point_equal (&at, &self->fitted_at)
                             && gradus_viewport_zoom (self->viewport) == self->fitted_zoom;

  if (width == self->width && height == self->height)
    return FALSE;
  self->width = width;
  self->height = height;
  if (width > 1 && (untouched || self->fitted_zoom == 0))
    gradus_canvas_fit_readable (self);
  return TRUE;
}

void
gradus_canvas_zoom_by (GradusCanvas *self, gdouble factor)
{
  const gboolean inside = self->pointer_x >= 0;

  gradus_viewport_zoom_at (
      self->viewport, gradus_viewport_zoom (self->viewport) * factor,
      inside ? self->pointer_x : gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
      inside ? self->pointer_y : gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
gradus_canvas_reveal (GradusCanvas *self, const graphene_rect_t *area)
{
  const graphene_rect_t room = room_of (self, BESIDE, ABOVE);

  gradus_viewport_reveal (self->viewport, area, &room);
}

void
gradus_canvas_show (GradusCanvas *self, const char *id)
{
  const gint index = gradus_scene_home (self->scene, id);

  gradus_document_select_one (self->document, id);
  if (index < 0)
    return;
  gradus_canvas_reveal (self, &gradus_scene_item (self->scene, index)->bounds);
  gtk_widget_grab_focus (GTK_WIDGET (gradus_block_layer_view_at (self->layer, index)));
}
