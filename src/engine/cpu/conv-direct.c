/* conv-direct.c - convolution over vectors of images: see conv-kernels.h for the layout.
 *
 * A tile is a vector's worth of images: packed, padded with zeros where the filter reaches over the edge,
 * computed and unpacked while it is in the processor's own cache. Strides, dilation, groups and the
 * data gradient's flipped filter are all the same to the kernels: tables of offsets say where a
 * filter's taps and an image's pixels are. For the data gradient with a stride, pixels fall into
 * stride_h x stride_w classes ("phases"), each of which meets its own subset of the taps.
 */
#include "conv-paths.h"

#include "conv-kernels.h"
#include "level.h"
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

/* Padded planes: @h x @w vectors a channel, of which the images' own rows start at (top, left). */
typedef struct
{
  gint64 channels;
  gint64 h, w, top, left;
  gint64 own_h, own_w; /* of the images; rows and columns past h and w are never read, so left out */
} Planes;

/* Tables for one call of sum_taps() a block of channels. */
typedef struct
{
  gint64  n_taps, n_pixels;
  gint64 *taps;
  gint64 *pixels_in;
  gint64 *pixels_out;
  guint8 *weights; /* [group][block][tap][channel of the block] */
} Pass;

typedef struct
{
  const GrConvKernels *kernels;
  const GrConvShape   *shape;
  gsize                size; /* bytes of an element */
  gint64               vectors; /* of images */
  gint64               per_tile;
  gconstpointer        input, bias, grad_output;
  gpointer             output, grad_input;
  gboolean             wants_weight, wants_bias;
  Planes               in_planes, g_planes;
  Pass                 forward;
  Pass                *phases; /* of the data gradient */
  gint64               n_phases;
  guint8              *partials; /* [tile][weight and bias] */
  gint64               partial_length;
  _Atomic gboolean     failed;
} Job;

static const gdouble zeros[GR_CONV_MAX_BLOCK];

/* --- memory ----------------------------------------------------------------------------------- */

/* Cuts one allocation into aligned parts; with a NULL start it only measures. */
typedef struct
{
  guint8 *start;
  gsize   used;
} Arena;

static gpointer
arena_take (Arena *arena, gsize nbytes)
{
  gpointer part = arena->start ? arena->start + arena->used : NULL;

  arena->used += (nbytes + 63) & ~(gsize) 63;
  return part;
}

static gint64 *
take_table (Arena *arena, gint64 n)
{
  /* Room for a kernel to read a whole span from the last entry. */
  return arena_take (arena, (n + GR_CONV_MAX_SPAN) * sizeof (gint64));
}

static void
end_table (gint64 *table, gint64 n)
{
  for (gint64 i = n; i < n + GR_CONV_MAX_SPAN; i++)
    table[i] = n > 0 ? table[n - 1] : 0;
}

/* --- blocks of channels ----------------------------------------------------------------------- */

/* Where block @i of @channels begins: as few blocks as can be, as equal as can be. */
static gint64
block_start (const GrConvKernels *kernels, gint64 channels, gint64 i)
{
  gint64 blocks = (channels + kernels->max_block - 1) / kernels->max_block;

  return i >= blocks ? channels : channels * i / blocks;
}

/* --- planes ------------------------------------------------------------------------------------ */

static gint64
planes_length (const Job *job, const Planes *planes)
{
  return planes->channels * planes->h * planes->w * job->kernels->lanes;
}

static gint64
own_length (const Job *job, const Planes *planes)
{
  return planes->channels * planes->own_h * planes->own_w * job->kernels->lanes;
}

static gboolean
is_padded (const Planes *planes)
{
  return planes->h != planes->own_h || planes->w != planes->own_w || planes->top != 0
         || planes->left != 0;
}

/* Images @first onwards of an NCHW array, a vector of them. */
static void
pack_images (const Job *job, const Planes *planes, gconstpointer images, gint64 vector,
             gpointer to)
{
  gint64 length = planes->channels * planes->own_h * planes->own_w;
  gint64 lanes = job->kernels->lanes, first = vector * lanes;

  job->kernels->pack (to, (const guint8 *) images + first * length * job->size, length,
                      MIN (lanes, job->shape->n - first), length);
}

static void
unpack_images (const Job *job, gint64 length, gconstpointer from, gint64 vector, gpointer images)
{
  gint64 lanes = job->kernels->lanes, first = vector * lanes;

  job->kernels->unpack ((guint8 *) images + first * length * job->size, from, length,
                        MIN (lanes, job->shape->n - first), length);
}

