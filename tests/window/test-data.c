/* test-data.c - the data set browser over generated sets: parts, filters, one sample, what is
 * wrong. */
#include "data/chooser.h"
#include "data/column-row.h"
#include "data/columns-dialog.h"
#include "data/dataset-browser.h"
#include "data/draw-page.h"
#include "data/drawing.h"
#include "data/import.h"
#include "data/items.h"
#include "data/picture.h"
#include "data/regions.h"
#include "data/registry.h"
#include "data/sample-panel.h"
#include "data/scatter-axes.h"
#include "data/scatter.h"
#include "data/table.h"
#include "document/for-thread.h"
#include "exchange/project-file.h"
#include "plot/lettering.h"
#include "train/checkpoint.h"
#include "train/evaluate.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

#include "../unit/folder.h"
#include "gradus.h"
#include "rows.h"
#include "waiting.h"
#include "widgets.h"

static GradusDocument *
document_with_data (const char *json)
{
  GradusDocument *document = gradus_document_new (NULL);
  g_autoptr (JsonNode) data = json_from_string (json, NULL);

  g_assert_true (gradus_document_set_section (document, "data", data, "Data", NULL, NULL));
  return document;
}

static void
run_until_loaded (GradusDataSource *source)
{
  gradus_data_source_start (source);
  wait_while (gradus_data_source_loading (source));
}

/* Of a large set the items come bit by bit. */
static void
run_until_settled (GradusItems *items)
{
  wait_while (!gradus_items_settled (items));
}

/* A browser in a window that is drawn; closed with gtk_window_destroy(). */
static GradusDatasetBrowser *
open_browser (GradusDocument *document, GtkWidget **window)
{
  GtkWidget *browser = gradus_dataset_browser_new (document);

  *window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (*window), browser);
  gtk_window_set_default_size (GTK_WINDOW (*window), 800, 600);
  gtk_window_present (GTK_WINDOW (*window));
  run_until_loaded (gradus_dataset_browser_source (GRADUS_DATASET_BROWSER (browser)));
  run_until_settled (
      GRADUS_ITEMS (gradus_dataset_browser_items (GRADUS_DATASET_BROWSER (browser))));
  return GRADUS_DATASET_BROWSER (browser);
}

static guint
n_shown (GradusDatasetBrowser *browser)
{
  return g_list_model_get_n_items (gradus_dataset_browser_items (browser));
}

static GtkWidget *find_widget (GtkWidget *within, GType type);

/* Large numbers are written alike wherever they are counted. */
static void
test_counts (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"spirals\", \"n\": 1500, \"n_test\": 30}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GListModel *items = gradus_dataset_browser_items (browser);
  g_autoptr (GradusItem) item = g_list_model_get_item (items, 1234);
  g_autofree char *title = gradus_item_title (item);

  g_assert_nonnull (strstr (title, "item 1 234"));
  gradus_dataset_browser_choose (browser, 1234);
  while (!rows_find_label (GTK_WIDGET (browser), "Item 1 234 of 1 500, Training"))
    g_main_context_iteration (NULL, TRUE);
  for (const char *const *name = gr_dataset_names (); *name; name++)
    g_assert_null (strstr (gr_dataset_descriptor (*name)->info.summary, "0,000"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- the browser
 * ---------------------------------------------------------------------------------- */

static void
test_filter (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"shapes\", \"n\": 200, \"n_test\": 50}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GListModel *items = gradus_dataset_browser_items (browser);

  g_assert_cmpuint (n_shown (browser), ==, 200);
  gradus_dataset_browser_set_class (browser, 3);
  g_assert_cmpuint (n_shown (browser), ==, 20);
  for (guint i = 0; i < n_shown (browser); i++)
    {
      g_autoptr (GradusItem) item = g_list_model_get_item (items, i);

      g_assert_cmpint (gradus_part_label (gradus_item_part (item), gradus_item_index (item)), ==,
                       3);
    }
  gradus_dataset_browser_set_split (browser, "test");
  g_assert_cmpuint (n_shown (browser), ==, 50); /* another part begins with all of it */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (browser), "data.split", "s", "train"));
  g_assert_cmpuint (n_shown (browser), ==, 200);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_order (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"spirals\", \"n\": 90, \"n_test\": 30}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  g_autoptr (GradusItems) items = gradus_items_new ();
  gint before = -1;

  run_until_loaded (source);
  gradus_items_set_part (items, gradus_data_source_part (source, "train"));
  gradus_items_set_order (items, GRADUS_ORDER_CLASS);
  for (guint i = 0; i < 90; i++)
    {
      g_autoptr (GradusItem) item = g_list_model_get_item (G_LIST_MODEL (items), i);
      const gint label = gradus_part_label (gradus_item_part (item), gradus_item_index (item));

      g_assert_cmpint (label, >=, before);
      g_assert_cmpuint (gradus_items_find (items, gradus_item_index (item)), ==, i);
      before = label;
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (items), 90));
}

/* What a list tells of its changes, and what it is by that. */
typedef struct
{
  guint n, n_changes, most_added, n_judged;
} Told;

static void
on_items_changed (GListModel *items, guint position, guint removed, guint added, Told *told)
{
  g_assert_cmpuint (position + removed, <=, told->n);
  told->n += added - removed;
  told->n_changes++;
  if (g_list_model_get_n_items (items) < 640)
    told->most_added = MAX (told->most_added, added);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, told->n);
  /* Never both at once: a list would look for each that went among all that came. */
  g_assert_true (removed == 0 || added == 0);
}

static void
on_judged (Told *told)
{
  told->n_judged++;
}

/* Predictions of which no model knows: the loss grows with the place, every third is wrong. */
static GradusPredictions *
make_predictions (GradusPart *part)
{
  GradusPredictions *all = g_new0 (GradusPredictions, 1);

  g_atomic_ref_count_init (&all->refs);
  all->part = gradus_part_ref (part);
  all->is_classes = TRUE;
  all->item = g_new0 (GradusPrediction, part->set->length);
  for (gint64 i = 0; i < part->set->length; i++)
    all->item[i] = (GradusPrediction){ i % 3 ? part->label[i] : !part->label[i], (gfloat) i, .5f };
  return all;
}

/* A large set is filtered and sorted by another thread, and comes piece by piece; what is asked for
 * last counts. */
