/* triangle.c - triangles and diagonals of matrices: tril, triu, diag, diag_embed, trace. */
#include "infer.h"

#include "../cpu/pool.h"
#include "gradus-functions.h"
#include "kernel.h"

#include <string.h>

/* --- tril, triu ------------------------------------------------------------------------------ */

static gboolean
triangle_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  if (self->ndim < 2)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "%s: input tensor must have at least 2 dimensions", gr_op_name (call->op));
      return FALSE;
    }
  gr_infer_like (call, 0, self->dtype);
  return TRUE;
}

typedef struct
{
  const guint8 *in;
  guint8       *out;
  gint64        rows, columns, diagonal;
  gsize         size; /* bytes an element */
  gboolean      lower;
  gint64        n_rows, rows_per_tile; /* of all matrices */
} Triangle;

static void
triangle_tile (gint64 tile, gint thread, gpointer user)
{
  const Triangle *t = user;
  gint64 first = tile * t->rows_per_tile, end = MIN (first + t->rows_per_tile, t->n_rows);
  for (gint64 row = first; row < end; row++)
    {
      /* where the kept part ends or begins */
      gint64 from_right = row % t->rows + t->diagonal + (t->lower ? 1 : 0);
      gsize width = t->columns * t->size, cut = CLAMP (from_right, 0, t->columns) * t->size;
      const guint8 *in = t->in + row * width;
      guint8 *out = t->out + row * width;
      gsize kept = t->lower ? 0 : cut, zeroed = t->lower ? cut : 0;
      memcpy (out + kept, in + kept, t->lower ? cut : width - cut);
      memset (out + zeroed, 0, t->lower ? width - cut : cut);
    }
}

static gboolean
triangle_forward (GrCall *call, gboolean lower, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *out = call->outputs[0];
  g_autoptr (GrTensor) in = gr_packed (self, self->dtype, error);
  if (!in)
    return FALSE;
  gint64 diagonal = CLAMP (call->args[1].i, -G_MAXINT32, G_MAXINT32);
  Triangle t = { gr_tensor_data (in),
                 gr_tensor_data (out),
                 self->shape[self->ndim - 2],
                 self->shape[self->ndim - 1],
                 diagonal,
                 gr_dtype_size (self->dtype),
                 lower,
                 0,
                 0 };
  if (gr_tensor_numel (out) == 0)
    return TRUE;
  t.n_rows = gr_tensor_numel (out) / t.columns;
  t.rows_per_tile = MAX (16384 / t.columns, 1);
  gr_pool_run ((t.n_rows + t.rows_per_tile - 1) / t.rows_per_tile, triangle_tile, &t);
  return TRUE;
}

static gboolean
tril_forward (GrCall *call, GError **error)
{
  return triangle_forward (call, TRUE, error);
}

static gboolean
triu_forward (GrCall *call, GError **error)
{
  return triangle_forward (call, FALSE, error);
}

static void
tril_backward (GrBackward *b)
{
  gr_give (b, 0, gx_tril (b->scope, gr_grad (b, 0), b->args[1].i));
}

static void
triu_backward (GrBackward *b)
{
  gr_give (b, 0, gx_triu (b->scope, gr_grad (b, 0), b->args[1].i));
}

const GrOp gr_op_tril = {
  .schema = "tril(Tensor self, int diagonal=0) -> Tensor",
  .summary = N_ ("The part of a matrix on and below a diagonal, zeros above."),
  .formula = "out[i, j] = self[i, j] where j - i <= diagonal, else 0",
  .infer = triangle_infer,
  .forward = tril_forward,
  .backward = tril_backward,
  .explain = gr_explain_moved,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("tril(r(3,4))", "tril(r(2,3,3), 1)", "tril(r(4,3), -2)",
                         "tril(b(3,3), 9)"),
  .bad = GR_BAD ({ "tril(r(2))", "tril: input tensor must have at least 2 dimensions" }),
};

const GrOp gr_op_triu = {
  .schema = "triu(Tensor self, int diagonal=0) -> Tensor",
  .summary = N_ ("The part of a matrix on and above a diagonal, zeros below."),
  .formula = "out[i, j] = self[i, j] where j - i >= diagonal, else 0",
  .infer = triangle_infer,
  .forward = triu_forward,
  .backward = triu_backward,
  .explain = gr_explain_moved,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("triu(r(3,4))", "triu(r(2,3,3), 1)", "triu(r(4,3), -2)",
                         "triu(i(0,9,3,3), 9)"),
  .bad = GR_BAD ({ "triu(r(2))", "triu: input tensor must have at least 2 dimensions" }),
};

