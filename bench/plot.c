/* plot.c - how long a plot of many steps takes: bench/plot runs it.
 *
 *   plot [--steps N] [--curves N] [--size WIDTHxHEIGHT]
 *
 * All times are of the processor, in the thread that draws. First the drawing alone, on an image;
 * then whole frames of a window, from the start of the frame clock's cycle to the end of its
 * painting, while the plot is panned, zoomed, pointed at and grows; and, to compare with, those of
 * a window of one colour.
 */
#include "plot/plot-draw.h"
#include "plot/plot-view.h"

#include <math.h>
#include <stdio.h>

#include "clock.h"
#include "frames.h"

#define FRAMES 300

/* What is measured where no size is asked for: the loss as the page shows it in a window of
 * 1280×800, and a plot that fills such a window. */
static const struct
{
  gint width, height;
} usual_sizes[] = { { 906, 246 }, { 1280, 800 } };

static gint n_steps = 1000000, n_curves = 1, width, height;
static char *size;

static const GOptionEntry entries[] = {
  { "steps", 0, 0, G_OPTION_ARG_INT, &n_steps, "Values of each curve", "N" },
  { "curves", 0, 0, G_OPTION_ARG_INT, &n_curves, "How many", "N" },
  { "size", 0, 0, G_OPTION_ARG_STRING, &size, "Of the window", "WIDTHxHEIGHT" },
  G_OPTION_ENTRY_NULL,
};

/* --- what is measured ------------------------------------------------------------------------- */

typedef struct
{
  GradusPlot *plot;
  GradusSeries *growing;
  GtkWidget *view;
  GRand *random;
} Scene;

typedef void (*Change) (Scene *scene, gdouble part);

static gdouble
loss_at (Scene *scene, gdouble part)
{
  return (0.3 + 2 * exp (-5 * part)) * (1 + 0.3 * (g_rand_double (scene->random) - 0.5));
}

static void
fill (Scene *scene)
{
  scene->random = g_rand_new_with_seed (1);
  scene->plot = gradus_plot_new ("Loss", "Step", "Cross entropy");
  gradus_plot_set_axes (scene->plot, GRADUS_AXIS_WHOLE, GRADUS_AXIS_NUMBER);
  for (gint k = 0; k < n_curves; k++)
    {
      GradusSeries *series = gradus_series_new (1, 1);

      for (gint i = 0; i < n_steps; i++)
        gradus_series_append (series, loss_at (scene, (gdouble) i / n_steps) * (1 + 0.2 * k));
      gradus_plot_add (scene->plot, series, k ? "Run 2" : "Run 1", k,
                       GRADUS_CURVE_LINE | GRADUS_CURVE_SMOOTHED);
      scene->growing = series;
      gradus_series_unref (series);
    }
}

/* A tenth of it, from one end to the other. */
static void
pan (Scene *scene, gdouble part)
{
  gradus_plot_set_x_range (scene->plot, part * 0.9 * n_steps, (part * 0.9 + 0.1) * n_steps);
}

/* From all of it to a few hundred steps, where values are drawn as they are. */
static void
zoom (Scene *scene, gdouble part)
{
  const gdouble half = 0.5 * n_steps * pow (300.0 / n_steps, part);

  gradus_plot_set_x_range (scene->plot, 0.4 * n_steps - 0.8 * half, 0.4 * n_steps + 1.2 * half);
}

static void
show_all (Scene *scene, gdouble part)
{
  gradus_plot_reset_view (scene->plot);
}

static void
point (Scene *scene, gdouble part)
{
  if (scene->view)
    gradus_plot_view_set_cursor (GRADUS_PLOT_VIEW (scene->view), part * n_steps);
}

/* As at ten redraws a second while a fast trainer makes 2,000 steps a second. */
static void
grow (Scene *scene, gdouble part)
{
  for (guint i = 0; i < 200; i++)
    gradus_series_append (scene->growing, loss_at (scene, 1));
  gradus_plot_data_changed (scene->plot);
}

static const struct
{
  const char *name;
  Change change;
} changes[] = {
  { "pan", pan },     { "zoom", zoom }, { "all, drawn anew", show_all },
  { "point", point }, { "grow", grow },
};

/* --- measuring -------------------------------------------------------------------------------- */

static void
report (const char *name, gdouble *times, guint n)
{
  const BenchSpread spread = bench_spread (times, n);

  printf ("  %-18s median %6.2f ms   95 %% %6.2f ms   most %6.2f ms\n", name, spread.median,
          spread.almost_most, spread.most);
}

static void
measure_drawing (Scene *scene)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  gdouble times[FRAMES];

  printf ("Drawing alone, %d curves of %d steps, %d×%d:\n", n_curves, n_steps, width, height);
  for (guint k = 0; k < 3; k++)
    {
      for (guint i = 0; i < FRAMES; i++)
        {
          changes[k].change (scene, (gdouble) i / FRAMES);
          const gdouble start = bench_work ();
          cairo_t *cr = cairo_create (surface);
          gradus_plot_draw (scene->plot, cr, width, height, gradus_palette_get (FALSE, FALSE));
          cairo_destroy (cr);
          times[i] = bench_work () - start;
        }
      report (changes[k].name, times, FRAMES);
    }
  cairo_surface_destroy (surface);
}

static void
measure_frames (Scene *scene)
{
  gdouble times[FRAMES];
  BenchFrames frames;

  scene->view = gradus_plot_view_new (scene->plot);
  bench_frames_show (&frames, scene->view, width, height);
  printf ("Frames of the window, %d×%d:\n", gtk_widget_get_width (scene->view),
          gtk_widget_get_height (scene->view));
  for (guint k = 0; k < G_N_ELEMENTS (changes); k++)
    {
      gradus_plot_reset_view (scene->plot);
      gradus_plot_view_set_cursor (GRADUS_PLOT_VIEW (scene->view), NAN);
      for (gint i = -5; i < FRAMES; i++)
        {
          changes[k].change (scene, MAX (i, 0) / (gdouble) FRAMES);
          gtk_widget_queue_draw (scene->view);
          times[MAX (i, 0)] = bench_frames_next (&frames);
        }
      report (changes[k].name, times, FRAMES);
    }
  bench_frames_close (&frames);
  scene->view = NULL;
  bench_frames_empty (width, height, times, FRAMES);
  report ("one colour", times, FRAMES);
}

static void
measure (Scene *scene)
{
  measure_drawing (scene);
  measure_frames (scene);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  Scene scene = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)
      || (size && sscanf (size, "%dx%d", &width, &height) != 2) || n_steps < 1000 || n_curves < 1)
    {
      fprintf (stderr, "plot: %s\n", error ? error->message : "See --help.");
      return 2;
    }
  gtk_init ();
  const gdouble start = bench_work ();
  fill (&scene);
  printf ("Filling the series: %.0f ms\n", bench_work () - start);
  if (size)
    measure (&scene);
  else
    for (gsize i = 0; i < G_N_ELEMENTS (usual_sizes); i++)
      {
        width = usual_sizes[i].width;
        height = usual_sizes[i].height;
        measure (&scene);
      }
  g_object_unref (scene.plot);
  g_rand_free (scene.random);
  return 0;
}
