/* inspector.h - GradusInspector: what is selected, with all that can be set and known of it.
 *
 * One block selected: its settings, problems, tensors and formula. It stands at the side of the
 * canvas, about 300 pixels wide, and scrolls.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_INSPECTOR (gradus_inspector_get_type ())
G_DECLARE_FINAL_TYPE (GradusInspector, gradus_inspector, GRADUS, INSPECTOR, AdwBin)

GtkWidget *gradus_inspector_new (GradusDocument *document);
/* The panel of what is selected. (transfer none) */
GtkWidget *gradus_inspector_panel (GradusInspector *self);
/* Puts the focus into the first setting: for Enter on a selected block. */
void gradus_inspector_focus (GradusInspector *self);

G_END_DECLS
