/* data-shape.h - tells a document's model what shape the items of its data set have.
 *
 * It stands where an Input's shape is "auto": see gr_model_set_data_shape(). The set is opened on a
 * worker thread, and only where an Input asks for it.
 */
#pragma once

#include "document.h"

G_BEGIN_DECLS

/* From now on, as long as @document lives. */
void gradus_data_shape_follow (GradusDocument *document);
/* Whether a set is being opened; for tests. */
gboolean gradus_data_shape_busy (GradusDocument *document);

G_END_DECLS
