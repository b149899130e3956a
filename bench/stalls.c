/* stalls.c - how long the window stands still, whatever is done in it: see bench/stalls, which
 * builds and runs this.
 *
 * The whole program's window, on an X server of its own. What is measured is one turn of the main
 * loop, or what an action does at once: by the clock, and of the processor's time of this thread,
 * which what else runs on the machine is not in. The worker threads' time is in neither, but the
 * clock sees that they take the processor.
 */
#include <execinfo.h>
#include <glib/gstdio.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "data/chooser.h"
#include "data/dataset-browser.h"
#include "data/draw-pad.h"
#include "data/import.h"
#include "gradus.h"
#include "plot/plot-view.h"
#include "session-bus.h"
#include "stalls-files.h"
#include "training/run-files.h"
#include "training/watch-view.h"
#include "window-private.h"

#define TOO_LONG   50  /* ms */
#define SETTLE_MS  600 /* after each action */
#define BETWEEN_MS 12  /* two that come one after the other: less than a frame */

static const char *only;   /* the rows that are wanted, or NULL */
static const char *folder; /* for the files that are made */
static GradusApplication *program;
static GradusWindow *window;  /* the one that is acted on */
static guint n_rows_too_long; /* by the work of their turns */

/* --- measuring ---------------------------------------------------------------------------------
 */

static struct
{
  const char *what;
  gdouble start, longest, longest_work;
  guint n_too_long;
} row;

/* For the thread that watches: the work done when the turn began; negative between two turns. */
static _Atomic gdouble turn_began = -1;
static clockid_t main_clock;

static gdouble
milliseconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (gdouble) now.tv_sec * 1e3 + (gdouble) now.tv_nsec / 1e6;
}

/* Calls @function as one turn. */
static gboolean
timed (gboolean (*function) (gpointer), gpointer user)
{
  const gdouble from = milliseconds (CLOCK_MONOTONIC);
  const gdouble work_from = milliseconds (CLOCK_THREAD_CPUTIME_ID);
  gdouble took, worked;
  gboolean did;

  turn_began = work_from;
  did = function (user);
  turn_began = -1;
  took = milliseconds (CLOCK_MONOTONIC) - from;
  worked = milliseconds (CLOCK_THREAD_CPUTIME_ID) - work_from;
  row.longest = MAX (row.longest, took);
  row.longest_work = MAX (row.longest_work, worked);
  row.n_too_long += took > TOO_LONG;
  return did;
}

static gboolean
iterate (gpointer unused)
{
  return g_main_context_iteration (NULL, FALSE);
}

static void
turn_for (gdouble ms)
{
  for (const gdouble end = milliseconds (CLOCK_MONOTONIC) + ms;
       milliseconds (CLOCK_MONOTONIC) < end;)
    if (!timed (iterate, NULL))
      g_usleep (200);
}

static void
turn_until (gboolean (*ready) (void), gdouble at_most_seconds)
{
  const gdouble end = milliseconds (CLOCK_MONOTONIC) + at_most_seconds * 1e3;

  while (!ready () && milliseconds (CLOCK_MONOTONIC) < end)
    if (!timed (iterate, NULL))
      g_usleep (200);
  if (!ready ())
    g_printerr ("%s: not done in %.0f s\n", row.what, at_most_seconds);
}

static void
begin (const char *what)
{
  memset (&row, 0, sizeof row);
  row.what = what;
  row.start = milliseconds (CLOCK_MONOTONIC);
}

static void
end (void)
{
  if (only && !strstr (row.what, only))
    return;
  g_print ("%-46s %8.0f %10.1f %10.1f %8u\n", row.what, milliseconds (CLOCK_MONOTONIC) - row.start,
           row.longest, row.longest_work, row.n_too_long);
  n_rows_too_long += row.longest_work > TOO_LONG;
}

/* One row: @act, then what follows from it, at least until @ready. */
static void
measure (const char *what, gboolean (*act) (gpointer), gpointer user, gboolean (*ready) (void))
{
  begin (what);
  timed (act, user);
  if (ready)
    turn_until (ready, 120);
  turn_for (SETTLE_MS);
  end ();
}

