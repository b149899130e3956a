/* idx.c - reading IDX files. See idx.h. */
#include "idx.h"

#include <glib/gi18n-lib.h>

#include "gzip.h"
#include "tensor-bytes.h"

static gboolean
idx_dtype (guint8 code, GrDType *dtype)
{
  switch (code)
    {
    case 0x08:
      *dtype = GR_UINT8;
      return TRUE;
    case 0x09:
      *dtype = GR_INT8;
      return TRUE;
    case 0x0b:
      *dtype = GR_INT16;
      return TRUE;
    case 0x0c:
      *dtype = GR_INT32;
      return TRUE;
    case 0x0d:
      *dtype = GR_FLOAT32;
      return TRUE;
    case 0x0e:
      *dtype = GR_FLOAT64;
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
read_header (GrByteReader *reader, const char *name, GrDType *dtype, gint64 *shape, gint *ndim,
             GError **error)
{
  guint8 magic[4];

  if (!gr_byte_reader_read (reader, magic, 4, error))
    return FALSE;
  if (magic[0] != 0 || magic[1] != 0 || !idx_dtype (magic[2], dtype) || magic[3] < 1
      || magic[3] > GR_MAX_DIMS)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("“%s” is not an IDX file: it begins with %02x %02x %02x %02x"), name,
                   magic[0], magic[1], magic[2], magic[3]);
      return FALSE;
    }
  *ndim = magic[3];
  for (gint d = 0; d < *ndim; d++)
    {
      guint32 size;

      if (!gr_byte_reader_read (reader, &size, 4, error))
        return FALSE;
      shape[d] = GUINT32_FROM_BE (size);
    }
  return TRUE;
}

GrTensor *
gr_idx_read (const char *path, GError **error)
{
  g_autoptr (GrByteReader) reader = gr_byte_reader_open (path, error);
  g_autoptr (GrTensor) tensor = NULL;
  g_autofree char *name = g_path_get_basename (path);
  gint64 shape[GR_MAX_DIMS], numel;
  GrDType dtype;
  gint ndim;

  if (!reader || !read_header (reader, name, &dtype, shape, &ndim, error))
    return NULL;
  numel = gr_shape_numel (gr_ints (shape, ndim), NULL);
  if (numel < 0 || (guint64) numel > gr_byte_reader_bound (reader) / gr_dtype_size (dtype))
    {
      g_autofree char *sizes = gr_ints_to_string (gr_ints (shape, ndim));

      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("“%s” is cut off: it says that it holds %s elements, more than fit in a file "
                      "of its size"),
                   name, sizes);
      return NULL;
    }
  tensor = gr_tensor_new (dtype, GR_CPU, gr_ints (shape, ndim), error);
  if (!tensor
      || !gr_byte_reader_read (reader, gr_tensor_data (tensor), gr_tensor_n_bytes (tensor), error)
      || !gr_byte_reader_finish (reader, error))
    return NULL;
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    gr_swap_bytes (gr_tensor_data (tensor), (gsize) numel, gr_dtype_size (dtype));
  return g_steal_pointer (&tensor);
}
