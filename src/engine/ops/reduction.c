/* reduction.c - many elements into one, with sums: sum, mean, var, std, norms, logsumexp.
 *
 * Products are in scan.c, the largest and smallest in extremum.c, truths in logic.c; cpu/reduce.c
 * computes them all.
 */
#include "reduction.h"

#include "../cpu/loops.h"
#include "gradus-functions.h"

#include <math.h>

/* --- shared (reduction.h) --------------------------------------------------------------------- */

gboolean
gr_reduction_infer (GrCall *call, guint dims, guint keepdim, GrDType dtype, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gboolean keeps = keepdim && call->args[keepdim].i;
  gint64 shape[GR_MAX_DIMS];
  guint mask = (1u << self->ndim) - 1;
  if (dims && !gr_reduced_dims (&call->args[dims], self->ndim, &mask, error))
    return FALSE;
  gr_call_output (call, dtype,
                  gr_ints (shape, gr_reduced_shape (gr_tensor_shape (self), mask, keeps, shape)));
  return TRUE;
}

gboolean
gr_reduction_run (GrCall *call, GrReduceKind kind, guint dims, gdouble param, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *out = call->outputs[0];
  guint mask = (1u << self->ndim) - 1;
  gboolean widens = gr_compute_dtype (out->dtype) != gr_compute_dtype (self->dtype)
                    && gr_dtype_is_floating (out->dtype);
  if (dims && !gr_reduced_dims (&call->args[dims], self->ndim, &mask, error))
    return FALSE;
  if (!widens)
    return gr_reduce (kind, out, self, mask, param, NULL, error);
  g_autoptr (GrTensor) wide = gr_tensor_new (out->dtype, GR_CPU, gr_tensor_shape (self), error);
  return wide && gr_copy (wide, self, error)
         && gr_reduce (kind, out, wide, mask, param, NULL, error);
}

/* The reduced dims, for backward. */
static guint
mask_of (GrBackward *b, guint dims)
{
  guint mask = (1u << gr_input_shape (b, 0).n) - 1;
  if (dims
      && !gr_reduced_dims (&b->args[dims], (gint) gr_input_shape (b, 0).n, &mask, &b->scope->error))
    return 0;
  return mask;
}

GrTensor *
gr_reduction_restored (GrBackward *b, GrTensor *tensor, guint dims, guint keepdim)
{
  guint mask = mask_of (b, dims);
  if (keepdim && b->args[keepdim].i)
    return tensor;
  for (guint d = 0; d < gr_input_shape (b, 0).n; d++)
    if ((mask >> d) & 1)
      tensor = gx_unsqueeze (b->scope, tensor, d);
  return tensor;
}

/* How many elements each result is made of. */
static gdouble
count_of (GrBackward *b, guint dims)
{
  guint mask = mask_of (b, dims);
  GrInts shape = gr_input_shape (b, 0);
  gdouble n = 1;
  for (guint d = 0; d < shape.n; d++)
    n *= (mask >> d) & 1 ? shape.v[d] : 1;
  return n;
}

/* The dtype that a dtype argument asks for, or @natural. */
static GrDType
dtype_or (const GrValue *value, GrDType natural)
{
  return value->kind == GR_VALUE_DTYPE ? value->dtype : natural;
}

static gint
passed_on (const GrValue *dtype)
{
  return dtype->kind == GR_VALUE_DTYPE ? (gint) dtype->dtype : GR_DTYPE_NONE;
}

static GrInts
dims_of (const GrValue *dims)
{
  return dims->kind == GR_VALUE_INTS  ? dims->ints
         : dims->kind == GR_VALUE_INT ? gr_ints (&dims->i, 1)
                                      : GR_NO_INTS;
}

static gboolean
require_floating (const GrCall *call, const char *format, GError **error)
{
  GrDType dtype = gr_arg (call, 0)->dtype;
  if (gr_dtype_is_floating (dtype))
    return TRUE;
  g_autofree char *message = g_strdup_printf (format, gr_dtype_name (dtype));
  g_set_error_literal (error, GR_ERROR, GR_ERROR_DTYPE, message);
  return FALSE;
}

/* --- sum, mean ------------------------------------------------------------------------------- */

