/* test-data.c - the data set browser: parts, filters, order, what is wrong with a set. */
#include "data/chooser.h"
#include "data/registry.h"
#include "data/sample-panel.h"
#include "data/table.h"
#include "document/data-place.h"

#include <string.h>

#include "../unit/folder.h"
#include "data-helpers.h"
#include "rows.h"
#include "saving.h"

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

/* Numbers below zero have the minus that plots have. */
static void
test_minus (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"spirals\", \"n\": 60, \"n_test\": 30}");
  GtkWidget *window;
  GListModel *items = gradus_dataset_browser_items (open_browser (document, &window));
  guint n_negative = 0;

  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (GradusItem) item = g_list_model_get_item (items, i);
      g_autofree char *value = gradus_item_value (item, 0);

      g_assert_null (strchr (value, '-'));
      n_negative += g_str_has_prefix (value, "−");
    }
  g_assert_cmpuint (n_negative, >, 10);
  gtk_window_destroy (GTK_WINDOW (window));
}

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
  gradus_document_set_path (document, project, NULL);
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
  const char *cifar = gr_dataset_descriptor ("cifar-10")->info.title;
  const char *spirals = gr_dataset_descriptor ("spirals")->info.title;
  g_autofree char *said = NULL;
  gint n = 0;

  g_assert_error (error, GR_ERROR, GR_ERROR_NO_DATA);
  g_assert_null (strstr (error->message, "--data"));
  said = gradus_data_refusal (error->message, NULL);
  g_assert_nonnull (rows_find_label (GTK_WIDGET (browser), said));
  gtk_menu_button_popup (GTK_MENU_BUTTON (menu));
  wait_while (!gtk_widget_get_mapped (GTK_WIDGET (sets)));
  for (GtkListBoxRow *row; (row = gtk_list_box_get_row_at_index (sets, n)); n++)
    {
      GtkWidget *mark = rows_find_label (GTK_WIDGET (row), "Not on this computer");

      if (rows_find_label (GTK_WIDGET (row), cifar))
        g_assert_true (gtk_widget_get_visible (mark));
      if (rows_find_label (GTK_WIDGET (row), spirals))
        g_assert_false (gtk_widget_get_visible (mark));
    }
  g_assert_cmpint (n, ==, (gint) g_strv_length ((char **) gr_dataset_names ()));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Where a project without a file has its data is known once it gets one, beside them. */
static void
test_beside_project (void)
{
  static const char text[] = "a,b\n1,2\n3,4\n";
  g_autofree char *folder = folder_new ();
  g_autofree char *csv = folder_write (folder, "beside.csv", text, strlen (text));
  g_autofree char *path = g_build_filename (folder, "a.gradus", NULL);
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"beside.csv\"}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);

  run_until_loaded (source);
  g_assert_nonnull (gradus_data_source_error (source));
  g_assert_true (save_document (document, path, NULL));
  wait_while (gradus_data_source_loading (source));
  g_assert_no_error (gradus_data_source_error (source));
  g_assert_cmpint (gradus_data_source_part (source, "train")->set->length, ==, 2);
  folder_remove (g_steal_pointer (&folder));
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

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data/minus", test_minus);
  g_test_add_func ("/data/filter", test_filter);
  g_test_add_func ("/data/counts", test_counts);
  g_test_add_func ("/data/order", test_order);
  g_test_add_func ("/data/many", test_many);
  g_test_add_func ("/data/other-set", test_other_set);
  g_test_add_func ("/data/choose", test_choose);
  g_test_add_func ("/data/missing-files", test_missing_files);
  g_test_add_func ("/data/beside-project", test_beside_project);
  g_test_add_func ("/data/column-names", test_column_names);
  g_test_add_func ("/data/reload", test_reload);
  g_test_add_func ("/data/wide-table", test_wide_table);
  g_test_add_func ("/data/open-and-back", test_open_and_back);
  return g_test_run ();
}
