/* conv.c - see conv.h: the choice between the two ways to compute a convolution, and what both
 * would have to say about empty arrays.
 */
#include "conv.h"

#include "../tensor/error.h"
#include "conv-paths.h"

#include <string.h>

static gboolean
report (gboolean done, GError **error)
{
  if (!done)
    g_set_error (error, GR_ERROR, GR_ERROR_MEMORY,
                 "not enough memory to compute a convolution: try a smaller batch");
  return done;
}

gboolean
gr_conv_forward (GrDType dtype, const GrConvShape *s, gconstpointer input, gconstpointer weight,
                 gconstpointer bias, gboolean rectify, gpointer output, GError **error)
{
  g_return_val_if_fail (dtype == GR_FLOAT32 || dtype == GR_FLOAT64, FALSE);

  if (s->n == 0 || s->out_channels == 0 || s->out_h == 0 || s->out_w == 0)
    return TRUE;
  if (gr_conv_direct_suits (dtype, s))
    return report (gr_conv_direct_forward (dtype, s, input, weight, bias, rectify, output), error);
  return report (gr_conv_gemm_forward (dtype, s, input, weight, bias, rectify, output), error);
}

static gboolean
is_empty (const GrConvShape *s)
{
  return s->n == 0 || s->out_channels == 0 || s->out_h == 0 || s->out_w == 0 || s->in_channels == 0
         || s->in_h == 0 || s->in_w == 0;
}

gboolean
gr_conv_backward (GrDType dtype, const GrConvShape *s, gconstpointer input, gconstpointer weight,
                  gconstpointer grad_output, gpointer grad_input, gpointer grad_weight,
                  gpointer grad_bias, GError **error)
{
  gsize size = gr_dtype_size (dtype);

  g_return_val_if_fail (dtype == GR_FLOAT32 || dtype == GR_FLOAT64, FALSE);

  if (is_empty (s))
    {
      if (grad_input != NULL)
        memset (grad_input, 0, s->n * s->in_channels * s->in_h * s->in_w * size);
      if (grad_weight != NULL)
        memset (grad_weight, 0,
                s->out_channels * (s->in_channels / s->groups) * s->kernel_h * s->kernel_w * size);
      if (grad_bias != NULL)
        memset (grad_bias, 0, s->out_channels * size);
      return TRUE;
    }
  if (gr_conv_direct_suits (dtype, s))
    return report (gr_conv_direct_backward (dtype, s, input, weight, grad_output, grad_input,
                                            grad_weight, grad_bias),
                   error);
  return report (gr_conv_gemm_backward (dtype, s, input, weight, grad_output, grad_input,
                                        grad_weight, grad_bias),
                 error);
}
