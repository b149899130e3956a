/* find.h - finds widgets in a window, for the benches that act on one. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The first widget of @type within @within, itself counted: with @shown, of those that are. NULL
 * where there is none. */
GtkWidget *bench_find (GtkWidget *within, GType type, gboolean shown);

G_END_DECLS
