/* scene.c - GradusScene: see scene.h. The ways of the wires are found in scene-wires.c. */
#include "scene-private.h"

#include "look.h"

#include <math.h>
#include <string.h>

/* A frame's room around its blocks: above and below together less than the gap between two blocks
 * of a chain, so that two frames can follow one another; above with room for the title. */
#define FRAME_SIDE    34
#define FRAME_ABOVE   20
#define FRAME_BELOW   7
#define FRAME_ENDS    13 /* where the model goes from left to right */
#define FRAME_HEADING 19
#define LETTER        7  /* of its title, about so wide */
#define HEADING_X     24 /* right of the lane that a shortcut takes within its group */

/* Between the blocks of a chain, and between those beside one another. A level wire is as long as
 * the shape above it. */
#define WIRE_DOWN    28
#define WIRE_RIGHT   88
#define BESIDE_DOWN  40
#define BESIDE_RIGHT 28

static void
clear_item (GradusSceneItem *item)
{
  g_free (item->id);
  gradus_block_look_clear (&item->look);
  g_clear_pointer (&item->pins, g_array_unref);
  g_clear_pointer (&item->sources, g_ptr_array_unref);
}

static void
clear_wire (GradusWire *wire)
{
  g_free (wire->to_block);
  g_free (wire->shape);
  g_clear_pointer (&wire->node, gsk_render_node_unref);
}

static void
clear_frame (GradusFrame *frame)
{
  g_free (frame->id);
  g_free (frame->title);
  g_clear_pointer (&frame->node, gsk_render_node_unref);
}

void
gradus_scene_free (GradusScene *scene)
{
  g_array_unref (scene->items);
  g_array_unref (scene->wires);
  g_array_unref (scene->frames);
  g_hash_table_unref (scene->index);
  g_hash_table_unref (scene->homes);
  g_free (scene);
}

gint
gradus_scene_find (GradusScene *scene, const char *id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (scene->index, id)) - 1;
}

gint
gradus_scene_home (GradusScene *scene, const char *id)
{
  const gint own = gradus_scene_find (scene, id);

  return own >= 0 ? own : GPOINTER_TO_INT (g_hash_table_lookup (scene->homes, id)) - 1;
}

graphene_point_t
gradus_item_input (const GradusSceneItem *item, guint port)
{
  const graphene_point_t at = gradus_block_input_at (&item->look, port);

  return GRAPHENE_POINT_INIT (item->bounds.origin.x + at.x, item->bounds.origin.y + at.y);
}

graphene_point_t
gradus_item_output (const GradusSceneItem *item, guint port)
{
  const graphene_point_t at = gradus_block_output_at (&item->look, port);

  return GRAPHENE_POINT_INIT (item->bounds.origin.x + at.x, item->bounds.origin.y + at.y);
}

graphene_point_t
gradus_flow_step (GrFlow flow)
{
  return flow == GR_FLOW_RIGHT ? GRAPHENE_POINT_INIT (GRADUS_BLOCK_WIDTH + WIRE_RIGHT, 0)
                               : GRAPHENE_POINT_INIT (0, GRADUS_BLOCK_HEIGHT + WIRE_DOWN);
}

graphene_point_t
gradus_flow_aside (GrFlow flow)
{
  return flow == GR_FLOW_RIGHT ? GRAPHENE_POINT_INIT (0, GRADUS_BLOCK_HEIGHT + BESIDE_RIGHT)
                               : GRAPHENE_POINT_INIT (GRADUS_BLOCK_WIDTH + BESIDE_DOWN, 0);
}

/* --- items --------------------------------------------------------------------------------------
 */

/* Bit i of a block's number: whether a link goes to input i. (transfer full) */
static GHashTable *
linked_inputs (GrModel *model)
{
  GHashTable *linked = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < gr_model_n_links (model); i++)
    {
      const GrLink *link = gr_model_link_at (model, i);
      guint64 *mask = g_hash_table_lookup (linked, link->to);

      if (!mask)
        g_hash_table_insert (linked, link->to, mask = g_new0 (guint64, 1));
      if (link->input < 64)
        *mask |= G_GUINT64_CONSTANT (1) << link->input;
    }
  return linked;
}

GradusSceneItem *
gradus_scene_add_item (GradusScene *scene, const char *id)
{
  GradusSceneItem item = { .id = g_strdup (id) };

  g_array_append_val (scene->items, item);
  g_hash_table_insert (scene->index, item.id, GUINT_TO_POINTER (scene->items->len));
  return gradus_scene_item (scene, scene->items->len - 1);
}

