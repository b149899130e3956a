/* model-picture.h - GradusModelPicture: a model as a small picture, for the start page.
 *
 * One slab a block, from left to right in the order they run: as tall as its output is wide and
 * high, as thick as it has channels or features, in the colour of its kind.
 */
#pragma once

#include "../style/palette.h"
#include "model/model.h"

G_BEGIN_DECLS

void gradus_model_picture_draw (cairo_t *cr, GrModel *model, gdouble width, gdouble height,
                                const GradusPalette *palette);

#define GRADUS_TYPE_MODEL_PICTURE (gradus_model_picture_get_type ())
G_DECLARE_FINAL_TYPE (GradusModelPicture, gradus_model_picture, GRADUS, MODEL_PICTURE, GtkWidget)

GtkWidget *gradus_model_picture_new (GrModel *model);

G_END_DECLS
