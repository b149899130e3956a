/* setting.c - the values of attributes: reading, checking, printing. See setting.h. */
#include "setting.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "../tensor/error.h"

GrSetting
gr_setting_auto (void)
{
  return (GrSetting){ .kind = GR_SETTING_AUTO };
}

GrSetting
gr_setting_none (void)
{
  return (GrSetting){ .kind = GR_SETTING_NONE };
}

GrSetting
gr_setting_bool (gboolean value)
{
  return (GrSetting){ .kind = GR_SETTING_BOOL, .ints = { value != 0 } };
}

GrSetting
gr_setting_int (gint64 value)
{
  return (GrSetting){ .kind = GR_SETTING_INT, .ints = { value } };
}

GrSetting
gr_setting_float (gdouble value)
{
  return (GrSetting){ .kind = GR_SETTING_FLOAT, .number = value };
}

GrSetting
gr_setting_ints (GrInts values)
{
  GrSetting setting = { .kind = GR_SETTING_INTS, .n = MIN (values.n, GR_MAX_DIMS) };

  memcpy (setting.ints, values.v, setting.n * sizeof (gint64));
  return setting;
}

/* The one copy of a list of floats that all settings with these values point to. */
static const gdouble *
intern_floats (const gdouble *values, gint n)
{
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  static GHashTable     *lists; /* of GBytes */
  g_autoptr (GBytes) wanted = g_bytes_new (values, n * sizeof (gdouble));
  GBytes *kept;

  pthread_mutex_lock (&mutex);
  if (!lists)
    lists = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  kept = g_hash_table_lookup (lists, wanted);
  if (!kept)
    g_hash_table_add (lists, kept = g_bytes_ref (wanted));
  pthread_mutex_unlock (&mutex);
  return g_bytes_get_data (kept, NULL);
}

GrSetting
gr_setting_floats (const gdouble *values, gint n)
{
  return (GrSetting){ .kind = GR_SETTING_FLOATS, .n = n, .numbers = intern_floats (values, n) };
}

gboolean
gr_setting_equal (const GrSetting *a, const GrSetting *b)
{
  if (a->kind != b->kind)
    return FALSE;
  switch (a->kind)
    {
    case GR_SETTING_AUTO:
    case GR_SETTING_NONE:
      return TRUE;
    case GR_SETTING_BOOL:
    case GR_SETTING_INT:
      return a->ints[0] == b->ints[0];
    case GR_SETTING_INTS:
      return a->n == b->n && memcmp (a->ints, b->ints, a->n * sizeof (gint64)) == 0;
    case GR_SETTING_FLOAT:
      return a->number == b->number;
    case GR_SETTING_FLOATS:
      return a->n == b->n && memcmp (a->numbers, b->numbers, a->n * sizeof (gdouble)) == 0;
    case GR_SETTING_CHOICE:
      return g_str_equal (a->choice, b->choice);
    }
  return FALSE;
}

/* --- checking --------------------------------------------------------------------------------- */

/* "of at least 1", "from 0 to 1", or "" */
static char *
range_text (const GrAttribute *attribute)
{
  if (attribute->minimum == 0 && attribute->maximum == 0)
    return g_strdup ("");
  if (attribute->maximum >= G_MAXINT32)
    return g_strdup_printf (_ (" of at least %g"), attribute->minimum);
  return g_strdup_printf (_ (" from %g to %g"), attribute->minimum, attribute->maximum);
}

/* What @attribute takes, in words: "a whole number of at least 1", "one of zeros, reflect". */
static char *
expected_text (const GrAttribute *attribute)
{
  g_autofree char *range = range_text (attribute);
  g_autoptr (GString) text = g_string_new (NULL);

  switch (attribute->type)
    {
    case GR_ATTRIBUTE_INT:
      g_string_append_printf (text, _ ("a whole number%s"), range);
      break;
    case GR_ATTRIBUTE_INTS:
      if (attribute->n == 0)
        g_string_append_printf (text, _ ("up to %d whole numbers%s"), GR_MAX_DIMS, range);
      else
        g_string_append_printf (text, _ ("one or %d whole numbers%s"), attribute->n, range);
      for (gsize i = 0; attribute->choices && attribute->choices[i]; i++)
        g_string_append_printf (text, _ (", or %s"), attribute->choices[i]);
      break;
    case GR_ATTRIBUTE_FLOAT:
      g_string_append_printf (text, _ ("a number%s"), range);
      break;
    case GR_ATTRIBUTE_FLOATS:
      g_string_append_printf (text, _ ("a list of numbers%s"), range);
      break;
    case GR_ATTRIBUTE_BOOL:
      g_string_append (text, _ ("true or false"));
      break;
    case GR_ATTRIBUTE_CHOICE:
      {
        g_autofree char *choices = g_strjoinv (", ", (char **) attribute->choices);
        g_string_append_printf (text, _ ("one of %s"), choices);
        break;
      }
    }
  if (attribute->follows != GR_AUTO_NEVER)
    g_string_append_printf (text, _ (", or %s"), "auto");
  if (attribute->optional)
    g_string_append_printf (text, _ (", or %s"), "none");
  return g_strdup (text->str);
}

