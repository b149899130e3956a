/* light.h - cells that are lit: in heat maps, number grids, pictures and storage strips alike.
 *
 * Three hues that are told apart with any kind of colour vision and from the scales' blue and
 * orange, and by their frames as well: what the first factor of a sum is, what the second is
 * (dashed), and what is selected. What weighs more has a stronger frame.
 */
#pragma once

#include "style/palette.h"

G_BEGIN_DECLS

typedef enum
{
  GRADUS_LIGHT_FIRST,
  GRADUS_LIGHT_SECOND,
  GRADUS_LIGHT_SELECTED,
} GradusHue;

typedef struct
{
  gint64 element; /* row-major, of what is lit */
  gdouble weight; /* by its size, beside that of the others */
  GradusHue hue;
} GradusLight;

GdkRGBA gradus_light_colour   (GradusHue hue, const GradusPalette *palette);
/* The greatest size of a weight that is a number; 0: there is none. */
gdouble gradus_lights_most    (const GradusLight *lights, gsize n);
/* In [0, 1], where the greatest of them is @most; all are as strong where that is 0. */
gdouble gradus_light_strength (const GradusLight *light, gdouble most);
/* A ground for the numbers of a lit cell, */
void    gradus_light_fill     (const GradusLight *light, gdouble most, cairo_t *cr, gdouble x,
                               gdouble y, gdouble width, gdouble height,
                               const GradusPalette *palette);
/* and the frame around it, within this rectangle; where that is a few pixels, upon all of them. */
void    gradus_light_frame    (const GradusLight *light, gdouble most, cairo_t *cr, gdouble x,
                               gdouble y, gdouble width, gdouble height,
                               const GradusPalette *palette);

G_END_DECLS
