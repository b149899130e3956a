/* light.h - shows on a canvas where a GradusStepper is: the block that is run, and the wires that
 * its tensors travel on.
 */
#pragma once

#include "canvas/gradus-canvas.h"
#include "stepper.h"

G_BEGIN_DECLS

/* From now on, as long as both live, whenever the stepper moves. */
void gradus_step_light_follow (GradusStepper *stepper, GradusCanvas *canvas);

G_END_DECLS
