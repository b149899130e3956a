/* preferences.h - GradusPreferences: the dialog for what the program remembers (settings.h). */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_PREFERENCES (gradus_preferences_get_type ())
G_DECLARE_FINAL_TYPE (GradusPreferences, gradus_preferences, GRADUS, PREFERENCES,
                      AdwPreferencesWindow)

/* @parent may be NULL. */
GtkWindow *gradus_preferences_new (GtkWindow *parent);

G_END_DECLS
