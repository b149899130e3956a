/* test-monkey.c - clicks, drags, wheels, keys and typed words at random places of the whole
 * program, which is to go on living.
 *
 * What is done follows from the seed (GRADUS_SEED), in batches; GRADUS_MONKEY_SECONDS says for how
 * long, a few batches without it. A program that was closed is started again. Where one ends in
 * another way, has something critical to say, or cannot be ended, the last batches are told.
 *
 * No test of the suite: GTK 4.8 has faults of its own that it finds now and then, most of them in
 * the dialog for files.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_BATCHES 25
#define EVENTS        12 /* a batch */
#define REMEMBERED    6
#define WIDTH         1280
#define HEIGHT        800

typedef struct
{
  GRand *random;
  GSubprocess *program;
  char *folder, *messages; /* the file of what the program says */
  GQueue batches;          /* of text, the newest last */
  guint n_starts;
} Monkey;

static const char *const examples[] = { "spiral-mlp", "fashion-lenet", "fashion-resnet",
                                        "temperature", "fashion-autoencoder" };

static const char *const keys[] = {
  "Tab",        "Tab",       "shift+Tab",  "Return",       "Return",        "Escape",
  "Escape",     "space",     "Up",         "Down",         "Left",          "Right",
  "shift+Down", "Home",      "End",        "Page_Down",    "Delete",        "BackSpace",
  "slash",      "Menu",      "F5",         "F8",           "F10",           "shift+F10",
  "alt+1",      "alt+2",     "alt+3",      "ctrl+a",       "ctrl+c",        "ctrl+v",
  "ctrl+x",     "ctrl+d",    "ctrl+g",     "ctrl+shift+g", "ctrl+e",        "ctrl+r",
  "ctrl+l",     "ctrl+m",    "ctrl+z",     "ctrl+z",       "ctrl+z",        "ctrl+shift+z",
  "ctrl+n",     "ctrl+o",    "ctrl+s",     "ctrl+shift+s", "ctrl+0",        "ctrl+8",
  "ctrl+9",     "ctrl+plus", "ctrl+minus", "ctrl+comma",   "ctrl+question", "ctrl+shift+n",
  "ctrl+w",     "alt+Down",  "F2",         "plus",         "minus",         "0",
};

static const char *const words[] = {
  "conv 6 5",    "linear 10", "relu; pool", "cross", "2*64", "-1", "0.001", "99999999999",
  "input 3,8,8", "batch",     "fc",         "1e400", "é漢",  "\"", "%s",    "residual add",
};

/* --- events -------------------------------------------------------------------------------------
 */

static void
add_word (GPtrArray *argv, const char *word)
{
  g_ptr_array_add (argv, g_strdup (word));
}

static void
add_place (Monkey *self, GPtrArray *argv)
{
  add_word (argv, "mousemove");
  g_ptr_array_add (argv, g_strdup_printf ("%d", g_rand_int_range (self->random, 0, WIDTH)));
  g_ptr_array_add (argv, g_strdup_printf ("%d", g_rand_int_range (self->random, 0, HEIGHT)));
}

static void
add_click (Monkey *self, GPtrArray *argv)
{
  const gint which = g_rand_int_range (self->random, 0, 12);

  add_place (self, argv);
  add_word (argv, "click");
  if (which == 0 || which == 1)
    {
      add_word (argv, "--repeat");
      add_word (argv, "2");
    }
  add_word (argv, which == 2 ? "3" : which == 3 ? "2" : which == 4 ? "4" : which == 5 ? "5" : "1");
}

static void
add_drag (Monkey *self, GPtrArray *argv)
{
  const char *button = g_rand_int_range (self->random, 0, 6) ? "1" : "2";

  add_place (self, argv);
  add_word (argv, "mousedown");
  add_word (argv, button);
  for (gint i = g_rand_int_range (self->random, 1, 5); i > 0; i--)
    add_place (self, argv);
  if (g_rand_int_range (self->random, 0, 6) == 0)
    {
      add_word (argv, "key");
      add_word (argv, "Escape");
    }
  add_word (argv, "mouseup");
  add_word (argv, button);
}

static void
add_key (Monkey *self, GPtrArray *argv)
{
  add_word (argv, "key");
  add_word (argv, keys[g_rand_int_range (self->random, 0, G_N_ELEMENTS (keys))]);
}

static void
add_typing (Monkey *self, GPtrArray *argv)
{
  add_word (argv, "type");
  add_word (argv, "--delay");
  add_word (argv, "2");
  /* Else what follows would be typed too. */
  add_word (argv, "--args");
  add_word (argv, "1");
  add_word (argv, words[g_rand_int_range (self->random, 0, G_N_ELEMENTS (words))]);
}

/* What xdotool is to do. (transfer full) */
static GPtrArray *
next_batch (Monkey *self)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
  static const char *const focus[] = { "search", "--onlyvisible", "--name",
                                       ".",      "windowfocus",   "%-1" };

  add_word (argv, "xdotool");
  if (g_rand_int_range (self->random, 0, 3) == 0)
    for (gsize i = 0; i < G_N_ELEMENTS (focus); i++)
      add_word (argv, focus[i]);
  for (gint i = 0; i < EVENTS; i++)
    {
      const gint which = g_rand_int_range (self->random, 0, 10);

      if (which < 4)
        add_click (self, argv);
      else if (which < 5)
        add_drag (self, argv);
      else if (which < 9)
        add_key (self, argv);
      else
        add_typing (self, argv);
      add_word (argv, "sleep");
      add_word (argv, "0.02");
    }
  g_ptr_array_add (argv, NULL);
  return argv;
}

