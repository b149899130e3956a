/* transforms.c - the transforms of inputs, one row each; those that cut are in crops.c. See
 * transform.h.
 *
 * Names, parameters and arithmetic are torchvision's (torchvision.transforms.v2), so that a
 * pipeline can be taken there and back. Pictures are channels × height × width.
 */
#include "transform-rows.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A list where one number stands for both ends of a symmetric range. */
static void
symmetric_range (const GrTransform *self, gint p, gdouble *low, gdouble *high)
{
  const GrTransformValue *value = &self->value[p];

  *low = value->n == 1 ? -value->v[0] : value->v[0];
  *high = value->n == 1 ? value->v[0] : value->v[1];
}

static gdouble
between (GrGenerator *random, gdouble low, gdouble high)
{
  return low + (high - low) * gr_generator_uniform (random);
}

/* --- values: to_tensor, normalize, gaussian_noise -------------------------------------------- */

static gboolean
infer_same (const GrTransform *self, GrField *field, GError **error)
{
  return TRUE;
}

static gfloat
same (const GrTransform *self, gint64 channel, gfloat value)
{
  return value;
}

static const GrTransformRow to_tensor = {
  .name = "to_tensor",
  .title = N_ ("To tensor"),
  .summary = N_ (
      "Pixels of 0 to 255 become float32 from 0 to 1. Every picture is turned so anyway; "
      "this says it."),
  .infer = infer_same,
  .pointwise = same,
};

static gboolean
infer_normalize (const GrTransform *self, GrField *field, GError **error)
{
  gint64 channels = field->ndim > 0 ? field->shape[0] : 1;

  for (gint p = 0; p < 2; p++)
    if (self->value[p].n != 1 && self->value[p].n != channels)
      {
        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                     _ ("%s has %d values for %" PRId64 " channels; give one, or one each"),
                     self->row->params[p].name, self->value[p].n, channels);
        return FALSE;
      }
  for (gint i = 0; i < self->value[1].n; i++)
    if (self->value[1].v[i] == 0)
      {
        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("std must not be 0"));
        return FALSE;
      }
  return TRUE;
}

static gfloat
normalize_element (const GrTransform *self, gint64 channel, gfloat value)
{
  const GrTransformValue *mean = &self->value[0], *std = &self->value[1];

  return (value - (gfloat) mean->v[mean->n == 1 ? 0 : channel])
         / (gfloat) std->v[std->n == 1 ? 0 : channel];
}

static const GrTransformRow normalize = {
  .name = "normalize",
  .title = N_ ("Normalize"),
  .summary = N_ ("Subtracts the mean and divides by the standard deviation, channel by channel."),
  .params = {
    { "mean", GR_PARAM_NUMBER, 1, 4096, { 0.5 }, 1, -1e30, 1e30, NULL,
      N_ ("Subtracted; one number, or one for each channel") },
    { "std", GR_PARAM_NUMBER, 1, 4096, { 0.5 }, 1, -1e30, 1e30, NULL,
      N_ ("Divided by; one number, or one for each channel") },
  },
  .infer = infer_normalize,
  .pointwise = normalize_element,
};

static void
apply_noise (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to,
             GrGenerator *random)
{
  gint64 n = gr_field_numel (in);
  gfloat std = (gfloat) gr_transform_number (self, 0);
  guint64 base = gr_generator_reserve (random, (guint64) n + 1);
  gfloat u[256];

  /* Box and Muller: two uniforms make a cosine and a sine of one radius. */
  for (gint64 i = 0; i < n; i += 256)
    {
      gint64 now = MIN (n - i, 256);

      gr_uniform_f32_run (random->seed, base, (guint64) i, (gsize) (now + (now & 1)), u);
      for (gint64 k = 0; k < now; k += 2)
        {
          gfloat radius = std * sqrtf (-2.0f * logf (u[k] + 0x1p-24f));
          gfloat angle = (gfloat) (2 * G_PI) * u[k + 1];

          to[i + k] = from[i + k] + radius * cosf (angle);
          if (k + 1 < now)
            to[i + k + 1] = from[i + k + 1] + radius * sinf (angle);
        }
    }
}

