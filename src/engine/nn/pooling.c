/* pooling.c - block kinds: MaxPool2d, AvgPool2d, AdaptiveAvgPool2d. */
#include "row.h"

#define WINDOW_ATTRIBUTES                                                                          \
  { "kernel_size", GR_ATTRIBUTE_INTS, "2", .required = TRUE, .n = 2, AT_LEAST (1),                 \
    .help = N_ ("Size of the window.") },                                                          \
  { "stride", GR_ATTRIBUTE_INTS, "auto", GR_AUTO_KERNEL, .n = 2, AT_LEAST (1),                     \
    .help = N_ ("Steps between one window and the next; auto is the window's size.") },            \
  { "padding", GR_ATTRIBUTE_INTS, "0", .n = 2, AT_LEAST (0),                                       \
    .help = N_ ("Rows and columns added on every side, half a window at most.") }

static const GrAttribute max_pool2d_attributes[] = {
  WINDOW_ATTRIBUTES,
  { "dilation", GR_ATTRIBUTE_INTS, "1", .n = 2, AT_LEAST (1),
    .help = N_ ("Distance between the elements of a window.") },
  { "ceil_mode", GR_ATTRIBUTE_BOOL, "false",
    .help = N_ ("A last window that is only partly on the input counts too.") },
  END
};

static GrTensor *
max_pool2d_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_max_pool2d (s, call->inputs[0], gr_block_ints (call, "kernel_size"),
                        gr_block_ints (call, "stride"), gr_block_ints (call, "padding"),
                        gr_block_ints (call, "dilation"), gr_block_bool (call, "ceil_mode"));
}

const GrBlockKind gr_block_max_pool2d = {
  .name = "MaxPool2d",
  .category = GR_CATEGORY_POOLING,
  .icon = "block-pool-symbolic",
  .summary = N_ ("Keeps the largest number in each window of the image."),
  .prefix = "pool",
  .attributes = max_pool2d_attributes,
  .min_dims = 4,
  .max_dims = 4,
  .reads = GR_READS_WINDOW,
  .forward = max_pool2d_forward,
  .repr = "kernel_size={kernel_size}, stride={stride}, padding={padding}, dilation={dilation}, "
          "ceil_mode={ceil_mode}",
  .pytorch = "nn.MaxPool2d",
};

static const GrAttribute avg_pool2d_attributes[] = {
  WINDOW_ATTRIBUTES,
  { "ceil_mode", GR_ATTRIBUTE_BOOL, "false",
    .help = N_ ("A last window that is only partly on the input counts too.") },
  { "count_include_pad", GR_ATTRIBUTE_BOOL, "true",
    .help = N_ ("The zeros of the padding count in the average.") },
  END
};

static GrTensor *
avg_pool2d_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_avg_pool2d (s, call->inputs[0], gr_block_ints (call, "kernel_size"),
                        gr_block_ints (call, "stride"), gr_block_ints (call, "padding"),
                        gr_block_bool (call, "ceil_mode"),
                        gr_block_bool (call, "count_include_pad"), GR_NO_INT);
}

const GrBlockKind gr_block_avg_pool2d = {
  .name = "AvgPool2d",
  .category = GR_CATEGORY_POOLING,
  .icon = "block-pool-symbolic",
  .summary = N_ ("Keeps the average of each window of the image."),
  .prefix = "pool",
  .attributes = avg_pool2d_attributes,
  .min_dims = 4,
  .max_dims = 4,
  .reads = GR_READS_WINDOW,
  .forward = avg_pool2d_forward,
  .repr = "kernel_size={kernel_size}, stride={stride}, padding={padding}",
  .pytorch = "nn.AvgPool2d",
};

static const GrAttribute adaptive_avg_pool2d_attributes[] = {
  { "output_size", GR_ATTRIBUTE_INTS, "1", .required = TRUE, .n = 2, AT_LEAST (1),
    .help = N_ ("Height and width that go out, whatever comes in.") },
  END
};

static GrTensor *
adaptive_avg_pool2d_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_adaptive_avg_pool2d (s, call->inputs[0], gr_block_ints (call, "output_size"));
}

const GrBlockKind gr_block_adaptive_avg_pool2d = {
  .name = "AdaptiveAvgPool2d",
  .category = GR_CATEGORY_POOLING,
  .icon = "block-pool-symbolic",
  .summary = N_ ("Averages an image of any size down to the size asked for."),
  .prefix = "pool",
  .attributes = adaptive_avg_pool2d_attributes,
  .min_dims = 4,
  .max_dims = 4,
  .reads = GR_READS_BINS,
  .forward = adaptive_avg_pool2d_forward,
  .repr = "output_size={output_size}",
  .pytorch = "nn.AdaptiveAvgPool2d",
};
