/* test-drops.c - files that are dragged out of another program and dropped on the window: really
 * dragged, from drag-source.c, through the protocol of the windowing system. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "../unit/folder.h"
#include "driver.h"

/* In the corner, where drag-source.c is, and in the middle of the program's window. */
#define FROM 40, 40
#define TO   640, 420

static const char points[]
    = "width,height,kind\n1,2,flat\n2,1,high\n3,4,flat\n4,3,high\n5,6,flat\n6,5,high\n"
      "7,8,flat\n8,7,high\n9,10,flat\n10,9,high\n";

/* Gives the window called @title the keyboard, where a window manager would have. */
static gboolean
focus (gpointer title)
{
  g_autoptr (GSubprocess) search = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "xdotool",
      "search", "--onlyvisible", "--name", title, "windowfocus", NULL);

  return g_subprocess_wait_check (search, NULL, NULL);
}

/* Drags @path out of a program of its own, which ends then. */
static void
drop (Driver *driver, const char *path)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) source = NULL;

  g_subprocess_launcher_setenv (launcher, "GTK_A11Y", "none", TRUE);
  source = g_subprocess_launcher_spawn (launcher, NULL, g_getenv ("DRAG_SOURCE"), path, NULL);
  g_assert_nonnull (source);
  driver_wait (focus, (gpointer) "Files to drag", "the program with the files");
  driver_drag (driver, FROM, TO);
  g_subprocess_force_exit (source);
  g_subprocess_wait (source, NULL, NULL);
}

static void
focus_on (const char *title)
{
  driver_wait (focus, (gpointer) title, title);
}

static char *
example (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "..", "data", "examples", name, NULL);
}

/* On the start page a project opens. */
static void
test_project (void)
{
  g_autofree char *path = example ("fashion-mlp.gradus");
  g_autoptr (Driver) driver = driver_start (NULL);

  drop (driver, path);
  driver_expect (driver, ATSPI_ROLE_INVALID, "fc1, Linear");
  focus_on ("Fashion-MNIST");
  g_assert_true (driver_close (driver));
}

/* On a project a table becomes its data set, once it was said what its columns are. */
static void
test_table (void)
{
  char *folder = folder_new ();
  g_autofree char *path = example ("fashion-mlp.gradus");
  g_autofree char *table = folder_write (folder, "points.csv", points, strlen (points));
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });

  drop (driver, table);
  driver_expect (driver, ATSPI_ROLE_INVALID, "Columns of the Table");
  driver_picture ("dropped-table");
  focus_on ("Columns of the Table");
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Use This Data");
  driver_wait_gone (driver, ATSPI_ROLE_INVALID, "Columns of the Table");
  driver_expect (driver, ATSPI_ROLE_INVALID, "points.csv");
  driver_abandon (driver);
  folder_remove (folder);
}

/* A folder of pictures in one folder a class becomes it at once. */
static void
test_folder (void)
{
  static const char picture[] = "P2 2 2 255 0 80 160 255\n";
  static const char *const classes[] = { "dark", "light" };
  char *folder = folder_new ();
  g_autofree char *path = example ("fashion-mlp.gradus");
  g_autofree char *set = g_build_filename (folder, "shades", NULL);
  g_autofree char *named = g_path_get_basename (set);
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });

  for (guint i = 0; i < G_N_ELEMENTS (classes) * 10; i++)
    {
      g_autofree char *of_class = g_build_filename (set, classes[i % 2], NULL);
      g_autofree char *name = g_strdup_printf ("%u.pgm", i);

      g_assert_cmpint (g_mkdir_with_parents (of_class, 0700), ==, 0);
      g_free (folder_write (of_class, name, picture, strlen (picture)));
    }
  drop (driver, set);
  driver_expect (driver, ATSPI_ROLE_INVALID, named);
  driver_picture ("dropped-folder");
  driver_abandon (driver);
  folder_remove (folder);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  driver_init ();
  g_test_add_func ("/drops/project", test_project);
  g_test_add_func ("/drops/table", test_table);
  g_test_add_func ("/drops/folder", test_folder);
  return g_test_run ();
}
