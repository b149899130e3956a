/* csv-missing.c - what a table of text lacks, and what becomes of the rows that lack it: see
 * csv-table.h. */
#include "csv-table.h"

#include "options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const missing_names[] = { "refuse", "leave_out", "mean" };

const char *
gr_missing_name (GrMissing missing)
{
  return missing_names[missing];
}

gboolean
gr_csv_table_read_missing (GrCsvTable *table, JsonObject *options, GError **error)
{
  const char *word = missing_names[GR_MISSING_REFUSE];

  if (!gr_option_string (options, "missing", &word, error))
    return FALSE;
  for (gint i = 0; i < GR_N_MISSING; i++)
    if (g_str_equal (word, missing_names[i]))
      {
        table->missing = (GrMissing) i;
        return TRUE;
      }
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               _ ("the option “missing” must be one of refuse, leave_out, mean, not “%s”"), word);
  return FALSE;
}

/* --- fields ----------------------------------------------------------------------------------- */

static gboolean
is_blank (const char *text)
{
  return strspn (text, " \t") == strlen (text);
}

gboolean
gr_csv_is_missing (const char *text)
{
  static const char *const words[] = { "", "na", "n/a", "nan", "?", "-", "null", "none", NULL };

  if (g_ascii_isdigit (*text)) /* as most are */
    return FALSE;
  g_autofree char *word = g_ascii_strdown (text, -1);
  return g_strv_contains (words, g_strstrip (word));
}

gboolean
gr_csv_table_lacks (const GrCsvTable *table, gint64 row, gint column)
{
  const char *text = gr_csv_table_cell (table, row, column);

  return table->column[column].numeric ? gr_csv_is_missing (text) : is_blank (text);
}

/* --- rows ------------------------------------------------------------------------------------- */

gboolean
gr_missing_leaves_out (GrMissing missing, GrColumnRole role)
{
  const gboolean target = role == GR_COLUMN_TARGET || role == GR_COLUMN_CLASS;

  return role != GR_COLUMN_IGNORE
         && (missing == GR_MISSING_LEAVE_OUT || (missing == GR_MISSING_MEAN && target));
}

/* Whether it is left out. */
static gboolean
is_unwanted (const GrCsvTable *table, gint64 row)
{
  for (gint c = 0; c < table->csv->n_columns; c++)
    if (gr_missing_leaves_out (table->missing, table->column[c].role)
        && gr_csv_table_lacks (table, row, c))
      return TRUE;
  return FALSE;
}

/* Row @to, which is not wanted, changes places with row @from. */
static void
swap_rows (GrCsvTable *table, gint64 to, gint64 from)
{
  const gint64 n = table->csv->n_columns;
  gpointer *into = table->csv->cells->pdata + (table->first + to) * n;
  gpointer *out_of = table->csv->cells->pdata + (table->first + from) * n;
  gint64 *lines = (gint64 *) table->csv->lines->data + table->first;

  for (gint64 c = 0; c < n; c++)
    {
      gpointer cell = into[c];

      into[c] = out_of[c];
      out_of[c] = cell;
    }
  lines[to] = lines[from];
}

gboolean
gr_csv_table_leave_out (GrCsvTable *table, GError **error)
{
  gint64 kept = 0;

  for (gint64 row = 0; row < table->n_rows; row++)
    if (!is_unwanted (table, row))
      {
        if (kept < row)
          swap_rows (table, kept, row);
        kept++;
      }
  if (kept == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("“%s”: every row lacks a field of a column that is used"), table->file);
      return FALSE;
    }
  table->n_left_out = table->n_rows - kept;
  table->n_rows = kept;
  g_ptr_array_set_size (table->csv->cells, (gint) ((table->first + kept) * table->csv->n_columns));
  g_array_set_size (table->csv->lines, (guint) (table->first + kept));
  return TRUE;
}
