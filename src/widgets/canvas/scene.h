/* scene.h - GradusScene: a model as shapes on a plane: items (blocks, folded groups), wires between
 * them, and frames around open groups. Made from a model in one go, without a widget; the canvas
 * and `gradus render` draw it.
 */
#pragma once

#include "block-draw.h"
#include "exchange/flow.h"
#include "model/model.h"
#include "route.h"

G_BEGIN_DECLS

/* What an input port stands for in the model. */
typedef struct
{
  const char *block; /* its id, borrowed from the model */
  guint input;
  guint port;
  const char *source; /* of a folded group's: what is linked to it; NULL: nothing */
} GradusPin;

typedef struct
{
  char *id; /* of the block or group */
  graphene_rect_t bounds;
  GradusBlockLook look;
  GArray *pins;       /* of a folded group: GradusPin, by port; NULL: a block's own inputs */
  GPtrArray *sources; /* of a folded group: the block behind each output port */
} GradusSceneItem;

typedef struct
{
  guint from, to;           /* items */
  guint from_port, to_port; /* of the items */
  char *to_block; /* what the model's link says: in a folded group that is another, and the first
                     of those that the port stands for */
  guint input;
  char *shape; /* NULL: not known */
  GradusMark mark;
  GradusRoute route;
  gboolean label_placed;
  graphene_rect_t label; /* without a width: none */
  /* As it was drawn last; NULL: not yet, or its way changed. */
  GskRenderNode *node;
  gboolean node_has_label;
} GradusWire;

typedef struct
{
  char *id;
  char *title; /* "res1 · Residual ×3" */
  graphene_rect_t bounds;
  gint depth;
  gboolean selected;
  /* As it was drawn last, and what that was drawn of. */
  GskRenderNode *node;
  graphene_rect_t node_bounds;
  gboolean node_selected;
  GradusDetail node_detail;
} GradusFrame;

typedef struct
{
  GArray *items, *wires, *frames; /* frames: the outer ones first */
  GHashTable *index;              /* id to item + 1 */
  GHashTable *homes;              /* of a block in a folded group: id to the group's item + 1 */
  GHashTable *dragged;            /* borrowed: ids of the items that are now dragged; NULL: none */
  GrFlow flow;
  graphene_rect_t bounds; /* of all; empty at the origin where there is nothing */
} GradusScene;

/* Borrows the ids of @model's blocks: to be made anew after a change of it. */
GradusScene *gradus_scene_new (GrModel *model, GrFlow flow);
void gradus_scene_free (GradusScene *scene);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusScene, gradus_scene_free)

#define gradus_scene_item(scene, i)  (&g_array_index ((scene)->items, GradusSceneItem, (i)))
#define gradus_scene_wire(scene, i)  (&g_array_index ((scene)->wires, GradusWire, (i)))
#define gradus_scene_frame(scene, i) (&g_array_index ((scene)->frames, GradusFrame, (i)))

/* -1 where it is not shown: in a folded group. */
gint gradus_scene_find (GradusScene *scene, const char *id);
/* The item that a block is seen in: its own, or that of the folded group around it; -1: none. */
gint gradus_scene_home (GradusScene *scene, const char *id);
/* The item that comes after @from along the flow, or before it; of -1 the first, or the last. -1:
 * there is none. */
gint gradus_scene_next (GradusScene *scene, gint from, gboolean forward);
/* Where its ports are. */
graphene_point_t gradus_item_input (const GradusSceneItem *item, guint port);
graphene_point_t gradus_item_output (const GradusSceneItem *item, guint port);
/* What they stand for: the block whose output it is; and the inputs, of GradusPin, which in a
 * folded group may be several that read the same. (transfer full) */
const char *gradus_item_source (const GradusSceneItem *item, guint port);
GArray *gradus_item_pins (const GradusSceneItem *item, guint port);
/* The output port of @item at which a block's output leaves it. */
guint gradus_item_port_of (const GradusSceneItem *item, const char *block);

/* From one block of a chain to the next, and from one to another that stands beside it. */
/* Widens @all, which is of no size while there is nothing in it, to hold @more too. */
void gradus_rect_include (graphene_rect_t *all, const graphene_rect_t *more);
graphene_point_t gradus_flow_step (GrFlow flow);
graphene_point_t gradus_flow_aside (GrFlow flow);

gboolean gradus_scene_is_dragged (GradusScene *scene, guint item);
/* Moves items for the time of a drag (@moved is a set of ids); wires and frames follow. */
void gradus_scene_move (GradusScene *scene, GrModel *model, GHashTable *moved, gdouble dx,
                        gdouble dy);

/* A place for the label of a wire, @width wide, where it covers nothing; FALSE: there is none. */
gboolean gradus_scene_place_label (GradusScene *scene, guint wire, gdouble width,
                                   graphene_rect_t *area);
/* The same where no font is at hand, about as large. */
gboolean gradus_scene_guess_label (GradusScene *scene, guint wire, graphene_rect_t *area);

/* After a change of what @model keeps, which changes nothing else. */
void gradus_scene_mark_weights (GradusScene *scene, GrModel *model);
/* After a change of style: wires and frames are drawn anew. */
void gradus_scene_forget_drawings (GradusScene *scene);

/* --- what is at a point of the world ------------------------------------------------------------
 */

typedef enum
{
  GRADUS_PART_NOTHING,
  GRADUS_PART_ITEM,
  GRADUS_PART_MARK,  /* the sign of something wrong on an item */
  GRADUS_PART_INPUT, /* .port of an item */
  GRADUS_PART_OUTPUT,
  GRADUS_PART_WIRE,
  GRADUS_PART_FRAME, /* its edge or heading */
  GRADUS_PART_BODY,  /* of a frame, where no block is */
} GradusScenePart;

typedef struct
{
  GradusScenePart part;
  guint index; /* of the item, wire or frame */
  guint port;
} GradusHit;

/* @slack: how far off, in the world, still counts for ports and wires. */
GradusHit gradus_scene_pick (GradusScene *scene, const graphene_point_t *point, gdouble slack);

/* The wire that is nearest to a point, no farther off than @slack, whatever lies over it; -1. */
gint gradus_scene_wire_at (GradusScene *scene, const graphene_point_t *point, gdouble slack);

G_END_DECLS
