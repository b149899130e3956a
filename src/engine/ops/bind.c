/* bind.c - calls by name: puts values in a schema's order, fills in defaults, converts, and picks
 * the overload. For Python, the command line and the tests.
 */
#include "call.h"

#include <string.h>

struct _GrBinding
{
  const GrOp *op;
  GrValue    *args;
  gboolean    strict; /* a tensor of rank 0 is no number */
  GrScope     made; /* tensors made of bare numbers */
  gpointer    memory[2 * GR_MAX_DIMS]; /* lists made of bare numbers */
  guint       n_memory;
};

static const char *const type_words[] = {
  [GR_TYPE_TENSOR] = "Tensor",   [GR_TYPE_TENSORS] = "tuple of Tensors",
  [GR_TYPE_INT] = "int",         [GR_TYPE_FLOAT] = "float",
  [GR_TYPE_BOOL] = "bool",       [GR_TYPE_SCALAR] = "Number",
  [GR_TYPE_INTS] = "tuple of ints", [GR_TYPE_FLOATS] = "tuple of floats",
  [GR_TYPE_STRING] = "str",      [GR_TYPE_DTYPE] = "torch.dtype",
  [GR_TYPE_DEVICE] = "torch.device",
};

static const char *const kind_words[] = {
  [GR_VALUE_NONE] = "NoneType",
  [GR_VALUE_TENSOR] = "Tensor",
  [GR_VALUE_TENSORS] = "tuple of Tensors",
  [GR_VALUE_INT] = "int",
  [GR_VALUE_FLOAT] = "float",
  [GR_VALUE_BOOL] = "bool",
  [GR_VALUE_SCALAR] = "Number",
  [GR_VALUE_INTS] = "tuple of ints",
  [GR_VALUE_FLOATS] = "tuple of floats",
  [GR_VALUE_STRING] = "str",
  [GR_VALUE_DTYPE] = "torch.dtype",
  [GR_VALUE_DEVICE] = "torch.device",
};

static gboolean
as_scalar (const GrValue *value, GrScalar *scalar)
{
  switch (value->kind)
    {
    case GR_VALUE_INT:
      *scalar = gr_int (value->i);
      return TRUE;
    case GR_VALUE_BOOL:
      *scalar = gr_bool (value->i);
      return TRUE;
    case GR_VALUE_FLOAT:
      *scalar = gr_float (value->f);
      return TRUE;
    case GR_VALUE_SCALAR:
      *scalar = value->scalar;
      return TRUE;
    case GR_VALUE_TENSOR:
      return value->tensor->ndim == 0 && gr_tensor_item (value->tensor, scalar, NULL);
    default:
      return FALSE;
    }
}

static gpointer
keep (GrBinding *binding, gpointer memory)
{
  return binding->memory[binding->n_memory++] = memory;
}

/* Pooling's stride: None and [] mean that it is to follow from the other arguments. */
static gboolean
stands_for_default (const GrParam *param, const GrValue *value)
{
  gboolean empty = value->kind == GR_VALUE_NONE
                   || (value->kind == GR_VALUE_INTS && value->ints.n == 0);
  return empty && param->has_default && param->value.kind == GR_VALUE_INTS
         && param->value.ints.n == 0;
}

