/* project-copy.h - copies of a project, and of JSON, that share nothing with it but the weights
 * that its model keeps, for another thread.
 *
 * What json_node_copy() makes shares arrays, objects and values, whose reference counts json-glib
 * 1.6 does not change atomically.
 */
#pragma once

#include "project.h"

G_BEGIN_DECLS

/* (transfer full) both */
JsonNode  *gr_json_copy    (JsonNode *node);
/* Of the model what gr_model_copy() copies. */
GrProject *gr_project_copy (GrProject *project);

G_END_DECLS