static void
add_items (GradusScene *scene, GrModel *model)
{
  g_autoptr (GHashTable) linked = linked_inputs (model);

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      const GrGroup *group = gradus_folded_around (model, block->group);
      const guint64 *mask = g_hash_table_lookup (linked, block->id);
      GradusSceneItem *item;

      if (group)
        {
          gradus_scene_fold (scene, model, group, block);
          continue;
        }
      item = gradus_scene_add_item (scene, block->id);
      graphene_rect_init (&item->bounds, (gfloat) block->x, (gfloat) block->y, GRADUS_BLOCK_WIDTH,
                          GRADUS_BLOCK_HEIGHT);
      gradus_look_at_block (&item->look, model, block, mask ? *mask : 0);
      item->look.sideways = scene->flow == GR_FLOW_RIGHT;
    }
  gradus_scene_finish_folded (scene, model, linked);
}

void
gradus_scene_mark_weights (GradusScene *scene, GrModel *model)
{
  for (guint i = 0; i < scene->items->len; i++)
    {
      GradusSceneItem *item = gradus_scene_item (scene, i);
      const GrBlock *block = gr_model_block (model, item->id);

      if (block)
        gradus_look_at_weights (&item->look, model, block);
    }
}

/* Marks the block, and the wires that bring it what it cannot take. */
static void
add_marks (GradusScene *scene, GrModel *model)
{
  for (guint i = 0; i < gr_model_n_problems (model); i++)
    {
      const GrProblem *problem = gr_model_problem_at (model, i);
      const GradusMark mark = problem->level == GR_PROBLEM_ERROR ? GRADUS_MARK_ERROR
                                                                 : GRADUS_MARK_WARNING;
      const gint index = problem->block ? gradus_scene_home (scene, problem->block) : -1;

      if (index < 0)
        continue;
      GradusSceneItem *item = gradus_scene_item (scene, index);
      item->look.mark = MAX (item->look.mark, mark);
      if (problem->kind != GR_PROBLEM_SHAPE && problem->kind != GR_PROBLEM_CYCLE)
        continue;
      for (guint w = 0; w < scene->wires->len; w++)
        {
          GradusWire *wire = gradus_scene_wire (scene, w);

          if (strcmp (wire->to_block, problem->block) == 0)
            wire->mark = MAX (wire->mark, mark);
        }
    }
}

/* --- frames -------------------------------------------------------------------------------------
 */

static gint
depth_of (GrModel *model, const GrGroup *group)
{
  gint depth = 0;

  for (const char *in = group->parent; in; in = gr_model_group (model, in)->parent)
    depth++;
  return depth;
}

static char *
frame_title (const GrGroup *group)
{
  GString *title = g_string_new (group->name);

  if (group->title)
    g_string_append_printf (title, " · %s", group->title);
  if (group->repeat > 1)
    g_string_append_printf (title, " ×%d", group->repeat);
  return g_string_free (title, FALSE);
}

static gint
compare_depth (gconstpointer a, gconstpointer b)
{
  return ((const GradusFrame *) a)->depth - ((const GradusFrame *) b)->depth;
}

static void
add_frames (GradusScene *scene, GrModel *model)
{
  for (guint i = 0; i < gr_model_n_groups (model); i++)
    {
      const GrGroup *group = gr_model_group_at (model, i);

      if (gradus_folded_around (model, group->id))
        continue;
      GradusFrame frame = { .id = g_strdup (group->id),
                            .title = frame_title (group),
                            .depth = depth_of (model, group) };

      g_array_append_val (scene->frames, frame);
    }
  g_array_sort (scene->frames, compare_depth);
}

void
gradus_rect_include (graphene_rect_t *all, const graphene_rect_t *more)
{
  if (all->size.width == 0 && all->size.height == 0)
    *all = *more;
  else
    graphene_rect_union (all, more, all);
}

static GradusFrame *
find_frame (GradusScene *scene, const char *id)
{
  for (guint i = 0; id && i < scene->frames->len; i++)
    if (strcmp (gradus_scene_frame (scene, i)->id, id) == 0)
      return gradus_scene_frame (scene, i);
  return NULL;
}

graphene_rect_t
gradus_frame_heading (const GradusFrame *frame)
{
  return GRAPHENE_RECT_INIT (frame->bounds.origin.x + HEADING_X, frame->bounds.origin.y,
                             LETTER * g_utf8_strlen (frame->title, -1), FRAME_HEADING);
}

