/* along.c - see along.h. */
#include "along.h"

#include "cast.h"
#include "pool.h"


#define TILE_WORK 8192

/* One tensor's part in the walk: a line's place, and how its elements follow one another. */
typedef struct
{
  guint8  *data;
  GrDType  dtype, seen;
  gsize    size;
  gint64   length, stride;
  gint64   outer[GR_MAX_DIMS]; /* strides of the other dims */
  gboolean direct;
  gsize    at; /* of its buffer in the scratch memory */
} Operand;

typedef struct
{
  Operand     in[GR_ALONG_MAX], out[GR_ALONG_MAX];
  guint       n_in, n_out;
  gint        n_outer;
  gint64      outer_shape[GR_MAX_DIMS];
  gint64      n_lines, lines_per_tile;
  gsize       raw_at, scratch_at, bytes;
  GrAlongFunc  func;
  const void *params;
  gint        failed; /* some thread had no memory */
} Lines;

static gsize
reserve (Lines *lines, gsize bytes)
{
  gsize at = lines->bytes;

  lines->bytes += (bytes + 63) & ~(gsize) 63;
  return at;
}

static void
operand_init (Lines *lines, Operand *operand, const GrAlongOperand *from, gint dim, gsize *raw)
{
  const GrTensor *tensor = from->tensor;
  gint n = 0;

  operand->data = gr_tensor_data (tensor);
  operand->dtype = tensor->dtype;
  operand->seen = from->dtype;
  operand->size = gr_dtype_size (tensor->dtype);
  operand->length = tensor->ndim ? tensor->shape[dim] : 1;
  operand->stride = tensor->ndim ? tensor->stride[dim] : 1;
  for (gint d = 0; d < tensor->ndim; d++)
    if (d != dim)
      operand->outer[n++] = tensor->stride[d];
  operand->direct = (operand->stride == 1 || operand->length == 1)
                    && operand->dtype == operand->seen;
  if (!operand->direct)
    operand->at = reserve (lines, operand->length * gr_dtype_size (operand->seen));
  if (operand->dtype != operand->seen)
    *raw = MAX (*raw, operand->length * operand->size);
}

static gpointer
place (const Lines *lines, const Operand *operand, gint64 line)
{
  gint64 at = 0;

  for (gint d = lines->n_outer - 1; d >= 0; d--)
    {
      at += line % lines->outer_shape[d] * operand->outer[d];
      line /= lines->outer_shape[d];
    }
  return operand->data + at * (gint64) operand->size;
}

static gconstpointer
fetch (const Lines *lines, const Operand *operand, gint64 line, guint8 *memory)
{
  gpointer from = place (lines, operand, line), to = memory + operand->at;
  gboolean casts = operand->dtype != operand->seen;

  if (operand->direct || operand->length == 0)
    return from;
  gr_move_run (operand->size, casts ? memory + lines->raw_at : to, 1, from, operand->stride,
               operand->length);
  if (casts)
    gr_cast_run (operand->seen, to, operand->dtype, memory + lines->raw_at, operand->length);
  return to;
}

static void
store (const Lines *lines, const Operand *operand, gint64 line, guint8 *memory)
{
  gpointer to = place (lines, operand, line), from = memory + operand->at;

  if (operand->dtype != operand->seen)
    {
      gr_cast_run (operand->dtype, memory + lines->raw_at, operand->seen, from, operand->length);
      from = memory + lines->raw_at;
    }
  gr_move_run (operand->size, to, operand->stride, from, 1, operand->length);
}

static void
lines_tile (gint64 tile, gint thread, gpointer user)
{
  Lines *lines = user;
  gint64 first = tile * lines->lines_per_tile;
  gint64 end = MIN (first + lines->lines_per_tile, lines->n_lines);
  guint8 *memory = gr_scratch (0, lines->bytes);
  const void *in[GR_ALONG_MAX];
  void *out[GR_ALONG_MAX];

  if (!memory)
    {
      g_atomic_int_set (&lines->failed, TRUE);
      return;
    }
  for (gint64 line = first; line < end; line++)
    {
      for (guint k = 0; k < lines->n_in; k++)
        in[k] = fetch (lines, &lines->in[k], line, memory);
      for (guint k = 0; k < lines->n_out; k++)
        out[k] = lines->out[k].direct ? place (lines, &lines->out[k], line)
                                      : memory + lines->out[k].at;
      lines->func (lines->in[0].length, in, out, memory + lines->scratch_at, lines->params);
      for (guint k = 0; k < lines->n_out; k++)
        if (!lines->out[k].direct && lines->out[k].length > 0)
          store (lines, &lines->out[k], line, memory);
    }
}

gboolean
gr_along_run (const GrAlongOperand *out, guint n_out, const GrAlongOperand *in, guint n_in,
              gint dim, gsize scratch_bytes, GrAlongFunc func, const void *params, GError **error)
{
  const GrTensor *like = in[0].tensor;
  Lines lines = { .n_in = n_in, .n_out = n_out, .n_lines = 1, .func = func, .params = params };
  gsize raw = 0;

  for (gint d = 0; d < like->ndim; d++)
    if (d != dim)
      {
        lines.outer_shape[lines.n_outer++] = like->shape[d];
        lines.n_lines *= like->shape[d];
      }
  for (guint k = 0; k < n_in; k++)
    operand_init (&lines, &lines.in[k], &in[k], dim, &raw);
  for (guint k = 0; k < n_out; k++)
    operand_init (&lines, &lines.out[k], &out[k], dim, &raw);
  lines.raw_at = reserve (&lines, raw);
  lines.scratch_at = reserve (&lines, scratch_bytes);
  if (lines.n_lines == 0)
    return TRUE;
  lines.lines_per_tile = MAX (TILE_WORK / MAX (lines.in[0].length, 1), 1);
  gr_pool_run ((lines.n_lines + lines.lines_per_tile - 1) / lines.lines_per_tile, lines_tile,
               &lines);
  if (!lines.failed)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_MEMORY,
               "not enough memory for a line of %" G_GINT64_FORMAT " elements", lines.in[0].length);
  return FALSE;
}
