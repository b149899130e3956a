/* checkpoint.c - weights in and out of safetensors files. */
#include "checkpoint.h"

#include <glib/gi18n-lib.h>

#include "../io/safetensors.h"

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

gboolean
gr_weights_take (GrModule *module, GrNamedTensors *list, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) tensors = g_ptr_array_new ();

  for (gsize i = 0; i < gr_named_tensors_length (list); i++)
    {
      const char *name = gr_named_tensors_name (list, i);

      if (gr_checkpoint_is_state (list, name) && !gr_module_find (module, name))
        continue;
      g_ptr_array_add (names, (gpointer) name);
      g_ptr_array_add (tensors, gr_named_tensors_at (list, i));
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
