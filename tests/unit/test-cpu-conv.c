/* test-cpu-conv.c - convolution and its gradients against loops over their definition: both ways
 * of computing it, every instruction set that this processor has, and the same bits for 1, 2 and 4
 * threads.
 */
#include "cpu/conv.h"
#include "cpu/conv-paths.h"
#include "cpu/level.h"
#include "cpu/pool.h"

#include <math.h>
#include <string.h>

/* The arrays of one convolution, as doubles. */
typedef struct
{
  GrConvShape s;
  gsize       n_input, n_weight, n_output;
  gdouble    *input, *weight, *bias, *output, *grad_output;
  gdouble    *grad_input, *grad_weight, *grad_bias;
} Example;

static gdouble *
random_array (gsize n)
{
  gdouble *values = g_new (gdouble, n + 1);

  for (gsize i = 0; i < n; i++)
    values[i] = (gfloat) g_test_rand_double_range (-1, 1);
  return values;
}

/* Output and gradients by the definition. */
static void
compute_reference (Example *e)
{
  const GrConvShape *s = &e->s;
  gint64 group_in = s->in_channels / s->groups, group_out = s->out_channels / s->groups;

  e->output = g_new0 (gdouble, e->n_output + 1);
  e->grad_input = g_new0 (gdouble, e->n_input + 1);
  e->grad_weight = g_new0 (gdouble, e->n_weight + 1);
  e->grad_bias = g_new0 (gdouble, s->out_channels + 1);
  for (gint64 at = 0; at < (gint64) e->n_output; at++)
    {
      gint64 x = at % s->out_w, y = at / s->out_w % s->out_h;
      gint64 o = at / s->out_w / s->out_h % s->out_channels;
      gint64 n = at / s->out_w / s->out_h / s->out_channels;

      e->output[at] = e->bias[o];
      e->grad_bias[o] += e->grad_output[at];
      for (gint64 c = 0; c < group_in; c++)
        for (gint64 i = 0; i < s->kernel_h; i++)
          for (gint64 j = 0; j < s->kernel_w; j++)
            {
              gint64 row = y * s->stride_h - s->padding_h + i * s->dilation_h;
              gint64 column = x * s->stride_w - s->padding_w + j * s->dilation_w;
              gint64 channel = o / group_out * group_in + c;
              gint64 in_at = ((n * s->in_channels + channel) * s->in_h + row) * s->in_w + column;
              gint64 w_at = ((o * group_in + c) * s->kernel_h + i) * s->kernel_w + j;

              if (row < 0 || row >= s->in_h || column < 0 || column >= s->in_w)
                continue;
              e->output[at] += e->input[in_at] * e->weight[w_at];
              e->grad_input[in_at] += e->grad_output[at] * e->weight[w_at];
              e->grad_weight[w_at] += e->grad_output[at] * e->input[in_at];
            }
    }
}

static void
example_init (Example *e, GrConvShape s)
{
  s.out_h = (s.in_h + 2 * s.padding_h - s.dilation_h * (s.kernel_h - 1) - 1) / s.stride_h + 1;
  s.out_w = (s.in_w + 2 * s.padding_w - s.dilation_w * (s.kernel_w - 1) - 1) / s.stride_w + 1;
  e->s = s;
  e->n_input = s.n * s.in_channels * s.in_h * s.in_w;
  e->n_weight = s.out_channels * (s.in_channels / s.groups) * s.kernel_h * s.kernel_w;
  e->n_output = s.n * s.out_channels * s.out_h * s.out_w;
  e->input = random_array (e->n_input);
  e->weight = random_array (e->n_weight);
  e->bias = random_array (s.out_channels);
  e->grad_output = random_array (e->n_output);
  compute_reference (e);
}

static void
example_clear (Example *e)
{
  gdouble *all[] = { e->input,       e->weight,     e->bias,        e->output,
                     e->grad_output, e->grad_input, e->grad_weight, e->grad_bias };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
}

/* (transfer full) */
static gpointer
converted (GrDType dtype, const gdouble *values, gsize n)
{
  gfloat *floats;

  if (dtype == GR_FLOAT64)
    return g_memdup2 (values, (n + 1) * sizeof (gdouble));
  floats = g_new (gfloat, n + 1);
  for (gsize i = 0; i < n; i++)
    floats[i] = values[i];
  return floats;
}

static void
assert_close (GrDType dtype, gconstpointer got, const gdouble *expected, gsize n, gint64 terms)
{
  gdouble tolerance = (dtype == GR_FLOAT32 ? 0x1p-23 : 0x1p-52) * 4 * (terms + 8);

  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (dtype == GR_FLOAT32 ? ((const gfloat *) got)[i]
                                                        : ((const gdouble *) got)[i],
                                    expected[i], tolerance);
}

