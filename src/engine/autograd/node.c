/* node.c - the life of graph nodes and the values they save.
 *
 * Nothing here recurses along the graph: a chain of 100,000 operators is freed by a work list.
 */
#include "node.h"

#include <pthread.h>
#include <string.h>

/* Guards the weak pointers from leaves to their accumulators. */
static pthread_mutex_t accumulators = PTHREAD_MUTEX_INITIALIZER;

static __thread guint64 next_sequence;

GrNode *
gr_node_new (GrNodeKind kind, guint n_edges, guint n_outputs)
{
  GrNode *node = g_new0 (GrNode, 1);
  g_atomic_ref_count_init (&node->refs);
  node->kind = kind;
  node->sequence = kind == GR_NODE_ACCUMULATE ? G_MAXUINT64 : next_sequence++;
  node->n_edges = n_edges;
  node->edges = g_new0 (GrEdge, n_edges);
  node->n_outputs = n_outputs;
  node->outputs = g_new0 (GrGradForm, n_outputs);
  node->slots = g_new0 (GrGradSlot *, n_outputs);
  return node;
}

GrNode *
gr_node_ref (GrNode *node)
{
  g_atomic_ref_count_inc (&node->refs);
  return node;
}

void
gr_node_release (GrNode *node)
{
  for (guint i = 0; i < node->n_saved; i++)
    gr_tensor_unref (node->saved[i].alias);
  g_clear_pointer (&node->saved, g_free);
  node->n_saved = 0;
  node->released = TRUE;
  if (node->inner)
    gr_node_release (node->inner);
}

static void
node_free (GrNode *node)
{
  gr_node_release (node);
  if (node->variable)
    gr_tensor_unref (node->variable);
  for (guint i = 0; i < node->n_edges; i++)
    if (node->edges[i].node)
      gr_node_unref (node->edges[i].node);
  for (guint i = 0; i < node->n_outputs; i++)
    if (node->slots[i])
      gr_grad_slot_unref (node->slots[i]);
  if (node->inner)
    gr_node_unref (node->inner);
  g_free (node->edges);
  g_free (node->outputs);
  g_free (node->slots);
  g_free (node->args);
  g_free (node->first_edge);
  g_free (node->name);
  g_free (node);
}

/* The last reference to an accumulator may go while its leaf hands out a new one. */
static gboolean
drop (GrNode *node)
{
  if (node->kind != GR_NODE_ACCUMULATE)
    return g_atomic_ref_count_dec (&node->refs);
  pthread_mutex_lock (&accumulators);
  gboolean last = g_atomic_ref_count_dec (&node->refs);
  if (last)
    gr_autograd_of (node->variable)->accumulator = NULL;
  pthread_mutex_unlock (&accumulators);
  return last;
}

void
gr_node_unref (GrNode *node)
{
  static __thread GPtrArray *waiting; /* non-NULL while this thread is freeing nodes */
  if (!drop (node))
    return;
  if (waiting)
    {
      g_ptr_array_add (waiting, node);
      return;
    }
  waiting = g_ptr_array_new ();
  g_ptr_array_add (waiting, node);
  while (waiting->len > 0)
    node_free (g_ptr_array_steal_index_fast (waiting, waiting->len - 1));
  g_clear_pointer (&waiting, g_ptr_array_unref);
}

static GrNode *
accumulator_of (GrTensor *leaf)
{
  GrAutograd *autograd = gr_autograd_of (leaf);
  pthread_mutex_lock (&accumulators);
  GrNode *node = autograd->accumulator;
  if (node)
    gr_node_ref (node);
  else
    {
      node = autograd->accumulator = gr_node_new (GR_NODE_ACCUMULATE, 0, 1);
      node->variable = gr_tensor_ref (leaf);
      gr_form_of (leaf, &node->outputs[0]);
    }
  pthread_mutex_unlock (&accumulators);
  return node;
}

void
gr_form_of (const GrTensor *tensor, GrGradForm *form)
{
  form->dtype = tensor->dtype;
  form->device = tensor->device;
  form->ndim = tensor->ndim;
  form->offset = tensor->offset;
  memcpy (form->shape, tensor->shape, sizeof form->shape);
  memcpy (form->stride, tensor->stride, sizeof form->stride);
}

GrInts
gr_form_shape (const GrGradForm *form)
{
  return gr_ints (form->shape, form->ndim);
}