/* The upper end of a range is too far away to be named, unless somebody went past it. */
static gboolean
is_too_large (const GrAttribute *attribute, const GrSetting *setting)
{
  if (attribute->maximum < G_MAXINT32)
    return FALSE;
  if (setting->kind == GR_SETTING_FLOAT)
    return setting->number > attribute->maximum;
  for (gint i = 0; setting->kind == GR_SETTING_INTS && i < setting->n; i++)
    if (setting->ints[i] > attribute->maximum)
      return TRUE;
  return setting->kind == GR_SETTING_INT && setting->ints[0] > attribute->maximum;
}

static gboolean
refuse (const GrAttribute *attribute, const GrSetting *setting, const char *got, GError **error)
{
  g_autofree char *expected = expected_text (attribute);
  g_autofree char *most = setting && is_too_large (attribute, setting)
                              ? g_strdup_printf (_ (" and at most %.10g"), attribute->maximum)
                              : g_strdup ("");

  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("%s takes %s%s, not %s"), attribute->name,
               expected, most, got);
  return FALSE;
}

static gboolean
in_range (const GrAttribute *attribute, gdouble value)
{
  if (attribute->minimum == 0 && attribute->maximum == 0)
    return TRUE;
  return value >= attribute->minimum && value <= attribute->maximum;
}

static gboolean
check_ints (const GrAttribute *attribute, const GrSetting *setting)
{
  if (attribute->n > 0 && setting->n != 1 && setting->n != attribute->n)
    return FALSE;
  for (gint i = 0; i < setting->n; i++)
    if (!in_range (attribute, (gdouble) setting->ints[i]))
      return FALSE;
  return TRUE;
}

static gboolean
check_floats (const GrAttribute *attribute, const GrSetting *setting)
{
  for (gint i = 0; i < setting->n; i++)
    if (!isfinite (setting->numbers[i]) || !in_range (attribute, setting->numbers[i]))
      return FALSE;
  return setting->n > 0;
}

/* One number or whole numbers, as floats; anything else stays as it is. */
static void
adapt_to_floats (GrSetting *setting)
{
  gdouble   values[GR_MAX_DIMS];
  const gint n = setting->kind == GR_SETTING_INTS ? setting->n : 1;

  if (setting->kind == GR_SETTING_FLOAT)
    *setting = gr_setting_floats (&setting->number, 1);
  else if (setting->kind == GR_SETTING_INT || setting->kind == GR_SETTING_INTS)
    {
      for (gint i = 0; i < n; i++)
        values[i] = (gdouble) setting->ints[i];
      *setting = gr_setting_floats (values, n);
    }
}

/* Whether it is one of the attribute's words, in whose own string it then is. */
static gboolean
check_choice (const GrAttribute *attribute, GrSetting *setting)
{
  for (gsize i = 0;
       setting->kind == GR_SETTING_CHOICE && attribute->choices && attribute->choices[i]; i++)
    if (g_str_equal (attribute->choices[i], setting->choice))
      {
        setting->choice = attribute->choices[i];
        return TRUE;
      }
  return FALSE;
}

/* Brings @setting to the attribute's own kind where that loses nothing. */
static void
adapt (const GrAttribute *attribute, GrSetting *setting)
{
  if (attribute->type == GR_ATTRIBUTE_FLOAT && setting->kind == GR_SETTING_INT)
    *setting = gr_setting_float ((gdouble) setting->ints[0]);
  else if (attribute->type == GR_ATTRIBUTE_INTS && setting->kind == GR_SETTING_INT)
    *setting = gr_setting_ints (gr_ints (setting->ints, 1));
  else if (attribute->type == GR_ATTRIBUTE_FLOATS)
    adapt_to_floats (setting);
}