static void
test_many (void)
{
  const guint n = 30000;
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"spirals\", \"n\": 30000, \"n_test\": 30}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  g_autoptr (GradusItems) items = gradus_items_new ();
  g_autoptr (GradusPredictions) predictions = NULL;
  Told told = { 0 };
  guint expected = 0;

  run_until_loaded (source);
  g_signal_connect (items, "items-changed", G_CALLBACK (on_items_changed), &told);
  g_signal_connect_swapped (items, "judged", G_CALLBACK (on_judged), &told);
  gradus_items_set_part (items, gradus_data_source_part (source, "train"));
  g_assert_false (gradus_items_settled (items));
  run_until_settled (items);
  g_assert_cmpuint (told.n, ==, n);
  g_assert_cmpuint (told.most_added, >, 0);
  g_assert_cmpuint (told.most_added, <, 200);

  gradus_items_set_class (items, 2);
  gradus_items_set_class (items, 1); /* while the other is being looked for */
  run_until_settled (items);
  for (guint i = 0; i < n; i++)
    expected += gradus_part_label (gradus_items_part (items), i) == 1;
  g_assert_cmpuint (told.n, ==, expected);
  gradus_items_set_class (items, -1);
  run_until_settled (items);

  /* What was predicted changes no list that does not go by it. */
  told.n_changes = 0;
  predictions = make_predictions (gradus_items_part (items));
  gradus_items_set_predictions (items, predictions);
  g_assert_true (gradus_items_settled (items));
  g_assert_cmpuint (told.n_changes, ==, 0);
  g_assert_cmpuint (told.n_judged, ==, 1);
  gradus_items_set_order (items, GRADUS_ORDER_LOSS);
  run_until_settled (items);
  g_assert_cmpuint (gradus_items_index (items, 0), ==, n - 1);
  g_assert_cmpuint (gradus_items_find (items, 7), ==, n - 8);
  gradus_items_set_wrong_only (items, TRUE);
  run_until_settled (items);
  g_assert_cmpuint (told.n, ==, n / 3);
  gradus_items_set_part (items, NULL);
  g_assert_cmpuint (told.n, ==, 0);
  g_assert_true (gradus_items_settled (items));
}

static void
test_other_set (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"spirals\", \"n\": 90, \"n_test\": 30}");
  g_autoptr (JsonNode) missing = json_from_string ("{\"set\": \"nowhere.csv\"}", NULL);
  g_autoptr (JsonNode) shapes = json_from_string (
      "{\"set\": \"shapes\", \"n\": 100, \"n_test\": 10}", NULL);
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusDataSource *source = gradus_dataset_browser_source (browser);

  g_assert_cmpuint (n_shown (browser), ==, 90);
  gradus_document_set_section (document, "data", missing, "Data", NULL, NULL);
  run_until_loaded (source);
  g_assert_nonnull (gradus_data_source_error (source));
  g_assert_nonnull (strstr (gradus_data_source_error (source)->message, "nowhere.csv"));
  g_assert_cmpuint (n_shown (browser), ==, 0);
  /* The one that was asked for last is the one that comes, however long the others take. */
  gradus_document_undo (document);
  gradus_document_set_section (document, "data", shapes, "Data", NULL, NULL);
  run_until_loaded (source);
  g_assert_null (gradus_data_source_error (source));
  g_assert_cmpuint (n_shown (browser), ==, 100);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* One's own file: named from the project's folder, with a part to test on, undone in one step. */
static void
test_choose (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-data-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (folder, "readings.csv", NULL);
  g_autofree char *project = g_build_filename (folder, "mine.gradus", NULL);
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"spirals\"}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  g_autofree char *title = gradus_document_data_title (document);
  g_autofree char *other = NULL;

  g_assert_cmpstr (title, ==, "Spirals");
  g_assert_true (
      g_file_set_contents (csv, "a,b,y\n1,2,3\n2,3,5\n3,4,7\n4,5,9\n5,6,11\n", -1, NULL));
  gradus_document_set_path (document, project);
  gradus_document_choose_data (document, csv);
  other = gradus_document_data_title (document);
  g_assert_cmpstr (other, ==, "readings.csv");
  g_assert_cmpstr (gradus_document_project (document)->data.kind, ==, "readings.csv");
  run_until_loaded (source);
  g_assert_null (gradus_data_source_error (source));
  g_assert_cmpint (gradus_data_source_part (source, "train")->set->length, ==, 4);
  g_assert_cmpint (gradus_data_source_part (source, "test")->set->length, ==, 1);
  gradus_document_undo (document);
  g_assert_cmpstr (gradus_document_project (document)->data.kind, ==, "spirals");
  g_remove (csv);
  g_rmdir (folder);
}

/* A known set without its files: the chooser marks it, and what there is to do about it is said
 * whole, without what only the command line has. */
static void
test_missing_files (void)
{
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"cifar-10\"}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GtkWidget *chooser = find_widget (GTK_WIDGET (browser), GRADUS_TYPE_DATA_CHOOSER);
  GtkWidget *menu = gtk_widget_get_first_child (chooser);
  GtkListBox *sets = GTK_LIST_BOX (find_widget (
      GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (menu))), GTK_TYPE_LIST_BOX));
  const GError *error = gradus_data_source_error (gradus_dataset_browser_source (browser));
  const char *const *names = gr_dataset_names ();

  g_assert_error (error, GR_ERROR, GR_ERROR_NO_DATA);
  g_assert_null (strstr (error->message, "--data"));
  g_assert_nonnull (rows_find_label (GTK_WIDGET (browser), error->message));
  gtk_menu_button_popup (GTK_MENU_BUTTON (menu));
  wait_while (!gtk_widget_get_mapped (GTK_WIDGET (sets)));
  for (gint i = 0; names[i]; i++)
    {
      GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (sets, i));
      GtkWidget *mark = rows_find_label (row, "Not on this computer");

      if (g_str_equal (names[i], "cifar-10"))
        g_assert_true (gtk_widget_get_visible (mark));
      if (g_str_equal (names[i], "spirals"))
        g_assert_false (gtk_widget_get_visible (mark));
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The names of a table's columns stand where its numbers are: at an item, in the table, in the
 * statistics. */
