/* table.h - the columns of a table of items that are no pictures: a number each, and the target.
 * For the data set browser. */
#pragma once

#include <gtk/gtk.h>

#include "items.h"

G_BEGIN_DECLS

/* Gives @table, whose model has GradusItems, the columns of @part's first input and its target; and
 * of what a model predicts, where @predictions is not NULL. */
void gradus_table_set_columns (GtkColumnView *table, GradusPart *part,
                               const GradusPredictions *predictions);

G_END_DECLS