gboolean
gr_setting_check (const GrAttribute *attribute, GrSetting *setting, GError **error)
{
  gboolean         fits = FALSE;
  g_autofree char *got = NULL;

  adapt (attribute, setting);
  if (setting->kind == GR_SETTING_AUTO)
    fits = attribute->follows != GR_AUTO_NEVER;
  else if (setting->kind == GR_SETTING_NONE)
    fits = attribute->optional;
  else
    switch (attribute->type)
      {
      case GR_ATTRIBUTE_INT:
        fits = setting->kind == GR_SETTING_INT && in_range (attribute, (gdouble) setting->ints[0]);
        break;
      case GR_ATTRIBUTE_INTS:
        fits = setting->kind == GR_SETTING_INTS ? check_ints (attribute, setting)
                                                : check_choice (attribute, setting);
        break;
      case GR_ATTRIBUTE_FLOAT:
        fits = setting->kind == GR_SETTING_FLOAT && isfinite (setting->number)
               && in_range (attribute, setting->number);
        break;
      case GR_ATTRIBUTE_FLOATS:
        fits = setting->kind == GR_SETTING_FLOATS && check_floats (attribute, setting);
        break;
      case GR_ATTRIBUTE_BOOL:
        fits = setting->kind == GR_SETTING_BOOL;
        break;
      case GR_ATTRIBUTE_CHOICE:
        fits = check_choice (attribute, setting);
        break;
      }
  if (fits)
    return TRUE;
  if (setting->kind == GR_SETTING_CHOICE)
    got = g_strdup_printf ("“%s”", setting->choice);
  else
    got = gr_setting_to_string (setting);
  return refuse (attribute, setting, got, error);
}

/* --- reading ---------------------------------------------------------------------------------- */

/* The words of "3", "3,3", "[3, 3]", "(3, 3)"; NULL-terminated, (transfer full) */
static char **
list_words (const char *text)
{
  const gsize      length = strlen (text);
  const gboolean bracketed = length >= 2 && strchr ("[(", text[0])
                             && strchr ("])", text[length - 1]);
  g_autofree char *inside = g_strndup (text + bracketed, length - 2 * bracketed);
  char           **words = g_strsplit (g_strstrip (inside), ",", -1);
  const guint      n = g_strv_length (words);

  for (guint i = 0; i < n; i++)
    g_strstrip (words[i]);
  if (n > 0 && !words[n - 1][0]) /* "(3,)" */
    g_clear_pointer (&words[n - 1], g_free);
  return words;
}

/* FALSE where @word is no whole number, or one of more than 64 bits: then @value is the end of
 * those. */
static gboolean
parse_int (const char *word, gint64 *value)
{
  char *end = NULL;

  errno = 0;
  *value = g_ascii_strtoll (word, &end, 10);
  return end != word && *end == '\0' && errno == 0;
}

/* FALSE where it is no list of at most GR_MAX_DIMS whole numbers. */
static gboolean
parse_ints (const char *text, GrSetting *setting)
{
  g_auto (GStrv) words = list_words (text);

  *setting = (GrSetting){ .kind = GR_SETTING_INTS };
  for (gsize i = 0; words[i]; i++)
    {
      gint64 value;

      if (!parse_int (words[i], &value) || setting->n == GR_MAX_DIMS)
        return FALSE;
      setting->ints[setting->n++] = value;
    }
  return TRUE;
}

static gboolean
parse_floats (const char *text, GrSetting *setting)
{
  g_auto (GStrv) words = list_words (text);
  g_autofree gdouble *values = g_new (gdouble, g_strv_length (words) + 1);
  gint                n = 0;

  for (; words[n]; n++)
    {
      char *end = NULL;

      values[n] = g_ascii_strtod (words[n], &end);
      if (end == words[n] || *end)
        return FALSE;
    }
  *setting = gr_setting_floats (values, n);
  return n > 0;
}

/* A value of the attribute's type; its range is not looked at. */
static gboolean
parse_value (const GrAttribute *attribute, const char *text, GrSetting *setting)
{
  char    *end = NULL;
  gint64   whole;
  gboolean good;

  switch (attribute->type)
    {
    case GR_ATTRIBUTE_INT:
      good = parse_int (text, &whole);
      *setting = gr_setting_int (whole);
      return good;
    case GR_ATTRIBUTE_INTS:
      if (parse_ints (text, setting))
        return TRUE;
      *setting = (GrSetting){ .kind = GR_SETTING_CHOICE, .choice = text };
      return check_choice (attribute, setting);
    case GR_ATTRIBUTE_FLOAT:
      *setting = gr_setting_float (g_ascii_strtod (text, &end));
      return end != text && *end == '\0';
    case GR_ATTRIBUTE_FLOATS:
      return parse_floats (text, setting);
    case GR_ATTRIBUTE_BOOL:
      *setting = gr_setting_bool (g_ascii_strcasecmp (text, "true") == 0);
      return setting->ints[0] || g_ascii_strcasecmp (text, "false") == 0;
    case GR_ATTRIBUTE_CHOICE:
      *setting = (GrSetting){ .kind = GR_SETTING_CHOICE, .choice = text };
      return TRUE;
    }
  return FALSE;
}

