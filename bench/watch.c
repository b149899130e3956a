/* watch.c - what it costs a run to be looked at: bench/watch runs it.
 *
 *   bench-watch MODEL.gradus [--data NAME] [--steps N] [--rounds N] [BLOCK]
 *
 * Processor time of the process for a step of training, on one thread, of runs that alternate: one
 * that nobody looks at, and one whose BLOCK (its weights, gradients, and what it makes of an item)
 * is asked for as the window asks, ten times a second. Of each the least of all rounds. Then what
 * the histograms cost, which a run keeps whether anybody looks or not.
 */
#include "gradus.h"

#include "exchange/project-file.h"
#include "train/watch.h"

#include <stdio.h>
#include <time.h>

static gint steps = 400, rounds = 5;
static char *data = "shapes";

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_STRING, &data, "The data set", "NAME" },
  { "steps", 0, 0, G_OPTION_ARG_INT, &steps, "Of a run", "N" },
  { "rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "How many runs of each kind", "N" },
  G_OPTION_ENTRY_NULL,
};

static gdouble
processor_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static GrTrainer *
make (const char *path)
{
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GrProject) project = gr_project_load (path, &error);
  GrTrainer *trainer = NULL;

  options.project_path = path;
  options.data = data;
  options.threads = 1;
  options.epochs = 1000000;
  if (project)
    trainer = gr_trainer_new (project, &options, &error);
  if (!trainer)
    g_error ("%s", error->message);
  return trainer;
}

/* Until so many steps are done. @share gets what the worker says that looking took. */
static gdouble
seconds_a_step (const char *path, const char *block, gdouble *share)
{
  g_autoptr (GrTrainer) trainer = make (path);
  g_autofree char *weight = block ? g_strconcat (block, ".weight", NULL) : NULL;
  const char *names[] = { block, weight, NULL };
  gdouble start, end;
  gsize done;

  if (block)
    gr_trainer_watch (trainer, names, 0);
  start = processor_seconds ();
  gr_trainer_start (trainer, NULL);
  while ((done = gr_series_length (gr_trainer_losses (trainer))) < (gsize) steps)
    {
      g_autoptr (GrLook) look = gr_trainer_look (trainer);

      if (look)
        *share = look->share;
      g_usleep (100000);
    }
  end = processor_seconds ();
  return (end - start) / done;
}

static void
measure_histograms (const char *path, gdouble step)
{
  g_autoptr (GrTrainer) trainer = make (path);
  GrModule *module = gr_trainer_module (trainer);
  g_autoptr (GrHistograms) histograms = gr_histograms_new (module, 1);
  const gdouble start = processor_seconds ();
  gdouble once;

  for (gint i = 0; i < 20; i++)
    gr_histograms_count (histograms, module, 0);
  once = (processor_seconds () - start) / 20;
  printf ("histograms   %8.1f µs each, at most %d a run: %.3f %% of a run of 5,000 steps\n",
          once * 1e6, GR_HISTOGRAMS_MOST, 100 * once * GR_HISTOGRAMS_MOST / (5000 * step));
}

gint
main (gint argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("MODEL.gradus [BLOCK]");
  gdouble alone = G_MAXDOUBLE, watched = G_MAXDOUBLE, share = 0;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || argc < 2)
    return 2;
  gradus_init ();
  for (gint i = 0; i < rounds; i++)
    {
      alone = MIN (alone, seconds_a_step (argv[1], NULL, &share));
      watched = MIN (watched, seconds_a_step (argv[1], argc > 2 ? argv[2] : "conv1", &share));
    }
  printf ("a step alone %8.1f µs\nlooked at    %8.1f µs: %+.2f %%; said: %.2f %%\n", alone * 1e6,
          watched * 1e6, 100 * (watched / alone - 1), 100 * share);
  measure_histograms (argv[1], alone);
  return 0;
}
