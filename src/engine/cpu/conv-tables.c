/* conv-tables.c - see conv-tables.h.
 *
 * For the data gradient with a stride, input pixels fall into stride_h x stride_w classes
 * ("phases"), each of which meets its own subset of the taps.
 */
#include "conv-tables.h"

#include "level.h"

gpointer
gr_conv_arena_take (GrConvArena *arena, gsize nbytes)
{
  gpointer part = arena->start ? arena->start + arena->used : NULL;

  arena->used += (nbytes + 63) & ~(gsize) 63;
  return part;
}

static gint64 *
take_table (GrConvArena *arena, gint64 n)
{
  /* Room for a kernel to read a whole span from the last entry. */
  return gr_conv_arena_take (arena, (n + GR_CONV_MAX_SPAN) * sizeof (gint64));
}

static void
end_table (gint64 *table, gint64 n)
{
  for (gint64 i = n; i < n + GR_CONV_MAX_SPAN; i++)
    table[i] = n > 0 ? table[n - 1] : 0;
}

gint64
gr_conv_block_start (const GrConvKernels *kernels, gint64 channels, gint64 i)
{
  gint64 blocks = (channels + kernels->max_block - 1) / kernels->max_block;

  return i >= blocks ? channels : channels * i / blocks;
}

/* --- passes --------------------------------------------------------------------------------- */

/* Copies filters with @channels outputs a group: the weight that output channel k of group g has at
 * tap n is element g * @group_step + k * @channel_step + @places[n] of @weight. */
static void
arrange_weights (const GrConvTables *t, GrConvPass *pass, gint64 channels, gconstpointer weight,
                 const gint64 *places, gint64 group_step, gint64 channel_step)
{
  guint8 *to = pass->weights;

  for (gint64 g = 0; g < t->shape->groups; g++)
    for (gint64 i = 0, c; (c = gr_conv_block_start (t->kernels, channels, i)) < channels; i++)
      {
        gint64 end = gr_conv_block_start (t->kernels, channels, i + 1);

        for (gint64 n = 0; n < pass->n_taps; n++)
          for (gint64 k = c; k < end; k++, to += t->size)
            {
              gint64 at = g * group_step + k * channel_step + places[n];

              if (t->size == sizeof (gfloat))
                *(gfloat *) to = ((const gfloat *) weight)[at];
              else
                *(gdouble *) to = ((const gdouble *) weight)[at];
            }
      }
}

void
gr_conv_tables_forward (GrConvTables *t, GrConvArena *arena, gconstpointer weight)
{
  const GrConvShape *s = t->shape;
  const GrConvPlanes *planes = &t->in_planes;
  GrConvPass *pass = &t->forward;
  gint64 lanes = t->kernels->lanes, channels = s->in_channels / s->groups, n = 0;
  gint64 *places;

  pass->n_taps = channels * s->kernel_h * s->kernel_w;
  pass->n_pixels = s->out_h * s->out_w;
  pass->taps = take_table (arena, pass->n_taps);
  places = take_table (arena, pass->n_taps);
  pass->pixels_in = take_table (arena, pass->n_pixels);
  pass->pixels_out = take_table (arena, pass->n_pixels);
  pass->weights = gr_conv_arena_take (arena, s->out_channels * pass->n_taps * t->size);
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
    arrange_weights (t, pass, s->out_channels / s->groups, weight, places,
                     s->out_channels / s->groups * pass->n_taps, pass->n_taps);
}

/* The phase of input pixels (y, x) with (y + padding) % stride = (@ry, @rx). Tap (o, i, j) is
 * theirs where i * dilation % stride = @ry (j likewise): its output row is then (y + padding) /
 * stride - i * dilation / stride, both divisions rounded down. */
static void
make_phase (GrConvTables *t, GrConvArena *arena, GrConvPass *pass, gint64 ry, gint64 rx,
            gconstpointer weight)
{
  const GrConvShape *s = t->shape;
  const GrConvPlanes *planes = &t->g_planes;
  gint64 lanes = t->kernels->lanes;
  gint64 in_channels = s->in_channels / s->groups, out_channels = s->out_channels / s->groups;
  gint64 area = s->kernel_h * s->kernel_w;
  gint64 max_pixels = ((s->in_h - 1) / s->stride_h + 1) * ((s->in_w - 1) / s->stride_w + 1);
  gint64 *places;

  pass->taps = take_table (arena, out_channels * area);
  places = take_table (arena, out_channels * area);
  pass->pixels_in = take_table (arena, max_pixels);
  pass->pixels_out = take_table (arena, max_pixels);
  pass->weights = gr_conv_arena_take (arena, s->in_channels * out_channels * area * t->size);
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
  arrange_weights (t, pass, in_channels, weight, places, out_channels * in_channels * area, area);
}

void
gr_conv_tables_phases (GrConvTables *t, GrConvArena *arena, gconstpointer weight)
{
  const GrConvShape *s = t->shape;

  t->n_phases = s->stride_h * s->stride_w;
  t->phases = gr_conv_arena_take (arena, t->n_phases * sizeof (GrConvPass));
  for (gint64 i = 0; i < t->n_phases; i++)
    {
      GrConvPass unused;

      make_phase (t, arena, arena->start ? &t->phases[i] : &unused, i / s->stride_w,
                  i % s->stride_w, weight);
    }
}

/* --- planes and kernels --------------------------------------------------------------------- */

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

void
gr_conv_tables_init (GrConvTables *t, GrDType dtype, const GrConvShape *s)
{
  gint64 reach_h = (s->kernel_h - 1) * s->dilation_h, reach_w = (s->kernel_w - 1) * s->dilation_w;

  t->kernels = kernels_for (dtype);
  t->shape = s;
  t->size = gr_dtype_size (dtype);
  t->in_planes = (GrConvPlanes){ .channels = s->in_channels,
                             .h = (s->out_h - 1) * s->stride_h + reach_h + 1,
                             .w = (s->out_w - 1) * s->stride_w + reach_w + 1,
                             .top = s->padding_h,
                             .left = s->padding_w,
                             .own_h = s->in_h,
                             .own_w = s->in_w };
  t->g_planes = (GrConvPlanes){ .channels = s->out_channels,
                            .top = MAX (reach_h / s->stride_h - s->padding_h / s->stride_h, 0),
                            .left = MAX (reach_w / s->stride_w - s->padding_w / s->stride_w, 0),
                            .own_h = s->out_h,
                            .own_w = s->out_w };
  t->g_planes.h
      = t->g_planes.top + MAX (s->out_h, (s->in_h - 1 + s->padding_h) / s->stride_h + 1);
  t->g_planes.w
      = t->g_planes.left + MAX (s->out_w, (s->in_w - 1 + s->padding_w) / s->stride_w + 1);
}
