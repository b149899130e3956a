/* masks.c - which elements are true, and reading and writing them: nonzero and its kin,
 * masked_select, masked_scatter. Indexing by a mask, x[mask], is index.c's.
 */
#include "infer.h"

#include "gradus-functions.h"
#include "kernel.h"

/* --- masks ----------------------------------------------------------------------------------- */

static gboolean
check_mask (GrScope *s, GrCall *call)
{
  GrDType dtype = gr_arg (call, 1)->dtype;
  if (dtype != GR_BOOL && dtype != GR_UINT8)
    gr_scope_fail (s, GR_ERROR_DTYPE, "%s: expected BoolTensor or ByteTensor for mask",
                   gr_op_name (call->op));
  return !s->error;
}

/* Both tensors in their common shape, of rank 1 at least. */
static gboolean
common_shape (GrScope *s, GrTensor **a, GrTensor **b)
{
  gint64 shape[GR_MAX_DIMS];
  gsize n;
  if (!gr_shape_broadcast (gr_tensor_shape (*a), gr_tensor_shape (*b), shape, &n, &s->error))
    return FALSE;
  if (n == 0)
    shape[n++] = 1;
  *a = gx_expand (s, *a, gr_ints (shape, n));
  *b = gx_expand (s, *b, gr_ints (shape, n));
  return !s->error;
}

static void
masked_select_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *mask = gr_arg (call, 1);
  if (check_mask (s, call) && common_shape (s, &self, &mask))
    gr_call_give (call, gx_index_Tensor (s, self, &mask, 1));
}

const GrOp gr_op_masked_select = {
  .schema = "masked_select(Tensor self, Tensor mask) -> Tensor",
  .summary = N_ ("The elements where a mask is true, in row-major order."),
  .formula = "out = self[mask]",
  .compose = masked_select_compose,
  .flags = GR_OP_DATA_SIZE,
  .samples = GR_SAMPLES ("masked_select(r(3,4), b(3,4))", "masked_select(r(3,1), b(4))",
                         "masked_select(r(), b())"),
  .bad = GR_BAD ({ "masked_select(r(2,3), r(2,3))",
                   "masked_select: expected BoolTensor or ByteTensor for mask" },
                 { "masked_select(r(2,3), b(2,2))",
                   "The size of tensor a (3) must match the size of tensor b (2) at non-singleton "
                   "dimension 1" }),
};

static void
masked_scatter_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *mask = gr_arg (call, 1), *source = gr_arg (call, 2);
  gboolean was_number = self->ndim == 0 && mask->ndim == 0;
  if (!check_mask (s, call) || !common_shape (s, &self, &mask))
    return;
  GrTensor *where = gx_nonzero (s, mask);
  gint64 n = where ? where->shape[0] : 0;
  if (n > gr_tensor_numel (source))
    gr_scope_fail (s, GR_ERROR_SHAPE, "Number of elements of source < number of ones in mask");
  GrTensor *columns[GR_MAX_DIMS] = { NULL };
  for (gint d = 0; d < mask->ndim && !s->error; d++)
    columns[d] = gx_select_int (s, where, 1, d);
  GrTensor *values = gx_reshape (s, source, GR_INTS (gr_tensor_numel (source)));
  if (n != GR_UNKNOWN_SIZE)
    values = gx_narrow (s, values, 0, 0, n);
  if (s->error)
    return;
  GrTensor *result = gx_put_places (s, self, columns, mask->ndim, values, FALSE);
  gr_call_give (call, was_number ? gx_reshape (s, result, GR_EMPTY_INTS) : result);
}

const GrOp gr_op_masked_scatter = {
  .schema = "masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor",
  .summary = N_ ("Where a mask is true, the elements of another tensor, one after another."),
  .formula = "out[mask] = source[0], source[1], ..., else self",
  .compose = masked_scatter_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("masked_scatter(r(3,4), b(3,4), r(12))",
                         "masked_scatter(r(3,4), b(4), r(4,4))"),
  .bad = GR_BAD ({ "masked_scatter(r(2,3), r(2,3), r(6))",
                   "masked_scatter: expected BoolTensor or ByteTensor for mask" }),
};

