/* conv-direct.c - convolution over vectors of images: see conv-kernels.h for the layout.
 *
 * A tile is a vector's worth of images: packed, padded with zeros where the filter reaches over
 * the edge, computed and unpacked while it is in the processor's own cache. Strides, dilation,
 * groups and the data gradient's flipped filter are all the same to the kernels: tables of offsets
 * say where a filter's taps and an image's pixels are (conv-tables.h).
 */
#include "conv-paths.h"

#include "conv-tables.h"
#include "pool.h"

#include <stdatomic.h>
#include <string.h>

/* Slots of gr_scratch(): what all tiles share, and a tile's own images. */
enum
{
  SHARED_SLOT,
  TILE_SLOT,
};

/* Of a tile, at most: more than this of scratch memory a thread is out of proportion. */
#define MAX_TILE_BYTES (64 << 20)

/* Sums over images are taken in this many partial sums at most. */
#define MAX_PARTIALS 32

typedef struct
{
  GrConvTables     t;
  gint64           vectors; /* of images */
  gint64           per_tile;
  gconstpointer    input, bias, grad_output;
  gpointer         output, grad_input;
  gboolean         wants_weight, wants_bias;
  gboolean         rectify;
  guint8          *partials; /* [tile][weight and bias] */
  gint64           partial_length;
  _Atomic gboolean failed;
} Job;

static const gdouble zeros[GR_CONV_MAX_BLOCK];

/* --- planes --------------------------------------------------------------------------------- */

static gint64
planes_length (const Job *job, const GrConvPlanes *planes)
{
  return planes->channels * planes->h * planes->w * job->t.kernels->lanes;
}

static gint64
own_length (const Job *job, const GrConvPlanes *planes)
{
  return planes->channels * planes->own_h * planes->own_w * job->t.kernels->lanes;
}

static gboolean
is_padded (const GrConvPlanes *planes)
{
  return planes->h != planes->own_h || planes->w != planes->own_w || planes->top != 0
         || planes->left != 0;
}

/* Images @first onwards of an NCHW array, a vector of them. */
static void
pack_images (const Job *job, const GrConvPlanes *planes, gconstpointer images, gint64 vector,
             gpointer to)
{
  gint64 length = planes->channels * planes->own_h * planes->own_w;
  gint64 lanes = job->t.kernels->lanes, first = vector * lanes;

  job->t.kernels->pack (to, (const guint8 *) images + first * length * job->t.size, length,
                        MIN (lanes, job->t.shape->n - first), length);
}

static void
unpack_images (const Job *job, gint64 length, gconstpointer from, gint64 vector, gpointer images)
{
  gint64 lanes = job->t.kernels->lanes, first = vector * lanes;

  job->t.kernels->unpack ((guint8 *) images + first * length * job->t.size, from, length,
                          MIN (lanes, job->t.shape->n - first), length);
}

/* The planes with their frame of zeros, made from packed images in @to; @from itself where there
 * is no frame. */
static gpointer
pad (const Job *job, const GrConvPlanes *planes, guint8 *from, guint8 *to)
{
  gsize pixel = job->t.kernels->lanes * job->t.size;
  gint64 rows = MIN (planes->own_h, planes->h - planes->top);
  gint64 columns = MIN (planes->own_w, planes->w - planes->left);

  if (!is_padded (planes))
    return from;
  memset (to, 0, planes_length (job, planes) * job->t.size);
  for (gint64 c = 0; c < planes->channels; c++)
    for (gint64 y = 0; y < rows; y++)
      memcpy (to + ((c * planes->h + planes->top + y) * planes->w + planes->left) * pixel,
              from + (c * planes->own_h + y) * planes->own_w * pixel, columns * pixel);
  return to;
}

/* Runs a pass over all groups, with @channels outputs each: a group's planes are @from_group_step
 * elements apart in @from, a channel's @to_channel_step in @to. */
static void
run_pass (const Job *job, const GrConvPass *pass, gint64 channels, const guint8 *from,
          gint64 from_group_step, gint64 to_channel_step, const guint8 *bias, gboolean rectify,
          guint8 *to)
{
  const guint8 *weights = pass->weights;

  for (gint64 g = 0; g < job->t.shape->groups; g++)
    for (gint64 i = 0, c; (c = gr_conv_block_start (job->t.kernels, channels, i)) < channels; i++)
      {
        gint64 block = gr_conv_block_start (job->t.kernels, channels, i + 1) - c;
        gint64 channel = g * channels + c;

        job->t.kernels->sum_taps (block, from + g * from_group_step * job->t.size, weights,
                                  bias ? bias + channel * job->t.size : (const guint8 *) zeros,
                                  pass->n_taps, pass->taps, pass->n_pixels, pass->pixels_in,
                                  pass->pixels_out, rectify,
                                  to + channel * to_channel_step * job->t.size, to_channel_step);
        weights += block * pass->n_taps * job->t.size;
      }
}

