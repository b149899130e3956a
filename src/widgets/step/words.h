/* words.h - what the step mode calls places and stages. */
#pragma once

#include "stepper.h"

G_BEGIN_DECLS

const char *gradus_step_stage_title (GrStage stage); /* (transfer none) */
/* "12 of 94 · conv1 · conv2d", or "… · conv1.weight · SGD". (transfer full) */
char       *gradus_step_place_text  (GradusStepper *stepper, guint position);

G_END_DECLS
