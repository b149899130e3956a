/* test-plot.c - plots: the pyramid against counting, smoothing, ticks, the drawing, the view. */
#include "plot/number-text.h"
#include "plot/plot-draw.h"
#include "plot/plot-parts.h"
#include "plot/plot-view.h"
#include "plot/smoothing.h"
#include "style/count.h"
#include "waiting.h"

#include <cairo-tee.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* --- the pyramid ------------------------------------------------------------------------------ */

static GradusSummary
count (const GradusSeries *series, gsize first, gsize end)
{
  GradusSummary all = { .min = INFINITY, .max = -INFINITY, .least_positive = INFINITY };

  for (gsize i = first; i < end; i++)
    {
      const gdouble y = gradus_series_y (series, i);

      all.n_nan += isnan (y);
      all.n_up += isinf (y) && y > 0;
      all.n_down += isinf (y) && y < 0;
      if (!isfinite (y))
        continue;
      all.count++;
      all.sum += y;
      all.min = MIN (all.min, y);
      all.max = MAX (all.max, y);
      if (y > 0)
        all.least_positive = MIN (all.least_positive, y);
    }
  return all;
}

static void
assert_same (const GradusSummary *a, const GradusSummary *b)
{
  g_assert_cmpuint (a->count, ==, b->count);
  g_assert_cmpuint (a->n_nan, ==, b->n_nan);
  g_assert_cmpuint (a->n_up, ==, b->n_up);
  g_assert_cmpuint (a->n_down, ==, b->n_down);
  g_assert_true (a->min == b->min && a->max == b->max);
  g_assert_true (a->least_positive == b->least_positive);
  g_assert_cmpfloat (fabs (a->sum - b->sum), <=, 1e-9 * (1 + a->count));
}

static gdouble
random_value (void)
{
  const gint kind = g_test_rand_int_range (0, 40);

  return kind == 0   ? NAN
         : kind == 1 ? INFINITY
         : kind == 2 ? -INFINITY
         : kind == 3 ? 0
                     : g_test_rand_double_range (-3, 5);
}

static void
test_pyramid (void)
{
  static const gsize sizes[] = { 0, 1, 15, 16, 17, 255, 256, 257, 4096, 5000, 70000 };

  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      g_autoptr (GradusSeries) series = gradus_series_new (0, 1);
      const gsize n = sizes[k];

      for (gsize i = 0; i < n; i++)
        gradus_series_append (series, random_value ());
      for (guint trial = 0; trial < 60; trial++)
        {
          const gsize a = g_test_rand_int_range (0, n + 1), b = g_test_rand_int_range (0, n + 1);
          const GradusSummary fast = gradus_series_summary (series, MIN (a, b), MAX (a, b));
          const GradusSummary slow = count (series, MIN (a, b), MAX (a, b));

          assert_same (&fast, &slow);
        }
    }
}

static void
test_grain (void)
{
  static const gsize cases[][2] = { { 0, 1 },   { 1, 1 },    { 15, 1 },
                                    { 16, 16 }, { 255, 16 }, { 256, 256 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (gradus_series_grain (cases[i][0]), ==, cases[i][1]);
}

static void
test_clear (void)
{
  g_autoptr (GradusSeries) series = gradus_series_new (0, 1);

  for (guint i = 0; i < 1000; i++)
    gradus_series_append (series, 100);
  gradus_series_clear (series);
  g_assert_cmpuint (gradus_series_length (series), ==, 0);
  for (guint i = 0; i < 300; i++)
    gradus_series_append (series, 1);

  const GradusSummary all = gradus_series_summary (series, 0, 300);
  g_assert_cmpfloat (all.max, ==, 1);
  g_assert_cmpuint (all.count, ==, 300);
}

static void
test_search (void)
{
  g_autoptr (GradusSeries) even = gradus_series_new (0.1, 0.1);
  g_autoptr (GradusSeries) given = gradus_series_new_xy ();

  for (guint i = 0; i < 1000; i++)
    {
      gradus_series_append (even, 0);
      g_assert_true (gradus_series_append_xy (given, i / 3, i));
    }
  g_assert_false (gradus_series_append_xy (given, 1, 0));
  g_assert_false (gradus_series_append_xy (given, NAN, 0));
  for (guint trial = 0; trial < 2000; trial++)
    {
      const GradusSeries *series = trial % 2 ? even : given;
      const gsize some = g_test_rand_int_range (0, 1000);
      /* On values as well as between them. */
      const gdouble x = trial % 4 < 2 ? gradus_series_x (series, some)
                                      : g_test_rand_double_range (-2, 350);
      const gsize at = gradus_series_at_or_after (series, x);

      g_assert_true (at == 1000 || gradus_series_x (series, at) >= x);
      g_assert_true (at == 0 || gradus_series_x (series, at - 1) < x);
    }
  g_assert_cmpuint (gradus_series_nearest (even, -5), ==, 0);
  g_assert_cmpuint (gradus_series_nearest (even, 1e9), ==, 999);
  g_assert_cmpuint (gradus_series_nearest (even, 0.34), ==, 2);
}

/* --- the legend ------------------------------------------------------------------------------- */

/* Every curve of three runs is named, in what room there is. */
static void
test_legend (void)
{
  static const gdouble sizes[][2] = { { 360, 250 }, { 300, 330 }, { 800, 250 }, { 520, 180 } };
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Accuracy", NULL, NULL);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (GradusSeries) series = gradus_series_new (1, 1);
      g_autofree char *name = g_strdup_printf ("Run %u, %s", i / 2 + 1,
                                               i % 2 ? "Test" : "Training");

      gradus_series_append (series, i);
      gradus_plot_add (plot, series, name, i, GRADUS_CURVE_LINE);
    }
  for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      gdouble bottom;
      g_autoptr (GArray) entries = gradus_plot_legend_layout (plot, lettering, sizes[k][0],
                                                              sizes[k][1], &bottom);

      g_assert_cmpuint (entries->len, ==, 6);
      for (guint i = 0; i < entries->len; i++)
        {
          const GradusLegendEntry *entry = &g_array_index (entries, GradusLegendEntry, i);

          g_assert_cmpfloat (entry->x + entry->width - GRADUS_LEGEND_GAP, <=, sizes[k][0]);
          g_assert_cmpfloat (entry->y + GRADUS_LEGEND_HEIGHT, <=, bottom);
        }
    }
}

static guint
add_of (GradusPlot *plot, const char *word, guint run, const char *part)
{
  g_autoptr (GradusSeries) series = gradus_series_new (1, 1);
  g_autofree char *name = g_strdup_printf ("%s %u", word, run);
  g_autofree char *whole = g_strdup_printf ("%s, %s", name, part);
  guint id;

  gradus_series_append (series, run);
  id = gradus_plot_add (plot, series, whole, run, GRADUS_CURVE_LINE);
  gradus_plot_set_group (plot, id, name, part);
  return id;
}

static guint
add_of_run (GradusPlot *plot, guint run, const char *part)
{
  return add_of (plot, "Run", run, part);
}

/* The names in the legend, none of them cut off, "Run 1 | Run 2". (transfer full) */
static char *
legend_of (GradusPlot *plot, gdouble width, gdouble height)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  gdouble bottom;
  g_autoptr (GArray) entries = gradus_plot_legend_layout (plot, lettering, width, height, &bottom);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const GradusLegendEntry *entry = &g_array_index (entries, GradusLegendEntry, i);
      const char *name = gradus_legend_name (plot, entry);
      gdouble needed;

      gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, name, &needed, NULL);
      g_assert_cmpfloat (entry->width, >=, needed + GRADUS_LEGEND_EXTRA);
      g_assert_cmpfloat (entry->x + entry->width - GRADUS_LEGEND_GAP, <=, width);
      g_string_append_printf (text, "%s%s", i ? " | " : "", name);
    }
  return g_string_free (text, FALSE);
}

/* What is hidden by a click on the entry called @name: the indices of curves, "02"; (transfer full)
 */
