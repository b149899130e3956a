/* sorting.c - order along a dimension: sort, argsort, topk, kthvalue, median. NaN counts as the
 * largest. */
#include "formula.h"
#include "selecting.h"

/* --- kernel ---------------------------------------------------------------------------------- */

typedef struct
{
  gint64 first, count; /* the places in order that are given */
  gboolean descending;
  gboolean nan_wins; /* a line with NaN gives its first NaN: median */
} Wanted;

/* A stable merge sort of indices: short runs by insertion, then merged from one array into the
 * other. The scratch memory has room for two indices an element. */
#define DEFINE_ORDER(suffix, T)                                                                    \
  static inline gboolean before_##suffix (T a, T b, gboolean descending)                           \
  {                                                                                                \
    return descending ? a > b || (a != a && b == b) : a < b || (b != b && a == a);                 \
  }                                                                                                \
                                                                                                   \
  static void order_##suffix (gint64 n, const void *const *in, void *const *out, void *scratch,    \
                              const void *params)                                                  \
  {                                                                                                \
    const T *x = in[0];                                                                            \
    const Wanted *wanted = params;                                                                 \
    gint64 *order = scratch, *other = order + n, first = wanted->first;                            \
    for (gint64 run = 0; run < n; run += RUN)                                                      \
      for (gint64 i = run; i < MIN (run + RUN, n); i++)                                            \
        {                                                                                          \
          gint64 k = i;                                                                            \
          for (; k > run && before_##suffix (x[i], x[order[k - 1]], wanted->descending); k--)      \
            order[k] = order[k - 1];                                                               \
          order[k] = i;                                                                            \
        }                                                                                          \
    for (gint64 width = RUN; width < n; width *= 2)                                                \
      {                                                                                            \
        for (gint64 left = 0; left < n; left += 2 * width)                                         \
          {                                                                                        \
            gint64 a = left, middle = MIN (left + width, n), b = middle;                           \
            gint64 end = MIN (left + 2 * width, n);                                                \
            for (gint64 k = left; k < end; k++)                                                    \
              other[k] = a < middle                                                                \
                                 && (b == end                                                      \
                                     || !before_##suffix (x[order[b]], x[order[a]],                \
                                                          wanted->descending))                     \
                             ? order[a++]                                                          \
                             : order[b++];                                                         \
          }                                                                                        \
        gint64 *swap = order;                                                                      \
        order = other;                                                                             \
        other = swap;                                                                              \
      }                                                                                            \
    if (wanted->nan_wins && n > 0 && x[order[n - 1]] != x[order[n - 1]])                           \
      for (first = n - 1; first > 0 && x[order[first - 1]] != x[order[first - 1]];)                \
        first--;                                                                                   \
    for (gint64 k = 0; k < wanted->count; k++)                                                     \
      {                                                                                            \
        ((T *) out[0])[k] = x[order[first + k]];                                                   \
        ((gint64 *) out[1])[k] = order[first + k];                                                 \
      }                                                                                            \
  }
#define RUN 8
DEFINE_ORDER (f32, gfloat)
DEFINE_ORDER (f64, gdouble)
DEFINE_ORDER (i64, gint64)

static const GrSelectKernels order = { order_f32, order_f64, order_i64 };

static gint64
length_along (const GrTensor *self, gint64 dim)
{
  return self->ndim ? self->shape[dim < 0 ? dim + self->ndim : dim] : 1;
}

static gboolean
run_order (GrCall *call, gint64 dim, Wanted wanted, GError **error)
{
  gsize bytes = 2 * sizeof (gint64) * (gsize) length_along (gr_arg (call, 0), dim);
  return gr_selecting_run (call, dim, &order, bytes, &wanted, error);
}

/* --- sort ------------------------------------------------------------------------------------ */

/* The arguments of sort begin with dim, those of sort.stable with stable. */
static guint
dim_of_sort (const GrOp *op)
{
  return gr_op_schema (op)->n_params == 4 ? 2 : 1;
}

