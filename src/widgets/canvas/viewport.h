/* viewport.h - GradusViewport: which part of an endless plane a widget shows, and how large.
 *
 * Points of the plane ("world") and of the widget ("screen", pixels from its top left corner) are
 * joined by screen = (world - origin) · zoom. Knows no widget, so that the arithmetic of panning
 * and zooming stands in one place. Signal "changed" whenever the mapping is another.
 */
#pragma once

#include <gsk/gsk.h>

G_BEGIN_DECLS

#define GRADUS_MIN_ZOOM 0.05
#define GRADUS_MAX_ZOOM 4.0

#define GRADUS_TYPE_VIEWPORT (gradus_viewport_get_type ())
G_DECLARE_FINAL_TYPE (GradusViewport, gradus_viewport, GRADUS, VIEWPORT, GObject)

GradusViewport *gradus_viewport_new (void);
gdouble gradus_viewport_zoom (GradusViewport *self);
graphene_point_t gradus_viewport_origin (GradusViewport *self);
graphene_point_t gradus_viewport_to_world (GradusViewport *self, gdouble x, gdouble y);
graphene_point_t gradus_viewport_to_screen (GradusViewport *self, gdouble x, gdouble y);
/* The same as a transform, from the world to the screen. (transfer full) */
GskTransform *gradus_viewport_transform (GradusViewport *self);
/* What a widget of this size shows, in the world. */
graphene_rect_t gradus_viewport_visible (GradusViewport *self, gdouble width, gdouble height);

/* By pixels: what is shown moves with the pointer. */
void gradus_viewport_pan (GradusViewport *self, gdouble dx, gdouble dy);
/* To @zoom, held within the limits, with the world's point under the screen's (@x, @y) staying
 * there. */
void gradus_viewport_zoom_at (GradusViewport *self, gdouble zoom, gdouble x, gdouble y);
void gradus_viewport_set (GradusViewport *self, graphene_point_t origin, gdouble zoom);
/* The view in which @area is in the middle of @room, a part of the screen, and fits into it, no
 * larger than @max_zoom. */
void gradus_viewport_fit (GradusViewport *self, const graphene_rect_t *area,
                          const graphene_rect_t *room, gdouble max_zoom);
/* The smallest pan that brings @area into @room; its start, where it is too long for that. */
void gradus_viewport_reveal (GradusViewport *self, const graphene_rect_t *area,
                             const graphene_rect_t *room);

G_END_DECLS
