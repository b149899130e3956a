/* extremum.c - the largest and the smallest: amax, amin, max, min, argmax, argmin. */
#include "formula.h"
#include "kernel.h"
#include "reduction.h"
#include "selecting.h"

/* --- amax, amin ------------------------------------------------------------------------------- */

static gboolean
extremum_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  guint mask;
  if (!gr_reduced_dims (&call->args[1], self->ndim, &mask, error))
    return FALSE;
  for (gint d = 0; d < self->ndim; d++)
    if (((mask >> d) & 1) && self->shape[d] == 0)
      {
        g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                     "%s(): Expected reduction dim %d to have non-zero size.",
                     gr_op_name (call->op), d);
        return FALSE;
      }
  return gr_reduction_infer (call, 1, 2, self->dtype, error);
}

static gboolean
amax_forward (GrCall *call, GError **error)
{
  return gr_reduction_run (call, GR_REDUCE_MAX, 1, 0, error);
}

static gboolean
amin_forward (GrCall *call, GError **error)
{
  return gr_reduction_run (call, GR_REDUCE_MIN, 1, 0, error);
}

/* Elements that are equally large share the gradient, and so do those that are NaN where the result
 * is. */
static void
extremum_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *result = gr_reduction_restored (b, gr_result (b, 0), 1, 2);
  GrTensor *grad = gr_reduction_restored (b, gr_grad (b, 0), 1, 2);
  GrTensor *self = gr_saved (b, 0);
  GrTensor *same = gx_logical_or (s, gx_eq (s, self, result), gx_isnan (s, self));
  GrTensor *is_it = gx_to_dtype (s, same, gr_input_dtype (b, 0));
  GrInts dims = b->args[1].kind == GR_VALUE_INTS && b->args[1].ints.n ? b->args[1].ints
                                                                      : GR_NO_INTS;
  GrTensor *count = gx_sum_dim_IntList (s, is_it, dims, TRUE, GR_DTYPE_NONE);
  gr_give (b, 0, gx_mul (s, is_it, gx_div (s, grad, count)));
}

const GrOp gr_op_amax = {
  .schema = "amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor",
  .summary = N_ ("The largest elements along dimensions."),
  .formula = "out[i] = max_j self[i, j]",
  .infer = extremum_infer,
  .forward = amax_forward,
  .backward = extremum_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("amax(d(2,3))", "amax(d(2,3,4), [0, 2])", "amax(d(2,3), -1, True)",
                         "amax(i(0,9,2,3), 0)", "amax(d(0,3), 1)", "amax(t([1.0, 2.0, 2.0]), 0)",
                         "amax(d(80,5), 0)"),
  .bad = GR_BAD ({ "amax(r(2,0), 1)", "amax(): Expected reduction dim 1 to have non-zero size." }),
};

const GrOp gr_op_amin = {
  .schema = "amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor",
  .summary = N_ ("The smallest elements along dimensions."),
  .formula = "out[i] = min_j self[i, j]",
  .infer = extremum_infer,
  .forward = amin_forward,
  .backward = extremum_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("amin(d(2,3))", "amin(d(2,3,4), [0, 2])", "amin(d(2,3), -1, True)",
                         "amin(i(0,9,2,3), 0)", "amin(d(0,3), 1)", "amin(t([1.0, 2.0, 1.0]), 0)"),
  .bad = GR_BAD ({ "amin(r(2,0), 1)", "amin(): Expected reduction dim 1 to have non-zero size." }),
};

/* --- max, min of everything ------------------------------------------------------------------- */

static void
whole_compose (GrScope *s, GrCall *call,
               GrTensor *(*reduce) (GrScope *, GrTensor *, GrInts, gboolean))
{
  if (gr_tensor_numel (gr_arg (call, 0)) == 0)
    gr_scope_fail (
        s, GR_ERROR_SHAPE,
        "%s(): Expected reduction dim to be specified for input.numel() == 0. Specify the "
        "reduction dim with the 'dim' argument.",
        gr_op_name (call->op));
  else
    gr_call_give (call, reduce (s, gr_arg (call, 0), GR_EMPTY_INTS, FALSE));
}

