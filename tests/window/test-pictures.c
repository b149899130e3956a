/* test-pictures.c - brings every page, panel and dialog to the screen, one after the other; that
 * nothing critical is said on the way is the test, and that all has a name for a screen reader.
 *
 * With GRADUS_PICTURES naming a folder it leaves a picture of each there instead, for people to
 * look at: tests/window/pictures makes them in every style, size and language.
 */
#include "driver.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>

static char *
example (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "..", "data", "examples", name, NULL);
}

static Driver *
start_with (const char *name)
{
  g_autofree char *path = example (name);

  return driver_start ((const char *const[]){ path, NULL });
}

/* Things slide and fade into their places, which only a picture needs to wait for. */
static void
settle (guint milliseconds)
{
  if (g_getenv ("GRADUS_PICTURES"))
    g_usleep (milliseconds * 1000);
}

/* The tooltip of what was clicked would lie over what it opened. */
static void
leave_with_pointer (void)
{
  g_autoptr (GSubprocess) move = NULL;

  if (!g_getenv ("GRADUS_PICTURES"))
    return;
  move = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "xdotool", "mousemove", "1", "1", NULL);
  g_assert_true (g_subprocess_wait_check (move, NULL, NULL));
}

/* What is drawn gets its name a moment after it is there. */
static gboolean
all_is_named (gpointer driver)
{
  return driver_count_nameless (driver) == 0;
}

/* A picture of what there is now; where none is asked for, whether all of it has a name. */
static void
take (Driver *driver, const char *name)
{
  leave_with_pointer ();
  settle (700);
  driver_picture (name);
  if (!g_getenv ("GRADUS_PICTURES"))
    driver_wait (all_is_named, driver, name);
}

/* What is called @name, which is in English here, on the screen: in the person's language, and
 * without the line under its mnemonic. (transfer full) */
static char *
called (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (_ (name), "_", -1);

  return g_strjoinv (NULL, parts);
}

static void
press (Driver *driver, AtspiRole role, const char *name)
{
  g_autofree char *text = called (name);

  driver_click (driver, role, text);
}

static void
press_and_take (Driver *driver, AtspiRole role, const char *name, const char *picture)
{
  press (driver, role, name);
  take (driver, picture);
}

/* The same as a screen reader would: a popover has a window of its own, where the driver does not
 * find its way with the mouse. */
static void
activate (Driver *driver, AtspiRole role, const char *name)
{
  g_autofree char *text = called (name);
  g_autoptr (Accessible) thing = driver_find (driver, role, text);

  g_assert_true (accessible_activate (thing));
}

static void
wait_for (Driver *driver, AtspiRole role, const char *name)
{
  g_autofree char *text = called (name);

  driver_expect (driver, role, text);
}

static void
key_and_take (Driver *driver, const char *key, const char *picture)
{
  driver_key (driver, key);
  take (driver, picture);
}

static gboolean
is_in_window (Driver *driver, AtspiRole role, const char *name)
{
  g_autofree char *text = called (name);
  g_autoptr (Accessible) thing = driver_find (driver, role, text);
  g_autoptr (Accessible) frame = driver_find (driver, ATSPI_ROLE_FRAME, "");
  gint x, y, middle_x, middle_y;

  driver_middle (thing, &x, &y);
  driver_middle (frame, &middle_x, &middle_y);
  return x > 0 && x < 2 * middle_x && y > 0 && y < 2 * middle_y;
}

/* In a small window a panel slides in where @button asks for it. */
static void
reveal (Driver *driver, AtspiRole role, const char *name, const char *button)
{
  if (is_in_window (driver, role, name))
    return;
  press (driver, ATSPI_ROLE_INVALID, button);
  settle (700);
}

/* Ends the program without the question about what was changed. */
static void
leave (Driver *driver)
{
  driver_abandon (driver);
}

/* A copy of an example, since its runs are kept beside it; with-display removes it with the home
 * that it makes. (transfer full) */
