/* reduce.c - see reduce.h: how an input of any strides is walked and cut into tiles.
 *
 * Results are numbered in the order in which the kept dimensions lie in memory, and so are the
 * reduced elements of each. Where the elements that lie closest together are reduced, a kernel gets
 * runs of them; where they are kept, it gets rows to add below one another. Few results of many
 * elements are cut into chunks, whose partial results are then joined in order.
 */
#include "reduce.h"

#include "cast.h"
#include "loops.h"
#include "pool.h"
#include "reduce-kernels.h"

#include <math.h>
#include <string.h>

/* Elements that are worth a tile. */
#define TILE_WORK 16384

typedef struct
{
  gint   n;
  gint   dim[GR_MAX_DIMS]; /* of the input, before merging */
  gint64 shape[GR_MAX_DIMS];
  gint64 stride[GR_MAX_DIMS];
  gint64 numel;
} Axes;

typedef struct
{
  GrReduceKind           kind;
  const GrReduceKernels *kernels;
  gint                   variant; /* into the kernels' arrays */
  gboolean               integer; /* what is accumulated: gint64 or double */
  gdouble                param;
  const gdouble         *centre; /* per result, or NULL */
  GrDType                dtype, compute;
  gsize                  size;
  const guint8          *data;
  Axes                   kept, reduced;
  gboolean               by_columns;
  gint64                 chunk, n_chunks; /* of the reduced elements */
  gint64                 group, n_groups; /* of the results */
  guint64               *partial;         /* [n_chunks][n_results], each a gdouble or gint64 */
} Reduction;

gsize
gr_reduced_shape (GrInts from, guint mask, gboolean keepdim, gint64 *shape)
{
  gsize n = 0;

  for (gsize i = 0; i < from.n; i++)
    if (!((mask >> i) & 1))
      shape[n++] = from.v[i];
    else if (keepdim)
      shape[n++] = 1;
  return n;
}

/* --- axes ------------------------------------------------------------------------------------ */

/* The dims of @in that are in @mask, the widest stride first. */
static void
axes_init (Axes *axes, const GrTensor *in, guint mask)
{
  axes->n = 0;
  axes->numel = 1;
  for (gint d = 0; d < in->ndim; d++)
    if ((mask >> d) & 1)
      {
        gint at = axes->n++;

        for (; at > 0 && axes->stride[at - 1] < in->stride[d]; at--)
          {
            axes->dim[at] = axes->dim[at - 1];
            axes->shape[at] = axes->shape[at - 1];
            axes->stride[at] = axes->stride[at - 1];
          }
        axes->dim[at] = d;
        axes->shape[at] = in->shape[d];
        axes->stride[at] = in->stride[d];
        axes->numel *= in->shape[d];
      }
}

/* Drops sizes of 1 and merges neighbours that are evenly spaced; the order of elements stays. */
static void
axes_merge (Axes *axes)
{
  gint n = 0;

  for (gint d = 0; d < axes->n; d++)
    {
      if (axes->shape[d] == 1)
        continue;
      if (n > 0 && axes->stride[n - 1] == axes->stride[d] * axes->shape[d])
        axes->shape[n - 1] *= axes->shape[d];
      else
        axes->shape[n++] = axes->shape[d];
      axes->stride[n - 1] = axes->stride[d];
    }
  if (n == 0)
    {
      axes->shape[0] = 1;
      axes->stride[0] = 1;
      n = 1;
    }
  axes->n = n;
}

/* Where element @i of the axes is; @left is how many follow evenly spaced, itself included. */
static gint64
axes_at (const Axes *axes, gint64 i, gint64 *left)
{
  gint last = axes->n - 1;
  gint64 inner = i % axes->shape[last], at = inner * axes->stride[last];

  *left = axes->shape[last] - inner;
  i /= axes->shape[last];
  for (gint d = last - 1; d >= 0; d--)
    {
      at += i % axes->shape[d] * axes->stride[d];
      i /= axes->shape[d];
    }
  return at;
}

/* --- tiles ----------------------------------------------------------------------------------- */

/* @n elements from @at, @stride apart, contiguous and of the compute dtype: in place or in @buffer,
 * which has room for GR_REDUCE_BLOCK elements. */
static gconstpointer
fetch (const Reduction *job, gint64 at, gint64 stride, gint64 n, guint64 *buffer)
{
  const guint8 *from = job->data + at * (gint64) job->size;
  guint64 raw[GR_REDUCE_BLOCK];

  if (stride == 1 && job->dtype == job->compute)
    return from;
  if (job->dtype == job->compute)
    gr_move_run (job->size, buffer, 1, from, stride, n);
  else
    {
      gr_move_run (job->size, raw, 1, from, stride, n);
      gr_cast_run (job->compute, buffer, job->dtype, raw, n);
    }
  return buffer;
}

