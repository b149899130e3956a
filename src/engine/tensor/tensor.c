/* tensor.c - making tensors, and the questions that need only their shape. See tensor.h.
 *
 * Reading and writing elements is elements.c; arithmetic on bare shapes is geometry.c.
 */
#include "tensor.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* --- making ------------------------------------------------------------------------------- */

static gboolean
check_rank (GrInts shape, GError **error)
{
  if (shape.n <= GR_MAX_DIMS)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, _ ("A tensor has at most %d dimensions, not %zu"),
               GR_MAX_DIMS, shape.n);
  return FALSE;
}

/* Bytes of a contiguous tensor, or FALSE with an error. */
static gboolean
shape_nbytes (GrDType dtype, GrInts shape, gsize *nbytes, GError **error)
{
  gint64 numel, bytes;

  if (!check_rank (shape, error) || (numel = gr_shape_numel (shape, error)) < 0)
    return FALSE;
  if (__builtin_mul_overflow (numel, (gint64) gr_dtype_size (dtype), &bytes))
    {
      g_autofree char *text = gr_ints_to_string (shape);
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("A tensor of %s has more bytes than memory can have addresses"), text);
      return FALSE;
    }
  *nbytes = (gsize) bytes;
  return TRUE;
}

GrTensor *
gr_tensor_new_meta (GrDType dtype, GrDevice device, GrInts shape)
{
  GrTensor *tensor;

  g_return_val_if_fail (shape.n <= GR_MAX_DIMS, NULL);
  g_return_val_if_fail ((guint) dtype < GR_N_DTYPES, NULL);

  tensor = g_slice_new0 (GrTensor);
  g_atomic_ref_count_init (&tensor->refs);
  tensor->dtype = dtype;
  tensor->device = device;
  tensor->ndim = (gint) shape.n;
  if (shape.n > 0)
    memcpy (tensor->shape, shape.v, shape.n * sizeof (gint64));
  gr_contiguous_strides (shape, tensor->stride);
  return tensor;
}

GrTensor *
gr_tensor_new (GrDType dtype, GrDevice device, GrInts shape, GError **error)
{
  g_autoptr (GrStorage) storage = NULL;
  GrTensor *tensor;
  gsize     nbytes;

  g_return_val_if_fail ((guint) dtype < GR_N_DTYPES, NULL);

  if (!shape_nbytes (dtype, shape, &nbytes, error))
    return NULL;
  if (device.type != GR_DEVICE_META && !(storage = gr_storage_new (device, nbytes, error)))
    return NULL;
  tensor = gr_tensor_new_meta (dtype, device, shape);
  tensor->storage = g_steal_pointer (&storage);
  return tensor;
}

GrTensor *
gr_tensor_new_from (GrDType dtype, gconstpointer values, GrInts shape, GError **error)
{
  GrTensor *tensor = gr_tensor_new (dtype, GR_CPU, shape, error);

  if (tensor && tensor->storage->nbytes > 0)
    memcpy (tensor->storage->data, values, tensor->storage->nbytes);
  return tensor;
}

GrTensor *
gr_tensor_new_scalar (GrDType dtype, GrScalar value)
{
  GrTensor *tensor = gr_tensor_new_meta (dtype, GR_CPU, GR_EMPTY_INTS);

  tensor->storage = gr_storage_new_number ();
  gr_tensor_set (tensor, 0, value);
  return tensor;
}

GrTensor *
gr_tensor_new_number (GrScalar value)
{
  static const GrDType kinds[] = { [GR_SCALAR_BOOL] = GR_BOOL,
                                   [GR_SCALAR_INT] = GR_INT64,
                                   [GR_SCALAR_FLOAT] = GR_FLOAT64 };
  GrTensor            *tensor;

  g_return_val_if_fail (value.kind != GR_SCALAR_NONE, NULL);
  tensor = gr_tensor_new_scalar (kinds[value.kind], value);
  tensor->is_number = TRUE;
  return tensor;
}

/* Elements from the first of a storage to just past the last that a view reaches; FALSE where
 * that cannot be counted or something is negative. */
