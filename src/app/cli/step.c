/* step.c - `gradus step`: one batch through a model, operator by operator, forward and backward. */
#include "run.h"

#include "exchange/project-file.h"
#include "tensor/figures.h"
#include "train/checkpoint.h"
#include "train/config.h"
#include "train/recording.h"
#include "train/trace.h"

#include <math.h>
#include <stdio.h>

static char *weights, *split, *record_file;
static gint64 sample = GRADUS_NOT_GIVEN, keep = GRADUS_NOT_GIVEN;
static gboolean backward, training;

static const GOptionEntry entries[] = {
  { "sample", 0, 0, G_OPTION_ARG_INT64, &sample, "The item's number, from 0 (if not given, 0)",
    "N" },
  { "backward", 0, 0, G_OPTION_ARG_NONE, &backward, "The loss and the gradients, too", NULL },
  { "training", 0, 0, G_OPTION_ARG_NONE, &training,
    "As while training: with dropout, and with the batch's own statistics", NULL },
  { "keep", 0, 0, G_OPTION_ARG_INT64, &keep,
    "At most so much is kept, of a batch too large for it the first items (if not given, 256)",
    "MIB" },
  { "weights", 0, 0, G_OPTION_ARG_FILENAME, &weights,
    "The trained weights, or a checkpoint; if not given, those that training begins with",
    "FILE.safetensors" },
  { "split", 0, 0, G_OPTION_ARG_STRING, &split, "train (if not given) or test", "NAME" },
  { "record", 0, 0, G_OPTION_ARG_FILENAME, &record_file,
    "Write what it takes to see the same again, without the data", "FILE" },
  G_OPTION_ENTRY_NULL,
};

/* --- numbers about a tensor ------------------------------------------------------------------- */

typedef struct
{
  gdouble min, mean, max; /* NaN where it is empty */
} Spread;

static gdouble
element (const GrTensor *tensor, gint64 index)
{
  const GrScalar value = gr_tensor_get (tensor, index);

  return gr_dtype_is_floating (tensor->dtype) ? value.d : (gdouble) gr_scalar_to_int (value);
}

/* Of what was kept of it. */
static Spread
spread_of (const GrTensor *tensor)
{
  const gint64 n = tensor ? gr_tensor_numel (tensor) : 0;
  Spread spread = { n ? INFINITY : NAN, n ? 0 : NAN, n ? -INFINITY : NAN };

  for (gint64 i = 0; i < n; i++)
    {
      const gdouble value = element (tensor, i);

      spread.min = value < spread.min || isnan (value) ? value : spread.min;
      spread.max = value > spread.max || isnan (value) ? value : spread.max;
      spread.mean += value / (gdouble) n;
    }
  return spread;
}

/* --- text ------------------------------------------------------------------------------------- */

/* "[5, 1, 6, 6], [3]": of the tensors that a call takes, or gives. */
static void
add_shapes (GString *text, const GrTrace *trace, gint tensor)
{
  g_autofree char *shape = gr_tensor_shape_string (gr_trace_tensor (trace, (guint) tensor)->form);

  g_string_append_printf (text, "%s%s", text->len ? ", " : "", shape);
}

static char *
shapes_text (const GrTrace *trace, const GrTraceCall *call)
{
  g_autoptr (GString) in = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < call->n_inputs; i++)
    add_shapes (in, trace, (gint) call->inputs[i].tensor);
  for (guint i = 0; i < call->n_visible; i++)
    if (call->outputs[i] >= 0)
      add_shapes (out, trace, call->outputs[i]);
  return g_strdup_printf ("%s → %s", in->len ? in->str : "()", out->str);
}

/* Where its elements do not simply follow one another. */
static char *
strides_text (const GrTraceTensor *tensor)
{
  return gr_tensor_is_contiguous (tensor->form)
             ? NULL
             : gr_ints_to_string (gr_tensor_strides (tensor->form));
}

