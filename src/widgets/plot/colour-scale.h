/* colour-scale.h - colours of numbers, for heat maps and tensors shown as pictures.
 *
 * All can be told apart with any kind of colour vision, and in print: the lightness rises or falls
 * all along.
 */
#pragma once

#include "style/palette.h"

G_BEGIN_DECLS

typedef enum
{
  GRADUS_SCALE_SEQUENTIAL, /* from the background to blue: counts, shares */
  GRADUS_SCALE_DIVERGING,  /* blue below the middle, orange above: weights, gradients */
  GRADUS_SCALE_VIRIDIS,    /* dark violet to yellow: densities, activations */
  GRADUS_SCALE_GRAY,       /* black to white: pictures */
} GradusScale;

/* The colour of @part, in [0, 1]; NaN has the palette's error colour. The first two depend on
 * whether the palette's background is light. */
GdkRGBA gradus_scale_colour (GradusScale scale, gdouble part, const GradusPalette *palette);
/* What of the palette's text and background can be read on @colour: black or white. */
GdkRGBA gradus_ink_on (const GdkRGBA *colour);

typedef enum
{
  GRADUS_SCALE_NUMBERS,
  GRADUS_SCALE_SHARES, /* percent, on a root scale: what is small is still seen */
} GradusScaleNumbers;

/* The bar that explains a scale, from @min at the bottom to @max at the top, upright in this
 * rectangle, with its numbers to its right. */
void gradus_scale_draw (GradusScale scale, cairo_t *cr, gdouble x, gdouble y, gdouble width,
                        gdouble height, gdouble min, gdouble max, GradusScaleNumbers numbers,
                        const GradusPalette *palette);

G_END_DECLS
