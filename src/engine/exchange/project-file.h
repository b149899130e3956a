/* project-file.h - reading and writing .gradus files: a project as JSON.
 *
 * Versioned, diffable (keys in a fixed order, what has its default left out), and every key that
 * this program does not know is kept, at every level. Weights are not in it. See
 * docs/project-format.md.
 */
#pragma once

#include "../model/project.h"

G_BEGIN_DECLS

#define GR_PROJECT_VERSION   1
#define GR_PROJECT_MAX_BYTES (64 * 1024 * 1024)
#define GR_PROJECT_MAX_NEST  64

/* (transfer full). G_FILE_ERROR where it cannot be read; GR_ERROR_FORMAT names the file and the
 * line and column, or the path within: "fashion.gradus: model.blocks[3].attributes.kernel_size:
 * ...". */
GrProject *gr_project_load      (const char *path, GError **error);
/* @name stands for the file in messages. */
GrProject *gr_project_from_json (const char *text, gssize length, const char *name, GError **error);

/* Atomically: the old file or the new one, never a part of it. */
gboolean   gr_project_save      (GrProject *project, const char *path, GError **error);
char      *gr_project_to_json   (GrProject *project); /* (transfer full) */

G_END_DECLS