static gboolean
sum_infer (GrCall *call, GError **error)
{
  GrDType self = gr_arg (call, 0)->dtype;
  GrDType natural = gr_dtype_is_floating (self) ? self : GR_INT64;
  return gr_reduction_infer (call, 1, 2, dtype_or (&call->args[3], natural), error);
}

static gboolean
sum_forward (GrCall *call, GError **error)
{
  return gr_reduction_run (call, GR_REDUCE_SUM, 1, 0, error);
}

static void
sum_dim_backward (GrBackward *b)
{
  gr_give (
      b, 0,
      gx_expand (b->scope, gr_reduction_restored (b, gr_grad (b, 0), 1, 2), gr_input_shape (b, 0)));
}

const GrOp gr_op_sum_dim_IntList = {
  .schema = "sum.dim_IntList(Tensor self, int[]? dim, bool keepdim=False, *, "
            "ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("Adds up the elements along dimensions."),
  .formula = "out[i] = sum_j self[i, j]",
  .infer = sum_infer,
  .forward = sum_forward,
  .backward = sum_dim_backward,
  .explain = gr_explain_sum,
  .samples = GR_SAMPLES ("sum(r(2,3,4), [0, 2])", "sum(r(2,3), [-1], True)", "sum(r(2,3), 1)",
                         "sum(i(0,9,2,3), [0])", "sum(r(2,0), [1])", "sum(r(70,5), 0)",
                         "sum(r(3,40,dtype='float32'), 1)", "sum(b(2,3), 0, dtype='float64')",
                         "sum(r(), 0)"),
  .bad = GR_BAD ({ "sum(r(2,3), [0, 0])", "dim 0 appears multiple times in the list of dims" },
                 { "sum(r(2,3), 2)",
                   "Dimension out of range (expected to be in range of [-2, 1], but got 2)" }),
};

static void
sum_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_sum_dim_IntList (s, gr_arg (call, 0), GR_NO_INTS, FALSE,
                                          passed_on (&call->args[1])));
}

const GrOp gr_op_sum = {
  .schema = "sum(Tensor self, *, ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("Adds up all elements."),
  .formula = "out = sum_i self[i]",
  .compose = sum_compose,
  .samples = GR_SAMPLES ("sum(r(2,3))", "sum(i(0,9,4))", "sum(b(5))", "sum(r(0))",
                         "sum(i(0,9,4), dtype='float64')"),
};

static gboolean
mean_infer (GrCall *call, GError **error)
{
  GrDType dtype = dtype_or (&call->args[3], gr_arg (call, 0)->dtype);
  if (gr_dtype_is_floating (dtype))
    return gr_reduction_infer (call, 1, 2, dtype, error);
  g_set_error (
      error, GR_ERROR, GR_ERROR_DTYPE,
      "mean(): could not infer output dtype. Input dtype must be either a floating point or "
      "complex dtype. Got: %s",
      gr_dtype_name (dtype));
  return FALSE;
}

static gboolean
mean_forward (GrCall *call, GError **error)
{
  return gr_reduction_run (call, GR_REDUCE_MEAN, 1, 0, error);
}

static void
mean_dim_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *count = gx_number (s, gr_float (MAX (count_of (b, 1), 1)));
  GrTensor *share = gx_div (s, gr_grad (b, 0), count);
  gr_give (b, 0, gx_expand (s, gr_reduction_restored (b, share, 1, 2), gr_input_shape (b, 0)));
}

const GrOp gr_op_mean_dim = {
  .schema = "mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, "
            "ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("The average along dimensions."),
  .formula = "out[i] = sum_j self[i, j] / n",
  .infer = mean_infer,
  .forward = mean_forward,
  .backward = mean_dim_backward,
  .explain = gr_explain_sum,
  .samples = GR_SAMPLES ("mean(r(2,3,4), [0, 2])", "mean(r(2,3), -1, True)", "mean(r(2,0), 1)",
                         "mean(i(0,9,2,3), 0, dtype='float64')"),
  .bad = GR_BAD ({ "mean(i(0,9,2,3), 0)",
                   "mean(): could not infer output dtype. Input dtype must be either a floating" }),
};

