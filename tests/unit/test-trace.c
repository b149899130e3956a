/* test-trace.c - a recorded batch: what is in it, that recording changes
 * nothing, that it keeps what was there before it was written. */
#include "gradus-functions.h"
#include "gradus.h"
#include "small-projects.h"
#include "tensor/allocator.h"
#include "train/evaluate.h"
#include "train/trace.h"

#include <math.h>

/* A project of these blocks, in the dtype, with weights of the seed. */
static GrModule *
module_of (const char *const *lines, GrDType dtype, GrInts item)
{
  g_autoptr (GrProject) project = small_project ("spirals", "{}", lines);
  g_autoptr (GError) error = NULL;
  GrGenerator generator = { .seed = 7 };
  GrModule *module;

  gr_model_set_data_shape (project->model, 0, item);
  module = gr_module_new (project->model, dtype, GR_CPU, &generator, &error);
  g_assert_no_error (error);
  return module;
}

static GrBatch
batch_of (GrDType dtype, GrInts shape, gint64 n_classes)
{
  GrBatch batch = { .size = shape.v[0], .n_inputs = 1 };

  batch.input[0] = gr_tensor_new (dtype, GR_CPU, shape, NULL);
  for (gint64 i = 0; i < gr_tensor_numel (batch.input[0]); i++)
    gr_tensor_set (batch.input[0], i, gr_float (sin (1.7 * (gdouble) i)));
  batch.target = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (batch.size), NULL);
  for (gint64 i = 0; i < batch.size; i++)
    GR_DATA (gint64, batch.target)[i] = i % n_classes;
  return batch;
}

static const char *const convolutional[] = { "Input",
                                             "Conv2d name=conv out_channels=3 kernel_size=3",
                                             "BatchNorm2d name=bn",
                                             "ReLU name=relu",
                                             "MaxPool2d name=pool kernel_size=2",
                                             "Dropout name=drop",
                                             "Flatten name=flat",
                                             "Linear name=out out_features=4",
                                             "CrossEntropyLoss name=loss",
                                             NULL };

/* What is drawn (dropout) is drawn from the same seed. */
static GrTrace *
capture_with (GrModule *module, const GrBatch *batch, const GrTraceOptions *options)
{
  g_autoptr (GError) error = NULL;
  GrTrace *trace;

  gr_manual_seed (5);
  trace = gr_trace_capture (module, batch, options, &error);
  g_assert_no_error (error);
  return trace;
}

static GrTrace *
capture (GrModule *module, const GrBatch *batch, GrStage until)
{
  return capture_with (module, batch, &(GrTraceOptions){ .until = until });
}

static void
assert_same (const GrTensor *a, const GrTensor *b)
{
  g_assert_true (gr_tensor_same_shape (a, b));
  for (gint64 i = 0; i < gr_tensor_numel (a); i++)
    g_assert_cmpfloat (gr_tensor_get (a, i).d, ==, gr_tensor_get (b, i).d);
}

/* The operators in their order, each in its block and its stage. */
static void
test_calls (void)
{
  g_autoptr (GrModule) module = module_of (convolutional, GR_FLOAT32, GR_INTS (1, 6, 6));
  g_auto (GrBatch) batch = batch_of (GR_FLOAT32, GR_INTS (5, 1, 6, 6), 4);
  g_autoptr (GrTrace) trace = capture (module, &batch, GR_STAGE_BACKWARD);
  g_autoptr (GString) seen = g_string_new (NULL);

  g_assert_cmpint (gr_trace_until (trace), ==, GR_STAGE_BACKWARD);
  g_assert_cmpint (gr_trace_batch_size (trace), ==, 5);
  for (guint i = 0; i < gr_trace_n_calls (trace); i++)
    {
      const GrTraceCall *call = gr_trace_call (trace, i);

      g_assert_cmpuint (call->number, ==, i);
      if (call->stage < GR_STAGE_BACKWARD)
        g_string_append_printf (seen, "%s%s.%s", i ? " " : "",
                                gr_trace_block (trace, (guint) call->block)->name,
                                gr_op_name (call->op));
    }
  g_assert_cmpstr (seen->str, ==,
                   "conv.conv2d bn.add bn.batch_norm relu.relu pool.max_pool2d "
                   "drop.native_dropout flat.view out.linear loss.log_softmax "
                   "loss.nll_loss");
}

/* Views share a storage, what is written in place becomes another version of
 * it. */
