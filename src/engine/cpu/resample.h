/* resample.h - images made larger or smaller: every output pixel is a weighted mean of at most two
 * rows and two columns of its plane. Nearest-neighbour and bilinear interpolation differ only in
 * those weights.
 */
#pragma once

#include "../tensor/dtype.h"

G_BEGIN_DECLS

/* One output row (or column): (1 - weight) * input[low] + weight * input[high]. */
typedef struct
{
  gint64  low, high;
  gdouble weight; /* 0: the nearest neighbour, low, alone */
} GrTap;

typedef struct
{
  gint64       planes, in_h, in_w, out_h, out_w;
  const GrTap *rows;    /* out_h of them */
  const GrTap *columns; /* out_w */
} GrResample;

/* float32 or float64, contiguous planes. */
void gr_resample_forward  (GrDType dtype, const GrResample *shape, gconstpointer input,
                           gpointer output);
/* The transposed map: @grad_input is written. */
void gr_resample_backward (GrDType dtype, const GrResample *shape, gconstpointer grad_output,
                           gpointer grad_input);

G_END_DECLS
