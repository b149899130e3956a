/* csv.h - a table of text: RFC 4180, with any separator. Read by csv-table.c. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *cells; /* of strings, row by row, n_columns each */
  GArray    *lines; /* gint64: the line on which each row begins, from 1 */
  gint       n_columns;
  char       separator;
} GrCsv;

/* Rows without any character are left out; all others must have as many fields as the first. Fields
 * may be quoted ("a ""b"", c"), also over several lines. A @separator of '\0' is found: what the
 * file says ("sep=;"), else what its first line has most of. Errors name the file and the line. */
GrCsv      *gr_csv_read (const char *path, char separator, GError **error);
void        gr_csv_free (GrCsv *csv);

static inline const char *
gr_csv_cell (const GrCsv *csv, gint64 row, gint column)
{
  return csv->cells->pdata[row * csv->n_columns + column];
}

static inline gint64
gr_csv_line (const GrCsv *csv, gint64 row)
{
  return g_array_index (csv->lines, gint64, row);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrCsv, gr_csv_free)

G_END_DECLS
