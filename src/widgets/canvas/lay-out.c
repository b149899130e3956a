/* lay-out.c - automatic layout of a model as the canvas shows it: see lay-out.h. */
#include "lay-out.h"

#include "model/layout.h"
#include "scene.h"

#include <math.h>

/* Lays out items of @model: all that are seen (@home NULL), or the blocks in a folded group. */
static void
lay_out_items (GrModel *model, GrFlow flow, const char *home)
{
  /* As far apart as in the projects that come with the program, and room for the frames. */
  const graphene_point_t step = gradus_flow_step (flow);
  const GrLayout down = { FALSE, step.y - GRADUS_BLOCK_HEIGHT, 44, 28, 34, 0 };
  const GrLayout right = { TRUE, step.x - GRADUS_BLOCK_WIDTH, 40, 28, 34, 0 };
  g_autoptr (GradusScene) scene = gradus_scene_new (model, flow);
  const guint n_all = home ? gr_model_n_blocks (model) : scene->items->len;
  g_autofree const char **ids = g_new (const char *, n_all + 1);
  g_autofree GrBox *boxes = g_new (GrBox, n_all + 1);
  g_autoptr (GrEdit) edit = NULL, inverse = NULL;
  guint n = 0;

  for (guint i = 0; i < n_all; i++)
    {
      const GrBlock *block = home ? gr_model_block_at (model, i) : NULL;
      const GradusSceneItem *item = home ? NULL : gradus_scene_item (scene, i);

      if (home && gradus_scene_home (scene, block->id) != gradus_scene_find (scene, home))
        continue;
      ids[n] = home ? block->id : item->id;
      boxes[n++] = (GrBox){ home ? block->x : item->bounds.origin.x,
                            home ? block->y : item->bounds.origin.y, GRADUS_BLOCK_WIDTH,
                            GRADUS_BLOCK_HEIGHT };
    }
  edit = gr_layout (model, ids, boxes, n, flow == GR_FLOW_RIGHT ? &right : &down);
  if (edit)
    inverse = gr_model_apply (model, edit, NULL);
}

void
gradus_lay_out (GrModel *model, GrFlow flow)
{
  g_autoptr (GradusScene) scene = gradus_scene_new (model, flow);

  for (guint i = 0; i < scene->items->len; i++)
    if (gradus_scene_item (scene, i)->look.is_group)
      lay_out_items (model, flow, gradus_scene_item (scene, i)->id);
  lay_out_items (model, flow, NULL);
}

/* --- places that a file does not say ------------------------------------------------------------
 */

static gboolean
is_at_origin (const GrBlock *block)
{
  return block->x == 0 && block->y == 0;
}

static gboolean
overlap (const GrBlock *a, const GrBlock *b)
{
  return fabs (a->x - b->x) < GRADUS_BLOCK_WIDTH && fabs (a->y - b->y) < GRADUS_BLOCK_HEIGHT;
}

/* Whether the block at @index has no place of its own: it lies at the origin, as those do of which
 * a file says nothing, on or under another. The first one there stays, unless one that has a place
 * is in its way. */
static gboolean
is_unplaced (GrModel *model, guint index)
{
  const GrBlock *block = gr_model_block_at (model, index);

  for (guint i = 0; is_at_origin (block) && i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *other = gr_model_block_at (model, i);

      if (i != index && overlap (block, other) && (i < index || !is_at_origin (other)))
        return TRUE;
    }
  return FALSE;
}

/* In the order of the file, in one line beside all that have a place. */
static void
place_beside (GrModel *model, GrFlow flow)
{
  const graphene_point_t step = gradus_flow_step (flow), aside = gradus_flow_aside (flow);
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
  g_autoptr (GArray) unplaced = g_array_new (FALSE, FALSE, sizeof (guint));
  gdouble x = -INFINITY, y = -INFINITY, left = INFINITY, top = INFINITY;

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);

      if (is_unplaced (model, i))
        {
          g_array_append_val (unplaced, i);
          continue;
        }
      x = MAX (x, block->x);
      y = MAX (y, block->y);
      left = MIN (left, block->x);
      top = MIN (top, block->y);
    }
  /* Behind the last across the flow, from the first along it. */
  x = flow == GR_FLOW_RIGHT ? left : x + aside.x;
  y = flow == GR_FLOW_RIGHT ? y + aside.y : top;
  for (guint i = 0; i < unplaced->len; i++)
    g_ptr_array_add (edits, gr_edit_move_block (
                                gr_model_block_at (model, g_array_index (unplaced, guint, i))->id,
                                x + i * step.x, y + i * step.y));
  for (guint i = 0; i < edits->len; i++)
    {
      g_autoptr (GrEdit) inverse = gr_model_apply (model, edits->pdata[i], NULL);
    }
}

void
gradus_lay_out_pile (GrProject *project)
{
  GrModel *model = project->model;
  g_autoptr (JsonNode) canvas = gr_project_section (project, "canvas");

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i), *first = gr_model_block_at (model, 0);

      if (block->x != first->x || block->y != first->y)
        {
          place_beside (model, gr_flow_read (canvas));
          return;
        }
    }
  gradus_lay_out (model, gr_flow_read (canvas));
}
