/* note-draw.h - how a note looks: used by its widget on the canvas and by `gradus render`. */
#pragma once

#include <gtk/gtk.h>

#include "exchange/notes.h"
#include "style/palette.h"

G_BEGIN_DECLS

/* What it covers of the canvas. */
static inline graphene_rect_t
gradus_note_area (const GrNote *note)
{
  return GRAPHENE_RECT_INIT ((gfloat) note->x, (gfloat) note->y, (gfloat) note->width,
                             (gfloat) note->height);
}

/* From (0, 0), so large. @chosen: it is selected. Of @context comes the font. */
void gradus_note_snapshot (GtkSnapshot *snapshot, PangoContext *context,
                           const GradusPalette *palette, const char *text, gdouble width,
                           gdouble height, gboolean chosen);

G_END_DECLS
