/* gemm.h - matrix products on the pool: C = alpha A B + beta C for float32 and float64, batched.
 *
 * Used by the matmul family and by convolutions. Tiles depend on the sizes alone and the inner
 * dimension is never cut, so the bits are the same for any number of threads.
 */
#pragma once

#include "../tensor/dtype.h"

G_BEGIN_DECLS

/* One operand: element (i, j) of matrix b is at data[b * batch + i * row + j * column]. */
typedef struct
{
  gpointer data;
  gint64   row;
  gint64   column;
  gint64   batch; /* 0 where all products share the matrix (not C) */
} GrMatrix;

/* A is m x k, B is k x n, C is m x n. Where beta is 0, C is only written: it may hold NaN before.
 */
typedef struct
{
  gint64   batch; /* number of products; 1 for a plain one */
  gint64   m, n, k;
  GrMatrix a, b, c;
  gdouble  alpha, beta;
} GrGemm;

/* Whether BLAS can walk a matrix of @rows x @columns with these strides: one of them is 1, the
 * other no less than a row is long. Others are to be copied first. */
gboolean gr_gemm_takes (gint64 rows, gint64 columns, gint64 row_stride, gint64 column_stride);

/* @dtype is float32 or float64; all three matrices are such as gr_gemm_takes(). Sizes up to 2^31.
 */
void gr_gemm (GrDType dtype, const GrGemm *gemm);

G_END_DECLS
