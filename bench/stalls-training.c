/* stalls-training.c - bench/stalls: weights of 100 MB and of 1,000 blocks, training, runs of a
 * million steps, and quitting while one trains. */
#include <math.h>

#include "data/draw-pad.h"
#include "gradus.h"
#include "plot/plot-view.h"
#include "stalls-files.h"
#include "stalls.h"
#include "training/run-files.h"
#include "training/watch-view.h"
#include "turns.h"

/* --- weights ------------------------------------------------------------------------------------
 */

static const char *awaited; /* a file */

static gboolean
is_written (void)
{
  return g_file_test (awaited, G_FILE_TEST_EXISTS);
}

static gboolean
load_weights (gpointer path)
{
  gradus_window_load_weights (stalls.window, path);
  return TRUE;
}

static gboolean
save_weights (gpointer path)
{
  awaited = path;
  gradus_window_save_weights (stalls.window, path);
  return TRUE;
}

static gboolean
has_weights (void)
{
  return gr_kept_size (gr_model_kept (gradus_document_model (stalls.window->document))) > 0;
}

void
stalls_measure_weights (void)
{
  g_autofree char *wide = stalls_write_wide (stalls.folder, "wide.gradus");
  g_autofree char *large = stalls_write_weights (stalls.folder, "large.safetensors", wide);
  g_autofree char *deep = stalls_write_project (stalls.folder, "deep.gradus", 1000);
  g_autofree char *many = stalls_write_weights (stalls.folder, "many.safetensors", deep);
  g_autofree char *copy = g_build_filename (stalls.folder, "copy.safetensors", NULL);

  stalls_open_window (NULL);
  stalls_open_file (wide);
  turns_until (stalls_is_open, 60);
  turns_settle ();
  turns_measure ("load 100 MB of weights, until it asks", load_weights, large, stalls_asks);
  turns_measure ("take them", stalls_agree, NULL, has_weights);
  turns_measure ("save 100 MB of weights", save_weights, copy, is_written);
  turns_measure ("close the window of 100 MB of weights", stalls_close_window, NULL, NULL);

  stalls_open_window (NULL);
  stalls_open_file (deep);
  turns_until (stalls_is_open, 60);
  turns_settle ();
  turns_measure ("load weights of 1,000 blocks, until it asks", load_weights, many, stalls_asks);
  turns_measure ("take those", stalls_agree, NULL, has_weights);
  turns_measure ("undo that", stalls_act, "win.undo", NULL);
  turns_measure ("redo that", stalls_act, "win.redo", NULL);
  turns_measure ("close the window of these weights", stalls_close_window, NULL, NULL);
}

/* --- training -----------------------------------------------------------------------------------
 */

static gboolean
stop (gpointer unused)
{
  gradus_training_stop (stalls.window->training);
  return TRUE;
}

static gboolean
is_running (void)
{
  return gradus_training_state (stalls.window->training) == GRADUS_TRAINING_RUNNING;
}

static gboolean
is_paused (void)
{
  return gradus_training_state (stalls.window->training) == GRADUS_TRAINING_PAUSED;
}

static gboolean
is_idle (void)
{
  return gradus_training_state (stalls.window->training) == GRADUS_TRAINING_IDLE;
}

static gboolean
add_a_million_steps (gpointer unused)
{
  GradusRun *run = gradus_training_run (stalls.window->training);
  g_autofree gfloat *values = g_new (gfloat, 1000000);

  for (guint i = 0; i < 1000000; i++)
    values[i] = (gfloat) (2 / (1 + i * 1e-5) + sin (i * 12.9898) * 0.1);
  gradus_series_append_floats (gradus_run_losses (run), values, 1000000);
  g_signal_emit_by_name (run, "changed");
  return TRUE;
}

static gboolean
on_plot (gpointer action)
{
  return stalls_act_on (GRADUS_TYPE_PLOT_VIEW, action);
}

static gboolean
save_plot (gpointer format)
{
  gtk_widget_activate_action (stalls_find (GTK_WIDGET (stalls.window), GRADUS_TYPE_PLOT_VIEW),
                              "plot.save", "s", format);
  return TRUE;
}

static gboolean
evaluate (gpointer unused)
{
  GradusDatasetBrowser *data = stalls_browser ();

  gradus_dataset_browser_set_split (data, "test");
  gradus_dataset_browser_show_cell (data, -1, -1);
  return TRUE;
}

static gboolean
is_evaluated (void)
{
  return !gradus_evaluation_running (gradus_dataset_browser_evaluation (stalls_browser ()));
}

static gboolean
show_layers (gpointer unused)
{
  return stalls_show_around (GRADUS_TYPE_WATCH_VIEW, "layers");
}

static gboolean
show_pad (gpointer unused)
{
  return stalls_show_around (GRADUS_TYPE_DRAW_PAD, "draw");
}

#define STROKES 60 /* short ones: a ring, as the pointer goes */

static gboolean
draw_on (gpointer i)
{
  GradusDrawPad *pad = GRADUS_DRAW_PAD (
      stalls_find (GTK_WIDGET (stalls.window), GRADUS_TYPE_DRAW_PAD));
  const gdouble from = 2 * G_PI * GPOINTER_TO_UINT (i) / STROKES, to = from + 2 * G_PI / STROKES;

  if (GPOINTER_TO_UINT (i) == 0)
    gradus_draw_pad_begin (pad);
  gradus_draw_pad_stroke (pad, 14 + 8 * cos (from), 14 + 8 * sin (from), 14 + 8 * cos (to),
                          14 + 8 * sin (to), FALSE);
  return TRUE;
}

