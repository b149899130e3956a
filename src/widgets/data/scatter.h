/* scatter.h - GradusScatter: the items of a set as points in the plane, each class with a colour
 * and a form of its own; behind them what a trained model says everywhere. Where items are one
 * number with one to predict, they are points of a curve, and the model's curve is drawn through
 * them.
 *
 * Of the data set browser, where GradusPart has points. The arrows go from point to point.
 *
 * Signal "picked" (guint position): an item of the list was chosen.
 */
#pragma once

#include <gtk/gtk.h>

#include "items.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_SCATTER (gradus_scatter_get_type ())
G_DECLARE_FINAL_TYPE (GradusScatter, gradus_scatter, GRADUS, SCATTER, GtkWidget)

/* Shows what @items holds. */
GtkWidget *gradus_scatter_new         (GradusItems *items, GradusEvaluation *evaluation);
/* The item that is marked, by its position in the list; GTK_INVALID_LIST_POSITION: none. */
void       gradus_scatter_set_chosen  (GradusScatter *self, guint position);
/* The position of the item whose point is nearest to a place in the widget. */
guint      gradus_scatter_nearest     (GradusScatter *self, gdouble x, gdouble y);

G_END_DECLS
