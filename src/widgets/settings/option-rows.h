/* option-rows.h - GradusOptionRows: the options form, a row for each option of a table.
 *
 * Serves optimisers, schedules, transforms and generated data sets alike. It holds no value of its
 * own: it shows a JSON object that somebody else keeps, and says what a person wants to change in
 * it.
 *
 * Signals:
 *   "changed" (const char *key, JsonNode *value)  value NULL: the default, for which files have no
 * key "done"                                        as GradusFieldRow's
 */
#pragma once

#include "option-table.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_OPTION_ROWS (gradus_option_rows_get_type ())
G_DECLARE_FINAL_TYPE (GradusOptionRows, gradus_option_rows, GRADUS, OPTION_ROWS, GObject)

/* Takes @table. The rows of options that are seldom wanted are inside another that unfolds. */
GradusOptionRows *gradus_option_rows_new (GradusOptionTable *table);
/* The rows to put into a list, in order, of GtkWidget; (transfer none) */
GPtrArray *gradus_option_rows_list (GradusOptionRows *self);
/* Shows @options (NULL: all defaults) and marks the row that is wrong in them. */
void gradus_option_rows_show (GradusOptionRows *self, JsonObject *options);

G_END_DECLS
