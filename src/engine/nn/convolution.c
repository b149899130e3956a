/* convolution.c - block kinds: Conv1d, Conv2d, ConvTranspose2d. */
#include "row.h"

#define CHANNEL_ATTRIBUTES                                                                         \
  { "in_channels",                                                                                 \
    GR_ATTRIBUTE_INT,                                                                              \
    "auto",                                                                                        \
    GR_AUTO_CHANNELS,                                                                              \
    AT_LEAST (1),                                                                                  \
    .unit = N_ ("channels"),                                                                       \
    .help = N_ ("Channels that come in: size 1 of the input.") },                                  \
  {                                                                                                \
    "out_channels", GR_ATTRIBUTE_INT, "32",                                                        \
        .required = TRUE, AT_LEAST (1),                                                            \
        .help = N_ ("Channels that go out: the number of filters.")                                \
  }

#define KERNEL_ATTRIBUTES(dims, words, zeros)                                                      \
  { "kernel_size", GR_ATTRIBUTE_INTS, "3", .required = TRUE, .n = (dims), AT_LEAST (1),            \
    .help = N_ ("Size of each filter.") },                                                         \
  { "stride", GR_ATTRIBUTE_INTS, "1", .n = (dims), AT_LEAST (1),                                   \
    .help = N_ ("Steps between one position of the filter and the next.") },                       \
  { "padding", GR_ATTRIBUTE_INTS, "0", .n = (dims), AT_LEAST (0), .choices = words, .help = zeros }

#define ZEROS          N_ ("Zeros added on every side of the input.")
#define WORDS          GR_CHOICES ("same", "valid")
#define ZEROS_OR_WORDS                                                                             \
  N_ ("Zeros added on every side of the input; same: as many as leave its size; valid: none.")

#define DILATION_ATTRIBUTES(dims)                                                                  \
  { "dilation", GR_ATTRIBUTE_INTS, "1", .n = (dims), AT_LEAST (1),                                 \
    .help = N_ ("Distance between the elements of a filter.") },                                   \
  { "groups", GR_ATTRIBUTE_INT, "1", AT_LEAST (1),                                                 \
    .help = N_ ("Channels are cut into so many groups, each with filters of its own.") },          \
  { "bias", GR_ATTRIBUTE_BOOL, "true",                                                             \
    .help = N_ ("Adds a learned number to each output channel.") }

/* Refuses groups that do not divide the channels, in the words of PyTorch's constructors. */
static gboolean
check_groups (GrScope *s, const GrBlockCall *call)
{
  const gint64 groups = gr_block_int (call, "groups");
  const char  *uneven = NULL;

  if (gr_block_int (call, "in_channels") % groups != 0)
    uneven = "in_channels";
  else if (gr_block_int (call, "out_channels") % groups != 0)
    uneven = "out_channels";
  if (uneven)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   "%s must be divisible by groups, but %" G_GINT64_FORMAT
                   " is not divisible by %" G_GINT64_FORMAT,
                   uneven, gr_block_int (call, uneven), groups);
  return uneven == NULL;
}

/* --- Conv1d ----------------------------------------------------------------------------------- */

static const GrAttribute conv1d_attributes[] = {
  CHANNEL_ATTRIBUTES,
  KERNEL_ATTRIBUTES (1, WORDS, ZEROS_OR_WORDS),
  DILATION_ATTRIBUTES (1),
  TRAINED_ATTRIBUTES,
  END
};

static const GrParameter conv1d_parameters[] = {
  { "weight", GR_PARAMETER_TRAINED, "out_channels, in_channels/groups, kernel_size[0]",
    .init = { GR_INIT_FAN_IN } },
  { "bias", GR_PARAMETER_TRAINED, "out_channels", "bias", { GR_INIT_FAN_IN }, TRUE },
  END
};

static GrTensor *
conv1d_forward (GrScope *s, const GrBlockCall *call)
{
  const char *word = gr_block_choice (call, "padding");

  if (!check_groups (s, call))
    return NULL;
  if (word)
    return gx_conv1d_padding (s, call->inputs[0], call->parameters[0], call->parameters[1],
                              gr_block_ints (call, "stride"), word,
                              gr_block_ints (call, "dilation"), gr_block_int (call, "groups"));
  return gx_conv1d (s, call->inputs[0], call->parameters[0], call->parameters[1],
                    gr_block_ints (call, "stride"), gr_block_ints (call, "padding"),
                    gr_block_ints (call, "dilation"), gr_block_int (call, "groups"));
}

const GrBlockKind gr_block_conv1d = {
  .name = "Conv1d",
  .category = GR_CATEGORY_CONVOLUTION,
  .icon = "block-conv-symbolic",
  .summary = N_ ("Slides learned filters along a sequence."),
  .prefix = "conv",
  .attributes = conv1d_attributes,
  .parameters = conv1d_parameters,
  .min_dims = 3,
  .max_dims = 3,
  .reads = GR_READS_WINDOW,
  .forward = conv1d_forward,
  .repr = "{in_channels}, {out_channels}, kernel_size={kernel_size:1}, stride={stride:1}"
          "[, padding={padding:1}][, dilation={dilation:1}][, groups={groups}][, bias={bias}]",
  .pytorch = "nn.Conv1d",
};

