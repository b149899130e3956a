/* scene-private.h - what the parts of GradusScene share. */
#pragma once

#include "scene.h"

G_BEGIN_DECLS

/* scene.c: frames go around where the items are now. */
void gradus_scene_place_frames (GradusScene *scene, GrModel *model);

/* scene-wires.c */
void gradus_scene_add_wires (GradusScene *scene, GrModel *model);
/* Finds the way of one wire anew. */
void gradus_scene_route_wire (GradusScene *scene, guint wire);

G_END_DECLS
