/* test-unsaved.c - what a person has not saved yet: the whole program, closed, killed, and started
 * again. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "../unit/folder.h"
#include "driver.h"

/* A copy of the example @name in a folder of its own, to be removed with folder_remove(). */
static char *
copy_example (const char *name, char **folder)
{
  g_autofree char *from = g_test_build_filename (G_TEST_DIST, "..", "data", "examples", name, NULL);
  g_autofree char *text = NULL;
  char *path;

  if (!*folder)
    *folder = folder_new ();
  path = g_build_filename (*folder, name, NULL);
  g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
wait_for_text (const char *path, const char *text)
{
  FileText wanted = { path, text };

  driver_wait (file_has, &wanted, text);
}

static void
open_template (Driver *driver, const char *title)
{
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, title);
  driver_wait_gone (driver, ATSPI_ROLE_LABEL, "See a neural network work");
}

/* How many things whose names end so there are in the folder @name of the program's state. */
static guint
n_left (const char *name, const char *ending)
{
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "gradus", name, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *thing;
  guint n = 0;

  while (dir && (thing = g_dir_read_name (dir)))
    n += g_str_has_suffix (thing, ending);
  return n;
}

/* --- a note that is being written ---------------------------------------------------------------
 */

/* Keys of the window that are not the text's work while one writes. */
static void
test_note (void)
{
  char *folder = NULL;
  g_autofree char *path = copy_example ("fashion-mlp.gradus", &folder);
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });

  driver_key (driver, "ctrl+m");
  driver_key (driver, "ctrl+a");
  driver_type (driver, "Mind the dropout");
  driver_key (driver, "ctrl+s");
  wait_for_text (path, "Mind the dropout");
  driver_type (driver, " twice");
  driver_key (driver, "ctrl+s");
  wait_for_text (path, "Mind the dropout twice");
  driver_key (driver, "ctrl+z");
  driver_key (driver, "alt+3");
  driver_expect (driver, ATSPI_ROLE_PAGE_TAB, "Curves");
  driver_key (driver, "ctrl+s");
  wait_for_text (path, "\"Mind the dropout\"");
  driver_key (driver, "alt+1");
  driver_key (driver, "ctrl+m");
  driver_key (driver, "ctrl+a");
  driver_type (driver, "Wider");
  driver_key (driver, "ctrl+s");
  wait_for_text (path, "Wider");
  g_assert_true (driver_close (driver));
  folder_remove (folder);
}

/* --- another file -------------------------------------------------------------------------------
 */

static void
test_save_as (void)
{
  char *folder = NULL;
  g_autofree char *path = copy_example ("fashion-mlp.gradus", &folder);
  g_autofree char *other = g_build_filename (folder, "other.gradus", NULL);
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });

  driver_key (driver, "ctrl+shift+s");
  driver_expect (driver, ATSPI_ROLE_INVALID, "Save Project");
  driver_key (driver, "ctrl+a");
  driver_type (driver, other);
  driver_picture ("save-as");
  driver_key (driver, "Return");
  wait_for_text (other, "CrossEntropyLoss");
  g_assert_true (driver_close (driver));
  folder_remove (folder);
}

/* A name alone goes into the folder that the dialog shows: that of the project, and then the one
 * that was chosen there. */
static void
test_save_as_elsewhere (void)
{
  char *folder = NULL;
  g_autofree char *path = copy_example ("fashion-mlp.gradus", &folder);
  g_autofree char *beside = g_build_filename (folder, "beside.gradus", NULL);
  g_autofree char *elsewhere = g_build_filename (g_get_home_dir (), "elsewhere.gradus", NULL);
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });

  driver_key (driver, "ctrl+shift+s");
  driver_expect (driver, ATSPI_ROLE_INVALID, "Save Project");
  driver_key (driver, "ctrl+a");
  driver_type (driver, "beside");
  driver_key (driver, "Return");
  wait_for_text (beside, "CrossEntropyLoss");
  driver_wait_gone (driver, ATSPI_ROLE_INVALID, "Save Project");

  driver_key (driver, "ctrl+shift+s");
  driver_expect (driver, ATSPI_ROLE_INVALID, "Save Project");
  driver_key (driver, "alt+Home");
  driver_key (driver, "alt+n");
  driver_key (driver, "ctrl+a");
  driver_type (driver, "elsewhere");
  driver_picture ("save-elsewhere");
  driver_key (driver, "Return");
  wait_for_text (elsewhere, "CrossEntropyLoss");
  g_assert_true (driver_close (driver));
  folder_remove (folder);
}

/* --- the data of a template ---------------------------------------------------------------------
 */

