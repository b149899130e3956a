/* many-panel.h - GradusManyPanel: several blocks at once, or a group of them.
 *
 * Shown by the inspector where more than one block, or any group, is selected: how many and what
 * they cost together, and the settings that they have in common, which change in all. One group
 * alone has a name and a number of repetitions. It follows the document.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_MANY_PANEL (gradus_many_panel_get_type ())
G_DECLARE_FINAL_TYPE (GradusManyPanel, gradus_many_panel, GRADUS, MANY_PANEL, GtkBox)

/* @ids: blocks and groups, NULL-terminated, at least one. */
GtkWidget *gradus_many_panel_new (GradusDocument *document, const char *const *ids);
/* What is shown of all together beside @name ("Parameters"), or NULL. (transfer none) */
const char *gradus_many_panel_total (GradusManyPanel *self, const char *name);

G_END_DECLS