static void
reduce_runs (const Reduction *job, gint64 result, gint64 first, gint64 end, guint64 *acc)
{
  guint64 buffer[GR_REDUCE_BLOCK];
  gint64 stride = job->reduced.stride[job->reduced.n - 1], left;
  gint64 base = axes_at (&job->kept, result, &left);
  gboolean direct = stride == 1 && job->dtype == job->compute;

  while (first < end)
    {
      gint64 at = base + axes_at (&job->reduced, first, &left);
      gint64 n = MIN (left, end - first);

      if (!direct)
        n = MIN (n, GR_REDUCE_BLOCK);
      job->kernels->run[job->variant](acc, fetch (job, at, stride, n, buffer), n, job->param,
                                      job->centre ? job->centre + result : NULL);
      first += n;
    }
}

/* Results @result to @result + @width - 1, which are @spacing apart. */
static void
reduce_columns (const Reduction *job, gint64 result, gint64 width, gint64 first, gint64 end,
                guint64 *acc)
{
  guint64 buffer[GR_REDUCE_BLOCK];
  gint64 spacing = job->kept.stride[job->kept.n - 1];
  gint64 stride = job->reduced.stride[job->reduced.n - 1], left;
  gint64 base = axes_at (&job->kept, result, &left);
  gboolean direct = spacing == 1 && job->dtype == job->compute;

  while (first < end)
    {
      gint64 at = base + axes_at (&job->reduced, first, &left);
      gint64 rows = direct ? MIN (left, end - first) : 1;

      job->kernels->columns[job->variant](acc, fetch (job, at, spacing, width, buffer), rows,
                                          stride, width, job->param,
                                          job->centre ? job->centre + result : NULL);
      first += rows;
    }
}

static void
reduce_tile (gint64 tile, gint thread, gpointer user)
{
  const Reduction *job = user;
  gint64 chunk = tile / job->n_groups, n_results = job->kept.numel;
  gint64 result = tile % job->n_groups * job->group;
  gint64 end_result = MIN (result + job->group, n_results);
  gint64 first = chunk * job->chunk, end = MIN (first + job->chunk, job->reduced.numel);
  gint64 row = job->kept.shape[job->kept.n - 1];
  guint64 *acc = job->partial + chunk * n_results;
  guint64 start;

  if (job->integer)
    memcpy (&start, &job->kernels->start_integer, sizeof start);
  else
    memcpy (&start, &job->kernels->start, sizeof start);
  for (gint64 i = result; i < end_result; i++)
    acc[i] = start;
  while (result < end_result)
    {
      gint64 width = job->by_columns
                         ? MIN (MIN (row - result % row, end_result - result), GR_REDUCE_WIDTH)
                         : 1;

      if (job->by_columns)
        reduce_columns (job, result, width, first, end, acc + result);
      else
        reduce_runs (job, result, first, end, acc + result);
      result += width;
    }
}

/* Cuts the work by its shape alone. */
static void
cut (Reduction *job)
{
  gint64 results = job->kept.numel, elements = job->reduced.numel;
  gint64 width = job->by_columns ? MIN (job->kept.shape[job->kept.n - 1], GR_REDUCE_WIDTH) : 1;
  gint64 least = MAX (TILE_WORK / MAX (width, 1), GR_REDUCE_BLOCK_ROWS);

  job->group = MAX (width, TILE_WORK / MAX (elements, 1));
  job->n_groups = (results + job->group - 1) / job->group;
  job->chunk = elements;
  if (job->n_groups < 32 && elements > 2 * least)
    {
      job->chunk = MAX (least, (elements + 63) / 64);
      job->chunk = (job->chunk + GR_REDUCE_BLOCK - 1) / GR_REDUCE_BLOCK * GR_REDUCE_BLOCK;
    }
  job->n_chunks = elements ? (elements + job->chunk - 1) / job->chunk : 1;
}

/* --- after the tiles -------------------------------------------------------------------------- */

static gdouble
finished (const Reduction *job, gdouble value, gdouble centre)
{
  gdouble n = job->reduced.numel;

  switch (job->kind)
    {
    case GR_REDUCE_MEAN:
      return value / n;
    case GR_REDUCE_NORM:
      return sqrt (value);
    case GR_REDUCE_POWER:
      return pow (value, 1 / job->param);
    case GR_REDUCE_VAR:
      return value / MAX (n - job->param, 0);
    case GR_REDUCE_STD:
      return sqrt (value / MAX (n - job->param, 0));
    case GR_REDUCE_LOGSUMEXP:
      return log (value) + centre;
    default:
      return value;
    }
}

static void
finish_tile (gint64 tile, gint thread, gpointer user)
{
  const Reduction *job = user;
  gint64 n_results = job->kept.numel, first = tile * TILE_WORK;
  gint64 n = MIN (TILE_WORK, n_results - first);
  guint64 *acc = job->partial + first;

  for (gint64 chunk = 1; chunk < job->n_chunks; chunk++)
    job->kernels->join (acc, acc + chunk * n_results, n, job->integer);
  for (gint64 i = 0; i < n && !job->integer; i++)
    {
      gdouble value;

      memcpy (&value, &acc[i], sizeof value);
      value = finished (job, value, job->centre ? job->centre[first + i] : 0);
      memcpy (&acc[i], &value, sizeof value);
    }
}

