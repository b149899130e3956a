/* turns.c - see turns.h. */
#include "turns.h"

#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

#define SETTLE_MS   600 /* after each action */
#define BETWEEN_MS  12  /* two that come one after the other: less than a frame */
#define TOO_LONG_MS 50

static const char *only;

static struct
{
  const char *what;
  gdouble start, longest, longest_work;
  guint n_too_long;
} row;

/* For the thread that watches: the work done when the turn began; negative between two turns. */
static _Atomic gdouble turn_began = -1;

/* --- turns --------------------------------------------------------------------------------------
 */

static gboolean
time_turn (gboolean (*function) (gpointer), gpointer user)
{
  const gdouble from = bench_clock (CLOCK_MONOTONIC), work_from = bench_work ();
  gdouble took, worked;
  gboolean did;

  turn_began = work_from;
  did = function (user);
  turn_began = -1;
  took = bench_clock (CLOCK_MONOTONIC) - from;
  worked = bench_work () - work_from;
  row.longest = MAX (row.longest, took);
  row.longest_work = MAX (row.longest_work, worked);
  row.n_too_long += took > TOO_LONG_MS;
  return did;
}

void
turns_time (gboolean (*function) (gpointer), gpointer user)
{
  time_turn (function, user);
}

static gboolean
iterate (gpointer unused)
{
  return g_main_context_iteration (NULL, FALSE);
}

static void
turn (void)
{
  if (!time_turn (iterate, NULL))
    g_usleep (200);
}

void
turns_for (gdouble ms)
{
  const gdouble end = bench_clock (CLOCK_MONOTONIC) + ms;

  while (bench_clock (CLOCK_MONOTONIC) < end)
    turn ();
}

void
turns_settle (void)
{
  turns_for (SETTLE_MS);
}

void
turns_until (gboolean (*ready) (void), gdouble at_most_seconds)
{
  const gdouble end = bench_clock (CLOCK_MONOTONIC) + at_most_seconds * 1e3;

  while (!ready () && bench_clock (CLOCK_MONOTONIC) < end)
    turn ();
  if (!ready ())
    g_printerr ("%s: not done in %.0f s\n", row.what, at_most_seconds);
}

/* --- rows ---------------------------------------------------------------------------------------
 */

static gboolean
is_wanted (void)
{
  return !only || strstr (row.what, only);
}

void
turns_begin (const char *what)
{
  memset (&row, 0, sizeof row);
  row.what = what;
  row.start = bench_clock (CLOCK_MONOTONIC);
}

void
turns_end (void)
{
  if (!is_wanted ())
    return;
  g_print ("%-46s %8.0f %10.1f %10.1f %8u\n", row.what, bench_clock (CLOCK_MONOTONIC) - row.start,
           row.longest, row.longest_work, row.n_too_long);
}

void
turns_measure (const char *what, gboolean (*act) (gpointer), gpointer user,
               gboolean (*ready) (void))
{
  turns_begin (what);
  turns_time (act, user);
  if (ready)
    turns_until (ready, 120);
  turns_settle ();
  turns_end ();
}

void
turns_measure_each (const char *what, gboolean (*act) (gpointer), guint n)
{
  turns_begin (what);
  for (guint i = 0; i < n; i++)
    {
      turns_time (act, GUINT_TO_POINTER (i));
      turns_for (BETWEEN_MS);
    }
  turns_settle ();
  turns_end ();
}

/* --- where: the stack of a turn that takes long -------------------------------------------------
 */

/* Wherever the thread is: nothing that takes memory, or a lock. */
static void
print_stack (int unused)
{
  void *calls[64];

  (void) !write (STDERR_FILENO, "--- ", 4);
  (void) !write (STDERR_FILENO, row.what, strlen (row.what));
  (void) !write (STDERR_FILENO, "\n", 1);
  backtrace_symbols_fd (calls, backtrace (calls, G_N_ELEMENTS (calls)), STDERR_FILENO);
}

static gpointer
watch (gpointer user)
{
  const pthread_t main_thread = *(pthread_t *) user;
  clockid_t main_clock;
  gdouble told = -1;

  pthread_getcpuclockid (main_thread, &main_clock);
  for (;;)
    {
      const gdouble began = turn_began;

      if (began >= 0 && began != told && bench_clock (main_clock) - began > TOO_LONG_MS
          && is_wanted ())
        {
          told = began;
          pthread_kill (main_thread, SIGUSR1);
        }
      g_usleep (2000);
    }
  return NULL;
}

static void
watch_turns (void)
{
  static pthread_t main_thread;
  void *call;

  main_thread = pthread_self ();
  backtrace (&call, 1); /* which loads what it needs, outside the handler */
  signal (SIGUSR1, print_stack);
  g_thread_unref (g_thread_new ("watch", watch, &main_thread));
}

void
turns_init (const char *only_these, gboolean where)
{
  only = only_these;
  if (where)
    watch_turns ();
  g_print ("%-46s %8s %10s %10s %8s\n", "", "in all", "longest", "of work", "> 50 ms");
}