static void
test_column_names (void)
{
  static const char text[] = "Länge;Farbe;Preis\n1,5;rot;10\n2,5;blau;20\n3,5;rot;30\n";
  g_autofree char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "waren.csv", text, strlen (text));
  g_autofree char *json = g_strdup_printf ("{\"set\": \"%s\"}", path);
  g_autoptr (GradusDocument) document = document_with_data (json);
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GtkWidget *panel = find_widget (GTK_WIDGET (browser), GRADUS_TYPE_SAMPLE_PANEL);
  GradusItemTable *table = GRADUS_ITEM_TABLE (
      find_widget (GTK_WIDGET (browser), GRADUS_TYPE_ITEM_TABLE));
  static const char *const titles[] = { "Länge", "Farbe: blau", "Farbe: rot", "Preis" };

  wait_while (!gradus_sample_panel_sample (GRADUS_SAMPLE_PANEL (panel)));
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_assert_cmpstr (gradus_item_table_title (table, (guint) i + 1), ==, titles[i]);
      g_assert_nonnull (rows_find_label (panel, titles[i]));
    }
  g_assert_nonnull (rows_find_label (panel, "1.5"));
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (g_steal_pointer (&folder));
}

/* What is on the disk now is shown when a person asks for it. */
static void
test_reload (void)
{
  static const char one[] = "a,b\n1,2\n3,4\n", more[] = "a,b\n1,2\n3,4\n5,6\n";
  g_autofree char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "some.csv", one, strlen (one));
  g_autofree char *json = g_strdup_printf ("{\"set\": \"%s\"}", path);
  g_autoptr (GradusDocument) document = document_with_data (json);
  GtkWidget *window, *button;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusDataSource *source = gradus_dataset_browser_source (browser);

  g_assert_cmpint (gradus_data_source_part (source, "train")->set->length, ==, 2);
  g_free (folder_write (folder, "some.csv", more, strlen (more)));
  button = gtk_widget_get_ancestor (rows_find_label (GTK_WIDGET (browser), "Reload Files"),
                                    GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  run_until_loaded (source);
  g_assert_cmpint (gradus_data_source_part (source, "train")->set->length, ==, 3);
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (g_steal_pointer (&folder));
}

/* However many columns a table has, an item in it is a row of the list and what is drawn there: a
 * list has two hundred rows at once. */
static void
test_wide_table (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *folder = folder_new (), *path = NULL, *json = NULL;
  g_autoptr (GradusDocument) document = NULL;
  GtkWidget *window, *list;
  GradusDatasetBrowser *browser;

  for (guint i = 0; i < 300; i++)
    {
      for (guint c = 0; c < 20; c++)
        g_string_append_printf (text, "%s%u.5", c ? "," : "", i + c);
      g_string_append_c (text, '\n');
    }
  path = folder_write (folder, "wide.csv", text->str, text->len);
  json = g_strdup_printf ("{\"set\": \"%s\"}", path);
  document = document_with_data (json);
  browser = open_browser (document, &window);
  list = find_widget (find_widget (GTK_WIDGET (browser), GRADUS_TYPE_ITEM_TABLE),
                      GTK_TYPE_LIST_VIEW);
  wait_while (!gtk_widget_get_first_child (list));
  g_assert_cmpuint (count_widgets (list), <=, 1 + 2 * 300);
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (g_steal_pointer (&folder));
}

/* Enter opens an item, Escape goes back to the others. */
static void
test_open_and_back (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"shapes\", \"n\": 200, \"n_test\": 50}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GtkWidget *grid = find_widget (GTK_WIDGET (browser), GTK_TYPE_GRID_VIEW);
  GtkWidget *panel = find_widget (GTK_WIDGET (browser), GRADUS_TYPE_SAMPLE_PANEL);

  wait_while (!gradus_sample_panel_sample (GRADUS_SAMPLE_PANEL (panel)));
  wait_while (!gtk_widget_get_first_child (grid) || gtk_widget_get_width (grid) < 100);
  g_assert_true (gtk_widget_child_focus (grid, GTK_DIR_TAB_FORWARD));
  g_signal_emit_by_name (grid, "activate", 3);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), panel));
  g_assert_true (gtk_widget_activate_action (panel, "data.back", NULL));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), grid));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- bringing one's own
 * ---------------------------------------------------------------------------
 */

static void
write_file (const char *folder, const char *name, gconstpointer data, gsize n)
{
  g_free (folder_write (folder, name, data, n));
}

/* IDX: 3 pictures of 8×8 pixels, with labels. */
static void
write_idx (const char *folder)
{
  guint8 images[16 + 3 * 64] = { 0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 8, 0, 0, 0, 8 };
  const guint8 labels[8 + 3] = { 0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 0 };

  write_file (folder, "train-images-idx3-ubyte", images, sizeof images);
  write_file (folder, "train-labels-idx1-ubyte", labels, sizeof labels);
}

static void
write_cifar (const char *folder)
{
  g_autofree guint8 *records = g_new0 (guint8, 4 * 3073);

  for (gint b = 1; b <= 5; b++)
    {
      g_autofree char *name = g_strdup_printf ("data_batch_%d.bin", b);

      write_file (folder, name, records, 4 * 3073);
    }
  write_file (folder, "test_batch.bin", records, 4 * 3073);
}

/* Two folders of pictures. */
static void
write_pictures (const char *folder)
{
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 10, 12);

  gdk_pixbuf_fill (picture, 0x336699ff);
  for (gint i = 0; i < 10; i++)
    {
      const char *class = i % 2 ? "cats" : "dogs";
      g_autofree char *within = g_build_filename (folder, class, NULL);
      g_autofree char *path = g_strdup_printf ("%s/%d.png", within, i);

      g_mkdir_with_parents (within, 0755);
      g_assert_true (gdk_pixbuf_save (picture, path, "png", NULL, NULL));
    }
}

static void
write_npy (const char *folder)
{
  static const char header[]
      = "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (10, 3), }";
  guint8 bytes[128 + 10 * 3 * 4];

  memset (bytes, ' ', 128);
  memcpy (bytes, header, sizeof header - 1);
  bytes[127] = '\n';
  memset (bytes + 128, 0, sizeof bytes - 128);
  write_file (folder, "numbers.npy", bytes, sizeof bytes);
}

