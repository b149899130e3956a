/* test-tensor.c - tensors without operators: making them, their bounds, views, foreign memory, and
 * what PyTorch says of shapes and strides (tests/golden/dtypes.py). */
#include "backend.h"
#include "tensor/tensor.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* --- golden tables -------------------------------------------------------------------------- */

static JsonParser *
load_golden (void)
{
  JsonParser *parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "dtypes.json", NULL);

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return parser;
}

static JsonArray *
golden (JsonParser *parser, const char *name)
{
  return json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), name);
}

static GrInts
read_ints (JsonArray *array, gint64 *room)
{
  gsize n = json_array_get_length (array);

  for (gsize i = 0; i < n; i++)
    room[i] = json_array_get_int_element (array, i);
  return gr_ints (room, n);
}

static void
test_view_strides (void)
{
  g_autoptr (JsonParser) parser = load_golden ();
  JsonArray *rows = golden (parser, "views");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray       *row = json_array_get_array_element (rows, i);
      gint64           rooms[4][GR_MAX_DIMS], strides[GR_MAX_DIMS];
      GrInts           shape = read_ints (json_array_get_array_element (row, 0), rooms[0]);
      GrInts           stride = read_ints (json_array_get_array_element (row, 1), rooms[1]);
      GrInts           target = read_ints (json_array_get_array_element (row, 2), rooms[2]);
      g_autofree char *from = gr_ints_to_string (shape);
      g_autofree char *to = gr_ints_to_string (target);
      g_autoptr (GrTensor) base = gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (200), NULL);
      g_autoptr (GrTensor) view = gr_tensor_new_view (base, shape, stride, 0, NULL);

      g_test_message ("%u: %s as %s", i, from, to);
      if (json_array_get_null_element (row, 3))
        {
          g_assert_false (gr_view_strides (view, target, strides));
          continue;
        }
      g_assert_true (gr_view_strides (view, target, strides));
      stride = read_ints (json_array_get_array_element (row, 3), rooms[3]);
      g_assert_cmpmem (strides, target.n * 8, stride.v, stride.n * 8);
    }
}

static void
test_broadcast (void)
{
  g_autoptr (JsonParser) parser = load_golden ();
  JsonArray *rows = golden (parser, "broadcast");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *row = json_array_get_array_element (rows, i);
      JsonNode  *expected = json_array_get_element (row, 2);
      gint64     rooms[3][GR_MAX_DIMS], out[GR_MAX_DIMS];
      GrInts     a = read_ints (json_array_get_array_element (row, 0), rooms[0]);
      GrInts     b = read_ints (json_array_get_array_element (row, 1), rooms[1]);
      gsize      n;
      g_autoptr (GError) error = NULL;

      if (JSON_NODE_HOLDS_ARRAY (expected))
        {
          GrInts shape = read_ints (json_node_get_array (expected), rooms[2]);

          g_assert_true (gr_shape_broadcast (a, b, out, &n, &error));
          g_assert_cmpmem (out, n * 8, shape.v, shape.n * 8);
          g_assert_true (gr_shape_broadcast (a, b, rooms[0], &n, &error)); /* over @a itself */
          g_assert_cmpmem (rooms[0], n * 8, shape.v, shape.n * 8);
        }
      else
        {
          g_assert_false (gr_shape_broadcast (a, b, out, &n, &error));
          g_assert_error (error, GR_ERROR, GR_ERROR_SHAPE);
          g_assert_cmpstr (error->message, ==, json_node_get_string (expected));
        }
    }
}

/* The size of a batch that nobody knows yet takes the size it meets, and stays unknown beside 1. */
static void
test_broadcast_unknown (void)
{
  gint64 out[GR_MAX_DIMS];
  gsize  n;

  g_assert_true (gr_shape_broadcast (GR_INTS (GR_UNKNOWN_SIZE, 3), GR_INTS (1, 1), out, &n, NULL));
  g_assert_cmpint (out[0], ==, GR_UNKNOWN_SIZE);
  g_assert_true (gr_shape_broadcast (GR_INTS (5, 3), GR_INTS (GR_UNKNOWN_SIZE, 3), out, &n, NULL));
  g_assert_cmpint (out[0], ==, 5);
  g_assert_true (gr_shape_broadcast (GR_INTS (GR_UNKNOWN_SIZE), GR_INTS (GR_UNKNOWN_SIZE), out, &n,
                                     NULL));
  g_assert_cmpint (out[0], ==, GR_UNKNOWN_SIZE);
}

