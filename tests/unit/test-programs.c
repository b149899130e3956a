/* test-programs.c - replays random programs and compares every tensor and gradient with PyTorch's.
 * tests/golden/programs.py writes them, and documents the form. */
#include "gradus.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

typedef struct
{
  GPtrArray *variables; /* of GrTensor */
  GPtrArray *memory;    /* lists */
} Machine;

static void
machine_clear (Machine *machine)
{
  g_ptr_array_unref (machine->variables);
  g_ptr_array_unref (machine->memory);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Machine, machine_clear)

static GrTensor *
variable (const Machine *machine, JsonNode *node)
{
  return g_ptr_array_index (machine->variables, atoi (json_node_get_string (node) + 1));
}

static GrValue
read_list (Machine *machine, JsonArray *array)
{
  guint n = json_array_get_length (array);
  gpointer memory = g_malloc0 ((n + 1) * 8);
  g_ptr_array_add (machine->memory, memory);
  gboolean tensors = n > 0 && JSON_NODE_HOLDS_VALUE (json_array_get_element (array, 0))
                     && json_node_get_value_type (json_array_get_element (array, 0))
                            == G_TYPE_STRING;
  for (guint i = 0; i < n; i++)
    if (tensors)
      ((GrTensor **) memory)[i] = variable (machine, json_array_get_element (array, i));
    else
      ((gint64 *) memory)[i] = json_array_get_int_element (array, i);
  return tensors ? gr_value_tensors (memory, n) : gr_value_ints (gr_ints (memory, n));
}

static GrValue
read_value (Machine *machine, JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return read_list (machine, json_node_get_array (node));
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING: return gr_value_tensor (variable (machine, node));
    case G_TYPE_BOOLEAN: return gr_value_bool (json_node_get_boolean (node));
    case G_TYPE_INT64: return gr_value_int (json_node_get_int (node));
    default: return gr_value_float (json_node_get_double (node));
    }
}

static GrTensor *
make_leaf (JsonObject *leaf)
{
  JsonArray *sizes = json_object_get_array_member (leaf, "shape");
  JsonArray *values = json_object_get_array_member (leaf, "values");
  gint64 shape[GR_MAX_DIMS];
  gdouble numbers[64];
  for (guint i = 0; i < json_array_get_length (sizes); i++)
    shape[i] = json_array_get_int_element (sizes, i);
  for (guint i = 0; i < json_array_get_length (values); i++)
    numbers[i] = json_array_get_double_element (values, i);
  GrTensor *tensor = gr_tensor_new_from (GR_FLOAT64, numbers,
                                         gr_ints (shape, json_array_get_length (sizes)), NULL);
  g_assert_true (gr_tensor_set_requires_grad (
      tensor, json_object_get_boolean_member (leaf, "requires_grad"), NULL));
  return tensor;
}

static void
run_statement (Machine *machine, JsonObject *statement)
{
  const char *op = json_object_get_string_member (statement, "op");
  JsonArray *list = json_object_get_array_member (statement, "args");
  gboolean in_place = g_str_equal (json_object_get_string_member (statement, "form"), "in_place");
  gboolean fails = json_object_has_member (statement, "error");
  g_autoptr (GError) error = NULL;
  GrValue values[8];
  for (guint i = 0; i < json_array_get_length (list); i++)
    values[i] = read_value (machine, json_array_get_element (list, i));
  if (g_str_equal (op, "detach"))
    {
      g_ptr_array_add (machine->variables, gr_tensor_detach (values[0].tensor));
      return;
    }

  GrTensor **results = gr_call_named (op, in_place ? GR_FORM_IN_PLACE : GR_FORM_PLAIN, values, NULL,
                                      json_array_get_length (list), NULL, NULL, &error);
  if (fails)
    {
      g_assert_nonnull (error);
      g_assert_null (results);
      return;
    }
  g_assert_no_error (error);
  if (!in_place)
    g_ptr_array_add (machine->variables, gr_tensor_ref (results[0]));
  gr_tensor_list_free (results);
}

