/* series.c - a list in chunks that double, with an atomically published count. */
#include "series.h"

#include <stdatomic.h>
#include <string.h>

/* The first chunk has 1 << FIRST elements; N_CHUNKS of them hold more than memory does. */
#define FIRST    10
#define N_CHUNKS 40

struct _GrSeries
{
  gsize         element_size;
  _Atomic gsize length;
  guint8       *chunks[N_CHUNKS]; /* a chunk's pointer is written before a count that reaches it */
};

/* Chunk k begins at element (1 << FIRST) * ((1 << k) - 1). */
static guint
place (gsize i, gsize *within)
{
  gsize above = (i >> FIRST) + 1;
  guint k = (guint) g_bit_storage (above) - 1;

  *within = i - (((gsize) 1 << k) - 1) * ((gsize) 1 << FIRST);
  return k;
}

GrSeries *
gr_series_new (gsize element_size)
{
  GrSeries *series = g_new0 (GrSeries, 1);

  series->element_size = element_size;
  return series;
}

void
gr_series_free (GrSeries *series)
{
  for (guint k = 0; k < N_CHUNKS; k++)
    g_free (series->chunks[k]);
  g_free (series);
}

void
gr_series_reserve (GrSeries *series, gsize n)
{
  gsize within;
  guint last = n ? place (n - 1, &within) : 0;

  for (guint k = 0; k <= last; k++)
    if (!series->chunks[k])
      series->chunks[k] = g_malloc_n ((gsize) 1 << (FIRST + k), series->element_size);
}

void
gr_series_append (GrSeries *series, gconstpointer element)
{
  gsize length = atomic_load_explicit (&series->length, memory_order_relaxed);
  gsize within;
  guint k = place (length, &within);

  if (!series->chunks[k])
    gr_series_reserve (series, length + 1);
  memcpy (series->chunks[k] + within * series->element_size, element, series->element_size);
  atomic_store_explicit (&series->length, length + 1, memory_order_release);
}

gsize
gr_series_length (const GrSeries *series)
{
  return atomic_load_explicit (&((GrSeries *) series)->length, memory_order_acquire);
}

gconstpointer
gr_series_at (const GrSeries *series, gsize i)
{
  gsize within;
  guint k = place (i, &within);

  return series->chunks[k] + within * series->element_size;
}
