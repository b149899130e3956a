/* test-training-unsaved.c - the runs of a project without a file: they are kept, go where the file
 * goes, and are swept away once nobody has them any more.
 */
#include "training-helpers.h"

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
  g_assert_true (save_document (f->document, f->path, NULL));
  g_assert_cmpuint (n_runs (f), ==, 1);
  gradus_training_stop (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  settle ();
  folder = g_strconcat (f->path, ".d", NULL);
  g_assert_true (g_str_has_prefix (gradus_run_folder (run), folder));
  g_assert_true (has_file (run, "run.json"));
  g_assert_cmpuint (n_runs (f), ==, 1);
}

/* Each is listed once, whether it is found where it was or where it goes; a second line for one
 * would be a trap, since who deletes it deletes the run. */
static void
test_several (Fixture *f, gconstpointer saved)
{
  for (guint i = 0; i < 6; i++)
    {
      gradus_training_step (f->training);
      wait_for (f, GRADUS_TRAINING_PAUSED);
      gradus_training_stop (f->training);
      wait_for (f, GRADUS_TRAINING_IDLE);
    }
  settle ();
  g_assert_cmpuint (n_runs (f), ==, 6);
  g_assert_true (save_document (f->document, f->path, NULL));
  settle ();
  g_assert_cmpuint (n_runs (f), ==, 6);
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
  g_assert_true (save_document (f->document, f->path, NULL));
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
  f->document = open_document (f->path, NULL);
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
  g_assert_true (save_document (f->document, f->path, NULL));
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

gint
main (gint argc, char **argv)
{
  static const gboolean saved = TRUE;

  g_test_init (&argc, &argv, NULL);
  gradus_init ();
#define ADD(name, function, where)                                                                 \
  g_test_add ("/training-unsaved/" name, Fixture, where, set_up, function, tear_down)
  ADD ("unsaved", test_unsaved, NULL);
  ADD ("recovered", test_recovered, NULL);
  ADD ("saved-then-killed", test_saved_then_killed, NULL);
  ADD ("saved-then-closed", test_saved_then_closed, NULL);
  ADD ("several", test_several, NULL);
  ADD ("unsaved-counts", test_unsaved_counts, NULL);
  ADD ("sweep", test_sweep, &saved);
  return g_test_run ();
}
