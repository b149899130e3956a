/* flow.h - which way the data of a model flow on the canvas: key "flow" of the project's section
 * "canvas".
 *
 * It is no part of the model and changes nothing in it: it says on which sides of a block its ports
 * are, and where the next block goes. As for the notes, the section's new value goes through the
 * same undo as every other section's.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  GR_FLOW_DOWN,  /* from top to bottom; what a project without the key has */
  GR_FLOW_RIGHT, /* from left to right: "right" in the file */
} GrFlow;

/* Of the section "canvas", which may be NULL. What this program does not know is GR_FLOW_DOWN. */
GrFlow    gr_flow_read  (JsonNode *section);
/* @section with this flow, its other keys as they were; NULL where nothing is left to say.
 * (transfer full) */
JsonNode *gr_flow_write (JsonNode *section, GrFlow flow);

G_END_DECLS
