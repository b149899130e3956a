/* scene-wires.c - the wires of a scene, and their ways past the blocks between their ends.
 *
 * A wire goes straight or in one curve. Where that would run through a block it takes a lane beside
 * the blocks instead, on the side of the port that it goes to; wires that would share a lane get
 * one each.
 */
#include "scene-private.h"

#include <math.h>

#define NEAR      70 /* between neighbours of a chain there is nothing to avoid */
#define LANE_GAP  18 /* from a block to the lane past it */
#define LANE_STEP 9  /* from one lane to the next */
#define CLEARANCE 6

/* Whether the straight way between two points would touch an item other than its ends. */
static gboolean
in_the_way (GradusScene *scene, const GradusWire *wire, graphene_point_t from, graphene_point_t to)
{
  const gfloat top = MIN (from.y, to.y), bottom = MAX (from.y, to.y);
  const gfloat left = MIN (from.x, to.x), right = MAX (from.x, to.x);
  /* A straight way has no width of its own to meet anything with. */
  const graphene_rect_t area = GRAPHENE_RECT_INIT (left - 1, top, right - left + 2, bottom - top);

  for (guint i = 0; i < scene->items->len; i++)
    {
      graphene_rect_t box = gradus_scene_item (scene, i)->bounds;
      gfloat y0, y1, x0, x1;

      if (i == wire->from || i == wire->to)
        continue;
      graphene_rect_inset (&box, -CLEARANCE, -CLEARANCE);
      if (!graphene_rect_intersection (&box, &area, NULL))
        continue;
      /* Where the curve, which is near enough a line in its middle, is at the box's height. */
      y0 = MAX (box.origin.y, top);
      y1 = MIN (box.origin.y + box.size.height, bottom);
      x0 = from.x + (to.x - from.x) * (y0 - from.y) / (to.y - from.y);
      x1 = from.x + (to.x - from.x) * (y1 - from.y) / (to.y - from.y);
      if (MAX (x0, x1) >= box.origin.x && MIN (x0, x1) <= box.origin.x + box.size.width)
        return TRUE;
    }
  return FALSE;
}

/* The nearest lane to the left (@side < 0) or right of the ends that no block stands in. */
static gdouble
find_lane (GradusScene *scene, graphene_point_t from, graphene_point_t to, gint side)
{
  const gfloat top = MIN (from.y, to.y) - 1, bottom = MAX (from.y, to.y) + 1;
  gdouble lane = side < 0 ? MIN (from.x, to.x) : MAX (from.x, to.x);
  gboolean blocked = TRUE;

  while (blocked)
    {
      blocked = FALSE;
      for (guint i = 0; i < scene->items->len; i++)
        {
          const graphene_rect_t *box = &gradus_scene_item (scene, i)->bounds;
          const gdouble left = box->origin.x, right = left + box->size.width;

          if (box->origin.y > bottom || box->origin.y + box->size.height < top
              || lane <= left - LANE_GAP || lane >= right + LANE_GAP)
            continue;
          lane = side < 0 ? left - LANE_GAP : right + LANE_GAP;
          blocked = TRUE;
        }
    }
  return lane;
}

static gboolean
has_lane (const GradusRoute *route)
{
  return route->n_points > 4;
}

static gdouble
lane_of (const GradusRoute *route)
{
  return gradus_route_middle (route).x;
}

/* Moves @lane outwards until no other wire runs there at these heights. */
static gdouble
free_lane (GradusScene *scene, guint self, gdouble lane, gint side, gfloat top, gfloat bottom)
{
  gboolean taken = TRUE;

  while (taken)
    {
      taken = FALSE;
      for (guint i = 0; i < scene->wires->len; i++)
        {
          const GradusWire *other = gradus_scene_wire (scene, i);
          const GradusRoute *route = &other->route;

          /* What leaves one output may share its way. */
          if (i == self || !has_lane (route) || other->from == gradus_scene_wire (scene, self)->from
              || route->bounds.origin.y > bottom
              || route->bounds.origin.y + route->bounds.size.height < top
              || fabs (lane_of (route) - lane) >= LANE_STEP)
            continue;
          lane = lane_of (route) + side * LANE_STEP;
          taken = TRUE;
        }
    }
  return lane;
}

void
gradus_scene_route_wire (GradusScene *scene, guint index)
{
  GradusWire *wire = gradus_scene_wire (scene, index);
  const GradusItem *target = gradus_scene_item (scene, wire->to);
  const graphene_point_t from = gradus_item_output (gradus_scene_item (scene, wire->from));
  const graphene_point_t to = gradus_item_input (target, wire->port);
  const gboolean upwards = to.y < from.y + 8;

  g_clear_pointer (&wire->node, gsk_render_node_unref);
  wire->route.n_points = 0;
  if (upwards || (to.y - from.y > NEAR && in_the_way (scene, wire, from, to)))
    {
      graphene_point_t centre;
      gdouble lane;
      gint side;

      graphene_rect_get_center (&target->bounds, &centre);
      side = to.x < centre.x - 1 ? -1 : 1;
      lane = find_lane (scene, from, to, side);
      lane = free_lane (scene, index, lane, side, MIN (from.y, to.y), MAX (from.y, to.y));
      gradus_route_by_lane (&wire->route, from, to, lane);
    }
  else
    gradus_route_direct (&wire->route, from, to);
}

static gboolean
has_wire (GradusScene *scene, guint from, guint to)
{
  for (guint i = 0; i < scene->wires->len; i++)
    if (gradus_scene_wire (scene, i)->from == from && gradus_scene_wire (scene, i)->to == to)
      return TRUE;
  return FALSE;
}

static void
add_wire (GradusScene *scene, GrModel *model, const GrLink *link)
{
  const gint from = gradus_scene_home (scene, link->from);
  const gint to = gradus_scene_home (scene, link->to);
  const GrBlockInfo *info = gr_model_info (model, link->from);
  GradusItem *source, *target;
  GradusWire wire = { .input = link->input, .port = link->input };

  if (from < 0 || to < 0 || from == to)
    return;
  source = gradus_scene_item (scene, from);
  target = gradus_scene_item (scene, to);
  wire.from = from;
  wire.to = to;
  wire.shape = info && info->known ? gr_block_info_shape (info) : NULL;
  /* What goes into a folded group from one block goes there once, whatever reads it inside. */
  if (target->look.is_group && has_wire (scene, from, to))
    {
      g_free (wire.shape);
      return;
    }
  if (target->look.is_group)
    wire.port = target->look.n_inputs++;
  if (source->look.is_group && !source->look.shape)
    source->look.shape = g_strdup (wire.shape);
  wire.to_block = g_strdup (link->to);
  g_array_append_val (scene->wires, wire);
}

void
gradus_scene_add_wires (GradusScene *scene, GrModel *model)
{
  for (guint i = 0; i < gr_model_n_links (model); i++)
    add_wire (scene, model, gr_model_link_at (model, i));
  for (guint i = 0; i < scene->wires->len; i++)
    gradus_scene_route_wire (scene, i);
}
