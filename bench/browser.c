/* browser.c - how long the window stands still while a data set is opened and scrolled through: see
 * bench/browser, which builds and runs this.
 *
 * The data set browser at 1280×800 with the set that is named. A block is one turn of the main
 * loop; the worker threads' time is not in it.
 */
#include "data/dataset-browser.h"
#include "data/thumbnails.h"

#include <adwaita.h>

#include "clock.h"
#include "find.h"
#include "gradus.h"

#define N_JUMPS 60  /* places that are jumped to, one after the other */
#define N_STEPS 200 /* of a wheel, from one place on */

/* Of the turns since the last report, in ms: by the clock, and of the processor's time, which what
 * else the machine does is not in. */
static gdouble longest, longest_work;
static GArray *turns; /* of gdouble, by the clock */

static gdouble
milliseconds (void)
{
  return bench_clock (CLOCK_MONOTONIC);
}

static void
turn (void)
{
  const gdouble from = milliseconds (), work_from = bench_work ();
  const gboolean did = g_main_context_iteration (NULL, FALSE);
  const gdouble took = milliseconds () - from;

  longest = MAX (longest, took);
  longest_work = MAX (longest_work, bench_work () - work_from);
  if (did)
    g_array_append_val (turns, took);
  else
    g_usleep (200);
}

static void
turn_for (gdouble ms)
{
  for (const gdouble end = milliseconds () + ms; milliseconds () < end;)
    turn ();
}

static void
report (const char *what, gdouble took)
{
  g_array_sort (turns, bench_compare);
  g_print ("%-26s %7.0f ms, longest block %5.1f ms (%5.1f ms of work), 99th percentile %4.1f ms\n",
           what, took, longest, longest_work,
           turns->len ? g_array_index (turns, gdouble, turns->len * 99 / 100) : 0);
  g_array_set_size (turns, 0);
  longest = longest_work = 0;
}

static GradusDatasetBrowser *
open_browser (const char *set)
{
  GradusDocument *document = gradus_document_new (NULL);
  g_autofree char *json = g_strdup_printf ("{\"set\": \"%s\"}", set);
  g_autoptr (JsonNode) data = json_from_string (json, NULL);
  GtkWidget *window = adw_window_new (), *browser = gradus_dataset_browser_new (document);

  gradus_document_set_section (document, "data", data, "Data", NULL, NULL);
  adw_window_set_content (ADW_WINDOW (window), browser);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
  return GRADUS_DATASET_BROWSER (browser);
}

static void
scroll (GtkAdjustment *adjustment, guint n, gdouble by)
{
  const gdouble end = gtk_adjustment_get_upper (adjustment)
                      - gtk_adjustment_get_page_size (adjustment);
  const gdouble start = milliseconds ();

  for (guint i = 0; i < n; i++)
    {
      const gdouble value = by > 0 ? gtk_adjustment_get_value (adjustment) + by
                                   : end * ((i * 37) % n) / n; /* up and down */

      gtk_adjustment_set_value (adjustment, value);
      turn_for (33);
    }
  report (by > 0 ? "scrolling by 100 pixels" : "jumping about", milliseconds () - start);
}

/* What was predicted arrives, and all is sorted by it. Of which model it is does not matter. */
static void
judge (GradusDatasetBrowser *browser)
{
  GradusItems *items = GRADUS_ITEMS (gradus_dataset_browser_items (browser));
  GradusPart *part = gradus_items_part (items);
  GradusPredictions *all = g_new0 (GradusPredictions, 1);
  gdouble start;

  g_atomic_ref_count_init (&all->refs);
  all->part = gradus_part_ref (part);
  all->is_classes = part->label != NULL;
  all->item = g_new0 (GradusPrediction, part->set->length);
  for (gint64 i = 0; i < part->set->length; i++)
    all->item[i] = (GradusPrediction){ (gint32) (i % 10), (gfloat) (i * 7919 % 10007), .5f };
  start = milliseconds ();
  gradus_items_set_predictions (items, all);
  turn_for (300);
  report ("predictions arrive", milliseconds () - start);
  start = milliseconds ();
  gradus_items_set_order (items, GRADUS_ORDER_LOSS);
  turn_for (300);
  gradus_items_set_wrong_only (items, TRUE);
  turn_for (300);
  report ("sorted by loss, wrong only", milliseconds () - start);
  gradus_predictions_unref (all);
}

int
main (int argc, char **argv)
{
  const char *set = argc > 1 ? argv[1] : "fashion-mnist";
  gdouble start;
  GradusDatasetBrowser *browser;
  GradusDataSource *source;
  GtkAdjustment *adjustment;

  gtk_init ();
  adw_init ();
  gradus_init ();
  turns = g_array_new (FALSE, FALSE, sizeof (gdouble));
  start = milliseconds ();
  browser = open_browser (set);
  source = gradus_dataset_browser_source (browser);
  turn_for (50); /* the window itself: what comes is measured after it */
  longest = longest_work = 0;
  g_array_set_size (turns, 0);
  do
    turn ();
  while (gradus_data_source_loading (source));
  if (gradus_data_source_error (source))
    g_error ("%s", gradus_data_source_error (source)->message);
  turn_for (1000);
  g_print ("%s: %u items\n", set,
           g_list_model_get_n_items (gradus_dataset_browser_items (browser)));
  report ("opening (and 1 s after)", milliseconds () - start);

  adjustment = gtk_scrollable_get_vadjustment (
      GTK_SCROLLABLE (bench_find (GTK_WIDGET (browser), GTK_TYPE_GRID_VIEW, FALSE)));
  scroll (adjustment, N_STEPS, 100);
  scroll (adjustment, N_JUMPS, 0);
  start = milliseconds ();
  gradus_dataset_browser_set_class (browser, 3);
  turn_for (300);
  gradus_dataset_browser_set_class (browser, -1);
  turn_for (300);
  report ("one class, then all again", milliseconds () - start);
  judge (browser);
  return 0;
}
