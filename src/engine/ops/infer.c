/* infer.c - see infer.h. */
#include "infer.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
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

/* The stride of @out's dimension @dim in an operand; 0 where that is broadcast along it. */
static gint64
stride_along (const GrTensor *out, const GrTensor *operand, gint dim)
{
  gint own = dim - (out->ndim - operand->ndim);
  if (own < 0 || (operand->shape[own] == 1 && out->shape[dim] != 1))
    return 0;
  return operand->stride[own];
}

/* Whether @outer must not lie outside of @inner: 1 if so, -1 if it must, 0 where no operand
 * says. */
static gint
compare_dims (const GrCall *call, guint first, guint last, const GrTensor *out, gint inner,
              gint outer)
{
  for (guint i = first; i <= last; i++)
    {
      const GrTensor *operand = gr_arg (call, i);
      gint64 a = operand ? stride_along (out, operand, inner) : 0;
      gint64 b = operand ? stride_along (out, operand, outer) : 0;
      if (a == 0 || b == 0)
        continue;
      if (a != b)
        return a < b ? -1 : 1;
      if (out->shape[inner] > out->shape[outer])
        return 1;
    }
  return 0;
}

/* A dense result keeps its operands' order of dimensions in memory; where they differ, the first
 * that tells two dimensions apart decides (PyTorch's TensorIterator: reorder_dimensions). */
static void
order_strides (const GrCall *call, guint first, guint last, GrTensor *out)
{
  gint order[GR_MAX_DIMS]; /* innermost first */
  for (gint i = 0; i < out->ndim; i++)
    order[i] = out->ndim - 1 - i;
  for (gint i = 1; i < out->ndim; i++)
    for (gint at = i, below = i - 1; below >= 0; below--)
      {
        gint compared = compare_dims (call, first, last, out, order[below], order[at]);
        if (compared < 0)
          break;
        if (compared > 0)
          {
            gint dim = order[below];
            order[below] = order[at];
            order[at] = dim;
            at = below;
          }
      }
  gint64 stride = 1;
  for (gint i = 0; i < out->ndim; i++)
    {
      out->stride[order[i]] = stride;
      stride *= MAX (out->shape[order[i]], 1);
    }
}

/* Whether the elements fill the memory from the first to the last, each once. */
static gboolean
is_packed (const GrTensor *tensor)
{
  gint64 extent = 1;
  for (gint i = 0; i < tensor->ndim; i++)
    extent += (tensor->shape[i] - 1) * tensor->stride[i];
  return gr_tensor_is_dense (tensor) && extent == gr_tensor_numel (tensor);
}

/* Operands of one shape and one dense layout give just that; contiguous ones give a contiguous
 * result. */
static void
choose_strides (const GrCall *call, guint first, guint last, GrTensor *out)
{
  const GrTensor *like = NULL;
  gboolean contiguous = TRUE, alike = TRUE;
  for (guint i = first; i <= last; i++)
    {
      const GrTensor *operand = gr_arg (call, i);
      if (!operand)
        continue;
      like = like ? like : operand;
      gboolean same_shape = gr_tensor_same_shape (operand, out);
      contiguous = contiguous && same_shape && gr_tensor_is_contiguous (operand);
      alike = alike && same_shape && is_packed (operand)
              && memcmp (operand->stride, like->stride, out->ndim * sizeof (gint64)) == 0;
    }
  if (contiguous)
    return;
  if (alike)
    memcpy (out->stride, like->stride, out->ndim * sizeof (gint64));
  else
    order_strides (call, first, last, out);
}

GrTensor *
gr_infer_pointwise (GrCall *call, guint first, guint last, GrDType dtype, GError **error)
{
  gint64 shape[GR_MAX_DIMS];
  gsize n = 0;
  for (guint i = first; i <= last; i++)
    if (gr_arg (call, i)
        && !gr_shape_broadcast (gr_ints (shape, n), gr_tensor_shape (gr_arg (call, i)), shape, &n,
                                error))
      return NULL;
  GrTensor *out = gr_call_output (call, dtype, gr_ints (shape, n));
  choose_strides (call, first, last, out);
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
  g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, _ ("“%s” not implemented for '%s'"),
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
                       _ ("dim %d appears multiple times in the list of dims"), dim);
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
                   _ ("a tensor has at most %d dimensions, but %zu were given"), GR_MAX_DIMS,
                   size.n);
      return FALSE;
    }
  for (gsize i = 0; i < size.n; i++)
    if (size.v[i] < 0)
      {
        g_autofree char *sizes = gr_ints_to_string (size);
        g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                     _ ("Trying to create tensor with negative dimension %" PRId64 ": %s"),
                     size.v[i], sizes);
        return FALSE;
      }
  return TRUE;
}

gboolean
gr_check_number (GrScalar value, GrDType dtype, GError **error)
{
  static const struct
  {
    gdouble lowest, greatest;
    const char *name; /* in C++ */
  } limits[GR_N_DTYPES] = {
    [GR_UINT8] = { 0, G_MAXUINT8, "uint8_t" },
    [GR_INT8] = { G_MININT8, G_MAXINT8, "int8_t" },
    [GR_INT16] = { G_MININT16, G_MAXINT16, "int16_t" },
    [GR_INT32] = { G_MININT32, G_MAXINT32, "int" },
    [GR_INT64] = { (gdouble) G_MININT64, (gdouble) G_MAXINT64, "int64_t" },
    [GR_FLOAT16] = { -65504, 65504, "at::Half" },
    [GR_BFLOAT16] = { -0x1.fep127, 0x1.fep127, "at::BFloat16" },
    [GR_FLOAT32] = { -G_MAXFLOAT, G_MAXFLOAT, "float" },
    [GR_FLOAT64] = { -G_MAXDOUBLE, G_MAXDOUBLE, "double" },
  };
  const gboolean wraps = dtype == GR_UINT8 && value.kind != GR_SCALAR_FLOAT;
  const gdouble lowest = wraps ? -limits[dtype].greatest : limits[dtype].lowest;
  if (dtype == GR_BOOL || (value.d >= lowest && value.d <= limits[dtype].greatest)
      || (gr_dtype_is_floating (dtype) && !isfinite (value.d)))
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               "value cannot be converted to type %s without overflow", limits[dtype].name);
  return FALSE;
}

GrDType
gr_dtype_or (const GrValue *value, GrDType otherwise)
{
  return value->kind == GR_VALUE_DTYPE ? value->dtype : otherwise;
}
