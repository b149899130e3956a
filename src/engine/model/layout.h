/* layout.h - places for the blocks of a model so that data flow one way: automatic layout.
 *
 * The layered method of Sugiyama, Tagawa and Toda (1981), kept simple: a block stands one layer
 * after the last of those that it reads; within a layer blocks are ordered so that few links cross;
 * a link over several layers, such as a residual shortcut, is given a lane of its own, so that no
 * block stands in its way. Each group is laid out by itself and then stands as one box.
 */
#pragma once

#include "arrange.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean left_to_right; /* else top to bottom */
  gdouble  gap;           /* between layers, along the flow */
  gdouble  spread;        /* between neighbours in a layer */
  gdouble  lane;          /* of a link that passes by */
  gdouble  margin;        /* of a group around what is in it */
  gdouble  title;         /* and above it, for its name */
} GrLayout;

/* What the canvas looks well with. */
#define GR_LAYOUT_INIT { FALSE, 36, 32, 24, 16, 28 }

/* Moves @ids (blocks; or groups, which then stand as they are, as where one is collapsed), whose
 * boxes are @boxes, so that the upper left corner of all stays where it is. A block that is inside
 * a group of @ids is not to be in @ids. NULL where nothing would move. (transfer full) */
GrEdit *gr_layout (GrModel *model, const char *const *ids, const GrBox *boxes, guint n,
                   const GrLayout *layout);

G_END_DECLS
