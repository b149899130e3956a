/* stalls.c - how long the window stands still, whatever is done in it: see bench/stalls, which
 * builds and runs this.
 *
 * The whole program's window, on an X server of its own. What is measured is in turns.h, what is
 * done in the other files called stalls-.
 */
#include "stalls.h"

#include "gradus.h"
#include "session-bus.h"
#include "stalls-files.h"
#include "turns.h"

Stalls stalls;

static const struct
{
  const char *name;
  void (*measure) (void);
} parts[] = {
  { "start", stalls_measure_start },       { "canvas", stalls_measure_canvas },
  { "data", stalls_measure_data },         { "weights", stalls_measure_weights },
  { "training", stalls_measure_training }, { "runs", stalls_measure_runs },
  { "quit", stalls_measure_quit },
};

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const char *only = NULL, *part = NULL;
  gboolean where = FALSE;

  for (gint i = 1; i < argc; i++)
    if (g_str_equal (argv[i], "--where"))
      where = TRUE;
    else if (g_str_equal (argv[i], "--only") && i + 1 < argc)
      only = argv[++i];
    else if (g_str_equal (argv[i], "--part") && i + 1 < argc)
      part = argv[++i];
  gradus_session_bus_settle ();
  gtk_init ();
  g_set_prgname ("gradus"); /* which the list of recent files is told */
  gradus_init ();
  stalls.folder = g_dir_make_tmp ("gradus-stalls-XXXXXX", &error);
  stalls.program = gradus_application_new ();
  if (!stalls.folder || !g_application_register (G_APPLICATION (stalls.program), NULL, &error))
    g_error ("%s", error->message);
  g_application_hold (G_APPLICATION (stalls.program));
  turns_init (only, where);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!part || g_str_equal (part, parts[i].name))
      parts[i].measure ();
  stalls_delete (stalls.folder);
  return 0;
}
