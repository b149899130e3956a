/* pointwise-math.h - the arithmetic of the pointwise operators, written once for the C compiler and for
 * nvcc. Each line is one function of its operands; `T` is the type computed in (float or double; gint64
 * too in the _ANY lists) and M (exp) the C library's function for it (expf or exp).
 *
 * Users define what a line becomes, e.g. inline functions and loops over arrays in pointwise.c.
 */
#pragma once

/* X (name, value): of x, floating only. */
#define GR_UNARY_FLOAT(X)                                                                          \
  X (exp, M (exp) (x))                                                                             \
  X (log, M (log) (x))                                                                             \
  X (sqrt, M (sqrt) (x))

/* X (name, value): of x, floating only. */
#define GR_ACTIVATION(X)                                                                           \
  X (relu, x > 0 || x != x ? x : 0) /* NaN stays NaN */                                            \
  X (tanh, M (tanh) (x))                                                                           \
  X (sigmoid, 1 / (1 + M (exp) (-x)))

/* X (name, value): of x, any dtype. */
#define GR_UNARY_ANY(X)                                                                            \
  X (neg, -x)                                                                                      \
  X (abs, x < 0 ? -x : x)

/* X (name, value): of a and b, any dtype. */
#define GR_BINARY_ANY(X)                                                                           \
  X (mul, a * b)                                                                                   \
  X (maximum, a > b || a != a ? a : b)                                                             \
  X (minimum, a < b || a != a ? a : b)

/* X (name, value): of a and b, floating only. */
#define GR_BINARY_FLOAT(X) X (div, a / b)

/* X (name, condition): of a and b, any dtype; gives bool. */
#define GR_COMPARE(X)                                                                              \
  X (eq, a == b)                                                                                   \
  X (ne, a != b)                                                                                   \
  X (lt, a < b)                                                                                    \
  X (le, a <= b)                                                                                   \
  X (gt, a > b)                                                                                    \
  X (ge, a >= b)
