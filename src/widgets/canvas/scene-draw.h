/* scene-draw.h - draws what lies behind and between the blocks of a scene, and whole scenes. */
#pragma once

#include "scene.h"

G_BEGIN_DECLS

/* What is not in @area (in the world) is left out of each. */
void gradus_scene_draw_frames (GradusScene *scene, GtkSnapshot *snapshot,
                               const GradusBlockStyle *style, const graphene_rect_t *area,
                               GradusDetail detail);
/* @selected: the index of a wire that stands out, or -1. */
void gradus_scene_draw_wires (GradusScene *scene, GtkSnapshot *snapshot,
                              const GradusBlockStyle *style, const graphene_rect_t *area,
                              GradusDetail detail, gint selected);
/* One line along @route. */
void gradus_route_draw (const GradusRoute *route, GtkSnapshot *snapshot, const GdkRGBA *colour,
                        gdouble width);
/* Everything, at a zoom of 1, in the world's coordinates: for files. */
void gradus_scene_draw (GradusScene *scene, GtkSnapshot *snapshot, const GradusBlockStyle *style);

G_END_DECLS
