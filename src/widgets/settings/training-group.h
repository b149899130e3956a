/* training-group.h - GradusTrainingGroup: epochs, batch size, seed and the like: the section
 * "training".
 *
 * Part of GradusTrainingForm. It follows the document.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_TRAINING_GROUP (gradus_training_group_get_type ())
G_DECLARE_FINAL_TYPE (GradusTrainingGroup, gradus_training_group, GRADUS, TRAINING_GROUP,
                      AdwPreferencesGroup)

GtkWidget *gradus_training_group_new (GradusDocument *document);
/* What the form calls the key @setting of a project, as "training.epochs"; else @setting itself. */
const char *gradus_setting_title (const char *setting);

G_END_DECLS
