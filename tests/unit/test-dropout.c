/* test-dropout.c - the operators that draw while training, dropout and rrelu: what they keep, in
 * what bounds they draw, that their gradient goes the way that the numbers went, and that they are
 * still when not training. */
#include "gradus.h"

#include <math.h>

#define N 4000

/* Numbers from -1 to 1, none of them 0, that want a gradient. */
static GrTensor *
numbers (void)
{
  g_autofree gdouble *values = g_new (gdouble, N);
  g_autoptr (GError) error = NULL;
  GrTensor *tensor;

  for (gint i = 0; i < N; i++)
    values[i] = (2 * i + 1 - N) / (gdouble) N;
  tensor = gr_tensor_new_from (GR_FLOAT64, values, GR_INTS (N / 8, 8), &error);
  g_assert_no_error (error);
  gr_tensor_set_requires_grad (tensor, TRUE, &error);
  g_assert_no_error (error);
  return tensor;
}

static gdouble
at (const GrTensor *tensor, gint64 i)
{
  return gr_tensor_get (tensor, i).d;
}

/* Runs backward from the sum of @output: the gradient of @input is each element's factor. */
static void
backward (GrScope *s, GrTensor *output)
{
  gr_backward (gx_sum (s, output, GR_DTYPE_NONE), NULL, (GrBackwardOptions){ 0 }, &s->error);
  g_assert_no_error (s->error);
}

/* About @share of @N fall to one side: within five standard errors. */
static void
assert_share (gint count, gint n, gdouble share)
{
  g_assert_cmpfloat (fabs (count - share * n), <, 5 * sqrt (share * (1 - share) * n));
}

static void
test_dropout (void)
{
  GrScope s = GR_SCOPE_INIT;
  g_autoptr (GrTensor) x = numbers ();
  GrTensor *y = gx_dropout (&s, x, 0.2, TRUE), *still = gx_dropout (&s, x, 0.2, FALSE);
  gint kept = 0;

  backward (&s, y);
  for (gint i = 0; i < N; i++)
    {
      const gdouble factor = at (gr_tensor_grad (x), i);

      kept += factor != 0;
      g_assert_true (factor == 0 || fabs (factor - 1 / 0.8) < 1e-12);
      g_assert_cmpfloat_with_epsilon (at (y, i), at (x, i) * factor, 1e-12);
      g_assert_cmpfloat (at (still, i), ==, at (x, i));
    }
  assert_share (kept, N, 0.8);
  gr_scope_end (&s, NULL);
}

/* Whole channels go, and the others are scaled. */
static void
test_feature_dropout (void)
{
  GrScope s = GR_SCOPE_INIT;
  g_autoptr (GrTensor) x = numbers ();
  GrTensor *y = gx_feature_dropout (&s, gx_reshape (&s, x, GR_INTS (N / 8, 2, 4)), 0.5, TRUE);
  gint kept = 0;

  backward (&s, y);
  for (gint channel = 0; channel < N / 4; channel++)
    {
      const gdouble factor = at (gr_tensor_grad (x), channel * 4);

      kept += factor != 0;
      g_assert_true (factor == 0 || factor == 2);
      for (gint i = channel * 4; i < channel * 4 + 4; i++)
        {
          g_assert_cmpfloat (at (gr_tensor_grad (x), i), ==, factor);
          g_assert_cmpfloat (at (y, i), ==, at (x, i) * factor);
        }
    }
  assert_share (kept, N / 4, 0.5);
  gr_scope_end (&s, NULL);
}

static void
test_rrelu (void)
{
  const gdouble lower = 0.1, upper = 0.5;
  GrScope s = GR_SCOPE_INIT;
  g_autoptr (GrTensor) x = numbers ();
  GrTensor *y = gx_rrelu (&s, x, gr_float (lower), gr_float (upper), TRUE);
  GrTensor *still = gx_rrelu (&s, x, gr_float (lower), gr_float (upper), FALSE);
  gint low = 0;

  backward (&s, y);
  for (gint i = 0; i < N; i++)
    {
      const gdouble slope = at (gr_tensor_grad (x), i), mean = (lower + upper) / 2;

      g_assert_cmpfloat_with_epsilon (at (y, i), at (x, i) * slope, 1e-12);
      if (at (x, i) > 0)
        g_assert_cmpfloat (slope, ==, 1);
      else
        {
          g_assert_true (slope >= lower && slope < upper);
          low += slope < mean;
        }
      g_assert_cmpfloat_with_epsilon (at (still, i), at (x, i) * (at (x, i) > 0 ? 1 : mean), 1e-12);
    }
  assert_share (low, N / 2, 0.5);
  gr_scope_end (&s, NULL);
}

int
main (int argc, char **argv)
{
  gradus_init ();
  g_test_init (&argc, &argv, NULL);
  gr_manual_seed (1);
  g_test_add_func ("/dropout/elements", test_dropout);
  g_test_add_func ("/dropout/channels", test_feature_dropout);
  g_test_add_func ("/dropout/rrelu", test_rrelu);
  return g_test_run ();
}