/* --- tiles ---------------------------------------------------------------------------------- */

static void
forward_tile (gint64 tile, gint thread, gpointer user)
{
  Job *job = user;
  const GrConvShape *s = job->t.shape;
  gint64 lanes = job->t.kernels->lanes;
  gint64 in_length = own_length (job, &job->t.in_planes);
  gint64 padded_length = is_padded (&job->t.in_planes) ? planes_length (job, &job->t.in_planes) : 0;
  gint64 out_length = s->out_channels * s->out_h * s->out_w * lanes;
  guint8 *packed = gr_scratch (TILE_SLOT, (in_length + padded_length + out_length) * job->t.size);
  guint8 *padded = packed + in_length * job->t.size;
  guint8 *out = padded + padded_length * job->t.size;
  guint8 *from;

  if (packed == NULL)
    {
      atomic_store (&job->failed, TRUE);
      return;
    }
  pack_images (job, &job->t.in_planes, job->input, tile, packed);
  from = pad (job, &job->t.in_planes, packed, padded);
  run_pass (job, &job->t.forward, s->out_channels / s->groups, from,
            planes_length (job, &job->t.in_planes) / s->groups, s->out_h * s->out_w * lanes,
            job->bias, job->rectify, out);
  unpack_images (job, s->out_channels * s->out_h * s->out_w, out, tile, job->output);
}

static void
data_gradient (const Job *job, gint64 vector, guint8 *g, guint8 *work)
{
  const GrConvShape *s = job->t.shape;
  guint8 *from = pad (job, &job->t.g_planes, g, work);
  guint8 *to = work;

  if (is_padded (&job->t.g_planes))
    to += planes_length (job, &job->t.g_planes) * job->t.size;
  for (gint64 i = 0; i < job->t.n_phases; i++)
    run_pass (job, &job->t.phases[i], s->in_channels / s->groups, from,
              planes_length (job, &job->t.g_planes) / s->groups,
              s->in_h * s->in_w * job->t.kernels->lanes, NULL, FALSE, to);
  unpack_images (job, s->in_channels * s->in_h * s->in_w, to, vector, job->grad_input);
}

static void
weight_gradient (const Job *job, gint64 vector, const guint8 *g, guint8 *work, guint8 *sums)
{
  const GrConvShape *s = job->t.shape;
  const GrConvPass *pass = &job->t.forward;
  gint64 channels = s->out_channels / s->groups;
  gint64 plane = s->out_h * s->out_w * job->t.kernels->lanes;
  gint64 group_step = planes_length (job, &job->t.in_planes) / s->groups;
  guint8 *from;

  pack_images (job, &job->t.in_planes, job->input, vector, work);
  from = pad (job, &job->t.in_planes, work,
              work + own_length (job, &job->t.in_planes) * job->t.size);
  for (gint64 group = 0; group < s->groups; group++)
    for (gint64 i = 0, c; (c = gr_conv_block_start (job->t.kernels, channels, i)) < channels; i++)
      {
        gint64 block = gr_conv_block_start (job->t.kernels, channels, i + 1) - c;
        gint64 channel = group * channels + c;

        job->t.kernels->sum_pixels (block, g + channel * plane * job->t.size, plane,
                                    from + group * group_step * job->t.size, pass->n_taps,
                                    pass->taps, pass->n_pixels, pass->pixels_in, pass->pixels_out,
                                    sums + channel * pass->n_taps * job->t.size, pass->n_taps);
      }
}

static void
bias_gradient (const Job *job, const guint8 *g, guint8 *sums)
{
  const GrConvShape *s = job->t.shape;
  gint64 plane = s->out_h * s->out_w * job->t.kernels->lanes;

  for (gint64 o = 0; o < s->out_channels; o++)
    job->t.kernels->sum_all (g + o * plane * job->t.size, s->out_h * s->out_w,
                             job->t.forward.pixels_out, sums + o * job->t.size);
}

static void
backward_tile (gint64 tile, gint thread, gpointer user)
{
  Job *job = user;
  const GrConvShape *s = job->t.shape;
  GrConvPlanes own = { .channels = s->out_channels, .own_h = s->out_h, .own_w = s->out_w };
  gint64 g_length = own_length (job, &own);
  gint64 data_length = planes_length (job, &job->t.g_planes)
                       + s->in_channels * s->in_h * s->in_w * job->t.kernels->lanes;
  gint64 weight_length
      = own_length (job, &job->t.in_planes) + planes_length (job, &job->t.in_planes);
  gint64 work_length = MAX (job->grad_input ? data_length : 0,
                            job->wants_weight ? weight_length : 0);
  guint8 *g = gr_scratch (TILE_SLOT, (g_length + work_length) * job->t.size);
  guint8 *sums = job->partials + tile * job->partial_length * job->t.size;
  gint64 end = MIN ((tile + 1) * job->per_tile, job->vectors);

  if (g == NULL)
    {
      atomic_store (&job->failed, TRUE);
      return;
    }
  memset (sums, 0, job->partial_length * job->t.size);
  for (gint64 vector = tile * job->per_tile; vector < end; vector++)
    {
      pack_images (job, &own, job->grad_output, vector, g);
      if (job->grad_input != NULL)
        data_gradient (job, vector, g, g + g_length * job->t.size);
      if (job->wants_weight)
        weight_gradient (job, vector, g, g + g_length * job->t.size, sums);
      if (job->wants_bias)
        bias_gradient (job, g, sums + s->out_channels * job->t.forward.n_taps * job->t.size);
    }
}

