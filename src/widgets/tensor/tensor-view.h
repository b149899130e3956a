/* tensor-view.h - GradusTensorView: one tensor, as a grid of numbers, a heat map, pictures or a
 * histogram, with its gradient where there is one.
 *
 * Of more than two dimensions one chooses which are rows and columns, and which index the others
 * have. What is under the pointer, or selected, is told at the foot: index, value, gradient.
 * Elements can be lit in two hues, as what a number was made of.
 *
 * Elements are counted row-major; -1 is none. Signals:
 *   "element-activated" (gint64 element): selected by click or keys; also when that is done again.
 *   "element-pointed" (gint64 element): another one is under the pointer.
 */
#pragma once

#include <gtk/gtk.h>

#include "plot/light.h"
#include "tensor/tensor.h"

G_BEGIN_DECLS

typedef enum
{
  GRADUS_TENSOR_NUMBERS,
  GRADUS_TENSOR_HEAT_MAP,
  GRADUS_TENSOR_PICTURES,
  GRADUS_TENSOR_HISTOGRAM,
  GRADUS_TENSOR_N_STYLES
} GradusTensorStyle;

#define GRADUS_TYPE_TENSOR_VIEW (gradus_tensor_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusTensorView, gradus_tensor_view, GRADUS, TENSOR_VIEW, GtkWidget)

GtkWidget *gradus_tensor_view_new (void);
/* Shows @values, and @gradient where one asks for it; each may be NULL. They must hold what they do
 * as long as they are shown. A gradient of another shape, and what has no numbers (GR_META) or is
 * on another device, is not shown. Nothing is selected or lit then. Rows and columns stay as they
 * were chosen where the shape is the same as before. */
void       gradus_tensor_view_set       (GradusTensorView *self, const char *name,
                                         GrTensor *values, GrTensor *gradient);
void       gradus_tensor_view_set_style (GradusTensorView *self, GradusTensorStyle style);
/* The gradient rather than the values, where there is one. */
void       gradus_tensor_view_set_shows_gradient (GradusTensorView *self, gboolean gradient);
/* Selects an element and brings it into view, without the signal. */
void       gradus_tensor_view_select    (GradusTensorView *self, gint64 element);
gint64     gradus_tensor_view_selected  (GradusTensorView *self);
/* Lights these elements and no others; they are copied. Where none of them is in the slice,
 * that of the first is shown; numbers scroll to as many of them as there is room for. */
void       gradus_tensor_view_light     (GradusTensorView *self, const GradusLight *lights,
                                         gsize n);
/* What the foot says: "[0, 2] = 0.5 · gradient −0.25", or NULL. (transfer none) */
const char *gradus_tensor_view_text     (GradusTensorView *self);

G_END_DECLS
