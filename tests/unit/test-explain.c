/* test-explain.c - gr_explain() as the stepper asks it: which form, which places, what is refused.
 * That the terms of every row give its elements is the generated suite's to test. */
#include "gradus-functions.h"
#include "gradus.h"
#include "ops/explain.h"
#include "ops/standin.h"

#include <string.h>

static GrTensor *
tensor_of (GrInts shape, const gdouble *values)
{
  return gr_tensor_new_from (GR_FLOAT64, values, shape, NULL);
}

static const GrTerm *
term (const GrExplanation *found, guint i)
{
  g_assert_cmpuint (i, <, found->terms->len);
  return &g_array_index (found->terms, GrTerm, i);
}

static void
assert_factors (const GrTerm *term, gdouble value, gint64 first, gint64 second)
{
  g_assert_cmpuint (term->n_factors, ==, 2);
  g_assert_cmpfloat (term->value, ==, value);
  g_assert_cmpint (term->factors[0].arg, ==, 0);
  g_assert_cmpint (term->factors[0].element, ==, first);
  g_assert_cmpint (term->factors[1].arg, ==, 1);
  g_assert_cmpint (term->factors[1].element, ==, second);
}

/* A patch meets the filter, element by element, and what lies in the padding is no term. */
static void
test_convolution (void)
{
  const gdouble image[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, filter[] = { 10, 20, 30, 40 };
  g_autoptr (GrTensor) x = tensor_of (GR_INTS (1, 1, 3, 3), image);
  g_autoptr (GrTensor) w = tensor_of (GR_INTS (1, 1, 2, 2), filter);
  g_autoptr (GrTensor) b = tensor_of (GR_INTS (1), (gdouble[]){ 0.5 });
  g_autoptr (GrTensor) y = gr_tensor_conv2d (x, w, b, GR_INTS (1, 1), GR_INTS (1, 1),
                                             GR_INTS (1, 1), 1, NULL);
  const GrValue args[] = { gr_value_tensor (x),
                           gr_value_tensor (w),
                           gr_value_tensor (b),
                           gr_value_ints (GR_INTS (1, 1)),
                           gr_value_ints (GR_INTS (1, 1)),
                           gr_value_ints (GR_INTS (1, 1)),
                           gr_value_int (1) };
  g_autoptr (GrExplanation) inside = NULL, corner = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gr_explain (gr_op_find ("conv2d"), args, &y, 1, 0, 5, &inside, &error));
  g_assert_no_error (error);
  g_assert_cmpint (inside->form, ==, GR_EXPLAINED_SUM);
  g_assert_cmpuint (inside->terms->len, ==, 5);
  assert_factors (term (inside, 0), 10, 0, 0);
  assert_factors (term (inside, 1), 40, 1, 1);
  assert_factors (term (inside, 2), 120, 3, 2);
  assert_factors (term (inside, 3), 200, 4, 3);
  g_assert_cmpuint (term (inside, 4)->factors[0].arg, ==, 2);
  g_assert_cmpfloat (gr_explanation_value (inside), ==, 370.5);

  g_assert_true (gr_explain (gr_op_find ("conv2d"), args, &y, 1, 0, 0, &corner, &error));
  g_assert_cmpuint (corner->terms->len, ==, 2);
  assert_factors (term (corner, 0), 40, 0, 3);
}

/* A maximum is one of its elements, wherever the tensors are, and whatever its graph is. */
static void
test_pick (void)
{
  g_autoptr (GrTensor) x = tensor_of (GR_INTS (2, 3), (gdouble[]){ 1, 7, 3, 9, 5, 6 });
  g_assert_true (gr_tensor_set_requires_grad (x, TRUE, NULL));
  g_autoptr (GrTensor) there = gr_tensor_to_device (x, GR_STANDIN, NULL);
  GrTensor *on[] = { x, there };
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GrExplanation) found = NULL;
      g_autoptr (GError) error = NULL;
      GrTensor *outputs[2];
      const GrValue args[] = { gr_value_tensor (on[i]), gr_value_int (1), gr_value_bool (FALSE) };
      g_assert_true (gr_call (gr_op_find ("max.dim"), args, outputs, 2, NULL));
      g_assert_true (gr_explain (gr_op_find ("max.dim"), args, outputs, 2, 0, 1, &found, &error));
      g_assert_no_error (error);
      g_assert_cmpint (found->form, ==, GR_EXPLAINED_PICK);
      g_assert_cmpint (term (found, 0)->factors[0].element, ==, 3);
      g_assert_cmpuint (found->places->len, ==, 3);
      gr_tensor_unref (outputs[0]);
      gr_tensor_unref (outputs[1]);
    }
  g_assert_null (gr_tensor_grad (x));
}

