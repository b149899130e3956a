/* data-shape.h - opens the data set of a document on a worker thread to see whether that can be
 * done, and what its items are like.
 *
 * What is wrong with it is the document's "data-problem". What it is like the model is told: that
 * is the shape of an Input whose own is "auto", and what does not fit is a problem of the model.
 * See model/data-fit.h.
 */
#pragma once

#include "document.h"

G_BEGIN_DECLS

/* From now on, as long as @document lives. */
void gradus_data_shape_follow (GradusDocument *document);
/* Once more: the files may be others by now. */
void gradus_data_shape_again (GradusDocument *document);
/* Whether a set is being opened; for tests. */
gboolean gradus_data_shape_busy (GradusDocument *document);

G_END_DECLS
