/* test-module.c - models that run: the example networks against PyTorch (state, one step of
 * training, what they print), loading and keeping values. Golden values: tests/golden/modules.py.
 * */
#include "gradus.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "exchange/project-file.h"
#include "model/edit.h"
#include "model/facts.h"
#include "model/module.h"
#include "ops/call.h"

#include "fill.h"
#include "small-projects.h"

static GrProject *
load_example (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".gradus", NULL);
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "..", "data", "examples", file, NULL);
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_load (path, &error);

  g_assert_no_error (error);
  return project;
}

static GrModule *
module_of (GrModel *model, GrDType dtype)
{
  GrGenerator generator = { 3, 0 };
  g_autoptr (GError) error = NULL;
  GrModule *module = gr_module_new (model, dtype, GR_CPU, &generator, &error);

  g_assert_no_error (error);
  return module;
}

static void
set (GrProject *project, const char *assignment)
{
  g_autoptr (GError) error = NULL;

  gr_project_set (project, assignment, &error);
  g_assert_no_error (error);
}

/* --- against PyTorch -------------------------------------------------------------------------- */

/* The names, order and shapes of PyTorch's state_dict, filled as the script fills them. */
static void
check_state (GrModule *module, JsonArray *expected)
{
  const gboolean before = gr_set_grad_enabled (FALSE);

  g_assert_cmpuint (gr_module_n_tensors (module), ==, json_array_get_length (expected));
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *own = gr_module_tensor (module, i);
      JsonObject           *object = json_array_get_object_element (expected, i);
      JsonArray            *shape = json_object_get_array_member (object, "shape");
      gdouble               scale = 1;

      g_assert_cmpstr (own->name, ==, json_object_get_string_member (object, "name"));
      g_assert_true (gr_module_find (module, own->name) == own);
      g_assert_cmpint (own->tensor->ndim, ==, json_array_get_length (shape));
      for (gint j = 0; j < own->tensor->ndim; j++)
        g_assert_cmpint (own->tensor->shape[j], ==, json_array_get_int_element (shape, j));
      if (own->tensor->dtype == GR_INT64)
        continue;
      g_assert_cmpint (own->tensor->dtype, ==, GR_FLOAT64);
      fill (own->tensor, g_str_has_suffix (own->name, "running_var") ? "p" : "r", i);
      if (own->tensor->ndim > 1)
        scale = 1 / sqrt ((gdouble) (gr_tensor_numel (own->tensor) / own->tensor->shape[0]));
      for (gint64 j = 0; scale != 1 && j < gr_tensor_numel (own->tensor); j++)
        gr_tensor_set (own->tensor, j, gr_float (gr_tensor_get (own->tensor, j).d * scale));
    }
  gr_set_grad_enabled (before);
}

static void
assert_near (gdouble got, gdouble expected)
{
  g_assert_cmpfloat_with_epsilon (got, expected, 1e-9 * MAX (1, fabs (expected)));
}

static void
check_gradients (GrModule *module, JsonObject *gradients, JsonObject *buffers)
{
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *own = gr_module_tensor (module, i);
      const GrTensor       *looked_at = own->is_buffer ? own->tensor : gr_tensor_grad (own->tensor);
      gdouble               sum = 0, squares = 0;

      g_test_message ("%s", own->name);
      for (gint64 j = 0; j < gr_tensor_numel (looked_at); j++)
        {
          const gdouble value = gr_tensor_get (looked_at, j).d;

          sum += value;
          squares += value * value;
        }
      if (own->is_buffer)
        assert_near (sum, json_object_get_double_member (buffers, own->name));
      else
        {
          JsonArray *expected = json_object_get_array_member (gradients, own->name);

          g_assert_true (gr_tensor_shares_storage (looked_at, gr_module_gradients (module)));
          assert_near (sum, json_array_get_double_element (expected, 0));
          assert_near (squares, json_array_get_double_element (expected, 1));
        }
    }
}

