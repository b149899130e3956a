/* shapes.c - drawn figures of 28×28 pixels: what the generated set `shapes` is made of.
 *
 * Each figure is a function that says whether a point of the plane lies inside. A picture takes one
 * at a random place, size, angle and brightness, counts how many of 3×3 points of every pixel lie
 * inside, and adds noise. No file, no font, no licence: it works offline and is the same
 * everywhere.
 */
#include "draws.h"
#include "kinds.h"

#include <math.h>

enum
{
  SIDE = 28,
  SAMPLES = 3, /* a pixel, along each axis */
};

/* Whether (x, y) lies in the figure, which fills about the unit circle; y points down. */
typedef gboolean (*Inside) (gdouble x, gdouble y);

static gboolean
disc (gdouble x, gdouble y)
{
  return x * x + y * y < 0.72;
}

static gboolean
ring (gdouble x, gdouble y)
{
  gdouble r = x * x + y * y;

  return r < 0.81 && r > 0.33;
}

static gboolean
square (gdouble x, gdouble y)
{
  return fmax (fabs (x), fabs (y)) < 0.75;
}

static gboolean
frame (gdouble x, gdouble y)
{
  gdouble r = fmax (fabs (x), fabs (y));

  return r < 0.8 && r > 0.5;
}

static gboolean
triangle (gdouble x, gdouble y)
{
  return y < 0.6 && y > -0.95 + 1.72 * fabs (x);
}

static gboolean
cross (gdouble x, gdouble y)
{
  return fmin (fabs (x), fabs (y)) < 0.24 && fmax (fabs (x), fabs (y)) < 0.9;
}

/* Five points: the radius at which an edge lies, by the angle from the nearest tip. */
static gboolean
star (gdouble x, gdouble y)
{
  const gdouble outer = 1.0, inner = 0.42, half = G_PI / 5;
  gdouble angle = fabs (remainder (atan2 (x, -y), 2 * half));
  gdouble r = hypot (x, y);
  /* The edge from the tip (outer, 0) to the notch inner·(cos half, sin half). */
  gdouble edge_x = inner * cos (half) - outer, edge_y = inner * sin (half);

  return edge_x * (r * sin (angle)) - edge_y * (r * cos (angle) - outer) > 0;
}

static gboolean
crescent (gdouble x, gdouble y)
{
  return x * x + y * y < 0.81 && (x - 0.42) * (x - 0.42) + y * y > 0.5;
}

static gboolean
half_disc (gdouble x, gdouble y)
{
  return y < 0.4 && x * x + (y - 0.4) * (y - 0.4) < 0.9;
}

static gboolean
bars (gdouble x, gdouble y)
{
  return fabs (x) < 0.85 && (fabs (y) < 0.15 || (fabs (y) > 0.5 && fabs (y) < 0.8));
}

/* In the order of the classes in datasets/shapes.json. */
static const Inside figures[]
    = { disc, ring, square, frame, triangle, cross, star, crescent, half_disc, bars };

static gdouble
between (GrGenerator *random, gdouble low, gdouble high)
{
  return low + (high - low) * gr_generator_uniform (random);
}

static void
draw (Inside inside, gdouble noise, GrGenerator *random, guint8 *pixels)
{
  gdouble size = between (random, 7, 12), angle = between (random, -0.4, 0.4);
  gdouble x0 = SIDE / 2.0 + between (random, -3, 3), y0 = SIDE / 2.0 + between (random, -3, 3);
  gdouble ink = between (random, 0.55, 1), paper = between (random, 0, 0.15);
  gdouble c = cos (angle) / size, s = sin (angle) / size;

  for (gint y = 0; y < SIDE; y++)
    for (gint x = 0; x < SIDE; x++)
      {
        gint hits = 0;
        gdouble value;

        for (gint k = 0; k < SAMPLES * SAMPLES; k++)
          {
            gdouble px = x + (k % SAMPLES + 0.5) / SAMPLES - x0;
            gdouble py = y + (k / SAMPLES + 0.5) / SAMPLES - y0;

            hits += inside (c * px + s * py, c * py - s * px);
          }
        value = paper + (ink - paper) * hits / (SAMPLES * SAMPLES);
        if (noise > 0)
          value += noise * gr_generator_normal (random);
        pixels[y * SIDE + x] = (guint8) (CLAMP (value, 0, 1) * 255 + 0.5);
      }
}

gboolean
gr_draw_shapes (gint64 n, gdouble noise, guint64 seed, GrTensor **pictures, GrTensor **classes,
                GError **error)
{
  g_autoptr (GrTensor) x = gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (n, 1, SIDE, SIDE), error);
  g_autoptr (GrTensor) y = x ? gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (n), error) : NULL;

  if (!y)
    return FALSE;
  for (gint64 i = 0; i < n; i++)
    {
      GrGenerator random = gr_draws (seed, GR_DRAW_GENERATED, 0, (guint64) i);
      gint64 c = i % (gint64) G_N_ELEMENTS (figures);

      draw (figures[c], noise, &random, GR_DATA (guint8, x) + i * SIDE * SIDE);
      GR_DATA (gint64, y)[i] = c;
    }
  *pictures = g_steal_pointer (&x);
  *classes = g_steal_pointer (&y);
  return TRUE;
}
