/* explain-part.c - an element mostly depends on a small part of its inputs: explanations are looked
 * for in that part alone, and their places then translated to the whole tensors. */
#include "explain.h"

#include "infer.h"

/* --- parts of a tensor ------------------------------------------------------------------------ */

/* Where the output element's index is in @tensor, which broadcasts to the output or is reduced to
 * it: 0 in the dimensions of @whole. */
static void
find_start (const GrExplain *x, const GrTensor *tensor, guint whole, gint64 *start)
{
  const GrTensor *out = x->outputs[x->output];
  gint64 element = x->element;
  gint out_dim = out->ndim - 1;
  gboolean dropped = out->ndim < tensor->ndim; /* reduced dimensions are gone */
  for (gint i = tensor->ndim - 1; i >= 0; i--)
    {
      gboolean is_whole = whole >> i & 1;
      start[i] = 0;
      if (is_whole && dropped)
        continue;
      start[i] = is_whole || tensor->shape[i] == 1 ? 0 : element % out->shape[out_dim];
      element /= out->shape[out_dim--];
    }
}

/* A view of the part: of size 1 in every dimension but those of @whole. */
static GrTensor *
part_of (const GrExplain *x, GrTensor *tensor, guint whole)
{
  gint64 start[GR_MAX_DIMS], shape[GR_MAX_DIMS], offset = tensor->offset;
  find_start (x, tensor, whole, start);
  for (gint i = 0; i < tensor->ndim; i++)
    {
      shape[i] = whole >> i & 1 ? tensor->shape[i] : 1;
      offset += start[i] * tensor->stride[i];
    }
  GrTensor *part = gr_tensor_new_view (tensor, gr_ints (shape, tensor->ndim),
                                       gr_tensor_strides (tensor), offset, NULL);
  part->is_number = tensor->is_number; /* or the dtypes would promote in another way */
  return part;
}

/* Element @k of the part of argument @arg, as an element of the argument. */
static gint64
element_of_whole (const GrExplain *x, guint arg, guint whole, gint64 k)
{
  const GrTensor *tensor = gr_explain_tensor (x, arg, 0);
  gint64 start[GR_MAX_DIMS], strides[GR_MAX_DIMS], element = 0;
  find_start (x, tensor, whole, start);
  gr_contiguous_strides (gr_tensor_shape (tensor), strides);
  for (gint i = tensor->ndim - 1; i >= 0; i--)
    {
      gint64 size = whole >> i & 1 ? tensor->shape[i] : 1;
      element += (start[i] + k % size) * strides[i];
      k /= size;
    }
  return element;
}

void
gr_explain_lines (const GrExplain *x, guint arg, guint whole, GArray *places)
{
  const GrTensor *tensor = gr_explain_tensor (x, arg, 0);
  gint64 n = 1;
  for (gint i = 0; i < tensor->ndim; i++)
    n *= whole >> i & 1 ? tensor->shape[i] : 1;
  for (gint64 k = 0; k < n; k++)
    {
      GrPlace place = gr_place (arg, element_of_whole (x, arg, whole, k));
      g_array_append_val (places, place);
    }
}

/* --- explaining in a part --------------------------------------------------------------------- */

#define EVERYTHING G_MAXUINT

static GrTensor *
cut (const GrExplain *x, GrScope *scope, GrTensor *tensor, GrPlace place, gpointer user)
{
  const guint *whole = user;
  if (whole[place.arg] == EVERYTHING)
    return tensor;
  return gr_scope_keep (scope, part_of (x, tensor, whole[place.arg]));
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
translate (const GrExplain *x, const guint *whole, GrPlace *place)
{
  if (whole[place->arg] != EVERYTHING)
    place->element = element_of_whole (x, place->arg, whole[place->arg], place->element);
}

/* @whole has, for each argument, the dimensions that are not cut; @out_whole for the output. */
static gboolean
explain_part (GrExplain *x, guint *whole, guint out_whole, GrExplainFunc word, GError **error)
{
  GrScope scope = GR_SCOPE_INIT;
  GrExplain part = *x;
  g_autofree GrValue *args = gr_explain_map (x, &scope, cut, whole);
  g_autofree GrTensor **outputs = g_memdup2 (x->outputs, x->n_outputs * sizeof *outputs);
  outputs[x->output] = gr_scope_keep (&scope, part_of (x, outputs[x->output], out_whole));
  part.args = args;
  part.outputs = outputs;
  part.element = element_in_part (x, outputs[x->output]);
  gboolean ok = word (&part, error);

  GArray *lists[] = { x->to->terms, x->to->divisor };
  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++)
      for (guint f = 0; f < g_array_index (lists[l], GrTerm, i).n_factors; f++)
        translate (x, whole, &g_array_index (lists[l], GrTerm, i).factors[f]);
  for (guint i = 0; i < x->to->places->len; i++)
    translate (x, whole, &g_array_index (x->to->places, GrPlace, i));
  return gr_scope_end (&scope, ok ? error : NULL) && ok;
}

gboolean
gr_explain_in_lines (GrExplain *x, GrExplainFunc word, GError **error)
{
  const GrTensor *self = x->schema->n_params ? gr_explain_tensor (x, 0, 0) : NULL;
  gint dim = gr_schema_find (x->schema, "dim"), out_ndim = x->outputs[x->output]->ndim;
  guint lines = 0;
  if (dim >= 0 && !gr_reduced_dims (&x->args[dim], self->ndim, &lines, error))
    return FALSE;
  gboolean dropped = self && out_ndim < self->ndim;
  if (dropped && dim < 0) /* any, all: everything */
    lines = (1u << self->ndim) - 1;
  g_autofree guint *whole = g_new (guint, x->schema->n_params);
  for (guint i = 0; i < x->schema->n_params; i++)
    whole[i] = lines;
  return explain_part (x, whole, dropped ? 0 : lines, word, error);
}

gboolean
gr_explain_in_sample (GrExplain *x, guint n_batched, GrExplainFunc word, GError **error)
{
  const guint rest = ~1u;
  g_autofree guint *whole = g_new (guint, x->schema->n_params);
  for (guint i = 0; i < x->schema->n_params; i++)
    whole[i] = i < n_batched ? rest : EVERYTHING;
  return explain_part (x, whole, rest, word, error);
}
