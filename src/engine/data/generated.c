/* generated.c - data sets that are drawn, not read: points in the plane, and figures.
 *
 * spirals, moons, circles, xor and blobs are points of two coordinates with a class, and follow
 * scikit-learn's functions of like names where it has one; shapes draws figures (shapes.c). The
 * parameters' ranges and defaults are in the descriptors in datasets/. The same seed gives the same
 * items; "test" draws from another stream than "train".
 */
#include "draws.h"
#include "kinds.h"

#include <math.h>
#include <string.h>

/* What a generator's parameters are by name; the descriptors say which it takes. */
typedef struct
{
  gint64  n;
  gdouble noise;
  guint64 seed;
  gint64  classes;
  gdouble turns;
  gdouble factor;
} Parameters;

/* Writes point @i of class @c; @t runs from 0 to 1 over the points of a class. */
typedef void (*DrawPoint) (const Parameters *p, gint64 c, gdouble t, GrGenerator *random,
                           gdouble point[2]);

static void
draw_spiral (const Parameters *p, gint64 c, gdouble t, GrGenerator *random, gdouble point[2])
{
  gdouble angle = 2 * G_PI * (t * p->turns + (gdouble) c / (gdouble) p->classes);

  point[0] = t * sin (angle);
  point[1] = t * cos (angle);
}

/* As sklearn.datasets.make_moons. */
static void
draw_moon (const Parameters *p, gint64 c, gdouble t, GrGenerator *random, gdouble point[2])
{
  point[0] = c == 0 ? cos (G_PI * t) : 1 - cos (G_PI * t);
  point[1] = c == 0 ? sin (G_PI * t) : 0.5 - sin (G_PI * t);
}

/* As sklearn.datasets.make_circles. */
static void
draw_circle (const Parameters *p, gint64 c, gdouble t, GrGenerator *random, gdouble point[2])
{
  gdouble radius = c == 0 ? 1 : p->factor;

  point[0] = radius * cos (2 * G_PI * t);
  point[1] = radius * sin (2 * G_PI * t);
}

/* Class 0 where both coordinates have one sign, 1 where they differ. */
static void
draw_xor (const Parameters *p, gint64 c, gdouble t, GrGenerator *random, gdouble point[2])
{
  gdouble x = gr_generator_uniform (random), y = gr_generator_uniform (random);
  gboolean left = gr_generator_uniform (random) < 0.5;

  point[0] = left ? -x : x;
  point[1] = left == (c == 0) ? -y : y;
}

/* Centres on a circle, so that the noise alone says how far they overlap. */
static void
draw_blob (const Parameters *p, gint64 c, gdouble t, GrGenerator *random, gdouble point[2])
{
  gdouble angle = 2 * G_PI * (gdouble) c / (gdouble) p->classes;

  point[0] = cos (angle);
  point[1] = sin (angle);
}

static const struct
{
  const char *name;
  DrawPoint   draw;
} generators[] = {
  { "spirals", draw_spiral }, { "moons", draw_moon }, { "circles", draw_circle },
  { "xor", draw_xor },        { "blobs", draw_blob },
};

/* Items go round the classes, so that the first few show all of them. */
static gboolean
draw_points (DrawPoint draw, const Parameters *p, guint64 stream, GrTensor **points,
             GrTensor **classes, GError **error)
{
  g_autoptr (GrTensor) x = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (p->n, 2), error);
  g_autoptr (GrTensor) y = x ? gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (p->n), error) : NULL;
  gint64 per_class = MAX ((p->n - 1) / p->classes, 1);

  if (!y)
    return FALSE;
  for (gint64 i = 0; i < p->n; i++)
    {
      GrGenerator random = gr_draws (p->seed, GR_DRAW_GENERATED, stream, (guint64) i);
      gint64 c = i % p->classes;
      gdouble point[2];

      draw (p, c, (gdouble) (i / p->classes) / (gdouble) per_class, &random, point);
      for (gint d = 0; d < 2; d++)
        GR_DATA (gfloat, x)[2 * i + d]
            = (gfloat) (point[d] + p->noise * gr_generator_normal (&random));
      GR_DATA (gint64, y)[i] = c;
    }
  *points = g_steal_pointer (&x);
  *classes = g_steal_pointer (&y);
  return TRUE;
}

static Parameters
read_parameters (const GrDatasetDescriptor *descriptor, const gdouble *values, gboolean test)
{
  Parameters p = { .classes = descriptor->classes
                                  ? g_strv_length ((char **) descriptor->classes)
                                  : 2 };

  for (gint i = 0; descriptor->parameters[i].name; i++)
    {
      const char *name = descriptor->parameters[i].name;

      if (g_str_equal (name, test ? "n_test" : "n"))
        p.n = (gint64) values[i];
      else if (g_str_equal (name, "noise"))
        p.noise = values[i];
      else if (g_str_equal (name, "seed"))
        p.seed = (guint64) values[i];
      else if (g_str_equal (name, "classes"))
        p.classes = (gint64) values[i];
      else if (g_str_equal (name, "turns"))
        p.turns = values[i];
      else if (g_str_equal (name, "factor"))
        p.factor = values[i];
    }
  return p;
}

GrDataset *
gr_generated_dataset_new (const GrDatasetDescriptor *descriptor, const gdouble *values,
                          const char *split, GError **error)
{
  gboolean test = g_strcmp0 (split, "test") == 0;
  Parameters p = read_parameters (descriptor, values, test);
  g_autoptr (GrTensor) x = NULL;
  g_autoptr (GrTensor) y = NULL;
  gboolean figures = g_str_equal (descriptor->name, "shapes");
  gboolean drawn = FALSE;

  /* The split is part of the seed of figures, and the stream's number for points. */
  if (figures)
    drawn = gr_draw_shapes (p.n, p.noise, p.seed * 2 + test, &x, &y, error);
  for (gsize i = 0; !figures && i < G_N_ELEMENTS (generators); i++)
    if (g_str_equal (descriptor->name, generators[i].name))
      drawn = draw_points (generators[i].draw, &p, test, &x, &y, error);
  if (!drawn)
    return NULL;
  return gr_dataset_from_tensors (descriptor->name, &x,
                                  (const char *const[]){ figures ? "image" : "point" }, 1, y,
                                  descriptor->classes, p.classes, error);
}
