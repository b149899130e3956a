/* clip.c - gradient clipping by the global norm and by value, as torch.nn.utils does it.
 *
 * The norm is summed in double, in one partial a tile, added in the tiles' order: the bits do not
 * depend on the number of threads.
 */
#include "optimizer-private.h"

#include <math.h>

#include "../cpu/pool.h"

typedef struct
{
  GrOptimizer *optimizer;
  gdouble      number; /* the factor, or the limit */
} Clip;

#define EACH(type, tile, grads, body)                                                              \
  for (type *g = GR_DATA (type, grads) + (tile)->start, *end = g + (tile)->length; g < end; g++)   \
    body

static void
square_tile (gint64 index, gint thread, gpointer user)
{
  GrOptimizer           *optimizer = user;
  const GrOptimizerTile *tile = &optimizer->tiles[index];
  gdouble                sum = 0;

  if (optimizer->grads->dtype == GR_FLOAT32)
    EACH (gfloat, tile, optimizer->grads, sum += (gdouble) *g * *g);
  else
    EACH (gdouble, tile, optimizer->grads, sum += *g * *g);
  optimizer->partials[index] = sum;
}

static void
scale_tile (gint64 index, gint thread, gpointer user)
{
  const Clip            *clip = user;
  const GrOptimizerTile *tile = &clip->optimizer->tiles[index];

  if (clip->optimizer->grads->dtype == GR_FLOAT32)
    EACH (gfloat, tile, clip->optimizer->grads, *g *= (gfloat) clip->number);
  else
    EACH (gdouble, tile, clip->optimizer->grads, *g *= clip->number);
}

static void
limit_tile (gint64 index, gint thread, gpointer user)
{
  const Clip            *clip = user;
  const GrOptimizerTile *tile = &clip->optimizer->tiles[index];
  gfloat                 single = (gfloat) clip->number;

  /* CLAMP leaves a NaN as it is. */
  if (clip->optimizer->grads->dtype == GR_FLOAT32)
    EACH (gfloat, tile, clip->optimizer->grads, *g = CLAMP (*g, -single, single));
  else
    EACH (gdouble, tile, clip->optimizer->grads, *g = CLAMP (*g, -clip->number, clip->number));
}

gdouble
gr_optimizer_clip_norm (GrOptimizer *optimizer, gdouble max_norm)
{
  Clip    clip = { optimizer };
  gdouble norm = 0;

  gr_pool_run (optimizer->n_tiles, square_tile, optimizer);
  for (gint64 i = 0; i < optimizer->n_tiles; i++)
    norm += optimizer->partials[i];
  norm = sqrt (norm);
  clip.number = max_norm / (norm + 1e-6);
  if (!(clip.number >= 1))
    gr_pool_run (optimizer->n_tiles, scale_tile, &clip);
  return norm;
}

void
gr_optimizer_clip_value (GrOptimizer *optimizer, gdouble limit)
{
  Clip clip = { optimizer, limit };

  gr_pool_run (optimizer->n_tiles, limit_tile, &clip);
}
