/* option-table.c - GradusOptionTable: see option-table.h. */
#include "option-table.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "nn/setting.h"

struct _GradusOptionTable
{
  GArray *options; /* of GradusOption */
  /* Where the engine's rows are; one of these. */
  const GrOptimizerKind *optimizer;
  const GrScheduleKind *schedule;
  const GrTransformRow *transform;
  const GrDatasetDescriptor *dataset;
};

/* --- JSON ---------------------------------------------------------------------------------------
 */

static char *
number_text (gdouble value)
{
  return value == floor (value) && fabs (value) < 1e15 ? g_strdup_printf ("%.0f", value)
                                                       : gr_python_float (value);
}

char *
gradus_json_text (JsonNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonArray *array;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      array = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *one = gradus_json_text (json_array_get_element (array, i));

          g_string_append_printf (text, "%s%s", i ? ", " : "", one);
        }
      return g_strdup (text->str);
    }
  if (!JSON_NODE_HOLDS_VALUE (node))
    return json_to_string (node, FALSE);
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" PRId64, json_node_get_int (node));
  return number_text (json_node_get_double (node));
}

/* NULL where @word is no number. */
static JsonNode *
number_node (const char *word)
{
  char *end;
  const gdouble value = g_ascii_strtod (word, &end);

  if (end == word || *end || !isfinite (value))
    return NULL;
  if (value == floor (value) && fabs (value) < 1e15)
    return json_node_init_int (json_node_alloc (), (gint64) value);
  return json_node_init_double (json_node_alloc (), value);
}

/* The text without white space and brackets around it. (transfer full) */
static char *
bare (const char *text)
{
  char *word = g_strstrip (g_strdup (text));
  const gsize length = strlen (word);

  if (length >= 2 && strchr ("[(", word[0]) && strchr ("])", word[length - 1]))
    {
      memmove (word, word + 1, length - 2);
      word[length - 2] = '\0';
    }
  return word;
}

JsonNode *
gradus_json_read (const char *text, gboolean list)
{
  g_autofree char *inside = bare (text);
  g_auto (GStrv) words = g_strsplit (inside, ",", -1);
  g_autoptr (JsonArray) array = json_array_new ();
  JsonNode *alone = words[0] && !words[1] ? number_node (g_strstrip (words[0])) : NULL;

  if (g_str_equal (inside, "true") || g_str_equal (inside, "false"))
    return json_node_init_boolean (json_node_alloc (), *inside == 't');
  if (alone && !list)
    return alone;
  g_clear_pointer (&alone, json_node_unref);
  if (!*inside && !list)
    return json_node_init_string (json_node_alloc (), "");
  for (guint i = 0; words[i]; i++)
    {
      JsonNode *node = number_node (g_strstrip (words[i]));

      if (!node)
        return json_node_init_string (json_node_alloc (), inside);
      json_array_add_element (array, node);
    }
  return json_node_init_array (json_node_alloc (), array);
}

/* --- tables -------------------------------------------------------------------------------------
 */

static void
option_clear (gpointer data)
{
  g_free (((GradusOption *) data)->standard);
}

static GradusOptionTable *
table_new (void)
{
  GradusOptionTable *table = g_new0 (GradusOptionTable, 1);

  table->options = g_array_new (FALSE, TRUE, sizeof (GradusOption));
  g_array_set_clear_func (table->options, option_clear);
  return table;
}

void
gradus_option_table_free (GradusOptionTable *table)
{
  g_array_unref (table->options);
  g_free (table);
}

guint
gradus_option_table_length (const GradusOptionTable *table)
{
  return table->options->len;
}

const GradusOption *
gradus_option_table_at (const GradusOptionTable *table, guint index)
{
  return &g_array_index (table->options, GradusOption, index);
}

static GradusFieldKind
kind_of_option (GrOptionKind kind)
{
  switch (kind)
    {
    case GR_OPTION_BOOL:
      return GRADUS_FIELD_SWITCH;
    case GR_OPTION_CHOICE:
      return GRADUS_FIELD_CHOICE;
    case GR_OPTION_INT:
      return GRADUS_FIELD_WHOLE;
    case GR_OPTION_FLOAT:
    case GR_OPTION_FLOATS:
    case GR_OPTION_INTS:
      return GRADUS_FIELD_NUMBER;
    }
  return GRADUS_FIELD_WORDS;
}