/* One row: @act @n times, with what follows from each. */
static void
measure_each (const char *what, gboolean (*act) (gpointer), guint n)
{
  begin (what);
  for (guint i = 0; i < n; i++)
    {
      timed (act, GUINT_TO_POINTER (i));
      turn_for (BETWEEN_MS);
    }
  turn_for (SETTLE_MS);
  end ();
}

/* --- where: the stack of a turn that takes long -------------------------------------------------
 */

/* Wherever the thread is: nothing that takes memory, or a lock. */
static void
print_stack (int unused)
{
  void *calls[64];

  (void) !write (STDERR_FILENO, "--- ", 4);
  (void) !write (STDERR_FILENO, row.what, strlen (row.what));
  (void) !write (STDERR_FILENO, "\n", 1);
  backtrace_symbols_fd (calls, backtrace (calls, G_N_ELEMENTS (calls)), STDERR_FILENO);
}

static gpointer
watch (gpointer main_thread)
{
  gdouble told = -1;

  for (;;)
    {
      const gdouble began = turn_began;

      if (began >= 0 && began != told && milliseconds (main_clock) - began > TOO_LONG
          && (!only || strstr (row.what, only)))
        {
          told = began;
          pthread_kill (*(pthread_t *) main_thread, SIGUSR1);
        }
      g_usleep (2000);
    }
  return NULL;
}

static void
watch_turns (void)
{
  static pthread_t main_thread;
  void *call;

  main_thread = pthread_self ();
  pthread_getcpuclockid (main_thread, &main_clock);
  backtrace (&call, 1); /* which loads what it needs, outside the handler */
  signal (SIGUSR1, print_stack);
  g_thread_unref (g_thread_new ("watch", watch, &main_thread));
}

/* --- windows ------------------------------------------------------------------------------------
 */

static gboolean
open_window (gpointer unused)
{
  window = gradus_window_new (program);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
  return TRUE;
}

/* As after the answer to what is asked. */
static gboolean
close_window (gpointer unused)
{
  gradus_window_leave (window);
  window = NULL;
  return TRUE;
}

static gboolean
open_template (gpointer name)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-template", "s", name);
  return TRUE;
}

static gboolean
open_file (gpointer path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  gradus_window_open (window, file);
  return TRUE;
}

static gboolean
is_open (void)
{
  return window->document != NULL;
}

static gboolean
show_page (gpointer name)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", name);
  return TRUE;
}

static gboolean
show_next_page (gpointer i)
{
  static const char *const pages[] = { "build", "data", "train", "data" };

  return show_page ((gpointer) pages[GPOINTER_TO_UINT (i) % G_N_ELEMENTS (pages)]);
}

/* The first widget of @type that is shown. */
static GtkWidget *
find (GtkWidget *within, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (within, type) && gtk_widget_get_mapped (within))
    return within;
  for (GtkWidget *child = gtk_widget_get_first_child (within); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found)
        return found;
    }
  return NULL;
}

/* The first widget of @type, shown or not. */
static GtkWidget *
find_any (GtkWidget *within, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (within, type) ? within : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (within); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_any (child, type);
  return found;
}

/* Shows the page @name of the stack that a widget of @type is in. */
static gboolean
show_around (GType type, const char *name)
{
  GtkWidget *widget = find_any (GTK_WIDGET (window), type);

  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_ancestor (widget, GTK_TYPE_STACK)),
                                    name);
  return TRUE;
}

/* The question that is asked; NULL. */
static AdwMessageDialog *
question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) dialog = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (dialog) && gtk_widget_get_mapped (GTK_WIDGET (dialog)))
        return ADW_MESSAGE_DIALOG (dialog);
    }
  return NULL;
}

static gboolean
asks (void)
{
  return question () != NULL;
}

/* As Enter does. */
static gboolean
agree (gpointer unused)
{
  return gtk_widget_activate (gtk_window_get_default_widget (GTK_WINDOW (question ())));
}

static gboolean
close_dialogs (gpointer unused)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (windows); i-- > 0;)
    {
      g_autoptr (GtkWindow) dialog = g_list_model_get_item (windows, i);

      if (GTK_IS_DIALOG (dialog))
        gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
      else if (gtk_window_get_transient_for (dialog)
               && gtk_widget_get_visible (GTK_WIDGET (dialog)))
        gtk_window_close (dialog);
    }
  return TRUE;
}

/* --- the start ----------------------------------------------------------------------------------
 */

