/* power.c - pow in its three forms: tensor to tensor, tensor to number, number to tensor. */
#include "formula.h"
#include "pointwise.h"

/* --- kernels --------------------------------------------------------------------------------- */

#define MAKE(name, value) GR_FLOAT_LOOPS (name, GR_OPERANDS_AB, value)
GR_POWER (MAKE)
#undef MAKE
#define MAKE(name, value) GR_LOOP (name, i64, gint64, gint64, GR_OPERANDS_AB, value)
GR_POWER_INTEGER (MAKE)
#undef MAKE

/* To one number: the powers that are used most without the C library's pow. */
GR_FLOAT_LOOPS (squared, GR_OPERAND_X, x * x)
GR_FLOAT_LOOPS (cubed, GR_OPERAND_X, x * x * x)
GR_FLOAT_LOOPS (rooted, GR_OPERAND_X, M (sqrt) (x))
GR_FLOAT_LOOPS (inverted, GR_OPERAND_X, 1 / x)
GR_FLOAT_LOOPS_PQR (powered, GR_OPERAND_X, M (pow) (x, p))
GR_LOOP_PQR (powered, i64, gint64, gint64, GR_OPERAND_X, gr_integer_power (x, p))

static gboolean
pow_forward (GrCall *call, GError **error)
{
  static const GrPointwise kernels = { pow_f32, pow_f64, pow_i64 };
  return gr_pointwise_run (call, 2, &kernels, NULL, error);
}

static gboolean
pow_to_number_forward (GrCall *call, GError **error)
{
  static const GrPointwise any = { powered_f32, powered_f64, powered_i64 };
  static const GrPointwise square = { squared_f32, squared_f64, powered_i64 };
  static const GrPointwise cube = { cubed_f32, cubed_f64, powered_i64 };
  static const GrPointwise root = { rooted_f32, rooted_f64, powered_i64 };
  static const GrPointwise inverse = { inverted_f32, inverted_f64, powered_i64 };
  const gdouble numbers[3] = { call->args[1].scalar.d };
  const GrPointwise *kernels = numbers[0] == 2     ? &square
                               : numbers[0] == 3   ? &cube
                               : numbers[0] == 0.5 ? &root
                               : numbers[0] == -1  ? &inverse
                                                   : &any;
  return gr_pointwise_run (call, 1, kernels, numbers, error);
}

static gboolean
pow_of_number_forward (GrCall *call, GError **error)
{
  static const GrPointwise kernels = { pow_f32, pow_f64, pow_i64 };
  GrTensor *out = call->outputs[0];
  GrDType compute = gr_compute_dtype (out->dtype);
  g_autoptr (GrTensor) base = gr_tensor_new_number (call->args[0].scalar);
  GrTensor *in[] = { base, gr_arg (call, 1) };
  return gr_loop_run (out, in, 2, compute, compute,
                      compute == GR_FLOAT32   ? kernels.f32
                      : compute == GR_FLOAT64 ? kernels.f64
                                              : kernels.i64,
                      NULL, error);
}

/* --- shapes ---------------------------------------------------------------------------------- */

static gboolean
pow_to_number_infer (GrCall *call, GError **error)
{
  GrScalar exponent = call->args[1].scalar;
  GrDType dtype = gr_result_type (call, 0, 0, exponent);
  if (!gr_dtype_is_floating (dtype) && exponent.kind == GR_SCALAR_INT && exponent.i < 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "Integers to negative integer powers are not allowed.");
      return FALSE;
    }
  return gr_infer_pointwise (call, 0, 0, dtype, error) != NULL;
}

static gboolean
pow_of_number_infer (GrCall *call, GError **error)
{
  GrDType dtype = gr_result_type (call, 1, 1, call->args[0].scalar);
  return gr_infer_pointwise (call, 1, 1, dtype, error) != NULL;
}

/* --- backward -------------------------------------------------------------------------------- */

