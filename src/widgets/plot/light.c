/* light.c - see light.h. */
#include "light.h"

#include <math.h>

#define LEAST_FRAMED 6 /* pixels of a cell that has a frame rather than a ground */

GdkRGBA
gradus_light_colour (GradusHue hue, const GradusPalette *palette)
{
  switch (hue)
    {
    case GRADUS_LIGHT_FIRST:
      return palette->series[2];
    case GRADUS_LIGHT_SECOND:
      return palette->series[3];
    case GRADUS_LIGHT_SELECTED:
      break;
    }
  return palette->accent;
}

gdouble
gradus_lights_most (const GradusLight *lights, gsize n)
{
  gdouble most = 0;

  for (gsize i = 0; i < n; i++)
    if (lights[i].hue != GRADUS_LIGHT_SELECTED && isfinite (lights[i].weight))
      most = MAX (most, fabs (lights[i].weight));
  return most;
}

gdouble
gradus_light_strength (const GradusLight *light, gdouble most)
{
  if (light->hue == GRADUS_LIGHT_SELECTED || !(most > 0) || !isfinite (light->weight))
    return 1;
  return MIN (fabs (light->weight) / most, 1);
}

void
gradus_light_fill (const GradusLight *light, gdouble most, cairo_t *cr, gdouble x, gdouble y,
                   gdouble width, gdouble height, const GradusPalette *palette)
{
  const gfloat alpha = 0.12f + 0.33f * (gfloat) gradus_light_strength (light, most);
  const GdkRGBA colour = gradus_fade (gradus_light_colour (light->hue, palette), alpha);

  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
}

void
gradus_light_frame (const GradusLight *light, gdouble most, cairo_t *cr, gdouble x, gdouble y,
                    gdouble width, gdouble height, const GradusPalette *palette)
{
  static const gdouble dashes[] = { 4, 2 };
  const GdkRGBA colour = gradus_light_colour (light->hue, palette);
  const gdouble line = MIN (1 + 1.5 * gradus_light_strength (light, most), MIN (width, height) / 5);

  if (MIN (width, height) < LEAST_FRAMED)
    {
      const GdkRGBA ground = gradus_fade (colour, 0.7f);

      gdk_cairo_set_source_rgba (cr, &ground);
      cairo_rectangle (cr, x, y, width, height);
      cairo_fill (cr);
      return;
    }
  /* On a ground of its own, since what is below may have any colour. */
  cairo_rectangle (cr, x + line / 2, y + line / 2, width - line, height - line);
  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_set_line_width (cr, line);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &colour);
  if (light->hue == GRADUS_LIGHT_SECOND)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}