/* Brings @name in @folder to a document and waits for what comes of it. */
static void
bring (GradusDocument *document, GradusDatasetBrowser *browser, const char *folder,
       const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  gradus_data_import (GTK_WIDGET (browser), document, path);
  wait_while (gradus_data_import_busy (document));
  run_until_loaded (gradus_dataset_browser_source (browser));
}

/* What was brought, and that its sentence says @part of it. */
static void
assert_understood (GradusDatasetBrowser *browser, const char *part)
{
  GradusDataSource *source = gradus_dataset_browser_source (browser);
  g_autofree char *text = NULL;

  g_assert_no_error (gradus_data_source_error (source));
  text = gradus_part_describe (gradus_data_source_part (source, "train"));
  if (!strstr (text, part))
    g_error ("“%s” does not say “%s”", text, part);
}

static void
test_bring (void)
{
  char *folder = folder_new ();
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"spirals\"}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);

  write_idx (folder);
  bring (document, browser, folder, "train-labels-idx1-ubyte"); /* one file stands for all */
  assert_understood (browser, "3 pictures of 8×8 pixels in gray; 2 classes");
  gradus_document_undo (document);
  g_assert_cmpstr (gradus_document_project (document)->data.kind, ==, "spirals");

  /* What cannot be read is said, and the project keeps what it has. */
  write_file (folder, "broken.npz", "no array", 8);
  bring (document, browser, folder, "broken.npz");
  g_assert_cmpstr (gradus_document_project (document)->data.kind, ==, "spirals");
  folder_remove (folder);

  folder = folder_new ();
  write_cifar (folder);
  bring (document, browser, folder, "data_batch_2.bin");
  assert_understood (browser, "20 pictures of 32×32 pixels in colour; 10 classes");
  folder_remove (folder);

  folder = folder_new ();
  write_pictures (folder);
  bring (document, browser, folder, "");
  assert_understood (browser, "pictures of 10×12 pixels in colour; 2 classes");
  folder_remove (folder);

  folder = folder_new ();
  write_npy (folder);
  bring (document, browser, folder, "numbers.npy");
  assert_understood (browser, "8 items of 3 numbers; nothing to predict");
  folder_remove (folder);
  gtk_window_destroy (GTK_WINDOW (window));
}

static GradusColumnsDialog *
columns_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (GRADUS_IS_COLUMNS_DIALOG (window))
        return GRADUS_COLUMNS_DIALOG (window);
    }
  return NULL;
}

static GradusColumnsDialog *
wait_for_columns (void)
{
  GradusColumnsDialog *dialog = columns_dialog ();

  g_assert_nonnull (dialog);
  wait_while (!gradus_columns_dialog_ready (dialog));
  return dialog;
}

/* A table: the roles are guessed, changed, written into the project, and read again. */
static void
test_columns (void)
{
  static const char text[] = "height,colour,size,species\n1.5,red,small,a\n2.5,green,large,b\n"
                             "3.5,red,large,a\n1.25,blue,small,b\n2.25,red,small,a\n";
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "flowers.csv", NULL);
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"spirals\"}");
  GradusColumnsDialog *dialog;
  GradusColumnRow *size;
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusPart *part;

  write_file (folder, "flowers.csv", text, strlen (text));
  gradus_data_import (GTK_WIDGET (browser), document, path);
  dialog = wait_for_columns ();
  g_assert_cmpstr (gradus_columns_dialog_text (dialog), ==,
                   "6 inputs for the network · to predict: one of 2 classes");
  g_assert_cmpstr (gradus_document_project (document)->data.kind, ==, "spirals"); /* not yet */

  /* The third column in an order, which it has by hand. */
  size = GRADUS_COLUMN_ROW (gradus_columns_dialog_row (dialog, 2));
  gradus_column_row_set_role (size, GR_COLUMN_ORDINAL);
  g_assert_cmpstr (gradus_columns_dialog_text (dialog), ==,
                   "5 inputs for the network · to predict: one of 2 classes");
  gtk_editable_set_text (GTK_EDITABLE (find_widget (GTK_WIDGET (size), GTK_TYPE_ENTRY)), "small");
  g_assert_nonnull (strstr (gradus_columns_dialog_text (dialog), "“large” is missing"));
  gtk_editable_set_text (GTK_EDITABLE (find_widget (GTK_WIDGET (size), GTK_TYPE_ENTRY)),
                         "small, large");
  g_signal_emit_by_name (dialog, "use");
  wait_while (columns_dialog ());
  run_until_loaded (gradus_dataset_browser_source (browser));
  assert_understood (browser, "4 items of 5 numbers; 2 classes");
  part = gradus_data_source_part (gradus_dataset_browser_source (browser), "train");
  g_assert_cmpstr (part->set->class_names[1], ==, "b");

  /* Once more, with what the project says by now. */
  gradus_data_change_columns (GTK_WIDGET (browser), document);
  dialog = wait_for_columns ();
  g_assert_cmpstr (gradus_columns_dialog_text (dialog), ==,
                   "5 inputs for the network · to predict: one of 2 classes");
  gradus_column_row_set_role (GRADUS_COLUMN_ROW (gradus_columns_dialog_row (dialog, 3)),
                              GR_COLUMN_CONTINUOUS);
  g_assert_nonnull (strstr (gradus_columns_dialog_text (dialog), "“species” has words"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  gradus_document_undo (document);
  g_assert_cmpstr (gradus_document_project (document)->data.kind, ==, "spirals");
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (folder);
}

/* --- a sample, its transforms, the statistics
 * ----------------------------------------------------- */

static void
take_result (GObject *object, GAsyncResult *result, gpointer user)
{
  *(GAsyncResult **) user = g_object_ref (result);
}

static GradusSample *
load_sample (GradusPart *part, const char *transforms, guint64 roll)
{
  g_autoptr (JsonNode) node = json_from_string (transforms, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GradusSample *sample;

  gradus_sample_load_async (part, 7, json_node_get_array (node), roll, NULL, take_result, &result);
  wait_while (!result);
  sample = gradus_sample_load_finish (result, &error);
  g_assert_no_error (error);
  return sample;
}

static gboolean
same_picture (const GradusSample *a, const GradusSample *b, guint stage)
{
  const GradusStage *x = a->stages->pdata[stage], *y = b->stages->pdata[stage];

  return x->n == y->n && memcmp (x->values, y->values, sizeof (gfloat) * x->n) == 0;
}

static void
test_sample (void)
{
  static const char transforms[]
      = "[{\"name\": \"random_crop\", \"size\": 20}, {\"name\": \"normalize\", "
        "\"mean\": 0.5, \"std\": 0.25}]";
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"shapes\", \"n\": 100, \"n_test\": 10}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  const GradusStage *stage;
  GradusPart *part;

  run_until_loaded (source);
  part = gradus_data_source_part (source, "train");
  g_autoptr (GradusSample) sample = load_sample (part, transforms, 0);
  g_autoptr (GradusSample) again = load_sample (part, transforms, 0);
  g_autoptr (GradusSample) rolled = load_sample (part, transforms, 1);
  g_assert_cmpuint (sample->stages->len, ==, 3);
  stage = sample->stages->pdata[0];
  g_assert_cmpint (stage->picture->width, ==, 28);
  stage = sample->stages->pdata[1];
  g_assert_true (stage->random);
  g_assert_cmpint (stage->picture->width, ==, 20);
  /* Stage after stage: what normalize saw is what the crop before it gave. */
  const GradusStage *normalized = sample->stages->pdata[2];
  for (gint64 i = 0; i < stage->n; i++)
    g_assert_cmpfloat_with_epsilon (normalized->values[i], (stage->values[i] - 0.5) / 0.25, 1e-5);
  g_assert_true (same_picture (sample, again, 1));
  g_assert_false (same_picture (sample, rolled, 1));
  g_assert_true (same_picture (sample, rolled, 0));

  g_autoptr (GradusSample) wrong = load_sample (
      part, "[{\"name\": \"center_crop\", \"size\": 99999}]", 0);
  stage = wrong->stages->pdata[wrong->stages->len - 1];
  g_assert_true (stage->problem || stage->picture);
}

/* A document's JSON is the main thread's: what samples are made from on several others shares
 * nothing with it, nor with one another's. */
static void
one_sample_less (GObject *object, GAsyncResult *result, gpointer user)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GradusSample) sample = gradus_sample_load_finish (result, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sample->stages->len, ==, 3);
  --*(guint *) user;
}

