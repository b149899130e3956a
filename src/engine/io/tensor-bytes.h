/* tensor-bytes.h - a tensor's elements as the bytes of a file, and back. Shared by the formats
 * here. */
#pragma once

#include "../tensor/tensor.h"
#include "atomic.h"

G_BEGIN_DECLS

/* Writes the elements in row-major order, whatever the strides. CPU tensors alone
 * (GR_ERROR_DEVICE). */
gboolean gr_tensor_write_bytes (GrTensor *tensor, GrAtomicFile *file, GError **error);

/* The same into memory of at least gr_tensor_n_bytes (). */
void     gr_tensor_copy_bytes  (GrTensor *tensor, gpointer to);

gsize    gr_tensor_n_bytes     (const GrTensor *tensor);

/* Reverses the bytes of each of @n elements of @size bytes. */
void     gr_swap_bytes         (gpointer data, gsize n, gsize size);

G_END_DECLS
