/* bar-row.h - a row of a list with a name, a number, and a bar as long as the number is large:
 * class balance, probabilities. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @fraction of the bar is filled. The row is a GtkListBoxRow. */
GtkWidget *gradus_bar_row_new (const char *name);
void       gradus_bar_row_set (GtkWidget *row, const char *number, gdouble fraction);

G_END_DECLS
