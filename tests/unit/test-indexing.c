/* test-indexing.c - reading and writing by lists of entries, against PyTorch's results
 * (golden/indexing.py). */
#include "autograd/autograd.h"
#include "gradus-functions.h"
#include "gradus.h"
#include "ops/indexing.h"

#include <json-glib/json-glib.h>

/* x[i, j, k] = 20 i + 5 j + k */
static GrTensor *
numbered (void)
{
  gdouble values[60];
  for (gint i = 0; i < 60; i++)
    values[i] = i;
  return gr_tensor_new_from (GR_FLOAT64, values, GR_INTS (3, 4, 5), NULL);
}

static GrTensor *
integers (GrInts values)
{
  return gr_tensor_new_from (GR_INT64, values.v, GR_INTS ((gint64) values.n), NULL);
}

static GrTensor *
truths (const guint8 *values, gint64 n)
{
  return gr_tensor_new_from (GR_BOOL, values, GR_INTS (n), NULL);
}

static JsonObject *
golden (JsonParser *parser)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "indexing.json", NULL);
  g_autoptr (GError) error = NULL;
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
assert_golden (JsonObject *all, const char *name, const char *what, GrTensor *tensor)
{
  JsonObject *entry = json_object_get_object_member (json_object_get_object_member (all, name),
                                                     what);
  JsonArray *shape = json_object_get_array_member (entry, "shape");
  JsonArray *values = json_object_get_array_member (entry, "values");
  g_assert_nonnull (tensor);
  g_assert_cmpint (tensor->ndim, ==, json_array_get_length (shape));
  for (gint d = 0; d < tensor->ndim; d++)
    g_assert_cmpint (tensor->shape[d], ==, json_array_get_int_element (shape, d));
  for (guint i = 0; i < json_array_get_length (values); i++)
    g_assert_cmpfloat (gr_tensor_get (tensor, i).d, ==, json_array_get_double_element (values, i));
}

/* x[entries], the gradient of its sum weighted by position, and what x[entries] = -1 leaves. */
static void
check (JsonObject *all, const char *name, const GrIndex *entries, gsize n)
{
  g_autoptr (GrTensor) x = numbered ();
  g_autoptr (GrTensor) written = numbered ();
  g_autoptr (GError) error = NULL;
  gr_tensor_set_requires_grad (x, TRUE, NULL);
  g_autoptr (GrTensor) got = gr_tensor_index_get (x, entries, n, &error);
  g_assert_no_error (error);
  assert_golden (all, name, "get", got);

  GrScope s = GR_SCOPE_INIT;
  GrTensor *weights = gx_arange (&s, gr_int (gr_tensor_numel (got)), GR_FLOAT64, GR_NO_DEVICE);
  GrTensor *sum = gx_sum (
      &s, gx_mul (&s, gx_reshape (&s, got, GR_INTS (gr_tensor_numel (got))), weights),
      GR_DTYPE_NONE);
  g_assert_no_error (s.error);
  gr_backward (sum, NULL, (GrBackwardOptions){ 0 }, &error);
  g_assert_no_error (error);
  assert_golden (all, name, "grad", gr_tensor_grad (x));

  gr_tensor_index_set (written, entries, n, gx_number (&s, gr_int (-1)), &error);
  g_assert_no_error (error);
  assert_golden (all, name, "set", written);
  gr_scope_end (&s, NULL);
}

#define CHECK(name, ...)                                                                           \
  {                                                                                                \
    const GrIndex entries[] = { __VA_ARGS__ };                                                     \
    check (all, name, entries, G_N_ELEMENTS (entries));                                            \
  }

