/* normalisation.c - block kinds: BatchNorm1d, BatchNorm2d, LayerNorm, GroupNorm. */
#include "row.h"

/* --- batch norm ------------------------------------------------------------------------------- */

static const GrAttribute batch_norm_attributes[] = {
  { "num_features", GR_ATTRIBUTE_INT, "auto", GR_AUTO_CHANNELS, AT_LEAST (1),
    .unit = N_ ("channels"), .help = N_ ("Channels: size 1 of the input.") },
  { "eps", GR_ATTRIBUTE_FLOAT, "1e-05", BETWEEN (0, 1e6),
    .help = N_ ("Added to the variance, so that nothing is divided by zero.") },
  { "momentum", GR_ATTRIBUTE_FLOAT, "0.1", .optional = TRUE, BETWEEN (0, 1),
    .help = N_ ("How much of a batch goes into the running statistics; none is a plain average.") },
  { "affine", GR_ATTRIBUTE_BOOL, "true",
    .help = N_ ("Scales and shifts each channel by learned numbers.") },
  { "track_running_stats", GR_ATTRIBUTE_BOOL, "true",
    .help = N_ ("Keeps running statistics, which evaluation then uses.") },
  TRAINED_ATTRIBUTES,
  END
};

enum
{
  BN_WEIGHT,
  BN_BIAS,
  BN_MEAN,
  BN_VARIANCE,
  BN_COUNT,
};

static const GrParameter batch_norm_parameters[] = {
  [BN_WEIGHT] = { "weight", GR_PARAMETER_TRAINED, "num_features", "affine", { GR_INIT_ONES } },
  [BN_BIAS] = { "bias", GR_PARAMETER_TRAINED, "num_features", "affine", { GR_INIT_ZEROS }, TRUE },
  [BN_MEAN] = { "running_mean", GR_PARAMETER_BUFFER, "num_features", "track_running_stats",
                { GR_INIT_ZEROS } },
  [BN_VARIANCE] = { "running_var", GR_PARAMETER_BUFFER, "num_features", "track_running_stats",
                    { GR_INIT_ONES } },
  [BN_COUNT] = { "num_batches_tracked", GR_PARAMETER_COUNTER, "", "track_running_stats" },
  END
};

static GrTensor *
batch_norm_forward (GrScope *s, const GrBlockCall *call)
{
  GrTensor *const *p = call->parameters;
  const gboolean   by_batch = call->training || !p[BN_MEAN];
  gdouble          momentum = gr_block_float (call, "momentum");

  if (call->training && p[BN_COUNT])
    gx_add_ (s, p[BN_COUNT], gx_number (s, gr_int (1)), gr_int (1));
  if (momentum == GR_NO_FLOAT)
    momentum = call->training && p[BN_COUNT] && p[BN_COUNT]->device.type != GR_DEVICE_META
                   ? 1 / gr_tensor_to_double (p[BN_COUNT])
                   : 0;
  return gx_batch_norm (s, call->inputs[0], p[BN_WEIGHT], p[BN_BIAS], p[BN_MEAN], p[BN_VARIANCE],
                        by_batch, momentum, gr_block_float (call, "eps"));
}

#define BATCH_NORM_REPR                                                                            \
  "{num_features}, eps={eps}, momentum={momentum}, affine={affine}, "                              \
  "track_running_stats={track_running_stats}"

const GrBlockKind gr_block_batch_norm1d = {
  .name = "BatchNorm1d",
  .category = GR_CATEGORY_NORMALISATION,
  .icon = "block-norm-symbolic",
  .summary = N_ ("Brings each feature to mean 0 and variance 1 over the batch."),
  .prefix = "bn",
  .attributes = batch_norm_attributes,
  .parameters = batch_norm_parameters,
  .min_dims = 2,
  .max_dims = 3,
  .over_batch = TRUE,
  .forward = batch_norm_forward,
  .repr = BATCH_NORM_REPR,
  .pytorch = "nn.BatchNorm1d",
};

const GrBlockKind gr_block_batch_norm2d = {
  .name = "BatchNorm2d",
  .category = GR_CATEGORY_NORMALISATION,
  .icon = "block-norm-symbolic",
  .summary = N_ ("Brings each channel to mean 0 and variance 1 over the batch and its pixels."),
  .prefix = "bn",
  .attributes = batch_norm_attributes,
  .parameters = batch_norm_parameters,
  .min_dims = 4,
  .max_dims = 4,
  .over_batch = TRUE,
  .forward = batch_norm_forward,
  .repr = BATCH_NORM_REPR,
  .pytorch = "nn.BatchNorm2d",
};