static gboolean
sort_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint dim;
  if (!gr_wrap_dim (call->args[dim_of_sort (call->op)].i, self->ndim, &dim, error))
    return FALSE;
  gr_call_output (call, self->dtype, gr_tensor_shape (self));
  gr_call_output (call, GR_INT64, gr_tensor_shape (self));
  return TRUE;
}

static gboolean
sort_forward (GrCall *call, GError **error)
{
  guint dim = dim_of_sort (call->op);
  Wanted wanted = { .count = length_along (gr_arg (call, 0), call->args[dim].i),
                    .descending = call->args[dim + 1].i != 0 };
  return run_order (call, call->args[dim].i, wanted, error);
}

static void
sort_backward (GrBackward *b)
{
  gr_selecting_backward (b, dim_of_sort (b->op), 0);
}

const GrOp gr_op_sort = {
  .schema = "sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, "
            "Tensor indices)",
  .summary = N_ (
      "Elements in order along a dimension, and where they were. Equal ones keep their order."),
  .formula = "values[i, j] = self[i, indices[i, j]], rising with j",
  .infer = sort_infer,
  .forward = sort_forward,
  .backward = sort_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("sort(d(2,5))", "sort(d(4,3), 0, True)", "sort(d(2,40), 1)", "sort(d())",
                         "sort(r(2,0))", "sort(t([1.0, nan, -inf, 3.0]))",
                         "sort(t([1.0, nan, -inf, 3.0]), 0, True)"),
  .bad = GR_BAD ({ "sort(r(2,3), 2)",
                   "Dimension out of range (expected to be in range of [-2, 1], but got 2)" }),
};

const GrOp gr_op_sort_stable = {
  .schema = "sort.stable(Tensor self, *, bool stable, int dim=-1, "
            "bool descending=False) -> (Tensor values, Tensor indices)",
  .summary = N_ ("Elements in order along a dimension; equal ones keep their order."),
  .formula = "values[i, j] = self[i, indices[i, j]], rising with j",
  .infer = sort_infer,
  .forward = sort_forward,
  .backward = sort_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("sort(i(0,3,2,30), stable=True)",
                         "sort(i(0,3,2,30), stable=True, dim=1, descending=True)"),
};

static void
argsort_compose (GrScope *s, GrCall *call)
{
  GrTensor *indices = NULL;
  gx_sort (s, gr_arg (call, 0), call->args[1].i, call->args[2].i, NULL, &indices);
  gr_call_give (call, indices);
}

const GrOp gr_op_argsort = {
  .schema = "argsort(Tensor self, int dim=-1, bool descending=False) -> Tensor",
  .summary = N_ ("Where the elements in order are, along a dimension."),
  .formula = "self[i, out[i, j]] rises with j",
  .compose = argsort_compose,
  .samples = GR_SAMPLES ("argsort(d(2,5))", "argsort(d(4,3), 0, True)"),
};

/* --- topk, kthvalue, median ------------------------------------------------------------------- */

static gboolean
topk_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 k = call->args[1].i, shape[GR_MAX_DIMS];
  gint dim;
  if (!gr_wrap_dim (call->args[2].i, self->ndim, &dim, error))
    return FALSE;
  if (k < 0 || k > length_along (self, dim))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_INDEX, "selected index k out of range");
      return FALSE;
    }
  for (gint d = 0; d < self->ndim; d++)
    shape[d] = d == dim ? k : self->shape[d];
  gr_call_output (call, self->dtype, gr_ints (shape, self->ndim));
  gr_call_output (call, GR_INT64, gr_ints (shape, self->ndim));
  return TRUE;
}

static gboolean
topk_forward (GrCall *call, GError **error)
{
  Wanted wanted = { .count = call->args[1].i, .descending = call->args[3].i != 0 };
  return run_order (call, call->args[2].i, wanted, error);
}

static void
topk_backward (GrBackward *b)
{
  gr_selecting_backward (b, 2, 0);
}

