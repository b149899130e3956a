/* test-autograd.c - scenarios of automatic differentiation through the public API. */
#include "gradus.h"

static GrTensor *
leaf (GrInts shape, const gdouble *values)
{
  g_autoptr (GError) error = NULL;
  GrTensor *tensor = gr_tensor_new_from (GR_FLOAT64, values, shape, &error);
  g_assert_no_error (error);
  gr_tensor_set_requires_grad (tensor, TRUE, &error);
  g_assert_no_error (error);
  return tensor;
}

static void
assert_values (GrTensor *tensor, const gdouble *expected, gint64 n)
{
  g_assert_nonnull (tensor);
  g_assert_cmpint (gr_tensor_numel (tensor), ==, n);
  for (gint64 i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (gr_tensor_get (tensor, i).d, expected[i], 1e-12);
}

static void
backward (GrScope *s, GrTensor *output)
{
  g_assert_no_error (s->error);
  GError *error = NULL;
  gr_backward (output, NULL, (GrBackwardOptions){ 0 }, &error);
  g_assert_no_error (error);
}

static void
end (GrScope *s)
{
  g_autoptr (GError) error = NULL;
  gr_scope_end (s, &error);
  g_assert_no_error (error);
}

/* d/dx sum (x * y + x) = y + 1, broadcast over rows. */
static void
test_broadcast (void)
{
  g_autoptr (GrTensor) x = leaf (GR_INTS (2, 2), (gdouble[]){ 1, 2, 3, 4 });
  g_autoptr (GrTensor) y = leaf (GR_INTS (2), (gdouble[]){ 10, 20 });
  GrScope s = GR_SCOPE_INIT;
  GrTensor *z = gx_add (&s, gx_mul (&s, x, y), x, gr_int (1));
  backward (&s, gx_sum (&s, z, GR_DTYPE_NONE));
  assert_values (gr_tensor_grad (x), (gdouble[]){ 11, 21, 11, 21 }, 4);
  assert_values (gr_tensor_grad (y), (gdouble[]){ 4, 6 }, 2);
  end (&s);
}

static void
test_accumulates (void)
{
  g_autoptr (GrTensor) x = leaf (GR_INTS (1), (gdouble[]){ 3 });
  for (gint i = 1; i <= 2; i++)
    {
      GrScope s = GR_SCOPE_INIT;
      backward (&s, gx_mul (&s, x, x));
      assert_values (gr_tensor_grad (x), (gdouble[]){ 6.0 * i }, 1);
      end (&s);
    }
}

static void
test_chain (void)
{
  g_autoptr (GrTensor) x = leaf (GR_INTS (1), (gdouble[]){ 0 });
  g_autoptr (GError) error = NULL;
  GrTensor *y = gr_tensor_ref (x);
  g_autoptr (GrTensor) one = gr_tensor_new_number (gr_int (1));
  for (gint i = 0; i < 100000; i++)
    {
      GrTensor *next = gr_tensor_add (y, one, gr_int (1), &error);
      g_assert_no_error (error);
      gr_tensor_unref (y);
      y = next;
    }
  g_assert_true (gr_backward (y, NULL, (GrBackwardOptions){ .retain_graph = TRUE }, &error));
  assert_values (gr_tensor_grad (x), (gdouble[]){ 1 }, 1);
  gr_tensor_unref (y); /* frees the whole chain */
}

/* d2/dx2 x^3 = 6 x. */
static void
test_double_backward (void)
{
  g_autoptr (GrTensor) x = leaf (GR_INTS (2), (gdouble[]){ 2, 5 });
  g_autoptr (GError) error = NULL;
  GrScope s = GR_SCOPE_INIT;
  GrTensor *y = gx_sum (&s, gx_mul (&s, gx_mul (&s, x, x), x), GR_DTYPE_NONE);
  GrTensor *first = NULL;
  g_assert_true (gr_autograd_grad (&y, NULL, 1, &x, 1, (GrBackwardOptions){ .create_graph = TRUE },
                                   FALSE, &first, &error));
  gr_scope_keep (&s, first);
  assert_values (first, (gdouble[]){ 12, 75 }, 2);
  g_assert_null (gr_tensor_grad (x));
  backward (&s, gx_sum (&s, first, GR_DTYPE_NONE));
  assert_values (gr_tensor_grad (x), (gdouble[]){ 12, 30 }, 2);
  end (&s);
}

static void
test_saved_changed (void)
{
  g_autoptr (GrTensor) x = leaf (GR_INTS (2), (gdouble[]){ 2, 5 });
  g_autoptr (GError) error = NULL;
  GrScope s = GR_SCOPE_INIT;
  GrTensor *y = gx_mul (&s, x, gx_number (&s, gr_int (2)));
  GrTensor *z = gx_sum (&s, gx_mul (&s, y, y), GR_DTYPE_NONE);
  gx_add_ (&s, y, gx_number (&s, gr_int (1)), gr_int (1));
  g_assert_no_error (s.error);
  g_assert_false (gr_backward (z, NULL, (GrBackwardOptions){ 0 }, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_VERSION);
  g_assert_nonnull (strstr (error->message, "MulBackward0"));
  g_assert_nonnull (strstr (error->message, "changed by add"));
  end (&s);
}

/* Writing into a part of a tensor: the part's gradient goes to what was written, the rest
 * through. */
static void
test_write_to_view (void)
{
  g_autoptr (GrTensor) x = leaf (GR_INTS (2, 2), (gdouble[]){ 1, 2, 3, 4 });
  g_autoptr (GrTensor) w = leaf (GR_INTS (2), (gdouble[]){ 10, 20 });
  GrScope s = GR_SCOPE_INIT;
  GrTensor *y = gx_mul (&s, x, gx_number (&s, gr_int (3)));
  GrTensor *row = gx_as_strided (&s, y, GR_INTS (2), GR_INTS (1), 2);
  gx_mul_ (&s, row, w);
  backward (&s, gx_sum (&s, gx_mul (&s, y, y), GR_DTYPE_NONE));
  /* y = [3 x0, 3 x1, 3 x2 w0, 3 x3 w1]; z = sum y^2 */
  assert_values (gr_tensor_grad (x), (gdouble[]){ 18, 36, 18 * 3 * 100, 18 * 4 * 400 }, 4);
  assert_values (gr_tensor_grad (w), (gdouble[]){ 18 * 9 * 10, 18 * 16 * 20 }, 2);
  g_assert_cmpstr (gr_node_name (gr_tensor_grad_fn (y)), ==, "CopySlices");
  g_assert_cmpstr (gr_node_name (gr_tensor_grad_fn (row)), ==, "AsStridedBackward0");
  end (&s);
}

static void
test_refusals (void)
{
  g_autoptr (GrTensor) x = leaf (GR_INTS (2), (gdouble[]){ 2, 5 });
  g_autoptr (GrTensor) whole = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (2), NULL);
  g_autoptr (GError) error = NULL;
  GrScope s = GR_SCOPE_INIT;

  g_assert_false (gr_tensor_add_ (x, x, gr_int (1), &error));
  g_assert_cmpstr (error->message, ==,
                   "a leaf Variable that requires grad is being used in an in-place operation.");
  g_clear_error (&error);

  GrTensor *y = gx_mul (&s, x, x);
  g_assert_false (gr_backward (y, NULL, (GrBackwardOptions){ 0 }, &error));
  g_assert_cmpstr (error->message, ==, "grad can be implicitly created only for scalar outputs");
  g_clear_error (&error);

  GrTensor *z = gx_sum (&s, y, GR_DTYPE_NONE);
  backward (&s, z);
  g_assert_false (gr_backward (z, NULL, (GrBackwardOptions){ 0 }, &error));
  g_assert_true (
      g_str_has_prefix (error->message, "Trying to backward through the graph a second time"));
  g_clear_error (&error);

  g_assert_false (gr_tensor_set_requires_grad (whole, TRUE, &error));
  g_assert_cmpstr (error->message, ==,
                   "only Tensors of floating point dtype can require gradients");
  end (&s);
}

static GrTensor *
double_it (GrTensor *grad, gpointer user, GError **error)
{
  g_autoptr (GrTensor) two = gr_tensor_new_number (gr_int (2));
  (*(gint *) user)++;
  return gr_tensor_mul (grad, two, error);
}

static void
test_hooks_and_retain (void)
{
  g_autoptr (GrTensor) x = leaf (GR_INTS (2), (gdouble[]){ 2, 5 });
  gint calls = 0;
  GrScope s = GR_SCOPE_INIT;
  GrTensor *y = gx_mul (&s, x, gx_number (&s, gr_int (3)));
  gr_tensor_retain_grad (y);
  guint id = gr_tensor_add_hook (y, double_it, &calls, NULL);
  GrTensor *z = gx_sum (&s, y, GR_DTYPE_NONE);
  backward (&s, z);
  g_assert_cmpint (calls, ==, 1);
  assert_values (gr_tensor_grad (y), (gdouble[]){ 2, 2 }, 2);
  assert_values (gr_tensor_grad (x), (gdouble[]){ 6, 6 }, 2);
  gr_tensor_remove_hook (y, id);
  end (&s);
}

static void
test_no_grad (void)
{
  g_autoptr (GrTensor) x = leaf (GR_INTS (1), (gdouble[]){ 2 });
  GrScope s = GR_SCOPE_INIT;
  gboolean before = gr_set_grad_enabled (FALSE);
  GrTensor *y = gx_mul (&s, x, x);
  gr_set_grad_enabled (before);
  g_assert_false (gr_tensor_requires_grad (y));
  g_autoptr (GrTensor) cut = gr_tensor_detach (x);
  g_assert_false (gr_tensor_requires_grad (cut));
  g_assert_true (gr_tensor_shares_storage (cut, x));
  end (&s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/autograd/broadcast", test_broadcast);
  g_test_add_func ("/autograd/accumulates", test_accumulates);
  g_test_add_func ("/autograd/chain", test_chain);
  g_test_add_func ("/autograd/double-backward", test_double_backward);
  g_test_add_func ("/autograd/saved-changed", test_saved_changed);
  g_test_add_func ("/autograd/write-to-view", test_write_to_view);
  g_test_add_func ("/autograd/refusals", test_refusals);
  g_test_add_func ("/autograd/hooks-and-retain", test_hooks_and_retain);
  g_test_add_func ("/autograd/no-grad", test_no_grad);
  return g_test_run ();
}
