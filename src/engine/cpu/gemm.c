/* gemm.c - see gemm.h: tiles over the rows and columns of C, each one call of a single-threaded
 * BLAS. */
#include "gemm.h"

#include "blas.h"
#include "pool.h"

#include <cblas.h>

/* About 20 microseconds of work: less is not worth another thread's attention. */
#define TILE_FLOPS 4e6
#define MIN_SIDE   32
/* More tiles than this only make packing dearer. */
#define ENOUGH_TILES 16

typedef struct
{
  const GrGemm *gemm;
  GrDType       dtype;
  gint64        tile_m, tile_n;   /* rows and columns of C in a tile */
  gint64        tiles_m, tiles_n; /* tiles in one product */
  gint64        products;         /* whole products in a tile, where they are small */
} Tiling;

gboolean
gr_gemm_takes (gint64 rows, gint64 columns, gint64 row_stride, gint64 column_stride)
{
  if (rows <= 1 && columns <= 1)
    return TRUE;
  if (rows <= 1)
    return column_stride >= 1;
  if (columns <= 1)
    return row_stride >= 1;
  return (column_stride == 1 && row_stride >= columns)
         || (row_stride == 1 && column_stride >= rows);
}

/* How BLAS is told of a matrix: whether it lies transposed, and the distance of its lines. The
 * stride along a dimension of one element says nothing, but BLAS checks it. */
static CBLAS_TRANSPOSE
layout (const GrMatrix *matrix, gint64 rows, gint64 columns, blasint *line)
{
  gboolean by_rows;

  if (rows <= 1)
    by_rows = matrix->column == 1;
  else if (columns <= 1)
    by_rows = matrix->row != 1;
  else
    by_rows = matrix->column == 1;
  if (by_rows)
    *line = rows <= 1 ? MAX (columns, 1) : matrix->row;
  else
    *line = columns <= 1 ? MAX (rows, 1) : matrix->column;
  return by_rows ? CblasNoTrans : CblasTrans;
}

/* y = alpha A x + beta y, where C has one column (or, with everything transposed, one row). */
static void
multiply_vector (GrDType dtype, gint64 rows, gint64 columns, const GrMatrix *a, gconstpointer x,
                 gint64 x_step, gpointer y, gint64 y_step, gdouble alpha, gdouble beta)
{
  blasint line;
  CBLAS_TRANSPOSE transpose = layout (a, rows, columns, &line);
  blasint lie_rows = transpose == CblasNoTrans ? rows : columns;
  blasint lie_columns = transpose == CblasNoTrans ? columns : rows;

  if (dtype == GR_FLOAT32)
    cblas_sgemv (CblasRowMajor, transpose, lie_rows, lie_columns, alpha, a->data, line, x,
                 MAX (x_step, 1), beta, y, MAX (y_step, 1));
  else
    cblas_dgemv (CblasRowMajor, transpose, lie_rows, lie_columns, alpha, a->data, line, x,
                 MAX (x_step, 1), beta, y, MAX (y_step, 1));
}

static GrMatrix
transposed (GrMatrix matrix)
{
  return (GrMatrix){ matrix.data, matrix.column, matrix.row, matrix.batch };
}

/* One BLAS call for an m x n piece of C. */
static void
multiply (GrDType dtype, gint64 m, gint64 n, gint64 k, GrMatrix a, GrMatrix b, GrMatrix c,
          gdouble alpha, gdouble beta)
{
  CBLAS_TRANSPOSE a_lies, b_lies;
  blasint a_line, b_line, c_line;

  if (n == 1 && k > 0)
    {
      multiply_vector (dtype, m, k, &a, b.data, b.row, c.data, c.row, alpha, beta);
      return;
    }
  if (m == 1 && k > 0)
    {
      GrMatrix lies = transposed (b);

      multiply_vector (dtype, n, k, &lies, a.data, a.column, c.data, c.column, alpha, beta);
      return;
    }
  if (layout (&c, m, n, &c_line) == CblasTrans)
    {
      /* C' = B' A'. */
      multiply (dtype, n, m, k, transposed (b), transposed (a), transposed (c), alpha, beta);
      return;
    }
  a_lies = layout (&a, m, k, &a_line);
  b_lies = layout (&b, k, n, &b_line);
  if (dtype == GR_FLOAT32)
    cblas_sgemm (CblasRowMajor, a_lies, b_lies, m, n, k, alpha, a.data, a_line, b.data, b_line,
                 beta, c.data, c_line);
  else
    cblas_dgemm (CblasRowMajor, a_lies, b_lies, m, n, k, alpha, a.data, a_line, b.data, b_line,
                 beta, c.data, c_line);
}

