/* softmax.c - softmax, log_softmax and softmin along one dimension, with their backward rows. */
#include "infer.h"

#include "../cpu/level.h"
#include "../cpu/along.h"
#include "gradus-functions.h"
#include "vector-math.h"

#include <math.h>

/* --- kernels: one line each, in many lanes so that the loops vectorise ------------------------ */

#define LANES 16

/* Folds LANES partial results in halves. */
#define FOLD(lane, JOIN)                                                                           \
  for (gint half = LANES / 2; half > 0; half /= 2)                                                 \
    for (gint l = 0; l < half; l++)                                                                \
      lane[l] = JOIN (lane[l], lane[l + half]);

#define LARGER(a, b) ((b) > (a) || (b) != (b) ? (b) : (a))
#define PLUS(a, b)   ((a) + (b))

#define LINE_KERNEL(name)                                                                          \
  GR_BY_LEVEL (name,                                                                               \
               (gint64 n, const void *const *in, void *const *out_lines, void *scratch,            \
                const void *params),                                                               \
               (n, in, out_lines, scratch, params))

#define DEFINE_LINES(suffix, T, EXP, LOG)                                                          \
  G_ALWAYS_INLINE static inline T largest_##suffix (gint64 n, const T *x)                          \
  {                                                                                                \
    T lane[LANES];                                                                                 \
    gint64 i = 0;                                                                                  \
    for (gint l = 0; l < LANES; l++)                                                               \
      lane[l] = -INFINITY;                                                                         \
    for (; i + LANES <= n; i += LANES)                                                             \
      for (gint l = 0; l < LANES; l++)                                                             \
        lane[l] = LARGER (lane[l], x[i + l]);                                                      \
    for (gint l = 0; i < n; i++, l++)                                                              \
      lane[l] = LARGER (lane[l], x[i]);                                                            \
    FOLD (lane, LARGER)                                                                            \
    return lane[0];                                                                                \
  }                                                                                                \
                                                                                                   \
  /* sum a[i] * b[i], or sum a[i] where b is NULL. */                                              \
  G_ALWAYS_INLINE static inline T total_##suffix (gint64 n, const T *a, const T *b)                \
  {                                                                                                \
    T lane[LANES] = { 0 };                                                                         \
    gint64 i = 0;                                                                                  \
    if (b)                                                                                         \
      for (; i + LANES <= n; i += LANES)                                                           \
        for (gint l = 0; l < LANES; l++)                                                           \
          lane[l] += a[i + l] * b[i + l];                                                          \
    else                                                                                           \
      for (; i + LANES <= n; i += LANES)                                                           \
        for (gint l = 0; l < LANES; l++)                                                           \
          lane[l] += a[i + l];                                                                     \
    for (gint l = 0; i < n; i++, l++)                                                              \
      lane[l] += b ? a[i] * b[i] : a[i];                                                           \
    FOLD (lane, PLUS)                                                                              \
    return lane[0];                                                                                \
  }                                                                                                \
                                                                                                   \
  LINE_KERNEL (softmax_##suffix)                                                                   \
  {                                                                                                \
    const T *x = in[0];                                                                            \
    T *out = out_lines[0];                                                                         \
    const T largest = largest_##suffix (n, x);                                                     \
    for (gint64 i = 0; i < n; i++)                                                                 \
      out[i] = EXP (x[i] - largest);                                                               \
    const T scale = 1 / total_##suffix (n, out, NULL);                                             \
    for (gint64 i = 0; i < n; i++)                                                                 \
      out[i] *= scale;                                                                             \
  }                                                                                                \
                                                                                                   \
  LINE_KERNEL (log_softmax_##suffix)                                                               \
  {                                                                                                \
    const T *x = in[0];                                                                            \
    T *out = out_lines[0];                                                                         \
    const T largest = largest_##suffix (n, x);                                                     \
    for (gint64 i = 0; i < n; i++)                                                                 \
      out[i] = EXP (x[i] - largest);                                                               \
    const T log_sum = LOG (total_##suffix (n, out, NULL));                                         \
    for (gint64 i = 0; i < n; i++)                                                                 \
      out[i] = x[i] - largest - log_sum;                                                           \
  }                                                                                                \
                                                                                                   \
  LINE_KERNEL (softmax_slope_##suffix)                                                             \
  {                                                                                                \
    const T *grad = in[0], *y = in[1];                                                             \
    T *out = out_lines[0];                                                                         \
    const T sum = total_##suffix (n, grad, y);                                                     \
    for (gint64 i = 0; i < n; i++)                                                                 \
      out[i] = (grad[i] - sum) * y[i];                                                             \
  }                                                                                                \
                                                                                                   \
  LINE_KERNEL (log_softmax_slope_##suffix)                                                         \
  {                                                                                                \
    const T *grad = in[0], *y = in[1];                                                             \
    T *out = out_lines[0];                                                                         \
    const T sum = total_##suffix (n, grad, NULL);                                                  \
    for (gint64 i = 0; i < n; i++)                                                                 \
      out[i] = grad[i] - EXP (y[i]) * sum;                                                         \
  }
DEFINE_LINES (f32, gfloat, gr_expf, logf)
DEFINE_LINES (f64, gdouble, exp, log)

/* --- forward --------------------------------------------------------------------------------- */

/* The dimension is @dim_arg's; the dtype that of the next argument, or argument 0's. */
static gboolean
softmax_infer_at (GrCall *call, guint dim_arg, GError **error)
{
  const GrValue *dtype = &call->args[dim_arg + 1];
  gint dim;
  if (!gr_wrap_dim (call->args[dim_arg].i, gr_arg (call, 0)->ndim, &dim, error)
      || (dtype->kind != GR_VALUE_DTYPE && !gr_require_floating (call, 0, error)))
    return FALSE;
  gr_infer_like (call, 0, dtype->kind == GR_VALUE_DTYPE ? dtype->dtype : gr_arg (call, 0)->dtype);
  return TRUE;
}

static gboolean
softmax_infer (GrCall *call, GError **error)
{
  return softmax_infer_at (call, 1, error);
}

static gboolean
softmax_backward_infer (GrCall *call, GError **error)
{
  return softmax_infer_at (call, 2, error);
}

static gboolean
run_lines (GrCall *call, guint n_in, guint dim_arg, GrAlongFunc f32, GrAlongFunc f64,
           GError **error)
{
  GrDType compute = call->outputs[0]->dtype == GR_FLOAT64 ? GR_FLOAT64 : GR_FLOAT32;
  GrAlongOperand in[2], out = { call->outputs[0], compute };
  gint dim;
  for (guint k = 0; k < n_in; k++)
    in[k] = (GrAlongOperand){ gr_arg (call, k), compute };
  return gr_wrap_dim (call->args[dim_arg].i, in[0].tensor->ndim, &dim, error)
         && gr_along_run (&out, 1, in, n_in, dim, 0, compute == GR_FLOAT64 ? f64 : f32, NULL,
                          error);
}

static gboolean
softmax_forward (GrCall *call, GError **error)
{
  return run_lines (call, 1, 1, softmax_f32, softmax_f64, error);
}

static gboolean
log_softmax_forward (GrCall *call, GError **error)
{
  return run_lines (call, 1, 1, log_softmax_f32, log_softmax_f64, error);
}

static gboolean
softmax_backward_forward (GrCall *call, GError **error)
{
  return run_lines (call, 2, 2, softmax_slope_f32, softmax_slope_f64, error);
}

static gboolean
log_softmax_backward_forward (GrCall *call, GError **error)
{
  return run_lines (call, 2, 2, log_softmax_slope_f32, log_softmax_slope_f64, error);
}

/* --- backward -------------------------------------------------------------------------------- */

static void
softmax_backward (GrBackward *b)
{
  gr_give (b, 0,
           gx__softmax_backward_data (b->scope, gr_grad (b, 0), gr_result (b, 0), b->args[1].i,
                                      gr_input_dtype (b, 0)));
}

static void
log_softmax_backward (GrBackward *b)
{
  gr_give (b, 0,
           gx__log_softmax_backward_data (b->scope, gr_grad (b, 0), gr_result (b, 0), b->args[1].i,
                                          gr_input_dtype (b, 0)));
}

static GrTensor *
sum_along (GrScope *s, GrTensor *tensor, const GrValue *dim)
{
  return gx_sum_dim_IntList (s, tensor, gr_ints (&dim->i, 1), TRUE, GR_DTYPE_NONE);
}

/* Of (grad - sum (grad y)) y. */
static void
softmax_double_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *outer = gr_grad (b, 0), *grad = gr_saved (b, 0), *y = gr_saved (b, 1);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx__softmax_backward_data (s, outer, y, b->args[2].i, gr_input_dtype (b, 0)));
  if (gr_needs (b, 1))
    {
      GrTensor *inner = gx_sub (s, grad, sum_along (s, gx_mul (s, grad, y), &b->args[2]),
                                gr_int (1));
      GrTensor *through_sum = gx_mul (s, grad, sum_along (s, gx_mul (s, outer, y), &b->args[2]));
      gr_give (b, 1, gx_sub (s, gx_mul (s, outer, inner), through_sum, gr_int (1)));
    }
}

/* Of grad - e^y sum (grad). */
static void
log_softmax_double_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *outer = gr_grad (b, 0), *weighed = gx_mul (s, outer, gx_exp (s, gr_saved (b, 1)));
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_sub (s, outer, sum_along (s, weighed, &b->args[2]), gr_int (1)));
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_neg (s, gx_mul (s, weighed, sum_along (s, gr_saved (b, 0), &b->args[2]))));
}