/* "add_", where it was written in place; (transfer full) */
static char *
operator_text (const GrTraceCall *call)
{
  const char *name = gr_op_name (call->op);

  return g_strconcat (name, call->in_place && !g_str_has_suffix (name, "_") ? "_" : "", NULL);
}

/* The first of the call's outputs that anyone needs, or NULL. */
static const GrTraceTensor *
shown_output (const GrTrace *trace, const GrTraceCall *call)
{
  for (guint i = 0; i < call->n_visible; i++)
    if (call->outputs[i] >= 0)
      {
        const GrTraceTensor *output = gr_trace_tensor (trace, (guint) call->outputs[i]);

        if (gr_tensor_numel (output->form) > 0)
          return output;
      }
  return NULL;
}

static void
add_call (GradusTable *table, const GrTrace *trace, const GrTraceCall *call)
{
  const GrTraceTensor *output = shown_output (trace, call);
  const Spread spread = output ? spread_of (output->values) : (Spread){ NAN, NAN, NAN };
  g_autofree char *number = g_strdup_printf ("%u", call->number);
  g_autofree char *name = operator_text (call);
  g_autofree char *shapes = shapes_text (trace, call);
  g_autofree char *strides = output ? strides_text (output) : NULL;
  g_autofree char *min = g_strdup_printf ("%.4g", spread.min);
  g_autofree char *mean = g_strdup_printf ("%.4g", spread.mean);
  g_autofree char *max = g_strdup_printf ("%.4g", spread.max);
  g_autofree char *time = g_strdup_printf ("%.1f", (gdouble) call->nanoseconds / 1000);

  gradus_table_add (table, number,
                    call->block < 0 ? NULL : gr_trace_block (trace, (guint) call->block)->name,
                    name, call->node < 0 ? NULL : gr_trace_node (trace, (guint) call->node)->name,
                    shapes, strides, min, mean, max, time);
}

static void
print_text (const GrTrace *trace)
{
  g_autofree char *bytes = gr_figure_bytes ((gdouble) gr_trace_bytes (trace), " ");

  for (GrStage stage = GR_STAGE_FORWARD; stage <= gr_trace_until (trace); stage++)
    {
      GradusTable *table = gradus_table_new ("rlllllrrrr");

      printf ("%s%s\n", stage ? "\n" : "", gr_stage_name (stage));
      gradus_table_add (table, "", "BLOCK", "OPERATOR", "NODE", "SHAPES", "STRIDES", "MIN", "MEAN",
                        "MAX", "µS");
      for (guint i = 0; i < gr_trace_n_calls (trace); i++)
        if (gr_trace_call (trace, i)->stage == stage)
          add_call (table, trace, gr_trace_call (trace, i));
      gradus_table_print (table);
    }
  if (gr_trace_loss (trace) >= 0)
    printf ("\nloss %.6g",
            gr_tensor_to_double (gr_trace_tensor (trace, (guint) gr_trace_loss (trace))->values));
  printf ("\n%u operators, %s kept\n", gr_trace_n_calls (trace), bytes);
  if (gr_trace_limit (trace) != G_MAXSIZE)
    {
      g_autofree char *limit = gr_figure_bytes ((gdouble) gr_trace_limit (trace), " ");

      printf (
          "Of what is larger than %s only the beginning was kept, of a batch its first items.\n",
          limit);
    }
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* A number that stands for none is null. */
static void
add_number (JsonBuilder *json, const char *name, gint number)
{
  if (name)
    json_builder_set_member_name (json, name);
  if (number < 0)
    json_builder_add_null_value (json);
  else
    json_builder_add_int_value (json, number);
}

static void
add_numbers (JsonBuilder *json, const char *name, const gint *numbers, guint n)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; i < n; i++)
    add_number (json, NULL, numbers[i]);
  json_builder_end_array (json);
}

static void
add_ints (JsonBuilder *json, const char *name, GrInts ints)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (gsize i = 0; i < ints.n; i++)
    json_builder_add_int_value (json, ints.v[i]);
  json_builder_end_array (json);
}

