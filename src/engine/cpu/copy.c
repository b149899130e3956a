/* copy.c - copying and filling tensors of any strides and dtypes; declared in loops.h.
 *
 * Three ways: straight, in runs through a buffer where a dtype changes, and in square blocks where
 * the two memories are walked in different orders (a transpose), which in runs would touch a cache
 * line for each element.
 */
#include "loops.h"

#include "cast.h"
#include "plan.h"
#include "pool.h"

#define BUFFER_ELEMENTS 1024
#define BLOCK           32

/* --- runs ----------------------------------------------------------------------------------- */

typedef struct
{
  GrPlan   plan;
  gint64   tile_size;
  gboolean to_dense;
  gboolean from_dense;
} Copy;

static void
copy_tile (gint64 tile, gint thread, gpointer user)
{
  const Copy *copy = user;
  const GrPlan *plan = &copy->plan;
  gint64 first = tile * copy->tile_size;
  gint64 end = MIN (first + copy->tile_size, plan->numel);
  _Alignas (64) guint8 raw[BUFFER_ELEMENTS * 8];
  _Alignas (64) guint8 cast[BUFFER_ELEMENTS * 8];

  for (gsize n; first < end; first += n)
    {
      gpointer target = copy->to_dense ? gr_plan_at (plan, 0, first) : cast;
      gconstpointer source = raw;

      n = MIN (end - first, copy->from_dense && copy->to_dense ? end - first : BUFFER_ELEMENTS);
      if (copy->from_dense)
        source = gr_plan_at (plan, 1, first);
      else if (plan->dtype[0] == plan->dtype[1] && copy->to_dense)
        {
          gr_plan_gather (plan, 1, first, n, target);
          continue;
        }
      else
        gr_plan_gather (plan, 1, first, n, raw);
      if (plan->dtype[0] == plan->dtype[1] && !copy->to_dense)
        {
          gr_plan_scatter (plan, 0, first, n, source);
          continue;
        }
      gr_cast_run (plan->dtype[0], target, plan->dtype[1], source, n);
      if (!copy->to_dense)
        gr_plan_scatter (plan, 0, first, n, cast);
    }
}

/* --- blocks --------------------------------------------------------------------------------- */

/* A copy in which the target is contiguous along the plan's last dimension and the source along
 * @source_dim. */
typedef struct
{
  const GrPlan *plan;
  gint          source_dim;
  gint64        n_blocks_source; /* blocks along source_dim … */
  gint64        n_blocks_target; /* … and along the last dimension */
  gint64        n_blocks;
  gint64        blocks_per_tile;
} Transpose;

#define DEFINE_TRANSPOSE(Type)                                                                     \
  static void transpose_##Type (Type *to, gint64 to_stride, const Type *from, gint64 from_stride,  \
                                gint64 n_source, gint64 n_target)                                  \
  {                                                                                                \
    for (gint64 i = 0; i < n_source; i++)                                                          \
      for (gint64 j = 0; j < n_target; j++)                                                        \
        to[i * to_stride + j] = from[j * from_stride + i];                                         \
  }

DEFINE_TRANSPOSE (guint8)
DEFINE_TRANSPOSE (guint16)
DEFINE_TRANSPOSE (guint32)
DEFINE_TRANSPOSE (guint64)

static void
transpose_block (const Transpose *transpose, gint64 block)
{
  const GrPlan *plan = transpose->plan;
  gint source_dim = transpose->source_dim, last = plan->ndim - 1;
  gint64 j = block % transpose->n_blocks_target * BLOCK;
  gint64 i = block / transpose->n_blocks_target % transpose->n_blocks_source * BLOCK;
  gint64 outer = block / transpose->n_blocks_target / transpose->n_blocks_source;
  gint64 n_source = MIN (BLOCK, plan->shape[source_dim] - i);
  gint64 n_target = MIN (BLOCK, plan->shape[last] - j);
  gint64 to_at = i * plan->stride[0][source_dim] + j;
  gint64 from_at = i + j * plan->stride[1][last];
  gint64 to_stride = plan->stride[0][source_dim], from_stride = plan->stride[1][last];

  for (gint d = last - 1; d >= 0; d--)
    if (d != source_dim)
      {
        to_at += outer % plan->shape[d] * plan->stride[0][d];
        from_at += outer % plan->shape[d] * plan->stride[1][d];
        outer /= plan->shape[d];
      }
  switch (plan->size[0])
    {
    case 1:
      transpose_guint8 ((guint8 *) plan->data[0] + to_at, to_stride,
                        (const guint8 *) plan->data[1] + from_at, from_stride, n_source, n_target);
      break;
    case 2:
      transpose_guint16 ((guint16 *) plan->data[0] + to_at, to_stride,
                         (const guint16 *) plan->data[1] + from_at, from_stride, n_source,
                         n_target);
      break;
    case 4:
      transpose_guint32 ((guint32 *) plan->data[0] + to_at, to_stride,
                         (const guint32 *) plan->data[1] + from_at, from_stride, n_source,
                         n_target);
      break;
    default:
      transpose_guint64 ((guint64 *) plan->data[0] + to_at, to_stride,
                         (const guint64 *) plan->data[1] + from_at, from_stride, n_source,
                         n_target);
    }
}

