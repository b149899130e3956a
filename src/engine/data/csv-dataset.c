/* csv-dataset.c - a data set from a table, with a role for each column.
 *
 *   continuous   a number, an input as it is
 *   ordinal      a number whose order counts, or, with {"role": "ordinal", "order": ["low", …]}, a
 *                word, which becomes its place in that order
 *   categorical  a word or number without order: one input a value that occurs, one of them 1
 *   target       what to predict: a number; or a class where it is words
 *   class        what to predict: a class, also where it is written as a number
 *   ignore       left out
 *
 * Without roles the last column is the target, and others are continuous where their fields are
 * numbers, categorical else. A set has one class column or any number of numeric targets.
 */
#include "csv-table.h"
#include "kinds.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* --- numbers --------------------------------------------------------------------------------- */

static gboolean
bad_cell (const GrCsvTable *table, gint64 row, gint c, const char *what, GError **error)
{
  g_autofree char *more = gr_csv_table_lacks (table, row, c) ? g_strdup_printf (
                              "%s; %s", what,
                              _ ("“missing” in the section “data” of the project file can leave "
                                 "such rows out (leave_out) or fill them (mean)"))
                                                             : g_strdup (what);

  g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("“%s”, line %" PRId64 ", column “%s”: “%s” %s"),
               table->file, gr_csv_line (table->csv, table->first + row), table->column[c].name,
               gr_csv_table_cell (table, row, c), more);
  return FALSE;
}

/* The place of a word among the column's values, or its number where it has none. */
static gboolean
cell_value (const GrCsvTable *table, gint64 row, gint c, gdouble *value, GError **error)
{
  const GrCsvColumn *column = &table->column[c];
  const char *text = gr_csv_table_cell (table, row, c);

  if (!column->values)
    {
      if (!gr_csv_table_number (table, text, value))
        return bad_cell (table, row, c, gr_csv_why_no_number (text), error);
      if (column->commas && strchr (text, '.'))
        return bad_cell (table, row, c,
                         _ ("has a decimal point, but others of its column have a comma"), error);
      if (!isfinite (*value))
        return bad_cell (table, row, c, _ ("is not a finite number"), error);
      if (!gr_fits_float32 (*value))
        return bad_cell (table, row, c, _ ("is too large for float32, which ends at 3.4e38"),
                         error);
      return TRUE;
    }
  if (column->role == GR_COLUMN_CLASS && gr_csv_table_lacks (table, row, c))
    return bad_cell (table, row, c, _ ("names no class"), error);
  for (gint i = 0; i < column->n_values; i++)
    if (g_str_equal (text, column->values[i]))
      {
        *value = i;
        return TRUE;
      }
  return bad_cell (table, row, c, _ ("is not in the order given for the column"), error);
}

/* --- what is missing -------------------------------------------------------------------------- */

/* The mean of a column of which some fields are there; @mean stays as it is where all are. Counts
 * those that are not. */
static gboolean
find_mean (const GrCsvTable *table, gint c, gdouble *mean, gint64 *n_missing, GError **error)
{
  gdouble sum = 0, value;
  gint64 n = 0;

  for (gint64 row = 0; row < table->n_rows; row++)
    if (!gr_csv_table_lacks (table, row, c))
      {
        if (!cell_value (table, row, c, &value, error))
          return FALSE;
        sum += value;
        n++;
      }
  if (n == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("“%s”: column “%s” has no number to take the mean of"), table->file,
                   table->column[c].name);
      return FALSE;
    }
  *n_missing += table->n_rows - n;
  *mean = sum / (gdouble) n;
  return TRUE;
}

/* What stands for a field that is not there, one a column; NULL where the table is refused for it
 * or its row is left out. @n_missing: how many there are. (transfer full) */
static gdouble *
find_means (const GrCsvTable *table, gint64 *n_missing, GError **error)
{
  g_autofree gdouble *means = g_new0 (gdouble, table->csv->n_columns);

  for (gint c = 0; c < table->csv->n_columns; c++)
    if (table->column[c].role < GR_COLUMN_CATEGORICAL
        && !find_mean (table, c, &means[c], n_missing, error))
      return NULL;
  return g_steal_pointer (&means);
}

/* What was made of fields and rows that lack something. */
static void
say_missing (GrDataset *set, const GrCsvTable *table, gint64 n_filled)
{
  if (table->n_left_out > 0)
    set->warning = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE,
                     "%" PRId64 " row of %" PRId64 " lacks a field and is left out",
                     "%" PRId64 " rows of %" PRId64 " lack a field and are left out",
                     (gulong) table->n_left_out),
        table->n_left_out, table->n_rows + table->n_left_out);
  if (n_filled > 0)
    gr_dataset_add_note (
        set, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                           "%" PRId64 " field that is missing has the "
                                           "mean of its column.",
                                           "%" PRId64 " fields that are missing have the "
                                           "mean of their column.",
                                           (gulong) n_filled),
                              n_filled));
}

