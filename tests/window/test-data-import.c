/* test-data-import.c - bringing one's own data: what is understood of files, the columns of a
 * table. */
#include "data/column-row.h"
#include "data/columns-dialog.h"
#include "data/import.h"
#include "document/data-place.h"

#include <string.h>

#include "../unit/folder.h"
#include "data-helpers.h"

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
  write_file (folder, "cats/broken.png", "nothing", 7);
  bring (document, browser, folder, "");
  assert_understood (browser, "pictures of 10×12 pixels in colour; 2 classes");
  g_assert_cmpstr (
      gradus_data_source_part (gradus_dataset_browser_source (browser), "test")->set->warning, ==,
      "1 picture of 11 cannot be read and is left out: cats/broken.png");
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
                   "6 inputs for the network\u00a0· to predict: one of 2 classes");
  g_assert_cmpstr (gradus_document_project (document)->data.kind, ==, "spirals"); /* not yet */

  /* The third column in an order, which it has by hand. */
  size = GRADUS_COLUMN_ROW (gradus_columns_dialog_row (dialog, 2));
  gradus_column_row_set_role (size, GR_COLUMN_ORDINAL);
  g_assert_cmpstr (gradus_columns_dialog_text (dialog), ==,
                   "5 inputs for the network\u00a0· to predict: one of 2 classes");
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
                   "5 inputs for the network\u00a0· to predict: one of 2 classes");
  gradus_column_row_set_role (GRADUS_COLUMN_ROW (gradus_columns_dialog_row (dialog, 3)),
                              GR_COLUMN_CONTINUOUS);
  g_assert_nonnull (strstr (gradus_columns_dialog_text (dialog), "“species” has words"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  gradus_document_undo (document);
  g_assert_cmpstr (gradus_document_project (document)->data.kind, ==, "spirals");
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (folder);
}

static gboolean
says (GtkWidget *root, const char *text)
{
  gboolean found = GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), text);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = says (child, text);
  return found;
}

/* The dialog that says why something cannot be used. */
static GtkWidget *
refusal (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  g_assert_not_reached ();
}

/* Rows with empty fields: nothing has to be mended first, one chooses what becomes of them. */
static void
test_missing (void)
{
  static const char text[] = "height,width,species\n1.5,1,a\n2.5,,b\n3.5,3,a\n1.25,4,b\n2.25,5,\n"
                             "1.75,2,a\n2.75,6,b\n0.75,8,a\n3.75,7,b\n";
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "holes.csv", NULL);
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"spirals\"}");
  g_autoptr (JsonObject) options = NULL;
  GradusColumnsDialog *dialog;
  GtkWidget *window, *choice;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusPart *part;

  write_file (folder, "holes.csv", text, strlen (text));
  gradus_data_import (GTK_WIDGET (browser), document, path);
  dialog = wait_for_columns ();
  choice = find_widget (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW);
  g_assert_true (gtk_widget_get_visible (choice));
  g_assert_cmpstr (gradus_columns_dialog_text (dialog), ==,
                   "2 inputs for the network\u00a0· to predict: one of 2 classes\u00a0· 2 rows are "
                   "left out");
  gradus_columns_dialog_set_missing (dialog, GR_MISSING_REFUSE);
  g_assert_nonnull (strstr (gradus_columns_dialog_text (dialog),
                            "“width” has empty fields: choose what becomes of their rows"));
  gradus_columns_dialog_set_missing (dialog, GR_MISSING_MEAN);
  g_assert_nonnull (strstr (gradus_columns_dialog_text (dialog), "· 1 row is left out"));
  g_signal_emit_by_name (dialog, "use");
  wait_while (columns_dialog ());
  run_until_loaded (gradus_dataset_browser_source (browser));
  g_assert_no_error (gradus_data_source_error (gradus_dataset_browser_source (browser)));
  part = gradus_data_source_part (gradus_dataset_browser_source (browser), "train");
  g_assert_cmpstr (part->set->warning, ==, "1 row of 9 lacks a field and is left out");
  g_assert_true (
      says (GTK_WIDGET (browser), "1 field that is missing has the mean of its column."));

  /* Once more, with what the project says by now; without the holes there is nothing to choose. */
  gradus_data_change_columns (GTK_WIDGET (browser), document);
  dialog = wait_for_columns ();
  g_assert_nonnull (strstr (gradus_columns_dialog_text (dialog), "· 1 row is left out"));
  gradus_column_row_set_role (GRADUS_COLUMN_ROW (gradus_columns_dialog_row (dialog, 1)),
                              GR_COLUMN_IGNORE);
  gradus_column_row_set_role (GRADUS_COLUMN_ROW (gradus_columns_dialog_row (dialog, 2)),
                              GR_COLUMN_IGNORE);
  g_assert_false (gtk_widget_get_visible (find_widget (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW)));
  options = gradus_columns_dialog_options (dialog);
  g_assert_false (json_object_has_member (options, "missing"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (folder);
}

static void
set_role (GradusColumnsDialog *dialog, gint column, GrColumnRole role)
{
  gradus_column_row_set_role (GRADUS_COLUMN_ROW (gradus_columns_dialog_row (dialog, column)), role);
}

/* Rows that are left out count once, whatever they lack, and what only they have not at all; the
 * dialog says what the data set then is. */
static void
test_left_out (void)
{
  static const char text[]
      = "size,colour,kind\n1,red,x\n2,red,y\n,blue,x\n4,green,y\n,,z\n6,red,x\n7,green,y\n"
        "1,green,x\n2,red,y\n3,red,x\n";
  static const char holes[] = "a,b,y\n1,,3\n,2,5\n";
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "kinds.csv", NULL);
  g_autofree char *none = g_build_filename (folder, "none.csv", NULL);
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"spirals\"}");
  GradusColumnsDialog *dialog;
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);

  write_file (folder, "kinds.csv", text, strlen (text));
  gradus_data_import (GTK_WIDGET (browser), document, path);
  dialog = wait_for_columns ();
  g_assert_cmpstr (gradus_columns_dialog_text (dialog), ==,
                   "3 inputs for the network\u00a0· to predict: one of 2 classes\u00a0· 2 rows are "
                   "left out");
  g_signal_emit_by_name (dialog, "use");
  wait_while (columns_dialog ());
  run_until_loaded (gradus_dataset_browser_source (browser));
  assert_understood (browser, "items of 3 numbers; 2 classes");

  write_file (folder, "none.csv", holes, strlen (holes));
  gradus_data_import (GTK_WIDGET (browser), document, none);
  dialog = wait_for_columns ();
  set_role (dialog, 0, GR_COLUMN_CONTINUOUS);
  set_role (dialog, 1, GR_COLUMN_CONTINUOUS);
  g_assert_cmpstr (gradus_columns_dialog_text (dialog), ==,
                   "No row is left: choose something else for rows with empty fields.");
  gradus_columns_dialog_set_missing (dialog, GR_MISSING_MEAN);
  g_assert_cmpstr (gradus_columns_dialog_text (dialog), ==,
                   "2 inputs for the network\u00a0· to predict: 1 number");
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (folder);
}