GrInts
gr_form_strides (const GrGradForm *form)
{
  return gr_ints (form->stride, form->ndim);
}

void
gr_gradient_edge (GrTensor *tensor, GrEdge *edge)
{
  gr_form_of (tensor, &edge->form);
  if (!gr_tensor_requires_grad (tensor))
    return;
  GrNode *grad_fn = gr_tensor_grad_fn (tensor);
  edge->node = grad_fn ? gr_node_ref (grad_fn) : accumulator_of (tensor);
  edge->output_nr = grad_fn ? gr_tensor_output_nr (tensor) : 0;
}

/* --- saved values ---------------------------------------------------------------------------- */

static void
set_version_error (GrNode *node, const GrSaved *saved, GError **error)
{
  g_autofree char *shape = gr_tensor_shape_string (saved->alias);
  const char *writer = saved->alias->storage->writer;
  g_set_error (
      error, GR_ERROR, GR_ERROR_VERSION,
      "one of the variables needed for gradient computation has been modified by an inplace "
      "operation: the %s tensor of shape %s that %s saved at version %u was changed by %s and is "
      "now at version %u",
      gr_dtype_name (saved->alias->dtype), shape, gr_node_name (node), saved->version,
      writer ? writer : "its owner", saved->alias->storage->version);
}

GrTensor *
gr_saved_unpack (GrNode *node, const GrSaved *saved, GError **error)
{
  if (saved->alias->storage && saved->alias->storage->version != saved->version)
    {
      set_version_error (node, saved, error);
      return NULL;
    }
  GrNode *graph = saved->is_output ? node : node->edges[saved->edge].node;
  gboolean is_hidden = saved->is_output && saved->output_nr >= node->n_outputs;
  if (!gr_grad_enabled () || !graph || is_hidden || !gr_dtype_is_floating (saved->alias->dtype))
    return gr_tensor_ref (saved->alias);
  if (graph->kind == GR_NODE_ACCUMULATE)
    return gr_tensor_ref (graph->variable);
  GrTensor *tensor = gr_tensor_alias (saved->alias);
  GrAutograd *autograd = gr_autograd_of (tensor);
  autograd->requires_grad = TRUE;
  autograd->grad_fn = gr_node_ref (graph);
  autograd->output_nr = saved->is_output ? saved->output_nr : node->edges[saved->edge].output_nr;
  return tensor;
}

/* --- what a graph view shows ----------------------------------------------------------------- */

/* max_pool2d -> MaxPool2DBackward0, add -> AddBackward0, as PyTorch names its nodes. */
static char *
backward_name (const GrOp *op)
{
  const char *name = gr_op_name (op);
  gsize length = strlen (name);
  GString *text = g_string_new (NULL);
  gboolean capital = TRUE;
  while (length > 0 && name[length - 1] == '_')
    length--;
  for (gsize i = 0; i < length; i++)
    if (name[i] == '_')
      capital = TRUE;
    else
      {
        g_string_append_c (text, capital || (i && g_ascii_isdigit (name[i - 1]))
                                     ? g_ascii_toupper (name[i])
                                     : name[i]);
        capital = FALSE;
      }
  guint number = 0;
  for (const GrOp *const *row = gr_ops_named (name); row && *row && *row != op; row++)
    number++;
  g_string_append_printf (text, "Backward%u", number);
  return g_string_free (text, FALSE);
}

const char *
gr_node_name (const GrNode *node)
{
  if (node->kind == GR_NODE_ACCUMULATE)
    return "AccumulateGrad";
  if (node->kind == GR_NODE_COPY_SLICES)
    return "CopySlices";
  if (!node->name)
    {
      char *name = backward_name (node->op);
      if (!g_atomic_pointer_compare_and_exchange ((gpointer *) &((GrNode *) node)->name, NULL,
                                                  name))
        g_free (name);
    }
  return node->name;
}

guint64
gr_node_sequence (const GrNode *node)
{
  return node->sequence;
}

const GrOp *
gr_node_op (const GrNode *node)
{
  return node->inner ? node->inner->op : node->op;
}

guint
gr_node_n_next (const GrNode *node)
{
  return node->n_edges;
}

GrNode *
gr_node_next (const GrNode *node, guint i, guint *output_nr)
{
  if (output_nr)
    *output_nr = node->edges[i].output_nr;
  return node->edges[i].node;
}

GrTensor *
gr_node_variable (const GrNode *node)
{
  return node->variable;
}
