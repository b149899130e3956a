/* choice-group.h - GradusChoiceGroup: a choice from one of the engine's tables with the options of
 * what is chosen: the optimiser, the learning-rate schedule.
 *
 * Part of GradusTrainingForm. It follows the document.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_CHOICE_GROUP (gradus_choice_group_get_type ())
G_DECLARE_FINAL_TYPE (GradusChoiceGroup, gradus_choice_group, GRADUS, CHOICE_GROUP,
                      AdwPreferencesGroup)

GtkWidget *gradus_choice_group_new_optimizer (GradusDocument *document);
GtkWidget *gradus_choice_group_new_schedule (GradusDocument *document);

G_END_DECLS