/* --- nonzero --------------------------------------------------------------------------------- */

static gboolean
nonzero_infer (GrCall *call, GError **error)
{
  gr_call_output (call, GR_INT64, GR_INTS (GR_UNKNOWN_SIZE, gr_arg (call, 0)->ndim));
  return TRUE;
}

static gboolean
nonzero_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0);
  g_autoptr (GrTensor) mask = gr_packed (self, GR_BOOL, error);
  gint64 numel = gr_tensor_numel (self), n = 0;
  for (gint64 i = 0; mask && i < numel; i++)
    n += GR_DATA (guint8, mask)[i] != 0;
  GrTensor *out = mask ? gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (n, self->ndim), error) : NULL;
  if (!out)
    return FALSE;
  gint64 *to = GR_DATA (gint64, out);
  for (gint64 i = 0; i < numel; i++)
    if (GR_DATA (guint8, mask)[i])
      {
        gint64 rest = i;
        for (gint d = self->ndim - 1; d >= 0; d--)
          {
            to[d] = rest % self->shape[d];
            rest /= self->shape[d];
          }
        to += self->ndim;
      }
  gr_call_replace_output (call, 0, out);
  return TRUE;
}

const GrOp gr_op_nonzero = {
  .schema = "nonzero(Tensor self) -> Tensor",
  .summary = N_ ("The indices of all elements that are not zero, one row each."),
  .formula = "out[k] = the index of the k-th element that is not 0",
  .infer = nonzero_infer,
  .forward = nonzero_forward,
  .flags = GR_OP_DATA_SIZE,
  .samples = GR_SAMPLES ("nonzero(b(3,4))", "nonzero(i(0,2,5))", "nonzero(r(2,2))",
                         "nonzero(b(0,3))"),
};

static void
argwhere_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_nonzero (s, gr_arg (call, 0)));
}

const GrOp gr_op_argwhere = {
  .schema = "argwhere(Tensor self) -> Tensor",
  .summary = N_ ("The indices of all elements that are not zero, by NumPy's name."),
  .formula = "out = nonzero(self)",
  .compose = argwhere_compose,
  .flags = GR_OP_DATA_SIZE,
  .samples = GR_SAMPLES ("argwhere(b(3,4))"),
};

static void
count_nonzero_compose (GrScope *s, GrCall *call)
{
  const GrValue *dim = &call->args[1];
  GrInts dims = dim->kind == GR_VALUE_INTS  ? dim->ints
                : dim->kind == GR_VALUE_INT ? gr_ints (&dim->i, 1)
                                            : GR_NO_INTS;
  GrTensor *differs = gx_ne (s, gr_arg (call, 0), gx_number (s, gr_int (0)));
  gr_call_give (call, gx_sum_dim_IntList (s, differs, dims, FALSE, GR_DTYPE_NONE));
}

const GrOp gr_op_count_nonzero = {
  .schema = "count_nonzero(Tensor self, int? dim=None) -> Tensor",
  .summary = N_ ("How many elements are not zero."),
  .formula = "out = sum_i (self[i] != 0)",
  .compose = count_nonzero_compose,
  .samples = GR_SAMPLES ("count_nonzero(i(0,3,3,4))", "count_nonzero(b(3,4), 1)",
                         "count_nonzero(i(0,2,3,4), -2)"),
};

const GrOp gr_op_count_nonzero_dim_IntList = {
  .schema = "count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor",
  .summary = N_ ("How many elements are not zero along dimensions."),
  .formula = "out[i] = sum_j (self[i, j] != 0)",
  .compose = count_nonzero_compose,
  .samples = GR_SAMPLES ("count_nonzero(i(0,3,3,4,2), [0, 2])"),
};
