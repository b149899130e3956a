/* csv.c - reading comma-separated values. See csv.h. */
#include "csv.h"

#include "../io/gzip.h"
#include "../tensor/error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#define MOST_BYTES ((gsize) 1 << 30)

typedef struct
{
  const char *name;
  const char *at, *end;
  char separator;
  gint64 line;
} Reader;

static gboolean
refuse (Reader *reader, gint64 line, gint column, const char *what, GError **error)
{
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("“%s”, line %" PRId64 ", column %d: %s"),
               reader->name, line, column, what);
  return FALSE;
}

/* After the opening quote, to after the closing one. */
static gboolean
read_quoted (Reader *reader, GString *cell, gint column, GError **error)
{
  gint64 first = reader->line;

  while (reader->at < reader->end)
    {
      char c = *reader->at++;

      if (c == '"' && reader->at < reader->end && *reader->at == '"')
        reader->at++;
      else if (c == '"')
        return TRUE;
      reader->line += c == '\n';
      g_string_append_c (cell, c);
    }
  return refuse (reader, first, column, _ ("a quoted field that begins here has no end"), error);
}

static gboolean
at_end_of_cell (Reader *reader)
{
  return reader->at >= reader->end || *reader->at == reader->separator || *reader->at == '\n'
         || *reader->at == '\r';
}

/* One field, in front of its separator or the end of its line. (transfer full) */
static char *
read_cell (Reader *reader, gint column, GError **error)
{
  g_autoptr (GString) cell = g_string_new (NULL);

  if (reader->at < reader->end && *reader->at == '"')
    {
      reader->at++;
      if (!read_quoted (reader, cell, column, error))
        return NULL;
      if (!at_end_of_cell (reader))
        {
          refuse (reader, reader->line, column, _ ("there is text after a closing quote"), error);
          return NULL;
        }
      return g_string_free (g_steal_pointer (&cell), FALSE);
    }
  while (!at_end_of_cell (reader))
    g_string_append_c (cell, *reader->at++);
  return g_strstrip (g_string_free (g_steal_pointer (&cell), FALSE));
}

static void
end_line (Reader *reader)
{
  if (reader->at < reader->end && *reader->at == '\r')
    reader->at++;
  if (reader->at < reader->end && *reader->at == '\n')
    reader->at++;
  reader->line++;
}

static gboolean
read_row (Reader *reader, GrCsv *csv, GError **error)
{
  gint64 line = reader->line;
  gint column = 0;

  for (;;)
    {
      char *cell = read_cell (reader, column + 1, error);

      if (!cell)
        return FALSE;
      g_ptr_array_add (csv->cells, cell);
      column++;
      if (reader->at >= reader->end || *reader->at != reader->separator)
        break;
      reader->at++;
    }
  end_line (reader);
  if (csv->lines->len == 0)
    csv->n_columns = column;
  if (column != csv->n_columns)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("“%s”, line %" PRId64 ": it has %d fields, the first line has %d"),
                   reader->name, line, column, csv->n_columns);
      return FALSE;
    }
  g_array_append_val (csv->lines, line);
  return TRUE;
}

/* --- the separator --------------------------------------------------------------------------- */

/* "sep=;", as Excel writes above a table to say so. */
static void
read_declaration (Reader *reader)
{
  const gsize left = (gsize) (reader->end - reader->at);

  if (left < 5 || g_ascii_strncasecmp (reader->at, "sep=", 4) != 0
      || (left > 5 && reader->at[5] != '\n' && reader->at[5] != '\r'))
    return;
  if (!reader->separator)
    reader->separator = reader->at[4];
  reader->at += 5;
  end_line (reader);
}

static gboolean
is_digit_at (const char *at, const char *from, const char *end)
{
  return at >= from && at < end && g_ascii_isdigit (*at);
}

/* The one that the first line has most of, outside quotes; a comma where there is none. A comma
 * between two digits may as well be a decimal one: it counts only where nothing else is there. */
static char
find_separator (const Reader *reader)
{
  static const char candidates[] = ",;\t|";
  gint counts[sizeof candidates] = { 0 }, decimal = 0, most = 0;
  gboolean quoted = FALSE;

  for (const char *at = reader->at; at < reader->end && (quoted || (*at != '\n' && *at != '\r'));
       at++)
    {
      const char *which = *at ? strchr (candidates, *at) : NULL;

      quoted ^= *at == '"';
      if (!which || quoted)
        continue;
      if (*at == ',' && is_digit_at (at - 1, reader->at, reader->end)
          && is_digit_at (at + 1, reader->at, reader->end))
        decimal++;
      else
        counts[which - candidates]++;
    }
  if (counts[1] + counts[2] + counts[3] == 0)
    counts[0] += decimal;
  for (gint i = 1; i < (gint) sizeof candidates - 1; i++)
    if (counts[i] > counts[most])
      most = i;
  return candidates[most];
}

static gboolean
check_text (const char *name, const char *text, gsize n, GError **error)
{
  gint64 line = 1;
  const char *bad;

  if (g_utf8_validate (text, (gssize) n, &bad))
    return TRUE;
  for (const char *c = text; c < bad; c++)
    line += *c == '\n';
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
               bad < text + n && *bad == '\0'
                   ? _ ("“%s”, line %" PRId64 ": there is a zero byte, which no text has: the file "
                        "is damaged, or not a table as text; a spreadsheet can save it as “CSV "
                        "UTF-8”")
                   : _ ("“%s”, line %" PRId64
                        ": it is not UTF-8 text; a spreadsheet can save it as "
                        "“CSV UTF-8”"),
               name, line);
  return FALSE;
}

GrCsv *
gr_csv_read (const char *path, char separator, GError **error)
{
  gsize n;
  g_autofree char *text = (char *) gr_read_file (path, MOST_BYTES, &n, error);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GrCsv) csv = NULL;
  Reader reader;

  if (!text || !check_text (name, text, n, error))
    return NULL;
  reader = (Reader){ name, text, text + n, separator, 1 };
  if (g_str_has_prefix (text, "\xef\xbb\xbf")) /* a byte order mark, as spreadsheets write */
    reader.at += 3;
  read_declaration (&reader);
  if (!reader.separator)
    reader.separator = find_separator (&reader);
  csv = g_new0 (GrCsv, 1);
  csv->separator = reader.separator;
  csv->cells = g_ptr_array_new_with_free_func (g_free);
  csv->lines = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (reader.at < reader.end)
    {
      if (*reader.at == '\n' || *reader.at == '\r')
        end_line (&reader);
      else if (!read_row (&reader, csv, error))
        return NULL;
    }
  if (csv->lines->len == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("“%s” is empty"), name);
      return NULL;
    }
  return g_steal_pointer (&csv);
}

void
gr_csv_free (GrCsv *csv)
{
  if (!csv)
    return;
  g_ptr_array_unref (csv->cells);
  g_array_unref (csv->lines);
  g_free (csv);
}
