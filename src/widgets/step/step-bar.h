/* step-bar.h - GradusStepBar: where a GradusStepper is and where it goes: the strip of its stages,
 * the buttons, which item is recorded. Below the canvas.
 *
 * Its actions are "step.*": home, back, next, last, back-block, next-block, play, record.
 */
#pragma once

#include <gtk/gtk.h>

#include "stepper.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_STEP_BAR (gradus_step_bar_get_type ())
G_DECLARE_FINAL_TYPE (GradusStepBar, gradus_step_bar, GRADUS, STEP_BAR, GtkWidget)

GtkWidget *gradus_step_bar_new      (GradusStepper *stepper);
/* Where @widget, or what is in it, has the focus, the bar's keys are the bar's, before they are its
 * own: as long as the bar is shown. Not while a text is typed in it. */
void       gradus_step_bar_add_keys (GradusStepBar *self, GtkWidget *widget);

G_END_DECLS