static void
check_step (GrModule *module, JsonObject *golden)
{
  g_autoptr (GrTensor) x = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (2, 1, 28, 28), NULL);
  g_autoptr (GrTensor) y = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (2), NULL);
  g_autoptr (GrTensor) output = NULL;
  g_autoptr (GrTensor) loss = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *outputs = json_object_get_array_member (golden, "outputs");

  fill (x, "u", 1);
  fill (y, "i10", 2);
  gr_module_forward (module, &x, 1, &output, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < json_array_get_length (outputs); i++)
    assert_near (gr_tensor_get (output, i).d, json_array_get_double_element (outputs, i));
  gr_module_losses (module, &x, 1, &output, &y, 1, NULL, &loss, &error);
  g_assert_no_error (error);
  assert_near (gr_tensor_to_double (loss), json_object_get_double_member (golden, "loss"));
  gr_backward (loss, NULL, (GrBackwardOptions){ 0 }, &error);
  g_assert_no_error (error);
  check_gradients (module, json_object_get_object_member (golden, "gradients"),
                   json_object_get_object_member (golden, "buffers"));
}

static void
test_network (gconstpointer data)
{
  const char      *name = data;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "modules.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GrProject) project = load_example (name);
  g_autoptr (GrModule) module = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *repr = NULL;
  JsonObject      *golden;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  golden = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                          name);
  module = module_of (project->model, GR_FLOAT64);
  repr = gr_module_repr (module);
  g_assert_cmpstr (repr, ==, json_object_get_string_member (golden, "repr"));
  if (gr_model_block_named (project->model, "dropout"))
    {
      set (project, "dropout.p=0");
      gr_module_unref (module);
      module = module_of (project->model, GR_FLOAT64);
    }
  check_state (module, json_object_get_array_member (golden, "state"));
  check_step (module, golden);
}

/* --- arenas, modes ---------------------------------------------------------------------------- */

static void
test_arenas (void)
{
  g_autoptr (GrProject) project = load_example ("fashion-lenet");
  g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT32);
  gint64 covered = 0;

  g_assert_cmpint (gr_module_n_parameters (module), ==, 32998);
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *own = gr_module_tensor (module, i);

      g_assert_true (gr_tensor_requires_grad (own->tensor));
      g_assert_true (gr_tensor_is_leaf (own->tensor));
      g_assert_true (gr_tensor_shares_storage (own->tensor, gr_module_parameters (module)));
      g_assert_cmpint (own->tensor->offset, ==, own->offset);
      g_assert_cmpint (gr_tensor_grad (own->tensor)->offset, ==, own->offset);
      g_assert_cmpint (own->offset, >=, covered);
      covered = own->offset + own->numel;
    }
  g_assert_cmpint (covered, <=, gr_tensor_numel (gr_module_parameters (module)));
  g_assert_true (gr_tensor_same_shape (gr_module_parameters (module),
                                       gr_module_gradients (module)));
}

static void
test_frozen (void)
{
  g_autoptr (GrProject) project = load_example ("fashion-mlp");
  g_autoptr (GrModule) module = NULL;

  set (project, "fc1.frozen=true");
  set (project, "fc2.lr_factor=0.5");
  module = module_of (project->model, GR_FLOAT32);
  g_assert_true (gr_module_find (module, "fc1.weight")->frozen);
  g_assert_false (gr_tensor_requires_grad (gr_module_find (module, "fc1.weight")->tensor));
  g_assert_cmpfloat (gr_module_find (module, "fc2.bias")->lr_factor, ==, 0.5);
  g_assert_true (gr_tensor_requires_grad (gr_module_find (module, "fc2.bias")->tensor));
}

/* Dropout works while training and not in evaluation; batch norm counts batches while training. */
static void
test_modes (void)
{
  g_autoptr (GrProject) project = load_example ("fashion-cnn");
  g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT32);
  g_autoptr (GrTensor) x = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (2, 1, 28, 28), NULL);
  const GrModuleTensor *count = gr_module_find (module, "bn1.num_batches_tracked");
  g_autoptr (GrTensor) first = NULL;
  g_autoptr (GrTensor) second = NULL;
  g_autoptr (GrTensor) trained = NULL;

  fill (x, "u", 1);
  g_assert_true (gr_module_training (module));
  g_assert_true (gr_module_forward (module, &x, 1, &trained, NULL));
  g_assert_cmpint (gr_tensor_get (count->tensor, 0).i, ==, 1);
  gr_module_train (module, FALSE);
  g_assert_true (gr_module_forward (module, &x, 1, &first, NULL));
  g_assert_true (gr_module_forward (module, &x, 1, &second, NULL));
  g_assert_cmpint (gr_tensor_get (count->tensor, 0).i, ==, 1);
  for (gint64 i = 0; i < gr_tensor_numel (first); i++)
    g_assert_cmpfloat (gr_tensor_get (first, i).d, ==, gr_tensor_get (second, i).d);
}