static char *
copy_of (const char *folder, const char *name)
{
  g_autofree char *from = example (name);
  g_autofree char *to = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gsize length;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (from, &text, &length, NULL));
  g_assert_true (g_file_set_contents (to, text, (gssize) length, NULL));
  return g_steal_pointer (&to);
}

/* In the file chooser's dialog, whose entry for a path comes up with a slash. */
static void
choose_path (Driver *driver, const char *path)
{
  wait_for (driver, ATSPI_ROLE_PUSH_BUTTON, "_Cancel");
  driver_key (driver, "slash");
  driver_key (driver, "ctrl+a");
  driver_type (driver, path);
  driver_key (driver, "Return");
}

/* --- the program ------------------------------------------------------------------------------ */

static void
test_start (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);

  take (driver, "start");
  key_and_take (driver, "F10", "start-menu");
  driver_key (driver, "Up"); /* the last of the menu */
  key_and_take (driver, "Return", "about");
  driver_key (driver, "Escape");
  driver_key (driver, "F10");
  driver_key (driver, "Up");
  driver_key (driver, "Up");
  driver_key (driver, "Return");
  driver_raise (_ ("Keyboard shortcuts"));
  take (driver, "shortcuts");
  driver_key (driver, "Escape");
  key_and_take (driver, "ctrl+comma", "preferences");
  driver_key (driver, "Escape");
  g_assert_true (driver_close (driver));
}

static void
test_questions (void)
{
  g_autoptr (Driver) driver = start_with ("fashion-lenet.gradus");
  g_autoptr (Driver) again = NULL;

  driver_click (driver, ATSPI_ROLE_INVALID, "conv1");
  driver_key (driver, "Delete");
  key_and_take (driver, "ctrl+w", "unsaved");
  driver_key (driver, "Escape");
  g_usleep (4 * G_USEC_PER_SEC); /* until there is a copy of the change */
  driver_kill (driver);
  again = driver_start (NULL);
  wait_for (again, ATSPI_ROLE_LABEL, "Recover Unsaved Work?");
  take (again, "recovery");
  leave (again);
}

/* What is asked before a file is replaced: one that somebody else has changed, and any other. */
static void
test_replacing (void)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "replacing", NULL);
  g_autofree char *path = copy_of (folder, "spiral-mlp.gradus");
  g_autofree char *other = copy_of (folder, "temperature.gradus");
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });

  driver_click (driver, ATSPI_ROLE_INVALID, "fc1");
  driver_key (driver, "Delete");
  g_assert_true (g_file_set_contents (path, "{}", -1, NULL));
  driver_key (driver, "ctrl+s");
  wait_for (driver, ATSPI_ROLE_LABEL, "File Has Changed on Disk");
  take (driver, "changed-on-disk");
  driver_key (driver, "Escape");
  driver_key (driver, "ctrl+shift+s");
  choose_path (driver, other);
  take (driver, "replace");
  leave (driver);
}

/* --- the build page --------------------------------------------------------------------------- */

static void
test_build (void)
{
  g_autoptr (Driver) driver = start_with ("fashion-lenet.gradus");
  g_autofree char *help = g_strdup_printf (_ ("About %s"), "Conv2d");

  take (driver, "build");
  driver_click (driver, ATSPI_ROLE_INVALID, "conv1");
  take (driver, "build-block");
  driver_click (driver, ATSPI_ROLE_INVALID, help);
  take (driver, "build-help");
  driver_key (driver, "Escape");
  driver_click (driver, ATSPI_ROLE_INVALID, "conv1");
  key_and_take (driver, "shift+F10", "build-menu");
  driver_key (driver, "Escape");
  driver_key (driver, "slash");
  driver_type (driver, "conv 6 5");
  take (driver, "build-search");
  driver_key (driver, "Escape");
  key_and_take (driver, "ctrl+a", "build-many");
  key_and_take (driver, "ctrl+g", "build-group");
  key_and_take (driver, "ctrl+r", "build-repeat");
  driver_key (driver, "Escape");
  key_and_take (driver, "ctrl+e", "build-folded");
  key_and_take (driver, "ctrl+m", "build-note");
  leave (driver);
}

