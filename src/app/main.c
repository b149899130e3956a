/* main.c - the program `gradus`: finds the command that was asked for and runs it, or opens the
 * window.
 *
 * Each command is a file in cli/ with a row; this table is the only list of them. Without a
 * command, or with projects to open, the window is shown.
 */
#include "cli/cli.h"
#ifdef GRADUS_HAS_WINDOW
#include "application.h"
#include "plot-command.h"
#include "render.h"
#include "session-bus.h"
#endif

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const GradusCommand *const commands[] = {
  &gradus_train_command,    &gradus_evaluate_command, &gradus_predict_command,
  &gradus_step_command,     &gradus_lr_range_command, &gradus_info_command,
  &gradus_ops_command,      &gradus_blocks_command,   &gradus_datasets_command,
  &gradus_devices_command,
#ifdef GRADUS_HAS_WINDOW
  &gradus_plot_command,     &gradus_render_command,
#endif
};

static void
print_help (void)
{
  puts ("Usage:\n"
#ifdef GRADUS_HAS_WINDOW
        "  gradus [PROJECT…]                     opens the window\n"
#endif
        "  gradus COMMAND [OPTION…] [ARGUMENT…]\n"
        "\n"
        "Builds, trains and looks into neural networks.\n"
        "\n"
        "Commands:");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    printf ("  %-10s %s\n", commands[i]->name, commands[i]->summary);
  puts ("\n"
        "Options:\n"
        "  --help     This text; after a command, what that takes\n"
        "  --version  The version\n"
        "\n"
        "A first run:  gradus train data/examples/fashion-cnn.gradus --epochs 3");
}

static gint
unknown_command (const char *name)
{
  const char *names[G_N_ELEMENTS (commands) + 1] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    names[i] = commands[i]->name;
  g_autofree char *hint = gradus_cli_did_you_mean (name, names);
  return gradus_cli_fail (GRADUS_USAGE, "There is no command “%s”.%s", name,
                          *hint ? hint : " See gradus --help.");
}

#ifdef GRADUS_HAS_WINDOW
static gint
show_window (gint argc, char **argv)
{
  g_autoptr (GradusApplication) application = NULL;

  gradus_session_bus_settle ();
  gtk_disable_setlocale (); /* done, in bind_translations() */
  if (!gtk_init_check ())
    {
      if (argc > 1)
        return gradus_cli_fail (GRADUS_FAILED,
                                "There is no display to open the window on. See gradus --help.");
      print_help ();
      return GRADUS_DONE;
    }
  gradus_init ();
  application = gradus_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
#endif

/* Translations are found in the build folder too, so that the program speaks before it is
 * installed. */
static void
bind_translations (void)
{
  const gboolean is_built = g_file_test (GRADUS_BUILT_LOCALE, G_FILE_TEST_IS_DIR);

  setlocale (LC_ALL, "");
  /* Numbers are read and written with a point everywhere: in files, on the command line, in rows.
   */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, is_built ? GRADUS_BUILT_LOCALE : GRADUS_LOCALE);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

gint
main (gint argc, char **argv)
{
  bind_translations ();
  g_set_prgname ("gradus");
  gradus_cli_watch_output ();
  signal (SIGXFSZ, SIG_IGN); /* a file that may grow no more is an error of its write, to be told */
  if (argc > 0 && strchr (argv[0], '/')) /* else it was found on the PATH, by its name */
    gradus_cli_set_program (argv[0]);

#ifdef GRADUS_HAS_WINDOW
  if (argc < 2 || g_str_has_suffix (argv[1], ".gradus"))
    return show_window (argc, argv);
#endif
  /* The command line speaks English whoever runs it, since programs read what it says. */
  setlocale (LC_MESSAGES, "C");
  char *help[] = { argv[0], argc > 2 ? argv[2] : NULL, "--help", NULL };
  if (argc == 3 && strcmp (argv[1], "help") == 0) /* gradus help train */
    argv = help;
  if (argc < 2 || strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0
      || strcmp (argv[1], "help") == 0)
    {
      print_help ();
      return GRADUS_DONE;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      puts ("gradus " GRADUS_VERSION);
      return GRADUS_DONE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i]->name) == 0)
      {
        g_autofree char *name = g_strconcat ("gradus ", argv[1], NULL);
        g_set_prgname (name);
        gradus_init ();
        return commands[i]->run (argc - 1, argv + 1);
      }
  return unknown_command (argv[1]);
}
