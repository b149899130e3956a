/* dataset-browser.h - GradusDatasetBrowser: the items of a document's data set to look through.
 *
 * A grid of thumbnails, or a table where the items are no pictures; filters and order above it;
 * at its side the chosen item and what the set is. Where the set cannot be opened it says why,
 * and what to do.
 */
#pragma once

#include "document/document.h"
#include "predictions.h"
#include "source.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_DATASET_BROWSER (gradus_dataset_browser_get_type ())
G_DECLARE_FINAL_TYPE (GradusDatasetBrowser, gradus_dataset_browser, GRADUS, DATASET_BROWSER,
                      GtkWidget)

GtkWidget        *gradus_dataset_browser_new       (GradusDocument *document);
/* (transfer none) */
GradusDataSource *gradus_dataset_browser_source    (GradusDatasetBrowser *self);
/* The items that are shown now, filtered and in order. (transfer none) */
GListModel       *gradus_dataset_browser_items     (GradusDatasetBrowser *self);
/* "train" or "test". */
void              gradus_dataset_browser_set_split (GradusDatasetBrowser *self, const char *split);
/* -1: every class. */
void              gradus_dataset_browser_set_class (GradusDatasetBrowser *self, gint label);
/* Chooses the item at @position of those shown. */
void              gradus_dataset_browser_choose    (GradusDatasetBrowser *self, guint position);

/* --- what a trained model makes of them ------------------------------------------------------- */

/* What a person picks that model with, in front of what is said of it. */
void              gradus_dataset_browser_set_picker (GradusDatasetBrowser *self, GtkWidget *picker);
/* The model whose mistakes are looked at: @project (transfer full) as it was trained, the file of
 * its weights, and what the person calls it. NULL for none. Nothing is predicted until somebody
 * asks. */
void              gradus_dataset_browser_set_model (GradusDatasetBrowser *self, const char *title,
                                                    GrProject *project, const char *weights);
/* (transfer none) */
GradusEvaluation *gradus_dataset_browser_evaluation (GradusDatasetBrowser *self);
/* The items of class @label of the part that is shown that the model took for @predicted, as in
 * a cell of the confusion matrix; -1 for any class. They are predicted first where they are not
 * yet. */
void              gradus_dataset_browser_show_cell (GradusDatasetBrowser *self, gint label,
                                                    gint predicted);

G_END_DECLS