void
gradus_scene_place_frames (GradusScene *scene, GrModel *model)
{
  const gboolean sideways = scene->flow == GR_FLOW_RIGHT;
  const gfloat beside = sideways ? FRAME_ENDS : FRAME_SIDE;
  const gfloat above = sideways ? FRAME_SIDE : FRAME_ABOVE;
  const gfloat below = sideways ? FRAME_SIDE : FRAME_BELOW;

  for (guint i = 0; i < scene->frames->len; i++)
    gradus_scene_frame (scene, i)->bounds = *graphene_rect_zero ();
  for (guint i = 0; scene->frames->len && i < scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (scene, i);
      const GrBlock *block = gr_model_block (model, item->id);
      GradusFrame *frame = find_frame (scene, block ? block->group
                                                    : gr_model_group (model, item->id)->parent);

      if (frame)
        gradus_rect_include (&frame->bounds, &item->bounds);
    }
  /* The inner ones first, since the outer ones go around them. */
  for (guint i = scene->frames->len; i-- > 0;)
    {
      GradusFrame *frame = gradus_scene_frame (scene, i);
      GradusFrame *outer;

      if (frame->bounds.size.width == 0)
        continue;
      frame->bounds = GRAPHENE_RECT_INIT (
          frame->bounds.origin.x - beside, frame->bounds.origin.y - above,
          frame->bounds.size.width + 2 * beside, frame->bounds.size.height + above + below);
      outer = find_frame (scene, gr_model_group (model, frame->id)->parent);
      if (outer)
        gradus_rect_include (&outer->bounds, &frame->bounds);
    }
}

static void
find_bounds (GradusScene *scene)
{
  scene->bounds = *graphene_rect_zero ();
  for (guint i = 0; i < scene->items->len; i++)
    gradus_rect_include (&scene->bounds, &gradus_scene_item (scene, i)->bounds);
  for (guint i = 0; i < scene->wires->len; i++)
    {
      const GradusWire *wire = gradus_scene_wire (scene, i);
      graphene_rect_t area = wire->route.bounds;

      gradus_rect_include (&scene->bounds, &area);
      /* A lane's label may stand outside of it. */
      if (gradus_route_has_lane (&wire->route) && gradus_scene_guess_label (scene, i, &area))
        gradus_rect_include (&scene->bounds, &area);
    }
  for (guint i = 0; i < scene->frames->len; i++)
    if (gradus_scene_frame (scene, i)->bounds.size.width > 0)
      gradus_rect_include (&scene->bounds, &gradus_scene_frame (scene, i)->bounds);
}

GradusScene *
gradus_scene_new (GrModel *model, GrFlow flow)
{
  GradusScene *scene = g_new0 (GradusScene, 1);

  scene->flow = flow;
  scene->items = g_array_new (FALSE, FALSE, sizeof (GradusSceneItem));
  scene->wires = g_array_new (FALSE, FALSE, sizeof (GradusWire));
  scene->frames = g_array_new (FALSE, FALSE, sizeof (GradusFrame));
  g_array_set_clear_func (scene->items, (GDestroyNotify) clear_item);
  g_array_set_clear_func (scene->wires, (GDestroyNotify) clear_wire);
  g_array_set_clear_func (scene->frames, (GDestroyNotify) clear_frame);
  scene->index = g_hash_table_new (g_str_hash, g_str_equal);
  scene->homes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_items (scene, model);
  add_frames (scene, model);
  gradus_scene_place_frames (scene, model);
  gradus_scene_add_wires (scene, model);
  add_marks (scene, model);
  find_bounds (scene);
  return scene;
}

void
gradus_scene_move (GradusScene *scene, GrModel *model, GHashTable *moved, gdouble dx, gdouble dy)
{
  for (guint i = 0; i < scene->items->len; i++)
    {
      GradusSceneItem *item = gradus_scene_item (scene, i);

      if (g_hash_table_contains (moved, item->id))
        graphene_rect_offset (&item->bounds, (gfloat) dx, (gfloat) dy);
    }
  gradus_scene_place_frames (scene, model);
  for (guint i = 0; i < scene->wires->len; i++)
    {
      const GradusWire *wire = gradus_scene_wire (scene, i);

      if (g_hash_table_contains (moved, gradus_scene_item (scene, wire->from)->id)
          || g_hash_table_contains (moved, gradus_scene_item (scene, wire->to)->id))
        gradus_scene_route_wire (scene, i);
    }
  find_bounds (scene);
}

gboolean
gradus_scene_is_dragged (GradusScene *scene, guint item)
{
  return scene->dragged
         && g_hash_table_contains (scene->dragged, gradus_scene_item (scene, item)->id);
}

void
gradus_scene_forget_drawings (GradusScene *scene)
{
  for (guint i = 0; i < scene->frames->len; i++)
    g_clear_pointer (&gradus_scene_frame (scene, i)->node, gsk_render_node_unref);
  for (guint i = 0; i < scene->wires->len; i++)
    {
      GradusWire *wire = gradus_scene_wire (scene, i);

      g_clear_pointer (&wire->node, gsk_render_node_unref);
      wire->label_placed = FALSE;
    }
}

/* --- what is at a point -------------------------------------------------------------------------
 */

/* The nearest port of @item within @reach, as .part and .port of @hit; they may stand closer than
 * that. */
