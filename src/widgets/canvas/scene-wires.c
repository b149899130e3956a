/* scene-wires.c - the wires of a scene, and their ways past the blocks between their ends.
 *
 * A wire goes straight or in one curve. Where that would run through a block it takes a lane beside
 * the blocks instead, on the side of the port that it goes to; wires that would share a lane get
 * one each.
 */
#include "scene-private.h"

#include <math.h>
#include <string.h>

#define NEAR      70 /* between neighbours of a chain there is nothing to avoid */
#define LANE_GAP  18 /* from a block to the lane past it */
#define LANE_STEP 9  /* from one lane to the next */
#define CLEARANCE 6

/* Ways that flow to the right are found as if they flowed down, with x and y in each other's place:
 * "top", "left" and so on are of that. */
static graphene_point_t
turned_point (const GradusScene *scene, graphene_point_t point)
{
  return scene->flow == GR_FLOW_RIGHT ? GRAPHENE_POINT_INIT (point.y, point.x) : point;
}

static graphene_rect_t
turned_rect (const GradusScene *scene, const graphene_rect_t *rect)
{
  return scene->flow == GR_FLOW_RIGHT ? GRAPHENE_RECT_INIT (rect->origin.y, rect->origin.x,
                                                            rect->size.height, rect->size.width)
                                      : *rect;
}

static graphene_rect_t
box_of (GradusScene *scene, guint item)
{
  return turned_rect (scene, &gradus_scene_item (scene, item)->bounds);
}

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
      graphene_rect_t box;
      gfloat y0, y1, x0, x1;

      if (i == wire->from || i == wire->to)
        continue;
      box = box_of (scene, i);
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
          const graphene_rect_t box = box_of (scene, i);
          const gdouble left = box.origin.x, right = left + box.size.width;

          if (box.origin.y > bottom || box.origin.y + box.size.height < top
              || lane <= left - LANE_GAP || lane >= right + LANE_GAP)
            continue;
          lane = side < 0 ? left - LANE_GAP : right + LANE_GAP;
          blocked = TRUE;
        }
    }
  return lane;
}

static gdouble
lane_of (const GradusScene *scene, const GradusRoute *route)
{
  return turned_point (scene, gradus_route_middle (route)).x;
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
          const graphene_rect_t bounds = turned_rect (scene, &route->bounds);

          /* What leaves one output may share its way. */
          if (i == self || !gradus_route_has_lane (route)
              || other->from == gradus_scene_wire (scene, self)->from || bounds.origin.y > bottom
              || bounds.origin.y + bounds.size.height < top
              || fabs (lane_of (scene, route) - lane) >= LANE_STEP)
            continue;
          lane = lane_of (scene, route) + side * LANE_STEP;
          taken = TRUE;
        }
    }
  return lane;
}

void
gradus_scene_route_wire (GradusScene *scene, guint index)
{
  GradusWire *wire = gradus_scene_wire (scene, index);
  const gboolean sideways = scene->flow == GR_FLOW_RIGHT;
  const graphene_point_t start = gradus_item_output (gradus_scene_item (scene, wire->from),
                                                     wire->from_port);
  const graphene_point_t end = gradus_item_input (gradus_scene_item (scene, wire->to),
                                                  wire->to_port);
  const graphene_point_t from = turned_point (scene, start), to = turned_point (scene, end);
  const gboolean upwards = to.y < from.y + 8;

  g_clear_pointer (&wire->node, gsk_render_node_unref);
  wire->label_placed = FALSE;
  wire->label = *graphene_rect_zero ();
  wire->route.n_points = 0;
  if (upwards || (to.y - from.y > NEAR && in_the_way (scene, wire, from, to)))
    {
      const graphene_rect_t target = box_of (scene, wire->to);
      graphene_point_t centre;
      gdouble lane;
      gint side;

      graphene_rect_get_center (&target, &centre);
      side = to.x < centre.x - 1 ? -1 : 1;
      lane = find_lane (scene, from, to, side);
      lane = free_lane (scene, index, lane, side, MIN (from.y, to.y), MAX (from.y, to.y));
      gradus_route_by_lane (&wire->route, start, end, lane, sideways);
    }
  else
    gradus_route_direct (&wire->route, start, end, sideways);
}

/* The port of a folded group for the link into @input of @block; its first pin has the wire. */
static const GradusPin *
find_pin (const GradusSceneItem *item, const char *block, guint input, gboolean *first)
{
  const GradusPin *found = NULL;

  for (guint i = 0; !found && i < item->pins->len; i++)
    {
      const GradusPin *pin = &g_array_index (item->pins, GradusPin, i);

      if (pin->input == input && strcmp (pin->block, block) == 0)
        found = pin;
    }
  *first = TRUE;
  for (const GradusPin *pin = &g_array_index (item->pins, GradusPin, 0); pin < found; pin++)
    *first = *first && pin->port != found->port;
  return found;
}

static const char *
group_of (GrModel *model, const char *block)
{
  return gr_model_block (model, block)->group;
}

static void
add_wire (GradusScene *scene, GrModel *model, const GrLink *link)
{
  const gint from = gradus_scene_home (scene, link->from);
  const gint to = gradus_scene_home (scene, link->to);
  const GrBlockInfo *info = gr_model_info (model, link->from);
  GradusWire wire = { .input = link->input, .to_port = link->input };

  if (from < 0 || to < 0 || from == to)
    return;
  wire.from = from;
  wire.to = to;
  wire.from_port = gradus_item_port_of (gradus_scene_item (scene, from), link->from);
  if (gradus_scene_item (scene, to)->pins)
    {
      gboolean first;

      wire.to_port = find_pin (gradus_scene_item (scene, to), link->to, link->input, &first)->port;
      if (!first)
        return;
    }
  if (info && info->known) /* within a group it is what each copy gives, else what the last does */
    wire.shape = g_strcmp0 (group_of (model, link->from), group_of (model, link->to)) == 0
                     ? gr_block_info_shapes (info)
                     : gr_block_info_shape (info);
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
