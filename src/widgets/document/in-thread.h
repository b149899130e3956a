/* in-thread.h - the work of a GTask, done by a thread that gives way to the window's own. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As g_task_run_in_thread(), and to be called in its place: threads of the same priority as the
 * window's take their share of the processors from a frame, and GTask's own may be the last to let
 * go of the task, so that its source, which may be a widget, would be freed there. @function
 * returns the task as the last thing it does. */
void gradus_run_in_thread (GTask *task, GTaskThreadFunc function);

G_END_DECLS
