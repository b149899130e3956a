/* route.c - GradusRoute: see route.h. */
#include "route.h"

#include <math.h>

#define CORNER 8 /* the radius of a lane's turns */
#define STUB   8 /* how far a lane's wire goes straight out of its ports */
/* The part of a radius that a Bézier curve's handles have where it stands for a quarter of a
 * circle. */
#define ROUND 0.5523

static void
add_curve (GradusRoute *route, gfloat x1, gfloat y1, gfloat x2, gfloat y2, gfloat x, gfloat y)
{
  graphene_point_t *next = route->points + route->n_points;

  g_return_if_fail (route->n_points + 3 <= GRADUS_ROUTE_POINTS);
  next[0] = GRAPHENE_POINT_INIT (x1, y1);
  next[1] = GRAPHENE_POINT_INIT (x2, y2);
  next[2] = GRAPHENE_POINT_INIT (x, y);
  route->n_points += 3;
}

static void
add_line (GradusRoute *route, gfloat x, gfloat y)
{
  const graphene_point_t from = route->points[route->n_points - 1];

  add_curve (route, from.x, from.y, x, y, x, y);
}

static void
begin (GradusRoute *route, graphene_point_t from)
{
  route->points[0] = from;
  route->n_points = 1;
}

/* What flows to the right is found as if it flowed down, with x and y in each other's place. */
static graphene_point_t
turned (graphene_point_t point, gboolean sideways)
{
  return sideways ? GRAPHENE_POINT_INIT (point.y, point.x) : point;
}

static void
finish (GradusRoute *route, gboolean sideways)
{
  for (guint i = 0; i < route->n_points; i++)
    route->points[i] = turned (route->points[i], sideways);
  graphene_rect_init (&route->bounds, route->points[0].x, route->points[0].y, 0, 0);
  for (guint i = 1; i < route->n_points; i++)
    graphene_rect_expand (&route->bounds, &route->points[i], &route->bounds);
}

void
gradus_route_direct (GradusRoute *route, graphene_point_t from, graphene_point_t to,
                     gboolean sideways)
{
  gfloat down, handle;

  from = turned (from, sideways);
  to = turned (to, sideways);
  down = to.y - from.y;
  handle = down > 0 ? MAX (down / 2, 12) : MIN (40 - down / 4, 120);
  begin (route, from);
  if (from.x == to.x && down > 0)
    add_line (route, to.x, to.y);
  else
    add_curve (route, from.x, from.y + handle, to.x, to.y - handle, to.x, to.y);
  finish (route, sideways);
}

/* A turn from going up or down to going across (@down_first) or back, at the corner (x, y), on the
 * way from the last point to (to_x, to_y). */
static void
add_turn (GradusRoute *route, gfloat x, gfloat y, gfloat radius, gint across, gint down,
          gboolean down_first)
{
  const gfloat out = radius * (1 - (gfloat) ROUND);
  const graphene_point_t a = down_first ? GRAPHENE_POINT_INIT (x, y - down * radius)
                                        : GRAPHENE_POINT_INIT (x - across * radius, y);
  const graphene_point_t b = down_first ? GRAPHENE_POINT_INIT (x + across * radius, y)
                                        : GRAPHENE_POINT_INIT (x, y + down * radius);

  add_line (route, a.x, a.y);
  if (down_first)
    add_curve (route, x, y - down * out, x + across * out, y, b.x, b.y);
  else
    add_curve (route, x - across * out, y, x, y + down * out, b.x, b.y);
}

/* Both as if it flowed down. */
static void
add_lane (GradusRoute *route, graphene_point_t from, graphene_point_t to, gfloat x)
{
  const gfloat top = from.y + STUB, bottom = to.y - STUB;
  const gint down = bottom >= top ? 1 : -1;
  const gint there = x > from.x ? 1 : -1, back = to.x > x ? 1 : -1;
  gfloat radius = CORNER;

  radius = MIN (radius, fabsf (x - from.x) / 2);
  radius = MIN (radius, fabsf (to.x - x) / 2);
  radius = MIN (radius, fabsf (bottom - top) / 2);
  begin (route, from);
  add_turn (route, from.x, top, radius, there, 1, TRUE);
  add_turn (route, x, top, radius, there, down, FALSE);
  add_turn (route, x, bottom, radius, back, down, TRUE);
  add_turn (route, to.x, bottom, radius, back, 1, FALSE);
  add_line (route, to.x, to.y);
}

void
gradus_route_by_lane (GradusRoute *route, graphene_point_t from, graphene_point_t to, gdouble lane,
                      gboolean sideways)
{
  add_lane (route, turned (from, sideways), turned (to, sideways), (gfloat) lane);
  finish (route, sideways);
}

gboolean
gradus_route_has_lane (const GradusRoute *route)
{
  return route->n_points > 4;
}

gboolean
gradus_route_straight (const GradusRoute *route)
{
  return route->n_points == 4 && (route->bounds.size.width == 0 || route->bounds.size.height == 0);
}

graphene_point_t
gradus_curve_at (const graphene_point_t *p, gfloat t)
{
  const gfloat s = 1 - t;
  const gfloat a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;

  return GRAPHENE_POINT_INIT (a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                              a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y);
}

graphene_point_t
gradus_route_middle (const GradusRoute *route)
{
  const guint n_curves = (route->n_points - 1) / 3;

  /* A lane's long part is the middle one of its nine curves. */
  return gradus_curve_at (route->points + 3 * (n_curves / 2), 0.5f);
}

static gdouble
distance_to_segment (const graphene_point_t *p, const graphene_point_t *a,
                     const graphene_point_t *b)
{
  const gdouble dx = b->x - a->x, dy = b->y - a->y;
  const gdouble length = dx * dx + dy * dy;
  const gdouble t = length > 0 ? CLAMP (((p->x - a->x) * dx + (p->y - a->y) * dy) / length, 0, 1)
                               : 0;

  return hypot (a->x + t * dx - p->x, a->y + t * dy - p->y);
}

gdouble
gradus_route_distance (const GradusRoute *route, const graphene_point_t *point)
{
  gdouble nearest = G_MAXDOUBLE;

  for (guint i = 0; i + 3 < route->n_points; i += 3)
    {
      graphene_point_t last = route->points[i];

      for (gint step = 1; step <= 12; step++)
        {
          const graphene_point_t next = gradus_curve_at (route->points + i, step / 12.f);

          nearest = MIN (nearest, distance_to_segment (point, &last, &next));
          last = next;
        }
    }
  return nearest;
}