static const GrTransformRow gaussian_noise = {
  .name = "gaussian_noise",
  .title = N_ ("Gaussian noise"),
  .summary = N_ ("Adds to each element a number drawn from a normal distribution of mean 0."),
  .random = TRUE,
  .params = {
    { "std", GR_PARAM_NUMBER, 1, 1, { 0.1 }, 1, 0, 1e6, NULL, N_ ("Its standard deviation") },
  },
  .infer = infer_same,
  .apply = apply_noise,
};

/* --- flips ----------------------------------------------------------------------------------- */

static void
apply_horizontal_flip (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to,
                       GrGenerator *random)
{
  gint64 rows = in->shape[0] * in->shape[1], width = in->shape[2];

  if (!(gr_generator_uniform (random) < gr_transform_number (self, 0)))
    {
      memcpy (to, from, (gsize) (rows * width) * sizeof *to);
      return;
    }
  for (gint64 y = 0; y < rows; y++, from += width, to += width)
    for (gint64 x = 0; x < width; x++)
      to[x] = from[width - 1 - x];
}

static void
apply_vertical_flip (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to,
                     GrGenerator *random)
{
  gint64 height = in->shape[1], width = in->shape[2];
  gboolean flip = gr_generator_uniform (random) < gr_transform_number (self, 0);

  for (gint64 c = 0; c < in->shape[0]; c++)
    for (gint64 y = 0; y < height; y++)
      memcpy (to + (c * height + y) * width,
              from + (c * height + (flip ? height - 1 - y : y)) * width,
              (gsize) width * sizeof *to);
}

#define PROBABILITY(value, what) { "p", GR_PARAM_NUMBER, 1, 1, { value }, 1, 0, 1, NULL, what }

static const GrTransformRow horizontal_flip = {
  .name = "random_horizontal_flip",
  .title = N_ ("Random horizontal flip"),
  .summary = N_ ("Mirrors the picture, left for right, with probability p."),
  .random = TRUE,
  .params = { PROBABILITY (0.5, N_ ("Probability of mirroring")) },
  .infer = gr_transform_needs_picture,
  .apply = apply_horizontal_flip,
};

static const GrTransformRow vertical_flip = {
  .name = "random_vertical_flip",
  .title = N_ ("Random vertical flip"),
  .summary = N_ ("Turns the picture upside down with probability p."),
  .random = TRUE,
  .params = { PROBABILITY (0.5, N_ ("Probability of flipping")) },
  .infer = gr_transform_needs_picture,
  .apply = apply_vertical_flip,
};

/* --- rotation, affine ------------------------------------------------------------------------ */

static const char *const interpolations[] = { "nearest", "bilinear", NULL };

/* Where a pixel of the result is fetched from, relative to the centre: m[0] x + m[1] y + m[2]
 * across, m[3] x + m[4] y + m[5] down. */
typedef struct
{
  gdouble m[6];
} Affine;

/* torchvision.transforms.functional._get_inverse_affine_matrix about the centre; degrees,
 * pixels. */
static Affine
inverse_affine (gdouble angle, gdouble shift_x, gdouble shift_y, gdouble scale, gdouble shear_x,
                gdouble shear_y)
{
  gdouble rot = angle * G_PI / 180, sx = shear_x * G_PI / 180, sy = shear_y * G_PI / 180;
  gdouble a = cos (rot - sy) / cos (sy);
  gdouble b = -cos (rot - sy) * tan (sx) / cos (sy) - sin (rot);
  gdouble c = sin (rot - sy) / cos (sy);
  gdouble d = -sin (rot - sy) * tan (sx) / cos (sy) + cos (rot);
  Affine t = { { d / scale, -b / scale, 0, -c / scale, a / scale, 0 } };

  t.m[2] = -t.m[0] * shift_x - t.m[1] * shift_y;
  t.m[5] = -t.m[3] * shift_x - t.m[4] * shift_y;
  return t;
}

