/* driver.c - drives the program as a person would: see driver.h. */
#include "driver.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_SECONDS 60 /* looking at all that a busy program shows can take seconds */
#define PAUSE_MS         50
#define MOST_ALIKE       64 /* children of one thing that are visited */

struct _Driver
{
  GSubprocess *process;
  Accessible *program;
  guint n_actions;
  gboolean pressed;          /* the mouse's button */
  gint pointer_x, pointer_y; /* where it was moved to */
};

/* --- running other programs ------------------------------------------------------------------- */

static gboolean
xdotool (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  va_list more;

  g_ptr_array_add (argv, (gpointer) "xdotool");
  va_start (more, first);
  for (const char *word = first; word; word = va_arg (more, const char *))
    g_ptr_array_add (argv, (gpointer) word);
  va_end (more);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv (
      (const char *const *) argv->pdata,
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  return process && g_subprocess_wait_check (process, NULL, NULL);
}

/* That the program has ended is said in the main context. */
static void
pause_ms (guint milliseconds)
{
  g_usleep (milliseconds * 1000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* FALSE where it is not to be. */
static gboolean
wait_until (gboolean (*ready) (gpointer user), gpointer user)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  while (!ready (user))
    {
      if (g_get_monotonic_time () > end)
        {
          driver_picture ("failed");
          return FALSE;
        }
      pause_ms (PAUSE_MS);
    }
  return TRUE;
}

void
driver_wait (gboolean (*ready) (gpointer user), gpointer user, const char *what)
{
  if (!wait_until (ready, user))
    g_error ("waited in vain for %s", what);
}

/* --- what is there ---------------------------------------------------------------------------- */

static gboolean
visit (Accessible *thing, DriverVisit each, gpointer user)
{
  gint n;

  if (each (thing, user))
    return TRUE;
  n = MIN (accessible_n_children (thing), MOST_ALIKE);
  for (gint i = 0; i < n; i++)
    {
      g_autoptr (Accessible) child = accessible_child (thing, i);

      if (child && accessible_is (child, ATSPI_STATE_VISIBLE) && visit (child, each, user))
        return TRUE;
    }
  return FALSE;
}

void
driver_visit (Driver *driver, DriverVisit each, gpointer user)
{
  visit (driver->program, each, user);
}

typedef struct
{
  Driver *driver;
  AtspiRole role;
  const char *name;
  Accessible *found;
} Search;

static gboolean
search_step (Accessible *thing, gpointer user)
{
  Search *search = user;
  g_autofree char *name = NULL;
  AccessiblePlace place;

  if (search->role != ATSPI_ROLE_INVALID && accessible_role (thing) != search->role)
    return FALSE;
  name = accessible_name (thing);
  /* GTK 4.8 does not say what is showing; what was never shown has no place. */
  if (!strstr (name, search->name) || !accessible_place (thing, &place))
    return FALSE;
  search->found = accessible_ref (thing);
  return TRUE;
}

static gboolean
is_found (gpointer user)
{
  Search *search = user;

  driver_visit (search->driver, search_step, search);
  return search->found != NULL;
}

gboolean
driver_has (Driver *driver, AtspiRole role, const char *name)
{
  Search search = { driver, role, name, NULL };
  const gboolean found = is_found (&search);

  g_clear_pointer (&search.found, accessible_unref);
  return found;
}

static gboolean
is_gone (gpointer user)
{
  Search *search = user;

  return !driver_has (search->driver, search->role, search->name);
}

Accessible *
driver_find (Driver *driver, AtspiRole role, const char *name)
{
  Search search = { driver, role, name, NULL };

  if (!wait_until (is_found, &search))
    g_error ("there is nothing of role %d named “%s”", role, name);
  return search.found;
}

void
driver_expect (Driver *driver, AtspiRole role, const char *name)
{
  accessible_unref (driver_find (driver, role, name));
}

void
driver_wait_gone (Driver *driver, AtspiRole role, const char *name)
{
  Search search = { driver, role, name, NULL };

  if (!wait_until (is_gone, &search))
    g_error ("there is still a thing named “%s”", name);
}

/* --- actions ---------------------------------------------------------------------------------- */

static gint
value_after (const char *text, const char *key)
{
  const char *at = strstr (text, key);

  g_assert_nonnull (at);
  return atoi (at + strlen (key));
}

/* Where the window that has the focus begins on the screen, with its shadow, which AT-SPI does not
 * count: as wide on all sides. @frame_width is without it. */
static void
window_origin (gint frame_width, gint *x, gint *y)
{
  g_autofree char *text = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                                                      "xdotool", "getwindowfocus",
                                                      "getwindowgeometry", "--shell", NULL);
  gint shadow;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, NULL));
  shadow = (value_after (text, "WIDTH=") - frame_width) / 2;
  *x = value_after (text, "X=") + shadow;
  *y = value_after (text, "Y=") + shadow;
}

