/* csv-table.c - the columns of a table of text: see csv-table.h. */
#include "csv-table.h"

#include "options.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

static const char *const role_names[] = { "continuous", "ordinal", "categorical", "target",
                                          "class",      "ignore",  NULL };

const char *
gr_column_role_name (GrColumnRole role)
{
  return role_names[role];
}

void
gr_csv_table_clear (GrCsvTable *table)
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

const char *
gr_csv_table_cell (const GrCsvTable *table, gint64 row, gint column)
{
  return gr_csv_cell (table->csv, table->first + row, column);
}

gboolean
gr_csv_table_number (const GrCsvTable *table, const char *text, gdouble *value)
{
  const char *mark = table->comma && !strchr (text, '.') ? strchr (text, ',') : NULL;
  g_autofree char *pointed = NULL;
  char *end;

  if (mark)
    {
      pointed = g_strdup (text);
      pointed[mark - text] = '.';
      text = pointed;
    }
  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

static const char *
skip_sign (const char *text)
{
  return text + (*text == '+' || *text == '-');
}

static gsize
n_digits (const char *text)
{
  return strspn (text, "0123456789");
}

/* "5,1": no number where commas separate columns. */
static gboolean
has_decimal_comma (const char *text)
{
  const char *rest = skip_sign (text) + n_digits (skip_sign (text));

  return rest > skip_sign (text) && *rest == ',' && n_digits (rest + 1) > 0
         && rest[1 + n_digits (rest + 1)] == '\0';
}

/* "1.234,5", "1 234" */
static gboolean
has_thousands (const char *text)
{
  const char *rest = skip_sign (text) + n_digits (skip_sign (text));
  const gsize head = (gsize) (rest - skip_sign (text));
  guint groups = 0;

  for (; *rest && strchr (".,' ", *rest) && n_digits (rest + 1) == 3; rest += 4)
    groups++;
  if (*rest == '.' || *rest == ',')
    rest += 1 + n_digits (rest + 1);
  return head >= 1 && head <= 3 && groups > 0 && *rest == '\0';
}

const char *
gr_csv_why_no_number (const char *text)
{
  if (has_thousands (text))
    return _ ("is not a number: leave out the marks between thousands");
  if (has_decimal_comma (text))
    return _ (
        "is not a number: a table with decimal commas has its columns separated by semicolons "
        "or tabs");
  return _ ("is not a number");
}

/* Whether a column is one of numbers: all its fields are, but for missing ones and, in ten, less
 * than one mistyped. What is no number, as it is written, is then refused by its line, rather than
 * each of a thousand measurements taken for a word. */
gboolean
gr_csv_is_numeric (const GrCsvTable *table, gint column)
{
  gint64 numbers = 0, words = 0;
  gdouble value;

  for (gint64 row = 0; row < table->n_rows; row++)
    {
      const char *text = gr_csv_table_cell (table, row, column);

      if (gr_csv_table_number (table, text, &value) || has_decimal_comma (text)
          || has_thousands (text))
        numbers++;
      else if (!gr_csv_is_missing (text))
        words++;
    }
  return numbers > 9 * words;
}

/* Numbers before words, numbers by size: so that classes "2" and "10" are in the order people
 * expect. */
static gint
compare_values (gconstpointer a, gconstpointer b, gpointer user)
{
  const GrCsvTable *table = user;
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  gdouble p, q;
  gboolean x_number = gr_csv_table_number (table, x, &p);
  gboolean y_number = gr_csv_table_number (table, y, &q);

  if (x_number != y_number)
    return x_number ? -1 : 1;
  if (x_number && p != q)
    return p < q ? -1 : 1;
  return strcmp (x, y);
}

char **
gr_csv_values (const GrCsvTable *table, gint column)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree gpointer *keys = NULL;
  char **values;
  guint n;

  for (gint64 row = 0; row < table->n_rows; row++)
    g_hash_table_add (seen, (gpointer) gr_csv_table_cell (table, row, column));
  keys = g_hash_table_get_keys_as_array (seen, &n);
  g_qsort_with_data (keys, (gint) n, sizeof *keys, compare_values, (gpointer) table);
  values = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    values[i] = g_strdup (keys[i]);
  return values;
}

