/* optimizer-private.h - GrOptimizer's insides, for optimizer.c and clip.c. */
#pragma once

#include "optimizer.h"

G_BEGIN_DECLS

/* Elements a tile: small enough that tiles spread over the threads, large enough that a tile costs
 * more than handing it out. Results do not depend on it, except the order of clipping's sum. */
#define GR_OPTIMIZER_TILE 16384

typedef struct
{
  char    *name;
  gint64   start, length; /* in the arenas */
  GrTensor *value;
  gdouble  rate;
  gboolean frozen;
  gint64   steps; /* taken so far */
  GrUpdate update; /* of the step being taken */
} GrOptimizerRange;

typedef struct
{
  gint64            start, length;
  GrOptimizerRange *range;
} GrOptimizerTile;

struct _GrOptimizer
{
  const GrOptimizerKind *kind;
  GrOptions             *options;
  GrUpdateFunc           update;
  gdouble                lr, momentum;
  GrTensor              *values, *grads;
  GrTensor              *states[GR_OPTIMIZER_MAX_STATES]; /* NULL where the options need none */
  GrOptimizerRange      *ranges;
  gsize                  n_ranges;
  GrOptimizerTile       *tiles; /* of ranges that are not frozen */
  gint64                 n_tiles;
  gdouble               *partials; /* n_tiles: clipping's sums */
};

G_END_DECLS
