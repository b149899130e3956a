/* scatter-axes.h - what stands around the points of GradusScatter: numbers and names along two
 * edges, and above them which colour and form each class has. */
#pragma once

#include "regions.h"

G_BEGIN_DECLS

/* What is left of a widget of that size beside axes and legend. */
GradusScatterArea gradus_scatter_area (const GradusPart *part, gint width, gint height);
/* Draws them. @curve: a model's curve is drawn, which then has an entry in the legend. */
void gradus_scatter_draw_axes   (cairo_t *cr, const GradusPart *part, const GradusFrame *frame,
                                 const GradusScatterArea *area, gboolean curve,
                                 const GradusPalette *palette);
/* The path of a class's form, about the size of a disc of radius @r. */
void gradus_scatter_add_form    (cairo_t *cr, gint label, gdouble x, gdouble y, gdouble r);

G_END_DECLS
