/* prediction-bar.h - GradusPredictionBar: what a trained model makes of the part that is shown:
 * begins and stops the evaluation, says how well it did, and narrows the items down to the
 * mistakes. The second row of the data set browser. */
#pragma once

#include <gtk/gtk.h>

#include "items.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_PREDICTION_BAR (gradus_prediction_bar_get_type ())
G_DECLARE_FINAL_TYPE (GradusPredictionBar, gradus_prediction_bar, GRADUS, PREDICTION_BAR,
                      GtkWidget)

/* Filters @items by what @evaluation predicts. Where there is no model it says how to get one. */
GtkWidget *gradus_prediction_bar_new       (GradusEvaluation *evaluation, GradusItems *items);
/* What a person picks the model with, in front. */
void       gradus_prediction_bar_set_picker (GradusPredictionBar *self, GtkWidget *picker);
/* The part that is shown now, the same that @items has; NULL for none. The filters are off then. */
void       gradus_prediction_bar_set_part  (GradusPredictionBar *self, GradusPart *part);
/* Only the items that were taken for the class @predicted, or -1 for any. What is not predicted yet
 * is predicted first. */
void       gradus_prediction_bar_show_predicted (GradusPredictionBar *self, gint predicted);

G_END_DECLS