/* --- rows ------------------------------------------------------------------------------------ */

/* The elements of the line to places; their largest is named max, as it is in the formula. */
static gdouble
explain_line (GrExplain *x, gdouble *max, GError **error)
{
  gint dim;
  gdouble sum = 0;
  if (!gr_wrap_dim (x->args[1].i, x->outputs[0]->ndim, &dim, error))
    return NAN;
  gr_explain_lines (x, 0, 1u << dim, x->to->places);
  *max = -INFINITY;
  for (guint i = 0; i < x->to->places->len; i++)
    *max = fmax (*max, gr_explain_at (x, g_array_index (x->to->places, GrPlace, i)));
  for (guint i = 0; i < x->to->places->len; i++)
    sum += exp (gr_explain_at (x, g_array_index (x->to->places, GrPlace, i)) - *max);
  gr_explain_constant (x, "max", *max);
  return sum;
}

/* exp (x - max) over the sum of that along the line. */
static gboolean
softmax_explain (GrExplain *x, GError **error)
{
  GrPlace own = gr_place (0, x->element);
  gdouble max;
  explain_line (x, &max, error);
  gr_explain_as (x->to->terms, exp (gr_explain_at (x, own) - max), 1, 1, &own);
  for (guint i = 0; i < x->to->places->len; i++)
    {
      GrPlace place = g_array_index (x->to->places, GrPlace, i);
      gr_explain_as (x->to->divisor, exp (gr_explain_at (x, place) - max), 1, 1, &place);
    }
  return TRUE;
}

