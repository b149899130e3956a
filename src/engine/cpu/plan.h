/* plan.h - how several tensors of one broadcast shape are walked together.
 *
 * A plan turns shapes and strides into as few dimensions as they allow: size-1 dimensions dropped,
 * the order that of the output's memory, neighbours merged where every operand's strides let them.
 * Positions are then one linear index over that order. Used by loops.c and copy.c.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

#define GR_PLAN_MAX_INPUTS 4

/* Operand 0 is the output. */
typedef struct
{
  gint    n_operands;
  gint    ndim; /* 1 at least */
  gint64  numel;
  gint64  shape[GR_MAX_DIMS];
  gint64  stride[GR_PLAN_MAX_INPUTS + 1][GR_MAX_DIMS]; /* in elements */
  gsize   size[GR_PLAN_MAX_INPUTS + 1];                /* bytes an element */
  GrDType dtype[GR_PLAN_MAX_INPUTS + 1];
  guint8 *data[GR_PLAN_MAX_INPUTS + 1];
} GrPlan;

/* @in are broadcast to @out; GR_ERROR_SHAPE where they do not fit. */
gboolean gr_plan_init (GrPlan *plan, GrTensor *out, GrTensor *const *in, guint n_in,
                       GError **error);

/* Whether linear position i of @operand is simply element i of its memory. */
gboolean gr_plan_dense (const GrPlan *plan, gint operand);

/* Where linear position @i of @operand is. */
gpointer gr_plan_at (const GrPlan *plan, gint operand, gint64 i);

/* Positions @first to @first + @n - 1 of @operand, into or out of contiguous memory of its dtype.
 */
void gr_plan_gather  (const GrPlan *plan, gint operand, gint64 first, gsize n, gpointer to);
void gr_plan_scatter (const GrPlan *plan, gint operand, gint64 first, gsize n, gconstpointer from);

/* Tiles of a walk over @numel elements: a multiple of 64 of them, so that threads never share a
 * cache line of contiguous memory. */
gint64 gr_plan_tile_size (gint64 numel);

G_END_DECLS
