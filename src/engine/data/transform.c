/* transform.c - lists of transforms: written as text or JSON, checked against the table. See
 * transform.h. */
#include "transform.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _GrTransforms
{
  gatomicrefcount refs;
  GPtrArray      *items; /* of GrTransform */
};

/* --- one transform --------------------------------------------------------------------------- */

const GrTransformRow *
gr_transform_row (const char *name)
{
  for (const GrTransformRow *const *row = gr_transform_rows (); *row; row++)
    if (g_str_equal ((*row)->name, name))
      return *row;
  return NULL;
}

static void
transform_free (gpointer data)
{
  GrTransform *self = data;

  for (gint p = 0; p < GR_TRANSFORM_MAX_PARAMS; p++)
    g_free (self->value[p].v);
  g_free (self);
}

static void
set_value (GrTransform *self, gint p, const gdouble *values, gint n)
{
  g_free (self->value[p].v);
  self->value[p].v = g_memdup2 (values, (gsize) n * sizeof *values);
  self->value[p].n = n;
}

/* With every parameter at its default. */
static GrTransform *
transform_new (const GrTransformRow *row)
{
  GrTransform *self = g_new0 (GrTransform, 1);

  self->row = row;
  for (gint p = 0; p < GR_TRANSFORM_MAX_PARAMS && row->params[p].name; p++)
    set_value (self, p, row->params[p].preset, row->params[p].n_preset);
  return self;
}

/* A transform of @row with the first parameters of @from. */
static GrTransform *
transform_as (const GrTransformRow *row, const GrTransform *from)
{
  GrTransform *self = transform_new (row);

  for (gint p = 0; p < GR_TRANSFORM_MAX_PARAMS && row->params[p].name; p++)
    set_value (self, p, from->value[p].v, from->value[p].n);
  return self;
}

static GrTransform *
transform_copy (const GrTransform *from)
{
  return transform_as (from->row, from);
}

/* Sets parameter @p, holding it against its range. */
static gboolean
set_checked (GrTransform *self, gint p, const gdouble *values, gint n, GError **error)
{
  const GrTransformParam *param = &self->row->params[p];

  if ((n < param->min_values && n != 1) || n > param->max_values || n < 1
      || (n == 1 && param->min_values > 1))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "%s: %s takes %d to %d numbers, not %d",
                   self->row->name, param->name, param->min_values, param->max_values, n);
      return FALSE;
    }
  for (gint i = 0; i < n; i++)
    {
      gboolean whole = param->type == GR_PARAM_NUMBER || values[i] == floor (values[i]);

      if (!(values[i] >= param->low && values[i] <= param->high) || !whole)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       "%s: %s must be a %s from %g to %g, not %g", self->row->name, param->name,
                       param->type == GR_PARAM_NUMBER ? _ ("number") : _ ("whole number"),
                       param->low, param->high, values[i]);
          return FALSE;
        }
    }
  set_value (self, p, values, n);
  return TRUE;
}

static gboolean
set_word (GrTransform *self, gint p, const char *word, GError **error)
{
  const GrTransformParam *param = &self->row->params[p];
  g_autofree char *known = NULL;

  for (gint i = 0; param->type == GR_PARAM_CHOICE && param->choices[i]; i++)
    if (g_str_equal (param->choices[i], word))
      {
        gdouble value = i;

        set_value (self, p, &value, 1);
        return TRUE;
      }
  known = param->type == GR_PARAM_CHOICE ? g_strjoinv ("” or “", (char **) param->choices) : NULL;
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "%s: %s must be %s%s%s, not “%s”",
               self->row->name, param->name, known ? "“" : "", known ? known : _ ("a number"),
               known ? "”" : "", word);
  return FALSE;
}

static gint
find_param (const GrTransformRow *row, const char *name, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (gint p = 0; p < GR_TRANSFORM_MAX_PARAMS && row->params[p].name; p++)
    {
      if (g_str_equal (row->params[p].name, name))
        return p;
      g_string_append_printf (known, "%s%s", p ? ", " : "", row->params[p].name);
    }
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("%s has no parameter “%s”; it has %s"),
               row->name, name, known->len ? known->str : "none");
  return -1;
}

