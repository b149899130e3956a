/* division.c - division that rounds: fmod, remainder, floor_divide, div with a rounding mode; rsub.
 */
#include "formula.h"
#include "pointwise.h"

#include "../cpu/reduce.h"

/* --- kernels --------------------------------------------------------------------------------- */

#define MAKE(name, value) GR_FLOAT_LOOPS (name, GR_OPERANDS_AB, value)
GR_DIVISION (MAKE)
#undef MAKE
#define MAKE(name, value) GR_LOOP (name, i64, gint64, gint64, GR_OPERANDS_AB, value)
GR_DIVISION_INTEGER (MAKE)
#undef MAKE

/* Integers have no infinity to give. */
static gboolean
refuse_zero (GrTensor *divisor, GError **error)
{
  g_autoptr (GrTensor) all = gr_tensor_new (GR_BOOL, GR_CPU, GR_EMPTY_INTS, error);
  if (!all || !gr_reduce (GR_REDUCE_ALL, all, divisor, (1u << divisor->ndim) - 1, 0, NULL, error))
    return FALSE;
  if (!gr_tensor_get (all, 0).i)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "ZeroDivisionError");
  return gr_tensor_get (all, 0).i != 0;
}

static gboolean
divide (GrCall *call, const GrPointwise *kernels, GError **error)
{
  gboolean floating = gr_dtype_is_floating (call->outputs[0]->dtype);
  return (floating || gr_tensor_numel (call->outputs[0]) == 0
          || refuse_zero (gr_arg (call, 1), error))
         && gr_pointwise_run (call, 2, kernels, NULL, error);
}

#define DEFINE_FORWARD(name)                                                                       \
  static gboolean name##_forward (GrCall *call, GError **error)                                    \
  {                                                                                                \
    static const GrPointwise kernels = { name##_f32, name##_f64, name##_i64 };                     \
    return divide (call, &kernels, error);                                                         \
  }
DEFINE_FORWARD (fmod)
DEFINE_FORWARD (remainder)
DEFINE_FORWARD (div_floor)
DEFINE_FORWARD (div_trunc)

/* --- fmod, remainder -------------------------------------------------------------------------- */

/* What is left is self - other * quotient, and the quotient is flat. */
static void
rest_backward (GrBackward *b, const char *rounding)
{
  GrScope *s = b->scope;
  if (gr_needs (b, 0))
    gr_give (b, 0, gr_grad (b, 0));
  if (gr_needs (b, 1))
    fx_give_times (b, 1,
                   gx_neg (s, gx_div_Tensor_mode (s, gr_saved (b, 0), gr_saved (b, 1), rounding)));
}

static void
fmod_backward (GrBackward *b)
{
  rest_backward (b, "trunc");
}

static void
remainder_backward (GrBackward *b)
{
  rest_backward (b, "floor");
}

const GrOp gr_op_fmod = {
  .schema = "fmod(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("What division leaves, with the sign of self: C's fmod."),
  .formula = "out = self - other * trunc(self / other)",
  .infer = gr_binary_infer,
  .forward = fmod_forward,
  .backward = fmod_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("fmod(r(2,3), w(3))", "fmod(i(-9,9,4), 4)", "fmod(i(-9,9,4), -4)",
                         "fmod(r(3), 0.3)", "fmod(t([1.0, -1.0, inf]), t([0.0, inf, 2.0]))"),
  .bad = GR_BAD ({ "fmod(i(1,9,3), 0)", "ZeroDivisionError" }),
};

const GrOp gr_op_remainder = {
  .schema = "remainder(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("What division leaves, with the sign of other: Python's %."),
  .formula = "out = self - other * floor(self / other)",
  .infer = gr_binary_infer,
  .forward = remainder_forward,
  .backward = remainder_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("remainder(r(2,3), w(3))", "remainder(i(-9,9,4), 4)",
                         "remainder(i(-9,9,4), -4)", "remainder(r(3), 0.3)",
                         "remainder(t([1.0, -1.0, inf]), t([0.0, inf, 2.0]))"),
  .bad = GR_BAD ({ "remainder(i(1,9,3), 0)", "ZeroDivisionError" }),
};

/* --- floor_divide, div with a mode ------------------------------------------------------------ */

/* Steps are flat nearly everywhere. */
static void
quotient_backward (GrBackward *b)
{
  for (guint arg = 0; arg < 2; arg++)
    if (gr_needs (b, arg))
      gr_give (b, arg, gx_zeros_like (b->scope, gr_grad (b, 0), GR_DTYPE_NONE, GR_NO_DEVICE));
}

const GrOp gr_op_floor_divide = {
  .schema = "floor_divide(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Divides and rounds down: Python's //."),
  .formula = "out = floor(self / other)",
  .infer = gr_binary_infer,
  .forward = div_floor_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("floor_divide(r(2,3), w(3))", "floor_divide(i(-9,9,4), 4)",
                         "floor_divide(i(-9,9,4), -4)",
                         "floor_divide(t([1.0, -1.0, 0.0]), t([0.0, 0.0, 2.0]))"),
  .bad = GR_BAD ({ "floor_divide(i(1,9,3), 0)", "ZeroDivisionError" }),
};

