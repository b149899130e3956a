/* conv-gemm.c - convolution as matrix products, for what the direct kernels do not suit: few
 * images, or large ones.
 *
 * "Columns" are the matrix whose row (c, i, j) holds, for each output pixel, the input pixel that
 * tap meets there. Forward is weight x columns; the weights' gradient is grad_output x columns';
 * the data gradient is weight' x grad_output, added back to where the columns came from. Columns
 * are made in pieces that stay in the cache.
 */
#include "conv-paths.h"

#include "gemm.h"
#include "pool.h"

#include <stdatomic.h>
#include <string.h>

enum
{
  SHARED_SLOT,
  TILE_SLOT,
};

#define COLUMNS_BYTES (256 << 10) /* of a piece, about */
#define MAX_PARTIALS  8
#define ENOUGH_TILES  32

typedef struct
{
  const GrConvShape *shape;
  GrDType            dtype;
  gsize              size;
  gint64             in_channels, out_channels; /* of a group */
  gint64             area, pixels;              /* of the kernel, of an output plane */
  gint64             chunk;                     /* output pixels in a piece of columns */
  gint64             n_chunks;
  gint64             channels; /* input channels in a tile … */
  gint64             n_cuts;   /* … and tiles for all of a group's */
  gint64             n_partials, per_partial;
  const guint8      *input, *weight, *bias, *grad_output;
  guint8            *output, *grad_input, *partials;
  gboolean           rectify;
  _Atomic gboolean   failed;
} Job;

/* --- columns -------------------------------------------------------------------------------- */

/* Output pixels in one row that a tap meets in one row of inputs: @before of them over the left
 * edge, @inside ones from input element @at on, @after over the right edge. */
typedef struct
{
  gint64 before, inside, after;
  gint64 at;
} Strip;

/* From output pixel @q to the end of its row, or to pixel @end if that comes first. */
static inline Strip
strip_at (const GrConvShape *s, gint64 q, gint64 end, gint64 i, gint64 j)
{
  gint64 y = q / s->out_w, x = q % s->out_w, n = MIN (s->out_w - x, end - q);
  gint64 row = y * s->stride_h - s->padding_h + i * s->dilation_h;
  gint64 column = x * s->stride_w - s->padding_w + j * s->dilation_w;
  gint64 to_left = column < 0 ? (-column + s->stride_w - 1) / s->stride_w : 0;
  gint64 to_right = column < s->in_w ? (s->in_w - 1 - column) / s->stride_w + 1 : 0;

  if (row < 0 || row >= s->in_h || to_left >= n || to_right <= to_left)
    return (Strip){ .before = n };
  to_right = MIN (to_right, n);
  return (Strip){ to_left, to_right - to_left, n - to_right,
                  row * s->in_w + column + to_left * s->stride_w };
}

#define REAL       gfloat
#define NAME(name) name##_f32
#include "conv-gemm-template.h"
#undef REAL
#undef NAME

#define REAL       gdouble
#define NAME(name) name##_f64
#include "conv-gemm-template.h"

/* A 1x1 filter's columns are the image itself. */
static gboolean
is_pointwise (const GrConvShape *s)
{
  return s->kernel_h == 1 && s->kernel_w == 1 && s->stride_h == 1 && s->stride_w == 1
         && s->padding_h == 0 && s->padding_w == 0;
}

/* Columns of a piece as a matrix: made in @room, or where the pixels already are. */
static GrMatrix
columns_of (const Job *job, const guint8 *planes, gint64 channels, gint64 first, gint64 n,
            gpointer room)
{
  if (is_pointwise (job->shape))
    return (GrMatrix){ (gpointer) (planes + first * job->size), job->pixels, 1, 0 };
  if (job->dtype == GR_FLOAT32)
    im2col_f32 (job->shape, (const gfloat *) planes, channels, first, n, room);
  else
    im2col_f64 (job->shape, (const gdouble *) planes, channels, first, n, room);
  return (GrMatrix){ room, n, 1, 0 };
}

/* --- tiles ---------------------------------------------------------------------------------- */

static guint8 *
tile_room (Job *job, gint64 channels)
{
  guint8 *room = gr_scratch (TILE_SLOT, channels * job->area * job->chunk * job->size);

  if (room == NULL)
    atomic_store (&job->failed, TRUE);
  return room;
}

