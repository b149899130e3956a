/* lay-out.h - automatic layout of a model in the sizes and distances of the canvas: for its action,
 * and for what reads projects to show them. Needs no widget, and may be called from any thread.
 */
#pragma once

#include "exchange/project-file.h"
#include "scene.h"

G_BEGIN_DECLS

/* Moves all that is in @model, what is in folded groups first, for data that flow that way. */
void gradus_lay_out      (GrModel *model, GrFlow flow);
/* Does that where all blocks of @project stand in one place, as those of a file do that says
 * nothing of places; where it does of some, the others go beside those. */
void gradus_lay_out_pile (GrProject *project);

G_END_DECLS
