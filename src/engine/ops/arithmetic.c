/* arithmetic.c - add, sub, mul, div and their kin, with broadcasting and promotion. */
#include "pointwise.h"

#include "gradus-functions.h"

/* --- kernels --------------------------------------------------------------------------------- */

#define MAKE(name, value)                                                                          \
  GR_ANY_LOOPS (name, GR_OPERANDS_AB, value)                                                       \
  GR_FORWARD (name, 2, name##_i64)
GR_BINARY_ANY (MAKE)
#undef MAKE
#define MAKE(name, value)                                                                          \
  GR_FLOAT_LOOPS (name, GR_OPERANDS_AB, value)                                                     \
  GR_FORWARD (name, 2, NULL)
GR_QUOTIENT (MAKE)
#undef MAKE

/* a + alpha * b; the factor is the kernel's parameter. */
#define MAKE_ADD(suffix, T, field)                                                                 \
  GR_LOOP_KERNEL (add_##suffix)                                                                    \
  {                                                                                                \
    const T *a = in[0], *b = in[1];                                                                \
    T *out = out_array, alpha = (T) ((const GrScalar *) params)->field;                            \
    if (alpha == 1)                                                                                \
      _Pragma ("GCC ivdep") for (gsize k = 0; k < n; k++) out[k] = a[k] + b[k];                    \
    else                                                                                           \
      _Pragma ("GCC ivdep") for (gsize k = 0; k < n; k++) out[k] = a[k] + alpha * b[k];            \
  }
MAKE_ADD (f32, gfloat, d)
MAKE_ADD (f64, gdouble, d)
MAKE_ADD (i64, gint64, i)

static const GrPointwise add_kernels = { add_f32, add_f64, add_i64 };

/* --- add, sub -------------------------------------------------------------------------------- */

static gboolean
add_infer (GrCall *call, GError **error)
{
  GrDType dtype = gr_result_type (call, 0, 1, gr_no_scalar ());
  if (call->args[2].scalar.kind == GR_SCALAR_FLOAT && !gr_dtype_is_floating (dtype))
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_DTYPE,
          "For integral input tensors, argument alpha must not be a floating point number.");
      return FALSE;
    }
  return gr_infer_pointwise (call, 0, 1, dtype, error) != NULL;
}

static gboolean
sub_infer (GrCall *call, GError **error)
{
  if (gr_result_type (call, 0, 1, gr_no_scalar ()) == GR_BOOL)
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_DTYPE,
          "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
          "`logical_xor()` operator instead.");
      return FALSE;
    }
  return add_infer (call, error);
}

static GrScalar
negated (GrScalar scalar)
{
  return scalar.kind == GR_SCALAR_FLOAT ? gr_float (-scalar.d) : gr_int (-scalar.i);
}

static gboolean
add_forward (GrCall *call, GError **error)
{
  return gr_pointwise_run (call, 2, &add_kernels, &call->args[2].scalar, error);
}

static gboolean
sub_forward (GrCall *call, GError **error)
{
  GrScalar minus_alpha = negated (call->args[2].scalar);
  return gr_pointwise_run (call, 2, &add_kernels, &minus_alpha, error);
}

static GrTensor *
scaled (GrScope *s, GrTensor *grad, GrScalar by)
{
  return by.d == 1 ? grad : gx_mul (s, grad, gx_number (s, by));
}

static void
add_backward (GrBackward *b)
{
  if (gr_needs (b, 0))
    gr_give (b, 0, gr_grad (b, 0));
  if (gr_needs (b, 1))
    gr_give (b, 1, scaled (b->scope, gr_grad (b, 0), b->args[2].scalar));
}

static void
sub_backward (GrBackward *b)
{
  if (gr_needs (b, 0))
    gr_give (b, 0, gr_grad (b, 0));
  if (gr_needs (b, 1))
    gr_give (b, 1, scaled (b->scope, gr_grad (b, 0), negated (b->args[2].scalar)));
}

/* Of two bools it is the "or". */
static gboolean
add_explain (GrExplain *x, GError **error)
{
  gboolean is_sum = x->outputs[0]->dtype != GR_BOOL;
  return is_sum ? gr_explain_sum (x, error) : gr_explain_function (x, error);
}

const GrOp gr_op_add = {
  .schema = "add(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
  .summary = N_ ("Adds two tensors, the second times alpha."),
  .formula = "out = self + alpha * other",
  .infer = add_infer,
  .forward = add_forward,
  .backward = add_backward,
  .explain = add_explain,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("add(r(2,3), r(2,3))", "add(r(2,3), r(3), alpha=2.5)", "add(r(2,1), 2)",
                         "add(i(0,9,2,3), i(0,9,3), alpha=2)", "add(i(0,9,3), 1.5)",
                         "add(b(4), b(4))", "add(r(0,3), r(3))", "add(r(2,dtype='float32'), r())",
                         "add(t([inf, -inf, nan]), t([-inf, 1.0, 0.0]))",
                         "add(i(0,2,3,dtype='uint8'), i(-9,9,3,dtype='int8'))",
                         "add(b(3), r(2,1,dtype='float16'))"),
  .bad = GR_BAD (
      { "add(r(2,3), r(2,4))",
        "The size of tensor a (3) must match the size of tensor b (4) at non-singleton "
        "dimension 1" },
      { "add(i(0,9,2), i(0,9,2), alpha=1.5)", "For integral input tensors" }),
};

