/* slice.c - see slice.h. */
#include "slice.h"

#include <string.h>

void
gradus_slice_init (GradusSlice *slice, const GrTensor *tensor)
{
  *slice = (GradusSlice){ .ndim = tensor->ndim, .row_dim = -1, .column_dim = tensor->ndim - 1 };
  memcpy (slice->shape, tensor->shape, sizeof slice->shape);
  if (tensor->ndim < 2)
    return;
  /* Where the first alone has several, the second beside it. */
  while (slice->column_dim > 1 && slice->shape[slice->column_dim] == 1)
    slice->column_dim--;
  slice->row_dim = slice->column_dim - 1;
  while (slice->row_dim > 0 && slice->shape[slice->row_dim] == 1)
    slice->row_dim--;
  if (slice->shape[slice->row_dim] == 1)
    slice->row_dim = slice->column_dim - 1;
  if (slice->shape[slice->row_dim] == 1 && slice->shape[slice->column_dim] == 1)
    {
      slice->row_dim = slice->ndim - 2;
      slice->column_dim = slice->ndim - 1;
    }
}

void
gradus_slice_set_rows (GradusSlice *slice, gint dim)
{
  if (dim == slice->column_dim)
    slice->column_dim = slice->row_dim;
  slice->row_dim = dim;
}

void
gradus_slice_set_columns (GradusSlice *slice, gint dim)
{
  if (dim == slice->row_dim)
    slice->row_dim = slice->column_dim;
  slice->column_dim = dim;
}

gint64
gradus_slice_rows (const GradusSlice *slice)
{
  return slice->row_dim < 0 ? 1 : slice->shape[slice->row_dim];
}

gint64
gradus_slice_columns (const GradusSlice *slice)
{
  return slice->column_dim < 0 ? 1 : slice->shape[slice->column_dim];
}

static gboolean
is_other (const GradusSlice *slice, gint dim)
{
  return dim != slice->row_dim && dim != slice->column_dim;
}

gint64
gradus_slice_n_others (const GradusSlice *slice)
{
  gint64 n = 1;

  for (gint dim = 0; dim < slice->ndim; dim++)
    n *= is_other (slice, dim) ? slice->shape[dim] : 1;
  return n;
}

gint64
gradus_slice_others (const GradusSlice *slice)
{
  gint64 others = 0;

  for (gint dim = 0; dim < slice->ndim; dim++)
    if (is_other (slice, dim))
      others = others * slice->shape[dim] + slice->index[dim];
  return others;
}

void
gradus_slice_set_others (GradusSlice *slice, gint64 others)
{
  for (gint dim = slice->ndim - 1; dim >= 0; dim--)
    if (is_other (slice, dim))
      {
        slice->index[dim] = others % slice->shape[dim];
        others /= slice->shape[dim];
      }
}

gint64
gradus_slice_element (const GradusSlice *slice, gint64 row, gint64 column)
{
  gint64 element = 0;

  for (gint dim = 0; dim < slice->ndim; dim++)
    element = element * slice->shape[dim]
              + (dim == slice->row_dim      ? row
                 : dim == slice->column_dim ? column
                                            : slice->index[dim]);
  return element;
}

void
gradus_slice_place (const GradusSlice *slice, gint64 element, gint64 *row, gint64 *column,
                    gint64 *others)
{
  GradusSlice there = *slice;

  for (gint dim = slice->ndim - 1; dim >= 0; dim--)
    {
      there.index[dim] = element % slice->shape[dim];
      element /= slice->shape[dim];
    }
  *row = slice->row_dim < 0 ? 0 : there.index[slice->row_dim];
  *column = slice->column_dim < 0 ? 0 : there.index[slice->column_dim];
  *others = gradus_slice_others (&there);
}

GrTensor *
gradus_slice_view (const GradusSlice *slice, GrTensor *tensor)
{
  gint64 offset = tensor->offset;

  for (gint dim = 0; dim < slice->ndim; dim++)
    offset += is_other (slice, dim) ? slice->index[dim] * tensor->stride[dim] : 0;
  return gr_tensor_new_view (
      tensor, GR_INTS (gradus_slice_rows (slice), gradus_slice_columns (slice)),
      GR_INTS (slice->row_dim < 0 ? 0 : tensor->stride[slice->row_dim],
               slice->column_dim < 0 ? 0 : tensor->stride[slice->column_dim]),
      offset, NULL);
}