static gboolean
is_focused (gpointer thing)
{
  return accessible_is (thing, ATSPI_STATE_FOCUSED);
}

static void
test_build_with_an_error (void)
{
  g_autoptr (Driver) driver = start_with ("fashion-lenet.gradus");
  g_autoptr (Accessible) fc1 = driver_find (driver, ATSPI_ROLE_INVALID, "fc1, ");

  driver_click (driver, ATSPI_ROLE_INVALID, "conv1");
  for (gint i = 0; i < 7; i++) /* to fc1, which a small window does not show yet */
    driver_key (driver, "ctrl+Down");
  driver_wait (is_focused, fc1, "the way to fc1");
  driver_click (driver, ATSPI_ROLE_INVALID, "fc1, ");
  driver_click (driver, ATSPI_ROLE_TEXT, "in_features");
  driver_key (driver, "ctrl+a");
  driver_type (driver, "100");
  key_and_take (driver, "Return", "build-wrong");
  driver_click (driver, ATSPI_ROLE_INVALID, "flatten, ");
  driver_key (driver, "F8");
  take (driver, "build-problem");
  leave (driver);
}

static void
test_blank (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);

  press_and_take (driver, ATSPI_ROLE_PUSH_BUTTON, "_Blank Project", "blank-build");
  key_and_take (driver, "alt+2", "blank-data");
  key_and_take (driver, "alt+3", "blank-train");
  driver_key (driver, "alt+1");
  reveal (driver, ATSPI_ROLE_INVALID, "Search blocks", "Show the Blocks");
  press (driver, ATSPI_ROLE_INVALID, "Search blocks");
  driver_type (driver, "norm");
  take (driver, "palette-search");
  leave (driver);
}

/* --- the data page ---------------------------------------------------------------------------- */

static void
test_data (void)
{
  g_autoptr (Driver) driver = start_with ("fashion-lenet.gradus");

  driver_key (driver, "alt+2");
  reveal (driver, ATSPI_ROLE_PAGE_TAB, "Item", "Show the Side Panel");
  take (driver, "data-item");
  press_and_take (driver, ATSPI_ROLE_PAGE_TAB, "Data Set", "data-set");
  press_and_take (driver, ATSPI_ROLE_PAGE_TAB, "Draw", "data-draw");
  press_and_take (driver, ATSPI_ROLE_INVALID, "The Project's Data Set", "data-chooser");
  driver_key (driver, "Escape");
  press_and_take (driver, ATSPI_ROLE_COMBO_BOX, "Class", "data-classes");
  driver_key (driver, "Escape");
  leave (driver);
}

static void
test_table (void)
{
  g_autoptr (Driver) driver = start_with ("temperature.gradus");

  driver_key (driver, "alt+2");
  press_and_take (driver, ATSPI_ROLE_INVALID, "Table", "data-table");
  press (driver, ATSPI_ROLE_INVALID, "The Project's Data Set");
  activate (driver, ATSPI_ROLE_PUSH_BUTTON, "Columns of the Table…");
  take (driver, "data-columns");
  driver_key (driver, "Escape");
  leave (driver);
}

/* What is said of @name, a text that is no data set, under the name of one. */
static void
offer_text (const char *name, const char *answer, const char *picture)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "refused", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (Driver) driver = start_with ("temperature.gradus");

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "Dear Ada,\n1,2,3\n", -1, NULL));
  driver_key (driver, "alt+2");
  press (driver, ATSPI_ROLE_INVALID, "The Project's Data Set");
  activate (driver, ATSPI_ROLE_PUSH_BUTTON,
            "A table (CSV), arrays (npy, npz), or a file of IDX or CIFAR");
  choose_path (driver, path);
  driver_expect (driver, ATSPI_ROLE_LABEL, answer);
  take (driver, picture);
  leave (driver);
}

