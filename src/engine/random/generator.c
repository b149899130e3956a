/* generator.c - streams of random numbers over Philox; see generator.h.
 *
 * Every number is a pure function of (seed, base, index): which block of which lane holds an
 * element's bits is decided here and nowhere else on the CPU.
 */
#include "generator.h"
#include "philox.h"

#include <math.h>

static _Thread_local GrGenerator  own_generator;
static _Thread_local GrGenerator *chosen_generator;

GrGenerator *
gr_generator_default (void)
{
  return chosen_generator ? chosen_generator : &own_generator;
}

GrGenerator *
gr_generator_use (GrGenerator *generator)
{
  GrGenerator *before = chosen_generator;

  chosen_generator = generator;
  return before;
}

void
gr_manual_seed (guint64 seed)
{
  *gr_generator_default () = (GrGenerator){ .seed = seed };
}

void
gr_philox (guint64 seed, guint64 counter, guint32 out[4])
{
  gr_philox_block (seed, counter, GR_PHILOX_LANE_NARROW, out);
}

guint64
gr_generator_reserve (GrGenerator *generator, guint64 n)
{
  guint64 first = generator->counter;

  generator->counter += n / 4 + (n % 4 != 0);
  return first;
}

/* The block with the 64-bit words of element @i and of its pair, @i ^ 1. */
static void
wide_block (guint64 seed, guint64 base, guint64 i, guint32 out[4])
{
  gr_philox_block (seed, base + i / 4, GR_PHILOX_LANE_WIDE + (i >> 1 & 1), out);
}

gfloat
gr_uniform_f32 (guint64 seed, guint64 base, guint64 i)
{
  guint32 words[4];

  gr_philox_block (seed, base + i / 4, GR_PHILOX_LANE_NARROW, words);
  return gr_philox_to_f32 (words[i % 4]);
}

gdouble
gr_uniform_f64 (guint64 seed, guint64 base, guint64 i)
{
  guint32 words[4];

  wide_block (seed, base, i, words);
  return gr_philox_to_f64 (words[2 * (i & 1)], words[2 * (i & 1) + 1]);
}

/* Box and Muller: two uniforms (the first shifted to (0, 1], whose logarithm is finite) make two
 * independent normals, a cosine and a sine of the same radius. */
static inline gfloat
box_muller_f32 (guint32 a, guint32 b, gboolean sine)
{
  gfloat radius = sqrtf (-2.0f * logf (gr_philox_to_f32 (a) + 0x1p-24f));
  gfloat angle = (gfloat) (2 * G_PI) * gr_philox_to_f32 (b);

  return radius * (sine ? sinf (angle) : cosf (angle));
}

gfloat
gr_normal_f32 (guint64 seed, guint64 base, guint64 i)
{
  guint32 words[4];

  gr_philox_block (seed, base + i / 4, GR_PHILOX_LANE_NARROW, words);
  return box_muller_f32 (words[i & 2], words[(i & 2) + 1], i & 1);
}

gdouble
gr_normal_f64 (guint64 seed, guint64 base, guint64 i)
{
  guint32 words[4];
  gdouble radius, angle;

  wide_block (seed, base, i, words);
  radius = sqrt (-2.0 * log (gr_philox_to_f64 (words[0], words[1]) + 0x1p-53));
  angle = 2 * G_PI * gr_philox_to_f64 (words[2], words[3]);
  return radius * (i & 1 ? sin (angle) : cos (angle));
}

/* Lemire, "Fast random integer generation in an interval" (2019): the high half of word * n, where
 * the low half tells the few words that would favour some results. The last word is taken as it
 * comes. */
guint64
gr_uniform_int (guint64 seed, guint64 base, guint64 i, guint64 n)
{
  guint32 words[4];

  gr_philox_block (seed, base + i / 4, GR_PHILOX_LANE_WHOLE + i % 4, words);
  if (n <= G_MAXUINT32)
    {
      guint32 threshold = (guint32) -n % (guint32) n;
      guint64 product = 0;

      for (guint k = 0; k < 4; k++)
        {
          product = words[k] * n;
          if ((guint32) product >= threshold)
            break;
        }
      return product >> 32;
    }
  else
    {
      guint64 threshold = -n % n;
      unsigned __int128 product = 0;

      for (guint k = 0; k < 4; k += 2)
        {
          product = (unsigned __int128) ((guint64) words[k + 1] << 32 | words[k]) * n;
          if ((guint64) product >= threshold)
            break;
        }
      return (guint64) (product >> 64);
    }
}

void
gr_uniform_f32_run (guint64 seed, guint64 base, guint64 first, gsize n, gfloat *out)
{
  guint32 words[4];
  gsize done = 0;

  while (done < n)
    {
      guint64 i = first + done;

      gr_philox_block (seed, base + i / 4, GR_PHILOX_LANE_NARROW, words);
      for (guint k = i % 4; k < 4 && done < n; k++)
        out[done++] = gr_philox_to_f32 (words[k]);
    }
}

void
gr_uniform_f64_run (guint64 seed, guint64 base, guint64 first, gsize n, gdouble *out)
{
  guint32 words[4];
  gsize done = 0;

  while (done < n)
    {
      guint64 i = first + done;

      wide_block (seed, base, i, words);
      for (guint k = i % 2; k < 2 && done < n; k++)
        out[done++] = gr_philox_to_f64 (words[2 * k], words[2 * k + 1]);
    }
}

gdouble
gr_generator_uniform (GrGenerator *generator)
{
  return gr_uniform_f64 (generator->seed, gr_generator_reserve (generator, 1), 0);
}

gdouble
gr_generator_normal (GrGenerator *generator)
{
  return gr_normal_f64 (generator->seed, gr_generator_reserve (generator, 1), 0);
}

guint64
gr_generator_below (GrGenerator *generator, guint64 n)
{
  return gr_uniform_int (generator->seed, gr_generator_reserve (generator, 1), 0, n);
}

void
gr_generator_permute (GrGenerator *generator, gint64 *values, gsize n)
{
  guint64 base = gr_generator_reserve (generator, n);

  for (gsize i = n; i > 1; i--)
    {
      gsize j = gr_uniform_int (generator->seed, base, i - 1, i);
      gint64 value = values[j];

      values[j] = values[i - 1];
      values[i - 1] = value;
    }
}