static void
mean_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call,
                gx_mean_dim (s, gr_arg (call, 0), GR_NO_INTS, FALSE, passed_on (&call->args[1])));
}

const GrOp gr_op_mean = {
  .schema = "mean(Tensor self, *, ScalarType? dtype=None) -> Tensor",
  .summary = N_ ("The average of all elements."),
  .formula = "out = sum_i self[i] / n",
  .compose = mean_compose,
  .samples = GR_SAMPLES ("mean(r(2,3))", "mean(r(0))", "mean(r())", "mean(b(4), dtype='float64')"),
  .bad = GR_BAD ({ "mean(b(3))",
                   "mean(): could not infer output dtype. Input dtype must be either a floating" }),
};

/* --- var, std -------------------------------------------------------------------------------- */

static gboolean
deviation_infer (GrCall *call, GError **error)
{
  g_autofree char *format = g_strconcat (gr_op_name (call->op),
                                         " only support floating point and complex dtypes", NULL);
  return require_floating (call, format, error)
         && gr_reduction_infer (call, 1, 3, gr_arg (call, 0)->dtype, error);
}

static gdouble
correction_of (const GrValue *value)
{
  return value->kind == GR_VALUE_INT ? value->i : 1;
}

static gboolean
deviation_run (GrCall *call, gboolean root, GError **error)
{
  GrTensor *self = gr_arg (call, 0);
  guint mask;
  return gr_reduced_dims (&call->args[1], self->ndim, &mask, error)
         && gr_reduce_var (call->outputs[0], NULL, self, mask, correction_of (&call->args[2]), root,
                           error);
}

static gboolean
var_forward (GrCall *call, GError **error)
{
  return deviation_run (call, FALSE, error);
}

static gboolean
std_forward (GrCall *call, GError **error)
{
  return deviation_run (call, TRUE, error);
}

/* d var / d self = 2 (self - mean) / (n - correction). */
static GrTensor *
var_slope (GrBackward *b, GrTensor *grad)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0);
  gdouble freedom = MAX (count_of (b, 1) - correction_of (&b->args[2]), 0);
  GrTensor *mean = gx_mean_dim (s, self, dims_of (&b->args[1]), TRUE, GR_DTYPE_NONE);
  GrTensor *scaled = gx_mul (s, gr_reduction_restored (b, grad, 1, 3),
                             gx_number (s, gr_float (2 / freedom)));
  return gx_mul (s, scaled, gx_sub (s, self, mean, gr_int (1)));
}

static void
var_backward (GrBackward *b)
{
  gr_give (b, 0, var_slope (b, gr_grad (b, 0)));
}

/* Where all elements are equal, std has no slope: 0, as PyTorch's. */
static void
std_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *result = gr_result (b, 0);
  GrTensor *share = gx_div (s, gr_grad (b, 0), gx_mul (s, result, gx_number (s, gr_int (2))));
  GrTensor *flat = gx_eq (s, result, gx_number (s, gr_int (0)));
  gr_give (b, 0, var_slope (b, gx_masked_fill_Scalar (s, share, flat, gr_int (0))));
}

static gboolean
var_of_line (GrExplain *x, GError **error)
{
  GArray *places = x->to->places;
  gr_explain_lines (x, 0, ~0u, places);
  gdouble mean = gr_explain_mean (x, places);
  gdouble weight = 1 / MAX (places->len - correction_of (&x->args[2]), 0);
  gr_explain_constant (x, "mean", mean);
  for (guint i = 0; i < places->len; i++)
    {
      GrPlace place = g_array_index (places, GrPlace, i);
      gdouble off = gr_explain_at (x, place) - mean;
      gr_explain_as (x->to->terms, weight * off * off, weight, 1, &place);
    }
  return TRUE;
}

/* The squares of the distances from the mean, each with its share. */
static gboolean
var_explain (GrExplain *x, GError **error)
{
  return gr_explain_in_lines (x, var_of_line, error);
}

