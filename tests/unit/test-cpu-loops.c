/* test-cpu-loops.c - the pointwise loop, copies and fills against one element at a time. */
#include "cpu/loops.h"
#include "cpu/pool.h"

#include <math.h>
#include <string.h>

/* A view of random rank, with permuted, stepped, reversed-order or expanded dimensions, filled
 * with small whole numbers, which every dtype holds. */
static GrTensor *
random_view (GrDType dtype, GrInts shape, gboolean may_expand)
{
  gint64 storage_shape[GR_MAX_DIMS], strides[GR_MAX_DIMS], step[GR_MAX_DIMS];
  gint order[GR_MAX_DIMS];
  gint64 numel = 1;
  g_autoptr (GrTensor) base = NULL;
  GrTensor *view;

  for (gsize d = 0; d < shape.n; d++)
    order[d] = d;
  for (gsize d = shape.n; d > 1 && g_test_rand_bit (); d--)
    {
      gint other = g_test_rand_int_range (0, d), kept = order[d - 1];

      order[d - 1] = order[other];
      order[other] = kept;
    }
  for (gint k = (gint) shape.n - 1; k >= 0; k--)
    {
      gint d = order[k];

      step[d] = g_test_rand_int_range (0, 4) ? 1 : 2;
      if (may_expand && g_test_rand_int_range (0, 4) == 0)
        step[d] = 0;
      strides[d] = numel * step[d];
      storage_shape[d] = step[d] == 0 ? 1 : shape.v[d] * step[d];
      numel *= MAX (storage_shape[d], 1);
    }
  base = gr_tensor_new (dtype, GR_CPU, GR_INTS (numel + 3), NULL);
  for (gint64 i = 0; i < numel + 3; i++)
    gr_tensor_set (base, i, gr_int (g_test_rand_int_range (0, dtype == GR_BOOL ? 2 : 50)));
  view = gr_tensor_new_view (base, shape, gr_ints (strides, shape.n), 3, NULL);
  g_assert_nonnull (view);
  return view;
}

static gsize
random_shape (gint64 *shape)
{
  static const gint64 sizes[] = { 1, 2, 3, 5, 8, 33, 70 };
  gsize n = g_test_rand_int_range (0, 5);
  gint64 numel = 1;

  for (gsize d = 0; d < n; d++)
    {
      shape[d] = sizes[g_test_rand_int_range (0, G_N_ELEMENTS (sizes))];
      if (g_test_rand_int_range (0, 30) == 0)
        shape[d] = 0;
      else if (n == 1)
        shape[d] *= 300;
      if (numel * shape[d] > 40000)
        shape[d] = 2;
      numel *= shape[d];
    }
  return n;
}

/* The row-major index in an operand of @shape of element @i of the broadcast @to. */
static gint64
broadcast_index (const GrTensor *to, const GrTensor *from, gint64 i)
{
  gint64 index = 0, scale = 1;

  for (gint d = to->ndim - 1; d >= 0; d--)
    {
      gint k = d - (to->ndim - from->ndim);
      gint64 at = i % to->shape[d];

      i /= to->shape[d];
      if (k < 0)
        continue;
      if (from->shape[k] != 1)
        index += at * scale;
      scale *= from->shape[k];
    }
  return index;
}

typedef struct
{
  guint  n_in;
  gfloat scale;
} SumParams;

static void
sum_kernel (gsize n, const void *const *in, void *out, const void *user)
{
  const SumParams *params = user;
  gdouble *sums = out;

  for (gsize i = 0; i < n; i++)
    {
      gfloat sum = 1;

      for (guint k = 0; k < params->n_in; k++)
        sum += (k + 1) * params->scale * ((const gfloat *) in[k])[i];
      sums[i] = sum;
    }
}