const GrOp gr_op_topk = {
  .schema = "topk(Tensor self, int k, int dim=-1, bool largest=True, "
            "bool sorted=True) -> (Tensor values, Tensor indices)",
  .summary = N_ (
      "The k largest elements along a dimension, and where they are; or the k smallest."),
  .formula = "values[i, j] = the j-th largest of self[i]",
  .infer = topk_infer,
  .forward = topk_forward,
  .backward = topk_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("topk(d(2,5), 2)", "topk(d(4,3), 3, 0, False)", "topk(d(2,5), 0)",
                         "topk(t([1.0, nan, 3.0]), 2)"),
  .bad = GR_BAD ({ "topk(r(2,3), 4)", "selected index k out of range" }),
};

static gboolean
kthvalue_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint dim;
  if (!gr_wrap_dim (call->args[2].i, self->ndim, &dim, error))
    return FALSE;
  if (call->args[1].i < 1 || call->args[1].i > length_along (self, dim))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                   "kthvalue(): selected number k out of range for dimension %d", dim);
      return FALSE;
    }
  return gr_selecting_infer (call, 2, 3, error);
}

static gboolean
kthvalue_forward (GrCall *call, GError **error)
{
  Wanted wanted = { .first = call->args[1].i - 1, .count = 1 };
  return run_order (call, call->args[2].i, wanted, error);
}

static void
kthvalue_backward (GrBackward *b)
{
  gr_selecting_backward (b, 2, 3);
}

const GrOp gr_op_kthvalue = {
  .schema = "kthvalue(Tensor self, int k, int dim=-1, bool keepdim=False) -> (Tensor values, "
            "Tensor indices)",
  .summary = N_ ("The k-th smallest element along a dimension, and where it is."),
  .formula = "values[i] = the k-th smallest of self[i]",
  .infer = kthvalue_infer,
  .forward = kthvalue_forward,
  .backward = kthvalue_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("kthvalue(d(2,5), 2)", "kthvalue(d(4,3), 3, 0, True)"),
  .bad = GR_BAD (
      { "kthvalue(r(2,3), 4)", "kthvalue(): selected number k out of range for dimension 1" }),
};

static gboolean
median_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint dim;
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &dim, error))
    return FALSE;
  if (length_along (self, dim) == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                   "median(): Expected reduction dim %d to have non-zero size.", dim);
      return FALSE;
    }
  return gr_selecting_infer (call, 1, 2, error);
}

static gboolean
median_forward (GrCall *call, GError **error)
{
  gint64 dim = call->args[1].i, n = length_along (gr_arg (call, 0), dim);
  return run_order (call, dim, (Wanted){ .first = (n - 1) / 2, .count = 1, .nan_wins = TRUE },
                    error);
}

static void
median_backward (GrBackward *b)
{
  gr_selecting_backward (b, 1, 2);
}

const GrOp gr_op_median_dim = {
  .schema = "median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, "
            "Tensor indices)",
  .summary = N_ ("The middle element along a dimension, the lower of two, and where it is."),
  .formula = "values[i] = the element of self[i] that as many are below as above",
  .infer = median_infer,
  .forward = median_forward,
  .backward = median_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("median(d(2,5), 1)", "median(d(4,3), 0, True)",
                         "median(t([1.0, nan, 2.0]), 0)"),
  .bad = GR_BAD (
      { "median(r(2,0), 1)", "median(): Expected reduction dim 1 to have non-zero size." }),
};

/* Of nothing the median is NaN, as PyTorch's. */
static void
median_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *values = NULL;
  if (gr_tensor_numel (self) == 0)
    values = gx_full (s, GR_EMPTY_INTS, gr_float (__builtin_nan ("")), self->dtype, self->device);
  else
    gx_median_dim (s, gx_reshape (s, self, GR_INTS (-1)), 0, FALSE, &values, NULL);
  gr_call_give (call, values);
}

const GrOp gr_op_median = {
  .schema = "median(Tensor self) -> Tensor",
  .summary = N_ ("The middle one of all elements, the lower of two."),
  .formula = "out = the element that as many are below as above",
  .compose = median_compose,
  .samples = GR_SAMPLES ("median(d(2,3))", "median(d(5))", "median(i(0,9,4))"),
};
