/* pointwise.h - what the families of pointwise rows share: kernels made from pointwise-math.h,
 * and the infer and forward functions around them.
 */
#pragma once

#include "../cpu/loops.h"
#include "infer.h"
#include "pointwise-math.h"

#include <math.h>

G_BEGIN_DECLS

/* One loop per dtype computed in; i64 is NULL for functions that only floats have. */
typedef struct
{
  GrLoopKernel f32, f64, i64;
} GrPointwise;

/* Runs the kernel that suits the output's dtype over tensor arguments 0 to n_in - 1. */
gboolean gr_pointwise_run    (GrCall *call, guint n_in, const GrPointwise *kernels, gconstpointer params,
                              GError **error);
/* For outputs of bool: the inputs' common dtype is what is computed in. */
gboolean gr_compare_run      (GrCall *call, const GrPointwise *kernels, GError **error);

gboolean gr_unary_infer       (GrCall *call, GError **error); /* keeps the dtype */
gboolean gr_unary_float_infer (GrCall *call, GError **error); /* integers become the default dtype */
gboolean gr_binary_infer      (GrCall *call, GError **error); /* promotes */
gboolean gr_binary_float_infer (GrCall *call, GError **error); /* promotes; integers become floats */
gboolean gr_compare_infer     (GrCall *call, GError **error); /* bool */

/* The dtype of a result that must be floating: integers become the default dtype. */
static inline GrDType
gr_to_floating (GrDType dtype)
{
  return gr_dtype_is_floating (dtype) ? dtype : gr_default_dtype ();
}

/* --- kernels from a line of pointwise-math.h -------------------------------------------------- */

#define GR_LOOP(name, suffix, T, T_OUT, operands, value)                                           \
  static void name##_##suffix (gsize n, const void *const *in, void *out_array,                    \
                               const void *params)                                                 \
  {                                                                                                \
    T_OUT *out = out_array;                                                                        \
    for (gsize k = 0; k < n; k++)                                                                  \
      {                                                                                            \
        operands (T);                                                                              \
        out[k] = (T_OUT) (value);                                                                  \
      }                                                                                            \
  }

#define GR_OPERAND_X(T)  const T x = ((const T *) in[0])[k]
#define GR_OPERANDS_AB(T) const T a = ((const T *) in[0])[k], b = ((const T *) in[1])[k]

G_END_DECLS
