/* run-files.h - where the folders of runs are, and what happens to them as a whole. For
 * GradusTraining and GradusRun.
 *
 * The runs of "fashion.gradus" are folders in "fashion.gradus.d" beside it; those of a project
 * that has no file yet are elsewhere (unsaved-runs.h). A folder that is being deleted has a name
 * that begins with a dot until the person can no longer take it back.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define GRADUS_RUN_FILE    "run.json"
#define GRADUS_RUN_PROJECT "project.gradus"
#define GRADUS_RUN_LOG     "log.csv"

/* The folder for the runs of the project in the file @path. (transfer full) */
char *gradus_runs_folder (const char *path);
/* A name for a new run's folder in @runs, from the time. (transfer full) */
char *gradus_runs_new_folder (const char *runs);

/* All runs in the folder @runs, the newest first: of GradusRun. Those that cannot be read are left
 * out; folders whose deletion was not finished are removed. From any thread. (transfer full) */
GPtrArray *gradus_runs_load (const char *runs);

/* Takes a run's folder out of sight; and back. */
gboolean gradus_run_folder_hide (const char *folder, GError **error);
gboolean gradus_run_folder_unhide (const char *folder, GError **error);
/* Deletes what was hidden, in another thread. */
void gradus_run_folder_purge (const char *folder);
/* The same at once, for a folder that was not hidden. Only files are deleted, no folders within. */
void gradus_run_folder_delete (const char *folder);

G_END_DECLS
