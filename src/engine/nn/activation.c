/* activation.c - block kinds: functions of one number at a time, and the softmaxes. */
#include "row.h"

#define ICON "block-activation-symbolic"

/* A float attribute of the call, as the scalar that operators take. */
#define NUMBER(name) gr_float (gr_block_float (call, #name))

/* A kind without parameters: @expression computes it from x. */
#define ACTIVATION(symbol, name_, prefix_, summary_, attributes_, repr_, expression)               \
  static GrTensor *symbol##_forward (GrScope *s, const GrBlockCall *call)                          \
  {                                                                                                \
    GrTensor *x = call->inputs[0];                                                                 \
    return expression;                                                                             \
  }                                                                                                \
  const GrBlockKind gr_block_##symbol = {                                                          \
    .name = name_,                                                                                 \
    .category = GR_CATEGORY_ACTIVATION,                                                            \
    .icon = ICON,                                                                                  \
    .summary = summary_,                                                                           \
    .prefix = prefix_,                                                                             \
    .attributes = attributes_,                                                                     \
    .forward = symbol##_forward,                                                                   \
    .repr = repr_,                                                                                 \
    .pytorch = "nn." name_,                                                                        \
  };

ACTIVATION (relu, "ReLU", "relu",
            N_ ("Passes positive numbers on and makes the others zero."), NULL, NULL,
            gx_relu (s, x))

ACTIVATION (relu6, "ReLU6", "relu",
            N_ ("As ReLU, and cut off above 6."), NULL, NULL,
            gx_relu6 (s, x))

static const GrAttribute leaky_relu_attributes[] = {
  { "negative_slope", GR_ATTRIBUTE_FLOAT, "0.01", .help = N_ ("The factor of negative numbers.") },
  END
};

ACTIVATION (leaky_relu, "LeakyReLU", "relu",
            N_ ("As ReLU, but lets a little of the negative numbers through."),
            leaky_relu_attributes,
            "negative_slope={negative_slope}",
            gx_leaky_relu (s, x, NUMBER (negative_slope)))

/* --- PReLU ------------------------------------------------------------------------------------ */

static const GrAttribute prelu_attributes[] = {
  { "num_parameters", GR_ATTRIBUTE_INT, "1", AT_LEAST (1),
    .help = N_ ("1, or the number of channels: a slope for each.") },
  TRAINED_ATTRIBUTES,
  END
};

static const GrParameter prelu_parameters[] = {
  { "weight", GR_PARAMETER_TRAINED, "num_parameters", .init = { GR_INIT_CONSTANT, 0.25 } },
  END
};

static GrTensor *
prelu_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_prelu (s, call->inputs[0], call->parameters[0]);
}

const GrBlockKind gr_block_prelu = {
  .name = "PReLU",
  .category = GR_CATEGORY_ACTIVATION,
  .icon = ICON,
  .summary = N_ ("As ReLU, with a learned slope for the negative numbers."),
  .prefix = "prelu",
  .attributes = prelu_attributes,
  .parameters = prelu_parameters,
  .forward = prelu_forward,
  .repr = "num_parameters={num_parameters}",
  .pytorch = "nn.PReLU",
};

/* --- RReLU ------------------------------------------------------------------------------------ */

static const GrAttribute rrelu_attributes[] = {
  { "lower", GR_ATTRIBUTE_FLOAT, "0.125", .help = N_ ("The least slope of negative numbers.") },
  { "upper", GR_ATTRIBUTE_FLOAT, "0.3333333333333333",
    .help = N_ ("The greatest slope of negative numbers.") },
  END
};

ACTIVATION (rrelu, "RReLU", "relu",
            N_ ("As LeakyReLU, with a slope for each number that is drawn at random while "
                "training."),
            rrelu_attributes, "lower={lower}, upper={upper}",
            gx_rrelu (s, x, NUMBER (lower), NUMBER (upper), call->training))

static const GrAttribute elu_attributes[] = {
  { "alpha", GR_ATTRIBUTE_FLOAT, "1", .help = N_ ("The value far below zero, negated.") },
  END
};

ACTIVATION (elu, "ELU", "elu",
            N_ ("As ReLU, but bends smoothly to −alpha below zero."), elu_attributes,
            "alpha={alpha}",
            gx_elu (s, x, NUMBER (alpha), gr_float (1), gr_float (1)))

ACTIVATION (selu, "SELU", "selu",
            N_ ("An ELU scaled so that activations keep mean 0 and variance 1."), NULL, NULL,
            gx_selu (s, x))

