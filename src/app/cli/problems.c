/* problems.c - what is wrong with a model, said to who can type. See run.h.
 *
 * The engine's sentences end with a question where there is a fix ("Set in_features to 32?"), since
 * the window has a button beside it. Here nobody can answer, so that what to do takes its place.
 */
#include "run.h"

#include "model/edit.h"

#include <string.h>

/* The message without the question that it ends with, and without a full stop. The names in a
 * question have no stops in them. (transfer full) */
static char *
statement_of (const GrProblem *problem)
{
  const char *question = problem->fix && g_str_has_suffix (problem->message, "?")
                             ? g_strrstr (problem->message, ". ")
                             : NULL;

  return question ? g_strndup (problem->message, question - problem->message)
                  : g_strdup (problem->message);
}

/* "--set fc2.in_features=32 mends it"; NULL: there is no fix. (transfer full) */
static char *
remedy_of (GrModel *model, const GrProblem *problem)
{
  g_auto (GStrv) assignments = problem->fix ? gr_edit_assignments (problem->fix, model) : NULL;
  g_autofree char *does = NULL;
  g_autoptr (GString) options = NULL;

  if (!problem->fix)
    return NULL;
  if (!assignments)
    {
      does = gr_edit_describe (problem->fix, model);
      return g_strdup_printf ("%s in the window or in the project's file.", does);
    }
  options = g_string_new (NULL);
  for (guint i = 0; assignments[i]; i++)
    {
      g_auto (GStrv) words = g_strsplit (assignments[i], ", ", -1);
      g_autofree char *word = g_strjoinv (",", words);
      g_autofree char *quoted = strpbrk (word, "[]*?'\" ") ? g_shell_quote (word) : NULL;

      g_string_append_printf (options, "--set %s ", quoted ? quoted : word);
    }
  return g_strdup_printf ("%smends it.", options->str);
}

/* What @problem says, with @more after it: how many others there are. */
static char *
say (GrModel *model, const GrProblem *problem, const char *more)
{
  g_autofree char *statement = statement_of (problem);
  g_autofree char *remedy = remedy_of (model, problem);

  return remedy ? g_strdup_printf ("%s%s. %s", statement, more, remedy)
                : g_strconcat (statement, more, NULL);
}

char *
gradus_run_say_problem (GrModel *model, const GrProblem *problem)
{
  return say (model, problem, "");
}

gint
gradus_run_error (GrProject *project, gint status, GError *error)
{
  GrModel *model = project->model;

  for (guint i = 0; error->domain == GR_ERROR && i < gr_model_n_problems (model); i++)
    {
      const GrProblem *problem = gr_model_problem_at (model, i);

      if (problem->fix && g_str_has_prefix (error->message, problem->message))
        {
          char *message = say (model, problem, error->message + strlen (problem->message));

          g_free (error->message);
          error->message = message;
          break;
        }
    }
  return gradus_cli_error (status, error);
}
