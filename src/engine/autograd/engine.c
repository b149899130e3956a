/* engine.c - backward: runs the nodes of a graph, latest first, each once all its gradients are in.
 *
 * Nothing recurses: discovery is a stack, execution a heap ordered by sequence number (a node is
 * always younger than those it leads to, so the order is topological).
 */
#include "run.h"

#include "gradus-functions.h"

#include <string.h>

/* --- listeners ------------------------------------------------------------------------------- */

static __thread struct
{
  guint id;
  GrNodeListener func;
  gpointer user;
} listener; /* one a thread: the stepper */

static __thread GrNode *current;

GrNode *
gr_backward_current (void)
{
  return current;
}

guint
gr_backward_listen (GrNodeListener func, gpointer user)
{
  listener.id = 1;
  listener.func = func;
  listener.user = user;
  return listener.id;
}

void
gr_backward_unlisten (guint id)
{
  if (id == listener.id)
    listener.func = NULL;
}

/* --- tasks ----------------------------------------------------------------------------------- */

static void
task_free (gpointer data)
{
  GrTask *task = data;
  for (guint i = 0; i < task->node->n_outputs; i++)
    g_clear_pointer (&task->grads[i], gr_tensor_unref);
  g_free (task->grads);
  gr_node_unref (task->node);
  g_free (task);
}

static gboolean
younger (const GrTask *a, const GrTask *b)
{
  return a->node->sequence > b->node->sequence;
}

static void
heap_push (GPtrArray *heap, GrTask *task)
{
  g_ptr_array_add (heap, task);
  GrTask **v = (GrTask **) heap->pdata;
  for (guint i = heap->len - 1; i > 0 && younger (v[i], v[(i - 1) / 2]); i = (i - 1) / 2)
    {
      GrTask *parent = v[(i - 1) / 2];
      v[(i - 1) / 2] = v[i];
      v[i] = parent;
    }
}

static GrTask *
heap_pop (GPtrArray *heap)
{
  GrTask **v = (GrTask **) heap->pdata;
  GrTask *top = v[0];
  v[0] = v[heap->len - 1];
  g_ptr_array_set_size (heap, heap->len - 1);
  for (guint i = 0;;)
    {
      guint best = i, left = 2 * i + 1, right = left + 1;
      if (left < heap->len && younger (v[left], v[best]))
        best = left;
      if (right < heap->len && younger (v[right], v[best]))
        best = right;
      if (best == i)
        return top;
      GrTask *moved = v[i];
      v[i] = v[best];
      v[best] = moved;
      i = best;
    }
}

static GrTask *
task_for (GrRun *run, GrNode *node, gboolean *is_new)
{
  GrTask *task = g_hash_table_lookup (run->tasks, node);
  *is_new = task == NULL;
  if (!task)
    {
      task = g_new0 (GrTask, 1);
      task->node = gr_node_ref (node);
      task->grads = g_new0 (GrTensor *, node->n_outputs);
      task->wanted = TRUE;
      g_hash_table_insert (run->tasks, node, task);
    }
  return task;
}

static gint
oldest_first (gconstpointer a, gconstpointer b)
{
  const GrTask *x = *(GrTask *const *) a, *y = *(GrTask *const *) b;
  return x->node->kind == GR_NODE_ACCUMULATE   ? -1
         : y->node->kind == GR_NODE_ACCUMULATE ? 1
                                               : (x->node->sequence > y->node->sequence) * 2 - 1;
}

/* Where gradients are asked for by name, only what leads to them is run. */
static void
mark_wanted (GrRun *run, GPtrArray *found)
{
  g_ptr_array_sort (found, oldest_first);
  for (guint i = 0; i < found->len; i++)
    {
      GrTask *task = found->pdata[i];
      task->wanted = FALSE;
      for (gsize k = 0; k < run->n_inputs; k++)
        task->wanted |= run->input_edges[k].node == task->node;
      for (guint k = 0; k < task->node->n_edges; k++)
        {
          GrNode *next = task->node->edges[k].node;
          GrTask *next_task = next ? g_hash_table_lookup (run->tasks, next) : NULL;
          task->wanted |= next_task && next_task->wanted;
        }
    }
}

static void
discover (GrRun *run, const GrEdge *roots, gsize n_roots)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  gboolean is_new;
  for (gsize i = 0; i < n_roots; i++)
    {
      GrTask *task = task_for (run, roots[i].node, &is_new);
      if (is_new)
        g_ptr_array_add (stack, task);
    }
  while (stack->len > 0)
    {
      GrTask *task = g_ptr_array_steal_index_fast (stack, stack->len - 1);
      g_ptr_array_add (found, task);
      for (guint i = 0; i < task->node->n_edges; i++)
        if (task->node->edges[i].node)
          {
            GrTask *next = task_for (run, task->node->edges[i].node, &is_new);
            next->waiting++;
            if (is_new)
              g_ptr_array_add (stack, next);
          }
    }
  if (run->inputs)
    mark_wanted (run, found);
}