/* result * ln (base), but 0 where base is 0 and its power does not grow. */
static GrTensor *
slope_of_exponent (GrScope *s, GrTensor *base, GrTensor *exponent, GrTensor *result)
{
  GrTensor *flat = gx_logical_and (s, gx_eq (s, base, fx_zero (s)),
                                   gx_ge (s, exponent, fx_zero (s)));
  GrTensor *grows = gx_where_self (s, flat, gx_number (s, gr_float (1)), base);
  return gx_mul (s, result, gx_log (s, grows));
}

static void
pow_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *base = gr_saved (b, 0), *exponent = gr_saved (b, 1);
  if (gr_needs (b, 0))
    {
      GrTensor *less = gx_pow_Tensor_Tensor (s, base, fx_plus (s, exponent, -1));
      GrTensor *flat = gx_eq (s, exponent, fx_zero (s));
      fx_give_times (b, 0, gx_where_self (s, flat, fx_zero (s), gx_mul (s, exponent, less)));
    }
  if (gr_needs (b, 1))
    fx_give_times (b, 1, slope_of_exponent (s, base, exponent, gr_result (b, 0)));
}

static void
pow_to_number_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  gdouble p = b->args[1].scalar.d;
  GrTensor *x = gr_saved (b, 0);
  if (p == 0)
    gr_give (b, 0, gx_zeros_like (s, gr_grad (b, 0), GR_DTYPE_NONE, GR_NO_DEVICE));
  else if (p == 2)
    fx_give_times (b, 0, fx_times (s, x, 2));
  else
    fx_give_times (b, 0, fx_times (s, gx_pow_Tensor_Scalar (s, x, gr_float (p - 1)), p));
}

static void
pow_of_number_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  gdouble base = b->args[0].scalar.d;
  if (base != 0)
    fx_give_times (b, 1, fx_times (s, gr_result (b, 0), log (base)));
  else
    {
      GrTensor *grows = gx_lt (s, gr_saved (b, 1), fx_zero (s));
      fx_give_times (b, 1,
                     gx_where_self (s, grows, gx_number (s, gr_float (-INFINITY)), fx_zero (s)));
    }
}

/* --- rows ------------------------------------------------------------------------------------ */

const GrOp gr_op_pow_Tensor_Scalar = {
  .schema = "pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor",
  .summary = N_ ("Each element to the power of a number."),
  .formula = "out = self^exponent",
  .infer = pow_to_number_infer,
  .forward = pow_to_number_forward,
  .backward = pow_to_number_backward,
  .saves = GR_SAVE_INPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("pow(r(2,3), 2)", "pow(p(2,3), 0.5)", "pow(w(2,3), -1)", "pow(p(4), 2.5)",
                         "pow(r(3), 0)", "pow(r(3), 3)", "pow(i(-3,4,4), 2)", "pow(i(1,4,4), 1.5)",
                         "pow(w(3), -2)"),
  .bad = GR_BAD ({ "pow(i(1,4,3), -1)", "Integers to negative integer powers are not allowed." }),
};

const GrOp gr_op_pow_Tensor_Tensor = {
  .schema = "pow.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor",
  .summary = N_ ("Each element to the power of another."),
  .formula = "out = self^exponent",
  .infer = gr_binary_infer,
  .forward = pow_forward,
  .backward = pow_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("pow(p(2,3), r(3))", "pow(p(2,1), r(2,3))", "pow(i(-3,4,4), i(0,4,4))",
                         "pow(t([0.0, 0.0, 2.0]), t([0.0, 2.0, 0.0]))"),
};

const GrOp gr_op_pow_Scalar = {
  .schema = "pow.Scalar(Scalar self, Tensor exponent) -> Tensor",
  .summary = N_ ("A number to the power of each element."),
  .formula = "out = self^exponent",
  .infer = pow_of_number_infer,
  .forward = pow_of_number_forward,
  .backward = pow_of_number_backward,
  .saves = GR_SAVE_INPUT (1) | GR_SAVE_OUTPUT (0),
  .explain = gr_explain_function,
  .samples = GR_SAMPLES ("pow(2.5, r(2,3))", "pow(2, i(0,5,4))", "pow(0, p(3))"),
};
