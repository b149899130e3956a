/* selection.c - which of several numbers: where, masked_fill, clamp; lerp between two; addcmul and
 * addcdiv, which put a scaled product or quotient on top.
 */
#include "formula.h"
#include "pointwise.h"

/* --- kernels --------------------------------------------------------------------------------- */

#define MAKE(name, value)                                                                          \
  GR_ANY_LOOPS (name, GR_OPERANDS_ABC, value)                                                      \
  static gboolean name##_run (GrTensor *out, GrTensor *a, GrTensor *b, GrTensor *c,                \
                              GError **error)                                                      \
  {                                                                                                \
    GrTensor *in[] = { a, b, c };                                                                  \
    GrDType compute = gr_compute_dtype (out->dtype);                                               \
    return gr_loop_run (out, in, 3, compute, compute,                                              \
                        compute == GR_FLOAT32   ? name##_f32                                       \
                        : compute == GR_FLOAT64 ? name##_f64                                       \
                                                : name##_i64,                                      \
                        NULL, error);                                                              \
  }
GR_TERNARY_ANY (MAKE)
#undef MAKE
#define MAKE(name, value)                                                                          \
  GR_LOOP_PQR (name, f32, gfloat, gfloat, GR_OPERANDS_ABC, value)                                  \
  GR_LOOP_PQR (name, f64, gdouble, gdouble, GR_OPERANDS_ABC, value)                                \
  GR_LOOP_PQR (name, i64, gint64, gint64, GR_OPERANDS_ABC, value)                                  \
  static gboolean name##_forward (GrCall *call, GError **error)                                    \
  {                                                                                                \
    static const GrPointwise kernels = { name##_f32, name##_f64, name##_i64 };                     \
    const gdouble numbers[3] = { call->args[3].scalar.d };                                         \
    return gr_pointwise_run (call, 3, &kernels, numbers, error);                                   \
  }
GR_TERNARY_SCALED (MAKE)
#undef MAKE

/* --- where ----------------------------------------------------------------------------------- */

static gboolean
where_infer (GrCall *call, GError **error)
{
  GrDType condition = gr_arg (call, 0)->dtype;
  if (condition == GR_BOOL || condition == GR_UINT8)
    return gr_infer_pointwise (call, 0, 2, gr_result_type (call, 1, 2, gr_no_scalar ()), error)
           != NULL;
  g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
               "where expected condition to be a boolean tensor, but got a tensor with dtype %s",
               gr_dtype_name (condition));
  return FALSE;
}

static gboolean
where_forward (GrCall *call, GError **error)
{
  return where_run (call->outputs[0], gr_arg (call, 0), gr_arg (call, 1), gr_arg (call, 2), error);
}

static void
where_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *condition = gr_saved (b, 0);
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_where_self (s, condition, gr_grad (b, 0), fx_zero (s)));
  if (gr_needs (b, 2))
    gr_give (b, 2, gx_where_self (s, condition, fx_zero (s), gr_grad (b, 0)));
}

const GrOp gr_op_where_self = {
  .schema = "where.self(Tensor condition, Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Takes elements of one tensor where a condition holds, of another where not."),
  .formula = "out = self where condition, else other",
  .infer = where_infer,
  .forward = where_forward,
  .backward = where_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_moved,
  .samples = GR_SAMPLES ("where(b(2,3), r(2,3), r(3))", "where(b(3), r(2,1), r(2,3))",
                         "where(b(3), i(0,9,3), i(0,9,3))", "where(b(3), r(3), 2.0)",
                         "where(b(4), t([nan, nan, inf, inf]), r(4))"),
  .bad = GR_BAD (
      { "where(i(0,2,3), r(3), r(3))", "where expected condition to be a boolean tensor" }),
};

static void
where_number_compose (GrScope *s, GrCall *call)
{
  GrTensor *other = gr_arg (call, 2) ? gr_arg (call, 2) : gx_number (s, call->args[2].scalar);
  gr_call_give (call,
                gx_where_self (s, gr_arg (call, 0), gx_number (s, call->args[1].scalar), other));
}