static void
test_wrap_dim (void)
{
  gint wrapped;
  g_autoptr (GError) error = NULL;

  g_assert_true (gr_wrap_dim (-1, 3, &wrapped, NULL));
  g_assert_cmpint (wrapped, ==, 2);
  g_assert_true (gr_wrap_dim (-1, 0, &wrapped, NULL));
  g_assert_cmpint (wrapped, ==, 0);
  g_assert_false (gr_wrap_dim (G_MININT64, 2, &wrapped, NULL));
  g_assert_false (gr_wrap_dim (2, 2, &wrapped, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_INDEX);
  g_assert_cmpstr (error->message, ==,
                   "Dimension out of range (expected to be in range of [-2, 1], but got 2)");
}

/* --- making ------------------------------------------------------------------------------- */

static void
test_new (void)
{
  gint32 values[] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) tensor = gr_tensor_new_from (GR_INT32, values, GR_INTS (2, 3), &error);
  g_autofree char *shape = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (gr_tensor_numel (tensor), ==, 6);
  g_assert_cmpint (tensor->stride[0], ==, 3);
  g_assert_cmpint (tensor->stride[1], ==, 1);
  g_assert_true (gr_tensor_is_contiguous (tensor));
  g_assert_cmpuint ((guintptr) gr_tensor_data (tensor) % 64, ==, 0);
  g_assert_cmpint (gr_tensor_get (tensor, 4).i, ==, 5);
  shape = gr_tensor_shape_string (tensor);
  g_assert_cmpstr (shape, ==, "[2, 3]");
}

static void
check_refused (GrInts shape, GrError code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) tensor = gr_tensor_new (GR_FLOAT64, GR_CPU, shape, &error);

  g_assert_null (tensor);
  g_assert_error (error, GR_ERROR, (gint) code);
  if (!g_str_has_prefix (error->message, message))
    g_error ("“%s” should begin “%s”", error->message, message);
}

static void
test_new_refused (void)
{
  check_refused (GR_INTS (2, -1), GR_ERROR_SHAPE,
                 "Trying to create tensor with negative dimension -1: [2, -1]");
  check_refused (GR_INTS (1, 1, 1, 1, 1, 1, 1, 1, 1), GR_ERROR_SHAPE,
                 "A tensor has at most 8 dimensions, not 9");
  check_refused (GR_INTS (G_GINT64_CONSTANT (1) << 32, G_GINT64_CONSTANT (1) << 32),
                 GR_ERROR_SHAPE, "Too many elements");
  check_refused (GR_INTS (G_GINT64_CONSTANT (1) << 61), GR_ERROR_SHAPE,
                 "A tensor of [2305843009213693952] has more bytes");
  check_refused (GR_INTS (G_GINT64_CONSTANT (1) << 50), GR_ERROR_MEMORY,
                 "Not enough memory for 8.00");
}

static void
test_empty (void)
{
  g_autoptr (GrTensor) tensor = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (2, 0, 3), NULL);

  g_assert_cmpint (gr_tensor_numel (tensor), ==, 0);
  g_assert_cmpint (tensor->stride[0], ==, 3);
  g_assert_true (gr_tensor_is_contiguous (tensor));
  g_assert_true (gr_tensor_is_dense (tensor));
  g_assert_null (gr_tensor_data (tensor));
}

static void
test_meta (void)
{
  g_autoptr (GrTensor) tensor
      = gr_tensor_new_meta (GR_FLOAT32, GR_META, GR_INTS (GR_UNKNOWN_SIZE, 3));
  g_autoptr (GrTensor) huge
      = gr_tensor_new (GR_FLOAT32, GR_META, GR_INTS (G_GINT64_CONSTANT (1) << 50), NULL);
  GrScalar value;

  g_assert_cmpint (gr_tensor_numel (tensor), ==, GR_UNKNOWN_SIZE);
  g_assert_null (gr_tensor_data (tensor));
  g_assert_nonnull (huge);
  g_assert_false (gr_tensor_item (tensor, &value, NULL));
  g_assert_true (isnan (gr_tensor_to_double (tensor)));
}

