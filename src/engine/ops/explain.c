/* explain.c - gr_explain(): the checks around a row's .explain, views, and what explanations are
 * made with. */
#include "explain.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "gradus-functions.h"

/* --- explanations ----------------------------------------------------------------------------- */

static GrExplanation *
explanation_new (void)
{
  GrExplanation *explanation = g_new (GrExplanation, 1);
  explanation->form = GR_EXPLAINED_SUM;
  explanation->terms = g_array_new (FALSE, FALSE, sizeof (GrTerm));
  explanation->divisor = g_array_new (FALSE, FALSE, sizeof (GrTerm));
  explanation->places = g_array_new (FALSE, FALSE, sizeof (GrPlace));
  explanation->constants = g_array_new (FALSE, FALSE, sizeof (GrNamedNumber));
  return explanation;
}

void
gr_explanation_free (GrExplanation *explanation)
{
  g_array_unref (explanation->terms);
  g_array_unref (explanation->divisor);
  g_array_unref (explanation->places);
  g_array_unref (explanation->constants);
  g_free (explanation);
}

static gdouble
total (const GArray *terms)
{
  gdouble sum = 0;
  for (guint i = 0; i < terms->len; i++)
    sum += g_array_index (terms, GrTerm, i).value;
  return sum;
}

gdouble
gr_explanation_value (const GrExplanation *explanation)
{
  gdouble sum = total (explanation->terms);
  return explanation->divisor->len ? sum / total (explanation->divisor) : sum;
}

/* --- what rows say ---------------------------------------------------------------------------- */

GrTensor *
gr_explain_tensor (const GrExplain *x, guint arg, guint entry)
{
  const GrValue *value = &x->args[arg];
  return value->kind == GR_VALUE_TENSOR    ? value->tensor
         : value->kind == GR_VALUE_TENSORS ? value->tensors.v[entry]
                                           : NULL;
}

gdouble
gr_explain_at (const GrExplain *x, GrPlace place)
{
  return gr_tensor_get (gr_explain_tensor (x, place.arg, place.entry), place.element).d;
}

void
gr_explain_as (GArray *list, gdouble value, gdouble weight, guint n, const GrPlace *factors)
{
  GrTerm term = { .value = value, .weight = weight, .n_factors = n };
  for (guint i = 0; i < n; i++)
    term.factors[i] = factors[i];
  g_array_append_val (list, term);
}

void
gr_explain_term (GrExplain *x, gdouble weight, guint n, const GrPlace *factors)
{
  gdouble value = weight;
  for (guint i = 0; i < n; i++)
    value *= gr_explain_at (x, factors[i]);
  gr_explain_as (x->to->terms, value, weight, n, factors);
}

void
gr_explain_constant (GrExplain *x, const char *name, gdouble value)
{
  GrNamedNumber number = { name, value };
  g_array_append_val (x->to->constants, number);
}

gdouble
gr_explain_mean (const GrExplain *x, const GArray *places)
{
  gdouble mean = 0;
  for (guint i = 0; i < places->len; i++)
    mean += gr_explain_at (x, g_array_index (places, GrPlace, i)) / places->len;
  return mean;
}

gboolean
gr_explain_number (GrExplain *x, GError **error)
{
  gr_explain_term (x, gr_tensor_get (x->outputs[x->output], x->element).d, 0, NULL);
  x->to->form = GR_EXPLAINED_CONSTANT;
  return TRUE;
}

GrValue *
gr_explain_map (const GrExplain *x, GrScope *scope, GrExplainMap map, gpointer user)
{
  guint n = x->schema->n_params;
  gsize n_entries = 0;
  for (guint i = 0; i < n; i++)
    n_entries += x->args[i].kind == GR_VALUE_TENSORS ? x->args[i].tensors.n : 0;
  GrValue *args = g_malloc (n * sizeof (GrValue) + n_entries * sizeof (GrTensor *));
  GrTensor **room = (GrTensor **) (args + n);

  for (guint i = 0; i < n; i++)
    {
      args[i] = x->args[i];
      if (args[i].kind == GR_VALUE_TENSOR)
        args[i].tensor = map (x, scope, args[i].tensor, gr_place (i, 0), user);
      if (args[i].kind != GR_VALUE_TENSORS)
        continue;
      for (gsize k = 0; k < args[i].tensors.n; k++)
        {
          GrTensor *entry = x->args[i].tensors.v[k];
          room[k] = entry ? map (x, scope, entry, (GrPlace){ i, k, 0 }, user) : NULL;
        }
      args[i].tensors.v = room;
      room += args[i].tensors.n;
    }
  return args;
}

