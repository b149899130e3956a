/* help.h - all that the tables say of a kind of block, to read at leisure. Private to inspector/.
 */
#pragma once

#include <gtk/gtk.h>

#include "nn/block.h"

G_BEGIN_DECLS

/* A button that shows it in a popover, made when it is first opened. */
GtkWidget *gradus_help_button_new (const GrBlockKind *kind);
/* The text, as Pango markup; (transfer full) */
char *gradus_help_markup (const GrBlockKind *kind);

G_END_DECLS
