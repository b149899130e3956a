/* window-keys.h - the window's keys while one types in a popover, which GTK keeps to itself. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What @popover does not take itself does what it does in the window: Ctrl+S saves at once, any
 * other key of an action closes the popover first. Not undo and redo, which are the text's. */
void gradus_let_window_keys_through (GtkPopover *popover);

G_END_DECLS
