/* test-program.c - the whole program, driven by mouse and keyboard: starting, files, recovery,
 * names. */
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "../unit/folder.h"
#include "driver.h"

static char *
example (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "..", "data", "examples", name, NULL);
}

static void
test_template_opens_with_one_click (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);

  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "LeNet");
  driver_wait_gone (driver, ATSPI_ROLE_LABEL, "See a neural network work");
  g_assert_cmpuint (driver_n_actions (driver), ==, 1);
  driver_picture ("template");
  g_assert_true (driver_close (driver));
}

static void
test_file_from_the_command_line (void)
{
  g_autofree char *path = example ("fashion-cnn.gradus");
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });
  g_autoptr (Accessible) frame = driver_find (driver, ATSPI_ROLE_FRAME,
                                              "Fashion-MNIST, a convolutional network");

  g_assert_nonnull (frame);
  g_assert_true (driver_close (driver));
}

static void
test_broken_file_is_said (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "broken.gradus", NULL);
  g_autoptr (Driver) driver = NULL;
  g_autoptr (Accessible) message = NULL;

  g_assert_true (g_file_set_contents (path, "{ \"gradus\": 1, ", -1, NULL));
  driver = driver_start ((const char *const[]){ path, NULL });
  message = driver_find (driver, ATSPI_ROLE_LABEL, "broken.gradus");
  g_assert_true (driver_close (driver));
  g_remove (path);
  g_rmdir (folder);
}

static void
test_crash_loses_nothing (void)
{
  g_autofree char *path = example ("fashion-lenet.gradus");
  g_autoptr (Driver) crashed = driver_start ((const char *const[]){ path, NULL });
  g_autoptr (Driver) driver = NULL, again = NULL;
  g_autoptr (Accessible) title = NULL;

  driver_click (crashed, ATSPI_ROLE_INVALID, "conv1");
  driver_key (crashed, "Delete");
  driver_expect (crashed, ATSPI_ROLE_FRAME, "• ");
  g_usleep (4 * G_USEC_PER_SEC);
  driver_kill (crashed);

  driver = driver_start (NULL);
  driver_expect (driver, ATSPI_ROLE_LABEL, "Recover Unsaved Work?");
  driver_picture ("recover");
  driver_key (driver, "Return");
  title = driver_find (driver, ATSPI_ROLE_FRAME, "• Fashion-MNIST, LeNet");
  g_assert_true (driver_has (driver, ATSPI_ROLE_INVALID, "conv2"));
  g_assert_false (driver_has (driver, ATSPI_ROLE_INVALID, "conv1"));
  driver_picture ("recovered");
  driver_kill (driver);

  /* A second crash at once loses nothing either. Starting with the file offers it too, in the
   * place of the file. */
  again = driver_start ((const char *const[]){ path, NULL });
  driver_expect (again, ATSPI_ROLE_LABEL, "Recover Unsaved Work?");
  driver_expect (again, ATSPI_ROLE_INVALID, "conv1");
  driver_key (again, "Return");
  driver_expect (again, ATSPI_ROLE_FRAME, "• Fashion-MNIST, LeNet");
  driver_wait_gone (again, ATSPI_ROLE_INVALID, "conv1");
  g_assert_true (driver_has (again, ATSPI_ROLE_INVALID, "conv2"));
  driver_abandon (again);
}

/* Ten classes. */
static const char shapes[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"shapes\", \"n\": 60, \"n_test\": 20},"
      " \"model\": {"
      "  \"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\"},"
      "   {\"id\": \"conv\", \"kind\": \"Conv2d\", \"at\": [0, 80],"
      "    \"attributes\": {\"out_channels\": 4, \"kernel_size\": 3}},"
      "   {\"id\": \"flatten\", \"kind\": \"Flatten\", \"at\": [0, 160]},"
      "   {\"id\": \"scores\", \"kind\": \"Linear\", \"at\": [0, 240],"
      "    \"attributes\": {\"out_features\": %d}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\", \"at\": [0, 320]}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"conv\"},"
      "   {\"from\": \"conv\", \"to\": \"flatten\"}, {\"from\": \"flatten\", \"to\": \"scores\"},"
      "   {\"from\": \"scores\", \"to\": \"loss\"}]},"
      " \"training\": {\"epochs\": 1, \"batch_size\": 20},"
      " \"notes\": [{\"id\": \"note\", \"text\": \"why?\", \"at\": [-300, 0]}]}";

/* Where one can get by a click on @name, or by its key; and what is there then. */
typedef struct
{
  const char *key;
  AtspiRole role;
  const char *name;
  AtspiRole expected;
  const char *there;
} Step;

static void
visit_all (Driver *driver, const Step *steps, guint n)
{
  guint nameless = 0;

  for (guint i = 0; i < n; i++)
    {
      if (steps[i].key)
        driver_key (driver, steps[i].key);
      if (steps[i].name)
        driver_click (driver, steps[i].role, steps[i].name);
      if (steps[i].there)
        driver_expect (driver, steps[i].expected, steps[i].there);
      nameless += driver_count_nameless (driver);
    }
  g_assert_cmpuint (nameless, ==, 0);
}

/* Of a project of its own, whose model gives @n_scores. */
static void
visit_shapes (gint n_scores, const Step *steps, guint n)
{
  char *folder = folder_new ();
  g_autofree char *text = g_strdup_printf (shapes, n_scores);
  g_autofree char *path = folder_write (folder, "shapes.gradus", text, strlen (text));
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });

  visit_all (driver, steps, n);
  driver_abandon (driver);
  folder_remove (folder);
}

