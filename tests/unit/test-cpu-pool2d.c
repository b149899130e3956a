/* test-cpu-pool2d.c - pooling against loops over its definition, and 1, 2 and 4 threads alike. */
#include "cpu/pool.h"
#include "cpu/pool2d.h"

#include <math.h>
#include <string.h>

typedef enum
{
  MAXIMUM,
  AVERAGE,
  ADAPTIVE,
} Kind;

/* Output, indices and input gradient of one plane, by the definition. */
static void
pool_plane (Kind kind, const GrPoolShape *s, GrAverage average, const gdouble *in,
            const gdouble *grad_out, gdouble *out, gint64 *indices, gdouble *grad_in)
{
  for (gint64 y = 0; y < s->out_h; y++)
    for (gint64 x = 0; x < s->out_w; x++)
      {
        gint64 at = y * s->out_w + x, inside = 0, counted = 0, best = -1;
        gdouble sum = 0, largest = -INFINITY, divisor = 1;

        for (gint pass = 0; pass < 2; pass++)
          {
            for (gint64 row = -s->padding_h; row < s->in_h + s->padding_h; row++)
              for (gint64 column = -s->padding_w; column < s->in_w + s->padding_w; column++)
                {
                  gint64 i = row + s->padding_h - y * s->stride_h;
                  gint64 j = column + s->padding_w - x * s->stride_w;
                  gint64 place = row * s->in_w + column;
                  gboolean covered;

                  if (kind == ADAPTIVE)
                    /* Intervals [row, row + 1) and [y, y + 1) * in / out overlap. */
                    covered = (row + 1) * s->out_h > y * s->in_h
                              && row * s->out_h < (y + 1) * s->in_h
                              && (column + 1) * s->out_w > x * s->in_w
                              && column * s->out_w < (x + 1) * s->in_w;
                  else
                    covered = i >= 0 && j >= 0 && i % s->dilation_h == 0 && j % s->dilation_w == 0
                              && i / s->dilation_h < s->kernel_h && j / s->dilation_w < s->kernel_w;
                  if (!covered)
                    continue;
                  counted += pass == 0;
                  if (row < 0 || row >= s->in_h || column < 0 || column >= s->in_w)
                    continue;
                  if (pass == 1)
                    {
                      grad_in[place] += grad_out[at] / divisor;
                      continue;
                    }
                  inside++;
                  sum += in[place];
                  if (best < 0 || in[place] > largest || isnan (in[place]))
                    {
                      largest = in[place];
                      best = place;
                    }
                }
            divisor = average.divisor ? average.divisor : average.count_padding ? counted : inside;
            if (kind == MAXIMUM)
              break;
          }
        out[at] = kind == MAXIMUM ? largest : sum / divisor;
        indices[at] = best;
        if (kind == MAXIMUM)
          grad_in[best] += grad_out[at];
      }
}

static void
call (Kind kind, GrDType dtype, const GrPoolShape *s, GrAverage average, gconstpointer in,
      gconstpointer grad_out, gpointer out, gint64 *indices, gpointer grad_in)
{
  if (kind == MAXIMUM)
    {
      gr_max_pool_forward (dtype, s, in, out, indices);
      gr_max_pool_backward (dtype, s, grad_out, indices, grad_in);
    }
  else if (kind == AVERAGE)
    {
      gr_avg_pool_forward (dtype, s, average, in, out);
      gr_avg_pool_backward (dtype, s, average, grad_out, grad_in);
    }
  else
    {
      gr_adaptive_avg_pool_forward (dtype, s, in, out);
      gr_adaptive_avg_pool_backward (dtype, s, grad_out, grad_in);
    }
}

static gdouble
load (GrDType dtype, gconstpointer values, gsize i)
{
  return dtype == GR_FLOAT32 ? ((const gfloat *) values)[i] : ((const gdouble *) values)[i];
}

static gpointer
convert (GrDType dtype, const gdouble *values, gsize n)
{
  gfloat *floats;

  if (dtype == GR_FLOAT64)
    return g_memdup2 (values, n * sizeof *values);
  floats = g_new (gfloat, n);
  for (gsize i = 0; i < n; i++)
    floats[i] = values[i];
  return floats;
}

static void
assert_same (GrDType dtype, gconstpointer got, const gdouble *expected, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (isnan (expected[i]))
      g_assert_true (isnan (load (dtype, got, i)));
    else
      g_assert_cmpfloat_with_epsilon (load (dtype, got, i), expected[i],
                                      dtype == GR_FLOAT32 ? 2e-5 : 1e-13);
}

