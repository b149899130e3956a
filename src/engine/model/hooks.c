/* hooks.c - functions that a module calls as its blocks run, forward and backward. See module.h.
 *
 * What a block that is hooked backward reads and gives are views of their own. So the gradient that
 * arrives at a view is that of this block's use alone, whoever else reads the same tensor.
 */
#include "module-private.h"

#include "../autograd/autograd.h"
#include "gradus-functions.h"

typedef struct
{
  guint          id;
  guint          block;
  GrForwardHook  forward;
  GrBackwardHook backward;
  gpointer       user;
  GDestroyNotify free_user;
} Hook;

static void
hook_clear (Hook *hook)
{
  if (hook->free_user)
    hook->free_user (hook->user);
}

/* --- adding, removing ------------------------------------------------------------------------- */

static guint
add (GrModule *module, const char *block, Hook hook)
{
  for (guint i = 0; i < module->blocks->len; i++)
    if (g_str_equal (gr_module_run_block (module, i)->name, block))
      {
        hook.block = i;
        hook.id = ++module->last_hook;
        if (!module->hooks)
          {
            module->hooks = g_array_new (FALSE, FALSE, sizeof (Hook));
            g_array_set_clear_func (module->hooks, (GDestroyNotify) hook_clear);
          }
        g_array_append_val (module->hooks, hook);
        return hook.id;
      }
  return 0;
}

guint
gr_module_add_forward_hook (GrModule *module, const char *block, GrForwardHook hook, gpointer user,
                            GDestroyNotify free_user)
{
  return add (module, block, (Hook){ .forward = hook, .user = user, .free_user = free_user });
}

guint
gr_module_add_backward_hook (GrModule *module, const char *block, GrBackwardHook hook,
                             gpointer user, GDestroyNotify free_user)
{
  return add (module, block, (Hook){ .backward = hook, .user = user, .free_user = free_user });
}

void
gr_module_remove_hook (GrModule *module, guint id)
{
  for (guint i = 0; module->hooks && i < module->hooks->len; i++)
    if (g_array_index (module->hooks, Hook, i).id == id)
      {
        g_array_remove_index (module->hooks, i);
        return;
      }
}

/* --- backward --------------------------------------------------------------------------------- */

/* One way of one block through a pass; lives as long as a hook on one of its tensors. */
typedef struct
{
  GrModule *module;
  guint     block;
  guint     n_inputs, n_awaited, n_arrived;
  GrTensor *grad_inputs[GR_BLOCK_MANY_INPUTS];
  GrTensor *grad_output;
} Passage;

typedef struct
{
  Passage *passage; /* g_rc_box */
  guint    input;
} Place;

static void
passage_forget (Passage *passage)
{
  for (guint i = 0; i < passage->n_inputs; i++)
    g_clear_pointer (&passage->grad_inputs[i], gr_tensor_unref);
  g_clear_pointer (&passage->grad_output, gr_tensor_unref);
  passage->n_arrived = 0;
}

static void
passage_clear (Passage *passage)
{
  passage_forget (passage);
  gr_module_unref (passage->module);
}

static void
place_free (Place *place)
{
  g_rc_box_release_full (place->passage, (GDestroyNotify) passage_clear);
  g_free (place);
}

/* Once all that is awaited is there. */
static void
tell (Passage *passage)
{
  const GArray *hooks = passage->module->hooks;

  for (guint i = 0; hooks && i < hooks->len; i++)
    {
      const Hook *hook = &g_array_index (hooks, Hook, i);

      if (hook->backward && hook->block == passage->block)
        hook->backward (&gr_module_run_block (passage->module, passage->block)->label,
                        passage->grad_inputs, passage->n_inputs, passage->grad_output, hook->user);
    }
  passage_forget (passage);
}

static GrTensor *
output_gradient (GrTensor *grad, gpointer user, GError **error)
{
  Passage *passage = ((Place *) user)->passage;

  passage_forget (passage);
  passage->grad_output = gr_tensor_ref (grad);
  if (passage->n_awaited == 0)
    tell (passage);
  return NULL;
}