static void
add_options (GradusOptionTable *table, const GrOption *rows, guint n, GrOptions *standard)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = gr_options_text (standard, rows[i].name);
      g_auto (GStrv) words = g_strsplit (text, ",", -1);
      GradusOption option = {
        .field = { .name = rows[i].name,
                   .help = rows[i].help ? _ (rows[i].help) : NULL,
                   .kind = kind_of_option (rows[i].kind),
                   .minimum = rows[i].min,
                   .maximum = MIN (rows[i].max, G_MAXINT32),
                   .choices = rows[i].choices },
        .list = rows[i].kind == GR_OPTION_FLOATS || rows[i].kind == GR_OPTION_INTS,
        .standard = g_strjoinv (", ", words),
        .file_key = rows[i].name,
      };

      g_array_append_val (table->options, option);
    }
  gr_options_free (standard);
}

GradusOptionTable *
gradus_option_table_of_optimizer (const GrOptimizerKind *kind)
{
  GradusOptionTable *table = table_new ();

  table->optimizer = kind;
  add_options (table, kind->options, kind->n_options, gr_optimizer_kind_options (kind));
  return table;
}

GradusOptionTable *
gradus_option_table_of_schedule (const GrScheduleKind *kind)
{
  GradusOptionTable *table = table_new ();

  table->schedule = kind;
  add_options (table, kind->options, kind->n_options, gr_schedule_kind_options (kind));
  return table;
}

/* "0.9", "0, 1", or the word of a choice; (transfer full) */
static char *
preset_text (const GrTransformParam *param)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (param->type == GR_PARAM_CHOICE)
    return g_strdup (param->choices[(gint) param->preset[0]]);
  for (gint i = 0; i < param->n_preset; i++)
    {
      g_autofree char *number = number_text (param->preset[i]);

      g_string_append_printf (text, "%s%s", i ? ", " : "", number);
    }
  return g_strdup (text->str);
}

GradusOptionTable *
gradus_option_table_of_transform (const GrTransformRow *row)
{
  GradusOptionTable *table = table_new ();

  table->transform = row;
  for (guint p = 0; p < GR_TRANSFORM_MAX_PARAMS && row->params[p].name; p++)
    {
      const GrTransformParam *param = &row->params[p];
      GradusFieldKind kind = GRADUS_FIELD_NUMBER;

      if (param->type == GR_PARAM_CHOICE)
        kind = GRADUS_FIELD_CHOICE;
      else if (param->type == GR_PARAM_INTEGER && param->max_values == 1)
        kind = GRADUS_FIELD_WHOLE;
      GradusOption option = {
        .field = { .name = param->name,
                   .help = param->help ? _ (param->help) : NULL,
                   .kind = kind,
                   .minimum = param->low,
                   .maximum = param->high,
                   .choices = param->choices },
        .standard = preset_text (param),
        .file_key = param->name,
      };
      g_array_append_val (table->options, option);
    }
  return table;
}

GradusOptionTable *
gradus_option_table_of_dataset (const GrDatasetDescriptor *descriptor)
{
  GradusOptionTable *table = table_new ();

  table->dataset = descriptor;
  for (const GrDatasetParameter *p = descriptor->parameters; p && p->name; p++)
    {
      GradusOption option = {
        .field = { .name = p->name,
                   .help = p->help,
                   .kind = p->integer ? GRADUS_FIELD_WHOLE : GRADUS_FIELD_NUMBER,
                   .minimum = p->low,
                   .maximum = p->high },
        .standard = number_text (p->preset),
        .file_key = p->name,
      };
      g_array_append_val (table->options, option);
    }
  return table;
}

/* --- checking -----------------------------------------------------------------------------------
 */

/* The range of a data set's parameter, which it is held against only when the set is opened. */
static gboolean
check_parameter (const GrDatasetParameter *p, JsonNode *node, GError **error)
{
  const gboolean number = JSON_NODE_HOLDS_VALUE (node)
                          && json_node_get_value_type (node) != G_TYPE_STRING
                          && json_node_get_value_type (node) != G_TYPE_BOOLEAN;
  const gdouble value = number ? json_node_get_double (node) : NAN;

  if (value >= p->low && value <= p->high && (!p->integer || value == floor (value)))
    return TRUE;
  g_autofree char *text = gradus_json_text (node);
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               p->integer ? _ ("%s takes a whole number from %g to %g, not “%s”")
                          : _ ("%s takes a number from %g to %g, not “%s”"),
               p->name, p->low, p->high, text);
  return FALSE;
}

