/* pointwise.c - see pointwise.h. */
#include "pointwise.h"

#include <glib/gi18n-lib.h>

#include "../cpu/plan.h"

/* Runs the kernel for @compute; an operator may have none for integers. */
static gboolean
run (GrCall *call, guint n_in, GrDType compute, GrDType compute_out, const GrPointwise *kernels,
     gconstpointer params, GError **error)
{
  GrLoopKernel kernel = compute == GR_FLOAT32   ? kernels->f32
                        : compute == GR_FLOAT64 ? kernels->f64
                                                : kernels->i64;
  GrTensor *in[GR_PLAN_MAX_INPUTS];
  for (guint i = 0; i < n_in; i++)
    in[i] = gr_arg (call, i);
  if (kernel)
    return gr_loop_run (call->outputs[0], in, n_in, compute, compute_out, kernel, params, error);
  g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, _ ("“%s” not implemented for '%s'"),
               gr_op_name (call->op), gr_dtype_name (in[0]->dtype));
  return FALSE;
}

gboolean
gr_pointwise_run (GrCall *call, guint n_in, const GrPointwise *kernels, gconstpointer params,
                  GError **error)
{
  GrDType compute = gr_compute_dtype (call->outputs[0]->dtype);
  return run (call, n_in, compute, compute, kernels, params, error);
}

gboolean
gr_compare_run (GrCall *call, const GrPointwise *kernels, GError **error)
{
  GrDType compute = gr_compute_dtype (gr_result_type (call, 0, 1, gr_no_scalar ()));
  return run (call, 2, compute, GR_BOOL, kernels, NULL, error);
}

gboolean
gr_predicate_run (GrCall *call, const GrPointwise *kernels, GError **error)
{
  return run (call, 1, gr_compute_dtype (gr_arg (call, 0)->dtype), GR_BOOL, kernels, NULL, error);
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

gboolean
gr_predicate_infer (GrCall *call, GError **error)
{
  return gr_infer_pointwise (call, 0, 0, GR_BOOL, error) != NULL;
}
