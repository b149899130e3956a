/* record.c - turns each call of gr_call() into a graph node, and keeps views and their bases true
 * to one another when either is changed in place.
 */
#include "node.h"

#include "gradus-functions.h"

#include <string.h>

/* --- arguments ------------------------------------------------------------------------------- */

/* A node outlives what its call borrowed; its tensors it reaches by its edges and saved values. */
static void
copy_args (GrNode *node, const GrCall *call)
{
  node->n_args = call->n_args;
  node->args = gr_values_copy (call->args, call->n_args);
  for (guint i = 0; i < call->n_args; i++)
    if (node->args[i].kind == GR_VALUE_TENSOR)
      node->args[i].tensor = NULL;
    else if (node->args[i].kind == GR_VALUE_TENSORS)
      node->args[i].tensors.v = NULL;
}

static guint
n_tensors (const GrValue *arg)
{
  return arg->kind == GR_VALUE_TENSOR ? 1 : arg->kind == GR_VALUE_TENSORS ? arg->tensors.n : 0;
}

static GrTensor *
tensor_of (const GrValue *arg, guint entry)
{
  return arg->kind == GR_VALUE_TENSOR ? arg->tensor : arg->tensors.v[entry];
}

static gboolean
any_requires_grad (const GrCall *call)
{
  for (guint i = 0; i < call->n_args; i++)
    for (guint k = 0; k < n_tensors (&call->args[i]); k++)
      {
        GrTensor *tensor = tensor_of (&call->args[i], k);
        if (tensor && tensor->autograd && gr_tensor_requires_grad (tensor))
          return TRUE;
      }
  return FALSE;
}

/* --- saving ---------------------------------------------------------------------------------- */

static GrSaved
save (GrTensor *tensor)
{
  return (GrSaved){ .alias = gr_tensor_alias (tensor),
                    .version = tensor->storage ? tensor->storage->version : 0 };
}

static void
save_values (GrNode *node, GrCall *call)
{
  guint32 saves = call->op->saves;
  node->saved = g_new0 (GrSaved, node->n_edges + call->n_outputs);
  for (guint i = 0; i < call->n_args; i++)
    for (guint k = 0; (saves & GR_SAVE_INPUT (i)) && k < n_tensors (&call->args[i]); k++)
      {
        GrTensor *tensor = tensor_of (&call->args[i], k);
        if (!tensor)
          continue;
        GrSaved *saved = &node->saved[node->n_saved++];
        *saved = save (i == 0 && call->before ? call->before : tensor);
        /* x.mul_(x): what this argument was is gone, so backward is to refuse it. */
        if (call->in_place && saved->alias->storage == call->in_place->storage)
          saved->version--;
        saved->edge = node->first_edge[i] + k;
      }
  for (guint i = 0; i < call->n_outputs; i++)
    if (saves & GR_SAVE_OUTPUT (i))
      {
        GrSaved *saved = &node->saved[node->n_saved++];
        *saved = save (call->outputs[i]);
        saved->is_output = TRUE;
        saved->output_nr = i;
      }
}

static GrNode *
node_for (GrCall *call)
{
  guint n_edges = 0, edge = 0;
  for (guint i = 0; i < call->n_args; i++)
    n_edges += n_tensors (&call->args[i]);
  GrNode *node = gr_node_new (GR_NODE_CALL, n_edges, call->n_outputs - call->op->n_hidden);
  node->op = call->op;
  node->first_edge = g_new (guint, call->n_args + 1);
  for (guint i = 0; i < call->n_args; i++)
    {
      node->first_edge[i] = edge;
      for (guint k = 0; k < n_tensors (&call->args[i]); k++, edge++)
        if (tensor_of (&call->args[i], k))
          gr_gradient_edge (tensor_of (&call->args[i], k), &node->edges[edge]);
    }
  node->first_edge[call->n_args] = edge;
  for (guint i = 0; i < node->n_outputs; i++)
    gr_form_of (call->outputs[i], &node->outputs[i]);
  copy_args (node, call);
  save_values (node, call);
  return node;
}

static void
set_history (GrTensor *tensor, GrNode *node, guint output_nr)
{
  GrAutograd *autograd = gr_autograd_of (tensor);
  GrNode *before = autograd->grad_fn;
  autograd->requires_grad = TRUE;
  autograd->grad_fn = gr_node_ref (node);
  autograd->output_nr = output_nr;
  autograd->view_version = tensor->storage ? tensor->storage->version : 0;
  if (before)
    gr_node_unref (before);
}

/* --- views ----------------------------------------------------------------------------------- */

