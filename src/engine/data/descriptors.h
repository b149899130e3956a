/* descriptors.h - the files that a descriptor names. For registry.c alone. */
#pragma once

#include "registry.h"

G_BEGIN_DECLS

/* The names of a split's files; for IDX the images', then the labels'. (transfer full) */
char   **gr_dataset_files      (const GrDatasetDescriptor *descriptor, const char *split);
/* @name or @name.gz in @folder, whichever is there; NULL. (transfer full) */
char    *gr_dataset_file       (const char *folder, const char *name);
/* Whether any of the set's files is in @folder: what is missing is then said when it is opened. */
gboolean gr_dataset_folder_has (const GrDatasetDescriptor *descriptor, const char *folder);

G_END_DECLS