static void
test_golden (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *all = golden (parser);
  g_autoptr (GrTensor) i = integers (GR_INTS (2, 0, -1, 2));
  g_autoptr (GrTensor) j = integers (GR_INTS (1, 3, 0, 1));
  g_autoptr (GrTensor) mask = truths ((const guint8[]){ 1, 0, 1, 1 }, 4);
  g_autoptr (GrTensor) number = gr_tensor_new_scalar (GR_INT64, gr_int (2));
  CHECK ("x[1]", GR_AT (1));
  CHECK ("x[-1, 2, 3]", GR_AT (-1), GR_AT (2), GR_AT (3));
  CHECK ("x[..., 1]", GR_ELLIPSIS, GR_AT (1));
  CHECK ("x[1:, ::2, None, -2:]", GR_SLICE (1, GR_NO_INT, GR_NO_INT),
         GR_SLICE (GR_NO_INT, GR_NO_INT, 2), GR_NEW_DIM, GR_SLICE (-2, GR_NO_INT, GR_NO_INT));
  CHECK ("x[None, ..., None]", GR_NEW_DIM, GR_ELLIPSIS, GR_NEW_DIM);
  CHECK ("x[i]", GR_BY (i));
  CHECK ("x[i, j]", GR_BY (i), GR_BY (j));
  CHECK ("x[i, :, j]", GR_BY (i), GR_ALL, GR_BY (j));
  CHECK ("x[:, j, 1:4]", GR_ALL, GR_BY (j), GR_SLICE (1, 4, GR_NO_INT));
  CHECK ("x[..., j]", GR_ELLIPSIS, GR_BY (j));
  CHECK ("x[1, mask]", GR_AT (1), GR_BY (mask));
  CHECK ("x[:, mask, ::2]", GR_ALL, GR_BY (mask), GR_SLICE (GR_NO_INT, GR_NO_INT, 2));
  CHECK ("x[number]", GR_BY (number));
  CHECK ("x[True]", GR_TRUTH (TRUE));
  CHECK ("x[None, i]", GR_NEW_DIM, GR_BY (i));
}

static void
assert_refused (const GrIndex *entries, gsize n, const char *message)
{
  g_autoptr (GrTensor) x = numbered ();
  g_autoptr (GError) error = NULL;
  g_assert_null (gr_tensor_index_get (x, entries, n, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_INDEX);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_refusals (void)
{
  const GrIndex out[] = { GR_ALL, GR_AT (4) },
                many[] = { GR_AT (0), GR_AT (0), GR_AT (0), GR_AT (0) };
  assert_refused (out, 2, "index 4 is out of bounds for dimension 1 with size 4");
  assert_refused (many, 4, "too many indices for tensor of dimension 3");
}

/* Writing a row: its gradient goes to the value, and no further. */
static void
test_set_is_recorded (void)
{
  g_autoptr (GrTensor) x = numbered ();
  g_autoptr (GrTensor) v = gr_tensor_new_from (GR_FLOAT64, (const gdouble[]){ 1, 2, 3, 4, 5 },
                                               GR_INTS (1, 1, 5), NULL);
  g_autoptr (GError) error = NULL;
  gr_tensor_set_requires_grad (x, TRUE, NULL);
  gr_tensor_set_requires_grad (v, TRUE, NULL);
  GrScope s = GR_SCOPE_INIT;
  GrTensor *y = gx_mul (&s, x, gx_number (&s, gr_int (2)));
  const GrIndex row[] = { GR_AT (1), GR_AT (2) };
  g_assert_true (gr_tensor_index_set (y, row, 2, v, &error));
  gr_backward (gx_sum (&s, gx_mul (&s, y, y), GR_DTYPE_NONE), NULL, (GrBackwardOptions){ 0 },
               &error);
  g_assert_no_error (error);
  for (gint i = 0; i < 5; i++)
    g_assert_cmpfloat (gr_tensor_get (gr_tensor_grad (v), i).d, ==, 2.0 * (i + 1));
  g_assert_cmpfloat (gr_tensor_get (gr_tensor_grad (x), 30).d, ==, 0);
  g_assert_cmpfloat (gr_tensor_get (gr_tensor_grad (x), 29).d, ==, 8.0 * 29);
  gr_scope_end (&s, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/indexing/golden", test_golden);
  g_test_add_func ("/indexing/refusals", test_refusals);
  g_test_add_func ("/indexing/set-is-recorded", test_set_is_recorded);
  return g_test_run ();
}