static gboolean
is_window (Accessible *thing)
{
  const AtspiRole role = accessible_role (thing);

  return role == ATSPI_ROLE_FRAME || role == ATSPI_ROLE_DIALOG || role == ATSPI_ROLE_WINDOW;
}

static gint
window_width (Accessible *thing)
{
  g_autoptr (Accessible) at = accessible_ref (thing);
  AccessiblePlace place;

  while (!is_window (at))
    {
      Accessible *parent = accessible_parent (at);

      g_assert_nonnull (parent);
      accessible_unref (at);
      at = parent;
    }
  g_assert_true (accessible_place (at, &place));
  return place.width;
}

void
driver_middle (Accessible *thing, gint *x, gint *y)
{
  AccessiblePlace place;

  g_assert_true (accessible_place (thing, &place));
  window_origin (window_width (thing), x, y);
  *x += place.x + place.width / 2;
  *y += place.y + place.height / 2;
}

static char *
number (gint value)
{
  return g_strdup_printf ("%d", value);
}

/* Long enough for a dialog to have gone: asked about one that is on its way out, GTK 4.8 falls over
 * a missing object path. */
static void
act (Driver *driver)
{
  driver->n_actions++;
  pause_ms (8 * PAUSE_MS);
}

/* xdotool waits long for the pointer to move to where it is already. */
static void
point_at (Driver *driver, gint x, gint y)
{
  g_autofree char *at_x = number (x), *at_y = number (y);

  if (x != driver->pointer_x || y != driver->pointer_y)
    g_assert_true (xdotool ("mousemove", "--sync", at_x, at_y, NULL));
  driver->pointer_x = x;
  driver->pointer_y = y;
}

void
driver_click_at (Driver *driver, gint x, gint y)
{
  point_at (driver, x, y);
  pause_ms (PAUSE_MS);
  g_assert_true (xdotool ("click", "1", NULL));
  act (driver);
}

void
driver_click (Driver *driver, AtspiRole role, const char *name)
{
  g_autoptr (Accessible) thing = driver_find (driver, role, name);
  gint x, y;

  driver_middle (thing, &x, &y);
  driver_click_at (driver, x, y);
}

void
driver_press (Driver *driver, gint x, gint y)
{
  point_at (driver, x, y);
  g_assert_true (xdotool ("mousedown", "1", NULL));
  driver->pressed = TRUE;
  driver->n_actions++;
}

/* In steps, as a hand does. */
void
driver_move (Driver *driver, gint x, gint y)
{
  enum
  {
    STEPS = 8
  };
  const gint from_x = driver->pointer_x, from_y = driver->pointer_y;

  for (gint i = 1; i <= STEPS; i++)
    {
      point_at (driver, from_x + (x - from_x) * i / STEPS, from_y + (y - from_y) * i / STEPS);
      pause_ms (PAUSE_MS);
    }
}

void
driver_release (Driver *driver)
{
  g_assert_true (xdotool ("mouseup", "1", NULL));
  driver->pressed = FALSE;
  pause_ms (8 * PAUSE_MS);
}

