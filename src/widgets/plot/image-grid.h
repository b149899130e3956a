/* image-grid.h - tensors as pictures: GradusImages is a batch of them, GradusImageGrid shows it as
 * a grid.
 *
 * Items of a data set, filters of a convolution, activations. Pixels stay pixels: nothing is
 * smoothed.
 */
#pragma once

#include "colour-scale.h"
#include "drawing.h"
#include "light.h"
#include "tensor/tensor.h"

G_BEGIN_DECLS

typedef struct
{
  char *title; /* or NULL */
  gsize n, channels, height, width;
  gfloat *values; /* n × channels × height × width; channels is 1, or 3: red, green, blue */
  char **labels;  /* one below each, or NULL */
  GArray *lights; /* of GradusLight: pixels, picture after picture and row after row; or NULL */

  /* What follows may be set as one likes. */
  GradusScale scale; /* of pictures with one channel; at the start gray */
  gdouble min, max;  /* of the scale; NaN: of the values, about 0 for a diverging scale */
  gboolean each;     /* the range is that of each picture by itself */
  gboolean paired;   /* the second half of the pictures lies below the first, each below its own */
  guint columns;     /* 0: as many as fit well, with labels as many as leave those room */
  guint least;       /* with labels, how broad each is at least; then they are made as large as the
                      * room allows. 0: as above */
} GradusImages;

/* @values are copied. Unless @channels is 3, each channel becomes a picture of its own. */
GradusImages *gradus_images_new (const gfloat *values, gsize n, gsize channels, gsize height,
                                 gsize width);
/* Of a tensor (N, C, H, W), (C, H, W), (H, W) or (W), of any dtype but complex ones, on the CPU.
 * GR_ERROR_SHAPE for other shapes. The weights of a convolution (out, in, kH, kW) are one: with 3
 * inputs a coloured filter each. */
GradusImages *gradus_images_new_tensor (GrTensor *tensor, GError **error);
void gradus_images_free (GradusImages *images);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusImages, gradus_images_free)

/* NULL, or a text a picture. */
void gradus_images_set_labels (GradusImages *images, const char *const *labels);
void gradus_images_set_title (GradusImages *images, const char *title);
/* Lights these pixels and no others. */
void gradus_images_light (GradusImages *images, const GradusLight *lights, gsize n);

void gradus_images_draw (const GradusImages *images, cairo_t *cr, gdouble width, gdouble height,
                         const GradusPalette *palette);

#define GRADUS_TYPE_IMAGE_GRID (gradus_image_grid_get_type ())
G_DECLARE_FINAL_TYPE (GradusImageGrid, gradus_image_grid, GRADUS, IMAGE_GRID, GradusDrawing)

/* @images (transfer full), may be NULL. Signal of the base class: "activated-cell" (int picture).
 */
GtkWidget *gradus_image_grid_new (GradusImages *images);
void gradus_image_grid_set_images (GradusImageGrid *self, GradusImages *images);
/* See gradus_images_light(). */
void gradus_image_grid_light (GradusImageGrid *self, const GradusLight *lights, gsize n);
/* The pixel at a point of the widget; FALSE where there is none. */
gboolean gradus_image_grid_pixel_at (GradusImageGrid *self, gdouble x, gdouble y, gsize *picture,
                                     gsize *row, gsize *column);

G_END_DECLS
