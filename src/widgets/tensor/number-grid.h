/* number-grid.h - GradusNumberGrid: numbers in rows and columns, of which only those in view are
 * read and drawn; it scrolls within a GtkScrolledWindow.
 *
 * The arrow keys, Home, End, Page Up and Page Down move the selection, with Ctrl to the ends of
 * all; so does a click. Cells are named by their row and column, both from 0; -1, -1 is none.
 *
 * Signals: "pointed" (gint64 row, gint64 column): another cell is under the pointer.
 *          "selected" (gint64 row, gint64 column): by the person.
 */
#pragma once

#include "plot/light.h"
#include "scroll-area.h"
#include "tensor/tensor.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_NUMBER_GRID (gradus_number_grid_get_type ())
G_DECLARE_FINAL_TYPE (GradusNumberGrid, gradus_number_grid, GRADUS, NUMBER_GRID,
                      GradusScrollArea)

GtkWidget *gradus_number_grid_new        (void);
/* A tensor of rank 2 on the CPU, or NULL. Nothing is selected or lit then. The grid stays where it
 * was scrolled to, as far as it can. */
void       gradus_number_grid_set_values (GradusNumberGrid *self, GrTensor *values);
/* Selects a cell and brings it into view. */
void       gradus_number_grid_select     (GradusNumberGrid *self, gint64 row, gint64 column);
/* Lights cells, row-major; they are copied. */
void       gradus_number_grid_light      (GradusNumberGrid *self, const GradusLight *lights,
                                          gsize n);
/* Scrolls no further than it takes to see the cell. */
void       gradus_number_grid_show       (GradusNumberGrid *self, gint64 row, gint64 column);
/* Where that cell is drawn, in the widget's coordinates, in view or not. */
void       gradus_number_grid_area       (GradusNumberGrid *self, gint64 row, gint64 column,
                                          graphene_rect_t *area);

G_END_DECLS
