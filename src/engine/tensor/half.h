/* half.h - float16 and bfloat16 as 16 bits, to and from float.
 *
 * Plain inline functions that the C compiler and nvcc both take, so that the CPU and a GPU round
 * alike: to nearest, ties to even. F16C's instructions are used where they are compiled in; they
 * give the same bits, NaN payloads included. Used by dtype conversions and by the kernels.
 */
#pragma once

#include <stdint.h>
#include <string.h>

#if defined(__F16C__) && !defined(__CUDACC__)
#include <immintrin.h>
#endif

#ifdef __CUDACC__
#define GR_HALF_INLINE static inline __host__ __device__
#else
#define GR_HALF_INLINE static inline
#endif

typedef uint16_t GrHalf;
typedef uint16_t GrBfloat16;

GR_HALF_INLINE uint32_t
gr_float_bits (float value)
{
  uint32_t bits;
  memcpy (&bits, &value, sizeof bits);
  return bits;
}

GR_HALF_INLINE float
gr_float_from_bits (uint32_t bits)
{
  float value;
  memcpy (&value, &bits, sizeof value);
  return value;
}

/* The portable forms keep names of their own, so that tests can hold F16C's against them. */
GR_HALF_INLINE float
gr_half_to_float_portable (GrHalf half)
{
  uint32_t sign = (uint32_t) (half & 0x8000) << 16;
  uint32_t exponent = (half >> 10) & 0x1f;
  uint32_t mantissa = half & 0x3ff;

  if (exponent == 0x1f) /* infinity, or a NaN made quiet */
    return gr_float_from_bits (sign | 0x7f800000 | (mantissa << 13) | (mantissa ? 0x400000 : 0));
  if (exponent == 0) /* zero or subnormal: mantissa * 2^-24, which a float holds exactly */
    return gr_float_from_bits (sign | gr_float_bits ((float) mantissa * 0x1p-24f));
  return gr_float_from_bits (sign | ((exponent + 112) << 23) | (mantissa << 13));
}

GR_HALF_INLINE GrHalf
gr_float_to_half_portable (float value)
{
  uint32_t bits = gr_float_bits (value);
  uint32_t sign = (bits >> 16) & 0x8000;
  uint32_t magnitude = bits & 0x7fffffff;

  if (magnitude > 0x7f800000) /* NaN */
    return (GrHalf) (sign | 0x7e00 | ((magnitude >> 13) & 0x3ff));
  if (magnitude >= 0x477ff000) /* 65520 and more round to infinity */
    return (GrHalf) (sign | 0x7c00);
  if (magnitude <= 0x33000000) /* 2^-25 and less round to zero */
    return (GrHalf) sign;
  if (magnitude < 0x38800000) /* under 2^-14: a subnormal, counted in units of 2^-24 */
    {
      uint32_t shift = 126 - (magnitude >> 23);
      uint32_t mantissa = (magnitude & 0x7fffff) | 0x800000;
      uint32_t units = mantissa >> shift;
      uint32_t rest = mantissa & ((1u << shift) - 1);
      uint32_t tie = 1u << (shift - 1);

      return (GrHalf) (sign | (units + (rest > tie || (rest == tie && (units & 1)))));
    }
  magnitude -= 112u << 23;
  return (GrHalf) (sign | ((magnitude + 0xfff + ((magnitude >> 13) & 1)) >> 13));
}

GR_HALF_INLINE float
gr_half_to_float (GrHalf half)
{
#if defined(__F16C__) && !defined(__CUDACC__)
  return _cvtsh_ss (half);
#else
  return gr_half_to_float_portable (half);
#endif
}

GR_HALF_INLINE GrHalf
gr_float_to_half (float value)
{
#if defined(__F16C__) && !defined(__CUDACC__)
  return _cvtss_sh (value, _MM_FROUND_TO_NEAREST_INT);
#else
  return gr_float_to_half_portable (value);
#endif
}

GR_HALF_INLINE float
gr_bfloat16_to_float (GrBfloat16 value)
{
  return gr_float_from_bits ((uint32_t) value << 16);
}

GR_HALF_INLINE GrBfloat16
gr_float_to_bfloat16 (float value)
{
  uint32_t bits = gr_float_bits (value);

  if (value != value)
    return 0x7fc0; /* PyTorch's one NaN */
  return (GrBfloat16) ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}
