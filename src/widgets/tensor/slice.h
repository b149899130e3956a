/* slice.h - GradusSlice: which two dimensions of a tensor lie before one as rows and columns, and
 * which index the others have. For GradusTensorView.
 *
 * A vector is one row, a number one row of one column. Elements are counted row-major, as
 * everywhere.
 */
#pragma once

#include "tensor/tensor.h"

G_BEGIN_DECLS

typedef struct
{
  gint ndim;
  gint64 shape[GR_MAX_DIMS];
  gint row_dim, column_dim;  /* -1: there is none */
  gint64 index[GR_MAX_DIMS]; /* of the dimensions that are neither */
} GradusSlice;

/* Of the last two dimensions that have more than one index, at the first of the others. */
void     gradus_slice_init        (GradusSlice *slice, const GrTensor *tensor);
/* Another dimension as rows or columns; where it was the other of the two, they change places. */
void     gradus_slice_set_rows    (GradusSlice *slice, gint dim);
void     gradus_slice_set_columns (GradusSlice *slice, gint dim);
gint64   gradus_slice_rows        (const GradusSlice *slice);
gint64   gradus_slice_columns     (const GradusSlice *slice);
/* How many slices there are with these rows and columns, and which of them this is, counted
 * row-major over the others; setting that gives these their index. */
gint64   gradus_slice_n_others    (const GradusSlice *slice);
gint64   gradus_slice_others      (const GradusSlice *slice);
void     gradus_slice_set_others  (GradusSlice *slice, gint64 others);
/* The element in that row and column. */
gint64   gradus_slice_element     (const GradusSlice *slice, gint64 row, gint64 column);
/* In which row and column @element lies, and of which slice: see gradus_slice_others(). */
void     gradus_slice_place       (const GradusSlice *slice, gint64 element, gint64 *row,
                                   gint64 *column, gint64 *others);
/* A view of @tensor of rank 2: what the slice shows. No value is copied. (transfer full) */
GrTensor *gradus_slice_view       (const GradusSlice *slice, GrTensor *tensor);

G_END_DECLS
