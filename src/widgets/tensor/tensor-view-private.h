/* tensor-view-private.h - what the parts of GradusTensorView share: tensor-view.c has what is asked
 * of it and what it tells, tensor-view-show.c how the tensor comes into the widgets. */
#pragma once

#include "facts.h"
#include "plot/heat-map.h"
#include "plot/image-grid.h"
#include "slice-chooser.h"
#include "tensor-view.h"

G_BEGIN_DECLS

enum
{
  GRADUS_TENSOR_VALUES,
  GRADUS_TENSOR_GRADIENT,
  GRADUS_TENSOR_N_WHICH
};

struct _GradusTensorView
{
  GtkWidget parent_instance;

  GtkWidget *box, *name, *which, *style, *geometry, *chooser, *part_box, *part, *part_text;
  GtkWidget *stack, *nothing, *grid, *heat, *pictures, *histogram, *foot;

  GrTensor *tensors[GRADUS_TENSOR_N_WHICH];        /* or NULL */
  GradusTensorFacts *facts[GRADUS_TENSOR_N_WHICH]; /* NULL: not counted yet */
  GCancellable *counting;                          /* or NULL */
  guint shown;                                     /* which of the two */
  GradusSlice slice;
  gint64 parts[GRADUS_TENSOR_N_STYLES]; /* which part each style shows, where it shows parts */
  gint64 selected, pointed;             /* elements, or -1 */
  GArray *lights;                       /* of GradusLight */
  char *text;                           /* at the foot, or NULL */
  gboolean setting;                     /* by the program */
};

/* What is shown now: values or gradient, or NULL; and how. */
GrTensor         *gradus_tensor_view_tensor (GradusTensorView *self);
GradusTensorStyle gradus_tensor_view_style  (GradusTensorView *self);

/* Puts the tensor, as it is to be shown now, into the widget that shows it. */
void     gradus_tensor_view_fill (GradusTensorView *self);
/* Lights the elements there anew: the lit ones and the selected one. */
void     gradus_tensor_view_fill_lights (GradusTensorView *self);
/* Turns to the slice, and the part of it, where @element is. */
void     gradus_tensor_view_turn_to (GradusTensorView *self, gint64 element);
/* Whether any lit element is in what is shown now. */
gboolean gradus_tensor_view_sees_lights (GradusTensorView *self);
/* The element of a cell of the heat map, or of a pixel of the pictures; -1 where there is none, or
 * several: red, green and blue. */
gint64   gradus_tensor_view_element_of_cell  (GradusTensorView *self, gint cell);
gint64   gradus_tensor_view_element_of_pixel (GradusTensorView *self, gsize picture, gsize row,
                                              gsize column);

G_END_DECLS
