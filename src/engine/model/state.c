/* state.c - the values of a GrModule's parameters and buffers: loading, keeping, clearing
 * gradients. See module.h. */
#include "module-private.h"

#include <string.h>

#include "gradus-functions.h"

void
gr_module_zero_grad (GrModule *module)
{
  if (module->gradients)
    gr_tensor_zero_ (module->gradients, NULL);
}

GrOptimizer *
gr_module_optimizer (GrModule *module, const GrOptimizerKind *kind, const GrOptions *options,
                     GError **error)
{
  g_autoptr (GArray) params = g_array_new (FALSE, FALSE, sizeof (GrOptimizerParam));

  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *each = gr_module_tensor (module, i);
      GrOptimizerParam param = { each->name, each->tensor, each->lr_factor, each->frozen };

      if (!each->is_buffer)
        g_array_append_val (params, param);
    }
  return gr_optimizer_new (kind, options, gr_module_parameters (module),
                           gr_module_gradients (module), (GrOptimizerParam *) params->data,
                           params->len, error);
}

/* --- load_state_dict -------------------------------------------------------------------------- */

/* What is wrong with a state, each in PyTorch's words. */
typedef struct
{
  GString *missing, *unexpected, *mismatched;
} Complaints;

static void
append_key (GString *text, const char *key)
{
  g_string_append_printf (text, "%s\"%s\"", text->len ? ", " : "", key);
}

/* "torch.Size([10, 5])" */
static char *
size_text (const GrTensor *tensor)
{
  g_autofree char *shape = gr_tensor_shape_string (tensor);

  return g_strdup_printf ("torch.Size(%s)", shape);
}

static void
complain_of_shape (Complaints *complaints, const char *name, const GrTensor *given,
                   const GrTensor *own)
{
  g_autofree char *from = size_text (given), *to = size_text (own);

  g_string_append_printf (complaints->mismatched,
                          "\n\tsize mismatch for %s: copying a param with shape %s from "
                          "checkpoint, the shape in current model is %s.",
                          name, from, to);
}

static void
compare (GrModule *module, GHashTable *given, const char *const *names, guint n, gboolean strict,
         Complaints *complaints)
{
  for (guint i = 0; i < module->entries->len; i++)
    {
      const GrModuleTensor *own = gr_module_tensor (module, i);
      const GrTensor       *tensor = g_hash_table_lookup (given, own->name);

      if (tensor && !gr_tensor_same_shape (tensor, own->tensor))
        complain_of_shape (complaints, own->name, tensor, own->tensor);
      else if (!tensor && strict)
        append_key (complaints->missing, own->name);
    }
  for (guint i = 0; strict && i < n; i++)
    if (!gr_module_find (module, names[i]))
      append_key (complaints->unexpected, names[i]);
}

static gboolean
report (const Complaints *complaints, GError **error)
{
  g_autoptr (GString) text = g_string_new ("Error(s) in loading state_dict:");

  if (complaints->unexpected->len)
    g_string_append_printf (text, "\n\tUnexpected key(s) in state_dict: %s.",
                            complaints->unexpected->str);
  if (complaints->missing->len)
    g_string_append_printf (text, "\n\tMissing key(s) in state_dict: %s.",
                            complaints->missing->str);
  g_string_append (text, complaints->mismatched->str);
  if (!complaints->unexpected->len && !complaints->missing->len && !complaints->mismatched->len)
    return TRUE;
  g_set_error_literal (error, GR_ERROR, GR_ERROR_MODEL, text->str);
  return FALSE;
}

static gboolean
copy_in (GrModule *module, GHashTable *given, GError **error)
{
  const gboolean before = gr_set_grad_enabled (FALSE);
  gboolean       ok = TRUE;

  for (guint i = 0; ok && i < module->entries->len; i++)
    {
      const GrModuleTensor *own = gr_module_tensor (module, i);
      GrTensor             *tensor = g_hash_table_lookup (given, own->name);

      if (!tensor)
        continue;
      g_autoptr (GrTensor) here = gr_tensor_to_device (tensor, module->device, error);
      ok = here && gr_tensor_copy_ (own->tensor, here, error);
    }
  gr_set_grad_enabled (before);
  return ok;
}

gboolean
gr_module_load (GrModule *module, const char *const *names, GrTensor *const *tensors, guint n,
                gboolean strict, GError **error)
{
  g_autoptr (GHashTable) given = g_hash_table_new (g_str_hash, g_str_equal);
  Complaints complaints = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };
  gboolean   ok;

  for (guint i = 0; i < n; i++)
    g_hash_table_insert (given, (gpointer) names[i], tensors[i]);
  compare (module, given, names, n, strict, &complaints);
  ok = report (&complaints, error);
  g_string_free (complaints.missing, TRUE);
  g_string_free (complaints.unexpected, TRUE);
  g_string_free (complaints.mismatched, TRUE);
  return ok && copy_in (module, given, error);
}

/* --- keeping ---------------------------------------------------------------------------------- */

gboolean
gr_module_keep (GrModule *module, GrKept *kept, const char *origin, GError **error)
{
  for (guint i = 0; i < module->entries->len; i++)
    {
      const GrEntry    *entry = gr_module_entry (module, i);
      const GrRunBlock *block = gr_module_run_block (module, entry->run_block);
      const gboolean    before = gr_set_grad_enabled (FALSE);
      g_autoptr (GrTensor) plain = gr_tensor_to_device (entry->public.tensor, GR_CPU, error);
      g_autoptr (GrTensor) copy = plain ? gr_tensor_clone (plain, error) : NULL;

      gr_set_grad_enabled (before);
      if (!copy)
        return FALSE;
      gr_kept_set (kept, block->id, block->copy, block->kind->parameters[entry->parameter].name,
                   copy, origin);
    }
  return TRUE;
}

GrTensor *
gr_module_kept_value (GrModule *module, guint i, GrKept *kept)
{
  const GrEntry    *entry = gr_module_entry (module, i);
  const GrRunBlock *block = gr_module_run_block (module, entry->run_block);

  return gr_kept_value (kept, block->id, block->copy,
                        block->kind->parameters[entry->parameter].name);
}
