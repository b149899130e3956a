/* option-table.h - GradusOptionTable: the options of an optimiser, a schedule, a transform or a
 * data set, as one kind of table.
 *
 * The engine declares each in a table of its own; the forms show them all alike. A table knows each
 * option's field (see field-row.h), its default, and how its text becomes the JSON of the project
 * file and back.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "data/registry.h"
#include "data/transform.h"
#include "field-row.h"
#include "optim/schedule.h"

G_BEGIN_DECLS

typedef struct _GradusOptionTable GradusOptionTable;

typedef struct
{
  GradusField field;
  gboolean list;        /* several numbers */
  char *standard;       /* the default, as text */
  const char *file_key; /* its name in the file: the field's, unless that is translated */
} GradusOption;

/* (transfer full) */
GradusOptionTable *gradus_option_table_of_optimizer (const GrOptimizerKind *kind);
GradusOptionTable *gradus_option_table_of_schedule (const GrScheduleKind *kind);
GradusOptionTable *gradus_option_table_of_transform (const GrTransformRow *row);
GradusOptionTable *gradus_option_table_of_dataset (const GrDatasetDescriptor *descriptor);
void gradus_option_table_free (GradusOptionTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusOptionTable, gradus_option_table_free)

guint gradus_option_table_length (const GradusOptionTable *table);
const GradusOption *gradus_option_table_at (const GradusOptionTable *table, guint index);

/* Reads @text for an option. *@node is (transfer full), and NULL for the default, which files leave
 * out. An error is worded by the engine. */
gboolean gradus_option_table_read (const GradusOptionTable *table, guint index, const char *text,
                                   JsonNode **node, GError **error);
/* The value in @options, or the default; (transfer full) */
char *gradus_option_table_text (const GradusOptionTable *table, guint index, JsonObject *options);
/* What is doubtful of an option in @options, or NULL: see gr_options_doubt(). (transfer full) */
char *gradus_option_table_doubt (const GradusOptionTable *table, guint index, JsonObject *options);
/* Whether @options go together, and are all known. @wrong is the option that the error is about, or
 * the table's length. */
gboolean gradus_option_table_check (const GradusOptionTable *table, JsonObject *options,
                                    guint *wrong, GError **error);

/* --- JSON as a person writes it --------------------------------------------------------------- */

/* "0.001", "true", "[0.9, 0.999]" without its brackets, "cos"; (transfer full) */
char *gradus_json_text (JsonNode *node);
/* A number, a list of numbers where @list or where there are several, true, false, or else the
 * text. */
JsonNode *gradus_json_read (const char *text, gboolean list);

G_END_DECLS