/* What is said where data cannot be had: a sentence, with the file's name; the tooltip knows where
 * it is. */
static void
test_refused (void)
{
  static const char zero[] = "a,b\n1,2\n3\0,4\n";
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "zero.csv", NULL);
  g_autofree char *data = g_strdup_printf ("{\"set\": \"%s\"}", path);
  g_autofree char *empty = NULL;
  g_autofree char *where = g_build_filename (folder, "pictures", NULL);
  g_autoptr (GradusDocument) document = NULL;
  GradusColumnsDialog *dialog;
  GtkWidget *window, *page;
  GradusDatasetBrowser *browser;

  write_file (folder, "zero.csv", zero, sizeof zero - 1);
  document = document_with_data (data);
  browser = open_browser (document, &window);
  g_assert_true (
      says (GTK_WIDGET (browser),
            "“zero.csv”, line 3: there is a zero byte, which no text has: the file is "
            "damaged, or not a table as text; a spreadsheet can save it as “CSV UTF-8”."));
  gradus_data_change_columns (GTK_WIDGET (browser), document);
  dialog = wait_for_columns ();
  page = find_widget (GTK_WIDGET (dialog), ADW_TYPE_STATUS_PAGE);
  g_assert_true (
      g_str_has_suffix (adw_status_page_get_description (ADW_STATUS_PAGE (page)), "UTF-8”."));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (page), ==, path);
  gtk_window_destroy (GTK_WINDOW (dialog));

  g_mkdir (where, 0755);
  empty = gradus_data_refusal ("there are no pictures in “/tmp/x/pictures” or in folders below it",
                               "/tmp/x/pictures");
  g_assert_cmpstr (empty, ==, "there are no pictures in “pictures” or in folders below it.");
  bring (document, browser, folder, "pictures");
  page = refusal ();
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (page)), ==, empty);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (page), ==, where);
  gtk_window_destroy (GTK_WINDOW (page));
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (folder);
}

/* What there is one of is not many. */
static void
test_one_row (void)
{
  static const char text[] = "height,species\n1.5,2\n";
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "onerow.csv", NULL);
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"spirals\"}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusColumnsDialog *dialog;

  write_file (folder, "onerow.csv", text, strlen (text));
  gradus_data_import (GTK_WIDGET (browser), document, path);
  dialog = wait_for_columns ();
  g_assert_true (says (GTK_WIDGET (dialog), "onerow.csv: 1 row, 2 columns"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data-import/bring", test_bring);
  g_test_add_func ("/data-import/columns", test_columns);
  g_test_add_func ("/data-import/missing", test_missing);
  g_test_add_func ("/data-import/left-out", test_left_out);
  g_test_add_func ("/data-import/one-row", test_one_row);
  g_test_add_func ("/data-import/refused", test_refused);
  return g_test_run ();
}