/* The same seed gives the same values, for each block by itself. */
static void
test_initial_values (void)
{
  g_autoptr (GrProject) project = load_example ("fashion-lenet");
  g_autoptr (GrModule) one = module_of (project->model, GR_FLOAT32);
  g_autoptr (GrModule) two = module_of (project->model, GR_FLOAT32);
  GrTensor *a = gr_module_parameters (one), *b = gr_module_parameters (two);

  g_assert_cmpmem (gr_tensor_data (a), gr_tensor_numel (a) * sizeof (gfloat), gr_tensor_data (b),
                   gr_tensor_numel (b) * sizeof (gfloat));
  g_assert_cmpfloat (gr_tensor_get (gr_module_find (one, "conv1.weight")->tensor, 0).d, !=, 0);
}

/* --- hooks ------------------------------------------------------------------------------------ */

typedef struct
{
  guint     n_calls;
  GrTensor *grad_inputs[2], *grad_output;
} Seen;

static GrTensor *
count_forward (const GrModuleBlock *block, GrTensor *const *inputs, guint n_inputs,
               GrTensor *output, gpointer user, GError **error)
{
  g_assert_cmpuint (n_inputs, ==, 1);
  g_assert_cmpint (output->shape[0], ==, inputs[0]->shape[0]);
  ((Seen *) user)->n_calls++;
  return NULL;
}

static GrTensor *
double_output (const GrModuleBlock *block, GrTensor *const *inputs, guint n_inputs,
               GrTensor *output, gpointer user, GError **error)
{
  return gr_tensor_add (output, output, gr_int (1), error);
}

static GrTensor *
refuse_output (const GrModuleBlock *block, GrTensor *const *inputs, guint n_inputs,
               GrTensor *output, gpointer user, GError **error)
{
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "%s has been seen enough", block->name);
  return NULL;
}

static void
see_gradients (const GrModuleBlock *block, GrTensor *const *grad_inputs, guint n_inputs,
               GrTensor *grad_output, gpointer user)
{
  Seen *seen = user;

  seen->n_calls++;
  for (guint i = 0; i < MIN (n_inputs, 2); i++)
    seen->grad_inputs[i] = grad_inputs[i] ? gr_tensor_ref (grad_inputs[i]) : NULL;
  seen->grad_output = gr_tensor_ref (grad_output);
}

static void
seen_clear (Seen *seen)
{
  g_clear_pointer (&seen->grad_inputs[0], gr_tensor_unref);
  g_clear_pointer (&seen->grad_inputs[1], gr_tensor_unref);
  g_clear_pointer (&seen->grad_output, gr_tensor_unref);
}

static GrTensor *
output_of (GrModule *module, GrTensor *x)
{
  g_autoptr (GError) error = NULL;
  GrTensor *output = NULL;

  gr_module_forward (module, &x, 1, &output, &error);
  g_assert_no_error (error);
  return output;
}

static void
test_forward_hooks (void)
{
  g_autoptr (GrProject) project = load_example ("fashion-lenet");
  g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT64);
  g_autoptr (GrTensor) x = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (2, 1, 28, 28), NULL);
  g_autoptr (GrTensor) plain = NULL, doubled = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };
  GrTensor *none = NULL;
  guint counts, doubles, refuses;

  fill (x, "u", 1);
  plain = output_of (module, x);
  g_assert_cmpuint (gr_module_add_forward_hook (module, "conv9", count_forward, NULL, NULL), ==, 0);
  counts = gr_module_add_forward_hook (module, "conv1", count_forward, &seen, NULL);
  doubles = gr_module_add_forward_hook (module, "out", double_output, NULL, NULL);
  doubled = output_of (module, x);
  g_assert_cmpuint (seen.n_calls, ==, 1);
  for (gint i = 0; i < 20; i++)
    g_assert_cmpfloat (gr_tensor_get (doubled, i).d, ==, 2 * gr_tensor_get (plain, i).d);
  refuses = gr_module_add_forward_hook (module, "fc1", refuse_output, NULL, NULL);
  g_assert_false (gr_module_forward (module, &x, 1, &none, &error));
  g_assert_cmpstr (error->message, ==, "fc1 has been seen enough");
  gr_module_remove_hook (module, refuses);
  gr_module_remove_hook (module, doubles);
  gr_module_remove_hook (module, counts);
  after = output_of (module, x);
  g_assert_cmpuint (seen.n_calls, ==, 2);
  for (gint i = 0; i < 20; i++)
    g_assert_cmpfloat (gr_tensor_get (after, i).d, ==, gr_tensor_get (plain, i).d);
}

