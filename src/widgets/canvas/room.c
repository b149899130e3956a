/* room.c - room for new blocks: see room.h. */
#include "room.h"

#include "model/arrange.h"

#include <math.h>

#define ROOM 12 /* that blocks leave between them */
/* How places are tried around one that is taken. */
#define STEP  16
#define RINGS 60
/* How far one that lies over another leaves that one to be seen. */
#define CASCADE 24

gboolean
gradus_room_is_taken (GradusScene *scene, graphene_point_t at, const char *own)
{
  const graphene_rect_t box = GRAPHENE_RECT_INIT (
      at.x - ROOM, at.y - ROOM, GRADUS_BLOCK_WIDTH + 2 * ROOM, GRADUS_BLOCK_HEIGHT + 2 * ROOM);

  for (guint i = 0; i < scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (scene, i);

      if (g_strcmp0 (item->id, own) != 0 && graphene_rect_intersection (&item->bounds, &box, NULL))
        return TRUE;
    }
  return FALSE;
}

graphene_point_t
gradus_room_beside (GradusScene *scene, graphene_point_t at, const char *own)
{
  const graphene_point_t aside = gradus_flow_aside (scene->flow);

  while (gradus_room_is_taken (scene, at, own))
    at = GRAPHENE_POINT_INIT (at.x + aside.x, at.y + aside.y);
  return at;
}

gboolean
gradus_room_is_clear (GradusScene *scene, const graphene_rect_t *area, const GArray *others)
{
  for (guint i = 0; i < scene->items->len; i++)
    if (graphene_rect_intersection (&gradus_scene_item (scene, i)->bounds, area, NULL))
      return FALSE;
  for (guint i = 0; i < others->len; i++)
    if (graphene_rect_intersection (&g_array_index (others, graphene_rect_t, i), area, NULL))
      return FALSE;
  return TRUE;
}

/* All that stands in the way of it, of graphene_rect_t. (transfer full) */
static GArray *
find_obstacles (GradusScene *scene, const GArray *others)
{
  GArray *obstacles = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));

  for (guint i = 0; i < scene->items->len; i++)
    g_array_append_val (obstacles, gradus_scene_item (scene, i)->bounds);
  g_array_append_vals (obstacles, others->data, others->len);
  return obstacles;
}

/* What is hit goes to the front: it most often is what the next place hits too. */
static gboolean
hits_any (GArray *obstacles, const graphene_rect_t *box)
{
  graphene_rect_t *all = (graphene_rect_t *) obstacles->data;

  for (guint i = 0; i < obstacles->len; i++)
    if (graphene_rect_intersection (&all[i], box, NULL))
      {
        const graphene_rect_t hit = all[i];

        all[i] = all[0];
        all[0] = hit;
        return TRUE;
      }
  return FALSE;
}

/* In squares around @area, each farther out; the nearest place on the first that has any. */
graphene_point_t
gradus_room_near (GradusScene *scene, const graphene_rect_t *area, const GArray *others)
{
  g_autoptr (GArray) obstacles = find_obstacles (scene, others);
  graphene_point_t nearest = area->origin;
  gfloat least = INFINITY;

  for (gint ring = 0; ring <= RINGS && !isfinite (least); ring++)
    for (gint i = -ring; i <= ring; i++)
      for (gint k = -ring; k <= ring; k += ABS (i) == ring ? 1 : MAX (2 * ring, 1))
        {
          graphene_rect_t there, box;

          graphene_rect_offset_r (area, (gfloat) i * STEP, (gfloat) k * STEP, &there);
          graphene_rect_inset_r (&there, -ROOM, -ROOM, &box);
          if (i * i + k * k < least && !hits_any (obstacles, &box))
            {
              least = (gfloat) (i * i + k * k);
              nearest = there.origin;
            }
        }
  return nearest;
}

static gboolean
begins_near (const graphene_rect_t *a, const graphene_rect_t *b, gfloat aside)
{
  return fabsf (a->origin.x + aside - b->origin.x) < CASCADE
         && fabsf (a->origin.y + aside - b->origin.y) < CASCADE;
}

static gboolean
hides_any (GradusScene *scene, const GArray *areas, gfloat aside, const GArray *others)
{
  for (guint i = 0; i < areas->len; i++)
    {
      const graphene_rect_t *area = &g_array_index (areas, graphene_rect_t, i);

      for (guint k = 0; k < scene->items->len; k++)
        if (begins_near (area, &gradus_scene_item (scene, k)->bounds, aside))
          return TRUE;
      for (guint k = 0; k < others->len; k++)
        if (begins_near (area, &g_array_index (others, graphene_rect_t, k), aside))
          return TRUE;
    }
  return FALSE;
}

gfloat
gradus_room_cascade (GradusScene *scene, const GArray *areas, const GArray *others)
{
  gfloat aside = 0;

  while (hides_any (scene, areas, aside, others))
    aside += CASCADE;
  return aside;
}

GrEdit *
gradus_room_move_on (GradusScene *scene, GrModel *model, GHashTable *blocks, gdouble distance)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, blocks);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (items, gradus_scene_item (scene, gradus_scene_home (scene, id))->id);
  return gr_arrange_move (model, (const char *const *) items->pdata, items->len,
                          scene->flow == GR_FLOW_RIGHT ? distance : 0,
                          scene->flow == GR_FLOW_RIGHT ? 0 : distance);
}