const GrOp gr_op_where_ScalarSelf = {
  .schema = "where.ScalarSelf(Tensor condition, Scalar self, Tensor other) -> Tensor",
  .summary = N_ ("A number where a condition holds, elements of a tensor where not."),
  .formula = "out = self where condition, else other",
  .compose = where_number_compose,
  .samples = GR_SAMPLES ("where(b(3), 1.5, r(3))", "where(b(3), 2, i(0,9,3))"),
};

/* --- masked_fill ----------------------------------------------------------------------------- */

static gboolean
masked_fill_infer (GrCall *call, GError **error)
{
  GrDType mask = gr_arg (call, 1)->dtype;
  const GrTensor *value = gr_arg (call, 2);
  if (mask != GR_BOOL && mask != GR_UINT8)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   "masked_fill only supports boolean masks, but got mask with dtype %s",
                   gr_dtype_name (mask));
      return FALSE;
    }
  if (value && value->ndim > 0)
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_SHAPE,
          "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with %d "
          "dimension(s).",
          value->ndim);
      return FALSE;
    }
  if (!value && !gr_check_number (call->args[2].scalar, gr_arg (call, 0)->dtype, error))
    return FALSE;
  return gr_infer_pointwise (call, 0, 1, gr_arg (call, 0)->dtype, error) != NULL;
}

static gboolean
masked_fill_forward (GrCall *call, GError **error)
{
  g_autoptr (GrTensor) value = gr_arg (call, 2) ? gr_tensor_ref (gr_arg (call, 2))
                                                : gr_tensor_new_number (call->args[2].scalar);
  return where_run (call->outputs[0], gr_arg (call, 1), value, gr_arg (call, 0), error);
}

static void
masked_fill_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *mask = gr_saved (b, 1);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_masked_fill_Scalar (s, gr_grad (b, 0), mask, gr_int (0)));
  if (b->args[2].kind == GR_VALUE_TENSOR && gr_needs (b, 2))
    gr_give (b, 2, gx_where_self (s, mask, gr_grad (b, 0), fx_zero (s)));
}

const GrOp gr_op_masked_fill_Scalar = {
  .schema = "masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor",
  .summary = N_ ("Writes a number where a mask is true."),
  .formula = "out = value where mask, else self",
  .infer = masked_fill_infer,
  .forward = masked_fill_forward,
  .backward = masked_fill_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_moved,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("masked_fill(r(2,3), b(3), 2.5)", "masked_fill(i(0,9,3), b(3), 7)",
                         "masked_fill(r(2,3), b(2,3), -1e9)"),
  .bad = GR_BAD ({ "masked_fill(r(3), r(3), 1)", "masked_fill only supports boolean masks" },
                 { "masked_fill(i(0,9,3), b(3), nan)",
                   "value cannot be converted to type int64_t without overflow" }),
};

const GrOp gr_op_masked_fill_Tensor = {
  .schema = "masked_fill.Tensor(Tensor self, Tensor mask, Tensor value) -> Tensor",
  .summary = N_ ("Writes the one number of a tensor where a mask is true."),
  .formula = "out = value where mask, else self",
  .infer = masked_fill_infer,
  .forward = masked_fill_forward,
  .backward = masked_fill_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_moved,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("masked_fill(r(2,3), b(3), r())"),
  .bad = GR_BAD (
      { "masked_fill(r(3), b(3), r(2))",
        "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 "
        "dimension(s)." }),
};

/* --- clamp ----------------------------------------------------------------------------------- */

/* A bound as a tensor: the argument itself, the number it is, or one that bounds nothing. */
static GrTensor *
bound (const GrValue *value, GrDType dtype, gint sign)
{
  if (value->kind == GR_VALUE_TENSOR)
    return gr_tensor_ref (value->tensor);
  if (value->kind == GR_VALUE_SCALAR)
    return gr_tensor_new_number (value->scalar);
  return gr_tensor_new_number (gr_dtype_is_floating (dtype)
                                   ? gr_float (sign * INFINITY)
                                   : gr_int (sign < 0 ? G_MININT64 : G_MAXINT64));
}

