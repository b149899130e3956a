/* test-program.c - the whole program, driven by mouse and keyboard: starting, files, recovery,
 * names. */
#include <gio/gio.h>
#include <glib/gstdio.h>

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

  /* A second crash at once loses nothing either, and starting with the file offers it too. */
  again = driver_start ((const char *const[]){ path, NULL });
  driver_expect (again, ATSPI_ROLE_LABEL, "Recover Unsaved Work?");
  driver_abandon (again);
}

/* Whether @thing is in a row of a list, or in a combo row. */
static gboolean
is_in_row (Accessible *thing)
{
  g_autoptr (Accessible) parent = accessible_parent (thing);

  const AtspiRole role = parent ? accessible_role (parent) : ATSPI_ROLE_INVALID;

  return role == ATSPI_ROLE_LIST_ITEM || role == ATSPI_ROLE_COMBO_BOX
         || (parent && is_in_row (parent));
}

/* The button in a menu button or a drop-down list is named by that; and the row in which
 * libadwaita's combo row shows what is chosen, by the combo row. */
static gboolean
is_part (Accessible *thing)
{
  g_autoptr (Accessible) parent = accessible_parent (thing);
  const AtspiRole role = parent ? accessible_role (parent) : ATSPI_ROLE_INVALID;
  g_autofree char *name = parent ? accessible_name (parent) : NULL;

  return role == ATSPI_ROLE_PUSH_BUTTON || role == ATSPI_ROLE_COMBO_BOX
         || (g_strcmp0 (name, "GtkListView") == 0 && is_in_row (parent));
}

/* "frame › panel › combo box “Split”": for a person to find it. (transfer full) */
static char *
place_of (Accessible *thing)
{
  g_autoptr (Accessible) parent = accessible_parent (thing);
  g_autofree char *name = accessible_name (thing);
  g_autofree char *above = NULL;

  if (!parent || accessible_role (thing) == ATSPI_ROLE_FRAME)
    return g_strdup (name);
  above = place_of (parent);
  return *name ? g_strdup_printf ("%s › %s", above, name) : g_steal_pointer (&above);
}

/* GTK calls what nobody named by its class. */
static gboolean
is_named (Accessible *thing)
{
  g_autofree char *name = accessible_name (thing);

  return *name && !g_str_has_prefix (name, "Gtk") && !g_str_has_prefix (name, "Adw")
         && !g_str_has_prefix (name, "Gradus");
}

/* Whether it can have the focus, or was drawn by hand: no icon that adorns a text, no row that only
 * holds others. What was never shown has no place yet, and nothing to be named after. */
static gboolean
is_telling (Accessible *thing)
{
  g_autofree char *name = accessible_name (thing);
  AccessiblePlace place;

  return accessible_place (thing, &place)
         && (g_str_has_prefix (name, "Gradus") || accessible_is (thing, ATSPI_STATE_FOCUSABLE));
}

/* Things that one can act on or go to, without a name to say what they are. */
static gboolean
find_nameless (Accessible *thing, gpointer user)
{
  static const AtspiRole acts[] = { ATSPI_ROLE_PUSH_BUTTON, ATSPI_ROLE_TOGGLE_BUTTON,
                                    ATSPI_ROLE_CHECK_BOX,   ATSPI_ROLE_SLIDER,
                                    ATSPI_ROLE_SPIN_BUTTON, ATSPI_ROLE_COMBO_BOX,
                                    ATSPI_ROLE_TEXT,        ATSPI_ROLE_RADIO_BUTTON };
  static const AtspiRole holds[] = { ATSPI_ROLE_LIST_ITEM, ATSPI_ROLE_TABLE_CELL,
                                     ATSPI_ROLE_IMAGE };
  const AtspiRole role = accessible_role (thing);
  gboolean is_one = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    is_one = is_one || role == acts[i];
  for (gsize i = 0; i < G_N_ELEMENTS (holds); i++)
    is_one = is_one || (role == holds[i] && is_telling (thing));
  if (is_one && !is_named (thing) && !is_part (thing))
    {
      g_autofree char *place = place_of (thing), *role_name = accessible_role_name (thing);

      g_test_message ("a %s has no name: %s", role_name, place);
      ++*(guint *) user;
    }
  return FALSE;
}

/* On the start page, in the preferences and on the three pages of a project. */
static void
test_everything_has_a_name (void)
{
  static const char text[]
      = "{\"gradus\": 1, \"data\": {\"set\": \"shapes\", \"n\": 30, \"n_test\": 10},"
        " \"model\": {\"blocks\": ["
        "   {\"id\": \"input\", \"kind\": \"Input\"},"
        "   {\"id\": \"conv\", \"kind\": \"Conv2d\", \"at\": [0, 80]}],"
        "  \"links\": [{\"from\": \"input\", \"to\": \"conv\"}]}}";
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "shapes.gradus", NULL);
  g_autoptr (Driver) driver = driver_start (NULL);
  g_autoptr (Driver) with_project = NULL;
  guint nameless = 0;

  driver_visit (driver, find_nameless, &nameless);
  driver_key (driver, "ctrl+comma");
  driver_expect (driver, ATSPI_ROLE_INVALID, "Preferences");
  driver_visit (driver, find_nameless, &nameless);
  driver_key (driver, "Escape");
  g_assert_true (driver_close (driver));

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  with_project = driver_start ((const char *const[]){ path, NULL });
  driver_visit (with_project, find_nameless, &nameless);
  driver_key (with_project, "alt+2");
  driver_expect (with_project, ATSPI_ROLE_TABLE_CELL, "item 0");
  driver_visit (with_project, find_nameless, &nameless);
  driver_key (with_project, "alt+3");
  driver_expect (with_project, ATSPI_ROLE_PUSH_BUTTON, "One Epoch");
  driver_visit (with_project, find_nameless, &nameless);
  g_assert_true (driver_close (with_project));
  g_assert_cmpuint (nameless, ==, 0);
  g_remove (path);
  g_rmdir (folder);
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
  g_test_add_func ("/program/names", test_everything_has_a_name);
  return g_test_run ();
}
