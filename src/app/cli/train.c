/* train.c - `gradus train`: trains a model and says how it goes. progress.c shows the way
 * there. */
#include "progress.h"
#include "run.h"

#include "train/log.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static gint64 epochs = GRADUS_NOT_GIVEN, seed = GRADUS_NOT_GIVEN, limit = GRADUS_NOT_GIVEN;
static char *optimizer, *schedule, *augment, *init, *save, *run_dir, *log_path, *steps_path;
static char *lr_text, *val_split_text;
static gboolean in_order, resume, quiet;

static const GOptionEntry entries[] = {
  { "epochs", 0, 0, G_OPTION_ARG_INT64, &epochs, "How often all the training data is seen", "N" },
  { "optimizer", 0, 0, G_OPTION_ARG_STRING, &optimizer,
    "sgd, adam, adamw, rmsprop or adagrad, with options: sgd:momentum=0.9", "NAME[:OPTION=X…]" },
  { "lr", 0, 0, G_OPTION_ARG_STRING, &lr_text, "The learning rate", "X" },
  { "schedule", 0, 0, G_OPTION_ARG_STRING, &schedule,
    "How the learning rate changes: cosine, step:step_size=2, constant, …", "NAME[:OPTION=X…]" },
  { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "The seed of all random numbers", "N" },
  { "augment", 0, 0, G_OPTION_ARG_STRING, &augment,
    "Transforms of the training data: \"random_crop(28, padding=4), random_horizontal_flip\"",
    "TRANSFORMS" },
  { "val-split", 0, 0, G_OPTION_ARG_STRING, &val_split_text,
    "Part of the training data kept for validation, as 0.1", "X" },
  { "init", 0, 0, G_OPTION_ARG_FILENAME, &init, "Weights to start from", "FILE.safetensors" },
  { "in-order", 0, 0, G_OPTION_ARG_NONE, &in_order, "Takes the data in file order, unshuffled",
    NULL },
  { "limit", 0, 0, G_OPTION_ARG_INT64, &limit, "Trains on the first so many items only", "ITEMS" },
  { "save", 0, 0, G_OPTION_ARG_FILENAME, &save, "Where the trained weights go",
    "FILE.safetensors" },
  { "run-dir", 0, 0, G_OPTION_ARG_FILENAME, &run_dir,
    "Where checkpoints go; if not given, MODEL.d beside the project", "FOLDER" },
  { "resume", 0, 0, G_OPTION_ARG_NONE, &resume, "Goes on from the last checkpoint", NULL },
  { "log", 0, 0, G_OPTION_ARG_FILENAME, &log_path, "A line an epoch, as CSV or JSON lines",
    "FILE.csv|.jsonl" },
  { "steps-csv", 0, 0, G_OPTION_ARG_FILENAME, &steps_path, "The loss of every step", "FILE" },
  { "quiet", 0, 0, G_OPTION_ARG_NONE, &quiet, "No progress", NULL },
  G_OPTION_ENTRY_NULL,
};

/* --- Ctrl+C ----------------------------------------------------------------------------------- */

static volatile sig_atomic_t interrupted;

static void
interrupt (int number)
{
  interrupted = 1;
}

