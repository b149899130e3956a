/* column-row.h - GradusColumnRow: a column of a table: what is in it, and the role it has. Part of
 * GradusColumnsDialog.
 *
 * Signal "changed": the role is another.
 */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "data/table-sketch.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_COLUMN_ROW (gradus_column_row_get_type ())
G_DECLARE_FINAL_TYPE (GradusColumnRow, gradus_column_row, GRADUS, COLUMN_ROW, AdwActionRow)

/* @column has to outlive it. */
GtkWidget   *gradus_column_row_new     (const GrColumnSketch *column);
GrColumnRole gradus_column_row_role    (GradusColumnRow *self);
void         gradus_column_row_set_role (GradusColumnRow *self, GrColumnRole role);
/* Why the column cannot have that role, or NULL, where @missing becomes of rows without its field.
 * (transfer full) */
char        *gradus_column_row_problem (GradusColumnRow *self, GrMissing missing);
/* The role as a project has it. (transfer full) */
JsonNode    *gradus_column_row_json    (GradusColumnRow *self);

G_END_DECLS
