/* step.c - what a row's .backward is given: the gradients that arrived, what was saved, and a place
 * for what it gives.
 */
#include "run.h"

#include "gradus-functions.h"

static GrStep *
step_of (GrBackward *b)
{
  return b->node;
}

static GrEdge *
edge_at (GrBackward *b, guint arg, guint entry)
{
  GrNode *node = step_of (b)->node;
  return &node->edges[node->first_edge[arg] + entry];
}

guint
gr_n_entries (GrBackward *b, guint arg)
{
  GrNode *node = step_of (b)->node;
  return node->first_edge[arg + 1] - node->first_edge[arg];
}

gboolean
gr_needs_entry (GrBackward *b, guint arg, guint entry)
{
  GrNode *next = edge_at (b, arg, entry)->node;
  GrTask *task = next ? g_hash_table_lookup (step_of (b)->run->tasks, next) : NULL;
  return next && (!task || task->wanted);
}

gboolean
gr_needs (GrBackward *b, guint arg)
{
  for (guint i = 0; i < gr_n_entries (b, arg); i++)
    if (gr_needs_entry (b, arg, i))
      return TRUE;
  return FALSE;
}

gboolean
gr_grad_arrived (GrBackward *b, guint output)
{
  return step_of (b)->grads[output] != NULL;
}

GrTensor *
gr_grad (GrBackward *b, guint output)
{
  GrStep *step = step_of (b);
  const GrGradForm *form = &step->node->outputs[output];
  if (step->grads[output])
    return step->grads[output];
  return gx_zeros (b->scope, gr_form_shape (form), form->dtype, form->device);
}

static GrTensor *
unpack (GrBackward *b, const GrSaved *saved)
{
  if (b->scope->error)
    return NULL;
  return gr_scope_keep (b->scope, gr_saved_unpack (step_of (b)->node, saved, &b->scope->error));
}

GrTensor *
gr_saved_entry (GrBackward *b, guint arg, guint entry)
{
  GrNode *node = step_of (b)->node;
  for (guint i = 0; i < node->n_saved; i++)
    if (!node->saved[i].is_output && node->saved[i].edge == node->first_edge[arg] + entry)
      return unpack (b, &node->saved[i]);
  return NULL;
}

GrTensor *
gr_saved (GrBackward *b, guint arg)
{
  return gr_n_entries (b, arg) ? gr_saved_entry (b, arg, 0) : NULL;
}

GrTensor *
gr_result (GrBackward *b, guint output)
{
  GrNode *node = step_of (b)->node;
  for (guint i = 0; i < node->n_saved; i++)
    if (node->saved[i].is_output && node->saved[i].output_nr == output)
      return unpack (b, &node->saved[i]);
  return NULL;
}

GrInts
gr_entry_shape (GrBackward *b, guint arg, guint entry)
{
  return gr_form_shape (&edge_at (b, arg, entry)->form);
}

GrInts
gr_input_shape (GrBackward *b, guint arg)
{
  return gr_entry_shape (b, arg, 0);
}

GrInts
gr_input_strides (GrBackward *b, guint arg)
{
  return gr_form_strides (&edge_at (b, arg, 0)->form);
}

gint64
gr_input_offset (GrBackward *b, guint arg)
{
  return edge_at (b, arg, 0)->form.offset;
}

GrDType
gr_input_dtype (GrBackward *b, guint arg)
{
  return edge_at (b, arg, 0)->form.dtype;
}

void
gr_give_entry (GrBackward *b, guint arg, guint entry, GrTensor *grad)
{
  GrTensor **place = &step_of (b)->given[edge_at (b, arg, entry) - step_of (b)->node->edges];
  g_clear_pointer (place, gr_tensor_unref);
  *place = grad ? gr_tensor_ref (grad) : NULL;
}

void
gr_give (GrBackward *b, guint arg, GrTensor *grad)
{
  gr_give_entry (b, arg, 0, grad);
}
