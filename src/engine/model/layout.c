/* layout.c - lays out a model group by group: what is in a group first, then the group as one box
 * among its neighbours. See layout.h; a level by itself is layered.c. */
#include "layout.h"
#include "layered.h"
#include "model-private.h"

/* A block, or a group that stands as it is, or (where .parts is set) a group laid out in here. */
typedef struct _Item Item;

struct _Item
{
  const char *id;
  gint given;       /* its number among the ids, or -1 */
  GrBox box;        /* within what it is in */
  GPtrArray *parts; /* of Item */
};

typedef struct
{
  GrModel *model;
  const GrLayout *layout;
  GHashTable *items; /* id -> Item, for what is given and for every group around it */
  Item *top;
} Work;

static Item *
item_new (const char *id, gint given)
{
  Item *item = g_new0 (Item, 1);

  item->id = id;
  item->given = given;
  return item;
}

static void
item_free (Item *item)
{
  g_clear_pointer (&item->parts, g_ptr_array_unref);
  g_free (item);
}

static void
add_part (Item *whole, Item *part)
{
  if (!whole->parts)
    whole->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  g_ptr_array_add (whole->parts, part);
}

/* The item of a group that is laid out, made with those around it where it is not there yet. */
static Item *
group_item (Work *work, const char *id)
{
  const GrGroup *group = gr_model_group (work->model, id);
  Item *item = group ? g_hash_table_lookup (work->items, id) : work->top;

  if (!item)
    {
      item = item_new (group->id, -1);
      g_hash_table_insert (work->items, group->id, item);
      add_part (group_item (work, group->parent), item);
    }
  return item;
}

/* The part of @whole in which a block is; NULL where there is none, or where @whole is not around
 * it. */
static Item *
part_with (const Work *work, const Item *whole, const char *block)
{
  const GrBlock *found = gr_model_block (work->model, block);
  Item *item = g_hash_table_lookup (work->items, found->id);

  for (const char *around = found->group;;)
    {
      const GrGroup *group = gr_model_group (work->model, around);

      if (item && (group ? g_hash_table_lookup (work->items, group->id) : work->top) == whole)
        return item;
      if (!group)
        return NULL;
      /* A group that stands as it is stands for the blocks in it. */
      if (g_hash_table_contains (work->items, group->id))
        item = g_hash_table_lookup (work->items, group->id);
      around = group->parent;
    }
}

/* The links between the parts of @whole. (transfer full) */
static GArray *
arcs_of (const Work *work, const Item *whole)
{
  GArray *arcs = g_array_new (FALSE, FALSE, sizeof (GrArc));
  g_autoptr (GHashTable) number = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < whole->parts->len; i++)
    g_hash_table_insert (number, whole->parts->pdata[i], GUINT_TO_POINTER (i));
  for (guint i = 0; i < work->model->links->len; i++)
    {
      const GrLink *link = g_ptr_array_index (work->model->links, i);
      const Item *from = part_with (work, whole, link->from);
      const Item *to = part_with (work, whole, link->to);
      GrArc arc;

      if (!from || !to || from == to)
        continue;
      arc.from = GPOINTER_TO_UINT (g_hash_table_lookup (number, from));
      arc.to = GPOINTER_TO_UINT (g_hash_table_lookup (number, to));
      g_array_append_val (arcs, arc);
    }
  return arcs;
}

static void
swap_axes (GrBox *box)
{
  *box = (GrBox){ box->y, box->x, box->height, box->width };
}

static GrBox
join_boxes (GrBox a, GrBox b)
{
  const gdouble right = MAX (a.x + a.width, b.x + b.width);
  const gdouble bottom = MAX (a.y + a.height, b.y + b.height);
  const gdouble x = MIN (a.x, b.x), y = MIN (a.y, b.y);

  return (GrBox){ x, y, right - x, bottom - y };
}

/* --- components ------------------------------------------------------------------------------- */

static guint
root_of (guint *parent, guint i)
{
  while (parent[i] != i)
    i = parent[i] = parent[parent[i]];
  return i;
}

/* For each part the first part that it is connected with; those by themselves are all counted to
 * the first such, so that they stand under one another. (transfer full) */
static guint *
components_of (guint n, const GArray *arcs)
{
  guint *parent = g_new (guint, n + 1);
  g_autofree gboolean *linked = g_new0 (gboolean, n + 1);
  gint alone = -1;

  for (guint i = 0; i < n; i++)
    parent[i] = i;
  for (guint a = 0; a < arcs->len; a++)
    {
      const GrArc arc = g_array_index (arcs, GrArc, a);
      const guint from = root_of (parent, arc.from), to = root_of (parent, arc.to);

      parent[MAX (from, to)] = MIN (from, to);
      linked[arc.from] = linked[arc.to] = TRUE;
    }
  for (guint i = 0; i < n; i++)
    if (!linked[i])
      {
        parent[i] = alone >= 0 ? (guint) alone : i;
        alone = (gint) parent[i];
      }
  for (guint i = 0; i < n; i++)
    parent[i] = root_of (parent, i);
  return parent;
}

