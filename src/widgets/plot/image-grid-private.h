/* image-grid-private.h - what images.c and image-grid.c share. */
#pragma once

#include "image-grid.h"

G_BEGIN_DECLS

typedef struct
{
  gsize columns;
  gdouble times;          /* how many pixels a pixel becomes */
  gdouble left, top;      /* of the first picture, */
  gdouble aside;          /* which has so much room on either side, for its label */
  gdouble width, height;  /* of each */
  gdouble step_x, step_y; /* from one to the next */
} GradusImagesLayout;

void gradus_images_layout (const GradusImages *images, gdouble width, gdouble height,
                           GradusImagesLayout *layout);

G_END_DECLS
