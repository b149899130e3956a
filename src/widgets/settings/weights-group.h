/* weights-group.h - GradusWeightsGroup: whether a run starts from new weights or from those that
 * the model keeps, which these are, and what a run leaves behind.
 *
 * Part of GradusTrainingForm. It follows the document.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_WEIGHTS_GROUP (gradus_weights_group_get_type ())
G_DECLARE_FINAL_TYPE (GradusWeightsGroup, gradus_weights_group, GRADUS, WEIGHTS_GROUP,
                      AdwPreferencesGroup)

GtkWidget *gradus_weights_group_new (GradusDocument *document);

G_END_DECLS
