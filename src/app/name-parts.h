/* name-parts.h - names for a screen reader in the windows that are GTK's and libadwaita's own, of
 * shortcuts and About: GTK 4.8 takes no tooltip for a name, and their templates give none.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names all buttons and texts within @root by what is seen of them: a tooltip, a label, or else
 * what the window is called. */
void gradus_name_parts (GtkWidget *root);

G_END_DECLS
