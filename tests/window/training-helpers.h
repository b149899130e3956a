/* training-helpers.h - what the tests of GradusTraining share: a document in a folder of its own,
 * its training, and waiting for what that does. */
#pragma once

#include "document/data-shape.h"
#include "document/weights-origin.h"
#include "training/training.h"
#include "training/unsaved-runs.h"

#include <glib/gstdio.h>

#include "../unit/folder.h"
#include "gradus.h"
#include "saving.h"
#include "waiting.h"

static const char spirals[]
    = "{\"gradus\": 1,"
      " \"data\": {\"set\": \"spirals\", \"n\": 300, \"n_test\": 60, \"classes\": 3},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
      "   {\"id\": \"fc1\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 16}},"
      "   {\"id\": \"tanh\", \"kind\": \"Tanh\"},"
      "   {\"id\": \"fc2\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"fc1\"}, {\"from\": \"fc1\", \"to\": \"tanh\"},"
      "   {\"from\": \"tanh\", \"to\": \"fc2\"}, {\"from\": \"fc2\", \"to\": \"loss\"}]},"
      " \"training\": {\"epochs\": 4, \"batch_size\": 30}}";

/* A document in a folder of its own, and its training. */
typedef struct
{
  char *folder, *path;
  GradusDocument *document;
  GradusTraining *training;
  GString *states; /* the states there were, as letters */
  guint ticks;
  char *failure;
} Fixture;

static inline void
note_state (Fixture *f)
{
  g_string_append_c (f->states, "isrpe"[gradus_training_state (f->training)]);
}

static inline void
note_tick (Fixture *f)
{
  f->ticks++;
}

static inline void
note_failure (GradusTraining *training, const char *message, Fixture *f)
{
  g_free (f->failure);
  f->failure = g_strdup (message);
}

static inline void
open_training (Fixture *f)
{
  f->training = gradus_training_new (f->document);
  g_signal_connect_swapped (f->training, "state-changed", G_CALLBACK (note_state), f);
  g_signal_connect_swapped (f->training, "tick", G_CALLBACK (note_tick), f);
  g_signal_connect (f->training, "failed", G_CALLBACK (note_failure), f);
}

static inline void
set_up (Fixture *f, gconstpointer saved)
{
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_from_json (spirals, -1, "spirals", &error);

  g_assert_no_error (error);
  f->folder = folder_new ();
  f->path = g_build_filename (f->folder, "spirals.gradus", NULL);
  f->states = g_string_new (NULL);
  f->document = gradus_document_new (project);
  if (saved)
    g_assert_true (save_document (f->document, f->path, NULL));
  open_training (f);
}

/* Waits for what is still written in the background. */
static inline void
settle (void)
{
  for (guint i = 0; i < 20 || g_main_context_pending (NULL); i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

static inline void
close_training (Fixture *f)
{
  g_signal_handlers_disconnect_by_data (f->training, f);
  gradus_training_close (f->training);
  g_clear_object (&f->training);
  settle ();
}

static inline void
tear_down (Fixture *f, gconstpointer saved)
{
  if (f->training)
    close_training (f);
  g_object_unref (f->document);
  g_string_free (f->states, TRUE);
  g_free (f->failure);
  g_free (f->path);
  folder_remove (f->folder);
}

static inline void
wait_for (Fixture *f, GradusTrainingState state)
{
  wait_while (gradus_training_state (f->training) != state);
}

static inline void
wait_for_epoch (Fixture *f)
{
  wait_while (gradus_run_n_epochs (gradus_training_run (f->training)) == 0
              || gradus_training_state (f->training) != GRADUS_TRAINING_PAUSED);
}

static inline guint
n_runs (Fixture *f)
{
  return g_list_model_get_n_items (gradus_training_runs (f->training));
}

static inline void
wait_for_runs (Fixture *f, guint n)
{
  wait_while (n_runs (f) != n);
}

static inline gboolean
has_file (GradusRun *run, const char *name)
{
  g_autofree char *path = g_build_filename (gradus_run_folder (run), name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static inline void
train (Fixture *f)
{
  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_STARTING);
  wait_for (f, GRADUS_TRAINING_IDLE);
}
