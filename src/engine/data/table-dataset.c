/* table-dataset.c - a small data set whose numbers stand in its descriptor
 * (datasets/temperature.json).
 *
 * "rows" is a list of [input, target].
 */
#include "kinds.h"

#include <glib/gi18n-lib.h>
#include "options.h"

static gboolean
read_row (JsonArray *rows, guint i, gdouble *input, gdouble *target)
{
  JsonNode *node = json_array_get_element (rows, i);
  JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (!row || json_array_get_length (row) != 2
      || !JSON_NODE_HOLDS_VALUE (json_array_get_element (row, 0))
      || !JSON_NODE_HOLDS_VALUE (json_array_get_element (row, 1)))
    return FALSE;
  *input = json_array_get_double_element (row, 0);
  *target = json_array_get_double_element (row, 1);
  return gr_fits_float32 (*input) && gr_fits_float32 (*target);
}

GrDataset *
gr_table_dataset_new (const GrDatasetDescriptor *descriptor, GError **error)
{
  JsonNode *node = json_object_get_member (descriptor->json, "rows");
  JsonArray *rows = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = rows ? json_array_get_length (rows) : 0;
  const char *input_name = "input";
  g_autoptr (GrTensor) input = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (n, 1), error);
  g_autoptr (GrTensor) target
      = input ? gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (n, 1), error) : NULL;

  if (!target || !gr_option_string (descriptor->json, "input", &input_name, error))
    return NULL;
  for (guint i = 0; i < n; i++)
    if (!read_row (rows, i, GR_DATA (gdouble, input) + i, GR_DATA (gdouble, target) + i))
      {
        g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                     _ ("The data set %s: row %u of its descriptor is not two numbers that float32 "
                        "can hold"),
                     descriptor->name, i);
        return NULL;
      }
  return gr_dataset_from_tensors (descriptor->name, &input, &input_name, 1, target, NULL, 0, error);
}