static char *
hidden_by (GradusPlot *plot, const char *name)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  gdouble bottom;
  g_autoptr (GArray) entries = gradus_plot_legend_layout (plot, lettering, 600, 250, &bottom);
  GString *text = g_string_new (NULL);
  GradusPlotFrame frame;

  gradus_plot_frame (plot, 600, 250, &frame);
  for (guint i = 0; i < entries->len; i++)
    {
      const GradusLegendEntry *entry = &g_array_index (entries, GradusLegendEntry, i);
      g_autoptr (GArray) ids = gradus_plot_legend_at (plot, &frame, entry->x + 2, entry->y + 2);

      for (guint k = 0; g_str_equal (gradus_legend_name (plot, entry), name) && k < ids->len; k++)
        g_string_append_printf (text, "%u", g_array_index (ids, guint, k));
    }
  g_assert_null (gradus_plot_legend_at (plot, &frame, frame.left + 5, frame.bottom - 5));
  return g_string_free (text, FALSE);
}

/* Of runs that are compared, each is named once, and each kind of line, where there are several;
 * all that fits into the narrowest plot of a small window. */
static void
test_legend_of_groups (void)
{
  g_autoptr (GradusPlot) accuracy = gradus_plot_new ("Accuracy", NULL, NULL);
  g_autoptr (GradusPlot) rate = gradus_plot_new ("Learning Rate", NULL, NULL);

  for (guint run = 1; run <= 2; run++)
    {
      add_of_run (rate, run, "Learning rate");
      g_assert_cmpuint (add_of_run (accuracy, run, "Training"), ==, 2 * run - 1);
      add_of_run (accuracy, run, "Test");
    }
  g_autofree char *of_accuracy = legend_of (accuracy, 205, 180);
  g_autofree char *of_rate = legend_of (rate, 205, 180);
  g_assert_cmpstr (of_accuracy, ==, "Run 1 | Run 2 | Training | Test");
  g_assert_cmpstr (of_rate, ==, "Run 1 | Run 2");

  g_autofree char *of_run = hidden_by (accuracy, "Run 2"), *of_part = hidden_by (accuracy, "Test");
  g_assert_cmpstr (of_run, ==, "34");
  g_assert_cmpstr (of_part, ==, "24");
}

/* Names are not cut where there is room for more lines of them. */
static void
test_legend_in_lines (void)
{
  g_autoptr (GradusPlot) spanish = gradus_plot_new ("Exactitud", NULL, NULL);
  g_autoptr (GradusPlot) named = gradus_plot_new ("Loss", NULL, NULL);

  for (guint run = 1; run <= 2; run++)
    {
      add_of (spanish, "Ejecución", run, "Entrenamiento");
      add_of (spanish, "Ejecución", run, "Prueba");
    }
  for (guint run = 1; run <= 3; run++)
    add_of (named, "With a large rate", run, "Training");
  g_autofree char *of_spanish = legend_of (spanish, 205, 180);
  g_autofree char *of_named = legend_of (named, 205, 250);
  g_assert_cmpstr (of_spanish, ==, "Ejecución 1 | Ejecución 2 | Entrenamiento | Prueba");
  g_assert_cmpstr (of_named, ==, "With a large rate 1 | With a large rate 2 | With a large rate 3");
}

/* Where there is not, they share it, and what is short is not cut. */
static void
test_legend_cut (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Loss", NULL, NULL);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  g_autoptr (GArray) entries = NULL;
  gdouble bottom, short_name;

  add_of (plot, "Run", 1, "Training");
  add_of (plot, "One with a rate that is large", 2, "Training");
  entries = gradus_plot_legend_layout (plot, lettering, 260, 120, &bottom);
  gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, "Run 1", &short_name, NULL);
  const GradusLegendEntry *first = &g_array_index (entries, GradusLegendEntry, 0);
  const GradusLegendEntry *second = &g_array_index (entries, GradusLegendEntry, 1);

  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpfloat (first->width, >=, short_name + GRADUS_LEGEND_EXTRA);
  g_assert_cmpfloat (second->y, ==, first->y);
  g_assert_cmpfloat (second->width, >, 120);
  g_assert_cmpfloat (second->x + second->width - GRADUS_LEGEND_GAP, <=, 260);
}

/* What has no room at all is not named: what is left of the area is the curves'. */
static void
test_legend_too_long (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Loss", NULL, NULL);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  g_autoptr (GArray) entries = NULL;
  gdouble bottom;

  for (guint run = 1; run <= 12; run++)
    add_of (plot, "One with a rate that is large", run, "Training");
  entries = gradus_plot_legend_layout (plot, lettering, 205, 180, &bottom);
  g_assert_cmpuint (entries->len, ==, 4);
  g_assert_cmpfloat (g_array_index (entries, GradusLegendEntry, 3).y + GRADUS_LEGEND_HEIGHT, <=,
                     bottom);
  g_assert_cmpfloat (bottom, <, 90);
}

/* Of entries in lines the one is meant that the pointer is at, not the one above it. */
static void
test_legend_at (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Accuracy", NULL, NULL);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  g_autoptr (GArray) entries = NULL;
  const GradusLegendEntry *first, *last;
  GradusPlotFrame frame;
  gdouble bottom;

  for (guint run = 1; run <= 3; run++)
    add_of (plot, "With a large rate", run, "Training");
  entries = gradus_plot_legend_layout (plot, lettering, 205, 250, &bottom);
  gradus_plot_frame (plot, 205, 250, &frame);
  g_assert_cmpuint (entries->len, ==, 3);
  first = &g_array_index (entries, GradusLegendEntry, 0);
  last = &g_array_index (entries, GradusLegendEntry, 2);
  g_assert_cmpfloat (last->y, ==, first->y + 2 * GRADUS_LEGEND_HEIGHT);
  for (guint i = 0; i < 3; i++)
    {
      const GradusLegendEntry *entry = &g_array_index (entries, GradusLegendEntry, i);

      for (guint within = 0; within < GRADUS_LEGEND_HEIGHT; within += 8)
        {
          g_autoptr (GArray) ids = gradus_plot_legend_at (plot, &frame, entry->x + 2,
                                                          entry->y + within);

          g_assert_cmpuint (ids->len, ==, 1);
          g_assert_cmpuint (g_array_index (ids, guint, 0), ==, i + 1);
        }
    }
  g_assert_null (gradus_plot_legend_at (plot, &frame, first->x + 2, first->y - 1));
  g_assert_null (gradus_plot_legend_at (plot, &frame, last->x + 2, last->y + GRADUS_LEGEND_HEIGHT));
}

/* A title that is a little too broad stays bold, and so does one that is cut off at last. */
static void
test_title_letters (void)
{
  static const char title[] = "What it makes of the item";
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  gdouble width;

  gradus_lettering_measure (lettering, GRADUS_LETTERS_BOLD, title, &width, NULL);
  g_assert_cmpint (gradus_lettering_for_title (lettering, title, width + 1), ==,
                   GRADUS_LETTERS_BOLD);
  g_assert_cmpint (gradus_lettering_for_title (lettering, title, width - 5), ==,
                   GRADUS_LETTERS_BOLD_SMALL);
  g_assert_cmpint (gradus_lettering_for_title (lettering, title, width / 3), ==,
                   GRADUS_LETTERS_BOLD_SMALLEST);
}

static guint
n_entries (const char *title, const char *name)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new (title, NULL, NULL);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  g_autoptr (GradusSeries) series = gradus_series_new (1, 1);
  g_autoptr (GArray) entries = NULL;
  gdouble bottom;

  gradus_series_append (series, 1);
  gradus_plot_add (plot, series, name, 0, GRADUS_CURVE_LINE);
  entries = gradus_plot_legend_layout (plot, lettering, 400, 260, &bottom);
  return entries->len;
}