/* Converts @value to what @param wants; FALSE where it cannot be. */
static gboolean
convert (GrBinding *binding, const GrParam *param, const GrValue *value, GrValue *out)
{
  GrScalar scalar;
  *out = *value;
  if (param->type == GR_TYPE_INTS && stands_for_default (param, value))
    {
      *out = param->value;
      return TRUE;
    }
  if (value->kind == GR_VALUE_NONE)
    return param->optional;
  switch (param->type)
    {
    case GR_TYPE_TENSOR:
      if (value->kind == GR_VALUE_TENSOR)
        return TRUE;
      if (value->kind == GR_VALUE_DTYPE || !as_scalar (value, &scalar)
          || strcmp (param->name, "self") == 0)
        return FALSE;
      *out = gr_value_tensor (gx_number (&binding->made, scalar));
      return TRUE;
    case GR_TYPE_TENSORS:
      if (value->kind == GR_VALUE_INTS && value->ints.n == 0)
        *out = gr_value_tensors (NULL, 0);
      return out->kind == GR_VALUE_TENSORS;
    case GR_TYPE_INT:
      if (!as_scalar (value, &scalar) || scalar.kind == GR_SCALAR_FLOAT)
        return FALSE;
      *out = (GrValue){ .kind = GR_VALUE_INT, .i = scalar.i };
      return TRUE;
    case GR_TYPE_FLOAT:
      if (!as_scalar (value, &scalar))
        return FALSE;
      *out = (GrValue){ .kind = GR_VALUE_FLOAT, .f = scalar.d };
      return TRUE;
    case GR_TYPE_SCALAR:
      if ((binding->strict && value->kind == GR_VALUE_TENSOR) || !as_scalar (value, &scalar))
        return FALSE;
      *out = gr_value_scalar (scalar);
      return TRUE;
    case GR_TYPE_INTS:
      if (value->kind == GR_VALUE_INTS)
        return param->n <= 1 || value->ints.n == (gsize) param->n || value->ints.n == 1;
      if (value->kind != GR_VALUE_INT)
        return FALSE;
      *out = gr_value_ints (gr_ints (keep (binding, g_memdup2 (&value->i, sizeof (gint64))), 1));
      return TRUE;
    case GR_TYPE_FLOATS:
      if (value->kind == GR_VALUE_INTS)
        {
          gdouble *floats = keep (binding, g_new (gdouble, value->ints.n + 1));
          for (gsize i = 0; i < value->ints.n; i++)
            floats[i] = value->ints.v[i];
          *out = gr_value_floats ((GrFloats){ floats, value->ints.n });
        }
      else if (value->kind != GR_VALUE_FLOATS && as_scalar (value, &scalar))
        *out = gr_value_floats (
            (GrFloats){ keep (binding, g_memdup2 (&scalar.d, sizeof (gdouble))), 1 });
      return out->kind == GR_VALUE_FLOATS;
    case GR_TYPE_BOOL:
      return value->kind == GR_VALUE_BOOL;
    case GR_TYPE_STRING:
      return value->kind == GR_VALUE_STRING;
    case GR_TYPE_DTYPE:
      if (value->kind == GR_VALUE_STRING && gr_dtype_from_name (value->string, &out->dtype))
        out->kind = GR_VALUE_DTYPE;
      return out->kind == GR_VALUE_DTYPE;
    case GR_TYPE_DEVICE:
      if (value->kind == GR_VALUE_STRING)
        {
          GrDevice device;
          if (!gr_device_parse (value->string, &device, NULL))
            return FALSE;
          *out = gr_value_device (device);
        }
      return out->kind == GR_VALUE_DEVICE;
    }
  return FALSE;
}

/* PyTorch's functions call their first argument input where its methods call it self. */
static gint
find_param (const GrSchema *schema, const char *name)
{
  gint index = gr_schema_find (schema, name);
  return index < 0 && strcmp (name, "input") == 0 ? gr_schema_find (schema, "self") : index;
}

