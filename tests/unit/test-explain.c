/* test-explain.c - gr_explain() as the stepper asks it: which form, which places, what is refused.
 * That the terms of every row give its elements is the generated suite's to test. */
#include "gradus-functions.h"
#include "gradus.h"
#include "ops/explain.h"
#include "ops/standin.h"
#include "tensor/allocator.h"

#include <math.h>

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

/* Where a window of a pooling stands, with its holes, and without what lies in the padding. */
static void
test_window (void)
{
  const gdouble image[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  const gint64 windows[2][4] = { { 4, 6, -1, -1 }, { 1, 3, 9, 11 } };
  const gint64 elements[] = { 0, 3 };
  g_autoptr (GrTensor) x = tensor_of (GR_INTS (1, 3, 4), image);
  const GrValue args[] = { gr_value_tensor (x),         gr_value_ints (GR_INTS (2)),
                           gr_value_ints (GR_INTS (1)), gr_value_ints (GR_INTS (1, 0)),
                           gr_value_ints (GR_INTS (2)), gr_value_bool (FALSE) };
  g_autoptr (GrTensor) y = NULL;
  g_assert_true (gr_call (gr_op_find ("max_pool2d"), args, &y, 1, NULL));
  for (guint w = 0; w < 2; w++)
    {
      g_autoptr (GrExplanation) found = NULL;
      g_assert_true (
          gr_explain (gr_op_find ("max_pool2d"), args, &y, 1, 0, elements[w], &found, NULL));
      g_assert_cmpint (found->form, ==, GR_EXPLAINED_PICK);
      for (guint i = 0; i < found->places->len; i++)
        g_assert_cmpint (g_array_index (found->places, GrPlace, i).element, ==, windows[w][i]);
      g_assert_cmpuint (found->places->len, ==, w == 0 ? 2 : 4);
    }
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

/* --- a whole network, forward and backward ---------------------------------------------------- */

typedef struct
{
  gboolean busy; /* explaining: what that calls is not explained in turn */
  guint n_calls, n_elements;
} Watch;

static void
explain_call (const GrCall *call, gint64 nanoseconds, gpointer user)
{
  Watch *watch = user;
  if (watch->busy)
    return;
  watch->busy = TRUE;
  g_assert_null (call->in_place);
  g_assert_true (gr_op_explains (call->op));
  watch->n_calls++;
  guint visible = call->n_outputs - call->op->n_hidden;
  for (guint k = 0; k < visible; k++)
    for (guint i = 0; i < 24 && gr_tensor_numel (call->outputs[k]) > 0; i++)
      {
        gint64 element = g_test_rand_int_range (0, (gint) gr_tensor_numel (call->outputs[k]));
        gdouble expected = gr_tensor_get (call->outputs[k], element).d, sizes = 0;
        g_autoptr (GrExplanation) found = NULL;
        g_autoptr (GError) error = NULL;
        gr_explain (call->op, call->args, call->outputs, call->n_outputs, k, element, &found,
                    &error);
        g_assert_no_error (error);
        for (guint t = 0; t < found->terms->len; t++)
          sizes += fabs (term (found, t)->value);
        g_assert_cmpfloat_with_epsilon (gr_explanation_value (found), expected,
                                        1e-9 * sizes + 1e-15);
        watch->n_elements++;
      }
  watch->busy = FALSE;
}

static GrTensor *
leaf (GrScope *s, GrInts shape)
{
  GrTensor *made = gx_randn (s, shape, GR_FLOAT64, GR_NO_DEVICE);
  g_assert_true (gr_tensor_set_requires_grad (made, TRUE, &s->error));
  return made;
}

static GrTensor *
network (GrScope *s, GrTensor *image, GrTensor *const *w)
{
  GrTensor *x = gx_conv2d (s, image, w[0], w[1], GR_INTS (2, 1), GR_INTS (1, 2), GR_INTS (1, 2), 2);
  x = gx_batch_norm (s, x, w[2], w[3], NULL, NULL, TRUE, 0.1, 1e-5);
  x = gx_relu (s, x);
  GrTensor *around = gx_conv2d (s, x, w[4], NULL, GR_INTS (1, 1), GR_INTS (1, 1), GR_INTS (1, 1),
                                1);
  x = gx_add (s, x, gx_sigmoid (s, around), gr_float (0.5));
  x = gx_max_pool2d (s, x, GR_INTS (2, 2), GR_EMPTY_INTS, GR_INTS (0, 0), GR_INTS (1, 1), FALSE);
  x = gx_flatten_using_ints (s, x, 1, -1);
  return gx_linear (s, x, w[5], w[6]);
}

/* Every call of a forward and a backward explains itself while it happens. */
static void
test_network (void)
{
  GrScope s = GR_SCOPE_INIT;
  GrTensor *image = gx_randn (&s, GR_INTS (3, 4, 9, 10), GR_FLOAT64, GR_NO_DEVICE);
  GrTensor *target = gx_randint (&s, 5, GR_INTS (3), GR_INT64, GR_NO_DEVICE);
  GrTensor *w[] = { leaf (&s, GR_INTS (6, 2, 3, 3)), leaf (&s, GR_INTS (6)),
                    leaf (&s, GR_INTS (6)),          leaf (&s, GR_INTS (6)),
                    leaf (&s, GR_INTS (6, 6, 3, 3)), leaf (&s, GR_INTS (5, 60)),
                    leaf (&s, GR_INTS (5)) };
  Watch watch = { 0 };

  guint id = gr_call_listen (explain_call, &watch);
  GrTensor *loss = gx_cross_entropy (&s, network (&s, image, w), target, NULL, -100, "mean", 0.1);
  guint n_forward = watch.n_calls;
  if (loss)
    gr_backward (loss, NULL, (GrBackwardOptions){ 0 }, &s.error);
  gr_call_unlisten (id);

  g_assert_no_error (s.error);
  g_assert_cmpuint (n_forward, >, 10);
  g_assert_cmpuint (watch.n_calls, >, 2 * n_forward);
  g_assert_cmpuint (watch.n_elements, >, 700);
  for (guint i = 0; i < G_N_ELEMENTS (w); i++)
    g_assert_nonnull (gr_tensor_grad (w[i]));
  g_assert_true (gr_scope_end (&s, NULL));
}

/* Each allocation that fails in turn is an error; leaks are AddressSanitizer's to find. */
static void
test_memory (void)
{
  GrScope s = GR_SCOPE_INIT;
  GrTensor *x = gx_randn (&s, GR_INTS (2, 3), GR_FLOAT64, GR_NO_DEVICE);
  GrTensor *w = gx_randn (&s, GR_INTS (4, 3), GR_FLOAT64, GR_NO_DEVICE);
  GrTensor *outputs[] = { gx_linear (&s, x, w, NULL), gx_atan2 (&s, x, x),
                          gx_flip (&s, x, GR_INTS (0)), gx_cumsum (&s, x, 1, GR_DTYPE_NONE) };
  const GrValue args[][3] = {
    { gr_value_tensor (x), gr_value_tensor (w), gr_value_none () },
    { gr_value_tensor (x), gr_value_tensor (x) },
    { gr_value_tensor (x), gr_value_ints (GR_INTS (0)) },
    { gr_value_tensor (x), gr_value_int (1), gr_value_none () },
  };
  const char *const names[] = { "linear", "atan2", "flip", "cumsum" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint nth = 1;; nth++)
      {
        g_autoptr (GrExplanation) found = NULL;
        g_autoptr (GError) error = NULL;
        gr_allocator_fail_nth (nth);
        gboolean ok = gr_explain (gr_op_find (names[i]), args[i], &outputs[i], 1, 0, 5, &found,
                                  &error);
        if (gr_allocator_fail_nth (0))
          {
            g_assert_true (ok);
            g_assert_cmpuint (nth, >, 1);
            break;
          }
        g_assert_false (ok);
        g_assert_null (found);
        g_assert_error (error, GR_ERROR, GR_ERROR_MEMORY);
      }
  g_assert_true (gr_scope_end (&s, NULL));
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
  g_test_add_func ("/explain/window", test_window);
  g_test_add_func ("/explain/quotient", test_quotient);
  g_test_add_func ("/explain/view", test_view);
  g_test_add_func ("/explain/network", test_network);
  g_test_add_func ("/explain/memory", test_memory);
  g_test_add_func ("/explain/refused", test_refused);
  return g_test_run ();
}
