/* table-sketch.h - what is in a table of text, and which role each column could have: for a person
 * to look at, and to change, before it becomes a data set.
 *
 * Shown by the window where a table is brought in; what it makes of the roles goes into the options
 * of gr_dataset_open(). A sketch is immutable, and made on a worker thread where the file is large.
 */
#pragma once

#include "../tensor/error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  GR_COLUMN_CONTINUOUS, /* a number */
  GR_COLUMN_ORDINAL,    /* a number, or a word that has its place in an order */
  GR_COLUMN_CATEGORICAL, /* one input a value, one of them 1 */
  GR_COLUMN_TARGET,     /* what to predict: a number; or a class where it is words */
  GR_COLUMN_CLASS,      /* a class, also where it is written as a number */
  GR_COLUMN_IGNORE,
  GR_N_COLUMN_ROLES,
} GrColumnRole;

/* "continuous", as in a project. */
const char *gr_column_role_name (GrColumnRole role);

typedef struct
{
  char        *name;
  GrColumnRole role;        /* that its options give it; else a guess */
  gboolean     numeric;     /* by the rules of docs/datasets.md */
  gint64       n_different; /* fields */
  gint64       n_missing;   /* empty, "NA", "?", … */
  /* the different fields in order where they are few, NULL-terminated; else NULL */
  char       **values;
} GrColumnSketch;

typedef struct
{
  char           separator;
  gboolean        header;
  gint64          n_rows;    /* without the header */
  gint            n_columns;
  GrColumnSketch *column;
  gint            n_preview; /* rows */
  char          **preview;   /* the fields of the first rows, n_columns each */
} GrTableSketch;

/* Of the table at @path. @options as for gr_dataset_open(), or NULL: without a "separator" the one
 * is taken that the first line has; without "columns" roles are guessed. (transfer full) */
GrTableSketch *gr_table_sketch_new  (const char *path, JsonObject *options, GError **error);
void           gr_table_sketch_free (GrTableSketch *sketch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrTableSketch, gr_table_sketch_free)

G_END_DECLS