static void
test_many_samples (void)
{
  enum
  {
    SAMPLES = 10000,
    IN_FLIGHT = 7
  };
  g_autoptr (JsonNode) node = json_from_string (
      "[{\"name\": \"center_crop\", \"size\": 20}, {\"name\": \"normalize\", \"mean\": [0.5], "
      "\"std\": [0.25]}]",
      NULL);
  g_autoptr (JsonNode) copy = gradus_json_for_thread (node);
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"shapes\", \"n\": 100, \"n_test\": 10}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  guint in_flight = 0;

  g_assert_true (json_node_equal (node, copy));
  g_assert_true (json_node_get_array (node) != json_node_get_array (copy));
  g_assert_true (json_array_get_object_element (json_node_get_array (node), 0)
                 != json_array_get_object_element (json_node_get_array (copy), 0));
  g_assert_null (gradus_json_for_thread (NULL));

  g_assert_true (
      gradus_document_set_section (document, "transforms", node, "Transforms", NULL, NULL));
  run_until_loaded (source);
  for (guint i = 0; i < SAMPLES; i++)
    {
      wait_while (in_flight == IN_FLIGHT);
      in_flight++;
      gradus_sample_load_async (gradus_data_source_part (source, "train"), i % 80,
                                gradus_document_project (document)->transforms, 0, NULL,
                                one_sample_less, &in_flight);
    }
  wait_while (in_flight);
}

static void
test_picture (void)
{
  static const guint8 pixels[] = { 0, 255, 51, 102, 10, 20, 30, 40, 1, 2, 3, 4, 5, 6, 7, 8 };
  const GrField field = { .dtype = GR_UINT8, .ndim = 2, .shape = { 4, 4 } };
  g_autoptr (GradusPicture) picture = gradus_picture_new (&field, pixels);
  g_autoptr (GdkTexture) texture = gradus_picture_texture (picture, 9);
  g_autofree char *text = gradus_picture_text (picture, 2, 0);
  guint32 shown[8 * 8];

  g_assert_cmpint (gdk_texture_get_width (texture), ==, 8); /* twice as large: a whole factor */
  gdk_texture_download (texture, (guchar *) shown, 8 * sizeof *shown);
  for (gint i = 0; i < 64; i++)
    g_assert_cmpuint (shown[i] & 0xff, ==, pixels[i / 16 * 4 + i % 8 / 2]);
  g_assert_cmpstr (text, ==, "51");
  g_clear_object (&texture);
  texture = gradus_picture_texture (picture, 2);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 2);
  gdk_texture_download (texture, (guchar *) shown, 2 * sizeof *shown);
  g_assert_cmpuint (shown[0] & 0xff, ==, (0 + 255 + 10 + 20 + 2) / 4);
}

static void
test_statistics (void)
{
  static const gfloat values[] = { 1, 10, 2, 20, 3, 30, 4, 40 };
  g_autoptr (GrTensor) input = gr_tensor_new_from (GR_FLOAT32, values, GR_INTS (4, 2), NULL);
  g_autoptr (GrDataset) set = gr_dataset_from_tensors ("mine", &input, NULL, 1, NULL, NULL, 0,
                                                       NULL);
  g_autoptr (GradusStatistics) statistics = gradus_statistics_new (set, NULL, NULL);

  g_assert_cmpuint (statistics->n_channels, ==, 2);
  g_assert_cmpfloat (statistics->channel[0].mean, ==, 2.5);
  g_assert_cmpfloat_with_epsilon (statistics->channel[1].std, 12.909944, 1e-5);
  g_assert_cmpfloat (statistics->channel[1].high, ==, 40);
}

/* --- what a trained model makes of them ---------------------------------------------------------
 */