/* --- views ------------------------------------------------------------------------------------ */

/* A view's element is the element of the input that lies at the same place of the storage;
 * as_strided may show one that the input does not. */
static gboolean
explain_view (GrExplain *x, GError **error)
{
  const GrTensor *base = gr_explain_tensor (x, 0, 0);
  gint64 n = gr_tensor_numel (base);
  gint64 at = gr_tensor_offset_of (x->outputs[x->output], x->element);
  for (gint64 element = 0; element < n; element++)
    if (gr_tensor_offset_of (base, element) == at)
      {
        GrPlace place = gr_place (0, element);
        gr_explain_term (x, 1, 1, &place);
        x->to->form = GR_EXPLAINED_PICK;
        return TRUE;
      }
  return gr_explain_number (x, error);
}

/* --- asking ----------------------------------------------------------------------------------- */

gboolean
gr_op_explains (const GrOp *op)
{
  return !op->compose && (op->explain || (op->flags & GR_OP_VIEW));
}

/* The tensor on the CPU, and without its graph. */
static GrTensor *
brought_home (const GrExplain *x, GrScope *scope, GrTensor *tensor, GrPlace place, gpointer user)
{
  GrTensor *plain = gr_scope_keep (scope, gr_tensor_alias (tensor));
  if (tensor->device.type == GR_DEVICE_META)
    gr_scope_fail (scope, GR_ERROR_DEVICE, _ ("%s: tensors without numbers explain nothing"),
                   gr_op_name (x->op));
  return tensor->device.type == GR_DEVICE_CPU ? plain : gx_move (scope, plain, GR_CPU);
}

static gboolean
check_element (const GrOp *op, GrTensor *const *outputs, guint n_outputs, guint output,
               gint64 element, GError **error)
{
  if (!gr_op_explains (op))
    g_set_error (error, GR_ERROR, GR_ERROR_UNSUPPORTED,
                 _ ("%s does not say where its elements come from"), gr_op_name (op));
  else if (output >= n_outputs || element < 0 || element >= gr_tensor_numel (outputs[output]))
    g_set_error (error, GR_ERROR, GR_ERROR_INDEX, _ ("output %u of %s has no element %" PRId64),
                 output, gr_op_name (op), element);
  else
    return TRUE;
  return FALSE;
}

gboolean
gr_explain (const GrOp *op, const GrValue *args, GrTensor *const *outputs, guint n_outputs,
            guint output, gint64 element, GrExplanation **explanation, GError **error)
{
  *explanation = NULL;
  if (!check_element (op, outputs, n_outputs, output, element, error))
    return FALSE;
  GrScope scope = GR_SCOPE_INIT;
  GrExplain x = { .op = op,
                  .schema = gr_op_schema (op),
                  .args = args,
                  .n_outputs = n_outputs,
                  .output = output,
                  .element = element };
  g_autofree GrValue *home = gr_explain_map (&x, &scope, brought_home, NULL);
  g_autofree GrTensor **home_outputs = g_new (GrTensor *, n_outputs);
  for (guint k = 0; k < n_outputs; k++)
    home_outputs[k] = brought_home (&x, &scope, outputs[k], gr_place (0, 0), NULL);
  x.args = home;
  x.outputs = home_outputs;
  x.to = explanation_new ();
  gboolean ok = !scope.error && (op->explain ? op->explain : explain_view) (&x, error);
  if (ok)
    *explanation = x.to;
  else
    gr_explanation_free (x.to);
  return gr_scope_end (&scope, ok || scope.error ? error : NULL) && ok;
}
