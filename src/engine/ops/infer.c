/* infer.c - see infer.h. */
#include "infer.h"

#include <string.h>

typedef enum { KIND_BOOL, KIND_INT, KIND_FLOAT } Kind;

static Kind
kind_of (GrDType dtype)
{
  return gr_dtype_is_floating (dtype) ? KIND_FLOAT : dtype == GR_BOOL ? KIND_BOOL : KIND_INT;
}

typedef struct
{
  gboolean any;
  GrDType  dtype;
} Group;

static void
join (Group *group, GrDType dtype)
{
  group->dtype = group->any ? gr_dtype_promote (group->dtype, dtype) : dtype;
  group->any = TRUE;
}

static void
outrank (Group *result, Group lesser)
{
  if (!lesser.any)
    return;
  if (!result->any || kind_of (lesser.dtype) > kind_of (result->dtype))
    join (result, lesser.dtype);
}

GrDType
gr_result_type (const GrCall *call, guint first, guint last, GrScalar scalar)
{
  Group ranked = { 0 }, rankless = { 0 }, numbers = { 0 };
  for (guint i = first; i <= last; i++)
    {
      const GrTensor *tensor = gr_arg (call, i);
      if (tensor && tensor->is_number)
        join (&numbers, gr_dtype_is_floating (tensor->dtype) ? gr_default_dtype () : tensor->dtype);
      else if (tensor)
        join (tensor->ndim ? &ranked : &rankless, tensor->dtype);
    }
  if (scalar.kind != GR_SCALAR_NONE)
    join (&numbers, scalar.kind == GR_SCALAR_FLOAT ? gr_default_dtype ()
                    : scalar.kind == GR_SCALAR_INT ? GR_INT64
                                                   : GR_BOOL);
  outrank (&ranked, rankless);
  outrank (&ranked, numbers);
  return ranked.any ? ranked.dtype : gr_default_dtype ();
}

/* Writes the strides of a dense tensor of @out's shape whose dimensions are ordered in memory as
 * @like's are. */
static void
order_strides_as (GrTensor *out, const GrTensor *like)
{
  gint order[GR_MAX_DIMS];
  for (gint i = 0; i < out->ndim; i++)
    {
      gint at = i;
      for (; at > 0 && like->stride[order[at - 1]] < like->stride[i]; at--)
        order[at] = order[at - 1];
      order[at] = i;
    }
  gint64 stride = 1;
  for (gint k = out->ndim - 1; k >= 0; k--)
    {
      out->stride[order[k]] = stride;
      stride *= MAX (out->shape[order[k]], 1);
    }
}

GrTensor *
gr_infer_pointwise (GrCall *call, guint first, guint last, GrDType dtype, GError **error)
{
  gint64 shape[GR_MAX_DIMS];
  gsize n = 0;
  for (guint i = first; i <= last; i++)
    if (gr_arg (call, i)
        && !gr_shape_broadcast (gr_ints (shape, n), gr_tensor_shape (gr_arg (call, i)), shape, &n, error))
      return NULL;
  GrTensor *out = gr_call_output (call, dtype, gr_ints (shape, n));
  for (guint i = first; i <= last; i++)
    {
      const GrTensor *like = gr_arg (call, i);
      if (like && gr_tensor_same_shape (like, out) && gr_tensor_is_dense (like)
          && !gr_tensor_is_contiguous (like))
        order_strides_as (out, like);
      if (like && like->ndim == out->ndim)
        break; /* the first full-rank operand decides */
    }
  return out;
}

GrTensor *
gr_infer_like (GrCall *call, guint arg, GrDType dtype)
{
  return gr_call_output (call, dtype, gr_tensor_shape (gr_arg (call, arg)));
}

GrTensor *
gr_infer_view (GrCall *call, GrInts shape, const gint64 *strides, gint64 offset)
{
  GrTensor *view = gr_call_output (call, gr_arg (call, 0)->dtype, shape);
  memcpy (view->stride, strides, shape.n * sizeof (gint64));
  view->offset = offset;
  return view;
}

gboolean
gr_require_floating (const GrCall *call, guint arg, GError **error)
{
  GrDType dtype = gr_arg (call, arg)->dtype;
  if (gr_dtype_is_floating (dtype))
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, "“%s” not implemented for '%s'",
               gr_op_name (call->op), gr_dtype_name (dtype));
  return FALSE;
}

GrDType
gr_compute_dtype (GrDType dtype)
{
  return dtype == GR_FLOAT64 ? GR_FLOAT64 : gr_dtype_is_floating (dtype) ? GR_FLOAT32 : GR_INT64;
}

gboolean
gr_reduced_dims (const GrValue *dims, gint ndim, guint *mask, GError **error)
{
  GrInts list = dims->kind == GR_VALUE_INTS  ? dims->ints
                : dims->kind == GR_VALUE_INT ? gr_ints (&dims->i, 1)
                                             : GR_EMPTY_INTS;
  *mask = list.n ? 0 : (1u << ndim) - 1;
  for (gsize i = 0; i < list.n; i++)
    {
      gint dim;
      if (!gr_wrap_dim (list.v[i], ndim, &dim, error))
        return FALSE;
      if (*mask & (1u << dim))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       "dim %d appears multiple times in the list of dims", dim);
          return FALSE;
        }
      *mask |= 1u << dim;
    }
  return TRUE;
}

gboolean
gr_check_sizes (GrInts size, GError **error)
{
  if (size.n > GR_MAX_DIMS)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "a tensor has at most %d dimensions, but %" G_GSIZE_FORMAT " were given", GR_MAX_DIMS,
                   size.n);
      return FALSE;
    }
  for (gsize i = 0; i < size.n; i++)
    if (size.v[i] < 0)
      {
        g_autofree char *sizes = gr_ints_to_string (size);
        g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                     "Trying to create tensor with negative dimension %" G_GINT64_FORMAT ": %s",
                     size.v[i], sizes);
        return FALSE;
      }
  return TRUE;
}

GrDType
gr_dtype_or (const GrValue *value, GrDType otherwise)
{
  return value->kind == GR_VALUE_DTYPE ? value->dtype : otherwise;
}
