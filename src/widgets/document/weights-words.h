/* weights-words.h - what a model keeps of the weights of its blocks, in sentences: for the
 * inspector, the training form, and where a prediction is not to be had.
 */
#pragma once

#include "model/wants.h"

G_BEGIN_DECLS

/* "10×192", "one number"; "not known" for @ndim -1. (transfer full) */
char *gradus_weights_shape    (const gint64 *shape, gint ndim);
/* "From Run 1, epoch 5", "New: training begins with random values", "No longer fit: …". (transfer
 * full) */
char *gradus_weights_sentence (const GrBlockWeights *weights);
/* How many blocks of a model keep theirs, and from where. (transfer full) */
char *gradus_weights_summary  (GrModel *model);

G_END_DECLS
