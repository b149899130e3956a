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

/* What becomes of rows that lack something in a column that is used: nothing is where a number
 * belongs, or what people write for it ("NA", "?"); nothing is where a word belongs. */
typedef enum
{
  GR_MISSING_REFUSE,    /* the table is refused, with the line and the column */
  GR_MISSING_LEAVE_OUT, /* they are left out */
  /* numbers that are inputs become the mean of their column, in a category nothing is a value of
   * its own; rows without what is to be predicted are left out */
  GR_MISSING_MEAN,
  GR_N_MISSING,
} GrMissing;

/* "leave_out", as in a project. */
const char *gr_missing_name (GrMissing missing);

/* "continuous", as in a project. */
const char *gr_column_role_name (GrColumnRole role);

typedef struct
{
  char        *name;
  GrColumnRole role;        /* that its options give it; else a guess */
  gboolean     numeric;     /* by the rules of docs/datasets.md */
  gint64       n_different; /* fields */
  gint64       n_missing;   /* fields */
  gint64      *missing;     /* their rows, in order */
  guint32     *kind;        /* of each row: which of the different fields it has, from 0 */
  /* the different fields in order where they are few, NULL-terminated; else NULL */
  char       **values;
} GrColumnSketch;

typedef struct
{
  char           separator;
  gboolean        header;
  GrMissing       missing;   /* that its options say; to leave out, where the roles are guessed */
  gint64          n_rows;    /* without the header */
  gint            n_columns;
  GrColumnSketch *column;
  gint            n_preview; /* rows */
  char          **preview;   /* the fields of the first rows, n_columns each */
} GrTableSketch;

/* What roles come to, in the data set that they would make. */
typedef struct
{
  gint64 n_lacking;        /* rows that lack a field of a column that is used */
  gint64 n_left_out;       /* of them */
  gint64 n_inputs;         /* numbers that an item has */
  gint   n_input_columns;  /* that they are of */
  gint   n_targets;        /* numbers to predict */
  gint   n_class_columns;  /* a data set has one at most, and then no targets */
  gint64 n_classes;        /* of the last of them */
} GrTableSum;

/* Of the table at @path. @options as for gr_dataset_open(), or NULL: without a "separator" the one
 * is taken that the first line has; without "columns" roles are guessed. (transfer full) */
GrTableSketch *gr_table_sketch_new  (const char *path, JsonObject *options, GError **error);
void           gr_table_sketch_free (GrTableSketch *sketch);
/* With @roles, one a column, where @missing becomes of rows that lack something. What is wrong with
 * the roles is not looked at. Takes a few ms for a million fields. */
void           gr_table_sketch_sum  (const GrTableSketch *sketch, const GrColumnRole *roles,
                                     GrMissing missing, GrTableSum *sum);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrTableSketch, gr_table_sketch_free)

G_END_DECLS
