/* test-training.c - GradusTraining: a run from start to end, controlled, stopped, resumed, found
 * again after a restart, removed, and moved to the file of a project that had none. */
#include "document/data-shape.h"
#include "document/weights-origin.h"
#include "training/training.h"
#include "training/unsaved-runs.h"

#include <glib/gstdio.h>

#include "../unit/folder.h"
#include "gradus.h"
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

static void
note_state (Fixture *f)
{
  g_string_append_c (f->states, "isrpe"[gradus_training_state (f->training)]);
}

static void
note_tick (Fixture *f)
{
  f->ticks++;
}

static void
note_failure (GradusTraining *training, const char *message, Fixture *f)
{
  g_free (f->failure);
  f->failure = g_strdup (message);
}

static void
open_training (Fixture *f)
{
  f->training = gradus_training_new (f->document);
  g_signal_connect_swapped (f->training, "state-changed", G_CALLBACK (note_state), f);
  g_signal_connect_swapped (f->training, "tick", G_CALLBACK (note_tick), f);
  g_signal_connect (f->training, "failed", G_CALLBACK (note_failure), f);
}

static void
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
    g_assert_true (gradus_document_save (f->document, f->path, NULL));
  open_training (f);
}

/* Waits for what is still written in the background. */
static void
settle (void)
{
  for (guint i = 0; i < 20 || g_main_context_pending (NULL); i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

static void
close_training (Fixture *f)
{
  g_signal_handlers_disconnect_by_data (f->training, f);
  gradus_training_close (f->training);
  g_clear_object (&f->training);
  settle ();
}

static void
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

static void
wait_for (Fixture *f, GradusTrainingState state)
{
  wait_while (gradus_training_state (f->training) != state);
}

static void
wait_for_epoch (Fixture *f)
{
  wait_while (gradus_run_n_epochs (gradus_training_run (f->training)) == 0
              || gradus_training_state (f->training) != GRADUS_TRAINING_PAUSED);
}

static guint
n_runs (Fixture *f)
{
  return g_list_model_get_n_items (gradus_training_runs (f->training));
}

static void
wait_for_runs (Fixture *f, guint n)
{
  wait_while (n_runs (f) != n);
}

static gboolean
has_file (GradusRun *run, const char *name)
{
  g_autofree char *path = g_build_filename (gradus_run_folder (run), name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* --- a run --------------------------------------------------------------------------------------
 */

static void
test_whole (Fixture *f, gconstpointer saved)
{
  GradusRun *run;
  g_autofree char *parent = NULL, *weights = NULL, *summary = NULL;
  const gint64 start = g_get_monotonic_time ();

  g_assert_null (gradus_training_obstacle (f->training));
  gradus_training_start (f->training);
  g_assert_cmpint (gradus_training_state (f->training), ==, GRADUS_TRAINING_STARTING);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpstr (f->states->str, ==, "srei");
  g_assert_cmpuint (f->ticks, >, 0);
  g_assert_cmpuint (f->ticks, <=, (g_get_monotonic_time () - start) / 100000 + 1);
  g_assert_null (f->failure);

  run = gradus_training_run (f->training);
  g_assert_cmpuint (n_runs (f), ==, 1);
  g_assert_cmpint (gradus_run_state (run), ==, GRADUS_RUN_DONE);
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (run)), ==, 40);
  g_assert_cmpuint (gradus_run_n_epochs (run), ==, 4);
  g_assert_cmpuint (gradus_series_length (gradus_run_figure (run, GRADUS_TEST_ACCURACY)), ==, 4);
  g_assert_cmpuint (gradus_series_length (gradus_run_figure (run, GRADUS_VAL_LOSS)), ==, 0);
  g_assert_nonnull (gradus_run_best (run));
  parent = g_path_get_dirname (gradus_run_folder (run));
  g_assert_true (g_str_has_suffix (parent, "spirals.gradus.d"));
  settle ();
  g_assert_true (has_file (run, "run.json"));
  g_assert_true (has_file (run, "project.gradus"));
  g_assert_true (has_file (run, "log.csv"));
  weights = gradus_run_weights (run);
  g_assert_true (g_str_has_suffix (weights, "best.safetensors"));
  summary = gradus_run_summary (run);
  g_assert_true (g_str_has_prefix (summary, "4 epochs, "));
}

/* Waits until the model keeps weights of @origin. */
static void
wait_for_weights (Fixture *f, const char *origin)
{
  GrModel *model = gradus_document_model (f->document);

  for (gboolean there = FALSE; !there;)
    {
      const char *now = gr_kept_origin (gr_model_kept (model), "fc1", "", "weight");
      g_autofree char *title = now ? gradus_origin_title (now) : NULL;

      there = g_strcmp0 (title, origin) == 0;
      if (!there)
        g_main_context_iteration (NULL, TRUE);
    }
}

/* Nothing ticks while it rests, once the model has the weights of the pause. */
static void
test_steps (Fixture *f, gconstpointer saved)
{
  GradusRun *run;
  guint ticks;

  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  run = gradus_training_run (f->training);
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (run)), ==, 1);
  gradus_training_step (f->training);
  for (guint n = f->ticks; n == f->ticks;)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (run)), ==, 2);
  wait_for_weights (f, "Run 1, step 2");
  settle ();
  ticks = f->ticks;
  for (guint i = 0; i < 30; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }
  g_assert_cmpuint (f->ticks, ==, ticks);
  gradus_training_epoch (f->training);
  wait_for_epoch (f);
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (run)), ==, 10);
  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpuint (gradus_run_n_epochs (run), ==, 4);
}