static void
run_backward (GrModule *module, GrTensor *x)
{
  g_autoptr (GrTensor) output = output_of (module, x);
  g_autoptr (GrTensor) sum = gr_tensor_sum (output, GR_DTYPE_NONE, NULL);
  g_autoptr (GError) error = NULL;

  gr_backward (sum, NULL, (GrBackwardOptions){ 0 }, &error);
  g_assert_no_error (error);
}

/* A layer's input gradient is the output's through its weight; a first layer has none; a sum passes
 * its own on to both, though what it adds is read elsewhere too. */
static void
test_backward_hooks (void)
{
  g_autoptr (GrProject) project = load_example ("fashion-resnet");
  g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT64);
  g_autoptr (GrModule) other = module_of (project->model, GR_FLOAT64);
  g_autoptr (GrTensor) x = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (2, 1, 28, 28), NULL);
  g_autoptr (GrTensor) expected = NULL;
  Seen last = { 0 }, first = { 0 }, sum = { 0 };
  guint id;

  fill (x, "u", 1);
  id = gr_module_add_backward_hook (module, "out", see_gradients, &last, NULL);
  gr_module_add_backward_hook (module, "conv0", see_gradients, &first, NULL);
  gr_module_add_backward_hook (module, "res1.add", see_gradients, &sum, NULL);
  run_backward (module, x);
  run_backward (other, x);
  g_assert_cmpuint (last.n_calls, ==, 1);
  g_assert_cmpuint (first.n_calls, ==, 1);
  g_assert_cmpuint (sum.n_calls, ==, 1);
  g_assert_null (first.grad_inputs[0]);
  g_assert_cmpint (first.grad_output->ndim, ==, 4);
  expected = gr_tensor_mm (last.grad_output, gr_module_find (module, "out.weight")->tensor, NULL);
  g_assert_true (gr_tensor_same_shape (expected, last.grad_inputs[0]));
  for (gint64 i = 0; i < gr_tensor_numel (expected); i++)
    assert_near (gr_tensor_get (last.grad_inputs[0], i).d, gr_tensor_get (expected, i).d);
  for (gint64 i = 0; i < gr_tensor_numel (sum.grad_output); i++)
    for (guint k = 0; k < 2; k++)
      g_assert_cmpfloat (gr_tensor_get (sum.grad_inputs[k], i).d, ==,
                         gr_tensor_get (sum.grad_output, i).d);
  for (gint64 i = 0; i < gr_tensor_numel (gr_module_gradients (module)); i++)
    assert_near (gr_tensor_get (gr_module_gradients (module), i).d,
                 gr_tensor_get (gr_module_gradients (other), i).d);

  gr_module_remove_hook (module, id);
  seen_clear (&first);
  seen_clear (&sum);
  run_backward (module, x);
  g_assert_cmpuint (last.n_calls, ==, 1);
  g_assert_cmpuint (first.n_calls, ==, 2);
  seen_clear (&last);
  seen_clear (&first);
  seen_clear (&sum);
}

/* --- loading and keeping ---------------------------------------------------------------------- */

static void
test_load_errors (void)
{
  g_autoptr (GrProject) project = load_example ("fashion-mlp");
  g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT32);
  g_autoptr (GrTensor) wrong = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (10, 5), NULL);
  g_autoptr (GrTensor) right = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (512), NULL);
  const char *names[] = { "fc1.weight", "fc1.bias", "extra.weight" };
  GrTensor   *tensors[] = { wrong, right, wrong };
  const gdouble before = gr_tensor_get (gr_module_find (module, "fc1.bias")->tensor, 0).d;
  g_autoptr (GError) error = NULL;

  fill (right, "r", 1);
  g_assert_false (gr_module_load (module, names, tensors, 3, TRUE, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_MODEL);
  g_assert_cmpstr (
      error->message, ==,
      "Error(s) in loading state_dict:"
      "\n\tUnexpected key(s) in state_dict: \"extra.weight\"."
      "\n\tMissing key(s) in state_dict: \"fc2.weight\", \"fc2.bias\", \"out.weight\", "
      "\"out.bias\"."
      "\n\tsize mismatch for fc1.weight: copying a param with shape torch.Size([10, 5]) from "
      "checkpoint, the shape in current model is torch.Size([512, 784]).");
  g_assert_cmpfloat (gr_tensor_get (gr_module_find (module, "fc1.bias")->tensor, 0).d, ==, before);

  /* not strict: what is there is taken, in the module's own dtype */
  g_assert_true (gr_module_load (module, names + 1, tensors + 1, 2, FALSE, NULL));
  g_assert_cmpfloat (gr_tensor_get (gr_module_find (module, "fc1.bias")->tensor, 7).d, ==,
                     (gfloat) fill_value (7, 1));
  g_assert_true (gr_tensor_requires_grad (gr_module_find (module, "fc1.bias")->tensor));
}