static const GrAttribute celu_attributes[] = {
  { "alpha", GR_ATTRIBUTE_FLOAT, "1", .help = N_ ("The value far below zero, negated.") },
  END
};

ACTIVATION (celu, "CELU", "celu",
            N_ ("An ELU whose slope at zero is 1 for every alpha."), celu_attributes,
            "alpha={alpha}",
            gx_celu (s, x, NUMBER (alpha)))

/* --- GELU ------------------------------------------------------------------------------------- */

static const GrAttribute gelu_attributes[] = {
  { "approximate", GR_ATTRIBUTE_CHOICE, "none", .choices = GR_CHOICES ("none", "tanh"),
    .help = N_ ("Whether tanh stands in for the error function.") },
  END
};

static GrTensor *
gelu_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_gelu (s, call->inputs[0], gr_block_choice (call, "approximate"));
}

const GrBlockKind gr_block_gelu = {
  .name = "GELU",
  .category = GR_CATEGORY_ACTIVATION,
  .icon = ICON,
  .summary = N_ ("x·Φ(x), where Φ is the normal distribution: the activation of transformers."),
  .prefix = "gelu",
  .attributes = gelu_attributes,
  .forward = gelu_forward,
  .repr = "approximate={approximate}",
  .pytorch = "nn.GELU",
};

ACTIVATION (silu, "SiLU", "silu",
            N_ ("x·sigmoid(x), also called swish."), NULL, NULL,
            gx_silu (s, x))

ACTIVATION (mish, "Mish", "mish",
            N_ ("x·tanh(softplus(x)): smooth, with a small dip below zero."), NULL, NULL,
            gx_mish (s, x))

ACTIVATION (sigmoid, "Sigmoid", "sigmoid",
            N_ ("Squeezes every number into 0 to 1."), NULL, NULL,
            gx_sigmoid (s, x))

ACTIVATION (tanh, "Tanh", "tanh",
            N_ ("Squeezes every number into −1 to 1."), NULL, NULL,
            gx_tanh (s, x))

static const GrAttribute softplus_attributes[] = {
  { "beta", GR_ATTRIBUTE_FLOAT, "1", .help = N_ ("How sharp the bend is.") },
  { "threshold", GR_ATTRIBUTE_FLOAT, "20",
    .help = N_ ("Above this, beta·x is passed on as it is.") },
  END
};

ACTIVATION (softplus, "Softplus", "softplus",
            N_ ("A smooth ReLU: log(1 + exp(x))."), softplus_attributes,
            "beta={beta}, threshold={threshold}",
            gx_softplus (s, x, NUMBER (beta), NUMBER (threshold)))

ACTIVATION (softsign, "Softsign", "softsign",
            N_ ("Squeezes every number into −1 to 1, slowly: x / (1 + |x|)."), NULL, NULL,
            gx_softsign (s, x))

static const GrAttribute hardtanh_attributes[] = {
  { "min_val", GR_ATTRIBUTE_FLOAT, "-1", .help = N_ ("The lower bound.") },
  { "max_val", GR_ATTRIBUTE_FLOAT, "1", .help = N_ ("The upper bound.") },
  END
};

ACTIVATION (hardtanh, "Hardtanh", "hardtanh",
            N_ ("Cuts numbers off below one bound and above another."), hardtanh_attributes,
            "min_val={min_val}, max_val={max_val}",
            gx_hardtanh (s, x, NUMBER (min_val), NUMBER (max_val)))

ACTIVATION (hardsigmoid, "Hardsigmoid", "hardsigmoid",
            N_ ("A sigmoid of three straight pieces."), NULL, NULL,
            gx_hardsigmoid (s, x))

ACTIVATION (hardswish, "Hardswish", "hardswish",
            N_ ("A SiLU of straight and parabolic pieces."), NULL, NULL,
            gx_hardswish (s, x))

static const GrAttribute glu_attributes[] = {
  { "dim", GR_ATTRIBUTE_INT, "-1", .help = N_ ("The dimension that is cut in half.") },
  END
};

ACTIVATION (glu, "GLU", "glu",
            N_ ("One half of the input, let through as far as the sigmoid of the other half says."),
            glu_attributes, "dim={dim}", gx_glu (s, x, gr_block_int (call, "dim")))

ACTIVATION (log_sigmoid, "LogSigmoid", "logsigmoid",
            N_ ("The logarithm of the sigmoid, computed without losing digits."), NULL, NULL,
            gx_log_sigmoid (s, x))