/* --- what the model keeps
 * ------------------------------------------------------------------------- */

/* What the model keeps of fc1's weight, number @i. */
static gdouble
kept_number (Fixture *f, guint i)
{
  GrModel *model = gradus_document_model (f->document);

  return gr_tensor_get (gr_kept_value (gr_model_kept (model), "fc1", "", "weight"), i).d;
}

static void
choose_weights (Fixture *f, const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  g_assert_true (gradus_document_set_section (f->document, "weights", node, "", NULL, NULL));
}

/* The first loss of the run in work or the last that was. */
static gdouble
first_loss (Fixture *f)
{
  return gradus_series_y (gradus_run_losses (gradus_training_run (f->training)), 0);
}

static void
train (Fixture *f)
{
  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_STARTING);
  wait_for (f, GRADUS_TRAINING_IDLE);
}

/* Nobody's undo, and nobody's unsaved change: a run that ends leaves its weights. */
static void
test_keeps_weights (Fixture *f, gconstpointer saved)
{
  GrModel *model = gradus_document_model (f->document);
  gdouble best, fresh;

  choose_weights (f, "{\"keep\": \"last\"}");
  train (f);
  g_assert_cmpstr (gr_kept_origin (gr_model_kept (model), "fc2", "", "bias"), ==,
                   "{\"run\":1,\"epoch\":4}");
  g_assert_cmpstr (gradus_document_undo_label (f->document), ==, "");
  best = kept_number (f, 0);
  fresh = first_loss (f);

  /* New weights unless the person asks for the kept ones. */
  train (f);
  g_assert_cmpfloat (first_loss (f), ==, fresh);
  g_assert_cmpfloat (kept_number (f, 0), ==, best);
  choose_weights (f, "{\"start\": \"kept\", \"keep\": \"last\"}");
  train (f);
  g_assert_cmpfloat (first_loss (f), !=, fresh);
  g_assert_cmpstr (gradus_run_start (gradus_training_run (f->training)), ==,
                   "{\"run\":2,\"epoch\":4}");
  g_assert_cmpstr (gr_kept_origin (gr_model_kept (model), "fc2", "", "bias"), ==,
                   "{\"run\":3,\"epoch\":4}");
  g_assert_cmpfloat (kept_number (f, 0), !=, best);

  /* The first run's again, which can be undone. */
  {
    g_autoptr (GradusRun) first = g_list_model_get_item (gradus_training_runs (f->training), 2);

    gradus_training_use_weights (f->training, first);
  }
  wait_for_weights (f, "Run 1, epoch 4");
  g_assert_cmpfloat (kept_number (f, 0), ==, best);
  gradus_document_undo (f->document);
  g_assert_cmpstr (gr_kept_origin (gr_model_kept (model), "fc1", "", "weight"), ==,
                   "{\"run\":3,\"epoch\":4}");
}

