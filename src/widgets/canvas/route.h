/* route.h - GradusRoute: the way of a wire from an output, which is at the foot of a block, to an
 * input, at the head of another; or, where data flow from left to right, from a right edge to a
 * left one. Plain geometry.
 */
#pragma once

#include <graphene.h>
#include <glib.h>

G_BEGIN_DECLS

/* The first point, and three for each Bézier curve after it. */
#define GRADUS_ROUTE_POINTS (1 + 3 * 9)

typedef struct
{
  graphene_point_t points[GRADUS_ROUTE_POINTS];
  guint n_points;
  graphene_rect_t bounds; /* of the points, hence of the curve */
} GradusRoute;

/* Straight where one is above the other (@sideways: beside the other), a curve elsewhere. */
void gradus_route_direct (GradusRoute *route, graphene_point_t from, graphene_point_t to,
                          gboolean sideways);
/* Down, across to x = @lane (@sideways: to the right, to y = @lane), along it and back: past what
 * stands between. */
void gradus_route_by_lane (GradusRoute *route, graphene_point_t from, graphene_point_t to,
                           gdouble lane, gboolean sideways);
/* Whether it goes around something by a lane. */
gboolean gradus_route_has_lane (const GradusRoute *route);
/* Upright or level. */
gboolean gradus_route_straight (const GradusRoute *route);
/* Of a Bézier curve by its four points, from @t 0 to 1. */
graphene_point_t gradus_curve_at (const graphene_point_t *p, gfloat t);
/* The middle of the way, where a label goes. */
graphene_point_t gradus_route_middle (const GradusRoute *route);
/* How far @point is from the curve. */
gdouble gradus_route_distance (const GradusRoute *route, const graphene_point_t *point);

G_END_DECLS
