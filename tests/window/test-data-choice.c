/* test-data-choice.c - the page of a project that has no data yet: what it offers, and what becomes
 * of a choice; and the choice of a file with the labels of arrays. */
#include "data/chooser.h"
#include "data/import.h"
#include "data/registry.h"
#include "data/set-cards.h"
#include "data/set-panel.h"
#include "io/npy.h"

#include "../unit/folder.h"
#include "data-helpers.h"
#include "rows.h"

/* The button within @widget that is called @text, by its own label or as a card by its title. */
static GtkWidget *
find_button (GtkWidget *widget, const char *text)
{
  return gtk_widget_get_ancestor (rows_find_label (widget, text), GTK_TYPE_BUTTON);
}

static GtkWidget *
open_cards (GradusDocument *document, GtkWidget **window)
{
  GradusDatasetBrowser *browser = open_browser (document, window);
  GtkWidget *cards = find_widget (GTK_WIDGET (browser), GRADUS_TYPE_SET_CARDS);

  wait_while (!gtk_widget_get_mapped (cards));
  return cards;
}

/* Each known set has a card with its sentence; those whose files are missing say so, and are the
 * last. */
static void
test_cards (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (NULL);
  GtkWidget *window, *cards = open_cards (document, &window);
  GtkFlowBox *box = GTK_FLOW_BOX (find_widget (cards, GTK_TYPE_FLOW_BOX));
  const char *const *names = gr_dataset_names ();
  const GrDatasetDescriptor *last = gr_dataset_descriptor ("cifar-10");
  gboolean missing = FALSE;
  gint n = 0;

  for (; names[n]; n++)
    {
      const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (names[n]);
      GtkWidget *card = GTK_WIDGET (gtk_flow_box_get_child_at_index (box, n));
      GtkWidget *mark = rows_find_label (card, "Not on this computer");

      g_assert_nonnull (rows_find_label (cards, descriptor->info.title));
      g_assert_nonnull (rows_find_label (cards, descriptor->info.summary));
      g_assert_true (gtk_widget_get_visible (mark) || !missing);
      missing = gtk_widget_get_visible (mark);
      if (rows_find_label (card, last->info.title))
        g_assert_true (missing);
    }
  g_assert_null (gtk_flow_box_get_child_at_index (box, n));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What a card or a row of a set is called: its first label. */
static const char *
first_label (GtkWidget *widget)
{
  GtkWidget *label = find_widget (widget, GTK_TYPE_LABEL);

  return gtk_label_get_text (GTK_LABEL (label));
}

/* The cards and the list of the button have one order: that of what is read there, not of the names
 * that sets have in files. */
static void
test_order (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (NULL);
  GtkWidget *window, *cards = open_cards (document, &window);
  GtkFlowBox *box = GTK_FLOW_BOX (find_widget (cards, GTK_TYPE_FLOW_BOX));
  GtkWidget *browser = gtk_widget_get_ancestor (cards, GRADUS_TYPE_DATASET_BROWSER);
  GtkWidget *menu = gtk_widget_get_first_child (find_widget (browser, GRADUS_TYPE_DATA_CHOOSER));
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (menu));
  GtkListBox *sets = GTK_LIST_BOX (find_widget (GTK_WIDGET (popover), GTK_TYPE_LIST_BOX));
  GtkWidget *card;

  gtk_menu_button_popup (GTK_MENU_BUTTON (menu));
  wait_while (!gtk_widget_get_mapped (GTK_WIDGET (sets)));
  for (gint i = 0; (card = GTK_WIDGET (gtk_flow_box_get_child_at_index (box, i))); i++)
    g_assert_cmpstr (first_label (card), ==,
                     first_label (GTK_WIDGET (gtk_list_box_get_row_at_index (sets, i))));
  /* It is “Exclusive Or” to people. */
  g_assert_cmpint (gradus_known_set_compare ("xor", "moons"), <, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A card is the choice; who made it by keyboard goes on in the items. */
static void
test_card_chosen (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (NULL);
  GtkWidget *window, *cards = open_cards (document, &window);
  GtkWidget *browser = gtk_widget_get_ancestor (cards, GRADUS_TYPE_DATASET_BROWSER);
  GtkWidget *grid = find_widget (browser, GTK_TYPE_GRID_VIEW);
  GtkWidget *card = find_button (cards, "Shapes"), *focus = NULL;

  g_assert_true (gtk_widget_grab_focus (card));
  g_assert_true (gtk_widget_activate (card));
  wait_while (!gradus_document_project (document)->data.kind);
  g_assert_cmpstr (gradus_document_project (document)->data.kind, ==, "shapes");
  wait_while (!(focus = gtk_window_get_focus (GTK_WINDOW (window)))
              || !gtk_widget_is_ancestor (focus, grid));
  g_assert_false (gtk_widget_get_mapped (cards));

  gradus_document_undo (document);
  wait_while (!gtk_widget_get_mapped (cards));
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
file_chooser (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (GTK_IS_FILE_CHOOSER (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

/* One's own files are no further away than the known sets. */
static void
test_own_files (void)
{
  static const struct
  {
    const char *button;
    GtkFileChooserAction action;
  } ways[] = {
    { "Open File…", GTK_FILE_CHOOSER_ACTION_OPEN },
    { "Open Folder…", GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER },
  };
  g_autoptr (GradusDocument) document = gradus_document_new (NULL);
  GtkWidget *window, *cards = open_cards (document, &window);

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_assert_true (gtk_widget_activate (find_button (cards, ways[i].button)));
      wait_while (!file_chooser ());
      g_assert_cmpint (gtk_file_chooser_get_action (GTK_FILE_CHOOSER (file_chooser ())), ==,
                       ways[i].action);
      gtk_dialog_response (GTK_DIALOG (file_chooser ()), GTK_RESPONSE_CANCEL);
      wait_while (file_chooser ());
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- labels -------------------------------------------------------------------------------------
 */

/* 10 pictures in x.npy, and a class for each in @labels; (transfer full) the path of the former. */
static char *
write_arrays (const char *folder, const char *labels)
{
  char *path = g_build_filename (folder, "x.npy", NULL);
  g_autofree char *other = g_build_filename (folder, labels, NULL);
  g_autoptr (GrTensor) x = gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (10, 8, 8), NULL);
  g_autoptr (GrTensor) y = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (10), NULL);

  memset (gr_tensor_data (x), 0, 640);
  for (gint i = 0; i < 10; i++)
    GR_DATA (gint64, y)[i] = i % 2;
  g_assert_true (gr_npy_write (x, path, NULL));
  g_assert_true (gr_npy_write (y, other, NULL));
  return path;
}

static void
assert_told (GradusDatasetBrowser *browser, const char *sentence, const char *labels)
{
  GtkWidget *panel = find_widget (GTK_WIDGET (browser), GRADUS_TYPE_SET_PANEL);
  GradusDataSource *source = gradus_dataset_browser_source (browser);
  g_autofree char *text = NULL;

  wait_while (gradus_data_source_loading (source));
  g_assert_no_error (gradus_data_source_error (source));
  text = gradus_part_describe (gradus_data_source_part (source, "train"));
  g_assert_nonnull (strstr (text, sentence));
  g_assert_nonnull (rows_find_label (panel, text));
  g_assert_nonnull (rows_find_label (panel, "Labels"));
  g_assert_nonnull (rows_find_label (panel, labels));
}

static void
bring (GradusDatasetBrowser *browser, GradusDocument *document, const char *path)
{
  gradus_data_import (GTK_WIDGET (browser), document, path);
  wait_while (gradus_data_import_busy (document));
}

/* A file beside the pictures is theirs by its name, also where their folder is opened. */
static void
test_labels_found (void)
{
  char *folder = folder_new ();
  g_autofree char *path = write_arrays (folder, "y.npy");
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"spirals\"}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);

  bring (browser, document, path);
  assert_told (browser, "2 classes", "y.npy, beside x.npy");
  bring (browser, document, folder);
  assert_told (browser, "2 classes", "y.npy, beside x.npy");
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (folder);
}

/* One that is called otherwise is chosen; what does not fit is refused, and nothing changes. */
static void
test_labels_chosen (void)
{
  char *folder = folder_new ();
  g_autofree char *path = write_arrays (folder, "answers.npy");
  g_autofree char *labels = g_build_filename (folder, "answers.npy", NULL);
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"spirals\"}");
  GtkWidget *window, *panel;
  GradusDatasetBrowser *browser = open_browser (document, &window);

  bring (browser, document, path);
  assert_told (browser, "nothing to predict", "nothing to predict");
  panel = find_widget (GTK_WIDGET (browser), GRADUS_TYPE_SET_PANEL);
  g_assert_true (gtk_widget_activate (find_button (panel, "Choose a File…")));
  wait_while (!file_chooser ());
  gtk_dialog_response (GTK_DIALOG (file_chooser ()), GTK_RESPONSE_CANCEL);
  wait_while (file_chooser ());

  gradus_data_import_labels (GTK_WIDGET (browser), document, path, "/nowhere/labels.npy");
  wait_while (gradus_data_import_busy (document));
  assert_told (browser, "nothing to predict", "nothing to predict");

  gradus_data_import_labels (GTK_WIDGET (browser), document, path, labels);
  wait_while (gradus_data_import_busy (document));
  assert_told (browser, "2 classes", "answers.npy, beside x.npy");
  gradus_document_undo (document);
  assert_told (browser, "nothing to predict", "nothing to predict");
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data-choice/cards", test_cards);
  g_test_add_func ("/data-choice/order", test_order);
  g_test_add_func ("/data-choice/card-chosen", test_card_chosen);
  g_test_add_func ("/data-choice/own-files", test_own_files);
  g_test_add_func ("/data-choice/labels-found", test_labels_found);
  g_test_add_func ("/data-choice/labels-chosen", test_labels_chosen);
  return g_test_run ();
}
