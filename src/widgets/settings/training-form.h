/* training-form.h - GradusTrainingForm: all that a project says of how it is trained: data set,
 * augmentation, epochs, optimizer, schedule.
 *
 * It stands on the train page, in whatever scrolls there, and follows the document. Every change
 * can be undone.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_TRAINING_FORM (gradus_training_form_get_type ())
G_DECLARE_FINAL_TYPE (GradusTrainingForm, gradus_training_form, GRADUS, TRAINING_FORM, GtkBox)

GtkWidget *gradus_training_form_new (GradusDocument *document);

G_END_DECLS
