/* plot-log.c - see plot-log.h. */
#include "plot-log.h"

#include "data/csv.h"
#include "exchange/json-text.h"
#include "tensor/error.h"
#include "training/run-files.h"

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
  g_free (log->name);
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

/* --- names ------------------------------------------------------------------------------------ */

#define MAX_RUN_BYTES (1 << 20)
#define MAX_RUN_NEST  8

/* Of the run whose folder the log is in; (transfer full), or NULL. */
static char *
name_of_run (const GradusLog *log)
{
  g_autofree char *folder = g_path_get_dirname (log->path);
  g_autofree char *path = g_build_filename (folder, GRADUS_RUN_FILE, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonNode *name;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  root = gr_json_parse (text, length, MAX_RUN_BYTES, MAX_RUN_NEST, path, NULL);
  name = root ? json_object_get_member (json_node_get_object (root), "name") : NULL;
  return name && JSON_NODE_HOLDS_VALUE (name) ? g_strdup (json_node_get_string (name)) : NULL;
}

/* (transfer full) */
static char *
name_of_file (const GradusLog *log)
{
  char *name = g_path_get_basename (log->path);
  char *ending = strrchr (name, '.');

  if (ending && ending != name)
    *ending = 0;
  return name;
}

/* (transfer full) */
static char *
name_of_folder (const GradusLog *log)
{
  g_autofree char *path = g_canonicalize_filename (log->path, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  return g_path_get_basename (folder);
}

static GradusLog *
log_at (const GPtrArray *logs, guint i)
{
  return logs->pdata[i];
}

/* Where logs are called alike, their folders tell them apart, as those of runs, whose logs are all
 * called log.csv. */
static void
name_by_folders (GPtrArray *logs)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < logs->len; i++)
    {
      g_ptr_array_add (folders, name_of_folder (log_at (logs, i)));
      g_ptr_array_add (names, g_strdup (log_at (logs, i)->name));
    }
  for (guint i = 0; i < logs->len; i++)
    for (guint k = 0; k < logs->len; k++)
      if (g_str_equal (names->pdata[i], names->pdata[k])
          && !g_str_equal (folders->pdata[i], folders->pdata[k]))
        {
          g_free (log_at (logs, i)->name);
          log_at (logs, i)->name = g_strdup (folders->pdata[i]);
          break;
        }
}

/* What is called alike then too, as one log given twice, is numbered in the order given. */
static void
number_alike (GPtrArray *logs)
{
  for (guint i = 0; i < logs->len; i++)
    {
      g_autofree char *name = g_strdup (log_at (logs, i)->name);
      guint n = 1;

      for (guint k = i + 1; k < logs->len; k++)
        if (g_str_equal (log_at (logs, k)->name, name))
          {
            g_free (log_at (logs, k)->name);
            log_at (logs, k)->name = g_strdup_printf ("%s (%u)", name, ++n);
          }
      if (n == 1)
        continue;
      g_free (log_at (logs, i)->name);
      log_at (logs, i)->name = g_strdup_printf ("%s (1)", name);
    }
}

void
gradus_logs_name (GPtrArray *logs)
{
  for (guint i = 0; i < logs->len; i++)
    {
      GradusLog *log = log_at (logs, i);

      g_free (log->name);
      log->name = name_of_run (log);
      if (!log->name)
        log->name = name_of_file (log);
    }
  name_by_folders (logs);
  number_alike (logs);
}
