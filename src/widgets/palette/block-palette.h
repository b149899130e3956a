/* block-palette.h - GradusBlockPalette: every kind of block, under its category, to be dragged to
 * the canvas or chosen by Enter or a double click; with a search that also takes settings
 * (query.h).
 *
 * Signal "block-chosen" (const GradusMatch *match), which may be a chain that was typed (query.h).
 * What is dragged is of GRADUS_TYPE_MATCH.
 */
#pragma once

#include <gtk/gtk.h>

#include "query.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_BLOCK_PALETTE (gradus_block_palette_get_type ())
G_DECLARE_FINAL_TYPE (GradusBlockPalette, gradus_block_palette, GRADUS, BLOCK_PALETTE, GtkWidget)

GtkWidget *gradus_block_palette_new   (void);

G_END_DECLS
