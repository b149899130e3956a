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
#define PAIR_GAP      8  /* between pairs one above the other, and */
#define LEAST_PAIR    56 /* how broad each is at least, if one has not the row for itself */
#define WANTED_PAIR   96 /* as high as it need be */

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
  g_clear_pointer (&images->lights, g_array_unref);
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

void
gradus_images_light (GradusImages *images, const GradusLight *lights, gsize n)
{
  g_clear_pointer (&images->lights, g_array_unref);
  if (n == 0)
    return;
  images->lights = g_array_new (FALSE, FALSE, sizeof *lights);
  g_array_append_vals (images->lights, lights, (guint) n);
}

/* --- where things are ------------------------------------------------------------------------- */

static gsize
count_rows (const GradusImages *images, gsize columns)
{
  const gsize n = images->paired ? images->n / 2 : images->n;

  return (n + columns - 1) / columns * (images->paired ? 2 : 1);
}

/* How far a picture is enlarged with so many in a row. */
static gdouble
enlargement (const GradusImages *images, gsize columns, gdouble width, gdouble height,
             gdouble label)
{
  const gsize rows = count_rows (images, columns);
  const gdouble between = images->paired ? (rows / 2.0 - 1) * PAIR_GAP : 0;
  const gdouble across = ((width + GAP) / columns - GAP) / images->width;
  const gdouble down = ((height - between + GAP) / rows - GAP - label) / images->height;
  const gdouble times = MIN (MIN (across, down), MOST_ENLARGED);

  return times >= 1 ? floor (times) : MAX (times, 0.01);
}

/* How many pairs are side by side. */
static gsize
pair_columns (const GradusImages *images, gdouble width)
{
  gsize columns = MAX (images->n / 2, 1);

  while (columns > 1 && (width + GAP) / columns - GAP < MAX (LEAST_PAIR, images->width))
    columns = (columns + 1) / 2;
  return columns;
}

gdouble
gradus_images_pairs_height (const GradusImages *images, gdouble width)
{
  const gsize columns = pair_columns (images, width - 2 * EDGE);
  const gsize rows = count_rows (images, columns);
  const gdouble times = enlargement (images, columns, width - 2 * EDGE, INFINITY, 0);
  const gdouble most = MAX (floor (WANTED_PAIR / (gdouble) images->height), 1);

  return rows * (images->height * MIN (times, most) + GAP) + (rows / 2 - 1) * PAIR_GAP;
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
  gsize columns = images->columns, most = images->n;
  gdouble across = 0;

  if (columns == 0 && images->labels)
    {
      across = MIN (MAX (label_width (images) + 2, images->least), room_x);
      most = CLAMP ((gsize) ((room_x + GAP) / (across + GAP)), 1, images->n);
      columns = images->least > 0 && height > 0 ? 0 : most;
    }
  if (images->paired)
    columns = pair_columns (images, room_x);
  if (columns == 0)
    {
      gdouble best = 0;

      for (gsize n = 1; n <= most; n++)
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
  layout->pair_gap = images->paired ? PAIR_GAP : 0;
}

void
gradus_images_place (const GradusImages *images, const GradusImagesLayout *layout, gsize i,
                     gint *row, gint *column)
{
  const gsize half = images->paired ? images->n / 2 : images->n;
  const gsize in_half = i % half;

  *row = (gint) (in_half / layout->columns);
  if (images->paired)
    *row = 2 * *row + (i >= half);
  *column = (gint) (in_half % layout->columns);
}

gint
gradus_images_in (const GradusImages *images, const GradusImagesLayout *layout, gint row,
                  gint column)
{
  const gint half = (gint) (images->paired ? images->n / 2 : images->n);
  const gint in_half = (images->paired ? row / 2 : row) * (gint) layout->columns + column;

  if (row < 0 || column < 0 || column >= (gint) layout->columns || in_half >= half)
    return -1;
  return in_half + (images->paired && row % 2 ? half : 0);
}

graphene_point_t
gradus_images_corner (const GradusImages *images, const GradusImagesLayout *layout, gsize i)
{
  gint row, column;

  gradus_images_place (images, layout, i, &row, &column);
  return GRAPHENE_POINT_INIT (layout->left + column * layout->step_x,
                              layout->top + row * layout->step_y + row / 2 * layout->pair_gap);
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

static void
draw_lights (const GradusImages *images, cairo_t *cr, const GradusImagesLayout *layout,
             const GradusPalette *palette)
{
  const gsize n = images->lights ? images->lights->len : 0;
  const GradusLight *lights = n > 0 ? (const GradusLight *) images->lights->data : NULL;
  const gint64 width = (gint64) images->width, size = width * (gint64) images->height;
  const gdouble most = gradus_lights_most (lights, n);
  const gdouble side = MAX (layout->times, 1);

  for (gsize i = 0; i < n; i++)
    {
      const gint64 pixel = lights[i].element % size;
      const graphene_point_t corner
          = gradus_images_corner (images, layout, (gsize) (lights[i].element / size));

      gradus_light_frame (&lights[i], most, cr, corner.x + pixel % width * layout->times,
                          corner.y + pixel / width * layout->times, side, side, palette);
    }
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
      const graphene_point_t corner = gradus_images_corner (images, &layout, i);
      const gdouble x = corner.x, y = corner.y;

      if (y > height)
        continue;
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
  draw_lights (images, cr, &layout, palette);
  cairo_restore (cr);
}
