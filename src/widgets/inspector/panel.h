/* panel.h - the parts that the inspector's panels are put together from. Private to inspector/. */
#pragma once

#include <adwaita.h>

#include "nn/block.h"

G_BEGIN_DECLS

/* A heading with a line of text under it (or NULL), and the colour of a kind's category (or NULL)
 * before it. Returns the box of the heading, for buttons at its end. */
GtkWidget *gradus_panel_add_heading (GtkBox *panel, const char *title, const char *text,
                                     const GrBlockKind *kind);
/* A titled list of rows; @title may be NULL. */
AdwPreferencesGroup *gradus_panel_add_group (GtkBox *panel, const char *title);
/* A wrapping label, dimmed. */
GtkWidget *gradus_panel_text (const char *text);

G_END_DECLS
