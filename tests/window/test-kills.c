/* test-kills.c - the promise that a crash costs at most the last five seconds of work: the program
 * is edited as a person would, killed at a random moment, started again, and what it offers is
 * compared with what was done.
 *
 * GRADUS_KILLS says how many times; a few without it. GRADUS_SEED is the first one's seed: a
 * failure names the seed that it comes again with. Besides: a program that is told to end, one
 * whose display goes, and one that has no room to write.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "driver.h"

#define USUAL_KILLS 4
#define MAY_BE_LOST (5 * G_USEC_PER_SEC)
#define MAX_SECONDS 9 /* of editing before the kill */

/* --- what was done ------------------------------------------------------------------------------
 */

/* The document after one action, as far as the actions know it: a sorted list of marks. */
typedef struct
{
  char *marks;
  gint64 done; /* when the program had taken it in; G_MAXINT64: not known to have */
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_free (state->marks);
  g_free (state);
}

static gint
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* "5 12 n3." (transfer full) */
static char *
sorted (GPtrArray *words)
{
  g_ptr_array_sort (words, compare_words);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

/* The marks in a project's text: the sizes of its Linear blocks, and the texts of its notes. */
static char *
marks_of (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("\"out_features\": (\\d+)|\"text\": \"(n\\d+\\.)\"", 0, 0,
                                          NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      char *number = g_match_info_fetch (match, 1);

      if (*number)
        g_ptr_array_add (words, number);
      else
        {
          g_free (number);
          g_ptr_array_add (words, g_match_info_fetch (match, 2));
        }
    }
  return sorted (words);
}

static char *
marks_in_file (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return marks_of (text);
}

/* --- one life of the program --------------------------------------------------------------------
 */

typedef enum
{
  AT_ANY_MOMENT,
  IN_A_SAVE, /* when its new file has appeared */
  IN_AN_AUTOSAVE,
  IN_A_START_OF_TRAINING,
  N_AIMS
} Aim;

static const char *const aim_names[] = { "at any moment", "in a save", "in an autosave",
                                         "in a start of training" };

typedef struct
{
  GRand *random;
  Driver *driver;
  char *folder, *path, *recovery; /* the project's, its file, that of the copies */
  GPtrArray *states;              /* of State */
  GPtrArray *undo, *redo;         /* of marks */
  guint serial;

  Aim aim;
  gint64 moment; /* of the kill at the latest */
  gint pid;
  gint may_strike; /* atomic: what is aimed at is on its way */
  gint64 killed;
  gint is_dead; /* atomic */
} Life;

static const char *
newest (Life *life)
{
  return ((State *) life->states->pdata[life->states->len - 1])->marks;
}

/* Before an action: what will be there after it. */
static void
expect (Life *life, char *marks)
{
  State *state = g_new0 (State, 1);

  state->marks = marks;
  state->done = G_MAXINT64;
  g_ptr_array_add (life->states, state);
}

/* After an action. */
static void
confirm (Life *life)
{
  if (driver_answers (life->driver) && !g_atomic_int_get (&life->is_dead))
    ((State *) life->states->pdata[life->states->len - 1])->done = g_get_monotonic_time ();
}

static void
expect_change (Life *life, char *marks)
{
  g_ptr_array_add (life->undo, g_strdup (newest (life)));
  g_ptr_array_set_size (life->redo, 0);
  expect (life, marks);
}

/* --- the kill -----------------------------------------------------------------------------------
 */

/* Whether a file that is being written is in @folder. */
static gboolean
has_new_file (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (strstr (name, ".new-"))
      return TRUE;
  return FALSE;
}

static gboolean
is_the_moment (Life *life)
{
  if (g_get_monotonic_time () >= life->moment)
    return TRUE;
  switch (life->aim)
    {
    case IN_A_SAVE:
      return g_atomic_int_get (&life->may_strike) && has_new_file (life->folder);
    case IN_AN_AUTOSAVE:
      return g_atomic_int_get (&life->may_strike) && has_new_file (life->recovery);
    default:
      return FALSE;
    }
}

static gpointer
killer (gpointer user)
{
  Life *life = user;

  while (!is_the_moment (life))
    g_usleep (200);
  kill (life->pid, SIGKILL);
  life->killed = g_get_monotonic_time ();
  g_atomic_int_set (&life->is_dead, TRUE);
  return NULL;
}

/* --- actions ------------------------------------------------------------------------------------
 */

static char *
with_word (const char *marks, const char *word)
{
  g_auto (GStrv) before = g_strsplit (marks, " ", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (char **w = before; *w; w++)
    if (**w)
      g_ptr_array_add (words, *w);
  g_ptr_array_add (words, (gpointer) word);
  return sorted (words);
}

static void
add_block (Life *life)
{
  g_autofree char *size = g_strdup_printf ("%u", ++life->serial);
  g_autofree char *text = g_strdup_printf ("linear %s", size);

  expect_change (life, with_word (newest (life), size));
  driver_key (life->driver, "slash");
  driver_type (life->driver, text);
  driver_key (life->driver, "Return");
}

static void
add_note (Life *life)
{
  g_autofree char *text = g_strdup_printf ("n%u.", ++life->serial);

  expect (life, with_word (newest (life), text));
  driver_key (life->driver, "ctrl+m");
  driver_key (life->driver, "ctrl+a");
  driver_type (life->driver, text);
  driver_key (life->driver, "Escape");
}

static void
turn (Life *life, GPtrArray *from, GPtrArray *to, const char *key)
{
  if (!from->len)
    return;
  g_ptr_array_add (to, g_strdup (newest (life)));
  expect (life, g_ptr_array_steal_index (from, from->len - 1));
  driver_key (life->driver, key);
}

static void
delete_all (Life *life)
{
  if (!*newest (life))
    return;
  expect_change (life, g_strdup (""));
  driver_key (life->driver, "ctrl+a");
  driver_key (life->driver, "Delete");
}

static void
duplicate_all (Life *life)
{
  g_auto (GStrv) words = g_strsplit (newest (life), " ", -1);
  g_autoptr (GPtrArray) twice = g_ptr_array_new ();

  if (!words[0] || g_strv_length (words) > 8)
    return;
  for (char **word = words; *word; word++)
    {
      g_ptr_array_add (twice, *word);
      g_ptr_array_add (twice, *word);
    }
  expect_change (life, sorted (twice));
  driver_key (life->driver, "ctrl+a");
  driver_key (life->driver, "ctrl+d");
}

static void
build (Life *life)
{
  const gint which = g_rand_int_range (life->random, 0, 12);

  if (which < 5)
    add_block (life);
  else if (which < 7)
    turn (life, life->undo, life->redo, "ctrl+z");
  else if (which < 8)
    turn (life, life->redo, life->undo, "ctrl+shift+z");
  else if (which < 9)
    delete_all (life);
  else if (which < 10)
    duplicate_all (life);
  else
    driver_key (life->driver, "ctrl+s");
}

/* Notes are no part of what is trained: they can be written all the while. */
static void
train (Life *life)
{
  switch (g_rand_int_range (life->random, 0, 6))
    {
    case 0:
      driver_key (life->driver, "F5");
      driver_key (life->driver, "alt+1");
      break;
    case 1:
      driver_key (life->driver, "ctrl+s");
      break;
    default:
      add_note (life);
    }
}

static void
strike (Life *life)
{
  g_atomic_int_set (&life->may_strike, TRUE);
  if (life->aim == IN_A_SAVE)
    driver_key (life->driver, "ctrl+s");
  if (life->aim == IN_A_START_OF_TRAINING)
    {
      life->moment = g_get_monotonic_time ()
                     + g_rand_int_range (life->random, 0, 1500) * G_GINT64_CONSTANT (1000);
      driver_key (life->driver, "F5");
    }
}

static void
work (Life *life, void (*act) (Life *))
{
  const gint64 begin = g_get_monotonic_time ();
  const gint64 span = g_rand_int_range (life->random, 0, MAX_SECONDS * 1000)
                      * G_GINT64_CONSTANT (1000);
  GThread *thread;

  life->moment = life->aim == AT_ANY_MOMENT ? begin + span
                                            : begin + 2 * MAX_SECONDS * G_USEC_PER_SEC;
  thread = g_thread_new ("killer", killer, life);
  while (!g_atomic_int_get (&life->is_dead))
    {
      act (life);
      confirm (life);
      if (g_get_monotonic_time () > begin + span && !life->may_strike)
        strike (life);
    }
  g_thread_join (thread);
}

/* --- the next start -----------------------------------------------------------------------------
 */

static gboolean
has_copy (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ".recovery"))
      return TRUE;
  return FALSE;
}