void
stalls_measure_training (void)
{
  static const char *const pages[] = {
    "build", "data", "train", "build", "train", "data", "train"
  };

  stalls_open_window (NULL);
  stalls_open_template ("fashion-resnet");
  turns_settle ();
  turns_measure ("start training", stalls_act, "win.train", is_running);
  turns_begin ("training");
  turns_for (3000);
  turns_end ();
  turns_measure ("look at its layers", show_layers, NULL, NULL);
  turns_begin ("the layers, while it trains");
  turns_for (3000);
  turns_end ();
  turns_begin ("switch pages while training");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      turns_time (stalls_show_page, (gpointer) pages[i]);
      turns_settle ();
    }
  turns_end ();
  turns_measure ("pause", stalls_act, "win.train", is_paused);
  turns_measure ("continue", stalls_act, "win.train", is_running);
  turns_measure ("stop", stop, NULL, is_idle);
  stalls_show_around (GRADUS_TYPE_WATCH_VIEW, "curves");
  turns_measure ("a run of a million steps in the plot", add_a_million_steps, NULL, NULL);
  turns_measure ("zoom in on it", on_plot, "plot.zoom-in", NULL);
  turns_measure ("export it as PNG", save_plot, "png", NULL);
  stalls_close_dialogs (NULL);
  turns_measure ("export it as PDF", save_plot, "pdf", NULL);
  stalls_close_dialogs (NULL);
  turns_measure ("copy it as a picture", on_plot, "plot.copy", NULL);
  stalls_show_page ("data");
  turns_settle ();
  turns_settle ();
  turns_measure ("predict the test part", evaluate, NULL, is_evaluated);
  turns_measure ("open the page to draw on", show_pad, NULL, NULL);
  turns_measure_each ("draw a digit there", draw_on, STROKES);
  turns_measure ("open the results", stalls_show_page, "train", NULL);
  stalls_act ("win.train");
  turns_until (is_running, 60);
  turns_measure ("close the window while it trains", stalls_close_window, NULL, NULL);
  turns_begin ("until that run has ended");
  turns_for (2000);
  turns_end ();
}

/* --- runs of a million steps --------------------------------------------------------------------
 */

static gboolean
has_runs (void)
{
  return stalls.window->training
         && g_list_model_get_n_items (gradus_training_runs (stalls.window->training)) == 2;
}

/* Borrowed: the list has it. */
static GradusRun *
run_at (guint i)
{
  g_autoptr (GradusRun) run = g_list_model_get_item (gradus_training_runs (stalls.window->training),
                                                     i);

  return run;
}

static gboolean
compare_runs (gpointer unused)
{
  gradus_run_set_shown (run_at (0), TRUE);
  gradus_run_set_shown (run_at (1), TRUE);
  return TRUE;
}

static gboolean
delete_run (gpointer run)
{
  return gradus_training_remove_run (stalls.window->training, run, NULL);
}

static gboolean
restore_run (gpointer run)
{
  return gradus_training_restore_run (stalls.window->training, run);
}

void
stalls_measure_runs (void)
{
  g_autofree char *path = stalls_write_project (stalls.folder, "runs.gradus", 1000);
  g_autofree char *other = stalls_write_project (stalls.folder, "other.gradus", 400);
  g_autofree char *runs = gradus_runs_folder (path);
  g_autoptr (GradusRun) run = NULL;

  stalls_write_run (runs, "run-1", path, 1000000);
  stalls_write_run (runs, "run-2", other, 1000000);
  stalls_open_window (NULL);
  turns_settle ();
  turns_begin ("open a project with runs of a million steps");
  turns_time (stalls_open_file, path);
  turns_until (stalls_is_open, 60);
  turns_until (has_runs, 60);
  turns_settle ();
  turns_end ();
  turns_measure ("show the last one", stalls_show_page, "train", NULL);
  turns_measure ("zoom in on it", on_plot, "plot.zoom-in", NULL);
  turns_measure ("compare both, and what differs", compare_runs, NULL, NULL);
  run = g_object_ref (run_at (1));
  turns_measure ("delete one", delete_run, run, NULL);
  turns_measure ("take that back", restore_run, run, NULL);
  turns_measure ("close the window of these runs", stalls_close_window, NULL, NULL);
}

/* --- the end ------------------------------------------------------------------------------------
 */

static gboolean
quit (gpointer unused)
{
  stalls_close_window (NULL);
  g_action_group_activate_action (G_ACTION_GROUP (stalls.program), "quit", NULL);
  return TRUE;
}

static gboolean
has_no_window (void)
{
  return gtk_application_get_windows (GTK_APPLICATION (stalls.program)) == NULL;
}

void
stalls_measure_quit (void)
{
  stalls_open_window (NULL);
  stalls_open_template ("spiral-mlp");
  turns_settle ();
  stalls_act ("win.train");
  turns_until (is_running, 60);
  turns_settle ();
  turns_measure ("quit while it trains", quit, NULL, has_no_window);
}