/* What was trained comes back: with another module of the model, and when a deletion is undone. */
static void
test_keep (void)
{
  g_autoptr (GrProject) project = load_example ("fashion-mlp");
  g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT32);
  g_autoptr (GrModule) again = NULL;
  g_autoptr (GrKept) kept = gr_kept_new ();
  g_autoptr (GrEdit) edit = gr_edit_remove_block ("fc2");
  g_autoptr (GrEdit) undo = NULL;
  g_autoptr (GrEdit) redo = NULL;
  const gboolean before = gr_set_grad_enabled (FALSE);

  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    fill (gr_module_tensor (module, i)->tensor, "r", i);
  g_assert_true (gr_module_keep (module, kept, "a test", NULL));
  gr_model_set_kept (project->model, kept);
  undo = gr_model_apply (project->model, edit, NULL);
  redo = gr_model_apply (project->model, undo, NULL);
  g_assert_nonnull (redo);
  again = module_of (project->model, GR_FLOAT32);
  for (guint i = 0; i < gr_module_n_tensors (again); i++)
    g_assert_cmpfloat (gr_tensor_get (gr_module_tensor (again, i)->tensor, 5).d, ==,
                       (gfloat) fill_value (5, i));
  gr_set_grad_enabled (before);
}

/* --- groups, several losses ------------------------------------------------------------------- */

/* Copies of a repeated group have weights of their own, by number. */
static void
test_repeated_group (void)
{
  static const char json[]
      = "{\"gradus\": 1, \"model\": {"
        "\"groups\": [{\"id\": \"res\", \"title\": \"Unit\", \"repeat\": 2}],"
        "\"blocks\": [{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [3]}},"
        "{\"id\": \"fc\", \"kind\": \"Linear\", \"group\": \"res\","
        " \"attributes\": {\"out_features\": 3}},"
        "{\"id\": \"add\", \"kind\": \"Add\", \"group\": \"res\"},"
        "{\"id\": \"out\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 2}}],"
        "\"links\": [{\"from\": \"input\", \"to\": \"fc\"}, {\"from\": \"input\", \"to\": \"add\"},"
        "{\"from\": \"fc\", \"to\": \"add\", \"input\": 1}, {\"from\": \"add\", \"to\": "
        "\"out\"}]}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (GrProject) project = gr_project_from_json (json, -1, "test", &error);
  g_autoptr (GrModule) module = NULL;
  g_autofree char *repr = NULL;

  g_assert_no_error (error);
  module = module_of (project->model, GR_FLOAT32);
  g_assert_cmpuint (gr_module_n_tensors (module), ==, 6);
  g_assert_cmpstr (gr_module_tensor (module, 0)->name, ==, "res.0.fc.weight");
  g_assert_cmpstr (gr_module_tensor (module, 3)->name, ==, "res.1.fc.bias");
  g_assert_cmpfloat (gr_tensor_get (gr_module_tensor (module, 0)->tensor, 0).d, !=,
                     gr_tensor_get (gr_module_tensor (module, 2)->tensor, 0).d);
  repr = gr_module_repr (module);
  g_assert_cmpstr (repr, ==,
                   "Sequential(\n"
                   "  (res): Sequential(\n"
                   "    (0): Unit(\n"
                   "      (fc): Linear(in_features=3, out_features=3, bias=True)\n"
                   "    )\n"
                   "    (1): Unit(\n"
                   "      (fc): Linear(in_features=3, out_features=3, bias=True)\n"
                   "    )\n"
                   "  )\n"
                   "  (out): Linear(in_features=3, out_features=2, bias=True)\n"
                   ")");
}

