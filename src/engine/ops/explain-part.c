/* explain-part.c - rows of which an element depends on few elements explain themselves by running
 * again on these alone: the elements of the same index, and the whole lines along their dim. */
#include "explain.h"

#include "call.h"
#include "gradus-functions.h"
#include "infer.h"

#include <math.h>

/* The dimensions of the inputs along which all elements count. */
static gboolean
find_lines (const GrExplain *x, guint *mask, GError **error)
{
  const GrTensor *self = gr_explain_tensor (x, 0, 0);
  gint dim = gr_schema_find (x->schema, "dim");
  *mask = 0;
  if (dim >= 0)
    return gr_reduced_dims (&x->args[dim], self->ndim, mask, error);
  if (self && x->outputs[x->output]->ndim < self->ndim) /* any, all: everything */
    *mask = (1u << self->ndim) - 1;
  return TRUE;
}

/* Where the part of @tensor begins that the output element depends on, by dimension. */
static void
find_start (const GrExplain *x, const GrTensor *tensor, guint mask, gint64 *start)
{
  const GrTensor *out = x->outputs[x->output];
  gint64 element = x->element;
  gint out_dim = out->ndim - 1;
  gboolean dropped = out->ndim < tensor->ndim; /* reduced dimensions are gone */
  for (gint i = tensor->ndim - 1; i >= 0; i--)
    {
      gboolean whole = mask >> i & 1;
      start[i] = 0;
      if (whole && dropped)
        continue;
      start[i] = whole || tensor->shape[i] == 1 ? 0 : element % out->shape[out_dim];
      element /= out->shape[out_dim--];
    }
}

/* A view of that part: of size 1 in every dimension but those of @mask. */
static GrTensor *
part_of (const GrExplain *x, GrTensor *tensor, guint mask)
{
  gint64 start[GR_MAX_DIMS], shape[GR_MAX_DIMS], offset = tensor->offset;
  find_start (x, tensor, mask, start);
  for (gint i = 0; i < tensor->ndim; i++)
    {
      shape[i] = mask >> i & 1 ? tensor->shape[i] : 1;
      offset += start[i] * tensor->stride[i];
    }
  return gr_tensor_new_view (tensor, gr_ints (shape, tensor->ndim), gr_tensor_strides (tensor),
                             offset, NULL);
}

void
gr_explain_lines (const GrExplain *x, guint arg, guint mask, GArray *places)
{
  const GrTensor *tensor = gr_explain_tensor (x, arg, 0);
  gint64 at[GR_MAX_DIMS], strides[GR_MAX_DIMS], n = 1;
  find_start (x, tensor, mask, at);
  gr_contiguous_strides (gr_tensor_shape (tensor), strides);
  for (gint i = 0; i < tensor->ndim; i++)
    n *= mask >> i & 1 ? tensor->shape[i] : 1;
  for (gint64 k = 0; k < n; k++)
    {
      GrPlace place = gr_place (arg, 0);
      gint64 rest = k;
      for (gint i = tensor->ndim - 1; i >= 0; i--)
        {
          gint64 size = mask >> i & 1 ? tensor->shape[i] : 1;
          place.element += (at[i] + rest % size) * strides[i];
          rest /= size;
        }
      g_array_append_val (places, place);
    }
}

/* --- running again ---------------------------------------------------------------------------- */

static GrTensor *
part_copy (const GrExplain *x, GrScope *scope, GrTensor *tensor, GrPlace place, gpointer user)
{
  const guint *mask = user;
  GrTensor *copy = gx_clone (scope, gr_scope_keep (scope, part_of (x, tensor, *mask)));
  if (copy)
    copy->is_number = tensor->is_number; /* or the dtypes would promote in another way */
  return copy;
}

/* The output element's place in the output of the part, which has size 1 where no line runs. */
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

static gboolean
run_on_part (GrExplain *x, guint mask, gdouble *value, GError **error)
{
  GrScope scope = GR_SCOPE_INIT;
  GrForm form = x->op->flags & GR_OP_ONLY_IN_PLACE ? GR_FORM_IN_PLACE : GR_FORM_PLAIN;
  g_autofree GrValue *args = gr_explain_map (x, &scope, part_copy, &mask);
  GrTensor **outputs = NULL;
  if (!scope.error)
    outputs = gr_call_values (x->op, form, args, NULL, NULL, &scope.error);
  if (outputs)
    *value = gr_tensor_get (outputs[x->output], element_in_part (x, outputs[x->output])).d;
  gr_tensor_list_free (outputs);
  return gr_scope_end (&scope, error);
}

gboolean
gr_explain_function (GrExplain *x, GError **error)
{
  guint mask;
  gdouble value = 0;
  if (!find_lines (x, &mask, error) || !run_on_part (x, mask, &value, error))
    return FALSE;
  for (guint i = x->op->flags & GR_OP_ONLY_IN_PLACE ? 1 : 0; i < x->schema->n_params; i++)
    if (x->args[i].kind == GR_VALUE_TENSOR)
      gr_explain_lines (x, i, mask, x->to->places);
  gr_explain_term (x, value, 0, NULL);
  x->to->form = x->to->places->len ? GR_EXPLAINED_FUNCTION : GR_EXPLAINED_CONSTANT;
  return TRUE;
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
