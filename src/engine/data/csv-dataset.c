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
#include "csv.h"
#include "kinds.h"
#include "options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum
{
  ROLE_CONTINUOUS,
  ROLE_ORDINAL,
  ROLE_CATEGORICAL,
  ROLE_TARGET,
  ROLE_CLASS,
  ROLE_IGNORE,
  N_ROLES,
} Role;

static const char *const role_names[] = { "continuous", "ordinal", "categorical",
                                          "target",     "class",   "ignore",     NULL };

typedef struct
{
  char  *name;
  Role   role;
  /* the words of ordinal, categorical and class columns, in order; NULL for numbers */
  char **values;
  gint   n_values;
} Column;

typedef struct
{
  char   *file; /* its base name, for errors */
  GrCsv  *csv;
  gint64  first; /* 1 where the first row is a header */
  gint64  n_rows;
  Column *column;
} Table;

static void
table_clear (Table *table)
{
  for (gint c = 0; table->column && c < table->csv->n_columns; c++)
    {
      g_free (table->column[c].name);
      g_strfreev (table->column[c].values);
    }
  g_free (table->column);
  g_free (table->file);
  gr_csv_free (table->csv);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static const char *
cell (const Table *table, gint64 row, gint column)
{
  return gr_csv_cell (table->csv, table->first + row, column);
}

static gboolean
parse_number (const char *text, gdouble *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

/* Nothing, or what people write for a number that they do not have. */
static gboolean
is_missing (const char *text)
{
  static const char *const words[] = { "", "na", "n/a", "?", "-", "null", "none", NULL };
  g_autofree char *word = g_ascii_strdown (text, -1);

  return g_strv_contains (words, g_strstrip (word));
}

/* Whether a column is one of numbers: all its fields are, but for missing ones and, in ten, less
 * than one mistyped. What is no number is then refused by its line, rather than each of a thousand
 * measurements taken for a word. */
static gboolean
is_numeric (const Table *table, gint column)
{
  gint64 numbers = 0, words = 0;
  gdouble value;

  for (gint64 row = 0; row < table->n_rows; row++)
    {
      const char *text = cell (table, row, column);

      if (parse_number (text, &value))
        numbers++;
      else if (!is_missing (text))
        words++;
    }
  return numbers > 9 * words;
}

/* Numbers before words, numbers by size: so that classes "2" and "10" are in the order people
 * expect. */
static gint
compare_values (gconstpointer a, gconstpointer b)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  gdouble p, q;
  gboolean x_number = parse_number (x, &p), y_number = parse_number (y, &q);

  if (x_number != y_number)
    return x_number ? -1 : 1;
  if (x_number && p != q)
    return p < q ? -1 : 1;
  return strcmp (x, y);
}

/* The different values of a column, sorted. */
static void
find_values (const Table *table, gint c)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Column *column = &table->column[c];
  g_autofree gpointer *keys = NULL;
  guint n;

  for (gint64 row = 0; row < table->n_rows; row++)
    g_hash_table_add (seen, (gpointer) cell (table, row, c));
  keys = g_hash_table_get_keys_as_array (seen, &n);
  qsort (keys, n, sizeof *keys, compare_values);
  column->values = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    column->values[i] = g_strdup (keys[i]);
  column->n_values = (gint) n;
}

/* --- roles ----------------------------------------------------------------------------------- */

static gboolean
read_role (Table *table, Column *column, JsonNode *node, GError **error)
{
  const char *word = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      JsonNode *role = json_object_get_member (object, "role");

      if (role && JSON_NODE_HOLDS_VALUE (role) && json_node_get_value_type (role) == G_TYPE_STRING)
        word = json_node_get_string (role);
      if (json_object_has_member (object, "order")
          && !gr_option_strings (object, "order", &column->values, error))
        return FALSE;
      column->n_values = column->values ? (gint) g_strv_length (column->values) : 0;
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    word = json_node_get_string (node);
  for (gint r = 0; word && r < N_ROLES; r++)
    if (g_str_equal (word, role_names[r]))
      {
        column->role = (Role) r;
        return TRUE;
      }
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               "“%s”: the role of column “%s” must be one of continuous, ordinal, categorical, "
               "target, class, ignore%s%s%s",
               table->file, column->name, word ? ", not “" : "", word ? word : "",
               word ? "”" : "");
  return FALSE;
}

/* Columns that @roles does not name are left out. */
static gboolean
read_roles (Table *table, JsonObject *roles, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (roles);

  for (gint c = 0; c < table->csv->n_columns; c++)
    table->column[c].role = ROLE_IGNORE;
  for (GList *l = names; l; l = l->next)
    {
      const char *name = l->data;
      gint c = 0;

      while (c < table->csv->n_columns && !g_str_equal (table->column[c].name, name))
        c++;
      if (c == table->csv->n_columns)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       "“%s” has no column “%s”; its columns begin with “%s”", table->file, name,
                       table->column[0].name);
          return FALSE;
        }
      if (!read_role (table, &table->column[c], json_object_get_member (roles, name), error))
        return FALSE;
    }
  return TRUE;
}

