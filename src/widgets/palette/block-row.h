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

/* --- lists of them ---------------------------------------------------------------------------- */

/* What @row stands for, for good: the row may be gone by the time that the last of a chain is
 * emitted. NULL where what was typed has a problem, at which the bell rings. (transfer full) */
GradusMatch       *gradus_block_row_choose      (GradusBlockRow *self);
/* A heading over @row, for a GtkListBoxUpdateHeaderFunc; NULL: none. */
void               gradus_block_row_set_heading (GtkListBoxRow *row, const char *heading);
/* Takes all rows out of @list. */
void               gradus_block_rows_clear      (GtkListBox *list);

G_END_DECLS
