/* table-sketch.c - what is in a table of text: see table-sketch.h. */
#include "csv-table.h"

#include <math.h>
#include <string.h>

#define N_PREVIEW    8
#define MOST_VALUES  50 /* that are kept of a column */
#define MOST_CLASSES 20 /* of a guess, where that is all that speaks for them */
#define MOST_LACKING 5  /* one row in so many may lack a number that is to be used */

/* --- guesses --------------------------------------------------------------------------------- */

/* 0, 1, 2, … or 1, 2, 3, …: the number of the row, of which nothing follows. */
static gboolean
counts_rows (const GrCsvTable *table, gint column)
{
  gdouble first, value;

  if (table->n_rows < 5
      || !gr_csv_table_number (table, gr_csv_table_cell (table, 0, column), &first)
      || (first != 0 && first != 1))
    return FALSE;
  for (gint64 row = 1; row < table->n_rows; row++)
    if (!gr_csv_table_number (table, gr_csv_table_cell (table, row, column), &value)
        || value != first + (gdouble) row)
      return FALSE;
  return TRUE;
}

static gboolean
is_whole (const GrCsvTable *table, const GrColumnSketch *column)
{
  gdouble value;

  for (char **text = column->values; *text; text++)
    if (gr_csv_table_number (table, *text, &value) && value != floor (value))
      return FALSE;
  return TRUE;
}

/* As an input: names and sentences, of which hardly one comes again, are of no use, and for numbers
 * with many holes too many rows would have to go. */
static GrColumnRole
guess_input (const GrCsvTable *table, gint c, const GrColumnSketch *column)
{
  const gboolean text = column->n_different > GR_CSV_MOST_GUESSED_WORDS
                        || (column->n_different > MOST_CLASSES
                            && column->n_different > table->n_rows / 2);

  if (column->numeric)
    return column->n_missing * MOST_LACKING > table->n_rows || (c == 0 && counts_rows (table, c))
               ? GR_COLUMN_IGNORE
               : GR_COLUMN_CONTINUOUS;
  return text ? GR_COLUMN_IGNORE : GR_COLUMN_CATEGORICAL;
}

/* Whole numbers of which each comes again and again are classes. */
static GrColumnRole
guess_target (const GrCsvTable *table, const GrColumnSketch *column)
{
  if (!column->numeric)
    return GR_COLUMN_CLASS;
  return column->values && column->n_different <= MOST_CLASSES
                 && column->n_different * 10 <= table->n_rows && is_whole (table, column)
             ? GR_COLUMN_CLASS
             : GR_COLUMN_TARGET;
}

static gboolean
says_target (const char *name)
{
  static const char *const words[] = { "target", "label", "class", "y", "category", NULL };
  g_autofree char *lower = g_utf8_strdown (name, -1);

  return g_strv_contains (words, lower);
}

/* The column that is called so, else the last that is of use. */
static void
guess_roles (const GrCsvTable *table, GrTableSketch *self)
{
  gint target = -1, n_inputs = 0;

  for (gint c = 0; c < self->n_columns; c++)
    {
      self->column[c].role = guess_input (table, c, &self->column[c]);
      n_inputs += self->column[c].role != GR_COLUMN_IGNORE;
    }
  for (gint c = self->n_columns - 1; c >= 0; c--)
    {
      const gboolean useful = self->column[c].role != GR_COLUMN_IGNORE;

      if (useful
          && (target < 0
              || (says_target (self->column[c].name) && !says_target (self->column[target].name))))
        target = c;
    }
  /* Two columns, of which one counts: it is the only input that there is. */
  if (n_inputs == 1 && self->n_columns == 2 && self->column[0].n_missing == 0
      && self->column[0].numeric)
    self->column[0].role = GR_COLUMN_CONTINUOUS;
  if (target >= 0 && self->n_columns > 1)
    self->column[target].role = guess_target (table, &self->column[target]);
}

/* --- the sketch ------------------------------------------------------------------------------ */

/* Which fields of column @c are the same. */
static void
tell_apart (const GrCsvTable *table, gint c, GrColumnSketch *column)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  column->kind = g_new (guint32, table->n_rows);
  for (gint64 row = 0; row < table->n_rows; row++)
    {
      gpointer text = (gpointer) gr_csv_table_cell (table, row, c), kind;

      if (!g_hash_table_lookup_extended (seen, text, NULL, &kind))
        {
          kind = GUINT_TO_POINTER (g_hash_table_size (seen));
          g_hash_table_insert (seen, text, kind);
        }
      column->kind[row] = GPOINTER_TO_UINT (kind);
    }
  column->n_different = g_hash_table_size (seen);
}

/* The rows that lack a field of column @c. */
static void
find_missing (const GrCsvTable *table, gint c, GrColumnSketch *column)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 row = 0; row < table->n_rows; row++)
    if (gr_csv_table_lacks (table, row, c))
      g_array_append_val (rows, row);
  column->n_missing = rows->len;
  column->missing = (gint64 *) g_array_free (g_steal_pointer (&rows), FALSE);
}