static void
test_keeps_after_restart (Fixture *f, gconstpointer saved)
{
  g_autofree char *path = NULL;
  gdouble number;

  train (f);
  number = kept_number (f, 5);
  path = g_build_filename (gradus_training_folder (f->training), "weights.safetensors", NULL);
  wait_while (!g_file_test (path, G_FILE_TEST_EXISTS));
  close_training (f);
  g_object_unref (f->document);
  f->document = gradus_document_load (f->path, NULL);
  open_training (f);
  wait_while (gr_kept_size (gr_model_kept (gradus_document_model (f->document))) == 0);
  g_assert_cmpfloat (kept_number (f, 5), ==, number);
  wait_while (n_runs (f) == 0);
  g_assert_null (gradus_run_start (gradus_training_run (f->training)));
}

/* --- after a restart
 * ------------------------------------------------------------------------------ */

static void
test_restore (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusSeries) before = NULL;
  g_autoptr (GradusRun) first = NULL;
  GradusRun *again;

  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  gradus_training_epoch (f->training);
  wait_for_epoch (f);
  first = g_object_ref (gradus_training_run (f->training));
  before = gradus_series_ref (gradus_run_losses (first));
  gradus_run_set_name (first, "The first one");
  gradus_training_stop (f->training);
  g_assert_cmpint (gradus_training_state (f->training), ==, GRADUS_TRAINING_STOPPING);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpint (gradus_run_state (first), ==, GRADUS_RUN_STOPPED);
  close_training (f);

  open_training (f);
  wait_for_runs (f, 1);
  again = gradus_training_run (f->training);
  g_assert_cmpstr (gradus_run_name (again), ==, "The first one");
  g_assert_cmpstr (gradus_run_id (again), ==, gradus_run_id (first));
  g_assert_cmpint (gradus_run_state (again), ==, GRADUS_RUN_STOPPED);
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (again)), ==,
                    gradus_series_length (before));
  for (gsize i = 0; i < gradus_series_length (before); i++)
    g_assert_cmpfloat (gradus_series_y (gradus_run_losses (again), i), ==,
                       gradus_series_y (before, i));
  g_assert_cmpuint (gradus_run_n_epochs (again), ==, 1);
  g_assert_nonnull (gradus_run_settings (again));

  gradus_training_resume (f->training, again);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpint (gradus_run_state (again), ==, GRADUS_RUN_DONE);
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (again)), ==, 40);
  g_assert_cmpfloat (gradus_series_y (gradus_run_losses (again), 0), ==,
                     gradus_series_y (before, 0));
  g_assert_cmpuint (n_runs (f), ==, 1);
}

/* Closed in the middle of a batch: the run is saved, and can go on. */
static void
test_closed (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusRun) run = NULL;

  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_RUNNING);
  run = g_object_ref (gradus_training_run (f->training));
  close_training (f);
  wait_while (gradus_run_state (run) == GRADUS_RUN_ACTIVE);
  settle ();
  g_assert_true (has_file (run, "last.safetensors"));
  open_training (f);
  wait_for_runs (f, 1);
}

