/* level.h - which instruction set the kernels that are compiled several times use here. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GR_CPU_PLAIN,  /* what every processor of the architecture has */
  GR_CPU_AVX2,   /* with FMA */
  GR_CPU_AVX512, /* F, CD, BW, DQ and VL */
  GR_N_CPU_LEVELS,
} GrCpuLevel;

/* The highest that the processor has; GRADUS_CPU=plain, avx2 or avx512 asks for a lower one.
 * Changes only through gr_cpu_set_level(). */
GrCpuLevel  gr_cpu_level      (void);
/* For tests: FALSE, and no change, where the processor lacks @level. Not while kernels run. */
gboolean    gr_cpu_set_level  (GrCpuLevel level);
const char *gr_cpu_level_name (GrCpuLevel level); /* "avx2" */

G_END_DECLS