static gboolean
view_extent (GrInts shape, GrInts strides, gint64 offset, gint64 *extent)
{
  gint64 end = 1;

  if (offset < 0)
    return FALSE;
  for (gsize i = 0; i < shape.n; i++)
    {
      gint64 reach;

      if (shape.v[i] < 0 || strides.v[i] < 0)
        return FALSE;
      if (shape.v[i] == 0)
        end = 0;
      else if (__builtin_mul_overflow (shape.v[i] - 1, strides.v[i], &reach)
               || (end > 0 && __builtin_add_overflow (end, reach, &end)))
        return FALSE;
    }
  if (end == 0)
    {
      *extent = 0;
      return TRUE;
    }
  return !__builtin_add_overflow (end, offset, extent);
}

/* Refuses a view of @nbytes that would leave them. */
static gboolean
check_view (GrDType dtype, GrInts shape, GrInts strides, gint64 offset, gsize nbytes,
            GError **error)
{
  gint64           extent, needed;
  g_autofree char *sizes = NULL;
  g_autofree char *steps = NULL;

  if (!check_rank (shape, error) || gr_shape_numel (shape, error) < 0)
    return FALSE;
  if (shape.n != strides.n)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "mismatch in length of strides and shape: %" G_GSIZE_FORMAT
                   " strides for %" G_GSIZE_FORMAT " sizes", strides.n, shape.n);
      return FALSE;
    }
  if (view_extent (shape, strides, offset, &extent)
      && !__builtin_mul_overflow (extent, (gint64) gr_dtype_size (dtype), &needed)
      && (guint64) needed <= nbytes)
    return TRUE;

  sizes = gr_ints_to_string (shape);
  steps = gr_ints_to_string (strides);
  for (gsize i = 0; i < strides.n; i++)
    if (strides.v[i] < 0)
      {
        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                     _ ("negative strides are not supported: %s"), steps);
        return FALSE;
      }
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               _ ("sizes %s, strides %s, storage offset %" PRId64 " and itemsize %zu are out of "
                  "bounds for storage of size %zu"),
               sizes, steps, offset, gr_dtype_size (dtype), nbytes);
  return FALSE;
}

GrTensor *
gr_tensor_new_foreign (GrDType dtype, gpointer data, gsize nbytes, GrInts shape, GrInts strides,
                       GDestroyNotify release, gpointer owner, GError **error)
{
  gint64    contiguous[GR_MAX_DIMS];
  GrTensor *tensor;

  g_return_val_if_fail ((guint) dtype < GR_N_DTYPES, NULL);

  if (!check_rank (shape, error))
    return NULL;
  if (!strides.v)
    {
      gr_contiguous_strides (shape, contiguous);
      strides = gr_ints (contiguous, shape.n);
    }
  if (!check_view (dtype, shape, strides, 0, data ? nbytes : 0, error))
    return NULL;
  if ((guintptr) data % gr_dtype_size (dtype) != 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("The memory for a tensor of %s must start at a multiple of %zu bytes"),
                   gr_dtype_name (dtype), gr_dtype_size (dtype));
      return NULL;
    }
  tensor = gr_tensor_new_meta (dtype, GR_CPU, shape);
  if (strides.n > 0)
    memcpy (tensor->stride, strides.v, strides.n * sizeof (gint64));
  tensor->storage = gr_storage_new_foreign (data, nbytes, release, owner);
  return tensor;
}

GrTensor *
gr_tensor_new_view (GrTensor *base, GrInts shape, GrInts strides, gint64 offset, GError **error)
{
  /* A meta tensor has no bytes to leave. */
  gsize     nbytes = base->storage ? base->storage->nbytes : G_MAXSIZE;
  GrTensor *view;

  if (!check_view (base->dtype, shape, strides, offset, nbytes, error))
    return NULL;
  view = gr_tensor_new_meta (base->dtype, base->device, shape);
  if (strides.n > 0)
    memcpy (view->stride, strides.v, strides.n * sizeof (gint64));
  view->offset = offset;
  view->storage = base->storage ? gr_storage_ref (base->storage) : NULL;
  return view;
}

GrTensor *
gr_tensor_alias (GrTensor *tensor)
{
  GrTensor *alias = g_slice_dup (GrTensor, tensor);

  g_atomic_ref_count_init (&alias->refs);
  alias->autograd = NULL;
  alias->autograd_free = NULL;
  if (alias->storage)
    gr_storage_ref (alias->storage);
  return alias;
}

GrTensor *
gr_tensor_ref (GrTensor *tensor)
{
  g_atomic_ref_count_inc (&tensor->refs);
  return tensor;
}

