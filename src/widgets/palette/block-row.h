/* block-row.h - GradusBlockRow: a kind of block in a list, with the settings that were typed for
 * it. The rows of the palette and of the search on the canvas. */
#pragma once

#include <gtk/gtk.h>

#include "query.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_BLOCK_ROW (gradus_block_row_get_type ())
G_DECLARE_FINAL_TYPE (GradusBlockRow, gradus_block_row, GRADUS, BLOCK_ROW, GtkListBoxRow)

/* Copies @match. @summary: with the kind's sentence below its name where no settings were typed. */
GtkWidget         *gradus_block_row_new   (const GradusMatch *match, gboolean summary);
/* (transfer none) */
const GradusMatch *gradus_block_row_match (GradusBlockRow *self);
/* Lets the row be dragged: its content is of GRADUS_TYPE_MATCH. */
void               gradus_block_row_set_draggable (GradusBlockRow *self);

G_END_DECLS
