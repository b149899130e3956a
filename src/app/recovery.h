/* recovery.h - GradusRecovery: keeps a copy of unsaved work, so that a crash loses at most seconds
 * of it.
 *
 * Each open document has a file in $XDG_STATE_HOME/gradus/recovery, written by another thread at
 * most GRADUS_RECOVERY_DELAY ms after a change, and a lock that dies with the process. A file whose
 * lock nobody holds was left by a crash. It goes once its document's own file has what it holds.
 *
 * Signal "failed" (const char *): no copy can be kept, and why, in a sentence; once until it can be
 * again. It is tried on.
 */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_RECOVERY_DELAY 1500

#define GRADUS_TYPE_RECOVERY (gradus_recovery_get_type ())
G_DECLARE_FINAL_TYPE (GradusRecovery, gradus_recovery, GRADUS, RECOVERY, GObject)

/* Keeps copies of @document until it is unreferenced, which removes them. What was found after a
 * crash goes on in the copy that it was found in, so that it is never without one. */
GradusRecovery *gradus_recovery_new (GradusDocument *document);
/* Begins to write what there is to be written, and leaves it to be found: for a program that was
 * told to end. */
void            gradus_recovery_leave (GradusRecovery *self);

/* Looks, in another thread, for what crashed processes left. */
void       gradus_recovery_find_async  (GAsyncReadyCallback done, gpointer user);
/* Of GradusDocument, modified, with the paths of their files, the newest first. Of several of one
 * file the newest has its path. (transfer full) */
GPtrArray *gradus_recovery_find_finish (GAsyncResult *result);
/* Removes what can be found. */
void gradus_recovery_discard (void);
/* Deletes, in another thread, the runs of documents without a file that no living process has and
 * no copy names. */
void gradus_recovery_sweep_runs (void);

G_END_DECLS