static void
test_storages (void)
{
  g_autoptr (GrModule) module = module_of (convolutional, GR_FLOAT64, GR_INTS (1, 6, 6));
  g_auto (GrBatch) batch = batch_of (GR_FLOAT64, GR_INTS (5, 1, 6, 6), 4);
  g_autoptr (GrTrace) trace = capture (module, &batch, GR_STAGE_BACKWARD);
  const GrTraceTensor *drop = gr_trace_find (trace, "drop"), *flat = gr_trace_find (trace, "flat");
  const GrTraceTensor *before = gr_trace_find (trace, "bn.running_mean");
  const GrModuleTensor *running = gr_module_find (module, "bn.running_mean");
  const GrTraceTensor *weight = gr_trace_find (trace, "out.weight");
  const GrTraceTensor *grad = gr_trace_tensor (trace, (guint) weight->grad);
  const GrTraceCall *call = gr_trace_call (trace, (guint) grad->call);

  g_assert_cmpint (flat->view_of, ==, drop->number);
  g_assert_cmpuint (flat->storage, ==, drop->storage);
  g_assert_true (gr_trace_storage (trace, flat) == gr_trace_storage (trace, drop));
  g_assert_true (flat->values->storage == drop->values->storage);

  g_assert_cmpuint (before->version, ==, 0);
  for (gint64 i = 0; i < 3; i++)
    g_assert_cmpfloat (gr_tensor_get (before->values, i).d, ==, 0);
  g_assert_cmpfloat (gr_tensor_get (running->tensor, 0).d, !=, 0);

  g_assert_cmpstr (grad->name, ==, "out.weight.grad");
  g_assert_cmpuint (grad->version, ==, 1);
  g_assert_true (call->in_place);
  g_assert_cmpstr (gr_trace_node (trace, (guint) call->node)->name, ==, "AccumulateGrad");
  g_assert_cmpfloat (gr_tensor_get (call->args[0].tensor, 0).d, ==, 0);
  g_assert_cmpfloat (gr_tensor_get (grad->values, 0).d, ==,
                     gr_tensor_get (call->args[1].tensor, 0).d);
}

/* Every node leads to those of the calls before, and what arrives there is what
 * they gave. */
static void
test_nodes (void)
{
  g_autoptr (GrModule) module = module_of (convolutional, GR_FLOAT64, GR_INTS (1, 6, 6));
  g_auto (GrBatch) batch = batch_of (GR_FLOAT64, GR_INTS (5, 1, 6, 6), 4);
  g_autoptr (GrTrace) trace = capture (module, &batch, GR_STAGE_BACKWARD);
  const GrTraceTensor *out = gr_trace_find (trace, "out");
  const GrTraceNode *linear = gr_trace_node (trace, (guint) out->node);

  g_assert_cmpstr (linear->name, ==, "LinearBackward0");
  g_assert_cmpint (linear->call, ==, out->call);
  g_assert_true (linear->ran);
  g_assert_cmpint (linear->received[0], ==, out->grad);
  g_assert_cmpuint (linear->n_edges, ==, 3);
  g_assert_cmpstr (gr_trace_node (trace, (guint) linear->edges[0].node)->name, ==, "ViewBackward0");
  g_assert_cmpuint (linear->n_saved, ==, 2);
  g_assert_cmpstr (linear->saved[0].name, ==, "input");
  g_assert_cmpint (linear->saved[0].tensor, ==, gr_trace_find (trace, "flat")->number);
  g_assert_cmpstr (linear->saved[1].name, ==, "weight");
  for (guint i = 0; i < linear->n_calls; i++)
    g_assert_cmpint (gr_trace_call (trace, linear->first_call + i)->block, ==, out->block);
  for (guint i = 1; i < 3; i++)
    {
      const GrTraceNode *leaf = gr_trace_node (trace, (guint) linear->edges[i].node);

      g_assert_cmpstr (leaf->name, ==, "AccumulateGrad");
      g_assert_cmpint (leaf->block, ==, out->block);
      g_assert_cmpint (gr_trace_tensor (trace, (guint) leaf->variable)->role, ==,
                       GR_TRACE_PARAMETER);
    }
}

/* The same bits as a pass that nobody records, in the loss, the gradients and
 * the statistics. */
