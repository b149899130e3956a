/* arguments.c - the options and words of a command; what was meant where a name is mistyped. */
#include "cli.h"

#include <string.h>

static const char *called_as = "gradus";

void
gradus_cli_set_program (const char *program)
{
  called_as = program;
}

const char *
gradus_cli_program (void)
{
  return called_as;
}

/* --- the nearest name ------------------------------------------------------------------------- */

/* Letters put in, left out, replaced or swapped with their neighbour: the restricted
 * Damerau-Levenshtein distance. Case does not count. */
static guint
distance (const char *a, const char *b)
{
  const gsize n = strlen (a), m = strlen (b);
  g_autofree guint *rows = g_new (guint, 3 * (m + 1));
  guint *before = rows, *last = rows + m + 1, *now = rows + 2 * (m + 1);

  for (gsize j = 0; j <= m; j++)
    last[j] = j;
  for (gsize i = 1; i <= n; i++)
    {
      now[0] = i;
      for (gsize j = 1; j <= m; j++)
        {
          const char x = g_ascii_tolower (a[i - 1]), y = g_ascii_tolower (b[j - 1]);

          now[j] = MIN (MIN (now[j - 1], last[j]) + 1, last[j - 1] + (x != y));
          if (i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && y == g_ascii_tolower (a[i - 2]))
            now[j] = MIN (now[j], before[j - 2] + 1);
        }
      guint *free = before;
      before = last;
      last = now;
      now = free;
    }
  return last[m];
}

/* The one of @names that is nearest to @word by letters typed wrong, or NULL where none is near. */
static const char *
nearest_name (const char *word, const char *const *names)
{
  const char *nearest = NULL;
  guint best = MAX (1, strlen (word) / 3) + 1;

  for (gsize i = 0; names[i]; i++)
    {
      guint d = distance (word, names[i]);
      if (d < best)
        {
          best = d;
          nearest = names[i];
        }
    }
  return nearest;
}

char *
gradus_cli_did_you_mean (const char *word, const char *const *names)
{
  const char *nearest = nearest_name (word, names);

  return nearest ? g_strdup_printf (" Did you mean “%s”?", nearest) : g_strdup ("");
}

/* --- options ---------------------------------------------------------------------------------- */

static void
add_names (GPtrArray *names, const GOptionEntry *entries)
{
  for (; entries && entries->long_name; entries++)
    if (*entries->long_name)
      g_ptr_array_add (names, g_strconcat ("--", entries->long_name, NULL));
}

/* GOption says "Unknown option --epoch": finds the word again and what is near it. */
static void
explain_unknown (const char *message, const GOptionEntry *entries, const GOptionEntry *more)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *option = strrchr (message, ' ');

  add_names (names, entries);
  add_names (names, more);
  g_ptr_array_add (names, g_strdup ("--help"));
  g_ptr_array_add (names, NULL);

  g_autofree char *word = g_strdup (option ? option + 1 : message);
  word[strcspn (word, "=")] = 0;
  g_autofree char *hint = gradus_cli_did_you_mean (word, (const char *const *) names->pdata);
  gradus_cli_fail (GRADUS_USAGE, "There is no option “%s”.%s", word, *hint ? hint : " See --help.");
}

gboolean
gradus_cli_parse (const GradusCommand *command, const GOptionEntry *entries,
                  const GOptionEntry *more, gint argc, char **argv, gint min, gint max,
                  char ***words)
{
  g_autoptr (GOptionContext) context = g_option_context_new (command->arguments);
  g_auto (GStrv) arguments = g_new0 (char *, argc + 1);
  g_autoptr (GError) error = NULL;

  for (gint i = 0; i < argc; i++)
    arguments[i] = g_strdup (argv[i]);
  g_option_context_set_summary (context, command->summary);
  g_option_context_set_description (context, command->details);
  if (entries)
    g_option_context_add_main_entries (context, entries, NULL);
  if (more)
    g_option_context_add_main_entries (context, more, NULL);

  if (!g_option_context_parse_strv (context, &arguments, &error))
    {
      if (g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
        explain_unknown (error->message, entries, more);
      else
        gradus_cli_fail (GRADUS_USAGE, "%s", error->message);
      return FALSE;
    }

  guint n = g_strv_length (arguments);
  guint first = n > 0 ? 1 : 0; /* arguments[0] is the program */
  for (guint i = first; i < n; i++)
    if (strcmp (arguments[i], "--") == 0) /* behind which words may begin with “-” */
      {
        g_free (arguments[i]);
        memmove (&arguments[i], &arguments[i + 1], (n - i) * sizeof *arguments);
        n--;
        break;
      }
  if (n - first < (guint) min || (max >= 0 && n - first > (guint) max))
    {
      if (max == 0 || n - first > (guint) min)
        gradus_cli_fail (GRADUS_USAGE, "“%s” is more than it takes; its arguments are: %s.",
                         arguments[first + max], *command->arguments ? command->arguments : "none");
      else
        gradus_cli_fail (GRADUS_USAGE, "It needs %s; see --help.", command->arguments);
      return FALSE;
    }
  *words = g_strdupv (arguments + first);
  return TRUE;
}
