/* arrange.h - edits of places: align, distribute, push along.
 *
 * The model knows where a block is, not how large it is drawn; so the canvas gives a box for each.
 * A box may be that of a collapsed group, whose blocks then move with it, or of a note, of which
 * the model knows nothing.
 */
#pragma once

#include "edit.h"

G_BEGIN_DECLS

/* Where something is drawn, in the units of GrBlock.x and .y. */
typedef struct
{
  gdouble x, y, width, height;
} GrBox;

typedef enum
{
  GR_ALIGN_LEFT,
  GR_ALIGN_CENTRE, /* on one vertical line */
  GR_ALIGN_RIGHT,
  GR_ALIGN_TOP,
  GR_ALIGN_MIDDLE, /* on one horizontal line */
  GR_ALIGN_BOTTOM,
} GrAlign;

/* --- boxes alone, which are moved ------------------------------------------------------------- */

/* To the outermost edge, or to the middle of all. */
void    gr_boxes_align      (GrBox *boxes, guint n, GrAlign align);
/* The same gap between each and the next, the first and the last staying; does nothing with fewer
 * than three. */
void    gr_boxes_distribute (GrBox *boxes, guint n, gboolean vertically);

/* --- edits, with @boxes[i] that of @ids[i], a block or a group. NULL where nothing would move.
 * (transfer full) */

/* To these places: each moves by what its box's x and y differ from @places[i]'s. */
GrEdit *gr_arrange_to       (GrModel *model, const char *const *ids, const GrBox *boxes,
                             const GrBox *places, guint n);
/* Blocks, and the blocks of groups, by @dx and @dy. */
GrEdit *gr_arrange_move     (GrModel *model, const char *const *ids, guint n, gdouble dx,
                             gdouble dy);
/* The same for @id and all that its data reach: makes room before it. */
GrEdit *gr_arrange_push     (GrModel *model, const char *id, gdouble dx, gdouble dy);

G_END_DECLS
