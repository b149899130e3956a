/* step-panel.h - GradusStepPanel: all that there is to know of the place that a GradusStepper
 * shows: the operator, its tensors with values and gradients, where a number of them comes from,
 * whether its gradient holds, and how they lie in memory; in the update, the optimiser's
 * arithmetic.
 *
 * It takes the inspector's place on the build page while one steps. A click on a number of a tensor
 * selects it in the stepper; what is selected there, by whomever, is explained here, and the
 * elements that made it are lit. At least 340 pixels wide.
 */
#pragma once

#include <gtk/gtk.h>

#include "origin.h"
#include "stepper.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_STEP_PANEL (gradus_step_panel_get_type ())
G_DECLARE_FINAL_TYPE (GradusStepPanel, gradus_step_panel, GRADUS, STEP_PANEL, GtkWidget)

GtkWidget          *gradus_step_panel_new    (GradusStepper *stepper);
/* Of the number that is asked about, once it is known; NULL: none, or not yet. (transfer none) */
const GradusOrigin *gradus_step_panel_origin (GradusStepPanel *self);
/* What a check found, in words; NULL. (transfer none) */
const char         *gradus_step_panel_verdict (GradusStepPanel *self);

G_END_DECLS
