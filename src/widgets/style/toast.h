/* toast.h - the messages that lie over the foot of a window for a few seconds. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A toast that says @text, as it is: what AdwToast takes is markup, and shows nothing at all of the
 * name "a & b"; and in as many lines as it needs: its title would be cut after one.
 * (transfer full) */
AdwToast *gradus_toast_new (const char *text);
void gradus_toast_set_text (AdwToast *toast, const char *text);
/* Takes @toast and shows it in the window of @widget: those of one window follow one another in one
 * place. FALSE, with the toast gone, where there is no such place. */
gboolean gradus_toast_show (GtkWidget *widget, AdwToast *toast);
/* Toasts stand in the middle of what is right of the first @start pixels of @overlay. */
void gradus_toasts_set_start (AdwToastOverlay *overlay, gint start);
/* Lets it go, as soon as that is safe: libadwaita 1.2 frees a toast that goes before it has come,
 * and then moves it. */
void gradus_toast_dismiss (AdwToast *toast);

G_END_DECLS
