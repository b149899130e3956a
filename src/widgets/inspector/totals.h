/* totals.h - sums over blocks: what a model, a group or a selection costs. Private to inspector/.
 */
#pragma once

#include "facts-grid.h"
#include "model/facts.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_blocks, n_unknown; /* unknown: what cannot be inferred as the model is */
  guint n_copies;            /* of them, where groups are repeated */
  gint64 n_parameters;
  GrAmount flops, bytes; /* without those of losses, as `gradus info` has them */
} GradusTotals;

/* Adds a block; its facts too, where @facts is given and the block is known. FALSE where it is not.
 */
gboolean gradus_totals_add (GradusTotals *totals, GrModel *model, const GrBlock *block,
                            GrBlockFacts *facts);
/* Shows them in a grid of facts. */
void gradus_totals_show (const GradusTotals *totals, GradusFactsGrid *grid);
/* How many of @block there are in all: more than one in repeated groups. */
guint gradus_block_copies (GrModel *model, const GrBlock *block);
/* Whether @block is in the group, or in a group in it. */
gboolean gradus_block_in_group (GrModel *model, const GrBlock *block, const char *group);

G_END_DECLS
