/* activation.c - the functions between layers: relu, sigmoid, tanh. */
#include "pointwise.h"

#include "gradus-functions.h"

#define M(function) function##f
#define MAKE(name, value) GR_LOOP (name, f32, gfloat, gfloat, GR_OPERAND_X, value)
GR_ACTIVATION (MAKE)
#undef MAKE
#undef M
#define M(function) function
#define MAKE(name, value) GR_LOOP (name, f64, gdouble, gdouble, GR_OPERAND_X, value)
GR_ACTIVATION (MAKE)
#undef MAKE
GR_LOOP (relu, i64, gint64, gint64, GR_OPERAND_X, x > 0 ? x : 0)
#undef M

#define DEFINE_FORWARD(name, integers)                                                             \
  static gboolean name##_forward (GrCall *call, GError **error)                                    \
  {                                                                                                \
    static const GrPointwise kernels = { name##_f32, name##_f64, integers };                       \
    return gr_pointwise_run (call, 1, &kernels, NULL, error);                                      \
  }
DEFINE_FORWARD (relu, relu_i64)
DEFINE_FORWARD (sigmoid, NULL)
DEFINE_FORWARD (tanh, NULL)

/* --- relu ------------------------------------------------------------------------------------ */

static void
relu_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  gr_give (b, 0, gx_threshold_backward (s, gr_grad (b, 0), gr_result (b, 0), gr_int (0)));
}

const GrOp gr_op_relu = {
  .schema = "relu(Tensor self) -> Tensor",
  .summary = N_ ("Keeps what is positive and turns the rest into zero."),
  .formula = "out = max(0, self)",
  .infer = gr_unary_infer,
  .forward = relu_forward,
  .backward = relu_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("relu(w(2,3))", "relu(i(-5,5,4))", "relu(w(0,3))", "relu(t([0.0, nan, inf, -inf]))"),
};

/* grad where x is above the threshold, else 0. */
#define MAKE_THRESHOLD(suffix, T)                                                                  \
  static void threshold_backward_##suffix (gsize n, const void *const *in, void *out_array,        \
                                           const void *params)                                     \
  {                                                                                                \
    const T *grad = in[0], *x = in[1], limit = (T) ((const GrScalar *) params)->d;                 \
    T *out = out_array;                                                                            \
    for (gsize k = 0; k < n; k++)                                                                  \
      out[k] = x[k] <= limit ? 0 : grad[k];                                                        \
  }
MAKE_THRESHOLD (f32, gfloat)
MAKE_THRESHOLD (f64, gdouble)

static gboolean
threshold_backward_forward (GrCall *call, GError **error)
{
  static const GrPointwise kernels = { threshold_backward_f32, threshold_backward_f64, NULL };
  return gr_pointwise_run (call, 2, &kernels, &call->args[2].scalar, error);
}

static void
threshold_backward_backward (GrBackward *b)
{
  gr_give (b, 0, gx_threshold_backward (b->scope, gr_grad (b, 0), gr_saved (b, 1), b->args[2].scalar));
}

const GrOp gr_op_threshold_backward = {
  .schema = "threshold_backward(Tensor grad_output, Tensor self, Scalar threshold) -> Tensor",
  .summary = N_ ("Lets the gradient through where the input was above the threshold."),
  .formula = "out = grad_output where self > threshold, else 0",
  .infer = gr_binary_infer,
  .forward = threshold_backward_forward,
  .backward = threshold_backward_backward,
  .saves = GR_SAVE_INPUT (1),
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("threshold_backward(r(2,3), w(2,3), 0)"),
};

/* --- sigmoid, tanh ---------------------------------------------------------------------------- */

static void
sigmoid_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *y = gr_result (b, 0);
  GrTensor *slope = gx_sub (s, y, gx_mul (s, y, y), gr_int (1));
  gr_give (b, 0, gx_mul (s, gr_grad (b, 0), slope));
}

const GrOp gr_op_sigmoid = {
  .schema = "sigmoid(Tensor self) -> Tensor",
  .summary = N_ ("Squeezes every number into 0 to 1."),
  .formula = "out = 1 / (1 + e^-self)",
  .infer = gr_unary_float_infer,
  .forward = sigmoid_forward,
  .backward = sigmoid_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("sigmoid(r(2,3))", "sigmoid(i(-2,3,4))", "sigmoid(t([800.0, -800.0, inf, nan]))"),
};

static void
tanh_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *y = gr_result (b, 0), *grad = gr_grad (b, 0);
  gr_give (b, 0, gx_sub (s, grad, gx_mul (s, grad, gx_mul (s, y, y)), gr_int (1)));
}

const GrOp gr_op_tanh = {
  .schema = "tanh(Tensor self) -> Tensor",
  .summary = N_ ("Squeezes every number into -1 to 1."),
  .formula = "out = tanh(self)",
  .infer = gr_unary_float_infer,
  .forward = tanh_forward,
  .backward = tanh_backward,
  .saves = GR_SAVE_OUTPUT (0),
  .flags = GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("tanh(r(2,3))", "tanh(i(-2,3,4))", "tanh(t([800.0, -800.0, inf, nan]))"),
};
