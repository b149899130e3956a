/* columns-dialog.h - GradusColumnsDialog: the columns of a table that a person brings, each with a
 * role that they can change, and the first rows.
 *
 * It reads the file on a worker thread, and says in itself what cannot be read. What the roles come
 * to is said below them as they change.
 *
 * Signal "use": the roles are as wanted. Who made the dialog closes it.
 */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "data/table-sketch.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_COLUMNS_DIALOG (gradus_columns_dialog_get_type ())
G_DECLARE_FINAL_TYPE (GradusColumnsDialog, gradus_columns_dialog, GRADUS, COLUMNS_DIALOG, AdwWindow)

/* Of the table at @path with @options, as in a project's data section; NULL: roles are guessed. */
GtkWidget  *gradus_columns_dialog_new     (GtkWindow *parent, const char *path,
                                           JsonObject *options);
/* Whether the file has been read; what else can be done waits for that. */
gboolean    gradus_columns_dialog_ready   (GradusColumnsDialog *self);
/* The GradusColumnRow of the column at @column, which has been read. (transfer none) */
GtkWidget  *gradus_columns_dialog_row     (GradusColumnsDialog *self, gint column);
/* What becomes of rows with empty fields. */
void        gradus_columns_dialog_set_missing (GradusColumnsDialog *self, GrMissing missing);
/* The options "columns", "header", "separator" and "missing" that say what was chosen. (transfer
 * full) */
JsonObject *gradus_columns_dialog_options (GradusColumnsDialog *self);
/* Why these roles cannot be used, as opening the table has shown. */
void        gradus_columns_dialog_fail    (GradusColumnsDialog *self, const char *message);
/* What the roles come to, or what is wrong with them. (transfer none) */
const char *gradus_columns_dialog_text    (GradusColumnsDialog *self);

G_END_DECLS