/* softmax is a quotient, whose parts are listed. */
static void
test_quotient (void)
{
  g_autoptr (GrTensor) x = tensor_of (GR_INTS (3), (gdouble[]){ 0, 1, 2 });
  g_autoptr (GrTensor) y = gr_tensor_softmax_int (x, 0, GR_DTYPE_NONE, NULL);
  const GrValue args[] = { gr_value_tensor (x), gr_value_int (0), gr_value_none () };
  g_autoptr (GrExplanation) found = NULL;
  g_assert_true (gr_explain (gr_op_find ("softmax.int"), args, &y, 1, 0, 2, &found, NULL));
  g_assert_cmpuint (found->terms->len, ==, 1);
  g_assert_cmpfloat (term (found, 0)->value, ==, 1);
  g_assert_cmpuint (found->divisor->len, ==, 3);
  g_assert_cmpstr (g_array_index (found->constants, GrNamedNumber, 0).name, ==, "max");
  g_assert_cmpfloat (g_array_index (found->constants, GrNamedNumber, 0).value, ==, 2);
}

/* A view's element is the one at the same place of the storage. */
static void
test_view (void)
{
  g_autoptr (GrTensor) x = tensor_of (GR_INTS (2, 3), (gdouble[]){ 0, 1, 2, 3, 4, 5 });
  g_autoptr (GrTensor) t = gr_tensor_transpose_int (x, 0, 1, NULL);
  const GrValue args[] = { gr_value_tensor (x), gr_value_int (0), gr_value_int (1) };
  g_autoptr (GrExplanation) found = NULL;
  g_assert_true (gr_explain (gr_op_find ("transpose.int"), args, &t, 1, 0, 1, &found, NULL));
  g_assert_cmpint (found->form, ==, GR_EXPLAINED_PICK);
  g_assert_cmpint (term (found, 0)->factors[0].element, ==, 3);
}

static void
test_refused (void)
{
  g_autoptr (GrTensor) x = tensor_of (GR_INTS (2), (gdouble[]){ 1, 2 });
  g_autoptr (GrTensor) nothing = gr_tensor_new_meta (GR_FLOAT64, GR_META, GR_INTS (2));
  const GrValue args[] = { gr_value_tensor (x) }, metas[] = { gr_value_tensor (nothing) };
  g_autoptr (GrExplanation) found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (gr_explain (gr_op_find ("exp"), args, &x, 1, 0, 2, &found, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_INDEX);
  g_clear_error (&error);
  g_assert_false (gr_explain (gr_op_find ("exp"), args, &x, 1, 1, 0, &found, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_INDEX);
  g_clear_error (&error);
  g_assert_false (gr_explain (gr_op_find ("nonzero"), args, &x, 1, 0, 0, &found, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (gr_op_explains (gr_op_find ("matmul")));
  g_assert_false (gr_explain (gr_op_find ("exp"), metas, &nothing, 1, 0, 0, &found, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_DEVICE);
  g_assert_null (found);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_assert_true (gr_standin_register (NULL));
  g_test_add_func ("/explain/convolution", test_convolution);
  g_test_add_func ("/explain/pick", test_pick);
  g_test_add_func ("/explain/quotient", test_quotient);
  g_test_add_func ("/explain/view", test_view);
  g_test_add_func ("/explain/refused", test_refused);
  return g_test_run ();
}
