/* plot-log.c - see plot-log.h. */
#include "plot-log.h"

#include "data/csv.h"
#include "tensor/error.h"

#include <json-glib/json-glib.h>

#include <math.h>
#include <string.h>

static GradusLog *
new_log (const char *path)
{
  GradusLog *log = g_new0 (GradusLog, 1);

  log->path = g_strdup (path);
  log->names = g_ptr_array_new_with_free_func (g_free);
  log->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  log->missing = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return log;
}

void
gradus_log_free (GradusLog *log)
{
  g_free (log->path);
  g_ptr_array_unref (log->names);
  g_ptr_array_unref (log->columns);
  g_ptr_array_unref (log->missing);
  g_free (log);
}

static void
add_column (GradusLog *log, const char *name)
{
  g_ptr_array_add (log->names, g_strdup (name));
  g_ptr_array_add (log->columns, g_array_new (FALSE, FALSE, sizeof (gdouble)));
  g_ptr_array_add (log->missing, g_array_new (FALSE, FALSE, sizeof (gboolean)));
}

static void
add_value (GradusLog *log, guint column, gdouble value, gboolean missing)
{
  g_array_append_val ((GArray *) log->columns->pdata[column], value);
  g_array_append_val ((GArray *) log->missing->pdata[column], missing);
}

/* --- a table ---------------------------------------------------------------------------------- */

static gboolean
parse_number (const char *text, gdouble *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == 0;
}

static GradusLog *
read_table (const char *path, GError **error)
{
  g_autoptr (GrCsv) csv = gr_csv_read (path, ',', error);
  g_autoptr (GradusLog) log = NULL;

  if (!csv)
    return NULL;
  log = new_log (path);
  for (gint column = 0; csv->lines->len > 0 && column < csv->n_columns; column++)
    add_column (log, gr_csv_cell (csv, 0, column));
  for (gint64 row = 1; row < csv->lines->len; row++)
    for (gint column = 0; column < csv->n_columns; column++)
      {
        const char *cell = gr_csv_cell (csv, row, column);
        gdouble value = NAN;

        if (*cell && !parse_number (cell, &value))
          {
            g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                         "“%s”, line %" G_GINT64_FORMAT ": “%s” is not a number.", path,
                         gr_csv_line (csv, row), cell);
            return NULL;
          }
        add_value (log, column, value, *cell == 0);
      }
  return g_steal_pointer (&log);
}

/* --- JSON lines ------------------------------------------------------------------------------- */

/* The first line says which columns there are. */
static gboolean
add_object (GradusLog *log, JsonObject *object)
{
  if (log->names->len == 0)
    {
      g_autoptr (GList) names = json_object_get_members (object);

      for (GList *l = names; l; l = l->next)
        add_column (log, l->data);
    }
  for (guint column = 0; column < log->names->len; column++)
    {
      JsonNode *node = json_object_get_member (object, log->names->pdata[column]);
      const gboolean missing = !node || JSON_NODE_HOLDS_NULL (node);

      if (!missing && !JSON_NODE_HOLDS_VALUE (node))
        return FALSE;
      if (!missing && json_node_get_value_type (node) == G_TYPE_STRING)
        return FALSE;
      add_value (log, column, missing ? NAN : json_node_get_double (node), missing);
    }
  return TRUE;
}

static GradusLog *
read_lines (const char *path, GError **error)
{
  g_autoptr (GradusLog) log = new_log (path);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr (JsonNode) node = NULL;

      if (*g_strstrip (lines[i]) == 0)
        continue;
      node = json_from_string (lines[i], NULL);
      if (!node || !JSON_NODE_HOLDS_OBJECT (node) || !add_object (log, json_node_get_object (node)))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                       "“%s”, line %u: it is no JSON object of numbers.", path, i + 1);
          return NULL;
        }
    }
  return g_steal_pointer (&log);
}

/* --- either ----------------------------------------------------------------------------------- */

GradusLog *
gradus_log_read (const char *path, GError **error)
{
  g_autoptr (GradusLog) log = g_str_has_suffix (path, ".jsonl") ? read_lines (path, error)
                                                                : read_table (path, error);

  if (log && gradus_log_n_rows (log) == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   "“%s” has no rows of numbers: no epoch has ended yet.", path);
      return NULL;
    }
  return g_steal_pointer (&log);
}

gsize
gradus_log_n_rows (const GradusLog *log)
{
  return log->columns->len > 0 ? ((GArray *) log->columns->pdata[0])->len : 0;
}

gint
gradus_log_find (const GradusLog *log, const char *name)
{
  for (guint i = 0; i < log->names->len; i++)
    if (g_ascii_strcasecmp (log->names->pdata[i], name) == 0)
      return (gint) i;
  return -1;
}

gboolean
gradus_log_value (const GradusLog *log, gint column, gsize row, gdouble *value)
{
  *value = g_array_index ((GArray *) log->columns->pdata[column], gdouble, row);
  return !g_array_index ((GArray *) log->missing->pdata[column], gboolean, row);
}

gboolean
gradus_log_has_values (const GradusLog *log, gint column)
{
  gdouble value;

  for (gsize row = 0; row < gradus_log_n_rows (log); row++)
    if (gradus_log_value (log, column, row, &value))
      return TRUE;
  return FALSE;
}
