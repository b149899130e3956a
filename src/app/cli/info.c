/* info.c - `gradus info`: every block of a model with its shape and cost, and what is wrong. */
#include "run.h"

#include "model/data-fit.h"
#include "model/edit.h"
#include "tensor/figures.h"

#include <stdio.h>
#include <string.h>

/* --- one line a block ------------------------------------------------------------------------- */

/* Sizes as "N×16×4×4", strides as "256, 16, 4, 1"; (transfer full) */
static char *
sizes_text (const GrSize *sizes, gint n, const char *separator)
{
  GString *text = g_string_new (NULL);

  for (gint i = 0; i < n; i++)
    {
      g_autofree char *size = gr_size_to_string (sizes[i]);
      g_string_append_printf (text, "%s%s", i ? separator : "", size);
    }
  return g_string_free (text, FALSE);
}

/* The output's shape and strides: as numbers where @batch is known, in terms of N where it is 0. */
static gint
output_sizes (const GrModuleCost *cost, gint64 batch, GrSize *shape, GrSize *stride)
{
  for (gint i = 0; i < cost->output->ndim; i++)
    {
      shape[i] = batch ? (GrSize){ .fixed = cost->output->shape[i] } : cost->shape[i];
      stride[i] = batch ? (GrSize){ .fixed = cost->output->stride[i] } : cost->stride[i];
    }
  return cost->output->ndim;
}

static gdouble
output_bytes (const GrModuleCost *cost)
{
  return (gdouble) gr_tensor_numel (cost->output) * gr_dtype_size (cost->output->dtype);
}

/* The blocks of a model that runs, at a batch size; 0: of one item, with the batch's size as N. */
static void
print_costs (GArray *costs, gint64 batch, gint64 n_parameters)
{
  GradusTable *table = gradus_table_new ("lllllrrr");
  gdouble flops = 0, memory = 0;

  gradus_table_add (table, "BLOCK", "KIND", "OUTPUT", "STRIDES", "DTYPE", "PARAMETERS", "FLOPS",
                    "MEMORY");
  for (guint i = 0; i < costs->len; i++)
    {
      const GrModuleCost *cost = &g_array_index (costs, GrModuleCost, i);
      GrSize sizes[GR_MAX_DIMS], steps[GR_MAX_DIMS];
      const gint n = output_sizes (cost, batch, sizes, steps);
      g_autofree char *shape = sizes_text (sizes, n, "×");
      g_autofree char *strides = sizes_text (steps, n, ", ");
      g_autofree char *parameters
          = cost->n_parameters ? gradus_cli_count (cost->n_parameters) : NULL;
      g_autofree char *block_flops = gr_figure_short (cost->flops, " ");
      g_autofree char *bytes = gr_figure_bytes (output_bytes (cost), " ");

      gradus_table_add (table, cost->name, cost->kind, shape, strides,
                        gr_dtype_name (cost->output->dtype), parameters, block_flops, bytes);
      flops += cost->flops;
      memory += output_bytes (cost);
    }
  gradus_table_print (table);

  g_autofree char *parameters = gradus_cli_count (n_parameters);
  g_autofree char *total_flops = gr_figure_short (flops, " ");
  g_autofree char *total_memory = gr_figure_bytes (memory, " ");
  g_autofree char *what
      = batch ? g_strdup_printf ("a batch of %" G_GINT64_FORMAT, batch) : g_strdup ("one item");
  printf ("\n%s parameters; forward of %s: %s%sFLOPs, %s of outputs\n", parameters, what,
          total_flops, strchr (total_flops, ' ') ? "" : " ", total_memory);
}

