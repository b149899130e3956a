/* reduction.c - many elements into one: sum. */
#include "infer.h"

#include "../cpu/loops.h"
#include "../cpu/pool.h"
#include "gradus-functions.h"

/* The output shape when the dims of @mask are reduced. */
static gsize
reduced_shape (const GrTensor *self, guint mask, gboolean keepdim, gint64 *shape)
{
  gsize n = 0;
  for (gint i = 0; i < self->ndim; i++)
    if (!((mask >> i) & 1))
      shape[n++] = self->shape[i];
    else if (keepdim)
      shape[n++] = 1;
  return n;
}

static gboolean
sum_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 shape[GR_MAX_DIMS];
  guint mask;
  if (!gr_reduced_dims (&call->args[1], self->ndim, &mask, error))
    return FALSE;
  GrDType natural = gr_dtype_is_floating (self->dtype) ? self->dtype : GR_INT64;
  GrDType dtype = call->args[3].kind == GR_VALUE_DTYPE ? call->args[3].dtype : natural;
  gr_call_output (call, dtype, gr_ints (shape, reduced_shape (self, mask, call->args[2].i, shape)));
  return TRUE;
}

typedef struct
{
  GrDType       compute;
  gconstpointer rows;
  gpointer      sums;
  gint64        length;
} SumJob;

#define SUM_LANES 16

/* Row @tile in SUM_LANES running sums, added up in order. */
#define SUM_ROW(T)                                                                                 \
  {                                                                                                \
    const T *row = (const T *) job->rows + tile * job->length;                                     \
    T lanes[SUM_LANES] = { 0 }, total = 0;                                                         \
    for (gint64 i = 0; i < job->length; i++)                                                       \
      lanes[i % SUM_LANES] += row[i];                                                              \
    for (gint i = 0; i < SUM_LANES; i++)                                                           \
      total += lanes[i];                                                                           \
    ((T *) job->sums)[tile] = total;                                                               \
  }

static void
sum_row (gint64 tile, gint thread, gpointer user)
{
  const SumJob *job = user;
  if (job->compute == GR_FLOAT32)
    SUM_ROW (gfloat)
  else if (job->compute == GR_FLOAT64)
    SUM_ROW (gdouble)
  else
    SUM_ROW (gint64)
}

static gboolean
sum_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *out = call->outputs[0];
  gint64 shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
  gint n = 0;
  guint mask;
  if (!gr_reduced_dims (&call->args[1], self->ndim, &mask, error))
    return FALSE;
  for (gint pass = 0; pass < 2; pass++) /* kept dims first, then the reduced ones */
    for (gint i = 0; i < self->ndim; i++)
      if ((gint) ((mask >> i) & 1) == pass)
        {
          shape[n] = self->shape[i];
          stride[n++] = self->stride[i];
        }
  GrDType compute = gr_compute_dtype (out->dtype);
  g_autoptr (GrTensor) seen = gr_tensor_new_view (self, gr_ints (shape, n), gr_ints (stride, n), self->offset, error);
  g_autoptr (GrTensor) rows = seen ? gr_tensor_new (compute, GR_CPU, gr_ints (shape, n), error) : NULL;
  g_autoptr (GrTensor) sums = rows ? gr_tensor_new (compute, GR_CPU, gr_tensor_shape (out), error) : NULL;
  if (!sums || !gr_copy (rows, seen, error))
    return FALSE;
  gint64 n_rows = gr_tensor_numel (out);
  SumJob job = { compute, gr_tensor_data (rows), gr_tensor_data (sums), n_rows ? gr_tensor_numel (self) / n_rows : 0 };
  gr_pool_run (n_rows, sum_row, &job);
  return gr_copy (out, sums, error);
}

static void
sum_dim_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrInts shape = gr_input_shape (b, 0);
  GrTensor *grad = gr_grad (b, 0);
  guint mask;
  if (!grad || !gr_reduced_dims (&b->args[1], (gint) shape.n, &mask, &s->error))
    return;
  for (gint i = 0; i < (gint) shape.n && !b->args[2].i; i++)
    if ((mask >> i) & 1)
      grad = gx_unsqueeze (s, grad, i);
  gr_give (b, 0, gx_expand (s, grad, shape));
}

const GrOp gr_op_sum_dim_IntList = {
  .schema = "sum.dim_IntList(Tensor self, int[]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("Adds up the elements along dimensions."),
  .formula = "out[i] = sum_j self[i, j]",
  .infer = sum_infer,
  .forward = sum_forward,
  .backward = sum_dim_backward,
  .samples = GR_SAMPLES ("sum(r(2,3,4), [0, 2])", "sum(r(2,3), [-1], True)", "sum(r(2,3), 1)", "sum(i(0,9,2,3), [0])",
                         "sum(r(2,0), [1])", "sum(r(2,3), [])", "sum(r(), [0])", "sum(t([inf, -inf, 1.0]), [0])"),
  .bad = GR_BAD ({ "sum(r(2,3), [0, 0])", "dim 0 appears multiple times in the list of dims" }),
};

static void
sum_compose (GrScope *s, GrCall *call)
{
  gint dtype = call->args[1].kind == GR_VALUE_DTYPE ? (gint) call->args[1].dtype : GR_DTYPE_NONE;
  gr_call_give (call, gx_sum_dim_IntList (s, gr_arg (call, 0), GR_NO_INTS, FALSE, dtype));
}

const GrOp gr_op_sum = {
  .schema = "sum(Tensor self, *, ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("Adds up all elements."),
  .formula = "out = sum_i self[i]",
  .compose = sum_compose,
  .samples = GR_SAMPLES ("sum(r(2,3))", "sum(i(0,9,4))", "sum(b(5))", "sum(r(0))", "sum(i(0,9,4), dtype='float64')"),
};
