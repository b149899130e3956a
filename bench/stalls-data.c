/* stalls-data.c - bench/stalls: data sets of 60,000 pictures and of files of 100 MB. */
#include "data/chooser.h"
#include "data/import.h"
#include "stalls-files.h"
#include "stalls.h"
#include "turns.h"

static gboolean
show_next_page (gpointer i)
{
  static const char *const pages[] = { "build", "data", "train", "data" };

  return stalls_show_page ((gpointer) pages[GPOINTER_TO_UINT (i) % G_N_ELEMENTS (pages)]);
}

static gboolean
is_loaded (void)
{
  return !gradus_data_import_busy (stalls.window->document)
         && !gradus_data_source_loading (gradus_dataset_browser_source (stalls_browser ()));
}

/* As what was dropped on the window: of a table one is asked for the columns. */
static gboolean
bring_data (gpointer path)
{
  gradus_window_choose_data (stalls.window, path);
  return TRUE;
}

static gboolean
open_data (gpointer path)
{
  gradus_document_choose_data (stalls.window->document, path);
  return TRUE;
}

static gboolean
scroll_to_end (gpointer unused)
{
  GtkWidget *grid = stalls_find (GTK_WIDGET (stalls_browser ()), GTK_TYPE_GRID_VIEW);
  GtkAdjustment *adjustment;

  if (!grid)
    grid = stalls_find (GTK_WIDGET (stalls_browser ()), GTK_TYPE_LIST_VIEW);
  if (!grid)
    return FALSE;
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (grid));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return TRUE;
}

#define STOPS 60 /* on the way through all */

static gboolean
scroll_on (gpointer i)
{
  GtkWidget *grid = stalls_find (GTK_WIDGET (stalls_browser ()), GTK_TYPE_GRID_VIEW);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (grid));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment)
                                            * (GPOINTER_TO_UINT (i) + 1) / STOPS);
  return TRUE;
}

static gboolean
choose_item (gpointer position)
{
  gradus_dataset_browser_choose (stalls_browser (), GPOINTER_TO_UINT (position));
  return TRUE;
}

static gboolean
augment (gpointer transforms)
{
  g_autoptr (JsonNode) value = json_from_string (transforms, NULL);

  return gradus_document_set_section (stalls.window->document, "transforms", value, "Augment", NULL,
                                      NULL);
}

static gboolean
choose_class (gpointer label)
{
  gradus_dataset_browser_set_class (stalls_browser (), GPOINTER_TO_INT (label));
  return TRUE;
}

static gboolean
choose_split (gpointer split)
{
  gradus_dataset_browser_set_split (stalls_browser (), split);
  return TRUE;
}

/* The drop-downs above the grid: the class, and the order. */
static gboolean
choose_order (gpointer position)
{
  GtkWidget *order = GTK_WIDGET (gtk_widget_get_template_child (
      GTK_WIDGET (stalls_browser ()), GRADUS_TYPE_DATASET_BROWSER, "order_drop"));

  gtk_drop_down_set_selected (GTK_DROP_DOWN (order), GPOINTER_TO_UINT (position));
  return TRUE;
}

#define AUGMENTED                                                                                  \
  "[{\"kind\": \"RandomHorizontalFlip\"}, {\"kind\": \"RandomRotation\", \"degrees\": 20}]"

void
stalls_measure_data (void)
{
  g_autofree char *csv = g_build_filename (stalls.folder, "big.csv", NULL);
  g_autofree char *npy = g_build_filename (stalls.folder, "big.npy", NULL);
  g_autofree char *pictures = stalls_write_pictures (stalls.folder, "pictures", 2000);
  g_autofree char *idx = stalls_write_idx (stalls.folder, "idx", 60000);

  stalls_open_window (NULL);
  turns_settle ();
  turns_measure ("open the template LeNet", stalls_open_template, "fashion-lenet", stalls_is_open);
  turns_measure ("open the page of 60,000 pictures", stalls_show_page, "data", NULL);
  turns_begin ("until they are there");
  turns_until (is_loaded, 120);
  turns_settle ();
  turns_settle ();
  turns_end ();
  turns_measure_each ("scroll through 60,000", scroll_on, STOPS);
  turns_measure ("look at one", choose_item, GUINT_TO_POINTER (59000), NULL);
  turns_measure ("see it augmented", augment, AUGMENTED, NULL);
  turns_measure_each ("turn the pages", show_next_page, 12);
  stalls_show_page ("data");
  turns_settle ();
  turns_measure ("filter by class", choose_class, GINT_TO_POINTER (3), NULL);
  turns_measure ("every class", choose_class, GINT_TO_POINTER (-1), NULL);
  turns_measure ("order by class", choose_order, GUINT_TO_POINTER (1), NULL);
  turns_measure ("the test part", choose_split, "test", NULL);
  stalls_write_csv (csv);
  turns_measure ("ask for the columns of a CSV of 100 MB", bring_data, csv, NULL);
  turns_measure ("close that dialog", stalls_close_dialogs, NULL, NULL);
  turns_measure ("open the CSV", open_data, csv, is_loaded);
  turns_measure ("scroll to its end", scroll_to_end, NULL, NULL);
  stalls_write_npy (npy);
  turns_measure ("open an npy of 100 MB", bring_data, npy, is_loaded);
  turns_measure ("scroll to its end", scroll_to_end, NULL, NULL);
  turns_measure ("open a folder of 2,000 pictures", bring_data, pictures, is_loaded);
  turns_measure_each ("scroll through 2,000", scroll_on, STOPS);
  turns_measure ("open 60,000 pictures in IDX files", bring_data, idx, is_loaded);
  turns_measure ("scroll to their end", scroll_to_end, NULL, NULL);
  turns_measure ("close the window of all these data", stalls_close_window, NULL, NULL);
}
