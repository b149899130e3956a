/* settings.h - what the program remembers between two runs of it, in GSettings. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The program's settings; those of the build folder where the schema is not installed. (transfer
 * none) */
GSettings *gradus_settings (void);
/* The style and whether things move, now and whenever they are set. */
void gradus_settings_follow (void);

/* A window's size, to and from the settings. */
void gradus_settings_keep_window (GtkWindow *window);
void gradus_settings_restore_window (GtkWindow *window);

G_END_DECLS
