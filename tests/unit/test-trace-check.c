/* test-trace-check.c - gradients against difference quotients, over whole nets: right ones pass,
 * wrong ones do not, and a corner is told from an error. */
#include "example-batches.h"
#include "small-projects.h"
#include "train/trace-check.h"

static GrTraceCheck
check (const GrTrace *trace, const GrTraceTensor *tensor, gint64 element, gdouble epsilon)
{
  g_autoptr (GError) error = NULL;
  GrTraceCheck check;

  gr_trace_check (trace, tensor->number, element, epsilon, &check, &error);
  g_assert_no_error (error);
  return check;
}

/* Some elements of whatever has a gradient: parameters and what operators gave. */
static void
check_some (const GrTrace *trace, const char *name, guint n_each)
{
  guint n = 0, n_corners = 0;

  for (guint i = 0; i < gr_trace_n_tensors (trace); i++)
    {
      const GrTraceTensor *tensor = gr_trace_tensor (trace, i);
      const gint64 numel = gr_tensor_numel (tensor->form);

      for (guint k = 0; tensor->grad != GR_TRACE_NONE && k < n_each; k++)
        {
          GrTraceCheck found = check (trace, tensor, g_test_rand_int_range (0, (gint) numel), 0);

          if (found.verdict == GR_CHECK_DIFFERS)
            g_error ("%s: %s: gradient %.17g, difference %.17g, bound %g, epsilon %g", name,
                     tensor->name, found.gradient, found.difference, found.bound, found.epsilon);
          n_corners += found.verdict == GR_CHECK_CORNER;
          n++;
        }
    }
  g_test_message ("%s: %u checked, %u at a corner", name, n, n_corners);
  g_assert_cmpuint (n, >=, 10 * n_each);
  g_assert_cmpuint (n_corners, <=, n / 20);
}

static void
test_example (gconstpointer name)
{
  for (guint i = 0; i < 2; i++)
    {
      const GrDType dtype = i ? GR_FLOAT32 : GR_FLOAT64;
      g_autoptr (GrProject) project = example_project (name);
      g_autoptr (GrModule) module = example_module (project, dtype);
      g_auto (GrBatch) batch = example_batch (dtype, 3);
      g_autoptr (GrTrace) trace = example_trace (module, &batch);

      check_some (trace, name, 1);
    }
}

/* A gradient that is wrong by a thousandth of itself is found out, in either dtype. */
static void
test_wrong (void)
{
  for (guint i = 0; i < 2; i++)
    {
      const GrDType dtype = i ? GR_FLOAT32 : GR_FLOAT64;
      g_autoptr (GrProject) project = example_project ("lenet");
      g_autoptr (GrModule) module = example_module (project, dtype);
      g_auto (GrBatch) batch = example_batch (dtype, 3);
      g_autoptr (GrTrace) trace = example_trace (module, &batch);
      const GrTraceTensor *weight = gr_trace_find (trace, "out.bias");
      GrTensor *grad = gr_trace_tensor (trace, (guint) weight->grad)->values;
      const gdouble right = gr_tensor_get (grad, 4).d;
      GrTraceCheck found = check (trace, weight, 4, 0);

      g_assert_cmpint (found.verdict, ==, GR_CHECK_AGREES);
      g_assert_cmpfloat (found.gradient, ==, right);
      g_assert_cmpfloat (found.value, ==, gr_tensor_get (weight->values, 4).d);
      g_assert_cmpfloat_with_epsilon (found.difference, right, 1e-4 * fabs (right));
      g_assert_cmpfloat (found.bound, <, 1e-3 * fabs (right));
      gr_tensor_set (grad, 4, gr_float (right * 1.001));
      found = check (trace, weight, 4, 0);
      g_assert_cmpint (found.verdict, ==, GR_CHECK_DIFFERS);
      gr_tensor_set (grad, 4, gr_float (0));
      g_assert_cmpint (check (trace, weight, 4, 0).verdict, ==, GR_CHECK_DIFFERS);
    }
}

/* y = ReLU (x) at 0, where autograd says 0 and the slopes are 0 and 1; and an epsilon of one's own,
 * which reaches over the corner. */
static const char *const bent[] = { "Input name=input", "ReLU name=relu",
                                    "Linear name=out out_features=1", "MSELoss name=loss", NULL };

