/* plan.c - see plan.h. */
#include "plan.h"

#include "cast.h"

/* The strides with which @in is seen in the shape of @out: 0 where it is broadcast. */
static gboolean
broadcast_strides (const GrTensor *out, const GrTensor *in, gint64 *strides, GError **error)
{
  gint lead = out->ndim - in->ndim;

  for (gint d = 0; d < out->ndim; d++)
    {
      gint k = d - lead;

      if (k < 0 || (in->shape[k] == 1 && out->shape[d] != 1))
        strides[d] = 0;
      else if (in->shape[k] == out->shape[d])
        strides[d] = in->stride[k];
      else
        lead = -1;
    }
  if (lead < 0)
    {
      g_autofree char *from = gr_tensor_shape_string (in);
      g_autofree char *to = gr_tensor_shape_string (out);

      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, "shape %s cannot be broadcast to %s", from, to);
      return FALSE;
    }
  return TRUE;
}

static void
drop_unit_dims (GrPlan *plan)
{
  gint kept = 0;

  for (gint d = 0; d < plan->ndim; d++)
    if (plan->shape[d] != 1)
      {
        plan->shape[kept] = plan->shape[d];
        for (gint k = 0; k < plan->n_operands; k++)
          plan->stride[k][kept] = plan->stride[k][d];
        kept++;
      }
  plan->ndim = kept;
}

/* Whether dimension @a should be walked outside of @b: the output's strides decide, then the
 * inputs'. */
static gboolean
is_outer (const GrPlan *plan, gint a, gint b)
{
  for (gint k = 0; k < plan->n_operands; k++)
    {
      gint64 sa = ABS (plan->stride[k][a]), sb = ABS (plan->stride[k][b]);

      if (sa != sb && sa != 0 && sb != 0)
        return sa > sb;
    }
  return a < b;
}

static void
swap_dims (GrPlan *plan, gint a, gint b)
{
  gint64 size = plan->shape[a];

  plan->shape[a] = plan->shape[b];
  plan->shape[b] = size;
  for (gint k = 0; k < plan->n_operands; k++)
    {
      gint64 stride = plan->stride[k][a];

      plan->stride[k][a] = plan->stride[k][b];
      plan->stride[k][b] = stride;
    }
}

static void
sort_dims (GrPlan *plan)
{
  for (gint d = 1; d < plan->ndim; d++)
    for (gint e = d; e > 0 && !is_outer (plan, e - 1, e); e--)
      swap_dims (plan, e - 1, e);
}

static void
merge_dims (GrPlan *plan)
{
  gint last = 0;

  for (gint d = 1; d < plan->ndim; d++)
    {
      gboolean merges = TRUE;

      for (gint k = 0; k < plan->n_operands; k++)
        merges &= plan->stride[k][last] == plan->stride[k][d] * plan->shape[d];
      if (!merges)
        last++;
      plan->shape[last] = merges ? plan->shape[last] * plan->shape[d] : plan->shape[d];
      for (gint k = 0; k < plan->n_operands; k++)
        plan->stride[k][last] = plan->stride[k][d];
    }
  plan->ndim = last + 1;
}

gboolean
gr_plan_init (GrPlan *plan, GrTensor *out, GrTensor *const *in, guint n_in, GError **error)
{
  g_return_val_if_fail (n_in <= GR_PLAN_MAX_INPUTS, FALSE);

  plan->n_operands = n_in + 1;
  plan->ndim = out->ndim;
  plan->numel = gr_tensor_numel (out);
  for (gint d = 0; d < out->ndim; d++)
    plan->shape[d] = out->shape[d];
  for (gint k = 0; k < plan->n_operands; k++)
    {
      GrTensor *tensor = k == 0 ? out : in[k - 1];

      plan->dtype[k] = tensor->dtype;
      plan->size[k] = gr_dtype_size (tensor->dtype);
      plan->data[k] = gr_tensor_data (tensor);
      if (!broadcast_strides (out, tensor, plan->stride[k], error))
        return FALSE;
    }
  drop_unit_dims (plan);
  if (plan->ndim == 0)
    {
      plan->ndim = 1;
      plan->shape[0] = plan->numel;
      for (gint k = 0; k < plan->n_operands; k++)
        plan->stride[k][0] = 1;
      return TRUE;
    }
  sort_dims (plan);
  merge_dims (plan);
  return TRUE;
}

gboolean
gr_plan_dense (const GrPlan *plan, gint operand)
{
  gint64 expected = 1;

  for (gint d = plan->ndim - 1; d >= 0; d--)
    {
      if (plan->stride[operand][d] != expected)
        return FALSE;
      expected *= plan->shape[d];
    }
  return TRUE;
}

/* The coordinates of linear position @i, and through them its place in @operand. */
static guint8 *
locate (const GrPlan *plan, gint operand, gint64 i, gint64 *index)
{
  gint64 offset = 0;

  for (gint d = plan->ndim - 1; d > 0; d--)
    {
      index[d] = i % plan->shape[d];
      i /= plan->shape[d];
      offset += index[d] * plan->stride[operand][d];
    }
  index[0] = i;
  offset += i * plan->stride[operand][0];
  return plan->data[operand] + offset * (gint64) plan->size[operand];
}

gpointer
gr_plan_at (const GrPlan *plan, gint operand, gint64 i)
{
  gint64 index[GR_MAX_DIMS];

  return locate (plan, operand, i, index);
}

/* Moves positions between @operand and contiguous memory, a run along the last dimension at a
 * time. */
static void
move_positions (const GrPlan *plan, gint operand, gint64 first, gsize n, guint8 *buffer,
                gboolean gathers)
{
  const gint64 *stride = plan->stride[operand];
  gsize size = plan->size[operand];
  gint last = plan->ndim - 1;
  gint64 index[GR_MAX_DIMS];
  guint8 *place = locate (plan, operand, first, index);

  while (n > 0)
    {
      gsize run = MIN (n, (gsize) (plan->shape[last] - index[last]));

      if (gathers)
        gr_move_run (size, buffer, 1, place, stride[last], run);
      else
        gr_move_run (size, place, stride[last], buffer, 1, run);
      buffer += run * size;
      n -= run;

      /* To the start of the next run. */
      place -= index[last] * stride[last] * (gint64) size;
      index[last] = 0;
      for (gint d = last - 1; d >= 0; d--)
        {
          place += stride[d] * (gint64) size;
          if (++index[d] < plan->shape[d])
            break;
          place -= index[d] * stride[d] * (gint64) size;
          index[d] = 0;
        }
    }
}

void
gr_plan_gather (const GrPlan *plan, gint operand, gint64 first, gsize n, gpointer to)
{
  move_positions (plan, operand, first, n, to, TRUE);
}

void
gr_plan_scatter (const GrPlan *plan, gint operand, gint64 first, gsize n, gconstpointer from)
{
  move_positions (plan, operand, first, n, (gpointer) from, FALSE);
}

gint64
gr_plan_tile_size (gint64 numel)
{
  return numel < 1 << 18 ? 4096 : 16384;
}
