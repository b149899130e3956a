/* test-print.c - printed tensors against PyTorch's own repr (tests/golden/print.py). */
#include "tensor/tensor.h"

#include <json-glib/json-glib.h>
#include <math.h>

static const char *suffix_to_print;

static char *
give_suffix (const GrTensor *tensor)
{
  return g_strdup (suffix_to_print);
}

static gsize
read_ints (JsonArray *array, gint64 *out)
{
  gsize n = json_array_get_length (array);

  for (gsize i = 0; i < n; i++)
    out[i] = json_array_get_int_element (array, i);
  return n;
}

static void
fill (GrTensor *tensor, JsonArray *values)
{
  gboolean floating = gr_dtype_is_floating (tensor->dtype);

  for (gint64 i = 0; i < gr_tensor_numel (tensor); i++)
    {
      const char *text = json_array_get_string_element (values, i % json_array_get_length (values));

      if (floating)
        gr_tensor_set (tensor, i, gr_float (g_ascii_strtod (text, NULL)));
      else
        gr_tensor_set (tensor, i, gr_int (g_ascii_strtoll (text, NULL, 10)));
    }
}

static GrTensor *
build (JsonObject *entry)
{
  const char *device = json_object_get_string_member_with_default (entry, "device", "cpu");
  gint64      shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
  GrDType     dtype;
  gsize       n = read_ints (json_object_get_array_member (entry, "shape"), shape);
  GrDevice    place;
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) tensor = NULL;

  g_assert_true (gr_dtype_from_name (json_object_get_string_member (entry, "dtype"), &dtype));
  g_assert_true (gr_device_parse (device, &place, &error));
  tensor = gr_tensor_new (dtype, place, gr_ints (shape, n), &error);
  g_assert_no_error (error);
  if (place.type == GR_DEVICE_CPU)
    fill (tensor, json_object_get_array_member (entry, "values"));
  if (json_object_has_member (entry, "view"))
    {
      JsonArray *view = json_object_get_array_member (entry, "view");
      GrTensor  *seen;

      n = read_ints (json_array_get_array_element (view, 0), shape);
      read_ints (json_array_get_array_element (view, 1), stride);
      seen = gr_tensor_new_view (tensor, gr_ints (shape, n), gr_ints (stride, n),
                                 json_array_get_int_element (view, 2), &error);
      g_assert_no_error (error);
      return seen;
    }
  return g_steal_pointer (&tensor);
}

static void
check_case (JsonArray *cases, guint index, JsonNode *node, gpointer user)
{
  JsonObject      *entry = json_node_get_object (node);
  const char      *standard
      = json_object_get_string_member_with_default (entry, "default", "float32");
  GrDType          dtype;
  g_autofree char *text = NULL;
  g_autoptr (GrTensor) tensor = build (entry);

  g_test_message ("%u: %s", index, json_object_get_string_member (entry, "name"));
  g_assert_true (gr_dtype_from_name (standard, &dtype));
  gr_set_default_dtype (dtype);
  suffix_to_print = json_object_get_string_member_with_default (entry, "suffix", NULL);
  text = gr_tensor_to_string (tensor);
  g_assert_cmpstr (text, ==, json_object_get_string_member (entry, "text"));
  gr_set_default_dtype (GR_FLOAT32);
}

static void
test_as_pytorch (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "print.json", NULL);
  JsonArray       *cases;

  gr_tensor_set_print_suffix (give_suffix);
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  cases = json_node_get_array (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (cases), >=, 60);
  json_array_foreach_element (cases, check_case, NULL);
  gr_tensor_set_print_suffix (NULL);
}

/* The sign of a NaN is not printed, by Python either; C's printf would. */
static void
test_negative_nan (void)
{
  float            value = -NAN;
  g_autofree char *text = NULL;
  g_autoptr (GrTensor) tensor = gr_tensor_new_from (GR_FLOAT32, &value, GR_INTS (1), NULL);

  text = gr_tensor_to_string (tensor);
  g_assert_cmpstr (text, ==, "tensor([nan])");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/as-pytorch", test_as_pytorch);
  g_test_add_func ("/print/negative-nan", test_negative_nan);
  return g_test_run ();
}
