/* shape.c - block kinds that move numbers about: Flatten, Unflatten, Reshape, Permute, Upsample,
 * Pad. */
#include "row.h"

#include <string.h>

/* --- Flatten ---------------------------------------------------------------------------------- */

static const GrAttribute flatten_attributes[] = {
  { "start_dim", GR_ATTRIBUTE_INT, "1",
    .help = N_ ("The first dimension to merge; 0 is the batch.") },
  { "end_dim", GR_ATTRIBUTE_INT, "-1", .help = N_ ("The last dimension to merge.") },
  END
};

static GrTensor *
flatten_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_flatten_using_ints (s, call->inputs[0], gr_block_int (call, "start_dim"),
                                gr_block_int (call, "end_dim"));
}

const GrBlockKind gr_block_flatten = {
  .name = "Flatten",
  .category = GR_CATEGORY_SHAPE,
  .icon = "block-shape-symbolic",
  .summary = N_ ("Lays an item's numbers out in one row, as Linear wants them."),
  .prefix = "flatten",
  .attributes = flatten_attributes,
  .reads = GR_READS_RESHAPED,
  .forward = flatten_forward,
  .repr = "start_dim={start_dim}, end_dim={end_dim}",
  .pytorch = "nn.Flatten",
};

/* --- Unflatten -------------------------------------------------------------------------------- */

static const GrAttribute unflatten_attributes[] = {
  { "dim", GR_ATTRIBUTE_INT, "1", .required = TRUE, .help = N_ ("The dimension to cut up.") },
  { "unflattened_size", GR_ATTRIBUTE_INTS, "[1, 28, 28]", .required = TRUE, AT_LEAST (-1),
    .help = N_ ("The sizes to cut it into; one of them may be -1.") },
  END
};

static GrTensor *
unflatten_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_unflatten_int (s, call->inputs[0], gr_block_int (call, "dim"),
                       gr_block_ints (call, "unflattened_size"));
}

const GrBlockKind gr_block_unflatten = {
  .name = "Unflatten",
  .category = GR_CATEGORY_SHAPE,
  .icon = "block-shape-symbolic",
  .summary = N_ ("Cuts one dimension into several: a row of 784 numbers into 1×28×28."),
  .prefix = "unflatten",
  .attributes = unflatten_attributes,
  .reads = GR_READS_RESHAPED,
  .forward = unflatten_forward,
  .repr = "dim={dim}, unflattened_size={unflattened_size}",
  .pytorch = "nn.Unflatten",
};

/* --- Reshape ---------------------------------------------------------------------------------- */

static const GrAttribute reshape_attributes[] = {
  { "shape", GR_ATTRIBUTE_INTS, "[-1]", .required = TRUE, AT_LEAST (-1),
    .help = N_ ("The sizes of one item, without the batch; one of them may be -1.") },
  END
};

static GrTensor *
reshape_forward (GrScope *s, const GrBlockCall *call)
{
  const GrInts item = gr_block_ints (call, "shape");
  gint64       shape[GR_MAX_DIMS + 1] = { call->inputs[0]->shape[0] };

  memcpy (shape + 1, item.v, item.n * sizeof (gint64));
  return gx_reshape (s, call->inputs[0], gr_ints (shape, item.n + 1));
}

const GrBlockKind gr_block_reshape = {
  .name = "Reshape",
  .category = GR_CATEGORY_SHAPE,
  .icon = "block-shape-symbolic",
  .summary = N_ ("Gives every item another shape with the same numbers in the same order."),
  .prefix = "reshape",
  .attributes = reshape_attributes,
  .min_dims = 1,
  .max_dims = GR_MAX_DIMS,
  .reads = GR_READS_RESHAPED,
  .forward = reshape_forward,
  .repr = "{shape}",
  .pytorch = "torch.reshape({input}, ({input}.shape[0], *{shape}))",
};

/* --- Permute ---------------------------------------------------------------------------------- */

static const GrAttribute permute_attributes[] = {
  { "dims", GR_ATTRIBUTE_INTS, "[0, 2, 1]", .required = TRUE,
    .help = N_ ("Where each dimension of the output comes from; 0 is the batch.") },
  END
};

static GrTensor *
permute_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_permute (s, call->inputs[0], gr_block_ints (call, "dims"));
}

