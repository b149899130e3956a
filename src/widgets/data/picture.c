/* picture.c - GradusPicture: see picture.h. */
#include "picture.h"

#include <math.h>

#include "tensor/half.h"
#include "style/count.h"

static gfloat
element (GrDType dtype, gconstpointer data, gsize i)
{
  switch (dtype)
    {
    case GR_UINT8:
    case GR_BOOL:
      return ((const guint8 *) data)[i];
    case GR_INT8:
      return ((const gint8 *) data)[i];
    case GR_INT16:
      return ((const gint16 *) data)[i];
    case GR_INT32:
      return (gfloat) ((const gint32 *) data)[i];
    case GR_INT64:
      return (gfloat) ((const gint64 *) data)[i];
    case GR_FLOAT16:
      return gr_half_to_float (((const GrHalf *) data)[i]);
    case GR_BFLOAT16:
      return gr_bfloat16_to_float (((const GrBfloat16 *) data)[i]);
    case GR_FLOAT64:
      return (gfloat) ((const gdouble *) data)[i];
    default:
      return ((const gfloat *) data)[i];
    }
}

static void
find_range (GradusPicture *self, gsize n)
{
  gfloat low = INFINITY, high = -INFINITY;

  self->low = 0;
  self->high = self->bytes ? 255 : 1;
  for (gsize i = 0; i < n; i++)
    if (isfinite (self->value[i]))
      {
        low = MIN (low, self->value[i]);
        high = MAX (high, self->value[i]);
      }
  if (low < self->low || high > self->high)
    {
      self->low = low;
      self->high = high > low ? high : low + 1;
    }
}

GradusPicture *
gradus_picture_new (const GrField *field, gconstpointer data)
{
  GradusPicture *self = g_new0 (GradusPicture, 1);
  gsize n;

  self->channels = field->ndim == 3 ? (gint) field->shape[0] : 1;
  self->height = (gint) field->shape[field->ndim - 2];
  self->width = (gint) field->shape[field->ndim - 1];
  self->bytes = field->dtype == GR_UINT8;
  n = (gsize) self->channels * self->height * self->width;
  self->value = g_new (gfloat, n);
  for (gsize i = 0; i < n; i++)
    self->value[i] = element (field->dtype, data, i);
  find_range (self, n);
  return self;
}

void
gradus_picture_free (GradusPicture *self)
{
  if (!self)
    return;
  g_free (self->value);
  g_free (self);
}

/* A number that is none is shown as the lowest. */
static gfloat
shade (const GradusPicture *self, gint c, gint x, gint y)
{
  const gint plane = self->channels == 3 ? c : 0;
  const gfloat v = self->value[((gsize) plane * self->height + y) * self->width + x];

  return isfinite (v) ? CLAMP ((v - self->low) / (self->high - self->low), 0, 1) : (v > 0 ? 1 : 0);
}

/* The mean of the picture's pixels that the pixel @x, @y of an image @factor times smaller covers.
 */
static gfloat
mean_shade (const GradusPicture *self, gint c, gint x, gint y, gint factor)
{
  const gint to_x = MIN ((x + 1) * factor, self->width);
  const gint to_y = MIN ((y + 1) * factor, self->height);
  gfloat sum = 0;

  for (gint v = y * factor; v < to_y; v++)
    for (gint u = x * factor; u < to_x; u++)
      sum += shade (self, c, u, v);
  return sum / (gfloat) ((to_x - x * factor) * (to_y - y * factor));
}

GdkTexture *
gradus_picture_texture (const GradusPicture *self, gint size)
{
  const gint longest = MAX (self->width, self->height);
  const gint larger = MAX (1, size / longest), smaller = MAX (1, (longest + size - 1) / size);
  const gint width = (self->width * larger + smaller - 1) / smaller;
  const gint height = (self->height * larger + smaller - 1) / smaller;
  const gsize stride = (gsize) width * 4;
  guint32 *pixels = g_malloc (stride * height);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, stride * height);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        guint32 rgb = 0xff;

        if (x % larger && y * width + x > 0)
          rgb = pixels[y * width + x - 1];
        else if (y % larger)
          rgb = pixels[(y - 1) * width + x];
        else
          for (gint c = 0; c < 3; c++)
            rgb = rgb << 8
                  | (guint32) (255 * mean_shade (self, c, x / larger, y / larger, smaller) + .5f);
        pixels[y * width + x] = rgb;
      }
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

gfloat
gradus_picture_lightness (const GradusPicture *self, gint x, gint y)
{
  return .299f * shade (self, 0, x, y) + .587f * shade (self, 1, x, y)
         + .114f * shade (self, 2, x, y);
}

char *
gradus_picture_text (const GradusPicture *self, gint x, gint y)
{
  GString *text = g_string_new (NULL);

  for (gint c = 0; c < self->channels; c++)
    {
      const gfloat v = self->value[((gsize) c * self->height + y) * self->width + x];

      if (c)
        g_string_append (text, ", ");
      if (self->bytes)
        g_string_append_printf (text, "%g", v);
      else
        g_string_append_printf (text, "%.2f", v);
    }
  return gradus_minus (g_string_free (text, FALSE));
}
