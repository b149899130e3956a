/* canvas-notes.c - the notes of a GradusCanvas: a GradusNoteView for each of the document's section
 * "notes". */
#include "canvas-private.h"

#include "exchange/notes.h"
#include "note-view.h"
#include "room.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
gradus_canvas_edit_note (GradusCanvas *self, GtkWidget *note)
{
  const graphene_rect_t area = gradus_note_view_area (GRADUS_NOTE_VIEW (note));
  const graphene_point_t at = gradus_viewport_to_screen (
      self->viewport, area.origin.x + area.size.width / 2, area.origin.y + area.size.height);

  gradus_canvas_popup (self, gradus_note_view_editor (GRADUS_NOTE_VIEW (note)),
                       CLAMP (at.x, 0, gtk_widget_get_width (GTK_WIDGET (self))),
                       CLAMP (at.y, 0, gtk_widget_get_height (GTK_WIDGET (self))));
}

static GradusNoteView *
find_view (GradusCanvas *self, const char *id)
{
  for (guint i = 0; id && i < self->notes->len; i++)
    if (strcmp (gradus_note_view_id (self->notes->pdata[i]), id) == 0)
      return self->notes->pdata[i];
  return NULL;
}

GtkWidget *
gradus_canvas_note_at (GradusCanvas *self, gdouble x, gdouble y)
{
  GtkWidget *at = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  return at && GRADUS_IS_NOTE_VIEW (at) ? at : NULL;
}

void
gradus_canvas_update_notes (GradusCanvas *self)
{
  for (guint i = 0; i < self->notes->len; i++)
    {
      GradusNoteView *view = self->notes->pdata[i];

      gradus_note_view_set_chosen (
          view, gradus_document_note_is_selected (self->document, gradus_note_view_id (view)));
    }
}

/* A note that the keyboard went to is what is selected, as a block is. */
static void
note_focused (GradusNoteView *note, GradusCanvas *self)
{
  const char *id = gradus_note_view_id (note);
  const graphene_rect_t area = gradus_note_view_area (note);

  if (self->keeps_selection || self->drag.kind != GRADUS_DRAG_NONE
      || gtk_gesture_is_active (self->drag_gesture)
      || gradus_document_note_is_selected (self->document, id))
    return;
  gradus_document_select_note (self->document, id);
  gradus_canvas_reveal (self, &area);
}

void
gradus_canvas_focus_note (GradusCanvas *self, GtkWidget *note)
{
  const graphene_rect_t area = gradus_note_view_area (GRADUS_NOTE_VIEW (note));

  self->keeps_selection = TRUE;
  gradus_canvas_reveal (self, &area);
  gtk_widget_grab_focus (note);
  self->keeps_selection = FALSE;
}

static void
edit_wanted (GtkWidget *note, GradusCanvas *self)
{
  gradus_canvas_edit_note (self, note);
}

static GradusNoteView *
make_view (GradusCanvas *self, const GrNote *note)
{
  GtkWidget *view = gradus_note_view_new (self->document, note);

  gtk_widget_insert_before (view, GTK_WIDGET (self), GTK_WIDGET (self->layer));
  g_signal_connect (view, "edit-wanted", G_CALLBACK (edit_wanted), self);
  g_signal_connect (view, "focused", G_CALLBACK (note_focused), self);
  g_signal_connect_swapped (view, "resized", G_CALLBACK (gtk_widget_queue_allocate), self);
  return GRADUS_NOTE_VIEW (view);
}

GPtrArray *
gradus_canvas_read_notes (GradusCanvas *self)
{
  g_autoptr (JsonNode) section = gradus_document_section (self->document, "notes");

  return gr_notes_read (section, NULL);
}

