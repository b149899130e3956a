/* canvas-editing.c - what is done to the selection of a GradusCanvas: deleted, copied, pasted, put
 * in order. */
#include "canvas-private.h"

#include "exchange/clipboard.h"
#include "lay-out.h"
#include "model/compose.h"
#include "note-draw.h"
#include "note-view.h"
#include "room.h"
#include "style/count.h"

#include <glib/gi18n.h>
#include <math.h>

#define BETWEEN_NOTES 16

char *
gradus_canvas_label (GradusCanvasVerb verb, const GrBlock *block, guint n_blocks, guint n_notes)
{
  const guint n = n_blocks + n_notes;
  const gboolean alone = block && n == 1;
  const gboolean mixed = n_blocks > 0 && n_notes > 0;
  g_autofree char *count = gradus_count (n);
  const char *format = NULL;

  switch (verb)
    {
    case GRADUS_VERB_DELETE:
      if (alone)
        return g_strdup_printf (_ ("Delete %s"), block->name);
      format = mixed      ? _ ("Delete Blocks and Notes")
               : n_blocks ? ngettext ("Delete %s Block", "Delete %s Blocks", n)
                          : ngettext ("Delete %s Note", "Delete %s Notes", n);
      break;
    case GRADUS_VERB_MOVE:
      if (alone)
        return g_strdup_printf (_ ("Move %s"), block->name);
      format = mixed      ? _ ("Move Blocks and Notes")
               : n_blocks ? ngettext ("Move %s Block", "Move %s Blocks", n)
                          : ngettext ("Move %s Note", "Move %s Notes", n);
      break;
    case GRADUS_VERB_PASTE:
      format = mixed      ? _ ("Paste Blocks and Notes")
               : n_blocks ? ngettext ("Paste %s Block", "Paste %s Blocks", n)
                          : ngettext ("Paste %s Note", "Paste %s Notes", n);
      break;
    }
  return g_strdup_printf (format, count);
}

/* --- deleting -----------------------------------------------------------------------------------
 */

/* Any of a set of ids; NULL: it is empty. */
static const GrBlock *
one_of (GrModel *model, GHashTable *ids)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, ids);
  return g_hash_table_iter_next (&iter, &id, NULL) ? gr_model_block (model, id) : NULL;
}

void
gradus_canvas_delete (GradusCanvas *self)
{
  GrModel *model = gradus_document_model (self->document);
  g_auto (GStrv) ids = gradus_document_selection (self->document);
  const guint n = g_strv_length (ids);
  const guint n_notes = gradus_document_n_notes_selected (self->document);
  g_autoptr (GHashTable) chosen = gradus_canvas_chosen_blocks (self); /* those of groups too */
  g_autoptr (GPtrArray) others = NULL;
  g_autofree char *label = NULL;
  GrEdit *edit;

  /* A key that a menu does not take is not meant for what is under it. */
  if (self->popover)
    return;
  if (self->wire_block)
    {
      gradus_canvas_delete_wire (self);
      return;
    }
  edit = n ? gr_compose_delete (model, (const char *const *) ids, n, NULL) : NULL;
  others = n_notes ? gradus_canvas_read_other_notes (self) : NULL;
  if (!edit && !others)
    return;
  label = gradus_canvas_label (GRADUS_VERB_DELETE, one_of (model, chosen),
                               g_hash_table_size (chosen), n_notes);
  gradus_canvas_apply_with_notes (self, edit, others, label, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* --- the clipboard ------------------------------------------------------------------------------
 */

void
gradus_canvas_copy (GradusCanvas *self)
{
  g_auto (GStrv) ids = gradus_document_selection (self->document);
  g_autoptr (GPtrArray) notes = gradus_canvas_read_chosen_notes (self);
  g_autofree char *text = NULL;
  GdkContentProvider *providers[2];
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkContentProvider) both = NULL;

  if (!ids[0] && gradus_document_n_notes_selected (self->document) == 0)
    return;
  text = gr_clipboard_write (gradus_document_model (self->document), (const char *const *) ids,
                             g_strv_length (ids), notes);
  bytes = g_bytes_new (text, strlen (text));
  providers[0] = gdk_content_provider_new_for_bytes (GR_CLIPBOARD_TYPE, bytes);
  providers[1] = gdk_content_provider_new_typed (G_TYPE_STRING, text);
  both = gdk_content_provider_new_union (providers, 2);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), both);
}

void
gradus_canvas_cut (GradusCanvas *self)
{
  gradus_canvas_copy (self);
  gradus_canvas_delete (self);
}

