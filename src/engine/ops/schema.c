/* schema.c - parses a row's schema: a hand-written descent over one line of text. */
#include "schema.h"

#include <string.h>

typedef struct
{
  const char *text;
  const char *at;
  GError     *error;
} Parser;

static void
fail (Parser *p, const char *expected)
{
  if (!p->error)
    p->error = g_error_new (GR_ERROR, GR_ERROR_FORMAT, "schema “%s”: expected %s at column %d",
                            p->text, expected, (int) (p->at - p->text) + 1);
}

static gboolean
accept (Parser *p, const char *token)
{
  while (*p->at == ' ')
    p->at++;
  gsize length = strlen (token);
  if (p->error || strncmp (p->at, token, length) != 0)
    return FALSE;
  p->at += length;
  return TRUE;
}

static void
expect (Parser *p, const char *token)
{
  if (!accept (p, token))
    fail (p, token);
}

static char *
identifier (Parser *p)
{
  while (*p->at == ' ')
    p->at++;
  const char *start = p->at;
  while (g_ascii_isalnum (*p->at) || *p->at == '_')
    p->at++;
  if (p->at == start)
    fail (p, "a name");
  return g_strndup (start, p->at - start);
}

static const struct
{
  const char *name;
  GrType      type;
} type_names[] = {
  { "Tensor", GR_TYPE_TENSOR },    { "int", GR_TYPE_INT },    { "float", GR_TYPE_FLOAT },
  { "bool", GR_TYPE_BOOL },        { "str", GR_TYPE_STRING }, { "Scalar", GR_TYPE_SCALAR },
  { "ScalarType", GR_TYPE_DTYPE }, { "Device", GR_TYPE_DEVICE },
};

static void
parse_type (Parser *p, GrParam *param)
{
  g_autofree char *name = identifier (p);
  gboolean known = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (strcmp (name, type_names[i].name) == 0)
      {
        param->type = type_names[i].type;
        known = TRUE;
      }
  if (!known)
    fail (p, "a type before this name");
  gboolean optional = accept (p, "?");
  if (!accept (p, "["))
    {
      param->optional = optional;
      return;
    }
  param->optional_entries = optional;
  if (g_ascii_isdigit (*p->at))
    param->n = (gint) g_ascii_strtoll (p->at, (char **) &p->at, 10);
  expect (p, "]");
  if (param->type == GR_TYPE_TENSOR)
    param->type = GR_TYPE_TENSORS;
  else if (param->type == GR_TYPE_INT)
    param->type = GR_TYPE_INTS;
  else if (param->type == GR_TYPE_FLOAT)
    param->type = GR_TYPE_FLOATS;
  else
    fail (p, "a list of Tensor, int or float");
  param->optional = accept (p, "?");
}

static gboolean
parse_number (Parser *p, GrScalar *number)
{
  while (*p->at == ' ')
    p->at++;
  char *end;
  gdouble d = g_ascii_strtod (p->at, &end);
  if (end == p->at)
    return FALSE;
  gboolean whole = TRUE;
  for (const char *c = p->at; c < end; c++)
    whole = whole && (g_ascii_isdigit (*c) || *c == '-');
  *number = whole ? gr_int (g_ascii_strtoll (p->at, NULL, 10)) : gr_float (d);
  p->at = end;
  return TRUE;
}

/* "[0, 1]"; int[2]=1 stands for [1, 1]. */
static void
parse_default_ints (Parser *p, GrParam *param)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  GrScalar number;
  if (accept (p, "["))
    {
      while (parse_number (p, &number))
        {
          g_array_append_val (values, number.i);
          accept (p, ",");
        }
      expect (p, "]");
    }
  else if (parse_number (p, &number))
    for (gint i = 0; i < MAX (param->n, 1); i++)
      g_array_append_val (values, number.i);
  else
    fail (p, "a list of integers");
  gint64 *copy = g_new0 (gint64, values->len + 1); /* + 1: an empty list is not None */
  if (values->len > 0)
    memcpy (copy, values->data, values->len * sizeof (gint64));
  param->value = gr_value_ints (gr_ints (copy, values->len));
}

