/* vector-math.h - exp, log, tanh and erf of a float without a branch or a table, so that loops over
 * them vectorise; for the C compiler and for nvcc. Each is within 2 units in the last place of the
 * true value (tests/unit/test-vector-math.c tries them against libm). Of double there is the C
 * library's own.
 */
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef __CUDACC__
#define GR_MATH_INLINE static inline __host__ __device__
#else
#define GR_MATH_INLINE static inline __attribute__ ((always_inline))
#endif

GR_MATH_INLINE float
gr_math_from_bits (int32_t bits)
{
  float x;
  memcpy (&x, &bits, sizeof x);
  return x;
}

GR_MATH_INLINE int32_t
gr_math_bits (float x)
{
  int32_t bits;
  memcpy (&bits, &x, sizeof bits);
  return bits;
}

/* Of an exponent in range; of another (NaN's) it is something, but defined. */
GR_MATH_INLINE float
gr_math_power_of_two (int32_t exponent)
{
  return gr_math_from_bits ((int32_t) ((uint32_t) (exponent + 127) << 23));
}

/* e^x = 2^n e^r with |r| <= ln 2 / 2; the polynomial is that of Cephes' expf (Moshier 1989). */
GR_MATH_INLINE float
gr_expf (float x)
{
  const float round = 12582912.0f; /* 1.5 * 2^23: adding it rounds to an integer in the low bits */
  float bounded = x > 89.0f ? 89.0f : x < -105.0f ? -105.0f : x; /* NaN stays */
  float shifted = bounded * 1.44269504088896341f + round;
  float n = shifted - round;
  float r = bounded - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  /* In two factors, since 2^n itself may be out of range. */
  int32_t whole = gr_math_bits (shifted) - gr_math_bits (round), half = whole >> 1;
  return p * gr_math_power_of_two (half) * gr_math_power_of_two (whole - half);
}

/* Near 0 the polynomial of Cephes' tanhf, else 1 - 2 / (e^2x + 1). */
GR_MATH_INLINE float
gr_tanhf (float x)
{
  float a = fabsf (x), z = x * x;
  float far = 1.0f - 2.0f / (gr_expf (2.0f * a) + 1.0f);
  float p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  float near = p * z * x + x;
  return a < 0.625f ? near : copysignf (far, x);
}

/* After N. Juffa's erff: an odd polynomial near 0, else 1 - e^polynomial. */
GR_MATH_INLINE float
gr_erff (float x)
{
  float a = fabsf (x), z = x * x, t = a > 4.0f ? 4.0f : a; /* erf (4) is 1 in a float */
  float s = t * t;
  float u = -3.88396438e-3f * t + 2.42546219e-2f;
  float q = -1.72853470e-5f * t + 3.83197126e-4f;
  q = q * s + u;
  q = q * t - 1.06777877e-1f;
  q = q * t - 6.34846687e-1f;
  q = q * t - 1.28717512e-1f;
  q = q * t - t;
  float far = copysignf (1.0f - gr_expf (q), x);
  float p = -5.96761703e-4f;
  p = p * z + 4.99119423e-3f;
  p = p * z - 2.67681349e-2f;
  p = p * z + 1.12819925e-1f;
  p = p * z - 3.76125336e-1f;
  p = p * z + 1.28379166e-1f;
  return a > 0.927734375f ? far : p * x + x; /* NaN takes the second */
}

/* ln x: the mantissa in [1/sqrt 2, sqrt 2) through the polynomial of Cephes' logf. */
GR_MATH_INLINE float
gr_logf (float x)
{
  float scaled = x < 1.17549435e-38f ? x * 8388608.0f : x; /* subnormals */
  int32_t bits = (int32_t) ((uint32_t) gr_math_bits (scaled) - 0x3f3504f3u);
  int32_t exponent = bits >> 23;
  float m = gr_math_from_bits ((bits & 0x7fffff) + 0x3f3504f3) - 1.0f;
  float e = (float) exponent - (x < 1.17549435e-38f ? 23.0f : 0.0f), z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  p = p * m * z + e * -2.12194440e-4f - 0.5f * z;
  float y = m + p + e * 0.693359375f;
  y = x == INFINITY ? x : y;
  y = x == 0.0f ? -INFINITY : y;
  return x < 0.0f || x != x ? NAN : y;
}

#ifndef __CUDACC__
/* The function for the type of what it is applied to: GR_VECTOR_exp (x). */
#define GR_VECTOR_exp(x)  _Generic ((x), float: gr_expf, default: (exp)) (x)
#define GR_VECTOR_log(x)  _Generic ((x), float: gr_logf, default: (log)) (x)
#define GR_VECTOR_tanh(x) _Generic ((x), float: gr_tanhf, default: (tanh)) (x)
#define GR_VECTOR_erf(x)  _Generic ((x), float: gr_erff, default: (erf)) (x)
#endif
