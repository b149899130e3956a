/* count.c - how numbers are written for people: see count.h. */
#include "count.h"

#include <string.h>

char *
gradus_count (gint64 n)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  const gsize length = strlen (digits), first = digits[0] == '-';
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (i > first && (length - i) % 3 == 0)
        g_string_append (text, "\u202f");
      g_string_append_c (text, digits[i]);
    }
  return gradus_minus (g_string_free (text, FALSE));
}

/* Whether the hyphen at @at of @text stands where a sign does, also that of an exponent. */
static gboolean
is_sign (const char *text, const char *at)
{
  const char *last = at > text ? g_utf8_prev_char (at) : NULL;
  const gboolean of_exponent = last && *last == 'e' && last > text && g_ascii_isdigit (last[-1]);
  const gunichar before = last ? g_utf8_get_char (last) : ' ';

  if (!g_ascii_isdigit (at[1]) && !g_str_has_prefix (at + 1, "inf"))
    return FALSE;
  return of_exponent || !(g_unichar_isalnum (before) || strchr ("-./_)", (gint) before));
}

char *
gradus_minus (char *text)
{
  GString *better = g_string_new (NULL);

  for (const char *at = text; *at; at++)
    if (*at == '-' && is_sign (text, at))
      g_string_append (better, "\u2212");
    else
      g_string_append_c (better, *at);
  g_free (text);
  return g_string_free (better, FALSE);
}
