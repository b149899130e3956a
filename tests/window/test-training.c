/* test-training.c - GradusTraining: a run from start to end, controlled, and what the model keeps
 * of it; the list of runs; what is in the way of training.
 */
#include "training-helpers.h"
#include "tensor/allocator.h"
#include "training/next.h"
#include "training/obstacle.h"

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
  f->document = open_document (f->path, NULL);
  open_training (f);
  wait_while (gr_kept_size (gr_model_kept (gradus_document_model (f->document))) == 0);
  g_assert_cmpfloat (kept_number (f, 5), ==, number);
  wait_while (n_runs (f) == 0);
  g_assert_null (gradus_run_start (gradus_training_run (f->training)));
}

/* --- the list -----------------------------------------------------------------------------------
 */

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
  g_assert_true (gradus_training_restore_run (f->training, run));
  g_assert_cmpuint (n_runs (f), ==, 1);
  g_assert_true (has_file (run, "last.safetensors"));
  g_assert_true (gradus_training_remove_run (f->training, run, NULL));
  gradus_document_forget (f->document);
  g_assert_false (gradus_training_can_restore (f->training, run));
  wait_while (folder_count (gradus_training_folder (f->training)) > 1);
  /* What the model keeps of it stays. */
  g_assert_cmpuint (gr_kept_size (gr_model_kept (gradus_document_model (f->document))), >, 0);
}

static void
rename_project (Fixture *f, const char *text)
{
  g_autoptr (JsonNode) name = json_node_init_string (json_node_alloc (), text);

  g_assert_true (gradus_document_set_section (f->document, "name", name, "Rename", NULL, NULL));
}

/* A deletion is a step like others: it can be taken back as long as these are, and done again. */
static void
test_remove_undone (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusRun) first = NULL, second = NULL;

  train (f);
  first = g_object_ref (gradus_training_run (f->training));
  train (f);
  second = g_object_ref (gradus_training_run (f->training));
  g_assert_true (gradus_training_remove_run (f->training, second, NULL));
  g_assert_true (gradus_training_remove_run (f->training, first, NULL));
  g_assert_false (gradus_document_modified (f->document));
  g_assert_cmpstr (gradus_document_undo_label (f->document), ==, "Delete Run 1");
  rename_project (f, "Other");
  settle ();
  gradus_document_undo (f->document);
  g_assert_cmpuint (n_runs (f), ==, 0);
  gradus_document_undo (f->document);
  g_assert_true (gradus_training_run (f->training) == first);
  gradus_document_undo (f->document);
  g_assert_cmpuint (n_runs (f), ==, 2);
  g_assert_true (gradus_training_run (f->training) == second);
  g_assert_true (gradus_training_chosen (f->training) == second);
  g_assert_true (has_file (second, "last.safetensors"));

  gradus_document_redo (f->document);
  g_assert_cmpuint (n_runs (f), ==, 1);
  g_assert_true (gradus_training_can_restore (f->training, second));
  gradus_document_redo (f->document);
  g_assert_cmpuint (n_runs (f), ==, 0);
  gradus_document_undo (f->document);
  /* Another deletion in the place of that which was undone. */
  g_assert_true (gradus_training_remove_run (f->training, first, NULL));
  settle ();
  gradus_document_undo (f->document);
  g_assert_cmpuint (n_runs (f), ==, 1);
  g_assert_true (has_file (first, "last.safetensors"));

  close_training (f);
  g_assert_false (gradus_document_can_undo (f->document));
  g_assert_cmpuint (folder_count (gradus_run_folder (first)), >, 0);
  open_training (f);
  wait_for_runs (f, 1);
}

/* What was deleted before the document had a file comes back beside that. */
static void
test_remove_saved (Fixture *f, gconstpointer unsaved)
{
  g_autoptr (GradusRun) run = NULL;

  train (f);
  run = g_object_ref (gradus_training_run (f->training));
  g_assert_true (gradus_training_remove_run (f->training, run, NULL));
  g_assert_true (save_document (f->document, f->path, NULL));
  settle ();
  gradus_document_undo (f->document);
  g_assert_cmpuint (n_runs (f), ==, 1);
  wait_while (!g_str_has_prefix (gradus_run_folder (run), gradus_training_folder (f->training)));
  g_assert_true (has_file (run, "last.safetensors"));
}

