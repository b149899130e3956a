/* turns.h - how long the main loop's turns are: by the clock, and of the processor's time of this
 * thread, which what else runs on the machine is not in. The worker threads' time is in neither,
 * but the clock sees that they take the processor.
 *
 * For bench/stalls: a row of its table is what an action does at once, one turn, and the turns that
 * follow from it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Prints the table's head. @only: of the rows those whose names contain it, or NULL for all.
 * @where: says by a stack of calls on standard error what each turn did that was too long. */
void turns_init (const char *only, gboolean where);

/* One row: @act, then what follows from it, at least until @ready. */
void turns_measure      (const char *what, gboolean (*act) (gpointer), gpointer user,
                         gboolean (*ready) (void));
/* One row: @act with the numbers below @n, with what follows from each. */
void turns_measure_each (const char *what, gboolean (*act) (gpointer), guint n);

/* A row of anything between these two. */
void turns_begin  (const char *what);
void turns_end    (void);
/* Calls @function as one turn. */
void turns_time   (gboolean (*function) (gpointer), gpointer user);
void turns_for    (gdouble ms);
/* As long as what follows from an action takes. */
void turns_settle (void);
void turns_until  (gboolean (*ready) (void), gdouble at_most_seconds);

G_END_DECLS
