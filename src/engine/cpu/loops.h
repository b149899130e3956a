/* loops.h - the loop under every pointwise operator: any strides, any dtypes, broadcasting, tiles
 * over threads. The operator gives a kernel over plain arrays of one dtype; everything else is
 * here.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

/* @in[k][i] are of the compute_in dtype, @out[i] of compute_out; all arrays are contiguous with @n
 * elements. @out may be exactly one of @in (an in-place call), so a kernel that reads element i
 * after it wrote it is wrong, and `restrict` too. Called from several threads at once. */
typedef void (*GrLoopKernel) (gsize n, const void *const *in, void *out, const void *params);

/* out[i] = kernel (in[0][i], …) over the shape of @out, to which 0 to 4 inputs are broadcast.
 * Inputs are converted to @compute_in before the kernel, its result from @compute_out to @out's
 * dtype after. Inputs and output are all on the CPU; an input may be @out itself, but not overlap
 * it otherwise. GR_ERROR_SHAPE where an input does not broadcast. */
gboolean gr_loop_run (GrTensor *out, GrTensor *const *in, guint n_in, GrDType compute_in,
                      GrDType compute_out, GrLoopKernel kernel, const void *params,
                      GError **error);

/* to[i] = from[i], with @from broadcast and converted; PyTorch's copy_ without its bookkeeping. */
gboolean gr_copy (GrTensor *to, GrTensor *from, GError **error);
/* to[i] = value. */
void     gr_fill (GrTensor *to, GrScalar value);

G_END_DECLS
