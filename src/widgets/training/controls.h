/* controls.h - GradusTrainingControls: the bar over the train page: train, pause, one step, one
 * epoch, stop; the learning rate; how far it is.
 *
 * Its buttons are the actions of actions.h, which an ancestor has under the name "training". The
 * property "corner" takes a widget to stand at the end of their first row.
 */
#pragma once

#include "training.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_TRAINING_CONTROLS (gradus_training_controls_get_type ())
G_DECLARE_FINAL_TYPE (GradusTrainingControls, gradus_training_controls, GRADUS, TRAINING_CONTROLS,
                      GtkWidget)

GtkWidget *gradus_training_controls_new (GradusTraining *training);
/* The same for one that a template made. Once. */
void gradus_training_controls_set_training (GradusTrainingControls *self, GradusTraining *training);

/* How a run goes, in a line each; (transfer full). Also what a screen reader hears of the progress
 * bar. */
char *gradus_progress_text (const GrSnapshot *now);
char *gradus_speed_text (const GrSnapshot *now, gsize bytes);

G_END_DECLS
