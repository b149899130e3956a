/* derive.c - the derivative of one element of an operator's output, which is what explanations
 * (ops/explain-linear.c) are made of. The operators reach it through the recorder. */
#include "node.h"

#include <string.h>

/* The gradient of @output that is 1 at @element and 0 elsewhere. */
static GrTensor *
one_hot (const GrTensor *output, gint64 element, GError **error)
{
  GrTensor *hot = gr_tensor_new (output->dtype, GR_CPU, gr_tensor_shape (output), error);
  if (hot)
    {
      memset (gr_tensor_data (hot), 0, gr_tensor_numel (hot) * gr_dtype_size (hot->dtype));
      gr_tensor_set (hot, element, gr_float (1));
    }
  return hot;
}

static gboolean
differentiate (GrTensor *output, gint64 element, GrTensor *const *leaves, gsize n,
               GrTensor **slopes, GError **error)
{
  if (n == 0 || !gr_tensor_requires_grad (output))
    return TRUE;
  g_autoptr (GrTensor) hot = one_hot (output, element, error);
  return hot
         && gr_autograd_grad (&output, &hot, 1, leaves, n, (GrBackwardOptions){ 0 }, TRUE, slopes,
                              error);
}

gboolean
gr_autograd_derive (const GrOp *op, const GrValue *args, GrTensor *const *leaves, gsize n,
                    guint output, gint64 element, GrTensor **slopes, gdouble *value, GError **error)
{
  GrForm form = op->flags & GR_OP_ONLY_IN_PLACE ? GR_FORM_IN_PLACE : GR_FORM_PLAIN;
  gboolean ok = TRUE, enabled = gr_set_grad_enabled (TRUE);
  for (gsize i = 0; i < n && ok; i++)
    ok = gr_tensor_set_requires_grad (leaves[i], TRUE, error);
  GrTensor **outputs = ok ? gr_call_values (op, form, args, NULL, NULL, error) : NULL;
  ok = outputs != NULL;
  if (ok)
    {
      *value = gr_tensor_get (outputs[output], element).d;
      ok = differentiate (outputs[output], element, leaves, n, slopes, error);
    }
  gr_tensor_list_free (outputs);
  gr_set_grad_enabled (enabled);
  return ok;
}