/* Two losses with factors; one takes the input itself as its target. */
static void
test_losses (void)
{
  static const char json[]
      = "{\"gradus\": 1, \"model\": {"
        "\"blocks\": [{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
        "{\"id\": \"relu\", \"kind\": \"ReLU\"},"
        "{\"id\": \"same\", \"kind\": \"MSELoss\", \"attributes\": {\"factor\": 0.5}},"
        "{\"id\": \"value\", \"kind\": \"L1Loss\"}],"
        "\"links\": [{\"from\": \"input\", \"to\": \"relu\"},"
        "{\"from\": \"relu\", \"to\": \"same\"}, {\"from\": \"input\", \"to\": \"same\", "
        "\"input\": 1},"
        "{\"from\": \"relu\", \"to\": \"value\"}]}}";
  static const gfloat values[] = { 1, -2, 3, -4 }, wanted[] = { 0, 1, 2, 3 };
  g_autoptr (GrProject) project = gr_project_from_json (json, -1, "test", NULL);
  g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT32);
  g_autoptr (GrTensor) x = gr_tensor_new_from (GR_FLOAT32, values, GR_INTS (2, 2), NULL);
  g_autoptr (GrTensor) y = gr_tensor_new_from (GR_FLOAT32, wanted, GR_INTS (4, 1), NULL);
  g_autoptr (GrTensor) output = NULL;
  g_autoptr (GrTensor) total = NULL;
  g_autoptr (GError) error = NULL;
  GrTensor *losses[2];

  g_assert_cmpuint (gr_module_n_outputs (module), ==, 1);
  g_assert_cmpuint (gr_module_n_losses (module), ==, 2);
  g_assert_cmpint (gr_module_loss (module, 0)->target, ==, -1);
  g_assert_cmpint (gr_module_loss (module, 1)->target, ==, 0);
  g_assert_true (gr_module_forward (module, &x, 1, &output, NULL));
  g_assert_true (gr_module_losses (module, &x, 1, &output, &y, 1, losses, &total, &error));
  /* relu: 1 0 3 0; to the input: (0 + 4 + 0 + 16) / 4; to 0 1 2 3: (1 + 1 + 1 + 3) / 4 */
  g_assert_cmpfloat (gr_tensor_to_double (losses[0]), ==, 5);
  g_assert_cmpfloat (gr_tensor_to_double (losses[1]), ==, 1.5);
  g_assert_cmpfloat (gr_tensor_to_double (total), ==, 4);
  gr_tensor_unref (losses[0]);
  gr_tensor_unref (losses[1]);
  g_clear_pointer (&total, gr_tensor_unref);
  g_assert_false (gr_module_losses (module, &x, 1, &output, NULL, 0, NULL, &total, &error));
  g_assert_cmpstr (error->message, ==,
                   "L1Loss “value” takes target number 0 of the data set, which has 0");
}

static void
test_run_errors (void)
{
  g_autoptr (GrProject) project = load_example ("fashion-lenet");
  g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT32);
  g_autoptr (GrTensor) x = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (2, 3, 8, 8), NULL);
  g_autoptr (GrTensor) output = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (gr_module_forward (module, &x, 1, &output, &error));
  g_assert_cmpstr (error->message, ==,
                   "Input “input”: expects items of shape [1, 28, 28], but got a batch of shape "
                   "[2, 3, 8, 8]");
  g_clear_error (&error);
  g_assert_false (gr_module_forward (module, NULL, 0, &output, &error));
  g_assert_cmpstr (error->message, ==, "The model takes 1 input, but got 0");
  g_assert_null (gr_module_current ());
}

/* What is known of one block of an edited model is what the runnable model says of it. */
static void
test_facts (void)
{
  static const char *const names[] = { "fashion-lenet", "fashion-resnet", "fashion-autoencoder" };

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autoptr (GrProject) project = load_example (names[n]);
      g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT32);
      g_autoptr (GArray) costs = NULL;

      gr_module_train (module, FALSE);
      costs = gr_module_costs (module, 3, NULL);
      for (guint i = 0; i < costs->len; i++)
        {
          const GrModuleCost *cost = &g_array_index (costs, GrModuleCost, i);
          gdouble flops = 0, bytes = 0; /* over all copies */
          GrBlockFacts facts;

          g_assert_true (gr_model_facts (project->model, cost->id, &facts));
          for (guint j = 0; j < costs->len; j++)
            if (g_str_equal (g_array_index (costs, GrModuleCost, j).id, cost->id))
              {
                flops += g_array_index (costs, GrModuleCost, j).flops;
                bytes += gr_tensor_numel (g_array_index (costs, GrModuleCost, j).output) * 4.0;
              }
          g_assert_cmpfloat_with_epsilon (3 * facts.flops.per_batch + facts.flops.fixed, flops,
                                          0.1);
          g_assert_cmpfloat (3 * facts.bytes.per_batch + facts.bytes.fixed, ==, bytes);
          g_assert_cmpint (facts.contiguous, ==, gr_tensor_is_contiguous (cost->output));
          g_assert_true (facts.view_of == -1 || g_str_equal (cost->kind, "Flatten")
                         || g_str_equal (cost->kind, "Unflatten"));
          if (g_str_equal (cost->kind, "Flatten"))
            g_assert_cmpint (facts.view_of, ==, 0);
          if (g_str_equal (cost->kind, "Conv2d"))
            g_assert_cmpstr (gr_op_name (facts.ops[0]), ==, "conv2d");
        }
      g_assert_false (gr_model_facts (project->model, "nowhere", &(GrBlockFacts){ 0 }));
    }
}

