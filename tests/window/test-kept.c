/* test-kept.c - weights through the whole program: trained, seen on the blocks, lost by an edit and
 * back by its undo, saved to a file and loaded again. */
#include "driver.h"

#include <glib/gstdio.h>

static const char spirals[]
    = "{\"gradus\": 1, \"name\": \"Spirals\","
      " \"data\": {\"set\": \"spirals\", \"n\": 300, \"n_test\": 60, \"classes\": 3},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
      "   {\"id\": \"fc1\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 16},"
      "    \"at\": [0, 80]},"
      "   {\"id\": \"tanh\", \"kind\": \"Tanh\", \"at\": [0, 160]},"
      "   {\"id\": \"fc2\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3,"
      "    \"frozen\": true}, \"at\": [0, 240]},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\", \"at\": [0, 320]}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"fc1\"}, {\"from\": \"fc1\", \"to\": \"tanh\"},"
      "   {\"from\": \"tanh\", \"to\": \"fc2\"}, {\"from\": \"fc2\", \"to\": \"loss\"}]},"
      " \"training\": {\"epochs\": 1, \"batch_size\": 30}}";

/* Of this display's home, which with-display removes. (transfer full) */
static char *
new_folder (const char *name)
{
  char *folder = g_build_filename (g_get_user_cache_dir (), name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  return folder;
}

/* In the file chooser's dialog, whose entry for a path comes up with a slash. */
static void
choose_path (Driver *driver, const char *path)
{
  driver_expect (driver, ATSPI_ROLE_PUSH_BUTTON, "Cancel");
  driver_key (driver, "slash");
  driver_key (driver, "ctrl+a");
  driver_type (driver, path);
  driver_key (driver, "Return");
}

static void
test_through_an_edit (void)
{
  g_autofree char *folder = new_folder ("edit");
  g_autofree char *path = g_build_filename (folder, "spirals.gradus", NULL);
  g_autoptr (Driver) driver = NULL;

  g_assert_true (g_file_set_contents (path, spirals, -1, NULL));
  driver = driver_start ((const char *const[]){ path, NULL });
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Train");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Run 1: 1 epoch");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Kept weights: Run 1, epoch 1.");
  driver_picture ("kept-train");
  driver_key (driver, "alt+1");
  driver_expect (driver, ATSPI_ROLE_INVALID, "Linear, 2 → 16, output N×16, trained weights");
  driver_click (driver, ATSPI_ROLE_INVALID, "fc1");
  driver_expect (driver, ATSPI_ROLE_LABEL, "From Run 1, epoch 1.");
  driver_picture ("kept-trained");
  driver_click (driver, ATSPI_ROLE_SPIN_BUTTON, "out_features");
  driver_key (driver, "ctrl+a");
  driver_type (driver, "12");
  driver_key (driver, "Return");
  driver_expect (driver, ATSPI_ROLE_INVALID, "N×12, weights that no longer fit");
  driver_expect (driver, ATSPI_ROLE_LABEL, "weight was 16×2 and is 12×2 now");
  driver_picture ("kept-edited");
  driver_key (driver, "ctrl+z");
  driver_wait_gone (driver, ATSPI_ROLE_INVALID, "no longer fit");
  driver_expect (driver, ATSPI_ROLE_INVALID, "Linear, 2 → 16, output N×16, trained weights");
  driver_abandon (driver);
}

static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Saved from one project and loaded into another, which was never trained. */
static void
test_through_a_file (void)
{
  g_autofree char *folder = new_folder ("file");
  g_autofree char *path = g_build_filename (folder, "spirals.gradus", NULL);
  g_autofree char *other = g_build_filename (folder, "other.gradus", NULL);
  g_autofree char *weights = g_build_filename (folder, "mine.safetensors", NULL);
  g_auto (GStrv) parts = g_strsplit (spirals, "\"out_features\": 3,", 2);
  g_autofree char *changed = g_strjoinv ("\"out_features\": 4,", parts);
  g_autoptr (Driver) driver = NULL, second = NULL;

  g_assert_true (g_file_set_contents (path, spirals, -1, NULL));
  g_assert_true (g_file_set_contents (other, changed, -1, NULL));
  driver = driver_start ((const char *const[]){ path, NULL });
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Train");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Kept weights: Run 1, epoch 1.");
  driver_key (driver, "ctrl+shift+e");
  choose_path (driver, weights);
  driver_wait (is_there, weights, "the file of weights");
  g_assert_true (driver_close (driver));

  second = driver_start ((const char *const[]){ other, NULL });
  driver_key (second, "ctrl+shift+o");
  choose_path (second, weights);
  driver_expect (second, ATSPI_ROLE_LABEL, "“mine.safetensors” fits 2 of the 4 tensors");
  driver_expect (second, ATSPI_ROLE_INVALID,
                 "fc2.weight: is 3×16 in the file, 4×16 in the model");
  driver_picture ("kept-report");
  driver_click (second, ATSPI_ROLE_PUSH_BUTTON, "Take What Fits");
  driver_expect (second, ATSPI_ROLE_INVALID, "Linear, 2 → 16, output N×16, trained weights");
  driver_expect (second, ATSPI_ROLE_INVALID, "output N×4, new weights");
  driver_key (second, "ctrl+z");
  driver_wait_gone (second, ATSPI_ROLE_INVALID, "trained weights");
  driver_abandon (second);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  driver_allow_leaks ();
  driver_init ();
  g_test_add_func ("/kept/edit", test_through_an_edit);
  g_test_add_func ("/kept/file", test_through_a_file);
  return g_test_run ();
}
