/* scene-labels.c - where the shape of a wire is written: beside it, clear of everything.
 *
 * A label lies on no block, crosses no wire, nor the edge of a frame, and covers no other label. Of
 * the places that a wire has, the first one that is free is taken. Where none is, it has no label:
 * the block before says the shape too.
 */
#include "scene-private.h"

#include <math.h>

#define HEIGHT     11
#define SHORTEST   24 /* an upright wire with a label */
#define ENDS       6  /* of a level wire, beside what stands above it */
#define BESIDE     7  /* from a wire to its label */
#define ABOVE      9  /* from a level wire to the middle of its label */
#define CLEAR      2  /* of a frame's edge, on either side */
#define CURVATURE  16 /* straight pieces that a curve is taken for */
#define PER_LETTER 6.5f
/* The curves of a lane that are its long part, and those that lead back from it and to it. */
#define LANE_MIDDLE 4
#define LANE_BACK   6
#define LANE_OUT    2

/* --- what is there ------------------------------------------------------------------------------
 */

/* Around two points; not empty where one is above or beside the other. */
static graphene_rect_t
box_around (graphene_point_t a, graphene_point_t b)
{
  return GRAPHENE_RECT_INIT (MIN (a.x, b.x) - 1, MIN (a.y, b.y) - 1, fabsf (b.x - a.x) + 2,
                             fabsf (b.y - a.y) + 2);
}

static gboolean
touches (const graphene_rect_t *a, const graphene_rect_t *b)
{
  return graphene_rect_intersection (a, b, NULL);
}

static gboolean
crosses_route (const GradusRoute *route, const graphene_rect_t *area)
{
  graphene_rect_t bounds = route->bounds;

  graphene_rect_inset (&bounds, -1, -1);
  if (!touches (&bounds, area))
    return FALSE;
  for (guint i = 0; i + 3 < route->n_points; i += 3)
    {
      graphene_point_t last = route->points[i];

      for (gint step = 1; step <= CURVATURE; step++)
        {
          const graphene_point_t next = gradus_curve_at (route->points + i,
                                                         step / (gfloat) CURVATURE);
          const graphene_rect_t piece = box_around (last, next);

          if (touches (&piece, area))
            return TRUE;
          last = next;
        }
    }
  return FALSE;
}

static gboolean
crosses_frame (const GradusFrame *frame, const graphene_rect_t *area)
{
  const graphene_rect_t heading = gradus_frame_heading (frame);

  graphene_rect_t outside = frame->bounds, inside = frame->bounds;

  graphene_rect_inset (&outside, -CLEAR, -CLEAR);
  graphene_rect_inset (&inside, CLEAR, CLEAR);
  return frame->bounds.size.width > 0 && touches (&outside, area)
         && (!graphene_rect_contains_rect (&inside, area) || touches (&heading, area));
}

static gboolean
is_free (GradusScene *scene, const GradusWire *self, const graphene_rect_t *area)
{
  for (guint i = 0; i < scene->items->len; i++)
    if (touches (&gradus_scene_item (scene, i)->bounds, area))
      return FALSE;
  for (guint i = 0; i < scene->frames->len; i++)
    if (crosses_frame (gradus_scene_frame (scene, i), area))
      return FALSE;
  for (guint i = 0; i < scene->wires->len; i++)
    {
      const GradusWire *wire = gradus_scene_wire (scene, i);

      if (crosses_route (&wire->route, area)
          || (wire != self && wire->label.size.width > 0 && touches (&wire->label, area)))
        return FALSE;
    }
  return TRUE;
}

/* --- places -------------------------------------------------------------------------------------
 */

/* How far a curve goes to the right (@side 1) or left (-1) at these heights. */
static gfloat
reach (const graphene_point_t *curve, gfloat top, gfloat bottom, gint side)
{
  gfloat farthest = -INFINITY;
  graphene_point_t last = curve[0];

  for (gint step = 1; step <= CURVATURE; step++)
    {
      const graphene_point_t next = gradus_curve_at (curve, step / (gfloat) CURVATURE);

      if (MAX (last.y, next.y) >= top && MIN (last.y, next.y) <= bottom)
        farthest = MAX (farthest, MAX (side * last.x, side * next.x));
      last = next;
    }
  return side * farthest;
}

