/* test-cpu-gemm.c - products against three loops, over layouts, batches, alpha and beta; and the
 * same bits for 1, 2 and 4 threads. */
#include "cpu/gemm.h"
#include "cpu/pool.h"

#include <math.h>
#include <string.h>

static gdouble
load (GrDType dtype, const GrMatrix *matrix, gint64 batch, gint64 row, gint64 column)
{
  gint64 i = batch * matrix->batch + row * matrix->row + column * matrix->column;

  return dtype == GR_FLOAT32 ? ((gfloat *) matrix->data)[i] : ((gdouble *) matrix->data)[i];
}

/* Random values in (-1, 1) with room between lines, by rows or by columns. (transfer full) in
 * .data */
static GrMatrix
random_matrix (GrDType dtype, gint64 batch, gint64 rows, gint64 columns, gsize *nbytes)
{
  gint64 gap = g_test_rand_int_range (0, 3);
  gboolean by_rows = g_test_rand_bit ();
  GrMatrix matrix = { .row = by_rows ? columns + gap : 1, .column = by_rows ? 1 : rows + gap };
  gsize n;

  matrix.batch = by_rows ? rows * matrix.row : columns * matrix.column;
  n = matrix.batch * batch;
  *nbytes = n * gr_dtype_size (dtype);
  matrix.data = g_malloc (*nbytes + 1);
  for (gsize i = 0; i < n; i++)
    if (dtype == GR_FLOAT32)
      ((gfloat *) matrix.data)[i] = g_test_rand_double_range (-1, 1);
    else
      ((gdouble *) matrix.data)[i] = g_test_rand_double_range (-1, 1);
  return matrix;
}

static void
check_product (GrDType dtype, gint64 batch, gint64 m, gint64 n, gint64 k, gdouble alpha,
               gdouble beta)
{
  gdouble unit = dtype == GR_FLOAT32 ? 0x1p-23 : 0x1p-52;
  GrGemm gemm = { .batch = batch, .m = m, .n = n, .k = k, .alpha = alpha, .beta = beta };
  gsize nbytes, c_nbytes;
  g_autofree gpointer before = NULL;
  g_autofree gpointer once = NULL;

  gemm.a = random_matrix (dtype, batch, m, k, &nbytes);
  gemm.b = random_matrix (dtype, batch, k, n, &nbytes);
  gemm.c = random_matrix (dtype, batch, m, n, &c_nbytes);
  if (batch > 1 && g_test_rand_bit ())
    gemm.b.batch = 0;
  g_assert_true (gr_gemm_takes (m, k, gemm.a.row, gemm.a.column));
  if (beta == 0)
    memset (gemm.c.data, 0xff, c_nbytes); /* NaN */
  before = g_memdup2 (gemm.c.data, c_nbytes);

  for (gint threads = 1; threads <= 4; threads *= 2)
    {
      memcpy (gemm.c.data, before, c_nbytes);
      gr_pool_set_threads (threads);
      gr_gemm (dtype, &gemm);
      if (threads == 1)
        once = g_memdup2 (gemm.c.data, c_nbytes);
      else
        g_assert_cmpmem (gemm.c.data, c_nbytes, once, c_nbytes);
    }
  for (gint64 b = 0; b < batch; b++)
    for (gint64 i = 0; i < m; i++)
      for (gint64 j = 0; j < n; j++)
        {
          GrMatrix old = gemm.c;
          gdouble sum = 0;

          old.data = before;
          for (gint64 l = 0; l < k; l++)
            sum += load (dtype, &gemm.a, b, i, l) * load (dtype, &gemm.b, b, l, j);
          sum *= alpha;
          if (beta != 0)
            sum += beta * load (dtype, &old, b, i, j);
          g_assert_cmpfloat_with_epsilon (load (dtype, &gemm.c, b, i, j), sum,
                                          unit * 4 * (k + 4));
        }
  g_free (gemm.a.data);
  g_free (gemm.b.data);
  g_free (gemm.c.data);
}

static void
test_products (void)
{
  static const gint64 sizes[] = { 1, 2, 3, 7, 16, 33, 65 };

  for (guint round = 0; round < 200; round++)
    check_product (round % 2 ? GR_FLOAT32 : GR_FLOAT64, 1 + round % 5,
                   sizes[g_test_rand_int_range (0, 7)], sizes[g_test_rand_int_range (0, 7)],
                   sizes[g_test_rand_int_range (0, 7)], round % 3 ? 1 : -0.5,
                   round % 4 ? 0 : 1 + round % 8);
}

/* Large enough to be cut. */
static void
test_tiles (void)
{
  check_product (GR_FLOAT32, 1, 130, 200, 192, 1, 0);
  check_product (GR_FLOAT64, 1, 300, 70, 150, 1, 1);
  check_product (GR_FLOAT32, 3, 100, 190, 161, 2, 0);
  check_product (GR_FLOAT32, 70, 9, 5, 60, 1, 0);
}

static void
test_empty (void)
{
  gfloat c[2] = { 1, NAN };
  GrGemm gemm = { 1, 1, 2, 0, { NULL, 1, 1, 0 }, { NULL, 2, 1, 0 }, { c, 2, 1, 0 }, 1, 0 };

  gr_gemm (GR_FLOAT32, &gemm);
  g_assert_true (c[0] == 0 && c[1] == 0);
  gemm.m = 0;
  gr_gemm (GR_FLOAT32, &gemm);
}

static void
test_layouts (void)
{
  g_assert_true (gr_gemm_takes (3, 4, 4, 1));
  g_assert_true (gr_gemm_takes (3, 4, 1, 3));
  g_assert_true (gr_gemm_takes (3, 4, 9, 1));
  g_assert_true (gr_gemm_takes (1, 4, 0, 7));
  g_assert_true (gr_gemm_takes (1, 1, 0, 0));
  g_assert_false (gr_gemm_takes (3, 4, 0, 1));
  g_assert_false (gr_gemm_takes (3, 4, 8, 2));
  g_assert_false (gr_gemm_takes (3, 4, 1, 2));
  g_assert_false (gr_gemm_takes (3, 4, 3, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpu/gemm/products", test_products);
  g_test_add_func ("/cpu/gemm/tiles", test_tiles);
  g_test_add_func ("/cpu/gemm/empty", test_empty);
  g_test_add_func ("/cpu/gemm/layouts", test_layouts);
  return g_test_run ();
}