static void
sketch_column (GrCsvTable *table, gint c, GrColumnSketch *column)
{
  column->name = g_strdup (table->column[c].name);
  column->role = table->column[c].role;
  column->numeric = table->column[c].numeric = gr_csv_is_numeric (table, c);
  tell_apart (table, c, column);
  find_missing (table, c, column);
  if (table->column[c].values)
    column->values = g_strdupv (table->column[c].values);
  else if (column->n_different <= MOST_VALUES)
    column->values = gr_csv_values (table, c);
}

GrTableSketch *
gr_table_sketch_new (const char *path, JsonObject *options, GError **error)
{
  g_auto (GrCsvTable) table = { NULL };
  g_autoptr (GrTableSketch) self = NULL;
  JsonObject *roles;

  if (!gr_csv_table_open (&table, path, options, &roles, error)
      || (roles && !gr_csv_table_read_roles (&table, roles, error)))
    return NULL;
  self = g_new0 (GrTableSketch, 1);
  self->separator = table.csv->separator;
  self->header = table.first > 0;
  self->missing = roles ? table.missing : GR_MISSING_LEAVE_OUT;
  self->n_rows = table.n_rows;
  self->n_columns = table.csv->n_columns;
  self->column = g_new0 (GrColumnSketch, self->n_columns);
  for (gint c = 0; c < self->n_columns; c++)
    sketch_column (&table, c, &self->column[c]);
  if (!roles)
    guess_roles (&table, self);
  self->n_preview = (gint) MIN (table.n_rows, N_PREVIEW);
  self->preview = g_new0 (char *, (gsize) self->n_preview * self->n_columns + 1);
  for (gint i = 0; i < self->n_preview * self->n_columns; i++)
    self->preview[i] = g_strdup (
        gr_csv_table_cell (&table, i / self->n_columns, i % self->n_columns));
  return g_steal_pointer (&self);
}

void
gr_table_sketch_free (GrTableSketch *self)
{
  for (gint c = 0; c < self->n_columns; c++)
    {
      g_free (self->column[c].name);
      g_strfreev (self->column[c].values);
      g_free (self->column[c].missing);
      g_free (self->column[c].kind);
    }
  g_free (self->column);
  g_strfreev (self->preview);
  g_free (self);
}

/* --- what roles come to ---------------------------------------------------------------------- */

typedef enum
{
  ROW_LACKS = 1,
  ROW_IS_LEFT_OUT = 2,
} RowMark;

/* Of each row; (transfer full) */
static guint8 *
mark_rows (const GrTableSketch *self, const GrColumnRole *roles, GrMissing missing, GrTableSum *sum)
{
  guint8 *marks = g_new0 (guint8, self->n_rows);

  for (gint c = 0; c < self->n_columns; c++)
    {
      const GrColumnSketch *column = &self->column[c];
      const guint8 mark = gr_missing_leaves_out (missing, roles[c]) ? ROW_LACKS | ROW_IS_LEFT_OUT
                                                                    : ROW_LACKS;

      for (gint64 i = 0; roles[c] != GR_COLUMN_IGNORE && i < column->n_missing; i++)
        marks[column->missing[i]] |= mark;
    }
  for (gint64 row = 0; row < self->n_rows; row++)
    {
      sum->n_lacking += (marks[row] & ROW_LACKS) != 0;
      sum->n_left_out += (marks[row] & ROW_IS_LEFT_OUT) != 0;
    }
  return marks;
}

/* The different fields of a column in the rows that are left. */
static gint64
count_values (const GrTableSketch *self, const GrColumnSketch *column, const guint8 *marks,
              gint64 n_left_out)
{
  g_autofree gboolean *seen = NULL;
  gint64 n = 0;

  if (n_left_out == 0)
    return column->n_different;
  seen = g_new0 (gboolean, column->n_different);
  for (gint64 row = 0; row < self->n_rows; row++)
    if (!(marks[row] & ROW_IS_LEFT_OUT) && !seen[column->kind[row]])
      {
        seen[column->kind[row]] = TRUE;
        n++;
      }
  return n;
}

void
gr_table_sketch_sum (const GrTableSketch *self, const GrColumnRole *roles, GrMissing missing,
                     GrTableSum *sum)
{
  g_autofree guint8 *marks = NULL;

  memset (sum, 0, sizeof *sum);
  marks = mark_rows (self, roles, missing, sum);
  for (gint c = 0; c < self->n_columns; c++)
    {
      const GrColumnSketch *column = &self->column[c];
      const gboolean class = roles[c] == GR_COLUMN_CLASS
                             || (roles[c] == GR_COLUMN_TARGET && !column->numeric);
      const gint64 n_values = class || roles[c] == GR_COLUMN_CATEGORICAL
                                  ? count_values (self, column, marks, sum->n_left_out)
                                  : 1;

      if (class)
        sum->n_classes = n_values;
      else if (roles[c] <= GR_COLUMN_CATEGORICAL)
        sum->n_inputs += n_values;
      sum->n_class_columns += class;
      sum->n_targets += roles[c] == GR_COLUMN_TARGET && !class;
      sum->n_input_columns += roles[c] <= GR_COLUMN_CATEGORICAL;
    }
}
