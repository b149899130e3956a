/* test-blocks.c - every kind of block against PyTorch: what it prints, its parameters, what it
 * computes; and settings and initialisers. Golden values: tests/golden/blocks.py. */
#include "gradus.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "nn/block.h"

#include "fill.h"

#define MOST_TENSORS 8

/* --- the rows --------------------------------------------------------------------------------- */

static void
test_rows (void)
{
  for (guint i = 0; i < gr_n_block_kinds (); i++)
    {
      const GrBlockKind *kind = gr_block_kind_at (i);
      const GrSetting   *initial = gr_block_kind_initial (kind);

      g_test_message ("%s", kind->name);
      g_assert_true (gr_block_kind_find (kind->name) == kind);
      g_assert_nonnull (kind->summary);
      g_assert_nonnull (kind->icon);
      g_assert_nonnull (kind->prefix);
      g_assert_nonnull (kind->forward);
      g_assert_true (kind->pytorch || kind->category == GR_CATEGORY_INPUT);
      g_assert_cmpuint (gr_block_kind_max_inputs (kind), >=, gr_block_kind_min_inputs (kind));
      g_assert_true (gr_block_kind_is_loss (kind) == (kind->category == GR_CATEGORY_LOSS));
      for (guint j = 0; j < gr_block_kind_n_attributes (kind); j++)
        {
          g_autofree char *text = gr_setting_to_string (&initial[j]);
          GrSetting        again;

          g_assert_nonnull (kind->attributes[j].help);
          g_assert_true (gr_setting_parse (&kind->attributes[j], text, &again, NULL));
          g_assert_true (gr_setting_equal (&again, &initial[j]));
          g_assert_cmpint (gr_block_kind_attribute (kind, kind->attributes[j].name), ==, j);
        }
    }
  g_assert_null (gr_block_kind_find ("Conv9d"));
}

/* --- against PyTorch -------------------------------------------------------------------------- */

typedef struct
{
  const GrBlockKind *kind;
  GrSetting         *settings;
  guint              n_inputs;
  GrTensor          *inputs[MOST_TENSORS];
  GrTensor          *parameters[MOST_TENSORS]; /* in the row's order */
} Case;

static gint
read_shape (JsonArray *array, gint64 *shape)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    shape[i] = json_array_get_int_element (array, i);
  return (gint) json_array_get_length (array);
}

static void
set_attribute (Case *c, const char *name, JsonNode *node)
{
  const gint       index = gr_block_kind_attribute (c->kind, name);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GError) error = NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_free (text);
      text = g_strdup (json_node_get_string (node));
    }
  else if (JSON_NODE_HOLDS_NULL (node))
    {
      g_free (text);
      text = g_strdup ("none");
    }
  g_assert_cmpint (index, >=, 0);
  gr_setting_parse (&c->kind->attributes[index], text, &c->settings[index], &error);
  g_assert_no_error (error);
}

static void
read_case (Case *c, JsonObject *object)
{
  JsonObject *attributes = json_object_get_object_member (object, "attributes");
  JsonArray  *inputs = json_object_get_array_member (object, "inputs");
  g_autoptr (GList) names = json_object_get_members (attributes);
  const char *kind = json_object_get_string_member (object, "kind");
  guint       n;

  *c = (Case){ .kind = gr_block_kind_find (kind), .n_inputs = json_array_get_length (inputs) };
  if (!c->kind)
    g_error ("there is no kind %s", kind);
  n = gr_block_kind_n_attributes (c->kind);
  c->settings = g_memdup2 (gr_block_kind_initial (c->kind), MAX (n, 1) * sizeof (GrSetting));
  for (GList *at = names; at; at = at->next)
    set_attribute (c, at->data, json_object_get_member (attributes, at->data));
  for (guint i = 0; i < c->n_inputs; i++)
    {
      JsonObject *input = json_array_get_object_element (inputs, i);
      const char *how = json_object_get_string_member (input, "fill");
      gint64      shape[GR_MAX_DIMS];
      const gint  ndim = read_shape (json_object_get_array_member (input, "shape"), shape);

      c->inputs[i] = gr_tensor_new (how[0] == 'i' ? GR_INT64 : GR_FLOAT64, GR_CPU,
                                    gr_ints (shape, ndim), NULL);
      fill (c->inputs[i], how, i);
    }
  for (guint i = 0; i < n; i++)
    if (c->settings[i].kind == GR_SETTING_AUTO)
      g_assert_true (gr_block_resolve (c->kind, c->settings, i, gr_tensor_shape (c->inputs[0]),
                                       GR_NO_INTS, &c->settings[i]));
}

