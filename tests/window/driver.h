/* driver.h - drives the program as a person would: finds things by what a screen reader is told of
 * them (accessible.h), and clicks, drags and types with xdotool.
 *
 * For the tests that start the whole program. They run in a session bus and on a display of their
 * own (with-display). An action is a click, a drag, a key chord or one entered text; they are
 * counted, since what takes few of them is a promise.
 */
#pragma once

#include "accessible.h"

typedef struct _Driver Driver;

/* Has the programs that are started not looked over for leaks: GTK's file dialog leaves some, of
 * libcloudproviders. Before driver_init(), which begins threads. */
void    driver_allow_leaks (void);
/* Connects to the bus; after g_test_init(). */
void    driver_init  (void);

/* Starts the program with @arguments (NULL-terminated, may be NULL) and waits for its window. */
Driver *driver_start (const char *const *arguments);
/* Closes it as a person would; FALSE where it does not end, or not with status 0. */
gboolean driver_close (Driver *driver);
/* Ends it at once, as a crash; fails the test where it has ended by itself. */
void    driver_kill  (Driver *driver);
/* Waits until it has ended by itself; FALSE where not with status 0. */
gboolean driver_wait_end (Driver *driver);
/* For signals; 0 once it has ended. */
gint    driver_pid   (Driver *driver);
/* Whether it still runs; where it does, it has done what came before. */
gboolean driver_answers (Driver *driver);
/* The same, and nothing of it is offered to the programs that later tests start. */
void    driver_abandon (Driver *driver);
void    driver_free  (Driver *driver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Driver, driver_free)

/* The first thing of @role that is showing and whose name contains @name; fails the test where
 * there is none after some seconds. ATSPI_ROLE_INVALID: of any role. (transfer full) */
Accessible      *driver_find (Driver *driver, AtspiRole role, const char *name);
/* The same, for a thing that only has to be there. */
void             driver_expect (Driver *driver, AtspiRole role, const char *name);
/* Whether there is one now. */
gboolean         driver_has  (Driver *driver, AtspiRole role, const char *name);
/* Waits until there is none any more. */
void             driver_wait_gone (Driver *driver, AtspiRole role, const char *name);
/* Waits until @ready says so; fails the test where it does not. */
void             driver_wait (gboolean (*ready) (gpointer user), gpointer user, const char *what);

/* Calls @visit with everything that is showing, parents first, until it returns TRUE; of what holds
 * thousands of things alike, with the first of them. */
typedef gboolean (*DriverVisit) (Accessible *thing, gpointer user);
void             driver_visit (Driver *driver, DriverVisit visit, gpointer user);

/* How many things that one can act on, or go to, have no name to say what they are; a message says
 * which. */
guint            driver_count_nameless (Driver *driver);

/* --- actions ---------------------------------------------------------------------------------- */

void  driver_click     (Driver *driver, AtspiRole role, const char *name);
void  driver_click_at  (Driver *driver, gint x, gint y);
void  driver_drag      (Driver *driver, gint from_x, gint from_y, gint to_x, gint to_y);
/* The three parts of a drag, of which the press is counted. */
void  driver_press     (Driver *driver, gint x, gint y);
void  driver_move      (Driver *driver, gint x, gint y);
void  driver_release   (Driver *driver);
void  driver_key       (Driver *driver, const char *chord); /* "ctrl+z" */
void  driver_type      (Driver *driver, const char *text);
guint driver_n_actions (Driver *driver);

/* Brings the window called @title to the front, where a window manager would have. */
void  driver_raise     (const char *title);
/* The middle of a thing, on the screen. */
void  driver_middle    (Accessible *thing, gint *x, gint *y);
/* Of the screen, where the environment variable GRADUS_PICTURES names a folder. */
void  driver_picture   (const char *name);