/* The runs of another file are others: what was deleted there is so for good. */
static void
test_remove_elsewhere (Fixture *f, gconstpointer saved)
{
  g_autofree char *other = g_build_filename (f->folder, "other.gradus", NULL);
  g_autofree char *before = NULL;

  train (f);
  before = g_strdup (gradus_training_folder (f->training));
  gradus_training_rename_run (f->training, gradus_training_run (f->training), "Wide");
  g_assert_true (gradus_training_remove_run (f->training, gradus_training_run (f->training), NULL));
  g_assert_true (save_document (f->document, other, NULL));
  g_assert_false (gradus_document_can_undo (f->document));
  wait_while (folder_count (before) > 1); /* what the model keeps */
}

/* Where its files are gone that is told, and Undo goes on with what was done before. */
static void
test_remove_lost (Fixture *f, gconstpointer saved)
{
  g_autoptr (GradusRun) run = NULL;
  char *hidden;

  train (f);
  run = g_object_ref (gradus_training_run (f->training));
  rename_project (f, "Other");
  g_assert_true (gradus_training_remove_run (f->training, run, NULL));
  hidden = g_strdup_printf ("%s/.deleted-%s", gradus_training_folder (f->training),
                            gradus_run_id (run));
  g_assert_true (g_file_test (hidden, G_FILE_TEST_IS_DIR));
  folder_remove (hidden);
  gradus_document_undo (f->document);
  g_assert_nonnull (f->failure);
  g_assert_cmpuint (n_runs (f), ==, 0);
  g_assert_false (gradus_training_can_restore (f->training, run));
  g_assert_true (gradus_document_modified (f->document));
  gradus_document_undo (f->document);
  g_assert_false (gradus_document_modified (f->document));
}

/* As who opens it again finds it. */
static guint
saved_number (GradusRun *run)
{
  g_autoptr (GradusRun) again = gradus_run_load (gradus_run_folder (run), NULL);

  return gradus_run_number (again);
}

/* What a run is called is a step to undo, too; its number is one again in every language. */
static void
test_rename (Fixture *f, gconstpointer saved)
{
  GradusRun *run;

  train (f);
  run = gradus_training_run (f->training);
  gradus_training_rename_run (f->training, run, "Run 1");
  g_assert_false (gradus_document_can_undo (f->document));
  gradus_training_rename_run (f->training, run, "Wide");
  g_assert_cmpstr (gradus_run_name (run), ==, "Wide");
  g_assert_cmpstr (gradus_document_undo_label (f->document), ==, "Rename Run 1 to Wide");
  g_assert_false (gradus_document_modified (f->document));
  wait_while (saved_number (run) != 0);
  gradus_document_undo (f->document);
  g_assert_cmpstr (gradus_run_name (run), ==, "Run 1");
  g_assert_cmpuint (gradus_run_number (run), ==, 1);
  wait_while (saved_number (run) != 1);
  gradus_document_redo (f->document);
  g_assert_cmpstr (gradus_run_name (run), ==, "Wide");
  g_assert_cmpuint (gradus_run_number (run), ==, 0);
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
  close_training (f);
  open_training (f);
  wait_for_runs (f, 3);
  g_assert_cmpuint (colour_at (f, 0), ==, 3);
  g_assert_cmpuint (colour_at (f, 1), ==, 2);
  g_assert_cmpuint (colour_at (f, 2), ==, 0);
  train (f);
  g_assert_cmpuint (colour_at (f, 0), ==, 1); /* which none has any more */
}

/* A picture that only decoding shows to be damaged stops its run, which can go on once it is
 * mended. */
static void
test_damaged_picture (Fixture *f, gconstpointer saved)
{
  static const char whole[] = "P5 2 1 255\nab", cut[] = "P5 2 1 255\n";
  g_autoptr (JsonNode) data = json_from_string ("{\"set\": \"zoo\"}", NULL);
  g_autoptr (JsonNode) training = json_from_string (
      "{\"batch_size\": 4, \"epochs\": 1, \"sampler\": \"sequential\"}", NULL);
  GrModel *model = gradus_document_model (f->document);
  g_autofree char *damaged = g_build_filename (f->folder, "zoo", "dogs", "33.pgm", NULL);

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *folder = g_build_filename (f->folder, "zoo", i < 20 ? "cats" : "dogs", NULL);
      g_autofree char *path = g_strdup_printf ("%s/%02u.pgm", folder, i);

      g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
      g_assert_true (g_file_set_contents (path, i == 33 ? cut : whole, -1, NULL));
    }
  gradus_data_shape_follow (f->document);
  g_assert_true (gradus_document_set_section (f->document, "data", data, "Data", NULL, NULL));
  g_assert_true (
      gradus_document_set_section (f->document, "training", training, "Training", NULL, NULL));
  wait_while (gradus_data_shape_busy (f->document));
  while (gr_model_n_problems (model) > 0)
    {
      g_autoptr (GrEdit) fix = gr_edit_ref (gr_model_problem_at (model, 0)->fix);

      g_assert_true (gradus_document_apply (f->document, fix, NULL, NULL));
    }
  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpint (gradus_run_state (gradus_training_run (f->training)), ==, GRADUS_RUN_STOPPED);
  g_assert_nonnull (strstr (gradus_run_message (gradus_training_run (f->training)), damaged));
  g_assert_cmpstr (f->failure, ==, gradus_run_message (gradus_training_run (f->training)));

  g_assert_true (g_file_set_contents (damaged, whole, -1, NULL));
  gradus_training_go_on (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  g_assert_cmpint (gradus_run_state (gradus_training_run (f->training)), ==, GRADUS_RUN_DONE);
}