const GrOp gr_op_div_floor = {
  .schema = "div_floor(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("div with the rounding mode floor."),
  .formula = "out = floor(self / other)",
  .infer = gr_binary_infer,
  .forward = div_floor_forward,
  .backward = quotient_backward,
  .explain = gr_explain_function,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("div_floor(r(2,3), w(3))", "div_floor(i(-9,9,4), 4)"),
};

const GrOp gr_op_div_trunc = {
  .schema = "div_trunc(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("div with the rounding mode trunc."),
  .formula = "out = trunc(self / other)",
  .infer = gr_binary_infer,
  .forward = div_trunc_forward,
  .backward = quotient_backward,
  .explain = gr_explain_function,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("div_trunc(r(2,3), w(3))", "div_trunc(i(-9,9,4), 4)"),
};

static void
div_mode_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *other = gr_arg (call, 1);
  const char *mode = call->args[2].kind == GR_VALUE_STRING ? call->args[2].string : NULL;
  if (!mode)
    gr_call_give (call, gx_div (s, self, other));
  else if (g_str_equal (mode, "floor"))
    gr_call_give (call, gx_div_floor (s, self, other));
  else if (g_str_equal (mode, "trunc"))
    gr_call_give (call, gx_div_trunc (s, self, other));
  else
    gr_scope_fail (
        s, GR_ERROR_ARGUMENT,
        "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '%s'", mode);
}

const GrOp gr_op_div_Tensor_mode = {
  .schema = "div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor",
  .summary = N_ (
      "Divides, and rounds as the mode says: None, 'trunc' (towards zero) or 'floor' (down)."),
  .formula = "out = self / other, rounded",
  .compose = div_mode_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES (
      "div(r(2,3), w(3), rounding_mode='floor')", "div(r(2,3), w(3), rounding_mode='trunc')",
      "div(i(-9,9,4), 4, rounding_mode='floor')", "div(i(-9,9,4), -4, rounding_mode='trunc')",
      "div(i(-9,9,4), 4, rounding_mode=None)"),
  .bad = GR_BAD ({ "div(r(2), w(2), rounding_mode='up')",
                   "div expected rounding_mode to be one of None, 'trunc', or" }),
};

/* --- rsub ------------------------------------------------------------------------------------ */

static void
rsub_compose (GrScope *s, GrCall *call)
{
  gr_call_give (call, gx_sub (s, gr_arg (call, 1), gr_arg (call, 0), call->args[2].scalar));
}

const GrOp gr_op_rsub = {
  .schema = "rsub(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
  .summary = N_ ("Subtracts the first, times alpha, from the second."),
  .formula = "out = other - alpha * self",
  .compose = rsub_compose,
  .samples = GR_SAMPLES ("rsub(r(2,3), r(3))", "rsub(r(2,3), 1)", "rsub(r(2), r(2), alpha=2)"),
};