/* --- roles ----------------------------------------------------------------------------------- */

static gboolean
read_role (GrCsvTable *table, GrCsvColumn *column, JsonNode *node, GError **error)
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
  for (gint r = 0; word && r < GR_N_COLUMN_ROLES; r++)
    if (g_str_equal (word, role_names[r]))
      {
        column->role = (GrColumnRole) r;
        return TRUE;
      }
  if (word)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                 _ ("“%s”: the role of column “%s” must be one of continuous, ordinal, "
                    "categorical, target, class, ignore, not “%s”"),
                 table->file, column->name, word);
  else
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                 _ ("“%s”: the role of column “%s” must be one of continuous, ordinal, "
                    "categorical, target, class, ignore"),
                 table->file, column->name);
  return FALSE;
}

gboolean
gr_csv_table_read_roles (GrCsvTable *table, JsonObject *roles, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (roles);

  for (gint c = 0; c < table->csv->n_columns; c++)
    table->column[c].role = GR_COLUMN_IGNORE;
  for (GList *l = names; l; l = l->next)
    {
      const char *name = l->data;
      gint c = 0;

      while (c < table->csv->n_columns && !g_str_equal (table->column[c].name, name))
        c++;
      if (c == table->csv->n_columns)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       _ ("“%s” has no column “%s”; its columns begin with “%s”"), table->file,
                       name, table->column[0].name);
          return FALSE;
        }
      if (!read_role (table, &table->column[c], json_object_get_member (roles, name), error))
        return FALSE;
    }
  return TRUE;
}

static void
guess_roles (GrCsvTable *table)
{
  gint last = table->csv->n_columns - 1;

  for (gint c = 0; c < last; c++)
    table->column[c].role = gr_csv_is_numeric (table, c) ? GR_COLUMN_CONTINUOUS
                                                         : GR_COLUMN_CATEGORICAL;
  table->column[last].role = GR_COLUMN_TARGET;
}

/* A column of names, places or sentences is no category: a thousand inputs of which each item has
 * one tell a network nothing. */
static gboolean
check_values (const GrCsvTable *table, gint c, gboolean guessed, GError **error)
{
  const GrCsvColumn *column = &table->column[c];
  const gint n = column->n_values;

  if (n <= (guessed ? GR_CSV_MOST_GUESSED_WORDS : GR_CSV_MOST_WORDS)
      && (!guessed || n <= GR_CSV_FREE_TEXT_WORDS || n <= table->n_rows / 2))
    return TRUE;
  if (guessed)
    g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                 _ ("“%s”: column “%s” has %d different words; ignore it (the role “ignore”) or "
                    "give it a role"),
                 table->file, column->name, n);
  else
    g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                 _ ("“%s”: column “%s” has %d different words; more than %d cannot be told apart"),
                 table->file, column->name, n, GR_CSV_MOST_WORDS);
  return FALSE;
}

/* Whether a column of numbers has decimal commas: then a point in it is none. */
static gboolean
has_commas (const GrCsvTable *table, gint column)
{
  for (gint64 row = 0; table->comma && row < table->n_rows; row++)
    if (strchr (gr_csv_table_cell (table, row, column), ','))
      return TRUE;
  return FALSE;
}

/* --- settling --------------------------------------------------------------------------------- */

/* Settles "target" into number or class. */
static void
settle_kinds (GrCsvTable *table)
{
  for (gint c = 0; c < table->csv->n_columns; c++)
    {
      GrCsvColumn *column = &table->column[c];

      column->numeric = column->role != GR_COLUMN_IGNORE && gr_csv_is_numeric (table, c);
      if (column->role == GR_COLUMN_TARGET && !column->numeric)
        column->role = GR_COLUMN_CLASS;
    }
}

