/* regularisation.c - block kinds: Dropout, Dropout2d. */
#include "row.h"

static const GrAttribute dropout_attributes[] = {
  { "p", GR_ATTRIBUTE_FLOAT, "0.5", BETWEEN (0, 1),
    .help = N_ ("The chance that a number is set to zero; the others are scaled up to match.") },
  END
};

static GrTensor *
dropout_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_dropout (s, call->inputs[0], gr_block_float (call, "p"), call->training);
}

const GrBlockKind gr_block_dropout = {
  .name = "Dropout",
  .category = GR_CATEGORY_REGULARISATION,
  .icon = "block-dropout-symbolic",
  .summary = N_ ("While training, sets numbers to zero at random, so that none is relied on."),
  .prefix = "dropout",
  .attributes = dropout_attributes,
  .forward = dropout_forward,
  .repr = "p={p}, inplace=False",
  .pytorch = "nn.Dropout",
};

static GrTensor *
dropout2d_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_feature_dropout (s, call->inputs[0], gr_block_float (call, "p"), call->training);
}

const GrBlockKind gr_block_dropout2d = {
  .name = "Dropout2d",
  .category = GR_CATEGORY_REGULARISATION,
  .icon = "block-dropout-symbolic",
  .summary = N_ ("While training, sets whole channels to zero at random."),
  .prefix = "dropout",
  .attributes = dropout_attributes,
  .min_dims = 3,
  .max_dims = 4,
  .forward = dropout2d_forward,
  .repr = "p={p}, inplace=False",
  .pytorch = "nn.Dropout2d",
};
