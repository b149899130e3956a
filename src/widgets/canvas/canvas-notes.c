/* canvas-notes.c - the notes of a GradusCanvas: a GradusNoteView for each of the document's section
 * "notes". */
#include "canvas-private.h"

#include "note-view.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

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

static void
notes_changed (GradusCanvas *self)
{
  g_autoptr (JsonNode) section = gradus_document_section (self->document, "notes");
  g_autoptr (GPtrArray) notes = gr_notes_read (section, NULL);

  for (guint i = 0; i < self->notes->len; i++)
    gtk_widget_unparent (self->notes->pdata[i]);
  g_ptr_array_set_size (self->notes, 0);
  for (guint i = 0; notes && i < notes->len; i++)
    {
      GtkWidget *note = gradus_note_view_new (self->document, notes->pdata[i]);

      gtk_widget_insert_before (note, GTK_WIDGET (self), GTK_WIDGET (self->layer));
      g_signal_connect (note, "edit-wanted", G_CALLBACK (edit_note), self);
      g_signal_connect_swapped (note, "dragged", G_CALLBACK (gtk_widget_queue_allocate), self);
      g_ptr_array_add (self->notes, note);
    }
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

void
gradus_canvas_add_note (GradusCanvas *self)
{
  g_autoptr (JsonNode) before = gradus_document_section (self->document, "notes");
  g_autoptr (GPtrArray) notes = gr_notes_read (before, NULL);
  g_autoptr (JsonNode) after = NULL;
  g_autofree char *id = NULL;
  graphene_point_t at;
  gdouble x, y;

  if (!notes)
    return;
  gradus_document_select_none (self->document);
  gradus_canvas_menu_place (self, &x, &y);
  at = gradus_viewport_to_world (self->viewport, x, y);
  id = g_strdup (gr_notes_add (notes, _ ("Note"), round (at.x), round (at.y))->id);
  after = gr_notes_write (notes);
  if (!gradus_document_set_section (self->document, "notes", after, _ ("Add Note"), NULL, NULL))
    return;
  for (guint i = 0; i < self->notes->len; i++)
    if (strcmp (gradus_note_view_id (self->notes->pdata[i]), id) == 0)
      edit_note (self->notes->pdata[i], self);
}