static gboolean
pick_port (const GradusSceneItem *item, const graphene_point_t *point, gdouble reach,
           GradusHit *hit)
{
  const guint n_inputs = item->look.n_inputs, n = n_inputs + item->look.n_outputs;
  gboolean found = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const gboolean output = i >= n_inputs;
      const graphene_point_t at = output ? gradus_item_output (item, i - n_inputs)
                                         : gradus_item_input (item, i);
      const gdouble distance = hypot (point->x - at.x, point->y - at.y);

      if (distance > reach)
        continue;
      reach = distance;
      hit->part = output ? GRADUS_PART_OUTPUT : GRADUS_PART_INPUT;
      hit->port = output ? i - n_inputs : i;
      found = TRUE;
    }
  return found;
}

static gboolean
pick_item (GradusScene *scene, guint index, const graphene_point_t *point, gdouble slack,
           GradusHit *hit)
{
  const GradusSceneItem *item = gradus_scene_item (scene, index);
  const gdouble reach = GRADUS_PORT_RADIUS + slack;
  graphene_rect_t area = item->bounds;

  graphene_rect_inset (&area, (gfloat) - (reach + 8), (gfloat) - (reach + 8));
  if (!graphene_rect_contains_point (&area, point))
    return FALSE;
  *hit = (GradusHit){ .index = index };
  if (item->look.mark)
    {
      graphene_rect_t mark = gradus_block_mark_area ();

      graphene_rect_offset (&mark, item->bounds.origin.x, item->bounds.origin.y);
      hit->part = GRADUS_PART_MARK;
      if (graphene_rect_contains_point (&mark, point))
        return TRUE;
    }
  if (pick_port (item, point, reach, hit))
    return TRUE;
  hit->part = GRADUS_PART_ITEM;
  return graphene_rect_contains_point (&item->bounds, point);
}

static gboolean
on_edge (const GradusFrame *frame, const graphene_point_t *point, gdouble slack)
{
  graphene_rect_t inner = frame->bounds;

  inner.origin.y += FRAME_HEADING;
  inner.size.height -= FRAME_HEADING;
  graphene_rect_inset (&inner, (gfloat) slack, 0);
  inner.size.height -= (gfloat) slack;
  return !graphene_rect_contains_point (&inner, point);
}

gint
gradus_scene_wire_at (GradusScene *scene, const graphene_point_t *point, gdouble slack)
{
  gdouble nearest = slack;
  gint found = -1;

  for (guint i = 0; i < scene->wires->len; i++)
    {
      const GradusRoute *route = &gradus_scene_wire (scene, i)->route;
      graphene_rect_t area = route->bounds;
      gdouble distance;

      graphene_rect_inset (&area, (gfloat) -slack, (gfloat) -slack);
      if (!graphene_rect_contains_point (&area, point))
        continue;
      distance = gradus_route_distance (route, point);
      if (distance <= nearest)
        {
          nearest = distance;
          found = (gint) i;
        }
    }
  return found;
}

/* Whether item @a comes before @b along the flow; beside one another, in the order across it. */
static gboolean
is_before (GradusScene *scene, guint a, guint b)
{
  const gboolean sideways = scene->flow == GR_FLOW_RIGHT;
  const graphene_point_t p = gradus_scene_item (scene, a)->bounds.origin;
  const graphene_point_t q = gradus_scene_item (scene, b)->bounds.origin;
  const gfloat along = sideways ? p.x - q.x : p.y - q.y, across = sideways ? p.y - q.y : p.x - q.x;

  return along != 0 ? along < 0 : across != 0 ? across < 0 : a < b;
}

gint
gradus_scene_next (GradusScene *scene, gint from, gboolean forward)
{
  gint next = -1;

  for (gint i = 0; i < (gint) scene->items->len; i++)
    {
      if (from >= 0 && !is_before (scene, forward ? from : i, forward ? i : from))
        continue;
      if (next < 0 || is_before (scene, forward ? i : next, forward ? next : i))
        next = i;
    }
  return next;
}

GradusHit
gradus_scene_pick (GradusScene *scene, const graphene_point_t *point, gdouble slack)
{
  GradusHit hit = { 0 };
  gint wire;

  for (guint i = scene->items->len; i-- > 0;)
    if (pick_item (scene, i, point, slack, &hit))
      return hit;
  wire = gradus_scene_wire_at (scene, point, slack);
  if (wire >= 0)
    return (GradusHit){ GRADUS_PART_WIRE, (guint) wire, 0 };
  for (guint i = scene->frames->len; i-- > 0;)
    if (graphene_rect_contains_point (&gradus_scene_frame (scene, i)->bounds, point))
      return (GradusHit){ on_edge (gradus_scene_frame (scene, i), point, slack) ? GRADUS_PART_FRAME
                                                                                : GRADUS_PART_BODY,
                          i, 0 };
  return (GradusHit){ GRADUS_PART_NOTHING, 0, 0 };
}
