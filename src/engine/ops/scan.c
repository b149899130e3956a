/* scan.c - running results along a dimension: cumsum, cumprod; and prod, whose gradient is made of
 * them.
 *
 * The gradient of a running product is a linear recurrence, and so is the gradient of that: with
 * the internal rows recurrence and shift the formulas need no division, so that zeros do no harm.
 */
#include "formula.h"
#include "reduction.h"

#include "../cpu/along.h"

/* --- kernels --------------------------------------------------------------------------------- */

typedef struct
{
  gboolean reverse;
  gint64 by;
  gdouble fill;
} ScanParams;

/* T is read and written, A accumulates; at and step walk the line forwards or backwards. */
#define DEFINE_SCAN(suffix, T, A)                                                                  \
  static void running_sum_##suffix (gint64 n, const void *const *in, void *const *out_lines,       \
                                    void *scratch, const void *params)                             \
  {                                                                                                \
    const gboolean reverse = ((const ScanParams *) params)->reverse;                               \
    A total = 0;                                                                                   \
    for (gint64 i = 0, at = reverse ? n - 1 : 0; i < n; i++, at += reverse ? -1 : 1)               \
      ((T *) out_lines[0])[at] = (T) (total += ((const T *) in[0])[at]);                           \
  }                                                                                                \
                                                                                                   \
  static void running_product_##suffix (gint64 n, const void *const *in, void *const *out_lines,   \
                                        void *scratch, const void *params)                         \
  {                                                                                                \
    const gboolean reverse = ((const ScanParams *) params)->reverse;                               \
    A total = 1;                                                                                   \
    for (gint64 i = 0, at = reverse ? n - 1 : 0; i < n; i++, at += reverse ? -1 : 1)               \
      ((T *) out_lines[0])[at] = (T) (total *= ((const T *) in[0])[at]);                           \
  }                                                                                                \
                                                                                                   \
  static void recurrence_##suffix (gint64 n, const void *const *in, void *const *out_lines,        \
                                   void *scratch, const void *params)                              \
  {                                                                                                \
    const gboolean reverse = ((const ScanParams *) params)->reverse;                               \
    const T *a = in[0], *b = in[1];                                                                \
    A last = 0;                                                                                    \
    for (gint64 i = 0, at = reverse ? n - 1 : 0; i < n; i++, at += reverse ? -1 : 1)               \
      ((T *) out_lines[0])[at] = (T) (last = b[at] + (i ? a[at] * last : 0));                      \
  }                                                                                                \
                                                                                                   \
  static void shift_##suffix (gint64 n, const void *const *in, void *const *out_lines,             \
                              void *scratch, const void *params)                                   \
  {                                                                                                \
    const ScanParams *shift = params;                                                              \
    for (gint64 i = 0; i < n; i++)                                                                 \
      ((T *) out_lines[0])[i] = i - shift->by >= 0 && i - shift->by < n                            \
                                    ? ((const T *) in[0])[i - shift->by]                           \
                                    : (T) shift->fill;                                             \
  }
DEFINE_SCAN (f32, gfloat, gdouble)
DEFINE_SCAN (f64, gdouble, gdouble)
DEFINE_SCAN (i64, gint64, guint64)

#define DEFINE_RUN(name, n_in)                                                                     \
  static gboolean name##_run (GrCall *call, gint64 dim_given, ScanParams params, GError **error)   \
  {                                                                                                \
    GrDType compute = gr_compute_dtype (call->outputs[0]->dtype);                                  \
    const GrAlongOperand out = { call->outputs[0], compute };                                      \
    const GrAlongOperand in[] = { { gr_arg (call, 0), compute },                                   \
                                  { gr_arg (call, n_in - 1), compute } };                          \
    gint dim;                                                                                      \
    return gr_wrap_dim (dim_given, in[0].tensor->ndim, &dim, error)                                \
           && gr_along_run (&out, 1, in, n_in, dim, 0,                                             \
                            compute == GR_FLOAT32   ? name##_f32                                   \
                            : compute == GR_FLOAT64 ? name##_f64                                   \
                                                    : name##_i64,                                  \
                            &params, error);                                                       \
  }
DEFINE_RUN (running_sum, 1)
DEFINE_RUN (running_product, 1)
DEFINE_RUN (recurrence, 2)
DEFINE_RUN (shift, 1)

/* --- recurrence, shift ------------------------------------------------------------------------ */

static gboolean
along_infer (GrCall *call, guint dim_arg, GrDType dtype, GError **error)
{
  gint dim;
  if (!gr_wrap_dim (call->args[dim_arg].i, gr_arg (call, 0)->ndim, &dim, error))
    return FALSE;
  gr_infer_like (call, 0, dtype);
  return TRUE;
}

static gboolean
shift_infer (GrCall *call, GError **error)
{
  return along_infer (call, 1, gr_arg (call, 0)->dtype, error);
}

