/* output.c - how the commands print: errors in a sentence, JSON, tables, figures. */
#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- errors ----------------------------------------------------------------------------------- */

char *
gradus_cli_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);

  for (const char *c = valid; *c; c = g_utf8_next_char (c))
    g_string_append_unichar (clean, g_unichar_iscntrl (g_utf8_get_char (c)) ? 0xfffd
                                                                            : g_utf8_get_char (c));
  return g_string_free (clean, FALSE);
}

gint
gradus_cli_fail (gint status, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  for (char *c = message; *c; c++) /* PyTorch's longer messages have lines; here it is one */
    if (*c == '\n' || *c == '\t')
      *c = ' ';
  g_autofree char *clean = gradus_cli_clean (message);
  fflush (stdout);
  g_printerr ("%s: %s\n", g_get_prgname (), clean);
  return status;
}

void
gradus_cli_warn_of_data (const GrDataset *set)
{
  g_autofree char *clean = set->warning ? gradus_cli_clean (set->warning) : NULL;

  if (clean)
    g_printerr ("warning: %s\n", clean);
}

gint
gradus_cli_error (gint status, GError *error)
{
  const gboolean no_data = g_error_matches (error, GR_ERROR, GR_ERROR_NO_DATA);

  gradus_cli_fail (status, "%s%s", error->message,
                   no_data ? ", or name the folder that has them with --data FOLDER" : "");
  g_error_free (error);
  return status;
}

/* Run by exit(), so it must not call that again. Where an earlier write failed its reason is gone:
 * one more write meets it again. */
static void
close_output (void)
{
  errno = 0;
  if (ferror (stdout))
    putchar ('\n');
  if (fflush (stdout) != 0 && errno != EBADF)
    {
      g_printerr ("%s: The output could not be written: %s\n", g_get_prgname (),
                  g_strerror (errno));
      _exit (GRADUS_FAILED);
    }
}

void
gradus_cli_watch_output (void)
{
  atexit (close_output);
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* json-glib writes 1e-08 as 1e-08.0, which is no JSON: takes the .0 after an exponent out, in
 * place. */
static void
mend_exponents (char *text)
{
  gboolean in_string = FALSE, in_exponent = FALSE;
  char *to = text;

  for (const char *from = text; *from; from++)
    {
      if (in_exponent && from[0] == '.' && from[1] == '0')
        {
          from++;
          continue;
        }
      if (in_string && *from == '\\')
        *to++ = *from++;
      else if (*from == '"')
        in_string = !in_string;
      in_exponent = !in_string
                    && ((*from == 'e' && to > text && g_ascii_isdigit (to[-1]))
                        || (in_exponent
                            && (*from == '-' || *from == '+' || g_ascii_isdigit (*from))));
      *to++ = *from;
    }
  *to = '\0';
}

void
gradus_cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  g_autofree char *text = json_generator_to_data (generator, NULL);
  mend_exponents (text);
  puts (text);
  g_object_unref (builder);
}

void
gradus_json_number (JsonBuilder *builder, const char *name, gdouble value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
gradus_json_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
gradus_json_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
gradus_json_string (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *valid = value ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

/* --- tables ----------------------------------------------------------------------------------- */

struct _GradusTable
{
  char *alignment;
  guint n_columns;
  GPtrArray *cells; /* of char *, row after row */
};

GradusTable *
gradus_table_new (const char *alignment)
{
  GradusTable *table = g_new (GradusTable, 1);

  table->alignment = g_strdup (alignment);
  table->n_columns = strlen (alignment);
  table->cells = g_ptr_array_new_with_free_func (g_free);
  return table;
}

void
gradus_table_add (GradusTable *table, const char *cell, ...)
{
  va_list args;

  va_start (args, cell);
  for (guint i = 0; i < table->n_columns; i++)
    {
      g_ptr_array_add (table->cells, gradus_cli_clean (cell ? cell : ""));
      if (i + 1 < table->n_columns)
        cell = va_arg (args, const char *);
    }
  va_end (args);
}

static void
print_cell (const char *cell, glong width, char alignment, gboolean last)
{
  const gint pad = (gint) (width - g_utf8_strlen (cell, -1));

  if (alignment == 'r')
    printf ("%*s%s", pad, "", cell);
  else
    printf ("%s%*s", cell, last ? 0 : pad, "");
  fputs (last ? "\n" : "  ", stdout);
}

void
gradus_table_print (GradusTable *table)
{
  g_autofree glong *width = g_new0 (glong, table->n_columns);

  for (guint i = 0; i < table->cells->len; i++)
    {
      glong length = g_utf8_strlen (table->cells->pdata[i], -1);
      width[i % table->n_columns] = MAX (width[i % table->n_columns], length);
    }
  for (guint i = 0; i < table->cells->len; i++)
    {
      const guint column = i % table->n_columns;
      print_cell (table->cells->pdata[i], width[column], table->alignment[column],
                  column + 1 == table->n_columns);
    }
  g_ptr_array_unref (table->cells);
  g_free (table->alignment);
  g_free (table);
}

/* --- figures ---------------------------------------------------------------------------------- */

char *
gradus_cli_count (gint64 n)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  GString *text = g_string_new (NULL);
  const gsize length = strlen (digits), start = digits[0] == '-';

  for (gsize i = 0; i < length; i++)
    {
      if (i > start && (length - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}