static void
test_refused (void)
{
  g_autofree char *refused = g_strdup_printf (_ ("“%s” Cannot Be Used"), "letter.npy");

  offer_text ("letter.npy", refused, "data-refused");
  offer_text ("letter.csv", _ ("This Table Cannot Be Read"), "data-refused-table");
}

/* The pages of a project, as they are when it is opened. */
static void
test_pages (gconstpointer name)
{
  g_autofree char *file = g_strconcat (name, ".gradus", NULL);
  g_autoptr (Driver) driver = start_with (file);
  static const char *const pages[] = { "build", "data", "train" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *key = g_strdup_printf ("alt+%u", i + 1);
      g_autofree char *picture = g_strdup_printf ("%s-%s", (const char *) name, pages[i]);

      key_and_take (driver, key, picture);
    }
  g_assert_true (driver_close (driver));
}

/* --- the train page --------------------------------------------------------------------------- */

/* Trains until it ends, or until it is stopped. */
static void
train (Driver *driver, gboolean stop, const char *picture)
{
  driver_key (driver, "F5");
  if (stop)
    {
      settle (3000);
      take (driver, picture);
      press (driver, ATSPI_ROLE_PUSH_BUTTON, "Stop");
    }
  settle (2000);
  wait_for (driver, ATSPI_ROLE_PUSH_BUTTON, "Train");
}

static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

typedef struct
{
  char *name;
  Accessible *last;
} Boxes;

static gboolean
keep_run_box (Accessible *thing, gpointer user)
{
  Boxes *boxes = user;
  g_autofree char *name = accessible_role (thing) == ATSPI_ROLE_CHECK_BOX ? accessible_name (thing)
                                                                          : NULL;

  if (g_strcmp0 (name, boxes->name) == 0)
    {
      g_clear_pointer (&boxes->last, accessible_unref);
      boxes->last = accessible_ref (thing);
    }
  return FALSE; /* the last of them */
}

static gboolean
is_checked (gpointer thing)
{
  return accessible_is (thing, ATSPI_STATE_CHECKED);
}

/* Shows the oldest run in the plots too: its box is the last of the runs' boxes. */
static void
compare (Driver *driver)
{
  Boxes boxes = { called ("Show in the Plots"), NULL };
  gint x, y;

  reveal (driver, ATSPI_ROLE_CHECK_BOX, "Show in the Plots", "Show Runs and Settings");
  driver_visit (driver, keep_run_box, &boxes);
  g_assert_nonnull (boxes.last);
  g_assert_false (is_checked (boxes.last));
  driver_middle (boxes.last, &x, &y);
  driver_click_at (driver, x, y);
  driver_wait (is_checked, boxes.last, "the oldest run to be compared");
  accessible_unref (boxes.last);
  g_free (boxes.name);
}

/* What is asked where a window is closed while something is trained. */
static void
ask_to_stop (Driver *driver)
{
  driver_key (driver, "F5");
  wait_for (driver, ATSPI_ROLE_PUSH_BUTTON, "Stop");
  key_and_take (driver, "ctrl+w", "stop-question");
  driver_key (driver, "Escape");
}

/* How weights from a file fit a model that is another by now, and the search for a rate. */
static void
test_weights (void)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "weights", NULL);
  g_autofree char *path = copy_of (folder, "spiral-mlp.gradus");
  g_autofree char *weights = g_build_filename (folder, "mine.safetensors", NULL);
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });

  driver_key (driver, "alt+3");
  press (driver, ATSPI_ROLE_PUSH_BUTTON, "Find a Learning Rate");
  wait_for (driver, ATSPI_ROLE_PUSH_BUTTON, "_Use");
  settle (3000);
  take (driver, "learning-rate");
  driver_key (driver, "Escape");
  train (driver, FALSE, NULL);
  driver_key (driver, "ctrl+shift+e");
  choose_path (driver, weights);
  driver_wait (is_there, weights, "the file of weights");
  driver_key (driver, "alt+1");
  driver_click (driver, ATSPI_ROLE_INVALID, "fc1");
  driver_click (driver, ATSPI_ROLE_SPIN_BUTTON, "out_features");
  driver_key (driver, "ctrl+a");
  driver_type (driver, "12");
  driver_key (driver, "Return");
  take (driver, "build-misfit");
  driver_key (driver, "ctrl+shift+o");
  choose_path (driver, weights);
  wait_for (driver, ATSPI_ROLE_PUSH_BUTTON, "_Take What Fits");
  take (driver, "weights-fit");
  leave (driver);
}

