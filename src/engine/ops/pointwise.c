/* pointwise.c - see pointwise.h. */
#include "pointwise.h"

static GrLoopKernel
kernel_for (const GrPointwise *kernels, GrDType compute)
{
  return compute == GR_FLOAT32 ? kernels->f32 : compute == GR_FLOAT64 ? kernels->f64 : kernels->i64;
}

gboolean
gr_pointwise_run (GrCall *call, guint n_in, const GrPointwise *kernels, gconstpointer params,
                  GError **error)
{
  GrTensor *in[4];
  GrTensor *out = call->outputs[0];
  GrDType compute = gr_compute_dtype (out->dtype);
  for (guint i = 0; i < n_in; i++)
    in[i] = gr_arg (call, i);
  return gr_loop_run (out, in, n_in, compute, compute, kernel_for (kernels, compute), params, error);
}

gboolean
gr_compare_run (GrCall *call, const GrPointwise *kernels, GError **error)
{
  GrTensor *in[] = { gr_arg (call, 0), gr_arg (call, 1) };
  GrDType compute = gr_compute_dtype (gr_result_type (call, 0, 1, gr_no_scalar ()));
  return gr_loop_run (call->outputs[0], in, 2, compute, GR_BOOL, kernel_for (kernels, compute), NULL,
                      error);
}

gboolean
gr_unary_infer (GrCall *call, GError **error)
{
  return gr_infer_pointwise (call, 0, 0, gr_arg (call, 0)->dtype, error) != NULL;
}

gboolean
gr_unary_float_infer (GrCall *call, GError **error)
{
  return gr_infer_pointwise (call, 0, 0, gr_to_floating (gr_arg (call, 0)->dtype), error) != NULL;
}

gboolean
gr_binary_infer (GrCall *call, GError **error)
{
  GrDType dtype = gr_result_type (call, 0, 1, gr_no_scalar ());
  return gr_infer_pointwise (call, 0, 1, dtype, error) != NULL;
}

gboolean
gr_binary_float_infer (GrCall *call, GError **error)
{
  GrDType dtype = gr_to_floating (gr_result_type (call, 0, 1, gr_no_scalar ()));
  return gr_infer_pointwise (call, 0, 1, dtype, error) != NULL;
}

gboolean
gr_compare_infer (GrCall *call, GError **error)
{
  return gr_infer_pointwise (call, 0, 1, GR_BOOL, error) != NULL;
}