/* --- layer norm ------------------------------------------------------------------------------- */

static const GrAttribute layer_norm_attributes[] = {
  { "normalized_shape", GR_ATTRIBUTE_INTS, "auto", GR_AUTO_SAMPLE, AT_LEAST (1),
    .help = N_ ("The last sizes of the input, over which to normalise.") },
  { "eps", GR_ATTRIBUTE_FLOAT, "1e-05", BETWEEN (0, 1e6),
    .help = N_ ("Added to the variance, so that nothing is divided by zero.") },
  { "elementwise_affine", GR_ATTRIBUTE_BOOL, "true",
    .help = N_ ("Scales and shifts each element by learned numbers.") },
  TRAINED_ATTRIBUTES,
  END
};

static const GrParameter layer_norm_parameters[] = {
  { "weight", GR_PARAMETER_TRAINED, "normalized_shape", "elementwise_affine", { GR_INIT_ONES } },
  { "bias", GR_PARAMETER_TRAINED, "normalized_shape", "elementwise_affine", { GR_INIT_ZEROS },
    TRUE },
  END
};

static GrTensor *
layer_norm_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_layer_norm (s, call->inputs[0], gr_block_ints (call, "normalized_shape"),
                        call->parameters[0], call->parameters[1], gr_block_float (call, "eps"));
}

const GrBlockKind gr_block_layer_norm = {
  .name = "LayerNorm",
  .category = GR_CATEGORY_NORMALISATION,
  .icon = "block-norm-symbolic",
  .summary = N_ ("Brings each item of the batch to mean 0 and variance 1 by itself."),
  .prefix = "ln",
  .attributes = layer_norm_attributes,
  .parameters = layer_norm_parameters,
  .reads = GR_READS_LAST,
  .forward = layer_norm_forward,
  .repr = "{normalized_shape}, eps={eps}, elementwise_affine={elementwise_affine}",
  .pytorch = "nn.LayerNorm",
};

/* --- group norm ------------------------------------------------------------------------------- */

static const GrAttribute group_norm_attributes[] = {
  { "num_groups", GR_ATTRIBUTE_INT, "1", .required = TRUE, AT_LEAST (1),
    .help = N_ ("Channels are cut into so many groups, each normalised by itself.") },
  { "num_channels", GR_ATTRIBUTE_INT, "auto", GR_AUTO_CHANNELS, AT_LEAST (1),
    .unit = N_ ("channels"), .help = N_ ("Channels: size 1 of the input.") },
  { "eps", GR_ATTRIBUTE_FLOAT, "1e-05", BETWEEN (0, 1e6),
    .help = N_ ("Added to the variance, so that nothing is divided by zero.") },
  { "affine", GR_ATTRIBUTE_BOOL, "true",
    .help = N_ ("Scales and shifts each channel by learned numbers.") },
  TRAINED_ATTRIBUTES,
  END
};

static const GrParameter group_norm_parameters[] = {
  { "weight", GR_PARAMETER_TRAINED, "num_channels", "affine", { GR_INIT_ONES } },
  { "bias", GR_PARAMETER_TRAINED, "num_channels", "affine", { GR_INIT_ZEROS }, TRUE },
  END
};

static GrTensor *
group_norm_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_group_norm (s, call->inputs[0], gr_block_int (call, "num_groups"), call->parameters[0],
                        call->parameters[1], gr_block_float (call, "eps"));
}

const GrBlockKind gr_block_group_norm = {
  .name = "GroupNorm",
  .category = GR_CATEGORY_NORMALISATION,
  .icon = "block-norm-symbolic",
  .summary = N_ ("Brings groups of an item's channels to mean 0 and variance 1."),
  .prefix = "gn",
  .attributes = group_norm_attributes,
  .parameters = group_norm_parameters,
  .min_dims = 2,
  .max_dims = GR_MAX_DIMS,
  .reads = GR_READS_ALL,
  .forward = group_norm_forward,
  .repr = "{num_groups}, {num_channels}, eps={eps}, affine={affine}",
  .pytorch = "nn.GroupNorm",
};