/* The planes with their frame of zeros, made from packed images in @to; @from itself where there is no frame. */
static gpointer
pad (const Job *job, const Planes *planes, guint8 *from, guint8 *to)
{
  gsize pixel = job->kernels->lanes * job->size;
  gint64 rows = MIN (planes->own_h, planes->h - planes->top);
  gint64 columns = MIN (planes->own_w, planes->w - planes->left);

  if (!is_padded (planes))
    return from;
  memset (to, 0, planes_length (job, planes) * job->size);
  for (gint64 c = 0; c < planes->channels; c++)
    for (gint64 y = 0; y < rows; y++)
      memcpy (to + ((c * planes->h + planes->top + y) * planes->w + planes->left) * pixel,
              from + (c * planes->own_h + y) * planes->own_w * pixel, columns * pixel);
  return to;
}

/* --- passes ------------------------------------------------------------------------------------ */

/* @channels outputs of each group; element (channel, tap) of a group's filters is copied from the weight's
 * @element (user, group, channel, tap). */
static void
arrange_weights (const Job *job, Pass *pass, gint64 channels, const guint8 *weight,
                 const gint64 *places, gint64 group_step, gint64 channel_step)
{
  guint8 *to = pass->weights;

  for (gint64 g = 0; g < job->shape->groups; g++)
    for (gint64 i = 0, c; (c = block_start (job->kernels, channels, i)) < channels; i++)
      {
        gint64 end = block_start (job->kernels, channels, i + 1);

        for (gint64 t = 0; t < pass->n_taps; t++)
          for (gint64 k = c; k < end; k++, to += job->size)
            memcpy (to, weight + (g * group_step + k * channel_step + places[t]) * job->size,
                    job->size);
      }
}

/* Output pixels and taps of the forward pass, which the weights' gradient walks too. */
static void
make_forward (Job *job, Arena *arena, gconstpointer weight)
{
  const GrConvShape *s = job->shape;
  const Planes *planes = &job->in_planes;
  Pass *pass = &job->forward;
  gint64 lanes = job->kernels->lanes, channels = s->in_channels / s->groups, n = 0;
  gint64 *places;

  pass->n_taps = channels * s->kernel_h * s->kernel_w;
  pass->n_pixels = s->out_h * s->out_w;
  pass->taps = take_table (arena, pass->n_taps);
  places = take_table (arena, pass->n_taps);
  pass->pixels_in = take_table (arena, pass->n_pixels);
  pass->pixels_out = take_table (arena, pass->n_pixels);
  pass->weights = arena_take (arena, s->out_channels * pass->n_taps * job->size);
  if (arena->start == NULL)
    return;

  for (gint64 c = 0; c < channels; c++)
    for (gint64 i = 0; i < s->kernel_h; i++)
      for (gint64 j = 0; j < s->kernel_w; j++, n++)
        {
          pass->taps[n]
              = ((c * planes->h + i * s->dilation_h) * planes->w + j * s->dilation_w) * lanes;
          places[n] = n;
        }
  end_table (pass->taps, n);
  n = 0;
  for (gint64 y = 0; y < s->out_h; y++)
    for (gint64 x = 0; x < s->out_w; x++, n++)
      {
        pass->pixels_in[n] = (y * s->stride_h * planes->w + x * s->stride_w) * lanes;
        pass->pixels_out[n] = n * lanes;
      }
  end_table (pass->pixels_in, n);
  end_table (pass->pixels_out, n);
  if (weight != NULL)
    arrange_weights (job, pass, s->out_channels / s->groups, weight, places,
                     s->out_channels / s->groups * pass->n_taps, pass->n_taps);
}

/* The phase of input pixels (y, x) with (y + padding) % stride = (@ry, @rx). Tap (o, i, j) is theirs where i *
 * dilation % stride = @ry (j likewise): its output row is then (y + padding) / stride - i * dilation /
 * stride, both divisions rounded down. */
