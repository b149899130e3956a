/* smoothing.h - GradusSmoothing: a series' exponential mean, kept up to date as the series grows.
 * For plot.c.
 *
 *   m_t = β·m_{t-1} + (1 - β)·y_t,   m_0 = 0;   the curve is m_t / (1 - β^t)
 *
 * as TensorBoard draws it, with the correction of the start that Kingma and Ba give in "Adam: A
 * Method for Stochastic Optimization", 2014 (arXiv:1412.6980), section 3. So the first point is
 * y_1 and the t-th the mean of all t values, the last ones counting most: no weight is left to a
 * start that was not there. Where values fall fast any mean of the past lies above the newest.
 */
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
 * value that is no number stays what it is and does not count for those after it. At most
 * @left values are done, which are taken off it: what is shorter than the source is not all. */
GradusSeries *gradus_smoothing_update (GradusSmoothing *smoothing, gdouble factor, gsize *left);

G_END_DECLS
