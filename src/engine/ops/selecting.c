/* selecting.c - see selecting.h. */
#include "selecting.h"

#include "gradus-functions.h"

#include <string.h>

gboolean
gr_selecting_infer (GrCall *call, guint dim_arg, guint keepdim, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 shape[GR_MAX_DIMS];
  gsize n = 0;
  gint dim;
  if (!gr_wrap_dim (call->args[dim_arg].i, self->ndim, &dim, error))
    return FALSE;
  for (gint d = 0; d < self->ndim; d++)
    if (d != dim)
      shape[n++] = self->shape[d];
    else if (call->args[keepdim].i)
      shape[n++] = 1;
  gr_call_output (call, self->dtype, gr_ints (shape, n));
  gr_call_output (call, GR_INT64, gr_ints (shape, n));
  return TRUE;
}

/* @out with a 1 where @dim was. (transfer full) */
static GrTensor *
with_dim (GrTensor *out, gint ndim, gint dim, GError **error)
{
  gint64 shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
  if (out->ndim == ndim)
    return gr_tensor_ref (out);
  for (gint d = 0, from = 0; d < ndim; d++)
    {
      shape[d] = d == dim ? 1 : out->shape[from];
      stride[d] = d == dim ? 1 : out->stride[from];
      from += d != dim;
    }
  return gr_tensor_new_view (out, gr_ints (shape, ndim), gr_ints (stride, ndim), out->offset,
                             error);
}

gboolean
gr_selecting_run (GrCall *call, gint64 dim, const GrSelectKernels *kernels, gsize scratch_bytes,
                  const void *params, GError **error)
{
  GrTensor *self = gr_arg (call, 0);
  GrDType compute = gr_compute_dtype (self->dtype);
  gint wrapped;
  if (!gr_wrap_dim (dim, self->ndim, &wrapped, error))
    return FALSE;
  g_autoptr (GrTensor) values = with_dim (call->outputs[0], self->ndim, wrapped, error);
  g_autoptr (GrTensor) indices = values ? with_dim (call->outputs[1], self->ndim, wrapped, error)
                                        : NULL;
  if (!indices)
    return FALSE;
  const GrAlongOperand out[] = { { values, compute }, { indices, GR_INT64 } };
  const GrAlongOperand in = { self, compute };
  GrAlongFunc func = compute == GR_FLOAT32   ? kernels->f32
                     : compute == GR_FLOAT64 ? kernels->f64
                                             : kernels->i64;
  return gr_along_run (out, 2, &in, 1, wrapped, scratch_bytes, func, params, error);
}

void
gr_selecting_backward (GrBackward *b, guint dim_arg, guint keepdim)
{
  GrScope *s = b->scope;
  GrInts shape = gr_input_shape (b, 0);
  GrTensor *grad = gr_grad (b, 0), *indices = gr_result (b, 1);
  gint64 dim = b->args[dim_arg].i;
  gint wrapped;
  if (!grad || !indices || !gr_wrap_dim (dim, (gint) shape.n, &wrapped, &s->error))
    return;
  if (shape.n && keepdim && !b->args[keepdim].i)
    {
      grad = gx_unsqueeze (s, grad, wrapped);
      indices = gx_unsqueeze (s, indices, wrapped);
    }
  if (!grad)
    return;
  GrTensor *nothing = gx_zeros (s, shape, grad->dtype, grad->device);
  gr_give (b, 0, gx_scatter_src (s, nothing, wrapped, indices, grad));
}
