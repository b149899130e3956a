/* expression.c - arithmetic in the entries: see expression.h. */
#include "expression.h"

#include <math.h>
#include <string.h>

#include "nn/setting.h"

/* Deeper nesting than anybody writes, so that the stack has a bound. */
#define MAX_DEPTH 64

typedef struct
{
  const char *at;
  gint depth;
  gboolean failed;
} Reader;

static gdouble read_sum (Reader *reader);

static gboolean
take (Reader *reader, const char *token)
{
  while (g_ascii_isspace (*reader->at))
    reader->at++;
  if (!g_str_has_prefix (reader->at, token))
    return FALSE;
  reader->at += strlen (token);
  return TRUE;
}

static gdouble
fail (Reader *reader)
{
  reader->failed = TRUE;
  return 0;
}

static gdouble
read_number (Reader *reader)
{
  char *end;
  gdouble value;

  if (take (reader, "("))
    {
      value = read_sum (reader);
      return take (reader, ")") ? value : fail (reader);
    }
  /* Only digits: strtod also knows "inf" and "0x10". */
  if ((!g_ascii_isdigit (*reader->at) && *reader->at != '.')
      || (*reader->at == '0' && g_ascii_tolower (reader->at[1]) == 'x'))
    return fail (reader);
  value = g_ascii_strtod (reader->at, &end);
  if (end == reader->at || g_ascii_isalpha (*end))
    return fail (reader);
  reader->at = end;
  return value;
}

/* A number with its signs and powers: -2**2 is -4, 2**-1 a half, as in Python. */
static gdouble
read_power (Reader *reader)
{
  gdouble value;

  if (reader->failed || reader->depth == MAX_DEPTH)
    return fail (reader);
  reader->depth++;
  if (take (reader, "-"))
    value = -read_power (reader);
  else if (take (reader, "+"))
    value = read_power (reader);
  else
    {
      value = read_number (reader);
      if (take (reader, "**"))
        value = pow (value, read_power (reader));
    }
  reader->depth--;
  return value;
}

static gdouble
read_product (Reader *reader)
{
  gdouble value = read_power (reader);

  while (!reader->failed)
    if (take (reader, "//"))
      value = floor (value / read_power (reader));
    else if (take (reader, "*") || take (reader, "×"))
      value *= read_power (reader);
    else if (take (reader, "/"))
      value /= read_power (reader);
    else if (take (reader, "%"))
      {
        const gdouble divisor = read_power (reader);

        value -= divisor * floor (value / divisor);
      }
    else
      break;
  return value;
}

static gdouble
read_sum (Reader *reader)
{
  gdouble value = read_product (reader);

  while (!reader->failed)
    if (take (reader, "+"))
      value += read_product (reader);
    else if (take (reader, "-"))
      value -= read_product (reader);
    else
      break;
  return value;
}

gboolean
gradus_expression_evaluate (const char *text, gdouble *value)
{
  Reader reader = { .at = text };
  const gdouble result = read_sum (&reader);

  take (&reader, "");
  if (reader.failed || *reader.at || !isfinite (result))
    return FALSE;
  *value = result;
  return TRUE;
}

/* The value as it is written; a plain number keeps its own spelling, 1e-3. NULL where it is none.
 */
static char *
expand_one (const char *text)
{
  g_autofree char *word = g_strstrip (g_strdup (text));
  char *end;
  gdouble value;

  if (!gradus_expression_evaluate (word, &value))
    return NULL;
  g_ascii_strtod (word, &end);
  if (!*end)
    return g_steal_pointer (&word);
  if (value == floor (value) && fabs (value) < 1e15)
    return g_strdup_printf ("%.0f", value + 0.0); /* no -0 */
  return gr_python_float (value);
}

/* The text between brackets cut at its commas, those in parentheses aside; NULL-terminated. */
static char **
split_list (const char *inside)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  const char *begin = inside;
  gint depth = 0;

  for (const char *at = inside;; at++)
    {
      depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
      if (*at && (*at != ',' || depth > 0))
        continue;
      g_autofree char *part = g_strndup (begin, (gsize) (at - begin));
      g_strv_builder_add (parts, part);
      begin = at + 1;
      if (!*at)
        return g_strv_builder_end (parts);
    }
}

char *
gradus_expression_expand (const char *text)
{
  g_autofree char *word = g_strstrip (g_strdup (text));
  const gsize length = strlen (word);
  char *alone = expand_one (word);
  g_auto (GStrv) parts = NULL;
  const gboolean bracketed = length >= 2
                             && ((word[0] == '[' && word[length - 1] == ']')
                                 || (word[0] == '(' && word[length - 1] == ')'));

  if (alone)
    return alone;
  g_autofree char *inside = g_strndup (word + bracketed, length - 2 * bracketed);
  parts = split_list (inside);
  for (guint i = 0; parts[i]; i++)
    {
      char *value = expand_one (parts[i]);

      if (!value)
        return g_strdup (text);
      g_free (parts[i]);
      parts[i] = value;
    }
  g_autofree char *joined = g_strjoinv (", ", parts);
  return bracketed ? g_strdup_printf ("[%s]", joined) : g_steal_pointer (&joined);
}