static gboolean
bind (const GrSchema *schema, const GrValue *values, const char *const *names, guint n_values,
      GrBinding *binding, GError **error)
{
  g_autofree gboolean *given = g_new0 (gboolean, schema->n_params + 1);
  guint n_positional = 0;
  for (guint i = 0; i < schema->n_params; i++)
    n_positional += !schema->params[i].keyword_only;
  for (guint i = 0; i < n_values; i++)
    {
      gint at = names && names[i] ? find_param (schema, names[i]) : (gint) i;
      if (at < 0)
        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                     "%s() got an unexpected keyword argument '%s'", schema->name, names[i]);
      else if (!(names && names[i]) && i >= n_positional)
        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                     "%s() takes %u positional arguments but %u were given", schema->name,
                     n_positional, n_values);
      else if (given[at])
        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                     "%s() got multiple values for argument '%s'", schema->name,
                     schema->params[at].name);
      else if (!convert (binding, &schema->params[at], &values[i], &binding->args[at]))
        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "%s(): argument '%s' must be %s, not %s",
                     schema->name, schema->params[at].name, type_words[schema->params[at].type],
                     kind_words[values[i].kind]);
      else
        {
          given[at] = TRUE;
          continue;
        }
      return FALSE;
    }
  for (guint i = 0; i < schema->n_params; i++)
    if (!given[i] && !schema->params[i].has_default)
      {
        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                     "%s() missing 1 required positional argument: '%s'", schema->name,
                     schema->params[i].name);
        return FALSE;
      }
    else if (!given[i])
      binding->args[i] = schema->params[i].value;
  return TRUE;
}

void
gr_binding_free (GrBinding *binding)
{
  for (guint i = 0; i < binding->n_memory; i++)
    g_free (binding->memory[i]);
  g_autoptr (GError) ignored = NULL;
  gr_scope_end (&binding->made, &ignored);
  g_free (binding->args);
  g_free (binding);
}

GrBinding *
gr_bind (const char *name, const GrValue *values, const char *const *names, guint n_values,
         GError **error)
{
  const GrOp *const *rows = gr_ops_named (name);
  g_autoptr (GError) first = NULL;
  if (!rows)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "there is no operator named “%s”", name);
      return NULL;
    }
  guint n_rows = 0;
  while (rows[n_rows])
    n_rows++;
  /* An overload that takes a tensor as it is goes before one that makes a number of it. */
  for (guint i = 0; i < 2 * n_rows; i++)
    {
      const GrOp *row = rows[i % n_rows];
      const GrSchema *schema = gr_op_schema (row);
      GrBinding *binding = g_new0 (GrBinding, 1);
      binding->op = row;
      binding->strict = i < n_rows;
      binding->args = g_new0 (GrValue, schema->n_params + 1);
      if (bind (schema, values, names, n_values, binding, first ? NULL : &first))
        return binding;
      gr_binding_free (binding);
    }
  g_propagate_error (error, g_steal_pointer (&first));
  return NULL;
}

const GrOp *
gr_binding_op (const GrBinding *binding)
{
  return binding->op;
}

const GrValue *
gr_binding_args (const GrBinding *binding)
{
  return binding->args;
}

GrTensor **
gr_call_values (const GrOp *op, GrForm form, const GrValue *args, GrTensor *out, gsize *n,
                GError **error)
{
  const GrSchema *schema = gr_op_schema (op);
  if (form == GR_FORM_PLAIN && schema->returns[0].list)
    return gr_call_list (op, args, n, error);
  GrTensor **results = g_new0 (GrTensor *, schema->n_returns + 1);
  gboolean ok;
  if (form == GR_FORM_PLAIN)
    ok = gr_call (op, args, results, schema->n_returns, error);
  else
    {
      GrTensor *target = form == GR_FORM_OUT ? out : args[0].tensor;
      ok = (results[0] = gr_call_form (op, form, args, target, error)) != NULL;
    }
  if (!ok)
    g_clear_pointer (&results, g_free);
  if (n)
    *n = !ok ? 0 : form == GR_FORM_PLAIN ? schema->n_returns : 1;
  return results;
}

GrTensor **
gr_call_named (const char *name, GrForm form, const GrValue *values, const char *const *names,
               guint n_values, GrTensor *out, gsize *n, GError **error)
{
  g_autoptr (GrBinding) binding = gr_bind (name, values, names, n_values, error);
  return binding ? gr_call_values (binding->op, form, binding->args, out, n, error) : NULL;
}
