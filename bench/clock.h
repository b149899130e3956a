/* clock.h - what the benches measure time with, in milliseconds. */
#pragma once

#include <glib.h>
#include <time.h>

static inline gdouble
bench_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (gdouble) now.tv_sec * 1e3 + (gdouble) now.tv_nsec / 1e6;
}

/* The processor's time of this thread: what else runs on the machine is not in it. */
static inline gdouble
bench_work (void)
{
  return bench_clock (CLOCK_THREAD_CPUTIME_ID);
}

/* For g_array_sort() and qsort(), of gdouble. */
static inline gint
bench_compare (gconstpointer a, gconstpointer b)
{
  const gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}