static gboolean
is_saved (gpointer user)
{
  Life *life = user;

  if (driver_has (life->driver, ATSPI_ROLE_PUSH_BUTTON, "Replace"))
    driver_key (life->driver, "Return");
  return !has_copy (life->recovery);
}

/* The marks of what the next start offers, or of the file where it offers nothing. */
static char *
what_is_left (Life *life)
{
  const gboolean offers = has_copy (life->recovery);

  life->driver = driver_start (NULL);
  if (offers)
    {
      driver_expect (life->driver, ATSPI_ROLE_LABEL, "Recover Unsaved Work?");
      driver_key (life->driver, "Return");
      driver_expect (life->driver, ATSPI_ROLE_FRAME, "• ");
      driver_key (life->driver, "ctrl+s");
      driver_wait (is_saved, life, "what was recovered to be saved");
    }
  driver_abandon (life->driver);
  g_clear_pointer (&life->driver, driver_free);
  return marks_in_file (life->path);
}

static gboolean
is_enough (Life *life, const char *left)
{
  for (guint i = life->states->len; i-- > 0;)
    {
      const State *state = life->states->pdata[i];

      if (g_str_equal (state->marks, left))
        return TRUE;
      if (state->done <= life->killed - MAY_BE_LOST)
        return FALSE;
    }
  return FALSE;
}