ACTIVATION (tanhshrink, "Tanhshrink", "tanhshrink",
            N_ ("x − tanh(x)."), NULL, NULL,
            gx_tanhshrink (s, x))

static const GrAttribute softshrink_attributes[] = {
  { "lambd", GR_ATTRIBUTE_FLOAT, "0.5", .help = N_ ("How far.") },
  END
};

ACTIVATION (softshrink, "Softshrink", "softshrink",
            N_ ("Moves numbers towards zero by lambd; small ones become zero."),
            softshrink_attributes,
            "{lambd}",
            gx_softshrink (s, x, NUMBER (lambd)))

static const GrAttribute hardshrink_attributes[] = {
  { "lambd", GR_ATTRIBUTE_FLOAT, "0.5", .help = N_ ("The bound.") },
  END
};

ACTIVATION (hardshrink, "Hardshrink", "hardshrink",
            N_ ("Makes numbers between −lambd and lambd zero."), hardshrink_attributes,
            "{lambd}",
            gx_hardshrink (s, x, NUMBER (lambd)))

static const GrAttribute threshold_attributes[] = {
  { "threshold", GR_ATTRIBUTE_FLOAT, "0", .required = TRUE, .help = N_ ("The bound.") },
  { "value", GR_ATTRIBUTE_FLOAT, "0", .required = TRUE, .help = N_ ("What stands in for them.") },
  END
};

ACTIVATION (threshold, "Threshold", "threshold",
            N_ ("Replaces numbers that are not above the threshold."), threshold_attributes,
            "threshold={threshold}, value={value}",
            gx_threshold (s, x, NUMBER (threshold), NUMBER (value)))

/* --- softmax ---------------------------------------------------------------------------------- */

static const GrAttribute softmax_attributes[] = {
  { "dim", GR_ATTRIBUTE_INT, "1", .required = TRUE,
    .help = N_ ("The dimension whose numbers then add up to 1.") },
  END
};

static GrTensor *
softmax_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_softmax_int (s, call->inputs[0], gr_block_int (call, "dim"), GR_DTYPE_NONE);
}

const GrBlockKind gr_block_softmax = {
  .name = "Softmax",
  .category = GR_CATEGORY_ACTIVATION,
  .icon = ICON,
  .summary = N_ ("Turns scores into probabilities that add up to 1."),
  .prefix = "softmax",
  .attributes = softmax_attributes,
  .reads = GR_READS_DIM,
  .forward = softmax_forward,
  .repr = "dim={dim}",
  .pytorch = "nn.Softmax",
};

static GrTensor *
softmax2d_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_softmax_int (s, call->inputs[0], 1, GR_DTYPE_NONE);
}

const GrBlockKind gr_block_softmax2d = {
  .name = "Softmax2d",
  .category = GR_CATEGORY_ACTIVATION,
  .icon = ICON,
  .summary = N_ ("At each place of an image, turns its channels into probabilities."),
  .prefix = "softmax",
  .min_dims = 4,
  .max_dims = 4,
  .reads = GR_READS_CHANNELS,
  .forward = softmax2d_forward,
  .pytorch = "nn.Softmax2d",
};

static GrTensor *
softmin_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_softmin (s, call->inputs[0], gr_block_int (call, "dim"), GR_DTYPE_NONE);
}

const GrBlockKind gr_block_softmin = {
  .name = "Softmin",
  .category = GR_CATEGORY_ACTIVATION,
  .icon = ICON,
  .summary = N_ ("Softmax of the negated numbers: the smallest gets the largest share."),
  .prefix = "softmin",
  .attributes = softmax_attributes,
  .reads = GR_READS_DIM,
  .forward = softmin_forward,
  .repr = "dim={dim}",
  .pytorch = "nn.Softmin",
};

static GrTensor *
log_softmax_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_log_softmax_int (s, call->inputs[0], gr_block_int (call, "dim"), GR_DTYPE_NONE);
}

const GrBlockKind gr_block_log_softmax = {
  .name = "LogSoftmax",
  .category = GR_CATEGORY_ACTIVATION,
  .icon = ICON,
  .summary = N_ ("The logarithm of Softmax, computed without losing digits; NLLLoss takes it."),
  .prefix = "logsoftmax",
  .attributes = softmax_attributes,
  .reads = GR_READS_DIM,
  .forward = log_softmax_forward,
  .repr = "dim={dim}",
  .pytorch = "nn.LogSoftmax",
};