/* Closed before its data are open: nothing has begun, and nothing begins any more. */
static void
test_closed_while_starting (Fixture *f, gconstpointer saved)
{
  gradus_training_start (f->training);
  gradus_training_close (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  gradus_training_start (f->training);
  g_assert_cmpint (gradus_training_state (f->training), ==, GRADUS_TRAINING_IDLE);
  g_assert_cmpstr (f->states->str, ==, "si");
  g_assert_null (gradus_training_run (f->training));
}

/* What the program's end interrupted is called active by its file at every moment. */
static void
test_interrupted_file (Fixture *f, gconstpointer saved)
{
  g_autofree char *folder = g_build_filename (f->folder, "run-1", NULL);
  g_autoptr (GradusRun) again = NULL;
  GradusRun *run = gradus_run_new (folder, "Run 1", spirals);

  g_assert_true (gradus_run_create (run, NULL));
  gradus_run_interrupt (run);
  g_assert_cmpint (gradus_run_state (run), ==, GRADUS_RUN_STOPPED);
  g_assert_finalize_object (run); /* not kept until something is written */
  again = gradus_run_load (folder, NULL);
  g_assert_true (gradus_run_interrupted (again));
}

/* A run that has a number is called by that in the language of who opens it, whatever it was made
 * in, until it is given a name. */
static void
test_number (Fixture *f, gconstpointer saved)
{
  g_autofree char *folder = g_build_filename (f->folder, "run-1", NULL);
  g_autofree char *path = g_build_filename (folder, "run.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GradusRun) run = gradus_run_new (folder, "Lauf 4", spirals), again = NULL;
  g_autoptr (GString) german = NULL;

  gradus_run_set_number (run, 4);
  g_assert_cmpstr (gradus_run_name (run), ==, "Run 4");
  g_assert_true (gradus_run_create (run, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  german = g_string_new (text);
  g_assert_cmpuint (g_string_replace (german, "Run 4", "Lauf 4", 1), ==, 1);
  g_assert_true (g_file_set_contents (path, german->str, -1, NULL));
  again = gradus_run_load (folder, NULL);
  g_assert_cmpstr (gradus_run_name (again), ==, "Run 4");

  gradus_run_set_name (again, "Wide");
  settle ();
  g_clear_object (&again);
  again = gradus_run_load (folder, NULL);
  g_assert_cmpstr (gradus_run_name (again), ==, "Wide");
}

/* --- the list -----------------------------------------------------------------------------------
 */

static void
test_remove (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusRun) run = NULL;
  g_autoptr (GError) error = NULL;

  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  run = g_object_ref (gradus_training_run (f->training));
  g_assert_false (gradus_training_remove_run (f->training, run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  gradus_training_stop (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  settle ();
  g_assert_true (gradus_training_remove_run (f->training, run, NULL));
  g_assert_cmpuint (n_runs (f), ==, 0);
  g_assert_null (gradus_training_run (f->training));
  g_assert_true (gradus_training_restore_run (f->training, run, NULL));
  g_assert_cmpuint (n_runs (f), ==, 1);
  g_assert_true (has_file (run, "last.safetensors"));
  g_assert_true (gradus_training_remove_run (f->training, run, NULL));
  gradus_training_purge_run (f->training, run);
  settle ();
  /* What the model keeps of it stays. */
  g_assert_cmpuint (folder_count (gradus_training_folder (f->training)), ==, 1);
  g_assert_cmpuint (gr_kept_size (gr_model_kept (gradus_document_model (f->document))), >, 0);
}

static void
rename_project (Fixture *f, const char *text)
{
  g_autoptr (JsonNode) name = json_node_init_string (json_node_alloc (), text);

  g_assert_true (gradus_document_set_section (f->document, "name", name, "Rename", NULL, NULL));
}

/* A deletion has its place among the steps of the document, as long as it can be taken back. */
static void
test_last_removed (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusRun) first = NULL, second = NULL;

  train (f);
  first = g_object_ref (gradus_training_run (f->training));
  train (f);
  second = g_object_ref (gradus_training_run (f->training));
  rename_project (f, "Other");
  g_assert_null (gradus_training_last_removed (f->training));
  g_assert_true (gradus_training_remove_run (f->training, second, NULL));
  g_assert_true (gradus_training_last_removed (f->training) == second);
  rename_project (f, "Another");
  g_assert_null (gradus_training_last_removed (f->training));
  gradus_document_undo (f->document);
  g_assert_true (gradus_training_remove_run (f->training, first, NULL));
  g_assert_true (gradus_training_last_removed (f->training) == first);
  gradus_training_purge_run (f->training, first);
  g_assert_true (gradus_training_last_removed (f->training) == second);
  g_assert_true (gradus_training_restore_run (f->training, second, NULL));
  g_assert_null (gradus_training_last_removed (f->training));
  g_assert_true (gradus_training_run (f->training) == second);
  g_assert_true (gradus_training_chosen (f->training) == second);
}

static guint
colour_at (Fixture *f, guint i)
{
  g_autoptr (GradusRun) run = g_list_model_get_item (gradus_training_runs (f->training), i);

  return gradus_run_colour (run);
}

/* A run keeps its colour whatever becomes of the others, and through a restart; what may come back
 * keeps its colour and its name, too. */
static void
test_colours (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusRun) second = NULL;

  for (guint i = 0; i < 3; i++)
    train (f);
  second = g_list_model_get_item (gradus_training_runs (f->training), 1);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (colour_at (f, i), ==, 2 - i);
  g_assert_true (gradus_training_remove_run (f->training, second, NULL));
  g_assert_cmpuint (colour_at (f, 0), ==, 2);
  train (f);
  g_assert_cmpuint (colour_at (f, 0), ==, 3);
  g_assert_cmpstr (gradus_run_name (gradus_training_run (f->training)), ==, "Run 4");
  gradus_training_purge_run (f->training, second);
  close_training (f);
  open_training (f);
  wait_for_runs (f, 3);
  g_assert_cmpuint (colour_at (f, 0), ==, 3);
  g_assert_cmpuint (colour_at (f, 1), ==, 2);
  g_assert_cmpuint (colour_at (f, 2), ==, 0);
  train (f);
  g_assert_cmpuint (colour_at (f, 0), ==, 1); /* which none has any more */
}

/* A project without a file: its runs follow it to the file that it is saved in. */
static void
test_unsaved (Fixture *f, gconstpointer saved)
{
  GradusRun *run;
  g_autofree char *folder = NULL;

  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  run = gradus_training_run (f->training);
  g_assert_true (g_str_has_prefix (gradus_run_folder (run), g_get_user_state_dir ()));
  g_assert_true (gradus_document_save (f->document, f->path, NULL));
  g_assert_cmpuint (n_runs (f), ==, 1);
  gradus_training_stop (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  settle ();
  folder = g_strconcat (f->path, ".d", NULL);
  g_assert_true (g_str_has_prefix (gradus_run_folder (run), folder));
  g_assert_true (has_file (run, "run.json"));
  g_assert_cmpuint (n_runs (f), ==, 1);
}

/* A project without a file that is opened again after a crash: its runs are where they were. */
static void
test_recovered (Fixture *f, gconstpointer saved)
{
  g_autofree char *folder = NULL;
  GrProject *project;

  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  gradus_training_stop (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  settle ();
  folder = g_strdup (gradus_document_runs_folder (f->document));
  g_assert_cmpstr (folder, ==, gradus_training_folder (f->training));
  close_training (f);
  g_object_unref (f->document);

  project = gr_project_from_json (spirals, -1, "spirals", NULL);
  f->document = gradus_document_new (project);
  gradus_document_set_runs_folder (f->document, folder);
  open_training (f);
  wait_for_runs (f, 1);
  g_assert_true (has_file (gradus_training_run (f->training), "last.safetensors"));
}

static gboolean
no_folder (const char *folder)
{
  return FALSE;
}

static gboolean
every_folder (const char *folder)
{
  return TRUE;
}

/* A folder of runs as a crashed process leaves it. (transfer full) */
static char *
leave_run (const char *saved_in)
{
  char *folder = gradus_unsaved_runs_new ();
  g_autofree char *run_folder = g_build_filename (folder, "run-1", NULL);
  g_autoptr (GradusRun) run = gradus_run_new (run_folder, "Left behind", spirals);

  g_assert_true (gradus_run_create (run, NULL));
  gradus_unsaved_runs_belong_to (folder, saved_in);
  return folder;
}

/* Killed between the first save and the end of the run: who opens the file finds the run. */
static void
test_saved_then_killed (Fixture *f, gconstpointer saved)
{
  g_autofree char *left = NULL, *note = NULL, *runs = g_strconcat (f->path, ".d", NULL);
  g_autofree char *text = NULL;

  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  left = g_strdup (gradus_training_folder (f->training));
  note = g_build_filename (left, "saved-in", NULL);
  gradus_training_will_save (f->training, f->path);
  g_assert_true (g_file_get_contents (note, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, f->path);
  gradus_training_will_save (f->training, NULL);
  g_assert_false (g_file_test (note, G_FILE_TEST_EXISTS));
  g_assert_true (gradus_document_save (f->document, f->path, NULL));
  g_assert_true (g_file_test (note, G_FILE_TEST_EXISTS));
  /* While it lives nobody takes the run from it, nor sweeps it away. */
  gradus_unsaved_runs_bring (f->path, runs);
  gradus_unsaved_runs_sweep (no_folder);
  g_assert_true (has_file (gradus_training_run (f->training), "run.json"));
  gradus_training_stop (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  wait_while (g_file_test (left, G_FILE_TEST_EXISTS));
  close_training (f);

  g_free (left);
  left = leave_run (f->path);
  gradus_unsaved_runs_sweep (no_folder);
  g_object_unref (f->document);
  f->document = gradus_document_load (f->path, NULL);
  open_training (f);
  wait_for_runs (f, 2);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
}

/* Its window closes while it trains: the run ends beside the file all the same. */
static void
test_saved_then_closed (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusRun) run = NULL;
  g_autofree char *folder = g_strconcat (f->path, ".d", NULL);

  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  run = g_object_ref (gradus_training_run (f->training));
  g_assert_true (gradus_document_save (f->document, f->path, NULL));
  close_training (f);
  wait_while (gradus_run_state (run) == GRADUS_RUN_ACTIVE);
  settle ();
  g_assert_true (g_str_has_prefix (gradus_run_folder (run), folder));
  g_assert_true (has_file (run, "last.safetensors"));
}

/* What was trained and has no file is not saved; given up, it leaves nothing. */
static void
test_unsaved_counts (Fixture *f, gconstpointer saved)
{
  g_autofree char *folder = g_strdup (gradus_training_folder (f->training));

  g_assert_false (gradus_document_modified (f->document));
  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  g_assert_true (gradus_document_modified (f->document));
  gradus_training_discard (f->training);
  close_training (f);
  wait_while (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* Only what nobody has any more is swept away. */
static void
test_sweep (Fixture *f, gconstpointer saved)
{
  g_autofree char *orphan = leave_run (NULL), *of_file = leave_run ("/elsewhere/model.gradus");
  g_autofree char *held = leave_run (NULL);
  const gint lock = gradus_unsaved_runs_hold (held);

  g_assert_cmpint (lock, >=, 0);
  gradus_unsaved_runs_sweep (every_folder);
  g_assert_true (g_file_test (orphan, G_FILE_TEST_EXISTS));
  gradus_unsaved_runs_sweep (no_folder);
  g_assert_false (g_file_test (orphan, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (of_file, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (held, G_FILE_TEST_EXISTS));
  gradus_unsaved_runs_release (held, lock);
  gradus_unsaved_runs_delete (held);
  gradus_unsaved_runs_delete (of_file);
}

/* --- data that give out -------------------------------------------------------------------------
 */

static const char zoo[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"zoo\"},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [3, 2, 2]}},"
      "   {\"id\": \"flat\", \"kind\": \"Flatten\"},"
      "   {\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 2}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"flat\"}, {\"from\": \"flat\", \"to\": \"fc\"},"
      "   {\"from\": \"fc\", \"to\": \"loss\"}]},"
      " \"training\": {\"epochs\": 2, \"batch_size\": 1, \"sampler\": \"sequential\"}}";

static void
write_picture (const char *folder, gint number, const char *content)
{
  g_autofree char *name = g_strdup_printf ("%02d.pgm", number);

  g_free (folder_write (folder, name, content, strlen (content)));
}

/* A picture turns out to be none: the run stops, says so, and goes on once the picture is mended.
 */
static void
test_broken_picture (Fixture *f, gconstpointer saved)
{
  const char *const good = "P2 2 2 255\n10 20 30 40\n";
  GrProject *project = gr_project_from_json (zoo, -1, "zoo", NULL);
  g_autofree char *cats = g_build_filename (f->folder, "zoo", "cats", NULL);
  g_autofree char *dogs = g_build_filename (f->folder, "zoo", "dogs", NULL);
  GradusRun *run;

  close_training (f);
  g_object_unref (f->document);
  f->document = gradus_document_new (project);
  g_assert_true (gradus_document_save (f->document, f->path, NULL));
  g_assert_cmpint (g_mkdir_with_parents (cats, 0755), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (dogs, 0755), ==, 0);
  for (gint i = 0; i < 40; i++)
    {
      write_picture (cats, i, good);
      write_picture (dogs, i, good);
    }
  open_training (f);
  gradus_training_step (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  write_picture (dogs, 38, "nothing");
  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  run = gradus_training_run (f->training);
  g_assert_nonnull (strstr (f->failure, "38.pgm"));
  g_assert_cmpstr (gradus_run_message (run), ==, f->failure);
  g_assert_cmpint (gradus_run_state (run), ==, GRADUS_RUN_STOPPED);
  g_assert_true (gradus_training_unfinished (f->training) == run);

  write_picture (dogs, 38, good);
  gradus_training_go_on (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpint (gradus_run_state (run), ==, GRADUS_RUN_DONE);
  g_assert_null (gradus_run_message (run));
  g_assert_cmpuint (gradus_series_length (gradus_run_losses (run)), ==, 160);
}

/* --- what cannot be trained
 * ------------------------------------------------------------------------ */

static void
test_obstacle (Fixture *f, gconstpointer saved)
{
  g_autoptr (GrEdit) edit = gr_edit_remove_link ("fc2", 0);
  g_autoptr (JsonNode) missing = json_from_string ("{\"set\": \"missing.csv\"}", NULL);
  g_autofree char *path = g_build_filename (f->folder, "missing.csv", NULL);
  const GrProblem *problem;

  gradus_data_shape_follow (f->document);

  g_assert_true (gradus_document_apply (f->document, edit, NULL, NULL));
  g_assert_nonnull (gradus_training_obstacle (f->training));
  gradus_training_start (f->training);
  g_assert_cmpint (gradus_training_state (f->training), ==, GRADUS_TRAINING_IDLE);
  gradus_document_undo (f->document);
  g_assert_null (gradus_training_obstacle (f->training));

  g_assert_true (gradus_document_set_section (f->document, "data", NULL, "Data", NULL, NULL));
  g_assert_nonnull (gradus_training_obstacle (f->training));
  g_assert_true (gradus_document_set_section (f->document, "data", missing, "Data", NULL, NULL));
  wait_while (gradus_data_shape_busy (f->document));
  g_assert_nonnull (strstr (gradus_training_obstacle (f->training), "missing.csv"));
  gradus_training_start (f->training);
  g_assert_cmpint (gradus_training_state (f->training), ==, GRADUS_TRAINING_IDLE);

  /* It is found at the next look. */
  g_assert_true (g_file_set_contents (path, "x,y,c\n1,2,a\n2,3,b\n3,4,c\n", -1, NULL));
  gradus_data_shape_again (f->document);
  wait_while (gradus_data_shape_busy (f->document));
  g_assert_null (gradus_training_obstacle (f->training));

  /* Other items are marked at the Input, whose fix is one step. */
  g_assert_true (g_file_set_contents (path, "x,c\n1,a\n2,b\n3,c\n", -1, NULL));
  gradus_data_shape_again (f->document);
  wait_while (gradus_data_shape_busy (f->document));
  problem = gr_model_problem_at (gradus_document_model (f->document), 0);
  g_assert_cmpstr (problem->block, ==, "input");
  g_assert_cmpstr (problem->message, ==, gradus_training_obstacle (f->training));
  g_assert_true (gradus_document_apply (f->document, problem->fix, NULL, NULL));
  g_assert_null (gradus_training_obstacle (f->training));
}

gint
main (gint argc, char **argv)
{
  static const gboolean saved = TRUE;

  g_test_init (&argc, &argv, NULL);
  gradus_init ();
#define ADD(name, function, where)                                                                 \
  g_test_add ("/training/" name, Fixture, where, set_up, function, tear_down)
  ADD ("whole", test_whole, &saved);
  ADD ("keeps", test_keeps_weights, &saved);
  ADD ("keeps-after-restart", test_keeps_after_restart, &saved);
  ADD ("steps", test_steps, &saved);
  ADD ("restore", test_restore, &saved);
  ADD ("closed", test_closed, &saved);
  ADD ("closed-while-starting", test_closed_while_starting, &saved);
  ADD ("interrupted-file", test_interrupted_file, &saved);
  ADD ("number", test_number, &saved);
  ADD ("remove", test_remove, &saved);
  ADD ("last-removed", test_last_removed, &saved);
  ADD ("colours", test_colours, &saved);
  ADD ("unsaved", test_unsaved, NULL);
  ADD ("recovered", test_recovered, NULL);
  ADD ("saved-then-killed", test_saved_then_killed, NULL);
  ADD ("saved-then-closed", test_saved_then_closed, NULL);
  ADD ("unsaved-counts", test_unsaved_counts, NULL);
  ADD ("sweep", test_sweep, &saved);
  ADD ("broken-picture", test_broken_picture, &saved);
  ADD ("obstacle", test_obstacle, &saved);
  return g_test_run ();
}
