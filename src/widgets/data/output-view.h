/* output-view.h - GradusOutputView: what a model gave for one item: bars of probabilities, numbers
 * beside the true ones, or a picture. Of the sample panel and the drawing pad. */
#pragma once

#include <gtk/gtk.h>

#include "part.h"
#include "predictor.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_OUTPUT_VIEW (gradus_output_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusOutputView, gradus_output_view, GRADUS, OUTPUT_VIEW, GtkWidget)

GtkWidget *gradus_output_view_new  (void);
/* What gradus_predictor_run() gave, for classes named as @part's. @label is the true class, or -1
 * where there is none; @target likewise, or NULL. */
void       gradus_output_view_show (GradusOutputView *self, GradusPredicts kind, GrTensor *output,
                                    GradusPart *part, gint label, GrTensor *target);
/* A sentence instead. */
void       gradus_output_view_say  (GradusOutputView *self, const char *text);
/* What it says in words, for tests and screen readers. (transfer none) */
const char *gradus_output_view_text (GradusOutputView *self);

G_END_DECLS
