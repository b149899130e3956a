/* tensor-look.c - see tensor-look.h. */
#include "tensor-look.h"

#include <glib/gi18n.h>

#include "gradus-functions.h"

#define MOST_PICTURES 64
#define MOST_CELLS    128   /* rows and columns of a matrix */
#define MOST_NUMBERS  10000 /* of a vector */
#define MOST_WRITTEN  12    /* that are written into their cells */
#define MOST_COUNTED  100000
#define N_BINS        48

/* At most @most along @dim. (transfer full) */
static GrTensor *
cut (GrTensor *tensor, gint dim, gint64 most)
{
  return gr_tensor_narrow (tensor, dim, 0, MIN (tensor->shape[dim], most), NULL);
}

/* As float32, contiguous. (transfer full) */
static GrTensor *
plain (GrTensor *tensor)
{
  g_autoptr (GrTensor) numbers = gr_tensor_to_dtype (tensor, GR_FLOAT32, NULL);

  return numbers ? gr_tensor_contiguous (numbers, NULL) : NULL;
}

/* The first filters or channels, as many as one can see. (transfer full) */
static GradusImages *
images_of (GrTensor *tensor, const char *title)
{
  const gint64 channels = tensor->shape[1] == 3 ? 1 : MIN (tensor->shape[1], MOST_PICTURES);
  g_autoptr (GrTensor) few = cut (tensor, 0, MAX (MOST_PICTURES / channels, 1));
  g_autoptr (GrTensor) narrow = few ? cut (few, 1, MOST_PICTURES) : NULL;
  g_autoptr (GrTensor) numbers = narrow ? plain (narrow) : NULL;
  GradusImages *images = numbers ? gradus_images_new_tensor (numbers, NULL) : NULL;

  if (images)
    gradus_images_set_title (images, title);
  return images;
}

/* What has one row is a vector. (transfer full) */
static GradusMatrix *
matrix_of (GrTensor *tensor, const char *title)
{
  const gint64 rows = tensor->ndim > 1 ? tensor->shape[0] : 1;
  g_autoptr (GrTensor) flat = gr_tensor_reshape (tensor, GR_INTS (rows, -1), NULL);
  g_autoptr (GrTensor) few = flat ? cut (flat, 0, MOST_CELLS) : NULL;
  g_autoptr (GrTensor) narrow = few ? cut (few, 1, rows > 1 ? MOST_CELLS : MOST_NUMBERS) : NULL;
  g_autoptr (GrTensor) doubles = narrow ? gr_tensor_to_dtype (narrow, GR_FLOAT64, NULL) : NULL;
  g_autoptr (GrTensor) numbers = doubles ? gr_tensor_contiguous (doubles, NULL) : NULL;
  GradusMatrix *matrix;

  if (!numbers)
    return NULL;
  matrix = rows > 1
               ? gradus_matrix_new (gr_tensor_data (numbers), numbers->shape[0], numbers->shape[1])
               : gradus_matrix_new_vector (gr_tensor_data (numbers), numbers->shape[1]);
  matrix->show_values = numbers->shape[0] * numbers->shape[1] <= MOST_WRITTEN;
  matrix->scale = GRADUS_SCALE_DIVERGING;
  gradus_matrix_set_titles (matrix, title, NULL, NULL);
  return matrix;
}

/* (transfer full) */
static GradusBins *
bins_of (GrTensor *tensor, const char *title)
{
  g_autoptr (GrTensor) numbers = tensor ? plain (tensor) : NULL;

  if (!numbers)
    return NULL;
  return gradus_bins_new (title, gr_tensor_data (numbers),
                          MIN (gr_tensor_numel (numbers), MOST_COUNTED), N_BINS);
}

void
gradus_tensor_look_at (GradusTensorLook *look, GrTensor *tensor, const char *title)
{
  if (tensor->ndim == 4 && tensor->shape[2] * tensor->shape[3] > 1)
    look->images = images_of (tensor, title);
  else
    look->matrix = matrix_of (tensor, title);
}

void
gradus_tensor_look_at_weight (GradusTensorLook *look, GrTensor *weight)
{
  gradus_tensor_look_at (look, weight, _ ("Weights"));
  look->bins = bins_of (weight, _ ("Distribution of the Weights"));
}

GradusBins *
gradus_gradient_bins (GrTensor *gradient)
{
  return bins_of (gradient, _ ("Distribution of the Gradients"));
}

void
gradus_tensor_look_clear (GradusTensorLook *look)
{
  g_clear_pointer (&look->images, gradus_images_free);
  g_clear_pointer (&look->matrix, gradus_matrix_free);
  g_clear_pointer (&look->bins, gradus_bins_free);
}
