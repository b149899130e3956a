/* along.h - the loop under operators that work along one dimension: softmax, cumsum, sort, argmax.
 * The operator gives a function of one line; where the lines lie, and in which dtypes, is dealt
 * with here.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

#define GR_ALONG_MAX 4

/* @in[k] are @n elements of the dtype asked for, contiguous; @out[k] likewise, to be written whole,
 * as long as the output tensor's size along the dimension. @scratch is memory of the size asked
 * for. Inputs and outputs never share memory. Called from several threads at once. */
typedef void (*GrAlongFunc) (gint64 n, const void *const *in, void *const *out, void *scratch,
                            const void *params);

typedef struct
{
  GrTensor *tensor;
  GrDType   dtype; /* what the function reads or writes; converted from or to the tensor's */
} GrAlongOperand;

/* Runs @func over each line of @in along @dim. All tensors have the same shape but for the sizes
 * along @dim, which @in share among themselves; a rank-0 tensor is one line of one element.
 * GR_ERROR_MEMORY where there is none for the lines that have to be gathered. */
gboolean gr_along_run (const GrAlongOperand *out, guint n_out, const GrAlongOperand *in, guint n_in,
                       gint dim, gsize scratch_bytes, GrAlongFunc func, const void *params,
                       GError **error);

G_END_DECLS
