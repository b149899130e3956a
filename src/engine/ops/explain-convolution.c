/* explain-convolution.c - how convolutions and their gradients explain themselves: sums of
 * products, of the one sample, or of the one channel, that counts. */
#include "convolution.h"

gboolean
gr_explain_conv2d (GrExplain *x, GError **error)
{
  return gr_explain_tensor (x, 0, 0)->ndim == 4
             ? gr_explain_in_sample (x, 1, gr_explain_product, error)
             : gr_explain_product (x, error);
}

static gboolean
grad_input_explain (GrExplain *x, GError **error)
{
  return gr_explain_product_of (x, 0, 2, error);
}

static gboolean
grad_weight_explain (GrExplain *x, GError **error)
{
  return gr_explain_product_of (x, 0, 1, error);
}

/* An element of a filter meets one channel of the input and one of the output's gradient: a
 * convolution of one filter on one channel. */
static gboolean
filter_explain (GrExplain *x, GrValue *args, GError **error)
{
  const GrTensor *weight = args[2].tensor;
  gint channels = args[1].tensor->ndim - 3;
  gint64 per_filter = weight->shape[1], per_group = weight->shape[0] / args[6].i;
  gint64 filter = x->element / (gr_tensor_numel (weight) / weight->shape[0]);
  gint64 channel = x->element / (weight->shape[2] * weight->shape[3]) % per_filter;
  GrExplainCut weight_cut = { ~3u, { filter, channel } };
  g_autofree GrExplainCut *cuts = g_new0 (GrExplainCut, x->schema->n_params);
  cuts[0].whole = cuts[1].whole = ~(1u << channels);
  cuts[0].start[channels] = filter;
  cuts[1].start[channels] = filter / per_group * per_filter + channel;
  cuts[2] = weight_cut;
  args[6] = gr_value_int (1);
  return gr_explain_in_part (x, cuts, &weight_cut, grad_weight_explain, error);
}

/* Each of the three gradients is a sum of its own, and the other two need not be computed. */
gboolean
gr_explain_conv2d_backward (GrExplain *x, GError **error)
{
  g_autofree GrValue *args = g_memdup2 (x->args, x->schema->n_params * sizeof (GrValue));
  gint needs_at = gr_schema_find (x->schema, "need_input");
  for (guint i = 0; i < 3; i++)
    args[needs_at + i] = gr_value_bool (i == x->output);
  x->args = args;
  if (x->output == 0 && gr_explain_tensor (x, 1, 0)->ndim == 4)
    return gr_explain_in_sample (x, 2, grad_input_explain, error);
  return x->output == 0   ? grad_input_explain (x, error)
         : x->output == 1 ? filter_explain (x, args, error)
                          : gr_explain_linear_first (x, error);
}
