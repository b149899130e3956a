/* colour-scale.c - see colour-scale.h. */
#include "colour-scale.h"

#include "lettering.h"
#include "number-text.h"

#include <math.h>

#define STOPS 9

/* ColorBrewer's Blues (Cynthia Brewer), from the background up; the same on a dark ground; its PuOr
 * with the violet replaced by blue, from the middle down and up, on light and dark; matplotlib's
 * viridis (van der Walt and Smith). Nine even steps each. */
static const guint32 blues[] = { 0xffffff, 0xe3eef9, 0xcfe1f2, 0xb0d2e8, 0x85bcdc,
                                 0x58a1cf, 0x3480c0, 0x1460a8, 0x08417c };
static const guint32 dark_blues[] = { 0x242426, 0x1f3247, 0x1c4065, 0x1b5085, 0x2263a4,
                                      0x3a7cc0, 0x5f99d6, 0x8fbae9, 0xc9e0fa };
static const guint32 diverging[] = { 0x0a4a86, 0x2b74b3, 0x6ba6d3, 0xb3d1e8, 0xf5f5f5,
                                     0xf8cf9f, 0xee9f54, 0xcb6a14, 0x8a4006 };
static const guint32 dark_diverging[] = { 0xa9d3f7, 0x62a6e0, 0x2f78b8, 0x1f4a70, 0x2a2a2c,
                                          0x70451c, 0xb8651a, 0xef9a4a, 0xfcd3a4 };
static const guint32 viridis[] = { 0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c,
                                   0x28ae80, 0x5ec962, 0xaddc30, 0xfde725 };
static const guint32 gray[] = { 0x000000, 0x202020, 0x404040, 0x606060, 0x808080,
                                0x9f9f9f, 0xbfbfbf, 0xdfdfdf, 0xffffff };

static gdouble
lightness (const GdkRGBA *colour)
{
  return 0.299 * colour->red + 0.587 * colour->green + 0.114 * colour->blue;
}

static const guint32 *
stops_of (GradusScale scale, const GradusPalette *palette)
{
  const gboolean dark = lightness (&palette->background) < 0.5;

  switch (scale)
    {
    case GRADUS_SCALE_SEQUENTIAL:
      return dark ? dark_blues : blues;
    case GRADUS_SCALE_DIVERGING:
      return dark ? dark_diverging : diverging;
    case GRADUS_SCALE_VIRIDIS:
      return viridis;
    case GRADUS_SCALE_GRAY:
      break;
    }
  return gray;
}

GdkRGBA
gradus_scale_colour (GradusScale scale, gdouble part, const GradusPalette *palette)
{
  const guint32 *stops = stops_of (scale, palette);

  if (isnan (part))
    return palette->error;

  const gdouble place = CLAMP (part, 0, 1) * (STOPS - 1);
  const guint below = MIN ((guint) place, STOPS - 2);
  const gdouble t = place - below;
  gdouble channels[3];

  for (guint i = 0; i < 3; i++)
    {
      const guint shift = 16 - 8 * i;
      const gdouble from = stops[below] >> shift & 255, to = stops[below + 1] >> shift & 255;

      channels[i] = (from + t * (to - from)) / 255;
    }
  return (GdkRGBA){ channels[0], channels[1], channels[2], 1 };
}

GdkRGBA
gradus_ink_on (const GdkRGBA *colour)
{
  const gfloat ink = lightness (colour) > 0.55 ? 0.1f : 1;

  return (GdkRGBA){ ink, ink, ink, 1 };
}

void
gradus_scale_draw (GradusScale scale, cairo_t *cr, gdouble x, gdouble y, gdouble width,
                   gdouble height, gdouble min, gdouble max, GradusScaleNumbers numbers,
                   const GradusPalette *palette)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  g_autoptr (GArray) ticks = gradus_ticks_new (
      min, max, CLAMP ((gint) (height / 40), 2, 6),
      numbers == GRADUS_SCALE_SHARES ? GRADUS_AXIS_PERCENT : GRADUS_AXIS_NUMBER, FALSE);

  for (gdouble row = 0; row < height; row++)
    {
      const GdkRGBA colour = gradus_scale_colour (scale, 1 - (row + 0.5) / height, palette);

      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_rectangle (cr, x, y + row, width, MIN (1, height - row));
      cairo_fill (cr);
    }
  cairo_rectangle (cr, floor (x) + 0.5, floor (y) + 0.5, floor (width) - 1, floor (height) - 1);
  gdk_cairo_set_source_rgba (cr, &palette->border);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  for (guint i = 0; i < ticks->len; i++)
    {
      const GradusTick *tick = &g_array_index (ticks, GradusTick, i);
      const gdouble part = (tick->value - min) / (max - min);
      const gdouble place = numbers == GRADUS_SCALE_SHARES ? sqrt (MAX (part, 0)) : part;

      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, tick->label, &palette->dim_text,
                             x + width + 5, y + height * (1 - place), 0, 0.5);
    }
}
