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

typedef struct
{
  const char *path, *text;
} Content;

static gboolean
file_has (gpointer user)
{
  const Content *content = user;
  g_autofree char *text = NULL;

  return g_file_get_contents (content->path, &text, NULL, NULL) && strstr (text, content->text);
}

static void
wait_for_text (const char *path, const char *text)
{
  Content content = { path, text };

  driver_wait (file_has, &content, text);
}

static void
open_template (Driver *driver, const char *title)
{
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, title);
  driver_wait_gone (driver, ATSPI_ROLE_LABEL, "See a neural network work");
}

/* --- a note that is being written ---------------------------------------------------------------
 */

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
  driver_key (driver, "Escape");
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
  g_object_unref (driver_find (driver, ATSPI_ROLE_INVALID, "Save Project"));
  driver_key (driver, "ctrl+a");
  driver_type (driver, other);
  driver_picture ("save-as");
  driver_key (driver, "Return");
  wait_for_text (other, "CrossEntropyLoss");
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

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  driver_init ();
  g_test_add_func ("/unsaved/note", test_note);
  g_test_add_func ("/unsaved/save-as", test_save_as);
  g_test_add_func ("/unsaved/template-data", test_template_data);
  return g_test_run ();
}
