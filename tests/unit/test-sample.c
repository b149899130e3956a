/* test-sample.c - the parser of sample calls. That its tensors are Python's, bit for bit, is what
 * the golden values of the operator suite stand on; /golden compares with numbers that golden.py's
 * code made. */
#include "../sample.h"

#include <math.h>

static Sample *
parsed (const char *text)
{
  g_autoptr (GError) error = NULL;
  Sample *sample = sample_parse (text, &error);
  g_assert_no_error (error);
  return sample;
}

static void
test_values (void)
{
  g_autoptr (Sample) sample = parsed (
      "f(3, -2.5, 1e-3, inf, True, None, 'mean', 'float32', [1, 2], [1, 2.5], [], axis = 4)");
  const GrValue *v = sample->values;
  g_assert_cmpstr (sample->name, ==, "f");
  g_assert_cmpuint (sample->n_values, ==, 12);
  g_assert_true (v[0].kind == GR_VALUE_INT && v[0].i == 3);
  g_assert_true (v[1].kind == GR_VALUE_FLOAT && v[1].f == -2.5);
  g_assert_true (v[2].kind == GR_VALUE_FLOAT && v[2].f == 1e-3);
  g_assert_true (v[3].kind == GR_VALUE_FLOAT && isinf (v[3].f));
  g_assert_true (v[4].kind == GR_VALUE_BOOL && v[4].i == 1);
  g_assert_true (v[5].kind == GR_VALUE_NONE);
  g_assert_true (v[6].kind == GR_VALUE_STRING);
  g_assert_cmpstr (v[6].string, ==, "mean");
  g_assert_true (v[7].kind == GR_VALUE_DTYPE && v[7].dtype == GR_FLOAT32);
  g_assert_true (v[8].kind == GR_VALUE_INTS && v[8].ints.n == 2 && v[8].ints.v[1] == 2);
  g_assert_true (v[9].kind == GR_VALUE_FLOATS && v[9].floats.n == 2 && v[9].floats.v[1] == 2.5);
  g_assert_true (v[10].kind == GR_VALUE_INTS && v[10].ints.n == 0);
  g_assert_cmpstr (sample->names[11], ==, "axis");
  g_assert_null (sample->names[0]);
}

static void
test_tensors (void)
{
  g_autoptr (Sample) sample
      = parsed ("cat([r(2,3), i(5,9,4), None], b(), t([1, 2.5]), r(0,2,dtype='float32'))");
  g_assert_cmpuint (sample->tensors->len, ==, 5);
  g_assert_cmpuint (sample->values[0].tensors.n, ==, 3);
  g_assert_true (sample->values[0].tensors.v[1] == sample_tensor (sample, 1));
  g_assert_null (sample->values[0].tensors.v[2]);
  g_assert_cmpint (sample_tensor (sample, 1)->dtype, ==, GR_INT64);
  for (gint k = 0; k < 4; k++)
    {
      g_assert_cmpint (gr_tensor_get (sample_tensor (sample, 1), k).i, >=, 5);
      g_assert_cmpint (gr_tensor_get (sample_tensor (sample, 1), k).i, <, 9);
    }
  g_assert_cmpint (sample_tensor (sample, 2)->ndim, ==, 0);
  g_assert_cmpfloat (gr_tensor_get (sample_tensor (sample, 3), 1).d, ==, 2.5);
  g_assert_cmpint (sample_tensor (sample, 4)->dtype, ==, GR_FLOAT32);
  g_assert_cmpint (gr_tensor_numel (sample_tensor (sample, 4)), ==, 0);

  g_autoptr (GrTensor) other = gr_tensor_new_scalar (GR_FLOAT64, gr_float (1));
  sample_set_tensor (sample, 1, other);
  g_assert_true (sample->values[0].tensors.v[1] == other);
  sample_set_tensor (sample, 3, other);
  g_assert_true (sample->values[2].tensor == other);
}

/* Printed by: Sample ("x(r(3), p(3), u(3), w(3), d(3), i(-3,4,3), b(3))") of golden.py. */
static void
test_golden (void)
{
  static const gdouble expected[7][3] = {
    { -0.9410550547136154, -0.8626067538689313, 0.4276546005248747 },
    { 1.7238189906150296, 1.2479885689627395, 1.2395951904128992 },
    { 0.4759066300082111, 0.7472667918247851, 0.6021886792345583 },
    { -0.7255069420240261, 0.7599610987796268, 0.7357238899381855 },
    { 0.6666666666666667, 0.0, -0.6666666666666667 },
    { 2, 0, 1 },
    { 1, 1, 0 },
  };
  g_autoptr (Sample) sample = parsed ("x(r(3), p(3), u(3), w(3), d(3), i(-3,4,3), b(3))");
  for (guint j = 0; j < 7; j++)
    for (guint k = 0; k < 3; k++)
      g_assert_cmpfloat (gr_tensor_get (sample_tensor (sample, j), k).d, ==, expected[j][k]);
}

static void
test_errors (void)
{
  static const char *const bad[] = {
    "",           "f",         "f(",         "f(1",       "f(1,)",        "f(1) 2",      "f('a)",
    "f([1, 2)",   "f(q(2))",   "f(r(2.5))",  "f(i(3,3))", "f([r(2), 1])", "f(word)",     "f(t(2))",
    "f(r(-1))",   "f(r(2 3))", "f(a=)",      "f([[1]])",  "f(r(2,dtype=3))",
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (sample_parse (bad[i], &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/values", test_values);
  g_test_add_func ("/sample/tensors", test_tensors);
  g_test_add_func ("/sample/golden", test_golden);
  g_test_add_func ("/sample/errors", test_errors);
  return g_test_run ();
}
