/* test-dtype.c - promotion, casts and the bits of half floats against PyTorch's
 * (tests/golden/dtypes.py), and the names of dtypes and devices. */
#include "tensor/half.h"
#include "tensor/tensor.h"

#include <json-glib/json-glib.h>

static JsonParser *parser;

static JsonArray *
golden (const char *name)
{
  return json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), name);
}

static GrDType
dtype_element (JsonArray *row, guint index)
{
  GrDType dtype;

  g_assert_true (gr_dtype_from_name (json_array_get_string_element (row, index), &dtype));
  return dtype;
}

static void
test_promote (void)
{
  JsonArray *rows = golden ("promote");

  g_assert_cmpuint (json_array_get_length (rows), ==, GR_N_DTYPES * GR_N_DTYPES);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *row = json_array_get_array_element (rows, i);
      GrDType    promoted = gr_dtype_promote (dtype_element (row, 0), dtype_element (row, 1));

      g_assert_cmpstr (gr_dtype_name (promoted), ==, json_array_get_string_element (row, 2));
    }
}

static void
test_can_cast (void)
{
  JsonArray *rows = golden ("can_cast");

  g_assert_cmpuint (json_array_get_length (rows), ==, GR_N_DTYPES * GR_N_DTYPES);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *row = json_array_get_array_element (rows, i);

      g_assert_cmpint (gr_dtype_can_cast (dtype_element (row, 0), dtype_element (row, 1)), ==,
                       json_array_get_boolean_element (row, 2));
    }
}

static void
test_half_from_float (void)
{
  JsonArray *rows = golden ("half");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *row = json_array_get_array_element (rows, i);
      float      value = gr_float_from_bits ((guint32) json_array_get_int_element (row, 0));

      g_assert_cmphex (gr_float_to_half (value), ==, json_array_get_int_element (row, 1));
      g_assert_cmphex (gr_float_to_half_portable (value), ==, json_array_get_int_element (row, 1));
      g_assert_cmphex (gr_float_to_bfloat16 (value), ==, json_array_get_int_element (row, 2));
    }
}

static void
test_half_to_float (void)
{
  JsonArray *rows = golden ("back");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *row = json_array_get_array_element (rows, i);
      guint16    bits = (guint16) json_array_get_int_element (row, 0);

      g_assert_cmphex (gr_float_bits (gr_half_to_float (bits)), ==,
                       json_array_get_int_element (row, 1));
      g_assert_cmphex (gr_float_bits (gr_half_to_float_portable (bits)), ==,
                       json_array_get_int_element (row, 1));
      g_assert_cmphex (gr_float_bits (gr_bfloat16_to_float (bits)), ==,
                       json_array_get_int_element (row, 2));
    }
}

/* Every half survives the way to float and back; a signalling NaN comes back quiet. */
static void
test_half_round_trip (void)
{
  for (guint bits = 0; bits < 65536; bits++)
    {
      float value = gr_half_to_float_portable ((GrHalf) bits);

      g_assert_cmphex (gr_float_to_half_portable (value), ==,
                       (bits & 0x7fff) > 0x7c00 ? bits | 0x200 : bits);
      g_assert_cmphex (gr_float_bits (gr_half_to_float ((GrHalf) bits)), ==, gr_float_bits (value));
      g_assert_cmphex (gr_float_to_half (value), ==, gr_float_to_half_portable (value));
    }
}

static void
test_names (void)
{
  GrDType dtype;

  for (gint i = 0; i < GR_N_DTYPES; i++)
    {
      g_assert_true (gr_dtype_from_name (gr_dtype_name ((GrDType) i), &dtype));
      g_assert_cmpint (dtype, ==, i);
    }
  g_assert_false (gr_dtype_from_name ("float31", &dtype));
}

/* Every dtype keeps the values that its neighbours' widths would lose. */
static void
test_elements (void)
{
  static const gint64 largest[] = { [GR_BOOL] = 1, [GR_UINT8] = 255, [GR_INT8] = 127,
                                    [GR_INT16] = 32767, [GR_INT32] = G_MAXINT32,
                                    [GR_INT64] = G_MAXINT64 };

  for (gint i = 0; i <= GR_INT64; i++)
    {
      g_autoptr (GrTensor) tensor = gr_tensor_new_scalar ((GrDType) i, gr_int (largest[i]));

      g_assert_cmpint (gr_tensor_get (tensor, 0).i, ==, largest[i]);
    }
  for (gint i = GR_FLOAT16; i < GR_N_DTYPES; i++)
    {
      g_autoptr (GrTensor) tensor = gr_tensor_new_scalar ((GrDType) i, gr_float (-1.5));

      g_assert_cmpfloat (gr_tensor_to_double (tensor), ==, -1.5);
    }
}

static void
test_float_to_integer (void)
{
  g_autoptr (GrTensor) cut = gr_tensor_new_scalar (GR_INT32, gr_float (-2.9));
  g_autoptr (GrTensor) wrapped = gr_tensor_new_scalar (GR_UINT8, gr_int (-1));
  g_autoptr (GrTensor) beyond = gr_tensor_new_scalar (GR_INT64, gr_float (1e300));
  g_autoptr (GrTensor) fraction = gr_tensor_new_scalar (GR_BOOL, gr_float (0.5));

  g_assert_cmpint (gr_tensor_get (cut, 0).i, ==, -2);
  g_assert_cmpint (gr_tensor_get (wrapped, 0).i, ==, 255);
  g_assert_cmpint (gr_tensor_get (beyond, 0).i, ==, G_MININT64);
  g_assert_cmpint (gr_tensor_get (fraction, 0).i, ==, 1);
}

static void
test_devices (void)
{
  const struct
  {
    const char *text, *printed;
  } good[] = { { "cpu", "cpu" }, { "cuda", "cuda:0" }, { "cuda:3", "cuda:3" }, { "meta", "meta" } };
  const char *bad[] = { "gpu", "cuda:", "cuda:x", "cuda:-1", "", "cpus" };
  GrDevice    device;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *printed = NULL;

      g_assert_true (gr_device_parse (good[i].text, &device, NULL));
      printed = gr_device_to_string (device);
      g_assert_cmpstr (printed, ==, good[i].printed);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (gr_device_parse (bad[i], &device, &error));
      g_assert_error (error, GR_ERROR, GR_ERROR_DEVICE);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  gint status;

  g_test_init (&argc, &argv, NULL);
  parser = json_parser_new ();
  path = g_test_build_filename (G_TEST_DIST, "golden", "dtypes.json", NULL);
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);

  g_test_add_func ("/dtype/promote", test_promote);
  g_test_add_func ("/dtype/can-cast", test_can_cast);
  g_test_add_func ("/dtype/half-from-float", test_half_from_float);
  g_test_add_func ("/dtype/half-to-float", test_half_to_float);
  g_test_add_func ("/dtype/half-round-trip", test_half_round_trip);
  g_test_add_func ("/dtype/names", test_names);
  g_test_add_func ("/dtype/elements", test_elements);
  g_test_add_func ("/dtype/float-to-integer", test_float_to_integer);
  g_test_add_func ("/dtype/devices", test_devices);
  status = g_test_run ();
  g_object_unref (parser);
  return status;
}