static gboolean
show_preferences (gpointer unused)
{
  g_action_group_activate_action (G_ACTION_GROUP (program), "preferences", NULL);
  return TRUE;
}

static gboolean
show_shortcuts (gpointer unused)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
  return TRUE;
}

static gboolean
close_start (gpointer unused)
{
  gtk_window_close (GTK_WINDOW (window));
  window = NULL;
  return TRUE;
}

/* As when the program is called from outside. */
static gboolean
start (gpointer unused)
{
  g_application_activate (G_APPLICATION (program));
  window = GRADUS_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (program)));
  return TRUE;
}

static void
measure_start (void)
{
  g_autofree char *path = stalls_write_project (folder, "crashed.gradus", 1000);

  measure ("show the start page", open_window, NULL, NULL);
  measure ("open the preferences", show_preferences, NULL, NULL);
  measure ("close them", close_dialogs, NULL, NULL);
  measure ("open the shortcuts", show_shortcuts, NULL, NULL);
  measure ("close the shortcuts", close_dialogs, NULL, NULL);
  measure ("close the start page", close_start, NULL, NULL);
  stalls_leave_copy (path);
  measure ("start after a crash, with 1,000 blocks left", start, NULL, asks);
  measure ("recover them", agree, NULL, is_open);
  measure ("close the window of what was recovered", close_window, NULL, NULL);
}

/* --- the canvas ---------------------------------------------------------------------------------
 */

static gboolean
on_canvas (gpointer action)
{
  gtk_widget_activate_action (find (GTK_WIDGET (window), g_type_from_name ("GradusCanvas")), action,
                              NULL);
  return TRUE;
}

static gboolean
undo (gpointer unused)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  return TRUE;
}

static gboolean
redo (gpointer unused)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);
  return TRUE;
}

static gboolean
select_first (gpointer n)
{
  GrModel *model = gradus_document_model (window->document);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < GPOINTER_TO_UINT (n); i++)
    g_ptr_array_add (ids, gr_model_block_at (model, i)->id);
  g_ptr_array_add (ids, NULL);
  gradus_document_select (window->document, (const char *const *) ids->pdata);
  return TRUE;
}

static gboolean
widen_first (gpointer unused)
{
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("b1", "out_channels", gr_setting_int (24));

  return gradus_document_apply (window->document, edit, NULL, NULL);
}

static gboolean
edit_once (gpointer i)
{
  const gint width = 25 + (gint) GPOINTER_TO_UINT (i);
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("b1", "out_channels", gr_setting_int (width));

  return gradus_document_apply (window->document, edit, NULL, NULL);
}

static GtkWidget *
search_field (const char *type)
{
  GtkWidget *within = find (GTK_WIDGET (window), g_type_from_name (type));

  return find (within, GTK_TYPE_TEXT);
}

/* One letter more each time. */
static gboolean
type_in (GtkWidget *field, const char *text, guint n)
{
  g_autofree char *typed = g_utf8_substring (text, 0, MIN (n + 1, g_utf8_strlen (text, -1)));

  gtk_editable_set_text (GTK_EDITABLE (field), typed);
  return TRUE;
}

static gboolean
search_palette (gpointer i)
{
  return type_in (search_field ("GradusBlockPalette"), "conv transposed", GPOINTER_TO_UINT (i));
}

static gboolean
search_canvas (gpointer i)
{
  return type_in (search_field ("GradusBlockSearch"), "conv 6 5 > pool", GPOINTER_TO_UINT (i));
}

static gboolean
close_search (gpointer unused)
{
  GtkWidget *search = find (GTK_WIDGET (window), g_type_from_name ("GradusBlockSearch"));

  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (search, GTK_TYPE_POPOVER)));
  return TRUE;
}

static gboolean
save_as (gpointer path)
{
  gradus_document_save_async (window->document, path, NULL, NULL);
  return TRUE;
}

static gboolean
is_saved (void)
{
  return !gradus_document_saving (window->document);
}