/* --- what cannot be trained
 * ------------------------------------------------------------------------ */

static void
test_obstacle (Fixture *f, gconstpointer saved)
{
  g_autoptr (GrEdit) edit = gr_edit_remove_link ("fc2", 0);
  g_autoptr (GrEdit) vast = gr_edit_set_attribute ("fc1", "out_features",
                                                   gr_setting_int (G_MAXINT32));
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

  g_assert_true (gradus_document_apply (f->document, vast, NULL, NULL));
  /* There are machines that can hold it. */
  if (gr_allocator_limit () < 100e9)
    g_assert_nonnull (strstr (gradus_training_obstacle (f->training), "of memory"));
}

/* @training is the document's section; @word is in what then keeps it from being trained, or NULL.
 */
static void
assert_obstacle (Fixture *f, const char *training, const char *word)
{
  g_autoptr (JsonNode) section = json_from_string (training, NULL);
  g_autofree char *tooltip = NULL;

  g_assert_true (
      gradus_document_set_section (f->document, "training", section, "Training", NULL, NULL));
  g_assert_cmpint (gradus_training_can_next (f->training), ==, word == NULL);
  tooltip = gradus_training_next_tooltip (f->training);
  g_assert_true (!word || strstr (tooltip, word));
  g_assert_cmpstr (word ? tooltip : NULL, ==, gradus_training_obstacle (f->training));
}

/* One click does away with what there is of obstacles now, by @remedy; then they are back. */
static void
assert_mended (Fixture *f, const char *remedy)
{
  g_autofree char *obstacle = g_strdup (gradus_training_obstacle (f->training));
  g_autofree char *offered = gradus_obstacle_remedy (f->document, obstacle);

  g_assert_cmpstr (offered, ==, remedy);
  g_assert_true (gradus_obstacle_mend (f->document, obstacle, NULL));
  g_assert_cmpstr (gradus_document_undo_label (f->document), ==, remedy);
  g_assert_null (gradus_training_obstacle (f->training));
  gradus_document_undo (f->document);
  g_assert_cmpstr (gradus_training_obstacle (f->training), ==, obstacle);
}

/* What is left of a set to train on is known before a run is begun. */
static void
test_too_few (Fixture *f, gconstpointer saved)
{
  g_autoptr (JsonNode) data = json_from_string ("{\"set\": \"few.csv\"}", NULL);
  g_autofree char *path = g_build_filename (f->folder, "few.csv", NULL);

  g_assert_true (g_file_set_contents (path, "x,y,c\n1,2,a\n2,3,b\n3,4,c\n", -1, NULL));
  gradus_data_shape_follow (f->document);
  g_assert_true (gradus_document_set_section (f->document, "data", data, "Data", NULL, NULL));
  wait_while (gradus_data_shape_busy (f->document));
  assert_obstacle (f, "{\"batch_size\": 4}", NULL);
  assert_obstacle (f, "{\"batch_size\": 4, \"drop_last\": true}", "do not fill one batch of 4");
  assert_mended (f, "Set the batch size to 3");
  assert_obstacle (f, "{\"batch_size\": 4000, \"drop_last\": true}", "one batch of 4000");
  assert_mended (f, "Set the batch size to 3");
  assert_obstacle (f, "{\"batch_size\": 3, \"drop_last\": true}", NULL);
  assert_obstacle (f, "{\"val_split\": 0.99}", "leaves one side empty");
  assert_obstacle (f, "{\"sampler\": \"weighted\"}", NULL);
}

/* A kind that this version does not know is said as on a line of command, and one click has
 * another. */