/* @means as of find_means(). */
static gboolean
fill_row (const GrCsvTable *table, const gdouble *means, gint64 row, gdouble *input,
          gdouble *target, GError **error)
{
  for (gint c = 0; c < table->csv->n_columns; c++)
    {
      const GrCsvColumn *column = &table->column[c];
      gdouble value = 0;

      if (column->role == GR_COLUMN_IGNORE)
        continue;
      if (means && column->role < GR_COLUMN_CATEGORICAL && gr_csv_table_lacks (table, row, c))
        value = means[c];
      else if (!cell_value (table, row, c, &value, error))
        return FALSE;
      if (column->role == GR_COLUMN_CATEGORICAL)
        for (gint i = 0; i < column->n_values; i++)
          *input++ = i == (gint) value;
      else if (column->role == GR_COLUMN_TARGET || column->role == GR_COLUMN_CLASS)
        *target++ = value;
      else
        *input++ = value;
    }
  return TRUE;
}

/* Classes as whole numbers, for gr_dataset_from_tensors(). */
static GrTensor *
whole_numbers (GrTensor *target, GError **error)
{
  gint64 n = target->shape[0];
  GrTensor *labels = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (n), error);

  for (gint64 i = 0; labels && i < n; i++)
    GR_DATA (gint64, labels)[i] = (gint64) GR_DATA (gdouble, target)[i];
  return labels;
}

/* Each number is called by its column; of those that stand for one word each, by that too. */
static void
name_numbers (GrDataset *set, const GrCsvTable *table)
{
  g_autoptr (GStrvBuilder) input_names = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) target_names = g_strv_builder_new ();
  g_auto (GStrv) inputs = NULL, targets = NULL;

  for (gint c = 0; c < table->csv->n_columns; c++)
    {
      const GrCsvColumn *column = &table->column[c];

      if (column->role == GR_COLUMN_CATEGORICAL)
        for (gint i = 0; i < column->n_values; i++)
          {
            g_autofree char *name = g_strdup_printf ("%s: %s", column->name, column->values[i]);

            g_strv_builder_add (input_names, name);
          }
      else if (column->role < GR_COLUMN_CATEGORICAL)
        g_strv_builder_add (input_names, column->name);
      else if (column->role != GR_COLUMN_IGNORE)
        g_strv_builder_add (target_names, column->name);
    }
  inputs = g_strv_builder_end (input_names);
  targets = g_strv_builder_end (target_names);
  gr_dataset_set_names (set, (const char *const *) inputs,
                        *targets ? (const char *const *) targets : NULL);
}

GrDataset *
gr_csv_dataset_open (const char *path, JsonObject *options, GError **error)
{
  g_auto (GrCsvTable) table = { NULL };
  JsonObject *roles;
  g_autoptr (GrTensor) input = NULL;
  g_autoptr (GrTensor) target = NULL;
  g_autoptr (GrTensor) labels = NULL;
  const GrCsvColumn *class_column = NULL;
  g_autofree gdouble *means = NULL;
  gint64 n_inputs = 0, n_targets = 0, n_filled = 0;
  GrDataset *set;

  if (!gr_csv_table_open (&table, path, options, &roles, error)
      || !gr_csv_table_settle (&table, roles, error)
      || (table.missing == GR_MISSING_MEAN && !(means = find_means (&table, &n_filled, error))))
    return NULL;
  for (gint c = 0; c < table.csv->n_columns; c++)
    {
      const GrCsvColumn *column = &table.column[c];

      if (column->role <= GR_COLUMN_CATEGORICAL)
        n_inputs += column->role == GR_COLUMN_CATEGORICAL ? column->n_values : 1;
      else
        n_targets += column->role != GR_COLUMN_IGNORE;
      if (column->role == GR_COLUMN_CLASS)
        class_column = column;
    }
  input = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (table.n_rows, n_inputs), error);
  if (!input
      || !(target = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (table.n_rows, n_targets), error)))
    return NULL;
  for (gint64 row = 0; row < table.n_rows; row++)
    if (!fill_row (&table, means, row, GR_DATA (gdouble, input) + row * n_inputs,
                   GR_DATA (gdouble, target) + row * n_targets, error))
      return NULL;
  if (class_column && !(labels = whole_numbers (target, error)))
    return NULL;
  set = gr_dataset_from_tensors (path, &input, (const char *const[]){ "features" }, 1,
                                 labels      ? labels
                                 : n_targets ? target
                                             : NULL,
                                 class_column ? (const char *const *) class_column->values : NULL,
                                 class_column ? class_column->n_values : 0, error);
  if (set && table.first > 0) /* without a header a column has but its number */
    name_numbers (set, &table);
  if (set)
    say_missing (set, &table, n_filled);
  return set;
}
