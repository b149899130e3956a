/* scrubber.h - GradusStepScrubber: the whole way through a recorded batch as a strip, its stages
 * side by side, and where a GradusStepper is in it. A press or a drag goes there.
 *
 * A stage is as wide as it has places, but has room for its name. The keys are the step bar's.
 */
#pragma once

#include <gtk/gtk.h>

#include "stepper.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_STEP_SCRUBBER (gradus_step_scrubber_get_type ())
G_DECLARE_FINAL_TYPE (GradusStepScrubber, gradus_step_scrubber, GRADUS, STEP_SCRUBBER, GtkWidget)

GtkWidget *gradus_step_scrubber_new (GradusStepper *stepper);
/* The place at @x of the widget, and the middle of a place; nothing is recorded: 0. */
guint      gradus_step_scrubber_place_at (GradusStepScrubber *self, gdouble x);
gdouble    gradus_step_scrubber_middle   (GradusStepScrubber *self, guint position);

G_END_DECLS
