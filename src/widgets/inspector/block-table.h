/* block-table.h - GradusBlockTable: a line a block with its shape, parameters and FLOPs.
 *
 * Used by the inspector's panel of the model. A line that is activated selects its block.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"
#include "totals.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_BLOCK_TABLE (gradus_block_table_get_type ())
G_DECLARE_FINAL_TYPE (GradusBlockTable, gradus_block_table, GRADUS, BLOCK_TABLE, AdwBin)

/* So many lines are shown; more could not be read, and would take long to make. */
#define GRADUS_BLOCK_TABLE_MOST 300

GtkWidget *gradus_block_table_new (GradusDocument *document);
/* Shows the model as it is, and adds it up. */
void gradus_block_table_refresh (GradusBlockTable *self, GradusTotals *totals);

G_END_DECLS