static void
test_names_of_the_program (void)
{
  static const Step steps[] = {
    { NULL, 0, NULL, ATSPI_ROLE_LABEL, "See a neural network work" },
    { "ctrl+comma", 0, NULL, ATSPI_ROLE_INVALID, "Preferences" },
    { "Escape", 0, NULL, ATSPI_ROLE_INVALID, NULL },
  };
  g_autoptr (Driver) driver = driver_start (NULL);

  visit_all (driver, steps, G_N_ELEMENTS (steps));
  g_assert_true (driver_close (driver));
}

/* With a problem too, and its button. */
static void
test_names_on_build (void)
{
  static const Step steps[] = {
    { NULL, 0, NULL, ATSPI_ROLE_INVALID, "conv" },
    { NULL, ATSPI_ROLE_INVALID, "scores", ATSPI_ROLE_INVALID, "out_features" },
    { NULL, ATSPI_ROLE_INVALID, "why?", ATSPI_ROLE_INVALID, NULL },
    { "ctrl+a", 0, NULL, ATSPI_ROLE_INVALID, NULL },
    { "ctrl+g", 0, NULL, ATSPI_ROLE_INVALID, NULL },
    { "shift+F10", 0, NULL, ATSPI_ROLE_INVALID, NULL },
    { "Escape", 0, NULL, ATSPI_ROLE_INVALID, NULL },
    { "slash", 0, NULL, ATSPI_ROLE_INVALID, NULL },
  };

  visit_shapes (3, steps, G_N_ELEMENTS (steps));
}

static void
test_names_on_data (void)
{
  static const Step steps[] = {
    { "alt+2", 0, NULL, ATSPI_ROLE_TABLE_CELL, "item 0" },
    { NULL, ATSPI_ROLE_PAGE_TAB, "Item", ATSPI_ROLE_INVALID, NULL },
    { NULL, ATSPI_ROLE_PAGE_TAB, "Data Set", ATSPI_ROLE_LIST_ITEM, "Items: 60" },
    { NULL, ATSPI_ROLE_PAGE_TAB, "Draw", ATSPI_ROLE_INVALID, NULL },
    { NULL, ATSPI_ROLE_INVALID, "The Project's Data Set", ATSPI_ROLE_INVALID, NULL },
  };

  visit_shapes (10, steps, G_N_ELEMENTS (steps));
}

static void
test_names_on_train (void)
{
  static const Step steps[] = {
    { "alt+3", 0, NULL, ATSPI_ROLE_PUSH_BUTTON, "One Epoch" },
    { "F5", 0, NULL, ATSPI_ROLE_LABEL, "Run 1: 1 epoch" },
    { NULL, ATSPI_ROLE_PAGE_TAB, "Results", ATSPI_ROLE_LABEL, "% right" },
    { NULL, ATSPI_ROLE_PAGE_TAB, "Layers", ATSPI_ROLE_INVALID, NULL },
    { NULL, ATSPI_ROLE_PUSH_BUTTON, "Find a Learning Rate", ATSPI_ROLE_INVALID, NULL },
  };

  visit_shapes (10, steps, G_N_ELEMENTS (steps));
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  driver_init ();
  g_test_add_func ("/program/template", test_template_opens_with_one_click);
  g_test_add_func ("/program/file", test_file_from_the_command_line);
  g_test_add_func ("/program/broken-file", test_broken_file_is_said);
  g_test_add_func ("/program/crash", test_crash_loses_nothing);
  g_test_add_func ("/program/names/start", test_names_of_the_program);
  g_test_add_func ("/program/names/build", test_names_on_build);
  g_test_add_func ("/program/names/data", test_names_on_data);
  g_test_add_func ("/program/names/train", test_names_on_train);
  return g_test_run ();
}
