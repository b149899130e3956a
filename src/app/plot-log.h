/* plot-log.h - what `gradus train --log` and --steps-csv wrote, read again: columns of numbers. For
 * plot-command.c. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *path;
  char *name; /* of the run that it is of, among those that are read; gradus_logs_name() */
  GPtrArray *names;   /* of the columns */
  GPtrArray *columns; /* GArray of gdouble, all of one length */
  GPtrArray *missing; /* GArray of gboolean: there is nothing in the field, as in the epochs without
                         a test */
} GradusLog;

/* JSON lines where @path ends in .jsonl, a table with a head otherwise. Errors name the file and
 * the line. */
GradusLog *gradus_log_read (const char *path, GError **error);
void gradus_log_free (GradusLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusLog, gradus_log_free)

/* Names each of @logs (of GradusLog): by the run.json beside it, else by its file; and those that
 * would be called alike, as every run's log.csv is, by their folders, or by numbers where those are
 * alike too. */
void gradus_logs_name (GPtrArray *logs);

gsize gradus_log_n_rows (const GradusLog *log);
/* The index of the column named so, in any case, or -1. */
gint gradus_log_find (const GradusLog *log, const char *name);
/* FALSE where the field is empty. */
gboolean gradus_log_value (const GradusLog *log, gint column, gsize row, gdouble *value);
/* Whether a column has any number. */
gboolean gradus_log_has_values (const GradusLog *log, gint column);

G_END_DECLS