/* A piece of the pixels of one image and group. */
static void
forward_tile (gint64 tile, gint thread, gpointer user)
{
  Job *job = user;
  const GrConvShape *s = job->shape;
  gint64 first = tile % job->n_chunks * job->chunk;
  gint64 n = MIN (job->chunk, job->pixels - first);
  gint64 image_group = tile / job->n_chunks, group = image_group % s->groups;
  gint64 plane = s->in_h * s->in_w;
  const guint8 *planes = job->input + image_group * job->in_channels * plane * job->size;
  guint8 *out = job->output + (image_group * job->out_channels * job->pixels + first) * job->size;
  gint64 k = job->in_channels * job->area;
  GrGemm gemm = { 1, job->out_channels, n, k, .alpha = 1, .beta = job->bias != NULL };
  guint8 *room = tile_room (job, job->in_channels);

  if (room == NULL)
    return;
  for (gint64 o = 0; job->bias != NULL && o < job->out_channels; o++)
    {
      gint64 channel = group * job->out_channels + o;

      if (job->dtype == GR_FLOAT32)
        fill_f32 ((gfloat *) out + o * job->pixels, n, ((const gfloat *) job->bias)[channel]);
      else
        fill_f64 ((gdouble *) out + o * job->pixels, n, ((const gdouble *) job->bias)[channel]);
    }
  gemm.a = (GrMatrix){ (gpointer) (job->weight + group * job->out_channels * k * job->size), k, 1,
                       0 };
  gemm.b = columns_of (job, planes, job->in_channels, first, n, room);
  gemm.c = (GrMatrix){ out, job->pixels, 1, 0 };
  gr_gemm (job->dtype, &gemm);
  for (gint64 o = 0; job->rectify && o < job->out_channels; o++)
    if (job->dtype == GR_FLOAT32)
      rectify_f32 ((gfloat *) out + o * job->pixels, n);
    else
      rectify_f64 ((gdouble *) out + o * job->pixels, n);
}

/* Some input channels of one image and group. */
static void
data_tile (gint64 tile, gint thread, gpointer user)
{
  Job *job = user;
  const GrConvShape *s = job->shape;
  gint64 channel = tile % job->n_cuts * job->channels;
  gint64 channels = MIN (job->channels, job->in_channels - channel);
  gint64 image_group = tile / job->n_cuts, group = image_group % s->groups;
  gint64 plane = s->in_h * s->in_w, k = job->in_channels * job->area;
  guint8 *planes
      = job->grad_input + (image_group * job->in_channels + channel) * plane * job->size;
  guint8 *room = tile_room (job, channels);

  if (room == NULL)
    return;
  memset (planes, 0, channels * plane * job->size);
  for (gint64 first = 0; first < job->pixels; first += job->chunk)
    {
      gint64 n = MIN (job->chunk, job->pixels - first);
      GrGemm gemm = { 1, channels * job->area, n, job->out_channels, .alpha = 1 };

      gemm.a = (GrMatrix){ (gpointer) (job->weight
                                       + (group * job->out_channels * k + channel * job->area)
                                             * job->size),
                           1, k, 0 };
      gemm.b = (GrMatrix){ (gpointer) (job->grad_output
                                       + (image_group * job->out_channels * job->pixels + first)
                                             * job->size),
                           job->pixels, 1, 0 };
      gemm.c = (GrMatrix){ room, n, 1, 0 };
      gr_gemm (job->dtype, &gemm);
      if (job->dtype == GR_FLOAT32)
        col2im_f32 (s, (gfloat *) planes, channels, first, n, (const gfloat *) room);
      else
        col2im_f64 (s, (gdouble *) planes, channels, first, n, (const gdouble *) room);
    }
}

/* Some input channels of one group, over the images of one partial sum. */
static void
weight_tile (gint64 tile, gint thread, gpointer user)
{
  Job *job = user;
  const GrConvShape *s = job->shape;
  gint64 channel = tile % job->n_cuts * job->channels;
  gint64 channels = MIN (job->channels, job->in_channels - channel);
  gint64 group = tile / job->n_cuts % s->groups, partial = tile / job->n_cuts / s->groups;
  gint64 k = job->in_channels * job->area, plane = s->in_h * s->in_w;
  gint64 end = MIN ((partial + 1) * job->per_partial, s->n);
  guint8 *sums = job->partials
                 + ((partial * s->groups + group) * job->out_channels * k + channel * job->area)
                       * job->size;
  guint8 *room = tile_room (job, channels);
  gdouble beta = 0;

  if (room == NULL)
    return;
  for (gint64 image = partial * job->per_partial; image < end; image++)
    for (gint64 first = 0; first < job->pixels; first += job->chunk, beta = 1)
      {
        gint64 n = MIN (job->chunk, job->pixels - first);
        gint64 image_group = image * s->groups + group;
        GrGemm gemm = { 1, job->out_channels, channels * job->area, n, .alpha = 1, .beta = beta };
        GrMatrix columns = columns_of (
            job, job->input + (image_group * job->in_channels + channel) * plane * job->size,
            channels, first, n, room);

        gemm.a = (GrMatrix){ (gpointer) (job->grad_output
                                         + (image_group * job->out_channels * job->pixels + first)
                                               * job->size),
                             job->pixels, 1, 0 };
        gemm.b = (GrMatrix){ columns.data, columns.column, columns.row, 0 };
        gemm.c = (GrMatrix){ sums, k, 1, 0 };
        gr_gemm (job->dtype, &gemm);
      }
}