/* One curve is named where the title does not say what it is. */
static void
test_legend_of_one (void)
{
  g_assert_cmpuint (n_entries ("Loss", "Training"), ==, 1);
  g_assert_cmpuint (n_entries ("Learning Rate", "Learning rate"), ==, 0);
  g_assert_cmpuint (n_entries ("Loss", ""), ==, 0);
}

/* --- smoothing -------------------------------------------------------------------------------- */

/* By its definition: a mean in which the value k steps back weighs factor^k. */
static gdouble
smoothed_at (const GradusSeries *series, gsize i, gdouble factor)
{
  gdouble sum = 0, weights = 0, weight = 1;

  for (gsize k = i + 1; k-- > 0;)
    if (isfinite (gradus_series_y (series, k)))
      {
        sum += weight * gradus_series_y (series, k);
        weights += weight;
        weight *= factor;
      }
  return sum / weights;
}

static void
test_smoothing (void)
{
  g_autoptr (GradusSeries) series = gradus_series_new (5, 2);
  GradusSmoothing *smoothing = gradus_smoothing_new (series);
  static const gdouble factors[] = { 0.5, 0.95, 0.6 };

  for (guint k = 0; k < G_N_ELEMENTS (factors); k++)
    {
      for (guint i = 0; i < 100; i++)
        gradus_series_append (series, i % 9 == 4 ? NAN : g_test_rand_double ());
      gsize left = 30;
      GradusSeries *smooth = gradus_smoothing_update (smoothing, factors[k], &left);

      g_assert_cmpuint (left, ==, 0);
      g_assert_cmpuint (gradus_series_length (smooth), ==, 30);
      left = 1000;
      g_assert_true (gradus_smoothing_update (smoothing, factors[k], &left) == smooth);
      g_assert_cmpuint (left, ==, 1030 - gradus_series_length (series));
      g_assert_cmpuint (gradus_series_length (smooth), ==, gradus_series_length (series));
      for (gsize i = 0; i < gradus_series_length (series); i++)
        {
          const gdouble y = gradus_series_y (smooth, i);

          g_assert_cmpfloat (gradus_series_x (smooth, i), ==, gradus_series_x (series, i));
          g_assert_cmpint (isnan (y) != 0, ==, isnan (gradus_series_y (series, i)) != 0);
          if (!isnan (y))
            g_assert_cmpfloat (fabs (y - smoothed_at (series, i, factors[k])), <, 1e-12);
        }
    }
  gradus_smoothing_free (smoothing);
}

/* --- ticks ------------------------------------------------------------------------------------ */

static char *
labels (gdouble min, gdouble max, guint most, GradusAxisKind kind, gboolean logarithmic)
{
  g_autoptr (GArray) ticks = gradus_ticks_new (min, max, most, kind, logarithmic);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ticks->len; i++)
    if (g_array_index (ticks, GradusTick, i).label)
      g_string_append_printf (text, "%s%s", text->len ? " | " : "",
                              g_array_index (ticks, GradusTick, i).label);
  return g_string_free (text, FALSE);
}

static void
test_tick_labels (void)
{
  static const struct
  {
    gdouble min, max;
    guint most;
    GradusAxisKind kind;
    gboolean logarithmic;
    const char *labels;
  } cases[] = {
    { 0, 2.4, 5, GRADUS_AXIS_NUMBER, FALSE, "0 | 0.5 | 1.0 | 1.5 | 2.0" },
    { -1, 1, 4, GRADUS_AXIS_NUMBER, FALSE, "−1.0 | −0.5 | 0 | 0.5 | 1.0" },
    { 1, 3, 10, GRADUS_AXIS_WHOLE, FALSE, "1 | 2 | 3" },
    { 0, 94000, 5, GRADUS_AXIS_WHOLE, FALSE, "0 | 20k | 40k | 60k | 80k" },
    { 0, 2.5e6, 5, GRADUS_AXIS_WHOLE, FALSE, "0 | 0.5M | 1.0M | 1.5M | 2.0M | 2.5M" },
    { 0.85, 1, 3, GRADUS_AXIS_PERCENT, FALSE, "85 % | 90 % | 95 % | 100 %" },
    { 0, 0.0005, 5, GRADUS_AXIS_NUMBER, FALSE, "0 | 10⁻⁴ | 2×10⁻⁴ | 3×10⁻⁴ | 4×10⁻⁴ | 5×10⁻⁴" },
    { 1e-5, 10, 8, GRADUS_AXIS_NUMBER, TRUE, "10⁻⁵ | 10⁻⁴ | 10⁻³ | 10⁻² | 10⁻¹ | 10⁰ | 10¹" },
    { 1e-3, 10, 8, GRADUS_AXIS_NUMBER, TRUE, "0.001 | 0.01 | 0.1 | 1 | 10" },
    { 0.3, 3, 4, GRADUS_AXIS_NUMBER, TRUE, "0.5 | 1 | 2" },
    { 9e-4, 0.03, 8, GRADUS_AXIS_NUMBER, TRUE, "0.001 | 0.002 | 0.005 | 0.01 | 0.02" },
    { 4e-4, 3e-3, 8, GRADUS_AXIS_NUMBER, TRUE, "5×10⁻⁴ | 10⁻³ | 2×10⁻³" },
    { 3, 3, 4, GRADUS_AXIS_NUMBER, FALSE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *got = labels (cases[i].min, cases[i].max, cases[i].most, cases[i].kind,
                                     cases[i].logarithmic);
      g_assert_cmpstr (got, ==, cases[i].labels);
    }
}

/* Whatever the range: some ticks, not too many, ascending, inside. */
static void
test_ticks_anywhere (void)
{
  for (guint trial = 0; trial < 5000; trial++)
    {
      const gboolean logarithmic = trial % 2;
      const gdouble low = logarithmic ? pow (10, g_test_rand_double_range (-9, 9))
                                      : g_test_rand_double_range (-1, 1)
                                            * pow (10, g_test_rand_double_range (-6, 9));
      const gdouble high = logarithmic
                               ? low * pow (10, g_test_rand_double_range (0.05, 12))
                               : low + fabs (low) * pow (10, g_test_rand_double_range (-4, 3));
      const guint most = g_test_rand_int_range (2, 10);
      g_autoptr (GArray) ticks = gradus_ticks_new (low, high, most, GRADUS_AXIS_NUMBER,
                                                   logarithmic);
      guint labelled = 0;

      for (guint i = 0; i < ticks->len; i++)
        {
          const GradusTick *tick = &g_array_index (ticks, GradusTick, i);

          g_assert_cmpfloat (tick->value, >=, low - 1e-6 * (high - low));
          g_assert_cmpfloat (tick->value, <=, high + 1e-6 * (high - low));
          g_assert_true (i == 0 || tick->value > tick[-1].value);
          labelled += tick->label != NULL;
        }
      g_assert_cmpuint (labelled, >=, 1);
      g_assert_cmpuint (labelled, <=, most + 6);
    }
}

/* A sign is a minus; what else has a hyphen keeps it. */
static void
test_minus (void)
{
  static const char *const texts[][2] = {
    { "-4", "−4" },
    { "from -1.5 to -2e-05", "from −1.5 to −2e−05" },
    { "(-3), -inf", "(−3), −inf" },
    { "CIFAR-10 on 2024-11-22", "CIFAR-10 on 2024-11-22" },
    { "Fashion-MNIST é-5 a - b", "Fashion-MNIST é-5 a - b" },
    { "", "" },
  };
  g_autofree char *whole = gradus_count (-60000);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *got = gradus_minus (g_strdup (texts[i][0]));

      g_assert_cmpstr (got, ==, texts[i][1]);
    }
  g_assert_cmpstr (whole, ==, "−60\u202f000");
}

