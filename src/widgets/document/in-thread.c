/* in-thread.c - see in-thread.h. */
#include "in-thread.h"

#include "cpu/priority.h"

#define KEY "gradus-function"

static void
give_way_and_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc function = (GTaskThreadFunc) g_object_get_data (G_OBJECT (task), KEY);

  gr_priority_give_way ();
  function (task, source, data, cancellable);
}

void
gradus_run_in_thread (GTask *task, GTaskThreadFunc function)
{
  g_object_set_data (G_OBJECT (task), KEY, (gpointer) function);
  g_task_run_in_thread (task, give_way_and_run);
}