/* The module's own parameters and buffers are PyTorch's, in name, order and shape. */
static void
make_parameters (Case *c, JsonArray *expected)
{
  guint made = 0;

  for (guint i = 0; i < gr_block_kind_n_parameters (c->kind); i++)
    {
      const GrParameter *row = &c->kind->parameters[i];
      gint64             shape[GR_MAX_DIMS], wanted[GR_MAX_DIMS];
      gint               ndim;
      JsonObject        *parameter;

      if (!gr_block_parameter_shape (c->kind, c->settings, i, shape, &ndim))
        continue;
      g_assert_cmpuint (made, <, json_array_get_length (expected));
      parameter = json_array_get_object_element (expected, made);
      g_assert_cmpstr (row->name, ==, json_object_get_string_member (parameter, "name"));
      g_assert_cmpint (ndim, ==,
                       read_shape (json_object_get_array_member (parameter, "shape"), wanted));
      g_assert_cmpmem (shape, ndim * sizeof (gint64), wanted, ndim * sizeof (gint64));
      c->parameters[i] = gr_block_parameter_new (c->kind, c->settings, i, GR_FLOAT64, NULL, NULL);
      g_assert_nonnull (c->parameters[i]);
      if (row->role != GR_PARAMETER_COUNTER)
        fill (c->parameters[i], g_str_equal (row->name, "running_var") ? "p" : "r", 100 + made);
      made++;
    }
  g_assert_cmpuint (made, ==, json_array_get_length (expected));
}

static GrTensor *
meta_of (const GrTensor *tensor)
{
  return tensor ? gr_tensor_new_meta (tensor->dtype, GR_META, gr_tensor_shape (tensor)) : NULL;
}

static void
check_numbers (const GrTensor *tensor, JsonArray *expected)
{
  g_assert_cmpint (gr_tensor_numel (tensor), ==, json_array_get_length (expected));
  for (guint i = 0; i < json_array_get_length (expected); i++)
    g_assert_cmpfloat_with_epsilon (gr_tensor_get (tensor, i).d,
                                    json_array_get_double_element (expected, i), 1e-10);
}

/* The same block on tensors without memory gives the same shape, strides and dtype. */
static void
check_meta (const Case *c, gboolean training, const GrTensor *real)
{
  GrScope   scope = GR_SCOPE_INIT;
  GrTensor *inputs[MOST_TENSORS] = { NULL }, *parameters[MOST_TENSORS] = { NULL }, *output;

  for (guint i = 0; i < c->n_inputs; i++)
    inputs[i] = gr_scope_keep (&scope, meta_of (c->inputs[i]));
  for (guint i = 0; i < MOST_TENSORS; i++)
    parameters[i] = gr_scope_keep (&scope, meta_of (c->parameters[i]));
  output = c->kind->forward (&scope, &(GrBlockCall){ c->kind, c->settings, inputs, c->n_inputs,
                                                     parameters, training });
  g_assert_no_error (scope.error);
  g_assert_true (gr_tensor_same_shape (output, real));
  g_assert_cmpint (output->dtype, ==, real->dtype);
  g_assert_cmpmem (output->stride, output->ndim * sizeof (gint64), real->stride,
                   real->ndim * sizeof (gint64));
  g_assert_null (output->storage);
  gr_scope_end (&scope, NULL);
}

static void
check_forward (Case *c, JsonObject *object)
{
  const gboolean training = json_object_get_boolean_member (object, "training");
  GrScope        scope = GR_SCOPE_INIT;
  GrTensor      *output;
  gint64         shape[GR_MAX_DIMS];
  gint           ndim;

  output = c->kind->forward (&scope, &(GrBlockCall){ c->kind, c->settings, c->inputs, c->n_inputs,
                                                     c->parameters, training });
  g_assert_no_error (scope.error);
  ndim = read_shape (json_object_get_array_member (object, "shape"), shape);
  g_assert_cmpint (output->ndim, ==, ndim);
  g_assert_cmpmem (output->shape, ndim * sizeof (gint64), shape, ndim * sizeof (gint64));
  check_numbers (output, json_object_get_array_member (object, "output"));
  check_meta (c, training, output);
  gr_scope_end (&scope, NULL);
}

