/* images.c - GradusImages: its making and drawing; see image-grid.h. The widget is image-grid.c. */
#include "image-grid-private.h"

#include "lettering.h"

#include <math.h>
#include <string.h>

#define EDGE          8
#define TITLE         24
#define LABEL         15
#define GAP           4
#define MOST_ENLARGED 20 /* a pixel becomes at most so many */

/* --- making ----------------------------------------------------------------------------------- */

GradusImages *
gradus_images_new (const gfloat *values, gsize n, gsize channels, gsize height, gsize width)
{
  GradusImages *images = g_new0 (GradusImages, 1);

  images->n = channels == 3 ? n : n * channels;
  images->channels = channels == 3 ? 3 : 1;
  images->height = height;
  images->width = width;
  images->values = g_memdup2 (values, n * channels * height * width * sizeof *values);
  images->scale = GRADUS_SCALE_GRAY;
  images->min = images->max = NAN;
  return images;
}

GradusImages *
gradus_images_new_tensor (GrTensor *tensor, GError **error)
{
  gsize sizes[4] = { 1, 1, 1, 1 };
  const gint64 numel = gr_tensor_numel (tensor);

  if (tensor->ndim < 1 || tensor->ndim > 4 || tensor->device.type != GR_DEVICE_CPU || numel < 0)
    {
      g_autofree char *shape = gr_tensor_shape_string (tensor);

      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "A picture needs one to four dimensions (N, C, H, W) on the CPU; this tensor is "
                   "%s.",
                   shape);
      return NULL;
    }
  for (gint i = 0; i < tensor->ndim; i++)
    sizes[4 - tensor->ndim + i] = tensor->shape[i];

  g_autofree gfloat *values = g_new (gfloat, numel + 1);
  for (gint64 i = 0; i < numel; i++)
    values[i] = (gfloat) gr_tensor_get (tensor, i).d;
  return gradus_images_new (values, sizes[0], sizes[1], sizes[2], sizes[3]);
}

void
gradus_images_free (GradusImages *images)
{
  g_free (images->title);
  g_free (images->values);
  g_strfreev (images->labels);
  g_free (images);
}

void
gradus_images_set_labels (GradusImages *images, const char *const *labels)
{
  g_strfreev (images->labels);
  images->labels = labels ? g_new0 (char *, images->n + 1) : NULL;
  for (gsize i = 0; labels && i < images->n; i++)
    images->labels[i] = g_strdup (labels[i] ? labels[i] : "");
}

void
gradus_images_set_title (GradusImages *images, const char *title)
{
  g_free (images->title);
  images->title = g_strdup (title);
}

/* --- where things are ------------------------------------------------------------------------- */

/* How far a picture is enlarged with so many in a row. */
static gdouble
enlargement (const GradusImages *images, gsize columns, gdouble width, gdouble height,
             gdouble label)
{
  const gsize rows = (images->n + columns - 1) / columns;
  const gdouble across = ((width + GAP) / columns - GAP) / images->width;
  const gdouble down = ((height + GAP) / rows - GAP - label) / images->height;
  const gdouble times = MIN (MIN (across, down), MOST_ENLARGED);

  return times >= 1 ? floor (times) : MAX (times, 0.01);
}

/* Of the widest label. */
static gdouble
label_width (const GradusImages *images)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  gdouble widest = 0;

  for (gsize i = 0; images->labels && i < images->n; i++)
    {
      gdouble width;

      gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, images->labels[i], &width, NULL);
      widest = MAX (widest, ceil (width));
    }
  return widest;
}

