/* note.h - the little box of text beside what is pointed at in a drawing. */
#pragma once

#include "lettering.h"
#include "style/palette.h"

G_BEGIN_DECLS

/* The path of a rectangle with round corners. */
void gradus_round_rectangle (cairo_t *cr, gdouble x, gdouble y, gdouble width, gdouble height,
                             gdouble radius);
/* The ground of a box: filled, with a border. */
void gradus_note_ground (cairo_t *cr, gdouble x, gdouble y, gdouble width, gdouble height,
                         const GradusPalette *palette);
/* @text, a line a line and the first in bold, below and right of (@x, @y), or where there is room
 * in an area of @width by @height. */
void gradus_note_draw (cairo_t *cr, const char *text, gdouble x, gdouble y, gdouble width,
                       gdouble height, const GradusPalette *palette);

G_END_DECLS