void
gr_tensor_unref (GrTensor *tensor)
{
  if (!g_atomic_ref_count_dec (&tensor->refs))
    return;
  if (tensor->autograd_free)
    tensor->autograd_free (tensor->autograd);
  if (tensor->storage)
    gr_storage_unref (tensor->storage);
  g_slice_free (GrTensor, tensor);
}

/* --- asking ------------------------------------------------------------------------------- */

gint64
gr_tensor_numel (const GrTensor *tensor)
{
  guint64  numel = 1;
  gboolean unknown = FALSE;

  for (gint i = 0; i < tensor->ndim; i++)
    {
      if (tensor->shape[i] == 0)
        return 0;
      unknown |= tensor->shape[i] == GR_UNKNOWN_SIZE;
      numel *= (guint64) tensor->shape[i];
    }
  return unknown ? GR_UNKNOWN_SIZE : (gint64) numel;
}

gboolean
gr_tensor_is_contiguous (const GrTensor *tensor)
{
  guint64 expected = 1;

  for (gint i = tensor->ndim - 1; i >= 0; i--)
    {
      if (tensor->shape[i] == 0)
        return TRUE;
      if (tensor->shape[i] == 1)
        continue;
      if (tensor->stride[i] != (gint64) expected)
        {
          /* an empty tensor is contiguous whatever its strides */
          return gr_tensor_numel (tensor) == 0;
        }
      expected *= (guint64) MAX (tensor->shape[i], 1);
    }
  return TRUE;
}

/* Holds where each dimension, taken from the smallest stride up, steps past all that the smaller
 * ones reach. (as_strided can make dense views for which that does not hold; calling those not
 * dense costs a copy, never a wrong result.) */
gboolean
gr_tensor_is_dense (const GrTensor *tensor)
{
  gint   order[GR_MAX_DIMS], n = 0;
  gint64 reach = 0;

  if (gr_tensor_numel (tensor) == 0)
    return TRUE;
  for (gint i = 0; i < tensor->ndim; i++)
    {
      gint place = n;

      if (tensor->shape[i] == 1)
        continue;
      while (place > 0 && tensor->stride[order[place - 1]] > tensor->stride[i])
        {
          order[place] = order[place - 1];
          place--;
        }
      order[place] = i;
      n++;
    }
  for (gint i = 0; i < n; i++)
    {
      if (tensor->stride[order[i]] <= reach)
        return FALSE;
      reach += (tensor->shape[order[i]] - 1) * tensor->stride[order[i]];
    }
  return TRUE;
}

gboolean
gr_tensor_same_shape (const GrTensor *a, const GrTensor *b)
{
  return a->ndim == b->ndim
         && memcmp (a->shape, b->shape, (gsize) a->ndim * sizeof (gint64)) == 0;
}

gboolean
gr_tensor_shares_storage (const GrTensor *a, const GrTensor *b)
{
  return a->storage && a->storage == b->storage;
}

gboolean
gr_tensor_may_overlap (const GrTensor *a, const GrTensor *b)
{
  gint64 start_a, start_b, end_a, end_b;
  gint64 size_a = (gint64) gr_dtype_size (a->dtype);
  gint64 size_b = (gint64) gr_dtype_size (b->dtype);

  if (!gr_tensor_shares_storage (a, b) || gr_tensor_numel (a) == 0 || gr_tensor_numel (b) == 0)
    return FALSE;
  start_a = end_a = a->offset;
  start_b = end_b = b->offset;
  for (gint i = 0; i < a->ndim; i++)
    end_a += (a->shape[i] - 1) * a->stride[i];
  for (gint i = 0; i < b->ndim; i++)
    end_b += (b->shape[i] - 1) * b->stride[i];
  return start_a * size_a < (end_b + 1) * size_b && start_b * size_b < (end_a + 1) * size_a;
}

gpointer
gr_tensor_data (const GrTensor *tensor)
{
  if (!tensor->storage || !tensor->storage->data)
    return NULL;
  return (guint8 *) tensor->storage->data + tensor->offset * (gint64) gr_dtype_size (tensor->dtype);
}

GrInts
gr_tensor_shape (const GrTensor *tensor)
{
  return gr_ints (tensor->shape, (gsize) tensor->ndim);
}

GrInts
gr_tensor_strides (const GrTensor *tensor)
{
  return gr_ints (tensor->stride, (gsize) tensor->ndim);
}

char *
gr_tensor_shape_string (const GrTensor *tensor)
{
  return gr_ints_to_string (gr_tensor_shape (tensor));
}