static void
measure_canvas (void)
{
  g_autofree char *few = stalls_write_project (folder, "few.gradus", 200);
  g_autofree char *many = stalls_write_project (folder, "many.gradus", 1000);
  g_autofree char *copy = g_build_filename (folder, "copy.gradus", NULL);

  open_window (NULL);
  turn_for (SETTLE_MS);
  measure ("open a project of 200 blocks", open_file, few, is_open);
  measure ("change the first block of 200", widen_first, NULL, NULL);
  measure ("select all 200", on_canvas, "canvas.select-all", NULL);
  measure ("copy 200", on_canvas, "canvas.copy", NULL);
  measure ("paste 200", on_canvas, "canvas.paste", NULL);
  measure ("undo that", undo, NULL, NULL);
  measure ("redo that", redo, NULL, NULL);
  close_window (NULL);

  open_window (NULL);
  turn_for (SETTLE_MS);
  measure ("open a project of 1,000 blocks", open_file, many, is_open);
  measure ("change the first block of 1,000", widen_first, NULL, NULL);
  measure_each ("edit them 200 times", edit_once, 200);
  measure_each ("undo that, edit by edit", undo, 200);
  measure_each ("redo that, edit by edit", redo, 200);
  measure_each ("search in the palette", search_palette, 15);
  measure ("search at the pointer", on_canvas, "canvas.add", NULL);
  measure_each ("type there", search_canvas, 15);
  measure ("close the search", close_search, NULL, NULL);
  measure ("see all 1,000", on_canvas, "canvas.zoom-fit", NULL);
  measure ("lay out 1,000", on_canvas, "canvas.lay-out", NULL);
  measure ("undo that", undo, NULL, NULL);
  measure ("select 500", select_first, GUINT_TO_POINTER (500), NULL);
  measure ("group 500", on_canvas, "canvas.group", NULL);
  measure ("fold the group", on_canvas, "canvas.fold", NULL);
  measure ("unfold the group", on_canvas, "canvas.fold", NULL);
  measure ("ungroup 500", on_canvas, "canvas.ungroup", NULL);
  measure ("select all 1,000", on_canvas, "canvas.select-all", NULL);
  measure ("delete 1,000", on_canvas, "canvas.delete", NULL);
  measure ("undo that", undo, NULL, NULL);
  measure ("save 1,000 under another name", save_as, copy, is_saved);
  measure ("close the window of 1,000", close_window, NULL, NULL);
}

/* --- data ---------------------------------------------------------------------------------------
 */

static GradusDatasetBrowser *
browser (void)
{
  return GRADUS_DATASET_BROWSER (find (GTK_WIDGET (window), GRADUS_TYPE_DATASET_BROWSER));
}

static gboolean
is_loaded (void)
{
  return !gradus_data_import_busy (window->document)
         && !gradus_data_source_loading (gradus_dataset_browser_source (browser ()));
}

/* As what was dropped on the window: of a table one is asked for the columns. */
static gboolean
bring_data (gpointer path)
{
  gradus_window_choose_data (window, path);
  return TRUE;
}

static gboolean
open_data (gpointer path)
{
  gradus_document_choose_data (window->document, path);
  return TRUE;
}

static gboolean
scroll_to_end (gpointer unused)
{
  GtkWidget *grid = find (GTK_WIDGET (browser ()), GTK_TYPE_GRID_VIEW);
  GtkAdjustment *adjustment;

  if (!grid)
    grid = find (GTK_WIDGET (browser ()), GTK_TYPE_LIST_VIEW);
  if (!grid)
    return FALSE;
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (grid));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return TRUE;
}

#define STOPS 60 /* on the way through all */

static gboolean
scroll_on (gpointer i)
{
  GtkWidget *grid = find (GTK_WIDGET (browser ()), GTK_TYPE_GRID_VIEW);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (grid));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment)
                                            * (GPOINTER_TO_UINT (i) + 1) / STOPS);
  return TRUE;
}

static gboolean
choose_item (gpointer position)
{
  gradus_dataset_browser_choose (browser (), GPOINTER_TO_UINT (position));
  return TRUE;
}

static gboolean
augment (gpointer transforms)
{
  g_autoptr (JsonNode) value = json_from_string (transforms, NULL);

  return gradus_document_set_section (window->document, "transforms", value, "Augment", NULL, NULL);
}

static gboolean
choose_class (gpointer label)
{
  gradus_dataset_browser_set_class (browser (), GPOINTER_TO_INT (label));
  return TRUE;
}

static gboolean
choose_split (gpointer split)
{
  gradus_dataset_browser_set_split (browser (), split);
  return TRUE;
}