static void
test_numbers (void)
{
  static const struct
  {
    gdouble value;
    GradusAxisKind kind;
    const char *text;
  } cases[] = {
    { 0.42134567, GRADUS_AXIS_NUMBER, "0.4213" },
    { 31, GRADUS_AXIS_WHOLE, "31" },
    { -2.5, GRADUS_AXIS_NUMBER, "−2.5000" },
    { 4.2e-7, GRADUS_AXIS_NUMBER, "4.200×10⁻⁷" },
    { 0.9312, GRADUS_AXIS_PERCENT, "93.12 %" },
    { NAN, GRADUS_AXIS_PERCENT, "NaN" },
    { -INFINITY, GRADUS_AXIS_NUMBER, "−∞" },
    { 9.9999e-5, GRADUS_AXIS_NUMBER, "10⁻⁴" },
    { 0, GRADUS_AXIS_NUMBER, "0" },
    { 123.456, GRADUS_AXIS_NUMBER, "123.46" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *got = gradus_number_text (cases[i].value, cases[i].kind);
      g_assert_cmpstr (got, ==, cases[i].text);
    }
}

/* --- drawing ---------------------------------------------------------------------------------- */

typedef void (*Draw) (GradusPlot *plot, cairo_t *cr, gdouble width, gdouble height);

static void
draw_whole (GradusPlot *plot, cairo_t *cr, gdouble width, gdouble height)
{
  gradus_plot_draw (plot, cr, width, height, gradus_palette_get (FALSE, FALSE));
}

static void
draw_in_layers (GradusPlot *plot, cairo_t *cr, gdouble width, gdouble height)
{
  const GradusPalette *palette = gradus_palette_get (FALSE, FALSE);
  GradusPlotFrame frame;

  gradus_plot_frame (plot, width, height, &frame);
  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_paint (cr);
  gradus_plot_draw_axes (plot, cr, &frame, palette);
  gradus_plot_draw_data (plot, cr, &frame, palette);
}

/* (transfer full) */
static cairo_surface_t *
picture (GradusPlot *plot, Draw draw)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 260);
  cairo_t *cr = cairo_create (surface);

  draw (plot, cr, 400, 260);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* How many pixels differ by more than @tolerance in a channel. */
static guint
differing (cairo_surface_t *a, cairo_surface_t *b, gint tolerance)
{
  const gsize n = (gsize) cairo_image_surface_get_stride (a) * cairo_image_surface_get_height (a);
  const guchar *x = cairo_image_surface_get_data (a), *y = cairo_image_surface_get_data (b);
  guint differ = 0;

  for (gsize i = 0; i < n; i++)
    differ += ABS (x[i] - y[i]) > tolerance;
  return differ;
}

/* How far a pixel is from white, of 765. */
static guint
darkness (cairo_surface_t *picture, gint x, gint y)
{
  const guchar *pixel = cairo_image_surface_get_data (picture)
                        + (gsize) y * cairo_image_surface_get_stride (picture) + 4 * (gsize) x;

  return 3 * 255 - pixel[0] - pixel[1] - pixel[2];
}

/* The left-most column where both pictures differ; -1. */
static gint
first_difference (cairo_surface_t *a, cairo_surface_t *b)
{
  const gsize stride = (gsize) cairo_image_surface_get_stride (a);
  const guchar *x = cairo_image_surface_get_data (a), *y = cairo_image_surface_get_data (b);

  for (gint column = 0; column < cairo_image_surface_get_width (a); column++)
    for (gint row = 0; row < cairo_image_surface_get_height (a); row++)
      if (memcmp (x + row * stride + 4 * column, y + row * stride + 4 * column, 4) != 0)
        return column;
  return -1;
}

/* The top-most row where both pictures differ; -1. */
static gint
first_row_of_difference (cairo_surface_t *a, cairo_surface_t *b)
{
  const gsize stride = (gsize) cairo_image_surface_get_stride (a);
  const guchar *x = cairo_image_surface_get_data (a), *y = cairo_image_surface_get_data (b);

  for (gint row = 0; row < cairo_image_surface_get_height (a); row++)
    if (memcmp (x + row * stride, y + row * stride, 4 * cairo_image_surface_get_width (a)) != 0)
      return row;
  return -1;
}

static void
fill (GradusPlot *plot, gboolean explicit_x, gsize n, GradusCurveStyle style)
{
  g_autoptr (GradusSeries) series = explicit_x ? gradus_series_new_xy () : gradus_series_new (1, 1);

  for (gsize i = 0; i < n; i++)
    {
      const gdouble y = i % 997 == 500 ? NAN : 1 + sin (i * 0.01) + 0.2 * sin (i * 12.9898);

      if (explicit_x)
        gradus_series_append_xy (series, 1 + i, y);
      else
        gradus_series_append (series, y);
    }
  gradus_plot_add (plot, series, "a", 0, style);
}

/* Names that are cut differ still: in their ends as in their beginnings. */
static void
test_legend_cut_middle (void)
{
  static const char middle[]
      = " with a rate that is large and a name that nobody could ever read in"
        " one line of a legend ";
  static const char *const ends[][2] = { { "Run 1", "a" }, { "Run 1", "b" }, { "Run 2", "a" } };
  cairo_surface_t *drawn[G_N_ELEMENTS (ends)];

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
      g_autoptr (GradusSeries) series = gradus_series_new (1, 1);
      g_autofree char *name = g_strconcat (ends[i][0], middle, ends[i][1], NULL);

      gradus_series_append (series, 1);
      gradus_plot_add (plot, series, name, 0, GRADUS_CURVE_LINE);
      drawn[i] = picture (plot, draw_whole);
    }
  g_assert_cmpint (first_difference (drawn[0], drawn[1]), >, 300);
  g_assert_cmpint (first_difference (drawn[0], drawn[2]), >, 0);
  g_assert_cmpint (first_difference (drawn[0], drawn[2]), <, 100);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    cairo_surface_destroy (drawn[i]);
}

/* Chinese below the axis does not touch the numbers of its ticks. */
static void
test_tall_label (void)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  g_autoptr (GradusPlot) latin = gradus_plot_new (NULL, "Step", NULL);
  g_autoptr (GradusPlot) chinese = gradus_plot_new (NULL, "步", NULL);
  GradusPlotFrame frame, taller;
  gdouble height;

  gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, "步", NULL, &height);
  gradus_plot_frame (latin, 400, 260, &frame);
  gradus_plot_frame (chinese, 400, 260, &taller);
  g_assert_cmpfloat_with_epsilon (frame.bottom - taller.bottom, MAX (ceil (height) - 16, 0), 0.01);
}

/* A label that has no room on either side of its line stays within the frame. */
static void
test_long_marker (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
  cairo_surface_t *without, *with;
  GradusPlotFrame frame;

  fill (plot, FALSE, 1000, GRADUS_CURVE_LINE);
  gradus_plot_frame (plot, 400, 260, &frame);
  without = picture (plot, draw_whole);
  gradus_plot_set_marker (plot, "best", 500, NAN, "meilleure perte d’entraînement : époque 1 000",
                          0);
  with = picture (plot, draw_whole);
  g_assert_cmpint (first_difference (without, with), >=, (gint) frame.left);
  g_assert_cmpint (first_difference (without, with), <, 200);
  cairo_surface_destroy (without);
  cairo_surface_destroy (with);
}

/* Whether a label stands where the curve is: a line that falls steeply, then lies flat. */
static gboolean
lies_on_curve (const GradusPlotFrame *frame, GradusSeries *series, const graphene_rect_t *label)
{
  for (gsize i = 0; i < gradus_series_length (series); i++)
    {
      const graphene_point_t point = {
        (gfloat) gradus_frame_to_x (frame, gradus_series_x (series, i)),
        (gfloat) gradus_frame_to_y (frame, gradus_series_y (series, i))
      };

      if (graphene_rect_contains_point (label, &point))
        return TRUE;
    }
  return FALSE;
}

/* A label stands beside its line where the curve is not: at the top, or below where the curve
 * begins, which is at the top. */