static void
remember (Monkey *self, const GPtrArray *argv)
{
  g_queue_push_tail (&self->batches, g_strjoinv (" ", (char **) argv->pdata));
  if (self->batches.length > REMEMBERED)
    g_free (g_queue_pop_head (&self->batches));
}

static void
run (const GPtrArray *argv)
{
  g_autoptr (GSubprocess) process = g_subprocess_newv (
      (const char *const *) argv->pdata,
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);

  g_assert_nonnull (process);
  g_subprocess_wait (process, NULL, NULL);
}

/* --- the program --------------------------------------------------------------------------------
 */

static void
start (Monkey *self)
{
  const char *name = examples[g_rand_int_range (self->random, 0, G_N_ELEMENTS (examples))];
  g_autofree char *file = g_strconcat (name, ".gradus", NULL), *text = NULL;
  g_autofree char *example = g_test_build_filename (G_TEST_DIST, "..", "data", "examples", file,
                                                    NULL);
  g_autofree char *path = g_build_filename (self->folder, file, NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (example, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_subprocess_launcher_set_cwd (launcher, self->folder);
  g_subprocess_launcher_set_stderr_file_path (launcher, self->messages);
  self->program = g_rand_int_range (self->random, 0, 4)
                      ? g_subprocess_launcher_spawn (launcher, &error, g_getenv ("GRADUS"), path,
                                                     NULL)
                      : g_subprocess_launcher_spawn (launcher, &error, g_getenv ("GRADUS"), NULL);
  g_assert_no_error (error);
  self->n_starts++;
  for (gint tries = 0; tries < 200; tries++)
    {
      g_autoptr (GSubprocess) search = g_subprocess_new (
          G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "xdotool",
          "search", "--onlyvisible", "--name", ".", "windowfocus", NULL);

      if (g_subprocess_wait_check (search, NULL, NULL))
        return;
      g_usleep (100000);
    }
  g_error ("the program shows no window");
}

static gboolean
has_ended (Monkey *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return g_subprocess_get_identifier (self->program) == NULL;
}

/* A window that was dragged off the screen is on no monitor, which GTK 4.8 does not expect. */
static gboolean
is_known (const char *line)
{
  return strstr (line, "gdk_monitor_get_geometry") != NULL;
}

static void
fail (Monkey *self, const char *how)
{
  g_autofree char *said = NULL;

  for (GList *l = self->batches.head; l; l = l->next)
    g_test_message ("%s", (const char *) l->data);
  g_file_get_contents (self->messages, &said, NULL, NULL);
  g_printerr ("%s", said);
  g_error ("the program %s", how);
}

static void
look_at_messages (Monkey *self)
{
  g_autofree char *said = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (self->messages, &said, NULL, NULL);
  lines = g_strsplit (said ? said : "", "\n", -1);
  for (char **line = lines; *line; line++)
    if (strstr (*line, "-CRITICAL **") && !is_known (*line))
      fail (self, "has something critical to say");
}

/* How it ended, which a person may have wanted. */
static void
look_at_end (Monkey *self)
{
  GSubprocess *program = self->program;
  g_autofree char *how = NULL;

  if (g_subprocess_get_if_exited (program) && g_subprocess_get_exit_status (program) == 0)
    return;
  how = g_subprocess_get_if_signaled (program)
            ? g_strdup_printf ("fell over with signal %d", g_subprocess_get_term_sig (program))
            : g_strdup_printf ("ended with status %d", g_subprocess_get_exit_status (program));
  fail (self, how);
}

/* One that hangs does not end. */
static void
end (Monkey *self)
{
  const gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  g_subprocess_send_signal (self->program, SIGTERM);
  while (!has_ended (self) && g_get_monotonic_time () < limit)
    g_usleep (20000);
  if (!has_ended (self))
    {
      g_subprocess_send_signal (self->program, SIGABRT);
      g_subprocess_wait (self->program, NULL, NULL);
    }
  look_at_end (self);
  g_clear_object (&self->program);
}

static guint
number_from (const char *variable, guint usual)
{
  const char *text = g_getenv (variable);

  return text ? (guint) atoi (text) : usual;
}

static void
test_monkey (void)
{
  const guint seed = number_from ("GRADUS_SEED", 1),
              seconds = number_from ("GRADUS_MONKEY_SECONDS", 0);
  const gint64 limit = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  Monkey self = { .random = g_rand_new_with_seed (seed) };
  g_autoptr (GSubprocess) rm = NULL;
  guint n = 0;

  self.folder = g_dir_make_tmp ("gradus-monkey-XXXXXX", NULL);
  self.messages = g_build_filename (self.folder, "messages", NULL);
  for (; seconds ? g_get_monotonic_time () < limit : n < USUAL_BATCHES; n++)
    {
      g_autoptr (GPtrArray) batch = NULL;

      if (!self.program)
        start (&self);
      batch = next_batch (&self);
      remember (&self, batch);
      run (batch);
      look_at_messages (&self);
      if (has_ended (&self))
        {
          look_at_end (&self);
          g_clear_object (&self.program);
        }
    }
  if (self.program)
    end (&self);
  g_test_message ("seed %u: %u batches of %d events, %u starts", seed, n, EVENTS, self.n_starts);
  rm = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", self.folder, NULL);
  g_subprocess_wait (rm, NULL, NULL);
  g_queue_clear_full (&self.batches, g_free);
  g_free (self.folder);
  g_free (self.messages);
  g_rand_free (self.random);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/monkey", test_monkey);
  return g_test_run ();
}
