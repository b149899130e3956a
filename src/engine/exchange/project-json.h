/* project-json.h - a project from and to a tree of JSON nodes; project-file.c adds text and files.
 * */
#pragma once

#include "project-file.h"

G_BEGIN_DECLS

/* GR_ERROR_FORMAT, with the file's @name and the path within. (transfer full) */
GrProject *gr_project_read  (JsonNode *root, const char *name, GError **error);
/* (transfer full) */
JsonNode  *gr_project_write (GrProject *project);
/* The same without the model, which a change of a setting need not look at. (transfer full) */
JsonNode  *gr_project_write_settings (GrProject *project);

/* The window's sections, which the engine only keeps: the canvas's notes (notes.h) and flow
 * (flow.h), and what runs start from. In the file they have this order, whichever was first. */
extern const char *const gr_project_window_keys[];

G_END_DECLS
