/* gradient-norms.h - how large the gradient of each layer is while a run goes on: where it
 * vanishes or explodes. For the trainer, which measures every GR_GRADIENT_EVERY steps; on the CPU.
 */
#pragma once

#include "../model/module.h"
#include "series.h"

G_BEGIN_DECLS

typedef struct
{
  char    **layers; /* dotted names of the blocks with something to train, NULL-terminated */
  guint     n;
  GrSeries *series; /* elements of n gfloats: the Euclidean norm of each layer's gradient */
} GrGradientNorms;

/* NULL where @module has nothing to train. */
GrGradientNorms *gr_gradient_norms_new     (GrModule *module);
void             gr_gradient_norms_free    (GrGradientNorms *norms);
/* Appends the norms of the gradients as they are in @module. */
void             gr_gradient_norms_measure (GrGradientNorms *norms, GrModule *module);

G_END_DECLS
