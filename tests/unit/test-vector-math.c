/* test-vector-math.c - the float functions that vectorise against the C library's in double, and
 * the functions that the C library lacks against what defines them.
 */
#include "ops/special-math.h"

#include <glib.h>

/* The distance from the true value in units of the last place of a float. */
static double
ulps (float got, double want)
{
  if (isnan (want))
    return isnan (got) ? 0 : INFINITY;
  if (isinf ((float) want) || want == 0)
    return got == (float) want ? 0 : INFINITY;
  int exponent;
  frexp (want, &exponent);
  return fabs (got - want) / ldexp (1, MAX (exponent - 24, -149));
}

static void
try_range (float (*ours) (float), double (*exact) (double), double first, double last, double bound)
{
  for (gint i = 0; i <= 200000; i++)
    {
      float x = (float) (first + (last - first) * i / 200000);
      if (ulps (ours (x), exact (x)) > bound)
        g_error ("at %.9g: is %.9g, should be %.17g", x, ours (x), exact (x));
    }
}

#define DEFINE_CALL(name) static float call_##name (float x) { return gr_##name##f (x); }
DEFINE_CALL (exp)
DEFINE_CALL (log)
DEFINE_CALL (tanh)
DEFINE_CALL (erf)

static void
test_float (void)
{
  try_range (call_exp, exp, -87, 88.7, 2);
  try_range (call_exp, exp, -1e-3, 1e-3, 2);
  try_range (call_exp, exp, -110, -87, 2);
  try_range (call_log, log, 1e-6, 4, 2);
  try_range (call_log, log, 4, 1e30, 2);
  try_range (call_log, log, 1e-44, 1e-37, 2);
  try_range (call_tanh, tanh, -10, 10, 2);
  try_range (call_tanh, tanh, -1e-3, 1e-3, 2);
  try_range (call_erf, erf, -5, 5, 2);
  try_range (call_erf, erf, -1e-3, 1e-3, 2);
}

static void
test_special_values (void)
{
  static const float values[] = { 0.0f,    -0.0f,    INFINITY, -INFINITY, NAN,
                                  3.4e38f, -3.4e38f, -1.0f,    89.0f };
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      float x = values[i];
      g_assert_cmpfloat (ulps (gr_expf (x), exp (x)), <=, 2);
      g_assert_cmpfloat (ulps (gr_logf (x), log (x)), <=, 2);
      g_assert_cmpfloat (ulps (gr_tanhf (x), tanh (x)), <=, 2);
      g_assert_cmpfloat (ulps (gr_erff (x), erf (x)), <=, 2);
    }
}

static void
test_erfinv (void)
{
  for (gint i = -999; i <= 999; i++)
    g_assert_cmpfloat_with_epsilon (erf (gr_erfinv (i / 1000.0)), i / 1000.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (erfc (gr_erfinv (1 - 1e-12)), 1e-12, 1e-16);
  g_assert_true (isnan (gr_erfinv (1.5)));
}

/* gamma (x + 1) = x gamma (x), so digamma (x + 1) = digamma (x) + 1 / x, and so on for its
 * slopes. */
static void
test_gamma (void)
{
  for (gint i = 1; i < 400; i++)
    {
      double x = i / 16.0 + 0.01, step = 1;
      double slope = (gr_lgamma (x + 1e-4) - gr_lgamma (x - 1e-4)) / 2e-4;
      g_assert_cmpfloat_with_epsilon (gr_digamma (x), slope,
                                      1e-5 * (1 + fabs (gr_polygamma (2, x))));
      g_assert_cmpfloat_with_epsilon (gr_digamma (x + 1), gr_digamma (x) + 1 / x,
                                      1e-12 * (1 + 1 / x));
      for (gint n = 1; n <= 3; n++)
        {
          step *= -n / x;
          g_assert_cmpfloat_with_epsilon (gr_polygamma (n, x + 1), gr_polygamma (n, x) + step / x,
                                          1e-12 * (1 + fabs (step / x)));
        }
    }
}

static void
test_integer_power (void)
{
  g_assert_cmpint (gr_integer_power (3, 13), ==, 1594323);
  g_assert_cmpint (gr_integer_power (-2, 5), ==, -32);
  g_assert_cmpint (gr_integer_power (0, 0), ==, 1);
  g_assert_cmpint (gr_integer_power (-1, -3), ==, -1);
  g_assert_cmpint (gr_integer_power (5, -1), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vector-math/float", test_float);
  g_test_add_func ("/vector-math/special-values", test_special_values);
  g_test_add_func ("/vector-math/erfinv", test_erfinv);
  g_test_add_func ("/vector-math/gamma", test_gamma);
  g_test_add_func ("/vector-math/integer-power", test_integer_power);
  return g_test_run ();
}