/* --- gradients on their way ------------------------------------------------------------------ */

/* Sums over what was broadcast and casts to the dtype of the input. */
static GrTensor *
to_form (GrScope *s, GrTensor *grad, const GrGradForm *form)
{
  gboolean same = grad->ndim == form->ndim
                  && memcmp (grad->shape, form->shape, form->ndim * sizeof (gint64)) == 0;
  if (!same)
    grad = gx_sum_to_size (s, grad, gr_form_shape (form));
  if (grad && grad->dtype != form->dtype)
    grad = gx_to_dtype (s, grad, form->dtype);
  if (grad && !gr_device_equal (grad->device, form->device))
    grad = gx_to_device (s, grad, form->device);
  return grad;
}

static void
arrive (GrRun *run, GrScope *s, GrTask *task, guint output, GrTensor *grad)
{
  GrTensor **place = &task->grads[output];
  GrTensor *sum = *place ? gx_add (s, *place, grad, gr_int (1)) : grad;
  if (!sum)
    return;
  gr_tensor_ref (sum);
  if (*place)
    gr_tensor_unref (*place);
  *place = sum;
}

/* Tensor hooks, retained gradients and gradients asked for by name, before the node runs. */
static gboolean
see_arrivals (GrRun *run, GrTask *task, GrScope *s)
{
  GrNode *node = task->node;
  for (guint i = 0; i < node->n_outputs; i++)
    {
      GrGradSlot *slot = node->kind == GR_NODE_ACCUMULATE ? gr_autograd_of (node->variable)->slot
                                                          : node->slots[i];
      if (!task->grads[i])
        continue;
      for (guint k = 0; slot && slot->hooks && k < slot->hooks->len; k++)
        {
          Hook hook = g_array_index (slot->hooks, Hook, k);
          GrTensor *other = hook.func (task->grads[i], hook.user, &s->error);
          if (s->error)
            {
              g_clear_pointer (&other, gr_tensor_unref);
              return FALSE;
            }
          if (other)
            {
              gr_tensor_unref (task->grads[i]);
              task->grads[i] = other;
            }
        }
      if (slot && slot->retain && node->kind != GR_NODE_ACCUMULATE && !run->inputs)
        {
          GrTensor *grad = gr_tensor_ref (task->grads[i]);
          g_clear_pointer (&slot->grad, gr_tensor_unref);
          slot->grad = grad;
        }
      for (gsize k = 0; k < run->n_inputs; k++)
        if (run->input_edges[k].node == node && run->input_edges[k].output_nr == i)
          {
            g_clear_pointer (&run->caught[k], gr_tensor_unref);
            run->caught[k] = gr_tensor_ref (task->grads[i]);
          }
    }
  return TRUE;
}

/* --- running one node ------------------------------------------------------------------------ */

/* The first gradient is taken as it is where nobody else holds it; later ones are added in place,
 * so that gradients that live in a flat arena stay there. */
static void
accumulate (GrRun *run, GrScope *s, GrTask *task)
{
  GrTensor *leaf = task->node->variable;
  GrTensor *grad = task->grads[0];
  GrTensor *have = gr_tensor_grad (leaf);
  if (run->inputs || !grad)
    return;
  if (have && run->create_graph)
    {
      GrTensor *sum = gx_add (s, have, grad, gr_int (1));
      if (sum)
        gr_tensor_set_grad (leaf, sum);
    }
  else if (have)
    gx_add_ (s, have, grad, gr_int (1));
  else
    {
      gboolean ours = !run->create_graph && grad->storage && gr_tensor_is_contiguous (grad)
                      && g_atomic_int_get (&grad->refs) == 1
                      && g_atomic_int_get (&grad->storage->refs) == 1;
      GrTensor *kept = ours ? grad : gx_clone (s, grad);
      if (kept)
        gr_tensor_set_grad (leaf, kept);
    }
}

static void
run_call (GrRun *run, GrScope *s, GrNode *node, GrTensor **grads, GrTensor **given)
{
  if (node->released && node->op->saves)
    {
      gr_scope_fail (
          s, GR_ERROR_AUTOGRAD,
          "Trying to backward through the graph a second time (or directly access saved "
          "tensors after they have already been freed). Saved intermediate values of the graph "
          "are freed when you call .backward() or autograd.grad(). Specify "
          "retain_graph=True if you need to backward through the graph a second time or if "
          "you need to access saved tensors after calling backward.");
      return;
    }
  GrStep step = { run, node, grads, given };
  GrBackward b = { node->op, node->args, s, &step };
  node->op->backward (&b);
}