static void
max_compose (GrScope *s, GrCall *call)
{
  whole_compose (s, call, gx_amax);
}

static void
min_compose (GrScope *s, GrCall *call)
{
  whole_compose (s, call, gx_amin);
}

const GrOp gr_op_max = {
  .schema = "max(Tensor self) -> Tensor",
  .summary = N_ ("The largest element."),
  .formula = "out = max_i self[i]",
  .compose = max_compose,
  .samples = GR_SAMPLES ("max(d(2,3))", "max(i(0,9,4))", "max(t([1.0, 2.0, 2.0]))",
                         "max(t([1.0, nan, 2.0]))"),
  .bad = GR_BAD (
      { "max(r(0))", "max(): Expected reduction dim to be specified for input.numel() == 0." }),
};

const GrOp gr_op_min = {
  .schema = "min(Tensor self) -> Tensor",
  .summary = N_ ("The smallest element."),
  .formula = "out = min_i self[i]",
  .compose = min_compose,
  .samples = GR_SAMPLES ("min(d(2,3))", "min(i(0,9,4))", "min(t([1.0, 2.0, 1.0]))"),
  .bad = GR_BAD (
      { "min(r(0))", "min(): Expected reduction dim to be specified for input.numel() == 0." }),
};

/* --- along a dimension, with indices
 * -------------------------------------------------------------- */

/* The first of the largest, or the smallest; the first NaN before any number. */
#define DEFINE_FIND(suffix, T)                                                                     \
  static void find_##suffix (gint64 n, const void *const *in, void *const *out, void *scratch,     \
                             const void *params)                                                   \
  {                                                                                                \
    const T *x = in[0];                                                                            \
    gboolean largest = *(const gboolean *) params;                                                 \
    gint64 best = 0;                                                                               \
    for (gint64 i = 1; i < n && x[best] == x[best]; i++)                                           \
      if ((largest ? x[i] > x[best] : x[i] < x[best]) || x[i] != x[i])                             \
        best = i;                                                                                  \
    *(T *) out[0] = x[best];                                                                       \
    *(gint64 *) out[1] = best;                                                                     \
  }
DEFINE_FIND (f32, gfloat)
DEFINE_FIND (f64, gdouble)
DEFINE_FIND (i64, gint64)
static const GrSelectKernels find = { find_f32, find_f64, find_i64 };

static gboolean
extremum_dim_infer (GrCall *call, GError **error)
{
  gint dim;
  const GrTensor *self = gr_arg (call, 0);
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &dim, error))
    return FALSE;
  if (self->ndim && self->shape[dim] == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "%s(): Expected reduction dim %d to have non-zero size.", gr_op_name (call->op),
                   dim);
      return FALSE;
    }
  return gr_selecting_infer (call, 1, 2, error);
}

static gboolean
max_dim_forward (GrCall *call, GError **error)
{
  const gboolean largest = TRUE;
  return gr_selecting_run (call, call->args[1].i, &find, 0, &largest, error);
}

static gboolean
min_dim_forward (GrCall *call, GError **error)
{
  const gboolean largest = FALSE;
  return gr_selecting_run (call, call->args[1].i, &find, 0, &largest, error);
}

static void
extremum_dim_backward (GrBackward *b)
{
  gr_selecting_backward (b, 1, 2);
}

const GrOp gr_op_max_dim = {
  .schema = "max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)",
  .summary = N_ ("The largest elements along a dimension, and where they are."),
  .formula = "values[i] = max_j self[i, j]; indices[i] = the first such j",
  .infer = extremum_dim_infer,
  .forward = max_dim_forward,
  .backward = extremum_dim_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("max(d(2,3), 1)", "max(d(2,3,4), -2, True)", "max(i(0,3,2,5), 1)",
                         "max(d(), 0)", "max(t([1.0, nan, 2.0, nan]), 0)", "max(d(0,3), 1)"),
  .bad = GR_BAD ({ "max(r(2,0), 1)", "max(): Expected reduction dim 1 to have non-zero size." }),
};

