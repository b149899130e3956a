/* words.h - elements of a tensor in words: their index and their value. For the widgets that show
 * tensors.
 */
#pragma once

#include "tensor/tensor.h"

G_BEGIN_DECLS

/* "[0, 2]", as one would write it after the tensor's name; "[]" of a number. (transfer full) */
char *gradus_index_text (const GrTensor *tensor, gint64 element);
/* With as many digits as tell it from any other value of its dtype: "0.1", "−3", "True". (transfer
 * full) */
char *gradus_value_text (const GrTensor *tensor, gint64 element);
/* How many digits after the point the numbers of a tensor have where they stand among one another,
 * by some of them from all over it; -1: they are too small or too large for that. */
gint gradus_decimals_of (const GrTensor *tensor);
/* With so many of them, "0.4213", or "1.2×10⁻⁷" for -1. Only what is zero is "0": what is nearly so
 * is "0.0000". (transfer full) */
char *gradus_short_value_text (const GrTensor *tensor, gint64 element, gint decimals);
/* "[2, 3] · float32 · strides [3, 1] · offset 0". (transfer full) */
char *gradus_geometry_text (const GrTensor *tensor);

G_END_DECLS