static void
check_loop (gint threads)
{
  gint64 shape[GR_MAX_DIMS];
  gsize ndim = random_shape (shape);
  SumParams params = { g_test_rand_int_range (0, 5), 2 };
  g_autoptr (GrTensor) out = NULL;
  GrTensor *in[4];
  g_autoptr (GError) error = NULL;
  static const GrDType outs[] = { GR_FLOAT64, GR_FLOAT32, GR_INT64, GR_INT32 };
  gint64 numel;

  out = random_view (outs[g_test_rand_int_range (0, 4)], gr_ints (shape, ndim), FALSE);
  for (guint k = 0; k < params.n_in; k++)
    {
      gsize dropped = ndim ? g_test_rand_int_range (0, ndim + 1) : 0;
      gint64 smaller[GR_MAX_DIMS];

      dropped = g_test_rand_bit () ? dropped : 0;
      for (gsize d = dropped; d < ndim; d++)
        smaller[d - dropped] = g_test_rand_int_range (0, 6) ? shape[d] : 1;
      in[k] = random_view (g_test_rand_int_range (0, GR_N_DTYPES),
                           gr_ints (smaller, ndim - dropped), TRUE);
    }
  gr_pool_set_threads (threads);
  g_assert_true (gr_loop_run (out, in, params.n_in, GR_FLOAT32, GR_FLOAT64, sum_kernel, &params,
                              &error));
  g_assert_no_error (error);
  numel = gr_tensor_numel (out);
  for (gint64 i = 0; i < numel; i++)
    {
      gdouble expected = 1;

      for (guint k = 0; k < params.n_in; k++)
        expected += (k + 1) * 2 * gr_tensor_get (in[k], broadcast_index (out, in[k], i)).d;
      g_assert_cmpfloat (gr_tensor_get (out, i).d, ==, expected);
    }
  for (guint k = 0; k < params.n_in; k++)
    gr_tensor_unref (in[k]);
}

static void
test_loop (void)
{
  for (guint i = 0; i < 150; i++)
    check_loop (1 + i % 4);
  gr_pool_set_threads (1);
}

static void
negate_kernel (gsize n, const void *const *in, void *out, const void *params)
{
  const gfloat *x = in[0];
  gfloat *y = out;

  for (gsize i = 0; i < n; i++)
    y[i] = -x[i];
}

static void
test_in_place (void)
{
  g_autoptr (GrTensor) base = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (60, 50), NULL);
  g_autoptr (GrTensor) view
      = gr_tensor_new_view (base, GR_INTS (25, 60), GR_INTS (2, 50), 1, NULL);

  for (gint64 i = 0; i < 3000; i++)
    gr_tensor_set (base, i, gr_int (i));
  g_assert_true (gr_loop_run (view, &view, 1, GR_FLOAT32, GR_FLOAT32, negate_kernel, NULL, NULL));
  for (gint64 i = 0; i < 3000; i++)
    g_assert_cmpfloat (gr_tensor_get (base, i).d, ==, i % 2 ? -i : i);
}

static void
test_shape_error (void)
{
  g_autoptr (GrTensor) out = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (2, 3), NULL);
  g_autoptr (GrTensor) in = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (2, 4), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (gr_loop_run (out, &in, 1, GR_FLOAT32, GR_FLOAT32, negate_kernel, NULL, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_SHAPE);
  g_assert_cmpstr (error->message, ==, "shape [2, 4] cannot be broadcast to [2, 3]");
}