static void
test_marker_clear_of_curve (void)
{
  static const struct
  {
    gdouble x;
    gboolean at_top;
  } places[] = { { 3, FALSE }, { 1000, TRUE } };
  g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
  g_autoptr (GradusSeries) series = gradus_series_new (1, 1);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();

  for (guint i = 0; i < 1000; i++)
    gradus_series_append (series, i < 600 ? 2.3 : 0.2);
  gradus_plot_add (plot, series, "", 0, GRADUS_CURVE_LINE);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GradusPlotFrame frame;

      gradus_plot_set_marker (plot, "best", places[i].x, NAN, "smallest loss", 0);
      gradus_plot_frame (plot, 400, 240, &frame);
      const graphene_rect_t label = gradus_marker_label_area (plot, lettering, &frame,
                                                              gradus_plot_marker_at (plot, 0));

      g_assert_false (lies_on_curve (&frame, series, &label));
      g_assert_cmpint (label.origin.y <= frame.top, ==, places[i].at_top);
      g_assert_cmpfloat (label.origin.x, >=, frame.left);
      g_assert_cmpfloat (label.origin.x + label.size.width, <=, frame.right);
      g_assert_cmpfloat (label.origin.y + label.size.height, <=, frame.bottom);
    }
}

/* Between values far apart there is the line that joins them: a label is below both, whether the
 * higher is before it or after it. */
static void
test_marker_clear_of_line (void)
{
  static const struct
  {
    gdouble first, last, x;
  } lines[] = { { 1, 0.5, 100 }, { 0.5, 1, 900 } };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
      g_autoptr (GradusSeries) series = gradus_series_new_xy ();
      g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
      GradusPlotFrame frame;

      gradus_series_append_xy (series, 0, lines[i].first);
      gradus_series_append_xy (series, 1000, lines[i].last);
      gradus_plot_add (plot, series, "", 0, GRADUS_CURVE_LINE);
      gradus_plot_set_y_range (plot, 0, 1);
      gradus_plot_set_marker (plot, "best", lines[i].x, NAN, "smallest loss", 0);
      gradus_plot_frame (plot, 400, 240, &frame);
      const graphene_rect_t label = gradus_marker_label_area (plot, lettering, &frame,
                                                              gradus_plot_marker_at (plot, 0));

      g_assert_cmpfloat (label.origin.x, >, gradus_frame_to_x (&frame, 0));
      g_assert_cmpfloat (label.origin.x + label.size.width, <, gradus_frame_to_x (&frame, 1000));
      g_assert_cmpfloat (label.origin.y, >=, gradus_frame_to_y (&frame, 0.5));
    }
}

/* A curve that is not shown takes no room. */
static void
test_marker_of_hidden_curve (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  guint ids[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GradusSeries) series = gradus_series_new (1, 1);

      for (guint k = 0; k < 1000; k++)
        gradus_series_append (series, i == 0 ? 1 : 0.1);
      ids[i] = gradus_plot_add (plot, series, "", i, GRADUS_CURVE_LINE);
    }
  gradus_plot_set_y_range (plot, 0, 1);
  gradus_plot_set_marker (plot, "best", 500, NAN, "smallest loss", 0);
  for (guint visible = 0; visible < 2; visible++)
    {
      GradusPlotFrame frame;

      gradus_plot_set_visible (plot, ids[0], visible);
      gradus_plot_frame (plot, 400, 240, &frame);
      const graphene_rect_t label = gradus_marker_label_area (plot, lettering, &frame,
                                                              gradus_plot_marker_at (plot, 0));

      g_assert_cmpint (label.origin.y <= frame.top, ==, !visible);
    }
}

/* One that is broader than the frame ends in "…": of blanks that is all that is seen of it, left of
 * the marker's line at the right edge. */
static void
test_marker_cut (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
  g_autoptr (GString) blank = g_string_new (NULL);
  cairo_surface_t *without, *with;
  GradusPlotFrame frame;

  for (gint i = 0; i < 300; i++)
    g_string_append (blank, "\u00a0");
  g_string_append (blank, "end");
  fill (plot, FALSE, 1000, GRADUS_CURVE_LINE);
  gradus_plot_set_y_range (plot, -100, 95); /* above the curve and its grid */
  gradus_plot_frame (plot, 400, 260, &frame);
  without = picture (plot, draw_whole);
  gradus_plot_set_marker (plot, "best", frame.x_max, NAN, blank->str, 0);
  with = picture (plot, draw_whole);
  g_assert_cmpint (first_difference (without, with), >, (gint) frame.right - 30);
  g_assert_cmpint (first_difference (without, with), <, (gint) frame.right - 4);
  cairo_surface_destroy (without);
  cairo_surface_destroy (with);
}

/* A label that lies across the marker's line is not crossed out by it. */
static void
test_marker_below_label (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
  g_autoptr (GString) blank = g_string_new (NULL);
  cairo_surface_t *of_none, *of_short, *of_long;
  GradusPlotFrame frame;

  for (gint i = 0; i < 70; i++)
    g_string_append (blank, "\u00a0");
  fill (plot, FALSE, 1000, GRADUS_CURVE_LINE);
  gradus_plot_set_y_range (plot, -100, 95); /* above the curve and its grid */
  gradus_plot_frame (plot, 400, 260, &frame);
  of_none = picture (plot, draw_whole);
  gradus_plot_set_marker (plot, "best", 500, NAN, " ", 0);
  of_short = picture (plot, draw_whole);
  gradus_plot_set_marker (plot, "best", 500, NAN, blank->str, 0);
  of_long = picture (plot, draw_whole);
  g_assert_cmpint (first_row_of_difference (of_none, of_short), <=, (gint) frame.top + 1);
  g_assert_cmpint (first_row_of_difference (of_none, of_long), >=, (gint) frame.top + 10);
  cairo_surface_destroy (of_none);
  cairo_surface_destroy (of_short);
  cairo_surface_destroy (of_long);
}

/* A curve does not cross the label out either: above a curve that fills the frame all of it is as
 * it would be above none. */
static void
test_label_above_curves (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
  g_autoptr (GradusSeries) steep = gradus_series_new_xy ();
  cairo_surface_t *bare, *labelled;
  GradusPlotFrame frame;
  guint covered = 0, before = 0;

  for (gint i = 0; i < 200; i++)
    gradus_series_append_xy (steep, i, i % 2);
  gradus_plot_add (plot, steep, "", 0, GRADUS_CURVE_LINE);
  gradus_plot_set_y_range (plot, 0, 1);
  gradus_plot_frame (plot, 400, 260, &frame);
  bare = picture (plot, draw_whole);
  gradus_plot_set_marker (plot, "best", 50, NAN, "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0", 0);
  labelled = picture (plot, draw_whole);
  for (gint x = 0; x < 8; x++)
    {
      const gdouble at = gradus_frame_to_x (&frame, 50) + 8 + x;

      before += darkness (bare, (gint) at, (gint) frame.top + 6);
      covered += darkness (labelled, (gint) at, (gint) frame.top + 6);
    }
  g_assert_cmpuint (before, >, 200);
  g_assert_cmpuint (covered, <, before / 3);
  cairo_surface_destroy (bare);
  cairo_surface_destroy (labelled);
}

/* Of one epoch there are only dots, which differ as the lines will. */
static void
test_dots_differ (void)
{
  static const GradusCurveStyle styles[] = { 0, GRADUS_CURVE_DASHED, GRADUS_CURVE_DOTTED };
  cairo_surface_t *drawn[G_N_ELEMENTS (styles)];

  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
      g_autoptr (GradusSeries) one = gradus_series_new_xy ();

      gradus_series_append_xy (one, 1, 0.5);
      gradus_plot_add (plot, one, "", 0, GRADUS_CURVE_LINE | GRADUS_CURVE_POINTS | styles[i]);
      drawn[i] = picture (plot, draw_whole);
    }
  g_assert_cmpuint (differing (drawn[0], drawn[1], 0), >, 0);
  g_assert_cmpuint (differing (drawn[0], drawn[2], 0), >, 0);
  g_assert_cmpuint (differing (drawn[1], drawn[2], 0), >, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    cairo_surface_destroy (drawn[i]);
}