/* The drop-downs above the grid: the class, and the order. */
static gboolean
choose_order (gpointer position)
{
  GtkWidget *order = GTK_WIDGET (gtk_widget_get_template_child (
      GTK_WIDGET (browser ()), GRADUS_TYPE_DATASET_BROWSER, "order_drop"));

  gtk_drop_down_set_selected (GTK_DROP_DOWN (order), GPOINTER_TO_UINT (position));
  return TRUE;
}

#define AUGMENTED                                                                                  \
  "[{\"kind\": \"RandomHorizontalFlip\"}, {\"kind\": \"RandomRotation\", \"degrees\": 20}]"

static void
measure_data (void)
{
  g_autofree char *csv = g_build_filename (folder, "big.csv", NULL);
  g_autofree char *npy = g_build_filename (folder, "big.npy", NULL);
  g_autofree char *pictures = stalls_write_pictures (folder, "pictures", 2000);
  g_autofree char *idx = stalls_write_idx (folder, "idx", 60000);

  open_window (NULL);
  turn_for (SETTLE_MS);
  measure ("open the template LeNet", open_template, "fashion-lenet", is_open);
  measure ("open the page of 60,000 pictures", show_page, "data", NULL);
  begin ("until they are there");
  turn_until (is_loaded, 120);
  turn_for (2 * SETTLE_MS);
  end ();
  measure_each ("scroll through 60,000", scroll_on, STOPS);
  measure ("look at one", choose_item, GUINT_TO_POINTER (59000), NULL);
  measure ("see it augmented", augment, AUGMENTED, NULL);
  measure_each ("turn the pages", show_next_page, 12);
  show_page ("data");
  turn_for (SETTLE_MS);
  measure ("filter by class", choose_class, GINT_TO_POINTER (3), NULL);
  measure ("every class", choose_class, GINT_TO_POINTER (-1), NULL);
  measure ("order by class", choose_order, GUINT_TO_POINTER (1), NULL);
  measure ("the test part", choose_split, "test", NULL);
  stalls_write_csv (csv);
  measure ("ask for the columns of a CSV of 100 MB", bring_data, csv, NULL);
  measure ("close that dialog", close_dialogs, NULL, NULL);
  measure ("open the CSV", open_data, csv, is_loaded);
  measure ("scroll to its end", scroll_to_end, NULL, NULL);
  stalls_write_npy (npy);
  measure ("open an npy of 100 MB", bring_data, npy, is_loaded);
  measure ("scroll to its end", scroll_to_end, NULL, NULL);
  measure ("open a folder of 2,000 pictures", bring_data, pictures, is_loaded);
  measure_each ("scroll through 2,000", scroll_on, STOPS);
  measure ("open 60,000 pictures in IDX files", bring_data, idx, is_loaded);
  measure ("scroll to their end", scroll_to_end, NULL, NULL);
  measure ("close the window of all these data", close_window, NULL, NULL);
}

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
  gradus_window_load_weights (window, path);
  return TRUE;
}

static gboolean
save_weights (gpointer path)
{
  awaited = path;
  gradus_window_save_weights (window, path);
  return TRUE;
}

static gboolean
has_weights (void)
{
  return gr_kept_size (gr_model_kept (gradus_document_model (window->document))) > 0;
}

static void
measure_weights (void)
{
  g_autofree char *wide = stalls_write_wide (folder, "wide.gradus");
  g_autofree char *large = stalls_write_weights (folder, "large.safetensors", wide);
  g_autofree char *deep = stalls_write_project (folder, "deep.gradus", 1000);
  g_autofree char *many = stalls_write_weights (folder, "many.safetensors", deep);
  g_autofree char *copy = g_build_filename (folder, "copy.safetensors", NULL);

  open_window (NULL);
  open_file (wide);
  turn_until (is_open, 60);
  turn_for (SETTLE_MS);
  measure ("load 100 MB of weights, until it asks", load_weights, large, asks);
  measure ("take them", agree, NULL, has_weights);
  measure ("save 100 MB of weights", save_weights, copy, is_written);
  measure ("close the window of 100 MB of weights", close_window, NULL, NULL);

  open_window (NULL);
  open_file (deep);
  turn_until (is_open, 60);
  turn_for (SETTLE_MS);
  measure ("load weights of 1,000 blocks, until it asks", load_weights, many, asks);
  measure ("take those", agree, NULL, has_weights);
  measure ("undo that", undo, NULL, NULL);
  measure ("redo that", redo, NULL, NULL);
  measure ("close the window of these weights", close_window, NULL, NULL);
}

