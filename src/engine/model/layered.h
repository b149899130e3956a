/* layered.h - the layered drawing of a plain directed graph, for layout.c. Private to model/. */
#pragma once

#include "arrange.h"

G_BEGIN_DECLS

typedef struct
{
  guint from, to;
} GrArc;

/* Sets x and y of @boxes, whose width and height are given, so that arcs lead down: layers @gap
 * apart, neighbours @spread, and @lane wide for an arc that passes a layer. A cycle is drawn with
 * an arc that leads up. The upper left corner of all is 0, 0. */
void gr_layered (GrBox *boxes, guint n, const GrArc *arcs, guint n_arcs, gdouble gap,
                 gdouble spread, gdouble lane);

G_END_DECLS
