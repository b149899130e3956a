/* tensor-look.h - what is drawn of a tensor: pictures or a matrix, whichever suits its shape, and
 * how its numbers are distributed. For GradusWatchView; may be called from any thread.
 */
#pragma once

#include "plot/heat-map.h"
#include "plot/histogram.h"
#include "plot/image-grid.h"

G_BEGIN_DECLS

/* Of images and matrix one at most. */
typedef struct
{
  GradusImages *images;
  GradusMatrix *matrix;
  GradusBins   *bins;
} GradusTensorLook;

/* Fills an empty @look, but for the bins. */
void        gradus_tensor_look_at        (GradusTensorLook *look, GrTensor *tensor,
                                          const char *title);
/* All of it. */
void        gradus_tensor_look_at_weight (GradusTensorLook *look, GrTensor *weight);
/* @gradient may be NULL. (transfer full), or NULL */
GradusBins *gradus_gradient_bins         (GrTensor *gradient);
void        gradus_tensor_look_clear     (GradusTensorLook *look);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GradusTensorLook, gradus_tensor_look_clear)

G_END_DECLS
