/* loops.c - see loops.h.
 *
 * Operands that lie contiguously in the compute dtype are handed to the kernel where they are;
 * others pass through a buffer that fits in the first-level cache.
 */
#include "loops.h"

#include "cast.h"
#include "plan.h"
#include "pool.h"

#define BUFFER_ELEMENTS 1024
/* Rows at least this long are worth a kernel call each; shorter ones are gathered several at a
 * time. */
#define LONG_ROW 512

typedef struct
{
  GrPlan       plan;
  gint64       tile_size;
  GrDType      compute_in;
  GrDType      compute_out;
  GrLoopKernel kernel;
  const void  *params;
  gboolean     by_rows; /* a kernel call never crosses the end of a row */
  /* Of operand k: handed over as it lies; the same element over a whole row (or everywhere). */
  gboolean     direct[GR_PLAN_MAX_INPUTS + 1];
  gboolean     uniform[GR_PLAN_MAX_INPUTS + 1];
  gboolean     all_direct;
} Loop;

typedef struct
{
  _Alignas (64) guint8 raw[BUFFER_ELEMENTS * 8]; /* gathered, before conversion */
  _Alignas (64) guint8 operand[GR_PLAN_MAX_INPUTS + 1][BUFFER_ELEMENTS * 8];
  gconstpointer uniform_from[GR_PLAN_MAX_INPUTS + 1]; /* what operand[k] is full of, and … */
  gsize         uniform_n[GR_PLAN_MAX_INPUTS + 1];    /* … how many times */
} Buffers;

static void
loop_choose (Loop *loop)
{
  const GrPlan *plan = &loop->plan;
  gint last = plan->ndim - 1;

  loop->by_rows = plan->ndim == 1 || plan->shape[last] >= LONG_ROW;
  loop->all_direct = TRUE;
  for (gint k = 0; k < plan->n_operands; k++)
    {
      GrDType compute = k == 0 ? loop->compute_out : loop->compute_in;
      gboolean lies_flat = loop->by_rows ? plan->stride[k][last] == 1 : gr_plan_dense (plan, k);

      loop->direct[k] = lies_flat && plan->dtype[k] == compute;
      loop->uniform[k] = k > 0 && plan->stride[k][last] == 0;
      for (gint d = 0; d < last && !loop->by_rows; d++)
        loop->uniform[k] &= plan->stride[k][d] == 0;
      loop->all_direct &= loop->direct[k];
    }
}

/* Input @k at positions @first onwards, contiguous and of the compute dtype. */
static gconstpointer
fetch (const Loop *loop, Buffers *buffers, gint k, gint64 first, gsize n)
{
  const GrPlan *plan = &loop->plan;
  gpointer place = gr_plan_at (plan, k, first);
  gpointer buffer = buffers->operand[k];

  if (loop->direct[k])
    return place;
  if (loop->uniform[k])
    {
      if (buffers->uniform_from[k] == place && buffers->uniform_n[k] >= n)
        return buffer;
      buffers->uniform_from[k] = place;
      buffers->uniform_n[k] = n;
    }
  if (plan->dtype[k] == loop->compute_in)
    {
      gr_plan_gather (plan, k, first, n, buffer);
      return buffer;
    }
  gr_plan_gather (plan, k, first, n, buffers->raw);
  gr_cast_run (loop->compute_in, buffer, plan->dtype[k], buffers->raw, n);
  return buffer;
}

static void
store (const Loop *loop, Buffers *buffers, gint64 first, gsize n)
{
  gconstpointer result = buffers->operand[0];

  if (loop->plan.dtype[0] != loop->compute_out)
    {
      gr_cast_run (loop->plan.dtype[0], buffers->raw, loop->compute_out, result, n);
      result = buffers->raw;
    }
  gr_plan_scatter (&loop->plan, 0, first, n, result);
}

static void
loop_tile (gint64 tile, gint thread, gpointer user)
{
  const Loop *loop = user;
  const GrPlan *plan = &loop->plan;
  gint64 row = plan->shape[plan->ndim - 1];
  gint64 first = tile * loop->tile_size;
  gint64 end = MIN (first + loop->tile_size, plan->numel);
  const void *in[GR_PLAN_MAX_INPUTS];
  Buffers buffers;

  for (gint k = 0; k < plan->n_operands; k++)
    buffers.uniform_from[k] = NULL;
  while (first < end)
    {
      gsize n = end - first;

      if (loop->by_rows)
        n = MIN (n, (gsize) (row - first % row));
      if (!loop->all_direct)
        n = MIN (n, BUFFER_ELEMENTS);
      for (gint k = 1; k < plan->n_operands; k++)
        in[k - 1] = fetch (loop, &buffers, k, first, n);
      if (loop->direct[0])
        loop->kernel (n, in, gr_plan_at (plan, 0, first), loop->params);
      else
        {
          loop->kernel (n, in, buffers.operand[0], loop->params);
          store (loop, &buffers, first, n);
        }
      first += n;
    }
}

gboolean
gr_loop_run (GrTensor *out, GrTensor *const *in, guint n_in, GrDType compute_in,
             GrDType compute_out, GrLoopKernel kernel, const void *params, GError **error)
{
  Loop loop = { .compute_in = compute_in, .compute_out = compute_out, .kernel = kernel,
                .params = params };

  if (!gr_plan_init (&loop.plan, out, in, n_in, error))
    return FALSE;
  if (loop.plan.numel == 0)
    return TRUE;
  loop_choose (&loop);
  loop.tile_size = gr_plan_tile_size (loop.plan.numel);
  gr_pool_run ((loop.plan.numel + loop.tile_size - 1) / loop.tile_size, loop_tile, &loop);
  return TRUE;
}
