/* arrange.c - moving several blocks at once. See arrange.h. */
#include "arrange.h"
#include "compose.h"
#include "model-private.h"

static GrEdit *
compound_or_null (GPtrArray *edits)
{
  return edits->len ? gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len) : NULL;
}

static GPtrArray *
edits_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
}

/* Moves a block, or all blocks of a group; each block once, as @moved knows. */
static void
add_moves (GrModel *model, GPtrArray *edits, GHashTable *moved, const char *id, gdouble dx,
           gdouble dy)
{
  const GrBlock *one = gr_model_block (model, id);

  if (dx == 0 && dy == 0)
    return;
  for (guint i = one ? (guint) gr_model_block_index (model, id) : 0; i < model->blocks->len; i++)
    {
      const GrBlock *block = g_ptr_array_index (model->blocks, i);

      if ((block == one || (!one && gr_model_group_within (model, block->group, id)))
          && g_hash_table_add (moved, block->id))
        g_ptr_array_add (edits, gr_edit_move_block (block->id, block->x + dx, block->y + dy));
      if (block == one)
        return;
    }
}

GrEdit *
gr_arrange_to (GrModel *model, const char *const *ids, const GrBox *boxes, const GrBox *places,
               guint n)
{
  g_autoptr (GPtrArray) edits = edits_new ();
  g_autoptr (GHashTable) moved = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    add_moves (model, edits, moved, ids[i], places[i].x - boxes[i].x, places[i].y - boxes[i].y);
  return compound_or_null (edits);
}

GrEdit *
gr_arrange_move (GrModel *model, const char *const *ids, guint n, gdouble dx, gdouble dy)
{
  g_autoptr (GPtrArray) edits = edits_new ();
  g_autoptr (GHashTable) moved = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    add_moves (model, edits, moved, ids[i], dx, dy);
  return compound_or_null (edits);
}

GrEdit *
gr_arrange_push (GrModel *model, const char *id, gdouble dx, gdouble dy)
{
  g_autoptr (GHashTable) behind = gr_compose_behind (model, id);
  g_autofree gpointer *ids = g_hash_table_get_keys_as_array (behind, NULL);

  return gr_arrange_move (model, (const char *const *) ids, g_hash_table_size (behind), dx, dy);
}

/* The box around all. */
static GrBox
bounds_of (const GrBox *boxes, guint n)
{
  GrBox all = boxes[0];

  for (guint i = 1; i < n; i++)
    {
      const gdouble right = MAX (all.x + all.width, boxes[i].x + boxes[i].width);
      const gdouble bottom = MAX (all.y + all.height, boxes[i].y + boxes[i].height);

      all.x = MIN (all.x, boxes[i].x);
      all.y = MIN (all.y, boxes[i].y);
      all.width = right - all.x;
      all.height = bottom - all.y;
    }
  return all;
}

void
gr_boxes_align (GrBox *boxes, guint n, GrAlign align)
{
  const GrBox all = n > 0 ? bounds_of (boxes, n) : (GrBox){ 0 };

  for (guint i = 0; i < n; i++)
    switch (align)
      {
      case GR_ALIGN_LEFT:
        boxes[i].x = all.x;
        break;
      case GR_ALIGN_CENTRE:
        boxes[i].x = all.x + (all.width - boxes[i].width) / 2;
        break;
      case GR_ALIGN_RIGHT:
        boxes[i].x = all.x + all.width - boxes[i].width;
        break;
      case GR_ALIGN_TOP:
        boxes[i].y = all.y;
        break;
      case GR_ALIGN_MIDDLE:
        boxes[i].y = all.y + (all.height - boxes[i].height) / 2;
        break;
      case GR_ALIGN_BOTTOM:
        boxes[i].y = all.y + all.height - boxes[i].height;
        break;
      }
}

/* By the middle of the boxes along the axis; of equal ones the earlier first. */
static gint
compare_middles (gconstpointer a, gconstpointer b, gpointer user)
{
  const guint i = *(const guint *) a, j = *(const guint *) b;
  const gdouble *middles = user;

  if (middles[i] != middles[j])
    return middles[i] < middles[j] ? -1 : 1;
  return (i > j) - (i < j);
}

void
gr_boxes_distribute (GrBox *boxes, guint n, gboolean vertically)
{
  g_autofree guint *order = g_new (guint, n + 1);
  g_autofree gdouble *middles = g_new (gdouble, n + 1);
  gdouble taken = 0, at, gap;

  if (n < 3)
    return;
  for (guint i = 0; i < n; i++)
    {
      order[i] = i;
      middles[i] = vertically ? boxes[i].y + boxes[i].height / 2 : boxes[i].x + boxes[i].width / 2;
      taken += vertically ? boxes[i].height : boxes[i].width;
    }
  g_qsort_with_data (order, (gint) n, sizeof (guint), compare_middles, middles);
  {
    const GrBox *first = &boxes[order[0]], *last = &boxes[order[n - 1]];
    const gdouble room = vertically ? last->y + last->height - first->y
                                    : last->x + last->width - first->x;

    gap = (room - taken) / (n - 1);
    at = vertically ? first->y : first->x;
  }
  for (guint k = 0; k + 1 < n; k++)
    {
      GrBox *box = &boxes[order[k]];

      *(vertically ? &box->y : &box->x) = at;
      at += (vertically ? box->height : box->width) + gap;
    }
}