static gboolean
shift_forward (GrCall *call, GError **error)
{
  return shift_run (call, call->args[1].i,
                    (ScanParams){ .by = call->args[2].i, .fill = call->args[3].scalar.d }, error);
}

static void
shift_backward (GrBackward *b)
{
  gr_give (b, 0, gx_shift (b->scope, gr_grad (b, 0), b->args[1].i, -b->args[2].i, gr_int (0)));
}

const GrOp gr_op_shift = {
  .schema = "shift(Tensor self, int dim, int by, Scalar fill) -> Tensor",
  .summary = N_ ("Moves elements along a dimension and fills what becomes free."),
  .formula = "out[i] = self[i - by], or fill where there is none",
  .infer = shift_infer,
  .forward = shift_forward,
  .backward = shift_backward,
  .explain = gr_explain_moved,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("shift(r(2,4), 1, 1, 1)", "shift(r(4,2), 0, -1, 0)"),
};

static gboolean
recurrence_infer (GrCall *call, GError **error)
{
  return along_infer (call, 2, gr_arg (call, 1)->dtype, error);
}

static gboolean
recurrence_forward (GrCall *call, GError **error)
{
  return recurrence_run (call, call->args[2].i, (ScanParams){ .reverse = call->args[3].i != 0 },
                         error);
}

/* grad_b is the recurrence the other way round; grad_a[i] = grad_b[i] * out[i - 1]. */
static void
recurrence_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  gint64 dim = b->args[2].i, ahead = b->args[3].i ? -1 : 1;
  GrTensor *a = gx_shift (s, gr_saved (b, 0), dim, -ahead, gr_int (0));
  GrTensor *grad = gx_recurrence (s, a, gr_grad (b, 0), dim, ahead == 1);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_mul (s, grad, gx_shift (s, gr_result (b, 0), dim, ahead, gr_int (0))));
  if (gr_needs (b, 1))
    gr_give (b, 1, grad);
}

const GrOp gr_op_recurrence = {
  .schema = "recurrence(Tensor a, Tensor b, int dim, bool reverse) -> Tensor",
  .summary = N_ ("A linear recurrence along a dimension, from its start or from its end."),
  .formula = "out[i] = b[i] + a[i] * out[i - 1], or out[i + 1] in reverse",
  .infer = recurrence_infer,
  .forward = recurrence_forward,
  .backward = recurrence_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("recurrence(r(2,4), r(2,4), 1, False)",
                         "recurrence(r(4,2), r(4,2), 0, True)"),
};

/* --- cumsum, cumprod -------------------------------------------------------------------------- */

/* Integers become int64. */
static GrDType
running_dtype (const GrCall *call, const GrValue *wanted)
{
  GrDType self = gr_arg (call, 0)->dtype;
  return wanted->kind == GR_VALUE_DTYPE ? wanted->dtype
         : gr_dtype_is_floating (self)  ? self
                                        : GR_INT64;
}

static gboolean
running_infer (GrCall *call, GError **error)
{
  return along_infer (call, 1, running_dtype (call, &call->args[2]), error);
}

static gboolean
cumsum_forward (GrCall *call, GError **error)
{
  return running_sum_run (
      call, call->args[1].i,
      (ScanParams){ .reverse = call->args[2].kind == GR_VALUE_BOOL && call->args[2].i }, error);
}

static gboolean
cumprod_forward (GrCall *call, GError **error)
{
  return running_product_run (
      call, call->args[1].i,
      (ScanParams){ .reverse = call->args[2].kind == GR_VALUE_BOOL && call->args[2].i }, error);
}

/* The third argument of the internal rows is the direction, that of cumsum and cumprod the dtype.
 */
static gboolean
is_reverse (GrBackward *b)
{
  return b->args[2].kind == GR_VALUE_BOOL && b->args[2].i;
}

static void
cumsum_backward (GrBackward *b)
{
  gr_give (b, 0, gx_running_sum (b->scope, gr_grad (b, 0), b->args[1].i, !is_reverse (b)));
}

/* out[i] = self[i] out[i - 1], so the gradient is out[i - 1] times a recurrence from the other end.
 */
static void
cumprod_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  gint64 dim = b->args[1].i, ahead = is_reverse (b) ? -1 : 1;
  GrTensor *before = gx_shift (s, gr_result (b, 0), dim, ahead, gr_int (1));
  GrTensor *after = gx_recurrence (s, gx_shift (s, gr_saved (b, 0), dim, -ahead, gr_int (0)),
                                   gr_grad (b, 0), dim, ahead == 1);
  gr_give (b, 0, gx_mul (s, before, after));
}

