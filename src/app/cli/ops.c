/* ops.c - `gradus ops`: the operator table, as a list, a page about one operator, or JSON. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static gboolean as_json;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Everything that the table says, as JSON", NULL },
  G_OPTION_ENTRY_NULL,
};

/* --- the forms of a row ----------------------------------------------------------------------- */

static gboolean
has_plain (const GrOp *op)
{
  return (op->flags & GR_OP_ONLY_IN_PLACE) == 0;
}

static gboolean
has_in_place (const GrOp *op)
{
  return (op->flags & (GR_OP_IN_PLACE | GR_OP_ONLY_IN_PLACE)) != 0;
}

/* What writes into memory of its own can write into the caller's: not a view, not a list. */
static gboolean
has_out (const GrOp *op)
{
  const GrSchema *schema = gr_op_schema (op);

  return has_plain (op) && (op->flags & (GR_OP_VIEW | GR_OP_INTERNAL)) == 0
         && schema->n_returns == 1 && !schema->returns[0].list;
}

static gboolean
is_differentiable (const GrOp *op)
{
  return op->backward != NULL || op->compose != NULL;
}

/* --- words for a schema's types --------------------------------------------------------------- */

static char *
type_name (const GrParam *param)
{
  static const char *const names[] = {
    [GR_TYPE_TENSOR] = "Tensor",    [GR_TYPE_TENSORS] = "Tensor[]", [GR_TYPE_INT] = "int",
    [GR_TYPE_FLOAT] = "float",      [GR_TYPE_BOOL] = "bool",        [GR_TYPE_SCALAR] = "Scalar",
    [GR_TYPE_INTS] = "int[]",       [GR_TYPE_FLOATS] = "float[]",   [GR_TYPE_STRING] = "str",
    [GR_TYPE_DTYPE] = "ScalarType", [GR_TYPE_DEVICE] = "Device",
  };
  g_autofree char *base = NULL;

  if (param->type == GR_TYPE_INTS && param->n > 0)
    base = g_strdup_printf ("int[%d]", param->n);
  else if (param->type == GR_TYPE_TENSORS && param->optional_entries)
    base = g_strdup ("Tensor?[]");
  else
    base = g_strdup (names[param->type]);
  return g_strconcat (base, param->optional ? "?" : "", NULL);
}

