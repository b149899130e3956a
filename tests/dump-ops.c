/* dump-ops.c - prints every row of the operator table as JSON, with its samples, for
 * tests/golden/golden.py. */
#include "ops/op.h"

#include <json-glib/json-glib.h>

static void
add_flag (JsonBuilder *json, const char *name, gboolean value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_boolean_value (json, value);
}

static void
add_text (JsonBuilder *json, const char *name, const char *value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, value);
}

static void
add_row (JsonBuilder *json, const GrOp *op)
{
  const GrSchema *schema = gr_op_schema (op);
  json_builder_begin_object (json);
  add_text (json, "name", schema->name);
  add_text (json, "overload", schema->overload);
  add_text (json, "schema", op->schema);
  add_flag (json, "internal", (op->flags & GR_OP_INTERNAL) != 0);
  add_flag (json, "random", (op->flags & GR_OP_RANDOM) != 0);
  add_flag (json, "only_in_place", (op->flags & GR_OP_ONLY_IN_PLACE) != 0);
  add_flag (json, "differentiable", op->backward || op->compose);
  json_builder_set_member_name (json, "samples");
  json_builder_begin_array (json);
  for (const char *const *sample = op->samples; sample && *sample; sample++)
    json_builder_add_string_value (json, *sample);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

int
main (void)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  json_builder_begin_array (json);
  for (guint i = 0; i < gr_n_ops (); i++)
    add_row (json, gr_op_at (i));
  json_builder_end_array (json);

  g_autoptr (JsonNode) root = json_builder_get_root (json);
  g_autofree char *text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
  return 0;
}