static void
test_costs (void)
{
  g_autoptr (GrProject) project = load_example ("fashion-mlp");
  g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT32);
  g_autoptr (GArray) costs = gr_module_costs (module, 32, NULL);
  const GrModuleCost *fc1;

  g_assert_cmpuint (costs->len, ==, 7);
  fc1 = &g_array_index (costs, GrModuleCost, 2);
  g_assert_cmpstr (fc1->name, ==, "fc1");
  g_assert_cmpint (fc1->n_parameters, ==, 784 * 512 + 512);
  g_assert_cmpint (fc1->output->shape[0], ==, 32);
  g_assert_cmpint (fc1->output->shape[1], ==, 512);
  /* a multiplication and an addition a weight and item, give or take the bias */
  g_assert_cmpfloat (fc1->flops, >=, 2.0 * 32 * 784 * 512);
  g_assert_cmpfloat (fc1->flops, <=, 2.0 * 32 * 785 * 512);
}

/* A pooling looks at each number of each window. */
static void
test_pooling_costs (void)
{
  static const char *const lines[] = { "Input shape=3,8,8", "MaxPool2d kernel_size=2",
                                       "AvgPool2d kernel_size=4 stride=1", NULL };
  g_autoptr (GrProject) project = small_project ("shapes", "{}", lines);
  g_autoptr (GrModule) module = module_of (project->model, GR_FLOAT32);
  g_autoptr (GArray) costs = gr_module_costs (module, 5, NULL);

  g_assert_cmpuint (costs->len, ==, 3);
  g_assert_cmpfloat (g_array_index (costs, GrModuleCost, 1).flops, ==, 5 * 3 * 4 * 4 * 4);
  g_assert_cmpfloat (g_array_index (costs, GrModuleCost, 2).flops, ==, 5 * 3 * 16);
}

/* --- blocks that run as one ------------------------------------------------------------------- */

/* Counts the calls of conv2d and relu. */
static void
count_calls (const GrCall *call, gint64 nanoseconds, gpointer user)
{
  guint *counts = user;

  counts[0] += g_str_equal (gr_op_name (call->op), "conv2d");
  counts[1] += g_str_equal (gr_op_name (call->op), "relu");
  counts[2] += g_str_equal (gr_op_name (call->op), "_conv2d_relu");
}

/* How many nodes of the graph behind @node are of the operator @name; a chain along first edges. */
static guint
nodes_of (GrNode *node, const char *name)
{
  guint count = 0, output_nr;

  for (; node; node = gr_node_n_next (node) ? gr_node_next (node, 0, &output_nr) : NULL)
    count += gr_node_op (node) && g_str_equal (gr_op_name (gr_node_op (node)), name);
  return count;
}

/* One forward and backward pass: the output, and a copy of the gradients. */
static void
run_pass (GrModule *module, GrTensor *input, GrTensor **output, GrTensor **gradients)
{
  g_autoptr (GrTensor) total = NULL;
  g_autoptr (GError) error = NULL;

  gr_module_zero_grad (module);
  gr_module_forward (module, &input, 1, output, &error);
  g_assert_no_error (error);
  total = gr_tensor_sum (*output, GR_DTYPE_NONE, &error);
  g_assert_true (gr_backward (total, NULL, (GrBackwardOptions){ .retain_graph = TRUE }, &error));
  *gradients = gr_tensor_clone (gr_module_gradients (module), &error);
  g_assert_no_error (error);
}

static void
assert_same_bits (const GrTensor *a, const GrTensor *b)
{
  const gsize size = (gsize) gr_tensor_numel (a) * gr_dtype_size (a->dtype);

  g_assert_true (gr_tensor_same_shape (a, b));
  g_assert_cmpmem (gr_tensor_data (a), size, gr_tensor_data (b), size);
}

