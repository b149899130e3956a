/* test-data-set.c - what is told of a data set: its numbers, classes, and who made it. */
#include "data/set-panel.h"
#include "plot/bars.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "../unit/folder.h"
#include "clicking.h"
#include "data-helpers.h"

/* Items of two numbers, where @n_classes is above 0 with a class each; (transfer full). */
static GrDataset *
new_set (const gfloat *numbers, const gint64 *classes, guint n, const char *const *class_names,
         gint64 n_classes)
{
  g_autoptr (GrTensor) input = gr_tensor_new_from (GR_FLOAT32, numbers, GR_INTS (n, 2), NULL);
  g_autoptr (GrTensor) target = classes ? gr_tensor_new_from (GR_INT64, classes, GR_INTS (n), NULL)
                                        : NULL;
  g_autoptr (GError) error = NULL;
  GrDataset *set = gr_dataset_from_tensors ("mine", &input, NULL, 1, target, class_names, n_classes,
                                            &error);

  g_assert_no_error (error);
  return set;
}

/* Shows @set, which is taken; closed with gtk_window_destroy(). */
static GtkWidget *
open_panel (GrDataset *set, GtkWidget **window)
{
  GtkWidget *panel = gradus_set_panel_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GradusPart) part = gradus_part_new (set, NULL, &error);

  g_assert_no_error (error);
  *window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (*window), panel);
  gtk_window_set_default_size (GTK_WINDOW (*window), 360, 800);
  gtk_window_present (GTK_WINDOW (*window));
  gradus_set_panel_set_part (GRADUS_SET_PANEL (panel), part);
  return panel;
}

/* What stands below the title of a row; NULL where there is no such row. */
static const char *
said_of (GtkWidget *root, const char *title)
{
  const char *found = NULL;

  if (ADW_IS_ACTION_ROW (root)
      && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title))
    return adw_action_row_get_subtitle (ADW_ACTION_ROW (root));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = said_of (child, title);
  return found;
}

static const gfloat four_items[] = { 1, 10, 2, 20, 3, 30, 4, 40 };

static void
test_statistics (void)
{
  g_autoptr (GrDataset) set = new_set (four_items, NULL, 4, NULL, 0);
  g_autoptr (GradusStatistics) statistics = gradus_statistics_new (set, NULL, NULL);

  g_assert_cmpuint (statistics->n_channels, ==, 2);
  g_assert_cmpfloat (statistics->channel[0].mean, ==, 2.5);
  g_assert_cmpfloat_with_epsilon (statistics->channel[1].std, 12.909944, 1e-5);
  g_assert_cmpfloat (statistics->channel[1].high, ==, 40);
}