const GrOp gr_op_cumsum = {
  .schema = "cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("The running sum along a dimension."),
  .formula = "out[i] = self[0] + ... + self[i]",
  .infer = running_infer,
  .forward = cumsum_forward,
  .backward = cumsum_backward,
  .explain = gr_explain_sum,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("cumsum(r(2,4), 1)", "cumsum(r(3,2), -2)", "cumsum(i(0,9,4), 0)",
                         "cumsum(b(4), 0)", "cumsum(r(), 0)",
                         "cumsum(i(0,9,4), 0, dtype='float64')", "cumsum(r(2,0), 1)"),
  .bad = GR_BAD ({ "cumsum(r(2), 1)",
                   "Dimension out of range (expected to be in range of [-1, 0], but got 1)" }),
};

const GrOp gr_op_cumprod = {
  .schema = "cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("The running product along a dimension."),
  .formula = "out[i] = self[0] * ... * self[i]",
  .infer = running_infer,
  .forward = cumprod_forward,
  .backward = cumprod_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("cumprod(r(2,4), 1)", "cumprod(r(3,2), -2)", "cumprod(i(1,4,4), 0)",
                         "cumprod(t([2.0, 0.0, 3.0, 0.0, 5.0]), 0)", "cumprod(r(), 0)"),
  .bad = GR_BAD ({ "cumprod(r(2), 1)",
                   "Dimension out of range (expected to be in range of [-1, 0], but got 1)" }),
};

const GrOp gr_op_running_sum = {
  .schema = "running_sum(Tensor self, int dim, bool reverse) -> Tensor",
  .summary = N_ ("The running sum from the start or from the end."),
  .formula = "out[i] = self[0] + ... + self[i], or self[i] + ... + self[n - 1] in reverse",
  .infer = running_infer,
  .forward = cumsum_forward,
  .backward = cumsum_backward,
  .explain = gr_explain_sum,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("running_sum(r(2,4), 1, True)", "running_sum(r(3,2), 0, False)"),
};

const GrOp gr_op_running_product = {
  .schema = "running_product(Tensor self, int dim, bool reverse) -> Tensor",
  .summary = N_ ("The running product from the start or from the end."),
  .formula = "out[i] = self[0] * ... * self[i], or self[i] * ... * self[n - 1] in reverse",
  .infer = running_infer,
  .forward = cumprod_forward,
  .backward = cumprod_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("running_product(r(2,4), 1, True)", "running_product(r(3,2), 0, False)"),
};

/* --- prod ------------------------------------------------------------------------------------ */

static gboolean
prod_infer (GrCall *call, GError **error)
{
  return gr_reduction_infer (call, 1, 2, running_dtype (call, &call->args[3]), error);
}

static gboolean
prod_forward (GrCall *call, GError **error)
{
  return gr_reduction_run (call, GR_REDUCE_PROD, 1, 0, error);
}

/* The product of all others: of those before times those after. */
static void
prod_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0);
  gint64 dim = b->args[1].i;
  GrTensor *before = gx_shift (s, gx_running_product (s, self, dim, FALSE), dim, 1, gr_int (1));
  GrTensor *after = gx_shift (s, gx_running_product (s, self, dim, TRUE), dim, -1, gr_int (1));
  gr_give (b, 0,
           gx_mul (s, gr_reduction_restored (b, gr_grad (b, 0), 1, 2), gx_mul (s, before, after)));
}

const GrOp gr_op_prod_dim_int = {
  .schema = "prod.dim_int(Tensor self, int dim, bool keepdim=False, *, "
            "ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("Multiplies the elements along a dimension."),
  .formula = "out[i] = product_j self[i, j]",
  .infer = prod_infer,
  .forward = prod_forward,
  .backward = prod_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("prod(r(2,3), 1)", "prod(r(2,3,4), -2, True)", "prod(i(1,4,2,3), 0)",
                         "prod(t([2.0, 0.0, 3.0]), 0)", "prod(r(2,0), 1)"),
  .bad = GR_BAD ({ "prod(r(2,3), 2)",
                   "Dimension out of range (expected to be in range of [-2, 1], but got 2)" }),
};

static void
prod_compose (GrScope *s, GrCall *call)
{
  const GrValue *dtype = &call->args[1];
  GrTensor *flat = gx_reshape (s, gr_arg (call, 0), GR_INTS (-1));
  gr_call_give (
      call, gx_prod_dim_int (s, flat, 0, FALSE,
                             dtype->kind == GR_VALUE_DTYPE ? (gint) dtype->dtype : GR_DTYPE_NONE));
}

const GrOp gr_op_prod = {
  .schema = "prod(Tensor self, *, ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("Multiplies all elements."),
  .formula = "out = product_i self[i]",
  .compose = prod_compose,
  .samples = GR_SAMPLES ("prod(r(2,3))", "prod(i(1,4,4))", "prod(b(3))", "prod(t([2.0, 0.0, 0.0]))",
                         "prod(r(0))"),
};