static void
make_phase (Job *job, Arena *arena, Pass *pass, gint64 ry, gint64 rx, const guint8 *weight)
{
  const GrConvShape *s = job->shape;
  const Planes *planes = &job->g_planes;
  gint64 lanes = job->kernels->lanes;
  gint64 in_channels = s->in_channels / s->groups, out_channels = s->out_channels / s->groups;
  gint64 area = s->kernel_h * s->kernel_w;
  gint64 max_pixels = ((s->in_h - 1) / s->stride_h + 1) * ((s->in_w - 1) / s->stride_w + 1);
  gint64 *places;

  pass->taps = take_table (arena, out_channels * area);
  places = take_table (arena, out_channels * area);
  pass->pixels_in = take_table (arena, max_pixels);
  pass->pixels_out = take_table (arena, max_pixels);
  pass->weights = arena_take (arena, s->in_channels * out_channels * area * job->size);
  if (arena->start == NULL)
    return;

  pass->n_taps = pass->n_pixels = 0;
  for (gint64 o = 0; o < out_channels; o++)
    for (gint64 i = 0; i < s->kernel_h; i++)
      for (gint64 j = 0; j < s->kernel_w; j++)
        if (i * s->dilation_h % s->stride_h == ry && j * s->dilation_w % s->stride_w == rx)
          {
            gint64 row = planes->top - i * s->dilation_h / s->stride_h;
            gint64 column = planes->left - j * s->dilation_w / s->stride_w;

            places[pass->n_taps] = o * in_channels * area + i * s->kernel_w + j;
            pass->taps[pass->n_taps++]
                = ((o * planes->h + row) * planes->w + column) * lanes;
          }
  for (gint64 y = 0; y < s->in_h; y++)
    for (gint64 x = 0; x < s->in_w; x++)
      if ((y + s->padding_h) % s->stride_h == ry && (x + s->padding_w) % s->stride_w == rx)
        {
          pass->pixels_in[pass->n_pixels]
              = ((y + s->padding_h) / s->stride_h * planes->w
                 + (x + s->padding_w) / s->stride_w) * lanes;
          pass->pixels_out[pass->n_pixels++] = (y * s->in_w + x) * lanes;
        }
  end_table (pass->taps, pass->n_taps);
  end_table (pass->pixels_in, pass->n_pixels);
  end_table (pass->pixels_out, pass->n_pixels);
  arrange_weights (job, pass, in_channels, weight, places, out_channels * in_channels * area, area);
}

static void
make_phases (Job *job, Arena *arena, gconstpointer weight)
{
  const GrConvShape *s = job->shape;

  job->n_phases = s->stride_h * s->stride_w;
  job->phases = arena_take (arena, job->n_phases * sizeof (Pass));
  for (gint64 i = 0; i < job->n_phases; i++)
    {
      Pass unused;

      make_phase (job, arena, arena->start ? &job->phases[i] : &unused, i / s->stride_w,
                  i % s->stride_w, weight);
    }
}

/* Runs a pass over all groups: @channels outputs a group, planes of @from_length and @to_length vectors' elements. */
static void
run_pass (const Job *job, const Pass *pass, gint64 channels, const guint8 *from,
          gint64 from_group_step, gint64 to_channel_step, const guint8 *bias, guint8 *to)
{
  const guint8 *weights = pass->weights;

  for (gint64 g = 0; g < job->shape->groups; g++)
    for (gint64 i = 0, c; (c = block_start (job->kernels, channels, i)) < channels; i++)
      {
        gint64 block = block_start (job->kernels, channels, i + 1) - c;
        gint64 channel = g * channels + c;

        job->kernels->sum_taps (block, from + g * from_group_step * job->size, weights,
                                bias ? bias + channel * job->size : (const guint8 *) zeros,
                                pass->n_taps, pass->taps, pass->n_pixels, pass->pixels_in,
                                pass->pixels_out, to + channel * to_channel_step * job->size,
                                to_channel_step);
        weights += block * pass->n_taps * job->size;
      }
}

/* --- tiles ------------------------------------------------------------------------------------- */

static void
forward_tile (gint64 tile, gint thread, gpointer user)
{
  Job *job = user;
  const GrConvShape *s = job->shape;
  gint64 lanes = job->kernels->lanes;
  gint64 in_length = own_length (job, &job->in_planes);
  gint64 padded_length = is_padded (&job->in_planes) ? planes_length (job, &job->in_planes) : 0;
  gint64 out_length = s->out_channels * s->out_h * s->out_w * lanes;
  guint8 *packed = gr_scratch (TILE_SLOT, (in_length + padded_length + out_length) * job->size);
  guint8 *padded = packed + in_length * job->size;
  guint8 *out = padded + padded_length * job->size;
  guint8 *from;

  if (packed == NULL)
    {
      atomic_store (&job->failed, TRUE);
      return;
    }
  pack_images (job, &job->in_planes, job->input, tile, packed);
  from = pad (job, &job->in_planes, packed, padded);
  run_pass (job, &job->forward, s->out_channels / s->groups, from,
            s->in_channels / s->groups * job->in_planes.h * job->in_planes.w * lanes,
            s->out_h * s->out_w * lanes, job->bias, out);
  unpack_images (job, s->out_channels * s->out_h * s->out_w, out, tile, job->output);
}

