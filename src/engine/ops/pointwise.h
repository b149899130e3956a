/* pointwise.h - what the families of pointwise rows share: kernels made from pointwise-math.h,
 * and the infer and forward functions around them.
 */
#pragma once

#include "../cpu/level.h"
#include "../cpu/loops.h"
#include "infer.h"
#include "pointwise-math.h"
#include "special-math.h"

#include <tgmath.h>

G_BEGIN_DECLS

/* One loop per dtype computed in; i64 is NULL for functions that only floats have. */
typedef struct
{
  GrLoopKernel f32, f64, i64;
} GrPointwise;

/* Runs the kernel that suits the output's dtype over tensor arguments 0 to n_in - 1. */
gboolean gr_pointwise_run    (GrCall *call, guint n_in, const GrPointwise *kernels,
                              gconstpointer params, GError **error);
/* For outputs of bool: the inputs' common dtype is what is computed in. */
gboolean gr_compare_run      (GrCall *call, const GrPointwise *kernels, GError **error);

/* One input, and an output of bool. */
gboolean gr_predicate_run    (GrCall *call, const GrPointwise *kernels, GError **error);

gboolean gr_unary_infer       (GrCall *call, GError **error); /* keeps the dtype */
gboolean gr_binary_infer      (GrCall *call, GError **error); /* promotes */
/* The same; integers become the default dtype. */
gboolean gr_unary_float_infer (GrCall *call, GError **error);
gboolean gr_binary_float_infer (GrCall *call, GError **error);
gboolean gr_compare_infer     (GrCall *call, GError **error); /* bool */
gboolean gr_predicate_infer   (GrCall *call, GError **error); /* one input, bool */

/* The dtype of a result that must be floating: integers become the default dtype. */
static inline GrDType
gr_to_floating (GrDType dtype)
{
  return gr_dtype_is_floating (dtype) ? dtype : gr_default_dtype ();
}

/* --- kernels from a line of pointwise-math.h -------------------------------------------------- */

#define GR_LOOP_KERNEL(name)                                                                       \
  GR_BY_LEVEL (name, (gsize n, const void *const *in, void *out_array, const void *params),        \
               (n, in, out_array, params))

/* A loop over arrays, one of which may be the output: so element i of the output depends on nothing
 * but elements i, which is what ivdep says. */
#define GR_LOOP(name, suffix, TYPE, OUT, operands, value)                                          \
  GR_LOOP_KERNEL (name##_##suffix)                                                                 \
  {                                                                                                \
    typedef TYPE T;                                                                                \
    OUT *out = out_array;                                                                          \
    _Pragma ("GCC ivdep") for (gsize k = 0; k < n; k++)                                            \
    {                                                                                              \
      operands (T);                                                                                \
      out[k] = (OUT) (value);                                                                      \
    }                                                                                              \
  }

/* The same with three numbers, p, q and r: the kernel's parameter is a gdouble[3]. */
#define GR_LOOP_PQR(name, suffix, TYPE, OUT, operands, value)                                      \
  GR_LOOP_KERNEL (name##_##suffix)                                                                 \
  {                                                                                                \
    typedef TYPE T;                                                                                \
    const gdouble *numbers = params;                                                               \
    const T p = (T) numbers[0], q = (T) numbers[1], r = (T) numbers[2];                            \
    OUT *out = out_array;                                                                          \
    (void) p, (void) q, (void) r;                                                                  \
    _Pragma ("GCC ivdep") for (gsize k = 0; k < n; k++)                                            \
    {                                                                                              \
      operands (T);                                                                                \
      out[k] = (OUT) (value);                                                                      \
    }                                                                                              \
  }

#define GR_OPERAND_X(T)   const T x = ((const T *) in[0])[k]
#define GR_OPERANDS_AB(T) const T a = ((const T *) in[0])[k], b = ((const T *) in[1])[k]
#define GR_OPERANDS_ABC(T)                                                                         \
  const T a = ((const T *) in[0])[k], b = ((const T *) in[1])[k], c = ((const T *) in[2])[k]
/* A gradient and the input or the output of the function it goes through. */
#define GR_OPERANDS_GX(T) const T g = ((const T *) in[0])[k], x = ((const T *) in[1])[k]

/* Of both floating types; and of any type. In a value M (exp) (x) is expf or exp. */
#define GR_FLOAT_LOOPS(name, operands, value)                                                      \
  GR_LOOP (name, f32, gfloat, gfloat, operands, value)                                             \
  GR_LOOP (name, f64, gdouble, gdouble, operands, value)
#define GR_FLOAT_LOOPS_PQR(name, operands, value)                                                  \
  GR_LOOP_PQR (name, f32, gfloat, gfloat, operands, value)                                         \
  GR_LOOP_PQR (name, f64, gdouble, gdouble, operands, value)
#define GR_ANY_LOOPS(name, operands, value)                                                        \
  GR_FLOAT_LOOPS (name, operands, value)                                                           \
  GR_LOOP (name, i64, gint64, gint64, operands, value)
#define GR_BOOL_LOOPS(name, operands, value)                                                       \
  GR_LOOP (name, f32, gfloat, guint8, operands, value)                                             \
  GR_LOOP (name, f64, gdouble, guint8, operands, value)                                            \
  GR_LOOP (name, i64, gint64, guint8, operands, value)

/* The forward function of kernels over the first @n_in arguments; @integers is name_i64 or NULL. */
#define GR_FORWARD(name, n_in, integers)                                                           \
  static gboolean name##_forward (GrCall *call, GError **error)                                    \
  {                                                                                                \
    static const GrPointwise kernels = { name##_f32, name##_f64, integers };                       \
    return gr_pointwise_run (call, n_in, &kernels, NULL, error);                                   \
  }

/* The same for kernels with numbers, which are the Scalar arguments from @n_in on. */
#define GR_FORWARD_PQR(name, n_in, integers)                                                       \
  static gboolean name##_forward (GrCall *call, GError **error)                                    \
  {                                                                                                \
    static const GrPointwise kernels = { name##_f32, name##_f64, integers };                       \
    gdouble numbers[3] = { 0 };                                                                    \
    for (guint i = n_in; i < MIN (call->n_args, n_in + 3); i++)                                    \
      numbers[i - n_in] = call->args[i].scalar.d;                                                  \
    return gr_pointwise_run (call, n_in, &kernels, numbers, error);                                \
  }

#define M(function) function
#define V(function) GR_VECTOR_##function

G_END_DECLS