static void
test_unknown_kinds (Fixture *f, gconstpointer saved)
{
  static const char *const sections[][3] = {
    { "optimizer", "There is no optimizer “Foo”; ", "Optimizer: Adam" },
    { "schedule", "There is no learning-rate schedule “Foo”; ",
      "Learning-rate schedule: constant" },
  };

  gradus_data_shape_follow (f->document);
  wait_while (gradus_data_shape_busy (f->document));
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      g_autoptr (JsonNode) foo = json_from_string ("{\"kind\": \"Foo\"}", NULL);
      g_autofree char *of_run = NULL;

      g_assert_true (
          gradus_document_set_section (f->document, sections[i][0], foo, "Foo", NULL, NULL));
      of_run = gradus_find_run_obstacle (f->document);
      g_assert_cmpstr (of_run, ==, gradus_training_obstacle (f->training));
      g_assert_true (g_str_has_prefix (of_run, sections[i][1]));
      assert_mended (f, sections[i][2]);
      gradus_document_undo (f->document);
    }
}

/* A BatchNorm between fc1 and tanh. */
static void
add_batch_norm (Fixture *f)
{
  g_autoptr (GrBlock) norm = gr_block_new ("norm", "BatchNorm1d", "norm", NULL);
  GrEdit *edits[] = { gr_edit_add_block (norm, GR_AT_END), gr_edit_remove_link ("tanh", 0),
                      gr_edit_add_link ("fc1", "norm", 0, GR_AT_END),
                      gr_edit_add_link ("norm", "tanh", 0, GR_AT_END) };

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_assert_true (gradus_document_apply (f->document, edits[i], NULL, NULL));
      gr_edit_unref (edits[i]);
    }
}

static void
set_tracking (Fixture *f, gboolean on)
{
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("norm", "track_running_stats",
                                                   gr_setting_bool (on));

  g_assert_true (gradus_document_apply (f->document, edit, NULL, NULL));
}

/* What a batch of one item is too little for is known before a run is begun. */
static void
test_single (Fixture *f, gconstpointer saved)
{
  gradus_data_shape_follow (f->document);
  wait_while (gradus_data_shape_busy (f->document));
  assert_obstacle (f, "{\"batch_size\": 299}", NULL);
  add_batch_norm (f);
  assert_obstacle (f, "{\"batch_size\": 299}", "300 to train on, in batches of 299");
  assert_mended (f, "Set the batch size to 298");
  assert_obstacle (f, "{\"batch_size\": 299, \"drop_last\": true}", NULL);
  assert_obstacle (f, "{\"batch_size\": 1}", "batches of a single item");
  assert_mended (f, "Set the batch size to 2");
  assert_obstacle (f, "{\"batch_size\": 30}", NULL);
  assert_obstacle (f, "{\"batch_size\": 59}", NULL);
  set_tracking (f, FALSE);
  assert_obstacle (f, "{\"batch_size\": 59}", "(60 items in batches of 59)");
  assert_mended (f, "Set the batch size to 58");
  set_tracking (f, TRUE);
  assert_obstacle (f, "{\"batch_size\": 59}", NULL);
}

/* Nor is there anything to train where all is frozen. */
static void
test_frozen (Fixture *f, gconstpointer saved)
{
  g_autoptr (GrEdit) first = gr_edit_set_attribute ("fc1", "frozen", gr_setting_bool (TRUE));
  g_autoptr (GrEdit) last = gr_edit_set_attribute ("fc2", "frozen", gr_setting_bool (TRUE));

  gradus_data_shape_follow (f->document);
  wait_while (gradus_data_shape_busy (f->document));
  g_assert_true (gradus_document_apply (f->document, first, NULL, NULL));
  assert_obstacle (f, "{\"batch_size\": 30}", NULL);
  g_assert_true (gradus_document_apply (f->document, last, NULL, NULL));
  assert_obstacle (f, "{\"batch_size\": 32}", "there is nothing to train");
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
  ADD ("number", test_number, &saved);
  ADD ("remove", test_remove, &saved);
  ADD ("remove-undone", test_remove_undone, &saved);
  ADD ("remove-saved", test_remove_saved, NULL);
  ADD ("remove-elsewhere", test_remove_elsewhere, &saved);
  ADD ("remove-lost", test_remove_lost, &saved);
  ADD ("rename", test_rename, &saved);
  ADD ("colours", test_colours, &saved);
  ADD ("damaged-picture", test_damaged_picture, &saved);
  ADD ("obstacle", test_obstacle, &saved);
  ADD ("too-few", test_too_few, &saved);
  ADD ("unknown-kinds", test_unknown_kinds, &saved);
  ADD ("single", test_single, &saved);
  ADD ("frozen", test_frozen, &saved);
  return g_test_run ();
}
