/* notes.h - the comments that stand on the canvas beside the blocks: the project's section "notes".
 *
 * They are no part of the model and change nothing in it. A list of notes is read from the section,
 * changed as a value, and written back as the section's new value: so that goes through the same
 * undo as every other section.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a note without a size gets. */
#define GR_NOTE_WIDTH  200
#define GR_NOTE_HEIGHT 96

typedef struct
{
  char       *id;   /* unique among the notes */
  char       *text; /* may have line ends */
  gdouble     x, y, width, height; /* in the units of GrBlock.x and .y */
  JsonObject *extra; /* keys that this program does not know; never NULL */
} GrNote;

/* The notes of a section, NULL being none: of GrNote. GR_ERROR_FORMAT where it is no list of notes.
 * (transfer full) */
GPtrArray *gr_notes_read  (JsonNode *section, GError **error);
/* The section again; NULL where there are none. (transfer full) */
JsonNode  *gr_notes_write (const GPtrArray *notes);

/* Adds one with an id of its own; (transfer none). */
GrNote    *gr_notes_add    (GPtrArray *notes, const char *text, gdouble x, gdouble y);
GrNote    *gr_notes_find   (const GPtrArray *notes, const char *id); /* NULL where there is none */
void       gr_notes_remove (GPtrArray *notes, const char *id);
void       gr_note_set_text (GrNote *note, const char *text);

G_END_DECLS