static void
tell (Life *life, guint seed, const char *left)
{
  g_test_message ("GRADUS_SEED=%u, killed %s: lost too much. Left: “%s”. Done:", seed,
                  aim_names[life->aim], left);
  for (guint i = 0; i < life->states->len; i++)
    {
      const State *state = life->states->pdata[i];

      if (state->done == G_MAXINT64)
        g_test_message ("  “%s”, not confirmed", state->marks);
      else
        g_test_message ("  “%s”, %.2f s before", state->marks,
                        (gdouble) (life->killed - state->done) / G_USEC_PER_SEC);
    }
}

/* --- lives --------------------------------------------------------------------------------------
 */

static void
remove_folder (const char *folder)
{
  g_autoptr (GSubprocess) rm = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", folder,
                                                 NULL);

  g_subprocess_wait (rm, NULL, NULL);
}

static char *
recovery_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "gradus", "recovery", NULL);
}

static void
copy_example (const char *name, const char *path)
{
  g_autofree char *example = g_test_build_filename (G_TEST_DIST, "..", "data", "examples", name,
                                                    NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (example, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Whether all was left but the last seconds. */
static gboolean
live (guint seed)
{
  Life life = { .random = g_rand_new_with_seed (seed) };
  const gboolean trains = g_rand_int_range (life.random, 0, 3) == 0;
  g_autofree char *left = NULL;
  gboolean enough;

  life.aim = g_rand_boolean (life.random) ? AT_ANY_MOMENT
                                          : (Aim) g_rand_int_range (life.random, 0, N_AIMS);
  life.folder = g_dir_make_tmp ("gradus-kills-XXXXXX", NULL);
  life.path = g_build_filename (life.folder, "work.gradus", NULL);
  life.recovery = recovery_folder ();
  life.states = g_ptr_array_new_with_free_func (state_free);
  life.undo = g_ptr_array_new_with_free_func (g_free);
  life.redo = g_ptr_array_new_with_free_func (g_free);
  if (trains)
    copy_example ("spiral-mlp.gradus", life.path);
  else
    g_assert_true (g_file_set_contents (
        life.path, "{ \"gradus\": 1, \"name\": \"Work\", \"model\": { \"blocks\": [] } }", -1,
        NULL));
  expect (&life, marks_in_file (life.path));

  life.driver = driver_start ((const char *const[]){ life.path, NULL });
  life.pid = driver_pid (life.driver);
  work (&life, trains ? train : build);
  g_clear_pointer (&life.driver, driver_free);

  left = what_is_left (&life);
  enough = is_enough (&life, left);
  if (!enough)
    tell (&life, seed, left);
  remove_folder (life.folder);
  g_rand_free (life.random);
  g_ptr_array_unref (life.states);
  g_ptr_array_unref (life.undo);
  g_ptr_array_unref (life.redo);
  g_free (life.folder);
  g_free (life.path);
  g_free (life.recovery);
  return enough;
}

static guint
number_from (const char *variable, guint usual)
{
  const char *text = g_getenv (variable);

  return text ? (guint) atoi (text) : usual;
}

static void
test_random (void)
{
  const guint n = number_from ("GRADUS_KILLS", USUAL_KILLS), first = number_from ("GRADUS_SEED", 1);
  guint bad = 0;

  for (guint i = 0; i < n; i++)
    {
      bad += !live (first + i);
      if ((i + 1) % 10 == 0)
        g_test_message ("%u kills, %u that lost more than the last 5 s", i + 1, bad);
    }
  g_assert_cmpuint (bad, ==, 0);
}

/* --- other ends ---------------------------------------------------------------------------------
 */

static void
open_and_edit (Driver *driver)
{
  driver_click (driver, ATSPI_ROLE_INVALID, "conv1");
  driver_key (driver, "Delete");
  driver_expect (driver, ATSPI_ROLE_FRAME, "• ");
}

static Driver *
start_with_example (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "examples",
                                                 "fashion-lenet.gradus", NULL);

  return driver_start ((const char *const[]){ path, NULL });
}

static void
assert_is_offered (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);

  driver_expect (driver, ATSPI_ROLE_LABEL, "Recover Unsaved Work?");
  driver_key (driver, "Return");
  driver_expect (driver, ATSPI_ROLE_FRAME, "• ");
  g_assert_false (driver_has (driver, ATSPI_ROLE_INVALID, "conv1"));
  driver_abandon (driver);
}

/* As at the end of a session: it has time to write, and is asked nothing. */
static void
test_told_to_end (void)
{
  g_autoptr (Driver) driver = start_with_example ();

  open_and_edit (driver);
  kill (driver_pid (driver), SIGTERM);
  g_assert_true (driver_wait_end (driver));
  assert_is_offered ();
}

static gboolean
has_copy_now (gpointer user)
{
  return has_copy (user);
}

static void
test_display_goes (void)
{
  g_autofree char *usual = g_strdup (g_getenv ("DISPLAY")), *display = NULL, *number = NULL;
  g_autofree char *recovery = recovery_folder ();
  g_autoptr (GSubprocess) server = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "Xvfb",
      "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", NULL);
  g_autoptr (GDataInputStream) out = g_data_input_stream_new (
      g_subprocess_get_stdout_pipe (server));
  g_autoptr (Driver) driver = NULL;

  number = g_data_input_stream_read_line (out, NULL, NULL, NULL);
  g_assert_nonnull (number);
  display = g_strconcat (":", number, NULL);
  g_setenv ("DISPLAY", display, TRUE);
  driver = start_with_example ();
  open_and_edit (driver);
  driver_wait (has_copy_now, recovery, "a copy of the change");
  g_subprocess_force_exit (server);
  driver_wait_end (driver);
  g_setenv ("DISPLAY", usual, TRUE);
  assert_is_offered ();
}