static void
compare_values (const GrTensor *tensor, JsonArray *values)
{
  g_assert_cmpint (gr_tensor_numel (tensor), ==, json_array_get_length (values));
  for (guint e = 0; e < json_array_get_length (values); e++)
    {
      gdouble expected = json_array_get_double_element (values, e);
      g_assert_cmpfloat_with_epsilon (gr_tensor_get (tensor, e).d, expected,
                                      1e-11 * (1 + fabs (expected)));
    }
}

static void
compare_variable (const GrTensor *tensor, JsonObject *expected)
{
  JsonArray *shape = json_object_get_array_member (expected, "shape");
  JsonArray *strides = json_object_get_array_member (expected, "strides");
  g_assert_cmpint (tensor->ndim, ==, json_array_get_length (shape));
  for (gint i = 0; i < tensor->ndim; i++)
    {
      g_assert_cmpint (tensor->shape[i], ==, json_array_get_int_element (shape, i));
      if (tensor->shape[i] > 1)
        g_assert_cmpint (tensor->stride[i], ==, json_array_get_int_element (strides, i));
    }
  g_assert_cmpint (gr_tensor_requires_grad (tensor), ==,
                   json_object_get_boolean_member (expected, "requires_grad"));
  compare_values (tensor, json_object_get_array_member (expected, "values"));
}

static gboolean
backward (GrTensor *end, GError **error)
{
  g_autoptr (GrTensor) ones = gr_tensor_new (GR_FLOAT64, GR_CPU, gr_tensor_shape (end), NULL);
  for (gint64 e = 0; e < gr_tensor_numel (ones); e++)
    gr_tensor_set (ones, e, gr_int (1));
  return gr_backward (end, ones, (GrBackwardOptions){ .retain_graph = TRUE }, error);
}

static void
compare_gradients (const Machine *machine, JsonObject *program)
{
  JsonArray *ends = json_object_get_array_member (program, "ends");
  const char *fails = json_object_has_member (program, "backward_fails")
                          ? json_object_get_string_member (program, "backward_fails")
                          : NULL;
  g_autoptr (GError) error = NULL;
  for (guint i = 0; !error && i < json_array_get_length (ends); i++)
    backward (g_ptr_array_index (machine->variables, json_array_get_int_element (ends, i)), &error);
  if (g_strcmp0 (fails, "version") == 0)
    g_assert_error (error, GR_ERROR, GR_ERROR_VERSION);
  else if (fails)
    g_assert_nonnull (error);
  else
    g_assert_no_error (error);

  JsonArray *grads = json_object_has_member (program, "grads")
                         ? json_object_get_array_member (program, "grads")
                         : NULL;
  for (guint i = 0; grads && i < json_array_get_length (grads); i++)
    {
      GrTensor *grad = gr_tensor_grad (g_ptr_array_index (machine->variables, i));
      JsonNode *expected = json_array_get_element (grads, i);
      g_assert_cmpint (grad != NULL, ==, !JSON_NODE_HOLDS_NULL (expected));
      if (grad)
        compare_values (grad, json_node_get_array (expected));
    }
}

static void
test_program (gconstpointer data)
{
  JsonObject *program = (JsonObject *) data;
  g_auto (Machine) machine
      = { g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref),
          g_ptr_array_new_with_free_func (g_free) };
  JsonArray *leaves = json_object_get_array_member (program, "leaves");
  JsonArray *statements = json_object_get_array_member (program, "statements");
  JsonArray *variables = json_object_get_array_member (program, "variables");
  for (guint i = 0; i < json_array_get_length (leaves); i++)
    g_ptr_array_add (machine.variables, make_leaf (json_array_get_object_element (leaves, i)));
  for (guint i = 0; i < json_array_get_length (statements); i++)
    run_statement (&machine, json_array_get_object_element (statements, i));
  g_assert_cmpint (machine.variables->len, ==, json_array_get_length (variables));
  for (guint i = 0; i < machine.variables->len; i++)
    compare_variable (g_ptr_array_index (machine.variables, i),
                      json_array_get_object_element (variables, i));
  compare_gradients (&machine, program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "programs.json", NULL);
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  JsonArray *programs = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (programs); i++)
    {
      g_autofree char *name = g_strdup_printf ("/programs/%u", i);
      g_test_add_data_func (name, json_array_get_object_element (programs, i), test_program);
    }
  return g_test_run ();
}