static void
parse_default (Parser *p, GrParam *param)
{
  GrScalar number = { 0 };
  param->has_default = TRUE;
  if (accept (p, "None"))
    param->value = gr_value_none ();
  else if (accept (p, "True"))
    param->value = param->type == GR_TYPE_SCALAR ? gr_value_scalar (gr_bool (TRUE))
                                                 : gr_value_bool (TRUE);
  else if (accept (p, "False"))
    param->value = param->type == GR_TYPE_SCALAR ? gr_value_scalar (gr_bool (FALSE))
                                                 : gr_value_bool (FALSE);
  else if (param->type == GR_TYPE_INTS)
    parse_default_ints (p, param);
  else if (param->type == GR_TYPE_STRING && (accept (p, "'") || accept (p, "\"")))
    {
      const char *end = strpbrk (p->at, "'\"");
      if (!end)
        {
          fail (p, "a closing quote");
          return;
        }
      param->value = gr_value_string (g_strndup (p->at, end - p->at));
      p->at = end + 1;
    }
  else if (!parse_number (p, &number))
    fail (p, "a default");
  else if (param->type == GR_TYPE_INT)
    param->value = gr_value_int (number.i);
  else if (param->type == GR_TYPE_FLOAT)
    param->value = gr_value_float (number.d);
  else if (param->type == GR_TYPE_SCALAR)
    param->value = gr_value_scalar (number);
  else
    fail (p, "a default of the parameter's type");
}

static void
parse_params (Parser *p, GArray *params)
{
  gboolean keyword_only = FALSE;
  expect (p, "(");
  while (!p->error && !accept (p, ")"))
    {
      if (accept (p, "*"))
        keyword_only = TRUE;
      else
        {
          GrParam param = { .keyword_only = keyword_only };
          parse_type (p, &param);
          param.name = identifier (p);
          if (accept (p, "="))
            parse_default (p, &param);
          g_array_append_val (params, param);
        }
      if (*p->at != ')')
        expect (p, ",");
    }
}

static void
parse_return (Parser *p, GArray *returns)
{
  GrReturn result = { 0 };
  expect (p, "Tensor");
  result.list = accept (p, "[]");
  while (*p->at == ' ')
    p->at++;
  if (g_ascii_isalpha (*p->at))
    result.name = identifier (p);
  g_array_append_val (returns, result);
}

static void
schema_free (GrSchema *schema)
{
  for (guint i = 0; i < schema->n_params; i++)
    {
      GrParam *param = &schema->params[i];
      g_free (param->name);
      if (param->value.kind == GR_VALUE_INTS)
        g_free ((gpointer) param->value.ints.v);
      if (param->value.kind == GR_VALUE_STRING)
        g_free ((gpointer) param->value.string);
    }
  for (guint i = 0; i < schema->n_returns; i++)
    g_free (schema->returns[i].name);
  g_free (schema->params);
  g_free (schema->returns);
  g_free (schema->name);
  g_free (schema->overload);
  g_free (schema->symbol);
  g_free (schema);
}

GrSchema *
gr_schema_parse (const char *text, GError **error)
{
  Parser p = { text, text, NULL };
  GArray *params = g_array_new (FALSE, TRUE, sizeof (GrParam));
  GArray *returns = g_array_new (FALSE, TRUE, sizeof (GrReturn));
  GrSchema *schema = g_new0 (GrSchema, 1);

  schema->name = identifier (&p);
  schema->overload = accept (&p, ".") ? identifier (&p) : g_strdup ("");
  schema->symbol = *schema->overload ? g_strconcat (schema->name, "_", schema->overload, NULL)
                                     : g_strdup (schema->name);
  parse_params (&p, params);
  expect (&p, "->");
  if (accept (&p, "("))
    {
      while (!p.error && !accept (&p, ")"))
        {
          parse_return (&p, returns);
          accept (&p, ",");
        }
    }
  else
    parse_return (&p, returns);

  schema->n_params = params->len;
  schema->params = (GrParam *) g_array_free (params, FALSE);
  schema->n_returns = returns->len;
  schema->returns = (GrReturn *) g_array_free (returns, FALSE);
  if (p.error)
    {
      g_propagate_error (error, p.error);
      g_clear_pointer (&schema, schema_free);
    }
  return schema;
}

gint
gr_schema_find (const GrSchema *schema, const char *param)
{
  for (guint i = 0; i < schema->n_params; i++)
    if (strcmp (schema->params[i].name, param) == 0)
      return (gint) i;
  return -1;
}