/* The picture's value at a place between pixels, x and y above -1; outside it is 0. */
static gfloat
bilinear (const gfloat *plane, gint64 height, gint64 width, gdouble x, gdouble y)
{
  gint64 x0 = (gint64) (x + 1) - 1, y0 = (gint64) (y + 1) - 1; /* floor () */
  gfloat fx = (gfloat) (x - (gdouble) x0), fy = (gfloat) (y - (gdouble) y0), sum = 0;

  for (gint k = 0; k < 4; k++)
    {
      gint64 px = x0 + (k & 1), py = y0 + (k >> 1);

      if (px >= 0 && px < width && py >= 0 && py < height)
        sum += plane[py * width + px] * (k & 1 ? fx : 1 - fx) * (k >> 1 ? fy : 1 - fy);
    }
  return sum;
}

static gfloat
nearest (const gfloat *plane, gint64 height, gint64 width, gdouble x, gdouble y)
{
  gint64 px = lrint (x), py = lrint (y);

  return px >= 0 && px < width && py >= 0 && py < height ? plane[py * width + px] : 0;
}

static void
warp (const Affine *t, gboolean smooth, const GrField *in, const gfloat *from, gfloat *to)
{
  gint64 height = in->shape[1], width = in->shape[2];
  gdouble centre_x = (gdouble) (width - 1) / 2, centre_y = (gdouble) (height - 1) / 2;

  for (gint64 c = 0; c < in->shape[0]; c++, from += height * width)
    for (gint64 y = 0; y < height; y++)
      {
        gdouble dy = (gdouble) y - centre_y;
        gdouble row_x = t->m[1] * dy + t->m[2] + centre_x;
        gdouble row_y = t->m[4] * dy + t->m[5] + centre_y;

        for (gint64 x = 0; x < width; x++)
          {
            gdouble dx = (gdouble) x - centre_x;
            gdouble sx = t->m[0] * dx + row_x, sy = t->m[3] * dx + row_y;

            if (!(sx > -1 && sx < (gdouble) width && sy > -1 && sy < (gdouble) height))
              *to++ = 0;
            else if (smooth)
              *to++ = bilinear (from, height, width, sx, sy);
            else
              *to++ = nearest (from, height, width, sx, sy);
          }
      }
}

static void
apply_rotation (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to,
                GrGenerator *random)
{
  gdouble low, high;
  Affine t;

  symmetric_range (self, 0, &low, &high);
  t = inverse_affine (-between (random, low, high), 0, 0, 1, 0, 0);
  warp (&t, gr_transform_number (self, 1) == 1, in, from, to);
}

static void
apply_affine (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to,
              GrGenerator *random)
{
  const GrTransformValue *translate = &self->value[1], *scale = &self->value[2],
                         *shear = &self->value[3];
  gdouble low, high, angle, shift[2], size, shear_x, shear_y = 0;
  Affine t;

  symmetric_range (self, 0, &low, &high);
  angle = between (random, low, high);
  for (gint d = 0; d < 2; d++)
    {
      gdouble most = translate->v[translate->n == 1 ? 0 : d] * (gdouble) in->shape[2 - d];

      shift[d] = rint (between (random, -most, most));
    }
  size = between (random, scale->v[0], scale->v[scale->n - 1]);
  shear_x = shear->n == 1 ? between (random, -shear->v[0], shear->v[0])
                          : between (random, shear->v[0], shear->v[1]);
  if (shear->n == 4)
    shear_y = between (random, shear->v[2], shear->v[3]);
  t = inverse_affine (angle, shift[0], shift[1], size, shear_x, shear_y);
  warp (&t, gr_transform_number (self, 4) == 1, in, from, to);
}

#define DEGREES(value)                                                                             \
  { "degrees", GR_PARAM_NUMBER, 1, 2, { value }, 1, -360, 360, NULL,                               \
    N_ ("Largest angle to either side, or the lowest and the highest") }
#define INTERPOLATION                                                                              \
  { "interpolation", GR_PARAM_CHOICE, 1, 1, { 0 }, 1, 0, 1, interpolations,                        \
    N_ ("Take the nearest pixel, or weigh the four around") }

static const GrTransformRow random_rotation = {
  .name = "random_rotation",
  .title = N_ ("Random rotation"),
  .summary = N_ (
      "Turns the picture about its centre by a random angle; what comes in from outside is "
      "0."),
  .random = TRUE,
  .params = { DEGREES (10), INTERPOLATION },
  .infer = gr_transform_needs_picture,
  .apply = apply_rotation,
};