const GrOp gr_op_var_correction = {
  .schema = "var.correction(Tensor self, int[1]? dim, *, int? correction, "
            "bool keepdim=False) -> Tensor",
  .summary = N_ ("The variance along dimensions, the sum of squares divided by n - correction."),
  .formula = "out[i] = sum_j (self[i, j] - mean_j self[i, j])^2 / (n - correction)",
  .infer = deviation_infer,
  .forward = var_forward,
  .backward = var_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = var_explain,
  .samples = GR_SAMPLES ("var(r(2,3), 1, correction=0)",
                         "var(r(2,5), [0, 1], correction=2, keepdim=True)",
                         "var(r(40,3), 0, correction=1)", "var(r(3,3), None, correction=1)"),
  .bad = GR_BAD (
      { "var(i(0,9,3), 0, correction=1)", "var only support floating point and complex dtypes" }),
};

const GrOp gr_op_std_correction = {
  .schema = "std.correction(Tensor self, int[1]? dim, *, int? correction, "
            "bool keepdim=False) -> Tensor",
  .summary = N_ (
      "The standard deviation along dimensions, the sum of squares divided by n - correction."),
  .formula = "out[i] = (sum_j (self[i, j] - mean_j self[i, j])^2 / (n - correction))^(1/2)",
  .infer = deviation_infer,
  .forward = std_forward,
  .backward = std_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("std(r(2,3), 1, correction=0)",
                         "std(r(2,5), [0, 1], correction=2, keepdim=True)",
                         "std(r(3,3), None, correction=1)"),
  .bad = GR_BAD (
      { "std(i(0,9,3), 0, correction=1)", "std only support floating point and complex dtypes" }),
};

static void
var_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_var_correction (s, gr_arg (call, 0), GR_NO_INTS, call->args[1].i, FALSE));
}

static void
std_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_std_correction (s, gr_arg (call, 0), GR_NO_INTS, call->args[1].i, FALSE));
}

static void
var_dim_compose (GrScope *s, GrCall *call)
{
  const GrValue *args = call->args;
  gr_call_give (call,
                gx_var_correction (s, gr_arg (call, 0), dims_of (&args[1]), args[2].i, args[3].i));
}

static void
std_dim_compose (GrScope *s, GrCall *call)
{
  const GrValue *args = call->args;
  gr_call_give (call,
                gx_std_correction (s, gr_arg (call, 0), dims_of (&args[1]), args[2].i, args[3].i));
}

const GrOp gr_op_var = {
  .schema = "var(Tensor self, bool unbiased=True) -> Tensor",
  .summary = N_ ("The variance of all elements."),
  .formula = "out = sum_i (self[i] - mean)^2 / (n - 1), or / n where not unbiased",
  .compose = var_compose,
  .samples = GR_SAMPLES ("var(r(2,3))", "var(r(2,3), False)"),
};

const GrOp gr_op_var_dim = {
  .schema = "var.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor",
  .summary = N_ ("The variance along dimensions."),
  .formula = "out[i] = sum_j (self[i, j] - mean_j self[i, j])^2 / (n - 1), or / n where not "
             "unbiased",
  .compose = var_dim_compose,
  .samples = GR_SAMPLES ("var(r(2,3), 1)", "var(r(2,3,4), [0, 2], False)",
                         "var(r(2,3), -2, True, True)"),
};

const GrOp gr_op_std = {
  .schema = "std(Tensor self, bool unbiased=True) -> Tensor",
  .summary = N_ ("The standard deviation of all elements."),
  .formula = "out = (sum_i (self[i] - mean)^2 / (n - 1))^(1/2), or / n where not unbiased",
  .compose = std_compose,
  .samples = GR_SAMPLES ("std(r(2,3))", "std(r(2,3), False)"),
};

const GrOp gr_op_std_dim = {
  .schema = "std.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor",
  .summary = N_ ("The standard deviation along dimensions."),
  .formula = "out[i] = (sum_j (self[i, j] - mean_j self[i, j])^2 / (n - 1))^(1/2), or / n where "
             "not unbiased",
  .compose = std_dim_compose,
  .samples = GR_SAMPLES ("std(r(2,3), 1)", "std(r(2,3,4), [0, 2], False)",
                         "std(r(2,3), -2, True, True)"),
};

/* --- logsumexp ------------------------------------------------------------------------------- */