/* --- calls ---------------------------------------------------------------------------------- */

static void
job_init (Job *job, GrDType dtype, const GrConvShape *s)
{
  gr_conv_tables_init (&job->t, dtype, s);
  job->vectors = (s->n + job->t.kernels->lanes - 1) / job->t.kernels->lanes;
  job->per_tile = (job->vectors + MAX_PARTIALS - 1) / MAX_PARTIALS;
}

gboolean
gr_conv_direct_forward (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                        gconstpointer weight, gconstpointer bias, gboolean rectify,
                        gpointer output)
{
  Job job = { .input = input, .bias = bias, .rectify = rectify, .output = output };
  GrConvArena arena = { NULL, 0 };

  job_init (&job, dtype, shape);
  gr_conv_tables_forward (&job.t, &arena, weight);
  arena = (GrConvArena){ gr_scratch (SHARED_SLOT, arena.used), 0 };
  if (arena.start == NULL)
    return FALSE;
  gr_conv_tables_forward (&job.t, &arena, weight);
  gr_pool_run (job.vectors, forward_tile, &job);
  return !job.failed;
}

/* The partial sums, added up in order. */
static void
sum_partials (const Job *job, gint64 n_partials, gint64 first, gint64 n, gpointer to)
{
  for (gint64 p = 0; p < n_partials; p++)
    {
      gint64 from = p * job->partial_length + first;

      for (gint64 i = 0; i < n; i++)
        if (job->t.size == sizeof (gfloat))
          ((gfloat *) to)[i]
              = (p == 0 ? 0 : ((gfloat *) to)[i]) + ((const gfloat *) job->partials)[from + i];
        else
          ((gdouble *) to)[i]
              = (p == 0 ? 0 : ((gdouble *) to)[i]) + ((const gdouble *) job->partials)[from + i];
    }
}

static void
arrange_backward (Job *job, GrConvArena *arena, gconstpointer weight, gint64 tiles)
{
  gr_conv_tables_forward (&job->t, arena, NULL);
  if (job->grad_input != NULL)
    gr_conv_tables_phases (&job->t, arena, weight);
  job->partial_length = job->t.shape->out_channels * (job->t.forward.n_taps + 1);
  job->partials = gr_conv_arena_take (arena, tiles * job->partial_length * job->t.size);
}

gboolean
gr_conv_direct_backward (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                         gconstpointer weight, gconstpointer grad_output, gpointer grad_input,
                         gpointer grad_weight, gpointer grad_bias)
{
  Job job = { .input = input, .grad_output = grad_output, .grad_input = grad_input,
              .wants_weight = grad_weight != NULL, .wants_bias = grad_bias != NULL };
  GrConvArena arena = { NULL, 0 };
  gint64 tiles, n_weights;

  job_init (&job, dtype, shape);
  tiles = (job.vectors + job.per_tile - 1) / job.per_tile;
  arrange_backward (&job, &arena, weight, tiles);
  arena = (GrConvArena){ gr_scratch (SHARED_SLOT, arena.used), 0 };
  if (arena.start == NULL)
    return FALSE;
  arrange_backward (&job, &arena, weight, tiles);
  gr_pool_run (tiles, backward_tile, &job);
  if (job.failed)
    return FALSE;
  n_weights = shape->out_channels * job.t.forward.n_taps;
  if (grad_weight != NULL)
    sum_partials (&job, tiles, 0, n_weights, grad_weight);
  if (grad_bias != NULL)
    sum_partials (&job, tiles, n_weights, shape->out_channels, grad_bias);
  return TRUE;
}

gboolean
gr_conv_direct_suits (GrDType dtype, const GrConvShape *shape)
{
  Job job = { 0 };

  job_init (&job, dtype, shape);
  return shape->n >= job.t.kernels->lanes / 2
         && (planes_length (&job, &job.t.in_planes)
             + shape->out_channels * shape->out_h * shape->out_w * job.t.kernels->lanes)
                    * (gint64) job.t.size
                <= MAX_TILE_BYTES;
}
