/* blas.h - OpenBLAS, set up as the engine wants it. Used by gemm.c and by gradus_init(). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One thread: the pool is ours. Idempotent and thread-safe. Which kernels OpenBLAS runs is its own
 * choice, or OPENBLAS_CORETYPE's. */
void gr_blas_init (void);

G_END_DECLS
