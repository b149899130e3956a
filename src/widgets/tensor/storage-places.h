/* storage-places.h - where the elements of a tensor lie in its storage, and what lies at a place of
 * it: offset + i·stride₀ + j·stride₁ + … and back. For GradusStorageStrip.
 */
#pragma once

#include "tensor/tensor.h"

G_BEGIN_DECLS

/* How many elements of @tensor lie at @place of its storage: several where a stride is 0, or where
 * it is less than what it steps over. Writes up to @most of them, ascending, to @elements; the
 * first is always there. */
gint64 gradus_elements_at   (const GrTensor *tensor, gint64 place, gint64 *elements, gint64 most);
/* "offset + i·stride₀ + j·stride₁", and with its numbers for one element: "0 + 1·3 + 2·1 = 5".
 * (transfer full) */
char  *gradus_place_formula (const GrTensor *tensor);
char  *gradus_place_sum     (const GrTensor *tensor, gint64 element);

G_END_DECLS