/* How far aside a copy of what covers @area finds room; @step by step. */
static graphene_point_t
room_aside (GradusCanvas *self, const graphene_rect_t *area, graphene_point_t step)
{
  g_autoptr (GArray) notes = gradus_canvas_note_areas (self);
  graphene_point_t offset = GRAPHENE_POINT_INIT (0, 0);
  graphene_rect_t there;

  do
    {
      offset = GRAPHENE_POINT_INIT (offset.x + step.x, offset.y + step.y);
      there = *area;
      graphene_rect_offset (&there, offset.x, offset.y);
    }
  while (!gradus_room_is_clear (self->scene, &there, notes));
  return offset;
}

/* How far what would cover @area moves: by @offset; but where nothing of it would be seen then, or
 * where there is no room either, only a little aside, over what is there: farther away nobody would
 * look for it. @parts: the areas of its blocks and notes. */
static graphene_point_t
offset_in_sight (GradusCanvas *self, const graphene_rect_t *area, const GArray *parts,
                 graphene_point_t offset)
{
  const graphene_rect_t seen = gradus_viewport_visible (self->viewport,
                                                        gtk_widget_get_width (GTK_WIDGET (self)),
                                                        gtk_widget_get_height (GTK_WIDGET (self)));
  g_autoptr (GArray) notes = gradus_canvas_note_areas (self);
  graphene_rect_t there;
  gfloat aside;

  graphene_rect_offset_r (area, offset.x, offset.y, &there);
  if (gradus_room_is_clear (self->scene, &there, notes)
      && graphene_rect_intersection (&there, &seen, NULL))
    return offset;
  aside = gradus_room_cascade (self->scene, parts, notes);
  return GRAPHENE_POINT_INIT (aside, aside);
}

/* The areas of all that is pasted. (transfer full) */
static GArray *
areas_of_part (GradusScene *part, const GPtrArray *notes)
{
  GArray *areas = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));

  for (guint i = 0; i < part->items->len; i++)
    g_array_append_val (areas, gradus_scene_item (part, i)->bounds);
  for (guint i = 0; i < notes->len; i++)
    {
      const graphene_rect_t area = gradus_note_area (notes->pdata[i]);

      g_array_append_val (areas, area);
    }
  return areas;
}

static void
shift (GArray *areas, gfloat dx, gfloat dy)
{
  for (guint i = 0; i < areas->len; i++)
    graphene_rect_offset (&g_array_index (areas, graphene_rect_t, i), dx, dy);
}

/* How far what is pasted moves: its middle goes to the pointer, or to the middle of the view, or as
 * near to that as nothing stands. Returns what it covers then. */
static graphene_rect_t
paste_offset (GradusCanvas *self, GrModel *part, const GPtrArray *notes, gdouble *dx, gdouble *dy)
{
  const gint width = gtk_widget_get_width (GTK_WIDGET (self));
  const gint height = gtk_widget_get_height (GTK_WIDGET (self));
  const gboolean inside = self->pointer_x >= 0;
  const graphene_point_t at = gradus_viewport_to_world (self->viewport,
                                                        inside ? self->pointer_x : width / 2.0,
                                                        inside ? self->pointer_y : height / 2.0);
  g_autoptr (GradusScene) scene = gradus_scene_new (part, self->flow);
  g_autoptr (GArray) others = gradus_canvas_note_areas (self);
  g_autoptr (GArray) parts = areas_of_part (scene, notes);
  graphene_rect_t area = scene->bounds;
  graphene_point_t centre, near, offset;

  for (guint i = 0; i < parts->len; i++)
    gradus_rect_include (&area, &g_array_index (parts, graphene_rect_t, i));
  graphene_rect_get_center (&area, &centre);
  *dx = round (at.x - centre.x);
  *dy = round (at.y - centre.y);
  graphene_rect_offset (&area, (gfloat) *dx, (gfloat) *dy);
  shift (parts, (gfloat) *dx, (gfloat) *dy);
  near = gradus_room_near (self->scene, &area, others);
  offset = offset_in_sight (self, &area, parts,
                            GRAPHENE_POINT_INIT (near.x - area.origin.x, near.y - area.origin.y));
  *dx += offset.x;
  *dy += offset.y;
  graphene_rect_offset (&area, offset.x, offset.y);
  return area;
}

