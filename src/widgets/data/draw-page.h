/* draw-page.h - GradusDrawPage: draw an input by hand and see what the trained model makes of it
 * while one draws. The third side of the data set browser. */
#pragma once

#include <gtk/gtk.h>

#include "draw-pad.h"
#include "predictions.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DRAW_PAGE (gradus_draw_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusDrawPage, gradus_draw_page, GRADUS, DRAW_PAGE, GtkWidget)

/* The model is @evaluation's. */
GtkWidget     *gradus_draw_page_new      (GradusEvaluation *evaluation);
/* Like whose items one draws; NULL for none. */
void           gradus_draw_page_set_part (GradusDrawPage *self, GradusPart *part);
/* Whether items of @part can be drawn: one picture each, gray or in colours. */
gboolean       gradus_part_can_be_drawn  (const GradusPart *part);
/* (transfer none) */
GradusDrawPad *gradus_draw_page_pad      (GradusDrawPage *self);
/* What it says of the drawing. (transfer none) */
const char    *gradus_draw_page_text     (GradusDrawPage *self);

G_END_DECLS