/* Listened to, the blocks of a pair run one by one: the same bits, forward and backward. Returns
 * how many pairs ran as one when nobody listened. */
static guint
check_fused (GrModel *model, GrDType dtype, gint64 batch)
{
  g_autoptr (GrModule) module = module_of (model, dtype);
  const GrInts item = gr_module_input_shape (module, 0);
  g_autoptr (GrTensor) input = gr_tensor_new (
      dtype, GR_CPU, GR_INTS (batch, item.v[0], item.v[1], item.v[2]), NULL);
  g_autoptr (GrTensor) alone = NULL, heard = NULL, alone_grads = NULL, heard_grads = NULL;
  guint counts[3] = { 0 }, listener, pairs;

  fill (input, "r", 5);
  run_pass (module, input, &alone, &alone_grads);
  listener = gr_call_listen (count_calls, counts);
  run_pass (module, input, &heard, &heard_grads);
  gr_call_unlisten (listener);
  assert_same_bits (alone, heard);
  assert_same_bits (alone_grads, heard_grads);

  pairs = nodes_of (gr_tensor_grad_fn (alone), "_conv2d_relu");
  g_assert_cmpuint (nodes_of (gr_tensor_grad_fn (heard), "_conv2d_relu"), ==, 0);
  g_assert_cmpuint (counts[2], ==, 0);
  g_assert_cmpuint (counts[0], >=, pairs);
  g_assert_cmpuint (counts[1], >=, pairs);
  return pairs;
}

static void
test_fused (void)
{
  /* Who reads the convolution beside the ReLU is to see what it gave. */
  static const char shared[]
      = "{\"gradus\": 1, \"model\": {\"blocks\": ["
        "{\"id\": \"in\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2, 6, 5]}},"
        "{\"id\": \"conv\", \"kind\": \"Conv2d\", \"attributes\": {\"out_channels\": 3}},"
        "{\"id\": \"relu\", \"kind\": \"ReLU\"}, {\"id\": \"add\", \"kind\": \"Add\"}],"
        "\"links\": [{\"from\": \"in\", \"to\": \"conv\"}, {\"from\": \"conv\", \"to\": \"relu\"},"
        "{\"from\": \"relu\", \"to\": \"add\"},"
        "{\"from\": \"conv\", \"to\": \"add\", \"input\": 1}]}}";
  g_autoptr (GrProject) lenet = load_example ("fashion-lenet");
  g_autoptr (GrProject) both = gr_project_from_json (shared, -1, "test", NULL);

  gr_model_set_data_shape (lenet->model, 0, GR_INTS (1, 28, 28));
  for (guint i = 0; i < 2; i++) /* over vectors of images, and as matrix products */
    {
      g_assert_cmpuint (check_fused (lenet->model, GR_FLOAT32, i ? 3 : 40), ==, 2);
      g_assert_cmpuint (check_fused (lenet->model, GR_FLOAT64, i ? 1 : 20), ==, 2);
    }
  set (lenet, "conv2.padding=same");
  g_assert_cmpuint (check_fused (lenet->model, GR_FLOAT32, 20), ==, 1);
  g_assert_cmpuint (check_fused (both->model, GR_FLOAT32, 20), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_data_func ("/module/mlp", "fashion-mlp", test_network);
  g_test_add_data_func ("/module/lenet", "fashion-lenet", test_network);
  g_test_add_data_func ("/module/cnn", "fashion-cnn", test_network);
  g_test_add_data_func ("/module/resnet", "fashion-resnet", test_network);
  g_test_add_func ("/module/arenas", test_arenas);
  g_test_add_func ("/module/frozen", test_frozen);
  g_test_add_func ("/module/modes", test_modes);
  g_test_add_func ("/module/initial-values", test_initial_values);
  g_test_add_func ("/module/hooks/forward", test_forward_hooks);
  g_test_add_func ("/module/hooks/backward", test_backward_hooks);
  g_test_add_func ("/module/load-errors", test_load_errors);
  g_test_add_func ("/module/keep", test_keep);
  g_test_add_func ("/module/repeated-group", test_repeated_group);
  g_test_add_func ("/module/losses", test_losses);
  g_test_add_func ("/module/run-errors", test_run_errors);
  g_test_add_func ("/module/costs", test_costs);
  g_test_add_func ("/module/pooling-costs", test_pooling_costs);
  g_test_add_func ("/module/facts", test_facts);
  g_test_add_func ("/module/fused", test_fused);
  return g_test_run ();
}