static void
test_same_pixels (void)
{
  static const gsize sizes[] = { 1, 2, 100, 3000, 40000 };
  static const GradusCurveStyle styles[] = { GRADUS_CURVE_LINE,
                                             GRADUS_CURVE_LINE | GRADUS_CURVE_SMOOTHED,
                                             GRADUS_CURVE_POINTS };

  for (guint k = 0; k < G_N_ELEMENTS (sizes) * G_N_ELEMENTS (styles); k++)
    {
      const gsize n = sizes[k / G_N_ELEMENTS (styles)];
      const GradusCurveStyle style = styles[k % G_N_ELEMENTS (styles)];
      g_autoptr (GradusPlot) even = gradus_plot_new ("t", "x", "y");
      g_autoptr (GradusPlot) given = gradus_plot_new ("t", "x", "y");

      fill (even, FALSE, n, style);
      fill (given, TRUE, n, style);
      cairo_surface_t *a = picture (even, draw_whole), *b = picture (given, draw_whole);
      cairo_surface_t *c = picture (even, draw_in_layers);
      g_assert_cmpuint (differing (a, b, 0), ==, 0);
      g_assert_cmpuint (differing (a, c, 0), ==, 0);

      g_autoptr (GradusPlot) none = gradus_plot_new ("t", "x", "y");
      cairo_surface_t *d = picture (none, draw_whole);
      g_assert_cmpuint (differing (a, d, 8), >, 20);
      cairo_surface_destroy (a);
      cairo_surface_destroy (b);
      cairo_surface_destroy (c);
      cairo_surface_destroy (d);
    }
}

/* A band must cover what a stroke through every value covers: nothing of the data vanishes. */
static void
test_band_covers (void)
{
  const GradusPalette *palette = gradus_palette_get (FALSE, FALSE);
  g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
  g_autoptr (GradusSeries) series = gradus_series_new (0, 1);
  GradusPlotFrame frame;

  for (guint i = 0; i < 20000; i++)
    gradus_series_append (series, i == 12345 ? 50 : g_test_rand_double ());
  gradus_plot_add (plot, series, "a", 0, GRADUS_CURVE_LINE);
  gradus_plot_frame (plot, 400, 260, &frame);

  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 260);
  cairo_t *cr = cairo_create (surface);
  gradus_plot_draw_data (plot, cr, &frame, palette);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  const gint stride = cairo_image_surface_get_stride (surface);
  const guchar *data = cairo_image_surface_get_data (surface);
  for (guint i = 0; i < 20000; i++)
    {
      const gint x = (gint) gradus_frame_to_x (&frame, i);
      const gint y = (gint) gradus_frame_to_y (&frame, gradus_series_y (series, i));
      gboolean inked = FALSE;

      for (gint at = MAX (x - 1, 0); at <= MIN (x + 1, 399); at++)
        for (gint row = y - 1; row <= y + 1; row++)
          inked = inked || data[row * stride + 4 * at + 3] > 0;
      g_assert_true (inked);
    }
  cairo_surface_destroy (surface);
}

/* Into pixels columns are drawn by a mask of our own, into a vector drawing by Cairo's outlines:
 * what is seen is the same but for what rounding to whole pixels moves at the edges. */
static void
test_mask_as_outlines (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new (NULL, NULL, NULL);
  g_autoptr (GradusSeries) series = gradus_series_new (0, 1);
  /* A surface that hands on to another one is taken for one without pixels. */
  cairo_surface_t *outlined = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 260);
  cairo_surface_t *vector = cairo_tee_surface_create (outlined);
  cairo_surface_t *masked, *empty;
  cairo_t *cr;

  /* Flat and steep, with a gap and a needle. */
  for (guint i = 0; i < 40000; i++)
    gradus_series_append (series, i > 20000 && i < 24000 ? NAN
                                  : i > 30000 && i < 30200
                                      ? 9
                                      : 4 * sin (i * 1e-3) * exp (-5e-5 * i) + 0.1 * sin (i));
  gradus_plot_add (plot, series, "a", 0, GRADUS_CURVE_LINE | GRADUS_CURVE_SMOOTHED);
  masked = picture (plot, draw_whole);
  cr = cairo_create (vector);
  draw_whole (plot, cr, 400, 260);
  cairo_destroy (cr);
  gradus_plot_set_visible (plot, gradus_plot_curve_at (plot, 0)->id, FALSE);
  empty = picture (plot, draw_whole);

  const guint ink = differing (masked, empty, 8);
  g_assert_cmpuint (ink, >, 8000);
  g_assert_cmpuint (differing (masked, outlined, 0), >, 0);
  g_assert_cmpuint (differing (masked, outlined, 140), <, ink / 200);
  cairo_surface_destroy (masked);
  cairo_surface_destroy (outlined);
  cairo_surface_destroy (empty);
  cairo_surface_destroy (vector);
}

static void
test_ranges (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Accuracy", "Epoch", NULL);
  g_autoptr (GradusSeries) series = gradus_series_new (1, 1);
  gdouble min, max;

  g_assert_true (gradus_plot_is_empty (plot));
  gradus_plot_x_range (plot, &min, &max);
  g_assert_cmpfloat (min, <, max);
  gradus_plot_add (plot, series, "a", 0, GRADUS_CURVE_LINE);
  gradus_plot_set_y_limits (plot, 0, 1);
  for (guint i = 0; i < 100; i++)
    gradus_series_append (series, i < 50 ? -1e-3 : 0.999);
  gradus_plot_y_range (plot, &min, &max);
  g_assert_cmpfloat (min, ==, 0);
  g_assert_cmpfloat (max, ==, 1);

  /* What fits the x that is shown. */
  gradus_plot_set_y_limits (plot, NAN, NAN);
  gradus_plot_set_x_range (plot, 60, 90);
  g_assert_true (gradus_plot_is_zoomed (plot));
  gradus_plot_y_range (plot, &min, &max);
  g_assert_cmpfloat (min, >, 0.5);
  gradus_plot_reset_view (plot);
  gradus_plot_y_range (plot, &min, &max);
  g_assert_cmpfloat (min, <=, -1e-3);

  /* Only what is positive can be shown on a logarithmic axis. */
  gradus_plot_set_log_y (plot, TRUE);
  gradus_plot_y_range (plot, &min, &max);
  g_assert_cmpfloat (min, >, 0);
  g_assert_cmpfloat (max, >, min);
}

/* --- files ------------------------------------------------------------------------------------ */

/* Pixels of about the colour of the first curve. */
static guint
n_inked (GradusCurveStyle style, guint n_values)
{
  const GradusPalette *palette = gradus_palette_get (FALSE, FALSE);
  const GdkRGBA *ink = &palette->series[0];
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Loss", "Step", NULL);
  g_autoptr (GradusSeries) series = gradus_series_new (1, 1);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 260);
  cairo_t *cr = cairo_create (surface);
  GradusPlotFrame frame;
  guint n = 0;

  for (guint i = 0; i < n_values; i++)
    gradus_series_append (series, 2.3);
  gradus_plot_add (plot, series, "Training", 0, style);
  gradus_plot_frame (plot, 400, 260, &frame);
  gradus_plot_draw_data (plot, cr, &frame, palette);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (gint y = 0; y < 260; y++)
    for (gint x = 0; x < 400; x++)
      {
        const guchar *pixel = cairo_image_surface_get_data (surface)
                              + y * cairo_image_surface_get_stride (surface) + 4 * x;

        n += pixel[3] > 250 && fabs (pixel[0] / 255.0 - ink->blue) < 0.02
             && fabs (pixel[1] / 255.0 - ink->green) < 0.02;
      }
  cairo_surface_destroy (surface);
  return n;
}

/* What one step of training leaves can be seen. */
static void
test_one_value (void)
{
  g_assert_cmpuint (n_inked (GRADUS_CURVE_LINE, 1), >, 15);
  g_assert_cmpuint (n_inked (GRADUS_CURVE_LINE | GRADUS_CURVE_SMOOTHED, 1), >, 15);
  g_assert_cmpuint (n_inked (GRADUS_CURVE_LINE | GRADUS_CURVE_DASHED, 1), >, 15);
}