/* They are brought once, when the template is opened, and are the user's from then on. */
static void
test_template_data (void)
{
  static const char mine[] = "reading,celsius\n1,10\n2,20\n3,30\n";
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "gradus", "examples",
                                            "temperature.csv", NULL);
  g_autoptr (Driver) first = driver_start (NULL);
  g_autoptr (Driver) second = NULL;
  g_autofree char *text = NULL;

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  open_template (first, "A Line Through Points");
  wait_for_text (path, "celsius");
  g_assert_true (driver_close (first));

  g_assert_true (g_file_set_contents (path, mine, -1, NULL));
  second = driver_start (NULL);
  open_template (second, "A Line Through Points");
  g_assert_true (driver_close (second));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, mine);
}

/* A template speaks the person's language. */
static void
test_template_language (void)
{
  g_autofree char *language = g_strdup (g_getenv ("LANGUAGE"));
  g_autofree char *locale = g_strdup (g_getenv ("LC_ALL"));
  g_autoptr (Driver) driver = NULL;

  g_setenv ("LANGUAGE", "de", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  driver = driver_start (NULL);
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Mehrschichtiges Perzeptron");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Fashion-MNIST, drei lineare Schichten");
  g_assert_true (driver_close (driver));
  g_setenv ("LANGUAGE", language ? language : "", TRUE);
  g_setenv ("LC_ALL", locale ? locale : "", TRUE);
}

/* What keeps a project from being trained is said before one tries. */
static void
test_missing_data (void)
{
  char *folder = NULL;
  g_autofree char *path = copy_example ("temperature.gradus", &folder);
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });

  driver_key (driver, "alt+3");
  driver_expect (driver, ATSPI_ROLE_LABEL, "temperature.csv");
  driver_picture ("missing-data");
  driver_key (driver, "F5");
  g_assert_true (driver_close (driver));
  g_assert_cmpuint (n_left ("runs", ""), ==, 0);
  folder_remove (folder);
}

/* --- what was trained ---------------------------------------------------------------------------
 */

static gboolean
is_empty (gpointer name)
{
  return n_left (name, "") == 0;
}

static gboolean
has_copy (gpointer unused)
{
  return n_left ("recovery", ".recovery") > 0;
}

static void
train_template (Driver *driver)
{
  open_template (driver, "Spirals");
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Train");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Run 1");
}

/* A project that was only trained is asked about, and leaves nothing where it is given up. */
static void
test_trained_is_asked_about (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);

  train_template (driver);
  driver_expect (driver, ATSPI_ROLE_LABEL, "Run 1: 100 epochs"); /* else it asks about that, too */
  driver_key (driver, "ctrl+q");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Save Changes?");
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Discard");
  driver_wait (is_empty, (gpointer) "runs", "the runs to be deleted");
  driver_wait (is_empty, (gpointer) "recovery", "the copy to be deleted");
}

/* A crash right after is no loss, and what is not recovered is not kept for ever. */
static void
test_trained_is_recovered (void)
{
  g_autoptr (Driver) crashed = driver_start (NULL);
  g_autoptr (Driver) driver = NULL, again = NULL;

  train_template (crashed);
  driver_wait (has_copy, NULL, "the copy for recovery");
  driver_kill (crashed);

  driver = driver_start (NULL);
  driver_expect (driver, ATSPI_ROLE_LABEL, "Recover Unsaved Work?");
  driver_key (driver, "Return");
  driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Recover Unsaved Work?");
  driver_key (driver, "alt+3");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Run 1");
  driver_kill (driver);

  again = driver_start (NULL);
  driver_expect (again, ATSPI_ROLE_LABEL, "Recover Unsaved Work?");
  g_assert_cmpuint (n_left ("runs", ""), >, 0);
  driver_key (again, "alt+d");
  driver_wait (is_empty, (gpointer) "runs", "the runs to be swept away");
  g_assert_true (driver_close (again));
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  driver_allow_leaks ();
  driver_init ();
  g_test_add_func ("/unsaved/note", test_note);
  g_test_add_func ("/unsaved/save-as", test_save_as);
  g_test_add_func ("/unsaved/save-as-elsewhere", test_save_as_elsewhere);
  g_test_add_func ("/unsaved/template-data", test_template_data);
  g_test_add_func ("/unsaved/template-language", test_template_language);
  g_test_add_func ("/unsaved/missing-data", test_missing_data);
  g_test_add_func ("/unsaved/trained", test_trained_is_asked_about);
  g_test_add_func ("/unsaved/recovered", test_trained_is_recovered);
  return g_test_run ();
}