/* An in-place call on a view, seen from the base: outside the view the gradient goes through;
 * inside it goes through the call. */
static void
run_copy_slices (GrRun *run, GrScope *s, GrNode *node, GrTensor *grad, GrTensor **given)
{
  gint64 extent = 1;
  for (gint i = 0; i < node->base.ndim; i++)
    extent += MAX (node->base.shape[i] - 1, 0) * node->base.stride[i];
  GrTensor *flat = gx_zeros (s, GR_INTS (extent), node->base.dtype, node->base.device);
  GrTensor *whole = gx_as_strided (s, flat, gr_form_shape (&node->base),
                                   gr_form_strides (&node->base), 0);
  gx_copy_ (s, whole, grad);
  GrTensor *part = gx_as_strided (s, flat, gr_form_shape (&node->view),
                                  gr_form_strides (&node->view),
                                  node->view.offset - node->base.offset);
  GrTensor *received = part ? gx_clone (s, part) : NULL;
  if (!received)
    return;
  run_call (run, s, node->inner, &received, given);
  if (given[0])
    gx_copy_ (s, part, given[0]);
  else
    gx_zero_ (s, part);
  if (s->error)
    return;
  g_clear_pointer (&given[0], gr_tensor_unref);
  given[0] = gr_tensor_ref (whole);
}

static gint64
now_ns (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec * G_GINT64_CONSTANT (1000000000) + t.tv_nsec;
}

static void
run_node (GrRun *run, GrScope *s, GrTask *task, GrTensor **given)
{
  GrNode *node = task->node;
  gboolean arrived = FALSE;
  for (guint i = 0; i < node->n_outputs; i++)
    arrived |= task->grads[i] != NULL;
  if (!arrived || !task->wanted)
    return;
  gint64 start = listener.func ? now_ns () : 0;
  if (node->kind == GR_NODE_ACCUMULATE)
    accumulate (run, s, task);
  else if (node->kind == GR_NODE_COPY_SLICES)
    run_copy_slices (run, s, node, task->grads[0], given);
  else
    run_call (run, s, node, task->grads, given);
  if (listener.func && !s->error)
    listener.func (node, task->grads, node->n_outputs, given, node->n_edges, now_ns () - start,
                   listener.user);
}

static void
deliver (GrRun *run, GrScope *s, GrNode *node, GrTensor **given)
{
  for (guint i = 0; i < node->n_edges; i++)
    {
      GrNode *next = node->edges[i].node;
      if (!next)
        continue;
      GrTask *task = g_hash_table_lookup (run->tasks, next);
      GrTensor *grad = given[i] && !s->error ? to_form (s, given[i], &node->edges[i].form) : NULL;
      if (grad)
        arrive (run, s, task, node->edges[i].output_nr, grad);
      if (--task->waiting == 0)
        heap_push (run->heap, task);
    }
}

static gboolean
run_task (GrRun *run, GrTask *task, GError **error)
{
  GrScope scope = GR_SCOPE_INIT;
  GrNode *node = task->node;
  GrTensor *few[8] = { NULL };
  GrTensor **given = node->n_edges <= G_N_ELEMENTS (few) ? few : g_new0 (GrTensor *, node->n_edges);

  GrNode *outer = current;

  current = node;
  if (see_arrivals (run, task, &scope))
    run_node (run, &scope, task, given);
  if (!scope.error)
    deliver (run, &scope, node, given);
  current = outer;
  for (guint i = 0; i < node->n_edges; i++)
    g_clear_pointer (&given[i], gr_tensor_unref);
  if (given != few)
    g_free (given);
  for (guint i = 0; i < node->n_outputs; i++)
    g_clear_pointer (&task->grads[i], gr_tensor_unref);
  if (!run->retain_graph && node->kind != GR_NODE_ACCUMULATE)
    gr_node_release (node);
  return gr_scope_end (&scope, error);
}

/* --- the run --------------------------------------------------------------------------------- */

static gboolean
seed (GrRun *run, GrTensor *output, GrTensor *gradient, GrEdge *root, GrScope *s)
{
  gr_gradient_edge (output, root);
  if (!root->node)
    {
      gr_scope_fail (s, GR_ERROR_AUTOGRAD,
                     "element 0 of tensors does not require grad and does not have a grad_fn");
      return FALSE;
    }
  if (!gradient && gr_tensor_numel (output) != 1)
    {
      gr_scope_fail (s, GR_ERROR_AUTOGRAD,
                     "grad can be implicitly created only for scalar outputs");
      return FALSE;
    }
  if (gradient && !gr_tensor_same_shape (gradient, output))
    {
      g_autofree char *got = gr_tensor_shape_string (gradient);
      g_autofree char *want = gr_tensor_shape_string (output);
      gr_scope_fail (
          s, GR_ERROR_SHAPE,
          "Mismatch in shape: grad_output[0] has a shape of %s and output[0] has a shape of %s.",
          got, want);
      return FALSE;
    }
  return TRUE;
}