static GrTrace *
bent_trace (gdouble x, GrDType dtype)
{
  g_autoptr (GrProject) project = small_project ("spirals", "{}", bent);
  g_auto (GrBatch) batch = { .size = 1, .n_inputs = 1 };
  g_autoptr (GrModule) module = NULL;

  gr_model_set_data_shape (project->model, 0, GR_INTS (2));
  module = example_module (project, dtype);
  batch.input[0] = gr_tensor_new (dtype, GR_CPU, GR_INTS (1, 2), NULL);
  gr_tensor_set (batch.input[0], 0, gr_float (x));
  gr_tensor_set (batch.input[0], 1, gr_float (1));
  gr_tensor_set_requires_grad (batch.input[0], TRUE, NULL);
  batch.target = gr_tensor_new (dtype, GR_CPU, GR_INTS (1, 1), NULL);
  gr_tensor_set (batch.target, 0, gr_float (2));
  return example_trace (module, &batch);
}

static void
test_corner (void)
{
  g_autoptr (GrTrace) at = bent_trace (0, GR_FLOAT64);
  g_autoptr (GrTrace) near = bent_trace (1e-3, GR_FLOAT64);
  GrTraceCheck found = check (at, gr_trace_find (at, "input"), 0, 0);

  g_assert_cmpint (found.verdict, ==, GR_CHECK_CORNER);
  g_assert_cmpfloat (found.gradient, ==, 0);
  g_assert_cmpfloat (found.left, ==, 0);
  g_assert_cmpfloat (fabs (found.right), >, 1e-3);
  g_assert_cmpfloat (check (at, gr_trace_find (at, "input"), 1, 0).verdict, ==, GR_CHECK_AGREES);

  found = check (near, gr_trace_find (near, "input"), 0, 0);
  g_assert_cmpint (found.verdict, ==, GR_CHECK_AGREES);
  found = check (near, gr_trace_find (near, "input"), 0, 0.0625);
  g_assert_cmpfloat (found.epsilon, ==, 0.0625);
  g_assert_cmpint (found.verdict, ==, GR_CHECK_CORNER);
}

/* What was dropped stays dropped, by elements and by channels. */
static const char *const dropping[] = { "Input",
                                        "Linear name=in out_features=8",
                                        "Dropout name=drop p=0.5",
                                        "Tanh name=tanh",
                                        "Dropout name=again p=0.25",
                                        "Linear name=out out_features=3",
                                        "CrossEntropyLoss name=loss",
                                        NULL };

static void
test_dropout (void)
{
  g_autoptr (GrProject) project = small_project ("spirals", "{}", dropping);
  g_auto (GrBatch) batch = { .size = 6, .n_inputs = 1 };
  GrGenerator generator = { .seed = 11, .counter = 5 };
  GrGenerator *before = gr_generator_use (&generator);
  g_autoptr (GrModule) module = NULL;
  g_autoptr (GrTrace) trace = NULL;

  gr_model_set_data_shape (project->model, 0, GR_INTS (5));
  module = example_module (project, GR_FLOAT64);
  batch.input[0] = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (6, 5), NULL);
  batch.target = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (6), NULL);
  for (gint i = 0; i < 30; i++)
    gr_tensor_set (batch.input[0], i, gr_float (cos (i)));
  for (gint i = 0; i < 6; i++)
    GR_DATA (gint64, batch.target)[i] = i % 3;
  trace = example_trace (module, &batch);
  g_assert_cmpuint (generator.counter, >, 5 + 12);
  gr_generator_use (before);
  check_some (trace, "dropout", 3);
}

static void
test_refused (void)
{
  g_autoptr (GrTrace) trace = bent_trace (1, GR_FLOAT32);
  g_autoptr (GError) error = NULL;
  GrTraceCheck check;

  g_assert_false (
      gr_trace_check (trace, gr_trace_find (trace, "target")->number, 0, 0, &check, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_AUTOGRAD);
  g_assert_cmpstr (error->message, ==, "No gradient of “target” was recorded");
  g_clear_error (&error);
  g_assert_false (
      gr_trace_check (trace, gr_trace_find (trace, "out.weight")->number, 2, 0, &check, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_INDEX);
  g_assert_cmpstr (error->message, ==, "“out.weight” has no element 2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_data_func ("/trace-check/mlp", "mlp", test_example);
  g_test_add_data_func ("/trace-check/lenet", "lenet", test_example);
  g_test_add_data_func ("/trace-check/cnn", "cnn", test_example);
  g_test_add_data_func ("/trace-check/resnet", "resnet", test_example);
  g_test_add_func ("/trace-check/wrong", test_wrong);
  g_test_add_func ("/trace-check/corner", test_corner);
  g_test_add_func ("/trace-check/dropout", test_dropout);
  g_test_add_func ("/trace-check/refused", test_refused);
  return g_test_run ();
}