/* The views of notes that are still there stay, and keep the focus. */
static void
notes_changed (GradusCanvas *self)
{
  g_autoptr (GPtrArray) notes = gradus_canvas_read_notes (self);
  GPtrArray *before = self->notes;

  gradus_canvas_cancel_drag (self);
  self->notes = g_ptr_array_new ();
  for (guint i = 0; i < before->len; i++)
    {
      GradusNoteView *view = before->pdata[i];
      const GrNote *note = notes ? gr_notes_find (notes, gradus_note_view_id (view)) : NULL;

      if (note)
        {
          gradus_note_view_set_note (view, note);
          g_ptr_array_add (self->notes, view);
          continue;
        }
      if (gtk_widget_has_focus (GTK_WIDGET (view)))
        gtk_widget_grab_focus (GTK_WIDGET (self));
      gtk_widget_unparent (GTK_WIDGET (view));
    }
  g_ptr_array_unref (before);
  for (guint i = 0; notes && i < notes->len; i++)
    if (!find_view (self, ((GrNote *) notes->pdata[i])->id))
      g_ptr_array_add (self->notes, make_view (self, notes->pdata[i]));
  gradus_canvas_update_notes (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_canvas_follow_notes (GradusCanvas *self)
{
  g_signal_connect_object (self->document, "section-changed::notes", G_CALLBACK (notes_changed),
                           self, G_CONNECT_SWAPPED);
  notes_changed (self);
}

void
gradus_canvas_place_notes (GradusCanvas *self)
{
  const gfloat zoom = (gfloat) gradus_viewport_zoom (self->viewport);

  for (guint i = 0; i < self->notes->len; i++)
    {
      GtkWidget *note = self->notes->pdata[i];
      const graphene_rect_t area = gradus_note_view_area (GRADUS_NOTE_VIEW (note));
      const graphene_point_t at = gradus_viewport_to_screen (self->viewport, area.origin.x,
                                                             area.origin.y);

      gtk_widget_allocate (note, (gint) area.size.width, (gint) area.size.height, -1,
                           gsk_transform_scale (gsk_transform_translate (NULL, &at), zoom, zoom));
    }
}

void
gradus_canvas_draw_notes (GradusCanvas *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < self->notes->len; i++)
    gtk_widget_snapshot_child (GTK_WIDGET (self), self->notes->pdata[i], snapshot);
}

/* --- what is done to them -----------------------------------------------------------------------
 */

GArray *
gradus_canvas_note_areas (GradusCanvas *self)
{
  GArray *areas = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));

  for (guint i = 0; i < self->notes->len; i++)
    {
      const graphene_rect_t area = gradus_note_view_area (self->notes->pdata[i]);

      g_array_append_val (areas, area);
    }
  return areas;
}

/* Clear of all that would hide it, as near to @at as may be. */
static void
place_new_note (GradusCanvas *self, GrNote *note, graphene_point_t at)
{
  const graphene_rect_t area = GRAPHENE_RECT_INIT (roundf (at.x), roundf (at.y),
                                                   (gfloat) note->width, (gfloat) note->height);
  g_autoptr (GArray) others = gradus_canvas_note_areas (self);

  at = gradus_room_near (self->scene, &area, others);
  note->x = at.x;
  note->y = at.y;
}

void
gradus_canvas_add_note (GradusCanvas *self)
{
  g_autoptr (GPtrArray) notes = gradus_canvas_read_notes (self);
  g_autofree char *id = NULL;
  GrNote *note;
  graphene_rect_t area;
  gdouble x, y;

  if (!notes)
    return;
  gradus_document_select_none (self->document);
  gradus_canvas_menu_place (self, &x, &y);
  note = gr_notes_add (notes, _ ("Note"), 0, 0);
  place_new_note (self, note, gradus_viewport_to_world (self->viewport, x, y));
  id = g_strdup (note->id);
  if (!gradus_canvas_apply_with_notes (self, NULL, notes, _ ("Add Note"), NULL))
    return;
  gradus_document_select_note (self->document, id);
  area = gradus_note_view_area (find_view (self, id));
  gradus_canvas_reveal (self, &area);
  gradus_canvas_edit_note (self, GTK_WIDGET (find_view (self, id)));
}

GPtrArray *
gradus_canvas_chosen_notes (GradusCanvas *self)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < self->notes->len; i++)
    if (gradus_document_note_is_selected (self->document,
                                          gradus_note_view_id (self->notes->pdata[i])))
      g_ptr_array_add (chosen, self->notes->pdata[i]);
  return chosen;
}

/* Those that are selected, or those that are not. (transfer full) */
static GPtrArray *
read_some (GradusCanvas *self, gboolean selected)
{
  GPtrArray *notes = gradus_canvas_read_notes (self);

  for (guint i = notes ? notes->len : 0; i-- > 0;)
    if (gradus_document_note_is_selected (self->document, ((GrNote *) notes->pdata[i])->id)
        != selected)
      g_ptr_array_remove_index (notes, i);
  return notes;
}

GPtrArray *
gradus_canvas_read_chosen_notes (GradusCanvas *self)
{
  return read_some (self, TRUE);
}

GPtrArray *
gradus_canvas_read_other_notes (GradusCanvas *self)
{
  return read_some (self, FALSE);
}

