/* train-page.h - GradusTrainPage: the window's page about training: the controls, the curves, the
 * runs and the settings. Actions: training.* (training/actions.h). */
#pragma once

#include "data/dataset-browser.h"
#include "training/training.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_TRAIN_PAGE (gradus_train_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusTrainPage, gradus_train_page, GRADUS, TRAIN_PAGE, GtkWidget)

/* @browser is that of the data page: it is told whose mistakes to show, and shows the items behind
 * the confusion matrix. */
GtkWidget *gradus_train_page_new (GradusDocument *document, GradusTraining *training,
                                  GradusDatasetBrowser *browser);

G_END_DECLS
