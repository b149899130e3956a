/* facts.h - GradusTensorFacts: what has to be counted over all of a tensor: its range, and how its
 * values are distributed. For GradusTensorView; may be called from any thread.
 */
#pragma once

#include "plot/histogram.h"
#include "tensor/tensor.h"

G_BEGIN_DECLS

typedef struct
{
  gdouble min, max; /* of the finite values; NaN where there are none */
  GradusBins *bins;
} GradusTensorFacts;

/* Of a tensor on the CPU; @title is the histogram's, or NULL. (transfer full) */
GradusTensorFacts *gradus_tensor_facts_new  (const GrTensor *tensor, const char *title);
void               gradus_tensor_facts_free (GradusTensorFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusTensorFacts, gradus_tensor_facts_free)

G_END_DECLS
