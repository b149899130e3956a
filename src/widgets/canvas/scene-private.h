/* scene-private.h - what the parts of GradusScene share. */
#pragma once

#include "scene.h"

G_BEGIN_DECLS

/* scene.c: frames go around where the items are now. */
void gradus_scene_place_frames (GradusScene *scene, GrModel *model);

/* A new item without a place or a look. */
GradusSceneItem *gradus_scene_add_item (GradusScene *scene, const char *id);

/* Where its title is written. */
graphene_rect_t gradus_frame_heading (const GradusFrame *frame);

/* scene-groups.c */
/* The outermost folded group around @group, itself one of them; NULL: what is in it is seen. */
const GrGroup *gradus_folded_around (GrModel *model, const char *group);
/* Adds a block to the item of the folded group that it is in. */
void gradus_scene_fold (GradusScene *scene, GrModel *model, const GrGroup *group,
                        const GrBlock *block);
/* When every block has its item: where folded groups stand, and their ports. @linked: of a block's
 * id, a bit for each input that a link goes to. */
void gradus_scene_finish_folded (GradusScene *scene, GrModel *model, GHashTable *linked);

/* scene-wires.c */
void gradus_scene_add_wires (GradusScene *scene, GrModel *model);
/* Finds the way of one wire anew. */
void gradus_scene_route_wire (GradusScene *scene, guint wire);

G_END_DECLS