static void
transpose_tile (gint64 tile, gint thread, gpointer user)
{
  const Transpose *transpose = user;
  gint64 first = tile * transpose->blocks_per_tile;
  gint64 end = MIN (first + transpose->blocks_per_tile, transpose->n_blocks);

  for (gint64 block = first; block < end; block++)
    transpose_block (transpose, block);
}

/* Whether the copy is a transpose worth doing in blocks. */
static gboolean
find_transpose (const GrPlan *plan, Transpose *transpose)
{
  gint last = plan->ndim - 1;

  if (plan->dtype[0] != plan->dtype[1] || plan->stride[0][last] != 1 || plan->stride[1][last] <= 1
      || plan->shape[last] < 4)
    return FALSE;
  for (gint d = 0; d < last; d++)
    if (plan->stride[1][d] == 1 && plan->shape[d] >= 4)
      {
        gint64 source_blocks = (plan->shape[d] + BLOCK - 1) / BLOCK;
        gint64 target_blocks = (plan->shape[last] + BLOCK - 1) / BLOCK;
        gint64 area = plan->shape[d] * plan->shape[last];
        gint64 n_blocks = plan->numel / area * source_blocks * target_blocks;
        gint64 tiles = MAX (plan->numel / 8192, 1);

        *transpose = (Transpose){ plan, d, source_blocks, target_blocks, n_blocks,
                                  (n_blocks + tiles - 1) / tiles };
        return TRUE;
      }
  return FALSE;
}

gboolean
gr_copy (GrTensor *to, GrTensor *from, GError **error)
{
  Copy copy;
  Transpose transpose;

  if (!gr_plan_init (&copy.plan, to, &from, 1, error))
    return FALSE;
  if (copy.plan.numel == 0)
    return TRUE;
  if (find_transpose (&copy.plan, &transpose))
    {
      gr_pool_run ((transpose.n_blocks + transpose.blocks_per_tile - 1) / transpose.blocks_per_tile,
                   transpose_tile, &transpose);
      return TRUE;
    }
  copy.tile_size = gr_plan_tile_size (copy.plan.numel);
  copy.to_dense = gr_plan_dense (&copy.plan, 0);
  copy.from_dense = gr_plan_dense (&copy.plan, 1);
  gr_pool_run ((copy.plan.numel + copy.tile_size - 1) / copy.tile_size, copy_tile, &copy);
  return TRUE;
}

/* --- filling -------------------------------------------------------------------------------- */

typedef struct
{
  GrPlan   plan;
  gint64   tile_size;
  gboolean dense;
  guint64  element; /* the value in the tensor's dtype, in the first bytes */
} Fill;

static void
fill_tile (gint64 tile, gint thread, gpointer user)
{
  const Fill *fill = user;
  const GrPlan *plan = &fill->plan;
  gint64 first = tile * fill->tile_size;
  gsize n = MIN (first + fill->tile_size, plan->numel) - first;

  if (fill->dense)
    gr_move_run (plan->size[0], gr_plan_at (plan, 0, first), 1, &fill->element, 0, n);
  else
    {
      _Alignas (64) guint8 buffer[BUFFER_ELEMENTS * 8];

      gr_move_run (plan->size[0], buffer, 1, &fill->element, 0, MIN (n, BUFFER_ELEMENTS));
      for (gsize done = 0; done < n; done += BUFFER_ELEMENTS)
        gr_plan_scatter (plan, 0, first + done, MIN (n - done, BUFFER_ELEMENTS), buffer);
    }
}

void
gr_fill (GrTensor *to, GrScalar value)
{
  Fill fill = { .element = 0 };

  /* Without inputs there is nothing that could fail to broadcast. */
  gr_plan_init (&fill.plan, to, NULL, 0, NULL);
  if (fill.plan.numel == 0)
    return;
  if (value.kind == GR_SCALAR_FLOAT)
    gr_cast_run (to->dtype, &fill.element, GR_FLOAT64, &value.d, 1);
  else
    gr_cast_run (to->dtype, &fill.element, GR_INT64, &value.i, 1);
  fill.dense = gr_plan_dense (&fill.plan, 0);
  fill.tile_size = gr_plan_tile_size (fill.plan.numel);
  gr_pool_run ((fill.plan.numel + fill.tile_size - 1) / fill.tile_size, fill_tile, &fill);
}
