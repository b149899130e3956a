/* build-page.h - GradusBuildPage: the window's page where a network is built: the blocks to choose
 * from, the canvas, and what is selected. Both sides fold away where the window is narrow.
 */
#pragma once

#include "canvas/gradus-canvas.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_BUILD_PAGE (gradus_build_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusBuildPage, gradus_build_page, GRADUS, BUILD_PAGE, GtkWidget)

GtkWidget *gradus_build_page_new (GradusDocument *document);
GradusCanvas *gradus_build_page_canvas (GradusBuildPage *self); /* (transfer none) */
/* Whether the model is stepped through: the property "stepping", and the action "build.step". */
void gradus_build_page_set_stepping (GradusBuildPage *self, gboolean stepping);
gboolean gradus_build_page_stepping (GradusBuildPage *self);

/* How wide what is beside the canvas is, at its right; 0: nothing is. */
gint gradus_build_page_side (GradusBuildPage *self);

G_END_DECLS
