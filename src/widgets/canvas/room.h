/* room.h - room for new blocks in a GradusScene: whether a place is free, the next one that is, and
 * what makes one free. Used by the canvas and by apply-fix.c.
 */
#pragma once

#include "model/edit.h"
#include "scene.h"

G_BEGIN_DECLS

/* Whether a block at this place would touch another than @own (NULL: any). */
gboolean gradus_room_is_taken (GradusScene *scene, graphene_point_t at, const char *own);
/* The first place that is free, beginning with @at and going on aside. */
graphene_point_t gradus_room_beside (GradusScene *scene, graphene_point_t at, const char *own);
/* Whether @area touches no block and none of @others, of graphene_rect_t. */
gboolean gradus_room_is_clear (GradusScene *scene, const graphene_rect_t *area,
                               const GArray *others);
/* The place next to @area, of the same size, that touches no block and none of @others, of
 * graphene_rect_t; @area's own where there is none far and wide. */
graphene_point_t gradus_room_near (GradusScene *scene, const graphene_rect_t *area,
                                   const GArray *others);
/* How far aside @areas lie over blocks and @others, where there is no room, without hiding one that
 * begins where one of them does; all of graphene_rect_t. To the right and down. */
gfloat gradus_room_cascade (GradusScene *scene, const GArray *areas, const GArray *others);
/* What moves these blocks (a set of ids) along the flow, a folded group as a whole; NULL where
 * nothing would move. (transfer full) */
GrEdit *gradus_room_move_on (GradusScene *scene, GrModel *model, GHashTable *blocks,
                             gdouble distance);

G_END_DECLS
