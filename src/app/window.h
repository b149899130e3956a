/* window.h - GradusWindow: one document, or the start page where none is open. */
#pragma once

#include "application.h"
#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_WINDOW (gradus_window_get_type ())
G_DECLARE_FINAL_TYPE (GradusWindow, gradus_window, GRADUS, WINDOW, AdwApplicationWindow)

GradusWindow   *gradus_window_new      (GradusApplication *application);
/* Shows the project of a file, in one more window where this one shows a project already. What is
 * wrong with it is said in the window. */
void            gradus_window_open     (GradusWindow *self, GFile *file);
/* The one that shows the project of the file @path; NULL. (transfer none) */
GradusWindow   *gradus_window_showing  (GtkApplication *application, const char *path);
/* Shows @document, which it takes, in one more window where this one shows one already. */
void            gradus_window_show     (GradusWindow *self, GradusDocument *document);
/* NULL while the start page is shown. (transfer none) */
GradusDocument *gradus_window_document (GradusWindow *self);
/* Whether a person is asked before it closes. */
gboolean        gradus_window_asks     (GradusWindow *self);
/* Closes it without asking: unsaved changes are left to be recovered. */
void            gradus_window_end      (GradusWindow *self);
/* A message at the foot of the window that goes by itself. */
void            gradus_window_toast    (GradusWindow *self, const char *message);
/* The message goes at once: what it complained of has been done. */
void            gradus_window_untoast  (GradusWindow *self);

G_END_DECLS