static const GrTransformRow *
find_row (const char *name, GError **error)
{
  const GrTransformRow *row = gr_transform_row (name);
  g_autoptr (GString) known = g_string_new (NULL);

  if (row)
    return row;
  for (const GrTransformRow *const *each = gr_transform_rows (); *each; each++)
    g_string_append_printf (known, "%s%s", known->len ? ", " : "", (*each)->name);
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("There is no transform “%s”; there are %s"),
               name, known->str);
  return NULL;
}

/* --- lists ----------------------------------------------------------------------------------- */

GrTransforms *
gr_transforms_new (void)
{
  GrTransforms *list = g_new0 (GrTransforms, 1);

  g_atomic_ref_count_init (&list->refs);
  list->items = g_ptr_array_new_with_free_func (transform_free);
  return list;
}

GrTransforms *
gr_transforms_ref (GrTransforms *list)
{
  g_atomic_ref_count_inc (&list->refs);
  return list;
}

void
gr_transforms_unref (GrTransforms *list)
{
  if (!list || !g_atomic_ref_count_dec (&list->refs))
    return;
  g_ptr_array_unref (list->items);
  g_free (list);
}

gsize
gr_transforms_length (const GrTransforms *list)
{
  return list->items->len;
}

const GrTransform *
gr_transforms_at (const GrTransforms *list, gsize i)
{
  return list->items->pdata[i];
}

void
gr_transforms_append (GrTransforms *list, const GrTransforms *more)
{
  gsize n = gr_transforms_length (more); /* @more may be @list */

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (list->items, transform_copy (gr_transforms_at (more, i)));
}

GrTransforms *
gr_transforms_fixed (const GrTransforms *list, const GrField *input)
{
  GrTransforms *fixed = gr_transforms_new ();
  GrField now = *input;

  for (gsize i = 0; i < gr_transforms_length (list); i++)
    {
      const GrTransform *self = gr_transforms_at (list, i);
      const GrTransformRow *row = self->row;
      const GrField before = now;

      /* One that cannot work on such a field is refused by gr_transforms_infer(). */
      if (!row->of_target && !row->infer (self, &now, NULL))
        now = before;
      if (!row->random)
        g_ptr_array_add (fixed->items, transform_copy (self));
      else if (row->in_evaluation
               && memcmp (before.shape, now.shape, (gsize) now.ndim * sizeof now.shape[0]) != 0)
        g_ptr_array_add (fixed->items, transform_as (row->in_evaluation, self));
    }
  return fixed;
}

gboolean
gr_transforms_infer (const GrTransforms *list, GrField *input, GrField *target, GError **error)
{
  for (gsize i = 0; i < gr_transforms_length (list); i++)
    {
      const GrTransform *self = gr_transforms_at (list, i);
      GrField *field = self->row->of_target ? target : input;

      if (!field)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                       _ ("%s changes the target, but the data set has none"), self->row->name);
          return FALSE;
        }
      if (!self->row->of_target)
        field->dtype = GR_FLOAT32;
      if (!self->row->infer (self, field, error))
        {
          g_prefix_error (error, "%s: ", self->row->name);
          return FALSE;
        }
    }
  return TRUE;
}

/* --- text ------------------------------------------------------------------------------------ */

typedef struct
{
  const char *text, *at;
} Reader;

static gboolean
take (Reader *reader, char c)
{
  while (g_ascii_isspace (*reader->at))
    reader->at++;
  if (*reader->at != c)
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
refuse (Reader *reader, const char *expected, GError **error)
{
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               _ ("“%s” cannot be understood at “%s”: %s expected"), reader->text, reader->at,
               expected);
  return FALSE;
}

/* A name, or NULL where something else is next. (transfer full) */
static char *
take_name (Reader *reader)
{
  const char *first;

  while (g_ascii_isspace (*reader->at))
    reader->at++;
  first = reader->at;
  if (!g_ascii_isalpha (*first))
    return NULL;
  while (g_ascii_isalnum (*reader->at) || *reader->at == '_')
    reader->at++;
  return g_strndup (first, (gsize) (reader->at - first));
}

