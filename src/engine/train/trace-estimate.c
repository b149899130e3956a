/* trace-estimate.c - what recording a batch takes before it is recorded, and what is left out so
 * that it takes no more than it may. See trace.h.
 *
 * The pass is run on tensors without memory: the same calls, of which only the shapes are found. */
#include "trace-private.h"

#include <string.h>

#include "evaluate.h"

typedef struct
{
  GArray *sizes; /* of gsize: bytes of each storage, at each of its versions */
} Estimate;

static void
add_size (Estimate *estimate, const GrTensor *tensor, guint times)
{
  const gint64 numel = gr_tensor_numel (tensor);
  const gsize  nbytes = (gsize) MAX (numel, 0) * gr_dtype_size (tensor->dtype);

  for (guint i = 0; i < times; i++)
    g_array_append_val (estimate->sizes, nbytes);
}

static void
add_call (const GrCall *call, gint64 nanoseconds, gpointer user)
{
  Estimate *estimate = user;

  for (guint i = 0; i < call->n_args; i++)
    if (gr_arg (call, i) && gr_arg (call, i)->is_number)
      add_size (estimate, gr_arg (call, i), 1);
  if (call->in_place)
    add_size (estimate, call->in_place, 1);
  else if (!(call->op->flags & GR_OP_VIEW))
    for (guint i = 0; i < call->n_outputs; i++)
      if (call->outputs[i])
        add_size (estimate, call->outputs[i], 1);
}

/* The parameters are kept as they are, and after an update; each with its gradient, and what the
 * optimiser keeps before and after. Statistics may be written. */
static void
add_parameters (Estimate *estimate, GrModule *module, const GrTraceOptions *options)
{
  const gboolean updates = options->until == GR_STAGE_UPDATE && options->optimizer;
  const gboolean clips = options->clip_norm > 0 || options->clip_value > 0;

  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *each = gr_module_tensor (module, i);
      guint                 times = each->is_buffer ? 2 : gr_tensor_grad (each->tensor) ? 2 : 1;

      for (guint k = 0; updates && !each->is_buffer && k < GR_OPTIMIZER_MAX_STATES; k++)
        {
          g_autoptr (GrTensor) state = gr_optimizer_state (options->optimizer, each->name, k);

          times += state ? 2 : 0;
        }
      times += updates && !each->is_buffer ? 1 + clips : 0;
      add_size (estimate, each->tensor, times);
    }
}

/* A batch of @size items such as those of @like, without memory. */
static void
meta_batch (GrBatch *batch, const GrBatch *like, gint64 size)
{
  for (gint i = 0; i <= like->n_inputs; i++)
    {
      const GrTensor *real = i < like->n_inputs ? like->input[i] : like->target;
      GrTensor      **place = i < like->n_inputs ? &batch->input[i] : &batch->target;
      gint64          shape[GR_MAX_DIMS];

      if (!real)
        continue;
      memcpy (shape, real->shape, sizeof shape);
      shape[0] = size;
      *place = gr_tensor_new_meta (real->dtype, GR_META, gr_ints (shape, real->ndim));
    }
  batch->size = size;
  batch->n_inputs = like->n_inputs;
}

static gboolean
run (GrModule *module, const GrBatch *batch, const GrTraceOptions *options, GError **error)
{
  const guint           n = gr_module_n_outputs (module);
  g_autofree GrTensor **outputs = g_new0 (GrTensor *, n);
  g_autoptr (GrTensor)  total = NULL;
  gboolean ok = gr_module_forward (module, batch->input, (guint) batch->n_inputs, outputs, error);

  if (ok && options->until >= GR_STAGE_LOSS && gr_module_n_losses (module) > 0)
    ok = gr_module_losses (module, batch->input, (guint) batch->n_inputs, outputs, &batch->target,
                           batch->target ? 1 : 0, NULL, &total, error);
  if (ok && total && options->until >= GR_STAGE_BACKWARD && gr_tensor_requires_grad (total))
    ok = gr_backward (total, NULL, (GrBackwardOptions){ FALSE, FALSE }, error);
  gr_outputs_clear (outputs, n);
  return ok;
}

static gboolean
estimate_sizes (Estimate *estimate, GrModule *module, const GrBatch *like, gint64 batch_size,
                const GrTraceOptions *options, GError **error)
{
  const gboolean  grad = gr_set_grad_enabled (TRUE);
  g_auto (GrBatch) batch = { 0 };
  guint           listener;
  gboolean        ok;

  meta_batch (&batch, like, batch_size);
  for (gint i = 0; i < batch.n_inputs; i++)
    add_size (estimate, batch.input[i], 1);
  if (batch.target)
    add_size (estimate, batch.target, 1);
  add_parameters (estimate, module, options);
  gr_module_pretend (module, TRUE);
  listener = gr_call_listen (add_call, estimate);
  ok = run (module, &batch, options, error);
  gr_call_unlisten (listener);
  gr_module_pretend (module, FALSE);
  gr_set_grad_enabled (grad);
  return ok;
}

/* --- the bound -------------------------------------------------------------------------------- */

static gint
smallest_first (gconstpointer a, gconstpointer b)
{
  const gsize x = *(const gsize *) a, y = *(const gsize *) b;

  return (x > y) - (x < y);
}

/* The largest limit on each of them with which all of them together stay within @bound. */
static gsize
limit_of (GArray *sizes, gsize bound)
{
  gsize left = bound;

  g_array_sort (sizes, smallest_first);
  for (guint i = 0; i < sizes->len; i++)
    {
      const gsize size = g_array_index (sizes, gsize, i), share = left / (sizes->len - i);

      if (size > share)
        return share;
      left -= size;
    }
  return G_MAXSIZE;
}

gboolean
gr_trace_estimate (GrModule *module, const GrBatch *like, gint64 batch_size,
                   const GrTraceOptions *options, gsize *bytes, gsize *limit, GError **error)
{
  const GrTraceOptions standard = GR_TRACE_OPTIONS_INIT;
  Estimate             estimate = { g_array_new (FALSE, FALSE, sizeof (gsize)) };
  gboolean             ok;

  if (!options)
    options = &standard;
  *bytes = 0;
  ok = estimate_sizes (&estimate, module, like, batch_size, options, error);
  for (guint i = 0; ok && i < estimate.sizes->len; i++)
    *bytes += g_array_index (estimate.sizes, gsize, i);
  if (ok && limit)
    *limit = limit_of (estimate.sizes,
                       options->max_bytes ? options->max_bytes : GR_TRACE_MAX_BYTES);
  g_array_unref (estimate.sizes);
  return ok;
}