const GrOp gr_op_softmax_int = {
  .schema = "softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("Turns numbers along a dimension into probabilities that sum to 1."),
  .formula = "out[i, j] = e^self[i, j] / sum_k e^self[i, k]",
  .infer = softmax_infer,
  .forward = softmax_forward,
  .backward = softmax_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = softmax_explain,
  .samples = GR_SAMPLES ("softmax(r(2,3), 1)", "softmax(r(2,3,4), -2)", "softmax(r(3,40), 1)",
                         "softmax(r(), 0)", "softmax(r(2,0), 1)", "softmax(t([1.0, inf, 2.0]), 0)",
                         "softmax(t([1.0, -inf, 2.0]), 0)", "softmax(i(0,5,4), 0, dtype='float64')",
                         "softmax(r(2,19,dtype='float32'), 1)"),
  .bad = GR_BAD ({ "softmax(r(2,3), 2)",
                   "Dimension out of range (expected to be in range of [-2, 1], but got 2)" },
                 { "softmax(i(0,5,4), 0)", "“softmax” not implemented for 'int64'" }),
};

const GrOp gr_op__softmax_backward_data = {
  .schema = "_softmax_backward_data(Tensor grad_output, Tensor output, int dim, "
            "ScalarType input_dtype) -> Tensor",
  .summary = N_ ("The gradient through softmax."),
  .formula = "out = (grad_output - sum (grad_output * output)) * output",
  .infer = softmax_backward_infer,
  .forward = softmax_backward_forward,
  .backward = softmax_double_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("_softmax_backward_data(r(2,3), u(2,3), 1, 'float64')",
                         "_softmax_backward_data(r(2,3), u(2,3), 0, 'float64')"),
};

