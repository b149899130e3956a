/* philox.h - the Philox 4x32-10 block function and how its bits become numbers, as inline functions
 * that the C compiler and nvcc both take. Used by generator.c and by GPU kernels.
 *
 * Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). Its 128-bit
 * counter is split: the low half counts (four elements of a draw share a value), the high half is
 * the lane, so that elements that need more than 32 bits find them without more counters.
 */
#pragma once

#include <stdint.h>

#ifdef __CUDACC__
#define GR_PHILOX_INLINE static __host__ __device__ inline
#else
#define GR_PHILOX_INLINE static inline
#endif

enum
{
  GR_PHILOX_LANE_NARROW = 0, /* four elements of 32 bits */
  GR_PHILOX_LANE_WIDE   = 1, /* two lanes, two elements of 64 bits each */
  GR_PHILOX_LANE_WHOLE  = 4, /* four lanes, one element of 128 bits each */
};

GR_PHILOX_INLINE void
gr_philox_block (uint64_t seed, uint64_t counter, uint64_t lane, uint32_t out[4])
{
  uint32_t k0 = (uint32_t) seed, k1 = (uint32_t) (seed >> 32);
  uint32_t x0 = (uint32_t) counter, x1 = (uint32_t) (counter >> 32);
  uint32_t x2 = (uint32_t) lane, x3 = (uint32_t) (lane >> 32);

  for (int round = 0; round < 10; round++)
    {
      uint64_t a = (uint64_t) 0xD2511F53u * x0;
      uint64_t b = (uint64_t) 0xCD9E8D57u * x2;

      x0 = (uint32_t) (b >> 32) ^ x1 ^ k0;
      x2 = (uint32_t) (a >> 32) ^ x3 ^ k1;
      x1 = (uint32_t) b;
      x3 = (uint32_t) a;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}

/* 24 bits in [0, 1). */
GR_PHILOX_INLINE float
gr_philox_to_f32 (uint32_t word)
{
  return (float) (word >> 8) * 0x1p-24f;
}

/* 53 bits in [0, 1). */
GR_PHILOX_INLINE double
gr_philox_to_f64 (uint32_t low, uint32_t high)
{
  return (double) ((((uint64_t) high << 32) | low) >> 11) * 0x1p-53;
}
