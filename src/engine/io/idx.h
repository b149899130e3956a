/* idx.h - LeCun's IDX files, of MNIST and its kin, gzipped or not.
 *
 * Two zero bytes, an element type, a rank, the sizes (big endian), the elements (big endian).
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

/* (transfer full). GR_ERROR_FORMAT, naming the file, where it is cut off, goes on past its end, or
 * claims what it cannot hold. */
GrTensor *gr_idx_read (const char *path, GError **error);

G_END_DECLS
