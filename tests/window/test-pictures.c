/* test-pictures.c - brings every page and dialog to the screen, one after the other; that nothing
 * critical is said on the way is the test. With GRADUS_PICTURES naming a folder it leaves a picture
 * of each there, for people to look at: tests/window/pictures makes them in every style and size.
 */
#include "driver.h"

static char *
example (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "..", "data", "examples", name, NULL);
}

/* Things slide and fade into their places. */
static void
settle (void)
{
  g_usleep (700 * 1000);
}

static void
take (const char *name)
{
  settle ();
  driver_picture (name);
}

static void
test_start (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);

  take ("start");
  driver_key (driver, "ctrl+comma");
  take ("preferences");
  driver_key (driver, "Escape");
  driver_key (driver, "ctrl+question");
  take ("shortcuts");
  driver_key (driver, "Escape");
  g_assert_true (driver_close (driver));
}

static void
test_project (gconstpointer name)
{
  g_autofree char *file = g_strconcat (name, ".gradus", NULL), *path = example (file);
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });
  static const char *const pages[] = { "build", "data", "train" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *key = g_strdup_printf ("alt+%u", i + 1);
      g_autofree char *picture = g_strdup_printf ("%s-%s", (const char *) name, pages[i]);

      driver_key (driver, key);
      take (picture);
    }
  g_assert_true (driver_close (driver));
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  driver_init ();
  g_test_add_func ("/pictures/start", test_start);
  g_test_add_data_func ("/pictures/fashion-lenet", "fashion-lenet", test_project);
  g_test_add_data_func ("/pictures/fashion-resnet", "fashion-resnet", test_project);
  g_test_add_data_func ("/pictures/fashion-autoencoder", "fashion-autoencoder", test_project);
  g_test_add_data_func ("/pictures/spiral-mlp", "spiral-mlp", test_project);
  g_test_add_data_func ("/pictures/temperature", "temperature", test_project);
  return g_test_run ();
}