const GrOp gr_op_sub = {
  .schema = "sub(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
  .summary = N_ ("Subtracts the second tensor, times alpha, from the first."),
  .formula = "out = self - alpha * other",
  .infer = sub_infer,
  .forward = sub_forward,
  .backward = sub_backward,
  .explain = gr_explain_sum,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("sub(r(2,3), r(2,3))", "sub(r(2,3), r(2,1), alpha=2)", "sub(i(0,9,3), 4)"),
  .bad = GR_BAD ({ "sub(b(2), b(2))", "Subtraction, the `-` operator, with two bool tensors" }),
};

/* --- mul, div -------------------------------------------------------------------------------- */

static void
mul_backward (GrBackward *b)
{
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_mul (b->scope, gr_grad (b, 0), gr_saved (b, 1)));
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_mul (b->scope, gr_grad (b, 0), gr_saved (b, 0)));
}

static void
div_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *other = gr_saved (b, 1);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_div (s, gr_grad (b, 0), other));
  if (gr_needs (b, 1))
    gr_give (b, 1,
             gx_neg (s, gx_mul (s, gr_grad (b, 0),
                                gx_div (s, gx_div (s, gr_saved (b, 0), other), other))));
}

static gboolean
mul_explain (GrExplain *x, GError **error)
{
  return gr_explain_in_lines (x, gr_explain_product, error);
}

const GrOp gr_op_mul = {
  .schema = "mul(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Multiplies element by element."),
  .formula = "out = self * other",
  .infer = gr_binary_infer,
  .forward = mul_forward,
  .backward = mul_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = mul_explain,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("mul(r(2,3), r(2,3))", "mul(r(2,3), r(2,1))", "mul(r(3), 2)",
                         "mul(i(0,9,3), 2)", "mul(b(4), b(4))", "mul(r(0,3), r(3))",
                         "mul(t([inf, 0.0, nan]), t([0.0, -1.0, 2.0]))",
                         "mul(r(3,dtype='float32'), 2.5)"),
  .bad = GR_BAD (
      { "mul(r(2), r(3))", "The size of tensor a (2) must match the size of tensor b (3)" }),
};

static gboolean
div_explain (GrExplain *x, GError **error)
{
  GArray *places = x->to->places;
  gr_explain_lines (x, 0, 0, places);
  gr_explain_lines (x, 1, 0, places);
  GrPlace divisor = g_array_index (places, GrPlace, 1);
  gr_explain_term (x, 1, 1, &g_array_index (places, GrPlace, 0));
  gr_explain_as (x->to->divisor, gr_explain_at (x, divisor), 1, 1, &divisor);
  g_array_set_size (places, 0);
  return TRUE;
}

const GrOp gr_op_div = {
  .schema = "div(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Divides element by element; integers give floats."),
  .formula = "out = self / other",
  .infer = gr_binary_float_infer,
  .forward = div_forward,
  .backward = div_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = div_explain,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES (
      "div(r(2,3), w(2,3))", "div(r(2,3), w(3))", "div(r(3), 2)", "div(i(0,9,3), 2)",
      "div(t([1.0, -1.0, 0.0, inf]), t([0.0, 0.0, 0.0, inf]))", "div(i(0,9,3), i(1,4,3))"),
};

/* --- maximum, minimum ------------------------------------------------------------------------- */

/* All but what it loses: half where both are equal, all where @loses holds; nothing where one is
 * nan. */
static GrTensor *
share (GrScope *s, GrTensor *loses, GrTensor *equal)
{
  GrTensor *half = gx_mul (s, equal, gx_number (s, gr_float (0.5)));
  return gx_sub (s, gx_number (s, gr_float (1)), gx_add (s, loses, half, gr_int (1)), gr_int (1));
}

static void
extremum_backward (GrBackward *b, GrTensor *(*wins) (GrScope *, GrTensor *, GrTensor *) )
{
  GrScope *s = b->scope;
  GrTensor *self = gr_saved (b, 0), *other = gr_saved (b, 1);
  GrTensor *equal = gx_eq (s, self, other);
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_mul (s, gr_grad (b, 0), share (s, wins (s, other, self), equal)));
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_mul (s, gr_grad (b, 0), share (s, wins (s, self, other), equal)));
}

static void
maximum_backward (GrBackward *b)
{
  extremum_backward (b, gx_gt);
}

static void
minimum_backward (GrBackward *b)
{
  extremum_backward (b, gx_lt);
}

const GrOp gr_op_maximum = {
  .schema = "maximum(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The larger of two elements."),
  .formula = "out = max(self, other)",
  .infer = gr_binary_infer,
  .forward = maximum_forward,
  .backward = maximum_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("maximum(r(2,3), r(3))", "maximum(i(0,9,4), i(0,9,4))",
                         "maximum(t([1.0, nan, 2.0, inf]), t([1.0, 3.0, nan, -inf]))"),
};

const GrOp gr_op_minimum = {
  .schema = "minimum(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The smaller of two elements."),
  .formula = "out = min(self, other)",
  .infer = gr_binary_infer,
  .forward = minimum_forward,
  .backward = minimum_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_selected,
  .samples = GR_SAMPLES ("minimum(r(2,3), r(3))", "minimum(i(0,9,4), i(0,9,4))",
                         "minimum(t([1.0, nan, 2.0, inf]), t([1.0, 3.0, nan, -inf]))"),
};