/* Lays out the parts whose component is @root, from @across on; returns where they end. */
static gdouble
lay_component (const Work *work, Item *whole, const guint *component, guint root,
               const GArray *arcs, gdouble across)
{
  const GrLayout *layout = work->layout;
  const guint n = whole->parts->len;
  g_autofree GrBox *boxes = g_new (GrBox, n + 1);
  g_autofree guint *number = g_new (guint, n + 1), *part = g_new (guint, n + 1);
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (GrArc));
  guint count = 0;
  gdouble end = across;

  for (guint i = 0; i < n; i++)
    if (component[i] == root)
      {
        boxes[count] = ((Item *) whole->parts->pdata[i])->box;
        part[count] = i;
        number[i] = count++;
      }
  for (guint a = 0; a < arcs->len; a++)
    {
      const GrArc arc = g_array_index (arcs, GrArc, a);
      const GrArc inside = { number[arc.from], number[arc.to] };

      if (component[arc.from] == root)
        g_array_append_val (own, inside);
    }
  /* What is linked to nothing stands in a column, as if it were a chain. */
  if (own->len == 0)
    for (guint i = 0; i + 1 < count; i++)
      {
        const GrArc next = { i, i + 1 };
        g_array_append_val (own, next);
      }
  gr_layered (boxes, count, (const GrArc *) own->data, own->len, layout->gap, layout->spread,
              layout->lane);
  for (guint i = 0; i < count; i++)
    {
      boxes[i].x += across;
      end = MAX (end, boxes[i].x + boxes[i].width);
      ((Item *) whole->parts->pdata[part[i]])->box = boxes[i];
    }
  return end;
}

/* --- levels ----------------------------------------------------------------------------------- */

/* Gives every part of @whole its place in it, and @whole its size. */
static void
lay_out (const Work *work, Item *whole)
{
  const GrLayout *layout = work->layout;
  const gboolean turned = layout->left_to_right;
  g_autoptr (GArray) arcs = NULL;
  g_autofree guint *component = NULL;
  gdouble across = 0;
  GrBox all = { 0 };

  for (guint i = 0; i < whole->parts->len; i++)
    {
      Item *part = g_ptr_array_index (whole->parts, i);

      if (part->parts)
        lay_out (work, part);
      if (turned)
        swap_axes (&part->box);
    }
  arcs = arcs_of (work, whole);
  component = components_of (whole->parts->len, arcs);
  for (guint i = 0; i < whole->parts->len; i++)
    if (component[i] == i)
      across = lay_component (work, whole, component, i, arcs, across) + 2 * layout->spread;
  for (guint i = 0; i < whole->parts->len; i++)
    {
      Item *part = g_ptr_array_index (whole->parts, i);

      if (turned)
        swap_axes (&part->box);
      all = i ? join_boxes (all, part->box) : part->box;
      if (whole == work->top)
        continue;
      part->box.x += layout->margin;
      part->box.y += layout->margin + layout->title;
    }
  whole->box = (GrBox){ 0, 0, all.width + 2 * layout->margin,
                        all.height + 2 * layout->margin + layout->title };
}

/* Writes the places of what is given, @x and @y being @item's corner. */
static void
write_places (const Item *item, gdouble x, gdouble y, GrBox *places)
{
  if (item->given >= 0)
    {
      places[item->given].x = x;
      places[item->given].y = y;
    }
  for (guint i = 0; item->parts && i < item->parts->len; i++)
    {
      const Item *part = g_ptr_array_index (item->parts, i);

      write_places (part, x + part->box.x, y + part->box.y, places);
    }
}

/* Moves all places so that their corner is where that of @boxes is, on whole numbers. */
static void
keep_corner (const GrBox *boxes, GrBox *places, guint n)
{
  gdouble dx = 0, dy = 0;
  GrBox old = boxes[0], new = places[0];

  for (guint i = 1; i < n; i++)
    {
      old = join_boxes (old, boxes[i]);
      new = join_boxes (new, places[i]);
    }
  dx = old.x - new.x;
  dy = old.y - new.y;
  for (guint i = 0; i < n; i++)
    {
      places[i].x = (gdouble) (gint64) (places[i].x + dx + (places[i].x + dx < 0 ? -0.5 : 0.5));
      places[i].y = (gdouble) (gint64) (places[i].y + dy + (places[i].y + dy < 0 ? -0.5 : 0.5));
    }
}

GrEdit *
gr_layout (GrModel *model, const char *const *ids, const GrBox *boxes, guint n,
           const GrLayout *layout)
{
  g_autoptr (GHashTable) items = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree GrBox *places = g_memdup2 (boxes, MAX (n, 1) * sizeof (GrBox));
  Work work = { model, layout, items, item_new (NULL, -1) };
  GrEdit *edit = NULL;

  for (guint i = 0; i < n; i++)
    {
      const GrBlock *block = gr_model_block (model, ids[i]);
      const GrGroup *group = gr_model_group (model, ids[i]);
      Item *item;

      if ((!block && !group) || g_hash_table_contains (items, ids[i]))
        continue;
      item = item_new (block ? block->id : group->id, (gint) i);
      item->box = boxes[i];
      g_hash_table_insert (items, (gpointer) item->id, item);
    }
  for (guint i = 0; i < n; i++)
    {
      const GrBlock *block = gr_model_block (model, ids[i]);
      const GrGroup *group = gr_model_group (model, ids[i]);
      Item *item = g_hash_table_lookup (items, ids[i]);

      if (item && item->given == (gint) i)
        add_part (group_item (&work, block ? block->group : group->parent), item);
    }
  if (work.top->parts)
    {
      lay_out (&work, work.top);
      write_places (work.top, 0, 0, places);
      keep_corner (boxes, places, n);
      edit = gr_arrange_to (model, ids, boxes, places, n);
    }
  item_free (work.top);
  return edit;
}