static gboolean
take_number (Reader *reader, GArray *values, GError **error)
{
  char *end;
  gdouble value = g_ascii_strtod (reader->at, &end);

  if (end == reader->at)
    return refuse (reader, _ ("a number"), error);
  reader->at = end;
  g_array_append_val (values, value);
  return TRUE;
}

/* "3", "[1, 2]", "(1, 2)", "bilinear", "'bilinear'". */
static gboolean
take_value (Reader *reader, GrTransform *self, gint p, GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gdouble));
  gboolean quoted = take (reader, '\'') || take (reader, '"');
  g_autofree char *word = take_name (reader);
  gboolean list;

  if (quoted)
    reader->at += *reader->at == '\'' || *reader->at == '"';
  if (word)
    return set_word (self, p, word, error);
  list = take (reader, '[') || take (reader, '(');
  do
    if (list && (take (reader, ']') || take (reader, ')')))
      {
        list = FALSE;
        break;
      }
    else if (!take_number (reader, values, error))
      return FALSE;
  while (list && take (reader, ','));
  if (list && !take (reader, ']') && !take (reader, ')'))
    return refuse (reader, _ ("the end of the list"), error);
  return set_checked (self, p, (const gdouble *) values->data, (gint) values->len, error);
}

/* "(28, padding=4)", or nothing. */
static gboolean
take_arguments (Reader *reader, GrTransform *self, GError **error)
{
  gint next = 0;

  if (!take (reader, '('))
    return TRUE;
  while (!take (reader, ')'))
    {
      const char *before = reader->at;
      g_autofree char *name = take_name (reader);
      gint p;

      if (name && take (reader, '='))
        p = find_param (self->row, name, error);
      else
        {
          reader->at = before;
          p = next < GR_TRANSFORM_MAX_PARAMS && self->row->params[next].name ? next : -1;
          if (p < 0)
            refuse (reader, _ ("no more values"), error);
          next++;
        }
      if (p < 0 || !take_value (reader, self, p, error))
        return FALSE;
      if (!take (reader, ',') && *reader->at != ')')
        return refuse (reader, "“,” or “)”", error);
    }
  return TRUE;
}

GrTransforms *
gr_transforms_parse (const char *text, GError **error)
{
  g_autoptr (GrTransforms) list = gr_transforms_new ();
  Reader reader = { text, text };

  if (take (&reader, '\0'))
    return g_steal_pointer (&list);
  do
    {
      g_autofree char *name = take_name (&reader);
      const GrTransformRow *row;
      GrTransform *self;

      if (!name)
        {
          refuse (&reader, _ ("the name of a transform"), error);
          return NULL;
        }
      row = find_row (name, error);
      if (!row)
        return NULL;
      self = transform_new (row);
      g_ptr_array_add (list->items, self);
      if (!take_arguments (&reader, self, error))
        return NULL;
    }
  while (take (&reader, ','));
  if (!take (&reader, '\0'))
    {
      refuse (&reader, "“,”", error);
      return NULL;
    }
  return g_steal_pointer (&list);
}

char *
gr_transforms_to_string (const GrTransforms *list)
{
  GString *text = g_string_new (NULL);
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  for (gsize i = 0; i < gr_transforms_length (list); i++)
    {
      const GrTransform *self = gr_transforms_at (list, i);
      const GrTransformParam *params = self->row->params;

      g_string_append_printf (text, "%s%s", i ? ", " : "", self->row->name);
      for (gint p = 0; p < GR_TRANSFORM_MAX_PARAMS && params[p].name; p++)
        {
          const GrTransformValue *value = &self->value[p];

          g_string_append_printf (text, "%s%s=", p ? ", " : "(", params[p].name);
          if (params[p].type == GR_PARAM_CHOICE)
            g_string_append (text, params[p].choices[(gint) value->v[0]]);
          else
            for (gint k = 0; k < value->n; k++)
              g_string_append_printf (
                  text, "%s%s", k ? ", " : (value->n > 1 ? "[" : ""),
                  g_ascii_formatd (digits, sizeof digits, "%.10g", value->v[k]));
          if (value->n > 1)
            g_string_append_c (text, ']');
        }
      if (params[0].name)
        g_string_append_c (text, ')');
    }
  return g_string_free (text, FALSE);
}