static void
append_default (JsonBuilder *json, const GrValue *value)
{
  switch (value->kind)
    {
    case GR_VALUE_INT:
      json_builder_add_int_value (json, value->i);
      break;
    case GR_VALUE_BOOL:
      json_builder_add_boolean_value (json, value->i != 0);
      break;
    case GR_VALUE_FLOAT:
      json_builder_add_double_value (json, value->f);
      break;
    case GR_VALUE_SCALAR:
      if (value->scalar.kind == GR_SCALAR_FLOAT)
        json_builder_add_double_value (json, value->scalar.d);
      else if (value->scalar.kind == GR_SCALAR_BOOL)
        json_builder_add_boolean_value (json, value->scalar.i != 0);
      else
        json_builder_add_int_value (json, value->scalar.i);
      break;
    case GR_VALUE_STRING:
      json_builder_add_string_value (json, value->string);
      break;
    case GR_VALUE_DTYPE:
      json_builder_add_string_value (json, gr_dtype_name (value->dtype));
      break;
    case GR_VALUE_INTS:
      json_builder_begin_array (json);
      for (gsize i = 0; i < value->ints.n; i++)
        json_builder_add_int_value (json, value->ints.v[i]);
      json_builder_end_array (json);
      break;
    default:
      json_builder_add_null_value (json);
    }
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
add_params (JsonBuilder *json, const GrSchema *schema)
{
  json_builder_set_member_name (json, "parameters");
  json_builder_begin_array (json);
  for (guint i = 0; i < schema->n_params; i++)
    {
      const GrParam *param = &schema->params[i];
      g_autofree char *type = type_name (param);

      json_builder_begin_object (json);
      gradus_json_string (json, "name", param->name);
      gradus_json_string (json, "type", type);
      gradus_json_bool (json, "keyword_only", param->keyword_only);
      if (param->has_default)
        {
          json_builder_set_member_name (json, "default");
          append_default (json, &param->value);
        }
      json_builder_end_object (json);
    }
  json_builder_end_array (json);

  json_builder_set_member_name (json, "returns");
  json_builder_begin_array (json);
  for (guint i = 0; i < schema->n_returns; i++)
    {
      json_builder_begin_object (json);
      gradus_json_string (json, "name", schema->returns[i].name);
      gradus_json_string (json, "type", schema->returns[i].list ? "Tensor[]" : "Tensor");
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_samples (JsonBuilder *json, const GrOp *op)
{
  json_builder_set_member_name (json, "samples");
  json_builder_begin_array (json);
  for (gsize i = 0; op->samples && op->samples[i]; i++)
    json_builder_add_string_value (json, op->samples[i]);
  json_builder_end_array (json);

  json_builder_set_member_name (json, "bad_samples");
  json_builder_begin_array (json);
  for (gsize i = 0; op->bad && op->bad[i].call; i++)
    {
      json_builder_begin_object (json);
      gradus_json_string (json, "call", op->bad[i].call);
      gradus_json_string (json, "message", op->bad[i].message);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_op (JsonBuilder *json, const GrOp *op)
{
  const GrSchema *schema = gr_op_schema (op);

  json_builder_begin_object (json);
  gradus_json_string (json, "name", schema->name);
  gradus_json_string (json, "overload", schema->overload);
  gradus_json_string (json, "schema", op->schema);
  gradus_json_string (json, "summary", op->summary);
  gradus_json_string (json, "formula", op->formula);
  gradus_json_bool (json, "plain", has_plain (op));
  gradus_json_bool (json, "in_place", has_in_place (op));
  gradus_json_bool (json, "out", has_out (op));
  gradus_json_bool (json, "differentiable", is_differentiable (op));
  gradus_json_bool (json, "composed", op->compose != NULL);
  gradus_json_bool (json, "view", (op->flags & GR_OP_VIEW) != 0);
  gradus_json_bool (json, "random", (op->flags & GR_OP_RANDOM) != 0);
  gradus_json_bool (json, "data_dependent_size", (op->flags & GR_OP_DATA_SIZE) != 0);
  gradus_json_bool (json, "internal", (op->flags & GR_OP_INTERNAL) != 0);
  gradus_json_int (json, "hidden_outputs", op->n_hidden);
  add_params (json, schema);
  add_samples (json, op);
  json_builder_end_object (json);
}

/* --- text ------------------------------------------------------------------------------------- */

static void
print_op (const GrOp *op)
{
  const char *name = gr_op_name (op);

  printf ("%s\n  %s\n", op->schema, op->summary);
  if (op->formula)
    printf ("  %s\n", op->formula);
  fputs ("  Forms:", stdout);
  if (has_plain (op))
    printf (" %s", name);
  if (has_in_place (op))
    printf (" %s%s", name, g_str_has_suffix (name, "_") ? "" : "_");
  if (has_out (op))
    printf (" %s(…, out=)", name);
  puts (is_differentiable (op) ? "\n  Has a gradient." : "\n  Has no gradient.");
  if (op->flags & GR_OP_VIEW)
    puts ("  Gives a view: the result shares memory with the first argument.");
  if (op->flags & GR_OP_DATA_SIZE)
    puts ("  The size of the result follows from the data.");
}

static void
print_list (void)
{
  GradusTable *table = gradus_table_new ("ll");

  for (guint i = 0; i < gr_n_ops (); i++)
    {
      const GrOp *op = gr_op_at (i);
      const GrSchema *schema = gr_op_schema (op);
      g_autofree char *name = *schema->overload
                                  ? g_strjoin (".", schema->name, schema->overload, NULL)
                                  : g_strdup (schema->name);

      if (!(op->flags & GR_OP_INTERNAL))
        gradus_table_add (table, name, op->summary);
    }
  gradus_table_print (table);
}

/* --- the command ------------------------------------------------------------------------------ */

/* The rows that @name stands for: all overloads of "max", or the one of "max.dim". */
static GPtrArray *
find (const char *name)
{
  GPtrArray *found = g_ptr_array_new ();
  const GrOp *const *rows = gr_ops_named (name);

  for (; rows && *rows; rows++)
    g_ptr_array_add (found, (gpointer) *rows);
  if (found->len == 0 && strchr (name, '.') && gr_op_find (name))
    g_ptr_array_add (found, (gpointer) gr_op_find (name));
  return found;
}

static gint
unknown (const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < gr_n_ops (); i++)
    g_ptr_array_add (names, (gpointer) gr_op_name (gr_op_at (i)));
  g_ptr_array_add (names, NULL);
  g_autofree char *hint = gradus_cli_did_you_mean (name, (const char *const *) names->pdata);
  return gradus_cli_fail (GRADUS_FAILED, "There is no operator “%s”.%s", name,
                          *hint ? hint : " “gradus ops” lists them.");
}

static gint
run (gint argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (!gradus_cli_parse (&gradus_ops_command, entries, NULL, argc, argv, 0, 1, &words))
    return GRADUS_USAGE;
  if (words[0])
    {
      rows = find (words[0]);
      if (rows->len == 0)
        return unknown (words[0]);
    }

  if (as_json)
    {
      JsonBuilder *json = json_builder_new ();

      json_builder_begin_array (json);
      for (guint i = 0; i < (rows ? rows->len : gr_n_ops ()); i++)
        add_op (json, rows ? rows->pdata[i] : gr_op_at (i));
      json_builder_end_array (json);
      gradus_cli_print_json (json);
    }
  else if (rows)
    for (guint i = 0; i < rows->len; i++)
      {
        if (i > 0)
          putchar ('\n');
        print_op (rows->pdata[i]);
      }
  else
    print_list ();
  return GRADUS_DONE;
}

const GradusCommand gradus_ops_command = {
  .name = "ops",
  .arguments = "[NAME]",
  .summary = "Lists the operators, or says what one computes.",
  .details = "NAME is an operator (max: all its overloads) or one overload (max.dim).",
  .run = run,
};
