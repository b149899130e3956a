/* pretend.c - a module whose parameters are for a while stand-ins without memory. See module.h. */
#include "module-private.h"

#include "../autograd/autograd.h"

/* (transfer full) */
static GrTensor *
stand_in (GrTensor *tensor)
{
  const GrInts shape = gr_tensor_shape (tensor);
  GrTensor    *meta = gr_tensor_new_meta (tensor->dtype, GR_META, shape);

  if (gr_tensor_requires_grad (tensor))
    gr_tensor_set_requires_grad (meta, TRUE, NULL);
  if (gr_tensor_grad (tensor))
    {
      g_autoptr (GrTensor) grad = gr_tensor_new_meta (tensor->dtype, GR_META, shape);

      gr_tensor_set_grad (meta, grad);
    }
  return meta;
}

void
gr_module_pretend (GrModule *module, gboolean on)
{
  for (guint i = 0; i < module->entries->len; i++)
    {
      const GrEntry *entry = gr_module_entry (module, i);
      GrTensor      *real = entry->public.tensor;
      GrTensor     **place
          = &gr_module_run_block (module, entry->run_block)->parameters[entry->parameter];

      gr_tensor_unref (*place);
      *place = on ? stand_in (real) : gr_tensor_ref (real);
    }
}