static gboolean
execute (GrRun *run, GrTensor *const *outputs, GrTensor *const *gradients, gsize n, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  g_autofree GrEdge *roots = g_new0 (GrEdge, n);
  gboolean ok = TRUE;
  for (gsize i = 0; i < n && ok; i++)
    ok = seed (run, outputs[i], gradients ? gradients[i] : NULL, &roots[i], &s);
  if (ok)
    discover (run, roots, n);
  for (gsize i = 0; i < n && ok; i++)
    {
      GrTensor *gradient = gradients ? gradients[i] : NULL;
      if (!gradient)
        gradient = gx_ones (&s, gr_tensor_shape (outputs[i]), outputs[i]->dtype,
                            outputs[i]->device);
      GrTask *task = g_hash_table_lookup (run->tasks, roots[i].node);
      if (gradient)
        arrive (run, &s, task, roots[i].output_nr, gradient);
    }
  GHashTableIter iter;
  GrTask *task;
  g_hash_table_iter_init (&iter, run->tasks);
  while (ok && g_hash_table_iter_next (&iter, NULL, (gpointer *) &task))
    if (task->waiting == 0)
      heap_push (run->heap, task);
  ok = gr_scope_end (&s, error);
  while (ok && run->heap->len > 0)
    ok = run_task (run, heap_pop (run->heap), error);
  for (gsize i = 0; i < n; i++)
    if (roots[i].node)
      gr_node_unref (roots[i].node);
  return ok;
}

static gboolean
run_backward (GrRun *run, GrTensor *const *outputs, GrTensor *const *gradients, gsize n,
              GrBackwardOptions options, GError **error)
{
  run->create_graph = options.create_graph;
  run->retain_graph = options.retain_graph || options.create_graph;
  run->tasks = g_hash_table_new_full (NULL, NULL, NULL, task_free);
  run->heap = g_ptr_array_new ();
  gboolean before = gr_set_grad_enabled (options.create_graph);
  gboolean ok = execute (run, outputs, gradients, n, error);
  gr_set_grad_enabled (before);
  g_ptr_array_unref (run->heap);
  g_hash_table_unref (run->tasks);
  return ok;
}

gboolean
gr_backward_many (GrTensor *const *outputs, GrTensor *const *gradients, gsize n,
                  GrBackwardOptions options, GError **error)
{
  GrRun run = { 0 };
  return run_backward (&run, outputs, gradients, n, options, error);
}

gboolean
gr_backward (GrTensor *output, GrTensor *gradient, GrBackwardOptions options, GError **error)
{
  return gr_backward_many (&output, gradient ? &gradient : NULL, 1, options, error);
}

gboolean
gr_autograd_grad (GrTensor *const *outputs, GrTensor *const *gradients, gsize n_outputs,
                  GrTensor *const *inputs, gsize n_inputs, GrBackwardOptions options,
                  gboolean allow_unused, GrTensor **grads, GError **error)
{
  GrRun run = { .inputs = inputs, .n_inputs = n_inputs, .caught = grads };
  gboolean ok = TRUE;
  run.input_edges = g_new0 (GrEdge, n_inputs);
  memset (grads, 0, n_inputs * sizeof *grads);
  for (gsize i = 0; i < n_inputs; i++)
    {
      gr_gradient_edge (inputs[i], &run.input_edges[i]);
      if (!run.input_edges[i].node && ok)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_AUTOGRAD,
                       "One of the differentiated Tensors does not require grad");
          ok = FALSE;
        }
    }
  ok = ok && run_backward (&run, outputs, gradients, n_outputs, options, error);
  for (gsize i = 0; i < n_inputs && ok && !allow_unused; i++)
    if (!grads[i])
      {
        g_set_error (
            error, GR_ERROR, GR_ERROR_AUTOGRAD,
            "One of the differentiated Tensors appears to not have been used in the graph. "
            "Set allow_unused=True if this is the desired behavior.");
        ok = FALSE;
      }
  for (gsize i = 0; i < n_inputs; i++)
    {
      if (run.input_edges[i].node)
        gr_node_unref (run.input_edges[i].node);
      if (!ok)
        g_clear_pointer (&grads[i], gr_tensor_unref);
    }
  g_free (run.input_edges);
  return ok;
}

void
gr_autograd_init (void)
{
  gr_call_set_recorder (&gr_autograd_recorder);
}