/* --- JSON ------------------------------------------------------------------------------------ */

static gboolean
json_number (JsonNode *node, gdouble *value)
{
  if (!JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_DOUBLE
          && json_node_get_value_type (node) != G_TYPE_INT64))
    return FALSE;
  *value = json_node_get_double (node);
  return TRUE;
}

static gboolean
set_from_json (GrTransform *self, const char *name, JsonNode *node, GError **error)
{
  gint p = find_param (self->row, name, error);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gdouble));
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array ? json_array_get_length (array) : 1;

  if (p < 0)
    return FALSE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return set_word (self, p, json_node_get_string (node), error);
  for (guint i = 0; i < n; i++)
    {
      gdouble value;

      if (!json_number (array ? json_array_get_element (array, i) : node, &value))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       "%s: %s must be a number or a list of numbers", self->row->name, name);
          return FALSE;
        }
      g_array_append_val (values, value);
    }
  return set_checked (self, p, (const gdouble *) values->data, (gint) values->len, error);
}

static gboolean
add_from_json (GrTransforms *list, JsonNode *node, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *name = object ? json_object_get_member (object, "name") : NULL;
  g_autoptr (GList) members = NULL;
  const GrTransformRow *row;
  GrTransform *self;

  if (!name || !JSON_NODE_HOLDS_VALUE (name) || json_node_get_value_type (name) != G_TYPE_STRING)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("a transform must be an object with a “name”, {\"name\": "
                      "\"random_crop\", …}"));
      return FALSE;
    }
  row = find_row (json_node_get_string (name), error);
  if (!row)
    return FALSE;
  self = transform_new (row);
  g_ptr_array_add (list->items, self);
  members = json_object_get_members (object);
  for (GList *l = members; l; l = l->next)
    if (!g_str_equal (l->data, "name")
        && !set_from_json (self, l->data, json_object_get_member (object, l->data), error))
      return FALSE;
  return TRUE;
}

GrTransforms *
gr_transforms_from_json (JsonArray *array, GError **error)
{
  g_autoptr (GrTransforms) list = gr_transforms_new ();

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    if (!add_from_json (list, json_array_get_element (array, i), error))
      return NULL;
  return g_steal_pointer (&list);
}

/* A whole number is written as one: 28, not 28.0. */
static JsonNode *
number_node (gdouble value)
{
  JsonNode *node = json_node_alloc ();

  if (value == floor (value) && fabs (value) < 1e15)
    return json_node_init_int (node, (gint64) value);
  return json_node_init_double (node, value);
}

JsonArray *
gr_transforms_to_json (const GrTransforms *list)
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < gr_transforms_length (list); i++)
    {
      const GrTransform *self = gr_transforms_at (list, i);
      const GrTransformParam *params = self->row->params;
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", self->row->name);
      for (gint p = 0; p < GR_TRANSFORM_MAX_PARAMS && params[p].name; p++)
        {
          const GrTransformValue *value = &self->value[p];
          JsonArray *numbers;

          if (params[p].type == GR_PARAM_CHOICE)
            {
              json_object_set_string_member (object, params[p].name,
                                             params[p].choices[(gint) value->v[0]]);
              continue;
            }
          if (value->n == 1)
            {
              json_object_set_member (object, params[p].name, number_node (value->v[0]));
              continue;
            }
          numbers = json_array_new ();
          for (gint k = 0; k < value->n; k++)
            json_array_add_element (numbers, number_node (value->v[k]));
          json_object_set_array_member (object, params[p].name, numbers);
        }
      json_array_add_object_element (array, object);
    }
  return array;
}