static void
test_copy (void)
{
  for (guint round = 0; round < 300; round++)
    {
      gint64 shape[GR_MAX_DIMS];
      gsize ndim = random_shape (shape);
      GrDType to_dtype = g_test_rand_int_range (0, GR_N_DTYPES);
      GrDType from_dtype
          = g_test_rand_bit () ? to_dtype : (GrDType) g_test_rand_int_range (0, GR_N_DTYPES);
      g_autoptr (GrTensor) to = random_view (to_dtype, gr_ints (shape, ndim), FALSE);
      g_autoptr (GrTensor) from = random_view (from_dtype, gr_ints (shape, ndim), TRUE);
      gint64 numel = gr_tensor_numel (to);

      gr_pool_set_threads (1 + round % 4);
      g_assert_true (gr_copy (to, from, NULL));
      for (gint64 i = 0; i < numel; i++)
        {
          gdouble expected = gr_tensor_get (from, i).d;

          if (to_dtype == GR_BOOL)
            expected = expected != 0;
          g_assert_cmpfloat (gr_tensor_get (to, i).d, ==, expected);
        }
    }
  gr_pool_set_threads (1);
}

/* Fractions and values out of the narrow types' range, as PyTorch converts them on x86. */
static void
test_cast_values (void)
{
  static const gdouble values[] = { -1.75, 300.5, 0.25, 65504, -0.0, 2.5 };
  static const struct
  {
    GrDType dtype;
    gdouble expected[6];
  } cases[] = {
    { GR_BOOL, { 1, 1, 1, 1, 0, 1 } },
    { GR_UINT8, { 255, 44, 0, 224, 0, 2 } },
    { GR_INT8, { -1, 44, 0, -32, 0, 2 } },
    { GR_INT16, { -1, 300, 0, -32, 0, 2 } },
    { GR_INT32, { -1, 300, 0, 65504, 0, 2 } },
    { GR_INT64, { -1, 300, 0, 65504, 0, 2 } },
    { GR_FLOAT16, { -1.75, 300.5, 0.25, 65504, 0, 2.5 } },
    { GR_BFLOAT16, { -1.75, 300, 0.25, 65536, 0, 2.5 } },
    { GR_FLOAT32, { -1.75, 300.5, 0.25, 65504, 0, 2.5 } },
  };
  g_autoptr (GrTensor) from = gr_tensor_new_from (GR_FLOAT64, values, GR_INTS (6), NULL);

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (GrTensor) to = gr_tensor_new (cases[c].dtype, GR_CPU, GR_INTS (6), NULL);

      g_assert_true (gr_copy (to, from, NULL));
      for (gint64 i = 0; i < 6; i++)
        g_assert_cmpfloat (gr_tensor_get (to, i).d, ==, cases[c].expected[i]);
    }
}

static void
test_fill (void)
{
  for (guint round = 0; round < 100; round++)
    {
      gint64 shape[GR_MAX_DIMS];
      gsize ndim = random_shape (shape);
      GrDType dtype = g_test_rand_int_range (0, GR_N_DTYPES);
      g_autoptr (GrTensor) to = random_view (dtype, gr_ints (shape, ndim), FALSE);
      g_autoptr (GrTensor) base
          = gr_tensor_new_view (to, GR_INTS (to->storage->nbytes / gr_dtype_size (dtype)),
                                GR_INTS (1), 0, NULL);
      gint64 numel = gr_tensor_numel (to), filled = 0;

      gr_pool_set_threads (1 + round % 4);
      gr_fill (base, gr_int (0));
      gr_fill (to, round % 2 ? gr_int (1) : gr_float (1));
      for (gint64 i = 0; i < gr_tensor_numel (base); i++)
        filled += gr_tensor_get (base, i).d == 1;
      g_assert_cmpint (filled, ==, numel);
      for (gint64 i = 0; i < numel; i++)
        g_assert_cmpfloat (gr_tensor_get (to, i).d, ==, 1);
    }
  gr_pool_set_threads (1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpu/loops/loop", test_loop);
  g_test_add_func ("/cpu/loops/in-place", test_in_place);
  g_test_add_func ("/cpu/loops/shape-error", test_shape_error);
  g_test_add_func ("/cpu/loops/copy", test_copy);
  g_test_add_func ("/cpu/loops/cast-values", test_cast_values);
  g_test_add_func ("/cpu/loops/fill", test_fill);
  return g_test_run ();
}