/* --- training -----------------------------------------------------------------------------------
 */

static gboolean
train (gpointer unused)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.train", NULL);
  return TRUE;
}

static gboolean
stop (gpointer unused)
{
  gradus_training_stop (window->training);
  return TRUE;
}

static gboolean
is_running (void)
{
  return gradus_training_state (window->training) == GRADUS_TRAINING_RUNNING;
}

static gboolean
is_paused (void)
{
  return gradus_training_state (window->training) == GRADUS_TRAINING_PAUSED;
}

static gboolean
is_idle (void)
{
  return gradus_training_state (window->training) == GRADUS_TRAINING_IDLE;
}

static gboolean
add_a_million_steps (gpointer unused)
{
  GradusRun *run = gradus_training_run (window->training);
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
  gtk_widget_activate_action (find (GTK_WIDGET (window), GRADUS_TYPE_PLOT_VIEW), action, NULL);
  return TRUE;
}

static gboolean
save_plot (gpointer format)
{
  gtk_widget_activate_action (find (GTK_WIDGET (window), GRADUS_TYPE_PLOT_VIEW), "plot.save", "s",
                              format);
  return TRUE;
}

static gboolean
evaluate (gpointer unused)
{
  GradusDatasetBrowser *data = browser ();

  gradus_dataset_browser_set_split (data, "test");
  gradus_dataset_browser_show_cell (data, -1, -1);
  return TRUE;
}

static gboolean
is_evaluated (void)
{
  return !gradus_evaluation_running (gradus_dataset_browser_evaluation (browser ()));
}

static gboolean
show_layers (gpointer unused)
{
  return show_around (GRADUS_TYPE_WATCH_VIEW, "layers");
}

static gboolean
show_pad (gpointer unused)
{
  return show_around (GRADUS_TYPE_DRAW_PAD, "draw");
}

#define STROKES 60 /* short ones: a ring, as the pointer goes */

static gboolean
draw_on (gpointer i)
{
  GradusDrawPad *pad = GRADUS_DRAW_PAD (find (GTK_WIDGET (window), GRADUS_TYPE_DRAW_PAD));
  const gdouble from = 2 * G_PI * GPOINTER_TO_UINT (i) / STROKES, to = from + 2 * G_PI / STROKES;

  if (GPOINTER_TO_UINT (i) == 0)
    gradus_draw_pad_begin (pad);
  gradus_draw_pad_stroke (pad, 14 + 8 * cos (from), 14 + 8 * sin (from), 14 + 8 * cos (to),
                          14 + 8 * sin (to), FALSE);
  return TRUE;
}

static void
measure_training (void)
{
  static const char *const pages[] = {
    "build", "data", "train", "build", "train", "data", "train"
  };

  open_window (NULL);
  open_template ("fashion-resnet");
  turn_for (SETTLE_MS);
  measure ("start training", train, NULL, is_running);
  begin ("training");
  turn_for (3000);
  end ();
  measure ("look at its layers", show_layers, NULL, NULL);
  begin ("the layers, while it trains");
  turn_for (3000);
  end ();
  begin ("switch pages while training");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      timed (show_page, (gpointer) pages[i]);
      turn_for (SETTLE_MS);
    }
  end ();
  measure ("pause", train, NULL, is_paused);
  measure ("continue", train, NULL, is_running);
  measure ("stop", stop, NULL, is_idle);
  show_around (GRADUS_TYPE_WATCH_VIEW, "curves");
  measure ("a run of a million steps in the plot", add_a_million_steps, NULL, NULL);
  measure ("zoom in on it", on_plot, "plot.zoom-in", NULL);
  measure ("export it as PNG", save_plot, "png", NULL);
  close_dialogs (NULL);
  measure ("export it as PDF", save_plot, "pdf", NULL);
  close_dialogs (NULL);
  measure ("copy it as a picture", on_plot, "plot.copy", NULL);
  show_page ("data");
  turn_for (2 * SETTLE_MS);
  measure ("predict the test part", evaluate, NULL, is_evaluated);
  measure ("open the page to draw on", show_pad, NULL, NULL);
  measure_each ("draw a digit there", draw_on, STROKES);
  measure ("open the results", show_page, "train", NULL);
  train (NULL);
  turn_until (is_running, 60);
  measure ("close the window while it trains", close_window, NULL, NULL);
  begin ("until that run has ended");
  turn_for (2000);
  end ();
}

