/* tensor-bytes.c - a tensor's elements in row-major order, from any strides. See tensor-bytes.h. */
#include "tensor-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gsize
gr_tensor_n_bytes (const GrTensor *tensor)
{
  return (gsize) gr_tensor_numel (tensor) * gr_dtype_size (tensor->dtype);
}

/* Copies the elements [first, first + n) in row-major order. */
static void
copy_range (const GrTensor *tensor, gint64 first, gint64 n, guint8 *to)
{
  gsize size = gr_dtype_size (tensor->dtype);
  const guint8 *base = gr_tensor_data (tensor);
  gint64 index[GR_MAX_DIMS] = { 0 };
  gint64 at = 0, rest = first;

  for (gint d = tensor->ndim - 1; d >= 0; d--)
    {
      index[d] = rest % tensor->shape[d];
      rest /= tensor->shape[d];
      at += index[d] * tensor->stride[d];
    }
  for (gint64 i = 0; i < n; i++)
    {
      memcpy (to + (gsize) i * size, base + at * (gint64) size, size);
      for (gint d = tensor->ndim - 1; d >= 0; d--)
        {
          at += tensor->stride[d];
          if (++index[d] < tensor->shape[d])
            break;
          at -= tensor->stride[d] * tensor->shape[d];
          index[d] = 0;
        }
    }
}

void
gr_tensor_copy_bytes (GrTensor *tensor, gpointer to)
{
  gint64 n = gr_tensor_numel (tensor);

  if (n == 0)
    return;
  if (gr_tensor_is_contiguous (tensor))
    memcpy (to, gr_tensor_data (tensor), gr_tensor_n_bytes (tensor));
  else
    copy_range (tensor, 0, n, to);
}

gboolean
gr_tensor_write_bytes (GrTensor *tensor, GrAtomicFile *file, GError **error)
{
  gsize size = gr_dtype_size (tensor->dtype);
  gint64 n = gr_tensor_numel (tensor);
  guint8 piece[16384];
  gint64 per_piece = (gint64) (sizeof piece / size);

  if (tensor->device.type != GR_DEVICE_CPU)
    {
      g_autofree char *device = gr_device_to_string (tensor->device);

      g_set_error (error, GR_ERROR, GR_ERROR_DEVICE,
                   _ ("only tensors on the CPU can be written to a file; this one is on %s"),
                   device);
      return FALSE;
    }
  if (n == 0)
    return TRUE;
  if (gr_tensor_is_contiguous (tensor))
    return gr_atomic_file_write (file, gr_tensor_data (tensor), gr_tensor_n_bytes (tensor), error);
  for (gint64 i = 0; i < n; i += per_piece)
    {
      gint64 now = MIN (per_piece, n - i);

      copy_range (tensor, i, now, piece);
      if (!gr_atomic_file_write (file, piece, (gsize) now * size, error))
        return FALSE;
    }
  return TRUE;
}

void
gr_swap_bytes (gpointer data, gsize n, gsize size)
{
  guint8 *element = data;

  for (gsize i = 0; i < n; i++, element += size)
    for (gsize k = 0; k < size / 2; k++)
      {
        guint8 kept = element[k];

        element[k] = element[size - 1 - k];
        element[size - 1 - k] = kept;
      }
}
