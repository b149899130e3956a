/* infer.h - the shape and dtype rules that many rows share; and with it the words by which rows
 * explain themselves. */
#pragma once

#include <glib/gi18n-lib.h>

#include "explain.h"
#include "op.h"

G_BEGIN_DECLS

/* torch.result_type over the call's tensor arguments @first to @last and, if not NONE, @scalar:
 * tensors of rank > 0 decide, then rank-0 ones, then bare numbers, and a later group counts only
 * where it is of a higher kind (bool < int < float). */
GrDType   gr_result_type      (const GrCall *call, guint first, guint last, GrScalar scalar);

/* The output of a pointwise operator over tensor arguments @first to @last (NULL ones skipped):
 * broadcast shape, and strides that keep the inputs' order of dimensions, as PyTorch's. */
GrTensor *gr_infer_pointwise  (GrCall *call, guint first, guint last, GrDType dtype,
                               GError **error);

/* An output with the shape of argument @arg, contiguous. */
GrTensor *gr_infer_like       (GrCall *call, guint arg, GrDType dtype);

/* An output that is a view of argument 0. Strides count elements, @offset is absolute. */
GrTensor *gr_infer_view       (GrCall *call, GrInts shape, const gint64 *strides, gint64 offset);

/* Refuses dtypes that an operator has no meaning for: "“relu” not implemented for 'bool'". */
gboolean  gr_require_floating (const GrCall *call, guint arg, GError **error);

/* f32 for what is computed in float (float16, bfloat16, float32), f64, or i64 for the integers and
 * bool. */
GrDType   gr_compute_dtype    (GrDType dtype);

/* The sizes of a tensor to be made: not negative, and not too many. */
gboolean  gr_check_sizes      (GrInts size, GError **error);

/* Whether a dtype can hold a number at all, rounded or cut off though it be: no integer is NaN, and
 * no uint8 is 300. A negative whole number is taken to wrap around, as PyTorch takes it. */
gboolean  gr_check_number     (GrScalar value, GrDType dtype, GError **error);

/* The dtype that an optional argument names. */
GrDType   gr_dtype_or         (const GrValue *value, GrDType otherwise);

/* Dims of a reduction: wraps, refuses duplicates, None or empty means all. @mask has a bit per
 * dim. */
gboolean  gr_reduced_dims     (const GrValue *dims, gint ndim, guint *mask, GError **error);

G_END_DECLS
