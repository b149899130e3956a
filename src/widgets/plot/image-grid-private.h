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
  gdouble pair_gap;       /* and more from a row of pairs to the next */
} GradusImagesLayout;

/* @height 0: as low as they can be in such a width. */
void gradus_images_layout (const GradusImages *images, gdouble width, gdouble height,
                           GradusImagesLayout *layout);
/* The left upper corner of picture @i. */
graphene_point_t gradus_images_corner (const GradusImages *images,
                                       const GradusImagesLayout *layout, gsize i);
/* The picture in that row and column; -1 where there is none. */
gint gradus_images_in (const GradusImages *images, const GradusImagesLayout *layout, gint row,
                       gint column);
/* In which row and column picture @i is. */
void gradus_images_place (const GradusImages *images, const GradusImagesLayout *layout, gsize i,
                          gint *row, gint *column);
/* What all rows take below the title, as large as they are with so much width. */
gdouble gradus_images_pairs_height (const GradusImages *images, gdouble width);

G_END_DECLS
