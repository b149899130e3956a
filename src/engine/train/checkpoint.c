/* checkpoint.c - weights in and out of safetensors files. */
#include "checkpoint.h"

#include <glib/gi18n-lib.h>

#include "../io/safetensors.h"
#include "../model/kept.h"
#include "gradus-functions.h"

/* What a checkpoint holds besides weights. */
static const char *const state_prefixes[] = { "optimizer.", "trainer.", NULL };

gboolean
gr_checkpoint_is_state (GrNamedTensors *list, const char *name)
{
  if (!gr_named_tensors_get (list, GR_CHECKPOINT_PROGRESS))
    return FALSE;
  for (guint i = 0; state_prefixes[i]; i++)
    if (g_str_has_prefix (name, state_prefixes[i]))
      return TRUE;
  return FALSE;
}

gboolean
gr_weights_add (GrModule *module, GrNamedTensors *list, GError **error)
{
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *each = gr_module_tensor (module, i);

      if (!gr_named_tensors_add (list, each->name, each->tensor, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
gr_weights_save (GrModule *module, const char *path, GError **error)
{
  g_autoptr (GrNamedTensors) list = gr_named_tensors_new ();

  return gr_weights_add (module, list, error) && gr_safetensors_write (list, path, error);
}

GrNamedTensors *
gr_weights_copy (GrNamedTensors *list, GError **error)
{
  const gboolean             before = gr_set_grad_enabled (FALSE);
  g_autoptr (GrNamedTensors) copies = gr_named_tensors_new ();
  gboolean                   ok = TRUE;

  for (gsize i = 0; ok && i < gr_named_tensors_length (list); i++)
    {
      g_autoptr (GrTensor) copy = gr_tensor_clone (gr_named_tensors_at (list, i), error);

      ok = copy && gr_named_tensors_add (copies, gr_named_tensors_name (list, i), copy, error);
    }
  for (gsize i = 0; i < gr_named_tensors_n_metadata (list); i++)
    {
      const char *key = gr_named_tensors_metadata_key (list, i);

      gr_named_tensors_set_metadata (copies, key, gr_named_tensors_get_metadata (list, key));
    }
  gr_set_grad_enabled (before);
  return ok ? g_steal_pointer (&copies) : NULL;
}

/* Of a file of kept weights what is of the module's blocks: it may hold more, of blocks that were
 * deleted since. (transfer full) */
static GrNamedTensors *
by_name (GrModule *module, GrKept *kept)
{
  GrNamedTensors *list = gr_named_tensors_new ();

  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      GrTensor *value = gr_module_kept_value (module, i, kept);

      /* A module's names are unique. */
      if (value)
        gr_named_tensors_add (list, gr_module_tensor (module, i)->name, value, NULL);
    }
  return list;
}

gboolean
gr_weights_take (GrModule *module, GrNamedTensors *list, const char *path, GError **error)
{
  g_autoptr (GrKept)         kept = gr_kept_of_list (list);
  g_autoptr (GrNamedTensors) named = kept ? by_name (module, kept) : gr_named_tensors_ref (list);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) tensors = g_ptr_array_new ();

  for (gsize i = 0; i < gr_named_tensors_length (named); i++)
    {
      const char *name = gr_named_tensors_name (named, i);

      if (gr_checkpoint_is_state (named, name) && !gr_module_find (module, name))
        continue;
      g_ptr_array_add (names, (gpointer) name);
      g_ptr_array_add (tensors, gr_named_tensors_at (named, i));
    }
  if (gr_module_load (module, (const char *const *) names->pdata,
                      (GrTensor *const *) tensors->pdata, names->len, TRUE, error))
    return TRUE;
  g_prefix_error (error, _ ("The weights in “%s” do not fit the model: "), path);
  return FALSE;
}

gboolean
gr_weights_load (GrModule *module, const char *path, GError **error)
{
  g_autoptr (GrNamedTensors) list = gr_safetensors_read (path, error);

  return list && gr_weights_take (module, list, path, error);
}