static GrTensor *
input_gradient (GrTensor *grad, gpointer user, GError **error)
{
  Place   *place = user;
  Passage *passage = place->passage;

  passage->grad_inputs[place->input] = gr_tensor_ref (grad);
  if (++passage->n_arrived == passage->n_awaited)
    tell (passage);
  return NULL;
}

/* A view of @tensor that tells @passage of its gradient. (transfer full) */
static GrTensor *
watched (Passage *passage, GrTensor *tensor, GrTensorHook hook, guint input, GError **error)
{
  GrTensor *view = gr_tensor_view (tensor, gr_tensor_shape (tensor), error);
  Place    *place;

  if (!view)
    return NULL;
  place = g_new (Place, 1);
  *place = (Place){ g_rc_box_acquire (passage), input };
  gr_tensor_add_hook (view, hook, place, (GDestroyNotify) place_free);
  return view;
}

/* --- a block ---------------------------------------------------------------------------------- */

static gboolean
is_hooked (GrModule *module, guint block, gboolean backward)
{
  for (guint i = 0; i < module->hooks->len; i++)
    {
      const Hook *hook = &g_array_index (module->hooks, Hook, i);

      if (hook->block == block && (backward ? hook->backward != NULL : hook->forward != NULL))
        return TRUE;
    }
  return FALSE;
}

/* Calls the forward hooks, each with the output of the one before. @output is (transfer full). */
static GrTensor *
call_forward (GrModule *module, guint index, GrTensor *const *inputs, guint n_inputs,
              GrTensor *output, GError **error)
{
  for (guint i = 0; i < module->hooks->len; i++)
    {
      const Hook *hook = &g_array_index (module->hooks, Hook, i);
      GError     *cause = NULL;
      GrTensor   *other;

      if (!hook->forward || hook->block != index)
        continue;
      other = hook->forward (&gr_module_run_block (module, index)->label, inputs, n_inputs, output,
                             hook->user, &cause);
      if (other || cause)
        {
          gr_tensor_unref (output);
          output = other;
        }
      if (cause)
        {
          g_clear_pointer (&output, gr_tensor_unref);
          g_propagate_error (error, cause);
          return NULL;
        }
    }
  return output;
}

static GrTensor *
run (GrModule *module, guint index, GrTensor *const *inputs, guint n_inputs, GError **error)
{
  const GrRunBlock *block = gr_module_run_block (module, index);
  GrTensor         *output = gr_module_run_one (module, index, FALSE, inputs, n_inputs,
                                                block->parameters, module->training, error);

  return output ? call_forward (module, index, inputs, n_inputs, output, error) : NULL;
}

static GrTensor *
run_watched (GrModule *module, guint index, GrTensor *const *inputs, guint n_inputs,
             GError **error)
{
  Passage  *passage = g_rc_box_new0 (Passage);
  GrTensor *seen[GR_BLOCK_MANY_INPUTS] = { NULL };
  GrTensor *output = NULL;
  gboolean  ok = TRUE;

  passage->module = gr_module_ref (module);
  passage->block = index;
  passage->n_inputs = n_inputs;
  for (guint i = 0; ok && i < n_inputs; i++)
    {
      const gboolean awaited = gr_tensor_requires_grad (inputs[i]);

      seen[i] = awaited ? watched (passage, inputs[i], input_gradient, i, error)
                        : gr_tensor_ref (inputs[i]);
      passage->n_awaited += awaited;
      ok = seen[i] != NULL;
    }
  if (ok)
    output = run (module, index, seen, n_inputs, error);
  if (output && gr_tensor_requires_grad (output))
    {
      g_autoptr (GrTensor) plain = output;

      output = watched (passage, plain, output_gradient, 0, error);
    }
  for (guint i = 0; i < n_inputs; i++)
    g_clear_pointer (&seen[i], gr_tensor_unref);
  g_rc_box_release_full (passage, (GDestroyNotify) passage_clear);
  return output;
}

GrTensor *
gr_module_run_hooked (GrModule *module, guint index, GrTensor *const *inputs, guint n_inputs,
                      GError **error)
{
  if (gr_grad_enabled () && is_hooked (module, index, TRUE))
    return run_watched (module, index, inputs, n_inputs, error);
  return run (module, index, inputs, n_inputs, error);
}
