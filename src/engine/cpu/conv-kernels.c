/* conv-kernels.c - see conv-kernels.h. Compiled once for each instruction set, which the build
 * names in GR_LEVEL and gives VECTOR_BYTES and ACCUMULATORS for.
 */
#include "conv-kernels.h"

#include <string.h>

#define PASTE_(a, b, c) a##b##c
#define PASTE(a, b, c)  PASTE_ (a, b, c)
#define INLINE          static inline __attribute__ ((always_inline))

/* Channels times pixels whose sums are kept in registers: a multiple of every block's span. */
static inline int
span_of (int block)
{
  int span = ACCUMULATORS / block;

  return span > GR_CONV_MAX_SPAN ? GR_CONV_MAX_SPAN : span;
}

static int
span (int block)
{
  return span_of (block);
}

#define REAL       float
#define REAL_BYTES 4
#define MASK       int32_t
#define NAME(name) name##_f32
#include "conv-kernels-template.h"
#undef REAL
#undef REAL_BYTES
#undef MASK
#undef NAME

#define REAL       double
#define REAL_BYTES 8
#define MASK       int64_t
#define NAME(name) name##_f64
#include "conv-kernels-template.h"

#define KERNELS(suffix, size)                                                                      \
  {                                                                                                \
    .lanes = VECTOR_BYTES / size, .max_block = MAX_BLOCK, .span = span, .pack = pack##suffix,      \
    .unpack = unpack##suffix, .sum_taps = sum_taps##suffix, .sum_pixels = sum_pixels##suffix,      \
    .sum_all = sum_all##suffix                                                                     \
  }

const GrConvKernels PASTE (gr_conv_f32_, GR_LEVEL, ) = KERNELS (_f32, 4);
const GrConvKernels PASTE (gr_conv_f64_, GR_LEVEL, ) = KERNELS (_f64, 8);
