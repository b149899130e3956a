/* level.h - which instruction set the kernels that are compiled several times use here.
 *
 * Those that differ in more than the compiler's flags (the width of a vector, how far is unrolled)
 * are files that meson.build compiles once a level; plain loops are compiled so by GR_BY_LEVEL.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GR_CPU_PLAIN,  /* what every processor of the architecture has */
  GR_CPU_AVX2,   /* x86-64-v3: with FMA, BMI 1 and 2, F16C */
  GR_CPU_AVX512, /* x86-64-v4: F, CD, BW, DQ and VL */
  GR_N_CPU_LEVELS,
} GrCpuLevel;

/* The highest that the processor has; GRADUS_CPU=plain, avx2 or avx512 asks for a lower one.
 * Changes only through gr_cpu_set_level(). */
static inline GrCpuLevel gr_cpu_level (void);
/* For tests: FALSE, and no change, where the processor lacks @level. Not while kernels run. */
gboolean    gr_cpu_set_level  (GrCpuLevel level);
const char *gr_cpu_level_name (GrCpuLevel level); /* "avx2" */

/* gr_cpu_level()'s alone: -1 until it is asked for the first time. */
extern gint gr_cpu_chosen_level;
GrCpuLevel  gr_cpu_choose_level (void);

static inline GrCpuLevel
gr_cpu_level (void)
{
  const gint level = __atomic_load_n (&gr_cpu_chosen_level, __ATOMIC_RELAXED);

  return level >= 0 ? (GrCpuLevel) level : gr_cpu_choose_level ();
}

/* Begins a static function without result whose body is compiled once for each level, the one that
 * suits being chosen when it is called:
 *
 *   GR_BY_LEVEL (add, (gsize n, const gfloat *x, gfloat *out), (n, x, out))
 *   {
 *     for (gsize i = 0; i < n; i++)
 *       out[i] += x[i];
 *   }
 */
#if defined(__x86_64__)
#define GR_BY_LEVEL(name, parameters, arguments)                                                   \
  G_ALWAYS_INLINE static inline void name##_body parameters;                                       \
  __attribute__ ((target ("arch=x86-64-v4"))) static void name##_avx512 parameters                 \
  {                                                                                                \
    name##_body arguments;                                                                         \
  }                                                                                                \
  __attribute__ ((target ("arch=x86-64-v3"))) static void name##_avx2 parameters                   \
  {                                                                                                \
    name##_body arguments;                                                                         \
  }                                                                                                \
  static void name parameters                                                                      \
  {                                                                                                \
    switch (gr_cpu_level ())                                                                       \
      {                                                                                            \
      case GR_CPU_AVX512:                                                                          \
        name##_avx512 arguments;                                                                   \
        break;                                                                                     \
      case GR_CPU_AVX2:                                                                            \
        name##_avx2 arguments;                                                                     \
        break;                                                                                     \
      default:                                                                                     \
        name##_body arguments;                                                                     \
      }                                                                                            \
  }                                                                                                \
  G_ALWAYS_INLINE static inline void name##_body parameters
#else
#define GR_BY_LEVEL(name, parameters, arguments) static void name parameters
#endif

G_END_DECLS