/* Beside the curve, first on @side, in its middle before its ends. */
static gboolean
place_beside (GradusScene *scene, const GradusWire *wire, const graphene_point_t *curve, gint side,
              gfloat width, graphene_rect_t *area)
{
  const gfloat top = MIN (curve[0].y, curve[3].y), bottom = MAX (curve[0].y, curve[3].y);
  const gfloat heights[] = { (top + bottom) / 2, top + 1 + HEIGHT / 2.f,
                             bottom - 1 - HEIGHT / 2.f };

  if (bottom - top < SHORTEST)
    return FALSE;
  for (gint turn = 0; turn < 2; turn++, side = -side)
    for (gsize i = 0; i < G_N_ELEMENTS (heights); i++)
      {
        const gfloat x = reach (curve, heights[i] - HEIGHT / 2.f, heights[i] + HEIGHT / 2.f, side);

        *area = GRAPHENE_RECT_INIT (side > 0 ? x + BESIDE : x - BESIDE - width,
                                    heights[i] - HEIGHT / 2.f, width, HEIGHT);
        if (is_free (scene, wire, area))
          return TRUE;
      }
  return FALSE;
}

/* Above the curve (@side -1) or below it first, in its middle before its ends. */
static gboolean
place_above (GradusScene *scene, const GradusWire *wire, const graphene_point_t *curve, gint side,
             gfloat width, graphene_rect_t *area)
{
  const gfloat left = MIN (curve[0].x, curve[3].x), right = MAX (curve[0].x, curve[3].x);
  const gfloat starts[] = { (left + right - width) / 2, left + ENDS, right - ENDS - width };

  if (right - left < width + 2 * ENDS)
    return FALSE;
  for (gint turn = 0; turn < 2; turn++, side = -side)
    for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
      {
        const gfloat edge = side < 0 ? MIN (curve[0].y, curve[3].y) : MAX (curve[0].y, curve[3].y);

        *area = GRAPHENE_RECT_INIT (starts[i], edge + side * ABOVE - HEIGHT / 2.f, width, HEIGHT);
        if (is_free (scene, wire, area))
          return TRUE;
      }
  return FALSE;
}

/* Right of the wire, or above it where it is level; outside of a lane, else at what leads to it. */
gboolean
gradus_scene_place_label (GradusScene *scene, guint index, gdouble width, graphene_rect_t *area)
{
  static const guint of_lane[] = { LANE_MIDDLE, LANE_BACK, LANE_OUT };
  const GradusWire *wire = gradus_scene_wire (scene, index);
  const graphene_point_t *points = wire->route.points;
  const graphene_point_t middle = gradus_route_middle (&wire->route);
  const gboolean has_lane = gradus_route_has_lane (&wire->route);

  if (!wire->shape)
    return FALSE;
  for (guint i = 0; i < (has_lane ? G_N_ELEMENTS (of_lane) : 1); i++)
    {
      const graphene_point_t *curve = points + (has_lane ? 3 * of_lane[i] : 0);
      const gfloat across = fabsf (curve[3].x - curve[0].x), down = fabsf (curve[3].y - curve[0].y);
      const gboolean level = down < SHORTEST && down < across; /* or nearly so */
      const gint outside = level ? (has_lane && i == 0 && middle.y > points[0].y ? 1 : -1)
                                 : (has_lane && i == 0 && middle.x < points[0].x ? -1 : 1);

      if (level ? place_above (scene, wire, curve, outside, (gfloat) width, area)
                : place_beside (scene, wire, curve, outside, (gfloat) width, area))
        return TRUE;
    }
  return FALSE;
}

gboolean
gradus_scene_guess_label (GradusScene *scene, guint index, graphene_rect_t *area)
{
  const char *shape = gradus_scene_wire (scene, index)->shape;

  return shape
         && gradus_scene_place_label (scene, index, PER_LETTER * g_utf8_strlen (shape, -1), area);
}