static void
test_changes_nothing (void)
{
  g_autoptr (GrModule) module = module_of (convolutional, GR_FLOAT32, GR_INTS (1, 6, 6));
  g_autoptr (GrModule) alone = module_of (convolutional, GR_FLOAT32, GR_INTS (1, 6, 6));
  g_auto (GrBatch) batch = batch_of (GR_FLOAT32, GR_INTS (5, 1, 6, 6), 4);
  g_autoptr (GrTrace) trace = capture (module, &batch, GR_STAGE_BACKWARD);
  g_autoptr (GrTensor) total = NULL;
  GrTensor *outputs[1];

  gr_manual_seed (5);
  g_assert_true (gr_module_run_batch (alone, &batch, outputs, &total, NULL));
  gr_module_zero_grad (alone);
  g_assert_true (gr_backward (total, NULL, (GrBackwardOptions){ FALSE, FALSE }, NULL));
  assert_same (total, gr_trace_tensor (trace, (guint) gr_trace_loss (trace))->values);
  assert_same (outputs[0], gr_trace_find (trace, "out")->values);
  assert_same (gr_module_gradients (alone), gr_module_gradients (module));
  for (guint i = 0; i < gr_module_n_tensors (alone); i++)
    {
      const GrModuleTensor *each = gr_module_tensor (alone, i);
      const GrTraceTensor *seen = gr_trace_find (trace, each->name);

      assert_same (each->tensor, gr_module_find (module, each->name)->tensor);
      if (!each->is_buffer)
        {
          assert_same (each->tensor, seen->values);
          assert_same (gr_tensor_grad (each->tensor),
                       gr_trace_tensor (trace, (guint) seen->grad)->values);
          g_assert_cmpint (seen->values->offset, ==, 0);
        }
    }
  gr_outputs_clear (outputs, 1);
}

/* Every element that is explained is what its terms add up to: of every call,
 * all stages. */
static void
test_explains (void)
{
  g_autoptr (GrModule) module = module_of (convolutional, GR_FLOAT64, GR_INTS (1, 6, 6));
  g_auto (GrBatch) batch = batch_of (GR_FLOAT64, GR_INTS (5, 1, 6, 6), 4);
  g_autoptr (GrTrace) trace = capture (module, &batch, GR_STAGE_BACKWARD);
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  guint explained = 0;

  while (explained < 1000)
    {
      const guint number = g_rand_int_range (random, 0, (gint32) gr_trace_n_calls (trace));
      const GrTraceCall *call = gr_trace_call (trace, number);
      const guint k = g_rand_int_range (random, 0, (gint32) call->n_visible);
      GrTensor *output = gr_trace_tensor (trace, (guint) call->outputs[k])->values;
      const gint64 n = gr_tensor_numel (output);
      const gint64 element = n ? g_rand_int_range (random, 0, (gint32) n) : 0;
      g_autoptr (GError) error = NULL;
      g_autoptr (GrExplanation) found = NULL;
      gdouble sizes = 0;

      if (n == 0) /* a gradient that nobody needs */
        continue;
      found = gr_trace_explain (trace, number, k, element, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < found->terms->len; i++)
        {
          const GrTerm *term = &g_array_index (found->terms, GrTerm, i);

          sizes += fabs (term->value);
          for (guint f = 0; f < term->n_factors; f++)
            g_assert_cmpint (
                term->factors[f].element, <,
                gr_tensor_numel (
                    gr_trace_tensor (trace, gr_trace_place (trace, number, term->factors[f]))
                        ->form));
        }
      g_assert_cmpfloat (fabs (gr_explanation_value (found) - gr_tensor_get (output, element).d),
                         <=, 1e-5 * sizes);
      explained++;
    }
}

static GrOptimizer *
adam_of (GrModule *module)
{
  g_autoptr (GArray) params = g_array_new (FALSE, FALSE, sizeof (GrOptimizerParam));
  g_autoptr (GError) error = NULL;
  const GrOptimizerKind *kind = gr_optimizer_find ("adam", &error);
  g_autoptr (GrOptions) options = gr_optimizer_kind_options (kind);
  GrOptimizer *optimizer;

  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    if (!gr_module_tensor (module, i)->is_buffer)
      g_array_append_vals (params,
                           &(GrOptimizerParam){ gr_module_tensor (module, i)->name,
                                                gr_module_tensor (module, i)->tensor, 1, FALSE },
                           1);
  optimizer = gr_optimizer_new (kind, options, gr_module_parameters (module),
                                gr_module_gradients (module), (GrOptimizerParam *) params->data,
                                params->len, &error);
  g_assert_no_error (error);
  return optimizer;
}

/* Two steps of Adam: each parameter before and after, its clipped gradient, the
 * moments, and the lines that lead from one to the other. */