/* --- diagonals ------------------------------------------------------------------------------- */

static GrTensor *
embedded (GrScope *s, GrTensor *self, gint64 offset, gint64 dim1_arg, gint64 dim2_arg)
{
  gint64 shape[GR_MAX_DIMS];
  gint dim1, dim2;
  if (self->ndim == GR_MAX_DIMS)
    gr_scope_fail (s, GR_ERROR_SHAPE, "a tensor has at most %d dimensions", GR_MAX_DIMS);
  if (s->error || !gr_wrap_dim (dim1_arg, self->ndim + 1, &dim1, &s->error)
      || !gr_wrap_dim (dim2_arg, self->ndim + 1, &dim2, &s->error))
    return NULL;
  if (dim1 == dim2)
    {
      gr_scope_fail (s, GR_ERROR_ARGUMENT,
                     "diagonal dimensions cannot be identical %" G_GINT64_FORMAT
                     ", %" G_GINT64_FORMAT,
                     dim1_arg, dim2_arg);
      return NULL;
    }
  gint64 side = self->shape[self->ndim - 1] + ABS (offset);
  for (gint d = 0, from = 0; d <= self->ndim; d++)
    shape[d] = d == dim1 || d == dim2 ? side : self->shape[from++];
  return gx_diagonal_backward (s, self, gr_ints (shape, self->ndim + 1), offset, dim1, dim2);
}

static void
diag_embed_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  if (self->ndim == 0)
    gr_scope_fail (s, GR_ERROR_SHAPE, "diag_embed: input tensor must have at least 1 dimension");
  else
    gr_call_give (call, embedded (s, self, call->args[1].i, call->args[2].i, call->args[3].i));
}

const GrOp gr_op_diag_embed = {
  .schema = "diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor",
  .summary = N_ ("Matrices with the given diagonals, else zeros."),
  .formula = "out[..., i, i + offset] = self[..., i], else 0",
  .compose = diag_embed_compose,
  .samples = GR_SAMPLES ("diag_embed(r(3))", "diag_embed(r(2,3), 1)",
                         "diag_embed(r(2,3), -1, 0, 2)"),
  .bad = GR_BAD ({ "diag_embed(r(2), 0, 0, 0)", "diagonal dimensions cannot be identical 0, 0" }),
};

static void
diag_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  gint64 offset = call->args[1].i;
  if (self->ndim == 1)
    gr_call_give (call, embedded (s, self, offset, 0, 1));
  else if (self->ndim == 2)
    gr_call_give (call, gx_pack (s, gx_diagonal (s, self, offset, 0, 1)));
  else
    gr_scope_fail (s, GR_ERROR_SHAPE, "matrix or a vector expected");
}

const GrOp gr_op_diag = {
  .schema = "diag(Tensor self, int diagonal=0) -> Tensor",
  .summary = N_ ("Of a vector, the matrix with that diagonal; of a matrix, its diagonal."),
  .formula = "out[i, i + diagonal] = self[i], or out[i] = self[i, i + diagonal]",
  .compose = diag_compose,
  .samples = GR_SAMPLES ("diag(r(3))", "diag(r(3), -1)", "diag(r(3,4))", "diag(r(3,4), 2)"),
  .bad = GR_BAD ({ "diag(r(2,2,2))", "matrix or a vector expected" }),
};

static void
trace_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0);
  if (self->ndim != 2)
    gr_scope_fail (s, GR_ERROR_SHAPE, "trace: expected a matrix, but got tensor with dim %d",
                   self->ndim);
  else
    gr_call_give (call, gx_sum (s, gx_diagonal (s, self, 0, 0, 1), GR_DTYPE_NONE));
}

const GrOp gr_op_trace = {
  .schema = "trace(Tensor self) -> Tensor",
  .summary = N_ ("The sum of a matrix's diagonal."),
  .formula = "out = sum_i self[i, i]",
  .compose = trace_compose,
  .samples = GR_SAMPLES ("trace(r(3,3))", "trace(i(0,9,3,2))"),
  .bad = GR_BAD ({ "trace(r(2))", "trace: expected a matrix, but got tensor with dim 1" }),
};
