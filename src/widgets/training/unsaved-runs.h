/* unsaved-runs.h - the folders in which documents without a file keep their runs.
 *
 * Each is a folder in $XDG_STATE_HOME/gradus/runs, and is held by a lock beside it while its
 * document is open. Once the document is saved the folder says to which file its runs belong, until
 * they have been moved beside that: by GradusTraining, which cannot move a run in work, or after a
 * crash by who opens the file. What nobody holds, no file has and no copy for recovery names is
 * swept away at the next start.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A name for a new one. (transfer full) */
char    *gradus_unsaved_runs_new       (void);
/* Keeps other processes from it, before it is made or where it is there: a lock, or -1. */
gint     gradus_unsaved_runs_hold      (const char *folder);
void     gradus_unsaved_runs_release   (const char *folder, gint lock);
/* The runs in it are those of the file @path; NULL: of none. */
void     gradus_unsaved_runs_belong_to (const char *folder, const char *path);

/* --- for worker threads ----------------------------------------------------------------------- */

/* Brings the runs that belong to @path, but whose folder nobody holds, into the folder @to. */
void     gradus_unsaved_runs_bring     (const char *path, const char *to);
/* Moves one run's folder out of it. */
gboolean gradus_unsaved_runs_move      (const char *from, const char *to, GError **error);
void     gradus_unsaved_runs_delete    (const char *folder);
/* Deletes those that nobody holds and no file has, unless @is_wanted. */
void     gradus_unsaved_runs_sweep     (gboolean (*is_wanted) (const char *folder));

G_END_DECLS
