/* block-panel.h - GradusBlockPanel: all that there is to set and to know of one block.
 *
 * Shown by the inspector where one block is selected. It follows the document.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_BLOCK_PANEL (gradus_block_panel_get_type ())
G_DECLARE_FINAL_TYPE (GradusBlockPanel, gradus_block_panel, GRADUS, BLOCK_PANEL, GtkBox)

GtkWidget *gradus_block_panel_new (GradusDocument *document, const char *id);
/* What is shown of the block's tensors beside @name ("Strides"), or NULL. (transfer none) */
const char *gradus_block_panel_fact (GradusBlockPanel *self, const char *name);

G_END_DECLS
