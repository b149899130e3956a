/* storage-cells.h - GradusStorageCells: the flat memory of a storage as cells in a row, and below
 * them a lane for each tensor that looks at it, which says which of its elements lies where. Part
 * of GradusStorageStrip.
 *
 * It scrolls within a GtkScrolledWindow; only what is in view is drawn. Left and Right, Home and
 * End go from element to element of a tensor, in the order of their indices, Up and Down to the
 * tensor above or below. Tensors are numbered from 0; -1 is none, of tensors and of elements.
 *
 * Signals: "pointed" (int tensor, gint64 element, gint64 place): another place is under the
 *          pointer; the element may be none where there is a place.
 *          "selected" (int tensor, gint64 element): by the person.
 */
#pragma once

#include "scroll-area.h"
#include "tensor/tensor.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_STORAGE_CELLS (gradus_storage_cells_get_type ())
G_DECLARE_FINAL_TYPE (GradusStorageCells, gradus_storage_cells, GRADUS, STORAGE_CELLS,
                      GradusScrollArea)

/* All of one storage, on the CPU, and of one dtype. Nothing is selected or pointed at then. */
void      gradus_storage_cells_set     (GradusStorageCells *self, GrTensor *const *tensors,
                                        const char *const *names, guint n);
guint     gradus_storage_cells_n       (GradusStorageCells *self);
/* (transfer none) */
GrTensor *gradus_storage_cells_tensor  (GradusStorageCells *self, guint tensor);
const char *gradus_storage_cells_name  (GradusStorageCells *self, guint tensor);
/* Marks the place of an element as what is pointed at, or selected, and brings it into view. */
void      gradus_storage_cells_point   (GradusStorageCells *self, gint tensor, gint64 element);
void      gradus_storage_cells_select  (GradusStorageCells *self, gint tensor, gint64 element);
/* Where a place is drawn, in the row of the storage (tensor -1) or in a tensor's lane. */
void      gradus_storage_cells_area    (GradusStorageCells *self, gint tensor, gint64 place,
                                        graphene_rect_t *area);

G_END_DECLS
