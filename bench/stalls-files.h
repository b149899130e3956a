/* stalls-files.h - makes the big files that bench/stalls opens. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A project of @n blocks, and where it is. (transfer full) */
char *stalls_write_project (const char *folder, const char *name, guint n);
/* One of a layer with 100 MB of weights. (transfer full) */
char *stalls_write_wide (const char *folder, const char *name);
/* Weights for @project, a file. (transfer full) */
char *stalls_write_weights (const char *folder, const char *name, const char *project);
/* Pictures in folders of their classes, in a folder. (transfer full) */
char *stalls_write_pictures (const char *folder, const char *name, guint n);
/* Files as MNIST has them, in a folder; that of the pictures. (transfer full) */
char *stalls_write_idx (const char *folder, const char *name, guint n);
/* What a crash leaves of @project, a file, changed and not saved. */
void stalls_leave_copy (const char *project);
/* Tables of numbers, of 100 MB. */
void stalls_write_csv (const char *path);
void stalls_write_npy (const char *path);
/* A run of so many steps of @project, a file, among the runs in the folder @runs. */
void stalls_write_run (const char *runs, const char *name, const char *project, gsize n_steps);
/* With all that is in it. */
void stalls_delete (const char *folder);

G_END_DECLS
