/* canvas-notes.c - the notes of a GradusCanvas: a GradusNoteView for each of the document's section
 * "notes". */
#include "canvas-private.h"

#include "exchange/clipboard.h"
#include "note-view.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define BETWEEN 16 /* a note and its duplicate below it */

static void
edit_note (GradusNoteView *note, GradusCanvas *self)
{
  const graphene_rect_t area = gradus_note_view_area (note);
  const graphene_point_t at = gradus_viewport_to_screen (
      self->viewport, area.origin.x + area.size.width / 2, area.origin.y + area.size.height);

  gradus_canvas_popup (self, gradus_note_view_editor (note),
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

static void
choose_note (GradusCanvas *self, const char *id)
{
  GradusNoteView *before = find_view (self, self->chosen_note), *after = find_view (self, id);

  if (before)
    gradus_note_view_set_chosen (before, FALSE);
  g_free (self->chosen_note);
  self->chosen_note = after ? g_strdup (id) : NULL;
  if (after)
    gradus_note_view_set_chosen (after, TRUE);
  gradus_canvas_update_actions (self);
}

void
gradus_canvas_leave_note (GradusCanvas *self)
{
  if (self->chosen_note)
    choose_note (self, NULL);
}

static void
note_chosen (GradusNoteView *note, GradusCanvas *self)
{
  gradus_document_select_none (self->document);
  gradus_canvas_select_wire (self, NULL, 0);
  choose_note (self, gradus_note_view_id (note));
}

static GradusNoteView *
make_view (GradusCanvas *self, const GrNote *note)
{
  GtkWidget *view = gradus_note_view_new (self->document, note);

  gtk_widget_insert_before (view, GTK_WIDGET (self), GTK_WIDGET (self->layer));
  g_signal_connect (view, "edit-wanted", G_CALLBACK (edit_note), self);
  g_signal_connect (view, "chosen", G_CALLBACK (note_chosen), self);
  g_signal_connect_swapped (view, "dragged", G_CALLBACK (gtk_widget_queue_allocate), self);
  return GRADUS_NOTE_VIEW (view);
}

static GPtrArray *
read_notes (GradusCanvas *self)
{
  g_autoptr (JsonNode) section = gradus_document_section (self->document, "notes");

  return gr_notes_read (section, NULL);
}

/* The views of notes that are still there stay, and keep the focus. */
static void
notes_changed (GradusCanvas *self)
{
  g_autoptr (GPtrArray) notes = read_notes (self);
  GPtrArray *before = self->notes;

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
      if (g_strcmp0 (self->chosen_note, gradus_note_view_id (view)) == 0)
        g_clear_pointer (&self->chosen_note, g_free);
      if (gtk_widget_has_focus (GTK_WIDGET (view)))
        gtk_widget_grab_focus (GTK_WIDGET (self));
      gtk_widget_unparent (GTK_WIDGET (view));
    }
  g_ptr_array_unref (before);
  for (guint i = 0; notes && i < notes->len; i++)
    if (!find_view (self, ((GrNote *) notes->pdata[i])->id))
      g_ptr_array_add (self->notes, make_view (self, notes->pdata[i]));
  gradus_canvas_update_actions (self);
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

static gboolean
write_notes (GradusCanvas *self, const GPtrArray *notes, const char *label)
{
  g_autoptr (JsonNode) section = gr_notes_write (notes);

  return gradus_document_set_section (self->document, "notes", section, label, NULL, NULL);
}

void
gradus_canvas_add_note (GradusCanvas *self)
{
  g_autoptr (GPtrArray) notes = read_notes (self);
  g_autofree char *id = NULL;
  graphene_point_t at;
  gdouble x, y;

  if (!notes)
    return;
  gradus_document_select_none (self->document);
  gradus_canvas_menu_place (self, &x, &y);
  at = gradus_viewport_to_world (self->viewport, x, y);
  id = g_strdup (gr_notes_add (notes, _ ("Note"), round (at.x), round (at.y))->id);
  if (write_notes (self, notes, _ ("Add Note")))
    edit_note (find_view (self, id), self);
}

void
gradus_canvas_delete_note (GradusCanvas *self)
{
  GradusNoteView *view = find_view (self, self->chosen_note);

  if (view)
    gradus_note_view_delete (view);
}

/* A copy of @note under an id of its own. (transfer none) */
static GrNote *
add_copy (GPtrArray *notes, const GrNote *note, gdouble dx, gdouble dy)
{
  GrNote *copy = gr_notes_add (notes, note->text, note->x + dx, note->y + dy);

  copy->width = note->width;
  copy->height = note->height;
  return copy;
}

void
gradus_canvas_duplicate_note (GradusCanvas *self)
{
  g_autoptr (GPtrArray) notes = read_notes (self);
  const GrNote *note = notes && self->chosen_note ? gr_notes_find (notes, self->chosen_note) : NULL;
  g_autofree char *id = NULL;

  if (!note)
    return;
  id = g_strdup (add_copy (notes, note, 0, note->height + BETWEEN)->id);
  if (write_notes (self, notes, _ ("Duplicate")))
    gtk_widget_grab_focus (GTK_WIDGET (find_view (self, id)));
}

char *
gradus_canvas_note_as_text (GradusCanvas *self)
{
  g_autoptr (GPtrArray) notes = read_notes (self);

  if (!notes || !self->chosen_note || !gr_notes_find (notes, self->chosen_note))
    return NULL;
  for (guint i = notes->len; i-- > 0;)
    if (strcmp (((GrNote *) notes->pdata[i])->id, self->chosen_note) != 0)
      g_ptr_array_remove_index (notes, i);
  return gr_clipboard_write_notes (notes);
}

JsonNode *
gradus_canvas_join_notes (GradusCanvas *self, const GPtrArray *more, gdouble dx, gdouble dy)
{
  g_autoptr (GPtrArray) notes = read_notes (self);

  for (guint i = 0; notes && i < more->len; i++)
    add_copy (notes, more->pdata[i], dx, dy);
  return notes ? gr_notes_write (notes) : NULL;
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
static const GradusItem *
nearest_item (GradusScene *scene, const graphene_rect_t *area)
{
  const GradusItem *nearest = NULL;
  gdouble least = INFINITY;

  for (guint i = 0; i < scene->items->len; i++)
    {
      const GradusItem *item = gradus_scene_item (scene, i);
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
  g_autoptr (GPtrArray) notes = read_notes (self);

  for (guint i = 0; notes && i < notes->len; i++)
    {
      GrNote *note = notes->pdata[i];
      const graphene_rect_t area = GRAPHENE_RECT_INIT ((gfloat) note->x, (gfloat) note->y,
                                                       (gfloat) note->width, (gfloat) note->height);
      const GradusItem *item = nearest_item (self->scene, &area);
      const gint there = item ? gradus_scene_find (after, item->id) : -1;

      if (there >= 0)
        follow_block (note, &item->bounds, &gradus_scene_item (after, there)->bounds, turns);
    }
  return notes && notes->len ? gr_notes_write (notes) : NULL;
}
