/* cast.h - conversion and strided movement of runs of elements; used by the loops and copies. */
#pragma once

#include "../tensor/dtype.h"

G_BEGIN_DECLS

/* Converts @n contiguous elements, as C does: floats to integers truncate, anything but zero is
 * true. @to and @from do not overlap, or are one and the same for equal sizes. */
void gr_cast_run (GrDType to_dtype, gpointer to, GrDType from_dtype, gconstpointer from, gsize n);

/* Moves @n elements of @size bytes (1, 2, 4 or 8) with strides in elements; a source stride of 0
 * repeats one element. */
void gr_move_run (gsize size, gpointer to, gint64 to_stride, gconstpointer from, gint64 from_stride,
                  gsize n);

G_END_DECLS