/* --- out of the program ----------------------------------------------------------------------- */

static GtkWidget *
show (GradusPlot *plot)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = gradus_plot_view_new (plot);

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 320);
  gtk_window_present (GTK_WINDOW (window));
  wait_while (gtk_widget_get_width (view) <= 1);
  gtk_test_widget_wait_for_draw (view);
  return view;
}

/* The plot in twice as many pixels as its view has, drawn and not blank. */
static void
check_pixels (cairo_surface_t *surface, GtkWidget *view)
{
  const guint32 *pixels = (const guint32 *) cairo_image_surface_get_data (surface);
  const gint stride = cairo_image_surface_get_stride (surface) / 4;
  const gint width = cairo_image_surface_get_width (surface);
  const gint height = cairo_image_surface_get_height (surface);
  guint n = 0;

  g_assert_cmpint (width, ==, 2 * gtk_widget_get_width (view));
  g_assert_cmpint (height, ==, 2 * gtk_widget_get_height (view));
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      n += pixels[y * stride + x] != pixels[0];
  g_assert_cmpuint (n, >, 1000);
}

static void
check_png (const char *path, GtkWidget *view)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);

  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  check_pixels (surface, view);
  cairo_surface_destroy (surface);
}

static void
check_svg (const char *path)
{
  const GMarkupParser parser = { 0 };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autofree char *text = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  g_assert_nonnull (strstr (text, "<svg"));
  g_assert_true (g_markup_parse_context_parse (context, text, n, NULL));
  g_assert_true (g_markup_parse_context_end_parse (context, NULL));
  g_markup_parse_context_free (context);
}

static gboolean
is_pdf (const char *path)
{
  g_autofree char *text = NULL;
  gsize n;

  return g_file_get_contents (path, &text, &n, NULL) && g_str_has_prefix (text, "%PDF-") && n > 6
         && memcmp (text + n - 6, "%%EOF\n", 6) == 0;
}

/* Every value comes back from the table, bit for bit, and nothing else does. */
static void
check_csv (const char *path, const GradusSeries *even, const GradusSeries *sparse)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize next = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "Step,a,\"b, \"\"c\"\"\"");
  for (gsize i = 0; i < gradus_series_length (even); i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i + 1], ",", -1);

      g_assert_cmpuint (g_strv_length (fields), ==, 3);
      g_assert_cmpfloat (g_ascii_strtod (fields[0], NULL), ==, gradus_series_x (even, i));
      const gdouble y = g_ascii_strtod (fields[1], NULL);
      g_assert_true (y == gradus_series_y (even, i)
                     || (isnan (y) && isnan (gradus_series_y (even, i))));
      if (*fields[2])
        {
          g_assert_cmpfloat (gradus_series_x (sparse, next), ==, gradus_series_x (even, i));
          g_assert_cmpfloat (g_ascii_strtod (fields[2], NULL), ==,
                             gradus_series_y (sparse, next++));
        }
    }
  g_assert_cmpuint (next, ==, gradus_series_length (sparse));
  g_assert_cmpstr (lines[gradus_series_length (even) + 1], ==, "");
}

/* The dialog that asks where to, once it is in the folder that it begins in. */
static GtkFileChooser *
save_dialog (const char *folder)
{
  g_autoptr (GFile) usual = g_file_new_for_path (folder);
  GtkFileChooser *dialog = NULL;
  gboolean loaded = FALSE;

  while (!loaded)
    {
      g_autoptr (GList) all = gtk_window_list_toplevels ();
      g_autoptr (GFile) current = NULL;

      for (GList *l = all; l; l = l->next)
        if (GTK_IS_FILE_CHOOSER (l->data) && gtk_widget_get_mapped (l->data))
          dialog = l->data;
      current = dialog ? gtk_file_chooser_get_current_folder (dialog) : NULL;
      loaded = current && g_file_equal (current, usual);
      if (!loaded)
        g_main_context_iteration (NULL, TRUE);
    }
  return dialog;
}

static void
keep_message (const char *domain, GLogLevelFlags level, const char *text, gpointer user)
{
  char **said = user;

  g_free (*said);
  *said = g_strdup (text);
}

/* By the menu's entry for @format. (transfer full): the file, which is said to be there. */
static char *
save_as (GtkWidget *view, const char *folder, const char *format)
{
  g_autofree char *name = g_strconcat ("plot.", format, NULL);
  g_autofree char *expected = g_strdup_printf ("Saved “%s” in “%s”", name, folder);
  g_autofree char *said = NULL;
  const guint handler = g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, keep_message, &said);
  char *path = g_build_filename (folder, name, NULL);
  GtkFileChooser *dialog;

  g_assert_true (gtk_widget_activate_action (view, "plot.save", "s", format));
  dialog = save_dialog (folder);
  gtk_file_chooser_set_current_name (dialog, name);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  wait_while (!said);
  g_log_remove_handler (G_LOG_DOMAIN, handler);
  g_assert_cmpstr (said, ==, expected);
  return path;
}

static void
test_export (void)
{
  const char *folder = g_get_home_dir (); /* the test's own: with-display */
  static const char *const formats[] = { "png", "svg", "pdf", "csv" };
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Loss & more", "Step", NULL);
  g_autoptr (GradusSeries) even = gradus_series_new (1, 1);
  g_autoptr (GradusSeries) sparse = gradus_series_new_xy ();
  GtkWidget *view;

  for (guint i = 0; i < 3000; i++)
    gradus_series_append (even, i == 70 ? NAN : g_test_rand_double ());
  for (guint i = 1; i <= 3; i++)
    gradus_series_append_xy (sparse, 1000 * i, g_test_rand_double ());
  gradus_plot_add (plot, even, "a", 0, GRADUS_CURVE_LINE | GRADUS_CURVE_SMOOTHED);
  gradus_plot_add (plot, sparse, "b, \"c\"", 1, GRADUS_CURVE_LINE | GRADUS_CURVE_POINTS);
  view = show (plot);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = save_as (view, folder, formats[i]);

      if (i == 0)
        check_png (path, view);
      else if (i == 1)
        check_svg (path);
      else if (i == 2)
        g_assert_true (is_pdf (path));
      else
        check_csv (path, even, sparse);
      g_remove (path);
    }
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (view)));
}

static void
texture_read (GObject *clipboard, GAsyncResult *result, gpointer user)
{
  GdkTexture **texture = user;
  g_autoptr (GError) error = NULL;

  *texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, &error);
  g_assert_no_error (error);
}

/* Copied, it is on the clipboard as a picture. */
static void
test_to_clipboard (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Loss", "Step", NULL);
  g_autoptr (GdkTexture) texture = NULL;
  cairo_surface_t *surface;
  GtkWidget *view;

  fill (plot, FALSE, 1000, GRADUS_CURVE_LINE);
  view = show (plot);
  g_assert_true (gtk_widget_activate_action (view, "plot.copy", NULL));
  gdk_clipboard_read_texture_async (gtk_widget_get_clipboard (view), NULL, texture_read, &texture);
  wait_while (!texture);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, gdk_texture_get_width (texture),
                                        gdk_texture_get_height (texture));
  gdk_texture_download (texture, cairo_image_surface_get_data (surface),
                        (gsize) cairo_image_surface_get_stride (surface));
  cairo_surface_mark_dirty (surface);
  check_pixels (surface, view);
  cairo_surface_destroy (surface);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (view)));
}

static void
test_copy (void)
{
  g_autoptr (GradusSeries) series = gradus_series_new (3, 2);

  for (guint i = 0; i < 5000; i++)
    gradus_series_append (series, random_value ());
  g_autoptr (GradusSeries) copy = gradus_series_copy (series);
  const GradusSummary expected = gradus_series_summary (series, 0, 5000);
  gradus_series_append (series, 1e9);
  const GradusSummary got = gradus_series_summary (copy, 0, 6000);
  assert_same (&got, &expected);
  g_assert_cmpfloat (gradus_series_x (copy, 10), ==, 23);
}