static void
remember_base (GrCall *call)
{
  GrTensor *viewed = call->args[0].tensor;
  const GrAutograd *autograd = viewed->autograd;
  GrTensor *base = autograd && autograd->base ? autograd->base : viewed;
  for (guint i = 0; i < call->n_outputs; i++)
    {
      GrAutograd *view = gr_autograd_of (call->outputs[i]);
      view->base = gr_tensor_ref (base);
      view->view_version = base->storage->version;
    }
}

/* The base was changed since this view's history was written: what the view now is, is a strided
 * look at the base. */
static void
refresh_view (GrTensor *view)
{
  GrAutograd *autograd = view->autograd;
  gboolean before = gr_set_grad_enabled (TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) looked = gr_tensor_as_strided (
      autograd->base, gr_tensor_shape (view), gr_tensor_strides (view), view->offset, &error);
  gr_set_grad_enabled (before);
  if (!looked)
    g_error ("a view does not fit its base: %s", error->message);
  GrAutograd *fresh = looked->autograd;
  if (fresh->grad_fn)
    set_history (view, fresh->grad_fn, 0);
}

GrNode *
gr_tensor_grad_fn (const GrTensor *tensor)
{
  GrAutograd *autograd = tensor->autograd;
  if (!autograd)
    return NULL;
  if (autograd->base && autograd->view_version != tensor->storage->version
      && gr_tensor_requires_grad (autograd->base))
    refresh_view ((GrTensor *) tensor);
  return autograd->grad_fn;
}

/* The base's history after an in-place call on a view of it: @inner on the view's part. */
static void
rebase (GrTensor *base, GrTensor *view, GrNode *inner)
{
  GrNode *node = gr_node_new (GR_NODE_COPY_SLICES, inner->n_edges, 1);
  node->inner = gr_node_ref (inner);
  gr_gradient_edge (base, &node->edges[0]);
  for (guint i = 1; i < inner->n_edges; i++)
    {
      node->edges[i] = inner->edges[i];
      if (node->edges[i].node)
        gr_node_ref (node->edges[i].node);
    }
  gr_form_of (base, &node->outputs[0]);
  gr_form_of (base, &node->base);
  gr_form_of (view, &node->view);
  set_history (base, node, 0);
  gr_node_unref (node);
  GrAutograd *autograd = view->autograd;
  autograd->view_version = base->storage->version - 1; /* not what it was: refresh_view() */
}

/* --- the recorder ---------------------------------------------------------------------------- */

static gboolean
refuse_leaf (const GrTensor *target, GError **error)
{
  const GrAutograd *autograd = target->autograd;
  gboolean is_view = autograd && autograd->base;
  const GrTensor *owner = is_view ? autograd->base : target;
  if (!gr_tensor_requires_grad (owner) || !gr_tensor_is_leaf (owner))
    return FALSE;
  g_set_error (error, GR_ERROR, GR_ERROR_AUTOGRAD,
               is_view
                   ? "a view of a leaf Variable that requires grad is being used in an in-place "
                     "operation."
                   : "a leaf Variable that requires grad is being used in an in-place operation.");
  return TRUE;
}

static gboolean
before_write (GrCall *call, GError **error)
{
  if (!gr_grad_enabled ())
    return TRUE;
  if (refuse_leaf (call->in_place, error))
    return FALSE;
  if (!(call->op->saves & GR_SAVE_INPUT (0)) || !call->op->backward || !any_requires_grad (call))
    return TRUE;
  gr_set_grad_enabled (FALSE);
  call->before = gr_tensor_clone (call->in_place, error);
  gr_set_grad_enabled (TRUE);
  return call->before != NULL;
}

static gboolean
record (GrCall *call, GError **error)
{
  if (!gr_grad_enabled ())
    return TRUE;
  gboolean differentiable = call->op->backward && any_requires_grad (call);
  if ((call->op->flags & GR_OP_VIEW) && call->args[0].tensor->storage
      && gr_dtype_is_floating (call->args[0].tensor->dtype))
    remember_base (call);
  if (!differentiable)
    return TRUE;
  GrNode *node = node_for (call);
  GrAutograd *target = call->in_place ? call->in_place->autograd : NULL;
  if (target && target->base)
    rebase (target->base, call->in_place, node);
  else
    for (guint i = 0; i < node->n_outputs; i++)
      if (gr_dtype_is_floating (call->outputs[i]->dtype))
        set_history (call->outputs[i], node, i);
  gr_node_unref (node);
  return TRUE;
}

const GrRecorder gr_autograd_recorder = { before_write, record, gr_tensor_requires_grad,
                                         gr_autograd_derive };