/* What a batch norm remembers of the batch. */
static void
check_running (const Case *c, JsonArray *running)
{
  guint at = 0;

  for (guint i = 0; i < gr_block_kind_n_parameters (c->kind); i++)
    if (c->kind->parameters[i].role == GR_PARAMETER_BUFFER && c->parameters[i])
      check_numbers (c->parameters[i], json_array_get_array_element (running, at++));
  g_assert_cmpuint (at, ==, json_array_get_length (running));
}

static void
clear_case (Case *c)
{
  for (guint i = 0; i < MOST_TENSORS; i++)
    {
      g_clear_pointer (&c->inputs[i], gr_tensor_unref);
      g_clear_pointer (&c->parameters[i], gr_tensor_unref);
    }
  g_free (c->settings);
}

static void
test_golden (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "blocks.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  JsonArray *cases;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  cases = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      Case        c;

      g_test_message ("case %u: %s", i, json_object_get_string_member (object, "kind"));
      read_case (&c, object);
      make_parameters (&c, json_object_get_array_member (object, "parameters"));
      if (!json_object_get_null_member (object, "repr"))
        {
          g_autofree char *repr = gr_block_repr (c.kind, c.settings);
          g_assert_cmpstr (repr, ==, json_object_get_string_member (object, "repr"));
        }
      check_forward (&c, object);
      check_running (&c, json_object_get_array_member (object, "running"));
      g_hash_table_add (seen, (gpointer) c.kind->name);
      clear_case (&c);
    }
  for (guint i = 0; i < gr_n_block_kinds (); i++)
    if (!g_hash_table_contains (seen, gr_block_kind_at (i)->name))
      g_error ("no golden case of %s", gr_block_kind_at (i)->name);
}

/* --- settings --------------------------------------------------------------------------------- */

static void
check_parse (const char *kind, const char *attribute, const char *text, const char *python)
{
  const GrBlockKind *row = gr_block_kind_find (kind);
  const GrAttribute *declared = &row->attributes[gr_block_kind_attribute (row, attribute)];
  GrSetting          setting;
  g_autofree char   *printed = NULL;

  g_assert_true (gr_setting_parse (declared, text, &setting, NULL));
  printed = gr_setting_to_python (&setting);
  g_assert_cmpstr (printed, ==, python);
}