static const char classifier[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"shapes\", \"n\": 60, \"n_test\": 300},"
      " \"model\": {\"blocks\": ["
      "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [1, 28, 28]}},"
      "{\"id\": \"flatten\", \"kind\": \"Flatten\"},"
      "{\"id\": \"out\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 10}},"
      "{\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}], \"links\": ["
      "{\"from\": \"input\", \"to\": \"flatten\"}, {\"from\": \"flatten\", \"to\": \"out\"},"
      "{\"from\": \"out\", \"to\": \"loss\"}]}}";

static GrProject *
read_project (const char *json)
{
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_from_json (json, -1, "test", &error);

  g_assert_no_error (error);
  return project;
}

/* A file of weights that were never trained; the folder is the caller's to remove. */
static char *
write_weights (const char *folder)
{
  g_autoptr (GrProject) project = read_project (classifier);
  g_autoptr (GrModule) module = gr_module_new (project->model, GR_FLOAT32, GR_CPU, NULL, NULL);
  char *path = g_build_filename (folder, "weights.safetensors", NULL);

  g_assert_true (gr_weights_save (module, path, NULL));
  return path;
}

/* Item by item it is what the engine measures over the whole. */
static void
check_against_metrics (const char *weights, GradusPredictions *predictions)
{
  g_autoptr (GrProject) project = read_project (classifier);
  g_autoptr (GrModule) module = gr_module_new (project->model, GR_FLOAT32, GR_CPU, NULL, NULL);
  GrDataset *set = predictions->part->set;
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;
  g_autoptr (GrLoader) loader = gr_loader_new (set, &options, NULL);
  g_autoptr (GrMetrics) metrics = gr_metrics_for (module, project->model, set);
  gint64 n, right = 0;

  g_assert_true (gr_weights_load (module, weights, NULL));
  g_assert_true (gr_evaluate (module, loader, metrics, NULL, NULL, NULL));
  const GrScore score = gr_metrics_score (metrics);
  const gint64 *confusion = gr_metrics_confusion (metrics, &n);
  for (gint64 c = 0; c < n; c++)
    right += confusion[c * n + c];
  g_assert_cmpfloat_with_epsilon (predictions->loss, score.loss, 1e-5);
  g_assert_cmpint (set->length - predictions->n_wrong, ==, right);
}

static void
run_until_predicted (GradusEvaluation *evaluation)
{
  wait_while (gradus_evaluation_running (evaluation));
  g_assert_no_error (gradus_evaluation_error (evaluation));
}

static void
check_order (GradusItems *items, GradusPredictions *predictions)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (items));
  gfloat before = INFINITY;

  gradus_items_set_order (items, GRADUS_ORDER_LOSS);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GradusItem) item = g_list_model_get_item (G_LIST_MODEL (items), i);

      g_assert_true (gradus_item_prediction (item) == &predictions->item[gradus_item_index (item)]);
      g_assert_cmpfloat (gradus_item_prediction (item)->loss, <=, before);
      before = gradus_item_prediction (item)->loss;
    }
  gradus_items_set_wrong_only (items, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (items)), ==, predictions->n_wrong);
  gradus_items_set_wrong_only (items, FALSE);
}

static void
test_predictions (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-data-XXXXXX", NULL);
  g_autofree char *weights = write_weights (folder);
  g_autoptr (GradusDocument) document = gradus_document_new (read_project (classifier));
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusEvaluation *evaluation = gradus_dataset_browser_evaluation (browser);
  GradusPart *part;
  GradusPredictions *predictions;
  guint expected = 0;

  gradus_dataset_browser_set_split (browser, "test");
  part = gradus_data_source_part (gradus_dataset_browser_source (browser), "test");
  gradus_dataset_browser_set_model (browser, "Run 1", read_project (classifier), weights);
  g_assert_null (gradus_evaluation_predictions (evaluation, part));
  gradus_dataset_browser_show_cell (browser, 2, 5); /* predicts first */
  run_until_predicted (evaluation);
  predictions = gradus_evaluation_predictions (evaluation, part);
  g_assert_nonnull (predictions);
  check_against_metrics (weights, predictions);
  for (guint i = 0; i < 300; i++)
    {
      expected += part->label[i] == 2 && predictions->item[i].predicted == 5;
      g_assert_cmpfloat (predictions->item[i].confidence, >=, 0.1); /* the largest of ten */
      g_assert_cmpfloat (predictions->item[i].confidence, <=, 1);
    }
  g_assert_cmpuint (n_shown (browser), ==, expected);
  gradus_dataset_browser_show_cell (browser, -1, -1);
  g_assert_cmpuint (n_shown (browser), ==, 300);
  check_order (GRADUS_ITEMS (gradus_dataset_browser_items (browser)), predictions);

  /* Another model: what the one before predicted is no longer shown. */
  gradus_dataset_browser_set_model (browser, "Run 2", read_project (classifier), "missing");
  g_assert_null (gradus_evaluation_predictions (evaluation, part));
  gradus_evaluation_start (evaluation, part, TRUE);
  wait_while (gradus_evaluation_running (evaluation));
  g_assert_nonnull (strstr (gradus_evaluation_error (evaluation)->message, "missing"));
  gtk_window_destroy (GTK_WINDOW (window));
  g_remove (weights);
  g_rmdir (folder);
}

/* What was stopped leaves nothing behind. */
static void
test_cancel (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (read_project (classifier));
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  g_autoptr (GradusEvaluation) evaluation = gradus_evaluation_new ();
  GradusPart *part;

  run_until_loaded (source);
  part = gradus_data_source_part (source, "test");
  gradus_evaluation_set_model (evaluation, "Run", read_project (classifier), NULL);
  gradus_evaluation_start (evaluation, part, TRUE);
  gradus_evaluation_cancel (evaluation);
  g_assert_false (gradus_evaluation_running (evaluation));
  gradus_evaluation_start (evaluation, part, TRUE);
  run_until_predicted (evaluation);
  g_assert_nonnull (gradus_evaluation_predictions (evaluation, part));
}

/* --- drawing
 * -------------------------------------------------------------------------------------- */

