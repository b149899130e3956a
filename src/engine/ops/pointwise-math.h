/* pointwise-math.h - the arithmetic of the pointwise operators, written once for the C compiler and
 * for nvcc. Each line is one function of its operands; `T` is the type computed in (float or
 * double; gint64 too in the _ANY lists). M (exp) (x) is the C library's function for the type of x,
 * V (exp) (x) one that vectorises where there is one (vector-math.h). p, q and r are numbers that
 * the operator was given.
 *
 * Users define what a line becomes: loops over arrays (pointwise.h), or kernels of a GPU.
 */
#pragma once

/* X (name, value): of x, floating only. */
#define GR_UNARY_FLOAT(X)                                                                          \
  X (exp, V (exp) (x))                                                                             \
  X (log, V (log) (x))                                                                             \
  X (sqrt, M (sqrt) (x))                                                                           \
  X (rsqrt, 1 / M (sqrt) (x))                                                                      \
  X (reciprocal, 1 / x)                                                                            \
  X (exp2, M (exp2) (x))                                                                           \
  X (expm1, M (expm1) (x))                                                                         \
  X (log2, M (log2) (x))                                                                           \
  X (log10, M (log10) (x))                                                                         \
  X (log1p, M (log1p) (x))

/* X (name, value): of x, floating only. */
#define GR_TRIGONOMETRY(X)                                                                         \
  X (sin, M (sin) (x))                                                                             \
  X (cos, M (cos) (x))                                                                             \
  X (tan, M (tan) (x))                                                                             \
  X (asin, M (asin) (x))                                                                           \
  X (acos, M (acos) (x))                                                                           \
  X (atan, M (atan) (x))                                                                           \
  X (sinh, M (sinh) (x))                                                                           \
  X (cosh, M (cosh) (x))                                                                           \
  X (asinh, M (asinh) (x))                                                                         \
  X (acosh, M (acosh) (x))                                                                         \
  X (atanh, M (atanh) (x))                                                                         \
  X (deg2rad, x * (T) (GR_PI / 180))                                                               \
  X (rad2deg, x * (T) (180 / GR_PI))                                                               \
  X (sinc, x == 0 ? 1 : M (sin) (x * (T) GR_PI) / (x * (T) GR_PI))

/* X (name, value): of x, floating only. */
#define GR_SPECIAL(X)                                                                              \
  X (erf, V (erf) (x))                                                                             \
  X (erfc, M (erfc) (x))                                                                           \
  X (erfinv, (T) gr_erfinv ((double) x))                                                           \
  X (lgamma, (T) gr_lgamma ((double) x))                                                           \
  X (digamma, (T) gr_digamma ((double) x))

/* X (name, value): of x with p, q and r, floating only. */
#define GR_SPECIAL_PQR(X)                                                                          \
  X (polygamma, (T) gr_polygamma ((double) p, (double) x))                                         \
  X (nan_to_num, x != x ? p : x - x == 0 ? x : x > 0 ? q : r)                                      \
  X (logit, M (log) (GR_BETWEEN (x, p, q) / (1 - GR_BETWEEN (x, p, q))))

/* X (name, value): of x; integers are as they are. */
#define GR_ROUND(X)                                                                                \
  X (floor, M (floor) (x))                                                                         \
  X (ceil, M (ceil) (x))                                                                           \
  X (round, M (rint) (x)) /* halves to even */                                                     \
  X (trunc, M (trunc) (x))                                                                         \
  X (frac, x - M (trunc) (x))

/* X (name, value): of x with p, the power of ten, and q: whether digits before the point go. */
#define GR_ROUND_PQR(X)                                                                            \
  X (round_decimals, q != 0 ? M (rint) (x / p) * p : M (rint) (x * p) / p)

/* X (name, value): of x, any dtype. */
#define GR_UNARY_ANY(X)                                                                            \
  X (neg, -x)                                                                                      \
  X (abs, x < 0 ? -x : x)                                                                          \
  X (sign, (T) ((x > 0) - (x < 0)))

/* X (name, condition): of x, any dtype; gives bool. */
#define GR_PREDICATE(X)                                                                            \
  X (logical_not, x == 0)                                                                          \
  X (signbit, GR_SIGNBIT (x))                                                                      \
  X (isnan, x != x)                                                                                \
  X (isinf, x == x && x - x != 0)                                                              \
  X (isfinite, x - x == 0)

/* Functions of straight pieces. X (name, value): of x, floating only. */
#define GR_PIECEWISE(X)                                                                            \
  X (relu, x <= 0 ? 0 : x)                                                                         \
  X (hardsigmoid, x <= -3 ? 0 : x >= 3 ? 1 : x / 6 + (T) 0.5)                                      \
  X (hardswish, x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6)