const GrOp gr_op_min_dim = {
  .schema = "min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)",
  .summary = N_ ("The smallest elements along a dimension, and where they are."),
  .formula = "values[i] = min_j self[i, j]; indices[i] = the first such j",
  .infer = extremum_dim_infer,
  .forward = min_dim_forward,
  .backward = extremum_dim_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("min(d(2,3), 1)", "min(d(2,3,4), -2, True)", "min(i(0,3,2,5), 1)",
                         "min(d(), 0)"),
  .bad = GR_BAD ({ "min(r(2,0), 1)", "min(): Expected reduction dim 1 to have non-zero size." }),
};

/* --- of two ---------------------------------------------------------------------------------- */

static void
max_other_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_maximum (s, gr_arg (call, 0), gr_arg (call, 1)));
}

static void
min_other_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_minimum (s, gr_arg (call, 0), gr_arg (call, 1)));
}

const GrOp gr_op_max_other = {
  .schema = "max.other(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The larger of two elements."),
  .formula = "out = max(self, other)",
  .compose = max_other_compose,
  .samples = GR_SAMPLES ("max(r(2,3), r(3))"),
};

const GrOp gr_op_min_other = {
  .schema = "min.other(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The smaller of two elements."),
  .formula = "out = min(self, other)",
  .compose = min_other_compose,
  .samples = GR_SAMPLES ("min(r(2,3), r(3))"),
};

/* --- argmax, argmin --------------------------------------------------------------------------- */

static void
arg_compose (GrScope *s, GrCall *call, gboolean largest)
{
  GrTensor *self = gr_arg (call, 0), *indices = NULL;
  gboolean whole = call->args[1].kind == GR_VALUE_NONE, keepdim = call->args[2].i;
  if (whole && gr_tensor_numel (self) == 0)
    {
      gr_scope_fail (
          s, GR_ERROR_SHAPE,
          "%s(): Expected reduction dim to be specified for input.numel() == 0. Specify the "
          "reduction dim with the 'dim' argument.",
          gr_op_name (call->op));
      return;
    }
  GrTensor *over = whole ? gx_reshape (s, self, GR_INTS (-1)) : self;
  gint64 dim = whole ? 0 : call->args[1].i;
  if (largest)
    gx_max_dim (s, over, dim, !whole && keepdim, NULL, &indices);
  else
    gx_min_dim (s, over, dim, !whole && keepdim, NULL, &indices);
  static const gint64 ones[GR_MAX_DIMS] = { 1, 1, 1, 1, 1, 1, 1, 1 };
  gr_call_give (call,
                whole && keepdim ? gx_view (s, indices, gr_ints (ones, self->ndim)) : indices);
}

static void
argmax_compose (GrScope *s, GrCall *call)
{
  arg_compose (s, call, TRUE);
}

static void
argmin_compose (GrScope *s, GrCall *call)
{
  arg_compose (s, call, FALSE);
}

const GrOp gr_op_argmax = {
  .schema = "argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor",
  .summary = N_ ("Where the largest element is, along a dimension or of all."),
  .formula = "out[i] = the first j with self[i, j] = max_j self[i, j]",
  .compose = argmax_compose,
  .samples = GR_SAMPLES ("argmax(d(2,3))", "argmax(d(2,3), 1)", "argmax(d(2,3,4), 0, True)",
                         "argmax(i(0,3,2,5), -1)", "argmax(d(2,3), None, True)", "argmax(d())"),
  .bad = GR_BAD ({ "argmax(r(0))",
                   "argmax(): Expected reduction dim to be specified for input.numel() == 0." }),
};

const GrOp gr_op_argmin = {
  .schema = "argmin(Tensor self, int? dim=None, bool keepdim=False) -> Tensor",
  .summary = N_ ("Where the smallest element is, along a dimension or of all."),
  .formula = "out[i] = the first j with self[i, j] = min_j self[i, j]",
  .compose = argmin_compose,
  .samples = GR_SAMPLES ("argmin(d(2,3))", "argmin(d(2,3), 1)", "argmin(d(2,3,4), 0, True)"),
  .bad = GR_BAD ({ "argmin(r(0))",
                   "argmin(): Expected reduction dim to be specified for input.numel() == 0." }),
};
