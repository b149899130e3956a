/* in-thread.c - see in-thread.h. */
#include "in-thread.h"

#include "cpu/priority.h"

typedef struct
{
  GTask *task;
  GTaskThreadFunc function;
} Work;

static gboolean
let_go (gpointer unused)
{
  return G_SOURCE_REMOVE;
}

/* The reference of the thread goes back to where the task came from: it may be the last one, and
 * the last one to the task's source, which may be a widget. */
static void
hand_back (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, let_go, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static void
run (gpointer data, gpointer unused)
{
  g_autofree Work *work = data;
  GTask *task = work->task;

  gr_priority_give_way ();
  work->function (task, g_task_get_source_object (task), g_task_get_task_data (task),
                  g_task_get_cancellable (task));
  hand_back (task);
}

void
gradus_run_in_thread (GTask *task, GTaskThreadFunc function)
{
  static GThreadPool *pool;
  Work *work = g_new (Work, 1);

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, g_thread_pool_new (run, NULL, -1, FALSE, NULL));
  *work = (Work){ g_object_ref (task), function };
  g_thread_pool_push (pool, work, NULL);
}
