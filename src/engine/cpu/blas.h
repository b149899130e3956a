/* blas.h - OpenBLAS, set up as the engine wants it. Used by gemm.c and by gradus_init(). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One thread (the pool is ours), and the fastest kernels this processor can run. Idempotent and
 * thread-safe; to be called before any other thread of the process uses BLAS. */
void gr_blas_init (void);

G_END_DECLS
