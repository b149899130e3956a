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
/* What the form calls a key of the section, "epochs", and a word that can be chosen for it, as
 * "random" for "sampler". NULL where it has no such. */
const char *gradus_training_title (const char *key);
const char *gradus_training_choice (const char *key, const char *word);
/* Whether it is a whole number that counts something. */
gboolean gradus_training_counts (const char *key);

G_END_DECLS
