/* application.h - GradusApplication: the windows of the program, and what concerns all of them. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define GRADUS_APPLICATION_ID "org.gradus.Gradus"

#define GRADUS_TYPE_APPLICATION (gradus_application_get_type ())
G_DECLARE_FINAL_TYPE (GradusApplication, gradus_application, GRADUS, APPLICATION, AdwApplication)

GradusApplication *gradus_application_new (void);
/* A person who was asked while the program was to end has decided otherwise. */
void gradus_application_stay (GradusApplication *self);

G_END_DECLS
