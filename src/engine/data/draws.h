/* draws.h - which random numbers belong to what, in src/engine/data.
 *
 * A stream is keyed by the run's seed, what it is for, and up to two numbers, so that nothing drawn
 * for one purpose moves what is drawn for another.
 */
#pragma once

#include "../random/generator.h"

G_BEGIN_DECLS

typedef enum
{
  GR_DRAW_ORDER = 1,  /* of an epoch */
  GR_DRAW_TRANSFORMS, /* of an item in an epoch */
  GR_DRAW_GENERATED,  /* the items of a generated set */
} GrDrawPurpose;

/* @which may go to 2^40; 2^24 counters belong to each. */
static inline GrGenerator
gr_draws (guint64 seed, GrDrawPurpose purpose, guint64 epoch, guint64 which)
{
  guint32 key[4];

  gr_philox (seed, (guint64) purpose << 56 ^ epoch, key);
  return (GrGenerator){ (guint64) key[1] << 32 | key[0], which << 24 };
}

G_END_DECLS