static GrMatrix
piece (const GrMatrix *matrix, gsize size, gint64 batch, gint64 row, gint64 column)
{
  gint64 offset = batch * matrix->batch + row * matrix->row + column * matrix->column;

  return (GrMatrix){ (guint8 *) matrix->data + offset * (gint64) size, matrix->row, matrix->column,
                     matrix->batch };
}

static void
gemm_tile (gint64 tile, gint thread, gpointer user)
{
  const Tiling *tiling = user;
  const GrGemm *gemm = tiling->gemm;
  gsize size = gr_dtype_size (tiling->dtype);
  gint64 column = tile % tiling->tiles_n * tiling->tile_n;
  gint64 row = tile / tiling->tiles_n % tiling->tiles_m * tiling->tile_m;
  gint64 first = tile / tiling->tiles_n / tiling->tiles_m * tiling->products;
  gint64 end = MIN (first + tiling->products, gemm->batch);

  for (gint64 batch = first; batch < end; batch++)
    multiply (tiling->dtype, MIN (tiling->tile_m, gemm->m - row),
              MIN (tiling->tile_n, gemm->n - column), gemm->k,
              piece (&gemm->a, size, batch, row, 0), piece (&gemm->b, size, batch, 0, column),
              piece (&gemm->c, size, batch, row, column), gemm->alpha, gemm->beta);
}

/* Half of a side, to a whole number of BLAS's own blocks. */
static gint64
halve (gint64 side)
{
  return (side / 2 + MIN_SIDE - 1) / MIN_SIDE * MIN_SIDE;
}

static void
tiling_choose (Tiling *tiling, const GrGemm *gemm, GrDType dtype)
{
  gdouble line_flops = 2.0 * gemm->k;

  *tiling = (Tiling){ gemm, dtype, gemm->m, gemm->n, 1, 1, 1 };
  while (gemm->batch * tiling->tiles_m * tiling->tiles_n < ENOUGH_TILES
         && line_flops * tiling->tile_m * tiling->tile_n >= 2 * TILE_FLOPS
         && MAX (tiling->tile_m, tiling->tile_n) > MIN_SIDE)
    {
      /* BLAS packs B for each tile of rows anew: wide flat tiles are the dear ones. */
      if (2 * tiling->tile_n >= tiling->tile_m && tiling->tile_n > MIN_SIDE)
        tiling->tile_n = halve (tiling->tile_n);
      else
        tiling->tile_m = halve (tiling->tile_m);
      tiling->tiles_m = (gemm->m + tiling->tile_m - 1) / tiling->tile_m;
      tiling->tiles_n = (gemm->n + tiling->tile_n - 1) / tiling->tile_n;
    }
  if (tiling->tiles_m * tiling->tiles_n == 1)
    tiling->products = CLAMP (TILE_FLOPS / (line_flops * gemm->m * gemm->n + 100), 1, gemm->batch);
}

void
gr_gemm (GrDType dtype, const GrGemm *gemm)
{
  Tiling tiling;

  g_return_if_fail (dtype == GR_FLOAT32 || dtype == GR_FLOAT64);
  g_return_if_fail (MAX (MAX (gemm->m, gemm->n), gemm->k) <= G_MAXINT32);

  if (gemm->m == 0 || gemm->n == 0 || gemm->batch == 0)
    return;
  gr_blas_init ();
  tiling_choose (&tiling, gemm, dtype);
  gr_pool_run ((gemm->batch + tiling.products - 1) / tiling.products * tiling.tiles_m
                   * tiling.tiles_n,
               gemm_tile, &tiling);
}
