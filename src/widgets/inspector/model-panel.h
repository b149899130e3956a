/* model-panel.h - GradusModelPanel: the whole project in one column, as `gradus info` prints it.
 *
 * Shown by the inspector where nothing is selected: name and description, what is wrong, totals,
 * and a line a block. It follows the document.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_MODEL_PANEL (gradus_model_panel_get_type ())
G_DECLARE_FINAL_TYPE (GradusModelPanel, gradus_model_panel, GRADUS, MODEL_PANEL, GtkBox)

GtkWidget *gradus_model_panel_new (GradusDocument *document);
/* What is shown of the model beside @name ("Parameters"), or NULL. (transfer none) */
const char *gradus_model_panel_total (GradusModelPanel *self, const char *name);

G_END_DECLS
