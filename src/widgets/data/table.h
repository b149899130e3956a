/* table.h - GradusItemTable: items that are no pictures as rows of numbers, with a title above each
 * column. For the data set browser.
 *
 * Each row is one widget (style/text-row.h): a list makes two hundred of them at once, of as many
 * columns as the set has. A column is as wide as the widest number in it that was shown.
 *
 * Signal "activate" (guint position): one was opened.
 */
#pragma once

#include <gtk/gtk.h>

#include "items.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_ITEM_TABLE (gradus_item_table_get_type ())
G_DECLARE_FINAL_TYPE (GradusItemTable, gradus_item_table, GRADUS, ITEM_TABLE, GtkWidget)

/* Of GradusItems; NULL shows none. */
void        gradus_item_table_set_model   (GradusItemTable *self, GtkSelectionModel *model);
/* The columns of @part's first input and its target; and of what a model predicts, where
 * @predictions is not NULL. */
void        gradus_item_table_set_columns (GradusItemTable *self, GradusPart *part,
                                           const GradusPredictions *predictions);
/* What stands above a column; NULL where there is none so far. (transfer none) */
const char *gradus_item_table_title       (GradusItemTable *self, guint column);

G_END_DECLS
