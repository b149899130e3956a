/* option.h - the typed options of optimisers and schedules: name, range, default, help.
 *
 * A row (an optimiser, a schedule) declares its options; a GrOptions holds one value for each.
 * The project file, the command line and the inspector read the declarations.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GR_OPTION_FLOAT,
  GR_OPTION_INT,
  GR_OPTION_BOOL,
  GR_OPTION_CHOICE, /* the value is an index into .choices */
  GR_OPTION_FLOATS, /* as many as the default has */
  GR_OPTION_INTS,   /* any number of them */
} GrOptionKind;

#define GR_OPTION_MAX_DEFAULTS 2

typedef struct
{
  const char        *name; /* PyTorch's */
  GrOptionKind      kind;
  gdouble            standard[GR_OPTION_MAX_DEFAULTS]; /* the default; n_standard of them */
  guint              n_standard;
  gdouble            min, max;  /* of each number; both ends included */
  gboolean           below_max; /* max itself is excluded, as of beta in [0, 1) */
  gdouble            doubtful;  /* what is above it is allowed, and surely a mistake; 0: nothing */
  const char *const *choices;   /* NULL-terminated */
  const char        *help;      /* one sentence */
} GrOption;

#define GR_OPTION_FLOAT_ROW(name_, standard_, min_, max_, help_)                                  \
  { .name = name_, .kind = GR_OPTION_FLOAT, .standard = { standard_ }, .n_standard = 1,           \
    .min = min_, .max = max_, .help = help_ }
#define GR_OPTION_INT_ROW(name_, standard_, min_, help_)                                          \
  { .name = name_, .kind = GR_OPTION_INT, .standard = { standard_ }, .n_standard = 1,             \
    .min = min_, .max = G_MAXINT32, .help = help_ }
#define GR_OPTION_BOOL_ROW(name_, standard_, help_)                                               \
  { .name = name_, .kind = GR_OPTION_BOOL, .standard = { standard_ }, .n_standard = 1, .max = 1,  \
    .help = help_ }
#define GR_OPTION_CHOICE_ROW(name_, standard_, choices_, help_)                                   \
  { .name = name_, .kind = GR_OPTION_CHOICE, .standard = { standard_ }, .n_standard = 1,          \
    .max = G_N_ELEMENTS (choices_) - 2, .choices = choices_, .help = help_ }

typedef struct _GrOptions GrOptions;

/* Every setting at its default. @owner ("SGD") is named in errors; it and @rows are static. */
GrOptions *gr_options_new  (const char *owner, const GrOption *rows, guint n_rows);
GrOptions *gr_options_copy (const GrOptions *options);
void        gr_options_free (GrOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrOptions, gr_options_free)

/* NULL where there is none of that name. */
const GrOption *gr_options_row (const GrOptions *options, const char *name);

/* GR_ERROR_ARGUMENT for an unknown name, a value out of range, the wrong number of numbers. */
gboolean gr_options_set        (GrOptions *options, const char *name, const gdouble *values,
                                 guint n, GError **error);
gboolean gr_options_set_number (GrOptions *options, const char *name, gdouble value,
                                 GError **error);
/* "0.9", "true", "cos", "0.9,0.999". */
gboolean gr_options_set_text   (GrOptions *options, const char *name, const char *text,
                                 GError **error);
/* Several of them: "momentum=0.9:nesterov=true"; "" is none. */
gboolean gr_options_set_pairs   (GrOptions *options, const char *text, GError **error);

/* "lr of SGD is 1000: …", where the value is doubtful: a warning without its full stop. (transfer
 * full); NULL: it is not. */
char          *gr_options_doubt  (const GrOptions *options, const char *name);

/* Asking for a name that the row lacks is a bug, and aborts. */
gdouble        gr_options_number (const GrOptions *options, const char *name);
gboolean       gr_options_flag   (const GrOptions *options, const char *name);
const char    *gr_options_choice (const GrOptions *options, const char *name);
const gdouble *gr_options_list   (const GrOptions *options, const char *name, guint *n);
/* As gr_options_set_text() takes it; (transfer full) */
char          *gr_options_text   (const GrOptions *options, const char *name);
/* All of them, as gr_options_set_pairs() takes them; (transfer full) */
char          *gr_options_pairs  (const GrOptions *options);

G_END_DECLS
