/* items.h - GradusItems: the items of a part of a data set as a GListModel, filtered and sorted.
 *
 * An item object is made when it is asked for, so that a set of a million items costs one array
 * of numbers. Those of a large part are filtered and sorted on a worker thread, and come into the
 * list in pieces, so that no change holds the window up. The grid and the table of the data set
 * browser show it.
 */
#pragma once

#include "predictions.h"

G_BEGIN_DECLS

/* One item: what a cell of the grid holds. */
#define GRADUS_TYPE_ITEM (gradus_item_get_type ())
G_DECLARE_FINAL_TYPE (GradusItem, gradus_item, GRADUS, ITEM, GObject)

GradusPart *gradus_item_part  (GradusItem *self); /* (transfer none) */
guint       gradus_item_index (GradusItem *self); /* in the part */
/* What the model made of it, or NULL where it was not asked. (transfer none) */
const GradusPrediction *gradus_item_prediction (GradusItem *self);
gboolean    gradus_item_wrong (GradusItem *self);
/* The class, or the numbers, that the model predicts; "" where it was not asked. (transfer full) */
char       *gradus_item_predicted_text (GradusItem *self);
/* "Ankle boot, item 12", for a screen reader and the title of its view. (transfer full) */
char       *gradus_item_title (GradusItem *self);
/* Number @i of its first input; then, @i beyond that, its target. As text; (transfer full) */
char       *gradus_item_value (GradusItem *self, gint64 i);

typedef enum
{
  GRADUS_ORDER_FILE,
  GRADUS_ORDER_CLASS,
  GRADUS_ORDER_LOSS,       /* the worst first */
  GRADUS_ORDER_CONFIDENCE, /* the least sure first */
  GRADUS_ORDER_SURE,       /* the surest first */
} GradusOrder;

/* Signals beside "items-changed":
 *   "before-change"  what it holds is about to go
 *   "settled"        what there is to show is in the list, all of it
 *   "judged"         the predictions are others, and so is what its items say of themselves
 */
#define GRADUS_TYPE_ITEMS (gradus_items_get_type ())
G_DECLARE_FINAL_TYPE (GradusItems, gradus_items, GRADUS, ITEMS, GObject)

GradusItems *gradus_items_new      (void);
/* NULL shows nothing. */
void         gradus_items_set_part (GradusItems *self, GradusPart *part);
/* By which it can be filtered and sorted; NULL for none. */
void         gradus_items_set_predictions (GradusItems *self, GradusPredictions *predictions);
/* -1: every class. */
void         gradus_items_set_class (GradusItems *self, gint label);
/* Those alone that were taken for this class; -1: all. */
void         gradus_items_set_predicted  (GradusItems *self, gint predicted);
/* Those alone that were taken for another class than theirs. */
void         gradus_items_set_wrong_only (GradusItems *self, gboolean wrong_only);
void         gradus_items_set_order (GradusItems *self, GradusOrder order);
/* Whether all that there is to show is in the list: of few items always, at once. */
gboolean     gradus_items_settled  (GradusItems *self);
/* The index of the item at @position, without making it. */
guint        gradus_items_index    (GradusItems *self, guint position);
/* The part and the predictions that it has now, or NULL. (transfer none) */
GradusPart        *gradus_items_part        (GradusItems *self);
GradusPredictions *gradus_items_predictions (GradusItems *self);
/* Where the item @index is shown; GTK_INVALID_LIST_POSITION where the filter hides it. */
guint        gradus_items_find     (GradusItems *self, guint index);

G_END_DECLS