/* What one path gives, results in one array: output, then the gradients of input, weight and bias.
 */
static void
run_path (const Example *e, GrDType dtype, gboolean direct, gboolean with_bias, gpointer results)
{
  gsize size = gr_dtype_size (dtype);
  g_autofree gpointer input = converted (dtype, e->input, e->n_input);
  g_autofree gpointer weight = converted (dtype, e->weight, e->n_weight);
  g_autofree gpointer bias = converted (dtype, e->bias, e->s.out_channels);
  g_autofree gpointer grad = converted (dtype, e->grad_output, e->n_output);
  guint8 *output = results;
  guint8 *grad_input = output + e->n_output * size;
  guint8 *grad_weight = grad_input + e->n_input * size;
  guint8 *grad_bias = grad_weight + e->n_weight * size;

  g_assert_true ((direct ? gr_conv_direct_forward : gr_conv_gemm_forward) (
      dtype, &e->s, input, weight, with_bias ? bias : NULL, FALSE, output));
  g_assert_true ((direct ? gr_conv_direct_backward : gr_conv_gemm_backward) (
      dtype, &e->s, input, weight, grad, grad_input, grad_weight, grad_bias));
}

static void
check_path (const Example *e, GrDType dtype, gboolean direct)
{
  const GrConvShape *s = &e->s;
  gsize size = gr_dtype_size (dtype);
  gsize n = e->n_output + e->n_input + e->n_weight + s->out_channels;
  gint64 taps = s->in_channels / s->groups * s->kernel_h * s->kernel_w;
  g_autofree guint8 *first = g_malloc (n * size);
  g_autofree guint8 *again = g_malloc (n * size);

  memset (first, 0xff, n * size);
  gr_pool_set_threads (1);
  run_path (e, dtype, direct, TRUE, first);
  assert_close (dtype, first, e->output, e->n_output, taps);
  assert_close (dtype, first + e->n_output * size, e->grad_input, e->n_input,
                s->out_channels / s->groups * s->kernel_h * s->kernel_w);
  assert_close (dtype, first + (e->n_output + e->n_input) * size, e->grad_weight, e->n_weight,
                s->n * s->out_h * s->out_w);
  assert_close (dtype, first + (e->n_output + e->n_input + e->n_weight) * size, e->grad_bias,
                s->out_channels, s->n * s->out_h * s->out_w);
  for (gint threads = 2; threads <= 4; threads *= 2)
    {
      memset (again, 0xff, n * size);
      gr_pool_set_threads (threads);
      run_path (e, dtype, direct, TRUE, again);
      g_assert_cmpmem (first, n * size, again, n * size);
    }
  gr_pool_set_threads (1);
}

static void
check_shape (GrConvShape s)
{
  GrCpuLevel before = gr_cpu_level ();
  Example e;

  example_init (&e, s);
  for (GrCpuLevel level = GR_CPU_PLAIN; level < GR_N_CPU_LEVELS; level++)
    if (gr_cpu_set_level (level))
      {
        check_path (&e, GR_FLOAT32, TRUE);
        check_path (&e, GR_FLOAT64, TRUE);
      }
  gr_cpu_set_level (before);
  check_path (&e, GR_FLOAT32, FALSE);
  check_path (&e, GR_FLOAT64, FALSE);
  example_clear (&e);
}

/* n, groups, in and out channels, in h, w, out h, w (computed), then kernel, stride, padding,
 * dilation. */