/* Once: a second Ctrl+C ends the program at once, as people expect of it. */
static void
catch_interrupts (void)
{
  struct sigaction action = { .sa_handler = interrupt, .sa_flags = SA_RESETHAND };
  struct sigaction hang_up;

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  /* The terminal was closed; unless nohup has it that this is to be ignored. */
  if (sigaction (SIGHUP, NULL, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
    sigaction (SIGHUP, &action, NULL);
}

/* A word as a shell takes it back; control characters so that a terminal shows them. (transfer
 * full) */
static char *
quote (const char *word)
{
  gboolean plain = *word != 0, control = FALSE;

  for (const char *c = word; *c; c++)
    {
      plain = plain && (g_ascii_isalnum (*c) || strchr ("-_./=:,+%", *c));
      control = control || g_ascii_iscntrl (*c);
    }
  if (plain)
    return g_strdup (word);
  if (!control)
    return g_shell_quote (word);
  GString *text = g_string_new ("$'");
  for (const char *c = word; *c; c++)
    if (g_ascii_iscntrl (*c))
      g_string_append_printf (text, "\\%03o", (guchar) *c);
    else
      g_string_append_printf (text, *c == '\'' || *c == '\\' ? "\\%c" : "%c", *c);
  g_string_append_c (text, '\'');
  return g_string_free (text, FALSE);
}

/* "gradus train --resume model.gradus --epochs 3", the program as it was called; what comes after
 * the command's name may hold “--”, behind which nothing is an option. (transfer full) */
static char *
resume_command (gint argc, char **argv)
{
  g_autofree char *program = quote (gradus_cli_program ());
  GString *command = g_string_new (program);

  for (gint i = 0; i < argc; i++)
    {
      g_autofree char *word = quote (argv[i]);
      g_string_append_printf (command, " %s", word);
      if (i == 0 && !resume)
        g_string_append (command, " --resume");
    }
  return g_string_free (command, FALSE);
}

/* --- before ----------------------------------------------------------------------------------- */

static gboolean
parse_number (const char *option, const char *text, gdouble *value)
{
  char *end = NULL;

  if (!text)
    return TRUE;
  *value = g_ascii_strtod (text, &end);
  if (end != text && *end == 0 && isfinite (*value))
    return TRUE;
  gradus_cli_fail (GRADUS_USAGE, "%s takes a number, not “%s”.", option, text);
  return FALSE;
}

static gboolean
fill_options (GrTrainerOptions *options, const char *path)
{
  if (!gradus_run_check_number ("--epochs", &epochs, 0, 1, G_MAXINT64)
      || !gradus_run_check_number ("--limit", &limit, 0, 1, G_MAXINT64)
      || !gradus_run_check_number ("--seed", &seed, -1, 0, G_MAXINT64))
    return FALSE;
  options->epochs = epochs;
  options->limit = limit;
  options->seed = seed;
  options->project_path = path;
  options->data = gradus_run_options.data;
  options->batch_size = gradus_run_options.batch_size;
  options->threads = gradus_run_options.threads;
  options->dtype = gradus_run_options.dtype;
  options->device = gradus_run_options.device;
  options->optimizer = optimizer;
  options->schedule = schedule;
  options->augment = augment;
  options->init = init;
  options->in_order = in_order;
  options->resume = resume;
  options->run_dir = run_dir;
  return parse_number ("--lr", lr_text, &options->lr)
         && parse_number ("--val-split", val_split_text, &options->val_split);
}

/* What is allowed, and surely not meant. */
static void
warn_of_doubts (const GrOptions *options, const GrOption *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *doubt = gr_options_doubt (options, rows[i].name);

      if (doubt)
        g_printerr ("warning: %s\n", doubt);
    }
}

/* No file that is written may be one that is read, or another one that is written. */
static gint
check_files (GrProject *project, const char *path)
{
  g_autofree char *last = g_build_filename (run_dir, GR_CHECKPOINT_LAST, NULL);
  g_autofree char *best = g_build_filename (run_dir, GR_CHECKPOINT_BEST, NULL);
  const GradusFile outputs[] = {
    { "--save", save }, { "--log", log_path }, { "--steps-csv", steps_path }, { NULL }
  };
  const GradusFile inputs[] = { { "the project", path },
                                { "--init", init },
                                { "a checkpoint of the run", last },
                                { "a checkpoint of the run", best },
                                { NULL } };

  return gradus_run_check_outputs (outputs, inputs, project, path);
}

/* Whether the settings are in order. What only the command line brought into disorder was asked for
 * wrongly. */
static gint
check_settings (GrProject *project, const GrTrainerOptions *options)
{
  const GrTrainerOptions none = GR_TRAINER_OPTIONS_INIT;
  g_auto (GrRunConfig) config = { 0 };
  g_auto (GrRunConfig) own = { 0 };
  g_autoptr (GError) error = NULL;

  if (gr_run_config_init (&config, project, options, &error))
    return GRADUS_DONE;
  return gradus_cli_error (gr_run_config_init (&own, project, &none, NULL) ? GRADUS_USAGE
                                                                           : GRADUS_FAILED,
                           g_steal_pointer (&error));
}

/* --- after ------------------------------------------------------------------------------------ */

static void
add_score (JsonBuilder *json, const char *pass, const GrScore *score)
{
  const struct
  {
    const char *name;
    gdouble value;
  } figures[] = {
    { "loss", score->loss }, { "accuracy", score->accuracy },
    { "mae", score->mae },   { "rmse", score->rmse },
    { "r2", score->r2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    if (i < 2 || !isnan (figures[i].value))
      {
        g_autofree char *name = g_strdup_printf ("%s_%s", pass, figures[i].name);
        gradus_json_number (json, name, score->items ? figures[i].value : NAN);
      }
}

static void
print_outcome (GrTrainer *trainer, gdouble seconds)
{
  GrSeries *series = gr_trainer_epochs (trainer);
  const gsize n = gr_series_length (series);
  const GrEpoch none = { 0 };
  const GrEpoch *last = n ? gr_series_at (series, n - 1) : &none;
  JsonBuilder *json = json_builder_new ();
  GrSnapshot now;

  gr_trainer_snapshot (trainer, &now);
  json_builder_begin_object (json);
  gradus_json_int (json, "epoch", last->epoch);
  gradus_json_int (json, "epochs", now.epochs);
  gradus_json_int (json, "step", now.step);
  add_score (json, "train", &last->train);
  if (last->val.items)
    add_score (json, "val", &last->val);
  add_score (json, "test", &last->test);
  gradus_json_number (json, "images_per_second", n ? last->images_per_second : NAN);
  gradus_json_number (json, "seconds", seconds);
  gradus_json_number (json, "lr", n ? last->lr : NAN);
  gradus_json_int (json, "parameters", gr_module_n_parameters (gr_trainer_module (trainer)));
  gradus_json_bool (json, "stopped", now.state == GR_TRAINER_STOPPED);
  gradus_json_string (json, "weights", save);
  gradus_json_string (json, "run_dir", run_dir);
  json_builder_end_object (json);
  gradus_cli_print_json (json);
}

static gint
finish (GrTrainer *trainer, GradusProgress *progress, gint argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gboolean went_well = gr_trainer_result (trainer, &error);
  GrSnapshot now;

  gr_trainer_snapshot (trainer, &now);
  if (steps_path && !gr_log_write_steps (trainer, steps_path, went_well ? &error : NULL))
    went_well = FALSE;
  if (went_well && now.state != GR_TRAINER_STOPPED && save)
    went_well = gr_weights_save (gr_trainer_module (trainer), save, &error);
  if (!went_well && gr_trainer_can_go_on (trainer))
    {
      g_autofree char *command = resume_command (argc, argv);

      return gradus_cli_fail (GRADUS_FAILED, "%s To go on: %s", error->message, command);
    }
  if (!went_well)
    {
      g_autofree char *last = g_build_filename (run_dir, GR_CHECKPOINT_LAST, NULL);
      /* An error in whole sentences says itself what is left of the run. */
      const gboolean has_last = !g_str_has_suffix (error->message, ".")
                                && (resume || gr_series_length (gr_trainer_epochs (trainer)) > 0)
                                && g_file_test (last, G_FILE_TEST_EXISTS);

      return gradus_cli_fail (GRADUS_FAILED, "%s%s%s%s", error->message,
                              has_last ? "; the last good weights are in “" : "",
                              has_last ? last : "", has_last ? "”" : "");
    }
  if (gradus_run_options.json)
    print_outcome (trainer, now.seconds);
  if (now.state == GR_TRAINER_STOPPED)
    {
      g_autofree char *command = resume_command (argc, argv);

      return gradus_cli_fail (GRADUS_FAILED,
                              "Stopped in epoch %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                              " after %" G_GINT64_FORMAT " steps, and saved. To go on: %s",
                              now.epoch, now.epochs, now.step, command);
    }
  gradus_progress_end (progress, trainer, save);
  return GRADUS_DONE;
}

/* --- the command ------------------------------------------------------------------------------ */

static gint
train (GrTrainer *trainer, gint argc, char **argv)
{
  FILE *to = gradus_run_options.json ? stderr : stdout;
  g_autoptr (GradusProgress) progress = gradus_progress_new (trainer, quiet ? NULL : to);
  g_autoptr (GError) error = NULL;
  gsize n_epochs = gr_series_length (gr_trainer_epochs (trainer));
  const gint64 to_do = gr_trainer_config (trainer)->epochs;

  if (log_path && !gr_log_write (gr_trainer_epochs (trainer), log_path, &error))
    return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  if (n_epochs >= (gsize) to_do)
    fprintf (stderr,
             "The run is at epoch %" G_GSIZE_FORMAT " of %" G_GINT64_FORMAT
             " already; ask for more with --epochs.\n",
             n_epochs, to_do);
  if (!gr_trainer_start (trainer, &error))
    return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  for (gboolean done = FALSE; !done;)
    {
      done = gr_trainer_wait (trainer, 100);
      if (interrupted == 1)
        {
          interrupted = 2;
          gr_trainer_stop (trainer);
        }
      gradus_progress_show (progress, trainer);
      if (log_path && n_epochs < gr_series_length (gr_trainer_epochs (trainer)))
        {
          n_epochs = gr_series_length (gr_trainer_epochs (trainer));
          if (!gr_log_write (gr_trainer_epochs (trainer), log_path, &error))
            {
              gr_trainer_stop (trainer);
              gr_trainer_wait (trainer, -1);
              return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
            }
        }
    }
  gradus_progress_clear (progress);
  return finish (trainer, progress, argc, argv);
}

static gint
run (gint argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  const GrRunConfig *config;
  g_autoptr (GError) error = NULL;
  gint status;

  if (!gradus_cli_parse (&gradus_train_command, entries, gradus_run_entries, argc, argv, 1, 1,
                         &words)
      || !gradus_run_check_options ())
    return GRADUS_USAGE;
  if (!run_dir)
    run_dir = gr_run_dir_for (words[0]);
  if (!fill_options (&options, words[0]))
    return GRADUS_USAGE;

  g_autoptr (GrProject) project = gradus_run_open_project (words[0], &status);
  if (!project)
    return status;
  status = check_settings (project, &options);
  if (status == GRADUS_DONE)
    status = check_files (project, words[0]);
  if (status != GRADUS_DONE)
    return status;
  catch_interrupts ();
  g_autoptr (GrTrainer) trainer = gr_trainer_new (project, &options, &error);
  if (!trainer)
    return gradus_run_error (project, GRADUS_FAILED, g_steal_pointer (&error));
  gradus_cli_warn_of_data (gr_trainer_training_set (trainer));
  config = gr_trainer_config (trainer);
  warn_of_doubts (config->optimizer_options, config->optimizer->options,
                  config->optimizer->n_options);
  warn_of_doubts (config->schedule_options, config->schedule->options, config->schedule->n_options);
  return train (trainer, argc, argv);
}

const GradusCommand gradus_train_command = {
  .name = "train",
  .arguments = "MODEL",
  .summary = "Trains a model.",
  .details
  = "MODEL is a .gradus file. What is not said here is as the project says. Ctrl+C finishes\n"
    "the batch, saves, and says how to go on.",
  .run = run,
};