static gboolean
clamp_infer (GrCall *call, GError **error)
{
  const GrValue *args = call->args;
  if (args[1].kind == GR_VALUE_NONE && args[2].kind == GR_VALUE_NONE)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "torch.clamp: At least one of 'min' or 'max' must not be None");
      return FALSE;
    }
  GrScalar number = gr_no_scalar ();
  for (guint i = 1; i <= 2; i++)
    if (args[i].kind == GR_VALUE_SCALAR && number.kind < args[i].scalar.kind)
      number = args[i].scalar;
  return gr_infer_pointwise (call, 0, 2, gr_result_type (call, 0, 2, number), error) != NULL;
}

static gboolean
clamp_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0];
  g_autoptr (GrTensor) low = bound (&call->args[1], out->dtype, -1);
  g_autoptr (GrTensor) high = bound (&call->args[2], out->dtype, 1);
  return clamp_between_run (out, gr_arg (call, 0), low, high, error);
}

/* Where self lies within the bounds, these included, the gradient is its own. */
static void
clamp_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *within = NULL, *self = gr_saved (b, 0);
  for (guint i = 1; i <= 2; i++)
    if (b->args[i].kind == GR_VALUE_SCALAR)
      {
        GrTensor *number = gx_number (s, b->args[i].scalar);
        GrTensor *holds = i == 1 ? gx_ge (s, self, number) : gx_le (s, self, number);
        within = within ? gx_logical_and (s, within, holds) : holds;
      }
  gr_give (b, 0, gx_where_self (s, within, gr_grad (b, 0), fx_zero (s)));
}

static void
clamp_tensor_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0), *low = gr_saved (b, 1), *high = gr_saved (b, 2);
  GrTensor *grad = gr_grad (b, 0), *below = low ? gx_lt (s, self, low) : NULL;
  GrTensor *above = high ? gx_gt (s, self, high) : NULL;
  if (gr_needs (b, 0))
    {
      GrTensor *out = below && above ? gx_logical_or (s, below, above) : below ? below : above;
      gr_give (b, 0, gx_where_self (s, out, fx_zero (s), grad));
    }
  if (low && gr_needs (b, 1))
    {
      GrTensor *takes = high ? gx_logical_and (s, below, gx_lt (s, low, high)) : below;
      gr_give (b, 1, gx_where_self (s, takes, grad, fx_zero (s)));
    }
  if (high && gr_needs (b, 2))
    {
      GrTensor *takes = low ? gx_logical_or (s, above, gx_lt (s, high, low)) : above;
      gr_give (b, 2, gx_where_self (s, takes, grad, fx_zero (s)));
    }
}

const GrOp gr_op_clamp = {
  .schema = "clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor",
  .summary = N_ ("Holds numbers between two bounds."),
  .formula = "out = min(max(self, min), max)",
  .infer = clamp_infer,
  .forward = clamp_forward,
  .backward = clamp_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_selected,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("clamp(d(2,3), -0.4, 0.4)", "clamp(d(6), 0.1)", "clamp(d(6), None, 0.1)",
                         "clamp(i(-9,9,4), -2, 3)", "clamp(i(-9,9,4), 0.5)",
                         "clamp(d(4), 0.5, -0.5)", "clamp(t([nan, inf, -inf, 0.5]), 0.5, 1.0)"),
  .bad = GR_BAD ({ "clamp(r(2))", "torch.clamp: At least one of 'min' or 'max' must not be None" }),
};

const GrOp gr_op_clamp_Tensor = {
  .schema = "clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor",
  .summary = N_ ("Holds numbers between bounds of their own."),
  .formula = "out = min(max(self, min), max)",
  .infer = clamp_infer,
  .forward = clamp_forward,
  .backward = clamp_tensor_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1) | GR_SAVE_INPUT (2),
  .explain = gr_explain_selected,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("clamp(r(2,3), r(3), r(2,1))", "clamp(r(2,3), None, r(3))",
                         "clamp(r(2,3), r(2,3))"),
};

