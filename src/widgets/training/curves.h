/* curves.h - GradusTrainingCurves: the plots of the train page: loss, accuracy, learning rate.
 *
 * Of each run that is ticked its training loss of every step, raw and smoothed, and its validation
 * and test over the epochs: a colour a run, a solid, a dashed and a dotted line. New points are
 * drawn at the training's ticks.
 */
#pragma once

#include "training.h"

#include <gtk/gtk.h>

#include "plot/plot.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_TRAINING_CURVES (gradus_training_curves_get_type ())
G_DECLARE_FINAL_TYPE (GradusTrainingCurves, gradus_training_curves, GRADUS, TRAINING_CURVES,
                      GtkWidget)

void gradus_training_curves_set_training (GradusTrainingCurves *self, GradusTraining *training);
/* (transfer none) */
GradusPlot *gradus_training_curves_loss (GradusTrainingCurves *self);
GradusPlot *gradus_training_curves_gradient (GradusTrainingCurves *self);

G_END_DECLS
