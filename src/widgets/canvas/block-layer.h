/* block-layer.h - GradusBlockLayer: the plane that the blocks of a canvas lie on, one
 * GradusBlockView each.
 *
 * Each view is placed by a transform of its own, not the layer as a whole: GTK does not look for
 * what changed below a node that scales, so with one for all it would paint all blocks for one that
 * is pointed at or dragged. Only what is in view is drawn. Signal "block-focused" (const char *id).
 */
#pragma once

#include "block-view.h"
#include "scene.h"
#include "viewport.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_BLOCK_LAYER (gradus_block_layer_get_type ())
G_DECLARE_FINAL_TYPE (GradusBlockLayer, gradus_block_layer, GRADUS, BLOCK_LAYER, GtkWidget)

GtkWidget *gradus_block_layer_new (void);
/* Makes, keeps and removes views after @scene, which is borrowed until the next call. */
void gradus_block_layer_set_scene (GradusBlockLayer *self, GradusScene *scene);
void gradus_block_layer_set_style (GradusBlockLayer *self, const GradusBlockStyle *style);
/* The mapping to the widget, the part of the world in view, and how it is drawn. */
void gradus_block_layer_set_view (GradusBlockLayer *self, GradusViewport *viewport,
                                  const graphene_rect_t *area, GradusDetail detail);
/* After items of the scene moved. */
void gradus_block_layer_moved (GradusBlockLayer *self);
/* NULL where there is none of this id. */
GradusBlockView *gradus_block_layer_view (GradusBlockLayer *self, const char *id);
GradusBlockView *gradus_block_layer_view_at (GradusBlockLayer *self, guint item);

G_END_DECLS
