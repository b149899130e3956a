/* geometry.c - arithmetic on shapes and strides that needs no memory: sizes, broadcasting, views.
 *
 * Used by the tensors themselves and by the rows' shape rules. A size may be GR_UNKNOWN_SIZE
 * during inference; every function says what it makes of that.
 */
#include "tensor.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

char *
gr_ints_to_string (GrInts ints)
{
  GString *text;

  if (!ints.v)
    return g_strdup ("None");
  text = g_string_new ("[");
  for (gsize i = 0; i < ints.n; i++)
    g_string_append_printf (text, i ? ", %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT, ints.v[i]);
  return g_string_free (g_string_append_c (text, ']'), FALSE);
}

/* As PyTorch, a size of 0 counts as 1, and so does an unknown one. Unsigned, since a shape that
 * overflows is refused elsewhere and must not trap here. */
void
gr_contiguous_strides (GrInts shape, gint64 *strides)
{
  guint64 stride = 1;

  for (gsize i = shape.n; i-- > 0;)
    {
      strides[i] = (gint64) stride;
      stride *= (guint64) MAX (shape.v[i], 1);
    }
}

gint64
gr_shape_numel (GrInts shape, GError **error)
{
  gint64   numel = 1;
  gboolean overflow = FALSE, empty = FALSE;

  for (gsize i = 0; i < shape.n; i++)
    {
      if (shape.v[i] < 0)
        {
          g_autofree char *text = gr_ints_to_string (shape);
          g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                       _ ("Trying to create tensor with negative dimension %" PRId64 ": %s"),
                       shape.v[i], text);
          return -1;
        }
      if (shape.v[i] == 0)
        empty = TRUE;
      else
        overflow |= __builtin_mul_overflow (numel, shape.v[i], &numel);
    }
  if (overflow)
    {
      g_autofree char *text = gr_ints_to_string (shape);
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("Too many elements to count in a tensor of %s"), text);
      return -1;
    }
  return empty ? 0 : numel;
}

/* An unknown size takes the other's, where that is not 1. */
gboolean
gr_shape_broadcast (GrInts a, GrInts b, gint64 *out, gsize *n_out, GError **error)
{
  gsize n = MAX (a.n, b.n);

  for (gsize i = 0; i < n; i++) /* i counts from the last dimension */
    {
      gint64 size_a = i < a.n ? a.v[a.n - 1 - i] : 1;
      gint64 size_b = i < b.n ? b.v[b.n - 1 - i] : 1;
      gint64 size = size_a;

      if (size_a == 1 || (size_a == GR_UNKNOWN_SIZE && size_b != 1))
        size = size_b;
      else if (size_b != 1 && size_b != GR_UNKNOWN_SIZE && size_a != size_b)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                       _ ("The size of tensor a (%" PRId64 ") must match the size of tensor b "
                          "(%" PRId64
                          ") at non-singleton dimension %zu"),
                       size_a, size_b, n - 1 - i);
          return FALSE;
        }
      out[n - 1 - i] = size;
    }
  *n_out = n;
  return TRUE;
}

gboolean
gr_wrap_dim (gint64 dim, gint ndim, gint *wrapped, GError **error)
{
  gint n = MAX (ndim, 1);

  if (dim < -n || dim >= n)
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_INDEX,
          _ ("Dimension out of range (expected to be in range of [%d, %d], but got %" PRId64 ")"),
          -n, n - 1, dim);
      return FALSE;
    }
  *wrapped = (gint) (dim < 0 ? dim + n : dim);
  return TRUE;
}

/* The old dimensions are walked from the last in chunks within which memory is evenly spaced; each
 * chunk must be filled exactly by new dimensions. (PyTorch's computeStride.) */
static gboolean
chunked_strides (const GrTensor *tensor, GrInts shape, gint64 *strides)
{
  gint64 spacing = tensor->stride[tensor->ndim - 1];
  gint64 chunk = 1, filled = 1;
  gssize to = (gssize) shape.n - 1;

  for (gint from = tensor->ndim - 1; from >= 0; from--)
    {
      chunk *= tensor->shape[from];
      if (from > 0
          && (tensor->shape[from - 1] == 1 || tensor->stride[from - 1] == chunk * spacing))
        continue;
      for (; to >= 0 && (filled < chunk || shape.v[to] == 1); to--)
        {
          strides[to] = filled * spacing;
          filled *= shape.v[to];
        }
      if (filled != chunk)
        return FALSE;
      if (from > 0)
        {
          spacing = tensor->stride[from - 1];
          chunk = filled = 1;
        }
    }
  return to < 0;
}

gboolean
gr_view_strides (const GrTensor *tensor, GrInts shape, gint64 *strides)
{
  gint64 numel = gr_tensor_numel (tensor);

  if (numel == GR_UNKNOWN_SIZE)
    {
      gr_contiguous_strides (shape, strides);
      return gr_tensor_is_contiguous (tensor);
    }
  if (gr_shape_numel (shape, NULL) != numel)
    return FALSE;
  if (numel == 0 && shape.n == (gsize) tensor->ndim
      && memcmp (shape.v, tensor->shape, shape.n * sizeof (gint64)) == 0)
    {
      memcpy (strides, tensor->stride, shape.n * sizeof (gint64));
      return TRUE;
    }
  if (numel == 0 || tensor->ndim == 0)
    {
      gr_contiguous_strides (shape, strides);
      return TRUE;
    }
  return chunked_strides (tensor, shape, strides);
}
