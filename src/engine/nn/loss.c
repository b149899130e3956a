/* loss.c - block kinds: losses. Input 0 is the prediction; input 1 what it is compared with, which
 * is the data set's target unless it is linked. */
#include "row.h"

#define LOSS_PORTS PORTS ("input", "target")

/* What every loss has besides its own attributes. */
#define LOSS_ATTRIBUTES(reductions)                                                                \
  { "reduction", GR_ATTRIBUTE_CHOICE, "mean", .choices = reductions,                               \
    .help = N_ ("Whether the items' losses are averaged or added.") },                             \
  { "factor", GR_ATTRIBUTE_FLOAT, "1",                                                             \
    .help = N_ ("What this loss is multiplied by in the sum of all losses.") },                    \
  { "target", GR_ATTRIBUTE_INT, "0", AT_LEAST (0),                                                 \
    .help = N_ ("Which of the data set's targets it takes, where none is linked.") }

#define MEAN_OR_SUM GR_CHOICES ("mean", "sum")

static const char *
reduction (const GrBlockCall *call)
{
  return gr_block_choice (call, "reduction");
}

#define LOSS(symbol, name_, summary_, target_, attributes_, repr_, expression)                     \
  static GrTensor *symbol##_forward (GrScope *s, const GrBlockCall *call)                          \
  {                                                                                                \
    GrTensor *x = call->inputs[0], *target = call->inputs[1];                                      \
    return expression;                                                                             \
  }                                                                                                \
  const GrBlockKind gr_block_##symbol = {                                                          \
    .name = name_,                                                                                 \
    .category = GR_CATEGORY_LOSS,                                                                  \
    .icon = "block-loss-symbolic",                                                                 \
    .summary = summary_,                                                                           \
    .prefix = "loss",                                                                              \
    .attributes = attributes_,                                                                     \
    .inputs = LOSS_PORTS,                                                                          \
    .min_inputs = 1,                                                                               \
    .max_inputs = 2,                                                                               \
    .target = target_,                                                                             \
    .reads = GR_READS_ALL,                                                                         \
    .forward = symbol##_forward,                                                                   \
    .repr = repr_,                                                                                 \
    .pytorch = "nn." name_,                                                                        \
  };

static const GrAttribute plain_attributes[] = { LOSS_ATTRIBUTES (MEAN_OR_SUM), END };

/* --- classes ---------------------------------------------------------------------------------- */

#define CLASS_WEIGHTS                                                                              \
  { "weight", GR_ATTRIBUTE_FLOATS, "none", .optional = TRUE, AT_LEAST (0),                         \
    .help = N_ ("How much each class counts: one number a class; none: all the same.") }

static const GrAttribute cross_entropy_attributes[] = {
  CLASS_WEIGHTS,
  { "ignore_index", GR_ATTRIBUTE_INT, "-100", .help = N_ ("Items of this class do not count.") },
  { "label_smoothing", GR_ATTRIBUTE_FLOAT, "0", BETWEEN (0, 1),
    .help = N_ ("How much of the certainty is spread over all classes.") },
  LOSS_ATTRIBUTES (MEAN_OR_SUM),
  END
};

LOSS (cross_entropy_loss, "CrossEntropyLoss",
      N_ ("How surprised the scores are by the right class; for scores, not probabilities."),
      GR_TARGET_CLASSES, cross_entropy_attributes, NULL,
      gx_cross_entropy (s, x, target, gr_block_floats (s, call, "weight"),
                        gr_block_int (call, "ignore_index"), reduction (call),
                        gr_block_float (call, "label_smoothing")))

static const GrAttribute nll_attributes[] = {
  CLASS_WEIGHTS,
  { "ignore_index", GR_ATTRIBUTE_INT, "-100", .help = N_ ("Items of this class do not count.") },
  LOSS_ATTRIBUTES (MEAN_OR_SUM),
  END
};

LOSS (nll_loss, "NLLLoss",
      N_ ("The negated log-probability of the right class; takes what LogSoftmax gives."),
      GR_TARGET_CLASSES, nll_attributes, NULL,
      gx_nll_loss (s, x, target, gr_block_floats (s, call, "weight"), reduction (call),
                   gr_block_int (call, "ignore_index")))

/* --- values ----------------------------------------------------------------------------------- */

LOSS (mse_loss, "MSELoss", N_ ("The square of the difference."), GR_TARGET_VALUES,
      plain_attributes, NULL, gx_mse_loss (s, x, target, reduction (call)))

LOSS (l1_loss, "L1Loss", N_ ("The size of the difference."), GR_TARGET_VALUES, plain_attributes,
      NULL, gx_l1_loss (s, x, target, reduction (call)))

static const GrAttribute smooth_l1_attributes[] = {
  { "beta", GR_ATTRIBUTE_FLOAT, "1", BETWEEN (0, 1e9),
    .help = N_ ("Differences below this are squared, over twice this.") },
  LOSS_ATTRIBUTES (MEAN_OR_SUM),
  END
};

LOSS (smooth_l1_loss, "SmoothL1Loss",
      N_ ("The size of the difference, squared where it is small."), GR_TARGET_VALUES,
      smooth_l1_attributes, NULL,
      gx_smooth_l1_loss (s, x, target, reduction (call), gr_block_float (call, "beta")))

static const GrAttribute huber_attributes[] = {
  { "delta", GR_ATTRIBUTE_FLOAT, "1", BETWEEN (1e-12, 1e9),
    .help = N_ ("Differences below this are squared; beyond it the loss grows straight.") },
  LOSS_ATTRIBUTES (MEAN_OR_SUM),
  END
};

LOSS (huber_loss, "HuberLoss", N_ ("The square of small differences, the size of large ones."),
      GR_TARGET_VALUES, huber_attributes, NULL,
      gx_huber_loss (s, x, target, reduction (call), gr_block_float (call, "delta")))

/* --- probabilities ---------------------------------------------------------------------------- */

LOSS (bce_loss, "BCELoss",
      N_ ("Cross entropy for yes or no, of probabilities that a Sigmoid gave."), GR_TARGET_VALUES,
      plain_attributes, NULL, gx_binary_cross_entropy (s, x, target, NULL, reduction (call)))

static const GrAttribute bce_with_logits_attributes[] = {
  { "pos_weight", GR_ATTRIBUTE_FLOATS, "none", .optional = TRUE, AT_LEAST (0),
    .help = N_ ("How much a yes counts beside a no: one number, or one for each of the last "
                "size.") },
  LOSS_ATTRIBUTES (MEAN_OR_SUM),
  END
};

LOSS (bce_with_logits_loss, "BCEWithLogitsLoss",
      N_ ("Cross entropy for yes or no, of scores; keeps digits that BCELoss loses."),
      GR_TARGET_VALUES, bce_with_logits_attributes, NULL,
      gx_binary_cross_entropy_with_logits (s, x, target, NULL, reduction (call),
                                           gr_block_floats (s, call, "pos_weight")))

static const GrAttribute kl_div_attributes[] = {
  LOSS_ATTRIBUTES (GR_CHOICES ("mean", "sum", "batchmean")),
  { "log_target", GR_ATTRIBUTE_BOOL, "false", .help = N_ ("The targets are log-probabilities.") },
  END
};

LOSS (kl_div_loss, "KLDivLoss",
      N_ ("How far one distribution, as log-probabilities, is from another."), GR_TARGET_VALUES,
      kl_div_attributes, NULL,
      gx_kl_div (s, x, target, reduction (call), gr_block_bool (call, "log_target")))