/* --- Conv2d ----------------------------------------------------------------------------------- */

static const GrAttribute conv2d_attributes[] = {
  CHANNEL_ATTRIBUTES,
  KERNEL_ATTRIBUTES (2, WORDS, ZEROS_OR_WORDS),
  DILATION_ATTRIBUTES (2),
  TRAINED_ATTRIBUTES,
  END
};

static const GrParameter conv2d_parameters[] = {
  { "weight", GR_PARAMETER_TRAINED,
    "out_channels, in_channels/groups, kernel_size[0], kernel_size[1]",
    .init = { GR_INIT_FAN_IN } },
  { "bias", GR_PARAMETER_TRAINED, "out_channels", "bias", { GR_INIT_FAN_IN }, TRUE },
  END
};

static GrTensor *
conv2d_forward (GrScope *s, const GrBlockCall *call)
{
  const char *word = gr_block_choice (call, "padding");

  if (!check_groups (s, call))
    return NULL;
  if (word)
    return gx_conv2d_padding (s, call->inputs[0], call->parameters[0], call->parameters[1],
                              gr_block_ints (call, "stride"), word,
                              gr_block_ints (call, "dilation"), gr_block_int (call, "groups"));
  return gx_conv2d (s, call->inputs[0], call->parameters[0], call->parameters[1],
                    gr_block_ints (call, "stride"), gr_block_ints (call, "padding"),
                    gr_block_ints (call, "dilation"), gr_block_int (call, "groups"));
}

static GrTensor *
conv2d_forward_relu (GrScope *s, const GrBlockCall *call)
{
  if (gr_block_choice (call, "padding"))
    return gx_relu (s, conv2d_forward (s, call));
  if (!check_groups (s, call))
    return NULL;
  return gx__conv2d_relu (s, call->inputs[0], call->parameters[0], call->parameters[1],
                          gr_block_ints (call, "stride"), gr_block_ints (call, "padding"),
                          gr_block_ints (call, "dilation"), gr_block_int (call, "groups"));
}

const GrBlockKind gr_block_conv2d = {
  .name = "Conv2d",
  .category = GR_CATEGORY_CONVOLUTION,
  .icon = "block-conv-symbolic",
  .summary = N_ ("Slides learned filters over an image."),
  .prefix = "conv",
  .attributes = conv2d_attributes,
  .parameters = conv2d_parameters,
  .min_dims = 4,
  .max_dims = 4,
  .reads = GR_READS_WINDOW,
  .forward = conv2d_forward,
  .forward_relu = conv2d_forward_relu,
  .repr = "{in_channels}, {out_channels}, kernel_size={kernel_size:2}, stride={stride:2}"
          "[, padding={padding:2}][, dilation={dilation:2}][, groups={groups}][, bias={bias}]",
  .pytorch = "nn.Conv2d",
};

/* --- ConvTranspose2d -------------------------------------------------------------------------- */

static const GrAttribute conv_transpose2d_attributes[] = {
  CHANNEL_ATTRIBUTES,
  KERNEL_ATTRIBUTES (2, NULL, ZEROS),
  { "output_padding", GR_ATTRIBUTE_INTS, "0", .n = 2, AT_LEAST (0),
    .help = N_ ("Rows and columns added at one side of the output.") },
  DILATION_ATTRIBUTES (2),
  TRAINED_ATTRIBUTES,
  END
};

static const GrParameter conv_transpose2d_parameters[] = {
  { "weight", GR_PARAMETER_TRAINED,
    "in_channels, out_channels/groups, kernel_size[0], kernel_size[1]",
    .init = { GR_INIT_FAN_IN } },
  { "bias", GR_PARAMETER_TRAINED, "out_channels", "bias", { GR_INIT_FAN_IN }, TRUE },
  END
};

static GrTensor *
conv_transpose2d_forward (GrScope *s, const GrBlockCall *call)
{
  if (!check_groups (s, call))
    return NULL;
  return gx_conv_transpose2d (s, call->inputs[0], call->parameters[0], call->parameters[1],
                              gr_block_ints (call, "stride"), gr_block_ints (call, "padding"),
                              gr_block_ints (call, "output_padding"),
                              gr_block_int (call, "groups"), gr_block_ints (call, "dilation"));
}

const GrBlockKind gr_block_conv_transpose2d = {
  .name = "ConvTranspose2d",
  .category = GR_CATEGORY_CONVOLUTION,
  .icon = "block-conv-transpose-symbolic",
  .summary = N_ ("A convolution backwards: paints a filter for every pixel, and grows the image."),
  .prefix = "deconv",
  .attributes = conv_transpose2d_attributes,
  .parameters = conv_transpose2d_parameters,
  .min_dims = 4,
  .max_dims = 4,
  .reads = GR_READS_TRANSPOSED,
  .forward = conv_transpose2d_forward,
  .repr = "{in_channels}, {out_channels}, kernel_size={kernel_size:2}, stride={stride:2}"
          "[, padding={padding:2}][, dilation={dilation:2}][, output_padding={output_padding:2}]"
          "[, groups={groups}][, bias={bias}]",
  .pytorch = "nn.ConvTranspose2d",
};