static gboolean
logsumexp_infer (GrCall *call, GError **error)
{
  return require_floating (
             call, "logsumexp(): Expected floating point type for result tensor, but got: %s",
             error)
         && gr_reduction_infer (call, 1, 2, gr_arg (call, 0)->dtype, error);
}

static gboolean
logsumexp_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *out = call->outputs[0];
  g_autoptr (GrTensor) largest = gr_tensor_new (GR_FLOAT64, GR_CPU, gr_tensor_shape (out), error);
  guint mask;
  return largest && gr_reduced_dims (&call->args[1], self->ndim, &mask, error)
         && gr_reduce (GR_REDUCE_MAX, largest, self, mask, 0, NULL, error)
         && gr_reduce (GR_REDUCE_LOGSUMEXP, out, self, mask, 0, largest, error);
}

static void
logsumexp_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *result = gr_reduction_restored (b, gr_result (b, 0), 1, 2);
  GrTensor *share = gx_exp (s, gx_sub (s, gr_saved (b, 0), result, gr_int (1)));
  gr_give (b, 0, gx_mul (s, gr_reduction_restored (b, gr_grad (b, 0), 1, 2), share));
}

const GrOp gr_op_logsumexp = {
  .schema = "logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor",
  .summary = N_ ("The logarithm of the sum of exponentials, without overflow on the way."),
  .formula = "out[i] = ln sum_j e^self[i, j]",
  .infer = logsumexp_infer,
  .forward = logsumexp_forward,
  .backward = logsumexp_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("logsumexp(r(2,3), 1)", "logsumexp(r(2,3,4), [0, 2], True)",
                         "logsumexp(r(2,0), 1)", "logsumexp(r(2,3,dtype='float32'), 0)"),
};

/* --- norms ----------------------------------------------------------------------------------- */

/* Of nothing at all there is a sum, but no smallest, no largest and no reciprocal. */
static gboolean
check_has_norm (const GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  const gdouble order = call->args[1].scalar.d;
  guint mask;
  if (!gr_reduced_dims (&call->args[2], self->ndim, &mask, error))
    return FALSE;
  for (gint d = 0; d < self->ndim; d++)
    if (((mask >> d) & 1) && self->shape[d] == 0 && (order < 0 || order == INFINITY))
      {
        g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                     "linalg.vector_norm cannot compute the %g norm on the dimension %d because "
                     "this dimension is empty and the operation does not have an identity",
                     order, d);
        return FALSE;
      }
  return TRUE;
}

static gboolean
norm_infer (GrCall *call, GError **error)
{
  return require_floating (
             call,
             "linalg.vector_norm: Expected a floating point or complex tensor as input. Got %s",
             error)
         && check_has_norm (call, error)
         && gr_reduction_infer (call, 2, 3, dtype_or (&call->args[4], gr_arg (call, 0)->dtype),
                                error);
}

static gboolean
norm_forward (GrCall *call, GError **error)
{
  gdouble p = call->args[1].scalar.d;
  GrReduceKind kind = p == 2           ? GR_REDUCE_NORM
                      : p == 1         ? GR_REDUCE_ABS
                      : p == 0         ? GR_REDUCE_COUNT
                      : p == INFINITY  ? GR_REDUCE_ABS_MAX
                      : p == -INFINITY ? GR_REDUCE_ABS_MIN
                                       : GR_REDUCE_POWER;
  return gr_reduction_run (call, kind, 2, p, error);
}

/* d (sum |x|^p)^(1/p) / dx = sign(x) |x|^(p-1) / norm^(p-1); where norm or x is 0 there is no slope
 * and PyTorch's 0 is taken. An infinite p shares the gradient among the elements that are the norm.
 */
