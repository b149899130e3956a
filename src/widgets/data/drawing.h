/* drawing.h - what was drawn by hand as an item of a data set: brought to where the set's own items
 * are and to their size, and made a set of one. For GradusDrawPage.
 *
 * The pictures of Fashion-MNIST fill their frame and stand in its middle, a digit of MNIST fills 20
 * of 28 pixels; a network that learned from these does not know what is drawn small in a corner.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/* The longer side of what is drawn in a gray picture of @set, in pixels: the median over some of
 * its items. 0 where its items are none. Reads them: not on the main thread. */
gint gradus_drawing_side (GrDataset *set);
/* @ink, height × width, with the middle of what is drawn in the middle of the picture, and its
 * longer side @side pixels; enlarged or shrunk by a factor of 2.5 at most. (transfer full) */
gfloat *gradus_drawing_fit (const gfloat *ink, gint width, gint height, gint side);
/* The picture as a set of one item like those of @like, whose only input is a picture of that size,
 * gray or in colours. (transfer full) */
GrDataset *gradus_drawing_dataset (const gfloat *ink, gint width, gint height, GrDataset *like,
                                   GError **error);

G_END_DECLS
