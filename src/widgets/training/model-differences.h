/* model-differences.h - in which blocks and links models differ: for differences.c. */
#pragma once

#include "differences.h"
#include "model/model.h"

G_BEGIN_DECLS

/* Appends a GradusDifference to @rows for each block that not all @n models have, each setting,
 * link and number of repeats that is not the same in all. A block is the same where its id is: a
 * new name is no difference. A model may be NULL, which is none. */
void gradus_models_compare (GPtrArray *rows, GrModel *const *models, guint n);

G_END_DECLS
