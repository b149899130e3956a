/* kernel.c - see kernel.h. */
#include "kernel.h"

#include "../cpu/pool.h"

GrTensor *
gr_packed (GrTensor *tensor, GrDType dtype, GError **error)
{
  if (tensor->dtype == dtype && gr_tensor_is_contiguous (tensor))
    return gr_tensor_ref (tensor);
  g_autoptr (GrTensor) packed = gr_tensor_new (dtype, GR_CPU, gr_tensor_shape (tensor), error);
  if (!packed || !gr_copy (packed, tensor, error))
    return NULL;
  return g_steal_pointer (&packed);
}

GrTensor *
gr_part (GrTensor *tensor, gint dim, gint64 start, gint64 length)
{
  GrTensor *part = gr_tensor_alias (tensor);
  part->shape[dim] = length;
  part->offset += start * tensor->stride[dim];
  return part;
}

GrTensor *
gr_workspace (GrTensor *out, GrDType dtype, GError **error)
{
  if (out->dtype == dtype && gr_tensor_is_contiguous (out))
    return gr_tensor_ref (out);
  return gr_tensor_new (dtype, GR_CPU, gr_tensor_shape (out), error);
}

gboolean
gr_settle (GrTensor *out, GrTensor *workspace, GError **error)
{
  return out == workspace || gr_copy (out, workspace, error);
}

/* --- the same inside a scope ------------------------------------------------------------------ */

GrTensor *
gr_kernel_input (GrScope *s, GrTensor *tensor)
{
  if (!tensor || s->error)
    return NULL;
  return gr_scope_keep (s, gr_packed (tensor, gr_compute_dtype (tensor->dtype), &s->error));
}

GrTensor *
gr_kernel_output (GrScope *s, GrTensor *out)
{
  return s->error ? NULL
                  : gr_scope_keep (s, gr_workspace (out, gr_compute_dtype (out->dtype), &s->error));
}

void
gr_kernel_store (GrScope *s, GrTensor *out, GrTensor *computed)
{
  if (!s->error && computed)
    gr_settle (out, computed, &s->error);
}

gboolean
gr_kernel_finish (GrScope *s, GrTensor *out, GrTensor *computed, GError **error)
{
  gr_kernel_store (s, out, computed);
  return gr_scope_end (s, error);
}

/* --- lines ------------------------------------------------------------------------------------ */

#define ELEMENTS_PER_TILE 16384

typedef struct
{
  gint             ndim; /* of the dimensions that are not the lines' */
  gint64           shape[GR_MAX_DIMS];
  gint64           stride[GR_LINES_MAX][GR_MAX_DIMS];
  guint            n;
  gint64           n_lines;
  gint64           lines_per_tile;
  GrLineFunc       func;
  gpointer         user;
} Lines;

static void
lines_tile (gint64 tile, gint thread, gpointer user)
{
  const Lines *lines = user;
  gint64 first = tile * lines->lines_per_tile;
  gint64 end = MIN (first + lines->lines_per_tile, lines->n_lines);
  gint64 index[GR_MAX_DIMS], at[GR_LINES_MAX] = { 0 };
  gint64 rest = first;
  for (gint d = lines->ndim - 1; d >= 0; d--)
    {
      index[d] = rest % lines->shape[d];
      rest /= lines->shape[d];
      for (guint k = 0; k < lines->n; k++)
        at[k] += index[d] * lines->stride[k][d];
    }
  for (gint64 line = first; line < end; line++)
    {
      lines->func (at, lines->user);
      for (gint d = lines->ndim - 1; d >= 0; d--)
        {
          gboolean carry = ++index[d] == lines->shape[d];
          for (guint k = 0; k < lines->n; k++)
            at[k] += carry ? -(index[d] - 1) * lines->stride[k][d] : lines->stride[k][d];
          if (!carry)
            break;
          index[d] = 0;
        }
    }
}

void
gr_lines_run (GrInts shape, gint dim, GrTensor *const *tensors, guint n, GrLineFunc func,
              gpointer user)
{
  Lines lines = { .n = n, .n_lines = 1, .func = func, .user = user };
  for (gint d = 0; d < (gint) shape.n; d++)
    if (d != dim)
      {
        for (guint k = 0; k < n; k++)
          lines.stride[k][lines.ndim] = tensors[k]->stride[d];
        lines.shape[lines.ndim++] = shape.v[d];
        lines.n_lines *= shape.v[d];
      }
  gint64 length = shape.n ? MAX (shape.v[dim], 1) : 1;
  lines.lines_per_tile = MAX (ELEMENTS_PER_TILE / length, 1);
  gr_pool_run ((lines.n_lines + lines.lines_per_tile - 1) / lines.lines_per_tile, lines_tile,
               &lines);
}
