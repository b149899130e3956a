/* smoothing.h - GradusSmoothing: a series' exponential mean, kept up to date as the series grows.
 * For plot.c. */
#pragma once

#include "series.h"

G_BEGIN_DECLS

typedef struct
{
  GradusSeries *source, *result;
  gdouble factor;
  gdouble mean, weight; /* the sum so far and what its weights sum to */
  guint generation;     /* of the source, when last read */
} GradusSmoothing;

GradusSmoothing *gradus_smoothing_new (GradusSeries *source);
void gradus_smoothing_free (GradusSmoothing *smoothing);
/* Smoothed with @factor, in [0, 1): the weight of a value k steps back is factor^k. Borrowed. A
 * value that is no number stays what it is and does not count for those after it. */
GradusSeries *gradus_smoothing_update (GradusSmoothing *smoothing, gdouble factor);

G_END_DECLS