static void
test_numbers (void)
{
  g_autoptr (GrTensor) number = gr_tensor_new_number (gr_float (0.1));
  g_autoptr (GrTensor) integer = gr_tensor_new_number (gr_int (G_MAXINT64));
  g_autoptr (GrTensor) flag = gr_tensor_new_number (gr_bool (TRUE));
  g_autoptr (GrTensor) scalar = gr_tensor_new_scalar (GR_FLOAT16, gr_float (0.1));
  GrScalar value;

  g_assert_true (number->is_number);
  g_assert_false (scalar->is_number);
  g_assert_cmpfloat (gr_tensor_to_double (number), ==, 0.1);
  g_assert_cmpint (integer->dtype, ==, GR_INT64);
  g_assert_true (gr_tensor_item (integer, &value, NULL));
  g_assert_cmpint (value.kind, ==, GR_SCALAR_INT);
  g_assert_cmpint (value.i, ==, G_MAXINT64);
  g_assert_cmpint (flag->dtype, ==, GR_BOOL);
  g_assert_cmpfloat (gr_tensor_to_double (scalar), ==, 0.0999755859375);
}

static void
test_item_refused (void)
{
  g_autoptr (GrTensor) tensor = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (2), NULL);
  g_autoptr (GError) error = NULL;
  GrScalar value;

  g_assert_false (gr_tensor_item (tensor, &value, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_ARGUMENT);
}

/* --- views -------------------------------------------------------------------------------- */

static void
test_view (void)
{
  float values[] = { 0, 1, 2, 3, 4, 5 };
  g_autoptr (GrTensor) base = gr_tensor_new_from (GR_FLOAT32, values, GR_INTS (2, 3), NULL);
  g_autoptr (GrTensor) turned
      = gr_tensor_new_view (base, GR_INTS (3, 2), GR_INTS (1, 3), 0, NULL);
  g_autoptr (GrTensor) last = gr_tensor_new_view (base, GR_INTS (2), GR_INTS (3), 2, NULL);
  g_autoptr (GrTensor) first = gr_tensor_new_view (base, GR_INTS (2), GR_INTS (1), 0, NULL);
  g_autoptr (GrTensor) wide = gr_tensor_new_view (base, GR_INTS (4, 3), GR_INTS (0, 1), 0, NULL);
  g_autoptr (GrTensor) alias = gr_tensor_alias (turned);

  g_assert_false (gr_tensor_is_contiguous (turned));
  g_assert_true (gr_tensor_is_dense (turned));
  g_assert_false (gr_tensor_is_dense (wide));
  g_assert_cmpfloat (gr_tensor_get (turned, 1).d, ==, 3);
  g_assert_cmpfloat (GR_DATA (float, last)[0], ==, 2);
  g_assert_true (gr_tensor_shares_storage (base, last));
  g_assert_true (gr_tensor_may_overlap (base, last));
  g_assert_false (gr_tensor_may_overlap (first, last));
  g_assert_true (gr_tensor_same_shape (turned, alias));
  gr_tensor_set (alias, 5, gr_float (50));
  g_assert_cmpfloat (gr_tensor_get (base, 5).d, ==, 50);
}

static void
test_view_bounds (void)
{
  g_autoptr (GrTensor) base = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (10), NULL);
  g_autoptr (GrTensor) fits = gr_tensor_new_view (base, GR_INTS (3, 2), GR_INTS (4, 1), 0, NULL);
  g_autoptr (GrTensor) empty
      = gr_tensor_new_view (base, GR_INTS (0, 9), GR_INTS (100, 100), 10, NULL);
  g_autoptr (GError) error = NULL;
  const struct
  {
    gint64 shape[2], stride[2], offset;
  } bad[] = {
    { { 3, 2 }, { 4, 1 }, 1 },
    { { 3, 3 }, { 4, 1 }, 0 },
    { { 1, 1 }, { 0, 0 }, 10 },
    { { 1, 1 }, { 0, 0 }, -1 },
    { { 2, 2 }, { -1, 1 }, 5 },
    { { 2, 1 }, { G_MAXINT64, 1 }, 0 },
    { { 3, 1 }, { G_MAXINT64, 1 }, 0 },
    { { 2, 2 }, { G_MAXINT64, G_MAXINT64 }, 0 },
    { { 1, 1 }, { 1, 1 }, G_MAXINT64 },
    { { 2, 1 }, { G_MAXINT64 / 4, 1 }, 0 },
  };

  g_assert_nonnull (fits);
  g_assert_nonnull (empty);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_clear_error (&error);
      g_assert_null (gr_tensor_new_view (base, gr_ints (bad[i].shape, 2),
                                         gr_ints (bad[i].stride, 2), bad[i].offset, &error));
      g_assert_error (error, GR_ERROR, GR_ERROR_ARGUMENT);
    }
  g_clear_error (&error);
  g_assert_null (gr_tensor_new_view (base, GR_INTS (2, 2), GR_INTS (1), 0, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_ARGUMENT);
}

