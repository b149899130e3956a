/* tensor-autograd.c - what a tensor carries for autograd: requires_grad, grad, grad_fn, hooks,
 * modes. */
#include "node.h"

static __thread gboolean grad_disabled;

gboolean
gr_grad_enabled (void)
{
  return !grad_disabled;
}

gboolean
gr_set_grad_enabled (gboolean enabled)
{
  gboolean before = !grad_disabled;
  grad_disabled = !enabled;
  return before;
}

/* --- slots ----------------------------------------------------------------------------------- */

GrGradSlot *
gr_grad_slot_ref (GrGradSlot *slot)
{
  g_atomic_ref_count_inc (&slot->refs);
  return slot;
}

static void
clear_hook (gpointer data)
{
  Hook *hook = data;
  if (hook->free_user)
    hook->free_user (hook->user);
}

void
gr_grad_slot_unref (GrGradSlot *slot)
{
  if (!g_atomic_ref_count_dec (&slot->refs))
    return;
  g_clear_pointer (&slot->grad, gr_tensor_unref);
  g_clear_pointer (&slot->hooks, g_array_unref);
  g_free (slot);
}

/* Also reachable from the node that computes the tensor, so that backward finds it. */
GrGradSlot *
gr_grad_slot_of (GrTensor *tensor)
{
  GrAutograd *autograd = gr_autograd_of (tensor);
  if (!autograd->slot)
    {
      autograd->slot = g_new0 (GrGradSlot, 1);
      g_atomic_ref_count_init (&autograd->slot->refs);
    }
  GrNode *node = gr_tensor_grad_fn (tensor);
  if (node && !node->slots[autograd->output_nr])
    node->slots[autograd->output_nr] = gr_grad_slot_ref (autograd->slot);
  return autograd->slot;
}

/* --- GrTensor.autograd ----------------------------------------------------------------------- */

static void
autograd_free (gpointer data)
{
  GrAutograd *autograd = data;
  g_clear_pointer (&autograd->grad_fn, gr_node_unref);
  g_clear_pointer (&autograd->slot, gr_grad_slot_unref);
  g_clear_pointer (&autograd->base, gr_tensor_unref);
  g_free (autograd);
}

GrAutograd *
gr_autograd_of (GrTensor *tensor)
{
  if (!tensor->autograd)
    {
      tensor->autograd = g_new0 (GrAutograd, 1);
      tensor->autograd_free = autograd_free;
    }
  return tensor->autograd;
}

gboolean
gr_tensor_requires_grad (const GrTensor *tensor)
{
  const GrAutograd *autograd = tensor->autograd;
  if (!autograd)
    return FALSE;
  return autograd->requires_grad || (autograd->base && gr_tensor_requires_grad (autograd->base));
}

gboolean
gr_tensor_set_requires_grad (GrTensor *tensor, gboolean requires_grad, GError **error)
{
  if (requires_grad && !gr_dtype_is_floating (tensor->dtype))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_AUTOGRAD,
                   "only Tensors of floating point dtype can require gradients");
      return FALSE;
    }
  if (!requires_grad && !gr_tensor_is_leaf (tensor))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_AUTOGRAD,
                   "you can only change requires_grad flags of leaf variables. If you want to use "
                   "a computed variable in a subgraph that doesn't require differentiation use "
                   "var_no_grad = var.detach().");
      return FALSE;
    }
  if (requires_grad || tensor->autograd)
    gr_autograd_of (tensor)->requires_grad = requires_grad;
  return TRUE;
}

gboolean
gr_tensor_is_leaf (const GrTensor *tensor)
{
  return gr_tensor_grad_fn (tensor) == NULL;
}

GrTensor *
gr_tensor_grad (const GrTensor *tensor)
{
  const GrAutograd *autograd = tensor->autograd;
  return autograd && autograd->slot ? autograd->slot->grad : NULL;
}

void
gr_tensor_set_grad (GrTensor *tensor, GrTensor *grad)
{
  GrGradSlot *slot = gr_grad_slot_of (tensor);
  GrTensor *before = slot->grad;
  slot->grad = grad ? gr_tensor_ref (grad) : NULL;
  if (before)
    gr_tensor_unref (before);
}

void
gr_tensor_retain_grad (GrTensor *tensor)
{
  gr_grad_slot_of (tensor)->retain = TRUE;
}

GrTensor *
gr_tensor_detach (GrTensor *tensor)
{
  return gr_tensor_alias (tensor);
}

guint
gr_tensor_output_nr (const GrTensor *tensor)
{
  const GrAutograd *autograd = tensor->autograd;
  return autograd ? autograd->output_nr : 0;
}

guint
gr_tensor_add_hook (GrTensor *tensor, GrTensorHook func, gpointer user, GDestroyNotify free_user)
{
  static gint last_id;
  GrGradSlot *slot = gr_grad_slot_of (tensor);
  Hook hook = { g_atomic_int_add (&last_id, 1) + 1, func, user, free_user };
  if (!slot->hooks)
    {
      slot->hooks = g_array_new (FALSE, FALSE, sizeof (Hook));
      g_array_set_clear_func (slot->hooks, clear_hook);
    }
  g_array_append_val (slot->hooks, hook);
  return hook.id;
}

void
gr_tensor_remove_hook (GrTensor *tensor, guint id)
{
  GArray *hooks = gr_grad_slot_of (tensor)->hooks;
  for (guint i = 0; hooks && i < hooks->len; i++)
    if (g_array_index (hooks, Hook, i).id == id)
      {
        g_array_remove_index (hooks, i);
        break;
      }
}