static void
add_tensors (JsonBuilder *json, const GrTrace *trace)
{
  json_builder_set_member_name (json, "tensors");
  json_builder_begin_array (json);
  for (guint i = 0; i < gr_trace_n_tensors (trace); i++)
    {
      const GrTraceTensor *tensor = gr_trace_tensor (trace, i);
      const Spread spread = spread_of (tensor->values);

      json_builder_begin_object (json);
      gradus_json_string (json, "name", tensor->name);
      gradus_json_string (json, "dtype", gr_dtype_name (tensor->form->dtype));
      add_ints (json, "shape", gr_tensor_shape (tensor->form));
      add_ints (json, "strides", gr_tensor_strides (tensor->form));
      gradus_json_int (json, "offset", tensor->form->offset);
      gradus_json_int (json, "storage", tensor->storage);
      gradus_json_int (json, "version", tensor->version);
      add_number (json, "view_of", tensor->view_of);
      add_number (json, "call", tensor->call);
      add_number (json, "node", tensor->node);
      add_number (json, "grad", tensor->grad);
      gradus_json_bool (json, "whole", tensor->whole);
      gradus_json_number (json, "min", spread.min);
      gradus_json_number (json, "mean", spread.mean);
      gradus_json_number (json, "max", spread.max);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_calls (JsonBuilder *json, const GrTrace *trace)
{
  json_builder_set_member_name (json, "calls");
  json_builder_begin_array (json);
  for (guint i = 0; i < gr_trace_n_calls (trace); i++)
    {
      const GrTraceCall *call = gr_trace_call (trace, i);
      g_autofree char *name = operator_text (call);

      json_builder_begin_object (json);
      gradus_json_string (json, "stage", gr_stage_name (call->stage));
      gradus_json_string (json, "block",
                          call->block < 0 ? NULL
                                          : gr_trace_block (trace, (guint) call->block)->name);
      gradus_json_string (json, "operator", name);
      json_builder_set_member_name (json, "inputs");
      json_builder_begin_array (json);
      for (guint k = 0; k < call->n_inputs; k++)
        json_builder_add_int_value (json, call->inputs[k].tensor);
      json_builder_end_array (json);
      add_numbers (json, "outputs", call->outputs, call->n_outputs);
      add_number (json, "node", call->node);
      gradus_json_int (json, "nanoseconds", call->nanoseconds);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_edges (JsonBuilder *json, const GrTraceNode *node)
{
  json_builder_set_member_name (json, "next");
  json_builder_begin_array (json);
  for (guint i = 0; i < node->n_edges; i++)
    add_number (json, NULL, node->edges[i].node);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "saved");
  json_builder_begin_array (json);
  for (guint i = 0; i < node->n_saved; i++)
    json_builder_add_string_value (json, node->saved[i].name);
  json_builder_end_array (json);
}

static void
add_nodes (JsonBuilder *json, const GrTrace *trace)
{
  json_builder_set_member_name (json, "nodes");
  json_builder_begin_array (json);
  for (guint i = 0; i < gr_trace_n_nodes (trace); i++)
    {
      const GrTraceNode *node = gr_trace_node (trace, i);

      json_builder_begin_object (json);
      gradus_json_string (json, "name", node->name);
      add_number (json, "call", node->call);
      add_number (json, "variable", node->variable);
      add_edges (json, node);
      if (node->ran)
        {
          add_numbers (json, "received", node->received, node->n_received);
          add_numbers (json, "given", node->given, node->n_edges);
        }
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
print_json (const GrTrace *trace)
{
  JsonBuilder *json = json_builder_new ();
  const gint loss = gr_trace_loss (trace);

  json_builder_begin_object (json);
  gradus_json_int (json, "items", gr_trace_batch_size (trace));
  gradus_json_number (
      json, "loss",
      loss < 0 ? NAN : gr_tensor_to_double (gr_trace_tensor (trace, (guint) loss)->values));
  gradus_json_int (json, "bytes", (gint64) gr_trace_bytes (trace));
  add_calls (json, trace);
  add_tensors (json, trace);
  add_nodes (json, trace);
  json_builder_end_object (json);
  gradus_cli_print_json (json);
}

/* --- the command ------------------------------------------------------------------------------ */

/* The items from --sample on, as many as --batch-size says (one if it does not). */
static GrDataset *
open_items (GrProject *project, const char *path, GError **error)
{
  g_autoptr (GrDataset) train = NULL;
  g_autoptr (GrDataset) test = NULL;
  const gint64 n = MAX (gradus_run_options.batch_size, 1);
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!gr_project_open_data (project, path, gradus_run_options.data, &train, &test, error))
    return NULL;
  gradus_cli_warn_of_data (train);
  GrDataset *set = g_strcmp0 (split, "test") == 0 ? test : train;
  if (!set)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA, "The data set “%s” has no test part.",
                   train->name);
      return NULL;
    }
  if (sample >= set->length)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   "There is no item %" G_GINT64_FORMAT ": “%s” has %" G_GINT64_FORMAT
                   " items, from 0 to %" G_GINT64_FORMAT ".",
                   sample, set->name, set->length, set->length - 1);
      return NULL;
    }
  if (sample > set->length - n)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   "“%s” has %" G_GINT64_FORMAT " items, from 0 to %" G_GINT64_FORMAT
                   ": too few for %" G_GINT64_FORMAT " from item %" G_GINT64_FORMAT " on.",
                   set->name, set->length, set->length - 1, n, sample);
      return NULL;
    }
  for (gint64 i = sample; i < sample + n; i++)
    g_array_append_val (indices, i);
  return gr_dataset_subset (set, (const gint64 *) indices->data, n, error);
}