/* --- foreign memory ------------------------------------------------------------------------ */

static void
count_release (gpointer owner)
{
  (*(gint *) owner)++;
}

static void
test_foreign (void)
{
  double memory[6] = { 0, 1, 2, 3, 4, 5 };
  gint   released = 0;
  g_autoptr (GError) error = NULL;
  GrTensor *tensor = gr_tensor_new_foreign (GR_FLOAT64, memory, sizeof memory, GR_INTS (3, 2),
                                            GR_INTS (1, 3), count_release, &released, &error);
  GrTensor *view;

  g_assert_no_error (error);
  g_assert_cmpfloat (gr_tensor_get (tensor, 1).d, ==, 3);
  gr_tensor_set (tensor, 1, gr_float (30));
  g_assert_cmpfloat (memory[3], ==, 30);
  view = gr_tensor_alias (tensor);
  gr_tensor_unref (tensor);
  g_assert_cmpint (released, ==, 0);
  gr_tensor_unref (view);
  g_assert_cmpint (released, ==, 1);
}

static void
test_foreign_refused (void)
{
  double memory[6] = { 0 };
  gint   released = 0;
  g_autoptr (GError) error = NULL;
  const gint64 bad[][2] = { { 3, 1 }, { 1, 5 }, { -1, 1 }, { G_MAXINT64, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (gr_tensor_new_foreign (GR_FLOAT64, memory, sizeof memory, GR_INTS (2, 4),
                                            gr_ints (bad[i], 2), count_release, &released, &error));
      g_assert_error (error, GR_ERROR, GR_ERROR_ARGUMENT);
      g_clear_error (&error);
    }
  g_assert_null (gr_tensor_new_foreign (GR_FLOAT64, memory, sizeof memory, GR_INTS (7), GR_NO_INTS,
                                        count_release, &released, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (gr_tensor_new_foreign (GR_FLOAT64, NULL, 8, GR_INTS (1), GR_NO_INTS, NULL, NULL,
                                        &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (gr_tensor_new_foreign (GR_FLOAT64, (guint8 *) memory + 1, 8, GR_INTS (1),
                                        GR_NO_INTS, NULL, NULL, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_ARGUMENT);
  g_assert_cmpint (released, ==, 0);
}

static void
test_autograd_pointer (void)
{
  gint      freed = 0;
  GrTensor *tensor = gr_tensor_new_scalar (GR_FLOAT32, gr_float (1));
  GrTensor *alias;

  tensor->autograd = &freed;
  tensor->autograd_free = count_release;
  alias = gr_tensor_alias (tensor);
  g_assert_null (alias->autograd);
  gr_tensor_unref (alias);
  g_assert_cmpint (freed, ==, 0);
  gr_tensor_unref (tensor);
  g_assert_cmpint (freed, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tensor/view-strides", test_view_strides);
  g_test_add_func ("/tensor/broadcast", test_broadcast);
  g_test_add_func ("/tensor/broadcast-unknown", test_broadcast_unknown);
  g_test_add_func ("/tensor/wrap-dim", test_wrap_dim);
  g_test_add_func ("/tensor/new", test_new);
  g_test_add_func ("/tensor/new-refused", test_new_refused);
  g_test_add_func ("/tensor/empty", test_empty);
  g_test_add_func ("/tensor/meta", test_meta);
  g_test_add_func ("/tensor/numbers", test_numbers);
  g_test_add_func ("/tensor/item-refused", test_item_refused);
  g_test_add_func ("/tensor/view", test_view);
  g_test_add_func ("/tensor/view-bounds", test_view_bounds);
  g_test_add_func ("/tensor/foreign", test_foreign);
  g_test_add_func ("/tensor/foreign-refused", test_foreign_refused);
  g_test_add_func ("/tensor/autograd-pointer", test_autograd_pointer);
  return g_test_run ();
}