/* x - max - log (sum of exp (x - max) along the line). */
static gboolean
log_softmax_explain (GrExplain *x, GError **error)
{
  GrPlace own = gr_place (0, x->element);
  gdouble max, sum = explain_line (x, &max, error);
  gr_explain_constant (x, "sum", sum);
  gr_explain_term (x, 1, 1, &own);
  gr_explain_term (x, -max, 0, NULL);
  gr_explain_term (x, -log (sum), 0, NULL);
  return TRUE;
}

const GrOp gr_op_log_softmax_int = {
  .schema = "log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("The logarithm of softmax, without overflow or underflow on the way."),
  .formula = "out[i, j] = self[i, j] - ln sum_k e^self[i, k]",
  .infer = softmax_infer,
  .forward = log_softmax_forward,
  .backward = log_softmax_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .explain = log_softmax_explain,
  .samples = GR_SAMPLES (
      "log_softmax(r(2,3), 1)", "log_softmax(r(2,3,4), -2)", "log_softmax(r(3,40), 1)",
      "log_softmax(r(), 0)", "log_softmax(r(2,0), 1)", "log_softmax(t([1.0, -inf, 2.0]), 0)",
      "log_softmax(i(0,5,4), 0, dtype='float64')", "log_softmax(r(2,19,dtype='float32'), 1)"),
  .bad = GR_BAD ({ "log_softmax(r(2,3), -3)",
                   "Dimension out of range (expected to be in range of [-2, 1], but got -3)" }),
};

const GrOp gr_op__log_softmax_backward_data = {
  .schema = "_log_softmax_backward_data(Tensor grad_output, Tensor output, int dim, "
            "ScalarType input_dtype) -> Tensor",
  .summary = N_ ("The gradient through log_softmax."),
  .formula = "out = grad_output - e^output * sum (grad_output)",
  .infer = softmax_backward_infer,
  .forward = log_softmax_backward_forward,
  .backward = log_softmax_double_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("_log_softmax_backward_data(r(2,3), r(2,3), 1, 'float64')",
                         "_log_softmax_backward_data(r(2,3), r(2,3), 0, 'float64')"),
};

static void
softmin_compose (GrScope *s, GrCall *call)
{
  const GrValue *dtype = &call->args[2];
  gr_call_give (
      call, gx_softmax_int (s, gx_neg (s, gr_arg (call, 0)), call->args[1].i,
                            dtype->kind == GR_VALUE_DTYPE ? (gint) dtype->dtype : GR_DTYPE_NONE));
}

const GrOp gr_op_softmin = {
  .schema = "softmin(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("Softmax of the negated numbers: the smallest gets the largest share."),
  .formula = "out[i, j] = e^-self[i, j] / sum_k e^-self[i, k]",
  .compose = softmin_compose,
  .samples = GR_SAMPLES ("softmin(r(2,3), 1)", "softmin(r(2,3,4), -2)"),
};
