/* level.c - see level.h. */
#include "level.h"

static const char *const names[GR_N_CPU_LEVELS] = { "plain", "avx2", "avx512" };

gint gr_cpu_chosen_level = -1;

static GrCpuLevel
highest_level (void)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("x86-64-v4"))
    return GR_CPU_AVX512;
  if (__builtin_cpu_supports ("x86-64-v3"))
    return GR_CPU_AVX2;
#endif
  return GR_CPU_PLAIN;
}

GrCpuLevel
gr_cpu_choose_level (void)
{
  const char *asked = g_getenv ("GRADUS_CPU");
  GrCpuLevel  level = highest_level ();

  for (guint i = 0; asked != NULL && i < level; i++)
    if (g_str_equal (asked, names[i]))
      level = i;
  __atomic_store_n (&gr_cpu_chosen_level, (gint) level, __ATOMIC_RELAXED);
  return level;
}

gboolean
gr_cpu_set_level (GrCpuLevel level)
{
  if (level > highest_level ())
    return FALSE;
  __atomic_store_n (&gr_cpu_chosen_level, (gint) level, __ATOMIC_RELAXED);
  return TRUE;
}

const char *
gr_cpu_level_name (GrCpuLevel level)
{
  return names[level];
}
