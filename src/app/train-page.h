/* train-page.h - GradusTrainPage: the window's page about training: the controls, the curves, the
 * runs and the settings. Actions: training.* (training/actions.h). */
#pragma once

#include "training/training.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_TRAIN_PAGE (gradus_train_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusTrainPage, gradus_train_page, GRADUS, TRAIN_PAGE, GtkWidget)

GtkWidget *gradus_train_page_new (GradusDocument *document, GradusTraining *training);

G_END_DECLS
