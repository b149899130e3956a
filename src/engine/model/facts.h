/* facts.h - GrBlockFacts: what a block does to memory and what it costs, beyond its shapes.
 *
 * Found by running the block on meta tensors and listening to the operators that it calls, so that
 * there is no second account of any operator here. That takes as long as inferring the block twice,
 * and is done when it is first asked for after the block was inferred. The inspector reads it.
 */
#pragma once

#include "../ops/op.h"
#include "model.h"

G_BEGIN_DECLS

#define GR_FACTS_MAX_OPS 8

/* per_batch·N + fixed, as GrSize */
typedef struct
{
  gdouble per_batch, fixed;
} GrAmount;

static inline GrAmount
gr_amount_sum (GrAmount a, GrAmount b)
{
  return (GrAmount){ a.per_batch + b.per_batch, a.fixed + b.fixed };
}

typedef struct
{
  GrAmount flops; /* of a forward pass, over all copies of a repeated group's block */
  GrAmount bytes; /* of the outputs of all copies */
  gint64 storage_offset;
  gboolean contiguous;
  gint view_of; /* the input whose memory the output is; -1: it has memory of its own */
  const GrOp *ops[GR_FACTS_MAX_OPS]; /* called in evaluation, each once, in order */
  guint n_ops;
} GrBlockFacts;

/* FALSE where the block's output cannot be inferred, or there is no such block. */
gboolean gr_model_facts (GrModel *model, const char *id, GrBlockFacts *facts);

/* Works out what follows from @model: shapes, problems and the facts of all blocks. It is kept with
 * the model, so that who asks later does not wait: for the thread that read it from a file. */
void gr_model_work_out (GrModel *model);

G_END_DECLS