gboolean
gr_setting_parse (const GrAttribute *attribute, const char *text, GrSetting *setting,
                  GError **error)
{
  g_autofree char *word = g_strstrip (g_strdup (text));
  GrSetting        parsed = gr_setting_auto ();

  if (attribute->follows != GR_AUTO_NEVER && g_ascii_strcasecmp (word, "auto") == 0)
    parsed = gr_setting_auto ();
  else if (attribute->optional && g_ascii_strcasecmp (word, "none") == 0)
    parsed = gr_setting_none ();
  else if (!parse_value (attribute, word, &parsed))
    {
      g_autofree char *quoted = g_strdup_printf ("“%s”", word);
      return refuse (attribute, &parsed, quoted, error);
    }
  if (!gr_setting_check (attribute, &parsed, error))
    return FALSE;
  *setting = parsed;
  return TRUE;
}

/* --- printing --------------------------------------------------------------------------------- */

static void
append_ints (GString *text, const GrSetting *setting)
{
  for (gint i = 0; i < setting->n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i ? ", " : "", setting->ints[i]);
}

/* (transfer full) */
static char *
floats_text (const GrSetting *setting)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (gint i = 0; i < setting->n; i++)
    {
      g_autofree char *number = gr_python_float (setting->numbers[i]);
      g_string_append_printf (text, "%s%s", i ? ", " : "", number);
    }
  g_string_append_c (text, ']');
  return g_strdup (text->str);
}

char *
gr_setting_to_string (const GrSetting *setting)
{
  switch (setting->kind)
    {
    case GR_SETTING_AUTO:
      return g_strdup ("auto");
    case GR_SETTING_NONE:
      return g_strdup ("none");
    case GR_SETTING_BOOL:
      return g_strdup (setting->ints[0] ? "true" : "false");
    case GR_SETTING_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, setting->ints[0]);
    case GR_SETTING_FLOAT:
      return gr_python_float (setting->number);
    case GR_SETTING_CHOICE:
      return g_strdup (setting->choice);
    case GR_SETTING_INTS:
      {
        g_autoptr (GString) text = g_string_new ("[");
        append_ints (text, setting);
        g_string_append_c (text, ']');
        return g_strdup (text->str);
      }
    case GR_SETTING_FLOATS:
      return floats_text (setting);
    }
  return NULL;
}

char *
gr_python_float (gdouble value)
{
  char  format[8], digits[G_ASCII_DTOSTR_BUF_SIZE];
  char *exponent;

  if (isnan (value))
    return g_strdup ("nan");
  if (isinf (value))
    return g_strdup (value > 0 ? "inf" : "-inf");
  for (gint precision = 1; precision <= 17; precision++)
    {
      g_snprintf (format, sizeof format, "%%.%de", precision - 1);
      g_ascii_formatd (digits, sizeof digits, format, value);
      if (g_ascii_strtod (digits, NULL) == value)
        {
          gint power = atoi (strchr (digits, 'e') + 1);

          /* Python writes an exponent below 1e-4 and from 1e16 on. */
          if (power < -4 || power >= 16)
            break;
          g_snprintf (format, sizeof format, "%%.%df", MAX (precision - 1 - power, 1));
          return g_strdup (g_ascii_formatd (digits, sizeof digits, format, value));
        }
    }
  exponent = strchr (digits, 'e');
  *exponent = '\0';
  return g_strdup_printf ("%se%+03d", digits, atoi (exponent + 1));
}

char *
gr_setting_to_python (const GrSetting *setting)
{
  switch (setting->kind)
    {
    case GR_SETTING_AUTO:
    case GR_SETTING_NONE:
      return g_strdup ("None");
    case GR_SETTING_BOOL:
      return g_strdup (setting->ints[0] ? "True" : "False");
    case GR_SETTING_CHOICE:
      return g_strdup_printf ("'%s'", setting->choice);
    case GR_SETTING_INTS:
      {
        g_autoptr (GString) text = g_string_new ("(");
        append_ints (text, setting);
        g_string_append (text, setting->n == 1 ? ",)" : ")");
        return g_strdup (text->str);
      }
    case GR_SETTING_FLOATS:
      {
        g_autofree char *list = floats_text (setting);
        return g_strdup_printf ("torch.tensor(%s)", list);
      }
    default:
      return gr_setting_to_string (setting);
    }
}
