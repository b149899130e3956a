/* storage-strip.h - GradusStorageStrip: the flat memory that one or more tensors look at, which
 * elements of theirs lie where, and how that place is computed: offset + i·stride₀ + j·stride₁ + ….
 *
 * Views of one storage share a strip, so that a transpose, a slice or a stride of 0 is seen for
 * what it is; a copy gets a strip of its own. Tensors are numbered as they were given, elements
 * row-major; -1 is none. Signals:
 *   "element-pointed" (int tensor, gint64 element): another is under the pointer, or none.
 *   "element-activated" (int tensor, gint64 element): selected by click or keys.
 */
#pragma once

#include <gtk/gtk.h>

#include "tensor/tensor.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_STORAGE_STRIP (gradus_storage_strip_get_type ())
G_DECLARE_FINAL_TYPE (GradusStorageStrip, gradus_storage_strip, GRADUS, STORAGE_STRIP, GtkWidget)

GtkWidget *gradus_storage_strip_new (void);
/* @n tensors, which all lie in the storage of the first, on the CPU, with its dtype; none for @n 0.
 * They must hold what they do as long as they are shown. */
void       gradus_storage_strip_set    (GradusStorageStrip *self, GrTensor *const *tensors,
                                        const char *const *names, guint n);
/* What is under the pointer elsewhere, or selected there: lights the place and tells how it is
 * computed, without a signal. */
void       gradus_storage_strip_point  (GradusStorageStrip *self, gint tensor, gint64 element);
void       gradus_storage_strip_select (GradusStorageStrip *self, gint tensor, gint64 element);
/* What it tells of that: "x[1, 2] → 0 + 1·3 + 2·1 = 5", or NULL. (transfer none) */
const char *gradus_storage_strip_text  (GradusStorageStrip *self);

G_END_DECLS