static void
clamp_min_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_clamp (s, gr_arg (call, 0), call->args[1].scalar, gr_no_scalar ()));
}

static void
clamp_max_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_clamp (s, gr_arg (call, 0), gr_no_scalar (), call->args[1].scalar));
}

const GrOp gr_op_clamp_min = {
  .schema = "clamp_min(Tensor self, Scalar min) -> Tensor",
  .summary = N_ ("Holds numbers above a bound."),
  .formula = "out = max(self, min)",
  .compose = clamp_min_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("clamp_min(d(2,3), 0.1)", "clamp_min(i(-9,9,4), 0)"),
};

const GrOp gr_op_clamp_max = {
  .schema = "clamp_max(Tensor self, Scalar max) -> Tensor",
  .summary = N_ ("Holds numbers below a bound."),
  .formula = "out = min(self, max)",
  .compose = clamp_max_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("clamp_max(d(2,3), 0.1)", "clamp_max(i(-9,9,4), 0)"),
};

static void
clamp_min_tensor_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_clamp_Tensor (s, gr_arg (call, 0), gr_arg (call, 1), NULL));
}

static void
clamp_max_tensor_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_clamp_Tensor (s, gr_arg (call, 0), NULL, gr_arg (call, 1)));
}

const GrOp gr_op_clamp_min_Tensor = {
  .schema = "clamp_min.Tensor(Tensor self, Tensor min) -> Tensor",
  .summary = N_ ("Holds numbers above bounds of their own."),
  .formula = "out = max(self, min)",
  .compose = clamp_min_tensor_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("clamp_min(r(2,3), r(3))", "clamp_min(r(5), r())"),
};

const GrOp gr_op_clamp_max_Tensor = {
  .schema = "clamp_max.Tensor(Tensor self, Tensor max) -> Tensor",
  .summary = N_ ("Holds numbers below bounds of their own."),
  .formula = "out = min(self, max)",
  .compose = clamp_max_tensor_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("clamp_max(r(2,3), r(3))", "clamp_max(r(5), r())"),
};

/* --- lerp, addcmul, addcdiv ------------------------------------------------------------------- */

static gboolean
ternary_infer (GrCall *call, GError **error)
{
  return gr_infer_pointwise (call, 0, 2, gr_result_type (call, 0, 2, gr_no_scalar ()), error)
         != NULL;
}

static gboolean
lerp_infer (GrCall *call, GError **error)
{
  for (guint i = 1; i <= 2; i++)
    if (gr_arg (call, i) && gr_arg (call, i)->dtype != gr_arg (call, 0)->dtype)
      {
        g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, "expected dtype %s for `%s` but got dtype %s",
                     gr_dtype_name (gr_arg (call, 0)->dtype), i == 1 ? "end" : "weight",
                     gr_dtype_name (gr_arg (call, i)->dtype));
        return FALSE;
      }
  return gr_require_floating (call, 0, error)
         && gr_infer_pointwise (call, 0, 2, gr_arg (call, 0)->dtype, error) != NULL;
}

static gboolean
lerp_forward (GrCall *call, GError **error)
{
  g_autoptr (GrTensor) weight = bound (&call->args[2], GR_FLOAT64, 1);
  return lerp_run (call->outputs[0], gr_arg (call, 0), gr_arg (call, 1), weight, error);
}

static void
lerp_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  gboolean is_number = b->args[2].kind == GR_VALUE_SCALAR;
  GrTensor *weight = is_number ? gx_number (s, b->args[2].scalar) : gr_saved (b, 2);
  if (gr_needs (b, 0))
    fx_give_times (b, 0, fx_from (s, 1, weight));
  if (gr_needs (b, 1))
    fx_give_times (b, 1, weight);
  if (!is_number && gr_needs (b, 2))
    fx_give_times (b, 2, fx_sub (s, gr_saved (b, 1), gr_saved (b, 0)));
}