static void
guess_roles (Table *table)
{
  gint last = table->csv->n_columns - 1;

  for (gint c = 0; c < last; c++)
    table->column[c].role = is_numeric (table, c) ? ROLE_CONTINUOUS : ROLE_CATEGORICAL;
  table->column[last].role = ROLE_TARGET;
}

/* How many words one can tell apart. A role that was asked for is believed longer than a guess. */
#define MOST_WORDS         10000
#define MOST_GUESSED_WORDS 1000
#define FREE_TEXT_WORDS    100 /* where most differ: names, sentences */

/* A column of names, places or sentences is no category: a thousand inputs of which each item has
 * one tell a network nothing. */
static gboolean
check_values (const Table *table, gint c, gboolean guessed, GError **error)
{
  const Column *column = &table->column[c];
  const gint n = column->n_values;

  if (n <= (guessed ? MOST_GUESSED_WORDS : MOST_WORDS)
      && (!guessed || n <= FREE_TEXT_WORDS || n <= table->n_rows / 2))
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DATA,
               "“%s”: column “%s” has %d different words; %s", table->file, column->name, n,
               guessed ? "ignore it (the role “ignore”) or give it a role"
                       : "more than " G_STRINGIFY (MOST_WORDS) " cannot be told apart");
  return FALSE;
}

/* Settles "target" into number or class, and finds the values of columns that have some. */
static gboolean
settle_roles (Table *table, gboolean guessed, GError **error)
{
  gint inputs = 0, targets = 0, classes = 0;

  for (gint c = 0; c < table->csv->n_columns; c++)
    {
      Column *column = &table->column[c];

      if (column->role == ROLE_TARGET && !is_numeric (table, c))
        column->role = ROLE_CLASS;
      if (column->role == ROLE_CATEGORICAL || column->role == ROLE_CLASS)
        {
          find_values (table, c);
          if (!check_values (table, c, guessed, error))
            return FALSE;
        }
      inputs += column->role <= ROLE_CATEGORICAL;
      targets += column->role == ROLE_TARGET;
      classes += column->role == ROLE_CLASS;
    }
  if (inputs > 0 && (classes == 0 || (classes == 1 && targets == 0)))
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DATA, "“%s”: %s", table->file,
               inputs == 0 ? "no column is an input"
                           : "a class can be the only target, but others are named too");
  return FALSE;
}

/* --- header ---------------------------------------------------------------------------------- */

/* Whether each of the names that @roles gives roles to stands in the first row. Numbers may count
 * columns instead, in a table without a header. */
static gboolean
is_named (const GrCsv *csv, JsonObject *roles)
{
  g_autoptr (GList) names = json_object_get_members (roles);
  gboolean counts = TRUE;

  for (GList *l = names; l; l = l->next)
    {
      guint64 number;
      gint c = 0;

      while (c < csv->n_columns && !g_str_equal (gr_csv_cell (csv, 0, c), l->data))
        c++;
      if (c == csv->n_columns)
        return FALSE;
      counts = counts
               && g_ascii_string_to_unsigned (l->data, 10, 1, csv->n_columns, &number, NULL);
    }
  return names && !counts;
}

/* Whether each column's first word does not come again below it, while others do: then the first
 * row says what is in the columns. */
static gboolean
stands_alone (const GrCsv *csv)
{
  gboolean others_recur = FALSE;

  for (gint c = 0; c < csv->n_columns; c++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

      for (gint64 row = 1; row < csv->lines->len; row++)
        if (!g_hash_table_add (seen, (gpointer) gr_csv_cell (csv, row, c)))
          others_recur = TRUE;
      if (g_hash_table_contains (seen, gr_csv_cell (csv, 0, c)))
        return FALSE;
    }
  return others_recur;
}

/* A first row that the roles name; or one without any number, above rows that have some, or above
 * words of which none is in it. */
static gboolean
looks_like_header (const GrCsv *csv, JsonObject *roles)
{
  gboolean number_below = csv->lines->len == 1;
  gdouble value;

  if (roles && is_named (csv, roles))
    return TRUE;
  for (gint c = 0; c < csv->n_columns; c++)
    {
      if (parse_number (gr_csv_cell (csv, 0, c), &value))
        return FALSE;
      number_below |= csv->lines->len > 1 && parse_number (gr_csv_cell (csv, 1, c), &value);
    }
  return number_below || stands_alone (csv);
}