const GrBlockKind gr_block_permute = {
  .name = "Permute",
  .category = GR_CATEGORY_SHAPE,
  .icon = "block-shape-symbolic",
  .summary = N_ ("Puts the dimensions in another order, without moving a number."),
  .prefix = "permute",
  .attributes = permute_attributes,
  .reads = GR_READS_PERMUTED,
  .forward = permute_forward,
  .repr = "{dims}",
  .pytorch = "torch.permute({input}, {dims})",
};

/* --- Upsample --------------------------------------------------------------------------------- */

static const GrAttribute upsample_attributes[] = {
  { "size", GR_ATTRIBUTE_INTS, "none", .optional = TRUE, .n = 2, AT_LEAST (1),
    .help = N_ ("Height and width that go out; none where scale_factor says it.") },
  { "scale_factor", GR_ATTRIBUTE_FLOAT, "2", .optional = TRUE, BETWEEN (1e-3, 1e3),
    .help = N_ ("How many times larger; none where size says it.") },
  { "mode", GR_ATTRIBUTE_CHOICE, "nearest", .choices = GR_CHOICES ("nearest", "bilinear"),
    .help = N_ ("Repeats the nearest pixel, or blends the four around.") },
  { "align_corners", GR_ATTRIBUTE_BOOL, "false",
    .help = N_ ("With bilinear: the corner pixels keep their place.") },
  END
};

static GrTensor *
upsample_forward (GrScope *s, const GrBlockCall *call)
{
  const GrInts   size = gr_block_ints (call, "size");
  const gdouble  factor = gr_block_float (call, "scale_factor");
  const gdouble  factors[2] = { factor, factor };
  const gint64   pair[2] = { size.v ? size.v[0] : 0, size.v ? size.v[size.n - 1] : 0 };

  if (!size.v && factor == GR_NO_FLOAT)
    {
      gr_scope_fail (s, GR_ERROR_ARGUMENT, "needs a size or a scale_factor");
      return NULL;
    }
  return gx_interpolate (s, call->inputs[0], size.v ? gr_ints (pair, 2) : GR_NO_INTS,
                         size.v ? GR_NO_FLOATS : (GrFloats){ factors, 2 },
                         gr_block_choice (call, "mode"), gr_block_bool (call, "align_corners"));
}

const GrBlockKind gr_block_upsample = {
  .name = "Upsample",
  .category = GR_CATEGORY_SHAPE,
  .icon = "block-upsample-symbolic",
  .summary = N_ ("Makes images larger."),
  .prefix = "upsample",
  .attributes = upsample_attributes,
  .min_dims = 4,
  .max_dims = 4,
  .reads = GR_READS_RESIZED,
  .forward = upsample_forward,
  .repr = "<size={size}, ><scale_factor={scale_factor}, >mode={mode}",
  .pytorch = "nn.Upsample",
};

/* --- Pad -------------------------------------------------------------------------------------- */

static const GrAttribute pad_attributes[] = {
  { "pad", GR_ATTRIBUTE_INTS, "[1, 1, 1, 1]", .required = TRUE,
    .help = N_ ("Elements added before and after, the last dimension first: left, right, …") },
  { "mode", GR_ATTRIBUTE_CHOICE, "constant",
    .choices = GR_CHOICES ("constant", "reflect", "replicate", "circular"),
    .help = N_ ("What is added: a number, or the input mirrored, its edge, or its other side.") },
  { "value", GR_ATTRIBUTE_FLOAT, "0", .help = N_ ("The number that constant adds.") },
  END
};

static GrTensor *
pad_forward (GrScope *s, const GrBlockCall *call)
{
  const char   *mode = gr_block_choice (call, "mode");
  const gdouble value
      = g_str_equal (mode, "constant") ? gr_block_float (call, "value") : GR_NO_FLOAT;

  return gx_pad (s, call->inputs[0], gr_block_ints (call, "pad"), mode, value);
}

const GrBlockKind gr_block_pad = {
  .name = "Pad",
  .category = GR_CATEGORY_SHAPE,
  .icon = "block-shape-symbolic",
  .summary = N_ ("Adds a border."),
  .prefix = "pad",
  .attributes = pad_attributes,
  .reads = GR_READS_SHIFTED,
  .forward = pad_forward,
  .repr = "{pad}, mode={mode}[, value={value}]",
  .pytorch = "F.pad({input}, {pad}, mode={mode}, value={value})",
};
