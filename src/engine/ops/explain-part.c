/* explain-part.c - an element mostly depends on a small part of its inputs: explanations are looked
 * for in that part alone, and their places then translated to the whole tensors. */
#include "explain.h"

#include "infer.h"

/* --- parts of a tensor ------------------------------------------------------------------------ */

/* The cut at the output element's index of @tensor, which broadcasts to the output or is reduced to
 * it. */
static GrExplainCut
cut_at_element (const GrExplain *x, const GrTensor *tensor, guint whole)
{
  const GrTensor *out = x->outputs[x->output];
  GrExplainCut cut = { whole, { 0 } };
  gint64 element = x->element;
  gint out_dim = out->ndim - 1;
  gboolean dropped = out->ndim < tensor->ndim; /* reduced dimensions are gone */
  for (gint i = tensor->ndim - 1; i >= 0; i--)
    {
      gboolean is_whole = whole >> i & 1;
      if (is_whole && dropped)
        continue;
      if (!is_whole && tensor->shape[i] > 1)
        cut.start[i] = element % out->shape[out_dim];
      element /= out->shape[out_dim--];
    }
  return cut;
}

static GrTensor *
part_of (GrTensor *tensor, const GrExplainCut *cut)
{
  gint64 shape[GR_MAX_DIMS], offset = tensor->offset;
  for (gint i = 0; i < tensor->ndim; i++)
    {
      shape[i] = cut->whole >> i & 1 ? tensor->shape[i] : 1;
      offset += cut->start[i] * tensor->stride[i];
    }
  GrTensor *part = gr_tensor_new_view (tensor, gr_ints (shape, tensor->ndim),
                                       gr_tensor_strides (tensor), offset, NULL);
  part->is_number = tensor->is_number; /* or the dtypes would promote in another way */
  return part;
}

/* Element @k of the part, as an element of @tensor. */
static gint64
element_of_whole (const GrTensor *tensor, const GrExplainCut *cut, gint64 k)
{
  gint64 strides[GR_MAX_DIMS], element = 0;
  gr_contiguous_strides (gr_tensor_shape (tensor), strides);
  for (gint i = tensor->ndim - 1; i >= 0; i--)
    {
      gint64 size = cut->whole >> i & 1 ? tensor->shape[i] : 1;
      element += (cut->start[i] + k % size) * strides[i];
      k /= size;
    }
  return element;
}

void
gr_explain_lines (const GrExplain *x, guint arg, guint whole, GArray *places)
{
  const GrTensor *tensor = gr_explain_tensor (x, arg, 0);
  GrExplainCut cut = cut_at_element (x, tensor, whole);
  gint64 n = 1;
  for (gint i = 0; i < tensor->ndim; i++)
    n *= whole >> i & 1 ? tensor->shape[i] : 1;
  for (gint64 k = 0; k < n; k++)
    {
      GrPlace place = gr_place (arg, element_of_whole (tensor, &cut, k));
      g_array_append_val (places, place);
    }
}

/* --- explaining in a part --------------------------------------------------------------------- */

static GrTensor *
cut_argument (const GrExplain *x, GrScope *scope, GrTensor *tensor, GrPlace place, gpointer user)
{
  const GrExplainCut *cuts = user;
  if (cuts[place.arg].whole == GR_EXPLAIN_WHOLE)
    return tensor;
  return gr_scope_keep (scope, part_of (tensor, &cuts[place.arg]));
}

/* The element's number in a part of the output. */
static gint64
element_in_part (const GrExplain *x, const GrTensor *part)
{
  const GrTensor *out = x->outputs[x->output];
  gint64 element = x->element, at = 0, stride = 1;
  for (gint i = out->ndim - 1; i >= 0; i--)
    {
      if (part->shape[i] > 1)
        at += element % out->shape[i] * stride;
      stride *= part->shape[i];
      element /= out->shape[i];
    }
  return at;
}

static void
translate (const GrExplain *x, const GrExplainCut *cuts, GrPlace *place)
{
  if (cuts[place->arg].whole != GR_EXPLAIN_WHOLE)
    place->element = element_of_whole (gr_explain_tensor (x, place->arg, 0), &cuts[place->arg],
                                       place->element);
}

gboolean
gr_explain_in_part (GrExplain *x, const GrExplainCut *cuts, const GrExplainCut *output_cut,
                    GrExplainFunc word, GError **error)
{
  GrScope scope = GR_SCOPE_INIT;
  GrExplain part = *x;
  g_autofree GrValue *args = gr_explain_map (x, &scope, cut_argument, (gpointer) cuts);
  g_autofree GrTensor **outputs = g_memdup2 (x->outputs, x->n_outputs * sizeof *outputs);
  outputs[x->output] = gr_scope_keep (&scope, part_of (outputs[x->output], output_cut));
  part.args = args;
  part.outputs = outputs;
  part.element = element_in_part (x, outputs[x->output]);
  gboolean ok = word (&part, error);

  GArray *lists[] = { x->to->terms, x->to->divisor };
  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++)
      for (guint f = 0; f < g_array_index (lists[l], GrTerm, i).n_factors; f++)
        translate (x, cuts, &g_array_index (lists[l], GrTerm, i).factors[f]);
  for (guint i = 0; i < x->to->places->len; i++)
    translate (x, cuts, &g_array_index (x->to->places, GrPlace, i));
  return gr_scope_end (&scope, ok ? error : NULL) && ok;
}

/* The first @n_cut arguments at the output element's index, but for the dimensions of @whole; the
 * output's are those of @out_whole. */
static gboolean
explain_at_element (GrExplain *x, guint n_cut, guint whole, guint out_whole, GrExplainFunc word,
                    GError **error)
{
  g_autofree GrExplainCut *cuts = g_new (GrExplainCut, x->schema->n_params);
  GrExplainCut output_cut = cut_at_element (x, x->outputs[x->output], out_whole);
  for (guint i = 0; i < x->schema->n_params; i++)
    if (i < n_cut && x->args[i].kind == GR_VALUE_TENSOR)
      cuts[i] = cut_at_element (x, x->args[i].tensor, whole);
    else
      cuts[i].whole = GR_EXPLAIN_WHOLE;
  return gr_explain_in_part (x, cuts, &output_cut, word, error);
}

gboolean
gr_explain_in_lines (GrExplain *x, GrExplainFunc word, GError **error)
{
  const GrTensor *self = x->schema->n_params ? gr_explain_tensor (x, 0, 0) : NULL;
  gint dim = gr_schema_find (x->schema, "dim"), out_ndim = x->outputs[x->output]->ndim;
  gboolean dropped = self && out_ndim < self->ndim;
  guint lines = 0;
  if (dim >= 0 && !gr_reduced_dims (&x->args[dim], self->ndim, &lines, error))
    return FALSE;
  if (dropped && dim < 0) /* any, all: everything */
    lines = (1u << self->ndim) - 1;
  return explain_at_element (x, x->schema->n_params, lines, dropped ? 0 : lines, word, error);
}

gboolean
gr_explain_in_sample (GrExplain *x, guint n_batched, GrExplainFunc word, GError **error)
{
  const guint rest = ~1u;
  return explain_at_element (x, n_batched, rest, rest, word, error);
}