const GrOp gr_op_lerp_Scalar = {
  .schema = "lerp.Scalar(Tensor self, Tensor end, Scalar weight) -> Tensor",
  .summary = N_ ("A point on the way from one tensor to another."),
  .formula = "out = self + weight * (end - self)",
  .infer = lerp_infer,
  .forward = lerp_forward,
  .backward = lerp_backward,
  .explain = gr_explain_sum,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("lerp(r(2,3), r(3), 0.25)", "lerp(r(2,3), r(2,3), 0.75)"),
  .bad = GR_BAD ({ "lerp(r(2), r(2,dtype='float32'), 0.5)",
                   "expected dtype float64 for `end` but got dtype float32" }),
};

const GrOp gr_op_lerp_Tensor = {
  .schema = "lerp.Tensor(Tensor self, Tensor end, Tensor weight) -> Tensor",
  .summary = N_ ("Points on the way from one tensor to another, each with a weight of its own."),
  .formula = "out = self + weight * (end - self)",
  .infer = lerp_infer,
  .forward = lerp_forward,
  .backward = lerp_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1) | GR_SAVE_INPUT (2),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("lerp(r(2,3), r(3), r(2,1))"),
};

static void
addcmul_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *scaled = gx_mul (s, gr_grad (b, 0), gx_number (s, b->args[3].scalar));
  if (gr_needs (b, 0))
    gr_give (b, 0, gr_grad (b, 0));
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_mul (s, scaled, gr_saved (b, 2)));
  if (gr_needs (b, 2))
    gr_give (b, 2, gx_mul (s, scaled, gr_saved (b, 1)));
}

static void
addcdiv_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *below = gr_saved (b, 2);
  GrTensor *share = gx_div (s, gx_mul (s, gr_grad (b, 0), gx_number (s, b->args[3].scalar)), below);
  if (gr_needs (b, 0))
    gr_give (b, 0, gr_grad (b, 0));
  if (gr_needs (b, 1))
    gr_give (b, 1, share);
  if (gr_needs (b, 2))
    gr_give (b, 2, gx_neg (s, gx_mul (s, share, gx_div (s, gr_saved (b, 1), below))));
}

static gboolean
addcdiv_infer (GrCall *call, GError **error)
{
  if (gr_dtype_is_floating (gr_arg (call, 1)->dtype)
      || gr_dtype_is_floating (gr_arg (call, 2)->dtype))
    return ternary_infer (call, error);
  g_set_error (
      error, GR_ERROR, GR_ERROR_DTYPE,
      "Integer division with addcdiv is no longer supported, and in a future release addcdiv will "
      "perform a true division of tensor1 and tensor2.");
  return FALSE;
}

static gboolean
addcmul_explain (GrExplain *x, GError **error)
{
  return gr_explain_in_lines (x, gr_explain_added_product, error);
}

const GrOp gr_op_addcmul = {
  .schema = "addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor",
  .summary = N_ ("Adds a product, times value."),
  .formula = "out = self + value * tensor1 * tensor2",
  .infer = ternary_infer,
  .forward = addcmul_forward,
  .backward = addcmul_backward,
  .saves = GR_SAVE_INPUT (1) | GR_SAVE_INPUT (2),
  .explain = addcmul_explain,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("addcmul(r(2,3), r(3), r(2,1), value=0.5)", "addcmul(r(3), r(3), r(3))",
                         "addcmul(i(0,9,3), i(0,9,3), i(0,9,3), value=2)"),
};

const GrOp gr_op_addcdiv = {
  .schema = "addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor",
  .summary = N_ ("Adds a quotient, times value."),
  .formula = "out = self + value * tensor1 / tensor2",
  .infer = addcdiv_infer,
  .forward = addcdiv_forward,
  .backward = addcdiv_backward,
  .saves = GR_SAVE_INPUT (1) | GR_SAVE_INPUT (2),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("addcdiv(r(2,3), r(3), w(2,1), value=0.5)", "addcdiv(r(3), r(3), w(3))"),
  .bad = GR_BAD ({ "addcdiv(i(1,9,3), i(1,9,3), i(1,9,3))",
                   "Integer division with addcdiv is no longer supported" }),
};
