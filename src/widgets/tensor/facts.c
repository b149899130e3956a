/* facts.c - see facts.h. */
#include "facts.h"

#include <math.h>

#define N_BINS 48

GradusTensorFacts *
gradus_tensor_facts_new (const GrTensor *tensor, const char *title)
{
  GradusTensorFacts *facts = g_new0 (GradusTensorFacts, 1);
  const gint64 n = gr_tensor_numel (tensor);
  g_autofree gfloat *values = g_new (gfloat, n + 1);

  facts->min = facts->max = NAN;
  for (gint64 i = 0; i < n; i++)
    {
      const gdouble value = gr_tensor_get (tensor, i).d;

      values[i] = (gfloat) value;
      if (!isfinite (value))
        continue;
      facts->min = facts->min <= value ? facts->min : value;
      facts->max = facts->max >= value ? facts->max : value;
    }
  facts->bins = gradus_bins_new (title, values, n, N_BINS);
  return facts;
}

void
gradus_tensor_facts_free (GradusTensorFacts *facts)
{
  gradus_bins_free (facts->bins);
  g_free (facts);
}