/* A tensor with @like's elements in the order in which results are numbered, seen in that order. */
static GrTensor *
in_result_order (GrTensor *like, const Axes *kept, gint in_ndim, GError **error)
{
  gint64 shape[GR_MAX_DIMS], ordered[GR_MAX_DIMS];
  gint rank[GR_MAX_DIMS]; /* of each input dim among the kept ones */

  for (gint d = 0, n = 0; d < in_ndim; d++)
    {
      gboolean is_kept = FALSE;

      for (gint k = 0; k < kept->n; k++)
        is_kept |= kept->dim[k] == d;
      rank[d] = is_kept ? (like->ndim == in_ndim ? d : n) : -1;
      n += is_kept;
    }
  for (gint k = 0; k < kept->n; k++)
    {
      shape[k] = kept->shape[k];
      ordered[k] = like->stride[rank[kept->dim[k]]];
    }
  return gr_tensor_new_view (like, gr_ints (shape, kept->n), gr_ints (ordered, kept->n),
                             like->offset, error);
}

gboolean
gr_reduce (GrReduceKind kind, GrTensor *out, GrTensor *in, guint mask, gdouble param,
           GrTensor *centre, GError **error)
{
  gboolean counts = kind == GR_REDUCE_ANY || kind == GR_REDUCE_ALL || kind == GR_REDUCE_COUNT;
  GrDType compute = in->dtype == GR_FLOAT64           ? GR_FLOAT64
                    : gr_dtype_is_floating (in->dtype) ? GR_FLOAT32
                                                       : GR_INT64;
  Reduction job = { .kind = kind,
                    .kernels = gr_reduce_kernels (kind),
                    .param = param,
                    .variant = compute == GR_FLOAT32   ? 0
                               : compute == GR_FLOAT64 ? 1
                                                       : 2,
                    .integer = counts || compute == GR_INT64,
                    .dtype = in->dtype,
                    .compute = compute,
                    .size = gr_dtype_size (in->dtype),
                    .data = gr_tensor_data (in) };

  g_return_val_if_fail (job.kernels->run[job.variant] != NULL, FALSE);
  axes_init (&job.kept, in, ~mask);
  axes_init (&job.reduced, in, mask);
  if (job.kept.numel == 0)
    return TRUE;

  g_autoptr (GrTensor) target = in_result_order (out, &job.kept, in->ndim, error);
  g_autoptr (GrTensor) centre_seen = target && centre
                                         ? in_result_order (centre, &job.kept, in->ndim, error)
                                         : NULL;
  g_autoptr (GrTensor) centres = NULL;
  if (!target || (centre && !centre_seen))
    return FALSE;
  if (centre)
    {
      centres = gr_tensor_new (GR_FLOAT64, GR_CPU, gr_tensor_shape (target), error);
      if (!centres || !gr_copy (centres, centre_seen, error))
        return FALSE;
      gdouble *c = gr_tensor_data (centres);
      for (gint64 i = 0; i < job.kept.numel && kind == GR_REDUCE_LOGSUMEXP; i++)
        c[i] = isinf (c[i]) ? 0 : c[i];
      job.centre = c;
    }
  axes_merge (&job.kept);
  axes_merge (&job.reduced);
  job.by_columns = job.kept.numel > 1
                   && (job.reduced.numel == 1
                       || job.reduced.stride[job.reduced.n - 1] > job.kept.stride[job.kept.n - 1]);
  cut (&job);

  GrDType wide = job.integer ? GR_INT64 : GR_FLOAT64;
  g_autoptr (GrTensor) partial
      = gr_tensor_new (wide, GR_CPU, GR_INTS (job.n_chunks, job.kept.numel), error);
  g_autoptr (GrTensor) results = NULL;
  if (!partial)
    return FALSE;
  job.partial = gr_tensor_data (partial);
  gr_pool_run (job.n_chunks * job.n_groups, reduce_tile, &job);
  gr_pool_run ((job.kept.numel + TILE_WORK - 1) / TILE_WORK, finish_tile, &job);
  gint64 strides[GR_MAX_DIMS];
  gr_contiguous_strides (gr_tensor_shape (target), strides);
  results = gr_tensor_new_view (partial, gr_tensor_shape (target), gr_ints (strides, target->ndim),
                                0, error);
  return results && gr_copy (target, results, error);
}

gboolean
gr_reduce_var (GrTensor *var, GrTensor *mean, GrTensor *in, guint mask, gdouble correction,
               gboolean root, GError **error)
{
  g_autoptr (GrTensor) centre = gr_tensor_new (GR_FLOAT64, GR_CPU, gr_tensor_shape (var), error);

  return centre && gr_reduce (GR_REDUCE_MEAN, centre, in, mask, 0, NULL, error)
         && gr_reduce (root ? GR_REDUCE_STD : GR_REDUCE_VAR, var, in, mask, correction, centre,
                       error)
         && (!mean || gr_copy (mean, centre, error));
}