/* X (name, value): of x with p, q and r, floating only. */
#define GR_PIECEWISE_PQR(X)                                                                        \
  X (leaky_relu, x > 0 ? x : x * p)                                                                \
  X (threshold, x <= p ? q : x)                                                                    \
  X (hardtanh, (x < p ? p : x) > q ? q : x < p ? p : x)                                            \
  X (softshrink, x > p ? x - p : x < -p ? x + p : x != x ? x : 0)                                  \
  X (hardshrink, x >= -p && x <= p ? 0 : x)

/* X (name, value): what gradient g becomes on its way back through a function of x. */
#define GR_PIECEWISE_SLOPE(X)                                                                      \
  X (hardsigmoid_backward, x > -3 && x < 3 ? g / 6 : 0)                                            \
  X (hardswish_backward, x < -3 ? 0 : x <= 3 ? g * (x / 3 + (T) 0.5) : g)

/* X (name, value): the same with p, q and r. */
#define GR_PIECEWISE_SLOPE_PQR(X)                                                                  \
  X (threshold_backward, x <= p ? 0 : g)                                                           \
  X (leaky_relu_backward, x > 0 ? g : g * p)                                                       \
  X (hardtanh_backward, x <= p || x >= q ? 0 : g)                                                  \
  X (shrink_backward, x >= -p && x <= p ? 0 : g)

/* Smooth functions. X (name, value): of x, floating only. */
#define GR_SMOOTH(X)                                                                               \
  X (sigmoid, 1 / (1 + V (exp) (-x)))                                                              \
  X (tanh, V (tanh) (x))                                                                           \
  X (silu, x / (1 + V (exp) (-x)))                                                                 \
  X (mish, x * V (tanh) (GR_LOG1PEXP (x)))                                                         \
  X (log_sigmoid, (x < 0 ? x : 0) - M (log1p) (V (exp) (x < 0 ? x : -x)))                          \
  X (gelu, x * (T) 0.5 * (1 + V (erf) (x * (T) GR_SQRT_HALF)))                                     \
  X (gelu_tanh, x * (T) 0.5 * (1 + V (tanh) (GR_GELU_INNER (x))))

/* X (name, value): of x with p, q and r, floating only. */
#define GR_SMOOTH_PQR(X)                                                                           \
  X (elu, x > 0 ? x * q : M (expm1) (x * r) * p * q)                                               \
  X (softplus, x * p > q ? x : M (log1p) (V (exp) (x * p)) / p)

/* Of sigmoid and tanh, x is the result. */
/* X (name, value): what gradient g becomes on its way back through a function of x. */
#define GR_SMOOTH_SLOPE(X)                                                                         \
  X (sigmoid_backward, g * x * (1 - x))                                                            \
  X (tanh_backward, g * (1 - x * x))                                                               \
  X (silu_backward, g * GR_SILU_SLOPE (T, x))                                                      \
  X (gelu_backward, g * GR_GELU_SLOPE (T, x))

/* X (name, value): the same with p, q and r. */
#define GR_SMOOTH_SLOPE_PQR(X)                                                                     \
  X (elu_backward, x <= 0 ? g * p * q * r * V (exp) (x * r) : g * q)                               \
  X (softplus_backward, x *p > q ? g : g / (1 + V (exp) (-x * p)))

/* X (name, value): of a and b, any dtype. */
#define GR_BINARY_ANY(X)                                                                           \
  X (mul, a * b)                                                                                   \
  X (maximum, a > b || a != a ? a : b)                                                             \
  X (minimum, a < b || a != a ? a : b)

/* X (name, value): of a and b, floating only. */
#define GR_QUOTIENT(X) X (div, a / b)

/* X (name, value): of a and b, floating only. */
#define GR_BINARY_FLOAT(X)                                                                         \
  X (atan2, M (atan2) (a, b))                                                                      \
  X (hypot, M (hypot) (a, b))                                                                      \
  X (copysign, M (copysign) (a, b))                                                                \
  X (fmax, M (fmax) (a, b))                                                                        \
  X (fmin, M (fmin) (a, b))                                                                        \
  X (logaddexp, a == b && a - a != 0 ? a                                                           \
                : (a > b ? a : b) + M (log1p) (M (exp) (a > b ? b - a : a - b)))                   \
  X (xlogy, b != b ? b : a == 0 ? 0 : a * M (log) (b))

/* X (name, value): of a and b, integers. */
#define GR_BINARY_INTEGER(X)                                                                       \
  X (fmax, a > b ? a : b)                                                                          \
  X (fmin, a < b ? a : b)

/* X (name, value): of a probability a and a target b, floating only. The logarithms are kept above
 * -100, so that a sure and wrong answer costs much, but not infinity. */
#define GR_LOSS(X)                                                                                 \
  X (log_loss, (b - 1) * GR_AT_LEAST (M (log1p) (-a), -100) - b * GR_AT_LEAST (M (log) (a), -100))

/* X (name, value): of a and b, floating only. */
#define GR_POWER(X)                                                                                \
  X (pow, M (pow) (a, b))

/* X (name, value): of a and b, integers. */
#define GR_POWER_INTEGER(X)                                                                        \
  X (pow, gr_integer_power (a, b))