/* The blocks of any model, with what is known of each; sizes in terms of the batch N. */
static void
print_blocks (GrModel *model)
{
  GradusTable *table = gradus_table_new ("lllllr");

  gradus_table_add (table, "BLOCK", "KIND", "OUTPUT", "STRIDES", "DTYPE", "PARAMETERS");
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      const GrBlockInfo *info = gr_model_info (model, block->id);
      const gboolean known = info && info->known;
      g_autofree char *name = gr_model_dotted_name (model, block);
      g_autofree char *shape = known ? gr_block_info_shapes (info) : g_strdup ("?");
      g_autofree char *strides = known ? sizes_text (info->stride, info->ndim, ", ") : NULL;
      g_autofree char *parameters
          = info && info->n_parameters ? gradus_cli_count (info->n_parameters) : NULL;

      gradus_table_add (table, name, block->kind_name, shape, strides,
                        known ? gr_dtype_name (info->dtype) : NULL, parameters);
    }
  gradus_table_print (table);
}

/* --- what is wrong ---------------------------------------------------------------------------- */

static const char *
level_name (const GrProblem *problem)
{
  return problem->level == GR_PROBLEM_ERROR ? "error" : "warning";
}

static void
print_problems (GrModel *model, const GError *of_run)
{
  const guint n = gr_model_n_problems (model);

  if (n > 0 || of_run)
    puts ("");
  for (guint i = 0; i < n; i++)
    {
      const GrProblem *problem = gr_model_problem_at (model, i);
      g_autofree char *sentence = gradus_run_say_problem (model, problem);

      printf ("%s: %s\n", level_name (problem), sentence);
    }
  if (of_run)
    printf ("error: %s\n", of_run->message);
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* A size that depends on the batch is a text: "N", "2·N". */
static void
add_sizes (JsonBuilder *json, const char *name, const GrSize *sizes, gint n)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (gint i = 0; i < n; i++)
    if (sizes[i].unknown || sizes[i].per_batch)
      {
        g_autofree char *size = gr_size_to_string (sizes[i]);
        json_builder_add_string_value (json, size);
      }
    else
      json_builder_add_int_value (json, sizes[i].fixed);
  json_builder_end_array (json);
}

static void
add_costs (JsonBuilder *json, GArray *costs, gint64 batch)
{
  gdouble flops = 0, memory = 0;

  json_builder_set_member_name (json, "blocks");
  json_builder_begin_array (json);
  for (guint i = 0; i < costs->len; i++)
    {
      const GrModuleCost *cost = &g_array_index (costs, GrModuleCost, i);
      GrSize shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
      const gint n = output_sizes (cost, batch, shape, stride);

      json_builder_begin_object (json);
      gradus_json_string (json, "name", cost->name);
      gradus_json_string (json, "kind", cost->kind);
      add_sizes (json, "shape", shape, n);
      add_sizes (json, "strides", stride, n);
      gradus_json_string (json, "dtype", gr_dtype_name (cost->output->dtype));
      gradus_json_int (json, "parameters", cost->n_parameters);
      gradus_json_number (json, "flops", cost->flops);
      gradus_json_number (json, "memory", output_bytes (cost));
      json_builder_end_object (json);
      flops += cost->flops;
      memory += output_bytes (cost);
    }
  json_builder_end_array (json);
  gradus_json_number (json, "flops", flops);
  gradus_json_number (json, "memory", memory);
}