static void
check (Kind kind, GrDType dtype, GrPoolShape s, GrAverage average, gboolean with_nan)
{
  gsize n_in = s.planes * s.in_h * s.in_w, n_out = s.planes * s.out_h * s.out_w;
  gsize size = gr_dtype_size (dtype);
  g_autofree gdouble *in = g_new (gdouble, n_in), *grad_out = g_new (gdouble, n_out);
  g_autofree gdouble *out = g_new0 (gdouble, n_out), *grad_in = g_new0 (gdouble, n_in);
  g_autofree gint64 *indices = g_new (gint64, n_out), *got_indices = g_new (gint64, n_out);
  g_autofree gpointer x = NULL, g = NULL, got = g_malloc (n_out * size),
                      got_grad = g_malloc (n_in * size);

  /* Few values, so that there are ties. */
  for (gsize i = 0; i < n_in; i++)
    in[i] = with_nan && g_test_rand_int_range (0, 9) == 0 ? NAN : g_test_rand_int_range (-3, 3);
  for (gsize i = 0; i < n_out; i++)
    grad_out[i] = g_test_rand_int_range (-9, 9);
  x = convert (dtype, in, n_in);
  g = convert (dtype, grad_out, n_out);
  for (gint64 p = 0; p < s.planes; p++)
    pool_plane (kind, &s, average, in + p * s.in_h * s.in_w, grad_out + p * s.out_h * s.out_w,
                out + p * s.out_h * s.out_w, indices + p * s.out_h * s.out_w,
                grad_in + p * s.in_h * s.in_w);
  for (gint threads = 1; threads <= 4; threads *= 2)
    {
      memset (got, 0xff, n_out * size);
      memset (got_grad, 0xff, n_in * size);
      gr_pool_set_threads (threads);
      call (kind, dtype, &s, average, x, g, got, got_indices, got_grad);
      assert_same (dtype, got, out, n_out);
      assert_same (dtype, got_grad, grad_in, n_in);
      if (kind == MAXIMUM)
        g_assert_cmpmem (indices, n_out * sizeof *indices, got_indices,
                         n_out * sizeof *got_indices);
    }
  gr_pool_set_threads (1);
}

static gint64
pooled (gint64 in, gint64 kernel, gint64 stride, gint64 padding, gint64 dilation)
{
  return (in + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
}

static void
test_windows (void)
{
  for (guint round = 0; round < 120; round++)
    {
      Kind kind = round % 3;
      GrPoolShape s = { .planes = g_test_rand_int_range (1, 5),
                        .in_h = g_test_rand_int_range (7, 14),
                        .in_w = g_test_rand_int_range (7, 14),
                        .kernel_h = g_test_rand_int_range (1, 4),
                        .kernel_w = g_test_rand_int_range (1, 4),
                        .stride_h = g_test_rand_int_range (1, 4),
                        .stride_w = g_test_rand_int_range (1, 4),
                        .dilation_h = kind == MAXIMUM ? g_test_rand_int_range (1, 3) : 1,
                        .dilation_w = kind == MAXIMUM ? g_test_rand_int_range (1, 3) : 1 };
      GrAverage average = { round % 2, round % 5 == 0 ? 3 : 0 };

      if (kind == ADAPTIVE)
        {
          average = (GrAverage){ TRUE, 0 };
          s.out_h = g_test_rand_int_range (1, 9);
          s.out_w = g_test_rand_int_range (1, 9);
        }
      else
        {
          s.padding_h = g_test_rand_int_range (0, s.kernel_h / 2 + 1);
          s.padding_w = g_test_rand_int_range (0, s.kernel_w / 2 + 1);
          s.out_h = pooled (s.in_h, s.kernel_h, s.stride_h, s.padding_h, s.dilation_h);
          s.out_w = pooled (s.in_w, s.kernel_w, s.stride_w, s.padding_w, s.dilation_w);
        }
      check (kind, round % 2 ? GR_FLOAT32 : GR_FLOAT64, s, average, kind == MAXIMUM && round % 4);
    }
}

/* Widths around the vector's, odd sizes that leave a row and a column out, and many planes. */
static void
test_two_by_two (void)
{
  for (gint64 w = 2; w <= 25; w++)
    {
      GrPoolShape s = { .planes = 3, .in_h = 4 + w % 3, .in_w = w, .kernel_h = 2, .kernel_w = 2,
                        .stride_h = 2, .stride_w = 2, .dilation_h = 1, .dilation_w = 1 };

      s.out_h = s.in_h / 2;
      s.out_w = s.in_w / 2;
      check (MAXIMUM, GR_FLOAT32, s, (GrAverage){ 0 }, w % 2);
      check (MAXIMUM, GR_FLOAT64, s, (GrAverage){ 0 }, w % 2);
      check (AVERAGE, GR_FLOAT32, s, (GrAverage){ 0 }, FALSE);
    }
  check (MAXIMUM, GR_FLOAT32,
         (GrPoolShape){ 200, 24, 24, 12, 12, 2, 2, 2, 2, 0, 0, 1, 1 }, (GrAverage){ 0 }, FALSE);
}

/* PyTorch's ceil_mode: the last window starts inside but ends past the padding. */
static void
test_ceil_mode (void)
{
  GrPoolShape s = { 2, 6, 6, 3, 3, 3, 3, 2, 2, 0, 0, 1, 1 };

  check (MAXIMUM, GR_FLOAT64, s, (GrAverage){ 0 }, FALSE);
  check (AVERAGE, GR_FLOAT64, s, (GrAverage){ TRUE, 0 }, FALSE);
  s = (GrPoolShape){ 2, 7, 7, 4, 4, 3, 3, 2, 2, 1, 1, 1, 1 };
  check (AVERAGE, GR_FLOAT64, s, (GrAverage){ TRUE, 0 }, FALSE);
  check (AVERAGE, GR_FLOAT64, s, (GrAverage){ FALSE, 0 }, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpu/pool2d/windows", test_windows);
  g_test_add_func ("/cpu/pool2d/two-by-two", test_two_by_two);
  g_test_add_func ("/cpu/pool2d/ceil-mode", test_ceil_mode);
  return g_test_run ();
}