static void
test_draw_pad (void)
{
  GtkWidget *widget = g_object_ref_sink (gradus_draw_pad_new ());
  GradusDrawPad *pad = GRADUS_DRAW_PAD (widget);

  g_assert_true (gradus_draw_pad_is_empty (pad));
  g_assert_false (gradus_draw_pad_can_undo (pad));
  gradus_draw_pad_begin (pad);
  gradus_draw_pad_stroke (pad, 5, 10.5, 20, 10.5, FALSE);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[10 * 28 + 12], ==, 1);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[20 * 28 + 12], ==, 0);
  gradus_draw_pad_begin (pad);
  gradus_draw_pad_stroke (pad, 12.5, 10.5, 12.5, 10.5, TRUE);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[10 * 28 + 12], ==, 0);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[10 * 28 + 7], ==, 1);
  gradus_draw_pad_undo (pad);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[10 * 28 + 12], ==, 1);
  gradus_draw_pad_clear (pad);
  g_assert_true (gradus_draw_pad_is_empty (pad));
  gradus_draw_pad_undo (pad);
  g_assert_false (gradus_draw_pad_is_empty (pad));
  gradus_draw_pad_undo (pad);
  g_assert_false (gradus_draw_pad_can_undo (pad));
  g_assert_true (gradus_draw_pad_is_empty (pad));
  gradus_draw_pad_redo (pad);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[10 * 28 + 12], ==, 1);
  g_assert_true (gradus_draw_pad_can_redo (pad));
  gradus_draw_pad_begin (pad);
  g_assert_false (gradus_draw_pad_can_redo (pad));
  g_object_unref (widget);
}

/* A square in a corner comes to the middle, as large as the set's items. */
static void
test_drawing_fit (void)
{
  gfloat ink[28 * 28] = { 0 }, sum = 0;
  g_autofree gfloat *fitted = NULL;
  g_autofree gfloat *nothing = gradus_drawing_fit (ink, 28, 28, 20);

  for (gint i = 0; i < 28 * 28; i++)
    g_assert_cmpfloat (nothing[i], ==, 0);
  for (gint i = 0; i < 100; i++)
    ink[(i / 10) * 28 + i % 10] = 1;
  fitted = gradus_drawing_fit (ink, 28, 28, 20);
  for (gint i = 0; i < 28 * 28; i++)
    sum += fitted[i];
  g_assert_cmpfloat_with_epsilon (sum, 400, 1);
  g_assert_cmpfloat (fitted[14 * 28 + 14], ==, 1);
  g_assert_cmpfloat (fitted[6 * 28 + 6], ==, 1);
  g_assert_cmpfloat (fitted[2 * 28 + 14], ==, 0);
  g_clear_pointer (&fitted, g_free);
  fitted = gradus_drawing_fit (ink, 28, 28, 1000); /* no further than makes sense */
  g_assert_cmpfloat (fitted[14 * 28 + 0], <, .2f);
}

static void
test_drawing_side (void)
{
  guint8 pixels[3 * 8 * 8] = { 0 };
  g_autoptr (GrTensor) input = NULL;
  g_autoptr (GrDataset) set = NULL;

  pixels[2 * 8 + 3] = 200; /* one pixel; a line of five; nothing */
  for (gint x = 1; x < 6; x++)
    pixels[64 + 4 * 8 + x] = 255;
  input = gr_tensor_new_from (GR_UINT8, pixels, GR_INTS (3, 1, 8, 8), NULL);
  set = gr_dataset_from_tensors ("marks", &input, NULL, 1, NULL, NULL, 0, NULL);
  g_assert_cmpint (gradus_drawing_side (set), ==, 5);
}