static void
test_update (void)
{
  g_autoptr (GrModule) module = module_of (convolutional, GR_FLOAT64, GR_INTS (1, 6, 6));
  g_autoptr (GrOptimizer) optimizer = adam_of (module);
  g_auto (GrBatch) batch = batch_of (GR_FLOAT64, GR_INTS (5, 1, 6, 6), 4);
  const GrTraceOptions options = { .until = GR_STAGE_UPDATE,
                                   .optimizer = optimizer,
                                   .clip_value = 0.01 };
  g_autoptr (GrTrace) first = capture_with (module, &batch, &options);
  g_autoptr (GrTrace) second = capture_with (module, &batch, &options);

  g_assert_cmpuint (gr_trace_n_updates (second), ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      const GrTraceUpdate *before = gr_trace_update (first, i),
                          *update = gr_trace_update (second, i);
      GrTensor *after = gr_trace_tensor (second, (guint) update->after)->values;

      g_assert_cmpint (update->step, ==, 2);
      assert_same (gr_trace_tensor (first, (guint) before->after)->values,
                   gr_trace_tensor (second, (guint) update->parameter)->values);
      assert_same (gr_trace_tensor (first, (guint) before->states_after[1])->values,
                   gr_trace_tensor (second, (guint) update->states[1])->values);
      for (gint64 k = 0; k < gr_tensor_numel (after); k++)
        {
          g_autoptr (GPtrArray) lines = gr_trace_explain_update (second, i, k);
          const GrOptimizerLine *last = g_ptr_array_index (lines, lines->len - 1);

          g_assert_cmpfloat_with_epsilon (last->value, gr_tensor_get (after, k).d, 1e-12);
          g_assert_cmpfloat (
              fabs (gr_tensor_get (gr_trace_tensor (second, (guint) update->grad)->values, k).d),
              <=, 0.01);
        }
    }
}

/* What is said beforehand is what it takes, or a little more; in training,
 * evaluating, to any stage. */
static void
test_estimate (void)
{
  g_autoptr (GrModule) module = module_of (convolutional, GR_FLOAT32, GR_INTS (1, 6, 6));
  g_autoptr (GrOptimizer) optimizer = adam_of (module);
  g_auto (GrBatch) one = batch_of (GR_FLOAT32, GR_INTS (1, 1, 6, 6), 4);
  g_auto (GrBatch) batch = batch_of (GR_FLOAT32, GR_INTS (50, 1, 6, 6), 4);

  for (guint i = 0; i < 2 * GR_N_STAGES; i++)
    {
      const GrTraceOptions options = { .until = i / 2, .optimizer = optimizer };
      g_autoptr (GrTensor) before = gr_tensor_clone (gr_module_parameters (module), NULL);
      g_autoptr (GrTrace) trace = NULL;
      gsize bytes, limit;

      gr_module_train (module, i % 2);
      g_assert_true (gr_trace_estimate (module, &one, 50, &options, &bytes, &limit, NULL));
      g_assert_cmpuint (limit, ==, G_MAXSIZE);
      assert_same (before, gr_module_parameters (module));
      g_assert_false (gr_tensor_requires_grad (gr_module_parameters (module)));
      trace = capture_with (module, &batch, &options);
      g_test_message ("%zu of %zu bytes", gr_trace_bytes (trace), bytes);
      g_assert_cmpuint (gr_trace_bytes (trace), <=, bytes);
      g_assert_cmpuint (gr_trace_bytes (trace) + 256, >, bytes);
    }
}

/* Within the bound, every call and every shape is there, and of the large
 * tensors the first items, as they are without it: explained where that needs
 * no others. */
