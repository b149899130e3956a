/* test-trace-torch.c - the numbers of a recorded batch against PyTorch's: in float64, of the four
 * example networks, what every block gave, its gradient, and the gradient of every parameter.
 * Golden values: tests/golden/trace.py. */
#include "gradus.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "exchange/project-file.h"
#include "model/edit.h"
#include "train/trace.h"

#include "fill.h"

static GrProject *
load_example (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".gradus", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "examples", file, NULL);
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_load (path, &error);

  g_assert_no_error (error);
  if (gr_model_block_named (project->model, "dropout"))
    gr_project_set (project, "dropout.p=0", &error);
  g_assert_no_error (error);
  return project;
}

/* The parameters of prepare() in tests/golden/modules.py. */
static GrModule *
module_of (GrProject *project)
{
  g_autoptr (GError) error = NULL;
  GrModule *module = gr_module_new (project->model, GR_FLOAT64, GR_CPU, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *own = gr_module_tensor (module, i);
      g_autoptr (GrTensor) plain = gr_tensor_alias (own->tensor);
      gdouble scale = 1;

      if (plain->dtype == GR_INT64)
        continue;
      fill (plain, g_str_has_suffix (own->name, "running_var") ? "p" : "r", i);
      if (plain->ndim > 1)
        scale = 1 / sqrt ((gdouble) (gr_tensor_numel (plain) / plain->shape[0]));
      for (gint64 k = 0; scale != 1 && k < gr_tensor_numel (plain); k++)
        gr_tensor_set (plain, k, gr_float (gr_tensor_get (plain, k).d * scale));
    }
  return module;
}

static void
assert_near (gdouble got, gdouble expected)
{
  if (fabs (got - expected) > 1e-8 + 1e-5 * fabs (expected))
    g_error ("%.12g, but PyTorch has %.12g", got, expected);
}

static void
check_tensor (const GrTensor *tensor, JsonArray *expected)
{
  const gint64 numel = gr_tensor_numel (tensor), n = (gint64) json_array_get_length (expected) - 1;
  gdouble squares = 0;

  for (gint64 i = 0; i < numel; i++)
    squares += gr_tensor_get (tensor, i).d * gr_tensor_get (tensor, i).d;
  assert_near (sqrt (squares), json_array_get_double_element (expected, 0));
  for (gint64 i = 0; i < n; i++)
    assert_near (gr_tensor_get (tensor, i * numel / n).d,
                 json_array_get_double_element (expected, (guint) i + 1));
}

/* What a block gave, which may be what it was given; or the tensor of that name. */
static const GrTraceTensor *
named (GrTrace *trace, const char *name)
{
  for (guint i = 0; i < gr_trace_n_blocks (trace); i++)
    if (g_str_equal (gr_trace_block (trace, i)->name, name))
      return gr_trace_tensor (trace, (guint) gr_trace_block (trace, i)->output);
  return gr_trace_find (trace, name);
}

/* A name of PyTorch's with ".grad" is the gradient of the tensor without. */
static const GrTensor *
find (GrTrace *trace, const char *name)
{
  const gboolean is_grad = g_str_has_suffix (name, ".grad");
  g_autofree char *of = g_strndup (name, strlen (name) - (is_grad ? strlen (".grad") : 0));
  const GrTraceTensor *tensor = named (trace, of);

  g_assert_nonnull (tensor);
  if (!is_grad)
    return tensor->values;
  g_assert_cmpint (tensor->grad, >=, 0);
  return gr_trace_tensor (trace, (guint) tensor->grad)->values;
}

static void
test_network (gconstpointer data)
{
  const char *name = data;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "trace.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GrProject) project = load_example (name);
  g_autoptr (GrModule) module = module_of (project);
  g_autoptr (GrTrace) trace = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GrBatch) batch = { .size = 2, .n_inputs = 1 };
  JsonObjectIter iter;
  const char *tensor;
  JsonNode *expected;

  batch.input[0] = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (2, 1, 28, 28), NULL);
  batch.target = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (2), NULL);
  fill (batch.input[0], "u", 1);
  fill (batch.target, "i10", 2);
  trace = gr_trace_capture (module, &batch, NULL, &error);
  g_assert_no_error (error);

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  json_object_iter_init (&iter, json_object_get_object_member (
                                    json_node_get_object (json_parser_get_root (parser)), name));
  while (json_object_iter_next (&iter, &tensor, &expected))
    {
      g_test_message ("%s", tensor);
      check_tensor (find (trace, tensor), json_node_get_array (expected));
    }
}

gint
main (gint argc, char **argv)
{
  static const char *const nets[] = { "fashion-mlp", "fashion-lenet", "fashion-cnn",
                                      "fashion-resnet" };

  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++)
    {
      g_autofree char *path = g_strconcat ("/trace/torch/", nets[i], NULL);

      g_test_add_data_func (path, nets[i], test_network);
    }
  return g_test_run ();
}
