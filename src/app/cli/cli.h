/* cli.h - what the commands of `gradus` share: the table's row, options, errors, JSON, tables.
 *
 * A command is a file here with one GradusCommand, listed in main.c. It returns the exit status:
 * 0 done, 1 it could not be done, 2 it was asked for wrongly. Results go to standard output;
 * errors, in one sentence, and progress go to standard error.
 */
#pragma once

#include "data/dataset.h"
#include "gradus.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

enum
{
  GRADUS_DONE   = 0,
  GRADUS_FAILED = 1,
  GRADUS_USAGE  = 2,
};

typedef struct
{
  const char *name;
  const char *arguments; /* "MODEL IMAGE…", as in the usage line */
  const char *summary;   /* one sentence */
  const char *details;   /* what --help says below the options, or NULL */
  gint (*run) (gint argc, char **argv);
} GradusCommand;

extern const GradusCommand gradus_blocks_command, gradus_datasets_command, gradus_devices_command,
    gradus_evaluate_command, gradus_info_command, gradus_lr_range_command, gradus_ops_command,
    gradus_predict_command, gradus_step_command, gradus_train_command;

/* --- arguments (arguments.c) ------------------------------------------------------------------ */

/* Takes the options of @entries (NULL-terminated lists; @more may be NULL) out of @argv. What stays
 * are @min to @max words (@max < 0: any number), which @words gets ((transfer full), g_strfreev).
 * Says what is wrong, and what the person may have meant, and returns FALSE otherwise. */
gboolean gradus_cli_parse (const GradusCommand *command, const GOptionEntry *entries,
                           const GOptionEntry *more, gint argc, char **argv, gint min, gint max,
                           char ***words);

/* " Did you mean “relu”?", or "" where no name is near; (transfer full). */
char *gradus_cli_did_you_mean (const char *word, const char *const *names);

/* How the program was called, "gradus" until it is said: so that a command line can be pasted. */
void        gradus_cli_set_program (const char *program);
const char *gradus_cli_program     (void);

/* --- saying (output.c) ------------------------------------------------------------------------ */

/* Makes a name, which may hold anything, fit to print: control characters, which a terminal would
 * obey, and what is not UTF-8 become “�”. (transfer full) */
char *gradus_cli_clean (const char *text);

/* Says on standard error what was left out of @set. */
void gradus_cli_warn_of_data (const GrDataset *set);

/* One sentence on standard error after the command's name. Returns @status. */
gint gradus_cli_fail  (gint status, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The same for an error of the engine; (transfer full). */
gint gradus_cli_error (gint status, GError *error);

/* Prints what was built, and a newline, on standard output; (transfer full). */
void gradus_cli_print_json (JsonBuilder *builder);

/* A member with a number (null where it is not finite: JSON has no NaN), or a string or null. */
void gradus_json_number (JsonBuilder *builder, const char *name, gdouble value);
void gradus_json_int    (JsonBuilder *builder, const char *name, gint64 value);
void gradus_json_bool   (JsonBuilder *builder, const char *name, gboolean value);
void gradus_json_string (JsonBuilder *builder, const char *name, const char *value);

/* Sees to it that what was printed has arrived when the program ends: a full disk is an error. */
void gradus_cli_watch_output (void);

/* A table in columns, for standard output. The first row added is the head. */
typedef struct _GradusTable GradusTable;

/* @alignment has a letter a column: 'l' or 'r'. */
GradusTable *gradus_table_new   (const char *alignment);
/* As many cells as there are columns, NULL for an empty one; copied. */
void         gradus_table_add   (GradusTable *table, const char *cell, ...);
void         gradus_table_print (GradusTable *table); /* (transfer full) */

/* "1,234,567"; (transfer full) */
char *gradus_cli_count (gint64 n);

G_END_DECLS
