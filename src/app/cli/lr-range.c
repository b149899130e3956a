/* lr-range.c - `gradus lr-range`: the learning-rate range test (train/lr-range.h). */
#include "run.h"

#include "io/atomic.h"
#include "train/lr-range.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static char *optimizer, *from_text, *to_text, *csv;
static gint64 steps = GRADUS_NOT_GIVEN, seed = GRADUS_NOT_GIVEN;

static const GOptionEntry entries[] = {
  { "from", 0, 0, G_OPTION_ARG_STRING, &from_text, "The first rate; if not given, 1e-7", "X" },
  { "to", 0, 0, G_OPTION_ARG_STRING, &to_text, "The last rate; if not given, 10", "X" },
  { "steps", 0, 0, G_OPTION_ARG_INT64, &steps, "Batches; if not given, 100", "N" },
  { "optimizer", 0, 0, G_OPTION_ARG_STRING, &optimizer,
    "Another than the project's, with options: sgd:momentum=0.9", "NAME[:OPTION=X…]" },
  { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "The seed of all random numbers", "N" },
  { "csv", 0, 0, G_OPTION_ARG_FILENAME, &csv, "The rate and loss of every batch, for gradus plot",
    "FILE" },
  G_OPTION_ENTRY_NULL,
};

static gboolean
read_rate (const char *option, const char *text, gdouble *rate)
{
  char *end = NULL;

  if (!text)
    return TRUE;
  *rate = g_ascii_strtod (text, &end);
  if (end != text && *end == 0 && isfinite (*rate) && *rate > 0)
    return TRUE;
  gradus_cli_fail (GRADUS_USAGE, "%s takes a rate above 0, not “%s”.", option, text);
  return FALSE;
}

static gboolean
write_csv (const GrLrRange *range, GError **error)
{
  g_autoptr (GString) text = g_string_new ("lr,loss,smoothed_loss\n");

  for (guint i = 0; i < gr_lr_range_length (range); i++)
    {
      const GrLrPoint *point = gr_lr_range_at (range, i);

      g_string_append_printf (text, "%.9g,%.9g,%.9g\n", point->lr, point->loss, point->smoothed);
    }
  return gr_atomic_write (csv, text->str, text->len, error);
}

static void
print_json (const GrLrRange *range)
{
  JsonBuilder *json = json_builder_new ();

  json_builder_begin_object (json);
  gradus_json_number (json, "suggestion", gr_lr_range_suggestion (range));
  json_builder_set_member_name (json, "batches");
  json_builder_begin_array (json);
  for (guint i = 0; i < gr_lr_range_length (range); i++)
    {
      const GrLrPoint *point = gr_lr_range_at (range, i);

      json_builder_begin_object (json);
      gradus_json_number (json, "lr", point->lr);
      gradus_json_number (json, "loss", point->loss);
      gradus_json_number (json, "smoothed_loss", point->smoothed);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_builder_end_object (json);
  gradus_cli_print_json (json);
}

static void
print_text (const GrLrRange *range)
{
  const guint n = gr_lr_range_length (range);
  const gdouble suggestion = gr_lr_range_suggestion (range);
  const gdouble last = n ? gr_lr_range_at (range, n - 1)->lr : NAN;

  if (isnan (suggestion))
    printf ("The loss falls at no rate up to %.3g.\n", last);
  else
    printf ("The loss falls fastest at a learning rate of %.2g.\n", suggestion);
}

/* What is not given is the test's own. */
static gboolean
fill_options (GrLrRangeOptions *options)
{
  if (!gradus_run_check_number ("--steps", &steps, options->steps, 2, 1000000)
      || !gradus_run_check_number ("--seed", &seed, -1, 0, G_MAXINT64)
      || !read_rate ("--from", from_text, &options->min_lr)
      || !read_rate ("--to", to_text, &options->max_lr))
    return FALSE;
  options->steps = (guint) steps;
  return TRUE;
}

static gint
run (gint argc, char **argv)
{
  GrLrRangeOptions range_options = GR_LR_RANGE_OPTIONS_INIT;
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  gint status;

  if (!gradus_cli_parse (&gradus_lr_range_command, entries, gradus_run_entries, argc, argv, 1, 1,
                         &words)
      || !gradus_run_check_options () || !fill_options (&range_options))
    return GRADUS_USAGE;
  g_autoptr (GrLrRange) range = gr_lr_range_new (&range_options, &error);
  if (!range)
    return gradus_cli_error (GRADUS_USAGE, g_steal_pointer (&error));
  g_autoptr (GrProject) project = gradus_run_open_project (words[0], &status);
  if (!project)
    return status;
  const GradusFile outputs[] = { { "--csv", csv }, { NULL } };
  const GradusFile inputs[] = { { "the project", words[0] }, { NULL } };
  status = gradus_run_check_outputs (outputs, inputs, project, words[0]);
  if (status != GRADUS_DONE)
    return status;

  options.project_path = words[0];
  options.data = gradus_run_options.data;
  options.batch_size = gradus_run_options.batch_size;
  options.threads = gradus_run_options.threads;
  options.dtype = gradus_run_options.dtype;
  options.device = gradus_run_options.device;
  options.optimizer = optimizer;
  options.seed = seed;
  if (!gr_lr_range_run (range, project, &options, NULL, NULL, &error)
      || (csv && !write_csv (range, &error)))
    return gradus_run_error (project, GRADUS_FAILED, g_steal_pointer (&error));
  if (gradus_run_options.json)
    print_json (range);
  else
    print_text (range);
  return GRADUS_DONE;
}

const GradusCommand gradus_lr_range_command = {
  .name = "lr-range",
  .arguments = "MODEL",
  .summary = "Searches for a learning rate.",
  .details = "The model is trained anew for some batches while the learning rate grows; where the\n"
             "loss falls fastest is a good rate. Nothing is saved.",
  .run = run,
};