void
driver_drag (Driver *driver, gint from_x, gint from_y, gint to_x, gint to_y)
{
  driver_press (driver, from_x, from_y);
  driver_move (driver, to_x, to_y);
  driver_release (driver);
}

void
driver_key (Driver *driver, const char *chord)
{
  /* Clearing the modifiers would let go of the mouse's button too. */
  if (driver->pressed)
    g_assert_true (xdotool ("key", chord, NULL));
  else
    g_assert_true (xdotool ("key", "--clearmodifiers", chord, NULL));
  act (driver);
}

void
driver_type (Driver *driver, const char *text)
{
  g_assert_true (xdotool ("type", "--delay", "15", text, NULL));
  act (driver);
}

void
driver_raise (const char *title)
{
  g_assert_true (xdotool ("search", "--onlyvisible", "--name", title, "windowraise", NULL));
}

guint
driver_n_actions (Driver *driver)
{
  return driver->n_actions;
}

void
driver_picture (const char *name)
{
  const char *folder = g_getenv ("GRADUS_PICTURES");
  g_autofree char *path = NULL;
  g_autoptr (GSubprocess) process = NULL;

  if (!folder)
    return;
  path = g_strdup_printf ("%s/%s.png", folder, name);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "import", "-window", "root", path,
                              NULL);
  if (process)
    g_subprocess_wait (process, NULL, NULL);
}

/* --- the program ------------------------------------------------------------------------------ */

static gboolean
has_program (gpointer user)
{
  Driver *driver = user;

  driver->program = accessible_find_program ("gradus");
  return driver->program != NULL;
}

static gboolean
has_focus (gpointer unused)
{
  return xdotool ("search", "--onlyvisible", "--name", ".", "windowfocus", "--sync", NULL);
}

void
driver_init (void)
{
  accessible_connect ();
}

void
driver_allow_leaks (void)
{
  g_setenv ("ASAN_OPTIONS", "detect_leaks=0:strict_string_checks=1", TRUE);
}

Driver *
driver_start (const char *const *arguments)
{
  Driver *driver = g_new0 (Driver, 1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (argv, (gpointer) g_getenv ("GRADUS"));
  for (; arguments && *arguments; arguments++)
    g_ptr_array_add (argv, (gpointer) *arguments);
  g_ptr_array_add (argv, NULL);
  driver->process = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_NONE,
                                       &error);
  g_assert_no_error (error);
  driver_wait (has_program, driver, "the program's window");
  driver_wait (has_focus, NULL, "the window to take the focus");
  pause_ms (4 * PAUSE_MS);
  return driver;
}

static gboolean
has_ended (gpointer user)
{
  return g_subprocess_get_identifier (user) == NULL;
}

gboolean
driver_wait_end (Driver *driver)
{
  driver_wait (has_ended, driver->process, "the program to end");
  return g_subprocess_get_if_exited (driver->process)
         && g_subprocess_get_exit_status (driver->process) == 0;
}

gboolean
driver_close (Driver *driver)
{
  driver_key (driver, "ctrl+q");
  return driver_wait_end (driver);
}

gint
driver_pid (Driver *driver)
{
  const char *pid = g_subprocess_get_identifier (driver->process);

  return pid ? atoi (pid) : 0;
}

gboolean
driver_answers (Driver *driver)
{
  return accessible_n_children (driver->program) > 0;
}

void
driver_kill (Driver *driver)
{
  g_assert_false (has_ended (driver->process));
  g_subprocess_force_exit (driver->process);
  g_subprocess_wait (driver->process, NULL, NULL);
}

void
driver_abandon (Driver *driver)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "gradus", "recovery", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_assert_true (driver_answers (driver)); /* else it has died of what the test did last */
  driver_kill (driver);
  dir = g_dir_open (folder, 0, NULL);
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
}

void
driver_free (Driver *driver)
{
  if (!has_ended (driver->process))
    driver_kill (driver);
  g_object_unref (driver->process);
  g_clear_pointer (&driver->program, accessible_unref);
  g_free (driver);
}
