/* level.c - see level.h. */
#include "level.h"

#include <pthread.h>
#include <stdatomic.h>

static const char *const names[GR_N_CPU_LEVELS] = { "plain", "avx2", "avx512" };

static _Atomic GrCpuLevel chosen_level;

static GrCpuLevel
highest_level (void)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512cd")
      && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512dq")
      && __builtin_cpu_supports ("avx512vl"))
    return GR_CPU_AVX512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return GR_CPU_AVX2;
#endif
  return GR_CPU_PLAIN;
}

static void
choose_at_start (void)
{
  const char *asked = g_getenv ("GRADUS_CPU");
  GrCpuLevel level = highest_level ();

  for (guint i = 0; asked != NULL && i < level; i++)
    if (g_str_equal (asked, names[i]))
      level = i;
  atomic_store (&chosen_level, level);
}

GrCpuLevel
gr_cpu_level (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, choose_at_start);
  return atomic_load_explicit (&chosen_level, memory_order_relaxed);
}

gboolean
gr_cpu_set_level (GrCpuLevel level)
{
  gr_cpu_level ();
  if (level > highest_level ())
    return FALSE;
  atomic_store (&chosen_level, level);
  return TRUE;
}

const char *
gr_cpu_level_name (GrCpuLevel level)
{
  return names[level];
}