/* What training begins with, unless there is a file of weights; as --training says. */
static GrModule *
open_module (GrProject *project, GrLoader *loader, GrGenerator *generator, GError **error)
{
  g_autoptr (GrModule) module = NULL;

  for (gint i = 0; i < gr_loader_dataset (loader)->n_inputs; i++)
    {
      const GrField *field = gr_loader_input (loader, i);

      gr_model_set_data_shape (project->model, i, gr_ints (field->shape, field->ndim));
    }
  module = gr_module_new (project->model, gradus_run_options.dtype, gradus_run_options.device,
                          generator, error);
  if (!module || (weights && !gr_weights_load (module, weights, error)))
    return NULL;
  gr_module_train (module, training);
  return g_steal_pointer (&module);
}

/* The batch, before it goes through. */
static GrRecording *
recording_of (GrProject *project, GrModule *module, GrLoader *loader, const GrBatch *batch,
              GError **error)
{
  g_autofree char *text = gr_project_to_json (project);

  return gr_recording_new (text, module, batch, NULL,
                           (const char *const *) gr_loader_dataset (loader)->class_names, error);
}

static GrTrace *
record (GrProject *project, const char *path, GError **error)
{
  GrTrainerOptions wishes = GR_TRAINER_OPTIONS_INIT;
  GrTraceOptions options = { .until = backward ? GR_STAGE_BACKWARD : GR_STAGE_FORWARD,
                             .max_bytes = (gsize) keep << 20 };
  GrLoaderOptions loading = GR_LOADER_OPTIONS_INIT;
  g_auto (GrRunConfig) config = { 0 };
  g_auto (GrBatch) batch = { 0 };
  g_autoptr (GrDataset) items = open_items (project, path, error);

  wishes.dtype = gradus_run_options.dtype;
  if (!items || !gr_run_config_init (&config, project, &wishes, error))
    return NULL;
  g_autoptr (GrTransforms) fixed = gr_transforms_fixed (config.transforms, &items->input[0]);
  loading.batch_size = items->length;
  loading.sampler = GR_SAMPLER_SEQUENTIAL;
  loading.dtype = config.dtype;
  loading.transforms = fixed;
  g_autoptr (GrLoader) loader = gr_loader_new (items, &loading, error);
  GrGenerator generator = { config.seed, 0 };
  g_autoptr (GrModule) module = loader ? open_module (project, loader, &generator, error) : NULL;
  if (!module || !gr_loader_next (loader, &batch, error))
    return NULL;
  GrGenerator *before = gr_generator_use (&generator);
  g_autoptr (GrRecording) recording = record_file
                                          ? recording_of (project, module, loader, &batch, error)
                                          : NULL;
  g_autoptr (GrTrace) trace = NULL;
  if (recording || !record_file)
    trace = gr_trace_capture (module, &batch, &options, error);
  gr_generator_use (before);
  if (trace && recording && !gr_recording_write (recording, record_file, error))
    return NULL;
  return g_steal_pointer (&trace);
}