/* --- runs of a million steps --------------------------------------------------------------------
 */

static gboolean
has_runs (void)
{
  return window->training
         && g_list_model_get_n_items (gradus_training_runs (window->training)) == 2;
}

/* Borrowed: the list has it. */
static GradusRun *
run_at (guint i)
{
  g_autoptr (GradusRun) run = g_list_model_get_item (gradus_training_runs (window->training), i);

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
  return gradus_training_remove_run (window->training, run, NULL);
}

static gboolean
restore_run (gpointer run)
{
  return gradus_training_restore_run (window->training, run, NULL);
}

static void
measure_runs (void)
{
  g_autofree char *path = stalls_write_project (folder, "runs.gradus", 1000);
  g_autofree char *other = stalls_write_project (folder, "other.gradus", 400);
  g_autofree char *runs = gradus_runs_folder (path);
  g_autoptr (GradusRun) run = NULL;

  stalls_write_run (runs, "run-1", path, 1000000);
  stalls_write_run (runs, "run-2", other, 1000000);
  open_window (NULL);
  turn_for (SETTLE_MS);
  begin ("open a project with runs of a million steps");
  timed (open_file, path);
  turn_until (is_open, 60);
  turn_until (has_runs, 60);
  turn_for (SETTLE_MS);
  end ();
  measure ("show the last one", show_page, "train", NULL);
  measure ("zoom in on it", on_plot, "plot.zoom-in", NULL);
  measure ("compare both, and what differs", compare_runs, NULL, NULL);
  run = g_object_ref (run_at (1));
  measure ("delete one", delete_run, run, NULL);
  measure ("take that back", restore_run, run, NULL);
  measure ("close the window of these runs", close_window, NULL, NULL);
}

/* --- the end ------------------------------------------------------------------------------------
 */

static gboolean
quit (gpointer unused)
{
  close_window (NULL);
  g_action_group_activate_action (G_ACTION_GROUP (program), "quit", NULL);
  return TRUE;
}

static gboolean
has_no_window (void)
{
  return gtk_application_get_windows (GTK_APPLICATION (program)) == NULL;
}

static void
measure_quit (void)
{
  open_window (NULL);
  open_template ("spiral-mlp");
  turn_for (SETTLE_MS);
  train (NULL);
  turn_until (is_running, 60);
  turn_for (SETTLE_MS);
  measure ("quit while it trains", quit, NULL, has_no_window);
}

static const struct
{
  const char *name;
  void (*measure) (void);
} parts[] = {
  { "start", measure_start },     { "canvas", measure_canvas },     { "data", measure_data },
  { "weights", measure_weights }, { "training", measure_training }, { "runs", measure_runs },
  { "quit", measure_quit },
};

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const char *part = NULL;

  for (gint i = 1; i < argc; i++)
    if (g_str_equal (argv[i], "--where"))
      watch_turns ();
    else if (g_str_equal (argv[i], "--only") && i + 1 < argc)
      only = argv[++i];
    else if (g_str_equal (argv[i], "--part") && i + 1 < argc)
      part = argv[++i];
  gradus_session_bus_settle ();
  gtk_init ();
  g_set_prgname ("gradus"); /* which the list of recent files is told */
  gradus_init ();
  folder = g_dir_make_tmp ("gradus-stalls-XXXXXX", &error);
  program = gradus_application_new ();
  if (!folder || !g_application_register (G_APPLICATION (program), NULL, &error))
    g_error ("%s", error->message);
  g_application_hold (G_APPLICATION (program));
  g_print ("%-46s %8s %10s %10s %8s\n", "", "in all", "longest", "of work", "> 50 ms");
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!part || g_str_equal (part, parts[i].name))
      parts[i].measure ();
  stalls_delete (folder);
  if (n_rows_too_long == 0)
    return 0;
  g_print (
      "The window stands still: %u of these things take more than %d ms of work in one turn.\n",
      n_rows_too_long, TOO_LONG);
  return 1;
}