static void
data_gradient (const Job *job, gint64 vector, guint8 *g, guint8 *work)
{
  const GrConvShape *s = job->shape;
  gint64 lanes = job->kernels->lanes;
  guint8 *from = pad (job, &job->g_planes, g, work);
  guint8 *to = work;

  if (is_padded (&job->g_planes))
    to += planes_length (job, &job->g_planes) * job->size;
  for (gint64 i = 0; i < job->n_phases; i++)
    run_pass (job, &job->phases[i], s->in_channels / s->groups, from,
              s->out_channels / s->groups * job->g_planes.h * job->g_planes.w * lanes,
              s->in_h * s->in_w * lanes, NULL, to);
  unpack_images (job, s->in_channels * s->in_h * s->in_w, to, vector, job->grad_input);
}

static void
weight_gradient (const Job *job, gint64 vector, const guint8 *g, guint8 *work, guint8 *sums)
{
  const GrConvShape *s = job->shape;
  const Pass *pass = &job->forward;
  gint64 channels = s->out_channels / s->groups;
  gint64 plane = s->out_h * s->out_w * job->kernels->lanes;
  gint64 group_step
      = s->in_channels / s->groups * job->in_planes.h * job->in_planes.w * job->kernels->lanes;
  guint8 *from;

  pack_images (job, &job->in_planes, job->input, vector, work);
  from = pad (job, &job->in_planes, work, work + own_length (job, &job->in_planes) * job->size);
  for (gint64 group = 0; group < s->groups; group++)
    for (gint64 i = 0, c; (c = block_start (job->kernels, channels, i)) < channels; i++)
      {
        gint64 block = block_start (job->kernels, channels, i + 1) - c;
        gint64 channel = group * channels + c;

        job->kernels->sum_pixels (block, g + channel * plane * job->size, plane,
                                  from + group * group_step * job->size, pass->n_taps, pass->taps,
                                  pass->n_pixels, pass->pixels_in, pass->pixels_out,
                                  sums + channel * pass->n_taps * job->size, pass->n_taps);
      }
}

static void
bias_gradient (const Job *job, const guint8 *g, guint8 *sums)
{
  const GrConvShape *s = job->shape;
  gint64 plane = s->out_h * s->out_w * job->kernels->lanes;

  for (gint64 o = 0; o < s->out_channels; o++)
    job->kernels->sum_all (g + o * plane * job->size, s->out_h * s->out_w,
                           job->forward.pixels_out, sums + o * job->size);
}

static void
backward_tile (gint64 tile, gint thread, gpointer user)
{
  Job *job = user;
  const GrConvShape *s = job->shape;
  Planes own = { .channels = s->out_channels, .own_h = s->out_h, .own_w = s->out_w };
  gint64 g_length = own_length (job, &own);
  gint64 data_length = planes_length (job, &job->g_planes)
                       + s->in_channels * s->in_h * s->in_w * job->kernels->lanes;
  gint64 weight_length
      = own_length (job, &job->in_planes) + planes_length (job, &job->in_planes);
  gint64 work_length = MAX (job->grad_input ? data_length : 0,
                            job->wants_weight ? weight_length : 0);
  guint8 *g = gr_scratch (TILE_SLOT, (g_length + work_length) * job->size);
  guint8 *sums = job->partials + tile * job->partial_length * job->size;
  gint64 end = MIN ((tile + 1) * job->per_tile, job->vectors);

  if (g == NULL)
    {
      atomic_store (&job->failed, TRUE);
      return;
    }
  memset (sums, 0, job->partial_length * job->size);
  for (gint64 vector = tile * job->per_tile; vector < end; vector++)
    {
      pack_images (job, &own, job->grad_output, vector, g);
      if (job->grad_input != NULL)
        data_gradient (job, vector, g, g + g_length * job->size);
      if (job->wants_weight)
        weight_gradient (job, vector, g, g + g_length * job->size, sums);
      if (job->wants_bias)
        bias_gradient (job, g,
                       sums + s->out_channels * job->forward.n_taps * job->size);
    }
}

/* --- calls ------------------------------------------------------------------------------------- */

