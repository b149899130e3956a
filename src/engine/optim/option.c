/* option.c - values of the typed options that optimisers and schedules declare. */
#include "option.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "../tensor/error.h"

typedef struct
{
  gdouble *v;
  guint    n;
} Numbers;

struct _GrOptions
{
  const char      *owner;
  const GrOption *rows;
  guint            n_rows;
  Numbers         *values; /* one a row */
};

static void
store (Numbers *numbers, const gdouble *values, guint n)
{
  gdouble *copy = g_memdup2 (values, n * sizeof *values);

  g_free (numbers->v);
  numbers->v = copy;
  numbers->n = n;
}

GrOptions *
gr_options_new (const char *owner, const GrOption *rows, guint n_rows)
{
  GrOptions *options = g_new0 (GrOptions, 1);

  options->owner = owner;
  options->rows = rows;
  options->n_rows = n_rows;
  options->values = g_new0 (Numbers, n_rows);
  for (guint i = 0; i < n_rows; i++)
    store (&options->values[i], rows[i].standard, rows[i].n_standard);
  return options;
}

GrOptions *
gr_options_copy (const GrOptions *options)
{
  GrOptions *copy = gr_options_new (options->owner, options->rows, options->n_rows);

  for (guint i = 0; i < options->n_rows; i++)
    store (&copy->values[i], options->values[i].v, options->values[i].n);
  return copy;
}

void
gr_options_free (GrOptions *options)
{
  for (guint i = 0; i < options->n_rows; i++)
    g_free (options->values[i].v);
  g_free (options->values);
  g_free (options);
}

static gint
find (const GrOptions *options, const char *name)
{
  for (guint i = 0; i < options->n_rows; i++)
    if (g_str_equal (options->rows[i].name, name))
      return (gint) i;
  return -1;
}

const GrOption *
gr_options_row (const GrOptions *options, const char *name)
{
  gint i = find (options, name);

  return i < 0 ? NULL : &options->rows[i];
}

static gint
find_or_fail (const GrOptions *options, const char *name, GError **error)
{
  gint i = find (options, name);

  if (i < 0)
    {
      g_autoptr (GString) names = g_string_new (NULL);

      for (guint k = 0; k < options->n_rows; k++)
        g_string_append_printf (names, "%s%s", k ? ", " : "", options->rows[k].name);
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("%s has no option “%s”; it has: %s"),
                   options->owner, name, names->len ? names->str : _ ("none"));
    }
  return i;
}

static gboolean
in_range (const GrOption *row, gdouble value)
{
  gboolean whole = row->kind != GR_OPTION_FLOAT && row->kind != GR_OPTION_FLOATS;

  return isfinite (value) && value >= row->min
         && (row->below_max ? value < row->max : value <= row->max)
         && (!whole || value == floor (value));
}

/* "a number from 0 to 1", "a whole number of at least 1". */
static char *
describe_range (const GrOption *row, gdouble value)
{
  const gboolean whole = row->kind == GR_OPTION_INT || row->kind == GR_OPTION_INTS;

  if (row->max >= G_MAXINT32 && !(value > row->max))
    return g_strdup_printf (
        whole ? _ ("a whole number of at least %g") : _ ("a number of at least %g"), row->min);
  if (row->below_max)
    return g_strdup_printf (whole ? _ ("a whole number from %.10g to below %.10g")
                                  : _ ("a number from %.10g to below %.10g"),
                            row->min, row->max);
  return g_strdup_printf (whole ? _ ("a whole number from %.10g to %.10g")
                                : _ ("a number from %.10g to %.10g"),
                          row->min, row->max);
}

gboolean
gr_options_set (GrOptions *options, const char *name, const gdouble *values, guint n,
                 GError **error)
{
  gint             i = find_or_fail (options, name, error);
  const GrOption *row;

  if (i < 0)
    return FALSE;
  row = &options->rows[i];
  if (row->kind != GR_OPTION_INTS && n != row->n_standard)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   g_dngettext (GETTEXT_PACKAGE, "%s of %s takes %u number, but got %u",
                                "%s of %s takes %u numbers, but got %u", row->n_standard),
                   name, options->owner, row->n_standard, n);
      return FALSE;
    }
  for (guint k = 0; k < n; k++)
    if (!in_range (row, values[k]))
      {
        g_autofree char *range = describe_range (row, values[k]);

        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("%s of %s is %g, but must be %s"), name,
                     options->owner, values[k], range);
        return FALSE;
      }
  store (&options->values[i], values, n);
  return TRUE;
}

gboolean
gr_options_set_number (GrOptions *options, const char *name, gdouble value, GError **error)
{
  return gr_options_set (options, name, &value, 1, error);
}

