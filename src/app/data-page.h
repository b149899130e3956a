/* data-page.h - GradusDataPage: the window's page about data: which set the project has, and its
 * items. */
#pragma once

#include "data/dataset-browser.h"
#include "training/training.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DATA_PAGE (gradus_data_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusDataPage, gradus_data_page, GRADUS, DATA_PAGE, GtkWidget)

GtkWidget            *gradus_data_page_new     (GradusDocument *document,
                                                GradusTraining *training);
/* (transfer none) */
GradusDatasetBrowser *gradus_data_page_browser (GradusDataPage *self);

G_END_DECLS