static void
check_refused (const char *kind, const char *attribute, const char *text, const char *message)
{
  const GrBlockKind *row = gr_block_kind_find (kind);
  const GrAttribute *declared = &row->attributes[gr_block_kind_attribute (row, attribute)];
  GrSetting          setting = gr_setting_int (12345);
  g_autoptr (GError) error = NULL;

  g_assert_false (gr_setting_parse (declared, text, &setting, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpint (setting.ints[0], ==, 12345);
}

static void
test_settings (void)
{
  check_parse ("Conv2d", "kernel_size", "5", "(5,)");
  check_parse ("Conv2d", "kernel_size", " (3, 5) ", "(3, 5)");
  check_parse ("Conv2d", "kernel_size", "3,5", "(3, 5)");
  check_parse ("Conv2d", "padding", "same", "'same'");
  check_parse ("Conv2d", "bias", "False", "False");
  check_parse ("Conv2d", "in_channels", "auto", "None");
  check_parse ("Dropout", "p", "0.25", "0.25");
  check_parse ("Dropout", "p", "1", "1.0");
  check_parse ("BatchNorm2d", "eps", "0.00001", "1e-05");
  check_parse ("BatchNorm2d", "momentum", "none", "None");
  check_parse ("GELU", "approximate", "tanh", "'tanh'");
  check_parse ("Permute", "dims", "[0, -1, 1]", "(0, -1, 1)");
  check_parse ("CrossEntropyLoss", "weight", "[0.5, 2, 1e-7]", "torch.tensor([0.5, 2.0, 1e-07])");
  check_parse ("CrossEntropyLoss", "weight", "1,2,3,4,5,6,7,8,9,10",
               "torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0])");
  check_parse ("CrossEntropyLoss", "weight", "none", "None");
  check_parse ("BCEWithLogitsLoss", "pos_weight", "3", "torch.tensor([3.0])");

  check_refused ("Conv2d", "kernel_size", "0",
                 "kernel_size takes one or 2 whole numbers of at least 1, not [0]");
  check_refused ("Conv2d", "kernel_size", "1,2,3",
                 "kernel_size takes one or 2 whole numbers of at least 1, not [1, 2, 3]");
  check_refused ("Conv2d", "kernel_size", "big",
                 "kernel_size takes one or 2 whole numbers of at least 1, not “big”");
  check_refused ("Conv2d", "padding", "full",
                 "padding takes one or 2 whole numbers of at least 0, or same, or valid, not "
                 "“full”");
  check_refused ("ConvTranspose2d", "padding", "same",
                 "padding takes one or 2 whole numbers of at least 0, not “same”");
  check_refused ("Conv2d", "out_channels", "auto",
                 "out_channels takes a whole number of at least 1, not “auto”");
  check_refused ("Linear", "out_features", "999999999999999999999",
                 "out_features takes a whole number of at least 1 and at most 2147483647, not "
                 "“999999999999999999999”");
  check_refused ("Conv2d", "kernel_size", "3, 999999999999999999999",
                 "kernel_size takes one or 2 whole numbers of at least 1, not “3, "
                 "999999999999999999999”");
  check_refused ("Dropout", "p", "1.5", "p takes a number from 0 to 1, not 1.5");
  check_refused ("Dropout", "p", "nan", "p takes a number from 0 to 1, not nan");
  check_refused ("GELU", "approximate", "erf",
                 "approximate takes one of none, tanh, not “erf”");
  check_refused ("CrossEntropyLoss", "weight", "[1, -2]",
                 "weight takes a list of numbers of at least 0, or none, not [1.0, -2.0]");
  check_refused ("CrossEntropyLoss", "weight", "[1, much]",
                 "weight takes a list of numbers of at least 0, or none, not “[1, much]”");
  check_refused ("CrossEntropyLoss", "weight", "[]",
                 "weight takes a list of numbers of at least 0, or none, not “[]”");
  check_refused ("CrossEntropyLoss", "weight", "[1, inf]",
                 "weight takes a list of numbers of at least 0, or none, not [1.0, inf]");
  check_refused ("Conv2d", "bias", "maybe", "bias takes true or false, not “maybe”");
}

static void
test_python_floats (void)
{
  static const struct
  {
    gdouble     value;
    const char *text;
  } cases[] = {
    { 0, "0.0" },           { -1, "-1.0" },       { 0.1, "0.1" },
    { 1e-5, "1e-05" },      { 1.5e-7, "1.5e-07" }, { 123456.75, "123456.75" },
    { 1e15, "1000000000000000.0" }, { 1e16, "1e+16" }, { 0.0001, "0.0001" },
    { 1.0 / 3, "0.3333333333333333" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = gr_python_float (cases[i].value);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* --- initialisers ----------------------------------------------------------------------------- */

/* The largest size and the deviation that @init gives a weight of 200 outputs, 300 inputs. */
static void
measure (GrInit init, gdouble *largest, gdouble *deviation)
{
  g_autoptr (GrTensor) tensor = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (200, 300), NULL);
  GrGenerator generator = { 7, 0 };
  gdouble     squares = 0;

  g_assert_true (gr_init_fill (tensor, init, 300, 200, &generator, NULL));
  *largest = 0;
  for (gint64 i = 0; i < 200 * 300; i++)
    {
      const gdouble value = gr_tensor_get (tensor, i).d;

      *largest = MAX (*largest, fabs (value));
      squares += value * value;
    }
  *deviation = sqrt (squares / (200 * 300));
}

static void
check_uniform (GrInit init, gdouble bound)
{
  gdouble largest, deviation;

  measure (init, &largest, &deviation);
  g_assert_cmpfloat (largest, <=, bound);
  g_assert_cmpfloat (largest, >, bound * 0.999);
  g_assert_cmpfloat_with_epsilon (deviation, bound / sqrt (3), bound * 0.01);
}

static void
check_normal (GrInit init, gdouble expected)
{
  gdouble largest, deviation;

  measure (init, &largest, &deviation);
  g_assert_cmpfloat_with_epsilon (deviation, expected, expected * 0.01);
  g_assert_cmpfloat (largest, >, expected * 3);
}

/* torch.nn.init's bounds and deviations, for ReLU where it asks. */
static void
test_initialisers (void)
{
  gdouble largest, deviation;

  check_uniform ((GrInit){ GR_INIT_FAN_IN }, 1 / sqrt (300));
  check_uniform ((GrInit){ GR_INIT_KAIMING_UNIFORM }, sqrt (6.0 / 300));
  check_uniform ((GrInit){ GR_INIT_XAVIER_UNIFORM }, sqrt (6.0 / 500));
  check_uniform ((GrInit){ GR_INIT_UNIFORM, 0.5 }, 0.5);
  check_normal ((GrInit){ GR_INIT_KAIMING_NORMAL }, sqrt (2.0 / 300));
  check_normal ((GrInit){ GR_INIT_XAVIER_NORMAL }, sqrt (2.0 / 500));
  check_normal ((GrInit){ GR_INIT_NORMAL, 0.02 }, 0.02);
  measure ((GrInit){ GR_INIT_CONSTANT, 0.25 }, &largest, &deviation);
  g_assert_cmpfloat (largest, ==, 0.25);
  measure ((GrInit){ GR_INIT_ZEROS }, &largest, &deviation);
  g_assert_cmpfloat (largest, ==, 0);
}

/* A layer's bias is bound by the fan-in of its weight; the attribute "init" is for weights alone.
 * */
static void
test_parameter_values (void)
{
  const GrBlockKind *conv = gr_block_kind_find ("Conv2d");
  g_autofree GrSetting *settings
      = g_memdup2 (gr_block_kind_initial (conv),
                   gr_block_kind_n_attributes (conv) * sizeof (GrSetting));
  GrGenerator generator = { 1, 0 };
  g_autoptr (GrTensor) bias = NULL;
  g_autoptr (GrTensor) weight = NULL;
  const gdouble bound = 1 / sqrt (8 * 3 * 3);
  gdouble       largest = 0;

  settings[gr_block_kind_attribute (conv, "in_channels")] = gr_setting_int (8);
  settings[gr_block_kind_attribute (conv, "out_channels")] = gr_setting_int (500);
  g_assert_true (gr_setting_parse (&conv->attributes[gr_block_kind_attribute (conv, "init")],
                                   "zeros",
                                   &settings[gr_block_kind_attribute (conv, "init")], NULL));
  weight = gr_block_parameter_new (conv, settings, 0, GR_FLOAT32, &generator, NULL);
  bias = gr_block_parameter_new (conv, settings, 1, GR_FLOAT32, &generator, NULL);
  g_assert_cmpint (weight->dtype, ==, GR_FLOAT32);
  g_assert_cmpfloat (gr_tensor_get (weight, 5).d, ==, 0);
  for (gint64 i = 0; i < 500; i++)
    largest = MAX (largest, fabs (gr_tensor_get (bias, i).d));
  g_assert_cmpfloat (largest, <=, bound);
  g_assert_cmpfloat (largest, >, bound * 0.98);
}

static void
test_padding_index (void)
{
  const GrBlockKind *kind = gr_block_kind_find ("Embedding");
  g_autofree GrSetting *settings
      = g_memdup2 (gr_block_kind_initial (kind),
                   gr_block_kind_n_attributes (kind) * sizeof (GrSetting));
  g_autoptr (GrTensor) weight = NULL;

  settings[gr_block_kind_attribute (kind, "padding_idx")] = gr_setting_int (2);
  weight = gr_block_parameter_new (kind, settings, 0, GR_FLOAT32, NULL, NULL);
  g_assert_cmpfloat (gr_tensor_get (weight, 2 * 64 + 5).d, ==, 0);
  g_assert_cmpfloat (gr_tensor_get (weight, 3 * 64 + 5).d, !=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/blocks/rows", test_rows);
  g_test_add_func ("/blocks/golden", test_golden);
  g_test_add_func ("/blocks/settings", test_settings);
  g_test_add_func ("/blocks/python-floats", test_python_floats);
  g_test_add_func ("/blocks/initialisers", test_initialisers);
  g_test_add_func ("/blocks/parameter-values", test_parameter_values);
  g_test_add_func ("/blocks/padding-index", test_padding_index);
  return g_test_run ();
}