/* Finds the values of columns that have some. */
static gboolean
settle_values (GrCsvTable *table, gboolean guessed, GError **error)
{
  gint inputs = 0, targets = 0, classes = 0;

  for (gint c = 0; c < table->csv->n_columns; c++)
    {
      GrCsvColumn *column = &table->column[c];

      if (column->role == GR_COLUMN_CATEGORICAL || column->role == GR_COLUMN_CLASS)
        {
          g_strfreev (column->values);
          column->values = gr_csv_values (table, c);
          column->n_values = (gint) g_strv_length (column->values);
          if (!check_values (table, c, guessed, error))
            return FALSE;
        }
      column->commas = !column->values && has_commas (table, c);
      inputs += column->role <= GR_COLUMN_CATEGORICAL;
      targets += column->role == GR_COLUMN_TARGET;
      classes += column->role == GR_COLUMN_CLASS;
    }
  if (inputs > 0 && (classes == 0 || (classes == 1 && targets == 0)))
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DATA, "“%s”: %s", table->file,
               inputs == 0 ? _ ("no column is an input")
                           : _ ("a class can be the only target, but others are named too"));
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
      counts = counts && g_ascii_string_to_unsigned (l->data, 10, 1, csv->n_columns, &number, NULL);
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
looks_like_header (const GrCsvTable *table, JsonObject *roles)
{
  const GrCsv *csv = table->csv;
  gboolean number_below = csv->lines->len == 1;
  gdouble value;

  if (roles && is_named (csv, roles))
    return TRUE;
  for (gint c = 0; c < csv->n_columns; c++)
    {
      if (gr_csv_table_number (table, gr_csv_cell (csv, 0, c), &value))
        return FALSE;
      number_below |= csv->lines->len > 1
                      && gr_csv_table_number (table, gr_csv_cell (csv, 1, c), &value);
    }
  return number_below || stands_alone (csv);
}

gboolean
gr_csv_table_open (GrCsvTable *table, const char *path, JsonObject *options, JsonObject **roles,
                   GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  const gboolean tabs = g_str_has_suffix (lower, ".tsv") || g_str_has_suffix (lower, ".tsv.gz");
  const char *separator = tabs ? "\t" : NULL; /* found */
  gboolean header;

  *roles = NULL;
  if (!gr_option_string (options, "separator", &separator, error)
      || !gr_option_object (options, "columns", roles, error)
      || !gr_csv_table_read_missing (table, options, error))
    return FALSE;
  if (separator && (strlen (separator) != 1 || strchr ("\"\r\n", *separator)))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("the separator of a CSV file must be one character, not “%s”"), separator);
      return FALSE;
    }
  table->file = g_path_get_basename (path);
  table->csv = gr_csv_read (path, separator ? *separator : '\0', error);
  if (!table->csv)
    return FALSE;
  table->comma = table->csv->separator == ';' || table->csv->separator == '\t';
  header = looks_like_header (table, *roles);
  if (!gr_option_boolean (options, "header", &header, error))
    return FALSE;
  table->first = header;
  table->n_rows = (gint64) table->csv->lines->len - header;
  if (table->n_rows == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("“%s” has a header but no rows"),
                   table->file);
      return FALSE;
    }
  table->column = g_new0 (GrCsvColumn, table->csv->n_columns);
  for (gint c = 0; c < table->csv->n_columns; c++)
    table->column[c].name = header ? g_strdup (gr_csv_cell (table->csv, 0, c))
                                   : g_strdup_printf ("%d", c + 1);
  return TRUE;
}

gboolean
gr_csv_table_settle (GrCsvTable *table, JsonObject *roles, GError **error)
{
  if (!roles)
    guess_roles (table);
  else if (!gr_csv_table_read_roles (table, roles, error))
    return FALSE;
  settle_kinds (table);
  return (table->missing == GR_MISSING_REFUSE || gr_csv_table_leave_out (table, error))
         && settle_values (table, !roles, error);
}
