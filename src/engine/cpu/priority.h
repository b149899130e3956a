/* priority.h - lets the threads that compute, read and write give way to the one that draws a
 * window.
 *
 * With as many busy threads as processors, the window's own would otherwise have to share a
 * processor with them, and a turn of 20 ms would take 40 or more.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on threads that compute give way. A program with a window calls it, from any thread; one
 * without has nothing to give way to. */
void gr_priority_let_compute_give_way (void);

/* Of the thread that calls, which is about to compute: lowers its priority, once, where that was
 * asked for. Not the main thread's; and for good, since the system lets few raise it again. */
void gr_priority_give_way (void);

G_END_DECLS