/* What --record wrote, again. */
static GrTrace *
replay (const char *path, GError **error)
{
  g_autoptr (GrRecording) recording = gr_recording_read (path, error);
  g_autoptr (GrProject) project = recording ? gr_project_from_json (
                                      gr_recording_project (recording), -1, path, error)
                                            : NULL;

  return project ? gr_recording_trace (recording, project->model,
                                       backward ? GR_STAGE_BACKWARD : GR_STAGE_FORWARD,
                                       (gsize) keep << 20, error)
                 : NULL;
}

/* The first option given that a recording has its own of, or NULL. */
static const char *
option_of_own (void)
{
  const struct
  {
    const char *name;
    gboolean given;
  } options[] = {
    { "--sample", sample != GRADUS_NOT_GIVEN },
    { "--training", training },
    { "--weights", weights != NULL },
    { "--split", split != NULL },
    { "--record", record_file != NULL },
    { "--data", gradus_run_options.data != NULL },
    { "--set", gradus_run_options.set != NULL },
    { "--batch-size", gradus_run_options.batch_size > 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].given)
      return options[i].name;
  return NULL;
}

static gint
show (GrTrace *trace)
{
  if (gradus_run_options.json)
    print_json (trace);
  else
    print_text (trace);
  gr_trace_unref (trace);
  return GRADUS_DONE;
}

static gint
run_recording (const char *path)
{
  const char *own = option_of_own ();
  GError *error = NULL;
  GrTrace *trace;

  if (own)
    return gradus_cli_fail (GRADUS_USAGE,
                            "“%s” is a recording, which has its own: %s does not go "
                            "with it.",
                            path, own);
  trace = replay (path, &error);
  return trace ? show (trace) : gradus_cli_error (GRADUS_FAILED, error);
}

static gint
run (gint argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  gint status;

  if (!gradus_cli_parse (&gradus_step_command, entries, gradus_run_entries, argc, argv, 1, 1,
                         &words)
      || !gradus_run_check_options ()
      || !gradus_run_check_number ("--keep", &keep, GR_TRACE_MAX_BYTES >> 20, 1, 1 << 20))
    return GRADUS_USAGE;
  if (gr_recording_is (words[0]))
    return run_recording (words[0]);
  if (!gradus_run_check_number ("--sample", &sample, 0, 0, G_MAXINT64))
    return GRADUS_USAGE;
  if (split && !g_str_equal (split, "test") && !g_str_equal (split, "train"))
    return gradus_cli_fail (GRADUS_USAGE, "--split takes train or test, not “%s”.", split);
  g_autoptr (GrProject) project = gradus_run_open_project (words[0], &status);
  if (!project)
    return status;
  const GradusFile outputs[] = { { "--record", record_file }, { NULL } };
  const GradusFile inputs[] = { { "the project", words[0] }, { "the weights", weights }, { NULL } };
  status = gradus_run_check_outputs (outputs, inputs, project, words[0]);
  if (status != GRADUS_DONE)
    return status;
  GrTrace *trace = record (project, words[0], &error);
  return trace ? show (trace) : gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
}

const GradusCommand gradus_step_command = {
  .name = "step",
  .arguments = "MODEL|RECORDING",
  .summary = "Shows what each operator does with an item.",
  .details
  = "One line an operator: what it takes and gives, the node of the graph that it made or, "
    "going\nbackward, ran in, and the smallest, mean and largest of the numbers it gave. "
    "With\n--batch-size, so many items from that one on.",
  .run = run,
};
