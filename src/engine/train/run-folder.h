/* run-folder.h - the folder that a run keeps its checkpoints in; private to train/.
 *
 * One run at a time writes to a folder, and a run that begins anew loses nothing of an earlier
 * one: its checkpoints get a number ("last.1.safetensors"; the highest is the newest).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes the folder @path, and those that it is in. @made (or NULL) gets the uppermost of them that
 * was not there, (transfer full), or NULL where @path itself was. */
gboolean gr_run_folder_make         (const char *path, char **made, GError **error);
/* Removes @path and those that it is in, up to @made, where nothing is in them: of a run of which
 * nothing could be kept. @made NULL: nothing. */
void     gr_run_folder_unmake       (const char *path, const char *made);

/* Takes the folder @path, which exists, for this run alone. The outcome goes to
 * gr_run_folder_release(); -1 with an error where another run has it. The lock is of the open
 * folder: it ends with the process, however that ends. */
gint     gr_run_folder_take         (const char *path, GError **error);
void     gr_run_folder_release      (gint lock);

/* Of a folder that is taken: removes what a run that was killed while it wrote a checkpoint left
 * of it (atomic.h). */
void     gr_run_folder_sweep        (const char *path);
/* Gives the checkpoints of an earlier run a number, if there was any training in them; @number gets
 * it, or 0. */
gboolean gr_run_folder_keep_earlier (const char *path, guint *number, GError **error);
/* Undoes that for a run that failed before its first step, whose checkpoint goes. */
void     gr_run_folder_give_back    (const char *path, guint number);

G_END_DECLS