static void
add_blocks (JsonBuilder *json, GrModel *model)
{
  json_builder_set_member_name (json, "blocks");
  json_builder_begin_array (json);
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      const GrBlockInfo *info = gr_model_info (model, block->id);
      g_autofree char *name = gr_model_dotted_name (model, block);
      g_autofree char *shape = info && info->known ? gr_block_info_shape (info) : NULL;

      json_builder_begin_object (json);
      gradus_json_string (json, "name", name);
      gradus_json_string (json, "kind", block->kind_name);
      gradus_json_string (json, "output", shape);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_problem (JsonBuilder *json, const char *level, const char *block, const char *message,
             const char *fix)
{
  json_builder_begin_object (json);
  gradus_json_string (json, "level", level);
  gradus_json_string (json, "block", block);
  gradus_json_string (json, "message", message);
  gradus_json_string (json, "fix", fix);
  json_builder_end_object (json);
}

static void
add_problems (JsonBuilder *json, GrModel *model, const GError *of_run)
{
  json_builder_set_member_name (json, "problems");
  json_builder_begin_array (json);
  for (guint i = 0; i < gr_model_n_problems (model); i++)
    {
      const GrProblem *problem = gr_model_problem_at (model, i);
      const GrBlock *block = problem->block ? gr_model_block (model, problem->block) : NULL;
      g_autofree char *name = block ? gr_model_dotted_name (model, block) : NULL;
      g_autofree char *sentence = gradus_run_say_problem (model, problem);
      g_autofree char *fix = problem->fix ? gr_edit_describe (problem->fix, model) : NULL;

      add_problem (json, level_name (problem), name, sentence, fix);
    }
  if (of_run)
    add_problem (json, "error", NULL, of_run->message, NULL);
  json_builder_end_array (json);
}

static void
print_json (GrProject *project, GrModule *module, GArray *costs, gint64 batch,
            const GError *of_run)
{
  JsonBuilder *json = json_builder_new ();

  json_builder_begin_object (json);
  gradus_json_string (json, "name", project->name);
  gradus_json_bool (json, "runs", !of_run && gr_model_can_train (project->model, NULL));
  if (batch)
    gradus_json_int (json, "batch_size", batch);
  else
    gradus_json_string (json, "batch_size", NULL);
  if (costs)
    {
      gradus_json_int (json, "parameters", gr_module_n_parameters (module));
      add_costs (json, costs, batch);
    }
  else
    add_blocks (json, project->model);
  add_problems (json, project->model, of_run);
  json_builder_end_object (json);
  gradus_cli_print_json (json);
}

/* --- the command ------------------------------------------------------------------------------ */

static gint
run (gint argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) of_run = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GrModule) module = NULL;
  g_autoptr (GArray) costs = NULL;
  gint status;

  if (!gradus_cli_parse (&gradus_info_command, gradus_run_entries, NULL, argc, argv, 1, 1, &words)
      || !gradus_run_check_options ())
    return GRADUS_USAGE;
  g_autoptr (GrProject) project = gradus_run_open_project (words[0], &status);
  if (!project)
    return status;

  GrModel *model = project->model;
  const gint64 batch = gradus_run_options.batch_size; /* 0: not given */
  gradus_run_tell_data (project, words[0], &of_run);
  const gboolean runs = gr_model_check (model, NULL);
  if (runs)
    {
      module = gr_module_new (model, gradus_run_options.dtype, GR_META, NULL, &error);
      if (module)
        {
          gr_module_train (module, FALSE);
          costs = gr_module_costs (module, MAX (batch, 1), &error);
        }
      if (!costs)
        return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
    }

  if (gradus_run_options.json)
    print_json (project, module, costs, batch, of_run);
  else
    {
      if (costs)
        print_costs (costs, batch, gr_module_n_parameters (module));
      else
        print_blocks (model);
      print_problems (model, of_run);
    }
  if (!of_run && !runs)
    return gradus_cli_fail (GRADUS_FAILED, "The model cannot run as it is.");
  if (of_run || !gr_model_can_train (model, &of_run))
    return gradus_run_error (project, GRADUS_FAILED, g_steal_pointer (&of_run));
  return GRADUS_DONE;
}

const GradusCommand gradus_info_command = {
  .name = "info",
  .arguments = "MODEL",
  .summary = "Shows the shape, cost and problems of every block of a model.",
  .details = "MODEL is a .gradus file. FLOPs and memory are those of a forward pass of one batch; "
             "without --batch-size, those of one item, and the size of the batch stands as N.\n"
             "What train would find wrong with the settings and the data set is said too.",
  .run = run,
};
