/* indexing.c - see indexing.h. */
#include "indexing.h"

#include "gradus-functions.h"

/* What is left to index by tensors, entry i for dimension i of the view; NULL: all of it. */
typedef struct
{
  GrTensor *v[GR_MAX_DIMS + 1];
  gsize     n;
  gboolean  any;
} TensorIndices;

static gboolean
is_mask (const GrTensor *tensor)
{
  return tensor->dtype == GR_BOOL || tensor->dtype == GR_UINT8;
}

/* How many dimensions of the tensor an entry is about. */
static gint
dims_taken (const GrIndex *entry)
{
  switch (entry->kind)
    {
    case GR_INDEX_INT:
    case GR_INDEX_SLICE:
      return 1;
    case GR_INDEX_TENSOR:
      return is_mask (entry->tensor) ? entry->tensor->ndim : 1;
    default:
      return 0;
    }
}

static void
push (GrScope *s, TensorIndices *indices, GrTensor *tensor)
{
  if (indices->n == GR_MAX_DIMS)
    gr_scope_fail (s, GR_ERROR_SHAPE, "a tensor has at most %d dimensions", GR_MAX_DIMS);
  else
    indices->v[indices->n++] = tensor;
  indices->any |= tensor != NULL;
}

static GrTensor *
at (GrScope *s, GrTensor *view, gint dim, gint64 index)
{
  gint64 size = view->shape[dim];
  if (index >= -size && index < size)
    return gx_select_int (s, view, dim, index);
  gr_scope_fail (s, GR_ERROR_INDEX,
                 "index %" G_GINT64_FORMAT
                 " is out of bounds for dimension %d with size %" G_GINT64_FORMAT,
                 index, dim, size);
  return NULL;
}

/* A new dimension of 1, which a mask of one element then keeps or empties. */
static GrTensor *
by_truth (GrScope *s, GrTensor *view, gint dim, GrTensor *truth, TensorIndices *indices)
{
  push (s, indices, gx_reshape (s, truth, GR_INTS (1)));
  return gx_unsqueeze (s, view, dim);
}

static GrTensor *
by_tensor (GrScope *s, GrTensor *view, gint *dim, GrTensor *tensor, TensorIndices *indices)
{
  GrScalar number;
  if (tensor->ndim == 0 && is_mask (tensor))
    return by_truth (s, view, (*dim)++, tensor, indices);
  if (tensor->ndim == 0 && gr_dtype_is_integral (tensor->dtype) && tensor->storage)
    return gr_tensor_item (tensor, &number, &s->error) ? at (s, view, *dim, number.i) : NULL;
  *dim += is_mask (tensor) ? tensor->ndim : 1;
  push (s, indices, tensor);
  return view;
}

/* The view that integers, slices, None and the ellipsis make; tensors go to @indices. */
static GrTensor *
basic_view (GrScope *s, GrTensor *self, const GrIndex *entries, gsize n, TensorIndices *indices)
{
  GrTensor *view = self;
  gint taken = 0, dim = 0;
  for (gsize i = 0; i < n; i++)
    taken += dims_taken (&entries[i]);
  if (taken > self->ndim)
    gr_scope_fail (s, GR_ERROR_INDEX, "too many indices for tensor of dimension %d", self->ndim);
  for (gsize i = 0; i < n && view && !s->error; i++)
    {
      const GrIndex *e = &entries[i];
      switch (e->kind)
        {
        case GR_INDEX_INT:
          view = at (s, view, dim, e->start);
          break;
        case GR_INDEX_SLICE:
          view = gx_slice_Tensor (s, view, dim++, e->start, e->stop,
                                  e->step == GR_NO_INT ? 1 : e->step);
          push (s, indices, NULL);
          break;
        case GR_INDEX_ELLIPSIS:
          for (; taken < self->ndim; taken++, dim++)
            push (s, indices, NULL);
          break;
        case GR_INDEX_NONE:
          view = gx_unsqueeze (s, view, dim++);
          push (s, indices, NULL);
          break;
        case GR_INDEX_BOOL:
          view = by_truth (
              s, view, dim++,
              gx_full (s, GR_EMPTY_INTS, gr_bool (e->start != 0), GR_BOOL, self->device), indices);
          break;
        case GR_INDEX_TENSOR:
          view = by_tensor (s, view, &dim, e->tensor, indices);
          break;
        }
    }
  return s->error ? NULL : view;
}

GrTensor *
gr_tensor_index_get (GrTensor *self, const GrIndex *entries, gsize n, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  TensorIndices indices = { .n = 0 };
  GrTensor *result = basic_view (&s, self, entries, n, &indices);
  if (result && indices.any)
    result = gx_index_Tensor (&s, result, indices.v, indices.n);
  else if (result == self)
    result = gx_view (&s, self, gr_tensor_shape (self));
  if (result)
    gr_tensor_ref (result);
  return gr_scope_end (&s, error) ? result : NULL;
}

/* PyTorch lets a value have leading dimensions of 1 that the place has not. */
static GrTensor *
without_leading_ones (GrScope *s, GrTensor *value, gint ndim)
{
  gint first = 0;
  while (value->ndim - first > ndim && value->shape[first] == 1)
    first++;
  return first ? gx_reshape (s, value, gr_ints (value->shape + first, value->ndim - first)) : value;
}

gboolean
gr_tensor_index_set (GrTensor *self, const GrIndex *entries, gsize n, GrTensor *value,
                     GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  TensorIndices indices = { .n = 0 };
  GrTensor *view = basic_view (&s, self, entries, n, &indices);
  if (view && indices.any)
    {
      GrTensor *fitting = gx_to_dtype (&s, gx_to_device (&s, value, self->device), self->dtype);
      gx_index_put_ (&s, view, indices.v, indices.n, fitting, FALSE);
    }
  else if (view)
    gx_copy_ (&s, view, without_leading_ones (&s, value, view->ndim));
  return gr_scope_end (&s, error);
}
