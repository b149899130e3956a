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

/* @where: "training", "Conv2d “conv1”"; @known: the names there are, NULL-terminated. */
typedef void (*GrUnknownKeyFunc) (const char *where, const char *key, const char *const *known,
                                  gpointer user);
/* Calls @function for each key of the file that has no effect, since this program does not know it:
 * one that is mistyped, or a newer version's. */
void       gr_project_each_unknown (GrProject *project, GrUnknownKeyFunc function, gpointer user);

/* Atomically: the old file or the new one, never a part of it. */
gboolean   gr_project_save      (GrProject *project, const char *path, GError **error);
char      *gr_project_to_json   (GrProject *project); /* (transfer full) */

/* One key of the file other than "model": "data", "optimizer", "training", … as the file would have
 * it; NULL where it would not. (transfer full) */
JsonNode  *gr_project_section     (GrProject *project, const char *key);
/* Sets it to @value (transfer none); NULL for what a file without the key means. GR_ERROR_FORMAT as
 * when reading a file, with nothing changed. */
gboolean   gr_project_set_section (GrProject *project, const char *key, JsonNode *value,
                                   GError **error);

G_END_DECLS