static void
paste_text (GradusCanvas *self, const char *text)
{
  const gboolean ours = gr_clipboard_is_ours (text);
  g_autoptr (GrModel) part = ours ? gr_clipboard_read (text, NULL) : NULL;
  g_autoptr (GPtrArray) notes = part ? gr_clipboard_read_notes (text, NULL) : NULL;
  g_autoptr (GPtrArray) joined = NULL;
  g_auto (GStrv) ids = NULL, note_ids = NULL;
  g_autofree char *label = NULL;
  GrEdit *edit = NULL;
  graphene_rect_t area;
  gdouble dx, dy;

  if (!notes || (gr_model_n_blocks (part) == 0 && notes->len == 0))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  area = paste_offset (self, part, notes, &dx, &dy);
  label = gradus_canvas_label (GRADUS_VERB_PASTE, NULL, gr_model_n_blocks (part), notes->len);
  if (gr_model_n_blocks (part) > 0)
    edit = gr_part_insert (gradus_document_model (self->document), part, NULL, dx, dy, &ids);
  if (notes->len > 0)
    joined = gradus_canvas_join_notes (self, notes, dx, dy, &note_ids);
  if (!gradus_canvas_apply_with_notes (self, edit, joined, label, NULL))
    return;
  gradus_document_select_with_notes (self->document, (const char *const *) ids,
                                     (const char *const *) note_ids);
  gradus_canvas_reveal (self, &area);
}

static void
text_arrived (GObject *clipboard, GAsyncResult *result, gpointer user)
{
  g_autoptr (GradusCanvas) self = user;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (self->document && text)
    paste_text (self, text);
}

void
gradus_canvas_paste (GradusCanvas *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, text_arrived,
                                 g_object_ref (self));
}

void
gradus_canvas_duplicate (GradusCanvas *self)
{
  g_auto (GStrv) ids = gradus_document_selection (self->document);
  g_autoptr (GPtrArray) notes = gradus_canvas_read_chosen_notes (self), joined = NULL;
  const guint n_notes = gradus_document_n_notes_selected (self->document);
  g_auto (GStrv) copies = NULL, note_copies = NULL;
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  graphene_point_t aside;
  GrEdit *edit = NULL;

  if (!ids[0] && n_notes == 0)
    return;
  gradus_canvas_chosen_area (self, &area);
  /* Notes alone go below one another. */
  aside = room_aside (self, &area,
                      ids[0] ? gradus_flow_aside (self->flow)
                             : GRAPHENE_POINT_INIT (0, area.size.height + BETWEEN_NOTES));
  if (ids[0])
    edit = gr_part_duplicate (gradus_document_model (self->document), (const char *const *) ids,
                              g_strv_length (ids), aside.x, aside.y, &copies);
  if (n_notes > 0)
    joined = gradus_canvas_join_notes (self, notes, aside.x, aside.y, &note_copies);
  if ((!edit && !joined)
      || !gradus_canvas_apply_with_notes (self, edit, joined, _ ("Duplicate"), NULL))
    return;
  gradus_document_select_with_notes (self->document, (const char *const *) copies,
                                     (const char *const *) note_copies);
  graphene_rect_offset (&area, aside.x, aside.y);
  gradus_canvas_reveal (self, &area);
}

/* --- order --------------------------------------------------------------------------------------
 */

static GrBox
box_of (const graphene_rect_t *area)
{
  return (GrBox){ area->origin.x, area->origin.y, area->size.width, area->size.height };
}

/* What is chosen, as the engine's arranging takes it: items, then notes. */
typedef struct
{
  GPtrArray *ids;   /* of the items; borrowed */
  GPtrArray *views; /* of GradusNoteView */
  GArray *boxes;    /* of GrBox: where they are, */
  GArray *places;   /* and where they go */
} Order;

static void
collect (GradusCanvas *self, Order *order)
{
  order->ids = g_ptr_array_new ();
  order->views = gradus_canvas_chosen_notes (self);
  order->boxes = g_array_new (FALSE, FALSE, sizeof (GrBox));
  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (self->scene, i);
      const GrBox box = box_of (&item->bounds);

      if (!gradus_canvas_is_chosen (self, item->id))
        continue;
      g_ptr_array_add (order->ids, item->id);
      g_array_append_val (order->boxes, box);
    }
  for (guint i = 0; i < order->views->len; i++)
    {
      const graphene_rect_t area = gradus_note_view_area (order->views->pdata[i]);
      const GrBox box = box_of (&area);

      g_array_append_val (order->boxes, box);
    }
  order->places = g_array_copy (order->boxes);
}

