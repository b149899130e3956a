/* scene-groups.c - folded groups of a scene: each is one item, with a port for every output that
 * comes to it from outside and for every block in it that is read outside.
 */
#include "scene-private.h"

#include "look.h"

#include <string.h>

const GrGroup *
gradus_folded_around (GrModel *model, const char *group)
{
  const GrGroup *outermost = NULL;

  for (const GrGroup *in = group ? gr_model_group (model, group) : NULL; in;
       in = in->parent ? gr_model_group (model, in->parent) : NULL)
    if (in->collapsed)
      outermost = in;
  return outermost;
}

/* Its bounds are those of what is in it, until it is finished. */
void
gradus_scene_fold (GradusScene *scene, GrModel *model, const GrGroup *group, const GrBlock *block)
{
  gint index = gradus_scene_find (scene, group->id);
  const graphene_rect_t box = GRAPHENE_RECT_INIT ((gfloat) block->x, (gfloat) block->y,
                                                  GRADUS_BLOCK_WIDTH, GRADUS_BLOCK_HEIGHT);

  if (index < 0)
    {
      GradusSceneItem *item = gradus_scene_add_item (scene, group->id);

      index = (gint) scene->items->len - 1;
      item->bounds = box;
      item->pins = g_array_new (FALSE, FALSE, sizeof (GradusPin));
      item->sources = g_ptr_array_new ();
      gradus_look_at_group (&item->look, model, group);
      item->look.sideways = scene->flow == GR_FLOW_RIGHT;
    }
  else
    gradus_rect_include (&gradus_scene_item (scene, index)->bounds, &box);
  g_hash_table_insert (scene->homes, g_strdup (block->id), GINT_TO_POINTER (index + 1));
}

/* --- ports --------------------------------------------------------------------------------------
 */

const char *
gradus_item_source (const GradusSceneItem *item, guint port)
{
  return item->sources ? g_ptr_array_index (item->sources, port) : item->id;
}

GArray *
gradus_item_pins (const GradusSceneItem *item, guint port)
{
  GArray *pins = g_array_new (FALSE, FALSE, sizeof (GradusPin));
  const GradusPin own = { item->id, port, port, NULL };

  if (!item->pins)
    g_array_append_val (pins, own);
  for (guint i = 0; item->pins && i < item->pins->len; i++)
    if (g_array_index (item->pins, GradusPin, i).port == port)
      g_array_append_val (pins, g_array_index (item->pins, GradusPin, i));
  return pins;
}

guint
gradus_item_port_of (const GradusSceneItem *item, const char *block)
{
  guint port = 0;

  while (item->sources && port < item->sources->len
         && strcmp (g_ptr_array_index (item->sources, port), block) != 0)
    port++;
  return port;
}

/* The port at which the output of @source comes in: what several blocks read comes in once. */
static guint
port_from (const GradusSceneItem *item, const char *source)
{
  for (guint i = 0; i < item->pins->len; i++)
    if (g_strcmp0 (g_array_index (item->pins, GradusPin, i).source, source) == 0)
      return g_array_index (item->pins, GradusPin, i).port;
  return item->look.n_inputs;
}

/* The ports for a block's inputs: those that are linked outside, and those that need a link. */
static void
add_inputs (GradusScene *scene, GrModel *model, guint index, const GrBlock *block, guint64 linked)
{
  GradusSceneItem *item = gradus_scene_item (scene, index);
  const guint needed = block->kind ? gr_block_kind_min_inputs (block->kind) : 0;

  for (guint input = 0; input < 64 && (input < needed || linked >> input); input++)
    {
      const GrLink *link = linked >> input & 1 ? gr_model_link_to (model, block->id, input) : NULL;
      GradusPin pin = { block->id, input, item->look.n_inputs, link ? link->from : NULL };

      if (link ? gradus_scene_home (scene, link->from) == (gint) index : input >= needed)
        continue;
      if (link)
        pin.port = port_from (item, link->from);
      else if (pin.port < 64)
        item->look.missing |= G_GUINT64_CONSTANT (1) << pin.port;
      item->look.n_inputs = MAX (item->look.n_inputs, pin.port + 1);
      g_array_append_val (item->pins, pin);
    }
}

static void
add_output (GrModel *model, GradusSceneItem *item, const GrBlock *block)
{
  const GrBlockInfo *info = gr_model_info (model, block->id);

  g_ptr_array_add (item->sources, block->id);
  item->look.n_outputs++;
  if (!item->look.shape && info && info->known)
    item->look.shape = gr_block_info_shape (info);
}

/* The folded item that a block is in; NULL: it is seen. */
static GradusSceneItem *
folded_home (GradusScene *scene, const char *block)
{
  const gint home = GPOINTER_TO_INT (g_hash_table_lookup (scene->homes, block)) - 1;

  return home >= 0 ? gradus_scene_item (scene, home) : NULL;
}

/* What is read outside; of a group of which nothing is, what nothing reads at all. */
static void
add_outputs (GradusScene *scene, GrModel *model)
{
  g_autoptr (GHashTable) read = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) outside = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) loose = g_ptr_array_new ();

  for (guint i = 0; i < gr_model_n_links (model); i++)
    {
      const GrLink *link = gr_model_link_at (model, i);

      g_hash_table_add (read, link->from);
      if (folded_home (scene, link->from) != folded_home (scene, link->to))
        g_hash_table_add (outside, link->from);
    }
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      GradusSceneItem *item = folded_home (scene, block->id);

      if (!item || (block->kind && gr_block_kind_is_loss (block->kind)))
        continue;
      if (g_hash_table_contains (outside, block->id))
        add_output (model, item, block);
      else if (!g_hash_table_contains (read, block->id))
        g_ptr_array_add (loose, (gpointer) block);
    }
  for (guint i = 0; i < loose->len; i++)
    {
      const GrBlock *block = g_ptr_array_index (loose, i);
      GradusSceneItem *item = folded_home (scene, block->id);

      if (item->sources->len == 0 || !g_hash_table_contains (outside, item->sources->pdata[0]))
        add_output (model, item, block);
    }
}

/* The group stands where what is in it begins, in the middle. */
static void
find_place (GradusSceneItem *item)
{
  if (item->look.sideways)
    item->bounds.origin.y += (item->bounds.size.height - GRADUS_BLOCK_HEIGHT) / 2;
  else
    item->bounds.origin.x += (item->bounds.size.width - GRADUS_BLOCK_WIDTH) / 2;
  item->bounds.size = GRAPHENE_SIZE_INIT (GRADUS_BLOCK_WIDTH, GRADUS_BLOCK_HEIGHT);
}

void
gradus_scene_finish_folded (GradusScene *scene, GrModel *model, GHashTable *linked)
{
  if (g_hash_table_size (scene->homes) == 0)
    return;
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      const gint home = GPOINTER_TO_INT (g_hash_table_lookup (scene->homes, block->id)) - 1;
      const guint64 *mask = g_hash_table_lookup (linked, block->id);

      if (home >= 0)
        add_inputs (scene, model, (guint) home, block, mask ? *mask : 0);
    }
  add_outputs (scene, model);
  for (guint i = 0; i < scene->items->len; i++)
    if (gradus_scene_item (scene, i)->sources)
      find_place (gradus_scene_item (scene, i));
}
