/* test-in-thread.c - tasks that threads work on: whoever is the last to let go, what a task is
 * about is freed by the thread that it came from. */
#include <gio/gio.h>

#include "document/in-thread.h"
#include "waiting.h"

#define TASKS 500

static guint n_freed;
static guint n_freed_elsewhere; /* atomic */

static void
freed (gpointer home, GObject *where_the_object_was)
{
  if (g_thread_self () == home)
    n_freed++;
  else
    g_atomic_int_inc (&n_freed_elsewhere);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
  g_usleep (g_random_int_range (0, 200)); /* so that the outcome is there before this ends */
}

static void
test_freed_at_home (void)
{
  for (guint i = 0; i < TASKS; i++)
    {
      g_autoptr (GObject) source = g_object_new (G_TYPE_OBJECT, NULL);
      g_autoptr (GTask) task = g_task_new (source, NULL, NULL, NULL);

      g_object_weak_ref (source, freed, g_thread_self ());
      gradus_run_in_thread (task, work);
    }
  wait_while (n_freed + (guint) g_atomic_int_get (&n_freed_elsewhere) < TASKS);
  g_assert_cmpint (g_atomic_int_get (&n_freed_elsewhere), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/in-thread/freed-at-home", test_freed_at_home);
  return g_test_run ();
}