/* All notes of the document, the chosen ones at their places. (transfer full); NULL: none moves. */
static GPtrArray *
ordered_notes (GradusCanvas *self, const Order *order)
{
  const GrBox *boxes = (GrBox *) order->boxes->data, *places = (GrBox *) order->places->data;
  g_autoptr (GPtrArray) notes = gradus_canvas_read_notes (self);
  gboolean moved = FALSE;

  for (guint i = 0; notes && i < order->views->len; i++)
    {
      const guint k = order->ids->len + i;
      GrNote *note = gr_notes_find (notes, gradus_note_view_id (order->views->pdata[i]));

      note->x += places[k].x - boxes[k].x;
      note->y += places[k].y - boxes[k].y;
      moved = moved || places[k].x != boxes[k].x || places[k].y != boxes[k].y;
    }
  return moved ? g_steal_pointer (&notes) : NULL;
}

/* Moves what is chosen to the places, and forgets @order. */
static void
apply_order (GradusCanvas *self, Order *order, const char *label)
{
  GrEdit *edit = gr_arrange_to (
      gradus_document_model (self->document), (const char *const *) order->ids->pdata,
      (GrBox *) order->boxes->data, (GrBox *) order->places->data, order->ids->len);
  g_autoptr (GPtrArray) notes = ordered_notes (self, order);

  if (edit || notes)
    gradus_canvas_apply_with_notes (self, edit, notes, label, NULL);
  g_ptr_array_unref (order->ids);
  g_ptr_array_unref (order->views);
  g_array_unref (order->boxes);
  g_array_unref (order->places);
}

void
gradus_canvas_align (GradusCanvas *self, GrAlign align)
{
  Order order;

  collect (self, &order);
  gr_boxes_align ((GrBox *) order.places->data, order.places->len, align);
  apply_order (self, &order, _ ("Align"));
}

void
gradus_canvas_distribute (GradusCanvas *self, gboolean vertically)
{
  Order order;

  collect (self, &order);
  gr_boxes_distribute ((GrBox *) order.places->data, order.places->len, vertically);
  apply_order (self, &order, _ ("Distribute"));
}

/* All of @model, to be laid out without a change of it. (transfer full) */
static GrModel *
copy_of (GrModel *model)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    g_ptr_array_add (ids, gr_model_block_at (model, i)->id);
  for (guint i = 0; i < gr_model_n_groups (model); i++)
    g_ptr_array_add (ids, gr_model_group_at (model, i)->id);
  return gr_part_of (model, (const char *const *) ids->pdata, ids->len);
}

/* The model with everything in its place for data that flow that way. (transfer full) */
static GrModel *
laid_out (GradusCanvas *self, GrFlow flow)
{
  GrModel *copy = copy_of (gradus_document_model (self->document));

  gradus_lay_out (copy, flow);
  return copy;
}

/* What brings the blocks where @after has them; NULL: they are there. */
static GrEdit *
moves_to (GradusCanvas *self, GrModel *after)
{
  GrModel *model = gradus_document_model (self->document);
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *from = gr_model_block_at (model, i);
      const GrBlock *to = gr_model_block (after, from->id);

      if (to->x != from->x || to->y != from->y)
        g_ptr_array_add (edits, gr_edit_move_block (from->id, to->x, to->y));
    }
  return edits->len ? gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len) : NULL;
}

void
gradus_canvas_lay_out (GradusCanvas *self)
{
  g_autoptr (GrModel) after = laid_out (self, self->flow);
  g_autoptr (GradusScene) scene = gradus_scene_new (after, self->flow);
  g_autoptr (JsonNode) notes = gradus_canvas_notes_after (self, scene);
  GrEdit *edit = moves_to (self, after);

  if (edit && gradus_canvas_apply (self, edit, _ ("Lay Out")) && notes)
    gradus_document_also_set_section (self->document, "notes", notes, NULL);
  gradus_canvas_fit_readable (self);
}

void
gradus_canvas_set_flow (GradusCanvas *self, GrFlow flow)
{
  g_autoptr (JsonNode) before = gradus_document_section (self->document, "canvas");
  g_autoptr (JsonNode) canvas = gr_flow_write (before, flow);
  g_autoptr (GrModel) after = laid_out (self, flow);
  g_autoptr (GradusScene) scene = gradus_scene_new (after, flow);
  g_autoptr (JsonNode) notes = gradus_canvas_notes_after (self, scene);
  g_autoptr (GrEdit) edit = moves_to (self, after);

  if (flow == self->flow)
    return;
  if (gradus_document_apply_with_section (self->document, edit, "canvas", canvas,
                                          flow == GR_FLOW_RIGHT ? _ ("Lay Out from Left to Right")
                                                                : _ ("Lay Out from Top to Bottom"),
                                          NULL, NULL)
      && notes)
    gradus_document_also_set_section (self->document, "notes", notes, NULL);
  gradus_canvas_fit_readable (self);
}
