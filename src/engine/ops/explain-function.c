/* explain-function.c - rows that are a formula of few elements explain themselves by running again
 * on these alone. */
#include "explain.h"

#include "call.h"
#include "gradus-functions.h"

#include <math.h>

static GrTensor *
copied (const GrExplain *x, GrScope *scope, GrTensor *tensor, GrPlace place, gpointer user)
{
  GrTensor *copy = gx_clone (scope, tensor);
  if (copy)
    copy->is_number = tensor->is_number;
  return copy;
}

static gboolean
run_again (const GrExplain *x, gdouble *value, GError **error)
{
  GrScope scope = GR_SCOPE_INIT;
  GrForm form = x->op->flags & GR_OP_ONLY_IN_PLACE ? GR_FORM_IN_PLACE : GR_FORM_PLAIN;
  g_autofree GrValue *args = gr_explain_map (x, &scope, copied, NULL);
  GrTensor **outputs = NULL;
  if (!scope.error)
    outputs = gr_call_values (x->op, form, args, NULL, NULL, &scope.error);
  if (outputs)
    *value = gr_tensor_get (outputs[x->output], x->element).d;
  gr_tensor_list_free (outputs);
  return gr_scope_end (&scope, error);
}

/* All that the row is given now counts, but what an in-place call overwrites. */
static gboolean
explain_all (GrExplain *x, GError **error)
{
  gdouble value = 0;
  if (!run_again (x, &value, error))
    return FALSE;
  for (guint i = x->op->flags & GR_OP_ONLY_IN_PLACE ? 1 : 0; i < x->schema->n_params; i++)
    if (x->args[i].kind == GR_VALUE_TENSOR)
      gr_explain_lines (x, i, ~0u, x->to->places);
  gr_explain_term (x, value, 0, NULL);
  x->to->form = x->to->places->len ? GR_EXPLAINED_FUNCTION : GR_EXPLAINED_CONSTANT;
  return TRUE;
}

gboolean
gr_explain_function (GrExplain *x, GError **error)
{
  return gr_explain_in_lines (x, explain_all, error);
}

gboolean
gr_explain_selected (GrExplain *x, GError **error)
{
  if (!gr_explain_function (x, error))
    return FALSE;
  gdouble value = gr_explanation_value (x->to);
  for (guint i = 0; x->output == 0 && i < x->to->places->len; i++)
    {
      GrPlace place = g_array_index (x->to->places, GrPlace, i);
      gdouble candidate = gr_explain_at (x, place);
      if (candidate != value && !(isnan (candidate) && isnan (value)))
        continue;
      g_array_set_size (x->to->terms, 0);
      gr_explain_term (x, 1, 1, &place);
      x->to->form = GR_EXPLAINED_PICK;
      break;
    }
  return TRUE;
}
