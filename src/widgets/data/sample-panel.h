/* sample-panel.h - GradusSamplePanel: one item of a data set large, with its numbers, before and
 * after each transform of the project. The side of the data set browser. */
#pragma once

#include <gtk/gtk.h>

#include "document/document.h"
#include "predictions.h"
#include "sample.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_SAMPLE_PANEL (gradus_sample_panel_get_type ())
G_DECLARE_FINAL_TYPE (GradusSamplePanel, gradus_sample_panel, GRADUS, SAMPLE_PANEL, GtkWidget)

/* What the model of @evaluation makes of the item is shown with it. */
GtkWidget          *gradus_sample_panel_new    (GradusDocument *document,
                                                GradusEvaluation *evaluation);
/* NULL shows that nothing is chosen. */
void                gradus_sample_panel_show   (GradusSamplePanel *self, GradusPart *part,
                                                guint index);
/* What is shown; NULL while it is being read, or where it cannot be. (transfer none) */
const GradusSample *gradus_sample_panel_sample (GradusSamplePanel *self);
/* The random transforms anew. */
void                gradus_sample_panel_roll   (GradusSamplePanel *self);
/* The stage that is large, 0 the item as it is. */
void                gradus_sample_panel_show_stage (GradusSamplePanel *self, guint stage);

G_END_DECLS