static const GrConvKernels *
kernels_for (GrDType dtype)
{
#if defined(__x86_64__)
  static const GrConvKernels *const table[GR_N_CPU_LEVELS][2] = {
    { &gr_conv_f32_plain, &gr_conv_f64_plain },
    { &gr_conv_f32_avx2, &gr_conv_f64_avx2 },
    { &gr_conv_f32_avx512, &gr_conv_f64_avx512 },
  };

  return table[gr_cpu_level ()][dtype == GR_FLOAT64];
#else
  return dtype == GR_FLOAT64 ? &gr_conv_f64_plain : &gr_conv_f32_plain;
#endif
}

static void
job_init (Job *job, GrDType dtype, const GrConvShape *s)
{
  gint64 reach_h = (s->kernel_h - 1) * s->dilation_h, reach_w = (s->kernel_w - 1) * s->dilation_w;

  job->kernels = kernels_for (dtype);
  job->shape = s;
  job->size = gr_dtype_size (dtype);
  job->vectors = (s->n + job->kernels->lanes - 1) / job->kernels->lanes;
  job->per_tile = (job->vectors + MAX_PARTIALS - 1) / MAX_PARTIALS;
  job->in_planes = (Planes){ .channels = s->in_channels,
                             .h = (s->out_h - 1) * s->stride_h + reach_h + 1,
                             .w = (s->out_w - 1) * s->stride_w + reach_w + 1,
                             .top = s->padding_h,
                             .left = s->padding_w,
                             .own_h = s->in_h,
                             .own_w = s->in_w };
  job->g_planes = (Planes){ .channels = s->out_channels,
                            .top = MAX (reach_h / s->stride_h - s->padding_h / s->stride_h, 0),
                            .left = MAX (reach_w / s->stride_w - s->padding_w / s->stride_w, 0),
                            .own_h = s->out_h,
                            .own_w = s->out_w };
  job->g_planes.h
      = job->g_planes.top + MAX (s->out_h, (s->in_h - 1 + s->padding_h) / s->stride_h + 1);
  job->g_planes.w
      = job->g_planes.left + MAX (s->out_w, (s->in_w - 1 + s->padding_w) / s->stride_w + 1);
}

gboolean
gr_conv_direct_forward (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                        gconstpointer weight, gconstpointer bias, gpointer output)
{
  Job job = { .input = input, .bias = bias, .output = output };
  Arena arena = { NULL, 0 };

  job_init (&job, dtype, shape);
  make_forward (&job, &arena, weight);
  arena = (Arena){ gr_scratch (SHARED_SLOT, arena.used), 0 };
  if (arena.start == NULL)
    return FALSE;
  make_forward (&job, &arena, weight);
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
        if (job->size == sizeof (gfloat))
          ((gfloat *) to)[i]
              = (p == 0 ? 0 : ((gfloat *) to)[i]) + ((const gfloat *) job->partials)[from + i];
        else
          ((gdouble *) to)[i]
              = (p == 0 ? 0 : ((gdouble *) to)[i]) + ((const gdouble *) job->partials)[from + i];
    }
}

static void
arrange_backward (Job *job, Arena *arena, gconstpointer weight, gint64 tiles)
{
  make_forward (job, arena, NULL);
  if (job->grad_input != NULL)
    make_phases (job, arena, weight);
  job->partial_length = job->shape->out_channels * (job->forward.n_taps + 1);
  job->partials = arena_take (arena, tiles * job->partial_length * job->size);
}

gboolean
gr_conv_direct_backward (GrDType dtype, const GrConvShape *shape, gconstpointer input,
                         gconstpointer weight, gconstpointer grad_output, gpointer grad_input,
                         gpointer grad_weight, gpointer grad_bias)
{
  Job job = { .input = input, .grad_output = grad_output, .grad_input = grad_input,
              .wants_weight = grad_weight != NULL, .wants_bias = grad_bias != NULL };
  Arena arena = { NULL, 0 };
  gint64 tiles, n_weights;

  job_init (&job, dtype, shape);
  tiles = (job.vectors + job.per_tile - 1) / job.per_tile;
  arrange_backward (&job, &arena, weight, tiles);
  arena = (Arena){ gr_scratch (SHARED_SLOT, arena.used), 0 };
  if (arena.start == NULL)
    return FALSE;
  arrange_backward (&job, &arena, weight, tiles);
  gr_pool_run (tiles, backward_tile, &job);
  if (job.failed)
    return FALSE;
  n_weights = shape->out_channels * job.forward.n_taps;
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
  return shape->n >= job.kernels->lanes / 2
         && (planes_length (&job, &job.in_planes)
             + shape->out_channels * shape->out_h * shape->out_w * job.kernels->lanes)
                    * (gint64) job.size
                <= MAX_TILE_BYTES;
}
