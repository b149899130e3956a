/* note-view.h - GradusNoteView: a comment on the canvas, which one drags, makes larger by its
 * corner, edits and deletes.
 *
 * Unlike a block it takes the pointer and the keys itself, where no block lies over it: arrows move
 * it, with Shift they size it, Enter opens it, Delete removes it. What it changes is the document's
 * section "notes".
 */
#pragma once

#include "document/document.h"
#include "exchange/notes.h"
#include "style/palette.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_NOTE_VIEW (gradus_note_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusNoteView, gradus_note_view, GRADUS, NOTE_VIEW, GtkWidget)

/* Signals: "edit-wanted", by a double click or Enter; "chosen", when it takes the focus; "dragged",
 * when gradus_note_view_area() is another. */
GtkWidget *gradus_note_view_new (GradusDocument *document, const GrNote *note);
/* The same note as it is now. */
void gradus_note_view_set_note (GradusNoteView *self, const GrNote *note);
/* Whether it is the one that what is done next is done to. */
void gradus_note_view_set_chosen (GradusNoteView *self, gboolean chosen);
const char *gradus_note_view_id (GradusNoteView *self);
/* Where it is, in the world; while it is dragged, where it would be. */
graphene_rect_t gradus_note_view_area (GradusNoteView *self);
void gradus_note_view_move (GradusNoteView *self, gdouble dx, gdouble dy);
/* Its right lower corner, as far as that goes. */
void gradus_note_view_resize (GradusNoteView *self, gdouble dx, gdouble dy);
void gradus_note_view_delete (GradusNoteView *self);
/* In a popover, from which it is written when that closes. (transfer floating) */
GtkWidget *gradus_note_view_editor (GradusNoteView *self);

G_END_DECLS
