/* csv-table.h - a table of text with a name and a role for each column. Shared by csv-dataset.c,
 * which makes numbers of it, and table-sketch.c, which shows it to a person. */
#pragma once

#include "csv.h"
#include "table-sketch.h"

G_BEGIN_DECLS

/* How many words one can tell apart. A role that was asked for is believed longer than a guess. */
#define GR_CSV_MOST_WORDS         10000
#define GR_CSV_MOST_GUESSED_WORDS 1000
#define GR_CSV_FREE_TEXT_WORDS    100 /* where most differ: names, sentences */

typedef struct
{
  char        *name;
  GrColumnRole role;
  /* the words of ordinal, categorical and class columns, in order; NULL for numbers */
  char       **values;
  gint         n_values;
  gboolean     numeric; /* gr_csv_is_numeric(), once its role is settled */
  gboolean     commas; /* its numbers have decimal commas */
} GrCsvColumn;

typedef struct
{
  char        *file; /* its base name, for errors */
  GrCsv       *csv;
  gboolean     comma; /* numbers may have a decimal comma, which separates no columns here */
  gint64       first; /* 1 where the first row is a header */
  gint64       n_rows;
  GrMissing    missing;
  gint64       n_left_out; /* rows, by now */
  GrCsvColumn *column;
} GrCsvTable;

/* Fields, header and names. @roles gets the option "columns", or NULL; it belongs to @options.
 * Whatever comes of it, gr_csv_table_clear(). */
gboolean gr_csv_table_open   (GrCsvTable *table, const char *path, JsonObject *options,
                              JsonObject **roles, GError **error);
/* Gives each column the role that @roles says, and others none; no more. */
gboolean gr_csv_table_read_roles (GrCsvTable *table, JsonObject *roles, GError **error);
/* Gives each column its role, guessed where @roles is NULL, with the values of those that have
 * some, and leaves out the rows that are not wanted; an error where no data set can be made of
 * them. */
gboolean gr_csv_table_settle (GrCsvTable *table, JsonObject *roles, GError **error);
void     gr_csv_table_clear  (GrCsvTable *table);

/* Row 0 is the first after the header. */
const char *gr_csv_table_cell (const GrCsvTable *table, gint64 row, gint column);
gboolean gr_csv_table_number (const GrCsvTable *table, const char *text, gdouble *value);
/* What is wrong with a field that is no number: "is not a number". */
const char *gr_csv_why_no_number (const char *text);
/* Whether a column is one of numbers. */
gboolean gr_csv_is_numeric   (const GrCsvTable *table, gint column);
/* The different fields of a column: numbers by size, then words. (transfer full) */
char   **gr_csv_values       (const GrCsvTable *table, gint column);

/* --- what is missing (csv-missing.c) ---------------------------------------------------------- */

/* Nothing, or what people write for a number that they do not have. */
gboolean gr_csv_is_missing   (const char *text);
/* Whether the field of a column, of which "numeric" is known, is nothing; in one of numbers also
 * what people write for none. */
gboolean gr_csv_table_lacks  (const GrCsvTable *table, gint64 row, gint column);
/* Whether rows that lack a field of a column with @role are left out. */
gboolean gr_missing_leaves_out (GrMissing missing, GrColumnRole role);
/* The option "missing"; what csv-table.c opens a table with. */
gboolean gr_csv_table_read_missing (GrCsvTable *table, JsonObject *options, GError **error);
/* Leaves out the rows that "missing" says, of columns whose roles are known; an error where none is
 * left. */
gboolean gr_csv_table_leave_out (GrCsvTable *table, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GrCsvTable, gr_csv_table_clear)

G_END_DECLS