static gboolean
parse_word (const GrOption *row, const char *word, gdouble *value)
{
  char *end;

  if (row->kind == GR_OPTION_CHOICE)
    {
      for (guint i = 0; row->choices[i]; i++)
        if (g_str_equal (row->choices[i], word))
          {
            *value = i;
            return TRUE;
          }
      return FALSE;
    }
  if (row->kind == GR_OPTION_BOOL && g_ascii_strcasecmp (word, "true") == 0)
    return *value = 1, TRUE;
  if (row->kind == GR_OPTION_BOOL && g_ascii_strcasecmp (word, "false") == 0)
    return *value = 0, TRUE;
  *value = g_ascii_strtod (word, &end);
  return end != word && *end == '\0';
}

gboolean
gr_options_set_text (GrOptions *options, const char *name, const char *text, GError **error)
{
  gint                 i = find_or_fail (options, name, error);
  g_auto (GStrv)       words = NULL;
  g_autoptr (GArray)   values = g_array_new (FALSE, FALSE, sizeof (gdouble));

  if (i < 0)
    return FALSE;
  words = g_strsplit (text, ",", -1);
  for (guint k = 0; words[k]; k++)
    {
      gdouble value;

      if (!parse_word (&options->rows[i], g_strstrip (words[k]), &value))
        {
          const char *const *choices = options->rows[i].choices;
          g_autofree char   *expected = choices ? g_strjoinv (", ", (char **) choices)
                                                : describe_range (&options->rows[i], 0);

          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       choices ? _ ("%s of %s is “%s”, but must be one of: %s")
                               : _ ("%s of %s is “%s”, but must be %s"),
                       name, options->owner, words[k], expected);
          return FALSE;
        }
      g_array_append_val (values, value);
    }
  return gr_options_set (options, name, (const gdouble *) values->data, values->len, error);
}

gboolean
gr_options_set_pairs (GrOptions *options, const char *text, GError **error)
{
  g_auto (GStrv) pairs = g_strsplit (text, ":", -1);

  for (guint i = 0; pairs[i]; i++)
    {
      char *value = strchr (pairs[i], '=');

      if (*g_strstrip (pairs[i]) == '\0')
        continue;
      if (!value)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       _ ("“%s” is not an option of %s: options are written as name=value"),
                       pairs[i], options->owner);
          return FALSE;
        }
      *value++ = '\0';
      if (!gr_options_set_text (options, g_strstrip (pairs[i]), value, error))
        return FALSE;
    }
  return TRUE;
}

static const Numbers *
get (const GrOptions *options, const char *name)
{
  gint i = find (options, name);

  if (i < 0)
    g_error ("%s declares no option %s", options->owner, name);
  return &options->values[i];
}

char *
gr_options_doubt (const GrOptions *options, const char *name)
{
  const GrOption *row = gr_options_row (options, name);

  if (row->doubtful == 0 || gr_options_number (options, name) <= row->doubtful)
    return NULL;
  return g_strdup_printf (_ ("%s of %s is %g: above %g a network hardly ever learns"), name,
                          options->owner, gr_options_number (options, name), row->doubtful);
}

gdouble
gr_options_number (const GrOptions *options, const char *name)
{
  return get (options, name)->v[0];
}

gboolean
gr_options_flag (const GrOptions *options, const char *name)
{
  return get (options, name)->v[0] != 0;
}

const char *
gr_options_choice (const GrOptions *options, const char *name)
{
  return gr_options_row (options, name)->choices[(gint) get (options, name)->v[0]];
}

const gdouble *
gr_options_list (const GrOptions *options, const char *name, guint *n)
{
  const Numbers *numbers = get (options, name);

  *n = numbers->n;
  return numbers->v;
}

/* The shortest digits that read back as the same number. */
static void
append_number (GString *text, gdouble value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (gint digits = 1; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (number, sizeof number, format, value);
      if (g_ascii_strtod (number, NULL) == value)
        break;
    }
  g_string_append (text, number);
}

char *
gr_options_text (const GrOptions *options, const char *name)
{
  const Numbers   *numbers = get (options, name);
  const GrOption *row = gr_options_row (options, name);
  GString         *text = g_string_new (NULL);

  for (guint i = 0; i < numbers->n; i++)
    {
      if (i)
        g_string_append_c (text, ',');
      if (row->kind == GR_OPTION_CHOICE)
        g_string_append (text, row->choices[(gint) numbers->v[i]]);
      else if (row->kind == GR_OPTION_BOOL)
        g_string_append (text, numbers->v[i] != 0 ? "true" : "false");
      else
        append_number (text, numbers->v[i]);
    }
  return g_string_free (text, FALSE);
}

char *
gr_options_pairs (const GrOptions *options)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < options->n_rows; i++)
    {
      g_autofree char *value = gr_options_text (options, options->rows[i].name);

      g_string_append_printf (text, "%s%s=%s", i ? ":" : "", options->rows[i].name, value);
    }
  return g_string_free (text, FALSE);
}