void
gradus_images_layout (const GradusImages *images, gdouble width, gdouble height,
                      GradusImagesLayout *layout)
{
  const gdouble label = images->labels ? LABEL : 0;
  const gdouble top = EDGE + (images->title ? TITLE : 0);
  const gdouble room_x = MAX (width - 2 * EDGE, 1), room_y = MAX (height - top - EDGE, 1);
  gsize columns = images->columns;
  gdouble across = 0;

  if (columns == 0 && images->labels)
    {
      across = MIN (label_width (images) + 2, room_x);
      columns = CLAMP ((gsize) ((room_x + GAP) / (across + GAP)), 1, images->n);
    }
  if (columns == 0)
    {
      gdouble best = 0;

      for (gsize n = 1; n <= images->n; n++)
        {
          const gdouble times = enlargement (images, n, room_x, room_y, label);

          if (times > best)
            {
              best = times;
              columns = n;
            }
        }
    }
  layout->columns = MAX (columns, 1);
  layout->times = enlargement (images, layout->columns, room_x, room_y, label);
  layout->width = images->width * layout->times;
  layout->height = images->height * layout->times;
  layout->aside = MAX (0, across - layout->width) / 2;
  layout->left = EDGE + layout->aside;
  layout->top = top;
  layout->step_x = layout->width + 2 * layout->aside + GAP;
  layout->step_y = layout->height + GAP + label;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
range_of (const GradusImages *images, gsize first, gsize n, gdouble *min, gdouble *max)
{
  const gsize size = images->channels * images->height * images->width;

  *min = INFINITY;
  *max = -INFINITY;
  for (gsize i = first * size; i < (first + n) * size; i++)
    if (isfinite (images->values[i]))
      {
        *min = MIN (*min, images->values[i]);
        *max = MAX (*max, images->values[i]);
      }
  if (images->scale == GRADUS_SCALE_DIVERGING && images->channels == 1)
    {
      *max = MAX (fabs (*min), fabs (*max));
      *min = -*max;
    }
  *min = isnan (images->min) ? *min : images->min;
  *max = isnan (images->max) ? *max : images->max;
  if (!(*min < *max))
    {
      *min = isfinite (*min) ? *min - 0.5 : 0;
      *max = *min + 1;
    }
}

static guint32
pixel_of (const GdkRGBA *colour)
{
  return (guint32) (colour->red * 255 + 0.5f) << 16 | (guint32) (colour->green * 255 + 0.5f) << 8
         | (guint32) (colour->blue * 255 + 0.5f);
}

/* Picture @i; (transfer full) */
static cairo_surface_t *
make_surface (const GradusImages *images, gsize i, gdouble min, gdouble max, const guint32 *colours,
              const GradusPalette *palette)
{
  const gsize plane = images->height * images->width;
  const gfloat *values = images->values + i * images->channels * plane;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, images->width,
                                                         images->height);
  guchar *data = cairo_image_surface_get_data (surface);
  const gint stride = cairo_image_surface_get_stride (surface);

  for (gsize k = 0; data && k < plane; k++)
    {
      guint32 *pixel = (guint32 *) (data + k / images->width * stride) + k % images->width;
      gdouble part[3];

      for (gsize c = 0; c < images->channels; c++)
        part[c] = CLAMP ((values[c * plane + k] - min) / (max - min), 0, 1);
      if (isnan (values[k]))
        *pixel = pixel_of (&palette->error);
      else if (images->channels == 3)
        *pixel = pixel_of (&(GdkRGBA){ part[0], part[1], part[2], 1 });
      else
        *pixel = colours[(gint) (part[0] * 255 + 0.5)];
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
draw_picture (cairo_t *cr, cairo_surface_t *surface, gdouble x, gdouble y, gdouble times,
              const GradusImages *images)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, times, times);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            times >= 1 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_rectangle (cr, 0, 0, images->width, images->height);
  cairo_fill (cr);
  cairo_restore (cr);
}

void
gradus_images_draw (const GradusImages *images, cairo_t *cr, gdouble width, gdouble height,
                    const GradusPalette *palette)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  GradusImagesLayout layout;
  guint32 colours[256];
  gdouble min, max;

  gradus_images_layout (images, width, height, &layout);
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      const GdkRGBA colour = gradus_scale_colour (images->scale, i / 255.0, palette);
      colours[i] = pixel_of (&colour);
    }
  range_of (images, 0, images->n, &min, &max);
  cairo_save (cr);
  if (images->title)
    gradus_lettering_draw_title (lettering, cr, images->title, &palette->text, EDGE, EDGE,
                                 width - 2 * EDGE);
  gradus_lettering_limit (lettering, layout.step_x - 2);
  for (gsize i = 0; i < images->n; i++)
    {
      const gdouble x = layout.left + i % layout.columns * layout.step_x;
      const gdouble y = layout.top + i / layout.columns * layout.step_y;

      if (y > height)
        break;
      if (images->each)
        range_of (images, i, 1, &min, &max);
      cairo_surface_t *surface = make_surface (images, i, min, max, colours, palette);
      draw_picture (cr, surface, x, y, layout.times, images);
      cairo_surface_destroy (surface);
      cairo_rectangle (cr, x - 0.5, y - 0.5, layout.width + 1, layout.height + 1);
      gdk_cairo_set_source_rgba (cr, &palette->border);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
      if (images->labels)
        gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, images->labels[i],
                               &palette->dim_text, x + layout.width / 2, y + layout.height + 1, 0.5,
                               0);
    }
  cairo_restore (cr);
}