/* The size that its files may have: 0 is a full disk. */
static void
set_room (Driver *driver, rlim_t bytes)
{
  const struct rlimit limit = { bytes, RLIM_INFINITY };

  g_assert_cmpint (prlimit (driver_pid (driver), RLIMIT_FSIZE, &limit, NULL), ==, 0);
}

static void
test_no_room (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-kills-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "work.gradus", NULL);
  g_autofree char *before = NULL, *after = NULL, *recovery = recovery_folder ();
  g_autoptr (Driver) driver = NULL;

  copy_example ("fashion-lenet.gradus", path);
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  signal (SIGXFSZ, SIG_IGN); /* the program inherits it: writing fails, as on a full disk */
  driver = driver_start ((const char *const[]){ path, NULL });
  set_room (driver, 0);
  open_and_edit (driver);
  driver_expect (driver, ATSPI_ROLE_LABEL, "would not survive a crash");
  driver_picture ("no-room");
  driver_key (driver, "ctrl+s");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Cannot save");
  driver_expect (driver, ATSPI_ROLE_FRAME, "• ");
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
  g_assert_false (has_new_file (folder));

  /* Once there is room, all goes on by itself. */
  set_room (driver, RLIM_INFINITY);
  driver_wait (has_copy_now, recovery, "a copy of the change");
  driver_key (driver, "ctrl+s");
  driver_wait_gone (driver, ATSPI_ROLE_FRAME, "• ");
  g_assert_true (driver_close (driver));
  remove_folder (folder);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  driver_allow_leaks ();
  driver_init ();
  g_test_add_func ("/kills/random", test_random);
  g_test_add_func ("/kills/told-to-end", test_told_to_end);
  g_test_add_func ("/kills/display-goes", test_display_goes);
  g_test_add_func ("/kills/no-room", test_no_room);
  return g_test_run ();
}