/* Where the squares of numbers are beyond what a double holds, their deviation is not. */
static void
test_large_statistics (void)
{
  static const gdouble values[] = { 1e300, 1, 3e300, 2, 5e300, 3 };
  g_autoptr (GrTensor) input = gr_tensor_new_from (GR_FLOAT64, values, GR_INTS (3, 2), NULL);
  g_autoptr (GrDataset) set = gr_dataset_from_tensors ("mine", &input, NULL, 1, NULL, NULL, 0,
                                                       NULL);
  g_autoptr (GradusStatistics) statistics = gradus_statistics_new (set, NULL, NULL);

  g_assert_cmpfloat_with_epsilon (statistics->channel[0].mean / 1e300, 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (statistics->channel[0].std / 1e300, 2, 1e-12);
  g_assert_cmpfloat (statistics->channel[0].high, ==, 5e300);
}

/* They are counted by another thread, and then said, each in its place. */
static void
test_statistics_shown (void)
{
  static const char *const names[] = { "width", "height", NULL };
  static const char row[] = "Mean and standard deviation";
  GrDataset *set = new_set (four_items, NULL, 4, NULL, 0);
  GtkWidget *window, *panel;

  gr_dataset_set_names (set, names, NULL);
  panel = open_panel (set, &window);
  wait_while (g_str_equal (said_of (panel, row), "counting…"));
  g_assert_cmpstr (said_of (panel, row), ==,
                   "width: 2.5 ± 1.291, from 1 to 4\nheight: 25 ± 12.91, from 10 to 40");
  g_assert_cmpstr (said_of (panel, "Items"), ==, "4");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_origin (void)
{
  static const GrDatasetInfo all = { "Roses",        "Roses of one garden",      "A gardener",
                                     "With a ruler", "To tell them apart",       "One summer",
                                     "CC BY 4.0",    "https://example.org/roses" };
  GrDataset *set = new_set (four_items, NULL, 4, NULL, 0);
  GtkWidget *window, *panel, *link;

  gr_dataset_info_copy (&all, &set->info);
  panel = open_panel (set, &window);
  g_assert_cmpstr (said_of (panel, "Made by"), ==, all.made_by);
  g_assert_cmpstr (said_of (panel, "How"), ==, all.made_how);
  g_assert_cmpstr (said_of (panel, "For"), ==, all.purpose);
  g_assert_cmpstr (said_of (panel, "Limits"), ==, all.limits);
  g_assert_cmpstr (said_of (panel, "Licence"), ==, all.licence);
  g_assert_null (said_of (panel, "Unknown"));
  link = find_widget (panel, GTK_TYPE_LINK_BUTTON);
  g_assert_cmpstr (gtk_link_button_get_uri (GTK_LINK_BUTTON (link)), ==, all.homepage);
  gtk_window_destroy (GTK_WINDOW (window));

  panel = open_panel (new_set (four_items, NULL, 4, NULL, 0), &window);
  g_assert_nonnull (said_of (panel, "Unknown"));
  g_assert_null (said_of (panel, "Licence"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A file that lies beside the project's folder is named by where it is. */
static void
test_source (void)
{
  GrDataset *set = new_set (four_items, NULL, 4, NULL, 0);
  char *folder = folder_new ();
  g_autofree char *nets = g_build_filename (folder, "nets", NULL);
  g_autofree char *path = folder_write (folder, "roses.csv", "a\n1\n", 4);
  g_autofree char *real = realpath (path, NULL);
  GtkWidget *window, *panel;

  g_assert_cmpint (g_mkdir (nets, 0777), ==, 0);
  g_free (set->source);
  set->source = g_build_filename (nets, "..", "roses.csv", NULL);
  panel = open_panel (set, &window);
  g_assert_cmpstr (said_of (panel, "Read from"), ==, real);
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (folder);
}

/* How long the bar of a cell is, in pixels. */
static gint
bar_length (GtkWidget *bars, gint cell)
{
  enum
  {
    WIDTH = 400,
    HEIGHT = 120
  };
  const GradusPalette *palette = gradus_palette_get (FALSE, FALSE);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  graphene_rect_t area;
  graphene_point_t middle;
  const guint32 *line;
  guint32 accent;
  gint length = 0;

  gdk_cairo_set_source_rgba (cr, &palette->accent);
  cairo_paint (cr);
  cairo_surface_flush (surface);
  accent = *(const guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  GRADUS_DRAWING_GET_CLASS (bars)->draw (GRADUS_DRAWING (bars), cr, WIDTH, HEIGHT, palette);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  GRADUS_DRAWING_GET_CLASS (bars)->cell_area (GRADUS_DRAWING (bars), WIDTH, HEIGHT, cell, &area);
  graphene_rect_get_center (&area, &middle);
  line = (const guint32 *) (gpointer) (cairo_image_surface_get_data (surface)
                                       + (gint) middle.y
                                             * cairo_image_surface_get_stride (surface));
  for (gint x = 0; x < WIDTH; x++)
    length += line[x] == accent;
  cairo_surface_destroy (surface);
  return length;
}

/* How many items there are of each class is said, and is the length of its bar. */
static void
test_balance (void)
{
  static const gint64 classes[] = { 1, 0, 1, 2, 1, 1, 2, 1, 1, 1, 2, 1 }; /* 1, 8 and 3 */
  static const char *const names[] = { "rose", "tulip", "lily", NULL };
  const gfloat numbers[2 * G_N_ELEMENTS (classes)] = { 0 };
  GrDataset *set = new_set (numbers, classes, G_N_ELEMENTS (classes), names, 3);
  GtkWidget *window, *panel = open_panel (set, &window);
  GtkWidget *bars = find_widget (panel, GRADUS_TYPE_BARS);
  g_autofree char *text = GRADUS_DRAWING_GET_CLASS (bars)->describe (GRADUS_DRAWING (bars));
  const gint whole = bar_length (bars, 1);

  g_assert_cmpstr (text, ==, "rose: 1, tulip: 8, lily: 3");
  g_assert_cmpint (whole, >, 200);
  g_assert_cmpint (ABS (bar_length (bars, 0) - whole / 8), <=, 2);
  g_assert_cmpint (ABS (bar_length (bars, 2) - whole * 3 / 8), <=, 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A click on the bar of a class leaves the items of that class. */
static void
test_class_chosen (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"shapes\", \"n\": 200, \"n_test\": 50}");
  GtkWidget *window, *panel, *bars;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusItems *items = GRADUS_ITEMS (gradus_dataset_browser_items (browser));

  panel = find_widget (window, GRADUS_TYPE_SET_PANEL);
  bars = find_widget (panel, GRADUS_TYPE_BARS);
  for (GtkWidget *page = panel; page; page = gtk_widget_get_parent (page))
    if (GTK_IS_STACK (gtk_widget_get_parent (page)))
      gtk_stack_set_visible_child (GTK_STACK (gtk_widget_get_parent (page)), page);
  wait_while (!gtk_widget_get_mapped (bars));
  for (gint class = 9; class >= 0; class -= 3)
    {
      click_cell (bars, class);
      g_assert_cmpuint (n_shown (browser), ==, 20);
      for (guint i = 0; i < 20; i++)
        g_assert_cmpint (
            gradus_part_label (gradus_items_part (items), gradus_items_index (items, i)), ==,
            class);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data-set/statistics", test_statistics);
  g_test_add_func ("/data-set/large-statistics", test_large_statistics);
  g_test_add_func ("/data-set/statistics-shown", test_statistics_shown);
  g_test_add_func ("/data-set/origin", test_origin);
  g_test_add_func ("/data-set/source", test_source);
  g_test_add_func ("/data-set/balance", test_balance);
  g_test_add_func ("/data-set/class-chosen", test_class_chosen);
  return g_test_run ();
}
