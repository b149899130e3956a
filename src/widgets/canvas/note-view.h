/* note-view.h - GradusNoteView: a comment on the canvas, which one makes larger by its corner, and
 * edits.
 *
 * It takes the pointer at its corner, and of the keys Enter, which opens it, and the arrows with
 * Shift, which size it where nothing else is selected. What is done to all that is selected, blocks
 * and notes alike, is the canvas's. What it changes is the document's section "notes".
 */
#pragma once

#include "document/document.h"
#include "exchange/notes.h"
#include "style/palette.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_NOTE_VIEW (gradus_note_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusNoteView, gradus_note_view, GRADUS, NOTE_VIEW, GtkWidget)

/* Signals: "edit-wanted", by Enter; "focused", when it takes the focus; "resized", when its corner
 * is dragged. */
GtkWidget *gradus_note_view_new (GradusDocument *document, const GrNote *note);
/* The same note as it is now. */
void gradus_note_view_set_note (GradusNoteView *self, const GrNote *note);
/* Whether it is selected. */
void gradus_note_view_set_chosen (GradusNoteView *self, gboolean chosen);
const char *gradus_note_view_id (GradusNoteView *self);
/* Where it is, in the world; while it is dragged, where it would be. */
graphene_rect_t gradus_note_view_area (GradusNoteView *self);
/* So far from its place, for the time of a drag. */
void gradus_note_view_shift (GradusNoteView *self, gdouble dx, gdouble dy);
/* Its right lower corner, as far as that goes. */
void gradus_note_view_resize (GradusNoteView *self, gdouble dx, gdouble dy);
/* In a popover, from which it is written when that closes. (transfer floating) */
GtkWidget *gradus_note_view_editor (GradusNoteView *self);

G_END_DECLS
