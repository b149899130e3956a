/* glyph.h - a small picture for each category of blocks, drawn with lines, so that it is sharp at
 * any size. */
#pragma once

#include <gtk/gtk.h>

#include "nn/block.h"

G_BEGIN_DECLS

/* The side of the square that the pictures fill, from (0, 0). */
#define GRADUS_GLYPH_SIZE 20

void gradus_glyph_draw (cairo_t *cr, GrCategory category, const GdkRGBA *colour);
/* A folded group's. */
void gradus_glyph_draw_group (cairo_t *cr, const GdkRGBA *colour);

G_END_DECLS