static const GrTransformRow random_affine = {
  .name = "random_affine",
  .title = N_ ("Random affine map"),
  .summary = N_ ("Turns, shifts, scales and shears the picture at random; what comes in from "
                 "outside is 0."),
  .random = TRUE,
  .params = {
    DEGREES (0),
    { "translate", GR_PARAM_NUMBER, 1, 2, { 0 }, 1, 0, 1, NULL,
      N_ ("Largest shift across and down, as a fraction of the picture") },
    { "scale", GR_PARAM_NUMBER, 1, 2, { 1 }, 1, 0.01, 100, NULL,
      N_ ("Smallest and largest factor") },
    { "shear", GR_PARAM_NUMBER, 1, 4, { 0 }, 1, -89, 89, NULL,
      N_ ("Degrees of shear: largest to either side; or lowest and highest across, and down") },
    INTERPOLATION,
  },
  .infer = gr_transform_needs_picture,
  .apply = apply_affine,
};

/* --- erasing --------------------------------------------------------------------------------- */

static void
erase (const GrField *in, gfloat *to, gint64 top, gint64 left, gint64 h, gint64 w, gfloat value)
{
  for (gint64 c = 0; c < in->shape[0]; c++)
    for (gint64 y = top; y < top + h; y++)
      for (gint64 x = left; x < left + w; x++)
        to[(c * in->shape[1] + y) * in->shape[2] + x] = value;
}

/* Zhong et al.: "Random erasing data augmentation" (2017), with torchvision's ten attempts. */
static void
apply_erasing (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to,
               GrGenerator *random)
{
  const gdouble *scale = self->value[1].v, *ratio = self->value[2].v;
  gint64 height = in->shape[1], width = in->shape[2];

  memcpy (to, from, gr_field_numel (in) * sizeof *to);
  if (!(gr_generator_uniform (random) < gr_transform_number (self, 0)))
    return;
  for (gint attempt = 0; attempt < 10; attempt++)
    {
      gdouble area = (gdouble) (height * width) * between (random, scale[0], scale[1]);
      gdouble aspect = exp (between (random, log (ratio[0]), log (ratio[1])));
      gint64 h = (gint64) rint (sqrt (area * aspect)), w = (gint64) rint (sqrt (area / aspect));

      if (h < height && w < width)
        {
          gint64 top = (gint64) gr_generator_below (random, (guint64) (height - h + 1));
          gint64 left = (gint64) gr_generator_below (random, (guint64) (width - w + 1));

          erase (in, to, top, left, h, w, (gfloat) gr_transform_number (self, 3));
          return;
        }
    }
}

static const GrTransformRow random_erasing = {
  .name = "random_erasing",
  .title = N_ ("Random erasing"),
  .summary = N_ ("Paints a random rectangle over the picture with probability p."),
  .random = TRUE,
  .params = {
    PROBABILITY (0.5, N_ ("Probability of erasing")),
    { "scale", GR_PARAM_NUMBER, 2, 2, { 0.02, 0.33 }, 2, 0, 1, NULL,
      N_ ("Smallest and largest part of the picture's area") },
    { "ratio", GR_PARAM_NUMBER, 2, 2, { 0.3, 3.3 }, 2, 0.001, 1000, NULL,
      N_ ("Smallest and largest height over width") },
    { "value", GR_PARAM_NUMBER, 1, 1, { 0 }, 1, -1e30, 1e30, NULL, N_ ("What is painted") },
  },
  .infer = gr_transform_needs_picture,
  .apply = apply_erasing,
};

/* --- the table ------------------------------------------------------------------------------- */

static const GrTransformRow *const rows[] = {
  &to_tensor,          &normalize,       &horizontal_flip, &vertical_flip,  &gr_random_crop_row,
  &gr_center_crop_row, &random_rotation, &random_affine,   &random_erasing, &gaussian_noise,
  &gr_one_hot_row,     &gr_remap_row,    NULL,
};

const GrTransformRow *const *
gr_transform_rows (void)
{
  return rows;
}
