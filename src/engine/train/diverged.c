/* diverged.c - finding where a value that is not finite first appeared.
 *
 * Nothing is looked at while all goes well. When a loss is not a number, the step is run again with
 * a listener on every operator, which keeps the first output that is not finite and the block it
 * was made in.
 */
#include "diverged.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "../ops/call.h"
#include "evaluate.h"

static gboolean
is_finite (const GrTensor *tensor)
{
  gint64   n = gr_tensor_numel (tensor);
  gboolean contiguous = gr_tensor_is_contiguous (tensor);

  if (!gr_dtype_is_floating (tensor->dtype) || tensor->device.type != GR_DEVICE_CPU)
    return TRUE;
  for (gint64 i = 0; i < n; i++)
    if (!isfinite (contiguous && tensor->dtype == GR_FLOAT32   ? GR_DATA (gfloat, tensor)[i]
                   : contiguous && tensor->dtype == GR_FLOAT64 ? GR_DATA (gdouble, tensor)[i]
                                                               : gr_tensor_get (tensor, i).d))
      return FALSE;
  return TRUE;
}

static const GrModuleTensor *
first_bad_tensor (GrModule *module, gboolean buffers)
{
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *each = gr_module_tensor (module, i);

      if ((buffers || !each->is_buffer) && !is_finite (each->tensor))
        return each;
    }
  return NULL;
}

gboolean
gr_module_is_finite (GrModule *module)
{
  return first_bad_tensor (module, TRUE) == NULL;
}

typedef struct
{
  char *sentence; /* NULL: all has been finite so far */
} Search;

static void
look (const GrCall *call, gint64 nanoseconds, gpointer user)
{
  Search              *search = user;
  const GrModuleBlock *block = gr_module_current ();

  for (guint i = 0; i < call->n_outputs && !search->sentence; i++)
    if (call->outputs[i] && !is_finite (call->outputs[i]))
      search->sentence
          = block ? g_strdup_printf (_ ("%s “%s” gave the first value that is not finite (in %s)"),
                                     block->kind, block->name, gr_op_name (call->op))
                  : g_strdup_printf (_ ("%s gave the first value that is not finite"),
                                     gr_op_name (call->op));
}

static char *
search_pass (GrModule *module, const GrBatch *batch)
{
  guint                 n = gr_module_n_outputs (module);
  g_autofree GrTensor **outputs = g_new0 (GrTensor *, n);
  g_autoptr (GrTensor)  total = NULL;
  Search                search = { NULL };
  guint                 id = gr_call_listen (look, &search);

  gr_module_run_batch (module, batch, outputs, &total, NULL);
  gr_call_unlisten (id);
  gr_outputs_clear (outputs, n);
  return search.sentence;
}

char *
gr_find_divergence (GrModule *module, const GrBatch *batch, gint64 step, gboolean *of_data)
{
  const GrModuleTensor *bad;
  char                 *sentence;

  *of_data = TRUE;
  for (gint i = 0; i < batch->n_inputs; i++)
    if (!is_finite (batch->input[i]))
      return g_strdup_printf (_ ("the data of step %" PRId64 " held a value that is not finite"),
                              step);
  if (batch->target && !is_finite (batch->target))
    return g_strdup_printf (_ ("a target of step %" PRId64 " was not finite"), step);
  *of_data = FALSE;
  /* Not the buffers: the step that failed may have spoilt running statistics itself. */
  bad = first_bad_tensor (module, FALSE);
  if (bad)
    return g_strdup_printf (_ ("%s was no longer finite after step %" PRId64), bad->name, step - 1);
  sentence = search_pass (module, batch);
  return sentence ? sentence : g_strdup (_ ("the loss overflowed"));
}
