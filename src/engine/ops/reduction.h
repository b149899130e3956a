/* reduction.h - what the families of reductions share around cpu/reduce.h. */
#pragma once

#include "../cpu/reduce.h"
#include "infer.h"

G_BEGIN_DECLS

/* The arguments at @dims and @keepdim say what is reduced and what stays; 0 where a row has no such
 * argument, which means all dims, and not kept. */
gboolean  gr_reduction_infer    (GrCall *call, guint dims, guint keepdim, GrDType dtype,
                                 GError **error);
/* Reduces argument 0 into output 0. An input of another kind than the output (integers summed as
 * floats, float32 as float64) is converted before. */
gboolean  gr_reduction_run      (GrCall *call, GrReduceKind kind, guint dims, gdouble param,
                                 GError **error);

/* For backward: a tensor of the result's shape with its reduced dims back as 1s, so that it
 * broadcasts against the input. */
GrTensor *gr_reduction_restored (GrBackward *b, GrTensor *tensor, guint dims, guint keepdim);

G_END_DECLS
