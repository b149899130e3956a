/* toast.h - the messages that lie over the foot of a window for a few seconds. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A toast that says @text, as it is: what AdwToast takes is markup, and shows nothing at all of the
 * name "a & b". (transfer full) */
AdwToast *gradus_toast_new (const char *text);
/* Takes @toast and shows it in the window of @widget: those of one window follow one another in one
 * place. FALSE, with the toast gone, where there is no such place. */
gboolean gradus_toast_show (GtkWidget *widget, AdwToast *toast);
/* Lets it go, as soon as that is safe: libadwaita 1.2 frees a toast that goes before it has come,
 * and then moves it. */
void gradus_toast_dismiss (AdwToast *toast);

G_END_DECLS