/* What is drawn is predicted as the same pixels from a file are. */
static void
test_drawing_predicted (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (read_project (classifier));
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  g_autoptr (GradusEvaluation) evaluation = gradus_evaluation_new ();
  GtkWidget *window = adw_window_new (), *page = gradus_draw_page_new (evaluation);
  GradusDrawPad *pad = gradus_draw_page_pad (GRADUS_DRAW_PAGE (page));
  GradusPart *part;
  gint best = 0;

  adw_window_set_content (ADW_WINDOW (window), page);
  run_until_loaded (source);
  part = gradus_data_source_part (source, "train");
  gradus_draw_page_set_part (GRADUS_DRAW_PAGE (page), part);
  gradus_evaluation_set_model (evaluation, "Run", read_project (classifier), NULL);
  gradus_draw_pad_begin (pad);
  gradus_draw_pad_stroke (pad, 4, 4, 24, 24, FALSE);
  g_assert_null (gradus_evaluation_predictions (evaluation, part)); /* the pad needs no pass */
  wait_while (!gradus_evaluation_predictor (evaluation));

  g_autofree gfloat *fitted = gradus_drawing_fit (gradus_draw_pad_ink (pad), 28, 28, part->side);
  g_autoptr (GrDataset) drawing = gradus_drawing_dataset (fitted, 28, 28, part->set, NULL);
  g_autoptr (GrTensor) output = gradus_predictor_run (gradus_evaluation_predictor (evaluation),
                                                      drawing, 0, NULL);
  g_assert_cmpint (gr_tensor_numel (output), ==, 10);
  for (gint c = 1; c < 10; c++)
    if (GR_DATA (gfloat, output)[c] > GR_DATA (gfloat, output)[best])
      best = c;
  wait_while (
      !strstr (gradus_draw_page_text (GRADUS_DRAW_PAGE (page)), part->set->class_names[best]));
  gradus_draw_pad_clear (pad);
  wait_while (strstr (gradus_draw_page_text (GRADUS_DRAW_PAGE (page)), "%"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- points
 * --------------------------------------------------------------------------------------- */

static void
test_scatter (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"spirals\", \"n\": 90, \"n_test\": 30}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusScatter *scatter = GRADUS_SCATTER (find_widget (GTK_WIDGET (browser), GRADUS_TYPE_SCATTER));

  wait_while (gtk_widget_get_width (GTK_WIDGET (scatter)) < 100);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (scatter)));
  g_assert_cmpuint (gradus_scatter_nearest (scatter, 10, 10), <, 90);
  gradus_dataset_browser_set_class (browser, 1);
  g_assert_cmpuint (gradus_scatter_nearest (scatter, 10, 10), <, 30);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (browser), "data.view", "s", "table"));
  g_assert_false (gtk_widget_get_child_visible (GTK_WIDGET (scatter)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Numbers and classes have room beside the points, and the points the most of it. */
static void
test_scatter_area (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"blobs\", \"classes\": 10, \"n\": 90, \"n_test\": 30}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  GradusScatterArea wide, narrow;

  run_until_loaded (source);
  wide = gradus_scatter_area (gradus_data_source_part (source, "train"), 1200, 600);
  narrow = gradus_scatter_area (gradus_data_source_part (source, "train"), 300, 600);
  g_assert_cmpfloat (wide.left, >, 30);
  g_assert_cmpfloat (wide.bottom, <, 580);
  g_assert_cmpfloat (wide.right - wide.left, >, 1000);
  g_assert_cmpfloat (wide.bottom - wide.top, >, 500);
  g_assert_cmpfloat (narrow.top, >, wide.top); /* the legend has more lines */
}

/* Of very many items a part is drawn, and the same part can be picked. */
static void
test_scatter_many (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"spirals\", \"n\": 50000, \"n_test\": 30}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusScatter *scatter = GRADUS_SCATTER (find_widget (GTK_WIDGET (browser), GRADUS_TYPE_SCATTER));

  wait_while (gtk_widget_get_width (GTK_WIDGET (scatter)) < 100);
  for (gint y = 0; y < 300; y += 50)
    g_assert_cmpuint (gradus_scatter_nearest (scatter, 2 * y, y) % 3, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A model that was never trained says something everywhere, too. */
static void
take_regions (GObject *object, GAsyncResult *result, gpointer user)
{
  *(GradusRegions **) user = gradus_regions_new_finish (result, NULL);
}

static void
test_regions (void)
{
  static const char json[]
      = "{\"gradus\": 1, \"data\": {\"set\": \"spirals\"}, \"model\": {\"blocks\": ["
        "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
        "{\"id\": \"out\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
        "{\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}], \"links\": ["
        "{\"from\": \"input\", \"to\": \"out\"}, {\"from\": \"out\", \"to\": \"loss\"}]}}";
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"spirals\"}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  g_autoptr (GradusPredictor) predictor = NULL;
  g_autoptr (GradusRegions) regions = NULL;
  GradusPart *part;
  gint x, y;

  run_until_loaded (source);
  part = gradus_data_source_part (source, "train");
  predictor = gradus_predictor_new (read_project (json), NULL, part->set, NULL);
  gradus_regions_new_async (predictor, part, (GradusFrame){ -2, 2, -1, 1 }, NULL, take_regions,
                            &regions);
  wait_while (!regions);

  /* A cell says what the model says of its middle. */
  x = regions->width / 3;
  y = regions->height / 4;
  const gfloat middle[] = { -2 + 4 * (x + .5f) / regions->width,
                            -1 + 2 * (y + .5f) / regions->height };
  g_autoptr (GrTensor) input = gr_tensor_new_from (GR_FLOAT32, middle, GR_INTS (1, 2), NULL);
  g_autoptr (GrDataset) one = gr_dataset_from_tensors ("one", &input, NULL, 1, NULL, NULL, 0, NULL);
  g_autoptr (GrTensor) output = gradus_predictor_run (predictor, one, 0, NULL);
  const gint32 class = regions->class[y * regions->width + x];
  g_assert_cmpfloat_with_epsilon (regions->value[y * regions->width + x],
                                  GR_DATA (gfloat, output)[class], 1e-4);
  for (gint c = 0; c < 3; c++)
    g_assert_cmpfloat (GR_DATA (gfloat, output)[c], <=, GR_DATA (gfloat, output)[class]);
}

static guint32
pixel (cairo_surface_t *surface, gint x, gint y)
{
  const guchar *row = cairo_image_surface_get_data (surface)
                      + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) row)[x] & 0xffffff;
}

/* The model's curve begins where it begins, whatever was drawn before it, and does not leave the
 * axes. */
static void
test_curve (void)
{
  gfloat values[] = { 0.5, 0.5, 0.5, 40 };
  const GradusRegions curve = { .frame = { 0, 1, 0, 1 }, .width = 4, .height = 1, .value = values };
  const GradusScatterArea area = { 100, 100, 300, 200 };
  const GradusPalette *palette = gradus_palette_get (FALSE, FALSE);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 300);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();

  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_paint (cr);
  gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, " ", &palette->text, 350, 20, 0, .5);
  g_assert_false (cairo_has_current_point (cr));
  cairo_move_to (cr, 350, 20); /* as others may leave it */
  gradus_regions_draw (&curve, cr, &area, palette);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_assert_cmphex (pixel (surface, 160, 150), !=, pixel (surface, 0, 0));
  for (gint y = 0; y < 300; y++)
    for (gint x = 0; x < 400; x++)
      if (y < 100 || (x < 220 && y < 140))
        g_assert_cmphex (pixel (surface, x, y), ==, pixel (surface, 0, 0));
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  gradus_init ();
  g_test_add_func ("/data/filter", test_filter);
  g_test_add_func ("/data/counts", test_counts);
  g_test_add_func ("/data/order", test_order);
  g_test_add_func ("/data/many", test_many);
  g_test_add_func ("/data/other-set", test_other_set);
  g_test_add_func ("/data/choose", test_choose);
  g_test_add_func ("/data/missing-files", test_missing_files);
  g_test_add_func ("/data/column-names", test_column_names);
  g_test_add_func ("/data/reload", test_reload);
  g_test_add_func ("/data/wide-table", test_wide_table);
  g_test_add_func ("/data/open-and-back", test_open_and_back);
  g_test_add_func ("/data/bring", test_bring);
  g_test_add_func ("/data/columns", test_columns);
  g_test_add_func ("/data/sample", test_sample);
  g_test_add_func ("/data/many-samples", test_many_samples);
  g_test_add_func ("/data/predictions", test_predictions);
  g_test_add_func ("/data/cancel", test_cancel);
  g_test_add_func ("/data/draw-pad", test_draw_pad);
  g_test_add_func ("/data/drawing-fit", test_drawing_fit);
  g_test_add_func ("/data/drawing-side", test_drawing_side);
  g_test_add_func ("/data/drawing-predicted", test_drawing_predicted);
  g_test_add_func ("/data/scatter", test_scatter);
  g_test_add_func ("/data/scatter-area", test_scatter_area);
  g_test_add_func ("/data/scatter-many", test_scatter_many);
  g_test_add_func ("/data/regions", test_regions);
  g_test_add_func ("/data/curve", test_curve);
  g_test_add_func ("/data/picture", test_picture);
  g_test_add_func ("/data/statistics", test_statistics);
  return g_test_run ();
}
