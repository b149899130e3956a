/* special-math.h - functions that the C library lacks, in double; for the C compiler and for
 * nvcc. */
#pragma once

#include "vector-math.h"

/* The inverse of erf: the rational start of M. Giles ("Approximating the erfinv function", 2011),
 * then three steps of Halley's method, which triple the digits each. */
GR_MATH_INLINE double
gr_erfinv (double y)
{
  double w, x;
  if (y <= -1 || y >= 1 || y != y)
    return y == 1 ? INFINITY : y == -1 ? -INFINITY : NAN;
  w = -log ((1 - y) * (1 + y));
  if (w < 5)
    {
      w -= 2.5;
      x = 2.81022636e-08;
      x = 3.43273939e-07 + x * w;
      x = -3.5233877e-06 + x * w;
      x = -4.39150654e-06 + x * w;
      x = 0.00021858087 + x * w;
      x = -0.00125372503 + x * w;
      x = -0.00417768164 + x * w;
      x = 0.246640727 + x * w;
      x = 1.50140941 + x * w;
    }
  else
    {
      w = sqrt (w) - 3;
      x = -0.000200214257;
      x = 0.000100950558 + x * w;
      x = 0.00134934322 + x * w;
      x = -0.00367342844 + x * w;
      x = 0.00573950773 + x * w;
      x = -0.0076224613 + x * w;
      x = 0.00943887047 + x * w;
      x = 1.00167406 + x * w;
      x = 2.83297682 + x * w;
    }
  x *= y;
  for (int step = 0; step < 3; step++)
    {
      /* Near 1 the complement keeps the digits that erf has lost. */
      double off = y > 0.5 ? (1 - y) - erfc (x) : y < -0.5 ? erfc (-x) - (1 + y) : erf (x) - y;
      double newton = off * 0.88622692545275801365 * exp (x * x);
      x -= newton / (1 + x * newton);
    }
  return x;
}

/* ln |gamma (x)|, without the C library's global sign. */
GR_MATH_INLINE double
gr_lgamma (double x)
{
#ifdef __CUDACC__
  return lgamma (x);
#else
  int sign;
  return lgamma_r (x, &sign);
#endif
}

/* The derivative of ln gamma: recurrence up to 10, reflection below 0, then the asymptotic series
 * (Abramowitz and Stegun 6.3.5, 6.3.7, 6.3.18). */
GR_MATH_INLINE double
gr_digamma (double x)
{
  double result = 0, z, series;
  if (x == 0)
    return copysign (INFINITY, -x);
  if (x < 0)
    {
      if (x == floor (x))
        return NAN;
      result = -3.14159265358979323846 / tan (3.14159265358979323846 * (x - floor (x)));
      x = 1 - x;
    }
  for (; x < 10; x += 1)
    result -= 1 / x;
  z = 1 / (x * x);
  series = z
           * (1.0 / 12
              - z
                    * (1.0 / 120
                       - z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * 691.0 / 32760)))));
  return result + log (x) - 0.5 / x - series;
}

/* The derivative @n of digamma, n >= 1: (-1)^(n+1) n! times the Hurwitz zeta function of n + 1 and
 * x, that summed directly up to 12 and by Euler and Maclaurin's formula from there (Abramowitz and
 * Stegun 6.4.10, 23.1.30 with the Bernoulli numbers). */
GR_MATH_INLINE double
gr_polygamma (double n, double x)
{
  const double bernoulli[] = { 1.0 / 6,  -1.0 / 30,     1.0 / 42, -1.0 / 30,
                               5.0 / 66, -691.0 / 2730, 7.0 / 6 };
  double power = n + 1, sum = 0, factorial = 1, term;
  if (x <= 0 && x == floor (x))
    return INFINITY;
  for (double k = 2; k <= n; k++)
    factorial *= k;
  for (; x < 12; x += 1)
    sum += pow (x, -power);
  sum += pow (x, -n) / n + pow (x, -power) / 2;
  term = power * pow (x, -power - 1) / 2;
  for (int k = 0; k < 7; k++)
    {
      sum += bernoulli[k] * term;
      term *= (power + 2 * k + 1) * (power + 2 * k + 2) / ((2 * k + 3) * (2 * k + 4) * x * x);
    }
  return (fmod (n, 2) == 1 ? 1 : -1) * factorial * sum;
}

/* By squaring; a negative power of anything but 1 and -1 is 0, as C's division would have it. */
GR_MATH_INLINE long
gr_integer_power (long base, long exponent)
{
  unsigned long result = 1, factor = (unsigned long) base;
  if (exponent < 0)
    return base == 1 ? 1 : base == -1 ? (exponent % 2 ? -1 : 1) : 0;
  for (; exponent; exponent >>= 1, factor *= factor)
    if (exponent & 1)
      result *= factor;
  return (long) result;
}