/* --- the view --------------------------------------------------------------------------------- */

static void
test_view (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Loss", "Step", NULL);
  gdouble min, max, all_min, all_max;

  fill (plot, FALSE, 1000, GRADUS_CURVE_LINE);
  GtkWidget *view = show (plot);
  gradus_plot_x_range (plot, &all_min, &all_max);
  gradus_plot_view_set_cursor (GRADUS_PLOT_VIEW (view), 400);
  gtk_widget_activate_action (view, "plot.zoom-in", NULL);
  gradus_plot_x_range (plot, &min, &max);
  g_assert_cmpfloat (min, >, all_min);
  g_assert_cmpfloat (max, <, all_max);
  /* What was at the cursor stays there. */
  g_assert_cmpfloat (fabs ((400 - min) / (max - min) - (400 - all_min) / (all_max - all_min)), <,
                     1e-6);
  gtk_widget_activate_action (view, "plot.zoom-out", NULL);
  gtk_widget_activate_action (view, "plot.zoom-out", NULL);
  g_assert_false (gradus_plot_is_zoomed (plot));

  gtk_widget_activate_action (view, "plot.log-y", NULL);
  g_assert_true (gradus_plot_log_y (plot));
  gtk_widget_activate_action (view, "plot.smoothing", "d", 0.5);
  g_assert_cmpfloat (gradus_plot_smoothing (plot), ==, 0.5);

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Loss");
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (view)));
}

static void
count_unsmoothed (GradusPlot *plot)
{
  if (!gradus_plot_smooth (plot, 0))
    g_object_set_data (
        G_OBJECT (plot), "n-unsmoothed",
        GUINT_TO_POINTER (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (plot), "n-unsmoothed"))
                          + 1));
}

/* What the view shows. (transfer full) */
static cairo_surface_t *
picture_of_view (GtkWidget *view)
{
  const gint width = gtk_widget_get_width (view), height = gtk_widget_get_height (view);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (view);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node)
    gsk_render_node_draw (node, cr);
  g_clear_pointer (&node, gsk_render_node_unref);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Whether the view shows all that there is to show. */
static gboolean
shows_all (GtkWidget *view, GradusPlot *plot)
{
  const gint width = gtk_widget_get_width (view), height = gtk_widget_get_height (view);
  cairo_surface_t *shown = picture_of_view (view);
  cairo_surface_t *all = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (all);
  GradusPlotFrame frame;
  guint differ;

  gradus_plot_frame (plot, width, height, &frame);
  gradus_plot_draw_axes (plot, cr, &frame, gradus_palette_current ());
  gradus_plot_draw_data (plot, cr, &frame, gradus_palette_current ());
  cairo_destroy (cr);
  cairo_surface_flush (all);
  differ = differing (shown, all, 0);
  cairo_surface_destroy (shown);
  cairo_surface_destroy (all);
  return differ == 0;
}

/* No frame waits for a million values to be smoothed; once they are, they are shown. */
static void
test_long_run (void)
{
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Loss", "Step", NULL);
  GtkWidget *window = gtk_window_new (), *view = gradus_plot_view_new (plot);

  fill (plot, FALSE, 1000000, GRADUS_CURVE_LINE | GRADUS_CURVE_SMOOTHED);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 320);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect_object (gtk_widget_get_frame_clock (window), "after-paint",
                           G_CALLBACK (count_unsmoothed), plot, G_CONNECT_SWAPPED);
  while (!gradus_plot_smooth (plot, 0))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (plot), "n-unsmoothed")), >=, 2);
  while (!shows_all (view, plot))
    g_main_context_iteration (NULL, TRUE);

  /* One more value is no such work. */
  gradus_series_append (gradus_plot_curve_at (plot, 0)->series, 3);
  gradus_plot_data_changed (plot);
  g_assert_false (shows_all (view, plot));
  while (!shows_all (view, plot))
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The dialog for paper; NULL: it is not there. */
static GtkWidget *
print_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l; l = l->next)
    if (g_str_equal (G_OBJECT_TYPE_NAME (l->data), "GtkPrintUnixDialog"))
      return l->data;
  return NULL;
}

/* Waits for the printer that is a file. */
static void
choose_file_printer (GtkWidget *dialog, const char *uri)
{
  g_autoptr (GtkPrintSettings) settings = gtk_print_settings_new ();
  GObject *printer = NULL;

  gtk_print_settings_set_printer (settings, "Print to File");
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_URI, uri);
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf");
  g_object_set (dialog, "print-settings", settings, NULL);
  while (!printer)
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (dialog, "selected-printer", &printer, NULL);
    }
  g_object_unref (printer);
}

/* A plot is printed, here into a file. */
static void
test_print (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-plot-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "paper.pdf", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GradusPlot) plot = gradus_plot_new ("Loss", "Step", NULL);
  GtkWidget *view, *dialog;

  fill (plot, FALSE, 1000, GRADUS_CURVE_LINE);
  view = show (plot);
  g_assert_true (gtk_widget_activate_action (view, "plot.print", NULL));
  dialog = print_dialog ();
  g_assert_nonnull (dialog);
  choose_file_printer (dialog, uri);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  while (!is_pdf (path))
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (view)));
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/pyramid", test_pyramid);
  g_test_add_func ("/plot/grain", test_grain);
  g_test_add_func ("/plot/clear", test_clear);
  g_test_add_func ("/plot/search", test_search);
  g_test_add_func ("/plot/legend", test_legend);
  g_test_add_func ("/plot/legend-at", test_legend_at);
  g_test_add_func ("/plot/legend-cut", test_legend_cut);
  g_test_add_func ("/plot/legend-cut-middle", test_legend_cut_middle);
  g_test_add_func ("/plot/legend-in-lines", test_legend_in_lines);
  g_test_add_func ("/plot/legend-of-one", test_legend_of_one);
  g_test_add_func ("/plot/legend-too-long", test_legend_too_long);
  g_test_add_func ("/plot/legend-of-groups", test_legend_of_groups);
  g_test_add_func ("/plot/title-letters", test_title_letters);
  g_test_add_func ("/plot/one-value", test_one_value);
  g_test_add_func ("/plot/smoothing", test_smoothing);
  g_test_add_func ("/plot/tick-labels", test_tick_labels);
  g_test_add_func ("/plot/ticks-anywhere", test_ticks_anywhere);
  g_test_add_func ("/plot/numbers", test_numbers);
  g_test_add_func ("/plot/minus", test_minus);
  g_test_add_func ("/plot/same-pixels", test_same_pixels);
  g_test_add_func ("/plot/long-marker", test_long_marker);
  g_test_add_func ("/plot/marker-below-label", test_marker_below_label);
  g_test_add_func ("/plot/marker-clear-of-curve", test_marker_clear_of_curve);
  g_test_add_func ("/plot/marker-clear-of-line", test_marker_clear_of_line);
  g_test_add_func ("/plot/marker-cut", test_marker_cut);
  g_test_add_func ("/plot/marker-of-hidden-curve", test_marker_of_hidden_curve);
  g_test_add_func ("/plot/label-above-curves", test_label_above_curves);
  g_test_add_func ("/plot/dots-differ", test_dots_differ);
  g_test_add_func ("/plot/tall-label", test_tall_label);
  g_test_add_func ("/plot/band-covers", test_band_covers);
  g_test_add_func ("/plot/mask-as-outlines", test_mask_as_outlines);
  g_test_add_func ("/plot/ranges", test_ranges);
  g_test_add_func ("/plot/export", test_export);
  g_test_add_func ("/plot/to-clipboard", test_to_clipboard);
  g_test_add_func ("/plot/copy", test_copy);
  g_test_add_func ("/plot/view", test_view);
  g_test_add_func ("/plot/long-run", test_long_run);
  g_test_add_func ("/plot/print", test_print);
  return g_test_run ();
}
