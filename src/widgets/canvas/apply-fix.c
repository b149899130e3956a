/* apply-fix.c - does what a problem offers: see apply-fix.h. */
#include "apply-fix.h"

#include "model/compose.h"
#include "room.h"

#include <string.h>

/* The ids of all blocks. (transfer full) */
static GHashTable *
ids_of (GrModel *model)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    g_hash_table_add (ids, g_strdup (gr_model_block_at (model, i)->id));
  return ids;
}

/* The first that reads @id, and NULL where nothing does. */
static const char *
reader_of (GrModel *model, const char *id)
{
  for (guint i = 0; i < gr_model_n_links (model); i++)
    if (strcmp (gr_model_link_at (model, i)->from, id) == 0)
      return gr_model_link_at (model, i)->to;
  return NULL;
}

static graphene_point_t
place_of (GradusScene *scene, const char *block)
{
  return gradus_scene_item (scene, gradus_scene_home (scene, block))->bounds.origin;
}

/* Right before @reader, or where that stands, with it moved on by @push (transfer full). */
static graphene_point_t
place_before (GradusScene *scene, GrModel *model, const char *id, const char *reader, GrEdit **push)
{
  const graphene_point_t at = place_of (scene, reader), step = gradus_flow_step (scene->flow);
  const graphene_point_t before = GRAPHENE_POINT_INIT (at.x - step.x, at.y - step.y);
  g_autoptr (GHashTable) behind = NULL;

  if (!gradus_room_is_taken (scene, before, id))
    return before;
  behind = gr_compose_behind (model, reader);
  *push = gradus_room_move_on (scene, model, behind,
                               scene->flow == GR_FLOW_RIGHT ? step.x : step.y);
  return at;
}

/* What brings the new block @id to its place. (transfer full); NULL: it is in a folded group, where
 * it is not seen. */
static GrEdit *
placing_of (GradusScene *scene, GrModel *model, const char *id)
{
  const GrBlock *block = gr_model_block (model, id);
  const GrLink *link = gr_model_link_to (model, id, 0);
  const char *reader = reader_of (model, id);
  graphene_point_t at = GRAPHENE_POINT_INIT ((gfloat) block->x, (gfloat) block->y);
  g_autoptr (GrEdit) push = NULL, move = NULL;

  if (gradus_scene_find (scene, id) < 0)
    return NULL;
  if (reader)
    at = place_before (scene, model, id, reader, &push);
  else if (link)
    {
      const graphene_point_t from = place_of (scene, link->from);
      const graphene_point_t step = gradus_flow_step (scene->flow);

      at = GRAPHENE_POINT_INIT (from.x + step.x, from.y + step.y);
    }
  if (!push)
    at = gradus_room_beside (scene, at, id);
  move = gr_edit_move_block (id, at.x, at.y);
  return push ? gr_edit_compound ((GrEdit *[]){ push, move }, 2) : g_steal_pointer (&move);
}

static void
place (GradusDocument *document, const char *block)
{
  GrModel *model = gradus_document_model (document);
  g_autofree char *id = g_strdup (block);
  g_autoptr (JsonNode) canvas = gradus_document_section (document, "canvas");
  g_autoptr (GradusScene) scene = gradus_scene_new (model, gr_flow_read (canvas));
  g_autoptr (GrEdit) edit = placing_of (scene, model, id);
  g_autoptr (GError) error = NULL;

  if (edit && !gradus_document_apply (document, edit, NULL, &error))
    g_critical ("A fix finds no place: %s", error->message);
  gradus_document_point_out (document, id);
}

gboolean
gradus_apply_fix (GradusDocument *document, const GrEdit *fix, GError **error)
{
  GrModel *model = gradus_document_model (document);
  g_autofree char *label = gr_edit_describe (fix, model);
  g_autoptr (GHashTable) before = ids_of (model);
  gboolean done;

  gradus_document_begin_step (document, label);
  done = gradus_document_apply (document, fix, NULL, error);
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    if (!g_hash_table_contains (before, gr_model_block_at (model, i)->id))
      place (document, gr_model_block_at (model, i)->id);
  gradus_document_end_step (document);
  return done;
}