static void
test_bound (void)
{
  g_autoptr (GrModule) module = module_of (convolutional, GR_FLOAT64, GR_INTS (1, 6, 6));
  g_auto (GrBatch) batch = batch_of (GR_FLOAT64, GR_INTS (50, 1, 6, 6), 4);
  const gsize bound = 60000;
  const GrTraceOptions options = { .until = GR_STAGE_BACKWARD, .max_bytes = bound };
  g_autoptr (GrTrace) whole = capture (module, &batch, GR_STAGE_BACKWARD);
  g_autoptr (GrTrace) thin = capture_with (module, &batch, &options);
  const GrTraceTensor *conv = gr_trace_find (thin, "conv");
  const GrTraceTensor *weight = gr_trace_find (thin, "conv.weight");
  const struct
  {
    gint call;
    gint64 element;
  } refused[] = {
    { conv->call, gr_tensor_numel (conv->form) - 1 }, /* of an item that was not kept */
    { gr_trace_find (thin, "bn")->call, 0 },          /* its statistics are of all items */
    { gr_trace_find (thin, "conv.grad")->call, 0 },
  };
  g_autoptr (GrExplanation) found = NULL;
  g_autoptr (GError) error = NULL;
  guint n_cut = 0;

  g_assert_cmpuint (gr_trace_bytes (whole), >, 2 * bound);
  g_assert_cmpuint (gr_trace_limit (whole), ==, G_MAXSIZE);
  g_assert_cmpuint (gr_trace_bytes (thin), <=, bound);
  g_assert_cmpuint (gr_trace_bytes (thin), >, bound / 2);
  g_assert_cmpuint (gr_trace_limit (thin), <, bound);
  g_assert_cmpuint (gr_trace_n_calls (thin), ==, gr_trace_n_calls (whole));
  g_assert_cmpuint (gr_trace_n_tensors (thin), ==, gr_trace_n_tensors (whole));
  for (guint i = 0; i < gr_trace_n_tensors (thin); i++)
    {
      const GrTraceTensor *cut = gr_trace_tensor (thin, i), *all = gr_trace_tensor (whole, i);

      g_assert_true (gr_tensor_same_shape (cut->form, all->form));
      g_assert_cmpstr (cut->name, ==, all->name);
      g_assert_cmpuint (cut->storage, ==, all->storage);
      n_cut += !cut->whole;
      for (gint64 k = 0;
           cut->values && all->role != GR_TRACE_BUFFER && k < gr_tensor_numel (cut->values); k++)
        g_assert_cmpfloat (gr_tensor_get (cut->values, k).d, ==, gr_tensor_get (all->values, k).d);
    }
  g_assert_cmpuint (n_cut, >, 5);
  g_assert_false (conv->whole);
  g_assert_cmpint (conv->values->shape[0], <, 50);
  g_assert_cmpint (conv->values->shape[0], >, 0);
  g_assert_true (gr_trace_tensor (thin, (guint) weight->grad)->whole);

  found = gr_trace_explain (thin, (guint) conv->call, 0, 17, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (gr_explanation_value (found), gr_tensor_get (conv->values, 17).d,
                                  1e-12);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GrExplanation) none = gr_trace_explain (thin, (guint) refused[i].call, 0,
                                                         refused[i].element, &error);

      g_assert_error (error, GR_ERROR, GR_ERROR_UNSUPPORTED);
      g_assert_null (none);
      g_clear_error (&error);
    }
}

/* No memory: an error, whenever it happens, and the module is as whole as
 * before. */
static void
test_no_memory (void)
{
  g_autoptr (GrModule) module = module_of (convolutional, GR_FLOAT32, GR_INTS (1, 6, 6));
  g_autoptr (GrOptimizer) optimizer = adam_of (module);
  g_auto (GrBatch) batch = batch_of (GR_FLOAT32, GR_INTS (5, 1, 6, 6), 4);
  const GrTraceOptions options = { .until = GR_STAGE_UPDATE, .optimizer = optimizer };
  gboolean failed = TRUE;
  guint n = 0;

  while (failed)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GrTrace) trace = NULL;

      gr_allocator_fail_nth (++n);
      trace = gr_trace_capture (module, &batch, &options, &error);
      failed = !gr_allocator_fail_nth (0);
      g_assert_true ((trace == NULL) == failed);
      if (failed)
        g_assert_error (error, GR_ERROR, GR_ERROR_MEMORY);
      for (guint i = 0; i < gr_module_n_tensors (module); i++)
        if (!gr_module_tensor (module, i)->is_buffer)
          g_assert_true (gr_tensor_shares_storage (
              gr_tensor_grad (gr_module_tensor (module, i)->tensor), gr_module_gradients (module)));
    }
  g_assert_cmpuint (n, >, 50);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/trace/calls", test_calls);
  g_test_add_func ("/trace/storages", test_storages);
  g_test_add_func ("/trace/nodes", test_nodes);
  g_test_add_func ("/trace/explains", test_explains);
  g_test_add_func ("/trace/update", test_update);
  g_test_add_func ("/trace/estimate", test_estimate);
  g_test_add_func ("/trace/bound", test_bound);
  g_test_add_func ("/trace/no-memory", test_no_memory);
  g_test_add_func ("/trace/changes-nothing", test_changes_nothing);
  return g_test_run ();
}