static void
test_telling_shapes (void)
{
  static const GrConvShape shapes[] = {
    { 20, 1, 1, 6, 12, 12, 0, 0, 5, 5, 1, 1, 0, 0, 1, 1 },  /* LeNet's first, smaller */
    { 17, 1, 6, 12, 9, 8, 0, 0, 5, 5, 1, 1, 0, 0, 1, 1 },   /* and second */
    { 3, 1, 8, 17, 7, 7, 0, 0, 3, 3, 1, 1, 1, 1, 1, 1 },    /* 17 = blocks of unequal size */
    { 2, 1, 3, 5, 9, 10, 0, 0, 3, 3, 2, 2, 1, 1, 1, 1 },    /* stride with padding */
    { 2, 1, 2, 3, 10, 9, 0, 0, 1, 1, 2, 3, 0, 0, 1, 1 },    /* phases that no tap meets */
    { 2, 1, 4, 4, 6, 6, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1 },     /* pointwise */
    { 2, 4, 4, 8, 6, 6, 0, 0, 3, 3, 1, 1, 1, 1, 1, 1 },     /* depthwise */
    { 2, 2, 6, 4, 11, 12, 0, 0, 3, 2, 2, 1, 3, 2, 2, 3 },   /* everything */
    { 1, 1, 2, 2, 3, 3, 0, 0, 2, 2, 1, 1, 3, 3, 1, 1 },     /* more padding than filter */
    { 2, 1, 3, 4, 1, 30, 0, 0, 1, 5, 1, 2, 0, 2, 1, 1 },    /* conv1d */
    { 1, 1, 40, 9, 24, 24, 0, 0, 3, 3, 1, 1, 1, 1, 1, 1 },  /* several pieces of columns */
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    check_shape (shapes[i]);
}

static void
test_random_shapes (void)
{
  for (guint round = 0; round < 25; round++)
    {
      gint64 groups = g_test_rand_int_range (1, 3);
      GrConvShape s = {
        .n = g_test_rand_int_range (1, 6),
        .groups = groups,
        .in_channels = groups * g_test_rand_int_range (1, 4),
        .out_channels = groups * g_test_rand_int_range (1, 10),
        .in_h = g_test_rand_int_range (5, 12),
        .in_w = g_test_rand_int_range (5, 12),
        .kernel_h = g_test_rand_int_range (1, 4),
        .kernel_w = g_test_rand_int_range (1, 4),
        .stride_h = g_test_rand_int_range (1, 4),
        .stride_w = g_test_rand_int_range (1, 4),
        .padding_h = g_test_rand_int_range (0, 3),
        .padding_w = g_test_rand_int_range (0, 3),
        .dilation_h = g_test_rand_int_range (1, 3),
        .dilation_w = g_test_rand_int_range (1, 3),
      };

      check_shape (s);
    }
}

/* Through the front door: which way is taken, a missing bias, gradients not asked for, empty
 * batches. */
static void
test_door (void)
{
  GrConvShape s = { 2, 1, 3, 4, 6, 6, 0, 0, 3, 3, 1, 1, 1, 1, 1, 1 };
  Example e;
  g_autoptr (GError) error = NULL;
  g_autofree gdouble *got = NULL;

  example_init (&e, s);
  got = g_new (gdouble, e.n_output);
  g_assert_true (gr_conv_forward (GR_FLOAT64, &e.s, e.input, e.weight, NULL, FALSE, got, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < e.n_output; i++)
    g_assert_cmpfloat_with_epsilon (got[i], e.output[i] - e.bias[i / 36 % 4], 1e-12);
  g_assert_true (gr_conv_backward (GR_FLOAT64, &e.s, e.input, NULL, e.grad_output, NULL, got, NULL,
                                   NULL));
  assert_close (GR_FLOAT64, got, e.grad_weight, e.n_weight, 100);
  g_assert_true (gr_conv_backward (GR_FLOAT64, &e.s, NULL, e.weight, e.grad_output, got, NULL,
                                   NULL, NULL));
  assert_close (GR_FLOAT64, got, e.grad_input, e.n_input, 100);
  g_assert_true (gr_conv_backward (GR_FLOAT64, &e.s, NULL, NULL, e.grad_output, NULL, NULL, got,
                                   NULL));
  assert_close (GR_FLOAT64, got, e.grad_bias, 4, 100);

  e.s.n = 0;
  got[0] = got[e.n_weight - 1] = NAN;
  g_assert_true (gr_conv_forward (GR_FLOAT64, &e.s, NULL, e.weight, NULL, FALSE, NULL, NULL));
  g_assert_true (gr_conv_backward (GR_FLOAT64, &e.s, NULL, e.weight, NULL, NULL, got, NULL, NULL));
  g_assert_true (got[0] == 0 && got[e.n_weight - 1] == 0);
  example_clear (&e);

  s = (GrConvShape){ 128, 1, 1, 6, 28, 28, 24, 24, 5, 5, 1, 1, 0, 0, 1, 1 };
  g_assert_true (gr_conv_direct_suits (GR_FLOAT32, &s));
  s = (GrConvShape){ 1, 1, 3, 8, 500, 500, 500, 500, 3, 3, 1, 1, 1, 1, 1, 1 };
  g_assert_false (gr_conv_direct_suits (GR_FLOAT32, &s));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpu/conv/telling-shapes", test_telling_shapes);
  g_test_add_func ("/cpu/conv/random-shapes", test_random_shapes);
  g_test_add_func ("/cpu/conv/door", test_door);
  return g_test_run ();
}