typedef struct
{
  const Job *job;
  guint8    *to;
} SumJob;

#define SUM_TILE 4096

static void
add_partials_tile (gint64 tile, gint thread, gpointer user)
{
  const SumJob *sum = user;
  const Job *job = sum->job;
  gint64 n = job->shape->out_channels * job->in_channels * job->area;
  gint64 end = MIN ((tile + 1) * SUM_TILE, n);

  for (gint64 p = 0; p < job->n_partials; p++)
    for (gint64 i = tile * SUM_TILE; i < end; i++)
      if (job->dtype == GR_FLOAT32)
        ((gfloat *) sum->to)[i]
            = (p ? ((gfloat *) sum->to)[i] : 0) + ((const gfloat *) job->partials)[p * n + i];
      else
        ((gdouble *) sum->to)[i]
            = (p ? ((gdouble *) sum->to)[i] : 0) + ((const gdouble *) job->partials)[p * n + i];
}

/* One output channel. */
static void
bias_tile (gint64 tile, gint thread, gpointer user)
{
  const SumJob *sum = user;
  const Job *job = sum->job;
  gdouble total = 0;

  for (gint64 image = 0; image < job->shape->n; image++)
    {
      gint64 at = (image * job->shape->out_channels + tile) * job->pixels;

      if (job->dtype == GR_FLOAT32)
        total += sum_f32 ((const gfloat *) job->grad_output + at, job->pixels);
      else
        total += sum_f64 ((const gdouble *) job->grad_output + at, job->pixels);
    }
  if (job->dtype == GR_FLOAT32)
    ((gfloat *) sum->to)[tile] = total;
  else
    ((gdouble *) sum->to)[tile] = total;
}

/* --- calls ---------------------------------------------------------------------------------- */

static void
job_init (Job *job, GrDType dtype, const GrConvShape *s)
{
  job->shape = s;
  job->dtype = dtype;
  job->size = gr_dtype_size (dtype);
  job->in_channels = s->in_channels / s->groups;
  job->out_channels = s->out_channels / s->groups;
  job->area = s->kernel_h * s->kernel_w;
  job->pixels = s->out_h * s->out_w;
  job->chunk = COLUMNS_BYTES / (job->in_channels * job->area * (gint64) job->size) / 32 * 32;
  job->chunk = CLAMP (job->chunk, MIN (64, job->pixels), job->pixels);
  job->n_chunks = (job->pixels + job->chunk - 1) / job->chunk;
}

/* Cuts the input channels until there are tiles enough, @others being those that the rest gives. */
static void
cut_channels (Job *job, gint64 others)
{
  gint64 cuts = MIN ((ENOUGH_TILES + others - 1) / others, (job->in_channels + 7) / 8);

  job->channels = (job->in_channels + cuts - 1) / cuts;
  job->n_cuts = (job->in_channels + job->channels - 1) / job->channels;
}

gboolean
gr_conv_gemm_forward (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                      gconstpointer weight, gconstpointer bias, gboolean rectify, gpointer output)
{
  Job job = { .input = input, .weight = weight, .bias = bias, .rectify = rectify,
              .output = output };

  job_init (&job, dtype, shape);
  gr_pool_run (shape->n * shape->groups * job.n_chunks, forward_tile, &job);
  return !job.failed;
}

gboolean
gr_conv_gemm_backward (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                       gconstpointer weight, gconstpointer grad_output, gpointer grad_input,
                       gpointer grad_weight, gpointer grad_bias)
{
  Job job = { .input = input, .weight = weight, .grad_output = grad_output,
              .grad_input = grad_input };
  gint64 n_weights;

  job_init (&job, dtype, shape);
  n_weights = shape->out_channels * job.in_channels * job.area;
  if (grad_input != NULL)
    {
      cut_channels (&job, shape->n * shape->groups);
      gr_pool_run (shape->n * shape->groups * job.n_cuts, data_tile, &job);
    }
  if (grad_weight != NULL)
    {
      SumJob sum = { &job, grad_weight };

      job.per_partial = (shape->n + MAX_PARTIALS - 1) / MAX_PARTIALS;
      job.n_partials = (shape->n + job.per_partial - 1) / job.per_partial;
      job.partials = gr_scratch (SHARED_SLOT, job.n_partials * n_weights * job.size);
      if (job.partials == NULL)
        return FALSE;
      cut_channels (&job, job.n_partials * shape->groups);
      gr_pool_run (job.n_partials * shape->groups * job.n_cuts, weight_tile, &job);
      gr_pool_run ((n_weights + SUM_TILE - 1) / SUM_TILE, add_partials_tile, &sum);
    }
  if (grad_bias != NULL)
    gr_pool_run (shape->out_channels, bias_tile, &(SumJob){ &job, grad_bias });
  return !job.failed;
}