/* X (name, value): of a and b, floating only. */
#define GR_DIVISION(X)                                                                             \
  X (fmod, M (fmod) (a, b))                                                                        \
  X (remainder, GR_REMAINDER (T, a, b))                                                            \
  X (div_floor, GR_FLOOR_DIVIDE (T, a, b))                                                         \
  X (div_trunc, M (trunc) (a / b))

/* X (name, value): of a and b, integers; b is not 0. */
#define GR_DIVISION_INTEGER(X)                                                                     \
  X (fmod, b == -1 ? 0 : a % b)                                                                    \
  X (remainder, b == -1 ? 0 : a % b + (a % b != 0 && (a % b < 0) != (b < 0) ? b : 0))              \
  X (div_trunc, b == -1 ? (T) (0 - (guint64) a) : a / b)                                           \
  X (div_floor, b == -1 ? (T) (0 - (guint64) a) : a / b - (a % b != 0 && (a % b < 0) != (b < 0)))

/* X (name, value): of a and b, integers. */
#define GR_BITWISE(X)                                                                              \
  X (bitwise_and, a & b)                                                                           \
  X (bitwise_or, a | b)                                                                            \
  X (bitwise_xor, a ^ b)

/* X (name, condition): of a and b, any dtype; gives bool. */
#define GR_COMPARE(X)                                                                              \
  X (eq, a == b)                                                                                   \
  X (ne, a != b)                                                                                   \
  X (lt, a < b)                                                                                    \
  X (le, a <= b)                                                                                   \
  X (gt, a > b)                                                                                    \
  X (ge, a >= b)

/* X (name, condition): of a and b, any dtype; gives bool. */
#define GR_LOGIC(X)                                                                                \
  X (logical_and, a != 0 && b != 0)                                                                \
  X (logical_or, a != 0 || b != 0)                                                                 \
  X (logical_xor, (a != 0) != (b != 0))

/* X (name, value): of a, b and c, any dtype. */
#define GR_TERNARY_ANY(X)                                                                          \
  X (where, a != 0 ? b : c)                                                                        \
  X (clamp_between, a < b ? (b > c ? c : b) : a > c ? c : b != b ? b : c != c ? c : a)             \
  X (lerp, c < (T) 0.5 ? a + c * (b - a) : b - (b - a) * (1 - c))

/* X (name, value): of a, b and c with the number p, any dtype; c is not 0 where it divides
 * integers. */
#define GR_TERNARY_SCALED(X)                                                                       \
  X (addcmul, a + p * b * c)                                                                       \
  X (addcdiv, a + p * b / c)

/* --- what the lines above share --------------------------------------------------------------- */

#define GR_PI        3.14159265358979323846
#define GR_SQRT_HALF 0.70710678118654752440
/* 1 / (2 pi)^(1/2) */
#define GR_NORMAL    0.39894228040143267794
/* (2 / pi)^(1/2) */
#define GR_GELU_BETA 0.79788456080286535588

/* NaN stays NaN. */
#define GR_AT_LEAST(x, least)     (x < least ? least : x)
#define GR_BETWEEN(x, low, high) (x < low ? low : x > high ? high : x)
/* Also true of -0. */
#define GR_SIGNBIT(x) (x < 0 || (x == 0 && 1 / (double) x < 0))
/* ln (1 + e^x) without overflow. */
#define GR_LOG1PEXP(x)   ((x > 0 ? x : 0) + M (log1p) (V (exp) (x > 0 ? -x : x)))
#define GR_GELU_INNER(x) ((T) GR_GELU_BETA * (x + (T) 0.044715 * x * x * x))
#define GR_SILU_SLOPE(T, x) ((1 + x * (1 - 1 / (1 + V (exp) (-x)))) / (1 + V (exp) (-x)))
#define GR_GELU_SLOPE(T, x)                                                                        \
  ((T) 0.5 * (1 + V (erf) (x * (T) GR_SQRT_HALF)) + x * (T) GR_NORMAL * V (exp) (x * x * (T) -0.5))

/* Python's %, which has the sign of b. */
#define GR_REMAINDER(T, a, b)                                                                      \
  (M (fmod) (a, b) != 0 && (M (fmod) (a, b) < 0) != (b < 0) ? M (fmod) (a, b) + b : M (fmod) (a, b))
/* Python's //: the quotient without the remainder is whole but for rounding. */
#define GR_FLOOR_DIVIDE(T, a, b)                                                                   \
  (b == 0 ? a / b                                                                                  \
   : GR_QUOTIENT_BELOW (T, a, b) == 0 ? M (copysign) ((T) 0, a / b)                                \
                                      : GR_QUOTIENT_BELOW (T, a, b))
#define GR_QUOTIENT_BELOW(T, a, b)                                                                 \
  (M (rint) ((a - M (fmod) (a, b)) / b)                                                            \
   - (T) (M (fmod) (a, b) != 0 && (M (fmod) (a, b) < 0) != (b < 0)))
