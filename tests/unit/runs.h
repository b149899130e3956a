/* runs.h - projects of a second's training, and runs of them: what the trainer's tests share. */
#pragma once

#include <glib/gstdio.h>

#include "gradus.h"
#include "small-projects.h"
#include "train/trainer.h"

/* --- projects --------------------------------------------------------------------------------- */

static const char *const points[]
    = { "Input", "Linear out_features=24 name=fc1", "ReLU", "Linear out_features=3 name=fc2",
        "CrossEntropyLoss", NULL };

static inline GrProject *
blobs (void)
{
  GrProject *project = small_project (
      "blobs", "{\"n\": 300, \"n_test\": 90, \"classes\": 3, \"noise\": 0.2}", points);

  project->training.epochs = 5;
  project->training.batch_size = 32;
  return project;
}

/* Everything that draws random numbers or keeps statistics: dropout, batch norm, augmentation. */
static inline GrProject *
shapes (void)
{
  static const char *const lines[]
      = { "Input", "Conv2d out_channels=6 kernel_size=3", "BatchNorm2d", "ReLU",
          "MaxPool2d kernel_size=4", "Flatten", "Dropout p=0.3", "Linear out_features=10",
          "CrossEntropyLoss", NULL };
  GrProject             *project = small_project ("shapes", "{\"n\": 400, \"n_test\": 50}", lines);
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (
      json_parser_load_from_data (parser,
                                  "[{\"name\": \"random_crop\", \"size\": 28, \"padding\": 2}, "
                                  "{\"name\": \"random_horizontal_flip\"}]",
                                  -1, NULL));
  json_array_unref (project->transforms);
  project->transforms = json_array_ref (json_node_get_array (json_parser_get_root (parser)));
  project->training.epochs = 3;
  project->training.batch_size = 20;
  return project;
}

/* --- running ---------------------------------------------------------------------------------- */

static inline GrTrainer *
make (GrProject *project, const GrTrainerOptions *options)
{
  g_autoptr (GError) error = NULL;
  GrTrainer         *trainer = gr_trainer_new (project, options, &error);

  g_assert_no_error (error);
  return trainer;
}

static inline void
start (GrTrainer *trainer)
{
  g_autoptr (GError) error = NULL;

  gr_trainer_start (trainer, &error);
  g_assert_no_error (error);
}

static inline GrTrainer *
run_whole (GrProject *project, const GrTrainerOptions *options)
{
  g_autoptr (GError) error = NULL;
  GrTrainer         *trainer = make (project, options);

  start (trainer);
  gr_trainer_result (trainer, &error);
  g_assert_no_error (error);
  return trainer;
}

static inline GrSnapshot
snapshot (GrTrainer *trainer)
{
  GrSnapshot now;

  gr_trainer_snapshot (trainer, &now);
  return now;
}

static inline const GrEpoch *
last_epoch (GrTrainer *trainer)
{
  GrSeries *epochs = gr_trainer_epochs (trainer);

  return gr_series_at (epochs, gr_series_length (epochs) - 1);
}

static inline void
assert_same_weights (GrModule *a, GrModule *b)
{
  g_assert_cmpuint (gr_module_n_tensors (a), ==, gr_module_n_tensors (b));
  for (guint i = 0; i < gr_module_n_tensors (a); i++)
    {
      GrTensor *x = gr_module_tensor (a, i)->tensor;
      GrTensor *y = gr_module_tensor (b, i)->tensor;
      gsize     n = gr_tensor_numel (x) * gr_dtype_size (x->dtype);

      if (memcmp (gr_tensor_data (x), gr_tensor_data (y), n) != 0)
        g_error ("%s differs", gr_module_tensor (a, i)->name);
    }
}

static inline char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char              *folder = g_dir_make_tmp ("gradus-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static inline void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

static inline void
assert_refused (GrProject *project, const GrTrainerOptions *options, const char *message)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GrTrainer) trainer = gr_trainer_new (project, options, &error);

  g_assert_null (trainer);
  g_assert_nonnull (error);
  if (!g_pattern_match_simple (message, error->message))
    g_error ("got “%s”, expected “%s”", error->message, message);
}

/* --- control ---------------------------------------------------------------------------------- */

static inline void
wait_for_state (GrTrainer *trainer, GrTrainerState state)
{
  while (snapshot (trainer).state != state)
    {
      g_assert_false (gr_trainer_wait (trainer, 0));
      g_usleep (200);
    }
}

/* One batch of a paused run, of training or of evaluation. */
static inline void
step_once (GrTrainer *trainer)
{
  GrSnapshot before = snapshot (trainer);
  GrSnapshot now;

  gr_trainer_step (trainer);
  do
    {
      g_usleep (100);
      now = snapshot (trainer);
    }
  while (now.state != GR_TRAINER_PAUSED
         || (now.batch == before.batch && now.phase == before.phase));
}

static inline void
start_paused (GrTrainer *trainer)
{
  gr_trainer_pause (trainer);
  start (trainer);
  wait_for_state (trainer, GR_TRAINER_PAUSED);
}
