/* kernel.h - what the CPU kernels of several families share: inputs brought into a simple form,
 * parts of tensors, and walks over lines. Nothing here calls an operator, so nothing is recorded.
 */
#pragma once

#include "../cpu/loops.h"
#include "infer.h"

G_BEGIN_DECLS

/* @tensor itself where it is contiguous and of @dtype, else such a copy. (transfer full) */
GrTensor *gr_packed (GrTensor *tensor, GrDType dtype, GError **error);

/* Entries @start to @start + @length - 1 of dimension @dim, as a view. (transfer full) */
GrTensor *gr_part   (GrTensor *tensor, gint dim, gint64 start, gint64 length);

/* What a kernel that computes in @dtype writes to: @out itself, or a contiguous tensor of @dtype
 * that gr_settle() copies to it. (transfer full) */
GrTensor *gr_workspace (GrTensor *out, GrDType dtype, GError **error);
gboolean  gr_settle    (GrTensor *out, GrTensor *workspace, GError **error);

/* --- the same inside a scope ------------------------------------------------------------------ */

/* @tensor in the form that kernels over plain arrays read: contiguous, and float32, float64 or
 * int64; NULL for NULL and after an error. */
GrTensor *gr_kernel_input  (GrScope *s, GrTensor *tensor);
/* Where such a kernel writes what belongs in @out. */
GrTensor *gr_kernel_output (GrScope *s, GrTensor *out);
/* Brings it there; gr_kernel_finish() ends the scope as well. */
void      gr_kernel_store  (GrScope *s, GrTensor *out, GrTensor *computed);
gboolean  gr_kernel_finish (GrScope *s, GrTensor *out, GrTensor *computed, GError **error);

static inline gconstpointer
gr_data_or_null (const GrTensor *tensor)
{
  return tensor ? gr_tensor_data (tensor) : NULL;
}

/* --- lines ------------------------------------------------------------------------------------ */

/* The most tensors that gr_lines_run() walks together. */
#define GR_LINES_MAX 4

/* @at[k] is where tensor k's line begins, counted in elements from its first. */
typedef void (*GrLineFunc) (const gint64 *at, gpointer user);

/* Calls @func once for each line along dimension @dim of the index space @shape: for each position
 * in the other dimensions, in which every tensor has at least the extent of @shape. Lines run on
 * several threads, so what is written for one must not be read for another. */
void gr_lines_run (GrInts shape, gint dim, GrTensor *const *tensors, guint n, GrLineFunc func,
                   gpointer user);

/* --- by size of element ----------------------------------------------------------------------- */

/* Runs MAKE (type) for the unsigned integer that has the size of an element of @dtype: for kernels
 * that move elements and never look at them. */
#define GR_FOR_SIZE(dtype, MAKE)                                                                   \
  switch (gr_dtype_size (dtype))                                                                   \
    {                                                                                              \
    case 1:                                                                                        \
      MAKE (guint8);                                                                               \
      break;                                                                                       \
    case 2:                                                                                        \
      MAKE (guint16);                                                                              \
      break;                                                                                       \
    case 4:                                                                                        \
      MAKE (guint32);                                                                              \
      break;                                                                                       \
    default:                                                                                       \
      MAKE (guint64);                                                                              \
      break;                                                                                       \
    }

/* Runs MAKE (type) for a compute dtype (gr_compute_dtype()). */
#define GR_FOR_COMPUTE(dtype, MAKE)                                                                \
  switch (dtype)                                                                                   \
    {                                                                                              \
    case GR_FLOAT32:                                                                               \
      MAKE (gfloat);                                                                               \
      break;                                                                                       \
    case GR_FLOAT64:                                                                               \
      MAKE (gdouble);                                                                              \
      break;                                                                                       \
    default:                                                                                       \
      MAKE (gint64);                                                                               \
      break;                                                                                       \
    }

G_END_DECLS