static gboolean
check_transform (const GrTransformRow *row, const char *key, JsonNode *node, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  JsonObject *object = json_object_new ();
  g_autoptr (GrTransforms) read = NULL;

  json_object_set_string_member (object, "name", row->name);
  json_object_set_member (object, key, json_node_copy (node));
  json_array_add_object_element (array, object);
  read = gr_transforms_from_json (array, error);
  return read != NULL;
}

static gboolean
set_option (GrOptions *options, const char *key, JsonNode *node, GError **error)
{
  g_autofree char *text = gradus_json_text (node);

  return gr_options_set_text (options, key, text, error);
}

/* (transfer full) */
static GrOptions *
engine_options (const GradusOptionTable *table)
{
  return table->optimizer ? gr_optimizer_kind_options (table->optimizer)
                          : gr_schedule_kind_options (table->schedule);
}

static gboolean
check_one (const GradusOptionTable *table, guint index, JsonNode *node, GError **error)
{
  const char *key = gradus_option_table_at (table, index)->file_key;
  g_autoptr (GrOptions) options = NULL;

  if (table->transform)
    return check_transform (table->transform, key, node, error);
  if (table->dataset)
    return check_parameter (&table->dataset->parameters[index], node, error);
  options = engine_options (table);
  return set_option (options, key, node, error);
}

gboolean
gradus_option_table_read (const GradusOptionTable *table, guint index, const char *text,
                          JsonNode **node, GError **error)
{
  const GradusOption *option = gradus_option_table_at (table, index);
  g_autofree char *written = NULL;

  *node = gradus_json_read (text, option->list);
  if (!check_one (table, index, *node, error))
    {
      g_clear_pointer (node, json_node_unref);
      return FALSE;
    }
  written = gradus_json_text (*node);
  if (g_str_equal (written, option->standard))
    g_clear_pointer (node, json_node_unref);
  return TRUE;
}

char *
gradus_option_table_text (const GradusOptionTable *table, guint index, JsonObject *options)
{
  const GradusOption *option = gradus_option_table_at (table, index);
  JsonNode *node = options ? json_object_get_member (options, option->file_key) : NULL;

  return node && !JSON_NODE_HOLDS_NULL (node) ? gradus_json_text (node)
                                              : g_strdup (option->standard);
}

char *
gradus_option_table_doubt (const GradusOptionTable *table, guint index, JsonObject *options)
{
  const char *key = gradus_option_table_at (table, index)->file_key;
  JsonNode *node = options ? json_object_get_member (options, key) : NULL;
  g_autoptr (GrOptions) all = NULL;

  if (!node || JSON_NODE_HOLDS_NULL (node) || !(table->optimizer || table->schedule))
    return NULL;
  all = engine_options (table);
  return set_option (all, key, node, NULL) ? gr_options_doubt (all, key) : NULL;
}

/* The option that @error is about: the first whose name it says. */
static guint
named_in (const GradusOptionTable *table, const GError *error)
{
  g_autofree char *message = g_utf8_casefold (error->message, -1);
  const char *first = NULL;
  guint found = table->options->len;

  for (guint i = 0; i < table->options->len; i++)
    {
      g_autofree char *name = g_utf8_casefold (gradus_option_table_at (table, i)->file_key, -1);
      const char *at = strstr (message, name);

      if (at && (!first || at < first))
        {
          first = at;
          found = i;
        }
    }
  return found;
}

gboolean
gradus_option_table_check (const GradusOptionTable *table, JsonObject *options, guint *wrong,
                           GError **error)
{
  const gboolean has_check = (table->optimizer && table->optimizer->check)
                             || (table->schedule && table->schedule->check);
  g_autoptr (GrOptions) all = has_check ? engine_options (table) : NULL;
  g_autoptr (GError) reason = NULL;

  for (guint i = 0; i < table->options->len; i++)
    {
      const char *key = gradus_option_table_at (table, i)->file_key;
      JsonNode *node = options ? json_object_get_member (options, key) : NULL;

      *wrong = i;
      if (!node || JSON_NODE_HOLDS_NULL (node))
        continue;
      if (!check_one (table, i, node, error) || (all && !set_option (all, key, node, error)))
        return FALSE;
    }
  *wrong = table->options->len;
  if (!all)
    return TRUE;
  if (table->optimizer ? table->optimizer->check (all, &reason)
                       : table->schedule->check (all, &reason))
    return TRUE;
  *wrong = named_in (table, reason);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}