GPtrArray *
gradus_canvas_join_notes (GradusCanvas *self, const GPtrArray *more, gdouble dx, gdouble dy,
                          char ***ids)
{
  g_autoptr (GStrvBuilder) added = g_strv_builder_new ();
  GPtrArray *notes = gradus_canvas_read_notes (self);

  for (guint i = 0; notes && i < more->len; i++)
    {
      const GrNote *note = more->pdata[i];
      GrNote *copy = gr_notes_add (notes, note->text, note->x + dx, note->y + dy);

      copy->width = note->width;
      copy->height = note->height;
      g_strv_builder_add (added, copy->id);
    }
  *ids = g_strv_builder_end (added);
  return notes;
}

GPtrArray *
gradus_canvas_move_notes (GradusCanvas *self, const GPtrArray *moved, gdouble dx, gdouble dy)
{
  GPtrArray *notes = moved->len ? gradus_canvas_read_notes (self) : NULL;

  for (guint i = 0; notes && i < moved->len; i++)
    {
      GrNote *note = gr_notes_find (notes, gradus_note_view_id (moved->pdata[i]));

      note->x += dx;
      note->y += dy;
    }
  return notes;
}

/* --- going with the blocks ----------------------------------------------------------------------
 */

/* How far apart two stand; 0 where they lie over one another. */
static gdouble
distance (const graphene_rect_t *a, const graphene_rect_t *b)
{
  const gdouble across = MAX (a->origin.x - (b->origin.x + b->size.width),
                              b->origin.x - (a->origin.x + a->size.width));
  const gdouble down = MAX (a->origin.y - (b->origin.y + b->size.height),
                            b->origin.y - (a->origin.y + a->size.height));

  return hypot (MAX (across, 0), MAX (down, 0));
}

/* (transfer none); NULL where there is no block. */
static const GradusSceneItem *
nearest_item (GradusScene *scene, const graphene_rect_t *area)
{
  const GradusSceneItem *nearest = NULL;
  gdouble least = INFINITY;

  for (guint i = 0; i < scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (scene, i);
      const gdouble apart = distance (area, &item->bounds);

      if (apart < least)
        {
          least = apart;
          nearest = item;
        }
    }
  return nearest;
}

/* A stretch of an axis. */
typedef struct
{
  gdouble at, length;
} Span;

static Span
span_across (const graphene_rect_t *area)
{
  return (Span){ area->origin.x, area->size.width };
}

static Span
span_down (const graphene_rect_t *area)
{
  return (Span){ area->origin.y, area->size.height };
}

/* Where a note of @length begins beside a block that is @to now, on the other axis: as far before
 * it, or behind it, as @note was of @from. */
static gdouble
beside (Span note, Span from, gdouble length, Span to)
{
  if (note.at >= from.at + from.length)
    return to.at + to.length + (note.at - from.at - from.length);
  if (note.at + note.length <= from.at)
    return to.at - (from.at - note.at - note.length) - length;
  return to.at + (note.at - from.at);
}

/* Goes with the block that was @from and is @to now. */
static void
follow_block (GrNote *note, const graphene_rect_t *from, const graphene_rect_t *to, gboolean turns)
{
  const Span across = { note->x, note->width }, down = { note->y, note->height };

  if (turns)
    {
      note->x = round (beside (down, span_down (from), note->width, span_across (to)));
      note->y = round (beside (across, span_across (from), note->height, span_down (to)));
      return;
    }
  note->x += to->origin.x - from->origin.x;
  note->y += to->origin.y - from->origin.y;
}

JsonNode *
gradus_canvas_notes_after (GradusCanvas *self, GradusScene *after)
{
  const gboolean turns = after->flow != self->scene->flow;
  g_autoptr (GPtrArray) notes = gradus_canvas_read_notes (self);

  for (guint i = 0; notes && i < notes->len; i++)
    {
      GrNote *note = notes->pdata[i];
      const graphene_rect_t area = GRAPHENE_RECT_INIT ((gfloat) note->x, (gfloat) note->y,
                                                       (gfloat) note->width, (gfloat) note->height);
      const GradusSceneItem *item = nearest_item (self->scene, &area);
      const gint there = item ? gradus_scene_find (after, item->id) : -1;

      if (there >= 0)
        follow_block (note, &item->bounds, &gradus_scene_item (after, there)->bounds, turns);
    }
  return notes && notes->len ? gr_notes_write (notes) : NULL;
}
