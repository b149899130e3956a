/* weights-row.h - GradusWeightsRow: where the weights of a block come from, and the offer to begin
 * anew. Part of the inspector's block panel, which has it refreshed.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_WEIGHTS_ROW (gradus_weights_row_get_type ())
G_DECLARE_FINAL_TYPE (GradusWeightsRow, gradus_weights_row, GRADUS, WEIGHTS_ROW, AdwActionRow)

GtkWidget *gradus_weights_row_new     (GradusDocument *document, const char *block);
void       gradus_weights_row_refresh (GradusWeightsRow *self);

G_END_DECLS