static gboolean
read_table (Table *table, const char *path, JsonObject *options, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  const gboolean tabs = g_str_has_suffix (lower, ".tsv") || g_str_has_suffix (lower, ".tsv.gz");
  const char *separator = tabs ? "\t" : ",";
  gboolean header;
  JsonObject *roles = NULL;

  if (!gr_option_string (options, "separator", &separator, error)
      || !gr_option_object (options, "columns", &roles, error))
    return FALSE;
  if (strlen (separator) != 1 || strchr ("\"\r\n", *separator))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "the separator of a CSV file must be one character, not “%s”", separator);
      return FALSE;
    }
  table->file = g_path_get_basename (path);
  table->csv = gr_csv_read (path, *separator, error);
  if (!table->csv)
    return FALSE;
  header = looks_like_header (table->csv, roles);
  if (!gr_option_boolean (options, "header", &header, error))
    return FALSE;
  table->first = header;
  table->n_rows = (gint64) table->csv->lines->len - header;
  if (table->n_rows == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA, "“%s” has a header but no rows", table->file);
      return FALSE;
    }
  table->column = g_new0 (Column, table->csv->n_columns);
  for (gint c = 0; c < table->csv->n_columns; c++)
    table->column[c].name = header ? g_strdup (gr_csv_cell (table->csv, 0, c))
                                   : g_strdup_printf ("%d", c + 1);
  if (!roles)
    guess_roles (table);
  else if (!read_roles (table, roles, error))
    return FALSE;
  return settle_roles (table, !roles, error);
}

/* --- numbers --------------------------------------------------------------------------------- */

static gboolean
bad_cell (const Table *table, gint64 row, gint c, const char *what, GError **error)
{
  g_set_error (error, GR_ERROR, GR_ERROR_DATA,
               "“%s”, line %" G_GINT64_FORMAT ", column “%s”: “%s” %s", table->file,
               gr_csv_line (table->csv, table->first + row), table->column[c].name,
               cell (table, row, c), what);
  return FALSE;
}

/* The place of a word among the column's values, or its number where it has none. */
static gboolean
cell_value (const Table *table, gint64 row, gint c, gdouble *value, GError **error)
{
  const Column *column = &table->column[c];
  const char *text = cell (table, row, c);

  if (!column->values)
    {
      if (!parse_number (text, value))
        return bad_cell (table, row, c, "is not a number", error);
      if (!isfinite (*value))
        return bad_cell (table, row, c, "is not a finite number", error);
      return TRUE;
    }
  if (column->role == ROLE_CLASS && strspn (text, " \t") == strlen (text))
    return bad_cell (table, row, c, "names no class", error);
  for (gint i = 0; i < column->n_values; i++)
    if (g_str_equal (text, column->values[i]))
      {
        *value = i;
        return TRUE;
      }
  return bad_cell (table, row, c, "is not in the order given for the column", error);
}

static gboolean
fill_row (const Table *table, gint64 row, gdouble *input, gdouble *target, GError **error)
{
  for (gint c = 0; c < table->csv->n_columns; c++)
    {
      const Column *column = &table->column[c];
      gdouble value = 0;

      if (column->role == ROLE_IGNORE)
        continue;
      if (!cell_value (table, row, c, &value, error))
        return FALSE;
      if (column->role == ROLE_CATEGORICAL)
        for (gint i = 0; i < column->n_values; i++)
          *input++ = i == (gint) value;
      else if (column->role == ROLE_TARGET || column->role == ROLE_CLASS)
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

GrDataset *
gr_csv_dataset_open (const char *path, JsonObject *options, GError **error)
{
  g_auto (Table) table = { NULL };
  g_autoptr (GrTensor) input = NULL;
  g_autoptr (GrTensor) target = NULL;
  g_autoptr (GrTensor) labels = NULL;
  const Column *class_column = NULL;
  gint64 n_inputs = 0, n_targets = 0;

  if (!read_table (&table, path, options, error))
    return NULL;
  for (gint c = 0; c < table.csv->n_columns; c++)
    {
      const Column *column = &table.column[c];

      if (column->role <= ROLE_CATEGORICAL)
        n_inputs += column->role == ROLE_CATEGORICAL ? column->n_values : 1;
      else
        n_targets += column->role != ROLE_IGNORE;
      if (column->role == ROLE_CLASS)
        class_column = column;
    }
  input = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (table.n_rows, n_inputs), error);
  if (!input
      || !(target = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (table.n_rows, n_targets), error)))
    return NULL;
  for (gint64 row = 0; row < table.n_rows; row++)
    if (!fill_row (&table, row, GR_DATA (gdouble, input) + row * n_inputs,
                   GR_DATA (gdouble, target) + row * n_targets, error))
      return NULL;
  if (class_column && !(labels = whole_numbers (target, error)))
    return NULL;
  return gr_dataset_from_tensors (path, &input, (const char *const[]){ "features" }, 1,
                                  labels        ? labels
                                  : n_targets   ? target
                                                : NULL,
                                  class_column ? (const char *const *) class_column->values : NULL,
                                  class_column ? class_column->n_values : 0, error);
}
