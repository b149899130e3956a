/* run-picker.h - GradusRunPicker: the button that says whose weights predict, with the runs to pick
 * another from: its weights after its best epoch, or its last ones. On the data page.
 *
 * It gives what is picked to the evaluation that the page and the results share; what was
 * predicted, or was just being predicted, is predicted again. The newest run's are given by the
 * train page when training rests. The button is not there while no model predicts.
 */
#pragma once

#include <gtk/gtk.h>

#include "data/predictions.h"
#include "training.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_RUN_PICKER (gradus_run_picker_get_type ())
G_DECLARE_FINAL_TYPE (GradusRunPicker, gradus_run_picker, GRADUS, RUN_PICKER, GtkWidget)

GtkWidget *gradus_run_picker_new  (GradusTraining *training, GradusEvaluation *evaluation);
/* As a person does in its list. @last: the last weights, not those of the best epoch. */
void       gradus_run_picker_pick (GradusRunPicker *self, GradusRun *run, gboolean last);

G_END_DECLS