static void
norm_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  gdouble p = b->args[1].scalar.d;
  GrTensor *self = gr_saved (b, 0), *zero = gx_number (s, gr_int (0));
  GrTensor *norm = gr_reduction_restored (b, gr_result (b, 0), 2, 3);
  GrTensor *grad = gr_reduction_restored (b, gr_grad (b, 0), 2, 3), *slope;
  if (p == 0)
    slope = gx_mul (s, self, zero);
  else if (p == 1)
    slope = gx_sign (s, self);
  else if (p == 2)
    slope = gx_masked_fill_Scalar (s, gx_div (s, self, norm), gx_eq (s, norm, zero), gr_int (0));
  else if (isinf (p))
    {
      GrTensor *is_norm = gx_to_dtype (s, gx_eq (s, gx_abs (s, self), norm), gr_input_dtype (b, 0));
      GrTensor *count = gx_sum_dim_IntList (s, is_norm, dims_of (&b->args[2]), TRUE, GR_DTYPE_NONE);
      slope = gx_mul (s, gx_sign (s, self), gx_div (s, is_norm, count));
    }
  else
    {
      GrTensor *ratio = gx_pow_Tensor_Scalar (s, gx_div (s, gx_abs (s, self), norm),
                                              gr_float (p - 1));
      GrTensor *none = gx_eq (s, p < 1 ? self : norm, zero);
      slope = gx_mul (s, gx_sign (s, self), gx_masked_fill_Scalar (s, ratio, none, gr_int (0)));
    }
  gr_give (b, 0, gx_mul (s, grad, slope));
}

const GrOp gr_op_linalg_vector_norm = {
  .schema = "linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, "
            "*, ScalarType? dtype=None) -> Tensor",
  .summary = N_ (
      "The length of vectors: the square root of the sum of squares, or another p-norm."),
  .formula = "out[i] = (sum_j |self[i, j]|^ord)^(1/ord)",
  .infer = norm_infer,
  .forward = norm_forward,
  .backward = norm_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("linalg_vector_norm(w(2,3))", "linalg_vector_norm(w(2,3), 1, 0)",
                         "linalg_vector_norm(w(2,3), 3, -1, True)",
                         "linalg_vector_norm(w(2,4), inf, 1)",
                         "linalg_vector_norm(w(2,4), -inf, 1)", "linalg_vector_norm(w(2,3), 0)",
                         "linalg_vector_norm(w(2,3), 0.5, 1)", "linalg_vector_norm(r(0,3), -1, 1)",
                         "linalg_vector_norm(r(2,0), 2, 1)"),
  .bad = GR_BAD (
      { "linalg_vector_norm(i(0,9,3))",
        "linalg.vector_norm: Expected a floating point or complex tensor as input. Got int64" },
      { "linalg_vector_norm(r(2,0), -1, 1)",
        "linalg.vector_norm cannot compute the -1 norm on the dimension 1 because this dimension "
        "is empty and the operation does not have an identity" }),
};

static void
norm_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_linalg_vector_norm (s, gr_arg (call, 0), call->args[1].scalar, GR_NO_INTS,
                                             FALSE, GR_DTYPE_NONE));
}

static void
norm_dim_compose (GrScope *s, GrCall *call)
{
  const GrValue *args = call->args;
  GrScalar p = args[1].kind == GR_VALUE_SCALAR ? args[1].scalar : gr_int (2);
  gr_call_give (call, gx_linalg_vector_norm (s, gr_arg (call, 0), p, dims_of (&args[2]), args[3].i,
                                             GR_DTYPE_NONE));
}

const GrOp gr_op_norm_Scalar = {
  .schema = "norm.Scalar(Tensor self, Scalar p=2) -> Tensor",
  .summary = N_ ("The p-norm of all elements."),
  .formula = "out = (sum_i |self[i]|^p)^(1/p)",
  .compose = norm_compose,
  .samples = GR_SAMPLES ("norm(w(2,3))", "norm(w(2,3), 1)", "norm(w(5), 2.5)"),
  .bad = GR_BAD ({ "norm(r(0), -1)", "linalg.vector_norm cannot compute the -1 norm" }),
};

const GrOp gr_op_norm_ScalarOpt_dim = {
  .schema = "norm.ScalarOpt_dim(Tensor self, Scalar? p, int[1] dim, bool keepdim=False) -> Tensor",
  .summary = N_ ("The p-norm along dimensions."),
  .formula = "out[i] = (sum_j |self[i, j]|^p)^(1/p)",
  .compose = norm_dim_compose,
  .samples = GR_SAMPLES ("norm(w(2,3), 2, 1)", "norm(w(2,3,4), 1, [0, 2], True)"),
};
