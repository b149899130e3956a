/* reduce-kernels.c - see reduce-kernels.h. Each kind is three lines of a list: what one more
 * element does to a partial result, how two partial results become one, and what nothing is.
 */
#include "reduce-kernels.h"

#include "level.h"

#include <math.h>

#define LANES 32

#define RUN_KERNEL(name)                                                                           \
  GR_BY_LEVEL (name,                                                                               \
               (gpointer into, gconstpointer from, gint64 n, gdouble param,                        \
                const gdouble *centre),                                                            \
               (into, from, n, param, centre))

#define COLUMNS_KERNEL(name)                                                                       \
  GR_BY_LEVEL (name,                                                                               \
               (gpointer into, gconstpointer from, gint64 rows, gint64 stride, gint64 width,       \
                gdouble param, const gdouble *centre),                                             \
               (into, from, rows, stride, width, param, centre))

/* Elements one after another: LANES partial results side by side, folded in halves. T is read, P is
 * a lane, A is what they end in. */
#define DEFINE_RUN(name, T, P, A, START, STEP, JOIN)                                               \
  RUN_KERNEL (name##_run)                                                                          \
  {                                                                                                \
    const T *x = from;                                                                             \
    const P c = (P) (centre ? *centre : 0), p = (P) param;                                         \
    A total = *(A *) into;                                                                         \
    (void) c, (void) p;                                                                            \
    for (gint64 first = 0; first < n; first += GR_REDUCE_BLOCK)                                    \
      {                                                                                            \
        gint64 end = MIN (n, first + GR_REDUCE_BLOCK), i = first;                                  \
        P one = START;                                                                             \
        if (end - first >= LANES)                                                                  \
          {                                                                                        \
            P lane[LANES];                                                                         \
            for (gint l = 0; l < LANES; l++)                                                       \
              lane[l] = START;                                                                     \
            for (; i + LANES <= end; i += LANES)                                                   \
              for (gint l = 0; l < LANES; l++)                                                     \
                lane[l] = STEP (lane[l], (P) x[i + l]);                                            \
            for (gint half = LANES / 2; half > 0; half /= 2)                                       \
              for (gint l = 0; l < half; l++)                                                      \
                lane[l] = JOIN (lane[l], lane[l + half]);                                          \
            one = lane[0];                                                                         \
          }                                                                                        \
        for (; i < end; i++)                                                                       \
          one = STEP (one, (P) x[i]);                                                              \
        total = JOIN (total, (A) one);                                                             \
      }                                                                                            \
    *(A *) into = total;                                                                           \
  }

/* Rows one below another: a partial result a column. */
#define DEFINE_COLUMNS(name, T, P, A, START, STEP, JOIN)                                           \
  COLUMNS_KERNEL (name##_columns)                                                                  \
  {                                                                                                \
    P part[GR_REDUCE_WIDTH], cs[GR_REDUCE_WIDTH];                                                  \
    const P p = (P) param;                                                                         \
    A *acc = into;                                                                                 \
    (void) p;                                                                                      \
    for (gint64 w = 0; w < width; w++)                                                             \
      cs[w] = (P) (centre ? centre[w] : 0);                                                        \
    for (gint64 first = 0; first < rows; first += GR_REDUCE_BLOCK_ROWS)                            \
      {                                                                                            \
        gint64 end = MIN (rows, first + GR_REDUCE_BLOCK_ROWS), r = first;                          \
        for (gint64 w = 0; w < width; w++)                                                         \
          part[w] = START;                                                                         \
        for (; r + 4 <= end; r += 4)                                                               \
          {                                                                                        \
            const T *x0 = (const T *) from + r * stride, *x1 = x0 + stride, *x2 = x1 + stride,     \
                    *x3 = x2 + stride;                                                             \
            for (gint64 w = 0; w < width; w++)                                                     \
              {                                                                                    \
                const P c = cs[w];                                                                 \
                P value = part[w];                                                                 \
                (void) c;                                                                          \
                value = STEP (value, (P) x0[w]);                                                   \
                value = STEP (value, (P) x1[w]);                                                   \
                value = STEP (value, (P) x2[w]);                                                   \
                part[w] = STEP (value, (P) x3[w]);                                                 \
              }                                                                                    \
          }                                                                                        \
        for (; r < end; r++)                                                                       \
          {                                                                                        \
            const T *x0 = (const T *) from + r * stride;                                           \
            for (gint64 w = 0; w < width; w++)                                                     \
              {                                                                                    \
                const P c = cs[w];                                                                 \
                (void) c;                                                                          \
                part[w] = STEP (part[w], (P) x0[w]);                                               \
              }                                                                                    \
          }                                                                                        \
        for (gint64 w = 0; w < width; w++)                                                         \
          acc[w] = JOIN (acc[w], (A) part[w]);                                                     \
      }                                                                                            \
  }

#define DEFINE(name, T, P, A, START, STEP, JOIN)                                                   \
  DEFINE_RUN (name, T, P, A, START, STEP, JOIN)                                                    \
  DEFINE_COLUMNS (name, T, P, A, START, STEP, JOIN)

#define DEFINE_JOIN(name, JOIN)                                                                    \
  static void name##_join (gpointer into, gconstpointer other, gint64 n, gboolean integer)         \
  {                                                                                                \
    gdouble *d = into;                                                                             \
    gint64 *i = into;                                                                              \
    const gdouble *od = other;                                                                     \
    const gint64 *oi = other;                                                                      \
    for (gint64 k = 0; k < n; k++)                                                                 \
      if (integer)                                                                                 \
        i[k] = JOIN (i[k], oi[k]);                                                                 \
      else                                                                                         \
        d[k] = JOIN (d[k], od[k]);                                                                 \
  }

#define SUM(a, x)     ((a) + (x))
#define PROD(a, x)    ((a) * (x))
#define LARGER(a, x)  ((x) > (a) || (x) != (x) ? (x) : (a))
#define SMALLER(a, x) ((x) < (a) || (x) != (x) ? (x) : (a))
#define OR(a, x)      ((a) | ((x) != 0))
#define AND(a, x)     ((a) & ((x) != 0))
#define COUNT(a, x)   ((a) + ((x) != 0))
#define MAGNITUDE(x)  ((x) < 0 ? -(x) : (x))
#define ABS_SUM(a, x) ((a) + MAGNITUDE (x))
#define SQUARES(a, x) ((a) + (x) * (x))
#define POWERS(a, x)  ((a) + pow (fabs (x), p))
#define ABS_MAX(a, x) LARGER (a, MAGNITUDE (x))
#define ABS_MIN(a, x) SMALLER (a, MAGNITUDE (x))
#define FROM_C(a, x)  ((a) + ((x) - c) * ((x) - c))
#define EXPS(a, x)    ((a) + exp ((x) - c))

DEFINE (sum_f32, gfloat, gfloat, gdouble, 0, SUM, SUM)
DEFINE (sum_f64, gdouble, gdouble, gdouble, 0, SUM, SUM)
DEFINE (sum_i64, gint64, guint64, guint64, 0, SUM, SUM)
DEFINE_JOIN (sum, SUM)
DEFINE (prod_f32, gfloat, gdouble, gdouble, 1, PROD, PROD)
DEFINE (prod_f64, gdouble, gdouble, gdouble, 1, PROD, PROD)
DEFINE (prod_i64, gint64, guint64, guint64, 1, PROD, PROD)
DEFINE_JOIN (prod, PROD)
DEFINE (max_f32, gfloat, gfloat, gdouble, -INFINITY, LARGER, LARGER)
DEFINE (max_f64, gdouble, gdouble, gdouble, -INFINITY, LARGER, LARGER)
DEFINE (max_i64, gint64, gint64, gint64, G_MININT64, LARGER, LARGER)
DEFINE_JOIN (max, LARGER)
DEFINE (min_f32, gfloat, gfloat, gdouble, INFINITY, SMALLER, SMALLER)
DEFINE (min_f64, gdouble, gdouble, gdouble, INFINITY, SMALLER, SMALLER)
DEFINE (min_i64, gint64, gint64, gint64, G_MAXINT64, SMALLER, SMALLER)
DEFINE_JOIN (min, SMALLER)

/* What these keep is a count or a truth; the elements are compared in their own dtype. */
#define DEFINE_TRUTH(name, T, START, STEP, JOIN)                                                   \
  RUN_KERNEL (name##_run)                                                                          \
  {                                                                                                \
    const T *x = from;                                                                             \
    gint64 all = *(gint64 *) into;                                                                 \
    for (gint64 i = 0; i < n; i++)                                                                 \
      all = STEP (all, x[i]);                                                                      \
    *(gint64 *) into = all;                                                                        \
  }                                                                                                \
  COLUMNS_KERNEL (name##_columns)                                                                  \
  {                                                                                                \
    gint64 *acc = into;                                                                            \
    for (gint64 r = 0; r < rows; r++)                                                              \
      for (gint64 w = 0; w < width; w++)                                                           \
        acc[w] = STEP (acc[w], ((const T *) from)[r * stride + w]);                                \
  }
DEFINE_TRUTH (any_f32, gfloat, 0, OR, OR)
DEFINE_TRUTH (any_f64, gdouble, 0, OR, OR)
DEFINE_TRUTH (any_i64, gint64, 0, OR, OR)
DEFINE_TRUTH (all_f32, gfloat, 1, AND, AND)
DEFINE_TRUTH (all_f64, gdouble, 1, AND, AND)
DEFINE_TRUTH (all_i64, gint64, 1, AND, AND)
DEFINE_TRUTH (count_f32, gfloat, 0, COUNT, SUM)
DEFINE_TRUTH (count_f64, gdouble, 0, COUNT, SUM)
DEFINE_TRUTH (count_i64, gint64, 0, COUNT, SUM)

static void
any_join (gpointer into, gconstpointer other, gint64 n, gboolean integer)
{
  for (gint64 k = 0; k < n; k++)
    ((gint64 *) into)[k] |= ((const gint64 *) other)[k];
}

static void
all_join (gpointer into, gconstpointer other, gint64 n, gboolean integer)
{
  for (gint64 k = 0; k < n; k++)
    ((gint64 *) into)[k] &= ((const gint64 *) other)[k];
}

DEFINE (abs_f32, gfloat, gfloat, gdouble, 0, ABS_SUM, SUM)
DEFINE (abs_f64, gdouble, gdouble, gdouble, 0, ABS_SUM, SUM)
DEFINE (squares_f32, gfloat, gfloat, gdouble, 0, SQUARES, SUM)
DEFINE (squares_f64, gdouble, gdouble, gdouble, 0, SQUARES, SUM)
DEFINE (powers_f32, gfloat, gdouble, gdouble, 0, POWERS, SUM)
DEFINE (powers_f64, gdouble, gdouble, gdouble, 0, POWERS, SUM)
DEFINE (abs_max_f32, gfloat, gfloat, gdouble, 0, ABS_MAX, LARGER)
DEFINE (abs_max_f64, gdouble, gdouble, gdouble, 0, ABS_MAX, LARGER)
DEFINE (abs_min_f32, gfloat, gfloat, gdouble, INFINITY, ABS_MIN, SMALLER)
DEFINE (abs_min_f64, gdouble, gdouble, gdouble, INFINITY, ABS_MIN, SMALLER)
DEFINE (from_c_f32, gfloat, gfloat, gdouble, 0, FROM_C, SUM)
DEFINE (from_c_f64, gdouble, gdouble, gdouble, 0, FROM_C, SUM)
DEFINE (exps_f32, gfloat, gdouble, gdouble, 0, EXPS, SUM)
DEFINE (exps_f64, gdouble, gdouble, gdouble, 0, EXPS, SUM)

#define ANY_DTYPE(name)                                                                            \
  .run = { name##_f32_run, name##_f64_run, name##_i64_run },                                       \
  .columns = { name##_f32_columns, name##_f64_columns, name##_i64_columns }
#define FLOATING(name)                                                                             \
  .run = { name##_f32_run, name##_f64_run }, .columns = { name##_f32_columns, name##_f64_columns }

static const GrReduceKernels table[] = {
  [GR_REDUCE_SUM] = { ANY_DTYPE (sum), .join = sum_join },
  [GR_REDUCE_MEAN] = { FLOATING (sum), .join = sum_join },
  [GR_REDUCE_PROD] = { ANY_DTYPE (prod), .join = prod_join, .start = 1, .start_integer = 1 },
  [GR_REDUCE_MAX] = { ANY_DTYPE (max), .join = max_join, .start = -INFINITY,
                      .start_integer = G_MININT64 },
  [GR_REDUCE_MIN] = { ANY_DTYPE (min), .join = min_join, .start = INFINITY,
                      .start_integer = G_MAXINT64 },
  [GR_REDUCE_ANY] = { ANY_DTYPE (any), .join = any_join },
  [GR_REDUCE_ALL] = { ANY_DTYPE (all), .join = all_join, .start_integer = 1 },
  [GR_REDUCE_COUNT] = { ANY_DTYPE (count), .join = sum_join },
  [GR_REDUCE_ABS] = { FLOATING (abs), .join = sum_join },
  [GR_REDUCE_NORM] = { FLOATING (squares), .join = sum_join },
  [GR_REDUCE_POWER] = { FLOATING (powers), .join = sum_join },
  [GR_REDUCE_ABS_MAX] = { FLOATING (abs_max), .join = max_join },
  [GR_REDUCE_ABS_MIN] = { FLOATING (abs_min), .join = min_join, .start = INFINITY },
  [GR_REDUCE_VAR] = { FLOATING (from_c), .join = sum_join },
  [GR_REDUCE_STD] = { FLOATING (from_c), .join = sum_join },
  [GR_REDUCE_LOGSUMEXP] = { FLOATING (exps), .join = sum_join },
};

const GrReduceKernels *
gr_reduce_kernels (GrReduceKind kind)
{
  return &table[kind];
}