/* Two runs of an example, and all that is told of them. */
static void
test_training (gconstpointer name)
{
  static const char *const views[] = { N_ ("Results"), N_ ("Layers"), N_ ("Curves") };
  g_autofree char *folder = g_build_filename (g_get_home_dir (), name, NULL);
  g_autofree char *file = g_strconcat (name, ".gradus", NULL), *path = copy_of (folder, file);
  g_autofree char *table = copy_of (folder, "temperature.csv");
  g_autofree char *before = g_strdup_printf ("%s-before", (const char *) name);
  g_autofree char *during = g_strdup_printf ("%s-during", (const char *) name);
  g_autofree char *compared = g_strdup_printf ("%s-compared", (const char *) name);
  g_autofree char *after = g_strdup_printf ("%s-data-after", (const char *) name);
  const gboolean stop = g_str_has_prefix (name, "fashion-"); /* would take long */
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });

  key_and_take (driver, "alt+3", before);
  train (driver, stop, during);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autofree char *picture = g_strdup_printf ("%s-view-%u", (const char *) name, i + 1);

      press (driver, ATSPI_ROLE_PAGE_TAB, views[i]);
      settle (3000);
      take (driver, picture);
    }
  train (driver, stop, during);
  compare (driver);
  take (driver, compared);
  key_and_take (driver, "alt+2", after);
  if (stop)
    ask_to_stop (driver);
  leave (driver);
}

/* --- all of them ------------------------------------------------------------------------------ */

/* What things are called on the screen: the translations of the program that is looked at. */
static void
speak (void)
{
  g_autofree char *locales = g_test_build_filename (G_TEST_BUILT, "..", "po", NULL);

  setlocale (LC_ALL, "");
  bindtextdomain ("gradus", locales);
  bind_textdomain_codeset ("gradus", "UTF-8");
  textdomain ("gradus");
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  speak ();
  driver_allow_leaks (); /* for the dialogs of files */
  driver_init ();
  g_test_add_func ("/pictures/start", test_start);
  g_test_add_func ("/pictures/questions", test_questions);
  g_test_add_func ("/pictures/replacing", test_replacing);
  g_test_add_func ("/pictures/build", test_build);
  g_test_add_func ("/pictures/build-with-an-error", test_build_with_an_error);
  g_test_add_func ("/pictures/blank", test_blank);
  g_test_add_func ("/pictures/data", test_data);
  g_test_add_func ("/pictures/table", test_table);
  g_test_add_func ("/pictures/refused", test_refused);
  g_test_add_data_func ("/pictures/fashion-resnet", "fashion-resnet", test_pages);
  g_test_add_data_func ("/pictures/fashion-autoencoder", "fashion-autoencoder", test_pages);
  g_test_add_data_func ("/pictures/spiral-mlp", "spiral-mlp", test_pages);
  g_test_add_data_func ("/pictures/temperature", "temperature", test_pages);
  g_test_add_func ("/pictures/weights", test_weights);
  g_test_add_data_func ("/pictures/training/lenet", "fashion-lenet", test_training);
  g_test_add_data_func ("/pictures/training/autoencoder", "fashion-autoencoder", test_training);
  g_test_add_data_func ("/pictures/training/spirals", "spiral-mlp", test_training);
  g_test_add_data_func ("/pictures/training/line", "temperature", test_training);
  return g_test_run ();
}
