/* elements.c - elements as numbers, one at a time, and whole tensors from device to device.
 *
 * For printing, tests, file readers and single results. Kernels have loops of their own.
 */
#include "tensor.h"

#include "../backend.h"
#include "half.h"

#include <math.h>
#include <string.h>

/* --- one element ---------------------------------------------------------------------------- */

static GrScalar
load_element (GrDType dtype, gconstpointer at)
{
  switch (dtype)
    {
    case GR_BOOL:
      return gr_bool (*(const guint8 *) at);
    case GR_UINT8:
      return gr_int (*(const guint8 *) at);
    case GR_INT8:
      return gr_int (*(const gint8 *) at);
    case GR_INT16:
      return gr_int (*(const gint16 *) at);
    case GR_INT32:
      return gr_int (*(const gint32 *) at);
    case GR_INT64:
      return gr_int (*(const gint64 *) at);
    case GR_FLOAT16:
      return gr_float (gr_half_to_float (*(const GrHalf *) at));
    case GR_BFLOAT16:
      return gr_float (gr_bfloat16_to_float (*(const GrBfloat16 *) at));
    case GR_FLOAT32:
      return gr_float (*(const float *) at);
    case GR_FLOAT64:
      return gr_float (*(const double *) at);
    default:
      g_return_val_if_reached (gr_no_scalar ());
    }
}

static void
store_element (GrDType dtype, gpointer at, GrScalar value)
{
  switch (dtype)
    {
    case GR_BOOL:
      *(guint8 *) at = value.kind == GR_SCALAR_FLOAT ? value.d != 0 : value.i != 0;
      break;
    case GR_UINT8:
    case GR_INT8:
      *(guint8 *) at = (guint8) gr_scalar_to_int (value);
      break;
    case GR_INT16:
      *(gint16 *) at = (gint16) gr_scalar_to_int (value);
      break;
    case GR_INT32:
      *(gint32 *) at = (gint32) gr_scalar_to_int (value);
      break;
    case GR_INT64:
      *(gint64 *) at = gr_scalar_to_int (value);
      break;
    case GR_FLOAT16:
      *(GrHalf *) at = gr_float_to_half ((float) value.d);
      break;
    case GR_BFLOAT16:
      *(GrBfloat16 *) at = gr_float_to_bfloat16 ((float) value.d);
      break;
    case GR_FLOAT32:
      *(float *) at = (float) value.d;
      break;
    case GR_FLOAT64:
      *(double *) at = value.d;
      break;
    default:
      g_return_if_reached ();
    }
}

static inline gint64
offset_of (const GrTensor *tensor, gint64 index)
{
  gint64 offset = tensor->offset;

  for (gint i = tensor->ndim - 1; i >= 0; i--)
    {
      offset += index % tensor->shape[i] * tensor->stride[i];
      index /= tensor->shape[i];
    }
  return offset;
}

gint64
gr_tensor_offset_of (const GrTensor *tensor, gint64 index)
{
  return offset_of (tensor, index);
}

static gpointer
element_at (const GrTensor *tensor, gint64 index)
{
  return (guint8 *) tensor->storage->data
         + offset_of (tensor, index) * (gint64) gr_dtype_size (tensor->dtype);
}

GrScalar
gr_tensor_get (const GrTensor *tensor, gint64 index)
{
  g_return_val_if_fail (tensor->device.type == GR_DEVICE_CPU, gr_no_scalar ());
  g_return_val_if_fail (index >= 0 && index < gr_tensor_numel (tensor), gr_no_scalar ());
  return load_element (tensor->dtype, element_at (tensor, index));
}

void
gr_tensor_set (GrTensor *tensor, gint64 index, GrScalar value)
{
  g_return_if_fail (tensor->device.type == GR_DEVICE_CPU);
  g_return_if_fail (index >= 0 && index < gr_tensor_numel (tensor));
  store_element (tensor->dtype, element_at (tensor, index), value);
}

gboolean
gr_tensor_item (GrTensor *tensor, GrScalar *value, GError **error)
{
  gdouble          room;
  const GrBackend *backend;

  if (gr_tensor_numel (tensor) != 1)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "only one element tensors can be converted to numbers, and this one has "
                   "%" G_GINT64_FORMAT, gr_tensor_numel (tensor));
      return FALSE;
    }
  if (!tensor->storage)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "a meta tensor has no data to read");
      return FALSE;
    }
  if (tensor->device.type == GR_DEVICE_CPU)
    {
      *value = load_element (tensor->dtype, gr_tensor_data (tensor));
      return TRUE;
    }
  backend = gr_backend_get (tensor->device.type);
  if (!backend->buffer.to_host (tensor->device.index, &room, gr_tensor_data (tensor),
                                gr_dtype_size (tensor->dtype), error))
    return FALSE;
  *value = load_element (tensor->dtype, &room);
  return TRUE;
}

gdouble
gr_tensor_to_double (GrTensor *tensor)
{
  GrScalar value;

  return gr_tensor_item (tensor, &value, NULL) ? value.d : NAN;
}

/* --- whole tensors between devices ------------------------------------------------------------ */

/* Between two devices that know nothing of each other, by way of the host. */
static gboolean
transfer_through_host (GrTensor *from, GrTensor *to, GError **error)
{
  g_autoptr (GrTensor) host = gr_tensor_new (from->dtype, GR_CPU, gr_tensor_shape (from), error);

  return host && gr_tensor_transfer (from, host, error) && gr_tensor_transfer (host, to, error);
}

gboolean
gr_tensor_transfer (GrTensor *from, GrTensor *to, GError **error)
{
  gsize           nbytes = (gsize) gr_tensor_numel (from) * gr_dtype_size (from->dtype);
  gpointer        source = gr_tensor_data (from);
  gpointer        target = gr_tensor_data (to);
  gboolean        from_host = from->device.type == GR_DEVICE_CPU;
  gboolean        to_host = to->device.type == GR_DEVICE_CPU;

  g_return_val_if_fail (from->dtype == to->dtype && gr_tensor_same_shape (from, to), FALSE);
  g_return_val_if_fail (gr_tensor_is_contiguous (from) && gr_tensor_is_contiguous (to), FALSE);

  if (!from->storage || !to->storage)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DEVICE, "Cannot copy out of meta tensor; no data!");
      return FALSE;
    }
  if (nbytes == 0)
    return TRUE;
  if (from_host && to_host)
    {
      memmove (target, source, nbytes);
      return TRUE;
    }
  if (from_host)
    return gr_backend_get (to->device.type)
        ->buffer.from_host (to->device.index, target, source, nbytes, error);
  if (to_host)
    return gr_backend_get (from->device.type)
        ->buffer.to_host (from->device.index, target, source, nbytes, error);
  if (gr_device_equal (from->device, to->device))
    return gr_backend_get (to->device.type)
        ->buffer.within (to->device.index, target, source, nbytes, error);
  return transfer_through_host (from, to, error);
}
