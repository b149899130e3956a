/* differences-table.h - what differs between runs as a table: a line a setting, a column a run; and
 * of one run all that it was trained with. For the list of runs. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Of @runs (of GradusRun), as they are now. */
GtkWidget *gradus_differences_table_new (GPtrArray *runs);

G_END_DECLS
